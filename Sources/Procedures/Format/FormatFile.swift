import Yams

/// The text of one YAML file, checked against a ``Shape``, with the line of each of its values.
struct FormatFile {
    let name: String
    let node: Node

    /// The most that is read of a file: the longest shipped has a twentieth of it.
    static let mostBytes = 200_000
    /// The most values in a file, with those that aliases stand for.
    private static let mostNodes = 20_000
    private static let deepest = 24

    /// - Throws: ``Problems``: it is no YAML, or not of this shape.
    init(_ text: String, named name: String, shape: Shape) throws(Problems) {
        self.name = name
        node = try Self.parse(text, name)
        var checker = ShapeChecker(file: name)
        checker.check(node, shape, at: Path())
        guard checker.problems.isEmpty else {
            throw Problems(checker.problems)
        }
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws(Problems) -> Value {
        do {
            return try YAMLDecoder().decode(type, from: node)
        } catch {
            // The shape holds, so what is left is a sentence that the pattern lets through and its reader does not.
            let place = (error as? DecodingError)?.place ?? Path()
            throw Problems([
                problem(at: place, "cannot be understood: look at the examples in Documentation/procedures.md")
            ])
        }
    }

    func problem(at path: Path, _ sentence: String) -> Problem {
        Problem(file: name, line: line(of: path), key: path.text, sentence: sentence)
    }

    /// The line of the value at a path, or of the closest one around it that is there.
    private func line(of path: Path) -> Int? {
        var (here, line) = (node, node.mark?.line)
        for part in path.parts {
            let next: Node? =
                switch part {
                case .key(let key): here.mapping?.first { $0.key.string == key }?.value
                case .index(let index): here.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                }
            guard let next else { break }
            here = next
            line = next.mark?.line ?? line
        }
        return line
    }

    // MARK: Reading

    private static func parse(_ text: String, _ name: String) throws(Problems) -> Node {
        func refused(_ sentence: String, line: Int? = nil) -> Problems {
            Problems([Problem(file: name, line: line, key: "", sentence: sentence)])
        }
        guard text.utf8.count <= mostBytes else { throw refused("is larger than 200 kB; expected one procedure") }
        guard aliases(in: text) <= 20 else {
            throw refused("has more than 20 aliases (*name); write out what they stand for")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw refused(error.sentence, line: error.line)
        } catch {
            throw refused("is not YAML")
        }
        guard let node else { throw refused("is empty; expected a procedure") }
        var left = mostNodes
        guard isModest(node, &left, depth: 0) else {
            throw refused("holds more than \(mostNodes) values, or is more than \(deepest) lists and groups deep")
        }
        return node
    }

    /// Words that YAML may take for aliases. The parser compares keys with everything that they stand for, so they are
    /// counted before it begins.
    private static func aliases(in text: String) -> Int {
        var (count, before, last) = (0, UInt8(ascii: " "), UInt8(ascii: " "))
        for byte in text.utf8 {
            let opensName = last == UInt8(ascii: "*") && !isSpace(byte) && byte != last
            if opensName, isSpace(before) || "[{,:?-".utf8.contains(before) { count += 1 }
            (before, last) = (last, byte)
        }
        return count
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte <= UInt8(ascii: " ") }

    private static func isModest(_ node: Node, _ left: inout Int, depth: Int) -> Bool {
        left -= 1
        guard left > 0, depth <= deepest else { return false }
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard isModest(key, &left, depth: depth + 1), isModest(value, &left, depth: depth + 1) else {
                    return false
                }
            }
        case .sequence(let sequence):
            for value in sequence {
                guard isModest(value, &left, depth: depth + 1) else { return false }
            }
        case .scalar: break
        case .alias: return false
        }
        return true
    }
}

/// Where a value stands in a file.
struct Path: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    var parts: [Part] = []

    /// As people write it: `duties[2].within`, counted from 1.
    var text: String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .key(let key): text += text.isEmpty ? key.onOneLine : ".\(key.onOneLine)"
            case .index(let index): text += "[\(index + 1)]"
            }
        }
    }

    subscript(_ key: String) -> Path { Path(parts: parts + [.key(key)]) }
    subscript(_ index: Int) -> Path { Path(parts: parts + [.index(index)]) }
}

extension DecodingError {
    fileprivate var place: Path {
        let codingPath: [any CodingKey] =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            @unknown default: []
            }
        return Path(parts: codingPath.map { key in key.intValue.map { .index($0) } ?? .key(key.stringValue) })
    }
}

extension YamlError {
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
            problem.contains("nesting level")
                ? "has lists and groups too deep in each other" : "is not YAML: \(problem)"
        case .duplicatedKeysInMapping(let keys, _):
            "a key stands there twice: \(keys.map(\.onOneLine).sorted().joined(separator: ", "))"
        default: "is not YAML"
        }
    }
}
