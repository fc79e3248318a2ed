import Almanac
import Ledger
import Testing
import Vault

@testable import Safeguarding

@Suite("Notes that were brought in by mistake go back out, as long as nothing has come of them")
struct TakeNotesOutTests {
    /// Notes of a fictional meeting of March 2025, with the next one in May.
    private struct Brought {
        let ref: MeetingRef
        let notes: ImportedMeeting
        let isMeetingToo: Bool

        var matters: [BroughtIn.Raised] {
            notes.allActions.enumerated().map { BroughtIn.Raised(matter: $1.matter, number: $0 + 11) }
        }
        var next: ImportedMeeting.NextMeeting { notes.nextMeetings[0] }

        func out(_ reason: String = "These were another network's notes.", sourceKeys: [String] = ["k0", "k1"])
            -> TakeNotesOut
        {
            let what = BroughtIn(
                items: notes.items.map(\.item),
                forwards: notes.nextAgenda.map { BroughtIn.Forward(item: $0.item, meeting: $0.meeting) },
                matters: matters,
                called: [next.meeting],
                isMeetingToo: isMeetingToo,
                sourceKey: nil
            )
            return TakeNotesOut(ref, what, sourceKeys: sourceKeys, reason: reason)
        }

        func matter(_ index: Int, _ group: ID<Group>) -> MatterReference {
            MatterReference(matters[index].matter, group: group, item: notes.items[0].item)
        }
    }

    private func bringIn(
        _ scene: inout MeetingScene,
        into called: ID<Meeting>? = nil,
        status: ImportedMeeting.Status = .draft
    ) async throws -> Brought {
        let next = ImportedMeeting.NextMeeting(MeetingScene.sitting("2025-05-07"))
        let item = ImportedMeeting.ImportedItem(
            number: "1",
            title: "Lost files",
            notes: "Nobody knows how many.",
            decisions: [NewDecision("They are counted.")],
            actions: [
                NewAction("Write to the schools", holders: [.member(scene.lead.id)], due: .on(day("2025-03-20"))),
                NewAction("Count them", holders: [.named("O. F.")]),
                NewAction("Book the room", holders: [.all(scene.group)], outcome: .done(note: "Done", on: nil)),
            ]
        )
        let notes = ImportedMeeting(
            sitting: MeetingScene.sitting("2025-03-05"),
            attendance: .recorded([.member(scene.lead.id, .present)]),
            items: [item],
            nextAgenda: [.init(title: "Text line", meeting: next.meeting), .init(title: "Protocol", meeting: nil)],
            nextMeetings: [next],
            status: status,
            source: "NOTES",
            sourceKey: "k1"
        )
        let ref = MeetingRef(called ?? ID(), of: scene.group)
        try await scene.does(ImportMeeting(ref, notes), by: scene.chair)
        return Brought(ref: ref, notes: notes, isMeetingToo: called == nil)
    }

    // MARK: Then

    @Test(arguments: ImportedMeeting.Status.allCases)
    func `all of it goes at once, and says why`(status: ImportedMeeting.Status) async throws {
        var scene = try await MeetingScene()
        let brought = try await bringIn(&scene, status: status)
        let changes = try await scene.does(brought.out(), by: scene.chair)
        #expect(changes.all(NotesTakenOut.self).map(\.meeting) == [brought.ref.meeting, brought.next.meeting])
        #expect(changes.all(NotesTakenOut.self).map(\.isMeetingToo) == [true, true])
        #expect(changes.all(MatterTakenOut.self).map(\.matter) == brought.matters.map(\.matter))
        #expect(Set(changes.all(ItemTakenOff.self).map(\.fate)) == [.dropped])
        #expect(changes.all(ItemTakenOff.self).count == 3)
        #expect(changes.all(ClaimReleased.self).count == 1)
        #expect(Set(changes.map(\.stream)).count == changes.count)
        let reason = try #require(changes.all(MatterTakenOut.self).first?.reason)
        let opener = try await scene.opener(for: [reason.subject])
        #expect(opener.text(reason) == "These were another network's notes.")
        #expect(reason.subject == Matter.subject(brought.matters[0].matter))
    }

