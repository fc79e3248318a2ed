import Almanac

/// Understands the passages of the notes: actions, decisions, next agenda and next meetings.
struct Discussion {
    /// An action with the item it was raised under and the lines that hold it.
    struct Found {
        var task: Task
        var item: Int?
        var lines: [Int]
        var due: NotesReading.Due?
        var isPrevious = false
    }

    struct Decision {
        var text: String
        var item: Int?
        var lines: [Int]
    }

    private let reader: TaskReader
    private let paragraphs: Paragraphs
    private let meeting: Day?
    private let itemNumbers: [String: Int]

    private(set) var actions: [Found] = []
    private(set) var decisions: [Decision] = []
    private(set) var nextAgenda: [(text: String, lines: [Int])] = []
    private(set) var nextMeetings: NextMeetings
    private(set) var notes: [Int: [String]] = [:]
    private(set) var roles: [(line: Int, role: NotesReading.LineRole)] = []

    /// What a list that follows would hold; after a decision on the marker's own line, only a list right below it.
    private enum Mode { case prose, actions, decisions, moreOfDecision }
    private var mode = Mode.prose
    private var context = ""
    private var lastWasAction = false

    init(_ outline: Outline, roster: Roster, paragraphs: Paragraphs, meeting: Day?) {
        reader = TaskReader(roster: roster)
        self.paragraphs = paragraphs
        self.meeting = meeting
        nextMeetings = NextMeetings(from: meeting)
        var numbers: [String: Int] = [:]
        for (index, item) in outline.items.enumerated() {
            if let number = item.number { numbers[number] = index }
        }
        itemNumbers = numbers
        for passage in outline.passages { read(passage, of: outline) }
    }

    // MARK: Passages

    private mutating func read(_ passage: Outline.Passage, of outline: Outline) {
        if case .actions = passage.kind { mode = .actions } else { mode = .prose }
        context = passage.item.map { outline.items[$0].title } ?? ""
        lastWasAction = false
        var lines: [Line] = []
        for entry in passage.entries {
            if case .line(let line) = entry {
                lines.append(line)
                continue
            }
            read(lines, in: passage)
            lines = []
            switch entry {
            case .line: break
            case .actionRow(let row): read(row, in: passage)
            case .decisions(let cell):
                for paragraph in paragraphs.join(cell) { decide(paragraph.text, paragraph, passage.item) }
            case .owners(let row, let beside): read(row, beside: beside, item: passage.item, title: context)
            }
        }
        read(lines, in: passage)
    }

    private mutating func read(_ lines: [Line], in passage: Outline.Passage) {
        for paragraph in paragraphs.join(lines) {
            switch passage.kind {
            case .nextAgenda: readNextAgenda(paragraph, passage)
            case .nextMeeting: readNextMeeting(paragraph, passage)
            case .discussion, .matters, .actions: read(paragraph, in: passage)
            }
        }
    }

    private mutating func readNextAgenda(_ paragraph: Paragraph, _ passage: Outline.Passage) {
        if NextMeetings.isTold(by: paragraph.text), tellsNextMeeting(paragraph) { return }
        if ActionMarker(paragraph.text) != nil { return read(paragraph, in: passage) }
        guard !paragraph.text.hasSuffix(":") else { return mark(paragraph, .heading) }
        var parts = paragraph.text.split(separator: ";").map { $0.trimmed(of: ".") }
        if parts.count == 1, !paragraph.isBulleted, !paragraph.text.hasSuffix(".") {
            let items = paragraph.text.splitOutsideBrackets { $0 == "," }.map(\.trimmed)
            if items.count > 2, items.allSatisfy({ $0.words.count <= 6 }) { parts = items }
        }
        for part in parts where !part.isEmpty {
            mark(paragraph, .nextAgenda(nextAgenda.count))
            nextAgenda.append((part, paragraph.lines))
        }
    }

    private mutating func readNextMeeting(_ paragraph: Paragraph, _ passage: Outline.Passage) {
        if ActionMarker(paragraph.text) != nil || !tellsNextMeeting(paragraph) { read(paragraph, in: passage) }
    }

    private mutating func tellsNextMeeting(_ paragraph: Paragraph) -> Bool {
        guard let found = nextMeetings.read(paragraph.text) else { return false }
        for index in found { mark(paragraph, .nextMeeting(index)) }
        return true
    }

    private mutating func mark(_ paragraph: Paragraph, _ role: NotesReading.LineRole) {
        roles += paragraph.lines.map { ($0, role) }
    }

    // MARK: Paragraphs

