import Almanac
package import Ledger

/// Who does what is due in an organisation, in one of its posts, or in the coordinator's office, while nobody else does:
/// what is late is copied to them.
package enum Deputies {
    /// At most so many for one.
    package static let most = 5

    /// - Parameter organisation: Nil for the coordinators' deputies.
    static func stream(_ organisation: ID<Organisation>?) -> StreamID {
        organisation.map { StreamID("deputies", $0) } ?? StreamID("deputies/coordinators")
    }

    package static let events: [any DomainEvent.Type] = [DeputiesNamed.self]
}

/// Somebody said who the deputies of an organisation, of a post or of the coordinators are. Nobody, where it is none.
package struct DeputiesNamed: DomainEvent {
    package static let type = "deputies.named"
    package let of: Party
    package let deputies: [ID<Member>]
    package let by: ID<Member>?
}

/// Who the deputies at one organisation are: by post, and under no post those of all others there.
struct DeputiesState: Foldable {
    private var named: [String: [ID<Member>]] = [:]

    mutating func apply(_ event: any DomainEvent, at: Instant) {
        guard let event = event as? DeputiesNamed else { return }
        named[event.of.post?.lowercased() ?? ""] = event.deputies
    }

    /// Those of a post, or of the whole where it has none of its own.
    func deputies(of post: String?) -> [ID<Member>] {
        let own = post.flatMap { named[$0.lowercased()] } ?? []
        return own.isEmpty ? named[""] ?? [] : own
    }

    fileprivate func isNamed(_ deputies: [ID<Member>], for party: Party) -> Bool {
        named[party.post?.lowercased() ?? ""] ?? [] == deputies
    }
}

/// Says who the deputies of an organisation, of a post there or of the coordinators are.
package struct NameDeputies: Command {
    package let of: Party
    package let deputies: [ID<Member>]

    package init(of party: Party, _ deputies: [ID<Member>]) { (of, self.deputies) = (party, deputies) }

    package var action: Action { .nameDeputies }
    package var reads: [StreamID] {
        [Deputies.stream(of.organisation)] + (of.organisation.map { [Organisation.stream($0)] } ?? [])
            + Set(deputies).sorted().map { Member.stream($0) }
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        of.organisation != nil && actor.organisation == of.organisation ? [.sameOrganisation] : []
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        switch of {
        case .organisation(let id), .post(_, let id):
            guard past.has(Organisation.stream(id)) else { throw .notFound }
            if let post = of.post { _ = try Text.line(post, field: "post", what: "the post", limit: 120) }
        case .coordinators: break
        default: throw .notFound
        }
        guard Set(deputies).count == deputies.count, deputies.count <= Deputies.most else {
            throw .invalid("deputies", "Choose at most \(Deputies.most) people, each once.")
        }
        for deputy in deputies {
            guard let state = past.state(MemberState.self, Member.stream(deputy)), state.standing == .joined else {
                throw .invalid("deputies", "Choose people who have an account: what is late is copied to them.")
            }
            if let organisation = of.organisation {
                guard state.organisation == organisation else {
                    throw .invalid("deputies", "Choose people who work there.")
                }
            } else if state.roles.contains(.coordinator) {
                throw .invalid("deputies", "Choose people who are not coordinators: those are asked anyway.")
            }
        }
        let stream = Deputies.stream(of.organisation)
        guard past.state(DeputiesState.self, stream)?.isNamed(deputies, for: of) != true,
            !deputies.isEmpty || past.has(stream)
        else { return [] }
        return [Change(stream, [DeputiesNamed(of: of, deputies: deputies, by: context.actor.member)])]
    }
}

// MARK: The ladder

/// Who is named for whoever owes a step that is late: what a rule needs to know whom it is copied to.
package struct NamedDeputies: Codable, Hashable, Sendable {
    /// Where they are named. Nil for the coordinators'.
    package let organisation: ID<Organisation>?
    package let members: [ID<Member>]

    package init(_ organisation: ID<Organisation>?, _ members: [ID<Member>]) {
        (self.organisation, self.members) = (organisation, members)
    }

    func streams(besides debtor: Party?) -> [StreamID] {
        let people = Set(members + [debtor?.member].compactMap(\.self)).sorted()
        return [Deputies.stream(organisation)] + people.map { Member.stream($0) }
            + Set(members).sorted().map { Absence.stream($0) }
    }
}

extension LoopScene {
    /// To whom what is late is copied: those who are named and there, and whom it is not about.
    func deputies(of debtor: Party, _ named: NamedDeputies, at now: Instant) throws(Refusal) -> [ID<Member>] {
        guard [.member, .post, .lead, .organisation, .coordinators].contains(debtor.kind) else { return [] }
        let known = past.state(DeputiesState.self, Deputies.stream(named.organisation))
        guard let known else { return [] }
        var post = debtor.post
        if let member = debtor.member {
            guard let state = past.state(MemberState.self, Member.stream(member)) else { throw .notFound }
            guard state.organisation == named.organisation else { throw Self.changed }
            post = state.post
        } else {
            guard debtor.organisation == named.organisation else { throw Self.changed }
        }
        let members = known.deputies(of: post)
        guard members == named.members else { throw Self.changed }
        return members.filter { deputy in
            guard deputy != debtor.member, mayStandIn(deputy, of: named.organisation) else { return false }
            return past.state(AbsenceState.self, Absence.stream(deputy))?.isAway(at: now) != true
        }
    }

    private static let changed = Refusal.outOfTurn("Other deputies were named at this moment.")

    private func mayStandIn(_ member: ID<Member>, of organisation: ID<Organisation>?) -> Bool {
        guard let state = past.state(MemberState.self, Member.stream(member)), state.standing == .joined,
            member != self.state.raiser?.member
        else { return false }
        if self.state.toldInstead != nil, state.organisation == self.state.raiser?.organisation { return false }
        return organisation == nil || state.organisation == organisation
    }

    /// In whose places an actor knows of it: never on what they raised themselves, on what may be about where they
    /// work, nor on what ended before it was theirs.
    func stands(of actor: Actor) -> [StandIn] {
        guard case .member(let person) = actor, !person.stands.isEmpty, state.raiser?.member != person.id,
            state.toldInstead == nil || state.raiser?.organisation != person.organisation
        else { return [] }
        return person.stands.filter { stand in
            guard state.endedAt.map({ $0 >= stand.since }) ?? true else { return false }
            return stand.reason == .cover
                || state.steps.contains { $0.copiedTo.contains(person.id) && $0.of == stand.of }
        }
    }

    func stands(of actor: Actor, taking step: ID<Duty>?) -> [StandIn] {
        let step = step.flatMap(state.step)
        return stands(of: actor).filter { stand in
            guard stand.reason == .deputy else { return true }
            guard let step, let member = actor.member else { return false }
            return step.of == stand.of && step.copiedTo.contains(member)
        }
    }
}
