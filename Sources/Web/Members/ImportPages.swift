import Channels
import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding

/// Bringing in many people at once: a list is read, looked through, and becomes members all together.
enum ImportPages {
    static let routes: [Route] = [
        .get("/members/import", .role(.manageMembers), page),
        .post("/members/import", .role(.manageMembers), limit: 6_000_000, read),
        .get("/members/import/review", .role(.manageMembers), reviewPage),
        .post("/members/import/review", .role(.manageMembers), review),
        .get("/members/import/source", .role(.manageMembers), source),
        .post("/members/import/drop", .role(.manageMembers), drop),
    ]

    private static let pageSize = 100

    // MARK: The list comes in

    private static func page(_ visit: Visit) async throws -> Response {
        let begun = try await visit.draft(MemberImport.self, MemberImport.name)
        return try await visit.page(reading(visit, begun: begun, errors: []))
    }

    private static func reading(_ visit: Visit, begun: MemberImport?, errors: [FieldError]) -> Page {
        Page(
            title: "Bring in members",
            current: "/members",
            eyebrow: a(.href("/members")) { "Members" },
            heading: "Bring in members",
            lead: "Nothing is saved until you have looked at what was understood.",
            errors: errors
        ) {
            if let begun {
                panel {
                    p {
                        b { "You have begun one." }
                        " \(Words.capitalised(Words.count(begun.people.count, "person", plural: "people"))) from \(begun.source)."
                    }
                    acts {
                        linkButton("Go on with it", "/members/import/review", .primary)
                        pressForm("Throw it away", to: "/members/import/drop", csrf: visit.csrf, .plain)
                    }
                }
            }
            postForm(to: "/members/import", csrf: visit.csrf, uploads: true) {
                fileField(
                    Field(
                        "file",
                        "A file",
                        hint:
                            "A spreadsheet saved as CSV, with a first line that names the columns (Name, E-mail, Organisation, Post), or an address book saved as vCard.",
                        errors: errors
                    ),
                    accept: ".csv,.tsv,.txt,.vcf,text/csv,text/vcard,text/plain"
                )
                textArea(
                    Field(
                        "pasted",
                        "Or addresses, pasted from a mail",
                        hint:
                            "As they stand in its To line: Ann Bell <ann@school.example>; Bob Case <bob@council.example>",
                        errors: errors
                    ),
                    value: visit.form["pasted"],
                    rows: 5
                )
                acts {
                    submit("Show what is in it")
                    linkButton("Cancel", "/members", .plain)
                }
            }
        }
    }

    private static func read(_ visit: Visit) async throws -> Response {
        let file = visit.form.files("file").first
        let bytes = file?.bytes ?? Array(visit.form["pasted"].utf8)
        let field = file == nil ? "pasted" : "file"
        do {
            guard !bytes.isEmpty else { throw Refusal.invalid("file", "Choose a file, or paste addresses.") }
            let draft = try MemberImport(bytes, fileName: file?.name)
            guard !draft.people.isEmpty else {
                throw Refusal.invalid(field, "Nobody was found in it. Does it have a line for each person?")
            }
            guard draft.people.count <= MemberImport.most else {
                let count = Words.number(draft.people.count)
                throw Refusal.invalid(
                    field,
                    "There are \(count) people in it. Bring in \(Words.number(MemberImport.most)) at most at once."
                )
            }
            try await visit.keepDraft(draft, as: MemberImport.name, seconds: MemberImport.kept)
            return .redirect(to: "/members/import/review", type: .normal)
        } catch let unreadable as ContactsUnreadable {
            return try await visit.refusedPage(
                reading(visit, begun: nil, errors: [FieldError(field, unreadable.description)])
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(reading(visit, begun: nil, errors: problems.fieldErrors))
        }
    }

    // MARK: It is looked through

    private static func begun(_ visit: Visit) async throws -> MemberImport? {
        try await visit.draft(MemberImport.self, MemberImport.name)
    }

    private static func reviewPage(_ visit: Visit) async throws -> Response {
        guard let draft = try await begun(visit) else { return .redirect(to: "/members/import", type: .normal) }
        return try await show(
            visit,
            try await MemberImportPlan(draft, visit.site.office),
            page: visit.pageNumber,
            withErrors: false
        )
    }

    private static func show(_ visit: Visit, _ review: MemberImportPlan, page: Int, withErrors: Bool) async throws
        -> Response
    {
        let count = review.draft.people.count
        let pages = max(1, (count + pageSize - 1) / pageSize)
        let number = min(max(1, page), pages)
        let range = (number - 1) * pageSize..<min(count, number * pageSize)
        let view = ImportReviewPage(review: review, range: range, page: number, pages: pages)
        guard withErrors else { return try await visit.page(view.page(visit, errors: [])) }
        let nobody = FieldError("people", "Nobody here would become a member. Tick someone, or throw the list away.")
        let errors = view.errors
        return try await visit.refusedPage(view.page(visit, errors: errors.isEmpty ? [nobody] : errors))
    }

    private static func review(_ visit: Visit) async throws -> Response {
        guard var draft = try await begun(visit) else { return .redirect(to: "/members/import", type: .normal) }
        draft.take(visit.form)
        try await visit.keepDraft(draft, as: MemberImport.name, seconds: MemberImport.kept)
        let page = Int(visit.form["page"]) ?? 1
        switch visit.form["go"] {
        case "all": return try await bringIn(visit, try await MemberImportPlan(draft, visit.site.office), page: page)
        case let step where Int(step) != nil: return .redirect(to: "/members/import/review?page=\(step)", type: .normal)
        default: return .redirect(to: "/members/import/review?page=\(page)", type: .normal)
        }
    }

    private static func bringIn(_ visit: Visit, _ review: MemberImportPlan, page: Int) async throws -> Response {
        if let problem = review.firstProblem {
            return try await show(visit, review, page: problem / pageSize + 1, withErrors: true)
        }
        guard review.joining > 0 else { return try await show(visit, review, page: page, withErrors: true) }
        let command = try await review.command(visit.site.office)
        try await visit.perform(command)
        try await visit.dropDraft(MemberImport.name)
        var sentence =
            Words.capitalised(Words.count(command.members.count, "person is", plural: "people are")) + " members now."
        if !command.organisations.isEmpty {
            sentence +=
                " \(Words.capitalised(Words.count(command.organisations.count, "organisation is", plural: "organisations are"))) new."
        }
        return try await visit.done("/members/invite", sentence + " Nobody has been told yet: invite them here.")
    }

    /// What was brought, as it came.
    private static func source(_ visit: Visit) async throws -> Response {
        guard let draft = try await begun(visit), !draft.bytes.isEmpty else { throw Refusal.notFound }
        return .file(Array(draft.bytes), type: "application/octet-stream", name: "source of an import")
    }

    private static func drop(_ visit: Visit) async throws -> Response {
        try await visit.dropDraft(MemberImport.name)
        return try await visit.done("/members/import", "It is gone. Nothing was saved.")
    }
}
