import Almanac
import Ledger
import Testing
import Vault

@testable import Safeguarding

struct ImportMeetingTests {
    /// Notes of a fictional meeting of March 2025.
    private func notes(_ scene: MeetingScene) -> ImportedMeeting {
        let trafficking = ImportedMeeting.ImportedItem(
            number: "5",
            title: "Child trafficking",
            notes: "Half of the members had met a case.",
            decisions: [NewDecision("Awareness is raised in schools.")],
            actions: [
                NewAction("Pass on the group's views", holders: [.member(scene.lead.id)]),
                NewAction("Produce a model", holders: [.named("M. Kuhlmann")], due: .when("the guide is published")),
                NewAction(
                    "Circulate the protocol",
                    holders: [.all(scene.group)],
                    outcome: .done(note: "Completed", on: nil)
                ),
            ]
        )
        return ImportedMeeting(
            sitting: MeetingScene.sitting("2025-03-05"),
            attendance: .recorded([
                .member(scene.lead.id, .present),
                .guest(
                    ID(),
                    .init(name: "Sunniva Roe", organisation: nil, organisationAsWritten: "Regional office"),
                    .present
                ),
                .member(scene.chair.id, .apologies),
            ]),
            items: [.init(number: "1", title: "Welcome"), trafficking],
            status: .agreed,
            source: "NOTES\n1. Welcome\n5. Child trafficking …",
            sourceKey: "k1",
            unplaced: "Page 2 of 2"
        )
    }

    @Test func `everything of a past meeting comes in by one command`() async throws {
        var scene = try await MeetingScene()
        let ref = MeetingRef(ID(), of: scene.group)
        let notes = notes(scene)
        let changes = try await scene.does(ImportMeeting(ref, notes), by: scene.chair)
        let state = try #require(scene.state(ref.meeting))
        #expect(state.day == day("2025-03-05"))
        #expect(state.status == .agreed)
        #expect(state.agenda == notes.items.map(\.item))
        #expect(state.attendance.values.count { $0.presence == .present } == 2)
        #expect(state.revisions == [notes.items[1].item: 1])
        #expect(changes.all(ItemPlaced.self).map(\.number) == ["1", "5"])
        let raised = changes.all(MatterRaised.self)
        #expect(raised.map(\.happened) == Array(repeating: day("2025-03-05"), count: 3))
        #expect(raised.map(\.raiser) == [nil, nil, nil])
        #expect(raised[0].holders == [.member(scene.lead.id)])
        guard case .unmatched(let name) = raised[1].holders.first else {
            Issue.record("A name nobody matched was not kept as it is written")
            return
        }
        let opener = try await scene.opener(for: [
            name.subject, Meeting.source(ref.meeting), Meeting.subject(ref.meeting),
        ])
        #expect(opener.text(name) == "M. Kuhlmann")
        #expect(changes.all(MatterClosed.self).map(\.matter) == [notes.items[1].actions[2].matter])
        let imported = try #require(changes.all(NotesImported.self).first)
        #expect(opener.text(imported.source) == notes.source)
        #expect(imported.unplaced.flatMap { opener.text($0) } == "Page 2 of 2")
        #expect(Set(changes.map(\.stream)).count == changes.count)
    }

    @Test func `without a list of who attended nobody was absent`() async throws {
        var scene = try await MeetingScene()
        let ref = MeetingRef(ID(), of: scene.group)
        var notes = notes(scene)
        notes.attendance = .notRecorded
        notes.status = .draft
        let changes = try await scene.does(ImportMeeting(ref, notes), by: scene.chair)
        #expect(changes.all(AttendanceRecorded.self).isEmpty)
        #expect(changes.all(NotesImported.self).map(\.attendanceRecorded) == [false])
        #expect(scene.state(ref.meeting)?.status == .draft)
    }

