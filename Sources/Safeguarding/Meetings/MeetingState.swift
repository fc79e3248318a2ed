package import Almanac
package import Ledger
import Vault

/// Names a meeting together with its group, because who may do what depends on the group.
package struct MeetingRef: Hashable, Codable, Sendable {
    package let meeting: ID<Meeting>
    package let group: ID<Group>

    package init(_ meeting: ID<Meeting>, of group: ID<Group>) {
        self.meeting = meeting
        self.group = group
    }
}

package struct MeetingState: Foldable {
    package enum Status: String, Codable, CaseIterable, Sendable {
        case draft, circulated, agreed

        package var title: String {
            switch self {
            case .draft: "Draft notes"
            case .circulated: "Circulated notes"
            case .agreed: "Agreed notes"
            }
        }
    }

    package struct Presence: Hashable, Sendable {
        let presence: AttendanceRecorded.Presence
        let standingInFor: ID<Member>?
        let guest: AttendanceRecorded.Guest?
    }

    package private(set) var group: ID<Group>?
    package private(set) var day: Day?
    package private(set) var isCancelled = false
    package private(set) var status = Status.draft
    package private(set) var agenda: [ID<Item>] = []
    /// The newest revision of each item's notes.
    package private(set) var revisions: [ID<Item>: Int] = [:]
    /// The decisions that stand, each with the item it is about.
    package private(set) var decisions: [ID<Decision>: ID<Item>?] = [:]
    /// Each paper, with the item it is for.
    package private(set) var papers: [ID<Paper>: ID<Item>?] = [:]
    /// Who may see each paper that is for named people only.
    private var namedOnPapers: [ID<Paper>: [ID<Member>]] = [:]
    package private(set) var answers: [ID<Member>: InvitationAnswered.Answer] = [:]
    /// How often anyone answered.
    private(set) var answersGiven = 0
    /// Which answer names whoever comes instead of a member.
    private var namings: [ID<Member>: Naming] = [:]

    private struct Naming {
        let number: Int
        let hasAddress: Bool
    }

    /// What those who come instead have answered, by whom they come for.
    private(set) var substituteAnswers: [ID<Member>: SubstituteAnswered.Answer] = [:]
    package private(set) var attendance: [Attendee: Presence] = [:]
    package private(set) var wasImported = false
    /// Whether it was brought in by mistake and is gone.
    package private(set) var isTakenOut = false
    /// What was on its agenda before its notes went back out.
    private(set) var formerItems: [ID<Item>] = []
    /// How often the notes went out.
    package private(set) var circulations = 0

    package init() {}

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as MeetingCalled: (group, day) = (event.group, event.day)
        case let event as MeetingMoved:
            if event.day != day { (answers, namings, substituteAnswers) = ([:], [:], [:]) }
            day = event.day
        case is MeetingCancelled: isCancelled = true
        case let event as AgendaSet: agenda = event.items
        case let event as InvitationAnswered: answer(event)
        case let event as SubstituteAnswered: substituteAnswers[event.member] = event.answer
        case let event as AttendanceRecorded:
            attendance[event.attendee] = Presence(
                presence: event.presence,
                standingInFor: event.standingInFor,
                guest: event.guest
            )
        case let event as AttendanceRemoved: attendance[event.attendee] = nil
        default: applyToNotes(event)
        }
    }

    private mutating func answer(_ event: InvitationAnswered) {
        answersGiven += 1
        answers[event.member] = event.answer
        namings[event.member] =
            event.answer == .substitute
            ? Naming(number: answersGiven, hasAddress: event.substituteEmail != nil) : nil
        substituteAnswers[event.member] = nil
    }

    private mutating func applyToNotes(_ event: any DomainEvent) {
        switch event {
        case let event as ItemNoted: revisions[event.item] = event.revision
        case let event as DecisionMade: decisions[event.decision] = .some(event.item)
        case let event as DecisionCorrected where event.text == nil: decisions[event.decision] = nil
        case let event as PaperAdded:
            papers[event.paper] = .some(event.item)
            namedOnPapers[event.paper] = event.marking == .named ? event.named : nil
        case let event as PaperMarked: namedOnPapers[event.paper] = event.marking == .named ? event.named : nil
        case let event as PaperRemoved: papers[event.paper] = nil
        case is NotesCirculated: (status, circulations) = (.circulated, circulations + 1)
        case is NotesAgreed: status = .agreed
        case is NotesImported: wasImported = true
        case let event as NotesTakenOut: takeNotesOut(event)
        default: break
        }
    }

    private mutating func takeNotesOut(_ event: NotesTakenOut) {
        formerItems += agenda
        (agenda, revisions, decisions, attendance) = ([], [:], [:], [:])
        (status, wasImported, isTakenOut) = (.draft, false, event.isMeetingToo)
    }

    /// Whether a paper is for everyone who sees what it is for, or for this actor by name.
    func isOpen(_ paper: ID<Paper>, to actor: Actor) -> Bool {
        guard let named = namedOnPapers[paper] else { return true }
        if case .system = actor { return true }
        return actor.member.map(named.contains) ?? false
    }

    /// Whether this is who comes instead of a member: the last whom that member named, and not taken back since.
    func isExpected(_ substitution: Substitution) -> Bool {
        namings[substitution.member]?.number == substitution.naming
    }

    /// Those who come instead of a member, or of any, and whose address is known.
    func substitutions(for member: ID<Member>? = nil, at meeting: ID<Meeting>) -> [Substitution] {
        namings.filter { $0.value.hasAddress && (member ?? $0.key) == $0.key }.sorted { $0.key < $1.key }
            .map { Substitution(meeting, for: $0.key, naming: $0.value.number) }
    }

    /// Whether anybody is recorded to have been there.
    package var wasHeld: Bool { attendance.values.contains { $0.presence.isThere } }

    /// Whether something was written down about an item, so that it stays where it is.
    package func hasNotes(on item: ID<Item>) -> Bool {
        revisions[item] != nil || decisions.values.contains(item) || papers.values.contains(item)
    }
}

