import Almanac
import Channels
import Ledger
import Safeguarding
import Vault

/// Writes a mail: its words, links and files, as things are when it is sent.
struct MailWriter: Sendable {
    enum Written {
        case message(MailMessage)
        case noAddress
        case outdated
    }

    /// A message without its envelope.
    struct Letter {
        var subject: String
        var body: String
        var attachments: [MailAttachment] = []
        var calendar: CalendarFile?
    }

    /// How long the link to circulated notes opens them, in seconds.
    static let linkLasts: Int64 = 90 * 24 * 60 * 60
    /// Papers go along up to this size in all; the others are linked.
    static let largest = 7_000_000

    let site: Site
    /// The job that sends, or whoever sends it by hand: then nothing is in it that this person may not see.
    let actor: Actor

    /// - Parameter sender: Whom it comes from.
    func write(_ mail: MailRow, from sender: Mailbox) async throws -> Written {
        guard let recipient = try await recipient(of: mail) else { return .outdated }
        guard let address = recipient.address else { return .noAddress }
        let to = try Mailbox(name: recipient.name, address: address)
        guard let letter = try await letter(mail, recipient, from: sender, to: to) else { return .outdated }
        guard let id = MessageID(unique: "\(mail.id).\(mail.round)", domain: sender.address.domain) else {
            return .noAddress
        }
        let replyTo = try await replyTo(mail.by)
        return .message(
            try MailMessage(
                id: id,
                date: site.now,
                from: sender,
                to: to,
                replyTo: replyTo?.address == sender.address ? nil : replyTo,
                subject: letter.subject,
                body: letter.body,
                attachments: letter.attachments,
                calendar: letter.calendar,
                isAutomatic: sender == site.configuration.mailFrom
            )
        )
    }

    private func letter(_ mail: MailRow, _ recipient: Recipient, from sender: Mailbox, to: Mailbox) async throws
        -> Letter?
    {
        switch mail.why {
        case .notes(let meeting, _):
            let notes = try await notes(meeting, for: recipient)
            let link = recipient.signsIn ? origin("/meetings/\(meeting)") : try await notesLink(mail)
            return try await letter(notes, link: link, own: try await ownLinks(notes, recipient))
        case .invitation(let id), .moved(let id), .calledOff(let id):
            return try await invitation(mail, to: id, recipient, from: sender, to: to)
        case .stoodDown: return try await standingDown(mail, from: sender, to: to)
        case .account: return try await account(mail, recipient)
        case .waits(let matters) where mail.to.isBody: return try await waitingForBody(mail, matters, isLate: false)
        case .overdue(let matters) where mail.to.isBody: return try await waitingForBody(mail, matters, isLate: true)
        case .waits(let matters): return try await waiting(matters, "Something waits for you", recipient)
        case .overdue(let matters):
            return try await waiting(matters, "Something is overdue, and waits for you to look", recipient)
        case .digest(let matters): return try await digest(matters, mail, recipient)
        case .tray: return tray("Mail waits for you to file it", recipient)
        case .lateTray: return tray("Something waits for you to look", recipient)
        case .absence: return absence(recipient)
        }
    }

    func origin(_ path: String) -> String { site.configuration.origin + path }

    // MARK: To whom

    /// Whom a mail goes to, and what they may receive.
    struct Recipient {
        let addressee: Addressee
        let name: String
        let address: EmailAddress?
        let receives: Marking
        /// Whether they have an account: then links lead to it.
        let signsIn: Bool
    }

    private func recipient(of mail: MailRow) async throws -> Recipient? {
        if mail.why.kind == .stoodDown { return try await recipient(standingDown: mail) }
        return try await recipient(mail.to, at: mail.why.meeting, instead: mail.address)
    }

