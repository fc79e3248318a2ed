/// Numbers that look random and are the same each time.
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Text out of pieces that have broken mail and calendar programs before.
    mutating func oddText(upTo length: Int) -> String {
        let pieces = [
            "a", "Zoë", " ", "  ", "=", "=?", "?=", "=?utf-8?Q?x?=", "\"", "\\", ";", ",", ":", "'", "<", ">", "(", ")",
            "@", "é", "e\u{301}", "\u{301}", "ß", "İ", "漢字", "👩‍👧", "\u{200F}", "\u{FEFF}", "\u{200B}", "😀", ".", "..",
            "From ", "--", "%", "^n", "^^", "\\n", "\\,", "~", "BEGIN:VEVENT", "mailto:", "\u{FFFD}", "\u{10FFFF}",
            "word", "a longer stretch of words", "averyveryveryveryveryveryveryverylongword",
        ]
        let count = Int.random(in: 0...length, using: &self)
        return (0..<count).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }

    /// The same with ends of lines and control characters.
    mutating func oddLines(upTo length: Int) -> String {
        let ends = ["\n", "\r\n", "\r", "\n\n", "\t", " \n", "\n.\n", "\n..", "\u{0}", "\u{7}", "\u{85}", "\u{2028}"]
        let count = Int.random(in: 0...length, using: &self)
        return (0..<count).map { _ in oddText(upTo: 4) + (ends.randomElement(using: &self) ?? "") }.joined()
    }
}
