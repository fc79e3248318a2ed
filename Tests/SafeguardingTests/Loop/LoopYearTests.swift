import Almanac
import Foundation
import GRDB
import Ledger
import Procedures
import Testing

@testable import Safeguarding

/// Whether to do it with as many matters as a region has.
private let isLong = ProcessInfo.processInfo.environment["SAFELOOP_LONG"] != nil

@Suite("A year of the clock of loops")
struct LoopYearTests {
    private struct Key: Hashable {
        let duty: ID<Duty>
        let rung: LadderRung
    }

    /// A ladder that was set, and until when it stood.
    private struct Stand {
        let ladder: [LadderRung]
        let from: Instant
        var until: Instant?
    }

    private static let names = [
        "missing-child", "trafficking-referral", "escalation", "resource-order", "placement-notice", "home-education",
        "exchange-visit", "bullying-incident",
    ]

    /// A node wakes at its own beat, and reaches what has come due.
    private struct Node {
        let network: TestNetwork
        let offset: Int64

        /// The first time it wakes at or after a moment.
        func waking(from moment: Instant) -> Instant {
            let beat = Int64(LoopClock.interval / .milliseconds(1))
            let (milliseconds, offset) = (moment.milliseconds - 1, offset)
            return Instant(milliseconds: ((milliseconds - offset) / beat + 1) * beat + offset)
        }
    }

    @Test("with holidays and both clock changes, two nodes and a restart reach each rung once and within a minute")
    func year() async throws {
        let (matters, duties) = isLong ? (2_600, 10_000) : (60, 200)
        let (start, end) = (at("2026-03-02", "08:00"), at("2027-03-02", "08:00"))
        let net = try await LoopNetwork(now: start, publishing: Self.names)
        for place in Town.Place.allCases {
            try await net.name(net.town.residents.filter { $0.place == place }, of: .organisation(net.town[place]))
        }
        var dice = Dice(seed: 7)
        let days: Int64 = 86_400
        let raisings = (0..<matters).map { _ in start.adding(seconds: .random(in: 0..<50 * days, using: &dice)) }
            .sorted()
        let acts = (0..<matters / 2).map { _ in start.adding(seconds: .random(in: 0..<364 * days, using: &dice)) }
            .sorted()
        let first = Node(network: net.network, offset: 0)
        var second: Node? = try await other(than: first)
        var (raised, acted, moment) = ([(LoopReference, ProcedureDefinition)](), 0, start)
        // What people do may owe what is late already, and so may a rung; and who is behind looks again.
        var woken = Instant(milliseconds: .min)
        var beats = 0
        var (mostOpen, busiest) = (0, (count: 0, took: Duration.zero))
        while moment < end {
            // What comes next: something that people do, or a rung.
            let person = [raisings.dropFirst(raised.count).first, acts.dropFirst(acted).first].compactMap(\.self).min()
            let rung = try await nextRung(after: woken, net.network).map { max($0, moment) }
            guard let next = [person, rung].compactMap(\.self).min(), next < end else { break }
            if next == person {
                net.network.clock.move(to: max(next, moment))
                if next == raisings.dropFirst(raised.count).first {
                    let name = dice.pick(Self.names)
                    let matter = try await net.raise(name, given: ["own-staff": ["no"]])
                    raised.append((matter, try ProcedureFiles.version(name).definition))
                } else {
                    acted += 1
                    if !raised.isEmpty { try await act(on: dice.pick(raised), net, &dice) }
                }
                (moment, woken) = (net.network.clock.now, Instant(milliseconds: .min))
                continue
            }
            // The second is stopped for ten days and begins anew; then the first does not wake for two weeks.
            let day = (next.milliseconds - start.milliseconds) / 86_400_000
            if (100..<110).contains(day) {
                second = nil
            } else if second == nil {
                second = try await other(than: first)
            }
            var looksAgain = false
            let waking = ((200..<214).contains(day) ? [] : [first]) + [second].compactMap(\.self)
            for (node, at) in waking.map({ ($0, $0.waking(from: next)) }).sorted(by: { $0.1 < $1.1 }) {
                net.network.clock.move(to: at)
                // One that is behind the other asks for the same once more.
                if Int.random(in: 0..<3, using: &dice) > 0 {
                    try await node.network.projector.catchUp()
                } else {
                    looksAgain = true
                }
                let began = ContinuousClock.now
                let count = try await LoopClock(node.network.office).tick(at)
                if count > busiest.count { busiest = (count, ContinuousClock.now - began) }
                (moment, woken) = (Instant(milliseconds: at.milliseconds + 1), max(woken, at))
                if count > 0 { looksAgain = true }
            }
            // One that is reached by no beat is missed, and said to be at the end.
            beats = looksAgain ? beats + 1 : 0
            if looksAgain, beats < 100 { woken = Instant(milliseconds: .min) }
            for node in [first, second].compactMap(\.self) { try await node.network.projector.catchUp() }
            mostOpen = max(mostOpen, try await open(net.network))
        }
        #expect(mostOpen >= duties)
        let reached = try await check(net.network, until: moment)
        if isLong { print("\(mostOpen) duties open at once, \(reached) rungs, busiest tick \(busiest)") }
        try await compare(net.network)
        try await burst(net.network)
    }

