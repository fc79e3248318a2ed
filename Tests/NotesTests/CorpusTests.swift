import Almanac
import Foundation
import Notes
import Testing

/// Reads the real notes that `SAFELOOP_NOTES` names the folder of. Nothing taken from them is kept here.
@Suite("Real notes")
struct CorpusTests {
    private struct Expected {
        var attended = 0
        var apologies = 0
        var items: Int
        var actions: Int
        var nextAgenda = 0
        var nextMeetings: [String]
    }

    private static let expected: [String: Expected] = [
        "2007-02-07": Expected(
            attended: 24,
            apologies: 9,
            items: 9,
            actions: 15,
            nextAgenda: 5,
            nextMeetings: ["2007-04-25 10:00-12:30"]
        ),
        "2007-11-29": Expected(
            items: 8,
            actions: 7,
            nextMeetings: ["2008-01-30 10:30-12:30", "2008-03-20 10:30-12:30"]
        ),
    ]

    private static let folder = ProcessInfo.processInfo.environment["SAFELOOP_NOTES"]

    @Test("give the counts, dates, item numbers and owners that are in them")
    func corpus() throws {
        let files = Self.folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
        guard let folder = Self.folder, !files.isEmpty else {
            print("real notes: not run")
            return
        }
        var dates: Set<String> = []
        for file in files.sorted() where file.hasSuffix(".txt") {
            let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
            let reading = NotesReader().read(text)
            dates.insert(reading.date?.iso ?? "")
            check(reading, of: text)
            if let date = reading.date, let expected = Self.expected[date.iso] { compare(reading, with: expected) }
            print(
                "real notes: \(reading.date?.iso ?? "no date"): \(reading.attended.count) attended,",
                "\(reading.apologies.count) apologies, \(reading.items.count) items, \(reading.actions.count) actions,",
                "\(reading.nextMeetings.count) next meetings, \(reading.unplaced.count) lines unplaced"
            )
        }
        #expect(dates.isSuperset(of: Self.expected.keys))
    }

    /// What holds of any notes.
    private func check(_ reading: NotesReading, of text: String) {
        #expect(reading.group != nil)
        #expect(reading.unplaced.isEmpty)
        #expect(reading.attendanceIsRecorded == !reading.attended.isEmpty)
        #expect(reading.items.map(\.number) == (1...max(1, reading.items.count)).map { "\($0)" })
        for person in reading.attended + reading.apologies {
            #expect(text.contains(person.name))
            #expect(person.organisation.map(text.contains) ?? false)
        }
        for action in reading.actions {
            #expect(!action.owners.isEmpty)
            #expect(!action.text.isEmpty)
            for owner in action.owners {
                switch owner {
                case .everyone: break
                case .person(let name): #expect(reading.attended.contains { $0.name == name })
                // A name in full, as it stands in the source.
                case .unmatched(let name): #expect(text.contains(name) && name.contains(" "))
                }
            }
        }
    }

    private func compare(_ reading: NotesReading, with expected: Expected) {
        #expect(reading.attended.count == expected.attended)
        #expect(reading.apologies.count == expected.apologies)
        #expect(reading.items.count == expected.items)
        #expect(reading.actions.count == expected.actions)
        #expect(reading.nextAgenda.count == expected.nextAgenda)
        let meetings = reading.nextMeetings.map { "\($0.date) \($0.from?.iso ?? "")-\($0.to?.iso ?? "")" }
        #expect(meetings == expected.nextMeetings)
    }
}
