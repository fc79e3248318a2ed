import Foundation

/// What a browser posted: fields by name, in the order they came, and files.
package struct Form: Sendable {
    package struct File: Sendable {
        package let name: String
        package let mediaType: String
        package let bytes: [UInt8]
    }

    /// What stands above one part. Browsers write a few hundred bytes.
    static let longestHead = 8192

    private var values: [String: [String]] = [:]
    private var uploads: [String: [File]] = [:]
    /// Whether more was sent than is taken: then there are no files here, and nothing is to be done but to say so.
    package private(set) var isCut = false

    package init() {}

    /// What is said where more was sent than is taken.
    static let cut = "That is too much at a time. Choose fewer files, or smaller ones, and add the others after."

    /// What was typed into a form whose files are left out. Nil where there are too many fields.
    init?(cut typed: [(name: String, value: String)]) {
        for (name, value) in typed { guard add(value, to: name) else { return nil } }
        isCut = true
    }

    /// What is said where no file is there, that one may have sent all the same.
    func noFile(_ sentence: String = "Choose a file.") -> String { isCut ? Self.cut : sentence }

    /// As though somebody had typed these.
    init(_ typed: [String: String]) { values = typed.mapValues { [$0] } }

    /// The first value of a field, or an empty text.
    package subscript(_ name: String) -> String { values[name]?.first ?? "" }

    package func all(_ name: String) -> [String] { values[name] ?? [] }

    package func has(_ name: String) -> Bool { values[name] != nil }

    /// The field names that begin so, as `owner-` for repeated rows.
    package func names(beginning prefix: String) -> [String] { values.keys.filter { $0.hasPrefix(prefix) }.sorted() }

    /// What was typed or chosen, name by name: all but what the page itself puts into each form.
    package var typed: [(name: String, value: String)] {
        names(beginning: "").filter { !["csrf", "command", Cover.passwordField].contains($0) }
            .flatMap { name in all(name).map { (name, $0) } }
    }

    package var hasFiles: Bool { !uploads.isEmpty }

    /// The files of a field. A file field that was left empty has none.
    package func files(_ name: String) -> [File] { uploads[name] ?? [] }

    /// Reads `application/x-www-form-urlencoded`.
    ///
    /// - Returns: nil where the bytes are not a form of at most 2,000 fields.
    package init?(encoded bytes: [UInt8]) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : []) else {
                return nil
            }
            guard add(value, to: name) else { return nil }
        }
    }

    /// Reads `multipart/form-data` (RFC 7578).
    ///
    /// - Returns: nil where the bytes are not such a form of at most 2,000 parts.
    package init?(multipart bytes: [UInt8], boundary: String) {
        let delimiter = Array("--\(boundary)".utf8)
        guard (1...70).contains(boundary.utf8.count), bytes.starts(with: delimiter) else { return nil }
        var position = delimiter.count
        while true {
            // After a delimiter: the end mark, or a line break and a part.
            if bytes.matches("--", at: position) { return }
            guard bytes.matches("\r\n", at: position) else { return nil }
            position += 2
            guard let headEnd = bytes.range(of: "\r\n\r\n", from: position), headEnd - position <= Self.longestHead,
                let partEnd = bytes.range(of: Array("\r\n".utf8) + delimiter, from: headEnd + 4)
            else { return nil }
            let head = String(decoding: bytes[position..<headEnd], as: UTF8.self)
            guard addPart(head, bytes[(headEnd + 4)..<partEnd]) else { return nil }
            position = partEnd + 2 + delimiter.count
        }
    }

    private mutating func addPart(_ head: String, _ body: ArraySlice<UInt8>) -> Bool {
        let (partName, fileName, mediaType) = Self.part(head)
        guard let name = partName else { return false }
        guard let fileName else { return add(String(decoding: body, as: UTF8.self), to: name) }
        guard !(fileName.isEmpty && body.isEmpty) else { return true }
        // Some browsers send a whole path.
        let last = fileName.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "file"
        uploads[name, default: []].append(File(name: last, mediaType: mediaType, bytes: Array(body)))
        return uploads.values.reduce(0) { $0 + $1.count } <= 100
    }

    /// What stands above a part.
    static func part(_ head: String) -> (name: String?, fileName: String?, mediaType: String) {
        var name: String?
        var fileName: String?
        var mediaType = "application/octet-stream"
        for line in head.components(separatedBy: "\r\n") {
            let lower = line.lowercased()
            if lower.hasPrefix("content-disposition:") {
                name = Self.parameter("name", in: line)
                fileName = Self.parameter("filename", in: line)
            } else if lower.hasPrefix("content-type:") {
                mediaType = String(lower.dropFirst("content-type:".count)).trimmingCharacters(in: .whitespaces)
            }
        }
        return (name, fileName, mediaType)
    }

    private mutating func add(_ value: String, to name: String) -> Bool {
        values[name, default: []].append(value)
        return values.count <= 2000 && (values[name]?.count ?? 0) <= 2000
    }

    private static func parameter(_ key: String, in line: String) -> String? {
        guard let start = line.range(of: "; \(key)=\"") else { return nil }
        let rest = line[start.upperBound...]
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        // Browsers write a quote inside a name as %22.
        return String(rest[..<end]).replacing("%22", with: "\"")
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, let high = hex(bytes[index + 1]), let low = hex(bytes[index + 2])
                else {
                    return nil
                }
                decoded.append(high << 4 | low)
                index += 2
            case let byte: decoded.append(byte)
            }
            index += 1
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}

extension [UInt8] {
    fileprivate func matches(_ text: StaticString, at position: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= self.count else { return false }
        return (0..<count).allSatisfy { self[position + $0] == text.utf8Start[$0] }
    }

    fileprivate func range(of text: String, from start: Int) -> Int? {
        range(of: Array(text.utf8), from: start)
    }

    /// Where `pattern` begins, at or after `start`. Looks for its first byte with the system's fast search.
    func range(of pattern: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, start <= count else { return nil }
        var from = start
        while let found = self[from...].firstIndex(of: first) {
            if found + pattern.count > count { return nil }
            if self[found..<(found + pattern.count)].elementsEqual(pattern) { return found }
            from = found + 1
        }
        return nil
    }
}
