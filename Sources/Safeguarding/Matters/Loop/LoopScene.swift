import Almanac
package import Ledger
import Procedures
package import Vault

/// A matter under a procedure of the ledger: what a rule needs to load its history and its procedure's.
package struct LoopReference: Codable, Hashable, Sendable {
    package let id: ID<Matter>
    package let procedure: String
    package let isPersonal: Bool
    /// The authority whose text it follows; nil where that is the network's.
    package let textOf: ID<Organisation>?

    package init(_ id: ID<Matter>, procedure: String, isPersonal: Bool, textOf: ID<Organisation>? = nil) {
        (self.id, self.procedure, self.isPersonal, self.textOf) = (id, procedure, isPersonal, textOf)
    }

    /// Where the text is that it follows.
    var text: StreamID { textOf.map { Adoption.stream(procedure, $0) } ?? ProcedureHistory.stream(procedure) }

    package var subject: Subject { Matter.subject(id, isPersonal: isPersonal) }
}

extension Matter {
    /// What the words of a matter are sealed under. Where somebody can be known by them, opening them is recorded first.
    package static func subject(_ id: ID<Matter>, isPersonal: Bool) -> Subject {
        Subject(isPersonal ? .concern : .matter, id)
    }
}

/// A command on a matter that was raised under a procedure of the ledger.
protocol LoopCommand: Command {
    var matter: LoopReference { get }
    /// Streams to read beside the matter's and its procedure's.
    var alsoReads: [StreamID] { get }
    /// Whether it can be done to what is closed.
    var isForEnded: Bool { get }
    /// The step that is taken by it: what a deputy may do where it was copied to them. Nil where it is something else.
    var taken: ID<Duty>? { get }
    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent]
}

extension LoopCommand {
    package var alsoReads: [StreamID] { [] }
    package var isForEnded: Bool { false }
    package var taken: ID<Duty>? { nil }
    package var subjects: Set<Subject> { [matter.subject] }
    package var reads: [StreamID] {
        [Matter.stream(matter.id), matter.text] + alsoReads
    }

    package func reads(after past: Past) -> [StreamID] {
        guard let scene = try? LoopScene(matter, past), scene.definition.countsSchoolDays else { return [] }
        return SchoolClocks.streams(of: scene.state, in: past)
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try LoopScene(matter, past).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let scene = try open(past, context)
        return [Change(Matter.stream(matter.id), try events(scene, context))]
    }

    /// What it comes to, for the actor or for the one whose place they take.
    func events(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        try scene.decide(action, context, taking: taken) { (context) throws(Refusal) in try decide(scene, context) }
    }

    /// The matter, where this can be done to it now.
    func open(_ past: Past, _ context: RuleContext) throws(Refusal) -> LoopScene {
        let scene = try LoopScene(matter, past)
        if case .body(let body) = context.actor, !scene.opens(for: body, at: context.now) { throw .notFound }
        switch scene.state.ending {
        case .closed where !isForEnded:
            throw .outOfTurn("This matter is closed. Whoever raised it can open it again, with a reason.")
        case .withdrawn: throw .outOfTurn("This matter was withdrawn. Raise a new one if it is wanted after all.")
        case nil, .closed: return scene
        }
    }
}

/// A matter and its procedure as a rule sees them.
struct LoopScene: StandInScene {
    let id: ID<Matter>
    let subject: Subject
    let state: LoopState
    let definition: ProcedureDefinition
    let lists: [String: OptionList]
    let past: Past

    init(_ matter: LoopReference, _ past: Past) throws(Refusal) {
        guard let state = past.state(LoopState.self, Matter.stream(matter.id)), state.procedure == matter.procedure,
            state.isPersonal == matter.isPersonal, state.local?.authority == matter.textOf
        else { throw .notFound }
        guard let version = Self.version(state, matter, past) else {
            throw .unavailable("A newer Safeloop wrote this procedure. Upgrade this one before going on.")
        }
        (id, subject, self.state, self.past) = (matter.id, matter.subject, state, past)
        (definition, lists) = (version.definition, version.lists)
    }

    private static func version(_ state: LoopState, _ matter: LoopReference, _ past: Past) -> ProcedureVersion? {
        guard let local = state.local else {
            return past.state(ProcedureState.self, matter.text)?.version(state.version)
        }
        return past.state(AdoptionState.self, matter.text)?.text(local.number)?.version
    }

    func relations(of actor: Actor) -> Set<Relation> {
        if case .body(let body) = actor { return self.relations(of: body) }
        let actor = actor.taking(stands(of: actor))
        guard case .member(let person) = actor else { return [] }
        var relations: Set<Relation> = person.places.contains { $0.reason == .deputy } ? [.deputy] : []
        if let raiser = state.raiser, raiser.includes(person, isImplicated: state.toldInstead != nil) {
            relations.insert(.raiser)
        }
        if state.holder.includes(actor) || state.offer?.to.includes(actor) == true { relations.insert(.holder) }
        if state.parties.contains(where: { $0.party?.includes(actor) ?? true }) { relations.insert(.party) }
        if state.toldInstead?.includes(actor) ?? false { relations.insert(.party) }
        return relations
    }

    /// Whether an actor owes a step, or may take it for whoever does. A colleague takes nothing for whoever raised it: they
    /// may not even know of it.
    func owes(_ actor: Actor, _ step: LoopState.Step) -> Bool {
        guard step.of.includes(actor) else { return false }
        // Whoever raised it says nothing to their own question, and nobody answers twice.
        if step.of == .everyone {
            return actor.member.map { $0 != state.raiser?.member && !step.answered.contains($0) } ?? false
        }
        if step.debtor == "raiser", step.of == state.raiser?.party { return relations(of: actor).contains(.raiser) }
        return true
    }

    /// Whether an actor was joined by name, and not only with every member of the network.
    func isNamed(_ actor: Actor) -> Bool { state.parties.contains { $0.party?.includes(actor) ?? false } }

    /// What somebody of an organisation may have done is not handed to that organisation.
    func requireNotImplicated(_ organisation: ID<Organisation>?, field: String) throws(Refusal) {
        guard state.toldInstead != nil, let organisation, organisation == state.raiser?.organisation else { return }
        throw .invalid(field, "This is about them. Choose somebody else.")
    }

    func duty(of step: LoopState.Step) -> ProcedureDefinition.Duty? {
        definition.duties.first { $0.id == step.step }
    }

    func sealed(_ text: String?, _ context: RuleContext) throws(Refusal) -> Sealed<String>? {
        guard let text else { return nil }
        return try context.seal(text, under: subject)
    }
}

extension Raiser {
    /// Whoever has the post: the person, and their successor once they have left it. Where no post was recorded, or their
    /// own organisation is implicated, it is the person alone.
    func includes(_ person: Actor.Person, isImplicated: Bool) -> Bool {
        guard !isImplicated, let post else { return person.id == member }
        let theirs = [person.post].compactMap(\.self) + person.places.compactMap(\.post)
        return person.organisation == organisation && theirs.contains { Post.isSame(post, $0) }
    }
}

extension Party {
    /// Whether an actor is meant by it, where no group has a part.
    func includes(_ actor: Actor) -> Bool { includes(actor, parts: [], officers: []) }
}
