import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// What somebody has begun to raise: kept on the desk, sealed for them alone.
struct RaiseDraft: Codable, Sendable {
    /// Two weeks.
    static let seconds: Int64 = 14 * 24 * 60 * 60

    /// Of the network.
    let version: Int
    /// The number of the text that was answered, where an authority has its own.
    private(set) var local: Int? = nil
    var answers: Answers
    /// What was sent so far, each with the field that it answers.
    var files: [DraftFile]? = nil
    /// The number of the matter that it is raised from.
    var from: Int? = nil
    /// Who is asked to hold it, as forms post it, where that was said first.
    var at: String? = nil

    init(_ row: ProcedureRow, _ answers: Answers, keeping earlier: RaiseDraft? = nil) {
        (version, local, self.answers) = (row.upstream, row.local, answers)
        (files, from, at) = (earlier?.files, earlier?.from, earlier?.at)
    }

    static func name(_ procedure: String) -> String { "raise-\(procedure)" }
}

/// The form of a procedure, the look at it before it is sent, and the sending.
enum RaisePages {
    static let routes: [Route] = [
        .get("/raise", .signedIn(.raiseMatter), RaiseStart.page),
        .post("/raise", .signedIn(.raiseMatter), RaiseStart.find),
        .get("/raise/:procedure", .signedIn(.raiseMatter), form),
        .post("/raise/:procedure", .signedIn(.raiseMatter), limit: Route.withFiles, keepsTyped: true, answer),
        .get("/raise/:procedure/check", .signedIn(.raiseMatter), check),
        .post("/raise/:procedure/send", .signedIn(.raiseMatter), send),
        .post("/raise/:procedure/drop", .signedIn(.raiseMatter), drop),
    ]

    // MARK: The form

    static func form(_ visit: Visit) async throws -> Response {
        if try visit.parameter("procedure") == ActionTerms.procedure {
            return .redirect(to: "/matters/new", type: .normal)
        }
        let raising = try await RaiseText(visit)
        if raising.asksWhere { return try await visit.page(try await raising.wherePage()) }
        let (row, version) = try await raising.text()
        let draft = raising.draft
        let answers = draft?.answers ?? RaiseStart.Danger.answers(visit, version.definition)
        return try await visit.page(try await page(visit, row, version, draft, answers, nil, []))
    }

    static func answer(_ visit: Visit) async throws -> Response {
        let raising = try await RaiseText(visit)
        if visit.form["do"] == "where" { return try await raising.choose() }
        let (row, version) = try await raising.text()
        // Files first: a browser does not keep them, whatever is wrong with the rest.
        var draft = raising.draft ?? RaiseDraft(row, Answers())
        draft.from = Int(visit.form["from"]) ?? draft.from
        if visit.form.isCut { return try await cut(visit, row, version, draft) }
        let unfit = try await DraftFiles(visit).take(into: &draft, version.definition)
        if !unfit.isEmpty || visit.form.hasFiles || visit.form.has(DraftFiles.drop) {
            try await keep(visit, row, draft)
        }
        if !unfit.isEmpty {
            let answers = ProcedureForm.read(visit.form, version.definition, version.lists).answers
            return try await visit.refusedPage(
                try await page(visit, row, version, draft, answers, visit.form, unfit)
            )
        }
        if TypedAnswers.hasUnasked(visit.form, version.definition, version.lists) {
            await RefusedPage.noteUnasked(visit)
            let answers = ProcedureForm.read(visit.form, version.definition, version.lists).answers
            return try await visit.refusedPage(
                try await page(visit, row, version, draft, answers, visit.form, [unasked(version.definition)])
            )
        }
        if visit.form["do"] == "save" {
            // Half an answer is kept as it is; what is wrong with it is said when it is to be sent.
            let (answers, errors) = ProcedureForm.read(visit.form, version.definition, version.lists)
            guard errors.isEmpty else {
                return try await visit.refusedPage(
                    try await page(visit, row, version, draft, answers, visit.form, errors)
                )
            }
            draft = RaiseDraft(row, answers, keeping: draft)
            try await keep(visit, row, draft)
            return try await visit.done("/raise", "It is kept for you. Nobody else sees it, and nothing is sent yet.")
        }
        if visit.form["do"] == "more" {
            return try await visit.page(try await page(visit, row, version, draft, Answers(), visit.form, []))
        }
        let (answers, errors) = ProcedureForm.checked(
            visit.form,
            version.definition,
            version.lists,
            files: (draft.files ?? []).reduce(into: [:]) { $0[$1.field, default: 0] += 1 },
            today: visit.today
        )
        guard errors.isEmpty else {
            return try await visit.refusedPage(try await page(visit, row, version, draft, answers, visit.form, errors))
        }
        draft = RaiseDraft(row, answers, keeping: draft)
        try await keep(visit, row, draft)
        return .redirect(to: "/raise/\(row.id)/check", type: .normal)
    }

