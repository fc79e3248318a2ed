/// The number at the head of a line: `3.`, `(3)`, `Item 3:`, `3.1`, `iv)`, `17/064`.
struct Enumerator: Equatable {
    enum Style: Hashable {
        case item, dot, bracket, bare, dotted, code, roman, letter
    }
    var style: Style
    /// As written, without its full stop or bracket.
    var number: String
    /// What grows by one from heading to heading; for `3.1` the last part.
    var value: Int
    var rest: String

    /// The part before the last full stop of `3.1`.
    var parent: String? {
        number.lastIndex(of: ".").map { String(number[..<$0]) }
    }

    init?(_ text: String) {
        guard let first = text.first, first.isLetter || first.isNumber || first == "(" || first == "[" else {
            return nil
        }
        if Enumerator.isWord(text) { return nil }
        guard let found = Enumerator.named(text) ?? Enumerator.marked(text) else { return nil }
        self = found
    }

    /// Whether a text begins with a plain word that numbers nothing, as nearly every line does.
    private static func isWord(_ text: String) -> Bool {
        var letters = 0
        for byte in text.utf8 {
            guard byte | 32 >= 97, byte | 32 <= 122 else { return letters > 0 && byte == 32 && !mayName(text) }
            letters += 1
            if letters > 7 { return true }
        }
        return false
    }

    /// `Item 3`, `Agenda item 3`, `Minute 3`.
    private static func mayName(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return first | 32 == UInt8(ascii: "i") || first | 32 == UInt8(ascii: "a") || first | 32 == UInt8(ascii: "m")
    }

    private init(_ style: Style, _ number: Substring, _ value: Int, _ rest: Substring) {
        self.style = style
        self.number = String(number)
        self.value = value
        self.rest =
            rest.trimmed(of: ":\u{2013}\u{2014}- .").isEmpty
            ? "" : String(rest.drop { $0.isWhitespace || $0 == ":" || $0.isDash })
    }

    /// `Item 3`, `Agenda item 3:`, `Minute 3`.
    private static func named(_ text: String) -> Enumerator? {
        let lower = text.prefix(20).lowercased()
        for name in ["agenda item ", "item no. ", "item no ", "item ", "minute no. ", "minute "]
        where lower.hasPrefix(name) {
            let rest = text.dropFirst(name.count)
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            let number = digits.reversedDrop { $0 == "." }
            guard let value = number.split(separator: ".").last.flatMap({ Int($0) }), value < 1000 else {
                return nil
            }
            let after = rest[digits.endIndex...]
            // "Item 3 was deferred" is prose.
            guard after.first.map({ $0.isWhitespace || ":)".contains($0) || $0.isDash }) ?? true,
                !after.drop(while: \.isWhitespace).startsWithLowercase
            else { return nil }
            return Enumerator(.item, number, value, after.drop { $0 == ")" })
        }
        return nil
    }

    private static func marked(_ text: String) -> Enumerator? {
        let isOpened = text.first == "(" || text.first == "["
        let body = isOpened ? text.dropFirst() : text[...]
        let token = body.prefix { $0.isLetter || $0.isNumber || "./-".contains($0) }
        let after = body[token.endIndex...]
        if isOpened {
            guard after.first == ")" || after.first == "]" else { return nil }
            return simple(token, after.dropFirst(), .bracket)
        }
        if token.utf8.count <= 20, let code = code(token, after) { return code }
        if let first = token.first, first.isNumber { return numeric(token, in: text) }
        let core = token.reversedDrop { $0 == "." }
        guard core.count <= 5, !core.contains("."), !core.contains("-"), !core.contains("/") else { return nil }
        if core.count < token.count, after.first?.isWhitespace ?? false { return simple(core, after, .dot) }
        if after.first == ")" { return simple(core, after.dropFirst(), .bracket) }
        return nil
    }

