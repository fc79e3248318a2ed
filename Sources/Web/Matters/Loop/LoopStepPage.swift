import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// The page and the form of a step that is owed on a matter under a procedure.
enum LoopStepPage {
    static func page(_ visit: Visit) async throws -> Response {
        let visit = try await visit.withLetter()
        return try await visit.atMatter { try await show(visit) }
    }

    static func take(_ visit: Visit) async throws -> Response {
        let visit = try await visit.withLetter()
        return try await visit.atMatter { try await record(visit) }
    }

    private static func show(_ visit: Visit) async throws -> Response {
        let (detail, step) = try await owed(visit)
        return try await visit.page(try await form(visit, detail, step, errors: []))
    }

    private static func record(_ visit: Visit) async throws -> Response {
        let (detail, step) = try await owed(visit)
        do {
            _ = try command(visit, detail, step, [])
            let files = try await visit.received("file", for: detail.reference)
            try await visit.file(try command(visit, detail, step, files), .answer(on: detail.matter.id))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await form(visit, detail, step, errors: problems.fieldErrors))
        }
        return try await visit.filed(else: "/m/\(detail.matter.number)", said(step, visit))
    }

    /// A step that was taken meanwhile is shown on the matter's page, not asked again.
    private static func owed(_ visit: Visit) async throws -> (LoopDetail, LoopDetail.Step) {
        let detail = try await visit.loop()
        try visit.check(.takeStep, detail.matter.relations)
        guard let step = detail.step(try visit.id("duty")) else { throw Refusal.notFound }
        guard detail.matter.isOpen || detail.owed.contains(step.row.id) else { throw Refusal.notFound }
        guard step.row.isOpen else {
            throw Refusal.outOfTurn("This was done meanwhile. Look at the matter again.")
        }
        guard step.row.of != .everyone || detail.owed.contains(step.row.id) else {
            throw Refusal.outOfTurn("Each of the other members answers this once, for themselves.")
        }
        let actor = try visit.actor
        let isTheirs = detail.owed.contains(step.row.id) || step.row.task == .satisfied
        guard isTheirs || detail.mayReport(step, as: actor) else { throw Refusal.notAllowed }
        return (detail, step)
    }

    // MARK: What is asked

    static func command(
        _ visit: Visit,
        _ detail: LoopDetail,
        _ step: LoopDetail.Step,
        _ files: [NewFile]
    ) throws(Refusal) -> TakeStep {
        let form = visit.form
        let report = detail.owed.contains(step.row.id) ? nil : try report(form)
        let doing: TakeStep.Doing
        switch step.row.task {
        case .acknowledge: doing = .acknowledge
        case .decide, .review:
            doing = .come(to: form["outcome"].isEmpty ? nil : form["outcome"], note: form["note"])
        case .tell where form["telling"] == "later":
            guard let reason = Int(form["reason"]) else {
                throw .invalid("reason", "Choose why it cannot be told yet.")
            }
            doing = .putOff(because: reason, decidedBy: form["decided-by"])
        case .tell: doing = .tell(form["note"], seeing: seen(form))
        case .satisfied:
            guard ["yes", "no"].contains(form["enough"]) else {
                throw .invalid("enough", "Say whether what came back is enough.")
            }
            doing = .judge(isEnough: form["enough"] == "yes", words: form["note"])
        default:
            guard detail.duty(of: step)?.asksYesOrNo == true else {
                doing = .act(note: form["note"])
                break
            }
            guard ["yes", "no"].contains(form["so"]) else { throw .invalid("so", "Say yes or no.") }
            doing = .answer(isSo: form["so"] == "yes", note: form["note"])
        }
        let colleague = report.flatMap { _ in detail.colleague(of: step) }
        return TakeStep(detail.reference, step.row.id, doing, report: report, colleague: colleague, files: files)
    }

    private static func seen(_ form: Form) -> TakeStep.Seen? {
        guard form.has("seen") else { return nil }
        return form["seen"].isEmpty ? .nothingYet : .outcome(form["seen"])
    }

    private static func report(_ form: Form) throws(Refusal) -> TakeStep.Report {
        guard let way = Reported.Way(rawValue: form["way"]) else { throw .invalid("way", "Choose how it reached you.") }
        guard let day = Day(iso: form["on"]) else { throw .invalid("on", "Give the day on which it reached you.") }
        return TakeStep.Report(who: form["who"], way: way, on: day)
    }

    static func said(_ step: LoopDetail.Step, _ visit: Visit) -> String {
        switch step.row.task {
        case .acknowledge: "Whoever raised it can see that you have it."
        case .decide, .review: "It is recorded. The next step is below."
        case .tell:
            visit.form["telling"] == "later"
                ? "They can see that it cannot be told yet, and when it is owed again." : "Your answer has gone back."
        case .satisfied:
            visit.form["enough"] == "yes"
                ? "Thank you. They can see that it is enough." : "They can see what is missing."
        default: "It is recorded."
        }
    }

    // MARK: How it is asked

    private static func form(
        _ visit: Visit,
        _ detail: LoopDetail,
        _ step: LoopDetail.Step,
        errors: [FieldError]
    ) async throws -> Page {
        let voice = try await LoopVoice(visit, detail)
        let back: Link = "/m/\(detail.matter.number)"
        let isOwed = detail.owed.contains(step.row.id)
        return Page(
            title: "Matter \(detail.matter.number)",
            current: "/matters",
            eyebrow: a(.href(back)) { "Matter \(detail.matter.number): \(detail.definition.title)" },
            heading: LoopNow.short(voice.ask(step)),
            lead: lead(voice, step, isOwed: isOwed),
            errors: errors,
            scripts: [.pressOnceScript, .askIfScript]
        ) { content(visit, voice, step, at: back, errors) }
    }

    /// What the form asks, below the page of the matter.
    @Contents static func content(
        _ visit: Visit,
        _ voice: LoopVoice,
        _ step: LoopDetail.Step,
        at back: Link,
        _ errors: [FieldError]
    ) -> Markup {
        let isOwed = voice.detail.owed.contains(step.row.id)
        let duty = voice.detail.duty(of: step)
        Markup {
            if LoopNow.short(voice.ask(step)) != voice.ask(step) {
                p(.class("measure")) { ProcedureWords.sentence(voice.ask(step)) }
            }
            if let law = duty?.law {
                p(.class("meta measure")) { "\(Words.capitalised(voice.term(step))). \(ProcedureWords.sentence(law))" }
            }
            if let counted = voice.counted(step) { p(.class("meta measure")) { counted } }
            if step.row.task == .satisfied, let told = voice.tellings.last {
                panel {
                    if let outcome = voice.outcome { p { b { outcome.title } } }
                    if let text = voice.text(told.told.text) { paragraphs(text) }
                }
            }
            postForm(to: "\(back)/do/\(step.row.id)", csrf: visit.csrf, command: visit.newCommand, uploads: true) {
                visit.filing?.panel
                if !isOwed { reportFields(visit, errors) }
                fields(visit, voice, step, duty, errors)
                if step.row.task != .acknowledge || !isOwed {
                    visit.filesField(
                        errors,
                        label: isOwed
                            ? duty?.file == .required ? "Files" : "Files (optional)"
                            : "What came: a letter, a mail (optional)"
                    )
                }
                acts {
                    submit(step.row.task == .tell ? "Send this back" : "Record this")
                    linkButton("Back", back, .plain)
                }
            }
        }
    }

    static func lead(_ voice: LoopVoice, _ step: LoopDetail.Step, isOwed: Bool) -> String {
        guard isOwed else {
            return "\(voice.debtor(step)) owes this. Enter here what reached you from them in another way."
        }
        return switch step.row.task {
        case .acknowledge: "Whoever raised it sees that it arrived."
        case .tell:
            voice.detail.toldInstead.map { "Your words go to \(voice.inside($0.party))." }
                ?? "Your words go back to \(voice.names.fullName(voice.detail.raiser.member)). They say whether it is enough."
        case .satisfied: "If something is missing, whoever holds it owes you the rest."
        case .decide, .review: "Whoever raised it is told what may be told, in a step of its own."
        default: "Due: \(voice.due(step).lowercasedStart)."
        }
    }

    private static func reportFields(_ visit: Visit, _ errors: [FieldError]) -> Markup {
        Markup {
            textField(Field("who", "Who said it?", errors: errors), value: visit.form["who"], width: .long)
            radioField(
                Field("way", "How did it reach you?", errors: errors),
                Reported.Way.allCases.map { Choice($0.rawValue, Words.capitalised($0.title)) },
                selected: visit.form["way"]
            )
            dateField(
                Field("on", "On which day?", errors: errors),
                value: visit.form["on"].isEmpty ? visit.today.iso : visit.form["on"]
            )
        }
    }

    private static func fields(
        _ visit: Visit,
        _ voice: LoopVoice,
        _ step: LoopDetail.Step,
        _ duty: ProcedureDefinition.Duty?,
        _ errors: [FieldError]
    ) -> Markup {
        func note(_ label: String, hint: String? = nil, rows: Int = 6) -> Markup {
            textArea(Field("note", label, hint: hint, errors: errors), value: visit.form["note"], rows: rows)
        }
        return switch step.row.task {
        case .acknowledge: Markup()
        case .decide, .review: decision(visit, voice, duty, note, errors)
        case .tell: tell(visit, voice, errors)
        case .satisfied:
            Markup {
                radioField(
                    Field("enough", "Is this enough?", errors: errors),
                    [Choice("yes", "Yes, this is enough"), Choice("no", "No, something is missing")],
                    selected: visit.form["enough"]
                )
                note("What is missing? Or, if it is enough, anything you want to say (optional)", rows: 4)
            }
        default:
            if duty?.asksYesOrNo == true {
                Markup {
                    radioField(
                        Field("so", "Yes or no?", errors: errors),
                        [Choice("yes", "Yes"), Choice("no", "No")],
                        selected: visit.form["so"]
                    )
                    note("What you know of it" + (duty?.note == .required ? "" : " (optional)"))
                }
            } else {
                note("What was done, and what came of it" + (duty?.note == .required ? "" : " (optional)"))
            }
        }
    }

    private static func decision(
        _ visit: Visit,
        _ voice: LoopVoice,
        _ duty: ProcedureDefinition.Duty?,
        _ note: (String, String?, Int) -> Markup,
        _ errors: [FieldError]
    ) -> Markup {
        Markup {
            if let duty, !duty.outcomes.isEmpty {
                radioField(
                    Field("outcome", "What does it come to?", errors: errors),
                    duty.outcomes.compactMap { id in voice.detail.outcome(id) }.map { outcome in
                        Choice(outcome.id, outcome.title, hint: outcome.hint)
                    },
                    selected: visit.form["outcome"]
                )
            }
            note(
                "Why, and what was found",
                "For those who work on it. What whoever raised it reads is asked next.",
                6
            )
        }
    }

    private static func tell(_ visit: Visit, _ voice: LoopVoice, _ errors: [FieldError]) -> Markup {
        let telling = voice.detail.definition.telling
        let outcome = voice.detail.outcome(voice.detail.matter.loop?.outcome)
        return Markup {
            if voice.detail.sight.outcome, !voice.detail.sight.asTold { hiddenField("seen", outcome?.id ?? "") }
            if let outcome {
                p {
                    "It came to: "
                    b { outcome.title }
                    ". \(outcome.tellsRaiser.sentence)"
                }
            }
            if !telling.reasons.isEmpty {
                radioField(
                    Field("telling", "Can it be told now?", errors: errors),
                    [
                        Choice("now", "Yes"),
                        Choice("later", "Not yet", hint: "The answer stays owed: again within \(telling.owedAgain)."),
                    ],
                    selected: visit.form["telling"].isEmpty ? "now" : visit.form["telling"]
                )
            }
            div(telling.reasons.isEmpty ? .none : .data("ask-if", "telling=now")) {
                textArea(
                    Field(
                        "note",
                        "What they are told",
                        hint: voice.detail.reference.isPersonal
                            ? "They read this. Say what happens next for the child." : "They read this.",
                        errors: errors
                    ),
                    value: visit.form["note"]
                )
            }
            if !telling.reasons.isEmpty {
                div(.data("ask-if", "telling=later")) {
                    radioField(
                        Field("reason", "If not yet: why?", errors: errors),
                        telling.reasons.enumerated().map { Choice("\($0.offset)", $0.element) },
                        selected: visit.form["reason"]
                    )
                    textField(
                        Field("decided-by", "If not yet: who decided that?", errors: errors),
                        value: visit.form["decided-by"],
                        width: .long
                    )
                }
            }
        }
    }
}

extension ProcedureDefinition.Outcome {
    fileprivate var hint: String? { needsReason ? "Say why below." : nil }
}

extension ProcedureDefinition.Outcome.Telling {
    fileprivate var sentence: String {
        switch self {
        case .full: "They may be told that, and why."
        case .headline: "They may be told that, but not the reasons."
        case .acknowledgement: "They may be told only that it was dealt with."
        }
    }
}
