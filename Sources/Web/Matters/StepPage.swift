import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// The page and the form of each step.
enum StepPage {
    static func page(_ visit: Visit, _ step: MatterStep) async throws -> Response {
        let visit = try await visit.withLetter()
        let detail = try await visit.matter()
        try visit.check(step.action, detail.matter.relations)
        guard MatterChoices(detail, visit).offers(step) else {
            throw Refusal.outOfTurn("This is not what it needs now. Look at the matter again.")
        }
        return try await visit.page(try await form(visit, step, detail, errors: []))
    }

    static func take(_ visit: Visit, _ step: MatterStep) async throws -> Response {
        let visit = try await visit.withLetter()
        let detail = try await visit.matter()
        try visit.check(step.action, detail.matter.relations)
        do {
            let matter = detail.matter.id
            try await visit.file(
                try command(visit, step, detail),
                step == .update ? .message(on: matter) : .answer(on: matter)
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await form(visit, step, detail, errors: problems.fieldErrors))
        }
        return try await visit.filed(else: "/m/\(detail.matter.number)", step.done)
    }

    // MARK: What is asked

    private static func command(
        _ visit: Visit,
        _ step: MatterStep,
        _ detail: MatterDetail
    ) throws(Refusal) -> any Command {
        let (form, matter) = (visit.form, detail.matter.reference)
        return switch step {
        case .acknowledge: AcknowledgeMatter(matter)
        case .accept: AcceptMatter(matter)
        case .close: CloseMatter(matter)
        case .update: UpdateMatter(matter, text: form["text"])
        case .finish: FinishMatter(matter, note: form["note"])
        case .decline: DeclineMatter(matter, reason: form["reason"])
        case .offer: OfferMatter(matter, to: try party(form, "to"), note: form["note"])
        case .give: OfferMatter(matter, place: try place(form), to: try party(form, "to"), note: form["note"])
        case .holder: SayWhoHolds(matter, place: try place(form), is: try party(form, "holder"))
        case .record:
            RecordFinished(matter, place: try place(form), part: ID(form["part"]), note: form["note"])
        case .notEnough:
            SayNotEnough(matter, reason: form["reason"], due: try DueFields.choice(form, group: matter.group))
        case .move: MoveDue(matter, due: try DueFields.choice(form, group: matter.group), reason: form["reason"])
        case .remind: RemindHolder(matter, note: form["note"])
        case .withdraw: WithdrawMatter(matter, reason: form["reason"])
        }
    }

    private static func party(_ form: Form, _ field: String) throws(Refusal) -> HolderChoice {
        guard let choice = PartyField.choice(form[field]) else { throw .invalid(field, "Choose who.") }
        return choice
    }

    private static func place(_ form: Form) throws(Refusal) -> Int {
        guard let place = Int(form["place"]) else { throw .invalid("place", "Choose whose part is meant.") }
        return place
    }

    // MARK: How it is asked

    private static func form(
        _ visit: Visit,
        _ step: MatterStep,
        _ detail: MatterDetail,
        errors: [FieldError]
    ) async throws -> Page {
        let matter = detail.matter
        let voice = try await MatterVoice(visit, [matter], namingAnyone: true)
        let back: Link = "/m/\(matter.number)"
        let fields = StepFields(visit: visit, step: step, detail: detail, voice: voice, errors: errors)
        return Page(
            title: "Matter \(matter.number)",
            current: "/matters",
            eyebrow: a(.href(back)) { "Matter \(matter.number): \(voice.title(matter))" },
            heading: step.heading,
            lead: step.consequence,
            errors: errors
        ) {
            postForm(to: "\(back)/\(step.rawValue)", csrf: visit.csrf, command: visit.newCommand) {
                visit.filing?.panel
                fields.markup
                acts {
                    submit(step.button)
                    linkButton("Back", back, .plain)
                }
            }
        }
    }
}

/// The fields of a step's form, filled with what was typed before.
private struct StepFields {
    let visit: Visit
    let step: MatterStep
    let detail: MatterDetail
    let voice: MatterVoice
    let errors: [FieldError]

    private var form: Form { visit.form }

    @Contents var markup: Markup {
        switch step {
        case .acknowledge, .accept, .close: Markup()
        case .update: area("text", "What is there to say?")
        case .finish:
            area("note", "What came of it?", hint: "Whoever raised it reads this. Write what they need to know.")
        case .decline: area("reason", "Why not?")
        case .offer:
            to
            note("A note to them, if you like")
        case .give:
            places(detail.giveable)
            to
            note("A note to them, if you like")
        case .holder:
            places(MatterPlace.all(detail).filter(\.needsNaming))
            select("holder", "Who is meant?", groups: voice.groups)
        case .record:
            places(MatterPlace.all(detail).filter { $0.finish != nil })
            part
            area("note", "What came of it?", hint: "In their words, where you have them.")
        case .notEnough:
            area("reason", "What is missing?")
            due
        case .move:
            due
            area("reason", "Why is it moved?")
        case .remind: note("A line to go with it, if you like")
        case .withdraw: area("reason", "Why?")
        }
    }

    private func area(_ name: String, _ label: String, hint: String? = nil) -> Markup {
        textArea(Field(name, label, hint: hint, errors: errors), value: form[name])
    }

    private func note(_ label: String) -> Markup {
        textField(Field("note", label, errors: errors), value: form["note"])
    }

    private var due: Markup { DueFields(visit, group: detail.matter.reference.group, errors: errors).markup }

    private var to: Markup { select("to", "To whom?", groups: []) }

    private func select(_ name: String, _ label: String, groups: [GroupRow]) -> Markup {
        guard let directory = voice.directory else { return Markup() }
        return selectField(
            Field(name, label, errors: errors),
            PartyField.choices(directory, voice.organisations, groups: groups, first: "Choose"),
            selected: form[name]
        )
    }

    /// Whose part is meant. Asked only where there are several.
    private func places(_ places: [MatterPlace]) -> Markup {
        if places.count == 1, let place = places.first { return hiddenField("place", "\(place.holder.place)") }
        return radioField(
            Field("place", "Whose part?", errors: errors),
            places.map { Choice("\($0.holder.place)", Words.capitalised(voice.name($0.holder.party))) },
            selected: form["place"]
        )
    }

    private var part: Markup? {
        let parts = MatterPlace.all(detail).flatMap(\.parts)
        guard !parts.isEmpty else { return nil }
        return selectField(
            Field("part", "Whose, of everyone's?", errors: errors),
            [Choice("", "All of it: what has come is enough")]
                + parts.map { Choice("\($0.member)", voice.fullName(.member($0.member))) },
            selected: form["part"]
        )
    }
}

extension MatterDetail {
    fileprivate var giveable: [MatterPlace] { MatterPlace.all(self).filter { $0.finish != nil && !$0.needsNaming } }
}