    /// A number, Roman number or letter with its mark already taken off.
    private static func simple(_ token: Substring, _ rest: Substring, _ style: Style) -> Enumerator? {
        if token.utf8.count <= 3, let value = Int(token) { return Enumerator(style, token, value, rest) }
        if let value = roman(token) { return Enumerator(.roman, token, value, rest) }
        if token.utf8.count == 1, let scalar = token.lowercased().unicodeScalars.first, scalar.isWordPart {
            return Enumerator(.letter, token, Int(scalar.value) - 96, rest)
        }
        return nil
    }

    /// `3.`, `3)`, `3 -`, `3`, `3.1`, `3.1.`; never the start of a date or a time.
    private static func numeric(_ token: Substring, in text: String) -> Enumerator? {
        let digits = token.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let number = digits.reversedDrop { $0 == "." }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard !number.isEmpty, parts.allSatisfy({ (1...3).contains($0.utf8.count) }), parts.count <= 4,
            let value = parts.last.flatMap({ Int($0) })
        else { return nil }
        let after = text[digits.endIndex...]
        let rest = after.drop { $0.isWhitespace }
        let isStopped = digits.endIndex > number.endIndex
        if isDateOrTime(text, rest) { return nil }
        if parts.count > 1 {
            guard rest.isEmpty || after.first.map({ $0.isWhitespace || $0 == ")" || $0 == ":" }) ?? false || isStopped,
                rest.first.map({ !$0.isNumber }) ?? true
            else { return nil }
            return Enumerator(.dotted, number, value, after.drop { $0 == ")" })
        }
        switch after.first {
        case ")": return Enumerator(.bracket, number, value, after.dropFirst())
        case ":": return Enumerator(.dot, number, value, after.dropFirst())
        case _ where isStopped:
            guard rest.isEmpty || after.first?.isWhitespace ?? false || after.startsWithCapital else { return nil }
            return Enumerator(.dot, number, value, after)
        case nil: return Enumerator(.bare, number, value, after)
        case " ":
            if let first = rest.first, first.isDash, rest.dropFirst().first == " " {
                return Enumerator(.dot, number, value, rest.dropFirst())
            }
            return rest.startsWithCapital ? Enumerator(.bare, number, value, rest) : nil
        default: return nil
        }
    }

    private static func isDateOrTime(_ text: String, _ rest: Substring) -> Bool {
        let word = rest.prefix { $0.isLetter }.lowercased()
        if ["am", "pm", "noon", "hrs", "st", "nd", "rd", "th", "of"].contains(word) || Dates.months[word] != nil {
            return true
        }
        return Dates.mentions(in: String(text.prefix(40))).first?.range.lowerBound == text.startIndex
    }

    /// `17/064`, `GBP/2223/001`, `01/25/01`: parts of letters or digits between strokes, with two digits at least.
    private static func code(_ token: Substring, _ after: Substring) -> Enumerator? {
        let code = token.reversedDrop { ".-".contains($0) }
        let parts = code.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 6 }),
            parts.dropFirst().allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber || $0 == "-" } }),
            code.filter({ $0.isNumber }).count >= 3, after.first.map({ $0.isWhitespace || $0 == ":" }) ?? true,
            Dates.mentions(in: String(code)).isEmpty
        else { return nil }
        let rest = after.drop { $0.isWhitespace || $0 == ":" || $0.isDash }
        guard rest.isEmpty || rest.startsWithCapital, !rest.hasPrefix("pm"), !rest.hasPrefix("am") else { return nil }
        let value = parts.last.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
        return Enumerator(.code, code, value, after)
    }

    private static func roman(_ text: Substring) -> Int? {
        let values: [Character: Int] = ["i": 1, "v": 5, "x": 10, "l": 50]
        let digits = text.lowercased().compactMap { values[$0] }
        guard digits.count == text.count, !digits.isEmpty, digits.count <= 6 else { return nil }
        var total = 0
        for (index, digit) in digits.enumerated() {
            total += index + 1 < digits.count && digit < digits[index + 1] ? -digit : digit
        }
        return total > 0 ? total : nil
    }
}
