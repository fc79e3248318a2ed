package import Almanac
package import Ledger
package import Procedures

/// A matter under a procedure of the ledger, as its events add up to.
package struct LoopState: Foldable {
    package private(set) var procedure = ""
    package private(set) var version = 0
    /// Whose text it follows, by its number there; nil for the network's.
    package private(set) var local: (authority: ID<Organisation>, number: Int)?
    package private(set) var isPersonal = false
    package private(set) var raiser: Raiser?
    package private(set) var raisedAt = Instant(milliseconds: 0)
    package private(set) var holder = Party.coordinators
    package private(set) var parties: [Joined] = []
    package private(set) var deciding: [String: [String]] = [:]
    package private(set) var toldInstead: ToldInstead?
    package private(set) var steps: [Step] = []
    /// What it came to, in order.
    package private(set) var came: [ProcedureDefinition.Came] = []
    /// Whether that was told to whoever raised it.
    package private(set) var isTold = false
    package private(set) var offer: Offer?
    package private(set) var readers: Set<ID<Member>> = []
    package private(set) var links: Set<ID<Matter>> = []
    package private(set) var files: [ID<MatterFile>: KnownFile] = [:]
    /// How many sources were added beside the answer to each field.
    package private(set) var factCounts: [String: Int] = [:]
    package private(set) var ending: Ending?
    package private(set) var endedAt: Instant?
    /// By which bodies without an account answer.
    package private(set) var bodies = BodyLinks()
    /// Counts what happened, so that it is known what came before what within one moment.
    private var order = 0
    /// What is owed next to it is owed again.
    private var reopened: Int?

    package struct Step: Hashable, Sendable {
        package let id: ID<Duty>
        package let step: String
        package let task: Procedure.Task
        package let debtor: String
        package fileprivate(set) var of: Party
        package let owedAt: Int
        package fileprivate(set) var due: Instant?
        package fileprivate(set) var ladder: [LadderRung]
        package fileprivate(set) var rungs: Set<LadderRung> = []
        /// The deputies to whom it was copied.
        package fileprivate(set) var copiedTo: Set<ID<Member>> = []
        package fileprivate(set) var met: Met?
        /// Where the answer was entered for whoever owed it: by whom.
        package fileprivate(set) var report: Report?
        /// Who answered what all members are asked.
        package fileprivate(set) var answered: Set<ID<Member>> = []
        package fileprivate(set) var hasLapsed = false
        /// Whether it is owed once more because what came back was not enough: whatever it came to before.
        package let isAgain: Bool

        package var isOpen: Bool { met == nil && !hasLapsed }
    }

    /// When a step was met: by the clock, and after how much else.
    package struct Met: Hashable, Sendable {
        package let at: Instant
        package let order: Int
        package let outcome: String?
    }

    package struct KnownFile: Hashable, Sendable {
        package let by: ID<Member>?
        package fileprivate(set) var isWithdrawn = false
    }

    package struct Report: Hashable, Sendable {
        package let by: ID<Member>?
        /// Whether whoever owed it has said that it is theirs.
        package fileprivate(set) var isChecked = false
    }

    package struct Offer: Hashable, Sendable {
        package let from: Party
        package let to: Party
    }

    package enum Ending: String, Sendable {
        case closed, withdrawn
    }

    package init() {}

    package var openSteps: [Step] { steps.filter(\.isOpen) }

    package func step(_ id: ID<Duty>) -> Step? { steps.first { $0.id == id } }

    package var hasBeenReceived: Bool {
        steps.contains { $0.met != nil && ($0.task == .acknowledge || $0.debtor == "holder") }
    }

    /// What it came to last.
    package var outcome: String? { came.last?.outcome }

    // MARK: Adding up

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        order += 1
        switch event {
        case let event as LoopRaised: raise(event, at: at)
        case let event as StepOwed: owe(event)
        case let event as StepMet: meet(event, at: at)
        case let event as StepLapsed: change(event.duty) { $0.hasLapsed = true }
        case let event as TellingPutOff:
            change(event.duty) {
                ($0.due, $0.ladder, $0.rungs, $0.copiedTo) = (event.until, event.ladder, [], [])
            }
        case let event as RungReached:
            change(event.duty) {
                $0.rungs.insert(LadderRung(step: event.step, at: event.at))
                $0.copiedTo.formUnion(event.copiedTo ?? [])
            }
        case is RaiserTold: (isTold, readers) = (true, [])
        case is MatterReopened: (isTold, reopened, ending, endedAt) = (false, order, nil, nil)
        case let event as AnswerRead: readers.insert(event.by)
        case let event as PartyJoined: parties.append(event.joined)
        case let event as MatterOffered: offer = Offer(from: event.from, to: event.to)
        case is OfferDeclined: offer = nil
        case let event as HolderChanged: give(event)
        case let event as MattersLinked: links.insert(event.other)
        case let event as MattersUnlinked: links.remove(event.other)
        case let event as FileAdded: files[event.file] = KnownFile(by: event.by)
        case let event as FileWithdrawn: files[event.file]?.isWithdrawn = true
        case let event as FactAdded: add(event)
        case is MatterWithdrawn: end(.withdrawn, at: at)
        case is MatterClosed: end(.closed, at: at)
        case let event as ReportChecked:
            if event.isOurs { change(event.duty) { $0.report?.isChecked = true } } else { undo(event) }
        case let event as any BodyLinkEvent: bodies.apply(event)
        default: break
        }
    }

    private mutating func raise(_ event: LoopRaised, at: Instant) {
        (procedure, version, isPersonal) = (event.procedure, event.version, event.isPersonal)
        (raiser, raisedAt, holder, parties) = (event.raiser, at, event.holder, event.parties)
        (deciding, toldInstead) = (event.deciding, event.instead)
        if let authority = event.place, let number = event.local { local = (authority, number) }
    }

    private mutating func owe(_ event: StepOwed) {
        steps.append(
            Step(
                id: event.duty,
                step: event.step,
                task: event.what,
                debtor: event.debtor,
                of: event.of,
                owedAt: order,
                due: event.due,
                ladder: event.ladder,
                isAgain: reopened == order - 1
            )
        )
    }

    private mutating func meet(_ event: StepMet, at: Instant) {
        if let member = event.by, step(event.duty)?.of == .everyone {
            change(event.duty) { $0.answered.insert(member) }
            return
        }
        let met = Met(at: at, order: order, outcome: event.outcome)
        change(event.duty) { $0.met = met }
        if event.reported != nil { change(event.duty) { $0.report = Report(by: event.by) } }
        guard let step = step(event.duty), step.task != .satisfied, let outcome = event.outcome else { return }
        came.append(.init(step.step, to: outcome))
        // What the raiser finds they know already.
        if step.debtor != "raiser" { isTold = false }
    }

    /// What a source says counts beside what was said before, as several sources on the form do.
    private mutating func add(_ event: FactAdded) {
        factCounts[event.field, default: 0] += 1
        let known = deciding[event.field] ?? []
        let new = event.deciding.filter { !known.contains($0) }
        if !new.isEmpty { deciding[event.field] = known + new }
    }

    private mutating func give(_ event: HolderChanged) {
        (holder, offer) = (event.to, nil)
        for step in openSteps where step.debtor == "holder" { hand(step, to: event.to) }
        // Whoever is told in place of the raiser is where it is held, and never where it is about.
        guard let earlier = toldInstead, let lead = event.to.organisation, lead != raiser?.organisation else { return }
        toldInstead = .organisation(lead)
        for step in openSteps where step.debtor == "raiser" && step.of == earlier.party {
            hand(step, to: .lead(lead))
        }
    }

    /// What was copied to the deputies of whoever owed it is not for those of whoever owes it now.
    private mutating func hand(_ step: Step, to party: Party) {
        change(step.id) { ($0.of, $0.copiedTo) = (party, []) }
    }

    /// An answer was entered for somebody who says that it is not theirs: what came of it counts no more.
    private mutating func undo(_ event: ReportChecked) {
        if let step = step(event.duty), step.met?.outcome != nil,
            let last = came.lastIndex(where: { $0.duty == step.step })
        {
            came.remove(at: last)
        }
        change(event.duty) { ($0.met, $0.report, $0.hasLapsed) = (nil, nil, true) }
        (isTold, reopened) = (isTold && event.isStillTold, order)
    }

    private mutating func end(_ ending: Ending, at: Instant) {
        (self.ending, endedAt, offer) = (ending, at, nil)
        for step in openSteps { change(step.id) { $0.hasLapsed = true } }
    }

    private mutating func change(_ id: ID<Duty>, _ change: (inout Step) -> Void) {
        guard let index = steps.firstIndex(where: { $0.id == id }) else { return }
        change(&steps[index])
    }
}
