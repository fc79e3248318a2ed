package import Almanac
package import Ledger
package import Vault

/// What came of one try to hand a mail over.
package struct RecordMail: Command {
    package enum Outcome: Codable, Hashable, Sendable {
        case sent
        case deferred(code: Int?, reason: String, next: Instant)
        case returned(MailReturned.Fault, code: Int?, reason: String?)
        case dropped
    }

    package let mail: ID<Mail>
    package let round: Int
    package let attempt: Int
    package let outcome: Outcome

    package init(_ mail: ID<Mail>, round: Int, attempt: Int, _ outcome: Outcome) {
        self.mail = mail
        self.round = round
        self.attempt = attempt
        self.outcome = outcome
    }

    package var action: Action { .runJob }
    package var reads: [StreamID] { [Mail.stream(mail)] }
    package var subjects: Set<Subject> {
        switch outcome {
        case .deferred, .returned(_, _, reason: .some): [Mail.subject(mail)]
        case .sent, .returned, .dropped: []
        }
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.mail(mail)
        // Another node was first.
        guard state.standing == .waiting, state.round == round, state.tries + 1 == attempt else { return [] }
        return [Change(Mail.stream(mail), [try event(context)])]
    }

    private func event(_ context: RuleContext) throws(Refusal) -> any DomainEvent {
        switch outcome {
        case .sent: return MailSent(mail: mail, attempt: attempt)
        case .dropped: return MailDropped(mail: mail, attempt: attempt)
        case .deferred(let code, let reason, let next):
            let reason: Sealed<String> = try context.seal(reason, under: Mail.subject(mail))
            return MailDeferred(mail: mail, attempt: attempt, code: code, reason: reason, next: next)
        case .returned(let fault, let code, let reason):
            let reason: Sealed<String>? = try context.seal(reason, under: Mail.subject(mail))
            return MailReturned(mail: mail, attempt: attempt, fault: fault, code: code, reason: reason)
        }
    }
}

/// Whoever a mail went to opened what it is about: signed in, or by pressing the button behind its link.
package struct OpenMail: Command {
    package let mail: ID<Mail>

    package init(_ mail: ID<Mail>) {
        self.mail = mail
    }

    package var action: Action { .openMail }
    package var reads: [StreamID] { [Mail.stream(mail)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        let state = try past.mail(mail)
        switch actor {
        case .member(let person): return state.to == .member(person.id) ? [.own] : []
        case .guest(let guest): return guest.mail == mail ? [.guest] : []
        case .body, .system: return []
        }
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard try !past.mail(mail).isOpened else { return [] }
        var way = MailOpened.Way.link
        if case .member = context.actor { way = .signedIn }
        return [Change(Mail.stream(mail), [MailOpened(mail: mail, way: way)])]
    }
}

/// Sends something about a meeting once more: after it came back, or because nobody opened it.
package struct SendMailAgain: MeetingCommand {
    package let ref: MeetingRef
    package let mail: ID<Mail>
    package let way: Mail.Way
    /// Another address for a substitute. Anyone else's is corrected where it is kept.
    package let address: String?

    package init(_ ref: MeetingRef, _ mail: ID<Mail>, way: Mail.Way, address: String? = nil) {
        self.ref = ref
        self.mail = mail
        self.way = way
        self.address = address
    }

    package var action: Action { .runMeeting }
    package var alsoReads: [StreamID] { [Mail.stream(mail)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.mail(mail)
        guard state.why?.meeting == ref.meeting else { throw .notFound }
        guard state.standing != .waiting || way == .file else {
            throw .outOfTurn("This is waiting to be sent already.")
        }
        guard state.standing != .byHand || way == .mail else { throw .outOfTurn("This lies ready to be passed on.") }
        let address = try address(for: state, context)
        return [
            Change(
                Mail.stream(mail),
                [MailQueuedAgain(mail: mail, by: context.actor.member, way: way, address: address)]
            )
        ]
    }

    private func address(for state: MailState, _ context: RuleContext) throws(Refusal) -> Sealed<String>? {
        let typed = try Text.optionalLine(address, field: "address", what: "the e-mail address", limit: 254)
        guard let typed else { return nil }
        guard case .substitute = state.to else {
            throw .invalid("address", "Correct this person's address where it is kept, then send this again.")
        }
        guard Members.isAddress(typed) else {
            throw .invalid("address", "Give an e-mail address like name@school.example.")
        }
        return try context.seal(typed, under: Meeting.subject(ref.meeting)) as Sealed<String>
    }
}

/// Makes the invitation to a meeting for people who are invited to it: by mail, or to be passed on.
package struct InviteToMeeting: MeetingCommand {
    package let ref: MeetingRef
    package let to: [ID<Member>]
    /// The items that those present who are not in the group.
    package let presenting: [ID<Item>]
    /// Names this sending: the same one sent twice is one.
    package let round: String
    package let way: Mail.Way

    package init(
        _ ref: MeetingRef,
        to: [ID<Member>],
        presenting: [ID<Item>],
        round: String,
        way: Mail.Way
    ) {
        self.ref = ref
        self.to = to
        self.presenting = presenting
        self.round = round
        self.way = way
    }

    package var action: Action { .runMeeting }
    package var alsoReads: [StreamID] { presenting.map { Item.stream($0) } }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        guard !state.isCancelled else { throw .outOfTurn("This meeting was called off.") }
        guard !state.isOver(at: context.now) else { throw .outOfTurn("This meeting has been.") }
        guard !to.isEmpty else { throw .invalid("to", "Tick at least one person.") }
        var invited = Set(try past.group(ref.group).offices.keys)
        for item in presenting {
            let item = try past.item(item, of: ref.group)
            if item.place == .on(ref.meeting), let presenter = item.presenter { invited.insert(presenter) }
        }
        guard invited.isSuperset(of: to) else {
            throw .invalid("to", "Someone you ticked is no longer invited. Look at the list again.")
        }
        let members = Set(to).sorted()
        let made = InvitationsMade(meeting: ref.meeting, to: members, way: way)
        return [Change(Meeting.stream(ref.meeting), [made])]
            + members.map { member in
                let mail = Mail.id("invitation", ref.meeting, member, round)
                return Mail.queued(
                    mail,
                    .invitation(ref.meeting),
                    to: .member(member),
                    by: context.actor.member,
                    way: way
                )
            }
    }
}

extension Mail {
    static func queued(
        _ mail: ID<Mail>,
        _ why: Why,
        to: Addressee,
        by: ID<Member>?,
        way: Way = .mail,
        causes: [Int] = []
    ) -> Change {
        let queued = MailQueued(mail: mail, why: why, to: to, by: by, way: way, causes: causes)
        return Change(stream(mail), [queued], mustBeNew: true)
    }
}

extension Past {
    func mail(_ id: ID<Mail>) throws(Refusal) -> MailState {
        guard let state = state(MailState.self, Mail.stream(id)) else { throw .notFound }
        return state
    }
}

extension Actor.Guest {
    /// The mail whose link it is, where it is one's: its id begins with what it opens.
    package var mail: ID<Mail>? {
        let parts = link.split(separator: "/")
        guard parts.count > 2, parts[0] == "mail" else { return nil }
        return ID(parts[1])
    }
}
