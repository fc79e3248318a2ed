import Almanac

/// What the tables of the notes say: lists of actions, and the cells to the right of an item.
extension Discussion {
    mutating func read(_ row: Row, in passage: Outline.Passage) {
        let lines = Set(row.lines.filter { !$0.isBlank }.map(\.number)).sorted()
        let text = [row.text(.title), row.text(.action)].filter { !$0.isEmpty }.joined(separator: ": ")
        let owners = row.text(.owner)
        let paragraph = Paragraph(lines: lines, text: text, isBulleted: false, isAdjacent: false, enumeration: nil)
        guard !text.isEmpty, StateWords.state(text) == nil, !["none", "n a"].contains(text.folded) else {
            return mark(paragraph, lines.isEmpty ? .blank : .note(item: passage.item))
        }
        let marker = ActionMarker(text) ?? ActionMarker(plain: text)
        var tasks = reader.tasks(marker, context: "")
        if !owners.isEmpty, let first = tasks.first {
            let named = Owners.list(owners, known: reader.roster) ?? [owners]
            let words = marker.owners == nil && marker.statement == text ? text : marker.statement
            tasks = [Task(owners: named, text: words, state: first.state)]
            if let taken = StateWords.take(from: tasks[0].text), first.state != nil { tasks[0].text = taken.text }
        }
        let number = Enumerator(row.text(.number))?.number ?? row.text(.number).folded
        let item = itemNumbers[number] ?? itemNumbers[number.split(separator: ".").first.map(String.init) ?? ""]
        for var task in tasks {
            task.state = StateWords.state(row.text(.state)) ?? task.state
            task.text += Self.remarks(row, from: meeting)
            task.reference = row[.reference].isEmpty ? nil : row.text(.reference)
            let due = NotesReading.Due.read(cell: row.text(.due), from: meeting)
            add(task, item: passage.item ?? item, lines: lines, due: due, in: passage.kind)
        }
    }

    /// What the columns for the due date and the state say beyond a date and a state.
    private static func remarks(_ row: Row, from meeting: Day?) -> String {
        var remarks: [String] = []
        if case .day = NotesReading.Due.read(cell: row.text(.due), from: meeting) {
        } else {
            remarks.append(row.text(.due))
        }
        if !StateWords.isState(row.text(.state)) { remarks.append(row.text(.state)) }
        remarks.append(row.text(.remark))
        return remarks.filter { $0.folded.utf8.count > 3 }.map { " (\($0))" }.joined()
    }

    /// The right-hand cell of an item: who, and perhaps what.
    mutating func read(_ row: Row, beside notes: [Line], item: Int?, title: String) {
        let besides = paragraphs.join(notes).flatMap { Sentences.split($0.text).map(String.init) }
        var used: Set<String> = []
        let ownerCells = row[.owner]
        let cell = paragraphs.join(row[.action].isEmpty ? ownerCells : row[.action])
        let named = row[.action].isEmpty ? nil : Owners.list(row.text(.owner), known: reader.roster)
        for paragraph in cell {
            let text = paragraph.text
            if CellContext.saysNothing(text, to: reader.roster) {
                mark(paragraph, .note(item: item))
                continue
            }
            if paragraph.lines.count == 1, let state = StateWords.state(text), !actions.isEmpty, cell.count > 1 {
                actions[actions.count - 1].task.state = state
                mark(paragraph, .action(actions.count - 1))
                continue
            }
            let marker = ActionMarker(text) ?? ActionMarker(plain: text)
            let remarks = Self.remarks(row, from: meeting)
            for var task in reader.tasks(marker, context: "") {
                if let named, task.owners.isEmpty { task.owners = named }
                if task.text.isEmpty || task.text.folded.hasPrefix("by ") {
                    let sentence =
                        CellContext(sentences: besides, roster: reader.roster).sentence(for: task.owners, except: used)
                        ?? title
                    used.insert(sentence)
                    // "Tom to draft it and Ann to check it" beside "TL / AF" are two tasks.
                    let shared = task.owners.count > 1 ? reader.tasks(ActionMarker(plain: sentence), context: "") : []
                    if shared.count > 1, shared.allSatisfy({ !$0.owners.isEmpty }) {
                        for part in shared { add(part, item: item, lines: paragraph.lines, due: nil, in: .discussion) }
                        continue
                    }
                    let due =
                        NotesReading.Due.read(task.text, from: meeting) ?? .read(cell: row.text(.due), from: meeting)
                    task.text = (DecisionMarker(sentence)?.statement ?? sentence) + remarks
                    add(task, item: item, lines: paragraph.lines, due: due, in: .discussion)
                } else {
                    task.text += remarks
                    let due = NotesReading.Due.read(cell: row.text(.due), from: meeting)
                    add(task, item: item, lines: paragraph.lines, due: due, in: .discussion)
                }
            }
        }
        for line in ownerCells where !row[.action].isEmpty {
            roles.append((line.number, .action(max(0, actions.count - 1))))
        }
        for line in row[.due] + row[.state] { roles.append((line.number, .note(item: item))) }
    }
}
