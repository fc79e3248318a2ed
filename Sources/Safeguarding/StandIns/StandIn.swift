package import Almanac
package import Ledger

/// In whose place somebody may act besides their own: as a deputy to whom something late was copied, or as the cover of
/// somebody who is away.
package struct StandIn: Hashable, Sendable {
    package enum Reason: String, Codable, CaseIterable, Sendable {
        case deputy, cover
    }

    package let reason: Reason
    /// Whoever owes what was copied, or is away.
    package let of: Party
    /// The post in which that is, at the organisation of both.
    package let post: String?
    /// What ended before that is not for them.
    package let since: Instant

    package init(_ reason: Reason, of party: Party, post: String?, since: Instant) {
        (self.reason, of, self.post, self.since) = (reason, party, post, since)
    }
}

/// What comes next was done by somebody in the place of another.
package struct StoodIn: MatterEvent {
    package static let type = "matter.stood-in"
    package let matter: ID<Matter>
    package let by: ID<Member>
    package let of: Party
    package let reason: StandIn.Reason
    /// How many of the events after it.
    package let events: Int
}

extension StandIn {
    package static let events: [any DomainEvent.Type] = [StoodIn.self]
}

extension Actor {
    /// In whose places the actor may act, as far as each matter lets them.
    package var stands: [StandIn] { if case .member(let person) = self { person.stands } else { [] } }

    /// In whose places the actor acts here and now.
    var places: [StandIn] { if case .member(let person) = self { person.places } else { [] } }

    /// Whether the actor is a coordinator here, or stands in for them.
    var isCoordinatorHere: Bool { roles.contains(.coordinator) || places.contains { $0.of == .coordinators } }

    /// The same, who may act in these places and no others.
    package func standing(in stands: [StandIn]) -> Actor {
        guard case .member(var person) = self else { return self }
        (person.stands, person.places) = (stands, [])
        return .member(person)
    }

    /// The same, who acts in these places.
    func taking(_ places: [StandIn]) -> Actor {
        guard case .member(var person) = self else { return self }
        (person.stands, person.places) = (places, places)
        return .member(person)
    }
}

// MARK: In rules

/// A matter on which somebody may act in the place of another.
protocol StandInScene {
    var id: ID<Matter> { get }
    /// In whose places an actor knows of it.
    func stands(of actor: Actor) -> [StandIn]
    /// In whose places an actor may act on it: a deputy takes the step that was copied to them, and does nothing else.
    ///
    /// - Parameter step: What is taken; nil where it is something else.
    func stands(of actor: Actor, taking step: ID<Duty>?) -> [StandIn]
    func relations(of actor: Actor) -> Set<Relation>
}

extension StandInScene {
    /// What a rule comes to for the actor as themselves, or, where it is not theirs, in the place of another: then that
    /// stands before what they did.
    func decide(
        _ action: Action,
        _ context: RuleContext,
        taking step: ID<Duty>? = nil,
        _ rule: (RuleContext) throws(Refusal) -> [any DomainEvent]
    ) throws(Refusal) -> [any DomainEvent] {
        guard !stands(of: context.actor).isEmpty, let member = context.actor.member else { return try rule(context) }
        let places = stands(of: context.actor, taking: step)
        func standing(_ place: StandIn, _ events: [any DomainEvent]) -> [any DomainEvent] {
            [StoodIn(matter: id, by: member, of: place.of, reason: place.reason, events: events.count)] + events
        }
        var refusal: Refusal?
        do throws(Refusal) {
            let events = try attempt(action, context.taking([]), rule)
            // A deputy who is asked acts as one, also where any colleague might.
            let asked = places.first { $0.reason == .deputy && [.organisation, .lead].contains($0.of.kind) }
            guard events.isEmpty else { return asked.map { standing($0, events) } ?? events }
        } catch {
            guard error.isForSomebodyElse else { throw error }
            refusal = error
        }
        for place in places {
            do throws(Refusal) {
                let events = try attempt(action, context.taking([place]), rule)
                if !events.isEmpty { return standing(place, events) }
            } catch {
                // What is wrong with what they typed is said to them as to the one whose place they take.
                guard error.isForSomebodyElse else { throw error }
            }
        }
        if let refusal { throw refusal }
        return []
    }

    private func may(_ action: Action, _ context: RuleContext) -> Bool {
        Policy.allows(action, context.actor, relations(of: context.actor))
    }

    private func attempt(
        _ action: Action,
        _ context: RuleContext,
        _ rule: (RuleContext) throws(Refusal) -> [any DomainEvent]
    ) throws(Refusal) -> [any DomainEvent] {
        guard may(action, context) else { throw .notAllowed }
        return try rule(context)
    }
}

extension RuleContext {
    fileprivate func taking(_ places: [StandIn]) -> RuleContext {
        RuleContext(actor: actor.taking(places), now: now, sealer: sealer)
    }
}

extension Refusal {
    /// Whether it says that this is not the actor's to do, and not that something is wrong with it.
    fileprivate var isForSomebodyElse: Bool {
        switch self {
        case .notAllowed, .notFound, .outOfTurn: true
        default: false
        }
    }
}
