import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// Procedures as members read them: the list, each in plain words, and each version with what it changed.
enum ProcedurePages {
    // MARK: The list

    static func list(_ visit: Visit) async throws -> Response { try await list(visit, words: "") }

    /// By words, which are posted: they may say whom somebody has in mind.
    static func find(_ visit: Visit) async throws -> Response { try await list(visit, words: visit.form["q"]) }

    private static func list(_ visit: Visit, words typed: String) async throws -> Response {
        let all = try await visit.readings.procedures()
        let withdrawn = try await visit.readings.withdrawnProcedures()
        let words = typed.lowercased().split { !$0.isLetter && !$0.isNumber }
        let found = all.filter { row in
            let text = searchText(row)
            return words.allSatisfy(text.contains)
        }
        let publishes = visit.allows(.publishProcedure)
        let decisions = try await AdoptionList.toDecide(visit)
        let missing = publishes ? PublishShipped.missing(besides: Set((all + withdrawn).map(\.id))) : []
        return try await visit.page(
            Page(
                title: "Procedures",
                current: "/procedures",
                heading: Words.capitalised(Words.count(all.count, "procedure")),
                lead: "Each says what is asked, who owes what by when, and what comes back to whoever raised it.",
                underLead: acts {
                    if publishes { linkButton("Publish a procedure", "/procedures/new", .primary) }
                    if visit.allows(.seeOutcomes) { linkButton("How they go", "/outcomes") }
                    if visit.allows(.seeAdoption) { linkButton("Who uses what", "/adoption") }
                }
            ) {
                if !missing.isEmpty { shippedPanel(visit, missing) }
                decisions
                if !all.isEmpty {
                    searchPanel(to: "/procedures", csrf: visit.csrf, button: "Find") {
                        textField(Field("q", "What happened"), value: typed, kind: .search, width: .long)
                    }
                }
                sec(
                    "list",
                    words.isEmpty ? "In use" : "\(Words.capitalised(Words.count(found.count, "procedure"))) found"
                ) {
                    rows(
                        found.map(row),
                        empty: all.isEmpty
                            ? "No procedure is in use yet." : "No procedure has these words. Try fewer, or others."
                    )
                }
                if !withdrawn.isEmpty, words.isEmpty {
                    sec("withdrawn", "Withdrawn") { rows(withdrawn.map(row), empty: "") }
                }
            }
        )
    }

    private static func searchText(_ row: ProcedureRow) -> String {
        let definition = row.procedure?.definition
        let texts = [row.title, row.id, definition?.says ?? "", definition?.purpose ?? ""]
        return (texts + (definition?.happened ?? [])).joined(separator: " ").lowercased()
    }

    private static func row(_ row: ProcedureRow) -> Row {
        let definition = row.procedure?.definition
        let raisers = definition.map { "Raised by: \(ProcedureWords.sentence(ProcedureWords.raisers($0.raisedBy)))" }
        return Row(
            row.title,
            "/procedures/\(row.id)",
            meta: [definition.map { ProcedureWords.sentence($0.says) }, raisers].compactMap(\.self)
                .joined(separator: " "),
            tag: row.isCurrent ? tag("Version \(row.version)") : tag("Withdrawn", .shut)
        )
    }

    private static func shippedPanel(_ visit: Visit, _ missing: [String]) -> Markup {
        panel {
            p {
                let count = Words.capitalised(Words.count(missing.count, "procedure"))
                "\(count) that Safeloop brings \(missing.count == 1 ? "was" : "were") never in use here. Each can be replaced or withdrawn afterwards."
            }
            pressForm(
                "Put the shipped procedures into use",
                to: "/procedures/shipped",
                csrf: visit.csrf,
                command: visit.newCommand
            )
        }
    }

    // MARK: One

