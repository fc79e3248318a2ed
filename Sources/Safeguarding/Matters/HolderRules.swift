package import Ledger
import Procedures
import Vault

/// The holder has seen it and will see to it.
package struct AcknowledgeMatter: MatterCommand {
    package let matter: MatterReference

    package init(_ matter: MatterReference) {
        self.matter = matter
    }

    package var action: Action { .workOnMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let duty = scene.duty(.acknowledge, owedBy: context.actor) else { return [] }
        var writer = MatterWriter(scene, context)
        writer.meetReceipt(of: duty.of, part: scene.part(of: context.actor, in: duty))
        return writer.events
    }
}

/// Progress, a question or a remark.
package struct UpdateMatter: MatterCommand {
    package let matter: MatterReference
    package let text: String

    package init(_ matter: MatterReference, text: String) {
        self.matter = matter
        self.text = text
    }

    package var action: Action { .workOnMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let text = try Text.lines(text, field: "text", what: "what there is to say")
        let sealed = try context.seal(text, under: Matter.subject(matter.id))
        return [MatterUpdated(matter: matter.id, text: sealed, by: context.actor.member)]
    }
}

/// A holder has done their part, and says what came of it. The last part tells whoever raised it.
package struct FinishMatter: MatterCommand {
    package let matter: MatterReference
    package let note: String

    package init(_ matter: MatterReference, note: String) {
        self.matter = matter
        self.note = note
    }

    package var action: Action { .workOnMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let duty = scene.duty(.finish, owedBy: context.actor) else {
            throw .outOfTurn("There is nothing left for you to finish here.")
        }
        let part = scene.part(of: context.actor, in: duty)
        return try scene.finish(duty, part: part, note: note, in: nil, context)
    }
}

/// An officer records what a holder told them, or says that the parts which came are enough.
package struct RecordFinished: MatterCommand {
    package let matter: MatterReference
    /// Which holder: 0 is the one who is shown.
    package let place: Int
    /// Whose part, where it is everyone's. Nil where what came is enough.
    package let part: ID<Member>?
    package let note: String
    /// The meeting it was told to.
    package let meeting: ID<Meeting>?

    package init(
        _ matter: MatterReference,
        place: Int = 0,
        part: ID<Member>? = nil,
        note: String,
        meeting: ID<Meeting>? = nil
    ) {
        self.matter = matter
        self.place = place
        self.part = part
        self.note = note
        self.meeting = meeting
    }

    package var action: Action { .closeMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let holder = try scene.holder(at: place)
        guard let duty = scene.state.openDuty(.finish, of: holder), part.map(duty.openParts.contains) ?? true else {
            throw .outOfTurn("This part is finished already.")
        }
        return try scene.finish(duty, part: part, note: note, in: meeting, context)
    }
}

/// Asks another party to take it on. The giver holds it until they accept.
package struct OfferMatter: MatterCommand {
    package let matter: MatterReference
    /// Which holder is to give, where whoever raised it or an officer says so. Nil for the actor's own part.
    package let place: Int?
    package let to: HolderChoice
    package let note: String?

    package init(_ matter: MatterReference, place: Int? = nil, to: HolderChoice, note: String? = nil) {
        self.matter = matter
        self.place = place
        self.to = to
        self.note = note
    }

    package var action: Action { place == nil ? .offerMatter : .closeMatter }
    var alsoReads: [StreamID] { [to.stream].compactMap(\.self) }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let giver = try giver(scene, context)
        switch to {
        case .all, .named: throw .invalid("to", "Choose a person, a post or an organisation.")
        case .member, .post, .organisation: break
        }
        let taker = try to.party(field: "to", matter: matter.id, scene.past, context).party
        guard !scene.state.holders.contains(taker) else { throw .invalid("to", "They hold this already.") }
        if place != nil { try scene.requireMayShow(matter.item, to: taker, field: "to", context.actor) }
        let note = try Text.optionalLine(note, field: "note", what: "the note", limit: 1000)
        let offer = MatterOffered(
            matter: matter.id,
            from: giver,
            to: taker,
            by: context.actor.member,
            note: try scene.sealed(note, context)
        )
        return [offer]
    }

    private func giver(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> Party {
        guard let place else {
            guard let own = scene.duty(.finish, owedBy: context.actor)?.of else {
                throw .outOfTurn("You hold nothing here that could be given to someone else.")
            }
            if case .all = own {
                throw .outOfTurn("Everyone in the group has a part in this. Yours cannot be given to someone else.")
            }
            return own
        }
        let holder = try scene.holder(at: place)
        guard let duty = scene.state.openDuty(.finish, of: holder) else {
            throw .outOfTurn("This part is finished already.")
        }
        guard !holder.needsNaming(parts: duty.parts) else { throw .outOfTurn("Say first who this is.") }
        return holder
    }
}

