import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// The steps that somebody at a body takes by its link, as its own people with an account would.
enum BodySteps {
    /// Who has opened it behind the code sends files. Before that, nobody fills the memory with any.
    static func mayUpload(_ visit: Visit) async throws -> Bool { try await visit.bodySession()?.opening != nil }

    /// A file that their part is shown, to keep.
    static func download(_ visit: Visit) async throws -> Response {
        try await opened(visit) { guest in
            try await MatterFiles.give(visit, guest.detail, as: guest.actor)
        }
    }

    // MARK: What is owed

    static func page(_ visit: Visit) async throws -> Response {
        try await opened(visit) { guest in
            let step = try owed(visit, guest)
            return .html(document(sheet(visit, guest, step, [])))
        }
    }

    static func take(_ visit: Visit) async throws -> Response {
        try await opened(visit) { guest in
            let step = try owed(visit, guest)
            do {
                _ = try LoopStepPage.command(visit, guest.detail, step, [])
                let files = try await visit.received("file", for: guest.detail.reference)
                let command = try LoopStepPage.command(visit, guest.detail, step, files)
                try await visit.site.office.perform(command, as: guest.actor, form: visit.formID)
            } catch Refusal.invalid(let problems) {
                return .html(document(sheet(visit, guest, step, problems.fieldErrors)), status: .unprocessableContent)
            }
            return BodyPages.back(visit, done: "step")
        }
    }

    /// Only their own: by a link nobody enters anything for somebody else.
    private static func owed(_ visit: Visit, _ guest: BodyGuest) throws(Refusal) -> LoopDetail.Step {
        let id: ID<Duty> = try visit.id("duty")
        guard let step = guest.detail.step(id) else { throw .notFound }
        guard step.row.isOpen else { throw .outOfTurn("This was done meanwhile.") }
        guard guest.detail.owed.contains(id) else { throw .notFound }
        return step
    }

    private static func sheet(
        _ visit: Visit,
        _ guest: BodyGuest,
        _ step: LoopDetail.Step,
        _ errors: [FieldError]
    ) -> Sheet {
        visit.bodySheet(
            eyebrow: eyebrow(guest),
            heading: LoopNow.short(guest.voice.ask(step)),
            lead: LoopStepPage.lead(guest.voice, step, isOwed: true),
            errors: errors
        ) {
            LoopStepPage.content(visit, guest.voice, step, at: "/body/\(visit.bodyToken)", errors)
        }
    }

    // MARK: What else can be done

    static func page(_ visit: Visit, _ act: LoopAct) async throws -> Response {
        try await opened(visit) { guest in
            try mayStillAct(guest)
            return .html(document(try await sheet(visit, guest, act, [])))
        }
    }

    static func take(_ visit: Visit, _ act: LoopAct) async throws -> Response {
        try await opened(visit) { guest in
            try mayStillAct(guest)
            do {
                let command = try await command(visit, act, guest)
                try await visit.site.office.perform(command, as: guest.actor, form: visit.formID)
            } catch Refusal.invalid(let problems) {
                let page = document(try await sheet(visit, guest, act, problems.fieldErrors))
                return .html(page, status: .unprocessableContent)
            }
            return BodyPages.back(visit, done: act.rawValue)
        }
    }

    private static func command(_ visit: Visit, _ act: LoopAct, _ guest: BodyGuest) async throws -> any Command {
        guard act == .write else { return try LoopActs.command(visit.form, act, guest.detail) }
        let (matter, text) = (guest.detail.reference, visit.form["text"])
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Refusal.invalid("text", "Write what there is to say.")
        }
        return WriteOnMatter(
            matter,
            text: text,
            to: .narrowest(for: guest.detail.matter.relations),
            files: try await visit.received("file", for: matter),
            as: visit.newID("message")
        )
    }

    static func takeOver(_ visit: Visit) async throws -> Response {
        try await opened(visit) { guest in
            let command = TakeOver(guest.detail.reference)
            try await visit.site.office.perform(command, as: guest.actor, form: visit.formID)
            return BodyPages.back(visit, done: "take-over")
        }
    }

    private static func mayStillAct(_ guest: BodyGuest) throws(Refusal) {
        guard guest.detail.matter.ending == nil else {
            throw .outOfTurn("This matter is over. Nothing more can be done to it.")
        }
    }

    private static func sheet(
        _ visit: Visit,
        _ guest: BodyGuest,
        _ act: LoopAct,
        _ errors: [FieldError]
    ) async throws -> Sheet {
        let back: Link = "/body/\(visit.bodyToken)"
        let organisations = try await visit.readings.organisations()
        let lead = act == .write ? whoReads(guest) : act.lead
        return visit.bodySheet(eyebrow: eyebrow(guest), heading: act.heading, lead: lead, errors: errors) {
            postForm(
                to: "\(back)/\(act.rawValue)",
                csrf: visit.csrf,
                command: visit.newCommand,
                uploads: act == .write
            ) {
                if act == .write {
                    textArea(Field("text", "Your message", errors: errors), value: visit.form["text"])
                    visit.filesField(errors)
                }
                LoopActs.fields(visit, act, guest.detail, organisations, errors)
                acts {
                    submit(act.button)
                    linkButton("Back", back, .plain)
                }
            }
        }
    }

    private static func whoReads(_ guest: BodyGuest) -> String {
        switch Readers.narrowest(for: guest.detail.matter.relations) {
        case .raiser: "Whoever raised this reads it, and nobody else."
        case .holder: "Whoever holds this reads it, and nobody else."
        case .everyone, .part: "Everyone who has a part in this matter can read it."
        }
    }

    private static func eyebrow(_ guest: BodyGuest) -> String {
        "Matter \(guest.detail.matter.number): \(guest.detail.definition.title)"
    }

    /// Where nothing is open in this browser, the door is shown; where somebody was quicker, what they did.
    private static func opened(
        _ visit: Visit,
        _ answer: (BodyGuest) async throws -> Response
    ) async throws -> Response {
        guard let guest = try await BodyGuest(visit) else { return BodyPages.back(visit) }
        do {
            return try await answer(guest)
        } catch Refusal.outOfTurn(let sentence) {
            let lost = NotSaved(visit, guest.voice)
            let sheet = visit.bodySheet(eyebrow: eyebrow(guest), heading: "This was not saved", lead: sentence) {
                acts { linkButton("See where it is now", "/body/\(visit.bodyToken)", .primary) }
                lost.meanwhile
                lost.kept
            }
            return .html(document(sheet), status: .conflict)
        }
    }
}
