package import Ledger
import Vault

/// Someone who was invited says whether they are coming: signed in, or by the link in their invitation.
package struct AnswerInvitation: MeetingCommand {
    package struct Substitute: Codable, Hashable, Sendable {
        package let name: String
        /// Where the papers go.
        package let email: String?

        package init(name: String, email: String?) {
            self.name = name
            self.email = email
        }
    }

    package enum Reply: Codable, Hashable, Sendable {
        case coming, remotely, apologies
        case substitute(Substitute)
    }

    package let ref: MeetingRef
    package let member: ID<Member>
    /// The item that the member was asked to present, where the member is not of the group.
    package let presenting: ID<Item>?
    package let reply: Reply
    /// How whoever comes instead is invited.
    package let way: Mail.Way

    package init(
        _ ref: MeetingRef,
        of member: ID<Member>,
        presenting: ID<Item>? = nil,
        _ reply: Reply,
        way: Mail.Way = .file
    ) {
        self.ref = ref
        self.member = member
        self.presenting = presenting
        self.reply = reply
        self.way = way
    }

    package var action: Action { .answerInvitation }
    package var alsoReads: [StreamID] { presenting.map { [Item.stream($0)] } ?? [] }

    /// Being in the group gives no right to answer for somebody else; running its meetings does.
    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        _ = try past.meeting(ref)
        switch actor {
        case .member(let person) where person.id == member: return [.own]
        case .guest(let guest) where guest.member == member && guest.meeting == ref.meeting: return [.guest]
        default: return try past.group(ref.group).relations(of: actor).intersection([.officer])
        }
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        guard !state.isCancelled else { throw .outOfTurn("This meeting was cancelled, so there is nothing to answer.") }
        guard !state.isOver(at: context.now) else { throw .outOfTurn("This meeting has been.") }
        guard try isInvited(past) else { throw .notFound }
        let answered = try answered(context)
        if answered.answer != .substitute, state.answers[member] == answered.answer { return [] }
        return [Change(Meeting.stream(ref.meeting), [answered])]
            + invitation(answered, after: state, context)
            + state.substitutions(for: member, at: ref.meeting).map { $0.stoodDown(way, by: context.actor.member) }
    }

    /// To whoever comes instead, where there is an address: a link of their own.
    private func invitation(
        _ answered: InvitationAnswered,
        after state: MeetingState,
        _ context: RuleContext
    ) -> [Change] {
        guard answered.substituteEmail != nil else { return [] }
        let substitution = Substitution(ref.meeting, for: member, naming: state.answersGiven + 1)
        return [
            Mail.queued(
                substitution.mail,
                .invitation(ref.meeting),
                to: .substitute(of: member),
                by: context.actor.member,
                way: way
            )
        ]
    }

    private func isInvited(_ past: Past) throws(Refusal) -> Bool {
        if try past.group(ref.group).offices[member] != nil { return true }
        guard let presenting else { return false }
        let item = try past.item(presenting, of: ref.group)
        return item.presenter == member && item.place == .on(ref.meeting)
    }

    private func answered(_ context: RuleContext) throws(Refusal) -> InvitationAnswered {
        let answer: InvitationAnswered.Answer
        var name: Sealed<String>?
        var email: Sealed<String>?
        switch reply {
        case .coming: answer = .coming
        case .remotely: answer = .remotely
        case .apologies: answer = .apologies
        case .substitute(let substitute):
            answer = .substitute
            let subject = Meeting.subject(ref.meeting)
            name = try context.seal(
                try Text.line(substitute.name, field: "substitute", what: "the name of who comes instead", limit: 120),
                under: subject
            )
            let address = try Text.optionalLine(
                substitute.email,
                field: "substituteEmail",
                what: "the e-mail address",
                limit: 254
            )
            if let address, !Members.isAddress(address) {
                throw .invalid("substituteEmail", "Give an e-mail address like name@school.example.")
            }
            email = try context.seal(address, under: subject)
        }
        return InvitationAnswered(
            meeting: ref.meeting,
            member: member,
            answer: answer,
            substitute: name,
            substituteEmail: email
        )
    }
}

