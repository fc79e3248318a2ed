import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("Opening what people can be known by")
struct RecordedAdmissionTests {
    private func accesses(_ net: LoopNetwork, _ subject: Subject) async throws -> [AccessRecorded] {
        try await net.network.events(of: StreamID("access/\(subject)")).compactMap { $0 as? AccessRecorded }
    }

    private func admit(
        _ net: LoopNetwork,
        _ person: Resident,
        _ subjects: Set<Subject>,
        for purpose: String = "read",
        session: String = "s1",
        _ relations: Set<Relation> = [.holder]
    ) async throws -> Admission {
        try await net.network.office.gate.admitRecorded(
            person.actor(session: session),
            to: .readConcern,
            relations,
            opening: subjects,
            for: purpose
        )
    }

    @Test("the ledger holds who, what, when and why before anything is opened")
    func first() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let matter = try await net.raise("missing-child")
        let detail = try #require(try await net.detail(matter, net.town.celia))
        let answer = try #require(detail.answers["child"])
        // By policy alone nothing of it is opened, whoever asks.
        let ordinary = try net.network.office.gate.admit(
            net.town.celia.actor,
            to: .readConcern,
            [.holder],
            opening: .these([matter.subject])
        )
        await #expect(throws: VaultError.self) { try await net.network.vault.opener(under: ordinary) }
        #expect(try await accesses(net, matter.subject).isEmpty)
        let before = try await net.network.ledger.count()
        let admission = try await admit(net, net.town.celia, [matter.subject])
        let recorded = try #require(try await net.network.ledger.events(from: before, limit: 10).first)
        #expect(recorded.at == net.network.clock.now)
        let event = try #require(try Events.decode(recorded) as? AccessRecorded)
        #expect(event.member == "member/\(net.town.celia.id)" && event.purpose == "read" && event.session == "s1")
        #expect(event.subjects == [matter.subject])
        let opened = try await net.network.vault.opener(under: admission).open(answer)
        #expect(opened.value == .person(.init(given: MadeUpAnswers.typed, family: "Marchbanks")))
        try await net.network.projector.catchUp()
        let seen = try #require(try await net.detail(matter, net.town.celia)).opened
        #expect(seen.map(\.member) == [net.town.celia.id] && seen.map(\.purpose) == ["read"])
    }

    @Test(
        "within half an hour one record holds for a session and a purpose; after it, and for others, there is another"
    )
    func again() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let matter = try await net.raise("missing-child")
        let (celia, subjects) = (net.town.celia, Set([matter.subject]))
        let start = net.network.clock.now
        let first = try await admit(net, celia, subjects)
        #expect(first.until == start.adding(seconds: 1_800))
        net.network.clock.move(to: start.adding(seconds: 1_799))
        let second = try await admit(net, celia, subjects)
        #expect(second.until == first.until, "looking again gives no more time")
        #expect(try await accesses(net, matter.subject).count == 1)
        _ = try await admit(net, celia, subjects, session: "s2")
        #expect(try await accesses(net, matter.subject).count == 2)
        _ = try await admit(net, celia, subjects, for: "print")
        #expect(try await accesses(net, matter.subject).count == 3)
        _ = try await admit(net, net.town.cole, subjects)
        #expect(try await accesses(net, matter.subject).count == 4)
        net.network.clock.move(to: start.adding(seconds: 1_800))
        await #expect(throws: VaultError.self) { try await net.network.vault.opener(under: first) }
        let third = try await admit(net, celia, subjects)
        #expect(third.until == start.adding(seconds: 3_600))
        #expect(try await accesses(net, matter.subject).count == 5)
        #expect(Set(try await accesses(net, matter.subject).map(\.admission)).count == 5)
    }

    @Test("several opened together are one opening of each")
    func together() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let matters = [try await net.raise("missing-child"), try await net.raise("missing-child")]
        _ = try await admit(net, net.town.celia, Set(matters.map(\.subject)))
        try await net.network.projector.catchUp()
        for matter in matters {
            #expect(try await accesses(net, matter.subject).count == 1)
            #expect(try await net.detail(matter, net.town.celia)?.opened.count == 1)
        }
    }

    @Test("without a part in it nobody is admitted, and nothing is written")
    func refused() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let matter = try await net.raise("missing-child")
        let before = try await net.network.ledger.count()
        for person in net.town.residents {
            for relations: Set<Relation> in [[], [.inGroup], [.officer], [.sameOrganisation], [.own]] {
                let found = await refusal { try await admit(net, person, [matter.subject], relations) }
                #expect(found == .notAllowed)
            }
        }
        #expect(try await net.network.ledger.count() == before)
        for relation: Relation in [.raiser, .holder, .party] {
            #expect(
                await refusal {
                    try await admit(net, net.town.asha, [matter.subject], session: "\(relation)", [relation])
                } == nil
            )
        }
    }

    @Test("what was admitted for one matter opens no other")
    func other() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let matters = [try await net.raise("missing-child"), try await net.raise("missing-child")]
        let admission = try await admit(net, net.town.celia, [matters[0].subject])
        let answer = try #require(try await net.detail(matters[1], net.town.celia)?.answers["child"])
        let opener = try await net.network.vault.opener(under: admission)
        #expect(opener.open(answer).value == nil)
    }
}
