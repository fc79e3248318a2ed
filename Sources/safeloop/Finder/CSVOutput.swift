import Foundation

/// Rows of CSV or lines of JSON, written as they come.
///
/// A file appears under its name when `flush` has written all of it, and not before: what is half written is removed.
struct CSVOutput {
    private let file: WholeFile
    private let isTerminal: Bool

    /// To the file at `path`, made anew and readable by its owner alone, and none of `inputs`; to standard output for nil.
    init(_ path: String?, sparing inputs: [String] = []) throws {
        file = try WholeFile(path, sparing: inputs)
        isTerminal = path == nil && isatty(STDOUT_FILENO) != 0
    }

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
    mutating func flush() throws { try file.finish() }

    private func line(_ text: String) throws {
        try file.write((isTerminal ? Self.shown(text) : text).utf8)
        try file.write(CollectionOfOne(10))
    }

    /// Labels come from files of others: on a terminal, what would steer it or turn its lines around is shown, not done.
    private static func shown(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { shown, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format: shown += scalar.escaped(asASCII: true)
            default: shown.unicodeScalars.append(scalar)
            }
        }
    }

    /// Quoted where it must be. Labels come from files of others, so a spreadsheet must not take one for a formula.
    private static func quoted(_ field: String) -> String {
        if field.utf8.allSatisfy({ isPlain($0) }) { return field }
        // By bytes: a letter that is joined to a comma or an equals sign makes neither of them another.
        let isFormula = field.utf8.first.map { "=+-@\t\r\n".utf8.contains($0) } ?? false
        let bytes = (isFormula && Double(field) == nil ? [UInt8(ascii: "'")] : []) + field.utf8
        guard bytes.contains(where: { ",\"\r\n".utf8.contains($0) }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        let quote = UInt8(ascii: "\"")
        let inner = bytes.flatMap { $0 == quote ? [quote, quote] : [$0] }
        return String(decoding: [quote] + inner + [quote], as: UTF8.self)
    }

    /// Letters, digits, blanks and full stops, which mean nothing but themselves anywhere.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 32, 46: true
        default: false
        }
    }
}
