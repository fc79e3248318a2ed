/// The notes cut into their parts, before anything in them is understood.
struct Outline {
    struct Item {
        var number: String?
        var title: String
        var line: Int
    }

    struct PeopleList {
        var kind: Label.Kind
        var lines: [Line] = []
        var rows: [Row] = []
        var item: Int?
    }

    /// A run of lines that belong together: the discussion of an item, a list of actions.
    struct Passage {
        enum Kind: Equatable {
            case discussion
            /// Matters arising: actions of the last meeting, with what became of them.
            case matters
            case actions(arePrevious: Bool)
            case nextAgenda, nextMeeting
        }
        var item: Int?
        var kind: Kind
        var entries: [Entry] = []
    }

    enum Entry {
        case line(Line)
        case actionRow(Row)
        case decisions([Line])
        /// The right-hand cell of an item, with the notes it stands beside.
        case owners(Row, beside: [Line])
    }

    var header: [Line] = []
    var people: [PeopleList] = []
    var items: [Item] = []
    var passages: [Passage] = []
    /// Titles repeated where an annex begins.
    var runningHead: [Line] = []
    /// What is settled of lines here; the rest is found later.
    var roles: [Int: NotesReading.LineRole] = [:]

    enum Section { case header, agenda, people, passage, annex }
    var section = Section.header
    var headings: Headings
    private var plainHeadings: PlainHeadings?
    private var pendingNumber: (number: String, line: Int)?
    /// The line after each, blank ones left out.
    let following: [Int: Line]

    init(_ pieces: [Piece], lines all: [Line]) {
        headings = Headings(pieces)
        let lines = all.filter { !$0.isBlank }
        var following: [Int: Line] = [:]
        for (line, next) in zip(lines, lines.dropFirst()) { following[line.number] = next }
        self.following = following
        let hasTable = pieces.contains {
            if case .row(let row) = $0 { !row.isOfPeople && !row.isOfActions } else { false }
        }
        if !headings.areNumbered, !hasTable { plainHeadings = PlainHeadings(lines) }
        for piece in pieces {
            switch piece {
            case .line(let line): read(line)
            case .columns(let line): roles[line.number] = .heading
            case .row(let row): read(row)
            }
        }
    }

    // MARK: Lines

    private mutating func read(_ line: Line) {
        if line.isBlank { return }
        if Outline.isFurniture(line.text) {
            roles[line.number] = .heading
            return
        }
        for part in Label.split(line) {
            guard section == .passage || section == .people && part.enumerator != nil, let cell = RightHand(part)
            else {
                place(part)
                continue
            }
            if let left = cell.left { place(left) }
            let beside = cell.left.map { Outline.paragraph(endingWith: $0, after: lastLines) } ?? lastLines
            let row = Row(columns: [.notes, .action], cells: [beside, [cell.right]])
            if section == .passage { add(.owners(row, beside: beside)) } else { place(cell.right) }
        }
    }

    /// The lines since the last heading or action.
    private var lastLines: [Line] {
        guard let entries = passages.last?.entries else { return [] }
        return entries.reversed().prefix { if case .line = $0 { true } else { false } }.prefix(20).reversed()
            .compactMap { if case .line(let line) = $0 { line } else { nil } }
    }

    /// The line with those above it that it goes on from.
    private static func paragraph(endingWith line: Line, after lines: [Line]) -> [Line] {
        var found = [line]
        for above in lines.dropLast(lines.last == line ? 1 : 0).reversed() {
            guard let first = found.first, !first.opensParagraph, !first.isBulleted, first.enumerator == nil
            else {
                break
            }
            found.insert(above, at: 0)
        }
        return found
    }

    mutating func place(_ line: Line) {
        if section == .annex {
            roles[line.number] = .annex
            return
        }
        if let pending = pendingNumber {
            pendingNumber = nil
            roles[pending.line] = .item(items.count)
            open(number: pending.number, title: line.text, at: line)
            return
        }
        if opensAnnex(line) {
            section = .annex
            roles[line.number] = .annex
            if let next = following[line.number], Outline.isDatedTitle(next.text) { runningHead = [line, next] }
        } else if let heading = heading(line) {
            open(heading, at: line)
        } else if let label = line.label, isAllowed(label) {
            open(label, at: line)
        } else {
            append(line)
        }
    }

    private mutating func append(_ line: Line) {
        switch section {
        case .header: header.append(line)
        case .agenda: roles[line.number] = .heading
        case .people where ApologySentence(line.text) != nil && people.last?.kind != .apologies:
            people.append(PeopleList(kind: .apologies, lines: [line], item: items.indices.last))
        case .people where Outline.isProse(line): closePeople(with: line)
        case .people: people[people.count - 1].lines.append(line)
        case .passage where ApologySentence(line.text) != nil && items.count <= 4:
            people.append(PeopleList(kind: .apologies, lines: [line], item: items.indices.last))
        case .passage: add(.line(line))
        case .annex: roles[line.number] = .annex
        }
    }

    private mutating func closePeople(with line: Line) {
        if ApologySentence(line.text) != nil {
            people[people.count - 1].lines.append(line)
        } else if items.isEmpty {
            header.append(line)
        } else {
            passages.append(Passage(item: items.indices.last, kind: .discussion))
            section = .passage
            add(.line(line))
        }
    }

    mutating func add(_ entry: Entry) {
        if passages.isEmpty { passages.append(Passage(item: nil, kind: .discussion)) }
        passages[passages.count - 1].entries.append(entry)
    }

