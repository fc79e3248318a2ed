import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding
import Vault

/// What the page of a matter under a procedure says: opened after it is written down who reads it and why, where somebody
/// can be known by it.
struct LoopVoice {
    let detail: LoopDetail
    let names: MatterVoice
    private let opener: Opener?
    /// As the reader stands in the ledger.
    private let reader: String

    var words: Words { names.words }
    private var sight: LoopSight { detail.sight }

    init(_ visit: Visit, _ detail: LoopDetail) async throws {
        let names = try await MatterVoice(visit, [detail.matter], namingAnyone: true)
        try await self.init(visit.site, as: try visit.actor, detail, names)
    }

    init(_ site: Site, as actor: Actor, _ detail: LoopDetail, _ names: MatterVoice) async throws {
        (self.detail, self.names, reader) = (detail, names, actor.name)
        guard detail.matter.isOpen else {
            opener = nil
            return
        }
        opener = try await Self.opener(site, as: actor, detail)
    }

    /// - Parameter file: The file that is opened besides the page: it goes on the record by itself.
    static func opener(
        _ site: Site,
        as actor: Actor,
        _ detail: LoopDetail,
        file: FileRow? = nil
    ) async throws -> Opener {
        let (gate, relations) = (site.office.gate, detail.matter.relations)
        let subjects: Set = [detail.reference.subject]
        let admission =
            detail.reference.isPersonal
            ? try await gate.admitRecorded(
                actor,
                to: .readConcern,
                relations,
                opening: subjects,
                for: (file.map { "file \($0.number) of " } ?? "") + purpose(detail, as: actor)
            )
            : try gate.admit(actor, to: .seeMatter, relations, opening: .these(subjects))
        return try await site.office.vault.opener(under: admission)
    }

    /// Goes on the record: which matter, and as what the reader opens it.
    private static func purpose(_ detail: LoopDetail, as actor: Actor) -> String {
        let relations = detail.matter.relations
        let part =
            relations.contains(.holder)
            ? "who holds it"
            : relations.contains(.raiser) ? "who raised it" : "who was joined to it"
        let matter = "matter \(detail.matter.number), \(detail.definition.title)"
        let way = actor.isBody ? ", by the link of a body" : ""
        return "\(matter): as \(place(detail))one \(part)\(way)"
    }

    /// "cover of", where the reader opens it in the place of another alone.
    private static func place(_ detail: LoopDetail) -> String {
        guard detail.own.isDisjoint(with: [.holder, .raiser, .party]), let place = detail.places.first else {
            return ""
        }
        return place.reason == .cover ? "cover of " : "deputy of "
    }

    // MARK: What it says

    var answers: Answers {
        guard let opener else { return Answers() }
        return Answers(detail.answers.compactMapValues { opener.open($0).value })
    }

    func opened<Value>(_ sealed: Sealed<Value>) -> Value? { opener?.open(sealed).value }

    func text(_ sealed: Sealed<String>?) -> String? {
        guard let sealed, let opener else { return nil }
        return opener.text(sealed) ?? "These words were erased."
    }

    func named(_ party: String) -> String? {
        switch PartyField.choice(party) {
        case .member(let id): names.fullName(.member(id))
        case .organisation(let id): names.organisation(id)
        default: nil
        }
    }

    // MARK: Who

    func debtor(_ step: LoopDetail.Step) -> String {
        let name = Words.capitalised(names.name(step.row.of))
        if step.row.of == .everyone { return name }
        switch step.debtor {
        case "holder", "raiser", "coordinator": return name
        default: return "\(part(step.debtor)): \(name)"
        }
    }

    /// As the procedure calls a part: "Police".
    func part(_ id: String) -> String { detail.definition.parties.first { $0.id == id }?.title ?? id }

    func party(_ joined: Joined) -> String { joined.party.map { names.fullName($0) } ?? "Every member of the network" }

    /// As inside a sentence: "you", "Merton", "the coordinator".
    func inside(_ party: Party) -> String {
        switch party {
        case .coordinators, .everyone, .all, .officers, .lead: names.name(party).lowercasedStart
        default: names.name(party)
        }
    }

    // MARK: What is owed

    /// How long it may take, in words: "2 working days after it was decided".
    func term(_ step: LoopDetail.Step) -> String {
        guard let duty = detail.duty(of: step), step.term == "\(duty.within)" else {
            return step.term.replacing("every 1 ", with: "every ")
        }
        if case .step(let id) = duty.within.start,
            let before = detail.definition.duties.first(where: { $0.id == id })?.what
        {
            return "\(duty.within.length) after \(ProcedureWords.quoted(LoopNow.short(before)))"
        }
        return ProcedureWords(detail.version).within(duty.within)
    }

