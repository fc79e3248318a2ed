import Ledger
import Notes
import Safeguarding

/// What a person made of a note sheet, as one command.
struct SheetForm {
    /// What stands for a line that belongs into the notes as it is.
    static let line = "line"

    private let review: SheetReviewPage
    private var saves: [ID<Item>: Save] = [:]
    private var order: [ID<Item>] = []

    private struct Save {
        var text: String
        var revision: Int
        var actions: [NewAction] = []
        var decisions: [NewDecision] = []
    }

    private var sheet: MeetingSheet { review.sheet }
    private var plan: SheetPlan { review.plan }
    private func field(_ name: String) -> String { review.draft.fields[name] ?? "" }

    init(_ review: SheetReviewPage) {
        self.review = review
    }

    func command(_ visit: Visit) async throws -> BringInSheet {
        var form = self
        let group = Set(try await visit.readings.offices(in: sheet.ref.group).keys)
        let owners = OwnerWords(sheet.actors(group), group: sheet.ref.group)
        let other: ID<Item> = visit.newID("other")
        for block in plan.blocks {
            let item = try block.part?.item.id ?? form.target(other)
            try form.take(block, into: item, owners, visit)
        }
        try form.takeLinesAmongNames(into: form.target(other))
        var problems: [Refusal.Problem] = []
        let attendance = attendance(visit, &problems)
        guard problems.isEmpty else { throw Refusal.invalid(problems) }
        return BringInSheet(
            sheet.ref,
            saves: form.order.compactMap { item in form.saves[item].map { form.save($0, item) } },
            others: form.saves[other] == nil ? nil : .init(item: other, title: SheetReviewPage.otherTitle),
            attendance: attendance,
            forward: forward(visit),
            next: called(visit),
            source: review.draft.source,
            correction: field("correction")
        )
    }

    private func save(_ save: Save, _ item: ID<Item>) -> SaveNotes {
        SaveNotes(
            sheet.ref,
            item: item,
            text: save.text,
            fromRevision: save.revision,
            newActions: save.actions,
            newDecisions: save.decisions
        )
    }

    // MARK: Items

    /// Where lines of no item go: the item that was chosen, or a new one while the agenda takes any.
    private func target(_ other: ID<Item>) throws -> ID<Item> {
        let open = sheet.view.items.map(\.item).filter(\.isOpen).map(\.id)
        guard let item = ID<Item>(field("to")) else {
            return sheet.meeting.status == .draft ? other : open.first ?? other
        }
        guard open.contains(item) else { throw Refusal.notFound }
        return item
    }

    private mutating func takeLinesAmongNames(into item: ID<Item>) {
        let lines = plan.people.indices.filter { field("presence-\($0)") == Self.line }.map { plan.people[$0].text }
        guard !lines.isEmpty else { return }
        var save = saves[item] ?? online(item)
        save.text = ([save.text] + lines).filter { !$0.isEmpty }.joined(separator: "\n")
        keep(save, for: item)
    }

    private mutating func keep(_ save: Save, for item: ID<Item>) {
        if saves[item] == nil { order.append(item) }
        saves[item] = save
    }

    private mutating func take(
        _ block: SheetPlan.Block,
        into item: ID<Item>,
        _ owners: OwnerWords,
        _ visit: Visit
    ) throws {
        var (lines, actions) = ([String](), [NewAction]())
        for (index, action) in block.actions.enumerated() {
            let key = "\(block.key)-\(index)"
            switch field("do-\(key)") {
            case "leave": continue
            case Self.line: lines.append(action.line.asWritten)
            default: actions.append(try raised(key, owners, visit))
            }
        }
        let decisions = block.decisions.indices.compactMap { index -> NewDecision? in
            let text = field("decision-\(block.key)-\(index)")
            return text.tidied.isEmpty
                ? nil : NewDecision(text, decision: visit.newID("decision/\(block.key)/\(index)"))
        }
        let text = field("text-\(block.key)")
        var save = saves[item] ?? online(item)
        // Its own block holds all of the item's text; lines from elsewhere are added to it.
        let whole = block.part == nil ? [save.text, text] : [text]
        save.text = (whole + lines).filter { !$0.isEmpty }.joined(separator: "\n")
        if block.part != nil { save.revision = Int(field("version-\(block.key)")) ?? block.revision }
        save.actions += actions
        save.decisions += decisions
        guard save.text != online(item).text || !save.actions.isEmpty || !save.decisions.isEmpty else { return }
        keep(save, for: item)
    }

    private func online(_ item: ID<Item>) -> Save {
        let notes = sheet.notes(of: item)
        return Save(text: sheet.text(notes?.text), revision: notes?.revision ?? 0)
    }

    private func raised(_ key: String, _ owners: OwnerWords, _ visit: Visit) throws -> NewAction {
        let (who, what) = (field("who-\(key)"), field("what-\(key)"))
        guard !who.tidied.isEmpty else {
            throw Refusal.invalid("who-\(key)", "Say who does it, or keep it as a line of the notes.")
        }
        guard !what.tidied.isEmpty else { throw Refusal.invalid("what-\(key)", "Say what is to be done.") }
        return NewAction(
            matter: visit.newID("action/\(key)"),
            what,
            holders: owners.holders(who),
            due: DueWords.due(field("when-\(key)"), group: sheet.ref.group, from: sheet.meeting.sitting.day)
        )
    }

    // MARK: People and what comes next

    private func attendance(_ visit: Visit, _ problems: inout [Refusal.Problem]) -> [AttendanceEntry] {
        var entries: [AttendanceEntry] = []
        for (index, person) in plan.people.enumerated() {
            guard let presence = AttendanceRecorded.Presence(rawValue: field("presence-\(index)")) else { continue }
            if let member = person.member {
                entries.removeAll { $0.attendee == .member(member.id) }
                entries.append(.member(member.id, presence))
                continue
            }
            let (name, organisation) = (field("name-\(index)"), field("organisation-\(index)"))
            if name.tidied.isEmpty {
                problems.append(.init("name-\(index)", "Give the name of everyone who was there."))
                continue
            }
            let guest = AttendanceEntry.Guest(
                name: name,
                organisation: nil,
                organisationAsWritten: organisation.tidied.isEmpty ? nil : organisation
            )
            entries.append(.guest(visit.newID("guest/\(index)"), guest, presence))
        }
        return entries
    }

    private func called(_ visit: Visit) -> ImportedMeeting.NextMeeting? {
        guard let next = plan.nextMeetings.first, field("call") == "yes" else { return nil }
        return ImportedMeeting.NextMeeting(meeting: visit.newID("next"), next.sitting)
    }

    private func forward(_ visit: Visit) -> [ImportedMeeting.Forward] {
        let meeting = called(visit)?.meeting ?? review.next?.id
        return plan.nextAgenda.indices.compactMap { index in
            let title = field("next-\(index)")
            return title.tidied.isEmpty
                ? nil : ImportedMeeting.Forward(item: visit.newID("next/\(index)"), title: title, meeting: meeting)
        }
    }
}

extension TypedActions.Line {
    /// As somebody would have typed it.
    var asWritten: String { "Action: " + [who, what, when].filter { !$0.isEmpty }.joined(separator: " - ") }
}
