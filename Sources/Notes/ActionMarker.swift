/// The word "Action" where it marks that something is to be done.
struct ActionMarker: Equatable {
    /// The number the notes give the action.
    var reference: String?
    /// Who, where the marker itself says so: `ACTION (JM):`.
    var owners: String?
    var statement: String

    private static let names = [
        "agreed actions", "agreed action", "actions agreed", "action agreed", "actions required", "action required",
        "actions to be taken", "action to be taken", "follow-up action", "follow up action", "key actions",
        "key action",
        "action points", "action point", "action items", "action item", "actions", "action", "ap",
    ]

    /// Reads a marker at the head of a text. A statement may be empty: then a list follows, or the text before is meant.
    init?(_ text: String) {
        guard text.mayBegin(with: "afk") else { return nil }
        let lower = text.prefix(24).lowercased()
        guard let name = ActionMarker.names.first(where: lower.hasPrefix) else { return nil }
        let isLoud = text.prefix(name.count).isAllCapitals
        var rest = text.dropFirst(name.count)
        guard rest.first.map({ !$0.isLetter }) ?? true else { return nil }
        var isMarked = false
        if let (reference, after) = ActionMarker.reference(rest) {
            self.reference = reference
            rest = after
            isMarked = true
        } else if name == "ap" {
            return nil
        }
        rest = rest.drop { $0.isWhitespace }
        if let first = rest.first, "([".contains(first), let close = rest.firstIndex(where: { ")]".contains($0) }) {
            let inner = rest[rest.index(after: rest.startIndex)..<close].trimmed
            if Owners.list(inner) != nil {
                owners = inner
                rest = rest[rest.index(after: close)...].drop { $0.isWhitespace }
                isMarked = true
            }
        }
        for preposition in ["by: ", "by ", "for: ", "for ", "on "]
        where rest.lowercased().hasPrefix(preposition) && !isMarked {
            let named = String(rest.dropFirst(preposition.count))
            let head = named.split(whereSeparator: { $0 == ":" }).first.map { $0.trimmed } ?? named
            guard
                Owners.list(head).map({ $0.allSatisfy { Owners.isSure($0, known: nil) } }) ?? false
                    || Owners.lead(of: named) != nil
            else { return nil }
            rest = rest.dropFirst(preposition.count)
            isMarked = true
        }
        if let first = rest.first, first == ":" || first.isDash || first == "|" || first == "." && isMarked {
            rest = rest.drop { $0 == ":" || $0.isDash || $0 == "|" || $0 == "." || $0.isWhitespace }
            isMarked = true
        }
        statement = rest.trimmed
        guard isMarked || statement.isEmpty || ActionMarker.namesOwner(statement, isLoud: isLoud) else { return nil }
    }

    private static let compounds: Set<String> = [
        "plan", "plans", "log", "group", "list", "learning", "research", "notes", "points", "fraud", "summary",
        "tracker",
    ]

    private static func namesOwner(_ statement: String, isLoud: Bool) -> Bool {
        // "Action Cath – booking form"
        let head = statement.prefix(40).words.prefix(3)
        if let dash = head.dropFirst().firstIndex(where: { $0.count == 1 && ($0.first?.isDash ?? false) }),
            head[..<dash].allSatisfy({ $0.startsWithCapital && !compounds.contains($0.lowercased()) })
        {
            return true
        }
        if Owners.heading(of: statement) != nil { return true }
        if let lead = Owners.lead(of: statement) { return lead.owners.allSatisfy { Owners.isSure($0, known: nil) } }
        let owners = Owners.list(statement) ?? []
        return !owners.isEmpty && owners.allSatisfy { Names.isInitials($0) || isLoud && Owners.isSure($0, known: nil) }
    }

    /// `1.2`, `3`, `A4`, `No. 5`, `12/03`, in brackets or not.
    private static func reference(_ text: Substring) -> (String, Substring)? {
        var rest = text.drop { $0.isWhitespace }
        for name in ["no. ", "no ", "ref: ", "ref ", "number "] where rest.lowercased().hasPrefix(name) {
            rest = rest.dropFirst(name.count)
        }
        let isOpened = rest.first == "(" || rest.first == "["
        let body = isOpened ? rest.dropFirst() : rest
        let token = body.prefix { $0.isLetter || $0.isNumber || "./-".contains($0) }.reversedDrop { ".-/".contains($0) }
        guard token.hasDigit, token.count <= 10, token.filter(\.isLetter).count <= 3 else { return nil }
        var after = body[token.endIndex...]
        if isOpened {
            guard let close = after.first, ")]".contains(close) else { return nil }
            after = after.dropFirst()
        }
        return (String(token), after)
    }

    /// What a marker's statement says, cut where another marker stands in it.
    static func all(in text: String) -> [ActionMarker] {
        guard let marker = ActionMarker(text) else { return [] }
        guard let (before, rest) = inline(marker.statement) else { return [marker] }
        var first = marker
        first.statement = before
        return [first] + all(in: rest)
    }

    /// A marker inside a text: `The letter is late. Action: JM to chase`.
    static func inline(_ text: String) -> (before: String, statement: String)? {
        guard text.utf8.count < 20_000, text.holds("ction") || text.holds("CTION") else { return nil }
        for word in ["Action", "ACTION"] {
            for range in text.places(of: word) where range.lowerBound > text.startIndex {
                let before = text[text.index(before: range.lowerBound)]
                guard " ([\u{2013}-.".contains(before) else { continue }
                var statement = String(text[range.lowerBound...])
                let isBracketed = before == "(" || before == "["
                if isBracketed, let close = statement.lastIndex(where: { ")]".contains($0) }) {
                    statement.remove(at: close)
                }
                guard let marker = ActionMarker(statement), !marker.statement.isEmpty || marker.owners != nil,
                    isBracketed || endsClause(text[..<range.lowerBound]) || Owners.lead(of: marker.statement) != nil
                        || Owners.list(marker.statement) != nil
                else { continue }
                return (text[..<range.lowerBound].trimmed(of: "([-\u{2013}"), statement)
            }
        }
        return nil
    }

    private static func endsClause(_ text: Substring) -> Bool {
        text.reversedDrop { $0.isWhitespace }.last.map { ".;:!?\u{2013}-)".contains($0) } ?? true
    }
}
