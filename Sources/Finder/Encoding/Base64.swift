/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each character, 255 where it is none.
    static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The two letters of twelve bits, the first in the low byte.
    private static let pairs: [UInt16] = (0..<4096).map { UInt16(letters[$0 >> 6]) | UInt16(letters[$0 & 63]) << 8 }

    /// How many characters so many bytes take.
    static func length(of bytes: Int) -> Int { (bytes + 2) / 3 * 4 }

    /// Writes `bytes` into `output` from `start` on.
    static func write(_ bytes: RawSpan, into output: inout MutableRawSpan, at start: Int) {
        let pairs = Self.pairs.span
        func pair(_ bits: UInt64, _ shift: UInt64) -> UInt32 {
            UInt32(pairs[Int(bits >> (shift + 12) & 4095)]) | UInt32(pairs[Int(bits >> shift & 4095)]) << 16
        }
        var (byte, place) = (0, start)
        // Eight bytes are read for the first six of them.
        while byte + 8 <= bytes.byteCount {
            let bits = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: byte, as: UInt64.self))
            let letters = UInt64(pair(bits, 40)) | UInt64(pair(bits, 16)) << 32
            output.storeBytes(of: letters.littleEndian, toByteOffset: place, as: UInt64.self)
            (byte, place) = (byte + 6, place + 8)
        }
        while byte < bytes.byteCount {
            var bits: UInt64 = 0
            for next in byte..<byte + 3 {
                let value = next < bytes.byteCount ? bytes.unsafeLoad(fromByteOffset: next, as: UInt8.self) : 0
                bits = bits << 8 | UInt64(value)
            }
            output.storeBytes(of: pair(bits, 0).littleEndian, toByteOffset: place, as: UInt32.self)
            (byte, place) = (byte + 3, place + 4)
        }
        for padding in 0..<byte - bytes.byteCount {
            output.storeBytes(of: UInt8(ascii: "="), toByteOffset: place - 1 - padding, as: UInt8.self)
        }
    }
}