    private mutating func read(_ paragraph: Paragraph, in passage: Outline.Passage) {
        let followsAction = lastWasAction && paragraph.isAdjacent && !paragraph.isBulleted
        lastWasAction = false
        if let marker = ActionMarker(paragraph.text) {
            if marker.statement.isEmpty, marker.owners == nil {
                mark(paragraph, .heading)
                mode = .actions
            } else {
                act(marker, paragraph, passage)
            }
        } else if let (before, statement) = ActionMarker.inline(paragraph.text), let marker = ActionMarker(statement) {
            note(before, paragraph, passage)
            act(marker, paragraph, passage)
        } else if let marker = DecisionMarker(paragraph.text) {
            if marker.statement.isEmpty { mark(paragraph, .heading) } else { decide(marker.statement, paragraph, passage.item) }
            mode = marker.statement.isEmpty ? .decisions : .moreOfDecision
        } else if followsAction, Owners.lead(of: paragraph.text, known: reader.roster) != nil {
            act(ActionMarker(plain: paragraph.text), paragraph, passage)
        } else if mode == .actions, isAction(paragraph, passage) {
            act(ActionMarker(plain: paragraph.text), paragraph, passage)
        } else if mode == .decisions && isListed(paragraph) || mode == .moreOfDecision && paragraph.isListEntry {
            decide(paragraph.text, paragraph, passage.item)
        } else if passage.kind == .matters, isSettledAction(paragraph.text) {
            act(ActionMarker(plain: paragraph.text), paragraph, passage)
        } else if NextMeetings.isTold(by: paragraph.text), tellsNextMeeting(paragraph) {
            return
        } else {
            if mode != .actions || !paragraph.isAdjacent { mode = .prose }
            note(paragraph.text, paragraph, passage)
        }
    }

    private func isAction(_ paragraph: Paragraph, _ passage: Outline.Passage) -> Bool {
        if paragraph.isBulleted || paragraph.isEnumerated { return true }
        let text = paragraph.text
        return Owners.lead(of: text, known: reader.roster) != nil || Owners.heading(of: text, known: reader.roster) != nil
            || Owners.trailing(of: text, known: reader.roster) != nil || StateWords.take(from: text) != nil
    }

    /// Under "Matters arising", a task with its doer and what became of it.
    private func isSettledAction(_ text: String) -> Bool {
        guard let taken = StateWords.take(from: text) else { return false }
        return Owners.lead(of: taken.text, known: reader.roster) != nil || reader.doer(of: taken.text) != nil
            || Owners.trailing(of: taken.text, known: reader.roster) != nil
    }

    /// Under "Agreed", bullets and the paragraphs between them, until something that reads as a heading.
    private func isListed(_ paragraph: Paragraph) -> Bool {
        paragraph.isListEntry
            || paragraph.enumeration == nil && paragraph.text.words.count > 8 && paragraph.text.last.map { ".;".contains($0) } ?? false
    }

    private mutating func note(_ text: String, _ paragraph: Paragraph, _ passage: Outline.Passage) {
        mark(paragraph, .note(item: passage.item))
        if let item = passage.item { notes[item, default: []].append(text) }
        for sentence in Sentences.split(text) where Decisions.isDecision(sentence) {
            decide(String(sentence), paragraph, passage.item)
        }
        if !text.isEmpty { context = text }
    }

    private mutating func decide(_ text: String, _ paragraph: Paragraph, _ item: Int?) {
        mark(paragraph, .decision(decisions.count))
        decisions.append(Decision(text: text, item: item, lines: paragraph.lines))
        context = text
    }

    private mutating func act(_ marker: ActionMarker, _ paragraph: Paragraph, _ passage: Outline.Passage) {
        let markers = ActionMarker.all(in: "Action: " + marker.statement)
        let rest = markers.dropFirst().flatMap { reader.tasks($0, context: "") }
        var first = marker
        first.statement = markers.first?.statement ?? marker.statement
        let tasks = reader.tasks(first, context: context) + rest
        for task in tasks { add(task, item: passage.item, lines: paragraph.lines, due: nil, in: passage.kind) }
        if tasks.isEmpty { mark(paragraph, .note(item: passage.item)) }
        lastWasAction = true
    }

    private mutating func add(
        _ task: Task, item: Int?, lines: [Int], due: NotesReading.Due?, in kind: Outline.Passage.Kind
    ) {
        for line in lines { roles.append((line, .action(actions.count))) }
        let isPrevious = kind == .matters || kind == .actions(arePrevious: true)
        let due = due ?? .read(task.text, from: meeting) ?? .read(task.limit, from: meeting)
        actions.append(Found(task: task, item: item, lines: lines, due: due, isPrevious: isPrevious))
    }

