import Almanac
import Ledger
import Procedures
import Vault

/// Writes the events of one decision about one matter, duties numbered and due as its procedure says.
struct MatterWriter {
    let matter: ID<Matter>
    private let terms: ActionTerms
    private(set) var state: MatterState
    private(set) var events: [any DomainEvent] = []
    let by: ID<Member>?
    let today: Day
    private let now: Instant

    init(_ scene: MatterScene, _ context: RuleContext) {
        matter = scene.id
        terms = scene.terms
        state = scene.state
        by = context.actor.member
        now = context.now
        today = London.day(context.now)
    }

    init(raising event: MatterRaised, under terms: ActionTerms, _ context: RuleContext) {
        matter = event.matter
        self.terms = terms
        state = MatterState()
        by = context.actor.member
        now = context.now
        today = London.day(context.now)
        add(event)
    }

    mutating func add(_ event: some MatterEvent) {
        events.append(event)
        state.apply(event, at: now)
    }

    // MARK: Duties

    /// - Parameters:
    ///   - given: When it is due, where the procedure leaves that to whoever asks.
    ///   - from: The day the due time is counted from: today, unless it happened before.
    mutating func owe(
        _ task: Procedure.Task,
        of party: Party,
        given: Due = .notGiven,
        from: Day? = nil,
        parts: [ID<Member>] = [],
        about: Party? = nil
    ) {
        let from = from ?? today
        let (due, counted) = due(for: task, given: given, from: from)
        add(
            DutyOwed(
                duty: Matter.duty(state.duties.count + 1, of: matter),
                matter: matter,
                of: party,
                what: task,
                due: due,
                from: from,
                counted: counted,
                parts: parts,
                about: about
            )
        )
    }

    /// What a party owes who is asked to hold something: nobody can acknowledge before it is known who they are.
    mutating func oweReceipt(of party: Party, parts: [ID<Member>]) {
        if party.needsNaming(parts: parts) {
            owe(.sayWhoHolds, of: .coordinators, about: party)
        } else {
            owe(.acknowledge, of: party, parts: parts)
        }
    }

    /// - Parameter part: Whose part is met, where it is everyone's.
    mutating func meet(
        _ duty: MatterState.OwedDuty,
        part: ID<Member>? = nil,
        note: Sealed<String>? = nil,
        happened: Day? = nil
    ) {
        add(DutyMet(duty: duty.id, matter: matter, by: by, of: part, note: note, happened: happened))
    }

    /// Meets what a holder owes before they can finish, or hand over: it is known by what they did.
    mutating func meetReceipt(of holder: Party, part: ID<Member>? = nil) {
        for duty in state.openDuties where duty.task == .sayWhoHolds && duty.about == holder { meet(duty) }
        guard let duty = state.openDuty(.acknowledge, of: holder) else { return }
        if let part, !duty.openParts.contains(part) { return }
        meet(duty, part: part)
    }

    /// Tells whoever raised it, once the last part is finished, and asks whether that is enough.
    mutating func answerWhenFinished(_ text: Sealed<String>, in meeting: ID<Meeting>?, happened: Day? = nil) {
        guard !state.openDuties.contains(where: { $0.task == .finish }) else { return }
        for duty in state.openDuties { meet(duty) }
        add(MatterAnswered(matter: matter, text: text, by: by, meeting: meeting, happened: happened))
    }

    private func due(for task: Procedure.Task, given: Due, from: Day) -> (Due, Counted?) {
        switch terms.clock(task) {
        case .asGiven, nil: (given, nil)
        case .workingDays(let count): counted(count, from: from)
        case .nextMeeting(let count): state.group.map { (.nextMeeting($0), nil) } ?? counted(count, from: from)
        }
    }

    private func counted(_ workingDays: Int, from: Day) -> (Due, Counted?) {
        (
            .on(from.adding(workingDays: workingDays)),
            Counted(workingDays: workingDays, calendar: BankHolidays.edition)
        )
    }
}

extension Party {
    /// Whether nobody can be asked until a person says who is meant.
    func needsNaming(parts: some Collection<ID<Member>>) -> Bool {
        switch self {
        case .unmatched: true
        case .all: parts.isEmpty
        default: false
        }
    }
}
