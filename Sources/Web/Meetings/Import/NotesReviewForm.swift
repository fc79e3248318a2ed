import Almanac
import Ledger
import Notes
import Safeguarding

/// What came back from a page of the review: what was said before, with what this page asks put in its place.
struct NotesAnswers {
    private(set) var choices: NotesChoices
    /// What will not do. Everything else is in `choices`.
    private(set) var problems: [Refusal.Problem] = []

    private let form: Form
    private let plan: NotesPlan
    private var corrections: NotesCorrections

    private static let dayHint = "Give the day as it is on a calendar, as 7 February 2007"

    /// - Throws: ``Refusal/notFound`` for a person whom nobody offered.
    init(_ form: Form, _ plan: NotesPlan) throws(Refusal) {
        self.form = form
        self.plan = plan
        choices = plan.choices
        corrections = plan.choices.corrections ?? NotesCorrections()
        readMeeting()
        try readPeople()
        readItems()
        for (index, action) in plan.reading.actions.enumerated() where form.has("what-\(index)") { read(action, index) }
        readDecisions()
        readNext()
        choices.corrections = corrections.isEmpty ? nil : corrections
    }

    // MARK: The meeting and its people

    private mutating func readMeeting() {
        if form.has("day") {
            choices.day = Day(iso: form["day"])
            if !form["day"].isEmpty, choices.day == nil { problems.append(.init("day", "\(Self.dayHint).")) }
        }
        if form.has("status") { choices.status = ImportedMeeting.Status(rawValue: form["status"]) ?? .agreed }
        if form.has("marking") { choices.marking = Marking(rawValue: form["marking"]) ?? .members }
    }

    private mutating func readPeople() throws(Refusal) {
        let known = Set(plan.members.map(\.id))
        for index in plan.people.indices {
            switch form["person-\(index)"] {
            case "": continue
            case "name": choices.people[index] = .nameOnly
            case "new":
                let organisation = plan.organisation(called: plan.people[index].organisation)
                choices.people[index] = organisation.map { .newMember($0.id) } ?? .nameOnly
            case let text:
                guard let id = ID<Member>(text), known.contains(id) else { throw .notFound }
                choices.people[index] = .member(id)
            }
        }
        for (index, owner) in plan.owners.enumerated() {
            switch form["owner-\(index)"] {
            case "": continue
            case "all": choices.owners[owner.name] = .everyone
            case "written": choices.owners[owner.name] = .asWritten
            case let text:
                guard let id = ID<Member>(text), known.contains(id) else { throw .notFound }
                choices.owners[owner.name] = .member(id)
            }
        }
    }

    // MARK: Items and actions

    private mutating func readItems() {
        let reading = plan.reading
        for (index, item) in reading.items.enumerated() where form.has("title-\(index)") {
            let title = Self.tidy(form["title-\(index)"])
            guard !title.isEmpty else {
                problems.append(.init("title-\(index)", "Give the item a title."))
                continue
            }
            corrections.titles[index] = title == item.title ? nil : title
        }
        for line in reading.unplaced where form.has("line-\(line.number)") {
            let item = Int(form["line-\(line.number)"]).flatMap { reading.items.indices.contains($0) ? $0 : nil }
            corrections.lines[line.number] = item
        }
    }

    private mutating func read(_ action: NotesReading.Action, _ index: Int) {
        var correction = NotesCorrections.Action(action)
        correction.text = Self.tidy(form["what-\(index)"])
        if correction.text == Self.tidy(action.text) { correction.text = action.text }
        correction.item = Int(form["item-\(index)"]).flatMap { plan.reading.items.indices.contains($0) ? $0 : nil }
        correction.who = form["who-\(index)"].split(separator: ";").map { Self.tidy(String($0)) }
            .filter { !$0.isEmpty }
        correction.state = form["state-\(index)"]
        if correction.state == "out" {
            correction.isLeftOut = true
            correction.state = action.state.rawValue
        }
        let due = form["due-\(index)"]
        if due.isEmpty {
            correction.due = nil
        } else if let day = Day(iso: due) {
            correction.due = day
        } else {
            problems.append(.init("due-\(index)", "\(Self.dayHint), or none."))
        }
        if correction.text.isEmpty {
            problems.append(.init("what-\(index)", "Say what is to be done."))
            correction.text = action.text
        }
        corrections.actions[index] = correction == NotesCorrections.Action(action) ? nil : correction
    }

