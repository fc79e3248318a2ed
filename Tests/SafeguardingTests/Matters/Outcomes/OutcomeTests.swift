import Almanac
import Ledger
import Procedures
import Testing

@testable import Safeguarding

/// Writes what happened, so that a test says when.
struct Happened: Command {
    let matter: ID<Matter>
    let events: [any DomainEvent]

    var action: Action { .runJob }
    var reads: [StreamID] { [] }
    func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        [Change(Matter.stream(matter), events)]
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(matter)")
    }
}

@Suite("How procedures go, in numbers")
struct OutcomeTests {
    private struct Scene {
        let network: TestNetwork
        let merton, camden: ID<Organisation>
        let asha, bryn, ruth, ines: Someone

        init() async throws {
            network = try TestNetwork(now: at("2026-09-07"))
            merton = try await network.organisation("Merton")
            camden = try await network.organisation("Camden")
            asha = try await network.member("Asha Penhallow", of: merton)
            bryn = try await network.member("Bryn Okonjo", of: camden, roles: [.schoolLead])
            ruth = try await network.member("Ruth Adeyemi", of: camden, roles: [.coordinator])
            ines = try await network.member("Ines Halloran", of: camden, roles: [.auditor])
        }

        /// Raised, acknowledged, decided and told after so many hours; nil for not yet.
        @discardableResult
        func raise(
            _ procedure: String = "resource-order",
            to holder: ID<Organisation>,
            personal isPersonal: Bool = false,
            after hours: (acknowledge: Int64?, decide: Int64?, tell: Int64?),
            judged: String? = nil,
            closes: Bool = false
        ) async throws -> ID<Matter> {
            let (matter, raised) = (ID<Matter>(), network.clock.now)
            func happen(_ hours: Int64, _ events: any DomainEvent...) async throws {
                network.clock.move(to: raised.adding(seconds: hours * 3600))
                try await network.perform(Happened(matter: matter, events: events), as: .scene)
            }
            let duties = [Procedure.Task.acknowledge, .decide, .tell].map { (ID<Duty>(), $0) }
            let owed = duties.map { duty, task in
                StepOwed(
                    duty: duty,
                    matter: matter,
                    of: .organisation(holder),
                    debtor: "holder",
                    step: task.rawValue,
                    what: task,
                    due: raised.adding(seconds: 24 * 3600),
                    from: raised,
                    term: "1 day",
                    calendar: "test",
                    ladder: []
                )
            }
            let raisedEvent = LoopRaised(
                matter: matter,
                procedure: procedure,
                version: 1,
                isPersonal: isPersonal,
                raiser: Raiser(member: bryn.id, organisation: camden, post: nil),
                holder: .organisation(holder),
                parties: [],
                deciding: [:],
                answers: [:],
                toldInstead: nil
            )
            try await network.perform(Happened(matter: matter, events: [raisedEvent] + owed), as: .scene)
            func met(_ index: Int, _ outcome: String? = nil) -> StepMet {
                StepMet(matter, duties[index].0, outcome)
            }
            if let hour = hours.acknowledge { try await happen(hour, met(0)) }
            if let hour = hours.decide { try await happen(hour, met(1, "sent")) }
            if let hour = hours.tell {
                try await happen(
                    hour,
                    met(2),
                    RaiserTold(matter: matter, duty: duties[2].0, level: .full, outcome: "sent", text: nil, by: nil)
                )
            }
            if let judged {
                let duty = ID<Duty>()
                try await happen(
                    100,
                    StepOwed(
                        duty: duty,
                        matter: matter,
                        of: .member(bryn.id),
                        debtor: "raiser",
                        step: "satisfied",
                        what: .satisfied,
                        due: nil,
                        from: raised,
                        term: "5 days",
                        calendar: "test",
                        ladder: []
                    ),
                    StepMet(matter, duty, judged)
                )
            }
            if closes { try await happen(101, MatterClosed(matter: matter, by: nil, happened: nil)) }
            network.clock.move(to: raised)
            return matter
        }
    }

