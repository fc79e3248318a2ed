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
        var tasks =
            bracketed(statement)
            ?? clauses(of: statement).reduce(into: [Task]()) { tasks, clause in
                if let detail = ActionDetail(clause), case .owner(let names) = detail, !tasks.isEmpty {
                    tasks[tasks.count - 1].owners += Owners.list(names, known: roster) ?? [names]
                } else if let task = task(clause) {
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
        guard let lead = Owners.lead(of: clause, known: roster) else {
            return Owners.heading(of: clause, known: roster).map { Task(owners: $0.owners, text: $0.text) }
        }
        return Task(owners: lead.owners + joined(lead.task), text: clause)
    }

    /// "Jane (posters) and Tom (badges)": each with a task of their own.
    private func bracketed(_ statement: String) -> [Task]? {
        guard statement.utf8.count < 400, statement.holds("(") else { return nil }
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

    /// "to join JM and PL for a meeting": those joined do it too.
    private func joined(_ task: String) -> [String] {
        guard task.hasPrefix("to join ") else { return [] }
        let names = task.dropFirst(8).words.prefix { !["for", "in", "to", "on", "at"].contains($0) }.joined(
            separator: " "
        )
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
            let limit = task.text.isEmpty || sentence.isEmpty ? task.text : " (\(task.text))"
            task.text = sentence + limit
        }
    }

    /// "Phil has circulated the calendar": whoever the report of a thing done begins with.
    func doer(of text: String) -> String? {
        let words = text.words
        for count in stride(from: min(4, words.count - 1), through: 1, by: -1)
        where ["has", "had", "have"].contains(words[count]) {
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
        // "JM 3 March", "JM – by 3 March", "JM before the next meeting"
        let date = Dates.mentions(in: text).first?.range
        let limits =
            [" by ", " before "].compactMap { text.place(of: $0)?.lowerBound }
            + [date?.lowerBound].compactMap(\.self)
        guard let start = limits.min(), text[start...].words.count <= 6 else { return nil }
        let names = text[..<start].trimmed(of: ",:;(-\u{2013}").split(separator: " ").map(String.init)
        let fillers: Set<String> = ["due", "deadline", "by"]
        let named = names.last.map { fillers.contains($0.lowercased()) } ?? false ? names.dropLast() : names[...]
        guard let owners = Owners.list(named.joined(separator: " "), known: roster),
            owners.allSatisfy({ Owners.isSure($0, known: roster) })
        else { return nil }
        let rest = text[start...].trimmed(of: "().")
        return (owners, rest.hasPrefix("by ") || rest.hasPrefix("before ") ? rest : "by " + rest)
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
        let parts = statement.splitOutsideBrackets { $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
        if parts.count > 1, parts.allSatisfy({ task($0) != nil }) { return parts }
        return Sentences.split(statement).flatMap { self.parts(of: String($0)) }
    }

    private func parts(of sentence: String) -> [String] {
        guard sentence.utf8.count < 4000, Owners.lead(of: sentence, known: roster) != nil else { return [sentence] }
        for separator in ["; ", " \u{2013} ", " - ", ", and ", " and ", ", "] {
            for range in sentence.places(of: separator) {
                let rest = String(sentence[range.upperBound...])
                guard let lead = Owners.lead(of: rest, known: roster),
                    lead.owners.allSatisfy({
                        Everyone.isMeant(by: $0) || Names.isInitials($0) || roster.knows($0) || Names.isPerson($0)
                    }),
                    Owners.lead(of: String(sentence[..<range.lowerBound]), known: roster) != nil
                else { continue }
                return parts(of: sentence[..<range.lowerBound].trimmed) + parts(of: rest)
            }
        }
        return [sentence]
    }
}
