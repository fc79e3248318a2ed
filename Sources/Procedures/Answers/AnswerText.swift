import Foundation

/// What people type into a form, made fit to keep: NFC, no control characters, no stray blanks.
///
/// The same as the office does with every other text.
enum AnswerText {
    static func lines(_ text: String) -> String {
        let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\t", with: " ")
        let scalars = unified.unicodeScalars.map { $0 == "\u{2028}" || $0 == "\u{2029}" ? "\n" : $0 }.filter { scalar in
            scalar == "\n" || !(scalar.properties.generalCategory == .control || bidirectional.contains(scalar))
        }
        return String(String.UnicodeScalarView(scalars))
            .precomposedStringWithCanonicalMapping
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func line(_ text: String) -> String { lines(text).replacing("\n", with: " ") }

    /// How many characters it has. One character with a hundred accents counts for more than one.
    static func length(_ text: String) -> Int { max(text.count, text.unicodeScalars.count / 8) }

    /// Marks that make text read in another order than it is stored.
    private static let bidirectional: Set<Unicode.Scalar> = [
        "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
    ]
}
