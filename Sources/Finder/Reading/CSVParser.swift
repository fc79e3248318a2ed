/// Splits bytes into rows and fields (RFC 4180), a chunk at a time, in memory that does not grow with the file.
///
/// Fields are parted by comma, semicolon or tab, whichever the first line has most of. A field in double quotes may
/// hold separators, line ends and doubled quotes. Rows end with LF, CR LF or CR; empty lines are no rows.
///
/// A quote that is never closed costs the line it is on, and not what follows: what was taken for its field is read
/// again from the next line. It is known by a row longer than any may be, by the end of the file, or, where the field
/// goes over lines, by a quote that ends it and is followed by neither blank, separator nor line end.
struct CSVParser {
    /// A longer row is skipped and reported; reading goes on with the next line.
    static let longestRow = 1 << 18
    /// A row of more fields likewise.
    static let mostFields = 1 << 12
    /// No more bytes of one file than this are read again, so that hostile quotes cost seconds at most.
    let mostReadAgain: Int

    private enum State { case fieldStart, plain, quoted, quoteInQuoted, skipping }

    private var state = State.fieldStart
    private var row = CSVRow()
    private var separator: UInt8?
    private var afterReturn = false
    private var beginning: [UInt8] = []
    /// What followed the first line of a row whose quoted field goes on, to be read again if the quote is never closed.
    private var afterFirstLine: [UInt8]?
    private var readAgain = 0

    init(mostReadAgain: Int = 32 << 20) { self.mostReadAgain = mostReadAgain }

    /// Takes the next bytes and hands each complete row to `body`.
    mutating func push(_ chunk: Span<UInt8>, _ body: (CSVRow) throws -> Void) rethrows {
        guard let separator else {
            chunk.withUnsafeBufferPointer { beginning.append(contentsOf: $0) }
            let lineEnd = beginning.contains(10) || beginning.contains(13)
            if lineEnd || beginning.count > Self.longestRow { try begin(body) }
            return
        }
        var index = 0
        while index < chunk.count {
            if isBetweenRows, let next = row.take(chunk, from: index, separator) {
                try close(body)
                index = next
                continue
            }
            let run = run(of: chunk.extracting(index...), separator)
            if run > 0 {
                append(chunk.extracting(index..<index + run))
                index += run
            }
            if index < chunk.count {
                if let rest = try take(chunk[index], separator, body) { try read(rest, separator, body) }
                index += 1
            }
        }
    }

    private var isBetweenRows: Bool { state == .fieldStart && !afterReturn && row.isEmpty }

    /// How many bytes at the beginning of `bytes` mean nothing but themselves, so that they can be taken at once.
    private func run(of bytes: Span<UInt8>, _ separator: UInt8) -> Int {
        // The byte that makes a row too long is taken by itself, so that it is the same for any chunks.
        let most = min(bytes.count, Self.longestRow - row.bytes.count)
        var run = 0
        switch state {
        case .plain:
            while run < most, !isSpecial(bytes[run], separator) { run += 1 }
        case .fieldStart where !afterReturn && bytes[0] != 34:
            while run < most, !isSpecial(bytes[run], separator) { run += 1 }
        case .quoted where afterFirstLine == nil:
            while run < most, bytes[run] != 34, bytes[run] != 10, bytes[run] != 13 { run += 1 }
        case .quoted:
            while run < most, bytes[run] != 34 { run += 1 }
        default: break
        }
        return run
    }

    private mutating func append(_ run: Span<UInt8>) {
        row.append(run)
        if afterFirstLine != nil { run.withUnsafeBufferPointer { afterFirstLine?.append(contentsOf: $0) } }
        if state == .fieldStart { state = .plain }
    }

    private func isSpecial(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == separator || byte == 10 || byte == 13
    }

    /// Ends the file: the last row may have no line end.
    mutating func end(_ body: (CSVRow) throws -> Void) rethrows {
        if separator == nil { try begin(body) }
        while state == .quoted, let separator {
            try read(try endInQuote(body), separator, body)
        }
        switch state {
        case .skipping: try close(body)
        case .fieldStart where row.isEmpty: return
        default:
            row.endField()
            try close(body)
        }
    }

