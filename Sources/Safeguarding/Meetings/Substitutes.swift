package import Almanac
import GRDB
package import Ledger
package import Vault

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

    /// Tells them that they are not needed any more, where they were told that they are.
    func stoodDown(_ way: Mail.Way, by: ID<Member>?) -> Change {
        Mail.queued(
            Mail.id("stood-down", meeting, member, naming),
            .stoodDown(meeting, naming: naming),
            to: .substitute(of: member),
            by: by,
            way: way
        )
    }
}

/// Someone who was to come to a meeting instead of a member, and is not any more.
package struct FormerSubstitute: Hashable, Sendable {
    package let substitution: Substitution
    package let name: Sealed<String>
    package let email: Sealed<String>
    package let organisationName: String
    /// When the meeting was to be.
    package let day: Day
    /// Whether it ended because the meeting got another day, and not by the member's own answer.
    package let hasMoved: Bool
    /// What tells them.
    package let mail: MailRow
    /// Whether their invitation was sent, or lies ready to be passed on.
    package let wasInvited: Bool

    /// In the order in which it came to be.
    static func fetch(at meeting: ID<Meeting>, in db: Database) throws -> [FormerSubstitute] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT mail.*, former.member AS comesFor, former.naming, former.name, former.email AS namedEmail,
                    former.day, former.hasMoved, organisation.name AS organisationName
                FROM mail JOIN formerSubstitute AS former ON former.meeting = mail.meeting
                    AND 'substitute/' || former.member = mail.addressee
                    AND former.naming = json_extract(mail.why, '$.naming')
                JOIN organisation ON organisation.id = former.organisation
                WHERE mail.meeting = ? AND mail.kind = 'stood-down' ORDER BY mail.queuedAt, mail.rowid
                """,
            arguments: [meeting]
        ).compactMap { row in
            guard let mail = MailRow(row) else { return nil }
            let substitution = Substitution(meeting, for: row["comesFor"], naming: row["naming"])
            let invitation = try Row.fetchOne(
                db,
                sql: "SELECT * FROM mail WHERE id = ?",
                arguments: [substitution.mail]
            ).flatMap(MailRow.init)
            return FormerSubstitute(
                substitution: substitution,
                name: row["name"],
                email: row["namedEmail"],
                organisationName: row["organisationName"],
                day: row["day"],
                hasMoved: row["hasMoved"],
                mail: mail,
                wasInvited: invitation?.isOut ?? false
            )
        }
    }

    /// Those who are to hear that they are not needed: each person once, where they may know that they were, and nobody who
    /// is asked to come all the same.
    ///
    /// - Parameters:
    ///   - address: Opens what is sealed.
    ///   - asked: The addresses of everyone who is asked to come now.
    package static func toTell(
        _ all: [FormerSubstitute],
        asked: Set<String>,
        on today: Day,
        address: (Sealed<String>) -> String?
    ) -> [FormerSubstitute] {
        var (newest, invited): ([String: FormerSubstitute], Set<String>) = ([:], [])
        for former in all where former.day >= today {
            guard let person = address(former.email)?.lowercased() else { continue }
            // Whoever was told is told again only where they were asked again.
            if newest[person]?.mail.standing == .sent { invited.remove(person) }
            newest[person] = former
            if former.wasInvited { invited.insert(person) }
        }
        let told = newest.filter { invited.contains($0.key) && !asked.contains($0.key) }.values
        return all.filter(told.contains)
    }
}

extension Readings {
    /// For those who run the meeting, and the job that tells them.
    package func formerSubstitutes(at meeting: ID<Meeting>, as actor: Actor) async throws -> [FormerSubstitute] {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard let row = try MeetingRow.fetch(meeting, authority, in: db), authority.may(.runMeeting, row.ref.group)
            else { return [] }
            return try FormerSubstitute.fetch(at: meeting, in: db)
        }
    }
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
