import Almanac
import Channels
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
                    round: visit.formID.text
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
            }
    }

    private static func form(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ invited: [InvitationRow],
        _ sent: [Addressee: MailRow],
        _ errors: [FieldError]
    ) -> Markup {
        let choices = invited.filter { sheet.directory[$0.member]?.email != nil }.map { row in
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
                mail.map { $0.standing == .returned ? "The invitation came back" : $0.when(visit.words) },
            ].compactMap(\.self).joined(separator: ". "),
            tag: row.answer.map { tag($0.title, .shut) } ?? tag("No answer yet", .wait),
            acts: Markup {
                if entry?.email != nil {
                    pressForm(
                        "Make the invitation",
                        to: "\(sheet.link)/invitations/\(row.member)",
                        csrf: visit.csrf,
                        about: "for \(sheet.directory.name(row.member))"
                    )
                }
                if row.substituteEmail != nil, !sheet.meeting.isCancelled {
                    pressForm(
                        "Make the one for \(sheet.text(row.substitute))",
                        to: "\(sheet.link)/invitations/\(row.member)/substitute",
                        csrf: visit.csrf
                    )
                }
            }
        )
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
        let went = own.map { $0.standing == .returned ? "Their invitation came back" : $0.when(visit.words) }
        let unknown = row.substituteEmail == nil ? "No address of theirs is known" : nil
        return (["Sends \(sheet.text(name))\(answer)"] + [went ?? unknown].compactMap(\.self)).joined(separator: ". ")
    }

    /// A message with the meeting for the calendar, and a link that answers without signing in.
    static func invitation(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        let member: ID<Member> = try visit.id("member")
        let invited = try await visit.readings.invitations(to: sheet.meeting.id, as: try visit.actor)
        guard let row = invited.first(where: { $0.member == member }), let entry = sheet.directory[member],
            let sender = sheet.directory[try visit.person.id]
        else { throw Refusal.notFound }
        guard !sheet.meeting.isCancelled else { throw Refusal.outOfTurn("This meeting was called off.") }
        let token = try await visit.site.makeInvitation(
            InvitedLink(ref: sheet.ref, member: member, presents: row.presents),
            until: London.end(of: sheet.meeting.sitting.day)
        )
        let link = "\(visit.site.configuration.origin)/invited/\(token.text)"
        let asked = """
            Say whether you come, join by phone or video, send apologies or send someone instead:
            \(link)
            """
        return try message(visit, sheet, from: sender, to: entry.name, entry.email, asked)
    }

    /// The same for whoever comes instead of a member: a link of their own.
    static func substituteInvitation(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        let member: ID<Member> = try visit.id("member")
        let invited = try await visit.readings.invitations(to: sheet.meeting.id, as: try visit.actor)
        guard let row = invited.first(where: { $0.member == member }), let email = row.substituteEmail,
            let sender = sheet.directory[try visit.person.id]
        else { throw Refusal.notFound }
        guard !sheet.meeting.isCancelled else { throw Refusal.outOfTurn("This meeting was called off.") }
        guard let link = try await visit.site.substituteLink(row, sheet) else { throw Refusal.notFound }
        return try message(visit, sheet, from: sender, to: sheet.text(row.substitute), sheet.text(email), link.asked)
    }

    private static func message(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        from sender: Directory.Entry,
        to name: String,
        _ email: String?,
        _ asked: String
    ) throws -> Response {
        guard let to = email.flatMap({ EmailAddress($0) }), let from = sender.email.flatMap({ EmailAddress($0) }),
            let id = MessageID(unique: "\(ID<Visit>())", domain: from.domain)
        else { throw Refusal.outOfTurn("There is no e-mail address for \(name), or none for you.") }
        let organiser = try Mailbox(name: sender.name, address: from)
        let attendee = try Mailbox(name: name, address: to)
        let event = MeetingCalendar.event(sheet, visit.site, organiser: organiser, attendee: attendee)
        let message = try MailMessage(
            id: id,
            date: visit.now,
            from: organiser,
            to: attendee,
            subject: "\(sheet.meeting.groupName), \(sheet.heading)",
            body: """
                \(sheet.meeting.groupName) meets on \(sheet.heading)\(sheet.whenAndWhere.isEmpty ? "" : ", \(sheet.whenAndWhere)").

                \(asked)

                The link is yours alone. You need not sign in.
                """,
            calendar: CalendarFile(method: .request, event: event),
            isAutomatic: false
        )
        let file = EMLFile(message)
        return .file(file.bytes, type: "message/rfc822", name: file.name)
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
