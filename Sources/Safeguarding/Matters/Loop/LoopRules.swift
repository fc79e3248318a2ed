import Almanac
package import Ledger
import Procedures

/// Asks another organisation or person to take a matter over. The giver holds it until they accept.
package struct OfferLoop: LoopCommand {
    package let matter: LoopReference
    package let to: RouteChoice
    package let note: String

    package init(_ matter: LoopReference, to: RouteChoice, note: String) {
        (self.matter, self.to, self.note) = (matter, to, note)
    }

    package var action: Action { .handOver }
    var alsoReads: [StreamID] {
        switch to {
        case .organisation(let id): [Organisation.stream(id)]
        case .member(let id): [Member.stream(id)]
        case .notKnown: []
        }
    }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard scene.state.holder.includes(context.actor) else { throw .notAllowed }
        let taker: Party
        switch to {
        case .organisation(let id) where scene.past.has(Organisation.stream(id)): taker = .organisation(id)
        case .member(let id):
            guard let state = scene.past.state(MemberState.self, Member.stream(id)), state.standing != .left else {
                throw .invalid("to", "Choose somebody who is in the network.")
            }
            taker = .member(id)
        default: throw .invalid("to", "Choose who is asked to take it over.")
        }
        try scene.requireNotImplicated(taker.organisation, field: "to")
        guard taker != scene.state.holder else { throw .invalid("to", "They hold this already.") }
        guard taker != scene.state.offer?.to else { throw .invalid("to", "They are asked already.") }
        let note = try Text.lines(note, field: "note", what: "why it goes to them", limit: 5_000)
        return [
            MatterOffered(
                matter: matter.id,
                from: scene.state.holder,
                to: taker,
                by: context.actor.member,
                note: try context.seal(note, under: scene.subject)
            )
        ]
    }
}

/// Takes over what was offered: from then on it is theirs. That they have received it is known by that.
package struct TakeOver: LoopCommand {
    package let matter: LoopReference

    package init(_ matter: LoopReference) { self.matter = matter }

    package var action: Action { .handOver }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let offer = scene.state.offer, offer.to.includes(context.actor) else {
            throw .outOfTurn("This is not offered to you any more.")
        }
        var writer = LoopWriter(scene, context)
        writer.write(HolderChanged(matter: matter.id, from: offer.from, to: offer.to, by: writer.by))
        for step in writer.state.openSteps where step.task == .acknowledge && step.debtor == "holder" {
            writer.meet(step)
        }
        writer.advance()
        return writer.events
    }
}

/// Does not take over what was offered, and says why. The giver goes on holding it.
package struct DeclineOver: LoopCommand {
    package let matter: LoopReference
    package let reason: String

    package init(_ matter: LoopReference, reason: String) {
        (self.matter, self.reason) = (matter, reason)
    }

    package var action: Action { .handOver }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let offer = scene.state.offer, offer.to.includes(context.actor) else {
            throw .outOfTurn("This is not offered to you any more.")
        }
        let reason = try Text.lines(reason, field: "reason", what: "why not", limit: 5_000)
        return [
            OfferDeclined(
                matter: matter.id,
                from: offer.from,
                by: context.actor.member,
                reason: try context.seal(reason, under: scene.subject)
            )
        ]
    }
}

/// Joins a party that the procedure knows, and that was not known when it was raised.
package struct JoinParty: LoopCommand {
    package let matter: LoopReference
    /// As the procedure names the part.
    package let party: String
    package let organisation: ID<Organisation>

    package init(_ matter: LoopReference, party: String, organisation: ID<Organisation>) {
        (self.matter, self.party, self.organisation) = (matter, party, organisation)
    }

    package var action: Action { .handOver }
    var alsoReads: [StreamID] { [Organisation.stream(organisation)] }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard scene.state.holder.includes(context.actor) else { throw .notAllowed }
        guard let invited = scene.definition.parties.first(where: { $0.id == party }), invited.goesTo != .network else {
            throw .invalid("party-\(party)", "Choose one of the parties of this procedure.")
        }
        guard !scene.state.parties.contains(where: { $0.id == party }) else {
            throw .outOfTurn("\(invited.title) is joined already.")
        }
        try scene.requireNotImplicated(organisation, field: "organisation")
        let state = scene.past.state(OrganisationState.self, Organisation.stream(organisation))
        guard invited.goesTo.takes(state?.kind) else {
            throw .invalid("party-\(party)", "Choose an organisation that can be the \(invited.title.lowercased()).")
        }
        var writer = LoopWriter(scene, context)
        writer.add(
            PartyJoined(matter: matter.id, joined: Joined(party, .organisation(organisation)), by: writer.by)
        )
        return writer.events
    }
}

