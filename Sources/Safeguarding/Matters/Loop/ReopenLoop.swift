import Ledger

/// What closed was not over: nobody looked when it closed by silence, a wrong button was pressed, or it happens again.
/// Whoever the answer goes to opens it once more, and the last decision is owed again.
package struct ReopenLoop: LoopCommand {
    package let matter: LoopReference
    package let reason: String

    package init(_ matter: LoopReference, reason: String) {
        (self.matter, self.reason) = (matter, reason)
    }

    package var action: Action { .takeStep }
    var isForEnded: Bool { true }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let isTheirs =
            scene.state.toldInstead?.includes(context.actor) ?? scene.relations(of: context.actor).contains(.raiser)
        guard isTheirs else { throw .notAllowed }
        guard scene.state.ending == .closed else { throw .outOfTurn("This is not closed. Write to whoever holds it.") }
        let reason = try Text.lines(reason, field: "reason", what: "why it is opened again", limit: 5_000)
        var writer = LoopWriter(scene, context)
        writer.write(
            MatterReopened(matter: matter.id, by: writer.by, reason: try context.seal(reason, under: scene.subject))
        )
        writer.decideAgain()
        writer.advance()
        return writer.events
    }
}

extension LoopDetail {
    /// Whether its reader can open it again.
    package func mayReopen(as actor: Actor) -> Bool {
        matter.ending == .closed && (toldInstead?.includes(actor) ?? acting.contains(.raiser))
    }
}
