import Almanac
import Channels
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// The bodies that members work for.
enum OrganisationPages {
    static let routes: [Route] = [
        .get("/organisations", .role(.seeNetwork), list),
        .get("/organisations.csv", .role(.seeNetwork), csv),
        .get("/organisations/new", .role(.manageMembers), newPage),
        .post("/organisations/new", .role(.manageMembers), register),
        .post("/organisations/london", .role(.manageMembers), bringInLondon),
        .get("/organisations/:organisation", .role(.seeNetwork), page),
        .get("/organisations/:organisation/edit", .role(.manageMembers), editPage),
        .post("/organisations/:organisation/edit", .role(.manageMembers), edit),
        .get("/organisations/:organisation/numbers", .signedIn(.keepNumbers), NumbersPages.page),
        .post("/organisations/:organisation/numbers", .signedIn(.keepNumbers), NumbersPages.set),
        .get("/organisations/:organisation/terms", .signedIn(.keepTerms), TermsPages.page),
        .post("/organisations/:organisation/terms", .signedIn(.keepTerms), TermsPages.set),
    ]

    static func row(_ visit: Visit) async throws -> OrganisationRow {
        let id: ID<Organisation> = try visit.id("organisation")
        guard let row = try await visit.readings.organisations().first(where: { $0.id == id }) else {
            throw Refusal.notFound
        }
        return row
    }

    // MARK: The list

    private static func list(_ visit: Visit) async throws -> Response {
        let all = try await visit.readings.organisations()
        let kind = visit.query("kind").flatMap(Organisation.Kind.init)
        let shown = all.filter { kind == nil || $0.kind == kind }
        let manages = visit.allows(.manageMembers)
        let missing = manages ? LondonAuthorities.registrations(besides: names(all)).count : 0
        return try await visit.page(
            Page(
                title: "Organisations",
                current: "/members",
                heading: Words.capitalised(Words.count(all.count, "organisation")),
                underLead: networkActs(besides: "/organisations") {
                    if manages { linkButton("Add an organisation", "/organisations/new", .primary) }
                    if visit.allows(.nameDeputies) { linkButton("Deputies of the coordinator", "/deputies") }
                }
            ) {
                filterPanel(to: "/organisations") {
                    selectField(
                        Field("kind", "Kind"),
                        [Choice("", "All")] + Organisation.Kind.allCases.map { Choice($0.rawValue, $0.title) },
                        selected: kind?.rawValue ?? ""
                    )
                }
                sec(
                    "list",
                    kind?.title ?? "All of them",
                    more: shown.isEmpty ? nil : ("Save as CSV", "/organisations.csv?kind=\(kind?.rawValue ?? "")")
                ) {
                    dataTable(
                        "Organisations",
                        [Column("Name"), Column("Kind"), Column("Also called"), Column("Members", right: true)],
                        rows: shown.map { row in
                            [
                                a(.href("/organisations/\(row.id)")) { row.name }, Markup(text: row.kind.title),
                                Markup(text: row.aliases.joined(separator: ", ")), Markup(text: "\(row.members)"),
                            ]
                        },
                        empty: "There is none of this kind yet."
                    )
                }
                if missing > 0 { londonPanel(visit, missing) }
            }
        )
    }

    private static func londonPanel(_ visit: Visit, _ missing: Int) -> Markup {
        sec("london", "London's local authorities") {
            p {
                missing == LondonAuthorities.all.count
                    ? "None of the 33 is here yet. They come with their codes and usual names."
                    : "\(Words.capitalised(Words.spelled(missing))) of the 33 \(missing == 1 ? "is" : "are") not here yet."
            }
            pressForm(
                missing == 1 ? "Add the missing one" : "Add all \(missing)",
                to: "/organisations/london",
                csrf: visit.csrf,
                command: visit.newCommand
            )
        }
    }

    private static func csv(_ visit: Visit) async throws -> Response {
        let kind = visit.query("kind").flatMap(Organisation.Kind.init)
        let rows = try await visit.readings.organisations().filter { kind == nil || $0.kind == kind }
        return .file(
            CSVWriter.bytes(
                headings: ["Name", "Kind", "Code", "Also called", "Members"],
                rows: rows.map {
                    [$0.name, $0.kind.title, $0.code ?? "", $0.aliases.joined(separator: "; "), "\($0.members)"]
                }
            ),
            type: "text/csv; charset=utf-8",
            name: "organisations \(visit.today.iso).csv"
        )
    }

    private static func bringInLondon(_ visit: Visit) async throws -> Response {
        let known = names(try await visit.readings.organisations())
        let registrations = LondonAuthorities.registrations(besides: known)
        guard !registrations.isEmpty else {
            return try await visit.done("/organisations", "All 33 are here already.")
        }
        try await visit.perform(BringIn(organisations: registrations))
        return try await visit.done(
            "/organisations",
            "\(Words.count(registrations.count, "authority", plural: "authorities")) added."
        )
    }

    private static func names(_ rows: [OrganisationRow]) -> [String] { rows.flatMap { [$0.name] + $0.aliases } }

    // MARK: One

