import Ledger
import Procedures

/// Whoever raised it says that what came back is enough.
package struct CloseMatter: MatterCommand {
    package let matter: MatterReference

    package init(_ matter: MatterReference) {
        self.matter = matter
    }

    package var action: Action { .closeMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard scene.state.isAnswered else {
            throw .outOfTurn(
                "This has not been answered yet, so it cannot be closed. You can withdraw it with a reason."
            )
        }
        var writer = MatterWriter(scene, context)
        for duty in scene.state.openDuties where duty.task == .close { writer.meet(duty) }
        writer.add(MatterClosed(matter: matter.id, by: writer.by, happened: nil))
        return writer.events
    }
}

/// Whoever raised it, or runs its group, has read what came back. It may have ended since.
package struct ReadAnswer: MatterCommand {
    package let matter: MatterReference

    package init(_ matter: MatterReference) {
        self.matter = matter
    }

    package var action: Action { .seeMatter }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        [Change(Matter.stream(matter.id), try decide(try MatterScene(matter, past), context))]
    }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let reader = try context.member
        guard scene.state.isAnswered, !scene.state.readers.contains(reader),
            !scene.relations(of: context.actor).isDisjoint(with: [.raiser, .officer])
        else { return [] }
        return [AnswerRead(matter: matter.id, by: reader)]
    }
}

/// Whoever raised it says what is missing: its holders owe more.
package struct SayNotEnough: MatterCommand {
    package let matter: MatterReference
    package let reason: String
    package let due: DueChoice

    package init(_ matter: MatterReference, reason: String, due: DueChoice = .notGiven) {
        self.matter = matter
        self.reason = reason
        self.due = due
    }

    package var action: Action { .closeMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard scene.state.isAnswered else { throw .outOfTurn("Nothing has come back yet.") }
        let reason = try Text.lines(reason, field: "reason", what: "what is missing", limit: 5000)
        var writer = MatterWriter(scene, context)
        let due = try due.due(field: "due", matter: matter.id, notBefore: writer.today, context)
        for duty in scene.state.openDuties where duty.task == .close { writer.meet(duty) }
        let sealed = try context.seal(reason, under: Matter.subject(matter.id))
        writer.add(MatterReopened(matter: matter.id, by: writer.by, reason: sealed))
        for holder in scene.state.holders {
            let parts = scene.state.parts(of: holder)
            if holder.needsNaming(parts: parts) { writer.oweReceipt(of: holder, parts: parts) }
            writer.owe(.finish, of: holder, given: due, parts: parts)
        }
        return writer.events
    }
}

/// Gives what is to be finished another due time, and says why.
package struct MoveDue: MatterCommand {
    package let matter: MatterReference
    package let due: DueChoice
    package let reason: String

    package init(_ matter: MatterReference, due: DueChoice, reason: String) {
        self.matter = matter
        self.due = due
        self.reason = reason
    }

    package var action: Action { .closeMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let duties = scene.state.openDuties.filter { $0.task == .finish }
        guard !duties.isEmpty else { throw .outOfTurn("There is nothing left to finish, so nothing to move.") }
        let reason = try Text.lines(reason, field: "reason", what: "why it is moved", limit: 2000)
        var writer = MatterWriter(scene, context)
        let due = try due.due(field: "due", matter: matter.id, notBefore: writer.today, context)
        let sealed = try context.seal(reason, under: Matter.subject(matter.id))
        for duty in duties {
            writer.add(
                DutyMoved(
                    duty: duty.id,
                    matter: matter.id,
                    due: due,
                    from: writer.today,
                    by: writer.by,
                    reason: sealed
                )
            )
        }
        return writer.events
    }
}

/// Reminds whoever owes something on it.
package struct RemindHolder: MatterCommand {
    package let matter: MatterReference
    package let note: String?

    package init(_ matter: MatterReference, note: String? = nil) {
        self.matter = matter
        self.note = note
    }

    package var action: Action { .remind }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard scene.state.openDuties.contains(where: { $0.task == .acknowledge || $0.task == .finish }) else {
            throw .outOfTurn("The holder owes nothing here now.")
        }
        let note = try Text.optionalLine(note, field: "note", what: "the note", limit: 1000)
        return [
            MatterReminded(matter: matter.id, by: context.actor.member, note: try scene.sealed(note, context))
        ]
    }
}

/// Raised by mistake, or no longer wanted.
package struct WithdrawMatter: MatterCommand {
    package let matter: MatterReference
    package let reason: String

    package init(_ matter: MatterReference, reason: String) {
        self.matter = matter
        self.reason = reason
    }

    package var action: Action { .closeMatter }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let reason = try Text.lines(reason, field: "reason", what: "why it is withdrawn", limit: 2000)
        let sealed = try context.seal(reason, under: Matter.subject(matter.id))
        return [MatterWithdrawn(matter: matter.id, by: context.actor.member, reason: sealed, happened: nil)]
    }
}

/// Says who is meant by a name in notes, or by everyone in a group that had no members.
package struct SayWhoHolds: MatterCommand {
    package let matter: MatterReference
    /// Which holder: 0 is the one who is shown.
    package let place: Int
    package let holder: HolderChoice

    package init(_ matter: MatterReference, place: Int, is holder: HolderChoice) {
        self.matter = matter
        self.place = place
        self.holder = holder
    }

    package var action: Action { .closeMatter }
    var alsoReads: [StreamID] { [holder.stream].compactMap(\.self) }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let unknown = try scene.holder(at: place)
        guard let duty = scene.state.openDuty(.finish, of: unknown), unknown.needsNaming(parts: duty.parts) else {
            throw .outOfTurn("It is known already who holds this.")
        }
        let (known, parts) = try holder.party(field: "holder", matter: matter.id, scene.past, context)
        guard !known.needsNaming(parts: parts) else {
            throw .invalid("holder", "Choose a person, a post, an organisation or a group that has members.")
        }
        guard !scene.state.holders.contains(known) else { throw .invalid("holder", "They hold this already.") }
        try scene.requireMayShow(matter.item, to: known, field: "holder", context.actor)
        var writer = MatterWriter(scene, context)
        writer.meetReceipt(of: unknown)
        writer.add(HolderNamed(matter: matter.id, from: unknown, to: known, parts: parts, by: writer.by))
        writer.owe(.acknowledge, of: known, parts: parts)
        return writer.events
    }
}
