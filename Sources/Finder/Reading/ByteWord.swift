/// Eight bytes at once, the first of them lowest.
enum ByteWord {
    /// The highest bit of each byte.
    static let tops: UInt64 = 0x8080_8080_8080_8080

    /// `byte` eight times.
    static func all(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// The highest bit of each byte that is 0 in `word`, and no other.
    static func zeros(_ word: UInt64) -> UInt64 { ~((word & ~tops) &+ ~tops | word | ~tops) }
}

extension Span<UInt8> {
    /// The eight bytes at `place`, which must all be there.
    @inline(__always)
    func word(_ place: Int) -> UInt64 {
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    /// The bytes from `place` to `end`, no more than eight; zeros after them.
    @inline(__always)
    func word(_ place: Int, to end: Int) -> UInt64 {
        let unused = UInt64(max(0, 8 - (end - place)) * 8)
        if place + 8 <= count { return word(place) & .max >> unused }
        if end >= 8 { return word(end - 8) >> unused }
        return (place..<end).reversed().reduce(0) { $0 << 8 | UInt64(self[$1]) }
    }

    /// The first place of one of three bytes from `start` on; `end` where there is none before.
    func first(_ a: UInt8, _ b: UInt8, _ c: UInt8, from start: Int, to end: Int) -> Int {
        let (all, other, third) = (ByteWord.all(a), ByteWord.all(b), ByteWord.all(c))
        var place = start
        while place < end {
            let word = word(place, to: end)
            let found = ByteWord.zeros(word ^ all) | ByteWord.zeros(word ^ other) | ByteWord.zeros(word ^ third)
            if found != 0 { return min(end, place + found.trailingZeroBitCount / 8) }
            place += 8
        }
        return end
    }
}