    private func other(than node: Node) async throws -> Node {
        let (ledger, vault, clock) = (node.network.ledger, node.network.vault, node.network.clock)
        let other = try TestNetwork(ledger: ledger, vault: vault, clock: clock)
        try await other.projector.catchUp()
        return Node(network: other, offset: 7_000)
    }

    private func nextRung(after moment: Instant, _ network: TestNetwork) async throws -> Instant? {
        try await network.readings.read { db in
            try Instant.fetchOne(
                db.cachedStatement(sql: "SELECT min(at) FROM rung WHERE at > ?"),
                arguments: [moment]
            )
        }
    }

    private func open(_ network: TestNetwork) async throws -> Int {
        try await network.readings.read { db in
            try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM openDuty")) ?? 0
        }
    }

    /// Whoever owes a step of a matter takes it.
    private func act(on raised: (LoopReference, ProcedureDefinition), _ net: LoopNetwork, _ dice: inout Dice)
        async throws
    {
        let (matter, definition) = raised
        let state = try await net.state(matter)
        // What all members are asked is over by itself.
        guard let step = state.openSteps.filter({ $0.of != .everyone }).randomElement(using: &dice) else { return }
        let debtor =
            step.debtor == "raiser" && state.toldInstead == nil
            ? net.town.residents.first { $0.id == state.raiser?.member }
            : net.town.residents.first { step.of.includes($0.actor) }
        guard let debtor else { return }
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
        try await net.network.perform(TakeStep(matter, step.id, doing), as: debtor.actor)
    }

    // MARK: What should have happened

