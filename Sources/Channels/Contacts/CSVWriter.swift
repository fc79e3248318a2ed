/// Writes tables that spreadsheets open safely: RFC 4180, UTF-8 with its mark, CRLF.
package enum CSVWriter {
    /// A cell that a spreadsheet would run as a formula gets an apostrophe in front; a reader sees it, and it does no
    /// harm.
    package static func bytes(headings: [String], rows: some Sequence<[String]>) -> [UInt8] {
        // Without the mark, Excel takes UTF-8 for the Windows alphabet.
        var output: [UInt8] = [0xEF, 0xBB, 0xBF]
        append(headings, to: &output)
        for row in rows { append(row, to: &output) }
        return output
    }

    private static func append(_ row: [String], to output: inout [UInt8]) {
        for (index, cell) in row.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            let guarded = (isFormula(cell) ? [UInt8(ascii: "'")] : []) + cell.utf8
            guard guarded.contains(where: needsQuotes) else {
                output += guarded
                continue
            }
            output.append(UInt8(ascii: "\""))
            for byte in guarded { output += byte == UInt8(ascii: "\"") ? [byte, byte] : [byte] }
            output.append(UInt8(ascii: "\""))
        }
        output += [13, 10]
    }

    private static func isFormula(_ cell: String) -> Bool {
        guard let first = cell.utf8.first else { return false }
        return "=+-@\t\r\n".utf8.contains(first)
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        ",;\"\t\r\n ".utf8.contains(byte)
    }
}
