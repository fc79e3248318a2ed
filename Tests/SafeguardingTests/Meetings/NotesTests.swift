import Almanac
import Ledger
import Testing
import Vault

@testable import Safeguarding

struct NotesTests {
    @Test func `a save names the revision it was made from`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        let first = try await scene.does(
            SaveNotes(scene.ref, item: item, text: "One.", fromRevision: 0),
            by: scene.chair
        )
        #expect(first.all(ItemNoted.self).map(\.revision) == [1])
        let older = SaveNotes(scene.ref, item: item, text: "Mine instead.", fromRevision: 0)
        #expect(try await scene.refusal(older, by: scene.chair) == .newerNotes)
        let newer = try await scene.does(
            SaveNotes(scene.ref, item: item, text: "Both.", fromRevision: 1),
            by: scene.chair
        )
        #expect(newer.all(ItemNoted.self).map(\.revision) == [2])
    }

    @Test func `actions and decisions come in the same append and keep their sentences`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Trafficking")
        let action = NewAction(
            "Send the form to all boroughs",
            holders: [.member(scene.lead.id)],
            due: .nextMeeting(scene.group)
        )
        let save = SaveNotes(
            scene.ref,
            item: item,
            text: "Action: BC to send the form to all boroughs by the next meeting",
            fromRevision: 0,
            newActions: [action],
            newDecisions: [NewDecision("Every referral is followed to its outcome.")]
        )
        let changes = try await scene.does(save, by: scene.chair)
        let raised = try #require(changes.all(MatterRaised.self).first)
        #expect(raised.matter == action.matter)
        #expect(raised.origin == .meeting(scene.meeting, item: item))
        #expect(raised.group == scene.group)
        #expect(raised.raiser == scene.chair.id)
        #expect(raised.due == .nextMeeting(scene.group))
        #expect(raised.happened == nil)
        let opener = try await scene.opener(for: [Matter.subject(action.matter)])
        #expect(opener.text(raised.text) == "Send the form to all boroughs")
        #expect(changes.all(DecisionMade.self).map(\.item) == [item])
        #expect(Set(changes.map(\.stream)) == [Meeting.stream(scene.meeting), Matter.stream(action.matter)])
    }

    @Test func `an action that will not do holds back the notes too`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Trafficking")
        let nobody = NewAction("Send the form", holders: [])
        let save = SaveNotes(scene.ref, item: item, text: "Said.", fromRevision: 0, newActions: [nobody])
        #expect(try await scene.refusal(save, by: scene.chair)?.field == "holder")
    }

    @Test func `an action from an item for named people only is not shown to the group`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("A family", marking: .named)
        let action = NewAction("Ring the school", holders: [.member(scene.lead.id)])
        let save = SaveNotes(scene.ref, item: item, text: "", fromRevision: 0, newActions: [action])
        #expect(try await scene.does(save, by: scene.chair).all(MatterRaised.self).map(\.group) == [nil])
    }

    @Test func `running the meeting is not enough to write about, or to open up, an item for named people`()
        async throws
    {
        var scene = try await MeetingScene()
        let item = ID<Item>()
        let details = ItemDetails(title: "A family", marking: .named)
        try await scene.does(
            ProposeItem(item: item, group: scene.group, meeting: scene.meeting, details),
            by: scene.lead
        )
        let open = ChangeItem(item: item, group: scene.group, meeting: scene.meeting, ItemDetails(title: "A family"))
        let save = SaveNotes(scene.ref, item: item, text: "x", fromRevision: 0)
        let decide = MakeDecision(scene.ref, item: item, NewDecision("x"))
        for someone in [scene.chair, scene.coordinator] {
            #expect(try await scene.refusal(open, by: someone) == .notAllowed)
            #expect(try await scene.refusal(save, by: someone) == .notAllowed)
            #expect(try await scene.refusal(decide, by: someone) == .notAllowed)
        }
        let named = ItemDetails(title: "A family", marking: .named, named: [scene.chair.id])
        let name = ChangeItem(item: item, group: scene.group, meeting: scene.meeting, named)
        try await scene.does(name, by: scene.lead)
        #expect(try await scene.refusal(save, by: scene.chair) == nil)
        #expect(try await scene.refusal(decide, by: scene.chair) == nil)
    }

    @Test func `an action written up on a later day says when it happened`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Trafficking")
        scene.rules.now = at("2026-11-25")
        let action = NewAction("Send the form", holders: [.member(scene.lead.id)])
        let save = SaveNotes(scene.ref, item: item, text: "", fromRevision: 0, newActions: [action])
        #expect(
            try await scene.does(save, by: scene.chair).all(MatterRaised.self).map(\.happened) == [day("2026-11-23")]
        )
    }

    @Test func `members read, and do not write`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        #expect(
            try await scene.refusal(SaveNotes(scene.ref, item: item, text: "x", fromRevision: 0), by: scene.lead)
                == .notAllowed
        )
        #expect(
            try await scene.refusal(MakeDecision(scene.ref, item: item, NewDecision("x")), by: scene.lead)
                == .notAllowed
        )
        #expect(
            try await scene.refusal(Circulate(scene.ref, to: [scene.lead.id], checkpoint: "c"), by: scene.lead)
                == .notAllowed
        )
    }

    @Test func `notes are of an item on the agenda`() async throws {
        var scene = try await MeetingScene()
        let next = try await scene.another("2027-01-20")
        let elsewhere = try await scene.item("Exchange visits", at: next)
        let save = SaveNotes(scene.ref, item: elsewhere, text: "x", fromRevision: 0)
        #expect(try await scene.refusal(save, by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `a decision is corrected or struck out, and only where it was made`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        let decision = NewDecision("Two boroughs join.")
        try await scene.does(MakeDecision(scene.ref, item: item, decision), by: scene.chair)
        #expect(
            try await scene.refusal(MakeDecision(scene.ref, item: nil, decision), by: scene.chair)?.isOutOfTurn == true
        )
        let wrongItem = CorrectDecision(scene.ref, decision.decision, item: nil, text: "Three join.")
        #expect(try await scene.refusal(wrongItem, by: scene.chair) == .notFound)
        try await scene.does(
            CorrectDecision(scene.ref, decision.decision, item: item, text: "Three join."),
            by: scene.chair
        )
        try await scene.does(CorrectDecision(scene.ref, decision.decision, item: item, text: nil), by: scene.chair)
        #expect(scene.state()?.decisions.isEmpty == true)
        let gone = CorrectDecision(scene.ref, decision.decision, item: item, text: "Four join.")
        #expect(try await scene.refusal(gone, by: scene.chair) == .notFound)
    }
}