    /// - Returns: How many rungs were reached.
    private func check(_ network: TestNetwork, until end: Instant) async throws -> Int {
        var stands: [ID<Duty>: [Stand]] = [:]
        var steps: [ID<Matter>: [ID<Duty>]] = [:]
        var reached: [(key: Key, at: Instant)] = []
        func over(_ duty: ID<Duty>, _ at: Instant) {
            guard let last = stands[duty]?.indices.last, stands[duty]?[last].until == nil else { return }
            stands[duty]?[last].until = at
        }
        var (copy, advanced) = (RungReached?.none, [Key: Instant]())
        for recorded in try await network.ledger.events(from: 0, limit: 10_000_000) {
            switch try Events.decode(recorded) {
            case let event as StepOwed:
                steps[event.matter, default: []].append(event.duty)
                stands[event.duty] = [Stand(ladder: event.ladder, from: recorded.at)]
            case let event as TellingPutOff:
                over(event.duty, recorded.at)
                stands[event.duty]?.append(Stand(ladder: event.ladder, from: recorded.at))
            case let event as StepMet: over(event.duty, recorded.at)
            case let event as StepLapsed: over(event.duty, recorded.at)
            case let event as MatterClosed: for duty in steps[event.matter] ?? [] { over(duty, recorded.at) }
            case let event as RungReached:
                #expect(recorded.command.actor == "system/clock")
                let key = Key(duty: event.duty, rung: LadderRung(step: event.step, at: event.at))
                reached.append((key, recorded.at))
                // Where no deputy was there, what comes after the copy comes with it.
                if let copy, copy.duty == event.duty, copy.copiedTo == [] { advanced[key] = copy.at }
                copy = event.step == .copyDeputy ? event : nil
            default: break
            }
        }
        // From when each was due, and whether it had to be reached: some stood for less than a minute after that.
        var (since, wanted) = ([Key: Instant](), Set<Key>())
        for (duty, stood) in stands {
            for stand in stood {
                for rung in stand.ladder {
                    let (key, moment) = (Key(duty: duty, rung: rung), max(rung.at, stand.from))
                    since[key] = moment
                    if moment.adding(seconds: 60) < stand.until ?? end { wanted.insert(key) }
                }
            }
        }
        let keys = Set(reached.map(\.key))
        #expect(keys.count == reached.count, "a rung was reached twice")
        #expect(keys.isSubset(of: since.keys), "a rung was reached that nobody set")
        #expect(wanted.isSubset(of: keys), "\(wanted.subtracting(keys).count) rungs were missed")
        var (early, late) = (0, Int64(0))
        for (key, at) in reached {
            let moment = try advanced[key] ?? #require(since[key])
            if at < moment { early += 1 }
            late = max(late, at.milliseconds - moment.milliseconds)
        }
        #expect(early == 0, "before its time")
        #expect(late <= 60_000, "\(late) ms after its time")
        return reached.count
    }

    /// A node that makes its readings from the same ledger has the same left to reach.
    private func compare(_ network: TestNetwork) async throws {
        let other = try TestNetwork(ledger: network.ledger, vault: network.vault, clock: network.clock)
        try await other.projector.catchUp()
        let far = at("2040-01-01")
        let left = try await network.readings.dueRungs(at: far, limit: 100_000)
        let anew = try await other.readings.dueRungs(at: far, limit: 100_000)
        #expect(!left.isEmpty)
        #expect(left.map(\.rung) == anew.map(\.rung) && left.map(\.duty) == anew.map(\.duty))
    }

    /// Where all that is left comes due at one moment, it is reached in one tick, and nobody has two mails of it.
    private func burst(_ network: TestNetwork) async throws {
        let far = at("2040-01-01")
        network.clock.move(to: far)
        let left = try await network.readings.dueRungs(at: far, limit: 100_000)
        var began = ContinuousClock.now
        try await LoopClock(network.office).tick(far)
        try await network.projector.catchUp()
        let reaching = ContinuousClock.now - began
        #expect(try await network.readings.dueRungs(at: far, limit: 100_000).isEmpty)
        began = .now
        let causes = try await network.readings.mailCauses(since: far, at: far)
        #expect(!causes.isEmpty)
        try await network.perform(QueueCaused(causes), as: .system("outbox"))
        let queueing = ContinuousClock.now - began
        if isLong { print("\(left.count) rungs reached in \(reaching), \(causes.count) causes queued in \(queueing)") }
        try await network.projector.catchUp()
        #expect(try await network.readings.mailCauses(since: far, at: far).isEmpty)
        let mails = try await network.readings.mailsDue(at: far, limit: 1_000_000)
        let told = mails.map { "\($0.to) \($0.why.kind)" }
        #expect(!told.isEmpty && Set(told).count == told.count, "somebody is told twice")
    }
}