    private static func page(_ visit: Visit) async throws -> Response {
        let row = try await row(visit)
        let people = try await visit.directory().present.filter { $0.organisation == row.id }
        let manages = visit.allows(.manageMembers)
        let (keepsNumbers, keepsTerms) = (NumbersPages.mayKeep(row, visit), TermsPages.mayKeep(row, visit))
        let terms = try await TermsPages.section(row, visit)
        let deputies = try await DeputyPages.section(row.id, visit)
        return try await visit.page(
            Page(
                title: "Organisation",
                current: "/members",
                eyebrow: a(.href("/organisations")) { "Organisations" },
                heading: row.name,
                underLead: manages || keepsNumbers || keepsTerms
                    ? acts {
                        if keepsNumbers { linkButton("Say whom to ring", "/organisations/\(row.id)/numbers") }
                        if keepsTerms { linkButton("Say when its schools are open", "/organisations/\(row.id)/terms") }
                        if manages {
                            linkButton("Add a member here", "/members/new?organisation=\(row.id)", .primary)
                            linkButton("Change its names", "/organisations/\(row.id)/edit")
                        }
                    } : nil
            ) {
                facts(
                    [Fact("Kind", row.kind.title)] + (row.code.map { [Fact("Code", $0)] } ?? [])
                        + NumbersPages.facts(row)
                        + (row.aliases.isEmpty ? [] : [Fact("Also called", row.aliases.joined(separator: ", "))])
                )
                sec("members", "Members", meta: Words.count(people.count, "person", plural: "people")) {
                    rows(
                        people.map { entry in
                            Row(
                                entry.name,
                                "/members/\(entry.id)",
                                meta: [entry.post, entry.roleTitles].compactMap(\.self).joined(separator: ". "),
                                tag: manages ? entry.standingTag : nil
                            )
                        },
                        empty: "Nobody from here is a member yet."
                    )
                }
                deputies
                terms
            }
        )
    }

    // MARK: Adding and renaming

    private struct Values {
        var name = ""
        var kind = Organisation.Kind.school.rawValue
        var code = ""
        /// One a line.
        var aliases = ""

        init() {}

        init(_ form: Form) {
            (name, kind, code, aliases) = (form["name"], form["kind"], form["code"], form["aliases"])
        }

        var aliasList: [String] { aliases.split(whereSeparator: \.isNewline).map(String.init) }
    }

    private static let aliasHint =
        "Old, short and other names, one a line. People brought in under one of them are put here."

    private static func newPage(_ visit: Visit) async throws -> Response {
        try await visit.page(addition(visit, Values(), errors: []))
    }

    private static func addition(_ visit: Visit, _ values: Values, errors: [FieldError]) -> Page {
        Page(title: "Add an organisation", current: "/members", heading: "Add an organisation", errors: errors) {
            postForm(to: "/organisations/new", csrf: visit.csrf, command: visit.newCommand) {
                textField(Field("name", "Name", errors: errors), value: values.name, width: .long)
                radioField(
                    Field("kind", "It is a", errors: errors),
                    Organisation.Kind.allCases.map { Choice($0.rawValue, $0.title) },
                    selected: values.kind,
                    columns: true
                )
                textField(
                    Field(
                        "code",
                        "Code",
                        hint: "An authority's GSS code or a school's URN, if you have it.",
                        errors: errors
                    ),
                    value: values.code,
                    width: .medium
                )
                textArea(
                    Field("aliases", "Also called", hint: aliasHint, errors: errors),
                    value: values.aliases,
                    rows: 3
                )
                acts {
                    submit("Add this organisation")
                    linkButton("Cancel", "/organisations", .plain)
                }
            }
        }
    }

    private static func register(_ visit: Visit) async throws -> Response {
        let values = Values(visit.form)
        let organisation: ID<Organisation> = visit.newID()
        do {
            guard let kind = Organisation.Kind(rawValue: values.kind) else {
                throw Refusal.invalid("kind", "Say what kind of organisation it is.")
            }
            try await visit.perform(
                RegisterOrganisation(
                    organisation: organisation,
                    name: values.name,
                    kind: kind,
                    code: values.code,
                    aliases: values.aliasList
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(addition(visit, values, errors: problems.fieldErrors))
        }
        return try await visit.done("/organisations/\(organisation)", "Added. Its people can be added next.")
    }

    private static func editPage(_ visit: Visit) async throws -> Response {
        let row = try await row(visit)
        var values = Values()
        values.name = row.name
        values.aliases = row.aliases.joined(separator: "\n")
        return try await visit.page(renaming(visit, row, values, errors: []))
    }

    private static func renaming(_ visit: Visit, _ row: OrganisationRow, _ values: Values, errors: [FieldError]) -> Page
    {
        Page(
            title: "Change an organisation",
            current: "/members",
            eyebrow: a(.href("/organisations")) { "Organisations" },
            heading: "Change the names of \(row.name)",
            lead: "A name it had goes on being understood.",
            errors: errors
        ) {
            postForm(to: "/organisations/\(row.id)/edit", csrf: visit.csrf, command: visit.newCommand) {
                textField(Field("name", "Name", errors: errors), value: values.name, width: .long)
                textArea(
                    Field("aliases", "Also called", hint: aliasHint, errors: errors),
                    value: values.aliases,
                    rows: 4
                )
                acts {
                    submit("Save")
                    linkButton("Cancel", "/organisations/\(row.id)", .plain)
                }
            }
        }
    }

    private static func edit(_ visit: Visit) async throws -> Response {
        let row = try await row(visit)
        let values = Values(visit.form)
        do {
            try await visit.perform(
                RenameOrganisation(organisation: row.id, name: values.name, aliases: values.aliasList)
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(renaming(visit, row, values, errors: problems.fieldErrors))
        }
        return try await visit.done("/organisations/\(row.id)", "Saved.")
    }
}
