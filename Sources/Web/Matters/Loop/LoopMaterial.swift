import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding

/// What is written to and put on a matter besides its steps: messages, files, what another source says, links.
struct LoopMaterial {
    private let visit: Visit
    private let detail: LoopDetail
    private let voice: LoopVoice
    private let organisations: [OrganisationRow]
    private let errors: [FieldError]

    init(_ visit: Visit, _ detail: LoopDetail, _ organisations: [OrganisationRow], errors: [FieldError]) async throws {
        (self.visit, self.detail, self.organisations, self.errors) = (visit, detail, organisations, errors)
        voice = try await LoopVoice(visit, detail)
    }

    // MARK: Doing

    static func perform(_ visit: Visit, _ act: LoopAct, _ detail: LoopDetail) async throws {
        let (form, matter) = (visit.form, detail.reference)
        switch act {
        case .write:
            let readers = try readers(form)
            let text = form["text"]
            guard text.contains(where: { !$0.isWhitespace }) else {
                throw Refusal.invalid("text", "Write what there is to say.")
            }
            let files = try await visit.received("file", for: matter)
            let message: ID<MatterMessage> = visit.newID("message")
            try await visit.file(
                WriteOnMatter(matter, text: text, to: readers, files: files, as: message),
                .message(on: detail.matter.id)
            )
        case .addFile:
            let readers = try readers(form)
            guard !visit.form.files("file").isEmpty else { throw Refusal.invalid("file", visit.form.noFile()) }
            let made = form["made"].isEmpty ? nil : Day(iso: form["made"])
            guard made != nil || form["made"].isEmpty else {
                throw Refusal.invalid("made", "Give the date as 2026-02-18.")
            }
            let facts = FileFacts(what: form["what"], from: form["from-where"], made: made)
            let files = try await visit.received("file", for: matter, facts)
            try await visit.perform(AddFile(matter, files, for: readers))
        case .addedInError:
            guard let file = ID<MatterFile>(form["file"]), detail.files.contains(where: { $0.id == file }) else {
                throw Refusal.invalid("file", "Choose the file.")
            }
            try await visit.perform(WithdrawFile(matter, file, reason: form["reason"]))
        default: try await addFact(visit, detail)
        }
    }

    private static func readers(_ form: Form) throws(Refusal) -> Readers {
        guard let readers = Readers(form["for"]) else { throw .invalid("for", "Choose who it is for.") }
        return readers
    }

    private static func addFact(_ visit: Visit, _ detail: LoopDetail) async throws {
        guard let field = detail.disputable.first(where: { $0.id == visit.form["field"] }) else {
            throw Refusal.invalid("field", "Choose what it is about.")
        }
        guard visit.form.has("chosen") else { throw Refusal.invalid([]) }
        let (answers, unread) = ProcedureForm.read(
            visit.form,
            detail.definition.asking(again: field),
            detail.version.lists
        )
        guard unread.isEmpty else { throw Refusal.invalid(unread.map { .init($0.field, $0.message) }) }
        guard case .rivals(let rivals) = answers[field.id], let said = rivals.first else {
            throw Refusal.invalid("\(TypedAnswers.prefix)\(field.id)-0-value", field.missing)
        }
        try await visit.perform(AddFact(detail.reference, field: field.id, said))
    }

    static func link(_ visit: Visit, _ detail: LoopDetail, isLinked: Bool) async throws {
        let typed = visit.form["other"].filter { !$0.isWhitespace && $0 != "#" }
        guard let number = Int(typed),
            let other = try await visit.readings.loopDetail(number: number, as: try visit.actor)
        else {
            throw Refusal.invalid("other", "Give the number of a matter that you have a part in. An action has none.")
        }
        try await visit.perform(
            LinkMatters(detail.reference, other.reference, isLinked: isLinked, why: visit.form["why"])
        )
    }

    // MARK: Asking

    @Contents func fields(_ act: LoopAct) -> Markup {
        switch act {
        case .write:
            message(visit.form["text"])
        case .addFile: addFile
        case .addedInError: addedInError
        case .addFact: fact
        case .linkTo:
            textField(
                Field("other", "The number of the other matter", errors: errors),
                value: visit.form["other"],
                kind: .digits,
                width: .short
            )
            textArea(Field("why", "What have they to do with one another?", errors: errors), value: visit.form["why"])
        case .unlink:
            selectField(
                Field("other", "Which?", errors: errors),
                voice.links.compactMap { other in
                    other.number.map { Choice("\($0)", "Matter \($0): \(other.title ?? "")") }
                },
                selected: visit.form["other"]
            )
            textArea(Field("why", "Why?", errors: errors), value: visit.form["why"])
        default: Markup()
        }
    }

