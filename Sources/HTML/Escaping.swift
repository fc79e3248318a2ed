extension [UInt8] {
    mutating func append(_ literal: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends text so that it can end neither an element's text nor a quoted attribute.
    ///
    /// Byte by byte, never by `Character`: a quote followed by a combining mark is one `Character` that is not a quote,
    /// yet a browser sees the quote. The bytes below never occur inside a longer UTF-8 sequence.
    mutating func append(escaping text: String) {
        var text = text
        text.withUTF8 { source in
            var clean = 0
            for index in source.indices where needsReplacing(source[index]) {
                append(contentsOf: UnsafeBufferPointer(rebasing: source[clean..<index]))
                append(replacement(for: source[index]))
                clean = index + 1
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: source[clean...]))
        }
    }
}

/// Which bytes below 64 are replaced, a bit each: `& < > " '`, and the control characters, of which HTML allows only
/// white space. A literal, because a computed one would be looked up behind a lock for each byte.
@inline(__always)
private var replacedBelow64: UInt64 { 0x5000_00C4_FFFF_C9FF }

@inline(__always)
private func needsReplacing(_ byte: UInt8) -> Bool {
    byte < 64 ? replacedBelow64 >> UInt64(byte) & 1 == 1 : byte == 0x7F
}

private func replacement(for byte: UInt8) -> StaticString {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: "\u{FFFD}"
    }
}
