package import Ledger
package import Vault

/// A note sheet that was filled in without a network came back, and what a person chose of it went into the meeting.
package struct SheetBroughtIn: DomainEvent {
    package static let type = "meeting.sheet.brought-in"
    package let meeting: ID<Meeting>
    /// The whole sheet, so that the next one is known by what is new on it.
    package let source: Sealed<String>
}

/// Brings a filled-in note sheet into the meeting it is of: all that was chosen of it, or nothing.
package struct BringInSheet: MeetingCommand {
    /// Lines that belong to no item of the agenda.
    package struct Others: Codable, Hashable, Sendable {
        package let item: ID<Item>
        package let title: String

        package init(item: ID<Item>, title: String) {
            (self.item, self.title) = (item, title)
        }
    }

    package let ref: MeetingRef
    /// One for each item that something was written about.
    package let saves: [SaveNotes]
    /// An item that is made for lines that belong to none. One of ``saves`` is about it.
    package let others: Others?
    package let attendance: [AttendanceEntry]
    package let forward: [ImportedMeeting.Forward]
    /// A meeting that the sheet calls.
    package let next: ImportedMeeting.NextMeeting?
    package let source: String
    package let correction: String?

    package init(
        _ ref: MeetingRef,
        saves: [SaveNotes],
        others: Others? = nil,
        attendance: [AttendanceEntry] = [],
        forward: [ImportedMeeting.Forward] = [],
        next: ImportedMeeting.NextMeeting? = nil,
        source: String,
        correction: String? = nil
    ) {
        self.ref = ref
        self.saves = saves
        self.others = others
        self.attendance = attendance
        self.forward = forward
        self.next = next
        self.source = source
        self.correction = correction
    }

    package var action: Action { .runMeeting }

    private var laterMeetings: [ID<Meeting>] {
        Set(forward.compactMap(\.meeting) + (next.map { [$0.meeting] } ?? [])).sorted()
    }

    package var alsoReads: [StreamID] {
        saves.flatMap(\.alsoReads) + forward.map { Item.stream($0.item) } + laterMeetings.map { Meeting.stream($0) }
            + forward.compactMap(\.dateOwner).map { Member.stream($0) }
    }

    package var subjects: Set<Subject> {
        saves.reduce(into: Set([Meeting.subject(ref.meeting), Meeting.source(ref.meeting)])) {
            $0.formUnion($1.subjects)
        }
        .union(forward.map { Item.subject($0.item) })
        .union(laterMeetings.map { Meeting.subject($0) })
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        var events = try state.reopened(for: correction, ref, context)
        var raised: [Change] = []
        var made: [Change] = []
        if let others {
            made = [try proposed(others, state, past, context)]
            events.append(AgendaSet(meeting: ref.meeting, items: state.agenda + [others.item]))
        }
        for save in saves {
            let written = try save.written(state, try marking(of: save.item, state, past, context), past, context)
            events += written.events
            raised += written.raised
        }
        events += try attended(state, context)
        let source = try Text.lines(source, field: "sheet", what: "the sheet", limit: 5_000_000)
        let sealed: Sealed<String> = try context.seal(source, under: Meeting.source(ref.meeting))
        events.append(SheetBroughtIn(meeting: ref.meeting, source: sealed))
        return try [Change(Meeting.stream(ref.meeting), events)] + made + raised + ahead(past, context)
    }

    private func marking(
        of item: ID<Item>,
        _ state: MeetingState,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> Marking {
        if item == others?.item { return .members }
        try state.requireItem(item)
        return try past.openItem(item, of: ref.group, for: context.actor).marking
    }

    private func proposed(
        _ others: Others,
        _ state: MeetingState,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> Change {
        try state.requireOpenAgenda()
        guard !past.has(Item.stream(others.item)) else { throw .outOfTurn("This sheet has been brought in already.") }
        let details = try ItemDetails(title: others.title).checked(past)
        return Change(
            Item.stream(others.item),
            [
                try details.proposed(others.item, to: ref.group, by: context.actor.member, context),
                ItemPlaced(item: others.item, meeting: ref.meeting, number: nil),
            ]
        )
    }

    private func attended(_ state: MeetingState, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard !attendance.isEmpty else { return [] }
        guard state.hasBegun(at: context.now) else {
            throw .outOfTurn("This meeting has not been held yet. Bring its sheet back from that day on.")
        }
        return try AttendanceEntry.events(attendance, at: ref.meeting, after: state.attendance, context)
    }

    /// What is wanted on later agendas, and the meeting that is called.
    private func ahead(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        var changes: [Change] = []
        for id in laterMeetings {
            let wanted = forward.filter { $0.meeting == id }.map(\.item)
            var events: [any DomainEvent] = []
            var agenda: [ID<Item>] = []
            let later = MeetingRef(id, of: ref.group)
            if let next, next.meeting == id, !past.has(Meeting.stream(id)) {
                events.append(try MeetingCalled.calling(later, next.sitting, context))
            } else {
                guard id != ref.meeting else { throw .invalid("next", "Choose a later meeting.") }
                let state = try past.meeting(later)
                if !wanted.isEmpty { try state.requireOpenAgenda() }
                agenda = state.agenda
            }
            if !wanted.isEmpty { events.append(AgendaSet(meeting: id, items: agenda + wanted)) }
            if !events.isEmpty { changes.append(Change(Meeting.stream(id), events)) }
        }
        for item in forward { changes.append(try proposed(item, past, context)) }
        return changes
    }

    private func proposed(
        _ forward: ImportedMeeting.Forward,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> Change {
        guard !past.has(Item.stream(forward.item)) else { throw .outOfTurn("This sheet has been brought in already.") }
        var details = try ItemDetails(title: forward.title, dateOwner: forward.dateOwner).checked(past)
        // Whoever brings the sheet back finds a date.
        if forward.meeting == nil, details.dateOwner == nil { details.dateOwner = context.actor.member }
        let proposed = try details.proposed(forward.item, to: ref.group, by: context.actor.member, context)
        let placed = forward.meeting.map { ItemPlaced(item: forward.item, meeting: $0, number: nil) }
        return Change(Item.stream(forward.item), [proposed] + [placed].compactMap(\.self))
    }
}
