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

    /// A ladder that was set, and until when it stood.
    private struct Stand {
        let duty: ID<Duty>
        let ladder: [LadderRung]
        let from: Instant
        var until: Instant?
    }

    /// What the events of all matters say should have been reached by a moment, where every hour is a tick.
    private func stands(_ network: TestNetwork) async throws -> (stands: [Stand], reached: [(RungReached, Instant)]) {
        var (stands, reached) = ([Stand](), [(RungReached, Instant)]())
        func end(_ at: Instant, where ends: (Stand) -> Bool) {
            for index in stands.indices where stands[index].until == nil && ends(stands[index]) {
                stands[index].until = at
            }
        }
        var matters: [ID<Duty>: ID<Matter>] = [:]
        for recorded in try await network.ledger.events(from: 0, limit: 100_000) {
            switch try Events.decode(recorded) {
            case let event as StepOwed:
                matters[event.duty] = event.matter
                stands.append(Stand(duty: event.duty, ladder: event.ladder, from: recorded.at, until: nil))
            case let event as TellingPutOff:
                end(recorded.at) { $0.duty == event.duty }
                stands.append(Stand(duty: event.duty, ladder: event.ladder, from: recorded.at, until: nil))
            case let event as StepMet: end(recorded.at) { $0.duty == event.duty }
            case let event as StepLapsed: end(recorded.at) { $0.duty == event.duty }
            case let event as MatterClosed: end(recorded.at) { matters[$0.duty] == event.matter }
            case let event as MatterWithdrawn: end(recorded.at) { matters[$0.duty] == event.matter }
            case let event as RungReached:
                #expect(recorded.command.actor == "system/clock")
                reached.append((event, recorded.at))
            default: break
            }
        }
        return (stands, reached)
    }

    @Test("over a year of hours, with holidays and both clock changes, each rung of what stays open is reached once")
    func year() async throws {
        let names = ["missing-child", "trafficking-referral", "escalation", "resource-order", "placement-notice"]
        let net = try await LoopNetwork(now: at("2026-03-02", "08:00"), publishing: names)
        let (network, town) = (net.network, net.town)
        var (dice, matters) = (Dice(seed: 7), [(LoopReference, ProcedureDefinition)]())
        var moment = network.clock.now
        let end = at("2027-03-02", "08:00")
        while moment < end {
            moment = moment.adding(seconds: 3_600)
            network.clock.move(to: moment)
            if try await LoopClock(network.office).tick(moment) > 0 { try await network.projector.catchUp() }
            if matters.count < 36, Int.random(in: 0..<60, using: &dice) == 0 {
                let name = dice.pick(names)
                let matter = try await net.raise(
                    name,
                    given: ["own-staff": ["no"], "danger-now": [dice.pick(["yes", "no"])]]
                )
                matters.append((matter, try ProcedureFiles.version(name).definition))
            }
            guard Int.random(in: 0..<30, using: &dice) == 0,
                let (matter, definition) = matters.randomElement(using: &dice)
            else { continue }
            let state = try await net.state(matter)
            guard let step = state.openSteps.randomElement(using: &dice) else { continue }
            let debtor =
                step.debtor == "raiser" && state.toldInstead == nil
                ? town.residents.first { $0.id == state.raiser?.member }
                : town.residents.first { step.of.includes($0.actor) }
            guard let debtor else { continue }
            let outcomes = definition.duties.first { $0.id == step.step }?.outcomes ?? []
            let doing: TakeStep.Doing =
                switch step.task {
                case .acknowledge: .acknowledge
                case .decide, .review: .come(to: outcomes.randomElement(using: &dice), note: "Found")
                case .tell:
                    definition.telling.reasons.isEmpty || Bool.random(using: &dice)
                        ? .tell("Told") : .putOff(because: 0, decidedBy: "DI Brown")
                case .satisfied: .judge(isEnough: Int.random(in: 0..<4, using: &dice) > 0, words: "More")
                default: .act(note: "Done")
                }
            try await network.perform(TakeStep(matter, step.id, doing), as: debtor.actor)
        }
        #expect(matters.count == 36)
        let (stands, reached) = try await stands(network)
        #expect(reached.count > 300)
        var expected: [Key: Instant] = [:]
        for stand in stands {
            let until = stand.until ?? moment
            // A ladder that stood for no tick at all reaches nothing.
            for rung in stand.ladder where stand.from < until && rung.at <= until {
                expected[Key(duty: stand.duty, rung: rung)] = stand.from
            }
        }
        let keys = reached.map { Key(duty: $0.0.duty, rung: LadderRung(step: $0.0.step, at: $0.0.at)) }
        #expect(Set(keys).count == keys.count, "a rung was reached twice")
        #expect(Set(keys).subtracting(expected.keys).isEmpty, "a rung was reached that was not to be")
        #expect(Set(expected.keys).subtracting(keys).isEmpty, "a rung was missed")
        for (event, at) in reached {
            let from = try #require(expected[Key(duty: event.duty, rung: LadderRung(step: event.step, at: event.at))])
            #expect(at >= event.at, "before its time")
            #expect(at < max(event.at, from).adding(seconds: 3_601), "later than the next tick")
        }
        // Nothing is left of what was reached or is over.
        #expect(try await network.readings.dueRungs(at: moment, limit: 1_000).isEmpty)
        try await compare(network)
    }

    /// A second node that makes its readings from the same ledger has the same left to reach.
    private func compare(_ network: TestNetwork) async throws {
        let other = try TestNetwork(ledger: network.ledger, vault: network.vault, clock: network.clock)
        try await other.projector.catchUp()
        let far = at("2040-01-01")
        let left = try await network.readings.dueRungs(at: far, limit: 10_000)
        let anew = try await other.readings.dueRungs(at: far, limit: 10_000)
        #expect(!left.isEmpty)
        #expect(left.map(\.rung) == anew.map(\.rung) && left.map(\.duty) == anew.map(\.duty))
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
