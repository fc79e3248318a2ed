/// Finds who is to do something in the words that say so.
enum Owners {
    /// The head of "JM and PL to write to schools".
    struct Lead: Equatable {
        var owners: [String]
        /// What follows the names: "to write to schools".
        var task: String
    }

    private static let modals: Set<String> = ["to", "will", "shall", "should", "must", "would"]
    private static let promises: Set<String> = [
        "agreed", "asked", "undertook", "offered", "volunteered", "needs", "need", "requested", "is", "are", "has",
        "have",
        "was", "were", "kindly", "both", "also", "then", "each", "ask", "had", "reminded", "encouraged", "invited",
    ]
    private static let verbs: Set<String> = [
        "add", "advise", "agree", "amend", "analyse", "arrange", "ask", "attend", "bring", "book", "chase", "check",
        "circulate", "clarify", "collate", "collect", "compile", "complete", "confirm", "consider", "consult",
        "contact",
        "continue", "convene", "coordinate", "create", "design", "develop", "discuss", "distribute", "draft", "email",
        "e-mail", "encourage", "ensure", "explore", "feed", "feedback", "finalise", "find", "follow", "forward",
        "gather",
        "get", "give", "hold", "identify", "inform", "investigate", "invite", "issue", "join", "keep", "lead", "let",
        "liaise", "look", "make", "meet", "monitor", "nominate", "note", "notify", "obtain", "organise", "pass", "plan",
        "prepare", "present", "produce", "progress", "promote", "provide", "publish", "purchase", "put", "raise",
        "read",
        "remind", "report", "request", "research", "resend", "respond", "return", "review", "revise", "roll",
        "schedule",
        "seek", "send", "set", "share", "sign", "source", "speak", "submit", "supply", "support", "take", "talk",
        "telephone",
        "tell", "update", "upload", "use", "visit", "work", "write", "pick", "phone", "ring", "link", "map", "test",
        "try",
        "remove", "apply", "approach", "assess", "audit", "cascade", "change", "commission", "communicate", "deliver",
        "establish", "evaluate", "examine", "highlight", "include", "attach", "complete", "pursue", "recruit",
        "replace",
        "scope", "summarise", "verify", "post", "print", "place", "pay", "order", "install", "inspect", "instruct",
        "help",
    ]
    private static let participles: Set<String> = [
        "sent", "given", "made", "put", "held", "done", "taken", "shown", "brought", "written", "drawn", "set", "kept",
        "told", "seen", "built", "found", "read", "paid", "met", "chosen", "known", "begun", "spread", "split",
        "thought",
    ]

    /// Names at the head of a text, with "to", "will" or the like after them.
    static func lead(of text: String, known roster: Roster? = nil) -> Lead? {
        let words = text.prefix(400).words
        guard let first = words.first,
            first.first.map({ $0.isUppercase || $0.isNumber || $0 == "(" }) ?? false || first == "all"
        else { return nil }
        for index in words.indices.dropFirst().prefix(14) {
            let key = words[index].lowercased()
            if words[index].last.map({ ".:;".contains($0) }) ?? false { return nil }
            guard modals.contains(key), index + 1 < words.count else { continue }
            var end = index
            while end > 1, promises.contains(words[end - 1].lowercased()) { end -= 1 }
            let subject = text[words[0].startIndex..<words[end - 1].endIndex]
            let next = words[index + 1].lowercased().trimmed(of: ",.;:")
            guard !isPassive(words[(index + 1)...]), let owners = list(String(subject), known: roster) else {
                // "Members asked to look" may follow a first "to" that was only a preposition.
                if end == index { return nil }
                continue
            }
            let areSure = owners.allSatisfy { isSure($0, known: roster) }
            guard areSure || verbs.contains(next) else { return nil }
            return Lead(owners: owners, task: text[words[end].startIndex...].trimmed)
        }
        return nil
    }

    static func isVerb(_ word: Substring) -> Bool {
        verbs.contains(String(word))
    }

    private static func isPassive(_ words: ArraySlice<Substring>) -> Bool {
        guard words.first == "be", let next = words.dropFirst().first?.lowercased().trimmed(of: ",.;:") else {
            return false
        }
        return next.hasSuffix("ed") || participles.contains(next)
    }

