import Almanac
package import Ledger
package import Vault

/// A command about one meeting. It sees the meeting and its group whole, and whoever it is for must stand to that group.
package protocol MeetingCommand: Command {
    var ref: MeetingRef { get }
    /// Streams beside those of the meeting and its group.
    var alsoReads: [StreamID] { get }
}

extension MeetingCommand {
    package var alsoReads: [StreamID] { [] }
    package var reads: [StreamID] { [Group.stream(ref.group), Meeting.stream(ref.meeting)] + alsoReads }
    package var subjects: Set<Subject> { [Meeting.subject(ref.meeting)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        _ = try past.meetingEver(ref)
        return try past.group(ref.group).relations(of: actor)
    }
}

extension Past {
    func group(_ id: ID<Group>) throws(Refusal) -> GroupState {
        guard let state = state(GroupState.self, Group.stream(id)) else { throw .notFound }
        return state
    }

    /// - Throws: ``Refusal/notFound`` where there is no such meeting, or it is another group's.
    func meeting(_ ref: MeetingRef) throws(Refusal) -> MeetingState {
        let state = try meetingEver(ref)
        guard !state.isTakenOut else {
            throw .outOfTurn("This meeting was taken back out: its notes were brought in by mistake.")
        }
        return state
    }

    /// The meeting, though it may have been taken back out.
    func meetingEver(_ ref: MeetingRef) throws(Refusal) -> MeetingState {
        guard let state = state(MeetingState.self, Meeting.stream(ref.meeting)), state.group == ref.group else {
            throw .notFound
        }
        return state
    }

    func item(_ id: ID<Item>, of group: ID<Group>) throws(Refusal) -> ItemState {
        guard let state = state(ItemState.self, Item.stream(id)), state.group == group else { throw .notFound }
        return state
    }

    /// An item that an actor may write about.
    ///
    /// - Throws: ``Refusal/notAllowed`` where it is for named people only and the actor is none of them.
    func openItem(_ id: ID<Item>, of group: ID<Group>, for actor: Actor) throws(Refusal) -> ItemState {
        let state = try item(id, of: group)
        guard state.isOpen(to: actor) else { throw .notAllowed }
        return state
    }

    func requireMember(_ id: ID<Member>?, field: String) throws(Refusal) {
        guard let id else { return }
        guard let state = state(MemberState.self, Member.stream(id)), state.standing != .left else {
            throw .invalid(field, "Choose someone who is a member.")
        }
    }
}

extension MeetingState {
    /// Whether the agenda, the day and the place may still change.
    func requireOpenAgenda() throws(Refusal) {
        guard !isCancelled else { throw .outOfTurn("This meeting was cancelled.") }
        switch status {
        case .draft: return
        case .circulated:
            throw .outOfTurn("The notes of this meeting have been circulated, so its agenda stays as it was.")
        case .agreed: throw .agreed
        }
    }

    /// What goes before a change to the notes: nothing while they are a draft; what is corrected, once they have gone out.
    ///
    /// - Throws: A refusal where they are agreed, whoever asks.
    func reopened(
        for correction: String?,
        _ ref: MeetingRef,
        _ context: RuleContext
    ) throws(Refusal) -> [any DomainEvent] {
        guard !isCancelled else { throw .outOfTurn("This meeting was cancelled.") }
        switch status {
        case .draft: return []
        case .circulated:
            let what = try Text.line(
                correction ?? "",
                field: "correction",
                what: "a few words on what you correct: these notes have been circulated"
            )
            return [
                NotesCorrected(meeting: ref.meeting, what: try context.seal(what, under: Meeting.subject(ref.meeting)))
            ]
        case .agreed: throw .agreed
        }
    }

    func requireItem(_ item: ID<Item>) throws(Refusal) {
        guard agenda.contains(item) else {
            throw .outOfTurn("This item is no longer on the agenda of this meeting. Look at the agenda again.")
        }
    }

    /// Whether the day has come.
    func hasBegun(at now: Instant) -> Bool { day.map { $0 <= London.day(now) } ?? false }
    /// Whether the day is past.
    func isOver(at now: Instant) -> Bool { day.map { $0 < London.day(now) } ?? false }
}

extension Refusal {
    static var agreed: Refusal {
        .outOfTurn("These notes were agreed and no longer change. Raise a correction at the next meeting.")
    }
}

extension GroupState {
    /// Whether an actor may run this group's meetings, as the Gate's table has it.
    func mayRunMeetings(_ actor: Actor) -> Bool {
        Policy.allows(.runMeeting, actor, relations(of: actor))
    }
}
