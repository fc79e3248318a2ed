import Almanac
import Notes
import Testing

@Suite("The reader of notes")
struct ReaderTests {
    @Test(
        "next meetings are found however they are written, in the year that follows from the meeting",
        arguments: [
            ("25th April, 10 – 12.30 at the hall", "2009-04-25 10:00-12:30"),
            ("Tuesday 3 March 2010 at 2.00pm", "2010-03-03 14:00-"),
            ("30 January, 10.30 – 12.00/12.30", "2010-01-30 10:30-12:30"),
            ("03/06/09 9.30-11am", "2009-06-03 09:30-11:00"),
            ("2009-09-08, 14:00 to 16:00", "2009-09-08 14:00-16:00"),
            ("May 7, 2009 at noon", "2009-05-07 12:00-"),
            ("7-Sep-09 11 – 1pm", "2009-09-07 11:00-13:00"),
            ("Weds 1st of July 1400 hrs", "2009-07-01 14:00-"),
            ("6th October at 10 Market Street", "2009-10-06 -"),
            ("12 May '09, 7.30 p.m.", "2009-05-12 19:30-"),
        ]
    )
    func nextMeeting(written: String, expected: String) {
        let reading = NotesReader().read("Road Forum\n3 March 2009\n\n1. Welcome\n\nNext meeting: \(written)\n")
        let found = reading.nextMeetings.map { "\($0.date) \($0.from?.iso ?? "")-\($0.to?.iso ?? "")" }
        #expect(found == [expected])
    }

    @Test("several dates share the month, the year and the times said of all of them")
    func sharedDates() {
        let reading = NotesReader().read(
            "Road Forum, 3 March 2009\n1. Welcome\n2. Future meetings\n3, 10 and 17 June 2009\nall 10.30 to 12\n"
        )
        #expect(reading.nextMeetings.map(\.date.iso) == ["2009-06-03", "2009-06-10", "2009-06-17"])
        #expect(reading.nextMeetings.allSatisfy { $0.from?.iso == "10:30" && $0.to?.iso == "12:00" })
    }

    private static let people =
        "Road Forum, 3 March 2009\nPresent:\nJane Marsh (Ashby)\nJohn Moss (Brent)\nUna Cole (Kew)\n\n1. Roads\n"

    @Test("initials that two people share are asked about and joined to neither")
    func sharedInitials() {
        let reading = NotesReader().read(Self.people + "Action: JM to write\n")
        #expect(reading.actions.map(\.owners) == [[.unmatched("JM")]])
        #expect(reading.questions.map(\.subject) == [.owner(written: "JM", candidates: ["Jane Marsh", "John Moss"])])
    }

    @Test("a name that is nearly someone's is asked about and joined to nobody")
    func nearName() {
        let reading = NotesReader().read(
            Self.people + "Ursula Cole and Jane Marsch offered to help.\nAction: Ursula Cole\n"
        )
        #expect(reading.actions.map(\.owners) == [[.unmatched("Ursula Cole")]])
        let subjects = reading.questions.map(\.subject)
        #expect(subjects.contains(.name(written: "Ursula Cole", candidates: ["Una Cole"])))
        #expect(subjects.contains(.name(written: "Jane Marsch", candidates: ["Jane Marsh"])))
    }

    @Test("an action that names nobody, and notes without a date, are asked about")
    func openEnds() {
        let reading = NotesReader().read("1. Roads\nAction: mend the gate\n")
        #expect(reading.questions.map(\.subject) == [.noDate, .noOwner(action: 0)])
        #expect(!reading.attendanceIsRecorded)
    }

    @Test(
        "a due time is a date, a month or the next meeting, and is never made up",
        arguments: [
            ("by 30 January", NotesReading.Due.day(day(2010, 1, 30))), ("by the end of March", .day(day(2009, 3, 31))),
            ("by June", .month(year: 2009, month: 6)), ("for the next meeting", .nextMeeting),
            ("as soon as possible", nil),
            ("within two weeks", nil), ("about the fair on 3 May", nil),
        ] as [(String, NotesReading.Due?)]
    )
    func due(words: String, expected: NotesReading.Due?) {
        let reading = NotesReader().read(Self.people + "Action: UC to write \(words)\n")
        #expect(reading.actions.map(\.due) == [expected])
        #expect(reading.actions.first?.text.contains(words) ?? false)
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Day {
        Day(year: year, month: month, day: day) ?? Day(number: 0)
    }
}
