package import Ledger
import Procedures
package import Vault

/// Whoever an answer was entered for says whether it is theirs. One that is not counts no more, and is owed again.
package struct ReportChecked: MatterEvent {
    package static let type = "duty.report.checked"
    package let duty: ID<Duty>
    package let matter: ID<Matter>
    package let by: ID<Member>?
    package let isOurs: Bool
    /// Why not.
    package let reason: Sealed<String>?
    /// What the matter comes to without an answer that is not theirs.
    package let outcome: String?
    /// Whether what whoever raised it was told holds without it.
    package let isStillTold: Bool
}

/// Says whether an answer that somebody else entered is one's own organisation's.
package struct CheckReport: LoopCommand {
    package let matter: LoopReference
    package let duty: ID<Duty>
    package let isOurs: Bool
    package let reason: String

    package init(_ matter: LoopReference, _ duty: ID<Duty>, isOurs: Bool, reason: String = "") {
        (self.matter, self.duty, self.isOurs, self.reason) = (matter, duty, isOurs, reason)
    }

    package var action: Action { .takeStep }
    /// That an answer which closed a matter was one's own can be said afterwards.
    var isForEnded: Bool { isOurs }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let step = scene.state.step(duty) else { throw .notFound }
        guard scene.owes(context.actor, step) else { throw .notAllowed }
        guard let report = step.report, step.met != nil else {
            throw .outOfTurn("Nothing is entered for you here. Look at the matter again.")
        }
        guard !report.isChecked else { throw .outOfTurn("This was said already. Look at the matter again.") }
        if isOurs { return [checked(step, nil, scene.state, context)] }
        let reason = try Text.lines(reason, field: "reason", what: "what is wrong with it", limit: 2_000)
        var writer = LoopWriter(scene, context)
        writer.write(checked(step, try context.seal(reason, under: scene.subject), scene.state, context))
        writer.oweAgain(step)
        writer.advance()
        return writer.events
    }

    private func checked(
        _ step: LoopState.Step,
        _ reason: Sealed<String>?,
        _ state: LoopState,
        _ context: RuleContext
    ) -> ReportChecked {
        let others = state.steps.filter { $0.id != step.id && $0.task != .satisfied && $0.met?.outcome != nil }
        let before = others.max { ($0.met?.order ?? 0) < ($1.met?.order ?? 0) }?.met?.outcome
        let stays = isOurs || (step.met?.outcome == nil && step.task != .tell)
        return ReportChecked(
            duty: step.id,
            matter: matter.id,
            by: context.actor.member,
            isOurs: isOurs,
            reason: reason,
            outcome: isOurs || step.met?.outcome == nil ? state.outcome : before,
            isStillTold: stays
        )
    }
}

extension LoopScene {
    /// Who may enter what reached them from whoever owes a step: where that organisation has an account, its own people
    /// do, whoever holds it or raised it, and, where nobody can be known by it, the coordinator.
    ///
    /// - Parameter colleague: One of theirs who has an account, as far as whoever asks knows.
    func mayReport(_ step: LoopState.Step, _ actor: Actor, colleague: ID<Member>?) -> Bool {
        guard step.task != .satisfied, case .member = actor else { return false }
        let relations = relations(of: actor)
        if !relations.isDisjoint(with: [.raiser, .holder]) || step.of.includes(actor) { return true }
        if !state.isPersonal, actor.roles.contains(.coordinator) { return true }
        return isNamed(actor) && !hasAccount(step.of, colleague)
    }

    private func hasAccount(_ debtor: Party, _ colleague: ID<Member>?) -> Bool {
        if debtor == .coordinators { return true }
        guard let colleague, let member = past.state(MemberState.self, Member.stream(colleague)) else { return false }
        return member.standing == .joined && (debtor.member == colleague || debtor.organisation == member.organisation)
    }
}
