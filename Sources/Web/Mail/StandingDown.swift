import Almanac
import Channels
import Safeguarding
import Vault

// Whoever was to come to a meeting instead of a member, and is not any more, is told so.

extension MailWriter {
    /// Nil for someone who never heard that they were to come, or who is asked anew.
    func recipient(standingDown mail: MailRow) async throws -> Recipient? {
        guard let former = try await former(mail), let meeting = mail.why.meeting,
            let group = try await site.readings.meeting(meeting, as: actor)?.ref.group
        else { return nil }
        let opener = try await opener(.runMeeting, [Meeting.subject(meeting)], in: group)
        guard former.isGone(opener) else { return nil }
        return Recipient(
            addressee: mail.to,
            name: opener.text(former.name) ?? "",
            address: opener.text(former.email).flatMap { EmailAddress($0) },
            receives: .members,
            signsIn: false
        )
    }

    func standingDown(_ mail: MailRow, from sender: Mailbox, to: Mailbox) async throws -> Letter? {
        guard let former = try await former(mail) else { return nil }
        let sheet = try await site.meetingSheet(former.substitution.meeting, as: actor)
        let event = MeetingCalendar.event(sheet, site, organiser: sender, attendee: to, isOff: true)
        let (group, day) = (sheet.meeting.groupName, Words.fullDay(former.day))
        return Letter(
            subject: "Not needed any more: \(group), \(day)",
            body: """
                You were asked to come to \(group) on \(day) for \(former.organisationName). You are not needed any more: \
                \(former.day == sheet.meeting.sitting.day ? "whoever asked you has answered again" : "the meeting has another day").

                The link that you had opens nothing now. If you are unsure, ask whoever asked you to come.
                """,
            calendar: CalendarFile(method: .cancel, event: event)
        )
    }

    private func former(_ mail: MailRow) async throws -> FormerSubstitute? {
        guard case .stoodDown(let meeting, _) = mail.why else { return nil }
        return try await site.readings.formerSubstitutes(at: meeting, as: actor).first {
            $0.mail.id == mail.id && $0.wasInvited && $0.day >= London.day(site.now)
        }
    }
}

extension FormerSubstitute {
    /// Whether they are not asked anew, under another name or for another day.
    func isGone(_ opener: Opener) -> Bool {
        guard let successor = successor.flatMap({ opener.text($0) }) else { return true }
        return successor.lowercased() != opener.text(email)?.lowercased()
    }
}
