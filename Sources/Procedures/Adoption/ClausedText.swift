/// A piece of a procedure's text: a key of the file, an entry of a list, or a question of the form, with the comments that
/// stand before it. Put together again the pieces are the text, letter by letter.
struct ClausedText: Hashable {
    /// What it is called among its like: `duties`, or the id of a duty.
    let key: String
    /// Everything, where it has no smaller pieces; else what stands before them.
    let head: String
    let pieces: [ClausedText]
    /// What stands after them.
    let tail: String

    init(key: String, head: String, pieces: [ClausedText] = [], tail: String = "") {
        (self.key, self.head, self.pieces, self.tail) = (key, head, pieces, tail)
    }

    /// - Parameter text: As it was checked: no two keys of the file are the same.
    init(_ text: String) {
        let blocks = Self.blocks(Self.lines(text)) { line in
            guard let first = line.first, !" #-\n".contains(first), let colon = line.firstIndex(of: ":") else {
                return nil
            }
            return Self.unquoted(line[..<colon])
        }
        guard !blocks.started.isEmpty, Self.areDifferent(blocks.started.map(\.key)) else {
            self.init(key: "", head: text)
            return
        }
        let pieces = blocks.started.map { Self.block($0.key, $0.lines) }
        self.init(key: "", head: blocks.before.joined(), pieces: pieces)
    }

    var text: String { head + pieces.map(\.text).joined() + tail }

    subscript(key: String) -> ClausedText? { pieces.first { $0.key == key } }

    /// The same with another piece in place of one of its name.
    func replacing(_ key: String, with piece: ClausedText?) -> ClausedText {
        guard let piece else { return self }
        return ClausedText(key: self.key, head: head, pieces: pieces.map { $0.key == key ? piece : $0 }, tail: tail)
    }

    // MARK: Keys and entries

    private static func block(_ key: String, _ lines: [String]) -> ClausedText {
        let whole = ClausedText(key: key, head: lines.joined())
        guard let opening = lines.firstIndex(where: { !isQuiet($0) }), isOpening(lines[opening], key),
            let entries = entries(Array(lines.dropFirst(opening + 1)))
        else { return whole }
        let pieces = entries.map { entry in
            key == "form" ? section(entry) : ClausedText(key: name(entry, in: key), head: entry.joined())
        }
        guard areDifferent(pieces.map(\.key)) else { return whole }
        return ClausedText(key: key, head: lines.prefix(opening + 1).joined(), pieces: pieces)
    }

    /// The entries of a list that has nothing around it, each with the comments before it; nil where it is none.
    private static func entries(_ lines: [String]) -> [[String]]? {
        guard let first = lines.first(where: { !isQuiet($0) }), isEntry(first) else { return nil }
        let depth = depth(first)
        guard lines.allSatisfy({ isQuiet($0) || Self.depth($0) > depth || Self.depth($0) == depth && isEntry($0) })
        else { return nil }
        return blocks(lines) { Self.depth($0) == depth && isEntry($0) ? "" : nil }.started.map(\.lines)
    }

    /// A section of the form: what it says of itself, and its questions.
    private static func section(_ lines: [String]) -> ClausedText {
        let name = name(lines, in: "form")
        let whole = ClausedText(key: name, head: lines.joined())
        guard let start = lines.first(where: { !isQuiet($0) }),
            let opening = lines.firstIndex(where: { line in
                depth(line) == depth(start) + 2 && isOpening(line, "fields")
            })
        else { return whole }
        let inside = lines.dropFirst(opening + 1).prefix { isQuiet($0) || depth($0) > depth(start) + 2 }
        guard let fields = entries(Array(inside)) else { return whole }
        let pieces = fields.map { ClausedText(key: Self.name($0, in: "fields"), head: $0.joined()) }
        guard areDifferent(pieces.map(\.key)) else { return whole }
        return ClausedText(
            key: name,
            head: lines.prefix(opening + 1).joined(),
            pieces: pieces,
            tail: lines.dropFirst(opening + 1 + inside.count).joined()
        )
    }

    /// What an entry is called: by its id, its title, or all that it says.
    private static func name(_ entry: [String], in list: String) -> String {
        let said = entry.filter { !isQuiet($0) }
        guard let first = said.first else { return "" }
        let start = first.drop { $0 == " " }.dropFirst().drop { $0 == " " }
        let isFlow = start.hasPrefix("{")
        func value(_ key: String) -> String? {
            if isFlow { return flowValue(key, in: said.joined()) }
            let own = [String(start)] + said.dropFirst().filter { depth($0) == depth(first) + 2 }
            return own.lazy.map { $0.drop { $0 == " " } }.first { $0.hasPrefix(key + ":") }
                .map { unquoted($0.dropFirst(key.count + 1)) }
        }
        let named = list == "form" ? value("section") : value("id")
        if let named { return named }
        // A duty without an id has that of what is to be done.
        if let done = value("to") { return done.replacing(" ", with: "-") }
        return said.map { $0.drop { $0 == " " } }.joined()
    }

    private static func flowValue(_ key: String, in text: String) -> String? {
        for opening in ["{ ", "{", ", "] {
            guard let found = text.firstRange(of: "\(opening)\(key):") else { continue }
            return unquoted(text[found.upperBound...].prefix { !",}\n".contains($0) })
        }
        return nil
    }

    // MARK: Lines

    private static func lines(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "\($0)\n" }
        if lines.last == "\n" { lines.removeLast() }
        return lines
    }

    /// Lines that begin something, each with those up to the next, and the comments before it.
    private static func blocks(
        _ lines: [String],
        beginning key: (String) -> String?
    ) -> (before: [String], started: [(key: String, lines: [String])]) {
        var (before, started, waiting) = ([String](), [(key: String, lines: [String])](), [String]())
        for line in lines {
            if isQuiet(line) {
                waiting.append(line)
            } else if let key = key(line) {
                started.append((key, waiting + [line]))
                waiting = []
            } else if started.isEmpty {
                before += waiting + [line]
                waiting = []
            } else {
                started[started.count - 1].lines += waiting + [line]
                waiting = []
            }
        }
        if started.isEmpty { before += waiting } else { started[started.count - 1].lines += waiting }
        return (before, started)
    }

    /// Says nothing by itself: empty, or a comment.
    private static func isQuiet(_ line: String) -> Bool { line.first { !$0.isWhitespace }.map { $0 == "#" } ?? true }

    private static func isEntry(_ line: String) -> Bool {
        let said = line.drop { $0 == " " }
        return said.hasPrefix("- ") || said == "-\n"
    }

    private static func isOpening(_ line: String, _ key: String) -> Bool {
        let said = line.drop { $0 == " " }
        guard said.hasPrefix(key + ":") else { return false }
        return isQuiet(String(said.dropFirst(key.count + 1)))
    }

    private static func depth(_ line: String) -> Int { line.prefix { $0 == " " }.count }

    private static func unquoted(_ text: some StringProtocol) -> String {
        var text = text.drop { $0.isWhitespace }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        guard let quote = text.first, quote == "\"" || quote == "'", text.last == quote, text.count > 1 else {
            return String(text)
        }
        return String(text.dropFirst().dropLast())
    }

    private static func areDifferent(_ keys: [String]) -> Bool { Set(keys).count == keys.count }
}
