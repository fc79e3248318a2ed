extension People {
    // MARK: Name and body on alternate lines

    static func pairs(_ texts: [(text: String, line: Int)]) -> List? {
        guard texts.count >= 2, Names.isPerson(texts[0].text) else { return nil }
        let isName = texts.map { Names.isPerson($0.text) }
        let isPlain = texts.map { !$0.text.holds(",") && !$0.text.holds(";") && !$0.text.holds("\t") }
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

    // MARK: Tables

    /// What a row of a table of people says.
    static func read(_ row: Row) -> (entry: Entry, mark: Mark)? {
        let numbers = Set(row.lines.map(\.number)).sorted()
        guard var person = person(in: row.text(.name)) else { return nil }
        if !row[.initials].isEmpty { person.initials = row.text(.initials) }
        if !row[.role].isEmpty { person.role = row.text(.role) }
        if !row[.organisation].isEmpty { describe(&person, row.text(.organisation)) }
        if person.organisation == nil, let role = person.role, !Names.isRole(role) {
            (person.organisation, person.role) = (role, nil)
        }
        return (Entry(person: person, lines: numbers), mark(of: row))
    }

    enum Mark { case present, apology, absent, none }

    private static func mark(of row: Row) -> Mark {
        if row.columns.contains(.apology), !row[.apology].isEmpty { return .apology }
        guard row.columns.contains(.attendance) else { return .none }
        let written = row.text(.attendance)
        let folded = written.folded
        if folded.hasPrefix("apol") || folded == "a" || folded == "ap" { return .apology }
        if folded.hasPrefix("abs") || ["n", "no", "x", "not present", "did not attend"].contains(folded) {
            return .absent
        }
        return written.isEmpty ? .absent : .present
    }
}