    // MARK: Items

    private mutating func heading(_ line: Line) -> Headings.Found? {
        if section == .people, let rest = line.enumerator?.rest, People.isEntry(rest),
            people.last?.lines.last.map({ $0.enumerator != nil }) ?? true
        {
            return nil
        }
        if let found = headings.read(line) { return found }
        guard let plainHeadings, section != .header || line.isMarkedHeading && !people.isEmpty,
            plainHeadings.isHeading(line, next: following[line.number]), line.label == nil,
            section != .people || line.isMarkedHeading || !Names.isPerson(line.text)
        else { return nil }
        return .item(number: "", title: line.text)
    }

    private mutating func open(_ found: Headings.Found, at line: Line) {
        switch found {
        case .restart(let number, let title):
            // The lines of their titles, and those that hold a number alone.
            for case (let line, .item) in roles { roles[line] = .heading }
            items = []
            passages = []
            for index in people.indices { people[index].item = nil }
            open(number: number, title: title, at: line)
        case .item(let number, let title) where title.isEmpty: pendingNumber = (number, line.number)
        case .item(let number, let title): open(number: number, title: title, at: line)
        }
    }

    mutating func open(number: String, title: String, at line: Line) {
        let (title, rest) = headings.areRunIn ? Headings.runIn(title) ?? (title, "") : Outline.titleAndRest(title)
        roles[line.number] = .item(items.count)
        items.append(Item(number: number.isEmpty ? nil : number, title: title, line: line.number))
        section = .passage
        let index = items.count - 1
        switch Label.kind(of: title) {
        case .attendance?: openPeople(.attendance, item: index)
        case .apologies?: openPeople(.apologies, item: index)
        case .actions(let arePrevious)?:
            let kind = title.folded.hasPrefix("matters") ? Passage.Kind.matters : .actions(arePrevious: arePrevious)
            passages.append(Passage(item: index, kind: kind))
        case .nextAgenda?: passages.append(Passage(item: index, kind: .nextAgenda))
        case .nextMeeting?: passages.append(Passage(item: index, kind: .nextMeeting))
        default:
            let isOfMatters = title.folded.holds("matters arising")
            passages.append(Passage(item: index, kind: isOfMatters ? .matters : .discussion))
        }
        if !rest.isEmpty { append(line.with(text: rest)) }
    }

    /// A heading ends where its first sentence does, or at the colon of a title that is a label.
    private static func titleAndRest(_ text: String) -> (String, String) {
        if let colon = text.firstIndex(of: ":"), Label.kind(of: text[..<colon].trimmed) != nil {
            return (text[..<colon].trimmed, text[text.index(after: colon)...].trimmed)
        }
        let sentences = Sentences.split(text)
        guard let first = sentences.first else { return (text, "") }
        let title = first.trimmed(of: ".:;")
        if let marker = ActionMarker.inline(title) {
            let rest = [marker.statement] + sentences.dropFirst().map(String.init)
            return (marker.before, rest.joined(separator: " "))
        }
        return (title, sentences.dropFirst().joined(separator: " "))
    }

    // MARK: Labels

    private func isAllowed(_ label: Label) -> Bool {
        switch label.kind {
        case .officer:
            People.isEntry(label.rest) && (section == .header || section == .people && people.last?.kind != .attendance)
        case .particulars, .agenda: section == .header
        case .attendance, .apologies, .absence: true
        case .actions: label.rest.isEmpty && section != .header
        case .nextMeeting:
            label.rest.isEmpty || !Dates.mentions(in: label.rest).isEmpty || label.rest.folded.hasPrefix("t")
        case .nextAgenda: true
        case .annex: false
        }
    }

    private mutating func open(_ label: Label, at line: Line) {
        roles[line.number] = .heading
        let rest = line.with(text: label.rest)
        switch label.kind {
        case .attendance, .apologies, .absence: openPeople(label.kind, item: items.indices.last)
        case .officer:
            people.append(PeopleList(kind: label.kind, lines: [rest], item: nil))
            return
        case .particulars:
            roles[line.number] = nil
            header.append(line)
            return
        case .agenda: section = .agenda
        case .actions(let arePrevious):
            section = .passage
            // A summary at the end belongs to no item; "Actions:" below an item does.
            let isSummary = label.isSummary
            passages.append(
                Passage(item: isSummary ? nil : items.indices.last, kind: .actions(arePrevious: arePrevious))
            )
        case .nextAgenda: openPassage(.nextAgenda)
        case .nextMeeting: openPassage(.nextMeeting)
        case .annex: break
        }
        if !label.rest.isEmpty { append(Outline.columns(after: label, on: line) ?? rest) }
    }

    /// What follows a label of people, with the gaps between its columns.
    private static func columns(after label: Label, on line: Line) -> Line? {
        guard label.isOfPeople, let colon = line.raw.firstIndex(of: ":"),
            line.raw[..<colon].folded == label.wording
        else { return nil }
        return line.with(text: line.raw[line.raw.index(after: colon)...].trimmed)
    }

    mutating func openPeople(_ kind: Label.Kind, item: Int?) {
        section = .people
        people.append(PeopleList(kind: kind, item: item))
    }

    mutating func openPassage(_ kind: Passage.Kind) {
        section = .passage
        passages.append(Passage(item: items.indices.last, kind: kind))
    }
}
