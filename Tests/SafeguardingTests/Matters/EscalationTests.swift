import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

struct EscalationTests {
    /// A year of actions with every kind of due time, under a clock that walks through it.
    private struct Year {
        let network: TestNetwork
        let chair: Someone
        let holder: Someone
        let group: ID<Group>
        let start = day("2026-03-02")

        init() async throws {
            network = try TestNetwork(now: at("2026-03-02"))
            let borough = try await network.organisation("Northmere")
            holder = try await network.member("Asha Penhallow", of: borough)
            chair = try await network.member("Celia Varga", of: borough)
            group = try await network.group("Steering group", members: [holder], chair: chair)
        }

        func raise(due: DueChoice) async throws -> MatterReference {
            let draft = ActionDraft(
                text: "Write to the heads",
                holders: [.member(holder.id)],
                due: due,
                group: group,
                raiser: chair.id
            )
            try await network.perform(RaiseAction(draft), as: chair.actor)
            return MatterReference(draft.matter, group: group)
        }

        func escalations(_ matter: MatterReference) async throws -> [MatterEscalated] {
            try await network.events(of: Matter.stream(matter.id)).compactMap { $0 as? MatterEscalated }
        }
    }

    @Test("Over a year, with clocks changing and bank holidays, each late duty is escalated once, on the day after")
    func year() async throws {
        let year = try await Year()
        let network = year.network
        // 6 Apr, 25 May, 31 Aug and 28 Dec are bank holidays; the clocks change on 29 Mar and 25 Oct.
        let dues = [
            "2026-03-28", "2026-03-29", "2026-04-06", "2026-05-25", "2026-08-31", "2026-10-24", "2026-10-25",
            "2026-12-28",
        ]
        var expected: [ID<Matter>: [Day]] = [:]
        for due in dues {
            let matter = try await year.raise(due: .on(day(due)))
            // The receipt is due on 9 March, five working days after the 2nd.
            expected[matter.id] = [day("2026-03-09"), day(due)]
        }
        let endless = try await year.raise(due: .when("the guidance is published"))
        expected[endless.id] = [day("2026-03-09")]

        var seen: [ID<Matter>: [Day]] = [:]
        var (moment, last) = (network.clock.now, 0)
        while London.day(moment) < day("2027-03-02") {
            // Every six hours and a bit, so that ticks fall on all sides of midnight, in GMT and in BST.
            moment = moment.adding(seconds: 6 * 3600 + 61)
            network.clock.move(to: moment)
            try await EscalationClock(network.office).tick(moment)
            try await network.projector.catchUp()
            for recorded in try await network.ledger.events(from: last, limit: 1000) {
                last = recorded.position + 1
                guard let event = try Events.decode(recorded) as? MatterEscalated else { continue }
                seen[event.matter, default: []].append(event.deadline)
                #expect(London.day(recorded.at) == event.deadline.adding(days: 1))
                #expect(recorded.command.actor == "system/clock")
            }
        }
        #expect(seen == expected)
    }

    @Test("A receipt that is owed from before a bank holiday counts working days only")
    func bankHolidays() async throws {
        let year = try await Year()
        let network = year.network
        network.clock.move(to: at("2026-12-24"))
        let matter = try await year.raise(due: .notGiven)
        for (moment, count) in [(at("2027-01-05", "23:59"), 0), (at("2027-01-06", "00:01"), 1)] {
            network.clock.move(to: moment)
            try await EscalationClock(network.office).tick(moment)
            #expect(try await year.escalations(matter).count == count)
        }
    }

    @Test("Two nodes at once escalate a duty once, and so does a node after a restart")
    func twoNodes() async throws {
        let year = try await Year()
        let first = year.network
        let second = try TestNetwork(ledger: first.ledger, vault: first.vault, clock: first.clock)
        var matters: [MatterReference] = []
        for _ in 0..<20 { matters.append(try await year.raise(due: .on(day("2026-03-05")))) }
        try await second.projector.catchUp()
        let moment = at("2026-03-20")
        first.clock.move(to: moment)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in [first, second, first, second] {
                group.addTask { try await EscalationClock(node.office).tick(moment) }
            }
            try await group.waitForAll()
        }
        let restarted = try TestNetwork(ledger: first.ledger, vault: first.vault, clock: first.clock)
        for node in [first, second, restarted] {
            try await node.projector.catchUp()
            #expect(try await EscalationClock(node.office).tick(moment) == 0)
        }
        for matter in matters { #expect(try await year.escalations(matter).count == 2) }
    }

    @Test("A tick whose readings are behind escalates nothing that was met meanwhile")
    func behind() async throws {
        let year = try await Year()
        let first = year.network
        let second = try TestNetwork(ledger: first.ledger, vault: first.vault, clock: first.clock)
        let matter = try await year.raise(due: .on(day("2026-03-05")))
        try await second.projector.catchUp()
        first.clock.move(to: at("2026-03-06"))
        try await first.perform(FinishMatter(matter, note: "Done"), as: year.holder.actor)
        try await EscalationClock(second.office).tick(at("2026-03-06"))
        #expect(try await year.escalations(matter).isEmpty)
    }

    @Test("A duty that is moved, and late again, is escalated again")
    func moved() async throws {
        let year = try await Year()
        let network = year.network
        let matter = try await year.raise(due: .on(day("2026-03-05")))
        try await network.perform(AcknowledgeMatter(matter), as: year.holder.actor)
        for (moment, count) in [
            (at("2026-03-06"), 1), (at("2026-03-08"), 1), (at("2026-03-21"), 2), (at("2026-03-22"), 2),
        ] {
            network.clock.move(to: moment)
            try await EscalationClock(network.office).tick(moment)
            try await network.projector.catchUp()
            #expect(try await year.escalations(matter).count == count)
            if moment == at("2026-03-08") {
                try await network.perform(
                    MoveDue(matter, due: .on(day("2026-03-20")), reason: "Asked for"),
                    as: year.chair.actor
                )
            }
        }
    }

    @Test("What is due by the next meeting is late the day after it")
    func nextMeeting() async throws {
        let year = try await Year()
        let network = year.network
        let matter = try await year.raise(due: .nextMeeting(year.group))
        try await network.perform(AcknowledgeMatter(matter), as: year.holder.actor)
        try await network.perform(
            CallMeeting(MeetingRef(ID(), of: year.group), Sitting(day("2026-04-22"))),
            as: year.chair.actor
        )
        for (moment, count) in [(at("2026-04-22", "23:00"), 0), (at("2026-04-23", "00:30"), 1)] {
            network.clock.move(to: moment)
            try await EscalationClock(network.office).tick(moment)
            #expect(try await year.escalations(matter).count == count)
        }
    }

    @Test("Nobody but the system escalates")
    func authority() async throws {
        let year = try await Year()
        let matter = try await year.raise(due: .on(day("2026-03-05")))
        let step = EscalateDuty(matter, duty: ID(), deadline: day("2026-03-05"))
        for person in [year.chair, year.holder] {
            await #expect(throws: Refusal.notAllowed) { try await year.network.perform(step, as: person.actor) }
        }
    }
}
