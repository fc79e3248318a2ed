import Almanac
import Ledger
import Testing

@testable import Safeguarding

struct CirculationTests {
    /// A meeting that was held, with one item and its notes.
    private func held() async throws -> (MeetingScene, ID<Item>) {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        try await scene.does(SaveNotes(scene.ref, item: item, text: "Said.", fromRevision: 0), by: scene.chair)
        return (scene, item)
    }

    @Test func `notes go from draft to circulated to agreed`() async throws {
        var (scene, _) = try await held()
        #expect(scene.state()?.status == .draft)
        try await scene.circulated()
        #expect(scene.state()?.status == .circulated)
        let later = try await scene.another("2026-11-30")
        scene.rules.now = at("2026-11-30", "11:00")
        try await scene.does(AgreeNotes(scene.ref, at: later), by: scene.chair)
        #expect(scene.state()?.status == .agreed)
    }

    @Test func `there is something to circulate, someone to send it to and a checkpoint`() async throws {
        let (scene, _) = try await held()
        let empty = try await MeetingScene()
        #expect(
            try await empty.refusal(Circulate(empty.ref, to: [empty.lead.id], checkpoint: "c"), by: empty.chair)?
                .isOutOfTurn == true
        )
        #expect(try await scene.refusal(Circulate(scene.ref, to: [], checkpoint: "c"), by: scene.chair)?.field == "to")
        let bare = try await scene.refusal(Circulate(scene.ref, to: [scene.lead.id], checkpoint: ""), by: scene.chair)
        #expect(bare?.code == "unavailable")
    }

    @Test func `everyone gets it once, however often they are named`() async throws {
        var (scene, _) = try await held()
        let to = [scene.lead.id, scene.chair.id, scene.lead.id]
        let sent = try await scene.does(Circulate(scene.ref, to: to, checkpoint: "c"), by: scene.chair)
        #expect(sent.all(NotesCirculated.self).map(\.to) == [[scene.lead.id, scene.chair.id]])
    }

    @Test func `after circulation a change says what it corrects`() async throws {
        var (scene, item) = try await held()
        try await scene.circulated()
        let silent = SaveNotes(scene.ref, item: item, text: "Said twice.", fromRevision: 1)
        #expect(try await scene.refusal(silent, by: scene.chair)?.field == "correction")
        let told = SaveNotes(scene.ref, item: item, text: "Said twice.", fromRevision: 1, correction: "Spelling")
        #expect(try await scene.does(told, by: scene.chair).types == ["meeting.notes.corrected", "item.noted"])
        let late = RecordAttendance(scene.ref, [.member(scene.lead.id, .present)])
        #expect(try await scene.refusal(late, by: scene.chair)?.field == "correction")
        let propose = ProposeItem(group: scene.group, meeting: scene.meeting, ItemDetails(title: "More"))
        #expect(try await scene.refusal(propose, by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `notes are agreed at a later meeting of the group that has come`() async throws {
        var (scene, _) = try await held()
        let earlier = try await scene.another("2026-11-02")
        let later = try await scene.another("2026-11-30")
        #expect(try await scene.refusal(AgreeNotes(scene.ref, at: later), by: scene.chair)?.isOutOfTurn == true)
        try await scene.circulated()
        #expect(try await scene.refusal(AgreeNotes(scene.ref, at: earlier), by: scene.chair)?.field == "at")
        #expect(try await scene.refusal(AgreeNotes(scene.ref, at: scene.meeting), by: scene.chair)?.field == "at")
        #expect(try await scene.refusal(AgreeNotes(scene.ref, at: later), by: scene.chair)?.isOutOfTurn == true)
        #expect(try await scene.refusal(AgreeNotes(scene.ref, at: ID()), by: scene.chair) == .notFound)
        try await scene.does(
            CancelMeeting(MeetingRef(later, of: scene.group), agenda: [], reason: "Snow"),
            by: scene.chair
        )
        scene.rules.now = at("2026-11-30", "11:00")
        #expect(try await scene.refusal(AgreeNotes(scene.ref, at: later), by: scene.chair)?.field == "at")
    }

    @Test func `agreed notes never change, whoever asks and whatever they say they correct`() async throws {
        var (scene, item) = try await held()
        let decision = NewDecision("Two join.")
        try await scene.does(MakeDecision(scene.ref, item: nil, decision), by: scene.chair)
        let paper = PaperDetails(
            title: "A",
            fileName: "a",
            mediaType: "text/plain",
            bytes: 1,
            marking: .members,
            chunks: ["00"]
        )
        let kept = ID<Paper>()
        try await scene.does(AddPaper(scene.ref, item: nil, paper: kept, paper), by: scene.chair)
        try await scene.agreed()
        let next = try await scene.another("2027-01-20")
        let (ref, group, meeting, someone) = (scene.ref, scene.group, scene.meeting, scene.coordinator)
        let reason = "Surely only this"
        var refusals: [Refusal?] = []
        func tries(_ command: some Command) async throws {
            refusals.append(try await scene.refusal(command, by: someone))
        }
        try await tries(SaveNotes(ref, item: item, text: "x", fromRevision: 1, correction: reason))
        try await tries(MakeDecision(ref, item: item, NewDecision("x"), correction: reason))
        try await tries(CorrectDecision(ref, decision.decision, item: nil, text: "x", correction: reason))
        try await tries(RecordAttendance(ref, [.member(someone.id, .present)], correction: reason))
        try await tries(AddPaper(ref, item: nil, paper: ID(), paper, correction: reason))
        try await tries(RemovePaper(ref, kept, correction: reason))
        try await tries(MoveMeeting(ref, MeetingScene.sitting("2027-01-20")))
        try await tries(CancelMeeting(ref, agenda: [item], reason: reason))
        try await tries(ReorderAgenda(ref, [item]))
        try await tries(ProposeItem(group: group, meeting: meeting, ItemDetails(title: "x")))
        try await tries(ChangeItem(item: item, group: group, meeting: meeting, ItemDetails(title: "x")))
        try await tries(TakeItemOff(item: item, group: group, meeting: meeting, .dropped(reason: reason)))
        try await tries(PlaceItem(MeetingRef(next, of: group), item: item, from: meeting))
        try await tries(Circulate(ref, to: [someone.id], checkpoint: "c"))
        try await tries(AgreeNotes(ref, at: next))
        #expect(refusals == Array(repeating: .agreed, count: 15))
    }
}
