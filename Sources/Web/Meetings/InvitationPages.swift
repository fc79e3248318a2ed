import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Who is invited, who answered, and a message for each with a link to answer by.
enum InvitationPages {
    static func page(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        let invited = try await visit.readings.invitations(to: sheet.meeting.id, as: try visit.actor)
        return try await visit.page(try await page(visit, sheet, invited, []))
    }

    /// Sends the invitation by mail to those who are ticked.
    static func send(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        let invited = try await visit.readings.invitations(to: sheet.meeting.id, as: try visit.actor)
        let to = visit.form.all("to").compactMap { ID<Member>($0) }
        do {
            guard visit.site.configuration.mailWay == .mail else {
                throw Refusal.outOfTurn("There is no mail server. Make each invitation below, and pass it on.")
            }
            try await visit.perform(
                InviteToMeeting(
                    sheet.ref,
                    to: to,
                    presenting: invited.filter { to.contains($0.member) }.flatMap(\.presents),
                    round: visit.formID.text,
                    way: .mail
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, sheet, invited, problems.fieldErrors))
        }
        return try await visit.done("\(sheet.link)/invitations", "The invitations are on their way.")
    }

    private static func page(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ invited: [InvitationRow],
        _ errors: [FieldError]
    ) async throws -> Page {
        let answered = invited.filter { $0.answer != nil }.count
        let mails = try await visit.readings.mails(
            [.invitation, .moved, .calledOff],
            about: sheet.meeting.id,
            as: try visit.actor
        )
        let sent = Dictionary(mails.map { ($0.to, $0) }, uniquingKeysWith: { $1 })
        let former = try await toTell(visit, sheet, invited)
        return
            sheet.page(
                title: "Invitations",
                heading: "Invitations",
                lead: "\(answered) of \(Words.count(invited.count, "person", plural: "people")) have answered.",
                errors: errors
            ) {
                if visit.site.configuration.mailWay == .mail, !sheet.meeting.isCancelled {
                    sec("send", "Send the invitation", meta: "By mail, with a link to answer by") {
                        form(visit, sheet, invited, sent, errors)
                    }
                }
                sec("invited", "Everyone who is invited") {
                    rows(
                        invited.map { row(visit, sheet, $0, sent) },
                        empty: "Nobody is in this group yet."
                    )
                }
                if !former.isEmpty {
                    sec(
                        "former",
                        "Not asked to come any more",
                        meta: "The member answered again, or the meeting has another day"
                    ) {
                        rows(former.map { row(visit, sheet, $0) }, empty: "")
                    }
                }
            }
    }

    /// Those who were to come instead of a member, and are not any more.
    private static func toTell(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ invited: [InvitationRow]
    ) async throws -> [FormerSubstitute] {
        let asked =
            invited.compactMap { $0.substituteEmail.map { sheet.text($0) } }
            + invited.filter(\.isInvited).compactMap { sheet.directory[$0.member]?.email }
        let all = try await visit.readings.formerSubstitutes(at: sheet.meeting.id, as: try visit.actor)
        return FormerSubstitute.toTell(
            all,
            asked: Set(asked.map { $0.lowercased() }),
            on: London.day(visit.now)
        ) { sheet.text($0) }
    }

    private static func form(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ invited: [InvitationRow],
        _ sent: [Addressee: MailRow],
        _ errors: [FieldError]
    ) -> Markup {
        let choices = invited.filter { $0.isInvited && sheet.directory[$0.member]?.email != nil }.map { row in
            Choice("\(row.member)", sheet.directory.name(row.member), hint: row.organisationName)
        }
        // Those who were sent nothing yet.
        let fresh = invited.filter { sent[.member($0.member)] == nil }.map { "\($0.member)" }
        return postForm(to: "\(sheet.link)/invitations", csrf: visit.csrf, command: visit.newCommand) {
            checkField(
                Field("to", "Who gets it", hint: "Those who were sent none yet are ticked.", errors: errors),
                choices,
                selected: visit.form.has("command") ? Set(visit.form.all("to")) : Set(fresh),
                columns: true
            )
            acts { submit("Send the invitation") }
        }
    }

