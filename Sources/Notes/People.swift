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

    // MARK: Name and body on alternate lines

    private static func pairs(_ texts: [(text: String, line: Int)]) -> List? {
        guard texts.count >= 2, Names.isPerson(texts[0].text) else { return nil }
        let isName = texts.map { Names.isPerson($0.text) }
        let isPlain = texts.map { !$0.text.contains(",") && !$0.text.contains(";") && !$0.text.contains("\t") }
        // Enough lines that cannot be names, each right after one that can.
        let bodies = texts.indices.filter { !isName[$0] && isPlain[$0] && !opensAnother(texts[$0].text) }
        let misplaced = bodies.filter { $0 == 0 || !isName[$0 - 1] }
        guard bodies.count * 4 >= texts.count, misplaced.count * 10 <= texts.count,
            texts.indices.filter({ !isPlain[$0] }).count * 4 < texts.count
        else { return nil }
        var list = List()
        var index = 0
        while index < texts.count {
            let name = texts[index]
            guard isName[index] else {
                list.unread.append(name.line)
                index += 1
                continue
            }
            var person = Person(name: name.text)
            var lines = [name.line]
            // Where the line after next is no name, the next one must be, and this person has no body.
            let hasBody =
                index + 1 < texts.count && !(isName[index + 1] && index + 2 < texts.count && !isName[index + 2])
            if hasBody {
                describe(&person, texts[index + 1].text)
                lines.append(texts[index + 1].line)
            }
            list.entries.append(Entry(person: person, lines: lines))
            index += lines.count
        }
        return list
    }

    private static func opensAnother(_ text: String) -> Bool {
        !people(in: text, raw: text).isEmpty
    }

    // MARK: One line

    /// `Police:` or `Governors` above names: the body they come from, or "" where it is only a kind of member.
    private static func heading(_ text: String) -> String? {
        guard text.hasSuffix(":"), !text.dropLast().contains(":") else { return nil }
        let own = text.dropLast().trimmed
        return Label.isKindOfMember(own) || Names.isRole(own) ? "" : own
    }

    static func people(in text: String, raw: String) -> [Person] {
        let text = withoutStop(text)
        let entries = text.splitOutsideBrackets { $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
        if entries.count > 1 { return entries.flatMap { people(in: $0, raw: $0) } }
        // "Brent: Jane Smith, Tom Lee" and "Chair: Jane Smith".
        if let colon = text.firstIndex(of: ":") {
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
        let parts = splitNames(text)
        if parts.count > 1 {
            let people = parts.compactMap { person(in: $0) }
            if people.count == parts.count { return people }
            // "Jane Smith, Brent, Tom Lee, Harrow and Ann Day, Bexley"
            if let run = run(of: parts) { return run }
        }
        return person(in: text).map { [$0] } ?? []
    }

    /// Without the full stop that ends a list, but with that of an initial.
    private static func withoutStop(_ text: String) -> String {
        let last = text.words.last?.dropLast() ?? ""
        return text.hasSuffix(".") && last.count > 2 && !Names.isTitle(last) ? String(text.dropLast()) : text
    }

    private static func splitNames(_ text: String) -> [String] {
        text.splitOutsideBrackets { $0 == "," }.flatMap { part -> [String] in
            let whole = part.trimmed
            for conjunction in [" and ", " & "] {
                guard let range = whole.firstRange(of: conjunction) else { continue }
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
            case _ where depth == 0 && character.isDash && index > text.startIndex
                && (isSpace(text.index(before: index)) || character != "-"):
                close()
            default: current.append(character)
            }
        }
        close()
        return fields
    }

    /// Adds what a field says of a person: initials, a role or a body.
    private static func describe(_ person: inout Person, _ field: String) {
        if Names.isInitials(field), Names.initials(field, areOf: person.name) {
            person.initials = field
            return
        }
        let inner = fields(of: field)
        let endsInRemark = field.hasSuffix(")") && inner.last.map { Names.isRole($0) || isPassingRemark($0) } ?? false
        if inner.count > 1,
            field.contains(",") || endsInRemark || inner.contains(where: { Names.initials($0, areOf: person.name) })
        {
            for part in inner { describe(&person, part) }
            return
        }
        if isPassingRemark(field) { return }
        if Names.isRole(field) {
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
            "item ", "part", "for part", "to ", "late", "joined", "present for", "present until", "deputising", "substitut",
            "non voting", "voting", "in the chair",
        ]
        return openings.contains { folded.hasPrefix($0) }
            || ["remote", "remotely", "online", "virtual", "virtually", "phone", "teams", "zoom"].contains(folded)
    }

    // MARK: Tables

    /// What a row of a table of people says.
    static func read(_ row: Row) -> (entry: Entry, mark: Mark)? {
        let numbers = Set(row.lines.map(\.number)).sorted()
        guard var person = person(in: row.text(.name)) else { return nil }
        if !row[.initials].isEmpty { person.initials = row.text(.initials) }
        if !row[.role].isEmpty { person.role = row.text(.role) }
        if !row[.organisation].isEmpty { describe(&person, row.text(.organisation)) }
        if person.organisation == nil, let role = person.role, !Names.isRole(role) { (person.organisation, person.role) = (role, nil) }
        return (Entry(person: person, lines: numbers), mark(of: row))
    }

    enum Mark { case present, apology, absent, none }

    private static func mark(of row: Row) -> Mark {
        if row.columns.contains(.apology), !row[.apology].isEmpty { return .apology }
        guard row.columns.contains(.attendance) else { return .none }
        let written = row.text(.attendance)
        let folded = written.folded
        if folded.hasPrefix("apol") || folded == "a" || folded == "ap" { return .apology }
        if folded.hasPrefix("abs") || ["n", "no", "x", "not present", "did not attend"].contains(folded) { return .absent }
        return written.isEmpty ? .absent : .present
    }

    // MARK: Words

    private static func withoutEnumerator(_ line: Line) -> String {
        Enumerator(line.text)?.rest ?? line.text
    }

    private static func saysNobody(_ text: String) -> Bool {
        let folded = text.folded
        return ["none", "nil", "n a", "no apologies", "there were no", "none received", "not recorded", "no absences"]
            .contains { folded == $0 || folded.hasPrefix($0 + " ") }
    }
}
