import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

struct RaisingTests {
    @Test("Raising owes the holder's receipt in five working days, and the finish as it was given")
    func owes() async throws {
        let matter = try await RaisedMatter()
        let duties = matter.history.all(DutyOwed.self)
        #expect(duties.map(\.what) == [.acknowledge, .finish])
        #expect(duties.map(\.of) == [.member(matter.circle.asha.id), .member(matter.circle.asha.id)])
        // Raised on Monday 23 November.
        #expect(duties.map(\.due) == [.on(day("2026-11-30")), .on(day("2026-12-14"))])
        #expect(duties.map(\.counted) == [Counted(workingDays: 5, calendar: BankHolidays.edition), nil])
        #expect(matter.state.station == .raised)
    }

    @Test("Each of several holders owes their own finish, and the first is the one who is shown")
    func several() async throws {
        let matter = try await RaisedMatter { draft, circle in
            draft.holders = [.member(circle.bryn.id), .organisation(circle.borough), .member(circle.bryn.id)]
        }
        #expect(matter.state.holders == [.member(matter.circle.bryn.id), .organisation(matter.circle.borough)])
        #expect(
            matter.owed == [
                "acknowledge of member", "finish of member", "acknowledge of organisation", "finish of organisation",
            ]
        )
    }

    @Test("All members of a group owe one part each")
    func everyone() async throws {
        let matter = try await RaisedMatter { draft, circle in draft.holders = [.all(circle.group)] }
        let people = [matter.circle.asha, matter.circle.bryn, matter.circle.chair]
        #expect(matter.state.openDuties.map(\.openParts) == [Set(people.map(\.id)), Set(people.map(\.id))])
    }

    @Test("A name that nobody has matched is owed an answer by the coordinators, and is not lost")
    func unmatched() async throws {
        let matter = try await RaisedMatter { draft, _ in draft.holders = [.named("Mr F. Lovell")] }
        #expect(matter.owed == ["say-who-holds of coordinators", "finish of unmatched"])
        let duty = try #require(matter.state.openDuties.first)
        #expect(duty.about == matter.state.holders.first)
    }

    @Test(
        "A due time is never invented",
        arguments: [DueChoice.notGiven, .when("the guidance is published"), .month(year: 2027, month: 2)]
    )
    func neverInvented(due: DueChoice) async throws {
        let matter = try await RaisedMatter { draft, _ in draft.due = due }
        let finish = try #require(matter.history.all(DutyOwed.self).last)
        #expect(finish.due == matter.history.all(MatterRaised.self).first?.due)
        switch (due, finish.due) {
        case (.notGiven, .notGiven): #expect(finish.due.lastDay == nil)
        case (.when(let words), .when(let sealed)):
            let opener = try await TestNetwork(vault: matter.rules.vault).opener(for: [sealed.subject])
            #expect(opener.text(sealed) == words)
            #expect(finish.due.lastDay == nil)
        case (.month, .month(2027, 2)): #expect(finish.due.lastDay == day("2027-02-28"))
        default: Issue.record("\(finish.due) is not what was given")
        }
    }

    @Test("What was finished before it was recorded goes round its loop at once")
    func doneBefore() async throws {
        let matter = try await history(of: .done(note: "COMPLETED", on: day("2026-10-02")))
        #expect(matter.types == ["matter.raised", "duty.owed", "duty.met", "matter.answered", "matter.closed"])
        #expect(matter.all(MatterRaised.self).first?.happened == day("2026-09-14"))
        #expect(matter.all(DutyMet.self).first?.happened == day("2026-10-02"))
    }

    @Test("What was dropped before it was recorded is withdrawn, with the reason")
    func droppedBefore() async throws {
        let matter = try await history(of: .dropped(reason: "Overtaken by the review", on: nil))
        #expect(matter.types == ["matter.raised", "duty.owed", "matter.withdrawn"])
    }

    @Test("What a past meeting gave a past date keeps it, and is counted from that meeting")
    func pastDue() async throws {
        let events = try await history(of: .open, due: .nextMeeting(ID()))
        let finish = try #require(events.all(DutyOwed.self).first { $0.what == .finish })
        #expect(finish.from == day("2026-09-14"))
        let late = try await history(of: .open, due: .on(day("2026-10-01")))
        #expect(late.all(DutyOwed.self).last?.due == .on(day("2026-10-01")))
        // Whoever is asked now has five working days from now to acknowledge.
        #expect(late.all(DutyOwed.self).first?.due == .on(day("2026-11-30")))
    }

    private func history(
        of outcome: ActionDraft.Outcome,
        due: DueChoice = .notGiven
    ) async throws -> [Change] {
        let rules = Rules()
        let circle = try await Circle(rules)
        var draft = circle.draft(due: due)
        draft.origin = .meeting(ID(), item: ID())
        draft.happened = day("2026-09-14")
        draft.outcome = outcome
        let sealer = try await rules.vault.sealer(for: [draft.subject])
        let context = RuleContext(actor: circle.coordinator.actor, now: rules.now, sealer: sealer)
        return try Matter.raising(draft, rules.past(circle.history, reads: draft.reads), context)
    }

    @Test(
        "What will not do is refused with the field it stands in",
        arguments: ["text", "holder", "due", "gone"]
    )
    func refused(field: String) async throws {
        let refusal = await #expect(throws: Refusal.self) {
            _ = try await RaisedMatter { draft, _ in
                switch field {
                case "text": draft.text = " \n"
                case "holder": draft.holders = []
                case "due": draft.due = .on(day("2026-11-22"))
                default: draft.holders = [.member(ID())]
                }
            }
        }
        guard case .invalid(let problems) = refusal else {
            Issue.record("\(String(describing: refusal)) names no field")
            return
        }
        #expect(problems.map(\.field) == [field == "gone" ? "holder" : field])
    }

    @Test("A member asks someone to take it on, and holds it until they do")
    func asks() async throws {
        let rules = Rules()
        let circle = try await Circle(rules)
        var draft = circle.draft(holders: [.member(circle.bryn.id)])
        draft.raiser = circle.asha.id
        var history = try await rules.then(circle.history, RaiseAction(draft), by: circle.asha.actor)
        #expect(Array(history.types.suffix(3)) == ["matter.raised", "duty.owed", "matter.offered"])
        func state() -> MatterState? {
            let stream = Matter.stream(draft.matter)
            return rules.past(history, reads: [stream]).state(MatterState.self, stream)
        }
        #expect(state()?.holders == [.member(circle.asha.id)])
        #expect(state()?.openDuties.map(\.task) == [.finish])
        #expect(state()?.offers.map(\.to) == [.member(circle.bryn.id)])
        #expect(state()?.station == .raised)
        history = try await rules.then(history, AcceptMatter(circle.reference(draft)), by: circle.bryn.actor)
        #expect(state()?.holders == [.member(circle.bryn.id)])
        #expect(state()?.openDuties.map(\.of) == [.member(circle.bryn.id)])
        #expect(state()?.station == .received)
    }

    @Test("What a member raises for themselves is theirs, and nobody is asked")
    func forOneself() async throws {
        let rules = Rules()
        let circle = try await Circle(rules)
        var draft = circle.draft(holders: [.member(circle.asha.id)])
        draft.raiser = circle.asha.id
        let changes = try await rules.when(RaiseAction(draft), by: circle.asha.actor, given: circle.history)
        #expect(changes.types == ["matter.raised", "duty.owed"])
    }

    @Test("A member cannot hand something to several, to everyone or to a name", arguments: 0..<3)
    func asksOne(index: Int) async throws {
        let rules = Rules()
        let circle = try await Circle(rules)
        let choices: [[HolderChoice]] = [
            [.member(circle.bryn.id), .member(circle.chair.id)], [.all(circle.group)], [.named("F. Lovell")],
        ]
        var draft = circle.draft(holders: choices[index])
        draft.raiser = circle.asha.id
        let refusal = await #expect(throws: Refusal.self) {
            try await rules.when(RaiseAction(draft), by: circle.asha.actor, given: circle.history)
        }
        #expect(refusal?.field == "holder")
    }

    @Test("Nobody raises an action for a group they are not in, but the coordinator")
    func authority() async throws {
        let rules = Rules()
        let circle = try await Circle(rules)
        for group in [circle.group, nil] {
            var draft = circle.draft()
            (draft.raiser, draft.group) = (circle.stranger.id, group)
            await #expect(throws: Refusal.notAllowed) {
                try await rules.when(RaiseAction(draft), by: circle.stranger.actor, given: circle.history)
            }
        }
        var draft = circle.draft()
        (draft.raiser, draft.group) = (circle.asha.id, nil)
        await #expect(throws: Refusal.notAllowed) {
            try await rules.when(RaiseAction(draft), by: circle.asha.actor, given: circle.history)
        }
        draft = circle.draft()
        draft.raiser = circle.coordinator.id
        let changes = try await rules.when(RaiseAction(draft), by: circle.coordinator.actor, given: circle.history)
        #expect(changes.all(MatterRaised.self).first?.raiser == circle.coordinator.id)
        #expect(changes.all(MatterRaised.self).first?.holders == [.member(circle.asha.id)])
    }

    @Test("Nobody raises an action in someone else's name, or in the past")
    func disguise() async throws {
        let rules = Rules()
        let circle = try await Circle(rules)
        for change in [0, 1, 2, 3] {
            var draft = circle.draft()
            switch change {
            case 0: draft.raiser = circle.asha.id
            case 1: draft.origin = .meeting(ID(), item: nil)
            case 2: draft.happened = day("2020-01-01")
            default: draft.outcome = .done(note: "Done", on: nil)
            }
            await #expect(throws: Refusal.notAllowed) {
                try await rules.when(RaiseAction(draft), by: circle.chair.actor, given: circle.history)
            }
        }
    }
}
