import Almanac
import Testing

@testable import Channels

struct CalendarReplyTests {
    private static let google = """
        BEGIN:VCALENDAR\r
        PRODID:-//Google Inc//Google Calendar 70.9054//EN\r
        VERSION:2.0\r
        CALSCALE:GREGORIAN\r
        METHOD:REPLY\r
        BEGIN:VEVENT\r
        DTSTART:20261125T100000Z\r
        DTEND:20261125T123000Z\r
        DTSTAMP:20261121T230509Z\r
        ORGANIZER;CN="Bell: Ann":mailto:ann@safeloop.example\r
        UID:meeting-7@safeloop.example\r
        ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN="Case\r
         ; Bob: x";X-NUM-GUESTS=0:MAILTO:bob@School.example\r
        SEQUENCE:3\r
        COMMENT:Sorry\\, away\\nuntil May\r
        BEGIN:VALARM\r
        UID:another\r
        END:VALARM\r
        END:VEVENT\r
        END:VCALENDAR\r

        """

    @Test("An answer gives the event, who answered, what and when")
    func read() throws {
        let reply = try CalendarReply.read(Array(Self.google.utf8))
        #expect(reply.uid == "meeting-7@safeloop.example")
        #expect(reply.sequence == 3)
        #expect(reply.attendee.text == "bob@school.example")
        #expect(reply.answer == .declined)
        #expect(reply.answered?.iso == "2026-11-21T23:05:09Z")
        #expect(reply.comment == "Sorry, away\nuntil May")
    }

    @Test("Each answer that RFC 5545 knows is read", arguments: CalendarAnswer.allCases)
    func answers(answer: CalendarAnswer) throws {
        let text = Self.google.replacing("PARTSTAT=DECLINED", with: "partstat=\(answer.rawValue.lowercased())")
        #expect(try CalendarReply.read(Array(text.utf8)).answer == answer)
    }

    @Test(
        "What is no usable answer is refused with the reason",
        arguments: [
            ("BEGIN:VCALENDAR", "BEGIN:VCARD", CalendarReply.Problem.notACalendar),
            ("METHOD:REPLY", "METHOD:REQUEST", .notAReply),
            ("UID:meeting-7@safeloop.example\r\n", "", .noUID),
            ("PARTSTAT=DECLINED", "PARTSTAT=PERHAPS", .unknownAnswer),
            ("PARTSTAT=DECLINED;", "", .unknownAnswer),
            ("MAILTO:bob@School.example", "MAILTO:bob", .notOneAttendee),
            ("SEQUENCE:3", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:zoe@school.example", .notOneAttendee),
            ("END:VCALENDAR", "BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR", .severalEvents),
        ]
    )
    func refused(part: String, replacement: String, problem: CalendarReply.Problem) {
        let text = Self.google.replacing(part, with: replacement)
        #expect(text != Self.google)
        #expect(throws: problem) { try CalendarReply.read(Array(text.utf8)) }
    }

    @Test(
        "A time that does not exist, or is not UTC, is left unknown",
        arguments: [
            "20261321T230509Z", "20260230T230509Z", "20261121T240509Z", "20261121T230509", "2026-11-21T23:05", "", "Z",
        ]
    )
    func badTime(time: String) throws {
        let text = Self.google.replacing("DTSTAMP:20261121T230509Z", with: "DTSTAMP:\(time)")
        #expect(try CalendarReply.read(Array(text.utf8)).answered == nil)
    }

    @Test("Two thousand damaged answers never stop the reader, and what it accepts has an address")
    func damaged() {
        var chance = Chance(5546)
        let good = Array(Self.google.utf8)
        var read = 0
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...12, using: &chance) {
                let index = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<3, using: &chance) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.remove(at: index)
                default: bytes.insert([10, 13, 58, 59, 34, 92, 32].randomElement(using: &chance) ?? 0, at: index)
                }
            }
            guard let reply = try? CalendarReply.read(bytes) else { continue }
            read += 1
            #expect(!reply.uid.isEmpty)
            #expect(EmailAddress(reply.attendee.text) == reply.attendee)
        }
        // Most of the damage is in parts that do not matter; a reader that refuses everything would pass otherwise.
        #expect(read > 500)
    }

    @Test("Four times as long a line or as deep a nesting takes no more than about four times as long")
    func large() {
        let cases = [
            ("X:", "\r\n x"), ("", "BEGIN:A\r\n"), ("", "A;B=\"\n"), ("A", ";"), ("A;B=", "\""), ("COMMENT:", "\\n"),
        ]
        for (head, piece) in cases {
            func seconds(_ size: Int) -> Double {
                let start = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + head
                let bytes = Array((start + String(repeating: piece, count: size / piece.utf8.count)).utf8)
                return processorSeconds { _ = try? CalendarReply.read(bytes) }
            }
            #expect(seconds(60_000) < 8 * seconds(15_000) + 0.05)
        }
    }

    @Test("An answer of over a megabyte is refused unread")
    func tooLarge() {
        #expect(throws: CalendarReply.Problem.tooLarge) {
            try CalendarReply.read(Array(repeating: 10, count: 1_000_001))
        }
    }
}
