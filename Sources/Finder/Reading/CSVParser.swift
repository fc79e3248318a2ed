/// Splits bytes into rows and fields (RFC 4180), a chunk at a time, in memory that does not grow with the file.
///
/// Fields are parted by comma, semicolon or tab, whichever the first line has most of. A field in double quotes may
/// hold separators, line ends and doubled quotes. Rows end with LF, CR LF or CR; empty lines are no rows.
struct CSVParser {
    /// A longer row is skipped and reported; reading goes on with the next line.
    static let longestRow = 1 << 18
    /// A row of more fields likewise.
    static let mostFields = 1 << 12

    private enum State { case fieldStart, plain, quoted, quoteInQuoted, skipping }

    private var state = State.fieldStart
    private var row = CSVRow()
    private var separator: UInt8?
    private var afterReturn = false
    private var beginning: [UInt8] = []

    init() {}

    /// Takes the next bytes and hands each complete row to `body`.
    mutating func push(_ chunk: Span<UInt8>, _ body: (CSVRow) throws -> Void) rethrows {
        guard let separator else {
            for index in 0..<chunk.count { beginning.append(chunk[index]) }
            let lineEnd = beginning.contains(10) || beginning.contains(13)
            if lineEnd || beginning.count > Self.longestRow { try begin(body) }
            return
        }
        var index = 0
        while index < chunk.count {
            let start = index
            switch state {
            case .plain:
                while index < chunk.count, !isSpecial(chunk[index], separator) { index += 1 }
            case .fieldStart where !afterReturn && chunk[index] != 34:
                while index < chunk.count, !isSpecial(chunk[index], separator) { index += 1 }
                if index > start { state = .plain }
            case .quoted:
                while index < chunk.count, chunk[index] != 34 { index += 1 }
            default: break
            }
            if index > start {
                row.append(chunk.extracting(start..<index))
                skipIfTooLong()
            }
            if index < chunk.count {
                try take(chunk[index], separator, body)
                index += 1
            }
        }
    }

    private func isSpecial(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == separator || byte == 10 || byte == 13
    }

    /// Ends the file: the last row may have no line end.
    mutating func end(_ body: (CSVRow) throws -> Void) rethrows {
        if separator == nil { try begin(body) }
        switch state {
        case .quoted:
            row.problem = .unclosedQuote
            try close(body)
        case .skipping: try close(body)
        case .fieldStart where row.ends.isEmpty && row.bytes.isEmpty: return
        default:
            row.ends.append(row.bytes.count)
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
        for byte in taken { try take(byte, chosen, body) }
    }

    private mutating func take(_ byte: UInt8, _ separator: UInt8, _ body: (CSVRow) throws -> Void) rethrows {
        let lineFeedOfReturn = afterReturn && byte == 10
        afterReturn = false
        if lineFeedOfReturn { return }
        switch state {
        case .quoted:
            if byte == 34 { state = .quoteInQuoted } else { row.bytes.append(byte) }
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
                row.ends.append(row.bytes.count)
                state = .fieldStart
            } else if byte == 10 || byte == 13 {
                afterReturn = byte == 13
                if row.ends.isEmpty && row.bytes.isEmpty && state == .fieldStart { return }
                row.ends.append(row.bytes.count)
                try close(body)
            } else {
                row.bytes.append(byte)
                state = .plain
            }
        }
        skipIfTooLong()
    }

    private mutating func skipIfTooLong() {
        if row.bytes.count > Self.longestRow || row.ends.count > Self.mostFields {
            row.problem = .tooLong
            row.bytes.removeAll(keepingCapacity: true)
            row.ends.removeAll(keepingCapacity: true)
            state = .skipping
        }
    }

    private mutating func close(_ body: (CSVRow) throws -> Void) rethrows {
        try body(row)
        row.bytes.removeAll(keepingCapacity: true)
        row.ends.removeAll(keepingCapacity: true)
        row.problem = nil
        state = .fieldStart
    }
}

/// One row: its bytes without separators and quotes, and where each field ends.
struct CSVRow {
    enum Problem { case tooLong, unclosedQuote }

    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var ends: [Int] = []
    fileprivate(set) var problem: Problem?

    var count: Int { ends.count }

    fileprivate mutating func append(_ run: Span<UInt8>) {
        run.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// The text of a field, surrounding blanks aside; nil where it is not UTF-8.
    func text(_ index: Int) -> String? {
        var start = index == 0 ? 0 : ends[index - 1]
        var end = ends[index]
        while start < end, bytes[start] <= 32 { start += 1 }
        while end > start, bytes[end - 1] <= 32 { end -= 1 }
        return String(validating: bytes[start..<end], as: UTF8.self)
    }
}
