import Yams

/// Walks a YAML tree beside its shape and notes everything that is otherwise.
struct ShapeChecker {
    let file: String
    private(set) var problems: [Problem] = []

    /// The most keys that an author chooses in one place.
    private static let mostKeys = 60
    /// Plain words that YAML takes for nothing.
    private static let nothing: Set = ["", "~", "null", "Null", "NULL"]

    init(file: String) { self.file = file }

    mutating func check(_ node: Node, _ shape: Shape, at path: Path) {
        switch shape {
        case .either(let shapes):
            check(node, shapes.first { Self.isOfKind($0, node) } ?? shape, at: path, otherwise: shape)
        default:
            check(node, shape, at: path, otherwise: shape)
        }
    }

    private mutating func check(_ node: Node, _ shape: Shape, at path: Path, otherwise: Shape) {
        switch (shape, node) {
        case (.list(let element, let count), .sequence(let sequence)):
            if !count.contains(sequence.count) {
                note(node, path, "has \(sequence.count) entries; expected \(Self.counted(count))")
            }
            for (index, value) in sequence.prefix(count.upperBound).enumerated() {
                check(value, element, at: path[index])
            }
        case (.group(let group), .mapping(let mapping)):
            check(mapping, group, node, path)
        case (.table(let element), .mapping(let mapping)):
            if mapping.count > Self.mostKeys {
                note(node, path, "has \(mapping.count) keys; expected \(Self.mostKeys) at most")
            }
            for (key, value) in mapping.prefix(Self.mostKeys) {
                let name = key.string ?? "?"
                if !Self.isName(name) { note(key, path[name], "is no key here; expected \(Shape.name.expected)") }
                check(value, element, at: path[name])
            }
        case (.list, _), (.group, _), (.table, _), (.either, _):
            note(node, path, "expected \(otherwise.expected)")
        case (_, .scalar(let scalar)):
            // What stands in quotes is words, whatever it looks like.
            let isQuotedNumber =
                if case .whole = shape { scalar.style != .plain && scalar.style != .any } else { false }
            let isNothing = scalar.style == .plain && Self.nothing.contains(scalar.string)
            if isQuotedNumber || isNothing || !Self.holds(scalar.string, shape) {
                note(node, path, "\(Self.quoted(scalar.string)) will not do; expected \(otherwise.expected)")
            }
        default:
            note(node, path, "expected \(otherwise.expected)")
        }
    }

    private mutating func check(_ mapping: Node.Mapping, _ group: Shape.Group, _ node: Node, _ path: Path) {
        for (key, value) in mapping {
            let name = key.string ?? "?"
            guard let known = group.keys.first(where: { $0.name == name }) else {
                let close = group.keys.map(\.name).filter { Self.isAlike($0, name) }
                let hint = close.first.map { "did you mean \($0)?" } ?? "expected \(Self.names(group.keys))"
                note(key, path[name], "is no key of \(group.title); \(hint)")
                continue
            }
            check(value, known.shape, at: path[name])
        }
        for key in group.keys where key.isRequired && !mapping.contains(where: { $0.key.string == key.name }) {
            note(node, path[key.name], "is missing from \(group.title); expected \(key.shape.expected)")
        }
    }

    private mutating func note(_ node: Node, _ path: Path, _ sentence: String) {
        // Whatever is wrong with one file, nobody reads more than so much at a time.
        guard problems.count < 100 else { return }
        problems.append(Problem(file: file, line: node.mark?.line, key: path.text, sentence: sentence))
    }

    private static func isOfKind(_ shape: Shape, _ node: Node) -> Bool {
        switch (shape, node) {
        case (.list, .sequence), (.group, .mapping), (.table, .mapping): true
        case (.list, _), (.group, _), (.table, _): false
        case (.either(let shapes), _): shapes.contains { isOfKind($0, node) }
        case (_, .scalar(let scalar)): holds(scalar.string, shape)
        default: false
        }
    }

    private static func holds(_ text: String, _ shape: Shape) -> Bool {
        switch shape {
        case .words(let most):
            // What is short stands on one line wherever it is shown.
            !text.allSatisfy(\.isWhitespace) && text.unicodeScalars.count <= most
                && !text.unicodeScalars.contains { scalar in
                    scalar.properties.generalCategory == .control && (scalar != "\n" || most <= 120)
                }
        case .name: isName(text)
        case .oneOf(let words): words.contains(text)
        case .sentence(let sentence): text.count <= 200 && sentence.holds(text)
        case .whole(let range):
            text.first != "+" && (text == "0" || text.first != "0") && Int(text).map(range.contains) ?? false
        case .answer: text == "yes" || text == "no"
        case .scalar: !text.isEmpty && text.count <= 200
        case .list, .group, .table: false
        case .either(let shapes): shapes.contains { holds(text, $0) }
        }
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.utf8.count <= 60
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }

    // MARK: Words

    private static func quoted(_ text: String) -> String { "“\(text.onOneLine)”" }

    private static func counted(_ range: ClosedRange<Int>) -> String {
        range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }

    private static func names(_ keys: [Shape.Key]) -> String {
        "one of: \(keys.map(\.name).joined(separator: ", "))"
    }

    /// One letter more, less or other, or the same letters in another order; or only a space or hyphen apart.
    private static func isAlike(_ known: String, _ written: String) -> Bool {
        let plain = { (text: String) in Array(text.lowercased().filter { $0.isLetter || $0.isNumber }) }
        let (left, right) = (plain(known), plain(written))
        guard abs(left.count - right.count) <= 1 else { return false }
        if left.sorted() == right.sorted() { return true }
        let start = zip(left, right).prefix { $0 == $1 }.count
        let end = zip(left.dropFirst(start).reversed(), right.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        return max(left.count, right.count) - start - end <= 1
    }
}

extension String {
    /// As it can stand in a line of ours: short, and without what moves a terminal's cursor.
    var onOneLine: String {
        let plain = String(
            unicodeScalars.prefix(61).map { $0.properties.generalCategory == .control ? " " : Character($0) }
        )
        return plain.count > 60 ? "\(plain.prefix(60))…" : plain
    }
}