/// Takes on what was offered: from now on it is held by whoever it was offered to.
package struct AcceptMatter: MatterCommand {
    package let matter: MatterReference

    package init(_ matter: MatterReference) {
        self.matter = matter
    }

    package var action: Action { .workOnMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let offer = scene.offer(to: context.actor) else {
            throw .outOfTurn("This is not offered to you any more.")
        }
        var writer = MatterWriter(scene, context)
        writer.meetReceipt(of: offer.from)
        writer.add(MatterAccepted(matter: matter.id, from: offer.from, to: offer.to, by: writer.by))
        return writer.events
    }
}

/// Says no to an offer; or, by a holder who has not acknowledged, that this is not theirs. Says why.
///
/// Whoever holds it by a link may say so at any time: they know nobody to offer it to.
package struct DeclineMatter: MatterCommand {
    package let matter: MatterReference
    package let reason: String

    package init(_ matter: MatterReference, reason: String) {
        self.matter = matter
        self.reason = reason
    }

    package var action: Action { .workOnMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let reason = try Text.lines(reason, field: "reason", what: "why not", limit: 2000)
        let sealed = try context.seal(reason, under: Matter.subject(matter.id))
        if let offer = scene.offer(to: context.actor) {
            return [OfferDeclined(matter: matter.id, from: offer.from, by: context.actor.member, reason: sealed)]
        }
        guard let duty = scene.duty(.acknowledge, owedBy: context.actor) ?? scene.passedBack(by: context.actor) else {
            throw .outOfTurn("You have taken this on. You can offer it to someone else.")
        }
        if case .all = duty.of {
            throw .outOfTurn(
                "Everyone in the group has a part in this. Write an update to say why yours cannot be done."
            )
        }
        var writer = MatterWriter(scene, context)
        writer.add(HolderDeclined(matter: matter.id, holder: duty.of, by: writer.by, reason: sealed))
        if !scene.state.openDuties.contains(where: { $0.task == .sayWhoHolds && $0.about == duty.of }) {
            writer.owe(.sayWhoHolds, of: .coordinators, about: duty.of)
        }
        return writer.events
    }
}

extension MatterScene {
    /// What someone who holds it by a link asks to be passed back.
    fileprivate func passedBack(by actor: Actor) -> MatterState.OwedDuty? {
        if case .guest = actor { duty(.finish, owedBy: actor) } else { nil }
    }

    func holder(at place: Int) throws(Refusal) -> Party {
        guard state.holders.indices.contains(place) else { throw .notFound }
        return state.holders[place]
    }

    /// Whose part an actor meets, where the duty is everyone's.
    func part(of actor: Actor, in duty: MatterState.OwedDuty) -> ID<Member>? {
        if case .all = duty.of { actor.member } else { nil }
    }

    func sealed(_ text: String?, _ context: RuleContext) throws(Refusal) -> Sealed<String>? {
        guard let text else { return nil }
        return try context.seal(text, under: Matter.subject(id))
    }

    fileprivate func finish(
        _ duty: MatterState.OwedDuty,
        part: ID<Member>?,
        note: String,
        in meeting: ID<Meeting>?,
        _ context: RuleContext
    ) throws(Refusal) -> [any DomainEvent] {
        let note = try Text.lines(note, field: "note", what: "what came of it")
        let sealed = try context.seal(note, under: Matter.subject(id))
        var writer = MatterWriter(self, context)
        writer.meetReceipt(of: duty.of, part: part)
        writer.meet(duty, part: part, note: sealed)
        writer.answerWhenFinished(sealed, in: meeting)
        if writer.state.isAnswered { writer.owe(.close, of: writer.state.asker) }
        return writer.events
    }
}
