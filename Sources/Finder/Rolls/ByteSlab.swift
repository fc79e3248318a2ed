/// Byte strings that lie end to end, numbered from 0 in order of arrival.
///
/// Four bytes say where a string ends, counted from a base that is kept once for 65,536 of them, so that all together
/// may be larger than 4 GiB. No single string may be longer than 65,535 bytes.
struct ByteSlab: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [UInt32] = []
    /// Where the strings of each 65,536 begin.
    private(set) var bases: [Int] = []

    var count: Int { ends.count }

    init() {}

    /// The slab of parts that were stored; nil where they do not fit together.
    init?(bytes: [UInt8], ends: [UInt32], bases: [Int]) {
        guard bases.count == (ends.count + 0xFFFF) >> 16 else { return nil }
        var start = 0
        for number in ends.indices {
            if number & 0xFFFF == 0, bases[number >> 16] != start { return nil }
            let end = bases[number >> 16] + Int(ends[number])
            guard end >= start, end <= bytes.count else { return nil }
            start = end
        }
        guard start == bytes.count else { return nil }
        (self.bytes, self.ends, self.bases) = (bytes, ends, bases)
    }

    /// Where the bytes of `number` are.
    func range(_ number: Int) -> Range<Int> {
        let base = bases[number >> 16]
        return (number & 0xFFFF == 0 ? base : base + Int(ends[number - 1]))..<base + Int(ends[number])
    }

    subscript(number: Int) -> ArraySlice<UInt8> { bytes[range(number)] }

    mutating func append(_ string: Span<UInt8>) {
        if ends.count & 0xFFFF == 0 { bases.append(bytes.count) }
        string.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        ends.append(UInt32(bytes.count - bases[ends.count >> 16]))
    }
}
