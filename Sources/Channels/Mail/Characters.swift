extension UInt8 {
    /// An ASCII letter or digit.
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// An ASCII character that shows, space included.
    var isPrintable: Bool { (32...126).contains(self) }
}

extension Unicode.Scalar {
    /// White space, and the invisible characters that come along when text is copied from a web page.
    var isBlank: Bool {
        properties.isWhitespace || self == "\u{200B}" || self == "\u{2060}" || self == "\u{FEFF}"
    }

    /// A character that ends a line or steers a device; it has no place in a field of one line.
    var isControl: Bool {
        properties.generalCategory == .control || self == "\u{2028}" || self == "\u{2029}"
    }
}

extension StringProtocol {
    /// The text without what is blank at both ends. Works on scalars, so a combining mark cannot shield a space.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }

    /// Whether the text can stand in a field of one line.
    var isOneLine: Bool { !unicodeScalars.contains(where: \.isControl) }
}
