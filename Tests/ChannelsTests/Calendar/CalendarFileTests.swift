import Almanac
import Foundation
import Testing

@testable import Channels

/// What `Python/parse_calendar.py` says about one calendar.
private struct ParsedCalendar: Decodable, Sendable {
    struct Person: Decodable, Equatable, Sendable {
        let uri, name, answer, rsvp: String
    }

    struct Event: Decodable, Sendable {
        let uid: String
        let sequence: Int
        let start, end, zone, summary, location, description, url, status, modified: String
        let organiser: Person?
        let attendees: [Person]
    }

    let method, name: String
    let events: [Event]
    let zones: Int
    let errors: [String]
    let longestLine: Int
    let onlyCRLF: Bool

    static func read(_ files: [CalendarFile]) async throws -> [ParsedCalendar] {
        try await Python.run("parse_calendar.py", files.map(\.text))
    }
}

struct CalendarFileTests {
    private let stamp = MailFixtures.date

    private func london(_ day: String, _ time: String) throws -> Instant {
        London.instant(try #require(Day(iso: day)), try #require(ClockTime(iso: time)))
    }

    private func event(_ when: CalendarEvent.When, attendees: [CalendarAttendee] = []) throws -> CalendarEvent {
        CalendarEvent(
            uid: "meeting-7@safeloop.example",
            sequence: 3,
            when: when,
            summary: "Network meeting; spring, with a name that is long enough to be folded – more than once, perhaps",
            location: "Town Hall, Room 4\\5",
            description: "Agenda:\n1. Welcome\r\n2. Zoë's report; 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
            organiser: try Mailbox(
                name: "Ann \"Chair\" Bell: x",
                address: MailFixtures.address("ann@safeloop.example")
            ),
            attendees: attendees,
            status: .tentative,
            url: "https://safeloop.example/meetings/7?a=b&c=d",
            lastModified: stamp
        )
    }

    @Test("Every field of an invitation is read back by the icalendar library, in winter and in summer time")
    func invitation() async throws {
        let guests = [
            CalendarAttendee(try Mailbox(name: "Case, Bob", address: MailFixtures.address("bob@school.example"))),
            CalendarAttendee(try Mailbox(address: MailFixtures.address("zoe@school.example")), answer: .accepted),
        ]
        for (day, offset) in [("2026-11-25", 0), ("2026-06-24", 1)] as [(String, Int64)] {
            let (start, end) = (try london(day, "10:00"), try london(day, "12:30"))
            #expect(start.iso.hasSuffix(offset == 1 ? "T09:00:00Z" : "T10:00:00Z"))
            let event = try event(.timed(from: start, to: end), attendees: guests)
            let calendar = try #require(
                try await ParsedCalendar.read([CalendarFile(method: .request, event: event)]).first
            )
            let read = try #require(calendar.events.first)
            #expect(calendar.method == "REQUEST")
            #expect(calendar.zones == 1)
            #expect(calendar.errors == [])
            #expect(calendar.longestLine <= 75)
            #expect(calendar.onlyCRLF)
            #expect(read.uid == event.uid)
            #expect(read.sequence == 3)
            #expect(read.start == String(start.milliseconds / 1000))
            #expect(read.end == String(end.milliseconds / 1000))
            #expect(read.zone == "Europe/London")
            #expect(read.summary == event.summary)
            #expect(read.location == event.location)
            #expect(read.description == event.description.replacing("\r\n", with: "\n"))
            #expect(read.url == event.url)
            #expect(read.status == "TENTATIVE")
            #expect(read.modified == String(stamp.milliseconds / 1000))
            #expect(read.organiser?.uri == "mailto:ann@safeloop.example")
            #expect(read.organiser?.name == "Ann 'Chair' Bell: x")
            #expect(
                read.attendees == [
                    .init(uri: "mailto:bob@school.example", name: "Case, Bob", answer: "NEEDS-ACTION", rsvp: "TRUE"),
                    .init(uri: "mailto:zoe@school.example", name: "", answer: "ACCEPTED", rsvp: "TRUE"),
                ]
            )
        }
    }

    @Test("The time-zone rules written into the file give London's times without the reader knowing London")
    func zoneRules() throws {
        let text = CalendarFile(method: .publish, event: try event(.timed(from: stamp, to: stamp))).text
        #expect(text.contains("TZID:Europe/London\r\nBEGIN:DAYLIGHT"))
        #expect(text.contains("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"))
        #expect(text.contains("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"))
    }

    @Test("The hour that comes twice in autumn is told apart, and every hour around both changes is right")
    func clockChanges() async throws {
        let nights = try [london("2026-10-24", "22:00"), london("2027-03-27", "22:00")]
        let starts = nights.flatMap { night in (0..<16).map { night.adding(seconds: $0 * 1800) } }
        let files = try starts.map { start in
            CalendarFile(method: .publish, event: try event(.timed(from: start, to: start.adding(seconds: 1800))))
        }
        let read = try await ParsedCalendar.read(files)
        #expect(read.map { $0.events.first?.start } == starts.map { String($0.milliseconds / 1000) })
        #expect(read.map { $0.events.first?.end } == starts.map { String($0.milliseconds / 1000 + 1800) })
    }

    @Test("Whole days end on the day after, and stand in nobody's way")
    func allDay() async throws {
        let (first, last) = (try #require(Day(iso: "2026-12-31")), try #require(Day(iso: "2027-01-01")))
        let file = CalendarFile(method: .publish, event: try event(.allDay(first: first, last: last)))
        let calendar = try #require(try await ParsedCalendar.read([file]).first)
        #expect(calendar.events.first?.start == "2026-12-31")
        #expect(calendar.events.first?.end == "2027-01-02")
        #expect(calendar.zones == 0)
        #expect(file.text.contains("\r\nTRANSP:TRANSPARENT\r\n"))
    }

    @Test("A cancellation says so, and asks nobody to answer")
    func cancel() async throws {
        let guest = CalendarAttendee(try Mailbox(address: MailFixtures.address("bob@school.example")))
        let file = CalendarFile(
            method: .cancel,
            event: try event(.timed(from: stamp, to: stamp.adding(seconds: 60)), attendees: [guest])
        )
        let calendar = try #require(try await ParsedCalendar.read([file]).first)
        #expect(calendar.method == "CANCEL")
        #expect(calendar.events.first?.status == "CANCELLED")
        #expect(calendar.events.first?.attendees.map(\.rsvp) == [""])
    }

    @Test("A feed has a name and all its events, and names no attendees")
    func feed() async throws {
        let guest = CalendarAttendee(try Mailbox(address: MailFixtures.address("bob@school.example")))
        let events = try (0..<200).map { number in
            let start = stamp.adding(seconds: Int64(number) * 86_400)
            return try event(.timed(from: start, to: start.adding(seconds: 3600)), attendees: [guest])
        }
        let calendar = try #require(
            try await ParsedCalendar.read([CalendarFile(feed: "Leads, London", events: events)]).first
        )
        #expect(calendar.name == "Leads, London")
        #expect(calendar.method == "PUBLISH")
        #expect(calendar.events.count == 200)
        #expect(calendar.zones == 1)
        #expect(calendar.events.allSatisfy { $0.attendees.isEmpty })
        #expect(try await ParsedCalendar.read([CalendarFile(feed: "Empty", events: [])]).first?.events.isEmpty == true)
    }

    @Test("Four hundred events of odd text are read back as they were, and none adds a line of its own")
    func oddText() async throws {
        var chance = Chance(5545)
        let events = try (0..<400).map { number in
            CalendarEvent(
                uid: "\(number)@safeloop.example",
                sequence: number,
                when: .timed(from: stamp, to: stamp.adding(seconds: 3600)),
                summary: chance.oddLines(upTo: 6),
                location: chance.oddText(upTo: 8),
                description: chance.oddLines(upTo: 30),
                organiser: try Mailbox(
                    name: chance.oddText(upTo: 8).replacing("^", with: ""),
                    address: MailFixtures.address("ann@safeloop.example")
                ),
                lastModified: stamp
            )
        }
        let read = try await ParsedCalendar.read(events.map { CalendarFile(method: .publish, event: $0) })
        for (event, calendar) in zip(events, read) {
            let parsed = try #require(calendar.events.first)
            #expect(calendar.events.count == 1)
            #expect(calendar.errors == [])
            #expect(calendar.onlyCRLF)
            #expect(calendar.longestLine <= 75)
            #expect(Self.comparable(parsed.summary) == Self.comparable(event.summary))
            #expect(Self.comparable(parsed.location) == Self.comparable(event.location))
            #expect(Self.comparable(parsed.description) == Self.comparable(event.description))
            let name = event.organiser?.name.replacing("\"", with: "'").replacing("\\", with: "/")
            #expect(parsed.organiser?.name == name)
        }
    }

    /// Ends of lines as LF, other controls as spaces: what a calendar can hold.
    private static func comparable(_ text: String) -> [Unicode.Scalar] {
        let lines = TransferEncoding.lines(of: text + "x").map { String(decoding: $0, as: UTF8.self) }
        return lines.joined(separator: "\n").unicodeScalars.map { $0 != "\n" && $0.isControl ? " " : $0 }
    }
}
