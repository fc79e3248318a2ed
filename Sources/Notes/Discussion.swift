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

    let reader: TaskReader
    let paragraphs: Paragraphs
    let meeting: Day?
    let itemNumbers: [String: Int]

    var actions: [Found] = []
    private(set) var decisions: [Decision] = []
    private(set) var nextAgenda: [(text: String, lines: [Int])] = []
    private(set) var nextMeetings: NextMeetings
    private(set) var notes: [Int: [String]] = [:]
    var roles: [(line: Int, role: NotesReading.LineRole)] = []

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
        readAgenda(after: paragraph)
        return true
    }

    /// "… at the hall. On the agenda: transition, training."
    private mutating func readAgenda(after paragraph: Paragraph) {
        for sentence in Sentences.split(paragraph.text).dropFirst() {
            guard let colon = sentence.firstIndex(of: ":"),
                [
                    "agenda", "on the agenda", "to discuss", "for discussion", "items", "agenda items",
                    "items for the agenda",
                ]
                .contains(sentence[..<colon].folded)
            else { continue }
            for part in sentence[sentence.index(after: colon)...].split(whereSeparator: { ",;".contains($0) }) {
                mark(paragraph, .nextAgenda(nextAgenda.count))
                nextAgenda.append((part.trimmed(of: "."), paragraph.lines))
            }
        }
    }

    mutating func mark(_ paragraph: Paragraph, _ role: NotesReading.LineRole) {
        roles += paragraph.lines.map { ($0, role) }
    }

    // MARK: Paragraphs

    private mutating func read(_ paragraph: Paragraph, in passage: Outline.Passage) {
        let followsAction = lastWasAction && paragraph.isAdjacent && !paragraph.isBulleted
        lastWasAction = false
        if followsAction || mode == .actions, !actions.isEmpty, let detail = ActionDetail(paragraph.text) {
            add(detail)
            actions[actions.count - 1].lines += paragraph.lines
            lastWasAction = true
        } else if let marker = ActionMarker(paragraph.text) {
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
            if marker.statement.isEmpty {
                mark(paragraph, .heading)
            } else {
                decide(marker.statement, paragraph, passage.item)
            }
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

    /// Adds to the last action what a line below it says.
    private mutating func add(_ detail: ActionDetail) {
        let last = actions.count - 1
        switch detail {
        case .owner(let names): actions[last].task.owners += Owners.list(names, known: reader.roster) ?? [names]
        case .due(let when):
            actions[last].due = .read(cell: when, from: meeting)
            actions[last].task.text += " (due: \(when))"
        case .state(let words):
            actions[last].task.state = StateWords.state(words)
            if !StateWords.isState(words) { actions[last].task.text += " (\(words))" }
        }
    }

    private func isAction(_ paragraph: Paragraph, _ passage: Outline.Passage) -> Bool {
        if paragraph.isBulleted || paragraph.isEnumerated { return true }
        let text = paragraph.text
        return Owners.lead(of: text, known: reader.roster) != nil
            || Owners.heading(of: text, known: reader.roster) != nil
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
            || paragraph.enumeration == nil && paragraph.text.words.count > 8
                && paragraph.text.last.map { ".;".contains($0) } ?? false
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

    mutating func add(
        _ task: Task,
        item: Int?,
        lines: [Int],
        due: NotesReading.Due?,
        in kind: Outline.Passage.Kind
    ) {
        for line in lines { roles.append((line, .action(actions.count))) }
        let isPrevious = kind == .matters || kind == .actions(arePrevious: true)
        let due = due ?? .read(task.text, from: meeting) ?? .read(task.limit, from: meeting)
        actions.append(Found(task: task, item: item, lines: lines, due: due, isPrevious: isPrevious))
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