    /// Nil for someone who is to get nothing any more.
    func recipient(
        _ addressee: Addressee,
        at meeting: ID<Meeting>?,
        instead: Sealed<String>? = nil
    ) async throws -> Recipient? {
        switch addressee {
        case .body(let link): return try await recipient(link)
        case .member(let id):
            guard let row = try await site.readings.member(id), row.standing != .left else { return nil }
            let opener = try await opener(.seeNetwork, [Member.subject(id)])
            return Recipient(
                addressee: addressee,
                name: opener.text(row.name) ?? "",
                address: row.email.flatMap(opener.text).flatMap { EmailAddress($0) },
                receives: .members,
                signsIn: row.standing == .joined
            )
        case .correspondent(let id):
            guard let meeting, let group = try await site.readings.meeting(meeting, as: actor)?.ref.group,
                let row = try await site.readings.correspondents(of: group, as: actor).first(where: { $0.id == id })
            else { return nil }
            let opener = try await opener(.runMeeting, [Correspondent.subject(id)], in: group)
            return Recipient(
                addressee: addressee,
                name: opener.text(row.name) ?? "",
                address: opener.text(row.email).flatMap { EmailAddress($0) },
                receives: row.receives,
                signsIn: false
            )
        case .substitute(let member):
            guard let meeting, let group = try await site.readings.meeting(meeting, as: actor)?.ref.group,
                let row = try await site.readings.invitations(to: meeting, as: actor).first(where: {
                    $0.member == member
                }),
                let name = row.substitute
            else { return nil }
            let opener = try await opener(.runMeeting, [Meeting.subject(meeting)], in: group)
            return Recipient(
                addressee: addressee,
                name: opener.text(name) ?? "",
                address: (instead ?? row.substituteEmail).flatMap(opener.text).flatMap { EmailAddress($0) },
                receives: .members,
                signsIn: false
            )
        }
    }

    func opener(_ action: Action, _ subjects: Set<Subject>, in group: ID<Group>? = nil) async throws -> Opener {
        var relations: Set<Relation> = []
        if let group { relations = try await site.readings.relations(of: actor, to: group) }
        return try await site.office.vault.opener(
            under: try site.office.gate.admit(actor, to: action, relations, opening: .these(subjects))
        )
    }

    /// Answers go to whoever caused it.
    private func replyTo(_ member: ID<Member>?) async throws -> Mailbox? {
        guard let member, let found = try await recipient(.member(member), at: nil), let address = found.address else {
            return nil
        }
        return try Mailbox(name: found.name, address: address)
    }

    // MARK: Notes

    func notes(_ meeting: ID<Meeting>, for recipient: Recipient) async throws -> CirculatedNotes {
        try await CirculatedNotes(site, meeting, for: recipient.addressee, receives: recipient.receives, as: actor)
    }

    func letter(_ notes: CirculatedNotes, link: String, own: [ID<Matter>: String] = [:]) async throws -> Letter {
        var letter = Letter(
            subject: "Notes of \(notes.sheet.meeting.groupName), \(notes.sheet.heading)",
            body: notes.text(link: link, own: own, origin: site.configuration.origin)
        )
        var size = 0
        for paper in notes.sheet.papers where size + paper.bytes <= Self.largest {
            size += paper.bytes
            let name = notes.sheet.text(paper.fileName).replacing("/", with: "-").replacing("\\", with: "-")
            let bytes = try await site.bytes(of: paper, notes.sheet.opener)
            let type = String(paper.mediaType.prefix { $0 != ";" && $0 != " " })
            // A name or a type that is not fit for a header costs nobody the paper.
            let named = try? MailAttachment(fileName: name, mediaType: type, bytes: bytes)
            let plain = try MailAttachment(fileName: "paper", mediaType: "application/octet-stream", bytes: bytes)
            letter.attachments.append(named ?? plain)
        }
        return letter
    }

    private func notesLink(_ mail: MailRow) async throws -> String {
        let token = try await site.office.vault.token(ofLink: "notes/\(mail.id)")
        try await site.desk.put(
            DeskKey(kind: "notes", id: "\(token.digest)"),
            Array("\(mail.id)".utf8),
            until: site.now.adding(seconds: Self.linkLasts)
        )
        return origin("/notes/\(token.text)")
    }
}