    @Test func `then nothing can be done with it, and the same notes can come in again`() async throws {
        var scene = try await MeetingScene()
        let brought = try await bringIn(&scene)
        try await scene.does(brought.out(), by: scene.chair)
        let acknowledge = AcknowledgeMatter(brought.matter(0, scene.group))
        #expect(try await scene.refusal(acknowledge, by: scene.lead)?.sentence.contains("taken back out") == true)
        let decision = MakeDecision(brought.ref, item: nil, NewDecision("Too late"))
        #expect(try await scene.refusal(decision, by: scene.chair)?.sentence.contains("taken back out") == true)
        #expect(try await scene.refusal(brought.out(), by: scene.chair)?.isOutOfTurn == true)
        let again = try await bringIn(&scene)
        #expect(again.ref != brought.ref)
        #expect(scene.state(again.ref.meeting)?.wasImported == true)
    }

    @Test func `a meeting that was called before stays, empty, and takes other notes`() async throws {
        var scene = try await MeetingScene()
        let called = try await scene.another("2025-03-05")
        let wanted = try await scene.item("Wanted before", at: called)
        let brought = try await bringIn(&scene, into: called, status: .agreed)
        let changes = try await scene.does(brought.out(), by: scene.chair)
        #expect(changes.all(NotesTakenOut.self).first?.isMeetingToo == false)
        let state = try #require(scene.state(called))
        #expect(!state.isTakenOut && state.agenda == [wanted] && state.attendance.isEmpty && state.status == .draft)
        let again = try await bringIn(&scene, into: called)
        #expect(scene.state(called)?.agenda == again.notes.items.map(\.item) + [wanted])
        #expect(try await scene.refusal(again.out(), by: scene.chair) == nil)
    }

    @Test func `a next meeting that has a life of its own stays, without what the notes put on it`() async throws {
        var scene = try await MeetingScene()
        let brought = try await bringIn(&scene)
        let own = try await scene.item("Its own", at: brought.next.meeting)
        let changes = try await scene.does(brought.out(), by: scene.chair)
        #expect(changes.all(NotesTakenOut.self).map(\.meeting) == [brought.ref.meeting])
        #expect(scene.state(brought.next.meeting)?.agenda == [own])
    }

    @Test func `a next meeting to which somebody was invited stays: people may know of it`() async throws {
        var scene = try await MeetingScene()
        scene.rules.now = at("2025-04-01")
        let brought = try await bringIn(&scene)
        let next = MeetingRef(brought.next.meeting, of: scene.group)
        let byHand = InviteToMeeting(next, to: [scene.lead.id], presenting: [], round: "hand", way: .file)
        try await scene.does(byHand, by: scene.chair)
        let changes = try await scene.does(brought.out(), by: scene.chair)
        #expect(changes.all(NotesTakenOut.self).map(\.meeting) == [brought.ref.meeting])
        #expect(scene.state(next.meeting)?.agenda.isEmpty == true)
    }

    // MARK: What stands in the way

    @Test func `an action that was worked on stands in the way, by its number`() async throws {
        var scene = try await MeetingScene()
        let brought = try await bringIn(&scene)
        let matter = brought.matter(0, scene.group)
        let steps: [(any Command, String)] = [
            (AcknowledgeMatter(matter), "Matter 11 was received after"),
            (UpdateMatter(matter, text: "Half of them"), "Matter 11 was updated after"),
            (FinishMatter(matter, note: "All of them"), "Matter 11 was received after"),
            (OfferMatter(matter, to: .member(scene.outsider.id)), "Matter 11 was handed on after"),
            (DeclineMatter(matter, reason: "Not mine"), "Matter 11 was declined after"),
        ]
        for (step, sentence) in steps {
            var later = scene
            try await later.does(step, by: scene.lead)
            let refusal = try await later.refusal(brought.out(), by: scene.chair)
            #expect(refusal?.sentence.hasPrefix(sentence) == true, "\(refusal?.sentence ?? "not refused")")
        }
        let moved = MoveDue(matter, due: .on(day("2026-12-01")), reason: "Late")
        var later = scene
        try await later.does(moved, by: scene.chair)
        #expect(try await later.refusal(brought.out(), by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `what the clock did, or whoever looks after the list, does not`() async throws {
        var scene = try await MeetingScene()
        let brought = try await bringIn(&scene)
        let late = brought.matter(0, scene.group)
        let finish = Matter.duty(2, of: late.id)
        try await scene.does(
            EscalateDuty(late, duty: finish, deadline: day("2025-03-20")),
            as: .system("clock")
        )
        try await scene.does(RemindHolder(late, note: nil), by: scene.chair)
        try await scene.does(GiveMatterLink(late, to: scene.lead.id), by: scene.chair)
        let unknown = SayWhoHolds(brought.matter(1, scene.group), place: 0, is: .member(scene.lead.id))
        try await scene.does(unknown, by: scene.chair)
        #expect(try await scene.refusal(brought.out(), by: scene.chair) == nil)
        try await scene.does(WithdrawMatter(late, reason: "Wrong notes"), by: scene.chair)
        #expect(try await scene.refusal(brought.out(), by: scene.chair) == nil)
    }

