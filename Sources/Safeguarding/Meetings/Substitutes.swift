import GRDB
package import Ledger
import Vault

/// Someone who was asked to come to a meeting instead of a member. Whoever is named after that is another.
package struct Substitution: Codable, Hashable, Sendable {
    package let meeting: ID<Meeting>
    /// Whom they come for.
    package let member: ID<Member>
    /// Which of the answers that were given at this meeting names them: 1 is the first.
    package let naming: Int

    package init(_ meeting: ID<Meeting>, for member: ID<Member>, naming: Int) {
        self.meeting = meeting
        self.member = member
        self.naming = naming
    }

    /// The mail that invites them.
    package var mail: ID<Mail> { Mail.id("substitute", meeting, member, naming) }
}

/// Whoever comes instead says whether they do. Whom they come for has said only that they send them.
package struct SubstituteAnswered: DomainEvent {
    package enum Answer: String, Codable, CaseIterable, Sendable {
        case coming, remotely, apologies

        package var title: String {
            switch self {
            case .coming: "Coming"
            case .remotely: "Joining by phone or video"
            case .apologies: "Cannot come"
            }
        }
    }
    package static let type = "meeting.substitute.answered"
    package let meeting: ID<Meeting>
    /// Whom they come for.
    package let member: ID<Member>
    package let answer: Answer
}

/// Someone who comes instead answers, by their own link: not for the member, as the member does not for them.
package struct AnswerAsSubstitute: MeetingCommand {
    package let ref: MeetingRef
    package let substitution: Substitution
    package let answer: SubstituteAnswered.Answer

    package init(_ ref: MeetingRef, _ substitution: Substitution, _ answer: SubstituteAnswered.Answer) {
        self.ref = ref
        self.substitution = substitution
        self.answer = answer
    }

    package var action: Action { .answerInvitation }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        _ = try past.meeting(ref)
        guard case .guest(let guest) = actor, guest.substitution == substitution, substitution.meeting == ref.meeting
        else { throw .notAllowed }
        return [.guest]
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        guard state.isExpected(substitution) else {
            throw .outOfTurn("You are no longer asked to come instead. Ask whoever asked you.")
        }
        guard !state.isCancelled else { throw .outOfTurn("This meeting was cancelled, so there is nothing to answer.") }
        guard !state.isOver(at: context.now) else { throw .outOfTurn("This meeting has been.") }
        guard state.substituteAnswers[substitution.member] != answer else { return [] }
        let answered = SubstituteAnswered(meeting: ref.meeting, member: substitution.member, answer: answer)
        return [Change(Meeting.stream(ref.meeting), [answered])]
    }
}

extension Actor.Guest {
    /// Someone who comes instead of a member, by a link of their own. They are nobody whom the network knows.
    package init(_ substitution: Substitution, link: some CustomStringConvertible) {
        let parts = ["substitute", "\(substitution.meeting)", "\(substitution.member)", "\(substitution.naming)"]
        self.init(link: (parts + [link.description]).joined(separator: "/"), member: nil)
    }

    /// For whom they come and where, where the link is a substitute's.
    package var substitution: Substitution? {
        let parts = link.split(separator: "/")
        guard parts.count == 5, parts[0] == "substitute", let meeting = ID<Meeting>(parts[1]),
            let member = ID<Member>(parts[2]), let naming = Int(parts[3])
        else { return nil }
        return Substitution(meeting, for: member, naming: naming)
    }

    /// The meeting that the link invites to: its holder, or to come instead of someone.
    var invitedTo: ID<Meeting>? { meeting ?? substitution?.meeting }
    /// Whose invitation it is.
    var invitee: ID<Member>? { member ?? substitution?.member }

    /// Whether whom they come for still sends them. True for every other guest.
    func isExpected(in db: Database) throws -> Bool {
        guard let substitution else { return true }
        return try Row.fetchOne(
            db,
            sql: "SELECT 1 FROM meetingAnswer WHERE meeting = ? AND member = ? AND naming = ?",
            arguments: [substitution.meeting, substitution.member, substitution.naming]
        ) != nil
    }
}
