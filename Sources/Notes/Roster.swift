/// The people of a meeting, to be found by any form that notes call them by.
struct Roster {
    enum Found: Equatable {
        case everyone
        case person(String)
        /// Nobody, or more than one.
        case candidates([String])
    }

    private struct Index {
        var names: [String: [String]] = [:]
        var initials: [String: [String]] = [:]
        var firstNames: [String: [String]] = [:]
        var surnames: [String: [String]] = [:]
        var roles: [String: [String]] = [:]

        init(_ people: [NotesReading.Person]) {
            for person in people {
                let words = Roster.words(of: person.name)
                Index.add(person.name, to: &names, under: words.joined(separator: " "))
                if let surname = words.last { Index.add(person.name, to: &surnames, under: surname) }
                if words.count > 1, let first = words.first, first.count > 1 {
                    Index.add(person.name, to: &firstNames, under: first)
                }
                if let role = person.role?.folded {
                    Index.add(person.name, to: &roles, under: role)
                    for part in role.split(separator: " ") where part != role {
                        Index.add(person.name, to: &roles, under: String(part))
                    }
                }
                let own =
                    person.initials.map { [$0.filter(\.isLetter).uppercased()] }
                    ?? Names.initials(of: person.name).sorted()
                for letters in own { Index.add(person.name, to: &initials, under: letters) }
            }
        }

        /// A few people of the same name are enough to ask about.
        private static func add(_ name: String, to table: inout [String: [String]], under key: String) {
            if table[key, default: []].count < 20 { table[key, default: []].append(name) }
        }
    }

    /// Those who came are asked first, those who apologised next.
    private let indexes: [Index]
    let isEmpty: Bool

    init(attended: [NotesReading.Person], apologies: [NotesReading.Person]) {
        indexes = [Index(attended), Index(apologies)]
        isEmpty = attended.isEmpty && apologies.isEmpty
    }

    /// Who is meant by a name, a part of one, initials or a post.
    func find(_ written: String) -> Found {
        if Everyone.isMeant(by: written) { return .everyone }
        let words = Roster.words(of: written)
        for index in indexes {
            let found = Roster.find(written, words, in: index)
            if found.count == 1 { return .person(found[0]) }
            if found.count > 1 { return .candidates(found) }
        }
        return .candidates(alike(written))
    }

    func knows(_ written: String) -> Bool {
        if case .candidates = find(written) { false } else { true }
    }

    private static func find(_ written: String, _ words: [String], in index: Index) -> [String] {
        guard let last = words.last else { return [] }
        if let found = index.names[words.joined(separator: " ")] { return unique(found) }
        if Names.isInitials(written) || written == "NA" {
            let letters = written.filter(\.isLetter)
            if let found = index.initials[letters.uppercased()] { return settled(found, by: letters.uppercased()) }
            if letters.contains(where: \.isLowercase), let found = index.initials[letters.filter(\.isUppercase)] {
                return unique(found)
            }
            return []
        }
        if let found = index.roles[words.joined(separator: " ")], unique(found).count == 1 { return unique(found) }
        let isTitled = written.words.first.map(Names.isTitle) ?? false
        if words.count == 1 {
            if !isTitled, let found = index.firstNames[last] { return unique(found) }
            return unique(index.surnames[last] ?? [])
        }
        // "J Smith" for Jane Smith, "Jane Smith" for Jane Anne Smith or Mrs J Smith.
        let first = words[0]
        return unique(index.surnames[last] ?? []).filter { name in
            guard let other = Roster.words(of: name).first, Roster.words(of: name).count > 1 else { return isTitled }
            return other == first || other.count == 1 && first.hasPrefix(other)
                || first.count == 1 && other.hasPrefix(first)
        }
    }

    /// Initials that are all of one name's go before those that are only its first and last.
    private static func settled(_ names: [String], by letters: String) -> [String] {
        let names = unique(names)
        let whole = names.filter { words(of: $0).compactMap(\.first).map { $0.uppercased() }.joined() == letters }
        return whole.count == 1 ? whole : names
    }

    /// Names that differ from a written one in its first name, or by a slip of spelling.
    func alike(_ written: String) -> [String] {
        let words = Roster.words(of: written)
        guard words.count >= 2, let last = words.last else { return [] }
        var found: [String] = []
        for index in indexes {
            found += index.surnames[last] ?? []
            for name in index.firstNames[words[0]] ?? [] {
                if let surname = Roster.words(of: name).last, Spelling.areClose(surname, last) { found.append(name) }
            }
        }
        return Roster.unique(found)
    }

    /// Whether a name, or its last two words, is a person's here.
    func isExact(_ written: String) -> Bool {
        let words = Roster.words(of: written)
        guard let last = words.last else { return false }
        return indexes.contains { index in
            (index.surnames[last] ?? []).contains { name in
                let own = Roster.words(of: name)
                return own.suffix(words.count) == words[...] || own.first == words.first
            }
        }
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// The words of a name in lower case, without titles and what stands in brackets.
    static func words(of name: String) -> [String] {
        var words = name.beforeBracket.folded.words.map(String.init)
        if words.count > 2, Names.isTitle(words[1]), Names.bodyWords.contains(words[0]) { words.removeFirst() }
        while words.count > 1, Names.isTitle(words[0]) { words.removeFirst() }
        return words
    }
}

/// Words that mean the whole group.
enum Everyone {
    private static let phrases: Set<String> = [
        "all", "everyone", "everybody", "members", "network members", "group members", "board members",
        "committee members",
        "forum members", "panel members", "partnership members", "governors", "councillors", "trustees", "the group",
        "the board", "the committee", "the network", "the forum", "the panel", "interested members", "any members",
        "each member", "any interested members", "members of the group", "members of the network", "whole group",
        "the whole group", "attendees", "every member", "partners", "all present", "the members", "all members",
        "other members", "network", "team", "whole team", "the team", "colleagues", "representatives",
        "members of the board", "members of the committee", "everyone present", "lscb members", "sub group members",
    ]

    static func isMeant(by text: String) -> Bool {
        let folded = text.folded
        if folded.utf8.count > 60 || text.holds(":") { return false }
        let words = folded.words
        return phrases.contains(folded)
            || words.count > 1 && words.count <= 5 && words[0] == "all" && !Owners.isVerb(words[1])
    }
}

enum Spelling {
    /// Whether two words differ by one letter more, less, other, or two letters changed about.
    static func areClose(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left), Array(right))
        guard left != right, abs(left.count - right.count) <= 1, min(left.count, right.count) >= 4 else { return false }
        let head = zip(left, right).prefix { $0 == $1 }.count
        let tail = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
        let longest = max(left.count, right.count)
        if head + tail >= longest - 1 { return true }
        return left.count == right.count && head + tail == longest - 2 && left[head] == right[head + 1]
            && left[head + 1] == right[head]
    }
}
