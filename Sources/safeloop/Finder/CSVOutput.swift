import Foundation

/// Rows of CSV or lines of JSON, written as they come.
///
/// A file appears under its name when `flush` has written all of it, and not before: what is half written is removed.
struct CSVOutput {
    private let file: OutputFile
    private var buffer: [UInt8] = []

    /// To the file at `path`, made anew and readable by its owner alone; to standard output for nil.
    init(_ path: String?) throws { file = try OutputFile(path) }

    mutating func row(_ fields: [String]) throws {
        try line(fields.map(Self.quoted).joined(separator: ","))
    }

    /// A JSON object on a line of its own.
    mutating func object(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try line(String(decoding: encoder.encode(value), as: UTF8.self))
    }

    /// Writes what is still to be written, and gives the file its name. Nothing can be added after it.
    mutating func flush() throws {
        try drain()
        try file.finish()
    }

    private mutating func line(_ text: String) throws {
        buffer += text.utf8
        buffer.append(10)
        if buffer.count > 1 << 16 { try drain() }
    }

    private mutating func drain() throws {
        try file.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Quoted where it must be. Labels come from files of others, so a spreadsheet must not take one for a formula.
    private static func quoted(_ field: String) -> String {
        if field.utf8.allSatisfy({ isPlain($0) }) { return field }
        let risky = field.first.map { "=+-@".contains($0) } ?? false
        let text = risky && Double(field) == nil ? "'" + field : field
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }

    /// Letters, digits, blanks and full stops, which mean nothing but themselves anywhere.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 32, 46: true
        default: false
        }
    }
}

/// A file that is written beside its place and moved there when it is whole.
private final class OutputFile {
    private let handle: FileHandle
    /// Where it is until it is whole; nil for standard output, and for what cannot be replaced: a device or a pipe.
    private var partial: String?
    private let path: String

    init(_ path: String?) throws {
        guard let path else {
            self.path = ""
            handle = .standardOutput
            return
        }
        var status = stat()
        let isReplaced = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
        self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let target = isReplaced ? "\(self.path).\(UInt32.random(in: 1 ... .max)).partial" : path
        if isReplaced {
            let isMade = FileManager.default.createFile(
                atPath: target,
                contents: nil,
                attributes: [.posixPermissions: 0o600]
            )
            guard isMade else { throw Failure.unavailable("\(path) cannot be written.") }
            partial = target
        }
        guard let opened = FileHandle(forWritingAtPath: target) else {
            throw Failure.unavailable("\(path) cannot be written.")
        }
        handle = opened
    }

    deinit {
        if let partial { unlink(partial) }
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            throw Failure.unavailable("The answers cannot be written. Check the free space.")
        }
    }

    func finish() throws {
        guard let partial else { return }
        guard rename(partial, path) == 0 else { throw Failure.unavailable("\(path) cannot be written.") }
        self.partial = nil
    }
}
