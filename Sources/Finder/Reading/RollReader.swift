/// Reads a roll as its bytes come, from CSV or from a Common Transfer File, which it tells apart by what they begin with.
///
/// Memory is bounded by the people kept, never by what the file holds: a row of more than 256 KiB is left out, and of
/// the problems the first thousand are kept and the rest counted.
public struct RollReader {
    /// How many problems are kept in `problems`.
    public static let mostProblems = 1000

    /// The people read so far.
    public var roll: Roll { taker.roll }
    /// How many rows were read so far, those left out included.
    public var rows: Int { taker.rows }
    /// The first problems.
    public var problems: [RowProblem] { taker.problems }
    /// How many problems there are in all.
    public var problemCount: Int { taker.problemCount }
    /// How many rows were left out.
    public var rowsLeftOut: Int { taker.rowsLeftOut }
    /// Is told of every problem as it is met, those beyond the first thousand too.
    public var onProblem: ((RowProblem) -> Void)? {
        get { taker.onProblem }
        set { taker.onProblem = newValue }
    }

    /// The headers of this file that the mapping explained.
    public var mappedHeaders: Set<String> { columns?.mapped ?? [] }

    private let mapping: [String: RollColumn]
    private var columns: RollColumns?
    private var parser = CSVParser()
    var taker: RowTaker
    var keeper = RowKeeper()

    /// A reader of a roll.
    ///
    /// - parameter mapping: the columns that their headers do not explain, by header.
    public init(mapping: [String: RollColumn] = [:]) {
        self.mapping = mapping
        taker = RowTaker(onPerson: nil)
    }

    /// A reader that hands on each person with the number and label of their row, and keeps no roll.
    public init(mapping: [String: RollColumn] = [:], onPerson: @escaping (Int, String, Person) -> Void) {
        self.mapping = mapping
        taker = RowTaker(onPerson: onPerson)
    }

    /// Reads a whole file.
    ///
    /// - parameter maker: what makes the roll, to be used for every roll that is compared with it.
    /// - parameter next: gives the next bytes, as many as it likes, and none at the end.
    /// - throws: `RollError` where the file is no roll; and what `next` throws.
    public mutating func read(_ maker: inout RollMaker, next: () throws -> [UInt8]) throws {
        var beginning: [UInt8] = []
        while beginning.count < CommonTransferFile.telling {
            let more = try next()
            if more.isEmpty { break }
            beginning += more
        }
        if CommonTransferFile.begins(beginning) {
            return try readTransferFile(beginning, &maker, next: next)
        }
        var chunk = beginning
        while !chunk.isEmpty {
            try push(chunk, maker: &maker)
            chunk = try next()
        }
        try end(maker: &maker)
    }

    private mutating func readTransferFile(
        _ beginning: [UInt8],
        _ maker: inout RollMaker,
        next: () throws -> [UInt8]
    ) throws {
        var file = CommonTransferFile(beginning)
        var chunk = beginning
        while !chunk.isEmpty {
            try file.push(chunk, &taker, &maker)
            chunk = try next()
        }
        try file.end()
    }

    /// Takes the next bytes of CSV.
    public mutating func push(_ bytes: [UInt8], maker: inout RollMaker) throws {
        var parser = self.parser
        self.parser = CSVParser()
        try parser.push(bytes.span) { row in try take(row, &maker) }
        try keepWaiting(&maker)
        self.parser = parser
    }

    /// Ends the CSV.
    ///
    /// - throws: `RollError.empty` where it had no header.
    public mutating func end(maker: inout RollMaker) throws {
        var parser = self.parser
        try parser.end { row in try take(row, &maker) }
        try keepWaiting(&maker)
        if columns == nil { throw RollError.empty }
    }

    private mutating func take(_ row: CSVRow, _ maker: inout RollMaker) throws {
        guard let columns else {
            columns = try header(row)
            keeper.columns = columns
            return
        }
        if row.problem == nil, row.count == columns.count, taker.onPerson == nil, keeper.isUTF8(row) {
            keeper.wait(row)
            if keeper.isFull { try keepWaiting(&maker) }
            return
        }
        try keepWaiting(&maker)
        taker.next()
        switch row.problem {
        case .tooLong: taker.leaveOut("longer than \(CSVParser.longestRow / 1024) KiB")
        case .unclosedQuote: taker.leaveOut("a quote is opened and never closed")
        case .restUnread:
            taker.leaveOut("a quote is never closed, after many others; the rest of the file is not read")
        case nil where row.count == columns.count: try taker.take(row, columns, &maker)
        case nil: taker.leaveOut("\(row.count) fields where the first line has \(columns.count)")
        }
    }

    private mutating func keepWaiting(_ maker: inout RollMaker) throws(RollError) {
        try keeper.keep(&taker, &maker)
    }

    private func header(_ row: CSVRow) throws(RollError) -> RollColumns {
        guard row.problem == nil else { throw .brokenHeader }
        var header: [String] = []
        for index in 0..<row.count {
            guard let text = row.text(index) else { throw .headerNotUTF8 }
            header.append(text)
        }
        return try RollColumns(header: header, mapping: mapping)
    }
}
