import Almanac
import Ledger
import Testing

@testable import Safeguarding

extension Readings {
    /// As on a day on which nobody is away.
    func viewers(of matter: ID<Matter>, as actor: Actor) async throws -> [MatterViewer] {
        try await viewers(of: matter, as: actor, at: at("2020-01-01"))
    }

    func mailCauses(since moment: Instant) async throws -> [MailCause] {
        try await mailCauses(since: moment, at: at("2020-01-01"))
    }
}

extension LoopNetwork {
    /// Somebody with the places that they may take at this moment.
    func acting(_ someone: Resident) async throws -> Actor {
        someone.actor.standing(in: try await network.readings.stands(of: someone.id, at: network.clock.now))
    }

    /// Everything the clocks do until a moment, as two nodes that do it twice.
    func comes(_ moment: Instant) async throws {
        network.clock.move(to: moment)
        for _ in 0..<3 {
            try await LoopClock(network.office).tick(moment)
            try await AbsenceClock(network.office).tick(moment)
            try await network.projector.catchUp()
        }
    }

    /// Whom mails go to of what happened in the last minute, and why.
    func told(_ kind: Mail.Why.Kind, since moment: Instant) async throws -> Set<ID<Member>> {
        let causes = try await network.readings.mailCauses(since: moment, at: network.clock.now)
        return Set(causes.filter { $0.why.kind == kind }.flatMap(\.to))
    }

    func open(_ name: String, of matter: LoopReference) async throws -> LoopState.Step {
        let state = try await state(matter)
        guard let step = state.openSteps.first(where: { $0.step == name }) else {
            throw LoopWalk.Missing(step: name, owed: state.openSteps.map(\.step))
        }
        return step
    }

    func all<Event: DomainEvent>(_ type: Event.Type, _ matter: LoopReference) async throws -> [Event] {
        try await network.events(of: Matter.stream(matter.id)).compactMap { $0 as? Event }
    }

    /// As whom somebody sees a matter; nil where they may not know of it.
    func relations(_ someone: Resident, to matter: LoopReference) async throws -> Set<Relation>? {
        try await network.readings.matter(matter.id, as: acting(someone))?.relations
    }

    func name(_ deputies: [Resident], of party: Party) async throws {
        try await network.perform(NameDeputies(of: party, deputies.map(\.id)), as: town.dilys.actor)
    }

    /// A matter that Celia holds herself, and not Northmere.
    func heldByCelia(_ procedure: String = "trafficking-referral") async throws -> LoopReference {
        let matter = try await raise(procedure, by: town.asha)
        try await network.perform(OfferLoop(matter, to: .member(town.edda.id), note: "Yours"), as: town.celia.actor)
        try await network.perform(TakeOver(matter), as: town.edda.actor)
        try await network.perform(OfferLoop(matter, to: .member(town.celia.id), note: "Back"), as: town.edda.actor)
        try await network.perform(TakeOver(matter), as: town.celia.actor)
        return matter
    }
}

/// A network with some procedures, on a Monday, in which people go away.
struct AbsenceScene {
    let net: LoopNetwork
    let absence = ID<Absence>()
    var town: Town { net.town }
    var readings: Readings { net.network.readings }

    /// It is Monday 23 November 2026.
    init(_ procedures: [String] = ["trafficking-referral"]) async throws {
        net = try await LoopNetwork(now: at("2026-11-23", "10:00"), publishing: procedures)
    }

    func announcing(
        _ who: Resident,
        _ first: String,
        _ last: String,
        cover: Resident?,
        as id: ID<Absence> = ID()
    ) throws -> AnnounceAbsence {
        AnnounceAbsence(
            who.id,
            absence: id,
            from: try #require(Day(iso: first)),
            to: try #require(Day(iso: last)),
            cover: cover?.id
        )
    }

    /// Celia is away from Tuesday to Friday, and Cole covers.
    func celiaGoes() async throws {
        let going = try announcing(town.celia, "2026-11-24", "2026-11-27", cover: town.cole, as: absence)
        try await net.network.perform(going, as: town.celia.actor)
    }

    func perform(_ command: some Command, _ someone: Resident) async throws {
        try await net.network.perform(command, as: net.acting(someone))
    }

    func refused(_ command: some Command, _ someone: Resident) async -> Refusal? {
        await refusal { try await net.network.perform(command, as: net.acting(someone)) }
    }
}
