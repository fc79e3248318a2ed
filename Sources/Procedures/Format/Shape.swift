import Synchronization

/// What a value in a file of ours must look like. The reader checks files against it, and the JSON Schema for authors'
/// editors is made from it, so that the two cannot come apart.
package indirect enum Shape: Sendable {
    /// Words for people, at most so many characters.
    case words(atMost: Int)
    /// A name that other places refer to: small letters, digits and hyphens.
    case name
    /// One of a few fixed words.
    case oneOf([String])
    /// Words in an order that the program understands.
    case sentence(Sentence)
    case whole(ClosedRange<Int>)
    /// `yes` or `no`.
    case answer
    /// Any scalar, kept as it is written.
    case scalar
    case list(Shape, count: ClosedRange<Int>)
    case group(Group)
    /// A group whose keys the author chooses.
    case table(Shape)
    /// The first that fits by its kind: a list, a group, or a scalar.
    case either([Shape])

    /// Keys that the format knows, each once.
    package struct Group: Sendable {
        /// What it is, as an error names it.
        package let title: String
        package let keys: [Key]

        package init(_ title: String, _ keys: [Key]) {
            (self.title, self.keys) = (title, keys)
        }
    }

    package struct Key: Sendable {
        package let name: String
        package let shape: Shape
        package let isRequired: Bool
        /// Shown by authors' editors.
        package let help: String

        package static func required(_ name: String, _ shape: Shape, _ help: String) -> Key {
            Key(name: name, shape: shape, isRequired: true, help: help)
        }

        package static func optional(_ name: String, _ shape: Shape, _ help: String) -> Key {
            Key(name: name, shape: shape, isRequired: false, help: help)
        }
    }

    /// A little language of its own, such as `1 working day after acknowledge`.
    package struct Sentence: Sendable {
        /// A regular expression that the whole value matches, in the part of the language that ECMA 262 and Swift share.
        package let pattern: String
        /// What was expected, with examples.
        package let expected: String

        package init(_ pattern: String, expected: String) {
            (self.pattern, self.expected) = (pattern, expected)
        }

        func holds(_ text: String) -> Bool {
            Self.compiled.withLock { compiled in
                guard let expression = compiled[pattern] ?? (try? Regex(pattern)) else { return false }
                compiled[pattern] = expression
                return text.wholeMatch(of: expression) != nil
            }
        }

        private static let compiled = Mutex<[String: Regex<AnyRegexOutput>]>([:])
    }

    /// As an error says what was expected.
    var expected: String {
        switch self {
        case .words(let most): "words, at most \(most) characters"
        case .name: "a name of small letters, digits and hyphens that begins with a letter, such as police-told"
        case .oneOf(let words): words.count == 1 ? "the word \(words[0])" : "one of: \(words.joined(separator: ", "))"
        case .sentence(let sentence): sentence.expected
        case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .answer: "yes or no"
        case .scalar: "a word or a number"
        case .list: "a list"
        case .group(let group): "\(group.title), as keys and values"
        case .table: "keys and values"
        case .either(let shapes): shapes.map(\.expected).joined(separator: "; or ")
        }
    }
}
