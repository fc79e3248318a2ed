import Foundation

/// A mail, or one part of it: its header, and its content as it lies there (RFC 5322, RFC 2045).
///
/// Reads anything: what is not as it should be is read as far as it can be.
struct MailEntity {
    /// How deep parts may lie in parts, and how many there may be in all.
    static let deepest = 8
    static let most = 200
    private static let mostFields = 500

    /// In the order in which they stand, names in small letters, each value on one line.
    private(set) var fields: [(name: String, value: String)] = []
    let content: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        var index = bytes.startIndex
        var content = bytes[bytes.endIndex...]
        while index < bytes.endIndex {
            let end = bytes[index...].firstIndex(of: 10) ?? bytes.endIndex
            let line = PlainText.windows1252OrUTF8(bytes[index..<end].filter { $0 != 13 })
            let isEmpty = line.isEmpty
            index = min(end + 1, bytes.endIndex)
            if isEmpty {
                content = bytes[index...]
                break
            }
            if line.first == " " || line.first == "\t" {
                if let last = fields.indices.last { fields[last].value += " " + line.trimmed }
            } else if let colon = line.firstIndex(of: ":"), fields.count < Self.mostFields {
                fields.append((line[..<colon].trimmed.lowercased(), line[line.index(after: colon)...].trimmed))
            }
        }
        self.content = content
    }

    subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// `text/plain`, in small letters.
    var type: String { HeaderValue(self["content-type"] ?? "text/plain").value.lowercased() }

    var disposition: String { HeaderValue(self["content-disposition"] ?? "").value.lowercased() }

    /// The name under which it was sent, decoded. Never a path.
    var fileName: String? {
        let name =
            HeaderValue(self["content-disposition"] ?? "").parameter("filename")
            ?? HeaderValue(self["content-type"] ?? "").parameter("name")
        return name.flatMap { $0.split { $0 == "/" || $0 == "\\" }.last.map(String.init) }
    }

    /// Itself, or the parts that hold no others, in order.
    func leaves() -> [MailEntity] {
        var found: [MailEntity] = []
        collect(into: &found, depth: 0)
        return found
    }

    private func collect(into found: inout [MailEntity], depth: Int) {
        guard found.count < Self.most else { return }
        guard type.hasPrefix("multipart/"), depth < Self.deepest,
            let boundary = HeaderValue(self["content-type"] ?? "").parameter("boundary"), !boundary.isEmpty
        else {
            found.append(self)
            return
        }
        for part in parts(between: Array("--\(boundary)".utf8)) {
            MailEntity(part).collect(into: &found, depth: depth + 1)
        }
    }

    private func parts(between marker: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var index = content.startIndex
        while index < content.endIndex, parts.count < Self.most {
            let end = content[index...].firstIndex(of: 10) ?? content.endIndex
            if content[index..<end].starts(with: marker) {
                // The line break before a boundary belongs to the boundary.
                if let start { parts.append(content[start..<max(start, index)].withoutLastLineBreak) }
                let isLast = content[index..<end].dropFirst(marker.count).starts(with: Array("--".utf8))
                start = isLast ? nil : min(end + 1, content.endIndex)
                if isLast { break }
            }
            index = end + 1
        }
        // A mail that was cut off ends without its last boundary.
        if let start, start < content.endIndex { parts.append(content[start...]) }
        return parts
    }

    /// The content as it was before it was encoded to travel.
    var bytes: [UInt8] {
        switch self["content-transfer-encoding"]?.lowercased() {
        case "base64": Data(base64Encoded: Data(content), options: .ignoreUnknownCharacters).map(Array.init) ?? []
        case "quoted-printable": MailText.unquoted(Array(content))
        default: Array(content)
        }
    }

    var text: String { PlainText.decode(bytes) ?? "" }
}

/// The value of a field with parameters: `attachment; filename="letter.pdf"` (RFC 2045, RFC 2231).
struct HeaderValue {
    let value: String
    private var parameters: [String: String] = [:]

    init(_ text: String) {
        var pieces: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text.prefix(10_000) {
            if isEscaped {
                pieces[pieces.count - 1].append(character)
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                pieces.append("")
            } else {
                pieces[pieces.count - 1].append(character)
            }
        }
        value = pieces[0].trimmed
        for piece in pieces.dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            let name = pair[0].trimmed.lowercased()
            if parameters[name] == nil { parameters[name] = pair[1].trimmed }
        }
    }

    func parameter(_ name: String) -> String? {
        if let extended = parameters["\(name)*"] { return Self.decoded(extended) }
        var pieces: [String] = []
        while let piece = parameters["\(name)*\(pieces.count)*"] ?? parameters["\(name)*\(pieces.count)"] {
            pieces.append(piece)
        }
        if !pieces.isEmpty { return Self.decoded(pieces.joined()) }
        return parameters[name].map(MailText.decodedWords)
    }

    /// `utf-8''Caf%C3%A9.pdf`
    private static func decoded(_ text: String) -> String {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        let rest = parts.count == 3 ? String(parts[2]) : text
        var bytes: [UInt8] = []
        var index = rest.utf8.startIndex
        while index < rest.utf8.endIndex {
            let next = rest.utf8.index(after: index)
            let digits = rest[next...].prefix(2)
            if rest.utf8[index] == UInt8(ascii: "%"), digits.utf8.count == 2, let byte = UInt8(digits, radix: 16) {
                bytes.append(byte)
                index = digits.endIndex
            } else {
                bytes.append(rest.utf8[index])
                index = next
            }
        }
        return PlainText.decode(bytes) ?? rest
    }
}

extension PlainText {
    /// A line of a header: plain ASCII where it is as it should be.
    static func windows1252OrUTF8(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? windows1252(bytes)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var withoutLastLineBreak: ArraySlice<UInt8> {
        guard last == 10 else { return self }
        let line = dropLast()
        return line.last == 13 ? line.dropLast() : line
    }
}
