import Procedures
import Safeguarding

/// Everything a person can do to a matter, each with its own address, page and form.
enum MatterStep: String, CaseIterable, Sendable {
    case acknowledge, update, finish, offer, decline, accept
    case close
    case notEnough = "not-enough"
    case remind, give, record
    case move = "due"
    case holder, withdraw

    /// What the Gate is asked.
    var action: Action {
        switch self {
        case .acknowledge, .update, .finish, .decline, .accept: .workOnMatter
        case .offer: .offerMatter
        case .remind: .remind
        case .close, .notEnough, .give, .record, .move, .holder, .withdraw: .closeMatter
        }
    }

    /// The button that leads to its page, or does it at once.
    var button: String {
        switch self {
        case .acknowledge: "I have it"
        case .update: "Write an update"
        case .finish: "It is finished"
        case .offer: "Offer it to someone else"
        case .decline: "This is not mine"
        case .accept: "Take it on"
        case .close: "This is enough: close it"
        case .notEnough: "It is not enough"
        case .remind: "Send a reminder"
        case .give: "Give it to someone else"
        case .record: "Record what they told you"
        case .move: "Move the due date"
        case .holder: "Say who it is"
        case .withdraw: "Withdraw it"
        }
    }

    /// The heading of its page.
    var heading: String {
        switch self {
        case .acknowledge: "Say that you have it"
        case .update: "Write an update"
        case .finish: "What came of it?"
        case .offer: "Offer it to someone else"
        case .decline: "Say that this is not yours"
        case .accept: "Take this on"
        case .close: "Close it"
        case .notEnough: "What is missing?"
        case .remind: "Send a reminder"
        case .give: "Give it to someone else"
        case .record: "Record what came of it"
        case .move: "Move the due date"
        case .holder: "Who is to do this?"
        case .withdraw: "Withdraw it"
        }
    }

    /// What happens then, in one sentence under the heading.
    var consequence: String {
        switch self {
        case .acknowledge: "Whoever raised it sees that it arrived."
        case .update: "Everyone who may see this matter can read it."
        case .finish: "Your words go back to whoever raised it. They say whether it is enough."
        case .offer: "You hold it until they take it on."
        case .decline: "You hold it until someone else takes it on. The coordinator is asked to find who."
        case .accept: "From then on it is yours to finish, or your organisation's."
        case .close: "The loop is whole. Nothing more can be done to it."
        case .notEnough: "Whoever holds it owes you the rest."
        case .remind: "It goes on the record, and to whoever has not finished."
        case .give: "Whoever holds it now does so until the other takes it on."
        case .record: "For someone who told you what they did, or where what has come is enough."
        case .move: "The reason stays on the record."
        case .holder: "They are asked to say that they have it."
        case .withdraw: "Nobody owes anything on it any more. It stays on the record, with your reason."
        }
    }

    /// The sentence on the next page.
    var done: String {
        switch self {
        case .acknowledge: "Whoever raised it can see that you have it."
        case .update: "Your update is on the timeline."
        case .finish: "Your answer has gone back."
        case .offer: "It is offered. You hold it until they take it on."
        case .decline: "Your reason is on the record."
        case .accept: "It is yours now."
        case .close: "It is closed."
        case .notEnough: "They can see what is missing."
        case .remind: "The reminder is on the record."
        case .give: "It is offered. Whoever holds it now does so until then."
        case .record: "It is recorded."
        case .move: "The due date is moved."
        case .holder: "They are asked to say that they have it."
        case .withdraw: "It is withdrawn."
        }
    }

    /// Whether one press does it, without words.
    var isOnePress: Bool { self == .acknowledge || self == .accept || self == .close }
}

/// What whoever reads a matter can do to it now, as buttons: the first is the one to press.
struct MatterChoices {
    private(set) var main: [MatterStep] = []
    /// For whoever raised it, officers and coordinators.
    private(set) var more: [MatterStep] = []

    init(_ detail: MatterDetail, _ visit: Visit) {
        guard detail.matter.ending == nil else { return }
        func may(_ step: MatterStep) -> Bool { visit.allows(step.action, detail.matter.relations) }
        let isEveryones = detail.owed(.finish)?.of.kind == .all
        if detail.matter.isOffered { main += [.accept, .decline] }
        if detail.owed(.acknowledge) != nil { main.append(.acknowledge) }
        if detail.owed(.finish) != nil { main += isEveryones ? [.finish, .update] : [.finish, .update, .offer] }
        if detail.owed(.acknowledge) != nil, !isEveryones, !detail.matter.isOffered { main.append(.decline) }
        main = main.filter(may)
        let isAnswered = detail.matter.station == .fedBack
        if isAnswered {
            more += [.close, .notEnough]
        } else {
            // Nobody reminds or replaces themselves.
            let others: [MatterStep] = isAlone(detail, visit) ? [] : [.remind, .give, .record]
            more += (needsNaming(detail) ? [.holder] : []) + others + [.move, .withdraw]
        }
        more = more.filter(may)
        // Where it is for the reader to judge, that comes first.
        if isAnswered || detail.owed(.sayWhoHolds) != nil {
            let first = more.prefix(isAnswered ? 2 : 0) + more.filter { !isAnswered && ($0 == .holder || $0 == .give) }
            main = Array(first) + main
            more.removeAll { first.contains($0) }
        }
    }

    func offers(_ step: MatterStep) -> Bool { main.contains(step) || more.contains(step) }

    private func isAlone(_ detail: MatterDetail, _ visit: Visit) -> Bool {
        detail.holders.count == 1 && detail.holders[0].party.member == visit.signedIn?.person.id
    }

    private func needsNaming(_ detail: MatterDetail) -> Bool {
        MatterPlace.all(detail).contains(where: \.needsNaming)
    }
}

/// One of the parties that hold a matter, and what may be done about it.
struct MatterPlace {
    let holder: MatterDetail.Holder
    /// What they still owe.
    let finish: DutyRow?
    /// Whose parts are still to come, where it is everyone's.
    let parts: [MatterDetail.Part]
    let needsNaming: Bool

    static func all(_ detail: MatterDetail) -> [MatterPlace] {
        detail.holders.map { holder in
            let finish = detail.openDuties.first { $0.task == .finish && $0.of == holder.party }
            let parts = detail.parts.filter { $0.duty == finish?.id }
            let isUnknown = holder.party.kind == .unmatched || (holder.party.kind == .all && parts.isEmpty)
            return MatterPlace(
                holder: holder,
                finish: finish,
                parts: parts.filter { $0.metAt == nil },
                needsNaming: finish != nil && isUnknown
            )
        }
    }
}