    // MARK: Tables

    private mutating func read(_ row: Row, in passage: Outline.Passage) {
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
        if case .day = NotesReading.Due.read(cell: row.text(.due), from: meeting) {} else { remarks.append(row.text(.due)) }
        if !StateWords.isState(row.text(.state)) { remarks.append(row.text(.state)) }
        return remarks.filter { $0.folded.utf8.count > 3 }.map { " (\($0))" }.joined()
    }

    /// The right-hand cell of an item: who, and perhaps what.
    private mutating func read(_ row: Row, beside notes: [Line], item: Int?, title: String) {
        let besides = paragraphs.join(notes).flatMap { Sentences.split($0.text).map(String.init) }
        var used: Set<String> = []
        let ownerCells = row[.owner]
        let cell = paragraphs.join(row[.action].isEmpty ? ownerCells : row[.action])
        let named = row[.action].isEmpty ? nil : Owners.list(row.text(.owner), known: reader.roster)
        for paragraph in cell {
            let text = paragraph.text
            if ["none", "n a", "noted", "for info", "for information", "no action", "note"].contains(text.folded) {
                mark(paragraph, .note(item: item))
                continue
            }
            if paragraph.lines.count == 1, let state = StateWords.state(text), !actions.isEmpty, cell.count > 1 {
                actions[actions.count - 1].task.state = state
                mark(paragraph, .action(actions.count - 1))
                continue
            }
            let marker = ActionMarker(text) ?? ActionMarker(plain: text)
            for var task in reader.tasks(marker, context: "") {
                if let named, task.owners.isEmpty { task.owners = named }
                if task.text.isEmpty || task.text.folded.hasPrefix("by ") {
                    let sentence = CellContext(sentences: besides, roster: reader.roster).sentence(for: task.owners, except: used) ?? title
                    used.insert(sentence)
                    let due = NotesReading.Due.read(task.text, from: meeting)
                    task.text = DecisionMarker(sentence)?.statement ?? sentence
                    add(task, item: item, lines: paragraph.lines, due: due, in: .discussion)
                } else {
                    let due = NotesReading.Due.read(cell: row.text(.due), from: meeting)
                    add(task, item: item, lines: paragraph.lines, due: due, in: .discussion)
                }
            }
        }
        for line in ownerCells where !row[.action].isEmpty { roles.append((line.number, .action(max(0, actions.count - 1)))) }
        for line in row[.due] + row[.state] { roles.append((line.number, .note(item: item))) }
    }
}

extension ActionMarker {
    /// A statement that stands in a list of actions and needs no marker.
    init(plain text: String) {
        if let marker = ActionMarker(text), !marker.statement.isEmpty {
            self = marker
        } else {
            statement = text
        }
    }
}

/// Finds the sentence beside a right-hand cell that the names in the cell are about.
struct CellContext {
    let sentences: [String]
    let roster: Roster

    /// The sentence that gives one of the owners a task, else the last that leaves something to be done, else the last.
    func sentence(for owners: [String], except used: Set<String>) -> String? {
        let fresh = sentences.filter { !used.contains($0) }
        if let own = fresh.last(where: { isTask($0, of: owners) }) { return own }
        let obligations = [" to be ", " will ", " should ", " agreed ", " asked ", " to "]
        for obligation in obligations.prefix(5) {
            if let sentence = fresh.last(where: { $0.contains(obligation) && Owners.lead(of: $0, known: roster) == nil }) {
                return sentence
            }
        }
        return fresh.last ?? sentences.last
    }

    private func isTask(_ sentence: String, of owners: [String]) -> Bool {
        let text = sentence.hasPrefix("Agreed ") ? capitalised(sentence.dropFirst(7)) : sentence
        guard let lead = Owners.lead(of: text, known: roster) else { return false }
        return lead.owners.contains { doer in owners.contains { isSame(doer, $0) } }
    }

    private func isSame(_ left: String, _ right: String) -> Bool {
        if Everyone.isMeant(by: left) || Everyone.isMeant(by: right) {
            return Everyone.isMeant(by: left) && Everyone.isMeant(by: right)
        }
        if case .person(let first) = roster.find(left), case .person(let second) = roster.find(right) { return first == second }
        let (first, second) = (Roster.words(of: left), Roster.words(of: right))
        if first == second || first.count == 1 && second.first == first[0] || second.count == 1 && first.first == second[0] {
            return true
        }
        return Names.isInitials(left) && Names.initials(left, areOf: right) || Names.isInitials(right) && Names.initials(right, areOf: left)
    }

    private func capitalised(_ text: Substring) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
