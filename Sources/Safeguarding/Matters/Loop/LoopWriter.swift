import Almanac
import Ledger
import Procedures
import Vault

/// Writes the events of one decision about one matter, and after each what its procedure makes of it: who owes what next
/// by when, what is owed no more, and when the loop is whole.
struct LoopWriter {
    let matter: ID<Matter>
    let definition: ProcedureDefinition
    private(set) var state: LoopState
    private(set) var events: [any DomainEvent] = []
    let by: ID<Member>?
    let now: Instant
    private let schools: SchoolClocks

    init(_ scene: LoopScene, _ context: RuleContext) {
        (matter, definition, state) = (scene.id, scene.definition, scene.state)
        (by, now, schools) = (context.actor.member, context.now, SchoolClocks(scene.past))
    }

    init(raising event: LoopRaised, under definition: ProcedureDefinition, in past: Past, _ context: RuleContext) {
        (matter, self.definition, state) = (event.matter, definition, LoopState())
        (by, now, schools) = (context.actor.member, context.now, SchoolClocks(past))
        write(event)
        advance()
    }

    /// What happened, and what follows from it.
    mutating func add(_ event: some MatterEvent) {
        write(event)
        advance()
    }

    /// What happened, where more is to come before anything follows.
    mutating func write(_ event: some MatterEvent) {
        events.append(event)
        state.apply(event, at: now)
    }

    mutating func meet(
        _ step: LoopState.Step,
        outcome: String? = nil,
        note: Sealed<String>? = nil,
        reported: Reported? = nil
    ) {
        write(
            StepMet(
                duty: step.id,
                matter: matter,
                by: by,
                outcome: outcome,
                note: note,
                reported: reported
            )
        )
    }

    // MARK: What follows

    /// Owes what the procedure owes now, drops what it owes no more, and closes what has come back whole.
    mutating func advance() {
        guard state.ending == nil else { return }
        for duty in definition.duties {
            let holds = isOwed(duty)
            for (debtor, party) in debtors(of: duty) {
                let open = state.openSteps.first { $0.step == duty.id && $0.debtor == debtor }
                if holds, open == nil, let start = start(of: duty, debtor) {
                    owe(duty, debtor, party, from: start.at, within: start.length)
                } else if !holds, let open, !open.isAgain {
                    write(StepLapsed(duty: open.id, matter: matter))
                }
            }
        }
        if !state.openSteps.contains(where: { $0.task == .satisfied }) {
            for step in state.openSteps where step.step == Self.silence {
                write(StepLapsed(duty: step.id, matter: matter))
            }
        }
        guard state.openSteps.isEmpty else { return }
        // Nothing closes before whoever raised it has the answer.
        if state.isTold {
            write(MatterClosed(matter: matter, by: by, happened: nil))
        } else if let telling = definition.duties.last(where: { $0.to == .tellRaiser && isOwed($0) })
            ?? definition.duties.last(where: { $0.to == .tellRaiser })
        {
            let (debtor, party) = debtors(of: telling).first ?? ("holder", state.holder)
            owe(telling, debtor, party, from: now, within: telling.within.length)
        }
    }

    /// Owes the last decision again: what came back was not enough.
    mutating func decideAgain() {
        let decisions = definition.duties.filter { !$0.outcomes.isEmpty && $0.of != .raiser }
        let last = state.steps.filter { step in step.met?.outcome != nil && decisions.contains { $0.id == step.step } }
            .max { ($0.met?.order ?? 0) < ($1.met?.order ?? 0) }
        guard let duty = decisions.first(where: { $0.id == last?.step }) ?? decisions.first else { return }
        // Whoever has that part now: the matter may have changed hands meanwhile.
        let parties = debtors(of: duty)
        let (debtor, party) = parties.first { $0.name == last?.debtor } ?? parties.first ?? ("holder", state.holder)
        guard !state.openSteps.contains(where: { $0.step == duty.id && $0.debtor == debtor }) else { return }
        owe(duty, debtor, party, from: now, within: duty.within.length)
    }

