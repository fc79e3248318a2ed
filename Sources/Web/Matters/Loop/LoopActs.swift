import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// What can be done to a matter under a procedure besides the steps that are owed.
enum LoopAct: String, CaseIterable, Sendable {
    case write
    case handOver = "hand-over"
    case notTakeOver = "not-take-over"
    case join
    case takeBack = "take-back"

    var action: Action {
        switch self {
        case .write: .writeOnMatter
        case .handOver, .notTakeOver, .join: .handOver
        case .takeBack: .withdrawMatter
        }
    }

    fileprivate var heading: String {
        switch self {
        case .write: "Write a message"
        case .handOver: "Offer it to somebody else"
        case .notTakeOver: "Say why you do not take it over"
        case .join: "Join somebody"
        case .takeBack: "Withdraw it"
        }
    }

    fileprivate var lead: String {
        switch self {
        case .write: "Everyone who has a part in this matter can read it."
        case .handOver: "You hold it until they take it over. Every due time stays as it is."
        case .notTakeOver: "Whoever offers it goes on holding it, and reads why."
        case .join: "They see what the procedure shares with them, and owe what it asks of them."
        case .takeBack: "Possible until somebody has received it. It stays on the record, with your reason."
        }
    }

    fileprivate var button: String {
        switch self {
        case .write: "Send this"
        case .handOver: "Offer it"
        case .notTakeOver: "Send this back"
        case .join: "Join them"
        case .takeBack: "Withdraw it"
        }
    }

    fileprivate var done: String {
        switch self {
        case .write: "Your message is on the timeline."
        case .handOver: "It is offered. You hold it until they take it over."
        case .notTakeOver: "Your reason is on the record."
        case .join: "They have a part in it now."
        case .takeBack: "It is withdrawn."
        }
    }
}

enum LoopActs {
    static func page(_ visit: Visit, _ act: LoopAct) async throws -> Response {
        let visit = try await visit.withLetter()
        return try await visit.atMatter { try await show(visit, act) }
    }

    static func take(_ visit: Visit, _ act: LoopAct) async throws -> Response {
        let visit = try await visit.withLetter()
        return try await visit.atMatter { try await record(visit, act) }
    }

    private static func show(_ visit: Visit, _ act: LoopAct) async throws -> Response {
        let detail = try await open(visit, act)
        return try await visit.page(try await form(visit, act, detail, errors: []))
    }

