/// Base64 with padding (RFC 4648, section 4): one text for each string of bytes, and no other is read.
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each character, 255 where it is none.
    private static let values: [UInt8] = {
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

    static func text(_ bytes: [UInt8]) -> [UInt8] {
        var text = [UInt8](repeating: 0, count: length(of: bytes.count))
        var span = text.mutableSpan
        var output = span.mutableBytes
        write(bytes.span.bytes, into: &output, at: 0)
        return text
    }

    /// The bytes that `text` says; nil where it is not base64.
    static func bytes(_ text: Span<UInt8>) -> [UInt8]? {
        guard let count = count(of: text) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        var output = span.mutableBytes
        return read(text, into: &output, at: 0) ? bytes : nil
    }

    /// How many bytes a text says, told from its length and its end; nil where it is no base64.
    static func count(of text: Span<UInt8>) -> Int? {
        guard text.count % 4 == 0 else { return nil }
        guard text.count > 0, text[text.count - 1] == UInt8(ascii: "=") else { return text.count / 4 * 3 }
        return text.count / 4 * 3 - (text[text.count - 2] == UInt8(ascii: "=") ? 2 : 1)
    }

    /// Writes the bytes that `text` says, `count(of:)` of them, into `output` from `start` on.
    ///
    /// - returns: whether it is base64; else what was written is of no use.
    static func read(_ text: Span<UInt8>, into output: inout MutableRawSpan, at start: Int) -> Bool {
        guard let count = count(of: text) else { return false }
        let values = Self.values.span
        // Of 255, which stands for no letter, the highest bits are set.
        var seen: UInt8 = 0
        func value(_ place: Int) -> UInt32 {
            let value = values[Int(text[place])]
            seen |= value
            return UInt32(value)
        }
        func three(_ place: Int) -> UInt32 {
            value(place) << 18 | value(place + 1) << 12 | value(place + 2) << 6 | value(place + 3)
        }
        var (place, byte) = (0, start)
        while byte + 3 <= start + count {
            let bits = three(place)
            output.storeBytes(of: UInt16(truncatingIfNeeded: bits >> 8).bigEndian, toByteOffset: byte, as: UInt16.self)
            output.storeBytes(of: UInt8(truncatingIfNeeded: bits), toByteOffset: byte + 2, as: UInt8.self)
            (place, byte) = (place + 4, byte + 3)
        }
        if place < text.count {
            // One byte and twelve bits that must be zero, or two bytes and six.
            let letters = start + count - byte + 1
            var bits: UInt32 = 0
            for next in 0..<4 { bits = bits << 6 | (next < letters ? value(place + next) : 0) }
            guard bits & (letters == 2 ? 0xFFFF : 0xFF) == 0 else { return false }
            output.storeBytes(of: UInt8(truncatingIfNeeded: bits >> 16), toByteOffset: byte, as: UInt8.self)
            if letters == 3 {
                output.storeBytes(of: UInt8(truncatingIfNeeded: bits >> 8), toByteOffset: byte + 1, as: UInt8.self)
            }
        }
        return seen < 64
    }
}