    /// Owes a step again whose answer was not its debtor's, and drops what hung on that answer.
    mutating func oweAgain(_ step: LoopState.Step) {
        guard let duty = definition.duties.first(where: { $0.id == step.step }) else { return }
        let party = debtors(of: duty).first { $0.name == step.debtor }?.party ?? step.of
        // It may be owed anew already, because it comes round again or what came back was not enough.
        if !state.openSteps.contains(where: { $0.step == step.step && $0.debtor == step.debtor }) {
            owe(duty, step.debtor, party, from: now, within: duty.within.length)
        }
        for open in state.openSteps {
            guard let next = definition.duties.first(where: { $0.id == open.step }) else { continue }
            let isUntold = next.to == .saySatisfied && !state.isTold
            if isUntold || (open.step != step.step && cause(of: next) == nil) {
                write(StepLapsed(duty: open.id, matter: matter))
            }
        }
    }

    /// The step of the coordinator where whoever raised it never says whether it is enough.
    static let silence = ProcedureDefinition.silence

    /// The coordinator looks in place of whoever raised it.
    mutating func reviewSilence() {
        guard !state.openSteps.contains(where: { $0.step == Self.silence }) else { return }
        let length = Term.Length.workingDays(5)
        let due = self.due(length, after: now, by: .coordinators)
        write(
            StepOwed(
                duty: Matter.duty(state.steps.count + 1, of: matter),
                matter: matter,
                of: .coordinators,
                debtor: "coordinator",
                step: Self.silence,
                what: .review,
                due: due,
                from: now,
                term: "\(length)",
                calendar: BankHolidays.edition,
                ladder: due.map(silenceLadder) ?? []
            )
        )
    }

    /// Nobody stands above the coordinators: they are reminded, and then all of them are asked once more.
    private func silenceLadder(to due: Instant) -> [LadderRung] {
        [LadderRung(step: .remind, at: due)]
            + (self.due(.workingDays(2), after: due, by: .coordinators).map {
                [LadderRung(step: .toCoordinator, at: $0)]
            } ?? [])
    }

    private func isOwed(_ duty: ProcedureDefinition.Duty) -> Bool {
        definition.isOwed(duty, answers: state.deciding, came: state.came)
    }

    private func debtors(of duty: ProcedureDefinition.Duty) -> [(name: String, party: Party)] {
        switch duty.of {
        case .holder: return [("holder", state.holder)]
        case .raiser:
            return [("raiser", duty.to == .saySatisfied ? judge : state.raiser?.party ?? .coordinators)]
        case .coordinator: return [("coordinator", .coordinators)]
        case .everyParty: return state.parties.map { ($0.id, $0.debtor) }
        case .party(let id): return state.parties.filter { $0.id == id }.map { ($0.id, $0.debtor) }
        }
    }

    /// Who says whether it is enough: whoever raised it, or the lead who is told instead.
    private var judge: Party {
        state.toldInstead?.party ?? state.raiser?.party ?? .coordinators
    }

    /// Where a duty is counted from, where it has come to be owed (again): nil where it has not.
    private func start(
        of duty: ProcedureDefinition.Duty,
        _ debtor: String
    ) -> (at: Instant, length: Term.Length)? {
        // Nobody is asked whether it is enough before they were told what it came to last.
        if duty.to == .saySatisfied, !state.isTold { return nil }
        let last = state.steps.last { $0.step == duty.id && $0.debtor == debtor && $0.met != nil }?.met
        if let last, let every = duty.every, cause(of: duty).map({ $0.order <= last.order }) ?? false {
            return (last.at, every)
        }
        guard let cause = cause(of: duty), last.map({ $0.order < cause.order }) ?? true else { return nil }
        if let back = broughtBack(duty), back.order > cause.order { return (back.at, duty.within.length) }
        return (cause.at, duty.within.length)
    }

    /// The decision that brought back what an earlier one had taken off.
    private func broughtBack(_ duty: ProcedureDefinition.Duty) -> LoopState.Met? {
        let deciding = definition.duties.filter { $0.outcomes.contains(where: duty.unless.contains) }.map(\.id)
        let decisions = state.steps.filter { deciding.contains($0.step) }.compactMap(\.met)
        guard decisions.contains(where: { $0.outcome.map(duty.unless.contains) ?? false }) else { return nil }
        return decisions.max { $0.order < $1.order }
    }