    private static func row(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ row: InvitationRow,
        _ sent: [Addressee: MailRow]
    ) -> Row {
        let entry = sheet.directory[row.member]
        let mail = sent[.member(row.member)]
        return Row(
            sheet.directory.name(row.member),
            meta: [
                row.organisationName, row.presents.isEmpty ? nil : "Presents an item",
                substitute(visit, sheet, row, sent[.substitute(of: row.member)]),
                mail.map { went($0, visit, sheet) },
            ].compactMap(\.self).joined(separator: ". "),
            tag: row.answer.map { tag($0.title, .shut) } ?? tag("No answer yet", .wait),
            acts: Markup {
                if row.isInvited, entry?.email != nil, !sheet.meeting.isCancelled {
                    pressForm(
                        "Make the invitation",
                        to: "\(sheet.link)/invitations/\(row.member)",
                        csrf: visit.csrf,
                        command: visit.newCommand,
                        about: "for \(sheet.directory.name(row.member))"
                    )
                }
                if named(row, sent[.substitute(of: row.member)], sheet), !sheet.meeting.isCancelled {
                    pressForm(
                        "Make the one for \(sheet.text(row.substitute))",
                        to: "\(sheet.link)/invitations/\(row.member)/substitute",
                        csrf: visit.csrf
                    )
                }
            }
        )
    }

    /// Whether a mail to whoever comes for a member is to the one who is named now.
    private static func named(_ row: InvitationRow, _ mail: MailRow?, _ sheet: MeetingSheet) -> Bool {
        guard let mail, row.substituteEmail != nil, let naming = row.naming else { return false }
        return mail.why.kind != .invitation
            || mail.id == Substitution(sheet.meeting.id, for: row.member, naming: naming).mail
    }

    private static func row(_ visit: Visit, _ sheet: MeetingSheet, _ former: FormerSubstitute) -> Row {
        let name = sheet.text(former.name)
        let isLeft = former.mail.standing == .waiting && visit.site.configuration.mailWay == .file
        let isReady = former.mail.standing == .byHand || isLeft
        let returned = former.mail.standing == .returned ? " Tell them another way." : ""
        let went = isReady ? "" : " \(former.mail.when(visit.words))\(returned)"
        return Row(
            name,
            meta:
                "Was to come for \(former.organisationName) on \(Words.fullDay(former.day)).\(went)",
            tag: former.mail.tag(visit.words),
            acts: isReady
                ? linkButton("Message", "\(sheet.link)/mails/\(former.mail.id)", about: "for \(name)") : nil
        )
    }

    /// "Sent today at 10:22am."
    private static func went(_ mail: MailRow, _ visit: Visit, _ sheet: MeetingSheet) -> String {
        let when = mail.when(visit.words)
        switch mail.standing {
        case .returned: return "The invitation came back"
        case .byHand where mail.queuedAt < sheet.meeting.changedAt && !sheet.meeting.isCancelled:
            return "\(when) The meeting has changed since: make it again"
        case .byHand, .waiting, .sent, .dropped: return when
        }
    }

    /// "Sends Pia Holm, who is coming. Their invitation: Sent today at 10:22am."
    private static func substitute(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ row: InvitationRow,
        _ mail: MailRow?
    ) -> String? {
        guard let name = row.substitute else { return nil }
        let answer = row.substituteAnswer.map { " (\($0.title.lowercased()))" } ?? ""
        // One that went to whoever was named before says nothing of this one.
        let own = mail.flatMap { mail in (row.answeredAt.map { mail.queuedAt >= $0 } ?? false) ? mail : nil }
        let went = own.map { mail in
            switch mail.standing {
            case .returned: "Their invitation came back"
            case .byHand: "Their invitation is ready to pass on"
            case .waiting, .sent, .dropped: mail.when(visit.words)
            }
        }
        let unknown = row.substituteEmail == nil ? "No address of theirs is known" : nil
        return (["Sends \(sheet.text(name))\(answer)"] + [went ?? unknown].compactMap(\.self)).joined(separator: ". ")
    }

    // MARK: Passed on by hand

