import Ledger
import Vault

/// What of the events of a matter its reader is shown: a procedure shares some of it with each part, and what is not
/// shared is not read from the tables at all.
struct Shows {
    private let sight: LoopSight
    private let actor: Actor
    private let isRaiser: Bool
    /// Whether what came of it is told to the reader: the raiser, or the lead in their place.
    private let isTold: Bool

    init(_ sight: LoopSight, _ actor: Actor, isRaiser: Bool, isTold: Bool) {
        (self.sight, self.actor, self.isRaiser, self.isTold) = (sight, actor, isRaiser, isTold)
    }

    /// What was written with each step, and not only what the raiser was told of it.
    private var notes: Bool { sight.notes && !sight.asTold }
    /// Whether what came back was enough.
    var judgements: Bool { sight.satisfied || isRaiser || isTold }
    /// What the raiser is told.
    var answer: Bool { isTold || notes }

    /// The event with what is shown of it; nil where nothing is.
    ///
    /// - Parameters:
    ///   - own: The steps that the reader owes or owed.
    ///   - judging: Those that say whether it is enough.
    ///   - everyones: Those that all members owe: nobody is shown there what another said, unless it is shared.
    func shown(
        _ event: any MatterEvent,
        own: Set<ID<Duty>>,
        judging: Set<ID<Duty>>,
        everyones: Set<ID<Duty>>
    ) -> (any MatterEvent)? {
        switch event {
        case let event as LoopRaised: shown(event)
        case let event as StepMet where everyones.contains(event.duty) && event.by != nil:
            notes || event.by == actor.member ? event : nil
        case let event as StepMet: shown(event, isOwn: own.contains(event.duty), judges: judging.contains(event.duty))
        case let event as StepOwed: sight.loop || own.contains(event.duty) ? event : nil
        case let event as StepLapsed: sight.loop || own.contains(event.duty) ? event : nil
        case let event as RungReached: sight.loop || own.contains(event.duty) ? event : nil
        case let event as TellingPutOff: answer || own.contains(event.duty) ? event : nil
        case let event as RaiserTold: shown(event)
        case let event as MatterReopened: judgements ? event : nil
        case let event as MatterOffered: sight.loop ? (notes ? event : event.withoutNote) : nil
        case is OfferDeclined, is MattersLinked: notes ? event : nil
        case is MatterWithdrawn: notes || isRaiser ? event : nil
        // What those who have a part write to one another.
        case is MatterUpdated, is MatterClosed: event
        default: sight.loop ? event : nil
        }
    }

    private func shown(_ event: LoopRaised) -> LoopRaised {
        LoopRaised(
            matter: event.matter,
            procedure: event.procedure,
            version: event.version,
            isPersonal: event.isPersonal,
            raiser: event.raiser,
            holder: event.holder,
            parties: event.parties,
            deciding: event.deciding.filter { sight.shows($0.key) },
            answers: event.answers.filter { sight.shows($0.key) },
            toldInstead: event.toldInstead
        )
    }

    private func shown(_ event: StepMet, isOwn: Bool, judges: Bool) -> StepMet? {
        guard sight.loop || isOwn else { return nil }
        let (isNoted, hasOutcome) =
            if judges { (judgements, judgements) } else { (isOwn || notes, isOwn || (sight.outcome && !sight.asTold)) }
        return StepMet(
            duty: event.duty,
            matter: event.matter,
            by: event.by,
            outcome: hasOutcome ? event.outcome : nil,
            note: isNoted ? event.note : nil,
            reported: isNoted ? event.reported : nil
        )
    }

    private func shown(_ event: RaiserTold) -> RaiserTold? {
        if answer { return event }
        guard sight.loop else { return nil }
        return RaiserTold(
            matter: event.matter,
            duty: event.duty,
            level: event.level,
            outcome: sight.outcome ? event.outcome : nil,
            text: nil,
            by: event.by
        )
    }
}

extension MatterOffered {
    fileprivate var withoutNote: MatterOffered { MatterOffered(matter: matter, from: from, to: to, by: by, note: nil) }
}