    /// What a duty waits for, where it has happened.
    private func cause(of duty: ProcedureDefinition.Duty) -> (at: Instant, order: Int)? {
        switch duty.within.start {
        case .raised: return (state.raisedAt, 0)
        case .step(let id):
            return state.steps.filter { $0.step == id }.compactMap(\.met).max { $0.order < $1.order }.map {
                ($0.at, $0.order)
            }
        case .date(let field, let isBefore):
            return day(field).map { (isBefore ? state.raisedAt : London.instant($0, .midnight), 0) }
        }
    }

    private func day(_ field: String) -> Day? { state.deciding[field]?.first.flatMap { Day(iso: $0) } }

    private mutating func owe(
        _ duty: ProcedureDefinition.Duty,
        _ debtor: String,
        _ party: Party,
        from start: Instant,
        within length: Term.Length
    ) {
        let counted = count(duty, length, from: start, by: party)
        // Nothing falls due before it was raised.
        let due = counted.map { max($0.due, state.raisedAt) }
        write(
            StepOwed(
                duty: Matter.duty(state.steps.count + 1, of: matter),
                matter: matter,
                of: party,
                debtor: debtor,
                step: duty.id,
                what: Procedure.Task(duty.to),
                due: due,
                from: start,
                term: length == duty.within.length ? "\(duty.within)" : "every \(length)",
                calendar: BankHolidays.edition,
                ladder: due.map { ladder(of: party, from: min(max(start, state.raisedAt), $0), to: $0) } ?? [],
                schoolDays: counted?.schoolDays
            )
        )
    }

    private func count(
        _ duty: ProcedureDefinition.Duty,
        _ length: Term.Length,
        from start: Instant,
        by party: Party
    ) -> SchoolClocks.Counted? {
        let clock = schools.clock(for: party, state)
        guard case .date(let field, isBefore: true) = duty.within.start, length == duty.within.length else {
            return clock.count(length, after: start)
        }
        return day(field).flatMap { clock.count(length, before: $0) }
    }

    /// When a length of time is over for whoever owes something.
    func due(_ length: Term.Length, after start: Instant, by party: Party) -> Instant? {
        schools.clock(for: party, state).count(length, after: start)?.due
    }

    /// All members are reminded before the day. After it nobody is waited for: their silence is an answer too.
    private func ladder(of party: Party, from start: Instant, to due: Instant) -> [LadderRung] {
        let whole = rungs(from: start, to: due, by: party)
        guard party == .everyone else { return whole }
        let end = max(due, start.adding(seconds: Self.grace))
        return whole.filter { $0.step == .remind && $0.at < end } + [LadderRung(step: .over, at: end)]
    }

    /// What is owed at once is nobody's neglect in the minute in which it arises.
    private static let grace: Int64 = 15 * 60

    func rungs(from start: Instant, to due: Instant, by party: Party) -> [LadderRung] {
        let due = max(due, start.adding(seconds: Self.grace))
        return definition.overdue.compactMap { rung in
            let at: Instant? =
                switch rung.moment {
                case .halfTime: Instant(milliseconds: start.milliseconds + (due.milliseconds - start.milliseconds) / 2)
                case .due: due
                case .after(let length): self.due(length, after: due, by: party)
                }
            return at.map { LadderRung(step: LadderRung.Step(rung.step), at: $0) }
        }
    }
}

extension LadderRung.Step {
    init(_ step: ProcedureDefinition.Rung.Step) {
        self =
            switch step {
            case .remind: .remind
            case .tellRaiser: .tellRaiser
            case .copyDeputy: .copyDeputy
            case .toLead: .toLead
            case .toCoordinator: .toCoordinator
            }
    }
}

extension Procedure.Task {
    /// What a duty of a procedure's file is, as it stands in events.
    init(_ task: ProcedureDefinition.Duty.Task) {
        self =
            switch task {
            case .acknowledge: .acknowledge
            case .decide: .decide
            case .tellRaiser: .tell
            case .saySatisfied: .satisfied
            case .review: .review
            case .act: .act
            }
    }
}
