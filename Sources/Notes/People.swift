/// Reads people out of the lines of an attendance list.
enum People {
    typealias Person = NotesReading.Person

    struct Entry: Equatable {
        var person: Person
        var lines: [Int]
    }

    /// The people of a list, and the lines that hold none.
    struct List {
        var entries: [Entry] = []
        var unread: [Int] = []
    }

    /// Reads lines that stand under one label, in any of the layouts that lists come in.
    static func read(_ lines: [Line]) -> List {
        let lines = lines.filter { !$0.isBlank }
        let texts = lines.map { (text: withoutEnumerator($0), line: $0.number, raw: $0.raw) }
        if let pairs = pairs(texts.map { ($0.text, $0.line) }) { return pairs }
        var list = List()
        var body: String?
        for (text, line, raw) in texts {
            if let own = heading(text) {
                body = own.isEmpty ? nil : own
                continue
            }
            let people = people(in: text, raw: raw)
            if people.isEmpty {
                if !saysNobody(text) { list.unread.append(line) }
            } else {
                list.entries += people.map { person in
                    var person = person
                    if person.organisation == nil { person.organisation = body }
                    return Entry(person: person, lines: [line])
                }
            }
        }
        return list
    }

    // MARK: One line

    /// `Police:` or `Governors` above names: the body they come from, or "" where it is only a kind of member.
    private static func heading(_ text: String) -> String? {
        guard text.hasSuffix(":"), !text.dropLast().holds(":") else { return nil }
        let own = text.dropLast().trimmed
        return Label.isKindOfMember(own) || Names.isRole(own) ? "" : own
    }

    /// What holds more of one sign than this is no name within a name.
    private static let deepest = 20

