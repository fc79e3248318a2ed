import Almanac
import Notes
import Testing

@Suite("The note sheet")
struct NoteSheetTests {
    private func sheet() throws -> NoteSheet {
        NoteSheet(
            group: "Harbour Schools Network",
            date: try #require(Day(year: 2026, month: 12, day: 3)),
            from: ClockTime(hour: 10, minute: 0),
            to: ClockTime(hour: 12, minute: 30),
            place: "Town Hall",
            attended: [
                NotesReading.Person(name: "Rita Vale", organisation: "Harbour Council", role: "Chair", initials: "RV"),
                NotesReading.Person(name: "Tom Abara", organisation: "St Jude's School"),
            ],
            apologies: [NotesReading.Person(name: "Una Cole", organisation: "Harbour Police")],
            items: [
                NoteSheet.Item(number: "1", title: "Welcome and apologies"),
                NoteSheet.Item(
                    number: "2",
                    title: "Matters arising",
                    actions: ["RV to send the plan by 4 January 2027"]
                ),
                NoteSheet.Item(number: "3", title: "Road safety: crossings"),
            ]
        )
    }

    @Test("read back as it is, it gives the same group, date, people, items and actions")
    func roundTrip() throws {
        let sheet = try sheet()
        let reading = NotesReader().read(sheet.text())
        #expect(reading.group == sheet.group)
        #expect(reading.date == sheet.date)
        #expect(reading.attended == sheet.attended)
        #expect(reading.apologies == sheet.apologies)
        #expect(reading.items.map(\.number) == sheet.items.map(\.number))
        #expect(reading.items.map(\.title) == sheet.items.map(\.title))
        #expect(reading.actions.map(\.owners) == [[.person("Rita Vale")]])
        #expect(reading.actions.map(\.due) == [.day(try #require(Day(year: 2027, month: 1, day: 4)))])
        #expect(reading.unplaced.isEmpty)
    }

    @Test("filled in, it gives what was typed under the item it was typed under")
    func filledIn() throws {
        let text = try sheet().text().replacing(
            "3. Road safety: crossings\n",
            with: "3. Road safety: crossings\nThe crossing is late.\nAction: TA to ask why\n"
        )
        let reading = NotesReader().read(text.replacing("Next meeting:", with: "Next meeting: 14 January, 10 – 12"))
        #expect(reading.items.last?.notes == ["The crossing is late."])
        #expect(reading.actions.last?.item == 2)
        #expect(reading.actions.last?.owners == [.person("Tom Abara")])
        #expect(reading.nextMeetings.map(\.date.iso) == ["2027-01-14"])
        #expect(reading.nextMeetings.map(\.to?.iso) == ["12:00"])
    }
}
