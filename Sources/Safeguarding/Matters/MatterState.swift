package import Almanac
package import Ledger
package import Procedures

/// A matter as its events add up to.
package struct MatterState: Foldable {
    package private(set) var procedure = ""
    package private(set) var procedureVersion = 0
    package private(set) var group: ID<Group>?
    package private(set) var raiser: ID<Member>?
    package private(set) var origin = Origin.member
    /// The first is the holder who is shown.
    package private(set) var holders: [Party] = []
    package private(set) var duties: [OwedDuty] = []
    package private(set) var offers: [Offer] = []
    /// The link of each who was given one, until it was ended.
    package private(set) var links: [ID<Member>: Link] = [:]
    /// Whose link somebody ended, and who was given none since.
    package private(set) var unlinked: Set<ID<Member>> = []
    package private(set) var isAnswered = false
    /// Who has read the answer.
    package private(set) var readers: Set<ID<Member>> = []
    package private(set) var ending: Ending?

    package struct OwedDuty: Hashable, Sendable {
        package let id: ID<Duty>
        package let task: Procedure.Task
        package fileprivate(set) var of: Party
        package fileprivate(set) var due: Due
        package let about: Party?
        /// Whose parts these are, where it is everyone's.
        package fileprivate(set) var parts: [ID<Member>]
        /// Whose part is still to come.
        package fileprivate(set) var openParts: Set<ID<Member>>
        package fileprivate(set) var isMet = false
        package fileprivate(set) var hasLapsed = false
        package fileprivate(set) var hasEscalated = false

        package var isOpen: Bool { !isMet && !hasLapsed }
    }

    /// One open offer for each holding at most. The giver holds it until it is accepted.
    package struct Offer: Hashable, Sendable {
        package let from: Party
        package let to: Party
    }

    package struct Link: Hashable, Sendable {
        package let id: ID<MatterLink>
        /// The last day on which it works.
        package let until: Day
    }

    package enum Ending: String, Sendable {
        case closed, withdrawn
        /// It should never have been here. No list and no count has it any more; its page says what became of it.
        case takenOut = "taken-out"

        var sentence: String {
            switch self {
            case .closed: "This action is closed. Raise a new one if there is more to do."
            case .withdrawn: "This action was withdrawn. Raise a new one if it is wanted after all."
            case .takenOut: "This action was taken back out: the notes it stood in were brought in by mistake."
            }
        }
    }

    package init() {}

    /// Where it is on its loop.
    package var station: Station {
        if ending != nil { return .closed }
        if isAnswered { return .fedBack }
        let finishes = duties.filter { $0.task == .finish }
        if !finishes.isEmpty, !finishes.contains(where: \.isOpen) { return .decided }
        return hasBeenReceived ? .received : .raised
    }

    /// What is owed now: who owes what next. Empty only where the matter has ended.
    package var openDuties: [OwedDuty] { duties.filter(\.isOpen) }

    package func openDuty(_ task: Procedure.Task, of party: Party) -> OwedDuty? {
        openDuties.first { $0.task == task && $0.of == party }
    }

    package func duty(_ id: ID<Duty>) -> OwedDuty? { duties.first { $0.id == id } }

    /// Everyone who ever owed a part of it.
    package var parts: Set<ID<Member>> { Set(duties.flatMap(\.parts)) }

    /// Whose parts a holder's duties are made of, where it is everyone in a group.
    func parts(of holder: Party) -> [ID<Member>] {
        duties.last { $0.task == .finish && $0.of == holder }?.parts ?? []
    }

    private var hasBeenReceived = false

    /// Whoever says whether what came back is enough.
    package var asker: Party {
        switch (origin, group, raiser) {
        case (.meeting, let group?, _): .officers(group)
        case (_, _, let raiser?): .member(raiser)
        default: .coordinators
        }
    }

    // MARK: Adding up

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as MatterRaised: raise(event)
        case let event as DutyOwed: owe(event)
        case let event as DutyMet: meet(event)
        case let event as DutyMoved:
            change(event.duty) { ($0.due, $0.hasEscalated) = (event.due, false) }
        case let event as MatterEscalated: change(event.duty) { $0.hasEscalated = true }
        case let event as MatterOffered:
            offers.removeAll { $0.from == event.from }
            offers.append(Offer(from: event.from, to: event.to))
        case let event as OfferDeclined: offers.removeAll { $0.from == event.from }
        case let event as MatterAccepted:
            move(event.from, to: event.to, parts: [])
            hasBeenReceived = true
        case let event as HolderNamed: move(event.from, to: event.to, parts: event.parts)
        case let event as MatterLinkGiven:
            links[event.member] = Link(id: event.link, until: event.until)
            unlinked.remove(event.member)
        case let event as MatterLinkEnded:
            links[event.member] = nil
            unlinked.insert(event.member)
        case is MatterAnswered: (isAnswered, readers) = (true, [])
        case is MatterReopened: isAnswered = false
        case let event as AnswerRead: readers.insert(event.by)
        case is MatterWithdrawn: end(.withdrawn)
        case is MatterTakenOut: end(.takenOut)
        case is MatterClosed: end(.closed)
        default: break
        }
    }

    private mutating func raise(_ event: MatterRaised) {
        (procedure, procedureVersion) = (event.procedure, event.procedureVersion)
        (group, raiser, origin, holders) = (event.group, event.raiser, event.origin, event.holders)
    }

    private mutating func owe(_ event: DutyOwed) {
        duties.append(
            OwedDuty(
                id: event.duty,
                task: event.what,
                of: event.of,
                due: event.due,
                about: event.about,
                parts: event.parts,
                openParts: Set(event.parts)
            )
        )
    }

    private mutating func meet(_ event: DutyMet) {
        change(event.duty) { duty in
            if let part = event.of { duty.openParts.remove(part) } else { duty.openParts = [] }
            duty.isMet = duty.openParts.isEmpty
        }
        guard let duty = duty(event.duty) else { return }
        if duty.task == .acknowledge || duty.task == .finish { hasBeenReceived = true }
        if duty.task == .finish, duty.isMet { offers.removeAll { $0.from == duty.of } }
    }

    private mutating func move(_ from: Party, to: Party, parts: [ID<Member>]) {
        offers.removeAll { $0.from == from }
        holders = holders.map { $0 == from ? to : $0 }
        for duty in openDuties where duty.of == from {
            change(duty.id) { ($0.of, $0.parts, $0.openParts) = (to, parts, Set(parts)) }
        }
    }

    private mutating func end(_ ending: Ending) {
        self.ending = ending
        offers = []
        for duty in openDuties { change(duty.id) { $0.hasLapsed = true } }
    }

    private mutating func change(_ id: ID<Duty>, _ change: (inout OwedDuty) -> Void) {
        guard let index = duties.firstIndex(where: { $0.id == id }) else { return }
        change(&duties[index])
    }
}
