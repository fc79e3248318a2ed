import Almanac

/// Reads the notes of a meeting as a person would: who came, what was said under which item, who is to do what by when.
///
/// It knows no group and no people beforehand, joins nobody to anybody by guess, and gives every line of the source a
/// role. It takes time in proportion to the length of the text.
package struct NotesReader: Sendable {
    package init() {}

    /// - Parameter text: the plain text of the notes of one meeting.
    package func read(_ text: String) -> NotesReading {
        let lines = SourceText.lines(of: text)
        let outline = Outline(Layout.pieces(of: lines), lines: lines)
        var draft = Draft(lines, outline.roles)
        draft.readPeople(outline.people)
        let roster = Roster(attended: draft.reading.attended, apologies: draft.reading.apologies)
        let header = Header(outline.header, others: draft.unread + outline.runningHead)
        draft.take(header)
        let discussion = Discussion(
            outline,
            roster: roster,
            paragraphs: Paragraphs(lines),
            meeting: draft.reading.date
        )
        draft.take(discussion, outline, roster)
        draft.askAboutNames(roster)
        return draft.finished(lines)
    }
}

/// A reading in the making.
private struct Draft {
    var reading = NotesReading()
    private var roles: [Int: [NotesReading.LineRole]]
    /// What stands among the names of an item that lists people, and is no name.
    private var itemNotes: [Int: [String]] = [:]
    /// Lines among the lists of people that name nobody.
    private(set) var unread: [Line] = []
    private var attending = PeopleMerger()
    private var apologising = PeopleMerger()

    init(_ lines: [Line], _ settled: [Int: NotesReading.LineRole]) {
        roles = settled.mapValues { [$0] }
        for line in lines where line.isBlank { roles[line.number] = [.blank] }
    }

    private mutating func mark(_ line: Int, _ role: NotesReading.LineRole) {
        if roles[line] == [.blank] { return }
        if roles[line]?.contains(role) ?? false { return }
        // A heading that also introduces something on its own line is that thing.
        if roles[line] == [.heading] { roles[line] = [] }
        roles[line, default: []].append(role)
    }

    // MARK: People

    mutating func readPeople(_ lists: [Outline.PeopleList]) {
        // Whoever a list names too is called as the list does.
        let isOfficer = { (list: Outline.PeopleList) in if case .officer = list.kind { true } else { false } }
        for list in lists.filter({ !isOfficer($0) }) + lists.filter(isOfficer) {
            let lines = list.lines.map { line in ApologySentence(line.text).map { line.with(text: $0.names) } ?? line }
            let found = People.read(lines)
            let unreadLines = Set(found.unread)
            for entry in found.entries { add(entry, to: list.kind) }
            for line in found.unread where list.item != nil { mark(line, .note(item: list.item)) }
            if list.item == nil {
                unread += lines.filter { unreadLines.contains($0.number) }
                // What follows a label on its line and names nobody is not settled by the label.
                for line in found.unread { roles[line] = nil }
            }
            if let item = list.item {
                itemNotes[item, default: []] += lines.filter { unreadLines.contains($0.number) }.map(\.text)
            }
            for line in list.lines where roles[line.number] == nil && !unreadLines.contains(line.number) {
                roles[line.number] = [.heading]
            }
            for row in list.rows { add(row, to: list.kind) }
        }
        reading.attendanceIsRecorded = !reading.attended.isEmpty
    }

    private mutating func add(_ row: Row, to kind: Label.Kind) {
        guard let (entry, sign) = People.read(row) else {
            for line in row.lines where !line.isBlank { mark(line.number, .unplaced) }
            return
        }
        switch sign {
        case .present: add(entry, to: .attendance)
        case .apology: add(entry, to: .apologies)
        case .absent: add(entry, to: .absence)
        case .none: add(entry, to: kind)
        }
    }

    private mutating func add(_ entry: People.Entry, to kind: Label.Kind) {
        switch kind {
        case .apologies:
            let index = apologising.place(entry.person, in: &reading.apologies)
            for line in entry.lines { mark(line, .apology(index)) }
        case .absence:
            for line in entry.lines { mark(line, .absence) }
        case .officer(let role):
            var person = entry.person
            person.role = person.role ?? role
            addAttending(person, entry.lines)
        default: addAttending(entry.person, entry.lines)
        }
    }

    private mutating func addAttending(_ person: NotesReading.Person, _ lines: [Int]) {
        let index = attending.place(person, in: &reading.attended)
        for line in lines { mark(line, .attendance(index)) }
    }

    // MARK: The rest

    mutating func take(_ header: Header) {
        reading.group = header.group
        reading.date = header.date
        for (line, role) in header.roles { mark(line, role) }
        if let question = header.question { reading.questions.append(question) }
        if header.date == nil, header.question == nil {
            reading.questions.append(NotesReading.Question(line: nil, subject: .noDate))
        }
    }

    mutating func take(_ discussion: Discussion, _ outline: Outline, _ roster: Roster) {
        reading.items = outline.items.enumerated().map { index, item in
            let notes = (itemNotes[index] ?? []) + (discussion.notes[index] ?? [])
            return NotesReading.Item(number: item.number, title: item.title, notes: notes)
        }
        reading.decisions = discussion.decisions.map { NotesReading.Decision(item: $0.item, text: $0.text) }
        reading.nextAgenda = discussion.nextAgenda.map(\.text)
        reading.nextMeetings = discussion.nextMeetings.found
        for (line, role) in discussion.roles {
            // Actions are marked when they are placed, since some are said twice.
            if case .action = role { continue }
            mark(line, role)
        }
        takeActions(discussion.actions, roster)
    }