/// Someone at a meeting, as they were written down.
package struct AttendanceEntry: Codable, Hashable, Sendable {
    package struct Guest: Codable, Hashable, Sendable {
        package let name: String
        package let organisation: ID<Organisation>?
        /// What the source calls the organisation, where it is none of the network's.
        package let organisationAsWritten: String?

        package init(name: String, organisation: ID<Organisation>?, organisationAsWritten: String? = nil) {
            self.name = name
            self.organisation = organisation
            self.organisationAsWritten = organisationAsWritten
        }
    }

    package let attendee: Attendee
    /// Nil removes what was recorded.
    package let presence: AttendanceRecorded.Presence?
    package let standingInFor: ID<Member>?
    /// Who a guest is. Nil keeps what was recorded before.
    package let guest: Guest?

    package static func member(
        _ id: ID<Member>,
        _ presence: AttendanceRecorded.Presence?,
        standingInFor: ID<Member>? = nil
    ) -> AttendanceEntry {
        AttendanceEntry(attendee: .member(id), presence: presence, standingInFor: standingInFor, guest: nil)
    }

    package static func guest(
        _ id: ID<Attendee> = ID(),
        _ guest: Guest?,
        _ presence: AttendanceRecorded.Presence?,
        standingInFor: ID<Member>? = nil
    ) -> AttendanceEntry {
        AttendanceEntry(attendee: .guest(id), presence: presence, standingInFor: standingInFor, guest: guest)
    }

    /// What happens, or nil where it is as it was.
    func event(
        at meeting: ID<Meeting>,
        after known: MeetingState.Presence?,
        _ context: RuleContext
    ) throws(Refusal) -> (any DomainEvent)? {
        guard let presence else { return known == nil ? nil : AttendanceRemoved(meeting: meeting, attendee: attendee) }
        let guest = try sealedGuest(at: meeting, context) ?? known?.guest
        if case .guest = attendee, guest == nil { throw .invalid("guest", "Give the name of everyone who was there.") }
        guard known != MeetingState.Presence(presence: presence, standingInFor: standingInFor, guest: guest) else {
            return nil
        }
        return AttendanceRecorded(
            meeting: meeting,
            attendee: attendee,
            presence: presence,
            standingInFor: standingInFor,
            guest: guest
        )
    }

    private func sealedGuest(
        at meeting: ID<Meeting>,
        _ context: RuleContext
    ) throws(Refusal) -> AttendanceRecorded.Guest? {
        guard let guest, case .guest = attendee else { return nil }
        let subject = Meeting.subject(meeting)
        let name = try Text.line(guest.name, field: "guest", what: "the name of everyone who was there", limit: 120)
        let written = try Text.optionalLine(
            guest.organisationAsWritten,
            field: "guestOrganisation",
            what: "the organisation",
            limit: 200
        )
        return AttendanceRecorded.Guest(
            name: try context.seal(name, under: subject),
            organisation: guest.organisation,
            organisationAsWritten: try context.seal(written, under: subject)
        )
    }
}

/// Writes down who was there and who sent apologies, many at once.
package struct RecordAttendance: MeetingCommand {
    package let ref: MeetingRef
    package let entries: [AttendanceEntry]
    /// What is corrected, once the notes have gone out.
    package let correction: String?

    package init(_ ref: MeetingRef, _ entries: [AttendanceEntry], correction: String? = nil) {
        self.ref = ref
        self.entries = entries
        self.correction = correction
    }

    package var action: Action { .runMeeting }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        let before = try state.reopened(for: correction, ref, context)
        guard state.hasBegun(at: context.now) else {
            throw .outOfTurn("This meeting has not been held yet. Its attendance can be recorded from that day on.")
        }
        let events = try AttendanceEntry.events(entries, at: ref.meeting, after: state.attendance, context)
        return events.isEmpty ? [] : [Change(Meeting.stream(ref.meeting), before + events)]
    }
}

extension AttendanceEntry {
    /// What entries come to. Nobody may be named twice.
    static func events(
        _ entries: [AttendanceEntry],
        at meeting: ID<Meeting>,
        after known: [Attendee: MeetingState.Presence],
        _ context: RuleContext
    ) throws(Refusal) -> [any DomainEvent] {
        var seen: Set<Attendee> = []
        var events: [any DomainEvent] = []
        for entry in entries {
            guard seen.insert(entry.attendee).inserted else {
                throw .invalid("attendance", "Name each person once.")
            }
            if let event = try entry.event(at: meeting, after: known[entry.attendee], context) { events.append(event) }
        }
        return events
    }
}
