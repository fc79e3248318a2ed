import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// What someone sees who came by the link of an invitation: the meeting's day and place, their answer, and the item they
/// present with its papers. Nothing else of the meeting.
enum InvitedPages {
    static func page(_ visit: Visit) async throws -> Response {
        let guest = try await InvitedGuest(visit)
        return .html(document(try await sheet(visit, guest, guest.answered, [], isDone: false)))
    }

    static func answer(_ visit: Visit) async throws -> Response {
        let guest = try await InvitedGuest(visit)
        let typed = AnswerForm(visit.form)
        do {
            let command = AnswerInvitation(
                guest.link.ref,
                of: guest.link.member,
                presenting: guest.link.presents.first,
                try typed.reply()
            )
            try await visit.site.office.perform(command, as: guest.actor, form: visit.formID)
        } catch Refusal.invalid(let problems) {
            let page = document(try await sheet(visit, guest, typed, problems.fieldErrors, isDone: false))
            return .html(page, status: .unprocessableContent)
        }
        return .html(document(try await sheet(visit, guest, typed, [], isDone: true)))
    }

    static func paper(_ visit: Visit) async throws -> Response {
        let guest = try await InvitedGuest(visit)
        guard let paper = try await visit.readings.paper(try visit.id("paper"), as: guest.actor) else {
            throw Refusal.notFound
        }
        let opener = try await guest.opener(visit, .seeNamedPapers, [paper.subject])
        return try await visit.file(paper, opener: opener)
    }

    private static func sheet(
        _ visit: Visit,
        _ guest: InvitedGuest,
        _ typed: AnswerForm,
        _ errors: [FieldError],
        isDone: Bool
    ) async throws -> Sheet {
        let meeting = guest.meeting
        let sitting = meeting.sitting
        let hours = sitting.from.map { Words.times($0, to: sitting.to) }
        return Sheet(
            title: "Invitation",
            eyebrow: meeting.groupName,
            heading: Words.fullDay(sitting.day),
            lead: [hours, sitting.place].compactMap(\.self).joined(separator: ", "),
            notice: isDone
                ? notice("Thank you. Your answer is recorded.", "You can change it here until the meeting.") : nil,
            errors: errors,
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) {
            if meeting.isCancelled {
                warn("This meeting was called off.", guest.text(meeting.cancelled))
            } else {
                if let online = meeting.online { p { "To join by phone or video: \(guest.text(online))" } }
                for (item, papers) in guest.items {
                    sec("item-\(item.id)", "You present: \(guest.text(item.title))") {
                        paragraphs(guest.text(item.about))
                        for paper in papers {
                            p {
                                a(.class("go"), .href("/invited/\(guest.token.text)/papers/\(paper.id)")) {
                                    guest.text(paper.title)
                                }
                            }
                        }
                    }
                }
                postForm(to: "/invited/\(guest.token.text)", csrf: visit.csrf, command: visit.newCommand) {
                    typed.fields(errors)
                    acts { submit("Send this answer") }
                }
            }
        }
    }
}

/// Someone who holds the link of an invitation, and what it opens.
struct InvitedGuest {
    let token: Token
    let link: InvitedLink
    let meeting: MeetingRow
    let items: [(item: ItemRow, papers: [PaperRow])]
    let answered: AnswerForm
    private let open: Opener

    var actor: Actor { Self.actor(link, token) }

    private static func actor(_ link: InvitedLink, _ token: Token) -> Actor {
        .guest(Actor.Guest(link: "meeting/\(link.ref.meeting)/\("\(token.digest)".prefix(16))", member: link.member))
    }

    init(_ visit: Visit) async throws {
        guard let token = Token(try visit.parameter("token")), let link = try await visit.site.invitation(token) else {
            throw Refusal.notFound
        }
        let actor = Self.actor(link, token)
        guard let (meeting, row) = try await visit.readings.invitation(of: link.member, to: link.ref.meeting, as: actor)
        else {
            throw Refusal.notFound
        }
        var items: [(ItemRow, [PaperRow])] = []
        for id in row.presents {
            if let (item, papers) = try await visit.readings.presentation(id, as: actor) {
                items.append((item, papers))
            }
        }
        let subjects = [Meeting.subject(link.ref.meeting)] + items.map { Item.subject($0.0.id) }
        let open = try await Self.opener(visit, actor, .answerInvitation, Set(subjects))
        self.token = token
        self.link = link
        self.meeting = meeting
        self.items = items
        self.open = open
        answered = AnswerForm(
            row,
            name: row.substitute.flatMap { open.text($0) } ?? "",
            email: row.substituteEmail.flatMap { open.text($0) } ?? ""
        )
    }

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