/// Raised by mistake. Possible until somebody has received it: from then on it is theirs to decide.
package struct WithdrawLoop: LoopCommand {
    package let matter: LoopReference
    package let reason: String

    package init(_ matter: LoopReference, reason: String) {
        (self.matter, self.reason) = (matter, reason)
    }

    package var action: Action { .withdrawMatter }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard !scene.state.hasBeenReceived else {
            throw .outOfTurn("It was received already, so it cannot be withdrawn. Write to whoever holds it.")
        }
        let reason = try Text.lines(reason, field: "reason", what: "why it is withdrawn", limit: 2_000)
        return [
            MatterWithdrawn(
                matter: matter.id,
                by: context.actor.member,
                reason: try context.seal(reason, under: scene.subject),
                happened: nil
            )
        ]
    }
}

/// Whoever raised it has read what came back.
package struct ReadWhatCame: LoopCommand {
    package let matter: LoopReference

    package init(_ matter: LoopReference) { self.matter = matter }

    package var action: Action { .takeStep }
    /// What is closed can be read for the first time.
    var isForEnded: Bool { true }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let reader = try context.member
        let isTold =
            if let told = scene.state.toldInstead { told.includes(context.actor) } else {
                scene.relations(of: context.actor).contains(.raiser)
            }
        guard scene.state.isTold, !scene.state.readers.contains(reader), isTold else { return [] }
        return [AnswerRead(matter: matter.id, by: reader)]
    }
}

/// A moment of a step's ladder has come.
package struct ReachRung: LoopCommand {
    package let matter: LoopReference
    package let duty: ID<Duty>
    package let rung: LadderRung
    /// Of what is copied to a deputy: who owes it, and who is named for them.
    package let debtor: Party?
    package let named: NamedDeputies?

    package init(
        _ matter: LoopReference,
        duty: ID<Duty>,
        rung: LadderRung,
        debtor: Party? = nil,
        named: NamedDeputies? = nil
    ) {
        (self.matter, self.duty, self.rung, self.debtor, self.named) = (matter, duty, rung, debtor, named)
    }

    package var action: Action { .runJob }
    var alsoReads: [StreamID] { named?.streams(besides: debtor) ?? [] }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let step = scene.state.step(duty), step.isOpen, step.ladder.contains(rung), !step.rungs.contains(rung),
            rung.at <= context.now
        else { return [] }
        var writer = LoopWriter(scene, context)
        var reached = [rung.step]
        if rung.step == .copyDeputy {
            let deputies = try deputies(of: step, scene, context)
            writer.write(
                RungReached(duty: duty, matter: matter.id, step: .copyDeputy, at: rung.at, copiedTo: deputies)
            )
            if deputies.isEmpty, let next = next(on: step) {
                writer.write(RungReached(duty: duty, matter: matter.id, step: next.step, at: next.at))
                reached.append(next.step)
            }
        } else {
            writer.write(RungReached(duty: duty, matter: matter.id, step: rung.step, at: rung.at))
        }
        if rung.step == .over {
            writer.meet(step)
            writer.advance()
        }
        // Where no rung leads to the coordinator, they look once the lead is asked to.
        let last: LadderRung.Step = step.ladder.contains { $0.step == .toCoordinator } ? .toCoordinator : .toLead
        if reached.contains(last), scene.duty(of: step)?.isReviewedIfSilent == true { writer.reviewSilence() }
        return writer.events
    }

    private func deputies(
        of step: LoopState.Step,
        _ scene: LoopScene,
        _ context: RuleContext
    ) throws(Refusal) -> [ID<Member>] {
        guard let named, debtor == step.of else {
            throw .outOfTurn("Somebody else owes this now.")
        }
        return try scene.deputies(of: step.of, named, at: context.now)
    }

    /// Where no deputy is there, what comes after is done at once: the next rung, or, where that was the last, the
    /// coordinator looks.
    private func next(on step: LoopState.Step) -> LadderRung? {
        let higher = step.ladder.filter { $0.step == .toLead || $0.step == .toCoordinator }
        guard !higher.isEmpty else { return LadderRung(step: .toCoordinator, at: rung.at) }
        return higher.sorted { $0.at < $1.at }.first { !step.rungs.contains($0) }
    }
}
