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
    case reopen
    case addFile = "add-file"
    case addedInError = "added-in-error"
    case addFact = "add-fact"
    case linkTo = "link-to"
    case unlink

    var action: Action {
        switch self {
        case .write, .addFile, .addedInError, .addFact: .writeOnMatter
        case .linkTo, .unlink: .linkMatters
        case .handOver, .notTakeOver, .join: .handOver
        case .takeBack: .withdrawMatter
        case .reopen: .takeStep
        }
    }

    /// The most bytes that its form may have.
    var limit: Int { self == .write || self == .addFile ? Route.withFiles : Route.withoutFiles }

    /// Whether it can be done to what is over.
    fileprivate var isForEnded: Bool { [.reopen, .addedInError, .linkTo, .unlink].contains(self) }

    var heading: String {
        switch self {
        case .write: "Write a message"
        case .handOver: "Offer it to somebody else"
        case .notTakeOver: "Say why you do not take it over"
        case .join: "Join somebody"
        case .takeBack: "Withdraw it"
        case .reopen: "Open it again"
        case .addFile: "Add a file"
        case .addedInError: "Take a file from sight"
        case .addFact: "Another source says something else"
        case .linkTo: "Link it to another matter"
        case .unlink: "Take a link away"
        }
    }

    var lead: String {
        switch self {
        case .write: "You choose who reads it. Whoever holds this matter reads every message."
        case .handOver: "You hold it until they take it over. Every due time stays as it is."
        case .notTakeOver: "Whoever offers it goes on holding it, and reads why."
        case .join: "They see what the procedure shares with them, and owe what it asks of them."
        case .takeBack: "Possible until somebody has received it. It stays on the record, with your reason."
        case .reopen: "Whoever holds it owes a new decision, and you are told what it comes to."
        case .addFile:
            "A letter, a picture, evidence. You choose who sees it; whoever holds this matter sees every file."
        case .addedInError: "Nobody is shown it any more. That it was here, and why it is not, stays on the record."
        case .addFact:
            "It stands beside the answer, with its source. Whoever may see the answer may see it. Nothing is overwritten."
        case .linkTo: "Each shows the other to those who may see both. Seeing one gives no sight of the other."
        case .unlink: "That they were linked, and why they are not any more, stays on the record of both."
        }
    }

    var button: String {
        switch self {
        case .write: "Send this"
        case .handOver: "Offer it"
        case .notTakeOver: "Send this back"
        case .join: "Join them"
        case .takeBack: "Withdraw it"
        case .reopen: "Open it again"
        case .addFile: "Add this"
        case .addedInError: "Take it from sight"
        case .addFact: "Add this"
        case .linkTo: "Link them"
        case .unlink: "Take the link away"
        }
    }

    var done: String {
        switch self {
        case .write: "Your message is on the timeline."
        case .handOver: "It is offered. You hold it until they take it over."
        case .notTakeOver: "Your reason is on the record."
        case .join: "They have a part in it now."
        case .takeBack: "It is withdrawn."
        case .reopen: "It is open again. Whoever holds it owes a new decision."
        case .addFile: "The file is added."
        case .addedInError: "Nobody is shown it any more."
        case .addFact: "It stands beside what was said before."
        case .linkTo: "They are linked."
        case .unlink: "They are not linked any more."
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
            switch act {
            case .write, .addFile, .addedInError, .addFact: try await LoopMaterial.perform(visit, act, detail)
            case .linkTo, .unlink: try await LoopMaterial.link(visit, detail, isLinked: act == .linkTo)
            case .handOver, .notTakeOver, .join, .takeBack, .reopen:
                try await visit.perform(try command(visit.form, act, detail))
            }
        } catch Refusal.invalid(let problems) {
            let form = try await form(visit, act, detail, errors: problems.fieldErrors)
            return try await problems.isEmpty ? visit.page(form) : visit.refusedPage(form)
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
        try visit.check(act.action, detail.acting)
        guard detail.matter.ending == nil || act.isForEnded else {
            throw Refusal.outOfTurn("This matter is over. Nothing more can be done to it.")
        }
        let actor = try visit.actor
        if act == .reopen, !detail.mayReopen(as: actor) {
            throw detail.matter.ending == nil ? Refusal.outOfTurn("This is open already.") : Refusal.notAllowed
        }
        return detail
    }

    /// What a form asks for, where it needs nothing but the form.
    static func command(_ form: Form, _ act: LoopAct, _ detail: LoopDetail) throws(Refusal) -> any Command {
        let matter = detail.reference
        switch act {
        case .write:
            return WriteOnMatter(matter, text: form["text"], to: .narrowest(for: detail.acting))
        case .addFile, .addedInError, .addFact, .linkTo, .unlink: throw .notFound
        case .notTakeOver: return DeclineOver(matter, reason: form["reason"])
        case .takeBack: return WithdrawLoop(matter, reason: form["reason"])
        case .reopen: return ReopenLoop(matter, reason: form["reason"])
        case .handOver:
            guard let to = RouteChoice(posted: form["to"]) else {
                throw Refusal.invalid("to", "Choose who is asked to take it over.")
            }
            return OfferLoop(matter, to: to, note: form["note"])
        case .join:
            // The part and who has it are one choice: only who can have the part is offered for it.
            let chosen = detail.joinable.first { !form["party-\($0.id)"].isEmpty }
            guard let chosen, let organisation = ID<Organisation>(form["party-\(chosen.id)"]) else {
                throw Refusal.invalid("party-\(detail.joinable.first?.id ?? "")", "Choose who is joined.")
            }
            return JoinParty(matter, party: chosen.id, organisation: organisation)
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
        let material = try await LoopMaterial(visit, detail, organisations, errors: errors)
        return Page(
            title: "Matter \(detail.matter.number)",
            current: "/matters",
            eyebrow: a(.href(back)) { "Matter \(detail.matter.number): \(detail.definition.title)" },
            heading: act.heading,
            lead: act.lead,
            errors: errors,
            scripts: [.pressOnceScript, .askIfScript]
        ) {
            postForm(
                to: "\(back)/\(act.rawValue)",
                csrf: visit.csrf,
                command: visit.newCommand,
                uploads: act.limit > Route.withoutFiles
            ) {
                if act == .write { visit.filing?.panel }
                fields(visit, act, detail, organisations, errors)
                material.fields(act)
                acts {
                    submit(act == .addFact ? material.factButton : act.button)
                    linkButton("Back", back, .plain)
                }
            }
        }
    }

    @Contents static func fields(
        _ visit: Visit,
        _ act: LoopAct,
        _ detail: LoopDetail,
        _ organisations: [OrganisationRow],
        _ errors: [FieldError]
    ) -> Markup {
        let form = visit.form
        switch act {
        case .write, .addFile, .addedInError, .addFact, .linkTo, .unlink: Markup()
        case .notTakeOver: textArea(Field("reason", "Why not?", errors: errors), value: form["reason"])
        case .takeBack: textArea(Field("reason", "Why?", errors: errors), value: form["reason"])
        case .reopen:
            textArea(Field("reason", "What is missing, or what has happened?", errors: errors), value: form["reason"])
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
    /// Where somebody else was quicker, what they did is shown, and nothing that was typed is lost.
    func atMatter(_ answer: () async throws -> Response) async throws -> Response {
        do {
            return try await answer()
        } catch Refusal.outOfTurn(let sentence) {
            return try await NotSaved.page(self, saying: sentence)
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
