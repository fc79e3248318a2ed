import Foundation
import Notes
import Testing

@Suite("Notes in many layouts")
struct FixtureTests {
    @Test("at least ten layouts are held")
    func manyLayouts() {
        #expect(Fixture.all.count >= 10)
    }

    @Test("every layout gives its whole report", arguments: Fixture.all)
    func report(_ fixture: Fixture) throws {
        let report = NotesReport(NotesReader().read(try fixture.text), file: fixture.name + ".txt")
        let printed = try JSONValue.read(Data(try report.json().utf8))
        let expected = try JSONValue.read(try fixture.contents(".json"))
        for key in Self.keys { #expect(printed[key] == expected[key], "\(key)") }
        #expect(printed == expected)
    }

    @Test("the report is one line and holds every key, and null or nothing for what is not known")
    func everyKey() throws {
        let json = try NotesReport(NotesReader().read("nothing here"), file: "a.txt").json()
        #expect(!json.contains("\n"))
        guard case .object(let object) = try JSONValue.read(Data(json.utf8)) else {
            Issue.record("not an object")
            return
        }
        #expect(Set(object.keys) == Set(Self.keys))
        #expect(object["group"] != nil && object["date"] == .null && object["actions"] == .array([]))
    }

    static let keys = [
        "file", "group", "date", "attended", "apologies", "items", "decisions", "actions", "next_agenda",
        "next_meetings",
        "unplaced",
    ]
}
