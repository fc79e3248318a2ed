import Almanac
package import Ledger
package import Vault

/// Brings in everything that the notes of a past meeting hold, or nothing of it.
package struct ImportMeeting: Command {
    /// A meeting that was called and has nothing written down yet, or a new one.
    package let ref: MeetingRef
    package let notes: ImportedMeeting

    package init(_ ref: MeetingRef, _ notes: ImportedMeeting) {
        self.ref = ref
        self.notes = notes
    }

    package var action: Action { .importNotes }
    private var claim: StreamID { Claim.stream("notes", notes.sourceKey) }

    package var reads: [StreamID] {
        [Group.stream(ref.group), Meeting.stream(ref.meeting), claim]
            + (notes.items.map(\.item) + notes.nextAgenda.map(\.item)).map { Item.stream($0) }
            + notes.nextMeetings.map { Meeting.stream($0.meeting) }
            + notes.nextAgenda.compactMap(\.dateOwner).map { Member.stream($0) }
            + notes.allActions.flatMap(\.reads)
    }

    package var subjects: Set<Subject> {
        let meetings = [ref.meeting] + notes.nextMeetings.map(\.meeting)
        let items = notes.items.map(\.item) + notes.nextAgenda.map(\.item)
        return Set(
            [Meeting.source(ref.meeting)] + meetings.map { Meeting.subject($0) } + items.map { Item.subject($0) }
                + notes.allActions.map { Matter.subject($0.matter) }
        )
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.group(ref.group).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard !(past.state(ClaimState.self, claim)?.isHeld ?? false) else {
            throw .outOfTurn("These notes have been brought in already.")
        }
        guard notes.sitting.day <= London.day(context.now) else {
            throw .invalid(
                "day",
                "Give the day of a meeting that has been held. \(notes.sitting.day.iso) is still to come."
            )
        }
        let calling = try calling(past, context)
        var changes = [
            Change(claim, [ClaimMade(by: "\(ref.meeting)")]),
            Change(Meeting.stream(ref.meeting), try calling + meetingEvents(past, context)),
        ]
        for item in notes.items { changes.append(try placed(item, past, context)) }
        changes += try nextMeetings(past, context)
        for forward in notes.nextAgenda { changes.append(try proposed(forward, past, context)) }
        return try changes + raised(past, context)
    }

    /// The call of the meeting, unless it has been called: then it must be this one, with nothing written about it.
    private func calling(_ past: Past, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard past.has(Meeting.stream(ref.meeting)) else {
            return [try MeetingCalled.calling(ref, notes.sitting, context)]
        }
        let state = try past.meeting(ref)
        guard state.day == notes.sitting.day, !state.isCancelled, state.status == .draft, state.isUnwritten else {
            throw .outOfTurn("That meeting has notes of its own by now, so these are not brought in over them.")
        }
        return []
    }

    private func meetingEvents(_ past: Past, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let meeting = ref.meeting
        // What earlier notes wanted on its agenda stays below what was spoken of.
        let wanted = past.has(Meeting.stream(meeting)) ? try past.meeting(ref).agenda : []
        var events: [any DomainEvent] = [
            try imported(context), AgendaSet(meeting: meeting, items: notes.items.map(\.item) + wanted),
        ]
        if case .recorded(let entries) = notes.attendance {
            events += try AttendanceEntry.events(entries, at: meeting, after: [:], context)
        }
        for item in notes.items {
            let text = try Text.lines(item.notes, field: "notes", what: "the notes", required: false)
            if !text.isEmpty {
                let sealed: Sealed<String> = try context.seal(text, under: Item.subject(item.item))
                events.append(ItemNoted(meeting: meeting, item: item.item, text: sealed, revision: 1))
            }
            for decision in item.decisions { events.append(try decision.made(in: meeting, about: item.item, context)) }
        }
        for decision in notes.decisions { events.append(try decision.made(in: meeting, about: nil, context)) }
        if notes.status == .agreed { events.append(NotesAgreed(meeting: meeting, at: nil)) }
        return events
    }

    private func imported(_ context: RuleContext) throws(Refusal) -> NotesImported {
        let limit = 5_000_000
        let source = try Text.lines(notes.source, field: "source", what: "the notes", limit: limit)
        let unplaced = try Text.lines(notes.unplaced, field: "unplaced", what: "", required: false, limit: limit)
        let isRecorded = if case .recorded = notes.attendance { true } else { false }
        return NotesImported(
            meeting: ref.meeting,
            attendanceRecorded: isRecorded,
            source: try context.seal(source, under: Meeting.source(ref.meeting)),
            unplaced: try context.seal(unplaced.isEmpty ? nil : unplaced, under: Meeting.subject(ref.meeting)),
            sourceKey: notes.sourceKey
        )
    }

    private func placed(
        _ item: ImportedMeeting.ImportedItem,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> Change {
        guard !past.has(Item.stream(item.item)) else { throw .outOfTurn("These notes have been brought in already.") }
        let details = try ItemDetails(title: item.title, marking: item.marking).checked(past)
        let number = try Text.optionalLine(item.number, field: "number", what: "the item's number", limit: 20)
        return Change(
            Item.stream(item.item),
            [
                try details.proposed(item.item, to: ref.group, by: nil, context),
                ItemPlaced(item: item.item, meeting: ref.meeting, number: number),
            ]
        )
    }

    /// The meetings that the notes call, with what is wanted on their agendas.
    private func nextMeetings(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        var changes: [Change] = []
        for next in notes.nextMeetings {
            let nextRef = MeetingRef(next.meeting, of: ref.group)
            let wanted = notes.nextAgenda.filter { $0.meeting == next.meeting }.map(\.item)
            var events: [any DomainEvent] = []
            var agenda: [ID<Item>] = []
            if past.has(Meeting.stream(next.meeting)) {
                let state = try past.meeting(nextRef)
                agenda = state.agenda
                if !wanted.isEmpty { try state.requireOpenAgenda() }
            } else {
                events.append(try MeetingCalled.calling(nextRef, next.sitting, context))
            }
            if !wanted.isEmpty { events.append(AgendaSet(meeting: next.meeting, items: agenda + wanted)) }
            if !events.isEmpty { changes.append(Change(Meeting.stream(next.meeting), events)) }
        }
        return changes
    }

    private func proposed(
        _ forward: ImportedMeeting.Forward,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> Change {
        guard !past.has(Item.stream(forward.item)) else {
            throw .outOfTurn("These notes have been brought in already.")
        }
        var details = try ItemDetails(title: forward.title, dateOwner: forward.dateOwner).checked(past)
        // Whoever brings the notes in finds a date, where they name nobody for it.
        if forward.meeting == nil, details.dateOwner == nil { details.dateOwner = context.actor.member }
        let proposed = try details.proposed(forward.item, to: ref.group, by: nil, context)
        guard let meeting = forward.meeting else { return Change(Item.stream(forward.item), [proposed]) }
        guard notes.nextMeetings.contains(where: { $0.meeting == meeting }) else {
            throw .invalid("nextAgenda", "Choose one of the next meetings for this item, or let it wait.")
        }
        let placed = ItemPlaced(item: forward.item, meeting: meeting, number: nil)
        return Change(Item.stream(forward.item), [proposed, placed])
    }

    private func raised(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        var changes: [Change] = []
        for item in notes.items {
            for action in item.actions {
                changes += try action.raised(in: source(item.item, item.marking), past, context)
            }
        }
        for action in notes.actions { changes += try action.raised(in: source(nil, .members), past, context) }
        return changes
    }

    private func source(_ item: ID<Item>?, _ marking: Marking) -> ActionSource {
        ActionSource(ref: ref, item: item, marking: marking, happened: notes.sitting.day, isImported: true)
    }
}

extension MeetingState {
    /// Whether nothing was written down about it yet. It may have an agenda.
    var isUnwritten: Bool {
        revisions.isEmpty && decisions.isEmpty && attendance.isEmpty && papers.isEmpty && !wasImported
    }
}
