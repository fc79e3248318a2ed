package import Almanac

/// One event as calendars exchange it (RFC 5545): a meeting, or a day by which something is due.
package struct CalendarEvent: Sendable {
    package enum When: Equatable, Sendable {
        /// From a moment to a later one, shown to people in London time.
        case timed(from: Instant, to: Instant)
        /// Whole days, the last one included.
        case allDay(first: Day, last: Day)
    }

    package enum Status: String, Sendable {
        case tentative = "TENTATIVE"
        case confirmed = "CONFIRMED"
        case cancelled = "CANCELLED"
    }

    /// The same for every version of this event, for ever.
    package let uid: String
    /// Counts the versions that change time or place; a calendar ignores a version older than it has.
    package let sequence: Int
    package let when: When
    package let summary: String
    package let location: String
    package let description: String
    package let organiser: Mailbox?
    package let attendees: [CalendarAttendee]
    package let status: Status
    /// Where the event can be read about, or empty.
    package let url: String
    package let lastModified: Instant

    package init(
        uid: String,
        sequence: Int,
        when: When,
        summary: String,
        location: String = "",
        description: String = "",
        organiser: Mailbox? = nil,
        attendees: [CalendarAttendee] = [],
        status: Status = .confirmed,
        url: String = "",
        lastModified: Instant
    ) {
        self.uid = uid
        self.sequence = sequence
        self.when = when
        self.summary = summary
        self.location = location
        self.description = description
        self.organiser = organiser
        self.attendees = attendees
        self.status = status
        self.url = url
        self.lastModified = lastModified
    }
}

/// Someone asked to an event, and what they answered.
package struct CalendarAttendee: Hashable, Sendable {
    package let mailbox: Mailbox
    package let answer: CalendarAnswer

    package init(_ mailbox: Mailbox, answer: CalendarAnswer = .needsAction) {
        self.mailbox = mailbox
        self.answer = answer
    }
}

/// The state of an invitation, `PARTSTAT` in RFC 5545.
package enum CalendarAnswer: String, Sendable, CaseIterable {
    case needsAction = "NEEDS-ACTION"
    case accepted = "ACCEPTED"
    case declined = "DECLINED"
    case tentative = "TENTATIVE"
    case delegated = "DELEGATED"
}
