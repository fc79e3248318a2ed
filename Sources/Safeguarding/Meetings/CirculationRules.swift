package import Ledger
import Vault

/// Says that the notes went out as they now are. They may go out again, corrected, until they are agreed.
package struct Circulate: MeetingCommand {
    package let ref: MeetingRef
    package let to: [ID<Member>]
    /// Substitutes, and people on the group's circulation list.
    package let also: [Addressee]
    /// The signed checkpoint note that is printed on them.
    package let checkpoint: String
    package let way: Mail.Way

    package init(
        _ ref: MeetingRef,
        to: [ID<Member>],
        also: [Addressee] = [],
        checkpoint: String,
        way: Mail.Way = .file
    ) {
        self.ref = ref
        self.to = to
        self.also = also
        self.checkpoint = checkpoint
        self.way = way
    }

    package var action: Action { .runMeeting }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        guard !state.isCancelled else { throw .outOfTurn("This meeting was cancelled.") }
        guard state.status != .agreed else { throw .agreed }
        guard state.hasBegun(at: context.now) else {
            throw .outOfTurn("This meeting has not been held yet, so there are no notes to circulate.")
        }
        guard !state.revisions.isEmpty || !state.decisions.isEmpty else {
            throw .outOfTurn("There are no notes yet. Write them before you circulate them.")
        }
        guard !to.isEmpty || !also.isEmpty else {
            throw .invalid("to", "Choose at least one person to send the notes to.")
        }
        try requireKnown(state, try past.group(ref.group))
        guard !checkpoint.isEmpty else { throw .unavailable("The ledger gave no checkpoint. Nothing was sent.") }
        var seen: Set<Addressee> = []
        let everyone = (to.map(Addressee.member) + also).filter { seen.insert($0).inserted }
        let others = everyone.filter { $0.member == nil }
        let circulated = NotesCirculated(
            meeting: ref.meeting,
            to: everyone.compactMap(\.member),
            checkpoint: checkpoint,
            also: others.isEmpty ? nil : others
        )
        let version = state.circulations + 1
        let mails = everyone.map { person in
            Mail.queued(
                Mail.id(ofNotes: ref.meeting, version: version, to: person),
                .notes(ref.meeting, version: version),
                to: person,
                by: context.actor.member,
                way: way
            )
        }
        return [Change(Meeting.stream(ref.meeting), [circulated])] + mails
    }

    private func requireKnown(_ state: MeetingState, _ group: GroupState) throws(Refusal) {
        let isKnown = also.allSatisfy { person in
            switch person {
            case .member: true
            case .correspondent(let id): group.correspondents[id] != nil
            case .substitute(let member): state.answers[member] == .substitute
            case .body: false
            }
        }
        guard isKnown else {
            throw .invalid("to", "Someone you chose is no longer on the circulation list. Look at it again.")
        }
    }
}

/// Agrees the notes at a later meeting of the group. Nothing in them changes any more.
package struct AgreeNotes: MeetingCommand {
    package let ref: MeetingRef
    package let at: ID<Meeting>

    package init(_ ref: MeetingRef, at: ID<Meeting>) {
        self.ref = ref
        self.at = at
    }

    package var action: Action { .runMeeting }
    package var alsoReads: [StreamID] { [Meeting.stream(at)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        guard !state.isCancelled else { throw .outOfTurn("This meeting was cancelled.") }
        switch state.status {
        case .draft:
            throw .outOfTurn(
                "These notes have not been circulated. Circulate them, so that members can read them first."
            )
        case .agreed: throw .agreed
        case .circulated: break
        }
        let later = try past.meeting(MeetingRef(at, of: ref.group))
        guard let day = state.day, let laterDay = later.day, day < laterDay else {
            throw .invalid("at", "Choose a meeting that was held after this one.")
        }
        guard !later.isCancelled else { throw .invalid("at", "That meeting was cancelled. Choose another.") }
        guard later.hasBegun(at: context.now) else {
            throw .outOfTurn("That meeting has not been held yet. Notes are agreed at a meeting.")
        }
        return [Change(Meeting.stream(ref.meeting), [NotesAgreed(meeting: ref.meeting, at: at)])]
    }
}