    @Test func `notes that were changed or circulated stay`() async throws {
        var scene = try await MeetingScene()
        let brought = try await bringIn(&scene)
        let item = brought.notes.items[0].item
        let steps: [(any Command, String)] = [
            (SaveNotes(brought.ref, item: item, text: "More", fromRevision: 1), "More was written"),
            (MakeDecision(brought.ref, item: nil, NewDecision("One more")), "A decision was"),
            (RecordAttendance(brought.ref, [.member(scene.chair.id, .apologies)]), "The attendance was"),
            (
                Circulate(brought.ref, to: [scene.lead.id], checkpoint: "safeloop.example/log\n1\n"),
                "These notes have been circulated"
            ),
            (
                ChangeItem(item: item, group: scene.group, meeting: brought.ref.meeting, ItemDetails(title: "Other")),
                "An item of these notes"
            ),
        ]
        for (step, sentence) in steps {
            var later = scene
            try await later.does(step, by: scene.chair)
            let refusal = try await later.refusal(brought.out(), by: scene.chair)
            #expect(refusal?.sentence.hasPrefix(sentence) == true, "\(refusal?.sentence ?? "not refused")")
        }
    }

    @Test func `only those who may bring notes in, only what came from notes, and only with a reason`() async throws {
        var scene = try await MeetingScene()
        let brought = try await bringIn(&scene)
        #expect(try await scene.refusal(brought.out(), by: scene.lead) == .notAllowed)
        #expect(try await scene.refusal(brought.out(), by: scene.outsider) == .notAllowed)
        #expect(try await scene.refusal(brought.out(" "), by: scene.coordinator)?.field == "reason")
        #expect(try await scene.refusal(brought.out(), by: scene.coordinator) == nil)
        let own = BroughtIn(items: [], forwards: [], matters: [], called: [], isMeetingToo: true, sourceKey: nil)
        let command = TakeNotesOut(scene.ref, own, sourceKeys: [], reason: "Why not")
        #expect(try await scene.refusal(command, by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `nothing is taken out that did not come in with the notes`() async throws {
        var scene = try await MeetingScene()
        let brought = try await bringIn(&scene)
        let item = try await scene.item("Before")
        let action = NewAction("Its own", holders: [.member(scene.lead.id)])
        try await scene.does(
            SaveNotes(scene.ref, item: item, text: "Notes", fromRevision: 0, newActions: [action]),
            by: scene.chair
        )
        let foreign = BroughtIn(
            items: brought.notes.items.map(\.item),
            forwards: [],
            matters: [BroughtIn.Raised(matter: action.matter, number: 1)],
            called: [],
            isMeetingToo: true,
            sourceKey: nil
        )
        let command = TakeNotesOut(brought.ref, foreign, sourceKeys: ["k1"], reason: "Mischief")
        #expect(try await scene.refusal(command, by: scene.chair) == .notFound)
        let others = TakeNotesOut(
            brought.ref,
            BroughtIn(
                items: brought.notes.items.map(\.item),
                forwards: [BroughtIn.Forward(item: item, meeting: scene.meeting)],
                matters: [],
                called: [],
                isMeetingToo: true,
                sourceKey: nil
            ),
            sourceKeys: ["k1"],
            reason: "Mischief"
        )
        #expect(try await scene.refusal(others, by: scene.chair)?.isOutOfTurn == true)
    }
}
