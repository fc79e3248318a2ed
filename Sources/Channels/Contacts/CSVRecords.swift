/// Cuts delimited text into records (RFC 4180), in one pass over the bytes.
///
/// Lenient as spreadsheets are: a quotation mark inside an unquoted cell is kept, and so is text after a closing one.
struct CSVRecords {
    struct Record {
        /// The line the record begins on, from 1.
        let line: Int
        let cells: [String]

        var isBlank: Bool { cells.allSatisfy { $0.unicodeScalars.allSatisfy(\.isBlank) } }
    }

    private(set) var records: [Record] = []
    /// The line of a quotation mark that is never closed.
    private(set) var unclosedLine: Int?

    /// - Parameter limit: Where to stop, to look at the beginning only.
    init(_ text: String, delimiter: UInt8, limit: Int = .max) {
        var bytes = Array(text.utf8)
        // An end of line at the end makes the last record like the others.
        if let last = bytes.last, last != 10, last != 13 { bytes.append(10) }
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        var (line, recordLine, quoteLine) = (1, 1, 1)
        var index = 0
        while index < bytes.count, records.count < limit {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            index += 1
            let endsLine = byte == 10 || (byte == 13 && next != 10)
            if endsLine { line += 1 }
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    cell.append(byte)
                } else if next == UInt8(ascii: "\"") {
                    cell.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\""), cell.isEmpty, !wasQuoted {
                isQuoted = true
                wasQuoted = true
                quoteLine = line
            } else if byte == delimiter || endsLine {
                cells.append(String(decoding: cell, as: UTF8.self))
                cell = []
                wasQuoted = false
                if endsLine {
                    records.append(Record(line: recordLine, cells: cells))
                    cells = []
                    recordLine = line
                }
            } else if byte != 13 {
                cell.append(byte)
            }
        }
        if isQuoted, index == bytes.count {
            unclosedLine = quoteLine
            cells.append(String(decoding: cell, as: UTF8.self))
            records.append(Record(line: recordLine, cells: cells))
        }
    }
}
