/// What the fields of one column came to when they were first read.
///
/// Most names, schools, streets, postcodes and dates of a roll are written alike many times; they are folded, parted and
/// numbered once. Bounded: a full memory forgets everything.
struct FieldMemory: Sendable {
    private static let most = 1 << 18

    private var texts = TermPage()
    private var ends: [UInt32] = []
    /// The numbers of all fields, end to end.
    private var numbers: [Int32] = []

    /// Appends the numbers of the field written `text`, if it is known.
    func find(_ text: Span<UInt8>, hash: UInt64, into found: inout [Int32]) -> Bool {
        guard let number = texts.find(text, hash: hash).map(Int.init) else { return false }
        for at in (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number]) { found.append(numbers[at]) }
        return true
    }

    /// Remembers a field that was not known.
    mutating func keep(_ text: Span<UInt8>, hash: UInt64, numbers: [Int32]) {
        // A field longer than the slab can hold is rare enough to be read anew each time.
        guard text.count <= 1024 else { return }
        if texts.count == Self.most { self = FieldMemory() }
        _ = texts.append(text, hash: hash)
        self.numbers += numbers
        ends.append(UInt32(self.numbers.count))
    }
}
