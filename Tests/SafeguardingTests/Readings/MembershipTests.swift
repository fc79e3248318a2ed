import Ledger
import Testing

@testable import Safeguarding

/// The membership that is kept in memory is never older than the readings that a page has waited for.
struct MembershipTests {
    @Test("Every change of a member, an organisation or a group is in the membership at once")
    func follows() async throws {
        let network = try TestNetwork()
        let readings = network.readings
        #expect(try await readings.membership().members.isEmpty)
        let northmere = try await network.organisation("Northmere")
        #expect(try await readings.membership().name(northmere) == "Northmere")
        let asha = try await network.member("Asha Penhallow", of: northmere)
        #expect(try await readings.membership().member(asha.id)?.standing == .joined)
        #expect(try await readings.membership().organisations.map(\.members) == [1])
        let group = try await network.group("Steering group", members: [asha])
        #expect(try await readings.membership().relations(of: asha.actor, to: group) == [.inGroup])
        try await network.perform(JoinGroup(group: group, members: [asha.id], office: .chair), as: .scene)
        #expect(try await readings.membership().relations(of: asha.actor, to: group) == [.inGroup, .officer])
        #expect(try await readings.membership().groups(of: asha.actor).map(\.name) == ["Steering group"])
        try await network.perform(RemoveMember(member: asha.id), as: .scene)
        #expect(try await readings.membership().member(asha.id)?.standing == .left)
        #expect(try await readings.membership().relations(of: asha.actor, to: group).isEmpty)
        #expect(try await readings.membership().organisations.map(\.members) == [0])
    }

    @Test("What happens beside the membership leaves it in memory")
    func kept() async throws {
        let kept = KeptMembership()
        let network = try TestNetwork()
        let empty = try await network.readings.membership()
        nonisolated(unsafe) var reads = 0
        func ask() async throws {
            _ = try await kept.membership {
                reads += 1
                return empty
            }
        }
        try await ask()
        try await ask()
        #expect(reads == 1)
        kept.forget()
        try await ask()
        #expect(reads == 2)
        // Forgotten while it was read: what was read may be old.
        kept.forget()
        _ = try await kept.membership {
            kept.forget()
            return empty
        }
        try await ask()
        #expect(reads == 3)
    }

    @Test("Two processes that follow into the same readings apply each event once, and both see it")
    func twoProcesses() async throws {
        let first = try TestNetwork()
        let northmere = try await first.organisation("Northmere")
        let second = Projector(ledger: first.ledger, readings: try first.openReadingsAgain())
        try await second.catchUp()
        #expect(try await second.readings.membership().name(northmere) == "Northmere")
        // Both have seen the same; the second applies what comes next, and the first is behind and does not know.
        let seen = try await first.readings.position()
        let saltby = ID<Organisation>()
        try await first.office.perform(
            RegisterOrganisation(organisation: saltby, name: "Saltby", kind: .authority),
            as: .scene,
            form: FormID(),
            patience: .zero
        )
        let batch = try EventBatch(try await first.ledger.events(from: seen, limit: 10))
        try await second.catchUp()
        try await first.readings.apply(batch)
        #expect(try await first.readings.position() == first.ledger.count())
        for readings in [first.readings, second.readings] {
            #expect(try await readings.membership().organisations.map(\.name) == ["Northmere", "Saltby"])
        }
    }
}