    static func page(_ visit: Visit) async throws -> Response {
        let versions = try await visit.procedureVersions()
        guard let shown = versions.first(where: \.isCurrent) ?? versions.first else { throw Refusal.notFound }
        let publishes = visit.allows(.publishProcedure)
        let directory = try await visit.directory()
        let others = try await titles(visit)
        let adoptions = try await adoptions(visit, of: shown)
        let own = try await ownAdoption(visit, of: shown)
        return try await visit.page(
            Page(
                title: "Procedure",
                current: "/procedures",
                eyebrow: a(.href("/procedures")) { "Procedures" },
                heading: shown.title,
                lead: shown.procedure.map { ProcedureWords.sentence($0.definition.says) },
                underLead: acts {
                    if publishes {
                        linkButton("Publish a new version", "/procedures/new?of=\(shown.id)", .primary)
                    }
                    if visit.allows(.seeOutcomes) {
                        linkButton("How it goes", "/outcomes?procedure=\(shown.id)")
                    }
                    own
                    downloads(shown)
                    if publishes, shown.isCurrent, shown.id != ActionTerms.procedure {
                        linkButton("Withdraw it", "/procedures/\(shown.id)/withdraw", .plain)
                    }
                }
            ) {
                if let withdrawn = shown.withdrawn {
                    warn(
                        "It was withdrawn \(visit.words.at(withdrawn.at)) by \(name(withdrawn.by, directory)).",
                        "Nothing new is raised under it. Why: \(ProcedureWords.sentence(withdrawn.reason))"
                    )
                }
                adoptions
                // The heading says the first two.
                clauses(shown, others: others, besides: ["title", "says"])
                sec("versions", "Versions") {
                    rows(
                        versions.map { row in
                            Row(
                                "Version \(row.version)",
                                "/procedures/\(row.id)/versions/\(row.version)",
                                meta: published(row, visit, directory),
                                tag: row.isCurrent ? tag("In use") : nil
                            )
                        },
                        empty: ""
                    )
                }
            }
        )
    }

    /// For whoever decides what their own authority uses.
    private static func ownAdoption(_ visit: Visit, of row: ProcedureRow) async throws -> Markup? {
        guard visit.allows(.adoptProcedure, [.sameOrganisation]), row.id != ActionTerms.procedure,
            let own = try await visit.ownOrganisation, own.kind == .authority
        else { return nil }
        return linkButton("What \(own.name) uses", "/procedures/\(row.id)/at/\(own.id)")
    }

    /// The authorities that use a text of their own.
    private static func adoptions(_ visit: Visit, of row: ProcedureRow) async throws -> Markup? {
        let adoptions = try await visit.readings.adoptions(of: row.id).filter { $0.inUse != nil }
        guard !adoptions.isEmpty else { return nil }
        let organisations = try await visit.readings.organisations()
        return sec("adopted", "Where it differs", meta: "What is raised there follows their own text") {
            rows(
                adoptions.map { adoption in
                    Row(
                        organisations.first { $0.id == adoption.authority }?.name ?? "An authority",
                        "/procedures/\(row.id)/at/\(adoption.authority)",
                        meta: "A change to version \((adoption.pilot?.base ?? adoption.own?.base) ?? row.version).",
                        tag: adoption.pilot.map { tag("Pilot until \(visit.words.day($0.until))", .due) }
                    )
                },
                empty: ""
            )
        }
    }

    private static func name(_ member: ID<Member>?, _ directory: Directory) -> String {
        member.map { directory.name($0) } ?? "Safeloop"
    }

    private static func published(_ row: ProcedureRow, _ visit: Visit, _ directory: Directory) -> String {
        "Published \(visit.words.at(row.publishedAt)) by \(name(row.publishedBy, directory)). "
            + "Why: \(ProcedureWords.sentence(row.reason))"
    }

    private static func titles(_ visit: Visit) async throws -> [String: String] {
        try await visit.readings.procedures().reduce(into: [:]) { $0[$1.id] = $1.title }
    }

    private static func downloads(_ row: ProcedureRow) -> Markup {
        Markup {
            linkButton("Download the file", "/procedures/\(row.id)/versions/\(row.version)/file")
            for list in row.lists.keys.sorted() {
                linkButton(
                    "Download its list \(list)",
                    "/procedures/\(row.id)/versions/\(row.version)/lists/\(list)",
                    .plain
                )
            }
        }
    }

    /// All that it says.
    private static func clauses(
        _ row: ProcedureRow,
        others: [String: String],
        besides shown: Set<String> = []
    ) -> Markup {
        guard let procedure = row.procedure else {
            return warn("This Safeloop cannot read the text of this version.", "Download the file to see it.")
        }
        return Markup {
            for part in ProcedureClauses(procedure, others: others).parts {
                sec("part-\(part.name.rawValue)", part.name.title) {
                    ul(.class("rows rows-plain")) {
                        for clause in part.clauses where !shown.contains(clause.key) { self.clause(clause) }
                    }
                }
            }
        }
    }