    private mutating func takeActions(_ found: [Discussion.Found], _ roster: Roster) {
        var merger = ActionMerger()
        for action in found {
            let owners = settle(action.task.owners, roster, line: action.lines.first)
            let made = NotesReading.Action(
                item: action.item,
                owners: owners,
                text: action.task.text,
                due: action.due,
                state: action.task.state ?? .open,
                reference: action.task.reference
            )
            let index = merger.place(made, into: &reading.actions)
            for line in action.lines { mark(line, .action(index)) }
            if owners.isEmpty {
                reading.questions.append(
                    NotesReading.Question(line: action.lines.first, subject: .noOwner(action: index))
                )
            }
        }
    }

    private mutating func settle(_ names: [String], _ roster: Roster, line: Int?) -> [NotesReading.Owner] {
        var owners: [NotesReading.Owner] = []
        for name in names {
            let owner: NotesReading.Owner
            switch roster.find(name) {
            case .everyone: owner = .everyone
            case .person(let full): owner = .person(full)
            case .candidates(let candidates):
                owner = .unmatched(name)
                if !candidates.isEmpty || Names.isInitials(name) || name.words.count == 1 {
                    ask(.owner(written: name, candidates: candidates), line)
                }
            }
            if !owners.contains(owner) { owners.append(owner) }
        }
        return owners
    }

    private mutating func ask(_ subject: NotesReading.Question.Subject, _ line: Int?) {
        guard !reading.questions.contains(where: { $0.subject == subject }), reading.questions.count < 200 else {
            return
        }
        reading.questions.append(NotesReading.Question(line: line, subject: subject))
    }

    /// Names in the discussion that resemble someone's of the meeting and are nobody's.
    mutating func askAboutNames(_ roster: Roster) {
        guard !roster.isEmpty else { return }
        let texts = reading.items.flatMap(\.notes) + reading.decisions.map(\.text) + reading.actions.map(\.text)
        for text in texts {
            for name in NameScan.names(in: text) where !roster.isExact(name) {
                let candidates = roster.alike(name)
                if !candidates.isEmpty { ask(.name(written: name, candidates: candidates), nil) }
            }
        }
    }

    func finished(_ lines: [Line]) -> NotesReading {
        var reading = reading
        reading.lines = lines.map { line in
            NotesReading.SourceLine(number: line.number, text: line.raw, roles: roles[line.number] ?? [.unplaced])
        }
        return reading
    }
}

/// Keeps one entry of those that name the same person.
private struct PeopleMerger {
    private var byName: [String: [Int]] = [:]

    /// The place of a person in a list; one already there by the same name is completed.
    mutating func place(_ person: NotesReading.Person, in list: inout [NotesReading.Person]) -> Int {
        let key = Roster.words(of: person.name).joined(separator: " ")
        let known = byName[key, default: []].first { index in
            let other = list[index].organisation
            return other == nil || person.organisation == nil || other == person.organisation
        }
        guard let known else {
            list.append(person)
            byName[key, default: []].append(list.count - 1)
            return list.count - 1
        }
        list[known].organisation = list[known].organisation ?? person.organisation
        if let role = person.role, list[known].role?.folded.contains(role.folded) != true {
            list[known].role = list[known].role.map { $0 + ", " + role } ?? role
        }
        list[known].initials = list[known].initials ?? person.initials
        return known
    }
}

/// Two capitalised words side by side that may be a name.
enum NameScan {
    static func names(in text: String) -> [String] {
        let words = text.prefix(20_000).words
        return zip(words, words.dropFirst()).compactMap { first, last in
            guard first.startsWithCapital, last.startsWithCapital, first.last?.isLetter ?? false else { return nil }
            let name = "\(first) \(last.trimmed(of: ".,;:()'\u{2019}"))"
            return Names.isTitle(first) || !Names.isPerson(name) ? nil : name
        }
    }
}

/// Keeps one action of those that a summary at the end says again.
struct ActionMerger {
    private var byOwner: [String: [Int]] = [:]
    private var words: [Set<Substring>] = []

    mutating func place(_ action: NotesReading.Action, into actions: inout [NotesReading.Action]) -> Int {
        let keys = action.owners.map(\.name)
        let own = Set(Substring(action.text.folded).split(separator: " "))
        for key in keys {
            for index in byOwner[key, default: []].suffix(50)
            where Self.couldSay(action, again: actions[index]) && Self.share(own, words[index]) {
                actions[index].due = actions[index].due ?? action.due
                actions[index].item = actions[index].item ?? action.item
                if action.state != .open { actions[index].state = action.state }
                actions[index].reference = actions[index].reference ?? action.reference
                return index
            }
        }
        actions.append(action)
        words.append(own)
        for key in keys { byOwner[key, default: []].append(actions.count - 1) }
        return actions.count - 1
    }

    /// The same people, and most of the same words, in another place.
    private static func couldSay(_ action: NotesReading.Action, again other: NotesReading.Action) -> Bool {
        (action.item == nil || other.item == nil) && action.item != other.item && action.owners == other.owners
    }

    private static func share(_ words: Set<Substring>, _ others: Set<Substring>) -> Bool {
        let shared = words.intersection(others).count
        return shared * 10 >= min(words.count, others.count) * 7 && shared > 1
    }
}
