import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding
import Vault

/// What a page about matters says: the words that were opened for it, and the names of those in them.
struct MatterVoice: Sendable {
    let words: Words
    /// Nil where nobody in particular reads.
    let reader: ID<Member>?
    let directory: Directory?
    /// Nil for whoever came by a link.
    private let membership: Membership?
    private let opener: Opener?
    /// What is for named people only, of whom the reader is none.
    private let closed: Set<Subject>

    var organisations: [OrganisationRow] { membership?.organisations ?? [] }
    var groups: [GroupRow] { membership?.groups ?? [] }

    /// Opens what the Gate admits this person to: the rows were narrowed to that before.
    ///
    /// - Parameter namingAnyone: Whether the page names others than those who stand in the rows: in a history, or in a
    ///   list to choose from.
    init(_ visit: Visit, _ rows: [MatterRow], namingAnyone: Bool = false) async throws {
        try await self.init(visit.site, as: try visit.actor, rows, namingAnyone: namingAnyone)
    }

    init(_ site: Site, as actor: Actor, _ rows: [MatterRow], namingAnyone: Bool = false) async throws {
        words = Words(now: site.now)
        reader = actor.member
        membership = try await site.readings.membership()
        closed = Set(rows.filter { !$0.isOpen }.map { Matter.subject($0.id) })
        guard !rows.isEmpty else {
            (directory, opener) = (nil, nil)
            return
        }
        let relations = rows.reduce(into: Set<Relation>()) { $0.formUnion($1.relations) }
        directory = try await site.office.names(
            for: actor,
            .seeMatter,
            relations,
            of: namingAnyone ? nil : Set(rows.flatMap(\.named))
        )
        // What was answered under a procedure is opened on its own page, where it is written down who reads it.
        let open = Set(rows.filter { $0.isOpen && $0.loop == nil }.map { Matter.subject($0.id) })
        opener = try await site.office.vault.opener(
            under: try site.office.gate.admit(actor, to: .seeMatter, relations, opening: .these(open))
        )
    }

    /// For someone who came by the link of one matter: they know nobody in the network by name.
    init(_ guest: ID<Member>, words: Words, opener: Opener) {
        (self.words, reader, self.opener) = (words, guest, opener)
        (directory, membership, closed) = (nil, nil, [])
    }

    /// For a body without an account: organisations have names, and nobody in them.
    init(body words: Words, _ membership: Membership) {
        (self.words, self.membership) = (words, membership)
        (reader, opener, directory, closed) = (nil, nil, nil, [])
    }

    // MARK: Words

    func text(_ sealed: Sealed<String>) -> String {
        if closed.contains(sealed.subject) { return "An action for named people only" }
        return opener?.text(sealed) ?? "These words were erased."
    }

    /// What an action says; of a matter under a procedure, which one that is.
    func words(of matter: MatterRow) -> String {
        matter.loop?.title ?? matter.text.map(text) ?? ""
    }

    /// The first line of an action, short enough for a list.
    func title(_ matter: MatterRow) -> String {
        let line = words(of: matter).prefix { !$0.isNewline }
        guard line.count > 140 else { return String(line) }
        let cut = line.prefix(138)
        return (cut.lastIndex(of: " ").map { String(cut[..<$0]) } ?? String(cut)) + " …"
    }

    // MARK: Names

    /// "you" for whoever reads.
    func name(_ member: ID<Member>?) -> String {
        reader != nil && member == reader ? "you" : fullName(member)
    }

    func fullName(_ member: ID<Member>?) -> String {
        guard let directory else {
            return member.flatMap { organisation(of: $0) }.map { "someone at \(organisation($0))" }
                ?? "someone in the network"
        }
        return directory.name(member)
    }

    /// "you", or the name and the organisation.
    func name(_ party: Party) -> String {
        reader != nil && party.member == reader ? "you" : fullName(party)
    }

    func fullName(_ party: Party) -> String {
        switch party {
        case .member(let id): directory?.nameAndOrganisation(id) ?? fullName(id)
        case .post(let title, let id): "\(title), \(organisation(id))"
        case .organisation(let id): organisation(id)
        case .lead(let id): "The safeguarding lead of \(organisation(id))"
        case .all(let id): "Everyone in \(group(id))"
        case .officers(let id): "Chair and clerk, \(group(id))"
        case .coordinators: "The coordinator"
        case .everyone: "All members"
        case .unmatched(let name): "“\(text(name))”, not matched to anyone"
        }
    }

    func holders(_ matter: MatterRow) -> String {
        let first = name(matter.holder)
        switch matter.holders {
        case 1: return first
        case 2: return "\(first) and one other"
        case let count: return "\(first) and \(Words.spelled(count - 1)) others"
        }
    }

    func organisation(_ id: ID<Organisation>) -> String {
        membership?.name(id) ?? "An organisation"
    }

    func organisation(of member: ID<Member>) -> ID<Organisation>? { membership?.member(member)?.organisation }

    private func group(_ id: ID<Group>) -> String {
        membership?.name(id) ?? "a group"
    }

    // MARK: When

    /// "Tomorrow", "3 days overdue", "When the guidance is published", "No date given".
    func due(_ duty: DutyRow) -> String {
        if let due = duty.moment { return words.due(due) }
        if let deadline = duty.deadline { return words.due(.day(deadline)) }
        switch duty.due {
        case .nextMeeting: return "By the next meeting"
        case .when(let sealed):
            let event = text(sealed)
            return Words.capitalised(event.lowercased().hasPrefix("when ") ? event : "when \(event)")
        case .notGiven, .on, .month: return "No date given"
        }
    }

    /// Where it came from: "Raised by the Steering group on 12 November".
    func origin(_ matter: MatterRow) -> String {
        let day = words.dayAndMonth(matter.raisedOn)
        if matter.meeting != nil, let group = matter.groupName { return "Raised in a meeting of \(group) on \(day)" }
        let from = matter.loop?.raisedFrom.map { ", \(organisation($0))," } ?? ""
        return "Raised by \(name(matter.raiser))\(from) on \(day)"
    }
}

extension DutyRow {
    /// By when it is due, where somebody can say.
    var moment: Words.Due? {
        if let dueAt, dueAt != London.end(of: London.day(dueAt)) { return .moment(dueAt) }
        return deadline.map { .day($0) }
    }
}

extension MatterRow {
    /// Everyone whom a list of matters names.
    fileprivate var named: [ID<Member>] {
        [holder.member, raiser, answeredBy, next?.of.member].compactMap(\.self)
    }
}

extension Procedure.Task {
    /// What whoever owes it is asked.
    var ask: String {
        switch self {
        case .sayWhoHolds: "Say who is to do this"
        case .acknowledge: "Say that you have it"
        case .finish: "Finish it"
        case .answer: "Say what came of it"
        case .close, .satisfied: "Say whether this is enough"
        case .decide: "Decide what it comes to"
        case .tell: "Tell whoever raised it"
        case .review: "Look at it again"
        case .act: "Do what is asked"
        }
    }

    /// What someone else is asked.
    var title: String {
        switch self {
        case .sayWhoHolds: "Say who is to do this"
        case .acknowledge: "Say that it was received"
        case .finish: "Do it, and say what came of it"
        case .answer: "Say what came of it"
        case .close, .satisfied: "Say whether that is enough"
        case .decide: "Decide what it comes to"
        case .tell: "Tell whoever raised it"
        case .review: "Look at it again"
        case .act: "Do what is asked"
        }
    }
}
