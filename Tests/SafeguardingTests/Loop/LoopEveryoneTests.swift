import Almanac
import Ledger
import Procedures
import Testing

@testable import Safeguarding

@Suite("What all members are asked")
struct LoopEveryoneTests {
    private static let given = ["ask-members": ["yes"], "names-nobody": ["yes"]]

    /// An issue that was put forward, so that every member is asked whether it happens to them too.
    private func asked() async throws -> LoopWalk {
        var walk = try await LoopWalk("escalation", given: Self.given)
        try await walk.take("put-forward", .act(note: "It names nobody"), by: walk.town.dilys)
        return walk
    }

    @Test("it is owed once, by each member but whoever raised it, and reminds them until the day on which it is over")
    func owed() async throws {
        let walk = try await asked()
        let step = try walk.step("same-here")
        #expect(walk.all(StepOwed.self).filter { $0.step == "same-here" }.count == 1)
        #expect(step.of == .everyone && step.debtor == "members")
        #expect(step.ladder.map(\.step) == [.remind, .over])
        #expect(step.ladder.last?.at == step.due)
    }

    @Test("each member answers once for themselves, and nobody for another")
    func answers() async throws {
        var walk = try await asked()
        let town = walk.town
        try await walk.take("same-here", .answer(isSo: true, note: "Twice this term"), by: town.bryn)
        try await walk.take("same-here", .answer(isSo: false, note: ""), by: town.edda)
        #expect(try walk.step("same-here").answered == [town.bryn.id, town.edda.id])
        // What members say is not what it comes to.
        #expect(walk.state.outcome == nil)
        #expect(
            await refusal { try await walk.take("same-here", .answer(isSo: false, note: ""), by: town.bryn) }
                == .outOfTurn("You have answered this already.")
        )
        #expect(
            await refusal { try await walk.take("same-here", .answer(isSo: true, note: ""), by: town.asha) }
                == .notAllowed
        )
        let report = TakeStep.Report(who: "Mr Lovell", way: .telephone, on: day("2026-11-23"))
        for person in [town.dilys, town.hari] {
            #expect(
                await refusal {
                    try await walk.take("same-here", .answer(isSo: true, note: ""), by: person, report: report)
                }
                    == .notAllowed
            )
        }
        guard case .outOfTurn = await refusal({ try await walk.take("same-here", .act(note: "Yes"), by: town.hari) })
        else {
            Issue.record("neither yes nor no")
            return
        }
    }

    @Test("after its day nobody is waited for, and whoever says nothing does not keep it open")
    func over() async throws {
        var walk = try await asked()
        try await walk.take("same-here", .answer(isSo: true, note: "Here too"), by: walk.town.bryn)
        let step = try walk.step("same-here")
        let over = try #require(step.ladder.last)
        let reaching = ReachRung(walk.reference, duty: step.id, rung: over)
        walk.now = Instant(milliseconds: over.at.milliseconds - 1)
        #expect(try await walk.tried(reaching, by: .system("clock")).events.isEmpty, "before its day")
        walk.now = over.at
        #expect(try await walk.when(reaching, by: .system("clock")).types == ["duty.rung", "duty.met"])
        #expect(!walk.owed.contains("same-here of members"))
        #expect(try await walk.when(reaching, by: .system("clock")).events.isEmpty, "twice")
    }

    @Test("each sees it on Home until they have answered, is mailed once, and everyone sees how many did")
    func tables() async throws {
        let net = try await LoopNetwork(publishing: ["escalation"])
        let (network, town) = (net.network, net.town)
        let matter = try await net.raise("escalation", given: Self.given)
        try await net.take(matter, "put-forward", .act(note: "It names nobody"), by: town.dilys)
        let asked = Set(town.residents.map(\.id)).subtracting([town.asha.id])
        let step = try #require(try await net.state(matter).openSteps.first { $0.step == "same-here" })
        let mailed = try await network.readings.mailCauses(since: Instant(milliseconds: 0)).filter {
            $0.to.contains(town.hari.id)
        }
        #expect(mailed.map { Set($0.to) } == [asked.subtracting([town.dilys.id])])
        for person in [town.bryn, town.hari] {
            #expect(try await network.readings.mattersWaiting(for: person.actor) == 1)
            try await net.take(matter, "same-here", .answer(isSo: person == town.bryn, note: "So it is"), by: person)
            #expect(try await network.readings.mattersWaiting(for: person.actor) == 0)
        }
        #expect(try await network.readings.mattersWaiting(for: town.asha.actor) == 0)
        for person in [town.asha, town.hari, town.pia] {
            let detail = try #require(try await net.detail(matter, person))
            #expect(detail.step(step.id)?.answers == .init(asked: asked.count, answered: 2, yes: 1))
        }
        try await net.expectAgreement(matter, "answered")
        // Whoever has not answered is reminded, and nobody else.
        let remind = try #require(step.ladder.first)
        network.clock.move(to: remind.at)
        try await LoopClock(network.office).tick(remind.at)
        try await network.projector.catchUp()
        let reminded = try await network.readings.mailCauses(since: remind.at).flatMap(\.to)
        #expect(Set(reminded).isSuperset(of: asked.subtracting([town.bryn.id, town.hari.id])))
        #expect(!reminded.contains(town.bryn.id) && !reminded.contains(town.hari.id))
    }

    @Test("an author may not ask all members for a decision, without a day, or under a name that is taken")
    func check() throws {
        let text = ProcedureFiles.text("escalation")
        for (old, new, problem) in [
            ("of: members\n    to: do", "of: members\n    to: tell raiser", "all members cannot tell raiser"),
            ("within: 10 working days after put-forward", "within: as given", "waited for without end"),
            ("id: on-agenda", "id: review-silence", "expected another name"),
            ("of: members\n    to: do", "of: coordinator\n    to: do", "has a yes or a no"),
        ] {
            let changed = text.replacing(old, with: new)
            try #require(changed != text)
            let problems = #expect(throws: Problems.self) {
                _ = try ProcedureFile.read(changed, named: "escalation.yaml")
            }
            #expect(problems?.description.contains(problem) == true, "\(new): \(problems?.description ?? "")")
        }
    }
}
