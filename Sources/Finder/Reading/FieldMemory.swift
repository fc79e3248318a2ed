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

    /// The upper half of the hash above the place of the record plus one; 0 where the slot is empty.
    private var slots = [UInt64](repeating: 0, count: 1 << 10)
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
        let mask = slots.count - 1
        var seen: UInt64 = 0
        for index in asked { seen |= slots[Int(questions[index].hash >> 32) & mask] }
        for index in asked {
            let slot = slots[Int(questions[index].hash >> 32) & mask]
            if slot != 0 { seen |= records[Int(slot & 0xFFFF_FFFF) - 1] }
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
        let mask = slots.count - 1
        var slot = Int(hash >> 32) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash >> 32 {
                let record = Int(slots[slot] & 0xFFFF_FFFF) - 1
                let head = records[record]
                let count = Int(head >> 16 & 0xFFFF)
                if head & 0xFFFF == field.count, isText(at: record + 1 + count / 2, text.span, field) {
                    if count > 0 { found.append(Int32(truncatingIfNeeded: head >> 32)) }
                    for number in 1..<max(1, count) {
                        let pair = records[record + (number + 1) / 2]
                        found.append(Int32(truncatingIfNeeded: number & 1 == 1 ? pair : pair >> 32))
                    }
                    return true
                }
            }
            slot = (slot + 1) & mask
        }
        return false
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
        if count * 4 > slots.count * 3 { grow() }
        place((hash >> 32) << 32 | UInt64(records.count + 1))
        let numbers = numbers.map { UInt64(UInt32(bitPattern: $0)) }
        records.append((numbers.first ?? 0) << 32 | UInt64(numbers.count) << 16 | UInt64(field.count))
        for number in stride(from: 1, to: numbers.count, by: 2) {
            records.append((number + 1 < numbers.count ? numbers[number + 1] : 0) << 32 | numbers[number])
        }
        for place in stride(from: field.lowerBound, to: field.upperBound, by: 8) {
            records.append(text.span.word(place, to: field.upperBound))
        }
    }

    private mutating func place(_ entry: UInt64) {
        let mask = slots.count - 1
        var slot = Int(entry >> 32) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    private mutating func grow() {
        let entries = slots
        slots = [UInt64](repeating: 0, count: entries.count * 2)
        for entry in entries where entry != 0 { place(entry) }
    }
}