    /// More was sent than is taken at a time. What was typed is kept, as for later, and comes back to be sent again.
    private static func cut(
        _ visit: Visit,
        _ row: ProcedureRow,
        _ version: ProcedureVersion,
        _ draft: RaiseDraft
    ) async throws -> Response {
        let answers = ProcedureForm.read(visit.form, version.definition, version.lists).answers
        let kept = RaiseDraft(row, answers, keeping: draft)
        try await keep(visit, row, kept)
        let names = version.definition.askedOnce.first(where: \.takesFiles).map { DraftFiles.names(of: $0) } ?? []
        let errors = [FieldError(names.first ?? "", Form.cut)]
        return try await visit.refusedPage(try await page(visit, row, version, kept, answers, visit.form, errors))
    }

    private static func unasked(_ definition: ProcedureDefinition) -> FieldError {
        FieldError(
            TypedAnswers.prefix + (definition.askedOnce.first?.id ?? ""),
            "This page had fields that the procedure does not ask for. Look through your answers, and send it once more."
        )
    }

    private static func page(
        _ visit: Visit,
        _ row: ProcedureRow,
        _ version: ProcedureVersion,
        _ draft: RaiseDraft?,
        _ answers: Answers,
        _ form: Form?,
        _ errors: [FieldError]
    ) async throws -> Page {
        let definition = version.definition
        let notice = try await RaiseText(visit).notice(row)
        let fields = AnswerFields(
            definition,
            lists: version.lists,
            answers: answers,
            form: form,
            organisations: try await visit.readings.organisations(),
            kept: draft?.files ?? [],
            errors: errors,
            more: "/raise/\(row.id)"
        )
        return Page(
            title: definition.title,
            eyebrow: a(.href("/raise")) { "Raise something" },
            heading: definition.title,
            lead: definition.says,
            errors: errors.map { fields.named($0) },
            scripts: [.pressOnceScript, .askIfScript]
        ) {
            notice
            details(.class("mb-3")) {
                summary { "Why this is asked, and what the family is told" }
                p(.class("measure")) { definition.purpose }
                p(.class("measure")) { definition.consent.because }
                p(.class("measure")) { definition.family.how }
                p { a(.href("/procedures/\(row.id)")) { "The whole procedure" } }
            }
            postForm(
                to: "/raise/\(row.id)",
                csrf: visit.csrf,
                command: visit.newCommand,
                uploads: definition.askedOnce.contains(where: \.takesFiles)
            ) {
                if definition.hasRows { pressedByEnter }
                if let from = draft?.from ?? visit.query("from").flatMap(Int.init) {
                    p(.class("meta")) { "It is linked to matter \(from) when it is sent." }
                    hiddenField("from", "\(from)")
                }
                fields.markup
                acts {
                    submit("Look at it before it is sent", name: "do", value: "check")
                    submit("Save it for later", .quiet, name: "do", value: "save")
                    linkButton("Cancel", "/raise", .plain)
                }
            }
        }
    }

