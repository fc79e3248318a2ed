import Channels
import HTML
import Hummingbird
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

    /// - Parameters:
    ///   - attendee: Who is asked to answer, where somebody is.
    ///   - isOff: Whether it is off for this attendee, whatever it is for others.
    static func event(
        _ sheet: MeetingSheet,
        _ site: Site,
        organiser: Mailbox? = nil,
        attendee: Mailbox? = nil,
        isOff: Bool = false
    ) -> CalendarEvent {
        let sitting = sheet.meeting.sitting
        let online = sheet.text(sheet.meeting.online)
        return CalendarEvent(
            uid: "meeting-\(sheet.meeting.id)@safeloop",
            sequence: sheet.meeting.changes,
            when: sitting.calendarTime,
            summary: sheet.meeting.groupName,
            location: [sitting.place ?? "", online].filter { !$0.isEmpty }.joined(separator: ", "),
            organiser: organiser,
            attendees: attendee.map { [CalendarAttendee($0)] } ?? [],
            status: sheet.meeting.isCancelled || isOff ? .cancelled : .confirmed,
            url: "\(site.configuration.origin)\(sheet.link.text)",
            lastModified: sheet.meeting.changedAt
        )
    }
}
