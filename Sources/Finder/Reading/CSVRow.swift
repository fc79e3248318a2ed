/// One row: its bytes, and where among them each field lies, without its quotes.
struct CSVRow {
    enum Problem { case tooLong, unclosedQuote, restUnread }

    var bytes: [UInt8] = []
    private(set) var fields: [Range<Int>] = []
    var problem: Problem?

    var count: Int { fields.count }
    var isEmpty: Bool { fields.isEmpty && bytes.isEmpty }

    mutating func append(_ run: Span<UInt8>) { run.withUnsafeBufferPointer { bytes.append(contentsOf: $0) } }

    /// Ends a field whose bytes, and no others, came after those of the field before.
    mutating func endField() { fields.append((fields.last?.upperBound ?? 0)..<bytes.count) }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        problem = nil
    }

    /// The text of a field, surrounding blanks aside; nil where it is not UTF-8.
    func text(_ index: Int) -> String? { String(validating: bytes[range(index)], as: UTF8.self) }

    /// Whether a field is UTF-8.
    func isUTF8(_ index: Int) -> Bool {
        (try? UTF8Span(validating: bytes.span.extracting(fields[index]))) != nil
    }

    /// The text of a field that is not UTF-8, taken for the Windows-1252 that spreadsheets in Britain write.
    func windowsText(_ index: Int) -> String { String(WindowsText.scalars(bytes[range(index)])) }

    /// Where a field lies in `bytes`, surrounding blanks aside.
    func range(_ index: Int) -> Range<Int> {
        let field = fields[index]
        var (start, end) = (field.lowerBound, field.upperBound)
        while start < end, bytes[start] <= 32 { start += 1 }
        while end > start, bytes[end - 1] <= 32 { end -= 1 }
        return start..<end
    }

    /// Whether all bytes are below 128.
    var isASCII: Bool {
        let bytes = bytes.span
        var all: UInt64 = 0
        for place in stride(from: 0, to: bytes.count, by: 8) { all |= bytes.word(place, to: bytes.count) }
        return all & ByteWord.tops == 0
    }
}

extension CSVRow {
    /// Takes a whole row as most rows are written, eight bytes at a time, and answers with where the next begins.
    ///
    /// Answers with nil, and takes nothing, where the row needs a closer look: it goes on after these bytes or over the
    /// end of a line, has a quote within quotes, or is empty or longer than it may be.
    mutating func take(_ chunk: Span<UInt8>, from start: Int, _ separator: UInt8) -> Int? {
        let limit = min(chunk.count, start + CSVParser.longestRow)
        guard start < limit, chunk[start] != 10, chunk[start] != 13 else { return nil }
        var place = start
        while place < limit, fields.count < CSVParser.mostFields {
            let isQuoted = chunk[place] == 34
            let from = isQuoted ? place + 1 : place
            let end = chunk.first(10, 13, isQuoted ? 34 : separator, from: from, to: limit)
            fields.append(from - start..<end - start)
            let mark = isQuoted ? end + 1 : end
            guard mark < limit, !isQuoted || chunk[end] == 34 else { break }
            place = mark + 1
            if chunk[mark] == separator { continue }
            // The line feed after a return may be in the next chunk.
            guard chunk[mark] == 10 || chunk[mark] == 13 && place < limit else { break }
            append(chunk.extracting(start..<mark))
            return chunk[mark] == 13 && chunk[place] == 10 ? place + 1 : place
        }
        fields.removeAll(keepingCapacity: true)
        return nil
    }
}

/// Windows-1252: Latin-1, with letters and marks where that has control characters.
enum WindowsText {
    private static let high: [Unicode.Scalar] = Array(
        "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars
    )

    static func scalars(_ bytes: some Sequence<UInt8>) -> String.UnicodeScalarView {
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append(byte & 0xE0 == 0x80 ? high[Int(byte & 31)] : Unicode.Scalar(byte)) }
        return scalars
    }
}