    @Test("medians, nine in ten, in time, open and overdue of four are what they are by hand")
    func byHand() async throws {
        let scene = try await Scene()
        try await scene.raise(to: scene.merton, after: (2, 10, 20), judged: "satisfied", closes: true)
        try await scene.raise(to: scene.merton, after: (4, 30, 40), judged: "not-satisfied")
        try await scene.raise(to: scene.merton, after: (10, nil, nil))
        scene.network.clock.move(to: at("2026-10-05"))
        try await scene.raise(to: scene.merton, after: (30, nil, nil))
        try await scene.raise(to: scene.camden, after: (nil, nil, nil))
        let found = try await scene.network.readings.outcomes(
            in: SchoolYear(of: day("2026-09-01")),
            at: at("2026-10-07"),
            as: scene.asha.actor
        )
        let one = try #require(found.first)
        #expect(found.count == 1 && one.procedure == "resource-order" && !one.isPersonal)
        let merton = try #require(one.organisations.first { $0.organisation == scene.merton }?.numbers)
        // 2, 4, 10 and 30 hours: half of 4 and 10, and the last.
        #expect(merton[.acknowledge]?.median == 7 * 3600 && merton[.acknowledge]?.ninetieth == 30 * 3600)
        #expect(merton[.decide]?.median == 20 * 3600 && merton[.decide]?.ninetieth == 30 * 3600)
        let betweenBoth: Int64 = 30 * 3600
        #expect(merton[.feedBack]?.median == betweenBoth)
        #expect(merton.percentInTime(.acknowledge) == 75)
        // Two were decided, one late, and two should have been.
        #expect(merton.percentInTime(.decide) == 25 && merton[.decideDue] == 4)
        #expect([merton.raised, merton[.received], merton[.decided], merton[.told]] == [4, 4, 2, 2])
        #expect([merton[.open], merton.closed, merton[.overdue]] == [3, 1, 2])
        #expect([merton[.satisfied], merton[.notSatisfied], merton[.notSaid]] == [1, 1, 0])
        #expect(one.network.raised == 5 && one.network[.overdue] == 3)
        #expect(one.months.map(\.numbers.raised) == [3, 2] && one.cells.count == 3)
        #expect(one.outcomes == [.init(id: "sent", count: 2)])
        let before = try await scene.network.readings.outcomes(
            in: SchoolYear(of: day("2026-08-31")),
            at: at("2026-10-07"),
            as: scene.asha.actor
        )
        #expect(before.isEmpty)
    }

    @Test("whoever may see procedures sees the same numbers, the coordinator too, and others none")
    func sameForAll() async throws {
        let scene = try await Scene()
        for _ in 0..<3 { try await scene.raise("missing-child", to: scene.merton, personal: true, after: (2, 3, 4)) }
        for _ in 0..<7 { try await scene.raise("missing-child", to: scene.camden, personal: true, after: (2, 3, 4)) }
        func found(_ actor: Actor) async throws -> [ProcedureOutcomes] {
            try await scene.network.readings.outcomes(
                in: SchoolYear(of: day("2026-09-01")),
                at: at("2026-10-07"),
                as: actor
            )
        }
        for person in [scene.asha, scene.bryn, scene.ruth] {
            let one = try #require(try await found(person.actor).first)
            #expect(one.isPersonal && one.network.raised == 10 && one.network[.told] == 10)
            // Seven would say that the other has three.
            #expect(one.organisations.isEmpty && one.leavesOut && one.cells.isEmpty)
        }
        #expect(try await found(scene.ines.actor).isEmpty)
        #expect(try await scene.network.readings.outcomeYears(as: scene.ines.actor).isEmpty)
        #expect(try await scene.network.readings.outcomeYears(as: scene.asha.actor).map(\.start) == [2026])
    }