struct PaperRuleTests {
    private func details(_ marking: Marking = .members, named: [ID<Member>] = [], bytes: Int = 12) -> PaperDetails {
        PaperDetails(
            title: "Host family check",
            fileName: "check.pdf",
            mediaType: "application/pdf",
            bytes: bytes,
            marking: marking,
            named: named,
            chunks: [String(repeating: "0", count: 64)]
        )
    }

    @Test func `officers add annexes, and a presenter adds to their own item`() async throws {
        var scene = try await MeetingScene()
        let item = ID<Item>()
        let mine = ItemDetails(title: "Exchange visits", presenter: scene.lead.id)
        try await scene.does(ProposeItem(item: item, group: scene.group, meeting: scene.meeting, mine), by: scene.chair)
        let other = try await scene.item("Updates")
        #expect(try await scene.refusal(AddPaper(scene.ref, item: nil, paper: ID(), details()), by: scene.chair) == nil)
        #expect(
            try await scene.refusal(AddPaper(scene.ref, item: nil, paper: ID(), details()), by: scene.lead)
                == .notAllowed
        )
        #expect(try await scene.refusal(AddPaper(scene.ref, item: item, paper: ID(), details()), by: scene.lead) == nil)
        #expect(
            try await scene.refusal(AddPaper(scene.ref, item: other, paper: ID(), details()), by: scene.lead)
                == .notAllowed
        )
    }

    @Test func `a paper for named people names them, and whoever adds it`() async throws {
        var scene = try await MeetingScene()
        let nobody = AddPaper(scene.ref, item: nil, paper: ID(), details(.named))
        #expect(try await scene.refusal(nobody, by: scene.chair)?.field == "named")
        let paper = AddPaper(scene.ref, item: nil, paper: ID(), details(.named, named: [scene.lead.id]))
        let added = try #require(try await scene.does(paper, by: scene.chair).all(PaperAdded.self).first)
        #expect(added.named == [scene.lead.id, scene.chair.id])
    }

    @Test func `a paper has content, up to 25 MB`() async throws {
        let scene = try await MeetingScene()
        let empty = AddPaper(scene.ref, item: nil, paper: ID(), details(bytes: 0))
        #expect(try await scene.refusal(empty, by: scene.chair)?.field == "file")
        let large = AddPaper(scene.ref, item: nil, paper: ID(), details(bytes: PaperDetails.largest + 1))
        #expect(try await scene.refusal(large, by: scene.chair)?.field == "file")
    }

    @Test func `a paper is taken away once`() async throws {
        var scene = try await MeetingScene()
        let paper = ID<Paper>()
        try await scene.does(AddPaper(scene.ref, item: nil, paper: paper, details()), by: scene.chair)
        #expect(try await scene.does(RemovePaper(scene.ref, paper), by: scene.chair).types == ["meeting.paper.removed"])
        #expect(try await scene.does(RemovePaper(scene.ref, paper), by: scene.chair).isEmpty)
    }
}