    @Contents func message(_ text: String) -> Markup {
        readersField("Who is it for?")
        textArea(Field("text", "Your message", errors: errors), value: text)
        visit.filesField(errors)
    }

    @Contents private var addFile: Markup {
        visit.filesField(errors, label: "File")
        textField(Field("what", "What is it? (optional)", errors: errors), value: visit.form["what"], width: .long)
        textField(
            Field("from-where", "Where is it from? (optional)", errors: errors),
            value: visit.form["from-where"],
            width: .long
        )
        dateField(Field("made", "When was it made? (optional)", errors: errors), value: visit.form["made"])
        readersField("Who may see it?")
    }

    @Contents private var addedInError: Markup {
        let own = detail.files.filter { file in
            file.withdrawn == nil
                && (detail.acting.contains(.holder) || file.added.by == voice.names.reader)
        }
        selectField(
            Field("file", "Which file?", errors: errors),
            own.map { Choice("\($0.id)", voice.name(of: $0)) },
            selected: visit.form.has("file") ? visit.form["file"] : visit.query("file")
        )
        textArea(Field("reason", "Why should it not be here?", errors: errors), value: visit.form["reason"])
    }

    private var raiser: String {
        "\(voice.names.name(detail.raiser.member)), \(voice.names.organisation(detail.raiser.organisation))"
    }

    /// Who can be written to, each with the people who then read it.
    private func readersField(_ question: String) -> Markup {
        let relations = detail.acting
        var choices: [Choice] = []
        if !relations.contains(.holder) {
            choices.append(Choice("holder", "Whoever holds it", hint: voice.names.name(detail.matter.holder)))
        }
        if !relations.contains(.raiser) {
            choices.append(
                Choice("raiser", "Whoever raised it", hint: raiser)
            )
        }
        if relations.isSuperset(of: [.holder, .raiser]) { choices.append(Choice("holder", "Only you who hold it")) }
        for joined in detail.joined where !detail.parts.contains(joined.id) {
            choices.append(Choice("part/\(joined.id)", voice.part(joined.id), hint: voice.party(joined)))
        }
        choices.append(
            Choice(
                "everyone",
                "Everyone who has a part in it",
                hint: "All who are named here, and whoever joins later."
            )
        )
        let others = detail.reference.isPersonal ? "" : " So can a coordinator."
        return radioField(
            Field("for", question, hint: "Whoever holds it can read it whatever you choose.\(others)", errors: errors),
            choices,
            selected: visit.typed("for") ?? Readers.narrowest(for: relations).description
        )
    }

    // MARK: What another source says

    /// What was chosen, where it is a field that can be in dispute.
    private var chosen: ProcedureDefinition.Field? {
        detail.disputable.first { $0.id == visit.form["field"] }
    }

    var factButton: String { chosen == nil ? "Go on" : "Add this" }

    @Contents private var fact: Markup {
        if let field = chosen {
            hiddenField("field", field.id)
            hiddenField("chosen", "yes")
            AnswerFields(
                detail.definition.asking(again: field),
                lists: detail.version.lists,
                form: visit.form,
                organisations: organisations,
                errors: errors
            ).markup
        } else {
            selectField(
                Field("field", "What is it about?", errors: errors),
                [Choice("", "Choose")] + detail.disputable.map { Choice($0.id, $0.label) },
                selected: ""
            )
        }
    }
}

extension LoopDetail {
    /// The fields that the reader sees and to which another source can say something.
    var disputable: [ProcedureDefinition.Field] {
        definition.askedOnce.filter { $0.canBeDisputed && sight.shows($0.id) }
    }
}

extension LoopVoice {
    /// The matters that it is linked to, those that the reader may see first.
    var links: [OtherMatter] {
        detail.others.values.filter(\.isLinked).sorted { ($0.number ?? .max) < ($1.number ?? .max) }
    }

    /// What other sources say beside the form's answer, by field.
    var beside: [String: [AnswerSheet.Beside]] {
        detail.facts.reduce(into: [:]) { beside, added in
            guard let said = opened(added.fact.value) else { return }
            let by = "\(names.name(added.fact.by)), \(words.moment(added.at))"
            beside[added.fact.field, default: []].append(AnswerSheet.Beside(said: said, by: by))
        }
    }
}
