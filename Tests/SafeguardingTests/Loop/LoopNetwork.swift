import Almanac
import Ledger
import Procedures
import Vault

@testable import Safeguarding

/// The town as a whole network in memory: members with posts, the shipped procedures in use, readings.
struct LoopNetwork: Sendable {
    let network: TestNetwork
    let town: Town

    init(now: Instant = at("2026-11-23"), publishing names: [String]) async throws {
        network = try TestNetwork(now: now)
        var organisations: [Town.Place: ID<Organisation>] = [:]
        for place in Town.Place.allCases {
            organisations[place] = try await network.organisation(place.rawValue, place.kind)
        }
        town = Town(organisations)
        for person in town.residents {
            let details = try await details(person)
            try await network.perform(RegisterMembers([.init(member: person.id, details: details)]), as: .scene)
            try await network.perform(JoinNetwork(member: person.id), as: person.actor)
        }
        for name in names { try await network.perform(ProcedureFiles.publish(name), as: .scene) }
    }

    private func details(
        _ person: Resident,
        at place: Town.Place? = nil,
        post: String? = nil,
        roles: Set<Role>? = nil
    ) async throws -> MemberDetails {
        try await network.office.details(
            name: person.name,
            email: person.name.lowercased().split(separator: " ").joined(separator: ".") + "@network.example",
            organisation: place.map { town[$0] } ?? person.organisation,
            post: post ?? person.post,
            roles: roles ?? person.roles
        )
    }

    /// Somebody works elsewhere, has another post or other roles from now on.
    @discardableResult
    func change(
        _ person: Resident,
        at place: Town.Place? = nil,
        post: String? = nil,
        roles: Set<Role>? = nil
    ) async throws -> Actor {
        let details = try await details(person, at: place, post: post, roles: roles)
        let change = ChangeMember(member: person.id, details: details, earlierEmailKey: details.emailKey)
        try await network.perform(change, as: .scene)
        return .member(
            Actor.Person(
                id: person.id,
                organisation: place.map { town[$0] } ?? person.organisation,
                roles: roles ?? person.roles,
                post: post ?? person.post
            )
        )
    }

    func raise(
        _ name: String,
        by raiser: Resident? = nil,
        given: [String: [String]] = [:],
        routes: [ProcedureDefinition.Route: RouteChoice] = [:]
    ) async throws -> LoopReference {
        let command = try town.raising(
            name,
            by: raiser,
            on: London.day(network.clock.now),
            given: given,
            routes: routes
        )
        let person = try raiser ?? town.raiser(of: ProcedureFiles.version(name).definition)
        try await network.perform(command, as: person.actor)
        return command.reference
    }

    func state(_ matter: LoopReference) async throws -> LoopState {
        var state = LoopState()
        for recorded in try await network.ledger.events(of: Matter.stream(matter.id), after: 0) {
            state.apply(try Events.decode(recorded), at: recorded.at)
        }
        return state
    }

    func take(_ matter: LoopReference, _ step: String, _ doing: TakeStep.Doing, by someone: Resident) async throws {
        guard let open = try await state(matter).openSteps.first(where: { $0.step == step }) else {
            throw LoopWalk.Missing(step: step, owed: try await state(matter).openSteps.map(\.step))
        }
        try await network.perform(TakeStep(matter, open.id, doing), as: someone.actor)
    }

    func number(_ matter: LoopReference) async throws -> Int {
        try await network.readings.matter(matter.id, as: town.dilys.actor)?.number ?? 0
    }

    func detail(_ matter: LoopReference, _ someone: Resident) async throws -> LoopDetail? {
        try await network.readings.loopDetail(number: number(matter), as: someone.actor)
    }

    /// What a sealed text says, as whoever may have it opened reads it.
    func text(_ sealed: Sealed<String>, _ matter: LoopReference, as someone: Resident) async throws -> String? {
        let admission = try await network.office.gate.admitRecorded(
            someone.actor,
            to: .readConcern,
            [.holder],
            opening: [matter.subject],
            for: "test"
        )
        return try await network.vault.opener(under: admission).text(sealed)
    }
}