    static func people(in text: String, raw: String) -> [Person] {
        let text = withoutStop(text)
        let entries = text.splitOutsideBrackets { $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
        if entries.count > 1 { return entries.flatMap { people(in: $0, raw: $0) } }
        // "Brent: Jane Smith, Tom Lee" and "Chair: Jane Smith".
        if let colon = text.firstIndex(of: ":"), text.utf8.count(where: { $0 == UInt8(ascii: ":") }) <= deepest {
            let before = text[..<colon].trimmed
            let found = people(in: text[text.index(after: colon)...].trimmed, raw: "")
            if !found.isEmpty, !Names.isPerson(before) {
                return found.map { person in
                    var person = person
                    if Names.isRole(before) {
                        person.role = person.role ?? before
                    } else if !Label.isKindOfMember(before) {
                        person.organisation = person.organisation ?? before
                    }
                    return person
                }
            }
        }
        let columns = Layout.gaps(raw).map { Line(number: 0, raw: String($0.text), opensParagraph: false).text }
        if columns.count > 1 {
            let people = columns.compactMap { person(in: $0) }
            if people.count == columns.count { return people }
            if let person = person(of: columns) { return [person] }
        }
        let parts = titledAlike(splitNames(text).filter { !isCrowd($0) })
        if parts.isEmpty { return [] }
        if parts.count > 1 {
            let people = parts.compactMap { person(in: $0) }
            if people.count == parts.count { return shared(people) }
            // "Jane Smith, Brent, Tom Lee, Harrow and Ann Day, Bexley"
            if let run = run(of: parts) { return run }
        }
        return person(in: parts.count == 1 ? parts[0] : text).map { [$0] } ?? []
    }

    /// "Ann Day, Tom Lee (both Brent)": the body of both.
    private static func shared(_ people: [Person]) -> [Person] {
        var people = people
        for index in people.indices.dropFirst() {
            guard let body = people[index].organisation ?? people[index].role, body.lowercased().hasPrefix("both ")
            else {
                continue
            }
            for place in [index - 1, index] {
                people[place].role = nil
                describe(&people[place], String(body.dropFirst(5)))
            }
            people[index].organisation = people[index - 1].organisation
        }
        return people
    }

    /// "3 members of the public": people whom nobody counts as members.
    private static func isCrowd(_ part: String) -> Bool {
        let words = part.folded.words
        guard let first = words.first, words.count <= 8 else { return false }
        let counts: Set<Substring> = [
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "no",
        ]
        return (Int(first) != nil || counts.contains(first))
            && words.contains {
                ["members", "member", "residents", "resident", "public", "pupils", "observers"].contains($0)
            }
    }

    /// Without the full stop that ends a list, but with that of an initial.
    private static func withoutStop(_ text: String) -> String {
        let last = text.words.last?.dropLast() ?? ""
        return text.hasSuffix(".") && last.count > 2 && !Names.isTitle(last) ? String(text.dropLast()) : text
    }

    /// "Cllrs Smith, Jones and Brown"
    private static func titledAlike(_ parts: [String]) -> [String] {
        let singular = ["cllrs": "Cllr", "councillors": "Councillor", "messrs": "Mr", "drs": "Dr"]
        guard let word = parts.first?.words.first, let title = singular[word.trimmed(of: ".").lowercased()] else {
            return parts
        }
        return parts.flatMap { $0.components(between: " and ") }.enumerated().map { index, part in
            let name = index == 0 ? part.dropFirst(word.count).trimmed : part
            return name.words.first.map(Names.isTitle) ?? false ? name : title + " " + name
        }
    }

    private static func splitNames(_ text: String) -> [String] {
        text.splitOutsideBrackets { $0 == "," }.flatMap { part -> [String] in
            let whole = part.trimmed
            for conjunction in [" and ", " & "] {
                guard let range = whole.place(of: conjunction) else { continue }
                let sides = [whole[..<range.lowerBound].trimmed, whole[range.upperBound...].trimmed]
                if person(in: sides[1]) != nil { return sides }
            }
            return [whole.hasPrefix("and ") ? whole.dropFirst(4).trimmed : whole]
        }.filter { !$0.isEmpty }
    }

    /// Names with what is said of each after it: a body always ends one person's entry.
    private static func run(of parts: [String]) -> [Person]? {
        guard let first = parts.first, parts.count > 3, person(in: first) != nil else { return nil }
        var people: [Person] = []
        var isDescribed = true
        for part in parts {
            if isDescribed, let next = person(in: part) {
                people.append(next)
                isDescribed = next.organisation != nil
            } else if !people.isEmpty {
                describe(&people[people.count - 1], part)
                isDescribed = people[people.count - 1].organisation != nil
            }
        }
        return people.count > 1 ? people : nil
    }

    /// One person with what the entry says of them, or `nil` where it does not begin with a name.
    static func person(in text: String) -> Person? {
        person(of: fields(of: text))
    }

    private static func person(of fields: [String]) -> Person? {
        var fields = fields
        var initials: String?
        // "JS – Jane Smith"
        if fields.count > 1, Names.isInitials(fields[0]), Names.initials(fields[0], areOf: nameAlone(fields[1])) {
            initials = fields.removeFirst()
        }
        guard let first = fields.first else { return nil }
        var person = Person(name: first)
        var rest = fields.dropFirst()
        if !Names.isPerson(first) {
            guard let (name, described) = nameAndRole(first) else { return nil }
            person.name = name
            rest = [described] + rest
        }
        person.initials = initials
        for field in rest { describe(&person, field) }
        return person
    }

    /// Whether a text is an entry of a list of people.
    static func isEntry(_ text: String) -> Bool {
        text.utf8.count < 400 && !people(in: text, raw: text).isEmpty
    }

    private static func nameAlone(_ text: String) -> String {
        fields(of: text).first ?? text
    }

    /// "Jane Smith Headteacher", "Mr Tom Lee Park School": a name with what follows it unmarked.
    private static func nameAndRole(_ text: String) -> (name: String, rest: String)? {
        let words = text.words
        guard words.count >= 3 else { return nil }
        for count in stride(from: min(5, words.count - 1), through: 2, by: -1) {
            let name = words[..<count].joined(separator: " ")
            let rest = words[count...].joined(separator: " ")
            guard Names.isPerson(name), rest.startsWithCapital else { continue }
            let key = words[count].lowercased().trimmed(of: ",.")
            let isDescription =
                Names.isRole(rest) || Names.roleWords.contains(key) || Names.bodyWords.contains(key)
                || rest.isAllCapitals && rest.words.count == 1
            if isDescription { return (name, rest) }
        }
        return nil
    }

    /// Cuts an entry at brackets, dashes, commas, tabs and wide gaps.
    private static func fields(of text: String) -> [String] {
        var fields: [String] = []
        var current = ""
        var depth = 0
        func isSpace(_ index: String.Index) -> Bool { text[index] == " " || text[index] == "\t" }
        func close() {
            let field = current.trimmed(of: ",:;")
            if !field.isEmpty { fields.append(field) }
            current = ""
        }
        for index in text.indices {
            let character = text[index]
            switch character {
            case "(", "[":
                if depth == 0 { close() } else { current.append(character) }
                depth += 1
            case ")", "]":
                depth = max(0, depth - 1)
                if depth == 0 { close() } else { current.append(character) }
            case "," where depth == 0: close()
            case _
            where depth == 0 && character.isDash && index > text.startIndex
                && (isSpace(text.index(before: index)) || character != "-"):
                close()
            default: current.append(character)
            }
        }
        close()
        return fields
    }

    /// Adds what a field says of a person: initials, a role or a body.
    static func describe(_ person: inout Person, _ field: String) {
        if Names.isInitials(field), Names.initials(field, areOf: person.name) {
            person.initials = field
            return
        }
        let inner = fields(of: field)
        let endsInRemark = field.hasSuffix(")") && inner.last.map { Names.isRole($0) || isPassingRemark($0) } ?? false
        if inner.count > 1, field.count(where: { $0 == "(" || $0 == "[" }) <= deepest,
            field.holds(",") || endsInRemark || inner.contains(where: { Names.initials($0, areOf: person.name) })
        {
            for part in inner { describe(&person, part) }
            return
        }
        if isPassingRemark(field) { return }
        // Bodies have names; "holiday" is a reason.
        if Names.isRole(field) || field.startsWithLowercase {
            person.role = person.role.map { $0 + ", " + field } ?? field
        } else {
            person.organisation = person.organisation.map { $0 + ", " + field } ?? field
        }
    }

    /// How or how long someone was there.
    private static func isPassingRemark(_ field: String) -> Bool {
        let folded = field.folded
        let openings = [
            "via ", "by phone", "by video", "by telephone", "arrived", "left", "from ", "until ", "for item", "items ",
            "item ", "part", "for part", "to ", "late", "joined", "present for", "present until", "deputising",
            "substitut",
            "non voting", "voting", "in the chair",
        ]
        return openings.contains { folded.hasPrefix($0) }
            || ["remote", "remotely", "online", "virtual", "virtually", "phone", "teams", "zoom"].contains(folded)
    }

    // MARK: Words

    private static func withoutEnumerator(_ line: Line) -> String {
        line.enumerator?.rest ?? line.text
    }

    private static func saysNobody(_ text: String) -> Bool {
        let folded = text.folded
        return ["none", "nil", "n a", "no apologies", "there were no", "none received", "not recorded", "no absences"]
            .contains { folded == $0 || folded.hasPrefix($0 + " ") }
    }
}
