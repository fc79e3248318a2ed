/// A regular expression that whole values must match.
///
/// One class of characters and how often it may come, as in `[a-z ]+`, is matched by itself, since it is asked for every
/// value. Others go to Swift's `Regex`, which may take long over a pattern that is made to; the parties agree on a schema.
struct TextPattern: Sendable {
    private enum Rule: Sendable {
        case run(Run)
        case expression(String)
    }

    private let rule: Rule

    /// Longer values do not match an expression, whatever it says.
    private static let longestValue = 1000

    init(_ text: String, _ format: SchemaObject) throws(EncodingError) {
        if let run = Run(text) {
            rule = .run(run)
        } else if text.utf8.count <= 1000, (try? Regex(text)) != nil {
            rule = .expression(text)
        } else {
            throw format.fault("has a pattern that cannot be read")
        }
    }

    func matcher() -> Matcher {
        switch rule {
        case .run(let run): .run(run)
        case .expression(let text): .expression(Expression(text))
        }
    }

    /// Matches values. One for each task: a `Regex` may not be shared.
    enum Matcher {
        case run(Run)
        case expression(Expression)

        func allows(_ value: ArraySlice<UInt8>) -> Bool {
            switch self {
            case .run(let run): run.allows(value)
            case .expression(let expression): expression.allows(value)
            }
        }
    }

    /// A `Regex` out of line: nobody knows its size before the program runs, nor of anything that it is a part of.
    final class Expression {
        private let regex: Regex<AnyRegexOutput>?

        fileprivate init(_ text: String) { regex = try? Regex(text).matchingSemantics(.unicodeScalar) }

        fileprivate func allows(_ value: ArraySlice<UInt8>) -> Bool {
            guard let regex, value.count <= longestValue else { return false }
            return (try? regex.wholeMatch(in: String(decoding: value, as: UTF8.self))) != nil
        }
    }

    /// So many ASCII characters of one class.
    struct Run: Sendable {
        private var low: UInt64 = 0
        private var high: UInt64 = 0
        private var least = 1

        /// Reads `[a-z0-9 ]+` or `[…]*`; nil for anything else.
        init?(_ text: String) {
            var bytes = Array(text.utf8)[...]
            guard bytes.popFirst() == UInt8(ascii: "["), let count = bytes.popLast() else { return nil }
            switch count {
            case UInt8(ascii: "+"): least = 1
            case UInt8(ascii: "*"): least = 0
            default: return nil
            }
            guard bytes.popLast() == UInt8(ascii: "]"), !bytes.isEmpty else { return nil }
            while let first = bytes.popFirst() {
                guard Self.isPlain(first) else { return nil }
                guard bytes.first == UInt8(ascii: "-") else {
                    add(first...first)
                    continue
                }
                bytes.removeFirst()
                guard let last = bytes.popFirst(), Self.isPlain(last), first <= last else { return nil }
                add(first...last)
            }
        }

        private static func isPlain(_ byte: UInt8) -> Bool {
            byte == 32 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }

        private mutating func add(_ range: ClosedRange<UInt8>) {
            for byte in range {
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
            }
        }

        func allows(_ value: ArraySlice<UInt8>) -> Bool {
            guard value.count >= least else { return false }
            for byte in value {
                guard byte < 128 else { return false }
                let half = byte < 64 ? low : high
                if half >> UInt64(byte & 63) & 1 == 0 { return false }
            }
            return true
        }
    }
}