    private static func clause(_ clause: ProcedureClause) -> Markup {
        li {
            div {
                h3 { clause.title }
                if !clause.sentences.isEmpty { p { clause.sentences.joined(separator: " ") } }
                if !clause.items.isEmpty {
                    ul(.class("mb-0")) {
                        for item in clause.items { li { item } }
                    }
                }
            }
        }
    }

    // MARK: One version

    private static func versionRow(_ visit: Visit) async throws -> (row: ProcedureRow, before: ProcedureRow?) {
        let versions = try await visit.procedureVersions()
        guard let number = Int(try visit.parameter("version")),
            let place = versions.firstIndex(where: { $0.version == number })
        else { throw Refusal.notFound }
        return (versions[place], versions.dropFirst(place + 1).first)
    }

    static func version(_ visit: Visit) async throws -> Response {
        let (row, before) = try await versionRow(visit)
        let reader = try await AdoptionPlace.own(visit)
        let directory = try await visit.directory()
        let others = try await titles(visit)
        return try await visit.page(
            Page(
                title: "Version of a procedure",
                current: "/procedures",
                eyebrow: a(.href("/procedures/\(row.id)")) { row.title },
                heading: "\(row.title), version \(row.version)",
                lead: published(row, visit, directory),
                underLead: acts { downloads(row) }
            ) {
                if row.isCurrent { p { tag("In use", boxed: true) } }
                if let before, let earlier = before.procedure, let later = row.procedure {
                    differences(ProcedureDifferences(earlier, later), before.version, "\(row.version)")
                }
                if let reader, let own = reader.inUse, let differences = ProcedureDifferences(own, row) {
                    self.differences(
                        differences,
                        "What differs from what \(reader.name) uses",
                        before: reader.name,
                        after: "Version \(row.version)",
                        id: "besides"
                    )
                }
                clauses(row, others: others)
            }
        )
    }

    /// What a version changed, as a table: the clause, what was said before, and what is said now.
    static func differences(_ differences: ProcedureDifferences, _ earlier: Int, _ later: String) -> Markup {
        self.differences(
            differences,
            "What differs from version \(earlier)",
            before: "Version \(earlier)",
            after: "Version \(later)"
        )
    }

    /// The same between any two texts, each by its name.
    static func differences(
        _ differences: ProcedureDifferences,
        _ title: String,
        before earlier: String,
        after later: String,
        id: String = "changed"
    ) -> Markup {
        sec(id, title) {
            if differences.parts.isEmpty { empty("Nothing that it says differs, but its number.") }
            for part in differences.parts {
                dataTable(
                    part.name.title,
                    [Column(part.name.title), Column(earlier), Column(later)],
                    rows: part.lines.map { line in
                        [Markup(text: line.title), before(line), after(line)]
                    },
                    empty: ""
                )
            }
        }
    }

    private static func before(_ line: ProcedureDifferences.Line) -> Markup {
        line.kind == .added ? tag("Was not there") : texts(line.before)
    }

    private static func after(_ line: ProcedureDifferences.Line) -> Markup {
        line.kind == .removed ? tag("Is gone", .shut) : texts(line.after)
    }

    private static func texts(_ texts: [String]) -> Markup {
        guard !texts.isEmpty else { return Markup(text: "Nothing besides") }
        return ul(.class("plain mb-0")) {
            for text in texts { li { text } }
        }
    }

    // MARK: Files

    static func file(_ visit: Visit) async throws -> Response {
        let row = try await versionRow(visit).row
        return .file(Array(row.text.utf8), type: "application/yaml; charset=utf-8", name: "\(row.id).yaml")
    }

    static func listFile(_ visit: Visit) async throws -> Response {
        let row = try await versionRow(visit).row
        let name = try visit.parameter("list")
        guard let text = row.lists[name] else { throw Refusal.notFound }
        return .file(Array(text.utf8), type: "application/yaml; charset=utf-8", name: "\(name).yaml")
    }
}
