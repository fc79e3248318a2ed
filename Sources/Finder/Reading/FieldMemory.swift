/// What the fields of one column came to when they were first read.
///
/// Most names, schools, streets, postcodes and dates of a roll are written alike many times; they are folded, parted and
/// numbered once. Bounded: a full memory forgets everything.
struct FieldMemory: Sendable {
    private static let mostFields = 1 << 18
    /// 16 MiB.
    private static let mostWords = 1 << 21
    /// A longer field is rare enough to be read anew each time.
    private static let longest = 1024

    /// Where the records are.
    private var places = SlotTable()
    /// Of each field: its length, how many numbers, and the first of them in one word; the other numbers, two a word;
    /// its text, eight bytes a word.
    private var records: [UInt64] = []
    private var count = 0

    /// A field that is sought.
    struct Question {
        /// Where its text lies.
        var field = 0..<0
        var hash: UInt64 = 0
        /// Where its numbers lie among those that are found; nil where it is not known.
        var answer: Range<Int>?
    }

    /// Answers several questions, and appends the numbers of the fields that are known.
    ///
    /// What all of them need is looked at first, one right after the other, so that the processor waits for its memory
    /// once and not for each.
    func answer(_ questions: inout [Question], _ asked: Range<Int>, _ text: [UInt8], _ found: inout [Int32]) {
        var seen: UInt64 = 0
        for index in asked { seen |= UInt64(places.candidate(questions[index].hash) ?? 0) }
        for index in asked {
            if let record = places.candidate(questions[index].hash) { seen |= records[record] }
        }
        for index in asked {
            let start = found.count
            let (field, hash) = (questions[index].field, questions[index].hash)
            let isKnown = field.isEmpty || (seen != 0 && find(text, field, hash: hash, into: &found))
            questions[index].answer = isKnown ? start..<found.count : nil
        }
    }

    /// Appends the numbers of the field that lies at `field` in a text, if it is known.
    func find(_ text: [UInt8], _ field: Range<Int>, hash: UInt64, into found: inout [Int32]) -> Bool {
        let record = places.first(hash) { record in
            let (length, numbers) = (records[record] & 0xFFFF, Int(records[record] >> 16 & 0xFFFF))
            return length == field.count && isText(at: record + 1 + numbers / 2, text.span, field)
        }
        guard let record else { return false }
        let head = records[record]
        let count = Int(head >> 16 & 0xFFFF)
        if count > 0 { found.append(Int32(truncatingIfNeeded: head >> 32)) }
        for number in 1..<max(1, count) {
            let pair = records[record + (number + 1) / 2]
            found.append(Int32(truncatingIfNeeded: number & 1 == 1 ? pair : pair >> 32))
        }
        return true
    }

    private func isText(at record: Int, _ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
        var (record, place) = (record, field.lowerBound)
        while place < field.upperBound {
            if records[record] != text.word(place, to: field.upperBound) { return false }
            record += 1
            place += 8
        }
        return true
    }

    /// Remembers a field that was not known.
    mutating func keep(_ text: [UInt8], _ field: Range<Int>, hash: UInt64, _ numbers: ArraySlice<Int32>) {
        guard field.count <= Self.longest else { return }
        if count == Self.mostFields || records.count >= Self.mostWords { self = FieldMemory() }
        count += 1
        places.add(records.count, hash: hash)
        let numbers = numbers.map { UInt64(UInt32(bitPattern: $0)) }
        records.append((numbers.first ?? 0) << 32 | UInt64(numbers.count) << 16 | UInt64(field.count))
        for number in stride(from: 1, to: numbers.count, by: 2) {
            records.append((number + 1 < numbers.count ? numbers[number + 1] : 0) << 32 | numbers[number])
        }
        for place in stride(from: field.lowerBound, to: field.upperBound, by: 8) {
            records.append(text.span.word(place, to: field.upperBound))
        }
    }
}
