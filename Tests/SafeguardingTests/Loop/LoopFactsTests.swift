import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("Facts in dispute")
struct LoopFactsTests {
    private static let given = ["danger-now": ["yes"], "school-known": ["yes"], "ask-home-office": ["yes"]]

    @Test("what another source says stands beside the answer, for those who may see that, and overwrites nothing")
    func beside() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let town = net.town
        let matter = try await net.raise(
            "missing-child",
            by: town.asha,
            given: Self.given,
            routes: [.school: .organisation(town[.brookfield])]
        )
        let answer = try #require(try await net.detail(matter, town.celia)?.answers["missing-since"])
        let day = try #require(Day(iso: "2026-11-18"))
        let said = AddFact(
            matter,
            field: "missing-since",
            Answer.Rival(.day(day), source: " The landlady ", on: day, weight: .likely)
        )
        try await net.network.perform(said, as: town.pia.actor)
        for person in [town.celia, town.asha, town.pia, town.bryn, town.dora, town.edda] {
            let detail = try await net.detail(matter, person)
            #expect(detail?.facts.map(\.fact.field) == ["missing-since"], "\(person)")
            #expect(detail?.answers["missing-since"] == answer, "\(person)")
        }
        let sealed = try #require(try await net.detail(matter, town.celia)?.facts.first?.fact.value)
        let admission = try await net.network.office.gate.admitRecorded(
            town.celia.actor,
            to: .readConcern,
            [.holder],
            opening: [matter.subject],
            for: "test"
        )
        let opened = try await net.network.vault.opener(under: admission).open(sealed).value
        #expect(opened == Answer.Rival(.day(day), source: "The landlady", on: day, weight: .likely))

        // Of what is not shared with a part nobody there adds to, nor hears.
        let hidden = AddFact(matter, field: "last-seen", Answer.Rival(.text("At the bus stop"), source: "A driver"))
        for person in [town.dora, town.bryn] {
            #expect(
                await refusal { try await net.network.perform(hidden, as: person.actor) }
                    == .invalid("field", "Choose what it is about."),
                "\(person)"
            )
        }
        try await net.network.perform(hidden, as: town.pia.actor)
        #expect(try await net.detail(matter, town.dora)?.facts.map(\.fact.field) == ["missing-since"])
        #expect(await refusal { try await net.network.perform(said, as: town.hari.actor) } == .notAllowed)
        #expect(await refusal { try await net.network.perform(said, as: town.dilys.actor) } == .notAllowed)
        try await net.expectAgreement(matter, "facts")
    }

    @Test("a source is asked for as the form asks it")
    func bad() async throws {
        let walk = try await LoopWalk("missing-child", given: Self.given)
        func problems(_ field: String, _ value: Answer.Rival) async -> [Refusal.Problem] {
            let adding = AddFact(walk.reference, field: field, value)
            guard
                case .invalid(let problems) = await refusal({ try await walk.tried(adding, by: walk.town.asha.actor) })
            else { return [] }
            return problems
        }
        #expect(
            await problems("last-address", Answer.Rival(.text("1 Quay"), source: ""))
                == [.init("a-last-address-0-source", "Say who says so.")]
        )
        #expect(
            await problems("missing-since", Answer.Rival(.text("Tuesday"), source: "A friend")).map(\.field)
                == ["a-missing-since-0-value"]
        )
        #expect(await problems("files", Answer.Rival(.text("x"), source: "A friend")).map(\.field) == ["field"])
        #expect(await problems("nothing", Answer.Rival(.text("x"), source: "A friend")).map(\.field) == ["field"])
    }

    @Test("what another source says counts for what is owed, as it would have on the form")
    func counts() async throws {
        var walk = try await LoopWalk(
            "missing-child",
            given: ["danger-now": ["yes"], "school-known": ["yes"], "ask-home-office": ["no"]]
        )
        #expect(!walk.owed.contains { $0.hasPrefix("enquiries-shared-out") })
        try await walk.when(
            AddFact(walk.reference, field: "ask-home-office", Answer.Rival(.chosen(["yes"]), source: "A neighbour")),
            by: walk.town.asha
        )
        #expect(walk.state.deciding["ask-home-office"] == ["no", "yes"])
        #expect(walk.all(LoopRaised.self).first?.deciding["ask-home-office"] == ["no"])
        for _ in 2...20 {
            try await walk.when(
                AddFact(walk.reference, field: "ask-home-office", Answer.Rival(.chosen(["yes"]), source: "Another")),
                by: walk.town.asha
            )
        }
        let oneMore = AddFact(
            walk.reference,
            field: "ask-home-office",
            Answer.Rival(.chosen(["no"]), source: "Another")
        )
        guard case .outOfTurn = await refusal({ try await walk.tried(oneMore, by: walk.town.asha.actor) }) else {
            Issue.record("there is no end to what can be added")
            return
        }
    }
}
