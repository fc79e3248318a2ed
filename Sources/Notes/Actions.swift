/// The word "Action" where it marks that something is to be done.
struct ActionMarker: Equatable {
    /// The number the notes give the action.
    var reference: String?
    /// Who, where the marker itself says so: `ACTION (JM):`.
    var owners: String?
    var statement: String

    private static let names = [
        "agreed actions", "agreed action", "follow-up action", "follow up action", "key actions", "key action",
        "action points", "action point", "action items", "action item", "actions", "action", "ap",
    ]

    /// Reads a marker at the head of a text. A statement may be empty: then a list follows, or the text before is meant.
    init?(_ text: String) {
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
        for preposition in ["by ", "for ", "on "] where rest.lowercased().hasPrefix(preposition) && !isMarked {
            let named = String(rest.dropFirst(preposition.count))
            let head = named.split(whereSeparator: { $0 == ":" }).first.map { $0.trimmed } ?? named
            guard Owners.list(head).map({ $0.allSatisfy { Owners.isSure($0, known: nil) } }) ?? false
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
        "plan", "plans", "log", "group", "list", "learning", "research", "notes", "points", "fraud", "summary", "tracker",
    ]

    private static func namesOwner(_ statement: String, isLoud: Bool) -> Bool {
        // "Action Cath – booking form"
        let head = statement.prefix(40).words.prefix(3)
        if let dash = head.dropFirst().firstIndex(where: { $0.count == 1 && ($0.first?.isDash ?? false) }),
            head[..<dash].allSatisfy({ $0.startsWithCapital && !compounds.contains($0.lowercased()) })
        {
            return true
        }
        if let lead = Owners.lead(of: statement) { return lead.owners.allSatisfy { Owners.isSure($0, known: nil) } }
        return isLoud && Owners.list(statement).map { $0.allSatisfy { Owners.isSure($0, known: nil) } } ?? false
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
        guard text.utf8.count < 20_000, text.hasASCII("ction") || text.hasASCII("CTION") else { return nil }
        for word in ["Action", "ACTION"] {
            for range in text.ranges(of: word) where range.lowerBound > text.startIndex {
                let before = text[text.index(before: range.lowerBound)]
                guard " ([\u{2013}-.".contains(before) else { continue }
                var statement = String(text[range.lowerBound...])
                let isBracketed = before == "(" || before == "["
                if isBracketed, let close = statement.lastIndex(where: { ")]".contains($0) }) { statement.remove(at: close) }
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

/// An action as its words say it, before names and dates are settled.
struct Task: Equatable {
    var owners: [String]
    var text: String
    var state: NotesReading.ActionState?
    var reference: String?
    /// The words that may say when it is due.
    var limit = ""
}

/// Reads what an action says: who, what, and what became of it. Two doers of two tasks are two actions.
struct TaskReader {
    let roster: Roster

    /// - Parameter context: the paragraph before, whose last sentence an action without words of its own refers to.
    func tasks(_ marker: ActionMarker, context: String) -> [Task] {
        var statement = marker.statement
        var state: NotesReading.ActionState?
        if let taken = StateWords.take(from: statement) {
            (statement, state) = (taken.text, taken.state)
        } else if let whole = StateWords.state(statement) {
            (statement, state) = ("", whole)
        }
        var tasks = bracketed(statement) ?? clauses(of: statement).reduce(into: [Task]()) { tasks, clause in
            if let task = task(clause) {
                tasks.append(task)
            } else if tasks.isEmpty {
                tasks.append(Task(owners: [], text: clause))
            } else {
                tasks[tasks.count - 1].text += " " + clause
            }
        }
        let marked = marker.owners.flatMap { Owners.list($0, known: roster) }
        if tasks.isEmpty { tasks = [Task(owners: [], text: "")] }
        if let marked, tasks[0].owners.isEmpty { tasks[0].owners = marked }
        for index in tasks.indices {
            tasks[index].state = tasks[index].state ?? state
            complete(&tasks[index], context: context)
            tasks[index].reference = marker.reference
            tasks[index].limit = tasks.count == 1 ? marker.statement : tasks[index].text
        }
        return tasks.filter { !$0.text.isEmpty || !$0.owners.isEmpty }
    }

    /// A clause that begins with who is to do it.
    private func task(_ clause: String) -> Task? {
        guard let lead = Owners.lead(of: clause, known: roster) else { return nil }
        return Task(owners: lead.owners + joined(lead.task), text: clause)
    }

    /// "Jane (posters) and Tom (badges)": each with a task of their own.
    private func bracketed(_ statement: String) -> [Task]? {
        guard statement.utf8.count < 400, statement.contains("(") else { return nil }
        let parts = statement.splitOutsideBrackets { ",;&".contains($0) }
            .flatMap { String($0).components(between: ") and ") }.map { $0.trimmed(of: ".") }
        guard parts.count > 1 else { return nil }
        let tasks = parts.compactMap { part -> Task? in
            guard let open = part.firstIndex(of: "("), case let name = part[..<open].trimmed, roster.knows(name),
                case let words = part[part.index(after: open)...].trimmed(of: ")"), words.startsWithLowercase
            else { return nil }
            return Task(owners: [name], text: words)
        }
        return tasks.count == parts.count ? tasks : nil
    }

    /// "to join DM, CC and MK for a meeting": those joined do it too.
    private func joined(_ task: String) -> [String] {
        guard task.hasPrefix("to join ") else { return [] }
        let names = task.dropFirst(8).words.prefix { !["for", "in", "to", "on", "at"].contains($0) }.joined(separator: " ")
        guard let owners = Owners.list(names, known: roster), owners.allSatisfy(roster.knows) else { return [] }
        return owners
    }

    /// Finds the owner elsewhere than at the head, and the words of an action that has none.
    private func complete(_ task: inout Task, context: String) {
        if task.owners.isEmpty {
            if let (names, rest) = namesAlone(task.text) {
                task.owners = names
                task.text = rest
            } else if let heading = Owners.heading(of: task.text, known: roster) {
                (task.owners, task.text) = (heading.owners, heading.text)
            } else if let trailing = Owners.trailing(of: task.text, known: roster) {
                (task.owners, task.text) = (trailing.owners, trailing.text)
            } else if let agent = Owners.agent(of: task.text, known: roster) {
                task.owners = agent
            } else if task.state == .done, let doer = doer(of: task.text) {
                task.owners = [doer]
            }
        }
        if task.text.folded.isEmpty || task.text.folded.hasPrefix("by ") && task.text.words.count <= 6 {
            let sentence = Sentences.split(context).last.map(String.init) ?? ""
            task.text = [sentence, task.text].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    /// "Phil has circulated the calendar": whoever the report of a thing done begins with.
    func doer(of text: String) -> String? {
        let words = text.words
        for count in stride(from: min(4, words.count - 1), through: 1, by: -1) where ["has", "had", "have"].contains(words[count]) {
            let name = words[..<count].joined(separator: " ")
            if roster.knows(name) { return name }
        }
        return nil
    }

    /// "Jane Smith", "JM/PL", "JM by 3 March", "JM (3 March)".
    private func namesAlone(_ text: String) -> (owners: [String], rest: String)? {
        if let owners = Owners.list(text, known: roster), owners.allSatisfy({ Owners.isSure($0, known: roster) }) {
            return (owners, limit(in: text))
        }
        for separator in [" by ", " before ", ", by ", " \u{2013} by ", " - by "] {
            guard let range = text.firstRange(of: separator) else { continue }
            let names = text[..<range.lowerBound].trimmed
            let rest = text[range.lowerBound...].trimmed(of: ",-\u{2013}")
            if rest.words.count <= 6, let owners = Owners.list(names, known: roster),
                owners.allSatisfy({ Owners.isSure($0, known: roster) })
            {
                return (owners, rest)
            }
        }
        return nil
    }

    /// The due date in the brackets of "JM (3 March)", in words that say so.
    private func limit(in text: String) -> String {
        guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close else { return "" }
        let inner = text[text.index(after: open)..<close].trimmed
        guard !Dates.mentions(in: inner).isEmpty else { return "" }
        return inner.folded.hasPrefix("by ") ? inner : "by \(inner)"
    }

    // MARK: Clauses

    /// Sentences, and the parts of one at which another doer begins.
    func clauses(of statement: String) -> [String] {
        Sentences.split(statement).flatMap { parts(of: String($0)) }
    }

    private func parts(of sentence: String) -> [String] {
        guard sentence.utf8.count < 4000, Owners.lead(of: sentence, known: roster) != nil else { return [sentence] }
        for separator in ["; ", " \u{2013} ", " - ", ", and ", " and ", ", "] {
            for range in sentence.ranges(of: separator) {
                let rest = String(sentence[range.upperBound...])
                guard let lead = Owners.lead(of: rest, known: roster),
                    lead.owners.allSatisfy({ Everyone.isMeant(by: $0) || Names.isInitials($0) || roster.knows($0) || Names.isPerson($0) }),
                    Owners.lead(of: String(sentence[..<range.lowerBound]), known: roster) != nil
                else { continue }
                return parts(of: sentence[..<range.lowerBound].trimmed) + parts(of: rest)
            }
        }
        return [sentence]
    }
}
