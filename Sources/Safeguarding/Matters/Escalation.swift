package import Almanac
package import Ledger
import Procedures

/// A duty is late: the coordinator is asked to look, once.
package struct EscalateDuty: MatterCommand {
    package let matter: MatterReference
    package let duty: ID<Duty>
    /// The last day on which it was not late.
    package let deadline: Day

    package init(_ matter: MatterReference, duty: ID<Duty>, deadline: Day) {
        self.matter = matter
        self.duty = duty
        self.deadline = deadline
    }

    package var action: Action { .runJob }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let owed = scene.state.duty(duty), owed.isOpen, !owed.hasEscalated,
            scene.terms.escalates(owed.task),
            (owed.due.lastDay ?? deadline) == deadline, London.day(context.now) > deadline
        else { return [] }
        return [MatterEscalated(matter: matter.id, duty: duty, deadline: deadline)]
    }
}