    /// By what its school days were counted, in a sentence; nil where it has none.
    func counted(_ step: LoopDetail.Step) -> String? {
        switch step.schoolDays {
        case .terms(let organisation, _)?: "Counted by the term dates of \(names.organisation(organisation))."
        case .beyondTerms(let organisation, _)?:
            "The term dates of \(names.organisation(organisation)) do not reach so far: beyond them, counted in working days."
        case .workingDays?: "No term dates entered: counted in working days."
        case nil: nil
        }
    }

    /// What is asked of whoever owes a step.
    func ask(_ step: LoopDetail.Step) -> String {
        if let what = detail.duty(of: step)?.what { return what }
        if detail.duty(of: step) == nil { return "Say whether this can be closed: whoever raised it has not said" }
        return detail.owed.contains(step.row.id) ? step.row.task.ask : step.row.task.title
    }

    /// As `MatterVoice.due` says it.
    static let noDate = "No date given"

    /// What is due next, and when: "Decision due tomorrow".
    var tag: Markup {
        let matter = detail.matter
        let own = detail.openSteps.map(\.row).filter { detail.owed.contains($0.id) }
            .min { ($0.dueAt ?? .distant) < ($1.dueAt ?? .distant) }
        guard matter.ending == nil, !matter.isOffered || matter.isOwed, let next = own ?? matter.next else {
            return names.tag(matter, boxed: true)
        }
        let due = names.due(next)
        let text =
            next.isOverdue(at: words.now)
            ? "\(next.task.noun) \(due.lowercasedStart)"
            : due == Self.noDate ? "\(next.task.noun): no date given" : "\(next.task.noun) due \(due.lowercasedStart)"
        let turn: Turn = next.isOverdue(at: words.now) ? .late : own == nil ? names.turn(matter) : .due
        return Web.tag(text, turn, boxed: true)
    }

    /// How many have answered what all members are asked: "27 of 33 answered: 4 say yes".
    func answered(_ step: LoopDetail.Step) -> String? {
        guard let tally = step.answers else { return nil }
        let most = "\(tally.answered) of \(tally.asked) \(isAsked(step) ? "answered" : "did it")"
        return isAsked(step) && tally.answered > 0
            ? "\(most): \(tally.yes) \(tally.yes == 1 ? "says" : "say") yes" : most
    }

    private func isAsked(_ step: LoopDetail.Step) -> Bool { detail.duty(of: step)?.asksYesOrNo == true }

    func due(_ step: LoopDetail.Step) -> String { names.due(step.row) }

    func turn(_ step: LoopDetail.Step) -> Turn {
        step.row.isOverdue(at: words.now) ? .late : detail.owed.contains(step.row.id) ? .due : .wait
    }

    // MARK: What came back

    /// What the reader may know of what it came to: whoever raised it what they were told, the others what was decided.
    var outcome: ProcedureDefinition.Outcome? {
        guard sight.outcome else { return nil }
        guard sight.asTold else { return detail.outcome(detail.matter.loop?.outcome) }
        return detail.outcome(tellings.last?.told.outcome)
    }

    /// What whoever raised it was told, in the words that were written for them, where the reader may read them.
    var tellings: [(told: RaiserTold, at: Instant)] {
        guard readsTelling else { return [] }
        return detail.entries.compactMap { entry in (entry.event as? RaiserTold).map { ($0, entry.at) } }
    }

    /// What whoever raised it says is missing, as long as nobody has told them more.
    var missing: String? {
        let isRaiser = detail.matter.relations.contains(.raiser)
        guard sight.satisfied || isRaiser || sight.fields == nil else { return nil }
        let last = detail.entries.last { entry in
            entry.event is RaiserTold || entry.event is MatterReopened
        }
        return text((last?.event as? MatterReopened)?.reason)
    }

    private var readsTelling: Bool {
        let relations = detail.matter.relations
        if relations.contains(.holder) || sight.fields == nil && !relations.contains(.raiser) { return true }
        // Where the raiser's own organisation is implicated the answer is for the lead.
        if relations.contains(.raiser) { return detail.toldInstead == nil }
        return sight.notes || sight.asTold
    }

    /// Whether the words that somebody wrote with a step are for the reader.
    func reads(_ entry: LoopDetail.Entry) -> Bool {
        entry.actor == reader || (sight.notes && !sight.asTold)
    }
}

extension Procedure.Task {
    /// What comes of it, for a tag: "Decision due tomorrow".
    fileprivate var noun: String {
        switch self {
        case .sayWhoHolds: "Holder"
        case .acknowledge: "Receipt"
        case .finish, .act: "Next step"
        case .answer, .tell: "Answer"
        case .close, .satisfied: "Last word"
        case .decide: "Decision"
        case .review: "Review"
        }
    }
}
