import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

extension LoopNetwork {
    func scene(_ matter: LoopReference) async throws -> LoopScene {
        var histories: [StreamID: Past.History] = [:]
        for stream in [Matter.stream(matter.id), ProcedureHistory.stream(matter.procedure)] {
            let recorded = try await network.ledger.events(of: stream, after: 0)
            histories[stream] = Past.History(
                version: recorded.count,
                events: try recorded.map { (try Events.decode($0), $0.at, $0.command) }
            )
        }
        return try LoopScene(matter, Past(histories))
    }

    /// Tables and rules say the same of the one matter there is: who stands to it how, who owes what by when.
    func expectAgreement(_ matter: LoopReference, _ line: String) async throws {
        let scene = try await scene(matter)
        let state = scene.state
        for person in town.residents {
            let ruled = scene.relations(of: person.actor)
            let shown = try await network.readings.relations(of: person.actor, toMatter: matter.id)
            #expect(shown == ruled, "\(person) \(line)")
            let owed = Set(state.openSteps.filter { scene.owes(person.actor, $0) }.map(\.id))
            // Of those who may act for the raiser's post, Home asks the one who has it.
            let asked = try await detail(matter, person)?.owed ?? []
            #expect(asked.isSubset(of: owed), "\(person) \(line)")
            if !ruled.contains(.raiser) { #expect(asked == owed, "\(person) \(line)") }
            let isWaited = !asked.isEmpty || state.offer?.to.includes(person.actor) == true
            let waiting = try await network.readings.mattersWaiting(for: person.actor)
            #expect(waiting == (isWaited ? 1 : 0), "\(person) \(line)")
        }
        let detail = try #require(try await detail(matter, town.dilys))
        #expect(detail.openSteps.map(\.row.id) == state.openSteps.map(\.id), "\(line)")
        #expect(detail.openSteps.map(\.row.of) == state.openSteps.map(\.of), "\(line)")
        #expect(detail.openSteps.map(\.row.dueAt) == state.openSteps.map(\.due), "\(line)")
        #expect(detail.matter.holder == state.holder, "\(line)")
        #expect(detail.offeredTo == state.offer?.to, "\(line)")
        #expect(detail.matter.ending?.rawValue == state.ending?.rawValue, "\(line)")
        #expect(Set(detail.joined) == Set(state.parties), "\(line)")
    }
}

@Suite("Tables and rules of loops")
struct LoopAgreementTests {
    private static let names = [
        "escalation", "missing-child", "placement-notice", "residential-placement", "cross-borough-issue",
        "exchange-visit",
    ]

    @Test("tables show what the rules decide by, whatever is done", arguments: names)
    func random(name: String) async throws {
        var dice = Dice(seed: 40)
        let net = try await LoopNetwork(publishing: [name])
        let (network, town) = (net.network, net.town)
        let definition = try ProcedureFiles.version(name).definition
        // One authority in several parts, and a coordinator who holds it at first.
        let routes: [ProcedureDefinition.Route: RouteChoice] = [
            .placingAuthority: .organisation(town[.northmere]), .receivingAuthority: .organisation(town[.northmere]),
            .authorityOfResidence: .notKnown, .school: .organisation(town[.hillside]),
        ]
        let matter = try await net.raise(name, routes: routes)
        try await net.expectAgreement(matter, "raised")
        var (taken, number) = (0, 0)
        while taken < 25, number < 200 {
            number += 1
            let state = try await net.state(matter)
            guard let step = state.openSteps.randomElement(using: &dice) else { break }
            let outcomes = definition.duties.first { $0.id == step.step }?.outcomes ?? []
            let doing: TakeStep.Doing =
                switch step.task {
                case .acknowledge: .acknowledge
                case .decide, .review: .come(to: outcomes.randomElement(using: &dice), note: "Found")
                case .tell: .tell("Told")
                case .satisfied: .judge(isEnough: Bool.random(using: &dice), words: "More")
                default:
                    step.of == .everyone ? .answer(isSo: .random(using: &dice), note: "Here") : .act(note: "Done")
                }
            let steps: [any Command] = [
                TakeStep(matter, step.id, doing), TakeStep(matter, step.id, doing),
                OfferLoop(
                    matter,
                    to: .organisation(town[dice.pick([.northmere, .saltby, .department])]),
                    note: "Yours"
                ),
                TakeOver(matter), TakeOver(matter), DeclineOver(matter, reason: "Not ours"), ReadWhatCame(matter),
                TakeStep(matter, step.id, .putOff(because: 0, decidedBy: "DI Brown")),
                JoinParty(
                    matter,
                    party: dice.pick(definition.parties.map(\.id)),
                    organisation: town[dice.pick(Town.Place.allCases)]
                ),
            ]
            do {
                network.clock.move(seconds: .random(in: 0..<200_000, using: &dice))
                try await LoopClock(network.office).tick(network.clock.now)
                try await network.projector.catchUp()
                let command = dice.pick(steps)
                try await network.perform(command, as: dice.pick(town.residents).actor)
                taken += 1
                try await net.expectAgreement(matter, "after \(command)")
            } catch is Refusal { continue }
        }
        #expect(taken > 5)
    }
}
