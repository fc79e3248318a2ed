/// Turns the bytes of a file into text: UTF-8 and UTF-16 by their marks or by trying, else the Windows alphabet.
enum TextDecoding {
    enum Encoding {
        case utf8, utf16, windows1252
    }

    /// - Returns: `nil` where the bytes are not text in any of the encodings.
    static func decode(_ bytes: [UInt8]) -> (text: String, encoding: Encoding)? {
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), littleEndian: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), littleEndian: false) }
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let littleEndian = looksLikeUTF16(marked) { return utf16(marked, littleEndian: littleEndian) }
        if marked.contains(0) { return nil }
        if let text = String(validating: marked, as: UTF8.self) { return (text, .utf8) }
        return windows1252(marked).map { ($0, .windows1252) }
    }

    /// The alphabet of Western Windows; `nil` where a byte has no meaning in it.
    static func windows1252(_ bytes: some Sequence<UInt8>) -> String? {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            if (0x80...0x9F).contains(byte) {
                guard let scalar = upper[Int(byte) - 0x80] else { return nil }
                scalars.append(scalar)
            } else {
                scalars.append(Unicode.Scalar(byte))
            }
        }
        return String(scalars)
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, littleEndian: Bool) -> (text: String, encoding: Encoding)? {
        let even = Array(bytes)
        guard even.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: 0, to: even.count, by: 2).map { index in
            let (first, second) = (UInt16(even[index]), UInt16(even[index + 1]))
            return littleEndian ? second << 8 | first : first << 8 | second
        }
        guard !units.contains(0), let text = String(validating: units, as: UTF16.self) else { return nil }
        return (text, .utf16)
    }

    /// European text in UTF-16 has a zero in nearly every other byte: after each letter, or before it.
    private static func looksLikeUTF16(_ bytes: ArraySlice<UInt8>) -> Bool? {
        let sample = Array(bytes.prefix(1000))
        let odd = sample.indices.count { $0 % 2 == 1 && sample[$0] == 0 }
        let even = sample.indices.count { $0 % 2 == 0 && sample[$0] == 0 }
        guard sample.count >= 4, max(odd, even) * 5 >= sample.count * 2, min(odd, even) == 0 else { return nil }
        return odd > even
    }

    /// What 0x80 to 0x9F stand for.
    private static let upper: [Unicode.Scalar?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
        nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]
}
