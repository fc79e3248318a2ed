/// Reads the characters of a text file whose encoding nobody stated.
enum PlainText {
    /// UTF-8, UTF-16 with or without its mark, else Windows-1252; `nil` where the bytes are no text.
    static func decode(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return utf8(bytes.dropFirst(3)) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), isLittle: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), isLittle: false) }
        if let isLittle = unmarkedUTF16(bytes) { return utf16(bytes[...], isLittle: isLittle) }
        guard isText(bytes) else { return nil }
        return utf8(bytes[...]) ?? repaired(bytes) ?? windows1252(bytes)
    }

    private static func utf8(_ bytes: ArraySlice<UInt8>) -> String? {
        String(validating: bytes, as: UTF8.self)
    }

    /// UTF-8 that was broken in a few places, each marked with a replacement sign; `nil` where it is another encoding.
    private static func repaired(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        let broken = text.unicodeScalars.count { $0 == "\u{FFFD}" }
        let whole = text.unicodeScalars.count { !$0.isASCII && $0 != "\u{FFFD}" }
        return whole >= 2 * broken ? text : nil
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> String? {
        guard bytes.count % 2 == 0 else { return nil }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return String(validating: units, as: UTF16.self)
    }

    /// English in UTF-16 has a zero at every other byte.
    private static func unmarkedUTF16(_ bytes: [UInt8]) -> Bool? {
        let sample = bytes.prefix(2000)
        guard sample.count >= 4 else { return nil }
        let even = sample.indices.filter { $0 % 2 == 0 && sample[$0] == 0 }.count
        let odd = sample.indices.filter { $0 % 2 == 1 && sample[$0] == 0 }.count
        if odd * 10 >= sample.count * 4, even == 0 { return true }
        if even * 10 >= sample.count * 4, odd == 0 { return false }
        return nil
    }

    /// Text holds no zero bytes and next to no control characters.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        var controls = 0
        for byte in bytes where byte < 32 {
            if byte == 0 { return false }
            // Tab, line feed, vertical tab, form feed, carriage return, and the cell mark that Word leaves.
            if !(9...13).contains(byte), byte != 7 { controls += 1 }
        }
        return controls * 200 <= bytes.count
    }

    private static let upper: [UInt16] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]

    static func windows1252(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.map { (0x80...0x9F).contains($0) ? upper[Int($0) - 0x80] : UInt16($0) }, as: UTF16.self)
    }
}
