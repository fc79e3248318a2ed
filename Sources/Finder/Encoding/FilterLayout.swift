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
    static func append(_ words: ArraySlice<UInt64>, bytes count: Int, to output: inout [UInt8]) {
        let start = output.count
        let whole = count / 3
        output += repeatElement(UInt8(ascii: "="), count: (count + 2) / 3 * 4)
        letters.withUnsafeBufferPointer { letters in
            output.withUnsafeMutableBufferPointer { output in
                func byte(_ place: Int) -> Int {
                    place < count ? Int(words[words.startIndex + (place >> 3)] >> UInt64((place & 7) << 3) & 255) : 0
                }
                for group in 0..<(count + 2) / 3 {
                    let bits = byte(3 * group) << 16 | byte(3 * group + 1) << 8 | byte(3 * group + 2)
                    let place = start + 4 * group
                    output[place] = letters[bits >> 18]
                    output[place + 1] = letters[bits >> 12 & 63]
                    if group < whole || count % 3 == 2 { output[place + 2] = letters[bits >> 6 & 63] }
                    if group < whole { output[place + 3] = letters[bits & 63] }
                }
            }
        }
    }
}