package struct ItemState: Foldable {
    package enum Place: Hashable, Sendable {
        case waiting
        case on(ID<Meeting>)
        case dropped
    }

    package private(set) var group: ID<Group>?
    package private(set) var proposer: ID<Member>?
    package private(set) var presenter: ID<Member>?
    package private(set) var dateOwner: ID<Member>?
    package private(set) var marking = Marking.members
    private var named: [ID<Member>] = []
    package private(set) var place = Place.waiting

    package init() {}

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as ItemProposed:
            (group, proposer, presenter) = (event.group, event.proposer, event.presenter)
            (dateOwner, marking, named) = (event.dateOwner, event.marking, event.named)
        case let event as ItemChanged:
            (presenter, dateOwner) = (event.presenter, event.dateOwner)
            (marking, named) = (event.marking, event.named)
        case let event as ItemMarked: (marking, named) = (event.marking, event.named)
        case let event as ItemPlaced: place = .on(event.meeting)
        case let event as ItemTakenOff:
            place = event.fate == .waits ? .waiting : .dropped
            dateOwner = event.dateOwner ?? dateOwner
        default: break
        }
    }

    /// Whether the item is this person's to change and to add papers to.
    package func belongs(to member: ID<Member>?) -> Bool {
        guard let member else { return false }
        return member == proposer || member == presenter
    }

    /// Whether the item is this person's to change: also of whoever finds a date for it, while it waits for one.
    package func isPrepared(by member: ID<Member>?) -> Bool {
        belongs(to: member) || (place == .waiting && member != nil && member == dateOwner)
    }

    /// Whether it is for everyone who sees the meeting, or for this actor by name. Running the meeting is not enough.
    func isOpen(to actor: Actor) -> Bool {
        marking != .named || Policy.allows(.seeNamedPapers, actor, relations(of: actor))
    }

    /// Whether it is for someone by name.
    func isFor(_ member: ID<Member>) -> Bool { belongs(to: member) || named.contains(member) }

    private func relations(of actor: Actor) -> Set<Relation> {
        switch actor {
        case .member(let person): isFor(person.id) ? [.named] : []
        case .guest(let guest): guest.member != nil && guest.member == presenter ? [.guest] : []
        case .body, .system: []
        }
    }
}
