import ArgumentParser
import Finder
import Foundation

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

    /// The people in the file one by one, with the number and label of their row.
    func each(_ mapping: inout ColumnMapping, _ body: @escaping (Int, String, Person) -> Void) throws {
        var maker = RollMaker()
        var reader = RollReader(mapping: mapping.columns, onPerson: body)
        try feed(&reader, &maker)
        mapping.see(reader)
    }

    private func feed(_ reader: inout RollReader, _ maker: inout RollMaker) throws {
        let file = try open()
        var bar = Progress("Reading", of: max(1, size))
        var taken = 0
        if let problems { reader.onProblem = { problems.note(path, $0) } }
        do {
            try reader.read(&maker) {
                let chunk = try file.read(upToCount: 1 << 20) ?? Data()
                taken += chunk.count
                if size > 0 { bar.show(taken) }
                return Array(chunk)
            }
        } catch let error as RollError {
            throw Failure.unreadable("\(path): \(error)")
        } catch {
            throw Failure.unreadable("\(path) cannot be read.")
        }
        bar.end()
        for problem in reader.problems.prefix(Self.said) { Console.note("\(path): \(problem)") }
        if reader.problemCount > Self.said {
            let all = problems == nil ? "; --problems FILE lists them" : ""
            Console.note("\(path): \(reader.problemCount) problems in all\(all); \(reader.rowsLeftOut) rows left out")
        }
    }

    private func open() throws -> FileHandle {
        if path == "-" { return .standardInput }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Failure.unreadable("There is no file \(path) that can be read.")
        }
        return file
    }

    /// Bytes in the file; 0 where that is not known.
    private var size: Int {
        let attributes = path == "-" ? nil : try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
}

/// `--problems FILE`: every problem of every row, as CSV.
final class ProblemFile {
    private var output: CSVOutput
    private var failure: (any Error)?

    /// nil where no file is asked for.
    init?(_ path: String?) throws {
        guard let path else { return nil }
        output = try CSVOutput(path)
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
