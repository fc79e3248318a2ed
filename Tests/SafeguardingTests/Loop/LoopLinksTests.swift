import Almanac
import Ledger
import Procedures
import Testing

@testable import Safeguarding

@Suite("Matters that have to do with one another")
struct LoopLinksTests {
    /// Asha raised both; Pia has a part in the first alone, Dora in the second alone.
    private func scene() async throws -> (LoopNetwork, LoopReference, LoopReference) {
        let net = try await LoopNetwork(publishing: ["missing-child", "resource-order"])
        let missing = try await net.raise(
            "missing-child",
            by: net.town.asha,
            given: ["danger-now": ["yes"], "ask-home-office": ["no"]]
        )
        let order = try await net.raise("resource-order", by: net.town.asha)
        return (net, missing, order)
    }

    private func links(_ net: LoopNetwork, _ matter: LoopReference, _ person: Resident) async throws -> [Int?]? {
        try await net.detail(matter, person)?.others.values.filter(\.isLinked).map(\.number)
    }

    @Test("two matters are linked by who may see both, and each shows the other to those who may see it")
    func linked() async throws {
        let (net, missing, order) = try await scene()
        let town = net.town
        let linking = LinkMatters(missing, order, why: "The same class")
        for person in [town.pia, town.dora, town.hari, town.colleague] {
            #expect(
                await refusal { try await net.network.perform(linking, as: person.actor) } == .notAllowed,
                "\(person)"
            )
        }
        let itself = LinkMatters(missing, missing, why: "Why")
        #expect(
            await refusal { try await net.network.perform(itself, as: town.asha.actor) }
                == .invalid("other", "Give the number of another matter.")
        )
        try await net.network.perform(linking, as: town.asha.actor)
        let (first, second) = (try await net.number(missing), try await net.number(order))
        #expect(try await links(net, missing, town.asha) == [second])
        #expect(try await links(net, order, town.asha) == [first])
        // Who has a part in one alone sees that there is another, and not which.
        #expect(try await links(net, missing, town.pia) == [nil])
        #expect(try await links(net, order, town.dora) == [nil])
        #expect(try await net.detail(order, town.pia) == nil)
        #expect(try await net.detail(missing, town.dora) == nil)
        #expect(
            await refusal { try await net.network.perform(linking, as: town.asha.actor) }
                == .invalid("other", "They are linked already.")
        )
        // From either side, and with a reason that stays.
        let unlinking = LinkMatters(order, missing, isLinked: false, why: "Another child")
        try await net.network.perform(unlinking, as: town.asha.actor)
        for matter in [missing, order] {
            #expect(try await links(net, matter, town.asha)?.isEmpty == true)
            #expect(try await net.state(matter).links.isEmpty)
        }
        #expect(try await net.detail(missing, town.asha)?.entries.contains { $0.event is MattersUnlinked } == true)
    }

    @Test("what is raised from a matter is linked to it in the same append, and only from what one may know of")
    func raisedFrom() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child", "resource-order"])
        let town = net.town
        let missing = try await net.raise("missing-child", by: town.asha)
        func raising(by person: Resident) throws -> RaiseMatter {
            let made = try town.raising("resource-order", by: person, on: London.day(net.network.clock.now))
            return RaiseMatter(
                matter: made.matter,
                procedure: made.procedure,
                version: made.version,
                isPersonal: made.isPersonal,
                raiser: made.raiser,
                answers: made.answers,
                routes: town.routes(try ProcedureFiles.version("resource-order").definition),
                from: missing
            )
        }
        let foreign = try raising(by: town.bryn)
        let before = try await net.network.ledger.count()
        #expect(await refusal { try await net.network.perform(foreign, as: town.bryn.actor) } == .notFound)
        #expect(try await net.network.ledger.count() == before)
        let follow = try raising(by: town.celia)
        try await net.network.perform(follow, as: town.celia.actor)
        #expect(try await links(net, missing, town.celia) == [try await net.number(follow.reference)])
        #expect(try await links(net, follow.reference, town.celia) == [try await net.number(missing)])
        let written = try await net.network.ledger.events(from: before, limit: 100)
        #expect(Set(written.map(\.command)).count == 1, "one append")
    }
}
