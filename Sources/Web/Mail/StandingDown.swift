import Almanac
import Channels
import Ledger
import Safeguarding
import Vault

// Whoever was to come to a meeting instead of a member, and is not any more, is told so.

extension MailWriter {
    /// Nil for someone who never heard that they were to come, or who is asked to come all the same.
    func recipient(standingDown mail: MailRow) async throws -> Recipient? {
        guard let meeting = mail.why.meeting, let group = try await site.readings.meeting(meeting, as: actor)?.ref.group
        else { return nil }
        let opener = try await opener(.runMeeting, [Meeting.subject(meeting)], in: group)
        let asked = try await asked(to: meeting, opener)
        let all = try await site.readings.formerSubstitutes(at: meeting, as: actor)
        let toTell = FormerSubstitute.toTell(all, asked: asked, on: London.day(site.now)) { opener.text($0) }
        guard let former = toTell.first(where: { $0.mail.id == mail.id }) else { return nil }
        return Recipient(
            addressee: mail.to,
            name: opener.text(former.name) ?? "",
            address: opener.text(former.email).flatMap { EmailAddress($0) },
            receives: .members,
            signsIn: false
        )
    }

    /// The addresses of everyone who is asked to come.
    private func asked(to meeting: ID<Meeting>, _ opener: Opener) async throws -> Set<String> {
        var asked: Set<String> = []
        for row in try await site.readings.invitations(to: meeting, as: actor) {
            if let email = row.substituteEmail.flatMap({ opener.text($0) }) { asked.insert(email.lowercased()) }
            guard row.isInvited, let member = try await recipient(.member(row.member), at: nil)?.address else {
                continue
            }
            asked.insert(member.text.lowercased())
        }
        return asked
    }

    func standingDown(_ mail: MailRow, from sender: Mailbox, to: Mailbox) async throws -> Letter? {
        guard let meeting = mail.why.meeting,
            let former = try await site.readings.formerSubstitutes(at: meeting, as: actor).first(where: {
                $0.mail.id == mail.id
            })
        else { return nil }
        let sheet = try await site.meetingSheet(meeting, as: actor)
        let (group, day) = (sheet.meeting.groupName, Words.fullDay(former.day))
        // Nothing in it says where or when the meeting is now.
        let event = CalendarEvent(
            uid: MeetingCalendar.uid(of: meeting),
            sequence: sheet.meeting.changes,
            when: .allDay(first: former.day, last: former.day),
            summary: group,
            organiser: sender,
            attendees: [CalendarAttendee(to)],
            status: .cancelled,
            lastModified: mail.queuedAt
        )
        return Letter(
            subject: "Not needed any more: \(group), \(day)",
            body: """
                You were asked to come to \(group) on \(day) for \(former.organisationName). You are not needed any more: \
                \(former.hasMoved ? "the meeting has another day" : "whoever asked you has answered again").

                The link that you had opens nothing now. If you are unsure, ask whoever asked you to come.
                """,
            calendar: CalendarFile(method: .cancel, event: event)
        )
    }
}