    private static func record(_ visit: Visit, _ act: LoopAct) async throws -> Response {
        let detail = try await open(visit, act)
        do {
            try await perform(visit, act, detail)
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await form(visit, act, detail, errors: problems.fieldErrors))
        }
        return try await visit.filed(else: "/m/\(detail.matter.number)", act.done)
    }

    static func takeOver(_ visit: Visit) async throws -> Response {
        try await visit.atMatter {
            let detail = try await visit.loop()
            try await visit.perform(TakeOver(detail.reference))
            return try await visit.done("/m/\(detail.matter.number)", "It is yours now.")
        }
    }

    private static func open(_ visit: Visit, _ act: LoopAct) async throws -> LoopDetail {
        let detail = try await visit.loop()
        try visit.check(act.action, detail.matter.relations)
        guard detail.matter.ending == nil else {
            throw Refusal.outOfTurn("This matter is over. Nothing more can be done to it.")
        }
        return detail
    }

    private static func perform(_ visit: Visit, _ act: LoopAct, _ detail: LoopDetail) async throws {
        let (form, matter) = (visit.form, detail.reference)
        switch act {
        case .write:
            try await visit.file(WriteOnMatter(matter, text: form["text"]), .message(on: detail.matter.id))
        case .notTakeOver: try await visit.perform(DeclineOver(matter, reason: form["reason"]))
        case .takeBack: try await visit.perform(WithdrawLoop(matter, reason: form["reason"]))
        case .handOver:
            guard let to = RouteChoice(posted: form["to"]) else {
                throw Refusal.invalid("to", "Choose who is asked to take it over.")
            }
            try await visit.perform(OfferLoop(matter, to: to, note: form["note"]))
        case .join:
            // The part and who has it are one choice: only who can have the part is offered for it.
            let chosen = detail.joinable.first { !form["party-\($0.id)"].isEmpty }
            guard let chosen, let organisation = ID<Organisation>(form["party-\(chosen.id)"]) else {
                throw Refusal.invalid("party-\(detail.joinable.first?.id ?? "")", "Choose who is joined.")
            }
            try await visit.perform(JoinParty(matter, party: chosen.id, organisation: organisation))
        }
    }

    private static func form(
        _ visit: Visit,
        _ act: LoopAct,
        _ detail: LoopDetail,
        errors: [FieldError]
    ) async throws -> Page {
        let back: Link = "/m/\(detail.matter.number)"
        let organisations = try await visit.readings.organisations()
        return Page(
            title: "Matter \(detail.matter.number)",
            current: "/matters",
            eyebrow: a(.href(back)) { "Matter \(detail.matter.number): \(detail.definition.title)" },
            heading: act.heading,
            lead: act.lead,
            errors: errors
        ) {
            postForm(to: "\(back)/\(act.rawValue)", csrf: visit.csrf, command: visit.newCommand) {
                if act == .write { visit.filing?.panel }
                fields(visit, act, detail, organisations, errors)
                acts {
                    submit(act.button)
                    linkButton("Back", back, .plain)
                }
            }
        }
    }

    @Contents private static func fields(
        _ visit: Visit,
        _ act: LoopAct,
        _ detail: LoopDetail,
        _ organisations: [OrganisationRow],
        _ errors: [FieldError]
    ) -> Markup {
        let form = visit.form
        switch act {
        case .write: textArea(Field("text", "Your message", errors: errors), value: form["text"])
        case .notTakeOver: textArea(Field("reason", "Why not?", errors: errors), value: form["reason"])
        case .takeBack: textArea(Field("reason", "Why?", errors: errors), value: form["reason"])
        case .handOver:
            selectField(
                Field("to", "Who is asked to take it over?", errors: errors),
                [Choice("", "Choose")]
                    + organisations.filter {
                        detail.definition.goesTo.takes($0.kind) || detail.definition.goesTo == .coordinator
                    }
                    .map { Choice("organisation/\($0.id)", $0.name) },
                selected: form["to"]
            )
            textArea(Field("note", "Why it goes to them", errors: errors), value: form["note"])
        case .join:
            for party in detail.joinable {
                selectField(
                    Field("party-\(party.id)", party.title, errors: errors),
                    [Choice("", "Nobody now")]
                        + organisations.filter { party.goesTo.takes($0.kind) }.map { Choice("\($0.id)", $0.name) },
                    selected: form["party-\(party.id)"]
                )
            }
        }
    }
}

extension Visit {
    /// Where somebody else was quicker: one sentence, and the way back to the matter.
    func atMatter(_ answer: () async throws -> Response) async throws -> Response {
        do {
            return try await answer()
        } catch Refusal.outOfTurn(let sentence) {
            let detail = try await loop()
            let back: Link = "/m/\(detail.matter.number)"
            return try await page(
                Page(
                    title: "Matter \(detail.matter.number)",
                    current: "/matters",
                    eyebrow: a(.href(back)) { "Matter \(detail.matter.number): \(detail.definition.title)" },
                    heading: "This was not saved",
                    lead: sentence
                ) { acts { linkButton("See where it is now", back, .primary) } },
                status: .conflict
            )
        }
    }
}

extension LoopDetail {
    /// The parts of the procedure that nobody has here.
    var joinable: [ProcedureDefinition.Invited] {
        definition.parties.filter { party in party.goesTo != .network && !joined.contains { $0.id == party.id } }
    }
}

extension RouteChoice {
    /// As a form posts it: `organisation/ID`, `member/ID`, `unknown`.
    init?(posted value: String) {
        switch PartyField.choice(value) {
        case .organisation(let id): self = .organisation(id)
        case .member(let id): self = .member(id)
        default:
            guard value == "unknown" else { return nil }
            self = .notKnown
        }
    }
}
