import Foundation

/// What people type, made fit to keep: NFC, no control characters, no stray blanks, bounded.
package enum Text {
    /// One line that must not be empty.
    package static func line(_ text: String, field: String, what: String, limit: Int = 300) throws(Refusal) -> String {
        let clean = tidy(text).replacing("\n", with: " ")
        guard !clean.isEmpty else { throw .invalid(field, "Give \(what).") }
        guard clean.count <= limit else {
            throw .invalid(field, "Shorten \(what) to \(limit) characters or fewer. It has \(clean.count).")
        }
        return clean
    }

    /// One line, or nil where nothing was typed.
    package static func optionalLine(_ text: String?, field: String, what: String, limit: Int = 300) throws(Refusal)
        -> String?
    {
        guard let text, !tidy(text).isEmpty else { return nil }
        return try line(text, field: field, what: what, limit: limit)
    }

    /// Several lines. May be empty only where `required` is false.
    package static func lines(
        _ text: String,
        field: String,
        what: String,
        required: Bool = true,
        limit: Int = 50_000
    ) throws(Refusal) -> String {
        let clean = tidy(text)
        guard !required || !clean.isEmpty else { throw .invalid(field, "Write \(what).") }
        guard clean.count <= limit else {
            throw .invalid(field, "Shorten \(what) to \(limit) characters or fewer. It has \(clean.count).")
        }
        return clean
    }

    static func tidy(_ text: String) -> String {
        let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\t", with: " ")
        // A line that ends in another way is a line too: no name runs over two, in no header of a mail either.
        let scalars = unified.unicodeScalars.map { $0 == "\u{2028}" || $0 == "\u{2029}" ? "\n" : $0 }.filter { scalar in
            scalar == "\n" || !(scalar.properties.generalCategory == .control || bidirectional.contains(scalar))
        }
        return String(String.UnicodeScalarView(scalars))
            .precomposedStringWithCanonicalMapping
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Marks that make text read in another order than it is stored.
    private static let bidirectional: Set<Unicode.Scalar> = [
        "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
    ]
}
