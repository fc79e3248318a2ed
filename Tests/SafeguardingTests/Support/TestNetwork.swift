import Almanac
import Foundation
import Ledger
import Vault

@testable import Safeguarding

/// A whole network in memory, with fictional members and a clock that stands still: what commands and readings are
/// tested against.
final class TestNetwork: Sendable {
    let clock: TestClock
    let ledger: any Ledger
    let vault: Vault
    let readings: Readings
    let projector: Projector
    let office: Office
    private let folder: URL

    /// - Parameters:
    ///   - ledger: Another network's, to be a second node of it, or the same one after a restart.
    ///   - vault: That network's, then.
    init(
        now: Instant = at("2026-11-23"),
        ledger: any Ledger = MemoryLedger(),
        vault: Vault? = nil,
        clock: TestClock? = nil
    ) throws {
        let clock = clock ?? TestClock(now)
        folder = FileManager.default.temporaryDirectory.appending(path: "safeloop-test-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.clock = clock
        self.ledger = ledger
        self.vault = vault ?? Vault(keys: MemoryKeys(), master: .random(network: ID())) { clock.now }
        readings = try Readings.open(in: folder)
        projector = Projector(ledger: ledger, readings: readings, erasing: self.vault)
        office = Office(
            ledger: ledger,
            vault: self.vault,
            projector: projector,
            clock: { clock.now },
            patience: .seconds(60)
        )
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Carries out a command, and brings the readings up to it.
    @discardableResult
    func perform(_ command: some Command, as actor: Actor, form: FormID = FormID()) async throws -> Int {
        // Every network has begun with the procedure of actions.
        if !(command is FoundNetwork) {
            try await office.perform(PublishActions(), as: .scene, form: FormID(job: "actions"), patience: .zero)
        }
        let position = try await office.perform(command, as: actor, form: form, patience: .zero)
        try await projector.catchUp()
        return position
    }

    /// Everything that happened to one stream, in order.
    func events(of stream: StreamID) async throws -> [any DomainEvent] {
        try await ledger.events(of: stream, after: 0).map(Events.decode)
    }

    /// Reads any sealed text, as only a test may.
    func text(_ sealed: Sealed<String>) async throws -> String? {
        try await opener(for: [sealed.subject]).text(sealed)
    }

    /// What is in the files of the readings, as someone who stole them would read it.
    func readFiles() throws -> String {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }.joined()
    }

    /// The same files, as another process has them open.
    func openReadingsAgain() throws -> Readings { try Readings.open(in: folder) }

    func opener(for subjects: Set<Subject>) async throws -> Opener {
        let admission = try office.gate.admit(.system("test"), to: .runJob, opening: .these(subjects))
        return try await vault.opener(under: admission)
    }
}

/// A fictional member, as a test speaks of them.
struct Someone: Hashable, Sendable {
    let id: ID<Member>
    let name: String
    let organisation: ID<Organisation>
    let roles: Set<Role>

    var actor: Actor { .member(Actor.Person(id: id, organisation: organisation, roles: roles)) }
}

extension Actor {
    /// Stands for whoever set the scene.
    static let scene = Actor.system("scene")
}

// MARK: Setting the scene

extension TestNetwork {
    func organisation(_ name: String, _ kind: Organisation.Kind = .authority) async throws -> ID<Organisation> {
        let id = ID<Organisation>()
        try await perform(RegisterOrganisation(organisation: id, name: name, kind: kind), as: .scene)
        return id
    }

    /// A member who has joined. The address is made of the name.
    func member(
        _ name: String,
        of organisation: ID<Organisation>,
        post: String? = nil,
        roles: Set<Role> = [.boroughLead]
    ) async throws -> Someone {
        let id = ID<Member>()
        let address = name.lowercased().split(separator: " ").joined(separator: ".") + "@network.example"
        let details = try await office.details(
            name: name,
            email: address,
            organisation: organisation,
            post: post,
            roles: roles
        )
        try await perform(RegisterMembers([.init(member: id, details: details)]), as: .scene)
        let someone = Someone(id: id, name: name, organisation: organisation, roles: roles)
        try await perform(JoinNetwork(member: id), as: someone.actor)
        return someone
    }

    func group(
        _ name: String,
        members: [Someone] = [],
        chair: Someone? = nil,
        clerk: Someone? = nil
    ) async throws -> ID<Group> {
        let id = ID<Group>()
        try await perform(FormGroup(group: id, name: name), as: .scene)
        for (people, office) in [(members, Group.Office.member), ([chair], .chair), ([clerk], .clerk)]
            as [([Someone?], Group.Office)]
        {
            let ids = people.compactMap { $0?.id }
            if !ids.isEmpty { try await perform(JoinGroup(group: id, members: ids, office: office), as: .scene) }
        }
        return id
    }
}