    /// Settles the separator by the first line, and takes what has come so far.
    private mutating func begin(_ body: (CSVRow) throws -> Void) rethrows {
        if beginning.starts(with: [0xEF, 0xBB, 0xBF]) { beginning.removeFirst(3) }
        var counts: [UInt8: Int] = [:]
        for byte in beginning.prefix(while: { $0 != 10 && $0 != 13 }) where [44, 59, 9].contains(byte) {
            counts[byte, default: 0] += 1
        }
        let most = [44, 59, 9].max { counts[$0, default: 0] < counts[$1, default: 0] } ?? 44
        let chosen = counts[most, default: 0] > counts[44, default: 0] ? most : 44
        separator = chosen
        let taken = beginning
        beginning = []
        try push(taken.span, body)
    }

    /// Takes these bytes, and before the rest of them whatever must be read again.
    private mutating func read(_ bytes: [UInt8], _ separator: UInt8, _ body: (CSVRow) throws -> Void) rethrows {
        var waiting = [bytes[...]]
        while var bytes = waiting.popLast() {
            while let byte = bytes.popFirst() {
                guard let rest = try take(byte, separator, body) else { continue }
                waiting.append(bytes)
                bytes = rest[...]
            }
        }
    }

    /// Takes one byte; answers with what must be read again before the next.
    private mutating func take(
        _ byte: UInt8,
        _ separator: UInt8,
        _ body: (CSVRow) throws -> Void
    ) rethrows -> [UInt8]? {
        let lineFeedOfReturn = afterReturn && byte == 10
        afterReturn = false
        if lineFeedOfReturn { return nil }
        afterFirstLine?.append(byte)
        switch state {
        case .quoted:
            if byte == 34 { state = .quoteInQuoted } else { row.bytes.append(byte) }
            if afterFirstLine == nil, byte == 10 || byte == 13 { afterFirstLine = [] }
        case .quoteInQuoted where byte == 34:
            row.bytes.append(34)
            state = .quoted
        case .fieldStart where byte == 34:
            state = .quoted
        case .skipping:
            if byte == 10 || byte == 13 { try close(body) }
            afterReturn = byte == 13
        default:
            if byte == separator {
                row.endField()
                state = .fieldStart
            } else if byte == 10 || byte == 13 {
                afterReturn = byte == 13
                if row.isEmpty && state == .fieldStart { return nil }
                row.endField()
                try close(body)
            } else {
                if state == .quoteInQuoted, byte != 32, afterFirstLine != nil {
                    if let rest = try giveUpQuote(body) { return rest }
                    skip(.unclosedQuote)
                    return nil
                }
                row.bytes.append(byte)
                state = .plain
            }
        }
        guard row.bytes.count > Self.longestRow || row.count > Self.mostFields else { return nil }
        return try tooLong(body)
    }

    /// Ends a row longer than any may be: by its quote, if it goes over lines, or else by skipping to the end of its line.
    private mutating func tooLong(_ body: (CSVRow) throws -> Void) rethrows -> [UInt8]? {
        if let rest = try giveUpQuote(body) { return rest }
        skip(.tooLong)
        return nil
    }

    /// Takes nothing more of this row until its line ends.
    private mutating func skip(_ problem: CSVRow.Problem) {
        row.clear()
        row.problem = problem
        afterFirstLine = nil
        state = .skipping
    }

    /// Ends a row whose field in quotes goes over lines it should not; answers with what is to be read again.
    private mutating func giveUpQuote(_ body: (CSVRow) throws -> Void) rethrows -> [UInt8]? {
        guard let rest = afterFirstLine, readAgain + rest.count <= mostReadAgain else { return nil }
        readAgain += rest.count
        row.problem = .unclosedQuote
        try close(body)
        return rest
    }

    /// Ends a row whose quote is still open at the end of the file; answers with what is to be read again.
    private mutating func endInQuote(_ body: (CSVRow) throws -> Void) rethrows -> [UInt8] {
        let rest = afterFirstLine ?? []
        readAgain += rest.count
        let isRead = readAgain <= mostReadAgain
        row.problem = isRead ? .unclosedQuote : .restUnread
        try close(body)
        return isRead ? rest : []
    }

    private mutating func close(_ body: (CSVRow) throws -> Void) rethrows {
        try body(row)
        row.clear()
        afterFirstLine = nil
        state = .fieldStart
    }
}
