import Almanac
package import Ledger
import Procedures
package import Vault

/// What came in with notes, all by one command, as the readings show it.
package struct BroughtIn: Codable, Hashable, Sendable {
    /// An item that the notes put forward, and the meeting that it is for now.
    package struct Forward: Codable, Hashable, Sendable {
        package let item: ID<Item>
        package let meeting: ID<Meeting>?
    }

    package struct Raised: Codable, Hashable, Sendable {
        package let matter: ID<Matter>
        /// What people call it by.
        package let number: Int
    }

    /// Those of the meeting itself.
    package let items: [ID<Item>]
    package let forwards: [Forward]
    package let matters: [Raised]
    /// The meetings that the notes called. One of which something has come stays.
    package let called: [ID<Meeting>]
    /// Whether the meeting itself was called by its notes, or before.
    package let isMeetingToo: Bool
    /// What the source is known by. Nil in older ledgers.
    package let sourceKey: String?
}

/// Notes that were brought in by mistake go back out, with everything that came in with them: as long as nothing has come
/// of it. What was called or said before stays as it was.
package struct TakeNotesOut: MeetingCommand {
    package let ref: MeetingRef
    package let brought: BroughtIn
    /// By which the source may be known, so that the same notes can be brought in again. Empty where it was erased.
    package let sourceKeys: [String]
    package let reason: String

    package init(_ ref: MeetingRef, _ brought: BroughtIn, sourceKeys: [String], reason: String) {
        self.ref = ref
        self.brought = brought
        self.sourceKeys = sourceKeys
        self.reason = reason
    }

    package var action: Action { .importNotes }

    private var claims: [StreamID] { Set(sourceKeys).sorted().map { Claim.stream("notes", $0) } }
    private var otherMeetings: [ID<Meeting>] {
        Set(brought.called + brought.forwards.compactMap(\.meeting)).subtracting([ref.meeting]).sorted()
    }

    package var alsoReads: [StreamID] {
        claims + otherMeetings.map { Meeting.stream($0) }
            + (brought.items + brought.forwards.map(\.item)).map { Item.stream($0) }
            + brought.matters.map { Matter.stream($0.matter) }
    }

    package var subjects: Set<Subject> {
        Set(
            ([ref.meeting] + brought.called).map { Meeting.subject($0) }
                + brought.matters.map { Matter.subject($0.matter) }
        )
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        guard let command = past.importing(ref.meeting), state.wasImported else {
            throw .outOfTurn("This meeting does not come from notes that were brought in, so they cannot be taken out.")
        }
        try requireUnchanged(state, by: command, past)
        let reason = try Text.lines(reason, field: "reason", what: "why they are taken out", limit: 2000)
        let staying = brought.called.filter { !past.isUntouched(Meeting.stream($0), since: command) }
        var changes = [Change(Meeting.stream(ref.meeting), try leaving(state, reason, context))]
        for meeting in brought.called where !staying.contains(meeting) {
            changes.append(Change(Meeting.stream(meeting), [try out(meeting, true, reason, context)]))
        }
        for meeting in otherMeetings where staying.contains(meeting) || !brought.called.contains(meeting) {
            if let change = try withoutForwards(meeting, past) { changes.append(change) }
        }
        for item in brought.items { changes.append(off(item, ref.meeting)) }
        for forward in brought.forwards where past.place(of: forward.item) != .dropped {
            changes.append(off(forward.item, forward.meeting))
        }
        for raised in brought.matters { changes.append(try over(raised.matter, reason, context)) }
        for claim in claims where past.state(ClaimState.self, claim)?.holder == "\(ref.meeting)" {
            changes.append(Change(claim, [ClaimReleased(by: "\(ref.meeting)")]))
        }
        return changes
    }

    // MARK: What goes

    private func leaving(
        _ state: MeetingState,
        _ reason: String,
        _ context: RuleContext
    ) throws(Refusal) -> [any DomainEvent] {
        let out = try out(ref.meeting, brought.isMeetingToo, reason, context)
        let before = state.agenda.filter { !brought.items.contains($0) }
        return brought.isMeetingToo ? [out] : [out, AgendaSet(meeting: ref.meeting, items: before)]
    }

    private func out(
        _ meeting: ID<Meeting>,
        _ isMeetingToo: Bool,
        _ reason: String,
        _ context: RuleContext
    ) throws(Refusal) -> NotesTakenOut {
        NotesTakenOut(
            meeting: meeting,
            notes: ref.meeting,
            isMeetingToo: isMeetingToo,
            reason: try context.seal(reason, under: Meeting.subject(meeting))
        )
    }

    private func off(_ item: ID<Item>, _ meeting: ID<Meeting>?) -> Change {
        let off = ItemTakenOff(item: item, meeting: meeting, fate: .dropped, dateOwner: nil, reason: nil)
        return Change(Item.stream(item), [off])
    }

    private func over(_ matter: ID<Matter>, _ reason: String, _ context: RuleContext) throws(Refusal) -> Change {
        let sealed: Sealed<String> = try context.seal(reason, under: Matter.subject(matter))
        return Change(Matter.stream(matter), [MatterTakenOut(matter: matter, by: context.actor.member, reason: sealed)])
    }

    /// The agenda of a meeting that stays, without what these notes put on it.
    private func withoutForwards(_ meeting: ID<Meeting>, _ past: Past) throws(Refusal) -> Change? {
        let state = try past.meeting(MeetingRef(meeting, of: ref.group))
        let gone = Set(brought.forwards.filter { $0.meeting == meeting }.map(\.item))
        guard !gone.isDisjoint(with: state.agenda) else { return nil }
        guard state.status == .draft, !state.isCancelled, !gone.contains(where: state.hasNotes) else {
            throw .outOfTurn(
                "What these notes put on the agenda of \(state.day?.iso ?? "another meeting") has notes there by now."
            )
        }
        let agenda = state.agenda.filter { !gone.contains($0) }
        return Change(Meeting.stream(meeting), [AgendaSet(meeting: meeting, items: agenda)])
    }

    // MARK: What stands in the way

    private func requireUnchanged(_ state: MeetingState, by command: CommandID, _ past: Past) throws(Refusal) {
        guard state.circulations == 0 else {
            throw .outOfTurn("These notes have been circulated from here, so people have them. Correct them instead.")
        }
        for event in past.events(of: Meeting.stream(ref.meeting), since: command) {
            throw .outOfTurn("\(Self.change(event)) after these notes were brought in. Correct what is wrong in them.")
        }
        let others = Set(state.agenda).subtracting(brought.items)
        guard Set(brought.items).isSubset(of: state.agenda), others.isEmpty || !brought.isMeetingToo else {
            throw .agendaChanged
        }
        let items = brought.items + brought.forwards.map(\.item)
        for item in items where past.place(of: item) != .dropped {
            guard past.isUntouched(Item.stream(item), since: command) else {
                throw .outOfTurn(
                    brought.items.contains(item)
                        ? "An item of these notes was changed since they were brought in. Correct what is wrong in them."
                        : "An item of these notes was changed or put somewhere else since. Take it off first."
                )
            }
        }
        try requireNobodyWorked(since: command, past)
    }

    private func requireNobodyWorked(since command: CommandID, _ past: Past) throws(Refusal) {
        var worked: [(number: Int, what: String)] = []
        for raised in brought.matters {
            let stream = Matter.stream(raised.matter)
            guard past.begins(stream, with: command), let state = past.state(MatterState.self, stream) else {
                throw .notFound
            }
            let done = past.events(of: stream, since: command).lazy.compactMap { Self.work($0, on: state) }
            if let what = done.first { worked.append((raised.number, what)) }
        }
        guard let first = worked.first else { return }
        let others = worked.count == 1 ? "" : ", and \(worked.count - 1) of the other actions worked on,"
        throw .outOfTurn(
            "Matter \(first.number) was \(first.what)\(others) after these notes were brought in. Withdraw what is wrong on its own page instead."
        )
    }

    /// What a person did to an action so that it cannot be as if it had never been. Nil for what the clock did, or whoever
    /// looks after the list: reminding, giving a link, saying who is meant, withdrawing.
    private static func work(_ event: any DomainEvent, on state: MatterState) -> String? {
        switch event {
        case let event as DutyMet:
            switch state.duty(event.duty)?.task {
            case .acknowledge: "received"
            case .sayWhoHolds, nil: nil
            case .finish, .answer, .close, .decide, .tell, .satisfied, .review, .act: "finished"
            }
        case is MatterUpdated: "updated"
        case is MatterOffered, is MatterAccepted: "handed on"
        case is HolderDeclined, is OfferDeclined: "declined"
        case is DutyMoved: "given another date"
        case is MatterAnswered, is MatterReopened, is MatterClosed: "answered"
        default: nil
        }
    }

    private static func change(_ event: any DomainEvent) -> String {
        switch event {
        case is AttendanceRecorded, is AttendanceRemoved: "The attendance was changed"
        case is ItemNoted, is SheetBroughtIn: "More was written in them"
        case is DecisionMade, is DecisionCorrected: "A decision was added or corrected"
        case is PaperAdded, is PaperRemoved, is PaperMarked: "A paper was added or changed"
        case is AgendaSet: "The items were changed"
        default: "The meeting was changed"
        }
    }
}

extension Past {
    /// The command that brought in the notes of a meeting, the last where it was done again.
    fileprivate func importing(_ meeting: ID<Meeting>) -> CommandID? {
        histories[Meeting.stream(meeting)]?.events.last { $0.event is NotesImported }?.command
    }

    fileprivate func begins(_ stream: StreamID, with command: CommandID) -> Bool {
        histories[stream]?.events.first?.command == command
    }

    /// What happened after a command, whatever it was.
    fileprivate func events(of stream: StreamID, since command: CommandID) -> [any DomainEvent] {
        let events = histories[stream]?.events ?? []
        guard let last = events.lastIndex(where: { $0.command == command }) else { return events.map(\.event) }
        return events[(last + 1)...].map(\.event)
    }

    fileprivate func isUntouched(_ stream: StreamID, since command: CommandID) -> Bool {
        begins(stream, with: command) && events(of: stream, since: command).isEmpty
    }

    fileprivate func place(of item: ID<Item>) -> ItemState.Place? {
        state(ItemState.self, Item.stream(item))?.place
    }
}