    /// A message with the meeting for the calendar, and a link that answers without signing in.
    static func invitation(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let (member, row) = try await invited(visit, sheet)
        _ = try visit.sender(sheet)
        guard sheet.directory[member]?.email != nil else {
            throw Refusal.outOfTurn("There is no e-mail address for this person. Add it first.")
        }
        let made = try await newest(visit, sheet, to: .member(member))
        // One that was made before the meeting changed is another.
        if let made, made.queuedAt >= sheet.meeting.changedAt {
            try await makeReady(visit, sheet, made)
        } else {
            try await visit.perform(
                InviteToMeeting(
                    sheet.ref,
                    to: [member],
                    presenting: row.presents,
                    round: "by hand \(sheet.meeting.changes)",
                    way: .file
                )
            )
        }
        return try await file(visit, sheet, to: .member(member))
    }

    /// The same for whoever comes instead of a member: a link of their own.
    static func substituteInvitation(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let (member, row) = try await invited(visit, sheet)
        guard let naming = row.naming, let mail = try await newest(visit, sheet, to: .substitute(of: member)),
            mail.id == Substitution(sheet.meeting.id, for: member, naming: naming).mail
        else { throw Refusal.notFound }
        _ = try visit.sender(sheet)
        try await makeReady(visit, sheet, mail)
        return try await file(visit, sheet, to: .substitute(of: member))
    }

    /// What came back, or what no server will ever take, is on record as passed on by hand, before it is.
    private static func makeReady(_ visit: Visit, _ sheet: MeetingSheet, _ mail: MailRow) async throws {
        switch mail.standing {
        case .sent, .byHand: break
        // A copy to look at does not keep the mail from going out.
        case .waiting where visit.site.configuration.mailWay == .mail: break
        case .waiting, .returned, .dropped: try await visit.perform(SendMailAgain(sheet.ref, mail.id, way: .file))
        }
    }

    private static func invited(_ visit: Visit, _ sheet: MeetingSheet) async throws -> (ID<Member>, InvitationRow) {
        try sheet.requireRunning()
        let member: ID<Member> = try visit.id("member")
        let invited = try await visit.readings.invitations(to: sheet.meeting.id, as: try visit.actor)
        guard let row = invited.first(where: { $0.member == member }) else { throw Refusal.notFound }
        guard !sheet.meeting.isCancelled else { throw Refusal.outOfTurn("This meeting was called off.") }
        return (member, row)
    }

    private static func newest(_ visit: Visit, _ sheet: MeetingSheet, to person: Addressee) async throws -> MailRow? {
        try await visit.readings.mails([.invitation], about: sheet.meeting.id, as: try visit.actor)
            .first { $0.to == person }
    }

    private static func file(_ visit: Visit, _ sheet: MeetingSheet, to person: Addressee) async throws -> Response {
        guard let mail = try await newest(visit, sheet, to: person) else { throw Refusal.notFound }
        return try await visit.file(mail, sheet)
    }
}

/// What an invitation's link lets its holder do. It lives on the desk, under the digest of its secret.
struct InvitedLink: Codable, Hashable, Sendable {
    let ref: MeetingRef
    let member: ID<Member>
    let presents: [ID<Item>]
    /// Of whoever comes instead of the member: which answer names them.
    var naming: Int?

    var substitution: Substitution? { naming.map { Substitution(ref.meeting, for: member, naming: $0) } }
}

extension Site {
    /// - Parameter token: The secret, where it is one that comes again.
    func makeInvitation(_ link: InvitedLink, until: Instant, token: Token = Token()) async throws -> Token {
        try await desk.put(
            DeskKey(kind: "invited", id: "\(token.digest)"),
            Array(try Coding.encode(link)),
            until: max(until, now.adding(seconds: 3600))
        )
        return token
    }

    /// Nil where there is no such link, or the meeting's day is over.
    func invitation(_ token: Token) async throws -> InvitedLink? {
        guard let bytes = try await desk.value(DeskKey(kind: "invited", id: "\(token.digest)"), at: now) else {
            return nil
        }
        return try Coding.decode(InvitedLink.self, from: bytes)
    }
}
