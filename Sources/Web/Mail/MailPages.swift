import Channels
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// One mail about a meeting: as a file to pass on, or sent again.
enum MailPages {
    static let routes: [Route] = [
        .get("/meetings/:meeting/preview/:addressee", .signedIn(.runMeeting), CirculatePages.preview),
        .get("/meetings/:meeting/mails/:mail", .signedIn(.runMeeting), file),
        .post("/meetings/:meeting/mails/:mail/again", .signedIn(.runMeeting), again),
        .get("/notes/:token", .anyone, LinkedNotes.door),
        .post("/notes/:token", .anyone, LinkedNotes.open),
        .post("/notes/:token/papers/:paper", .anyone, LinkedNotes.paper),
    ]

    /// The mail of the address, which is about the meeting of the address.
    private static func mail(_ visit: Visit, _ sheet: MeetingSheet) async throws -> MailRow {
        try sheet.requireRunning()
        let id: ID<Mail> = try visit.id("mail")
        let mails = try await visit.readings.mails([.notes], about: sheet.meeting.id, as: try visit.actor)
        guard let mail = mails.first(where: { $0.id == id }) else { throw Refusal.notFound }
        return mail
    }

    /// Of whoever was to come instead of a member, and is not any more.
    private static func standingDown(_ visit: Visit, _ sheet: MeetingSheet) async throws -> MailRow? {
        try sheet.requireRunning()
        let id: ID<Mail> = try visit.id("mail")
        return try await visit.readings.formerSubstitutes(at: sheet.meeting.id, as: try visit.actor)
            .map(\.mail).first { $0.id == id }
    }

    static func file(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        if let mail = try await standingDown(visit, sheet) { return try await visit.file(mail, sheet) }
        return try await visit.file(try await mail(visit, sheet), sheet)
    }

    static func again(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let mail = try await mail(visit, sheet)
        let way = visit.site.configuration.mailWay
        try await visit.perform(SendMailAgain(sheet.ref, mail.id, way: way, address: visit.form["address"]))
        if way == .file, let member = mail.to.member {
            try await MailWriter(site: visit.site, actor: try visit.actor).giveLinks(to: [member], of: sheet.meeting.id)
        }
        return try await visit.done(
            "\(sheet.link)/circulate",
            way == .mail ? "It is on its way again." : "It is ready again."
        )
    }
}

extension Visit {
    /// Whom a mail comes from that the visitor passes on.
    func sender(_ sheet: MeetingSheet) throws -> Mailbox {
        guard let sender = sheet.directory[try person.id], let from = sender.email.flatMap({ EmailAddress($0) }) else {
            throw Refusal.outOfTurn("There is no e-mail address for you. Add it to your details first.")
        }
        return try Mailbox(name: sender.name, address: from)
    }

    /// A mail as a file that the visitor sends with a mail program of theirs.
    func file(_ mail: MailRow, _ sheet: MeetingSheet) async throws -> Response {
        let writer = MailWriter(site: site, actor: try actor)
        switch try await writer.write(mail, from: try sender(sheet)) {
        case .message(let message):
            let file = EMLFile(message)
            return .file(file.bytes, type: "message/rfc822", name: file.name)
        case .noAddress: throw Refusal.outOfTurn("There is no e-mail address for this person. Add it first.")
        case .outdated: throw Refusal.outOfTurn("This person is to get nothing any more.")
        }
    }

    /// Whoever opens the notes that were sent to them has opened them. What cannot be written down stops nobody reading.
    func openedNotes(_ meeting: ID<Meeting>) async throws {
        await sawNotices(of: .meeting(meeting))
        let actor = try actor
        for mail in try await readings.unopenedNotes(of: meeting, to: try person.id) {
            _ = try? await site.office.perform(
                OpenMail(mail),
                as: actor,
                form: FormID(job: "open", mail),
                patience: .zero
            )
        }
    }

    /// For those who may circulate: what became of the notes that went out, in a sentence, and where to see all of it.
    func whatWent(_ sheet: MeetingSheet) async throws -> Markup {
        guard sheet.view.isRunByActor, sheet.meeting.circulatedAt != nil else { return Markup() }
        let mails = try await readings.mails([.notes], about: sheet.meeting.id, as: try actor)
        let waiting = mails.filter { $0.standing == .waiting }.count
        let returned = mails.filter { $0.standing == .returned }.count
        let unopened = mails.filter { $0.isOut && $0.openedAt == nil }.count
        let facts = [
            returned == 0 ? nil : "\(returned) came back", waiting == 0 ? nil : "\(waiting) waiting to be sent",
            unopened == 0 ? nil : "\(unopened) not opened yet",
        ].compactMap(\.self)
        return p(.class("no-print")) {
            if !facts.isEmpty { "\(Words.capitalised(Words.list(facts))). " }
            a(.class("go"), .href("\(sheet.link)/circulate")) { "What went to whom" }
        }
    }
}
