import ArgumentParser
import Finder
import Foundation

/// Reading a roll from a file, or from standard input for `-`.
struct RollFile {
    let path: String

    /// Standard input can be read once only.
    static func checkInputs(_ one: String, _ other: String?) throws {
        guard one != "-" || other != "-" else {
            throw ValidationError("Only one of the two files can be standard input.")
        }
    }

    /// `--columns surname_at_birth=other_names`.
    static func mapping(_ arguments: [String]) throws -> ColumnMapping {
        var columns: [String: RollColumn] = [:]
        for argument in arguments {
            guard let equals = argument.lastIndex(of: "="),
                let column = RollColumn(rawValue: String(argument[argument.index(after: equals)...]))
            else {
                let names = RollColumn.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("Write --columns HEADER=COLUMN, where COLUMN is one of \(names).")
            }
            columns[String(argument[..<equals])] = column
        }
        return ColumnMapping(columns)
    }

    /// The people in the file; problems are reported on standard error by row number.
    func read(_ maker: inout RollMaker, _ mapping: inout ColumnMapping) throws -> Roll {
        var reader = RollReader(mapping: mapping.columns)
        try feed(&reader, &maker)
        mapping.see(reader)
        return reader.roll
    }

    /// Two rolls that can be compared, read side by side.
    static func readBoth(_ a: String, _ b: String, _ mapping: inout ColumnMapping) async throws -> (
        maker: RollMaker, a: Roll, b: Roll
    ) {
        let start = mapping
        async let firstRead = aside { try readAlone(a, start) }
        async let secondRead = aside { try readAlone(b, start) }
        var first = try await firstRead
        var second = try await secondRead
        first.maker.join(&second.roll, of: second.maker)
        mapping = first.mapping
        mapping.see(second.mapping)
        return (first.maker, first.roll, second.roll)
    }

    private static func readAlone(_ path: String, _ mapping: ColumnMapping) throws -> (
        maker: RollMaker, roll: Roll, mapping: ColumnMapping
    ) {
        var maker = RollMaker()
        var mapping = mapping
        let roll = try RollFile(path: path).read(&maker, &mapping)
        return (maker, roll, mapping)
    }

    /// Runs work that waits for files where it holds up nothing else.
    private static func aside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result(catching: work)) }
        }
    }

    /// The people in the file one by one, with the number and label of their row.
    func each(_ mapping: inout ColumnMapping, _ body: @escaping (Int, String, Person) -> Void) throws {
        var maker = RollMaker()
        var reader = RollReader(mapping: mapping.columns, onPerson: body)
        try feed(&reader, &maker)
        mapping.see(reader)
    }

    private func feed(_ reader: inout RollReader, _ maker: inout RollMaker) throws {
        let file: FileHandle
        if path == "-" {
            file = .standardInput
        } else {
            guard let opened = FileHandle(forReadingAtPath: path) else {
                throw Failure.unreadable("There is no file \(path) that can be read.")
            }
            file = opened
        }
        do {
            while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty {
                try reader.push(Array(chunk), maker: &maker)
            }
            try reader.end(maker: &maker)
        } catch let error as RollError {
            throw Failure.unreadable("\(path): \(error)")
        } catch {
            throw Failure.unreadable("\(path) cannot be read.")
        }
        for problem in reader.problems.prefix(20) { Console.note("\(path): \(problem)") }
        if reader.problemCount > 20 {
            Console.note("\(path): \(reader.problemCount) problems in all; \(reader.rowsLeftOut) rows left out")
        }
    }
}

/// Rows of CSV, written as they come.
struct CSVOutput {
    private let file: FileHandle
    private var buffer: [UInt8] = []

    /// To the file at `path`, made anew and readable by its owner alone; to standard output for nil.
    init(_ path: String?) throws {
        guard let path else {
            file = .standardOutput
            return
        }
        guard
            FileManager.default.createFile(
                atPath: path,
                contents: nil,
                attributes: [.posixPermissions: 0o600]
            ),
            let opened = FileHandle(forWritingAtPath: path)
        else { throw Failure.unavailable("\(path) cannot be written.") }
        file = opened
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

    private mutating func line(_ text: String) throws {
        buffer += text.utf8
        buffer.append(10)
        if buffer.count > 1 << 16 { try flush() }
    }

    mutating func flush() throws {
        do {
            try file.write(contentsOf: Data(buffer))
        } catch {
            throw Failure.unavailable("The answers cannot be written. Check the free space.")
        }
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
