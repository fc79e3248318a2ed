import Almanac
import Channels
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// A meeting as calendars exchange it.
enum MeetingCalendar {
    static func file(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let file = CalendarFile(feed: sheet.meeting.groupName, events: [event(sheet, visit.site)])
        return .file(
            Array(file.text.utf8),
            type: "text/calendar; charset=utf-8",
            name: "meeting-\(sheet.meeting.sitting.day).ics"
        )
    }

    /// The same in every letter and feed, so that a calendar knows the meeting again.
    static func uid(of meeting: ID<Meeting>) -> String { "meeting-\(meeting)@safeloop" }

    /// - Parameters:
    ///   - attendee: Who is asked to answer, where somebody is.
    ///   - askedAt: When they were asked: what they were told before that is over.
    static func event(
        _ sheet: MeetingSheet,
        _ site: Site,
        organiser: Mailbox? = nil,
        attendee: Mailbox? = nil,
        askedAt: Instant? = nil
    ) -> CalendarEvent {
        let sitting = sheet.meeting.sitting
        let online = sheet.text(sheet.meeting.online)
        return CalendarEvent(
            uid: uid(of: sheet.meeting.id),
            sequence: sheet.meeting.changes,
            when: sitting.calendarTime,
            summary: sheet.meeting.groupName,
            location: [sitting.place ?? "", online].filter { !$0.isEmpty }.joined(separator: ", "),
            organiser: organiser,
            attendees: attendee.map { [CalendarAttendee($0)] } ?? [],
            status: sheet.meeting.isCancelled ? .cancelled : .confirmed,
            url: "\(site.configuration.origin)\(sheet.link.text)",
            lastModified: max(sheet.meeting.changedAt, askedAt ?? sheet.meeting.changedAt)
        )
    }
}
