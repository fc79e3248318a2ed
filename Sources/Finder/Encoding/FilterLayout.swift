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

    static func isSet(_ bit: Int, in words: [UInt64]) -> Bool { words[word(bit)] & mask(bit) != 0 }
}

/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each character, 255 where it is none.
    static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// Appends the first `count` bytes of `words`, lowest byte first.
    static func append(_ words: some RandomAccessCollection<UInt64>, bytes count: Int, to output: inout [UInt8]) {
        var held: UInt32 = 0
        var bits: UInt32 = 0
        var left = count
        for word in words {
            var word = word
            for _ in 0..<min(8, left) {
                held = held << 8 | UInt32(truncatingIfNeeded: word & 255)
                word >>= 8
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    output.append(letters[Int(held >> bits & 63)])
                }
            }
            left -= min(8, left)
        }
        if bits > 0 { output.append(letters[Int(held << (6 - bits) & 63)]) }
        for _ in 0..<(3 - count % 3) % 3 { output.append(UInt8(ascii: "=")) }
    }
}
