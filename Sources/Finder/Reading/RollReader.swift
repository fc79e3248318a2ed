/// Something wrong with a row of a roll.
public struct RowProblem: Sendable, Hashable, CustomStringConvertible {
    /// What was done about it.
    public enum Outcome: Sendable { case rowLeftOut, valueLeftOut }

    /// The number of the row, from 1, the header aside.
    public let row: Int
    public let message: String
    public let outcome: Outcome

    /// `row 17: the date of birth is in no calendar; taken as missing`. Never the value itself.
    public var description: String {
        "row \(row): \(message); \(outcome == .rowLeftOut ? "row left out" : "taken as missing")"
    }
}

/// Reads a roll from CSV as its bytes come.
///
/// Memory is bounded by the people kept, never by what the file holds: a row of more than 256 KiB is left out, and of
/// the problems the first thousand are kept and the rest counted.
public struct RollReader {
    /// How many problems are kept in `problems`.
    public static let mostProblems = 1000

    /// The people read so far.
    public private(set) var roll = Roll()
    /// How many rows were read so far, those left out included.
    public private(set) var rows = 0
    public private(set) var problems: [RowProblem] = []
    public private(set) var problemCount = 0
    public private(set) var rowsLeftOut = 0

    /// The headers of this file that the mapping explained.
    public var mappedHeaders: Set<String> { columns?.mapped ?? [] }

    private let mapping: [String: RollColumn]
    private var columns: RollColumns?
    private var parser = CSVParser()
    /// By `RollColumn.place`.
    var memories = [FieldMemory](repeating: FieldMemory(), count: RollColumn.allCases.count)
    var scratch = Scratch()
    /// The person and label of each row as it is read, for queries; rolls do without.
    private let onPerson: ((Int, String, Person) -> Void)?

    /// A reader of a roll with a header.
    ///
    /// - parameter mapping: the columns that their headers do not explain, by header.
    public init(mapping: [String: RollColumn] = [:]) {
        self.mapping = mapping
        onPerson = nil
    }

    /// A reader that hands on each person with the number and label of their row, and keeps no roll.
    public init(mapping: [String: RollColumn] = [:], onPerson: @escaping (Int, String, Person) -> Void) {
        self.mapping = mapping
        self.onPerson = onPerson
    }

    /// Takes the next bytes of the file.
    public mutating func push(_ bytes: [UInt8], maker: inout RollMaker) throws {
        var parser = self.parser
        self.parser = CSVParser()
        try parser.push(bytes.span) { row in try take(row, &maker) }
        self.parser = parser
    }

    /// Ends the file.
    ///
    /// - throws: `RollError.empty` where it had no header.
    public mutating func end(maker: inout RollMaker) throws {
        var parser = self.parser
        try parser.end { row in try take(row, &maker) }
        if columns == nil { throw RollError.empty }
    }

    private mutating func take(_ row: CSVRow, _ maker: inout RollMaker) throws {
        guard let columns else {
            var header: [String] = []
            for index in 0..<row.count {
                guard let text = row.text(index) else { throw RollError.headerNotUTF8 }
                header.append(text)
            }
            self.columns = try RollColumns(header: header, mapping: mapping)
            return
        }
        rows += 1
        switch row.problem {
        case .tooLong: return leaveOut("longer than \(CSVParser.longestRow / 1024) KiB")
        case .unclosedQuote: return leaveOut("a quote is never closed")
        case nil: break
        }
        guard row.count == columns.count else {
            return leaveOut("\(row.count) fields where the first line has \(columns.count)")
        }
        if onPerson == nil {
            if !row.isASCII, !columns.inOrder.allSatisfy({ $0.places.allSatisfy { row.text($0) != nil } }) {
                return leaveOut("not UTF-8")
            }
            return try keep(row, columns, &maker)
        }
        var texts: [RollColumn: String] = [:]
        for (column, places) in columns.places {
            var joined = ""
            for place in places {
                guard let text = row.text(place) else { return leaveOut("not UTF-8") }
                if text.isEmpty { continue }
                joined += joined.isEmpty ? text : " " + text
            }
            if !joined.isEmpty { texts[column] = joined }
        }
        let person = person(texts)
        onPerson?(rows, texts[.id] ?? String(rows), person)
    }

    /// Adds someone whose fields have been read.
    mutating func add(_ entry: Entry, _ words: [Int32], label: Span<UInt8>) {
        roll.append(entry, words: words, label: label)
    }

    /// The person that these fields make; those of no meaning are reported.
    mutating func person(_ texts: [RollColumn: String]) -> Person {
        var person = Person()
        person.givenName = texts[.givenName] ?? ""
        person.familyName = texts[.familyName] ?? ""
        person.otherNames = texts[.otherNames] ?? ""
        person.address = texts[.address] ?? ""
        person.locality = texts[.locality] ?? ""
        person.school = texts[.school] ?? ""
        person.dateOfBirth = read(texts[.dateOfBirth], "the date of birth is in no calendar") { CalendarDate($0) }
        person.sex = texts[.sex].flatMap { Sex($0) }
        person.postcode = read(texts[.postcode], "the postcode is none") { Postcode($0) }
        person.upn = read(texts[.upn], "the UPN's check letter or form is wrong") { UniquePupilNumber($0) }
        person.nhsNumber = read(texts[.nhsNumber], "the NHS number's check digit or form is wrong") { NHSNumber($0) }
        return person
    }

    private mutating func read<Value>(_ text: String?, _ message: String, _ make: (String) -> Value?) -> Value? {
        guard let text else { return nil }
        let value = make(text)
        if value == nil { report(message, .valueLeftOut) }
        return value
    }

    private mutating func leaveOut(_ message: String) {
        rowsLeftOut += 1
        report(message, .rowLeftOut)
    }

    private mutating func report(_ message: String, _ outcome: RowProblem.Outcome) {
        problemCount += 1
        if problems.count < Self.mostProblems {
            problems.append(RowProblem(row: rows, message: message, outcome: outcome))
        }
    }
}
