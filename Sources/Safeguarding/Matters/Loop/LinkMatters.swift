package import Ledger
package import Vault

/// Two matters have nothing to do with one another after all.
package struct MattersUnlinked: MatterEvent {
    package static let type = "matter.unlinked"
    package let matter: ID<Matter>
    package let other: ID<Matter>
    package let by: ID<Member>?
    package let why: Sealed<String>
}

/// Says of two matters that they have to do with one another, or no longer. It stands on both; seeing one gives no sight
/// of the other.
package struct LinkMatters: Command {
    package let matter: LoopReference
    package let other: LoopReference
    package let isLinked: Bool
    package let why: String

    package init(_ matter: LoopReference, _ other: LoopReference, isLinked: Bool = true, why: String) {
        (self.matter, self.other, self.isLinked, self.why) = (matter, other, isLinked, why)
    }

    package var action: Action { .linkMatters }
    package var subjects: Set<Subject> { [matter.subject, other.subject] }
    package var reads: [StreamID] {
        let streams = [matter, other].flatMap { [Matter.stream($0.id), $0.text] }
        return streams.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// As in both: who has no part in one of them has none here.
    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        let (first, second) = (
            try LoopScene(matter, past).relations(of: actor), try LoopScene(other, past).relations(of: actor)
        )
        return first.isEmpty || second.isEmpty ? [] : first.union(second)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard matter.id != other.id else { throw .invalid("other", "Give the number of another matter.") }
        let scenes = [try LoopScene(matter, past), try LoopScene(other, past)]
        guard scenes[0].state.links.contains(other.id) != isLinked else {
            guard isLinked else { return [] }
            throw .invalid("other", "They are linked already.")
        }
        let why = try Text.lines(
            why,
            field: "why",
            what: isLinked ? "what they have to do with one another" : "why they are not linked any more",
            limit: 2_000
        )
        var changes: [Change] = []
        for (scene, other) in zip(scenes, [other.id, matter.id]) {
            let sealed = try context.seal(why, under: scene.subject)
            let event: any DomainEvent =
                isLinked
                ? MattersLinked(matter: scene.id, other: other, by: context.actor.member, why: sealed)
                : MattersUnlinked(matter: scene.id, other: other, by: context.actor.member, why: sealed)
            let events = try scene.decide(action, context) { _ in [event] }
            changes.append(Change(Matter.stream(scene.id), events))
        }
        return changes
    }
}
