import Ledger
import Safeguarding
import Vault

/// Someone who holds the link of an invitation, and what it opens.
struct InvitedGuest {
    let token: Token
    let link: InvitedLink
    let meeting: MeetingRow
    /// What they present.
    let items: [(item: ItemRow, papers: [PaperRow])]
    /// What they see besides, where they are invited as one of the group.
    let agenda: [ItemRow]
    let papers: [PaperRow]
    let answered: AnswerForm
    private let row: InvitationRow
    private let open: Opener

    /// Whoever was to come instead is not asked to any more.
    struct Ended: Error {}

    var actor: Actor { Self.actor(link, token) }
    var isSubstitute: Bool { link.naming != nil }
    var organisation: String { row.organisationName }

    /// Whom they send, told to whoever sends them.
    var sends: String? {
        guard !isSubstitute, row.answer == .substitute else { return nil }
        let answer = row.substituteAnswer.map { " They answered: \($0.title.lowercased())." } ?? ""
        return "You send \(text(row.substitute)). They answer by a link of their own, which ends when you answer again."
            + answer
    }

    private static func actor(_ link: InvitedLink, _ token: Token) -> Actor {
        if let substitution = link.substitution {
            return .guest(Actor.Guest(substitution, link: "\(token.digest)".prefix(16)))
        }
        return .guest(
            Actor.Guest(link: "meeting/\(link.ref.meeting)/\("\(token.digest)".prefix(16))", member: link.member)
        )
    }

    init(_ visit: Visit) async throws {
        guard let token = Token(try visit.parameter("token")), let link = try await visit.site.invitation(token) else {
            throw Refusal.notFound
        }
        let actor = Self.actor(link, token)
        guard let (meeting, row) = try await visit.readings.invitation(of: link.member, to: link.ref.meeting, as: actor)
        else {
            if link.naming != nil { throw Ended() }
            throw Refusal.notFound
        }
        var items: [(ItemRow, [PaperRow])] = []
        for id in row.presents {
            if let (item, papers) = try await visit.readings.presentation(id, as: actor) {
                items.append((item, papers))
            }
        }
        let (agenda, papers) = try await visit.readings.invitedView(of: link.ref.meeting, as: actor)
        let shown = items.map { Item.subject($0.0.id) } + agenda.map { Item.subject($0.id) }
        let open = try await Self.opener(visit, actor, .seeInvited, Set(shown + [Meeting.subject(link.ref.meeting)]))
        self.token = token
        self.link = link
        self.meeting = meeting
        (self.items, self.agenda, self.papers) = (items, agenda, papers)
        self.open = open
        self.row = row
        answered = AnswerForm(
            row,
            isSubstitute: link.naming != nil,
            name: row.substitute.flatMap { open.text($0) } ?? "",
            email: row.substituteEmail.flatMap { open.text($0) } ?? ""
        )
    }

    /// Whether papers may still be added: once the notes have gone out, what is added is a correction of them.
    var mayGive: Bool { meeting.status == .draft && !meeting.isCancelled }

    func text(_ sealed: Sealed<String>?) -> String { sealed.flatMap { open.text($0) } ?? "" }

    func opener(_ visit: Visit, _ action: Action, _ subjects: Set<Subject>) async throws -> Opener {
        try await Self.opener(visit, actor, action, subjects)
    }

    private static func opener(
        _ visit: Visit,
        _ actor: Actor,
        _ action: Action,
        _ subjects: Set<Subject>
    ) async throws -> Opener {
        let gate = visit.site.office.gate
        return try await visit.site.office.vault.opener(
            under: try gate.admit(actor, to: action, [.guest], opening: .these(subjects))
        )
    }
}
