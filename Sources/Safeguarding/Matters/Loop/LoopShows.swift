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
    /// As the procedure names the parts that the reader has.
    private let parts: Set<String>
    /// Whoever holds it reads what is written to anybody, and a coordinator where nobody can be known by it.
    private let readsAll: Bool

    init(
        _ sight: LoopSight,
        _ actor: Actor,
        isRaiser: Bool,
        isTold: Bool,
        parts: Set<String>,
        readsAll: Bool
    ) {
        (self.sight, self.actor, self.isRaiser, self.isTold) = (sight, actor, isRaiser, isTold)
        (self.parts, self.readsAll) = (parts, readsAll)
    }

    /// What was written with each step, and not only what the raiser was told of it.
    private var notes: Bool { sight.notes && !sight.asTold }
    /// Whether what came back was enough.
    var judgements: Bool { sight.satisfied || isRaiser || isTold }
    /// What the raiser is told.
    var answer: Bool { isTold || notes }

    /// The event with what is shown of it; nil where nothing is.
    ///
    func shown(_ event: any MatterEvent, _ places: Places) -> (any MatterEvent)? {
        let own = places.own
        return switch event {
        case let event as LoopRaised: shown(event)
        case let event as StepMet where places.everyones.contains(event.duty) && event.by != nil:
            notes || event.by == actor.member ? event : nil
        case let event as StepMet:
            shown(event, isOwn: own.contains(event.duty), judges: places.judging.contains(event.duty))
        case let event as StepOwed: sight.loop || own.contains(event.duty) ? event : nil
        case let event as StepLapsed: sight.loop || own.contains(event.duty) ? event : nil
        case let event as RungReached: sight.loop || own.contains(event.duty) ? event : nil
        case let event as TellingPutOff: answer || own.contains(event.duty) ? event : nil
        case let event as RaiserTold: shown(event)
        case let event as MatterReopened: judgements ? event : nil
        case let event as MatterOffered: sight.loop ? (notes ? event : event.withoutNote) : nil
        case is OfferDeclined: notes ? event : nil
        case let event as MattersLinked: shown(event)
        case is MattersUnlinked: sight.loop ? event : nil
        case let event as ReportChecked:
            sight.loop ? (notes || own.contains(event.duty) ? event : event.withoutReason) : nil
        case is MatterWithdrawn: notes || isRaiser ? event : nil
        // What those who have a part write to one another.
        case is MatterUpdated, is MatterClosed: event
        case let event as MessageWritten: reads(event) ? event : nil
        case let event as FileAdded: shows(event, places) ? event : nil
        case let event as FileWithdrawn: places.files.contains(event.file) ? event : nil
        case let event as FactAdded: sight.shows(event.field) ? event : nil
        default: sight.loop ? event : nil
        }
    }

    /// What decides of other events whether they are shown.
    struct Places {
        /// The steps that the reader owes or owed.
        var own: Set<ID<Duty>>
        /// Those that all members owe: nobody is shown there what another said, unless it is shared.
        var everyones: Set<ID<Duty>>
        /// Those that say whether it is enough, and those that tell what came of it.
        var judging: Set<ID<Duty>>
        var telling: Set<ID<Duty>>
        /// The messages that the reader is shown, and the files.
        var messages: Set<ID<MatterMessage>> = []
        var files: Set<ID<MatterFile>> = []

        /// Of all that happened.
        mutating func find(in events: [any MatterEvent], _ shows: Shows) {
            for event in events {
                if let event = event as? MessageWritten, shows.reads(event) { messages.insert(event.message) }
            }
            for event in events {
                if let event = event as? FileAdded, shows.shows(event, self) { files.insert(event.file) }
            }
        }
    }

    // MARK: What is written to some

    func reads(_ event: MessageWritten) -> Bool { reads(event.readers, by: event.by, as: event.from) }

    private func reads(_ readers: Readers, by writer: ID<Member>?, as from: Readers?) -> Bool {
        if readsAll || (writer != nil && writer == actor.member) || from.map(isMeant) ?? false { return true }
        return isMeant(readers)
    }

    private func isMeant(_ readers: Readers) -> Bool {
        switch readers {
        case .everyone: true
        case .raiser: isRaiser
        // Whoever holds it reads all.
        case .holder: false
        case .part(let id): parts.contains(id)
        }
    }

    /// A file is seen by those who see what it hangs on.
    func shows(_ event: FileAdded, _ places: Places) -> Bool {
        if readsAll || (event.by != nil && event.by == actor.member) { return true }
        switch event.place {
        case .matter(let readers): return reads(readers, by: event.by, as: event.from)
        case .answer(let field, _): return sight.shows(field)
        case .message(let message): return places.messages.contains(message)
        case .step(let duty):
            if places.own.contains(duty) { return true }
            if places.judging.contains(duty) { return judgements }
            return places.telling.contains(duty) ? answer : notes
        }
    }

    private func shown(_ event: MattersLinked) -> MattersLinked? {
        guard sight.loop else { return nil }
        let isForReader = notes || (event.by != nil && event.by == actor.member)
        return MattersLinked(
            matter: event.matter,
            other: event.other,
            by: event.by,
            why: isForReader ? event.why : nil
        )
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
            toldInstead: event.toldInstead,
            isImplicated: event.isImplicated
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

extension ReportChecked {
    fileprivate var withoutReason: ReportChecked {
        ReportChecked(
            duty: duty,
            matter: matter,
            by: by,
            isOurs: isOurs,
            reason: nil,
            outcome: nil,
            isStillTold: isStillTold
        )
    }
}

extension MatterOffered {
    fileprivate var withoutNote: MatterOffered { MatterOffered(matter: matter, from: from, to: to, by: by, note: nil) }
}
