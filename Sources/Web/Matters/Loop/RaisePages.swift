import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// What somebody has begun to raise: kept on the desk, sealed for them alone.
struct RaiseDraft: Codable, Sendable {
    /// Two weeks.
    static let seconds: Int64 = 14 * 24 * 60 * 60

    let version: Int
    var answers: Answers

    static func name(_ procedure: String) -> String { "raise-\(procedure)" }
}

/// The form of a procedure, the look at it before it is sent, and the sending.
enum RaisePages {
    static let routes: [Route] = [
        .get("/raise", .signedIn(.raiseMatter), RaiseStart.page),
        .post("/raise", .signedIn(.raiseMatter), RaiseStart.find),
        .get("/raise/:procedure", .signedIn(.raiseMatter), form),
        .post("/raise/:procedure", .signedIn(.raiseMatter), answer),
        .get("/raise/:procedure/check", .signedIn(.raiseMatter), check),
        .post("/raise/:procedure/send", .signedIn(.raiseMatter), send),
        .post("/raise/:procedure/drop", .signedIn(.raiseMatter), drop),
    ]

    // MARK: The form

    static func form(_ visit: Visit) async throws -> Response {
        let (row, version) = try await procedure(visit)
        let draft = try await draft(visit, row)
        return try await visit.page(try await page(visit, row, version, draft?.answers ?? Answers(), nil, []))
    }

    static func answer(_ visit: Visit) async throws -> Response {
        let (row, version) = try await procedure(visit)
        if visit.form["do"] == "save" {
            // Half an answer is kept as it is; what is wrong with it is said when it is to be sent.
            let (answers, errors) = ProcedureForm.read(visit.form, version.definition, version.lists)
            guard errors.isEmpty else {
                return try await visit.refusedPage(try await page(visit, row, version, answers, visit.form, errors))
            }
            try await keep(visit, row, answers)
            return try await visit.done("/raise", "It is kept for you. Nobody else sees it, and nothing is sent yet.")
        }
        if visit.form["do"] == "more" {
            return try await visit.page(try await page(visit, row, version, Answers(), visit.form, []))
        }
        let (answers, errors) = ProcedureForm.checked(visit.form, version.definition, version.lists, today: visit.today)
        guard errors.isEmpty else {
            return try await visit.refusedPage(try await page(visit, row, version, answers, visit.form, errors))
        }
        try await keep(visit, row, answers)
        return .redirect(to: "/raise/\(row.id)/check", type: .normal)
    }

    private static func page(
        _ visit: Visit,
        _ row: ProcedureRow,
        _ version: ProcedureVersion,
        _ answers: Answers,
        _ form: Form?,
        _ errors: [FieldError]
    ) async throws -> Page {
        let definition = version.definition
        let fields = AnswerFields(
            definition,
            lists: version.lists,
            answers: answers,
            form: form,
            organisations: try await visit.readings.organisations(),
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
            details(.class("mb-3")) {
                summary { "Why this is asked, and what the family is told" }
                p(.class("measure")) { definition.purpose }
                p(.class("measure")) { definition.consent.because }
                p(.class("measure")) { definition.family.how }
                p { a(.href("/procedures/\(row.id)")) { "The whole procedure" } }
            }
            postForm(to: "/raise/\(row.id)", csrf: visit.csrf, command: visit.newCommand) {
                if definition.hasRows { pressedByEnter }
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
        let (row, version) = try await procedure(visit)
        guard let draft = try await draft(visit, row) else {
            return .redirect(to: "/raise/\(row.id)", type: .normal)
        }
        let look = try await RaiseCheck(visit, row, version, draft.answers, errors: [])
        return try await visit.page(look.page)
    }

    static func send(_ visit: Visit) async throws -> Response {
        let (row, version) = try await procedure(visit)
        let matter: ID<Matter> = visit.newID()
        // Sent twice, it is there already, and what was kept is gone.
        guard let draft = try await draft(visit, row) else {
            if let sent = try await visit.readings.matter(matter, as: try visit.actor) {
                return try await visit.done("/m/\(sent.number)")
            }
            return .redirect(to: "/raise/\(row.id)", type: .normal)
        }
        let person = try visit.person
        let routes = RaiseCheck.routes(visit.form, version.definition, draft.answers)
        let missing = RaiseCheck.missing(routes, version.definition, draft.answers)
        guard missing.isEmpty else {
            return try await visit.refusedPage(
                try await RaiseCheck(visit, row, version, draft.answers, errors: missing).page
            )
        }
        do {
            let call = try RaiseCheck.callMade(visit.form)
            try await visit.perform(
                RaiseMatter(
                    matter: matter,
                    procedure: row.id,
                    version: draft.version,
                    isPersonal: version.definition.isPersonal,
                    raiser: Raiser(member: person.id, organisation: person.organisation, post: person.post),
                    answers: draft.answers,
                    routes: routes,
                    call: call
                )
            )
        } catch Refusal.invalid(let problems) {
            let look = try await RaiseCheck(visit, row, version, draft.answers, errors: problems.fieldErrors)
            return try await visit.refusedPage(look.page)
        }
        try await visit.dropDraft(RaiseDraft.name(row.id))
        guard let sent = try await visit.readings.matter(matter, as: try visit.actor) else { throw Refusal.notFound }
        return try await visit.done(
            "/m/\(sent.number)",
            "It is raised. You see here who has it and by when they answer, and the answer comes back to you."
        )
    }

    static func drop(_ visit: Visit) async throws -> Response {
        let (row, _) = try await procedure(visit)
        try await visit.dropDraft(RaiseDraft.name(row.id))
        return try await visit.done("/raise", "What you began is thrown away.")
    }

    // MARK: What is there

    private static func procedure(_ visit: Visit) async throws -> (ProcedureRow, ProcedureVersion) {
        guard let (row, version) = try await visit.readings.procedure(try visit.parameter("procedure")) else {
            throw Refusal.notFound
        }
        guard version.definition.mayBeRaised(by: try await visit.ownOrganisation?.kind) else {
            throw Refusal.notAllowed
        }
        return (row, version)
    }

    private static func keep(_ visit: Visit, _ row: ProcedureRow, _ answers: Answers) async throws {
        try await visit.keepDraft(
            RaiseDraft(version: row.version, answers: answers),
            as: RaiseDraft.name(row.id),
            seconds: RaiseDraft.seconds
        )
    }

    /// What was begun under another version is not lost: what that one asks too is still answered.
    private static func draft(_ visit: Visit, _ row: ProcedureRow) async throws -> RaiseDraft? {
        try await visit.draft(RaiseDraft.self, RaiseDraft.name(row.id))
    }
}

extension ProcedureDefinition {
    /// Whether the form has rows that more can be asked for.
    fileprivate var hasRows: Bool { askedOnce.contains { $0.type == .group || $0.holdsRivals } }
}
