import Almanac

/// A calendar to be sent, downloaded or subscribed to.
package struct CalendarFile: Sendable {
    /// What the receiver is to do with it (RFC 5546).
    package enum Method: String, Sendable {
        /// To know of; nobody is asked to answer. For downloads and feeds.
        case publish = "PUBLISH"
        /// To answer: an invitation, or a newer version of one.
        case request = "REQUEST"
        /// To take out of the calendar.
        case cancel = "CANCEL"
    }

    package let method: Method
    package let events: [CalendarEvent]
    /// What a calendar program calls a feed, or empty.
    package let name: String

    /// An invitation or its cancellation, for one mail.
    package init(method: Method, event: CalendarEvent) {
        self.init(method: method, events: [event], name: "")
    }

    /// A feed of many events, which calendar programs fetch about hourly.
    package init(feed name: String, events: [CalendarEvent]) {
        self.init(method: .publish, events: events, name: name)
    }

    private init(method: Method, events: [CalendarEvent], name: String) {
        self.method = method
        self.events = events
        self.name = name
    }

    /// The file, UTF-8 with CRLF, folded at 75 octets; its media type is `text/calendar`.
    package var text: String {
        var lines = ContentLines()
        lines.add("BEGIN", "VCALENDAR")
        lines.add("VERSION", "2.0")
        lines.add("PRODID", "-//Safeloop//Safeloop//EN")
        lines.add("CALSCALE", "GREGORIAN")
        lines.add("METHOD", method.rawValue)
        if !name.isEmpty {
            lines.add("NAME", text: name)
            lines.add("X-WR-CALNAME", text: name)
            lines.add("REFRESH-INTERVAL", ["VALUE": "DURATION"], "PT1H")
            lines.add("X-PUBLISHED-TTL", "PT1H")
        }
        if events.contains(where: \.isTimed) { lines.addLondon() }
        for event in events { lines.add(event, method: method) }
        lines.add("END", "VCALENDAR")
        return lines.text
    }
}

extension CalendarEvent {
    fileprivate var isTimed: Bool {
        if case .timed = when { true } else { false }
    }
}

extension ContentLines {
    fileprivate mutating func add(_ event: CalendarEvent, method: CalendarFile.Method) {
        add("BEGIN", "VEVENT")
        add("UID", text: event.uid)
        add("SEQUENCE", String(event.sequence))
        add("DTSTAMP", Self.utc(event.lastModified))
        add("LAST-MODIFIED", Self.utc(event.lastModified))
        switch event.when {
        case .timed(let start, let end):
            add("DTSTART", moment: start)
            add("DTEND", moment: end)
        case .allDay(let first, let last):
            add("DTSTART", ["VALUE": "DATE"], Self.basic(first))
            // RFC 5545 gives the first day that is no longer part of it.
            add("DTEND", ["VALUE": "DATE"], Self.basic(last.adding(days: 1)))
        }
        add("SUMMARY", text: event.summary)
        if !event.location.isEmpty { add("LOCATION", text: event.location) }
        if !event.description.isEmpty { add("DESCRIPTION", text: event.description) }
        if !event.url.isEmpty { add("URL", uri: event.url) }
        add("STATUS", method == .cancel ? CalendarEvent.Status.cancelled.rawValue : event.status.rawValue)
        if !event.isTimed { add("TRANSP", "TRANSPARENT") }
        if let organiser = event.organiser {
            add("ORGANIZER", Self.name(organiser), uri: "mailto:\(organiser.address.text)")
        }
        // RFC 5546 forbids attendees where nobody is asked; it also keeps them out of feeds that may be shared.
        if method != .publish {
            for attendee in event.attendees { add(attendee, isAsked: method == .request) }
        }
        add("END", "VEVENT")
    }

    private mutating func add(_ attendee: CalendarAttendee, isAsked: Bool) {
        var parameters = Self.name(attendee.mailbox)
        parameters["ROLE"] = "REQ-PARTICIPANT"
        parameters["PARTSTAT"] = attendee.answer.rawValue
        if isAsked { parameters["RSVP"] = "TRUE" }
        add("ATTENDEE", parameters, uri: "mailto:\(attendee.mailbox.address.text)")
    }

    private mutating func add(_ name: String, moment: Instant) {
        let (day, time) = London.local(moment)
        let isUnambiguous = London.instant(day, time).seconds(since: moment).magnitude < 60
        // On the night the clocks go back one hour comes twice, and a local time can only mean the first.
        guard isUnambiguous else { return add(name, Self.utc(moment)) }
        add(name, ["TZID": "Europe/London"], "\(Self.basic(day))T\(time.iso.replacing(":", with: ""))00")
    }

    private static func name(_ mailbox: Mailbox) -> Parameters {
        mailbox.name.isEmpty ? [:] : ["CN": mailbox.name]
    }

    /// `20261121`.
    private static func basic(_ day: Day) -> String { day.iso.replacing("-", with: "") }

    /// `20261121T230509Z`.
    private static func utc(_ instant: Instant) -> String {
        instant.iso.replacing("-", with: "").replacing(":", with: "")
    }

    /// The rules that London has kept since 1996; Outlook and Google know the zone by its name, others read this.
    fileprivate mutating func addLondon() {
        add("BEGIN", "VTIMEZONE")
        add("TZID", "Europe/London")
        add("BEGIN", "DAYLIGHT")
        add("TZNAME", "BST")
        add("TZOFFSETFROM", "+0000")
        add("TZOFFSETTO", "+0100")
        add("DTSTART", "19960331T010000")
        add("RRULE", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")
        add("END", "DAYLIGHT")
        add("BEGIN", "STANDARD")
        add("TZNAME", "GMT")
        add("TZOFFSETFROM", "+0100")
        add("TZOFFSETTO", "+0000")
        add("DTSTART", "19961027T020000")
        add("RRULE", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
        add("END", "STANDARD")
        add("END", "VTIMEZONE")
    }
}
