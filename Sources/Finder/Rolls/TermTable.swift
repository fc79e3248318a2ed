/// Distinct byte strings, each with a number counted from 0 in order of arrival: interning.
///
/// The bytes lie in one slab; a number takes four bytes wherever the text is used. Two layers share the numbering: the
/// frozen one, which copies of the table share, and a fresh one on top, so that a query adds its own words to a copy
/// of a large table without copying it.
struct TermTable: Sendable {
    private var frozen = TermPage()
    private var fresh = TermPage()

    var count: Int { frozen.count + fresh.count }

    /// The number of `bytes`, given now if it had none.
    mutating func number(of bytes: [UInt8]) -> Int32 {
        let hash = TermPage.hash(bytes.span)
        if let found = frozen.find(bytes.span, hash: hash) { return found }
        if let found = fresh.find(bytes.span, hash: hash) { return Int32(frozen.count) + found }
        return Int32(frozen.count) + fresh.append(bytes.span, hash: hash)
    }

    /// Shares what has been added so far with every copy made from now on. Call it once, when a roll is complete.
    mutating func freeze() {
        if frozen.count == 0 {
            swap(&frozen, &fresh)
        } else {
            for number in 0..<Int32(fresh.count) {
                let bytes = fresh.bytes(of: number)
                _ = frozen.append(bytes.span, hash: TermPage.hash(bytes.span))
            }
            fresh = TermPage()
        }
    }

    /// A copy of the bytes of `number`.
    func bytes(of number: Int32) -> [UInt8] {
        let base = Int32(frozen.count)
        return number < base ? frozen.bytes(of: number) : fresh.bytes(of: number - base)
    }

    /// Calls `body` with the bytes of two numbers, without copying them.
    func withBytes<Result>(
        of a: Int32,
        and b: Int32,
        _ body: (Span<UInt8>, Span<UInt8>) -> Result
    ) -> Result {
        let base = Int32(frozen.count)
        switch (a < base, b < base) {
        case (true, true):
            return body(frozen.slab.span.extracting(frozen.range(a)), frozen.slab.span.extracting(frozen.range(b)))
        case (true, false):
            return body(frozen.slab.span.extracting(frozen.range(a)), fresh.slab.span.extracting(fresh.range(b - base)))
        case (false, true):
            return body(fresh.slab.span.extracting(fresh.range(a - base)), frozen.slab.span.extracting(frozen.range(b)))
        case (false, false):
            return body(
                fresh.slab.span.extracting(fresh.range(a - base)),
                fresh.slab.span.extracting(fresh.range(b - base))
            )
        }
    }
}

/// One layer of a `TermTable`: a slab of bytes, where each term ends, and an open-addressed table of numbers.
struct TermPage: Sendable {
    private(set) var slab: [UInt8] = []
    private var ends: [UInt32] = []
    private var slots: [Int32] = Array(repeating: -1, count: 16)

    var count: Int { ends.count }

    func range(_ number: Int32) -> Range<Int> {
        let index = Int(number)
        return (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    func bytes(of number: Int32) -> [UInt8] { Array(slab[range(number)]) }

    func find(_ bytes: Span<UInt8>, hash: UInt64) -> Int32? {
        if ends.isEmpty { return nil }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let range = range(slots[slot])
            if range.count == bytes.count, Self.equal(slab.span.extracting(range), bytes) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    mutating func append(_ bytes: Span<UInt8>, hash: UInt64) -> Int32 {
        if (ends.count + 1) * 2 > slots.count { grow() }
        let number = Int32(ends.count)
        for index in 0..<bytes.count { slab.append(bytes[index]) }
        ends.append(UInt32(slab.count))
        place(number, hash: hash)
        return number
    }

    private mutating func place(_ number: Int32, hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = number
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for number in 0..<Int32(ends.count) {
            place(number, hash: Self.hash(slab.span.extracting(range(number))))
        }
    }

    private static func equal(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        for index in 0..<a.count where a[index] != b[index] { return false }
        return true
    }

    /// FNV-1a with a final mix; the tables hold data of one's own, so it need not resist an attacker: a crowded table is
    /// slow, never wrong.
    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return hash ^ hash >> 29
    }
}