    /// How one matter under a shipped procedure goes, done hour by hour through the rules.
    private func counted(
        _ name: String,
        given: [String: [String]] = [:],
        _ steps: [(step: String, hour: Int64, doing: TakeStep.Doing, by: (Town) -> Resident)]
    ) async throws -> (OutcomeNumbers, LoopDetail) {
        let net = try await LoopNetwork(now: at("2026-11-23"), publishing: [name])
        let matter = try await net.raise(name, by: net.town.asha, given: given)
        for taken in steps {
            net.network.clock.move(to: at("2026-11-23").adding(seconds: taken.hour * 3600))
            try await net.take(matter, taken.step, taken.doing, by: taken.by(net.town))
        }
        let found = try await net.network.readings.outcomes(
            in: SchoolYear(of: day("2026-11-23")),
            at: net.network.clock.now,
            as: net.town.celia.actor
        )
        let detail = try #require(try await net.detail(matter, net.town.asha))
        return (try #require(found.first?.network), detail)
    }

    @Test("where the coordinator tells the raiser, the first telling counts, and whether it was in time")
    func toldByCoordinator() async throws {
        let (numbers, _) = try await counted(
            "escalation",
            [
                ("put-forward", 10, .act(note: "Sent to the desk"), { $0.dilys }),
                ("decide", 48, .come(to: "will-change", note: "They do it"), { $0.dora }),
                ("tell-raiser", 60, .tell("They accept it"), { $0.dilys }),
            ]
        )
        #expect(numbers[.told] == 1 && numbers[.feedBack]?.median == 60 * 3600)
        #expect(numbers[.feedBackDue] == 1 && numbers[.toldInTime] == 1)
    }

    @Test("what a party has received the holder has not")
    func receivedByParty() async throws {
        // Of one only, which nobody is shown: where it stands.
        let (_, before) = try await counted(
            "missing-child",
            given: ["danger-now": ["yes"], "school-known": ["no"]],
            [("police-received", 1, .acknowledge, { $0.pia })]
        )
        #expect(before.matter.station == .raised && before.hasBeenReceived)
        let (_, after) = try await counted(
            "missing-child",
            given: ["danger-now": ["yes"], "school-known": ["no"]],
            [("police-received", 1, .acknowledge, { $0.pia }), ("acknowledge", 20, .acknowledge, { $0.celia })]
        )
        #expect(after.matter.station == .received)
    }

    @Test("actions are counted with the rest: taken on, finished, answered, closed")
    func actions() async throws {
        let scene = try await Scene()
        let (network, asha, bryn) = (scene.network, scene.asha, scene.bryn)
        let group = try await network.group("Steering group", members: [asha], chair: bryn)
        func raise() async throws -> MatterReference {
            let draft = ActionDraft(
                text: "Write to the heads",
                holders: [.member(asha.id)],
                due: .on(day("2026-09-11")),
                group: group,
                raiser: bryn.id
            )
            try await network.perform(RaiseAction(draft), as: bryn.actor)
            return MatterReference(draft.matter, group: group)
        }
        let (one, _) = (try await raise(), try await raise())
        network.clock.move(seconds: 10 * 3600)
        try await network.perform(AcknowledgeMatter(one), as: asha.actor)
        network.clock.move(seconds: 20 * 3600)
        try await network.perform(FinishMatter(one, note: "Done"), as: asha.actor)
        try await network.perform(CloseMatter(one), as: bryn.actor)
        let found = try await network.readings.outcomes(
            in: SchoolYear(of: day("2026-09-01")),
            at: at("2026-10-07"),
            as: asha.actor
        )
        let numbers = try #require(found.first { $0.procedure == ActionTerms.procedure }?.network)
        #expect([numbers.raised, numbers[.received], numbers[.decided], numbers[.told]] == [2, 1, 1, 1])
        #expect(numbers[.acknowledge]?.median == 10 * 3600 && numbers[.decide]?.median == 30 * 3600)
        #expect([numbers[.decideDue], numbers[.decidedInTime]] == [2, 1])
        #expect([numbers[.open], numbers[.overdue], numbers[.satisfied]] == [1, 1, 1])
    }
}

extension StepMet {
    fileprivate init(_ matter: ID<Matter>, _ duty: ID<Duty>, _ outcome: String?) {
        self.init(duty: duty, matter: matter, by: nil, outcome: outcome, note: nil, reported: nil)
    }
}