    /// The first button of a form is pressed by Enter: that is not one of those that bring more rows.
    private static let pressedByEnter = button(
        .class("visually-hidden"),
        .type("submit"),
        .name("do"),
        .value("check"),
        .tabindex(-1),
        .aria("hidden", "true")
    ) { "Look at it before it is sent" }

    // MARK: Before it is sent

    static func check(_ visit: Visit) async throws -> Response {
        let raising = try await RaiseText(visit)
        guard let draft = raising.draft else { return .redirect(to: "/raise/\(raising.id)", type: .normal) }
        let (row, version) = try await raising.text()
        let look = try await RaiseCheck(visit, row, version, draft, errors: [])
        return try await visit.page(look.page)
    }

    static func send(_ visit: Visit) async throws -> Response {
        let raising = try await RaiseText(visit)
        let matter: ID<Matter> = visit.newID()
        // Sent twice, it is there already, and what was kept is gone.
        guard let draft = raising.draft else {
            if let sent = try await visit.readings.matter(matter, as: try visit.actor) {
                return try await visit.done("/m/\(sent.number)")
            }
            return .redirect(to: "/raise/\(raising.id)", type: .normal)
        }
        let (row, version) = try await raising.text()
        let person = try visit.person
        let routes = RaiseCheck.routes(visit.form, version.definition, draft.answers)
        let missing = RaiseCheck.missing(routes, version.definition, draft.answers)
        guard missing.isEmpty else {
            return try await visit.refusedPage(
                try await RaiseCheck(visit, row, version, draft, errors: missing).page
            )
        }
        if let moved = try await raising.moved(to: visit.form[version.definition.goesTo.fieldName]) {
            try await keep(visit, row, moved)
            return try await visit.done(
                "/raise/\(row.id)",
                "Some things are asked in another way there. Look through your answers, then send it."
            )
        }
        do {
            let call = try RaiseCheck.callMade(visit.form)
            let subject = Matter.subject(matter, isPersonal: version.definition.isPersonal)
            try await visit.perform(
                RaiseMatter(
                    matter: matter,
                    procedure: row.id,
                    version: draft.version,
                    local: draft.local,
                    isPersonal: version.definition.isPersonal,
                    raiser: Raiser(member: person.id, organisation: person.organisation, post: person.post),
                    answers: draft.answers,
                    routes: routes,
                    call: call,
                    files: try await DraftFiles(visit).received(draft, under: subject),
                    from: try await visit.raisedFrom(draft.from)
                )
            )
        } catch Refusal.invalid(let problems) {
            let look = try await RaiseCheck(visit, row, version, draft, errors: problems.fieldErrors)
            return try await visit.refusedPage(look.page)
        }
        try await drop(visit, row.id, draft)
        guard let sent = try await visit.readings.matter(matter, as: try visit.actor) else { throw Refusal.notFound }
        return try await visit.done(
            "/m/\(sent.number)",
            "It is raised. You see here who has it and by when they answer, and the answer comes back to you."
        )
    }

    static func drop(_ visit: Visit) async throws -> Response {
        let raising = try await RaiseText(visit)
        try await drop(visit, raising.id, raising.draft)
        return try await visit.done("/raise", "What you began is thrown away.")
    }

    // MARK: What was begun

    /// What was begun under another version is not lost: what that one asks too is still answered.
    private static func keep(_ visit: Visit, _ row: ProcedureRow, _ draft: RaiseDraft) async throws {
        try await visit.keepDraft(draft, as: RaiseDraft.name(row.id), seconds: RaiseDraft.seconds)
    }

    private static func drop(_ visit: Visit, _ id: String, _ draft: RaiseDraft?) async throws {
        for file in draft?.files ?? [] { try await DraftFiles(visit).remove(file) }
        try await visit.dropDraft(RaiseDraft.name(id))
    }
}

extension ProcedureDefinition {
    /// Whether the form has rows that more can be asked for.
    fileprivate var hasRows: Bool { askedOnce.contains { $0.type == .group || $0.holdsRivals } }
}