    @Test func `the same notes come in once`() async throws {
        var scene = try await MeetingScene()
        try await scene.does(ImportMeeting(MeetingRef(ID(), of: scene.group), notes(scene)), by: scene.chair)
        let again = ImportMeeting(MeetingRef(ID(), of: scene.group), notes(scene))
        #expect(try await scene.refusal(again, by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `notes fill a meeting that was called, unless it has its own`() async throws {
        var scene = try await MeetingScene()
        let called = try await scene.another("2025-03-05")
        let ref = MeetingRef(called, of: scene.group)
        var notes = notes(scene)
        let changes = try await scene.does(ImportMeeting(ref, notes), by: scene.chair)
        #expect(changes.all(MeetingCalled.self).isEmpty)
        notes.sourceKey = "k2"
        notes.items = []
        #expect(try await scene.refusal(ImportMeeting(ref, notes), by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `what was wanted on the agenda of a meeting stays below what its notes say`() async throws {
        var scene = try await MeetingScene()
        var notes = notes(scene)
        notes.sitting.day = day("2026-11-23")
        let wanted = try await scene.item("Wanted by earlier notes")
        var later = scene
        try await later.does(ImportMeeting(scene.ref, notes), by: scene.chair)
        #expect(later.state()?.agenda == notes.items.map(\.item) + [wanted])
        try await scene.does(SaveNotes(scene.ref, item: wanted, text: "Said", fromRevision: 0), by: scene.chair)
        #expect(try await scene.refusal(ImportMeeting(scene.ref, notes), by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `a meeting still to come has no notes to bring in`() async throws {
        let scene = try await MeetingScene()
        var notes = notes(scene)
        notes.sitting.day = day("2026-11-24")
        let command = ImportMeeting(MeetingRef(ID(), of: scene.group), notes)
        #expect(try await scene.refusal(command, by: scene.chair)?.field == "day")
    }

    @Test func `only those who run meetings bring notes in`() async throws {
        let scene = try await MeetingScene()
        let command = ImportMeeting(MeetingRef(ID(), of: scene.group), notes(scene))
        #expect(try await scene.refusal(command, by: scene.lead) == .notAllowed)
        #expect(try await scene.refusal(command, by: scene.coordinator) == nil)
    }

    @Test func `what is wanted next is put on the next meeting, or waits with an owner`() async throws {
        var scene = try await MeetingScene()
        var notes = notes(scene)
        let next = ImportedMeeting.NextMeeting(MeetingScene.sitting("2025-05-07"))
        let known = ImportedMeeting.NextMeeting(meeting: scene.meeting, MeetingScene.sitting("2026-11-23"))
        let before = try await scene.item("There already")
        let placed = ImportedMeeting.Forward(title: "Domestic violence", meeting: next.meeting)
        let added = ImportedMeeting.Forward(title: "Estrangement", meeting: scene.meeting)
        let waits = ImportedMeeting.Forward(title: "Text line talk", meeting: nil)
        notes.nextMeetings = [next, known]
        notes.nextAgenda = [placed, added, waits]
        let changes = try await scene.does(ImportMeeting(MeetingRef(ID(), of: scene.group), notes), by: scene.chair)
        #expect(changes.all(MeetingCalled.self).map(\.day) == [day("2025-03-05"), day("2025-05-07")])
        #expect(scene.state(next.meeting)?.agenda == [placed.item])
        #expect(scene.state()?.agenda == [before, added.item])
        #expect(scene.state(of: waits.item)?.place == .waiting)
        #expect(scene.state(of: waits.item)?.dateOwner == scene.chair.id)
    }

    @Test func `one wrong action brings nothing in`() async throws {
        let scene = try await MeetingScene()
        var notes = notes(scene)
        notes.actions = [NewAction("Nobody does this", holders: [])]
        let command = ImportMeeting(MeetingRef(ID(), of: scene.group), notes)
        #expect(try await scene.refusal(command, by: scene.chair)?.field == "holder")
    }
}
