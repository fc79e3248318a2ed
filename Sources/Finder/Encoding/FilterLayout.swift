/// Bits in words, in the order of clkhash's files: bit 0 is the highest of the first byte.
///
/// A row is a multiple of eight words, so that the kernels that compare rows need look at nothing else.
struct FilterLayout: Sendable, Hashable {
    let bits: Int

    /// Words of a row that is compared.
    var rowWords: Int { (bits + 511) / 512 * 8 }
    /// Words that hold any of its bits.
    var usedWords: Int { (bits + 63) / 64 }
    /// Bytes in a file.
    var bytes: Int { (bits + 7) / 8 }

    @inline(__always)
    static func word(_ bit: Int) -> Int { bit >> 6 }

    /// The first byte of a word in memory is its lowest.
    @inline(__always)
    static func mask(_ bit: Int) -> UInt64 { 1 << UInt64(bit & 63 ^ 7) }

    /// The word and the mask of a bit in one number: bit `place % 64`, as memory has it, of word `place / 64`.
    static func place(_ bit: Int) -> UInt16 { UInt16(truncatingIfNeeded: bit ^ 7) }

    static func isSet(_ bit: Int, in words: [UInt64]) -> Bool { words[word(bit)] & mask(bit) != 0 }
}
