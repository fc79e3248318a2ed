import ArgumentParser
import Finder
import Foundation
import Synchronization

/// Reading a roll from a file, or from standard input for `-`: CSV or a Common Transfer File, told apart by content.
struct RollFile {
    let path: String
    /// Where the problems of all rows go; the first are said on standard error in any case.
    var problems: ProblemFile?

    /// How many problems of a file are said.
    private static let said = 20

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
        let bar = ReadingBar(of: [a, b].map { RollFile(path: $0).size })
        async let firstRead = readAlone(a, start, bar)
        async let secondRead = readAlone(b, start, bar)
        var first = try await firstRead
        var second = try await secondRead
        bar.end()
        for note in first.notes + second.notes { Console.note(note) }
        first.maker.join(&second.roll, of: second.maker)
        mapping = first.mapping
        mapping.see(second.mapping)
        return (first.maker, first.roll, second.roll)
    }

    private static func readAlone(_ path: String, _ mapping: ColumnMapping, _ bar: ReadingBar) throws -> (
        maker: RollMaker, roll: Roll, mapping: ColumnMapping, notes: [String]
    ) {
        let file = RollFile(path: path)
        var maker = RollMaker()
        var mapping = mapping
        var reader = RollReader(mapping: mapping.columns)
        try file.pour(into: &reader, &maker, bar)
        mapping.see(reader)
        return (maker, reader.roll, mapping, file.notes(of: reader))
    }

    /// The people in the file one by one, with the number and label of their row.
    func each(_ mapping: inout ColumnMapping, _ body: @escaping (Int, String, Person) -> Void) throws {
        var maker = RollMaker()
        var reader = RollReader(mapping: mapping.columns, onPerson: body)
        try feed(&reader, &maker)
        mapping.see(reader)
    }

    private func feed(_ reader: inout RollReader, _ maker: inout RollMaker) throws {
        let bar = ReadingBar(of: [size])
        if let problems { reader.onProblem = { problems.note(path, $0) } }
        try pour(into: &reader, &maker, bar)
        bar.end()
        for note in notes(of: reader) { Console.note(note) }
    }

    private func pour(into reader: inout RollReader, _ maker: inout RollMaker, _ bar: ReadingBar) throws {
        var parts = try RollInput(path: path).open()
        do {
            try reader.read(&maker) {
                let chunk = try parts.next() ?? []
                bar.add(chunk.count)
                return chunk
            }
        } catch let error as RollError {
            throw Failure.unreadable("\(path): \(error)")
        }
    }

    /// What is said of the problems: the first of them, and how many there are.
    private func notes(of reader: RollReader) -> [String] {
        var notes = reader.problems.prefix(Self.said).map { "\(path): \($0)" }
        if reader.problemCount > Self.said {
            let all = problems == nil ? "; --problems FILE lists them" : ""
            notes.append("\(path): \(reader.problemCount) problems in all\(all); \(reader.rowsLeftOut) rows left out")
        }
        return notes
    }

    /// Bytes in the file; 0 where that is not known.
    private var size: Int {
        let attributes = path == "-" ? nil : try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
}

/// How far reading is, of files that may be read side by side.
private final class ReadingBar: Sendable {
    private let state: Mutex<(bar: Progress, taken: Int)>
    /// Whether all sizes are known.
    private let isShown: Bool

    /// A bar of files with so many bytes; 0 where that is not known.
    init(of sizes: [Int]) {
        isShown = !sizes.contains(0)
        state = Mutex((Progress("Reading", of: max(1, sizes.reduce(0, +))), 0))
    }

    func add(_ bytes: Int) {
        guard isShown else { return }
        state.withLock {
            $0.taken += bytes
            $0.bar.show($0.taken)
        }
    }

    func end() { state.withLock { $0.bar.end() } }
}

/// `--problems FILE`: every problem of every row, as CSV.
final class ProblemFile {
    private var output: CSVOutput
    private var failure: (any Error)?

    /// nil where no file is asked for.
    ///
    /// - parameter inputs: the files that are read, none of which it may be.
    init?(_ path: String?, sparing inputs: [String]) throws {
        guard let path else { return nil }
        output = try CSVOutput(path, sparing: inputs)
        try output.row(["file", "row", "problem", "done"])
    }

    func note(_ file: String, _ problem: RowProblem) {
        do {
            try output.row([file, String(problem.row), problem.message, problem.consequence])
        } catch {
            failure = failure ?? error
        }
    }

    /// Ends the file; call it when everything is read.
    func finish() throws {
        if let failure { throw failure }
        try output.flush()
    }
}
