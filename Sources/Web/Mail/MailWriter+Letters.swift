import Almanac
import Channels
import Ledger
import Safeguarding
import Vault

// Letters about meetings to come, accounts, and what waits. None of them says anything about a matter.

extension MailWriter {
    func invitation(
        _ mail: MailRow,
        to id: ID<Meeting>,
        _ recipient: Recipient,
        from sender: Mailbox,
        to: Mailbox
    ) async throws -> Letter? {
        let sheet = try await site.meetingSheet(id, as: actor)
        let isOff = mail.why.kind == .calledOff
        guard sheet.meeting.isCancelled == isOff, sheet.meeting.sitting.day >= London.day(site.now) else { return nil }
        let event = MeetingCalendar.event(sheet, site, organiser: sender, attendee: to, askedAt: mail.queuedAt)
        let when = sheet.heading + (sheet.whenAndWhere.isEmpty ? "" : ", \(sheet.whenAndWhere)")
        let group = sheet.meeting.groupName
        if isOff {
            return Letter(
                subject: "Called off: \(group), \(sheet.heading)",
                body: """
                    The meeting of \(group) on \(when) is called off.

                    \(sheet.text(sheet.meeting.cancelled))
                    """,
                calendar: CalendarFile(method: .cancel, event: event)
            )
        }
        let isMoved = mail.why.kind == .moved
        guard let asked = try await asked(mail, sheet) else { return nil }
        return Letter(
            subject: isMoved ? "Changed: \(group), \(sheet.heading)" : "\(group), \(sheet.heading)",
            body: """
                \(group) \(isMoved ? "now meets" : "meets") on \(when).

                \(asked)

                The link is yours alone. You need not sign in.\(isMoved && mail.to.member != nil ? Self.answerAgain : "")
                """,
            calendar: CalendarFile(method: .request, event: event)
        )
    }

    private static let answerAgain =
        "\n\nAn answer for another day no longer counts: answer again. Whoever was to come instead of you is told, where we know their address."

    /// What an invitation asks, with its link. Nil for someone who is not invited any more.
    private func asked(_ mail: MailRow, _ sheet: MeetingSheet) async throws -> String? {
        let invited = try await site.readings.invitations(to: sheet.meeting.id, as: actor)
        if case .substitute(let member) = mail.to {
            guard let row = invited.first(where: { $0.member == member }),
                let link = try await site.substituteLink(row, sheet),
                mail.why.kind != .invitation || link.substitution.mail == mail.id
            else { return nil }
            return link.asked
        }
        guard let row = invited.first(where: { $0.member == mail.to.member }) else { return nil }
        let token = try await site.makeInvitation(
            InvitedLink(ref: sheet.ref, member: row.member, presents: row.presents),
            until: London.end(of: sheet.meeting.sitting.day),
            token: try await site.office.vault.token(ofLink: "invited/\(mail.id)")
        )
        return """
            Say whether you come, join by phone or video, send apologies or send someone instead:
            \(origin("/invited/\(token.text)"))
            """
    }

    func account(_ mail: MailRow, _ recipient: Recipient) async throws -> Letter? {
        guard let member = mail.to.member, let row = try await site.readings.member(member),
            let network = try await site.readings.network(), row.standing != .joined
        else { return nil }
        let token = try await site.office.vault.token(ofLink: "join/\(mail.id)/\(mail.round)")
        // A link that was used is not made again, though the same mail may have to be sent again.
        let isNew = try await site.desk.claim(
            DeskKey(kind: "link-made", id: "\(token.digest)"),
            [],
            until: site.now.adding(seconds: 30 * 24 * 60 * 60),
            at: site.now
        )
        if isNew { _ = try await site.accounts.makeLink(for: member, by: actor, token: token) }
        return Letter(
            subject: "Join \(network.name)",
            body: """
                You are invited to join \(network.name) for \(row.organisationName).

                Choose a password here. The link is yours alone, works once and lasts 14 days:
                \(origin("/join/\(token.text)"))

                Your e-mail address is your name there.
                """
        )
    }

    /// - Parameter what: Stands in the subject, so it says nothing of the matter.
    func waiting(_ matters: [ID<Matter>], _ what: String, _ recipient: Recipient) async throws -> Letter? {
        var open: [MatterRow] = []
        for id in matters {
            guard let row = try await site.readings.matter(id, as: actor) else { continue }
            let reader = recipient.signsIn ? recipient.addressee.member : nil
            if try await isNews(row, for: reader) { open.append(row) }
        }
        guard recipient.signsIn else { return try await waitingByLink(open, what, recipient) }
        guard !open.isEmpty else { return nil }
        let links = open.map { origin("/m/\($0.number)") }.joined(separator: "\n")
        return Letter(
            subject: what,
            body: """
                \(what) on Safeloop. Sign in to see what it is:

                \(links)
                """
        )
    }
}

extension MailWriter {
    /// What is over waits for nobody, but for whoever has not read what came of it: an answer may close it.
    private func isNews(_ row: MatterRow, for member: ID<Member>?) async throws -> Bool {
        guard row.ending != nil else { return true }
        guard let member else { return false }
        return try await site.readings.isUnread(row.id, by: member)
    }

    /// All that has come since the last, as a count and links.
    func digest(_ matters: [ID<Matter>], _ mail: MailRow, _ recipient: Recipient) async throws -> Letter? {
        var links: [String] = []
        for id in matters {
            guard let row = try await site.readings.matter(id, as: actor) else { continue }
            if try await isNews(row, for: mail.to.member) { links.append(origin("/m/\(row.number)")) }
        }
        if let member = mail.to.member, try await site.readings.lettersWaiting(of: member) > 0 {
            links.append(origin("/tray"))
        }
        guard !links.isEmpty, recipient.signsIn else { return nil }
        let what =
            links.count == 1
            ? "Something waits for you" : "\(Words.capitalised(Words.spelled(links.count))) things wait for you"
        return Letter(
            subject: what,
            body: """
                \(what) on Safeloop. Sign in to see what:

                \(links.joined(separator: "\n"))

                You chose to be told once a day. To change that:
                \(origin("/account/notices"))
                """
        )
    }

    /// Neither who is away nor when stands in it.
    func absence(_ recipient: Recipient) -> Letter? {
        guard recipient.signsIn else { return nil }
        let what = "An absence has to do with you"
        return Letter(
            subject: what,
            body: """
                \(what) on Safeloop. Sign in to see it:

                \(origin("/account/absence"))
                """
        )
    }

    /// Says that mail waits in a tray, and nothing of it.
    func tray(_ what: String, _ recipient: Recipient) -> Letter? {
        guard recipient.signsIn else { return nil }
        return Letter(
            subject: what,
            body: """
                \(what) on Safeloop. Sign in to see it:

                \(origin("/tray"))
                """
        )
    }
}