    /// The owners in a text that holds nothing else: `JM`, `JM/PL`, `Jane Smith and Tom Lee`, `All`.
    static func list(_ text: String, known roster: Roster? = nil) -> [String]? {
        guard text.utf8.count <= 200 else { return nil }
        let plain = withoutBrackets(text).trimmed(of: ".,:;")
        if plain.isEmpty { return nil }
        if Everyone.isMeant(by: plain) || roster?.knows(plain) ?? false { return [plain] }
        var parts: [String] = []
        for part in plain.parts(at: ",/&+;") {
            let cut = part.trimmed.components(between: " and ")
            parts += cut.map { $0.hasPrefix("and ") ? $0.dropFirst(4).trimmed : $0.trimmed }
        }
        // "JM PL" side by side.
        if parts.count == 1, case let words = plain.words, words.count > 1, words.allSatisfy({ Names.isInitials($0) }) {
            parts = words.map(String.init)
        }
        parts = parts.filter { !$0.isEmpty }
        guard !parts.isEmpty, parts.count <= 12, parts.allSatisfy({ canOwn($0, known: roster) }) else { return nil }
        return parts
    }

    private static let connectives: Set<String> = ["of", "the", "for", "and", "de"]

    /// Whether a part of a text can name who does something.
    private static func canOwn(_ text: String, known roster: Roster?) -> Bool {
        if isSure(text, known: roster) { return true }
        let words = text.words
        guard words.count <= 6, let first = words.first, first.startsWithCapital, !text.hasDigit else { return false }
        guard words.allSatisfy({ $0.startsWithCapital || connectives.contains(String($0)) }) else { return false }
        return !Names.opensHeading(text)
    }

    /// Whether a part of a text names a person, a post or everyone, without regard to what follows.
    static func isSure(_ text: String, known roster: Roster?) -> Bool {
        if Everyone.isMeant(by: text) || Names.isInitials(text) || Names.isPerson(text) { return true }
        if roster?.knows(text) ?? false { return true }
        return text.words.count <= 4 && Names.isRole(text) && (text.startsWithCapital || text.hasPrefix("the "))
    }

    /// Names that end a text in brackets or after a dash: `Write to schools (JM)`, `Write to schools – JM`.
    static func trailing(of text: String, known roster: Roster? = nil) -> (owners: [String], text: String)? {
        let trimmed = text.trimmed(of: ".")
        if let last = trimmed.last, ")]".contains(last), let open = trimmed.lastIndex(where: { "([".contains($0) }) {
            let inner = trimmed[trimmed.index(after: open)...].dropLast().trimmed
            if let owners = sureList(inner, roster) { return (owners, trimmed[..<open].trimmed) }
        }
        guard trimmed.mayHold("-:") else { return nil }
        var end = trimmed.endIndex
        var seen = 0
        while end > trimmed.startIndex, seen < 60 {
            let index = trimmed.index(before: end)
            if trimmed[index].isDash || trimmed[index] == ":", index > trimmed.startIndex {
                let before = trimmed[trimmed.index(before: index)]
                let after = trimmed[end...].first
                if before == " " || trimmed[index] == ":" || after == " ",
                    let owners = sureList(trimmed[end...].trimmed, roster)
                {
                    return (owners, trimmed[..<index].trimmed)
                }
            }
            end = index
            seen += 1
        }
        return nil
    }

    /// Names that head a text before a dash or colon: `JM – write to schools`.
    static func heading(of text: String, known roster: Roster? = nil) -> (owners: [String], text: String)? {
        guard text.mayHold("-:") else { return nil }
        for index in text.indices.prefix(60) where text[index] == ":" || text[index].isDash {
            let next = text.index(after: index)
            guard text[index] == ":" || next < text.endIndex && text[next] == " " else { continue }
            guard let owners = sureList(text[..<index].trimmed, roster) else { return nil }
            let rest = text[next...].trimmed
            return rest.isEmpty ? nil : (owners, rest)
        }
        return nil
    }

    /// "Forms to be collated by Tom Lee": who does what is to be done.
    static func agent(of text: String, known roster: Roster? = nil) -> [String]? {
        guard let by = text.places(of: " by ").last else { return nil }
        let after = withoutBrackets(String(text[by.upperBound...]))
        let name = after.words.prefix { $0.startsWithCapital || $0 == "and" || $0 == "&" }.joined(separator: " ")
        guard Dates.month(in: name) == nil, !(name.words.first.map(Dates.isWeekday) ?? false) else { return nil }
        return sureList(name, roster)
    }

    private static func sureList(_ text: String, _ roster: Roster?) -> [String]? {
        guard let owners = list(text, known: roster), owners.allSatisfy({ isSure($0, known: roster) }) else {
            return nil
        }
        return owners
    }

    static func withoutBrackets(_ text: String) -> String {
        guard text.mayHold("()[]") else { return text.words.joined(separator: " ") }
        var depth = 0
        var result = ""
        for character in text {
            if character == "(" || character == "[" {
                depth += 1
            } else if character == ")" || character == "]" {
                depth = max(0, depth - 1)
            } else if depth == 0 {
                result.append(character)
            }
        }
        return result.words.joined(separator: " ")
    }
}

extension String {
    func components(between separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.place(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
