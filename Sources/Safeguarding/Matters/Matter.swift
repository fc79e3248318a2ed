import Crypto
import Foundation
package import Ledger
import Procedures
package import Vault

/// One thing raised under a procedure, with its loop: raised, received, decided, fed back, closed.
package enum Matter {
    package static func stream(_ id: ID<Matter>) -> StreamID { StreamID("matter", id) }
    package static func subject(_ id: ID<Matter>) -> Subject { Subject(.matter, id) }

    /// The id of a matter's nth duty. Derived, so that a rule decides the same twice.
    static func duty(_ number: Int, of matter: ID<Matter>) -> ID<Duty> {
        let hash = Array(SHA256.hash(data: Data("duty/\(matter)/\(number)".utf8)))
        return ID(
            UUID(
                uuid: (
                    hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7],
                    hash[8], hash[9], hash[10], hash[11], hash[12], hash[13], hash[14], hash[15]
                )
            )
        )
    }
}

/// A matter, and the group whose members may see it: what a rule needs to load both histories.
package struct MatterReference: Codable, Hashable, Sendable {
    package let id: ID<Matter>
    package let group: ID<Group>?
    /// The item it was raised under, which may be for named people only.
    package let item: ID<Item>?

    package init(_ id: ID<Matter>, group: ID<Group>?, item: ID<Item>? = nil) {
        self.id = id
        self.group = group
        self.item = item
    }
}

/// A command on a matter that was raised before.
protocol MatterCommand: Command {
    var matter: MatterReference { get }
    /// Streams to read beside the matter's and its group's.
    var alsoReads: [StreamID] { get }
    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent]
}

extension MatterCommand {
    package var alsoReads: [StreamID] { [] }
    package var subjects: Set<Subject> { [Matter.subject(matter.id)] }

    package var reads: [StreamID] {
        var streams = [Matter.stream(matter.id)]
        if let group = matter.group { streams.append(Group.stream(group)) }
        if let item = matter.item { streams.append(Item.stream(item)) }
        streams.append(ActionProcedure.stream)
        return streams + alsoReads.filter { !streams.contains($0) }
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try MatterScene(matter, past).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let scene = try MatterScene(matter, past)
        if let ending = scene.state.ending { throw .outOfTurn(ending.sentence) }
        let events = try scene.decide(action, context) { (context) throws(Refusal) in try decide(scene, context) }
        return [Change(Matter.stream(matter.id), events)]
    }
}

/// A matter and its group as a rule sees them.
struct MatterScene: StandInScene {
    let id: ID<Matter>
    let state: MatterState
    /// Of the version under which it was raised.
    let terms: ActionTerms
    let past: Past
    private let group: GroupState?

    init(_ matter: MatterReference, _ past: Past) throws(Refusal) {
        // Another group would lend its officers' authority.
        guard let state = past.state(MatterState.self, Matter.stream(matter.id)), state.group == matter.group else {
            throw .notFound
        }
        guard state.procedure == ActionTerms.procedure,
            let terms = ActionProcedure.terms(of: state.procedureVersion, in: past)
        else { throw .unavailable("A newer Safeloop raised this. Upgrade this one before going on.") }
        id = matter.id
        (self.state, self.terms, self.past) = (state, terms, past)
        group = matter.group.flatMap { past.state(GroupState.self, Group.stream($0)) }
    }

    private var officers: Set<ID<Member>> {
        Set((group?.offices ?? [:]).filter { $0.value.runsMeetings }.keys)
    }

    func relations(of actor: Actor) -> Set<Relation> {
        var relations = group?.relations(of: actor) ?? []
        guard opens(for: actor) else { return relations }
        let actor = actor.taking(stands(of: actor))
        let parties = state.holders + state.offers.map(\.to)
        let isMeant = parties.contains { includes(actor, $0, parts: state.parts) }
        // By a link nobody stands to it but as the one who holds it.
        if case .guest = actor { return isMeant ? [.guest] : [] }
        if let raiser = state.raiser, Party.member(raiser).includes(actor) { relations.insert(.raiser) }
        if isMeant { relations.insert(.holder) }
        return relations
    }

    /// Nobody stands in on what they raised themselves, nor on what is for named people only, and nothing of an action is
    /// copied to a deputy.
    func stands(of actor: Actor) -> [StandIn] {
        guard state.raiser == nil || state.raiser != actor.member, !isForNamed else { return [] }
        return actor.stands.filter { $0.reason == .cover }
    }

    /// Where the item is not read, it may be.
    private var isForNamed: Bool {
        guard let item = state.origin.item else { return false }
        return past.state(ItemState.self, Item.stream(item)).map { $0.marking == .named } ?? true
    }

    func stands(of actor: Actor, taking step: ID<Duty>?) -> [StandIn] { stands(of: actor) }

    /// The open duty that an actor owes, the one they are most closely meant by first.
    func duty(_ task: Procedure.Task, owedBy actor: Actor) -> MatterState.OwedDuty? {
        guard opens(for: actor) else { return nil }
        return closest(state.openDuties.filter { $0.task == task }, \.of) {
            includes(actor, $0.of, parts: $0.openParts)
        }
    }

    /// The offer that an actor can answer.
    func offer(to actor: Actor) -> MatterState.Offer? {
        guard opens(for: actor) else { return nil }
        return closest(state.offers, \.to) { includes(actor, $0.to, parts: []) }
    }

    /// Handing it over lets another read it. What is for named people only, an actor who may not read it hands over to
    /// those alone whom it is for already.
    ///
    /// - Parameter item: The item that the command names.
    func requireMayShow(_ item: ID<Item>?, to taker: Party, field: String, _ actor: Actor) throws(Refusal) {
        guard let own = state.origin.item else { return }
        guard item == own, let item = past.state(ItemState.self, Item.stream(own)) else { throw .notFound }
        if item.isOpen(to: actor) || Policy.allows(.seeNamedPapers, actor, relations(of: actor)) { return }
        guard let member = taker.member, item.isFor(member) || member == state.raiser else {
            throw .invalid(
                field,
                "This is for named people only, and you are none of them. Give it to one of them, or ask one to hand it over."
            )
        }
    }

    func includes(_ actor: Actor, _ party: Party, parts: Set<ID<Member>>) -> Bool {
        if case .guest = actor, party.kind != .member { return false }
        return party.includes(actor, parts: parts, officers: officers)
    }

    /// A link opens one thing, until it is ended or another is given in its place.
    private func opens(for actor: Actor) -> Bool {
        guard case .guest(let guest) = actor else { return true }
        guard let (matter, link) = guest.matterLink, let member = guest.member else { return false }
        return matter == id && state.links[member]?.id == link
    }

    private func closest<Element>(
        _ elements: [Element],
        _ party: (Element) -> Party,
        where fits: (Element) -> Bool
    ) -> Element? {
        for kind in Party.Kind.allCases {
            if let element = elements.first(where: { party($0).kind == kind && fits($0) }) { return element }
        }
        return nil
    }
}