    // MARK: Decisions

    private mutating func readDecisions() {
        for (index, decision) in plan.reading.decisions.enumerated() where form.has("decision-\(index)") {
            let text = Self.tidy(form["decision-\(index)"])
            guard !text.isEmpty else {
                let sentence = "Say what was agreed, or choose that it is not a decision."
                problems.append(.init("decision-\(index)", sentence))
                continue
            }
            let isLeftOut = form["decision-is-\(index)"] == "out"
            let isChanged = text != Self.tidy(decision.text) || isLeftOut
            corrections.decisions[index] =
                isChanged ? .init(text: text, item: decision.item, isLeftOut: isLeftOut) : nil
        }
        var added: [NotesCorrections.Decision] = []
        for (index, decision) in corrections.addedDecisions.enumerated() {
            let text = form.has("added-\(index)") ? Self.tidy(form["added-\(index)"]) : decision.text
            if !text.isEmpty { added.append(.init(text: text, item: decision.item)) }
        }
        for item in plan.reading.items.indices.map(Optional.some) + [nil] {
            let text = Self.tidy(form["new-decision-\(item.map { "\($0)" } ?? "none")"])
            if !text.isEmpty { added.append(.init(text: text, item: item)) }
        }
        corrections.addedDecisions = added
    }

    // MARK: What comes next

    private mutating func readNext() {
        guard form.has("next-day-0") else { return }
        var (meetings, isWhole) = ([NotesCorrections.Next](), true)
        var index = 0
        while form.has("next-day-\(index)") {
            if !form["next-day-\(index)"].isEmpty {
                let next = next(index)
                isWhole = isWhole && next != nil
                meetings += [next].compactMap(\.self)
            }
            index += 1
        }
        let isAsRead = meetings == plan.reading.nextMeetings.map { .init($0) }
        if isWhole { corrections.nextMeetings = isAsRead ? nil : meetings }
        let titles = form["agenda"].split(whereSeparator: \.isNewline).map { Self.tidy(String($0)) }
            .filter { !$0.isEmpty }
        corrections.nextAgenda = titles == plan.reading.nextAgenda.map(Self.tidy) ? nil : titles
    }

    private mutating func next(_ index: Int) -> NotesCorrections.Next? {
        guard let day = Day(iso: form["next-day-\(index)"]) else {
            problems.append(.init("next-day-\(index)", "\(Self.dayHint), or none."))
            return nil
        }
        let known = problems.count
        let next = NotesCorrections.Next(date: day, from: time("next-from-\(index)"), to: time("next-to-\(index)"))
        guard problems.count == known else { return nil }
        // What was read is not for this person to answer for.
        if plan.reading.nextMeetings.contains(where: { .init($0) == next }) { return next }
        if let held = choices.day ?? plan.reading.date, day <= held {
            problems.append(.init("next-day-\(index)", "Give a day after the meeting of these notes, or none."))
            return nil
        }
        if let to = next.to, next.from.map({ $0 >= to }) ?? true {
            problems.append(.init("next-to-\(index)", "Choose an end that is later than the beginning."))
            return nil
        }
        return next
    }

    private mutating func time(_ field: String) -> ClockTime? {
        guard !form[field].isEmpty else { return nil }
        guard let time = ClockTime(iso: form[field].prefix(5)) else {
            problems.append(.init(field, "Give the time as hours and minutes, like 10:00."))
            return nil
        }
        return time
    }

    private static func tidy(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
