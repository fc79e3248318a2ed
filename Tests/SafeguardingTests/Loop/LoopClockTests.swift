import Almanac
import GRDB
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("The clock of loops")
struct LoopClockTests {
    private struct Key: Hashable {
        let duty: ID<Duty>
        let rung: LadderRung
    }

    @Test("a node that starts in the middle misses none, and two at once double none")
    func nodes() async throws {
        let net = try await LoopNetwork(now: at("2026-12-01"), publishing: ["resource-order"])
        let first = net.network
        var matters: [LoopReference] = []
        for _ in 0..<6 { matters.append(try await net.raise("resource-order")) }
        let step = try #require(try await net.state(matters[0]).openSteps.first { $0.step == "acknowledge" })
        let ladder = step.ladder
        #expect(ladder.map(\.step) == [.remind, .tellRaiser, .copyDeputy, .toCoordinator])
        // The first node reaches what comes on the day it is due, and then it is away for a month.
        first.clock.move(to: try #require(step.due))
        #expect(try await LoopClock(first.office).tick(first.clock.now) == 12)
        first.clock.move(to: at("2027-01-10"))
        let second = try TestNetwork(ledger: first.ledger, vault: first.vault, clock: first.clock)
        try await second.projector.catchUp()
        let moment = first.clock.now
        // The first has not seen what it did itself: its readings are behind, and nothing is doubled.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in [first, second, first, second] {
                group.addTask { try await LoopClock(node.office).tick(moment) }
            }
            try await group.waitForAll()
        }
        for node in [first, second] {
            try await node.projector.catchUp()
            #expect(try await LoopClock(node.office).tick(moment) == 0)
        }
        for matter in matters {
            let events = try await first.events(of: Matter.stream(matter.id)).compactMap { $0 as? RungReached }
            let keys = events.map { Key(duty: $0.duty, rung: LadderRung(step: $0.step, at: $0.at)) }
            // Two steps, each with the whole of its ladder.
            #expect(keys.count == 8 && Set(keys).count == 8)
        }
    }

    @Test("a tick whose readings are behind reaches nothing of what was met meanwhile")
    func behind() async throws {
        let net = try await LoopNetwork(now: at("2026-12-01"), publishing: ["resource-order"])
        let matter = try await net.raise("resource-order")
        let second = try TestNetwork(ledger: net.network.ledger, vault: net.network.vault, clock: net.network.clock)
        try await second.projector.catchUp()
        try await net.take(matter, "decide", .come(to: "sent", note: ""), by: net.town.dora)
        net.network.clock.move(to: at("2026-12-24"))
        try await LoopClock(second.office).tick(net.network.clock.now)
        let reached = try await net.network.events(of: Matter.stream(matter.id)).compactMap { $0 as? RungReached }
        // Of telling, and of nothing before it.
        let told = try #require(try await net.state(matter).openSteps.first)
        #expect(reached.allSatisfy { $0.duty == told.id })
        try await second.projector.catchUp()
        try await LoopClock(second.office).tick(net.network.clock.now)
        let later = try await net.network.events(of: Matter.stream(matter.id)).compactMap { $0 as? RungReached }
        #expect(later.count == 4 && later.allSatisfy { $0.duty == told.id })
    }

    @Test("what cannot be reached holds up nothing that comes after it")
    func stuck() async throws {
        let net = try await LoopNetwork(now: at("2026-12-01"), publishing: ["resource-order"])
        let matter = try await net.raise("resource-order")
        // As though the tables were damaged: more than are looked up together, of duties that there are not.
        try await net.network.readings.pool.write { db in
            for number in 0..<600 {
                try db.execute(
                    sql: "INSERT INTO rung (duty, matter, step, at) VALUES (?, ?, 'remind', ?)",
                    arguments: [ID<Duty>(), matter.id, Instant(milliseconds: Int64(number % 3))]
                )
            }
        }
        // And a matter under a procedure that this Safeloop cannot read.
        let newer = ID<Matter>()
        try await append(newer, to: net)
        net.network.clock.move(to: at("2027-02-01"))
        _ = try await LoopClock(net.network.office).tick(net.network.clock.now)
        let reached = try await net.network.events(of: Matter.stream(matter.id)).compactMap { $0 as? RungReached }
        #expect(reached.count == 8)
    }

    /// A matter that a newer Safeloop raised, with a rung that comes before every other.
    private func append(_ matter: ID<Matter>, to net: LoopNetwork) async throws {
        let published = ProcedurePublished(
            procedure: "newer",
            version: 1,
            text: "procedure: newer\nkind: of the future\n",
            lists: [:],
            reason: "Agreed",
            by: nil
        )
        let raised = LoopRaised(
            matter: matter,
            procedure: "newer",
            version: 1,
            isPersonal: false,
            raiser: net.town.asha.raiser,
            holder: .coordinators,
            parties: [],
            deciding: [:],
            answers: [:],
            toldInstead: nil
        )
        let owed = StepOwed(
            duty: ID(),
            matter: matter,
            of: .coordinators,
            debtor: "holder",
            step: "acknowledge",
            what: .acknowledge,
            due: at("2026-12-01"),
            from: at("2026-12-01"),
            term: "at once",
            calendar: "england-2026",
            ladder: [LadderRung(step: .remind, at: at("2026-12-01"))]
        )
        _ = try await net.network.ledger.append(
            Proposal(
                command: CommandID(actor: "system/newer", id: "1"),
                digest: [1],
                at: at("2026-12-01"),
                streams: [
                    StreamProposal(
                        stream: ProcedureHistory.stream("newer"),
                        expected: .any,
                        events: [try published.proposed()]
                    ),
                    StreamProposal(
                        stream: Matter.stream(matter),
                        expected: .any,
                        events: [try raised.proposed(), try owed.proposed()]
                    ),
                ]
            )
        )
        try await net.network.projector.catchUp()
    }

    @Test("the coordinator is asked to look in place of whoever says nothing, once")
    func silence() async throws {
        let net = try await LoopNetwork(now: at("2026-12-01"), publishing: ["resource-order"])
        let (network, town) = (net.network, net.town)
        let matter = try await net.raise("resource-order")
        try await net.take(matter, "decide", .come(to: "sent", note: ""), by: town.dora)
        try await net.take(matter, "tell-raiser", .tell("Sent"), by: town.dora)
        #expect(try await network.readings.mattersWaiting(for: town.dilys.actor) == 0)
        network.clock.move(to: at("2027-03-01"))
        for _ in 0..<3 {
            try await LoopClock(network.office).tick(network.clock.now)
            try await network.projector.catchUp()
        }
        #expect(try await net.state(matter).openSteps.map(\.step) == ["say-if-satisfied", "review-silence"])
        #expect(try await network.readings.mattersWaiting(for: town.dilys.actor) == 1)
        let detail = try #require(try await net.detail(matter, town.dilys))
        #expect(detail.step(detail.steps[3].row.id)?.row.escalatedAt != nil)
        try await net.take(matter, "review-silence", .come(to: nil, note: "Rang"), by: town.dilys)
        #expect(try await network.readings.matter(matter.id, as: town.dilys.actor)?.loop?.judged == "not-said")
        #expect(try await net.state(matter).ending == .closed)
    }
}
