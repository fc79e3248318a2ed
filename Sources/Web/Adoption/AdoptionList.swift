import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// Who uses what: each procedure that some authority has its own text of, and what waits where.
enum AdoptionList {
    static func page(_ visit: Visit) async throws -> Response {
        let adoptions = try await visit.readings.adoptions()
        let organisations = try await visit.readings.organisations()
        let authorities = organisations.filter { $0.kind == .authority }
        let inUse = try await visit.readings.procedures().filter { $0.id != ActionTerms.procedure }
        // Where an authority went back to the network's text, or declined something, nothing is its own.
        let changed = Dictionary(grouping: adoptions.filter { $0.inUse != nil }, by: \.procedure)
        var sections = Markup()
        for id in order(adoptions) where changed[id] != nil {
            let lines = try await lines(changed[id] ?? [], organisations, visit)
            sections = Markup {
                sections
                section(id, changed[id] ?? [], lines, authorities: authorities.count)
            }
        }
        let waiting = adoptions.count { $0.asks(on: visit.today) }
        return try await visit.page(
            Page(
                title: "Who uses what",
                current: "/procedures",
                eyebrow: a(.href("/procedures")) { "Procedures" },
                heading: "Who uses what",
                lead: waiting == 0
                    ? "No authority has a decision waiting."
                    : "\(Words.capitalised(Words.count(waiting, "decision"))) \(waiting == 1 ? "waits" : "wait") at an authority."
            ) {
                if changed.isEmpty { empty("Every authority uses every procedure as the network has it.") }
                sections
                let rest = inUse.filter { changed[$0.id] == nil }
                if !rest.isEmpty {
                    sec("rest", "Used everywhere as the network has them") {
                        rows(
                            rest.map { Row($0.title, "/procedures/\($0.id)", tag: tag("Version \($0.version)")) },
                            empty: ""
                        )
                    }
                }
            }
        )
    }

    /// Of the reader's own authority, where they decide for it.
    static func asking(_ visit: Visit) async throws -> [AdoptionRow] {
        guard let own = visit.signedIn?.person.organisation, visit.allows(.adoptProcedure, [.sameOrganisation]) else {
            return []
        }
        return try await visit.readings.adoptions(at: own).filter { $0.asks(on: visit.today) }
    }

    /// What the reader's own authority has to decide, on Home and above the list of procedures.
    static func toDecide(_ visit: Visit) async throws -> Markup? {
        let asking = try await asking(visit)
        guard !asking.isEmpty else { return nil }
        return sec("decide", "Procedures to decide on", meta: "For your authority") {
            rows(
                asking.map { row in
                    let what =
                        row.pilot.map {
                            "The pilot was to be decided on by \(visit.words.longDay($0.until)). It goes on until somebody decides."
                        }
                        ?? "Your own text is used until somebody decides."
                    return Row(
                        row.title,
                        "/procedures/\(row.procedure)/at/\(row.authority)",
                        meta: what,
                        tag: waits(row, visit)
                    )
                },
                empty: ""
            )
        }
    }

    private static func order(_ adoptions: [AdoptionRow]) -> [String] {
        adoptions.map(\.procedure).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static func section(_ id: String, _ adoptions: [AdoptionRow], _ rows: [[Markup]], authorities: Int)
        -> Markup
    {
        let (title, upstream) =
            adoptions.first.map { ($0.title, $0.upstream) } ?? (id, Upstream(version: 0, isWithdrawn: true))
        let others = authorities - adoptions.count { $0.inUse != nil }
        let network =
            upstream.isWithdrawn
            ? "Withdrawn after version \(upstream.version)" : "The network’s version \(upstream.version)"
        return sec("of-\(id)", title, meta: network) {
            dataTable(
                "Who uses what of \(title)",
                [Column("Authority"), Column("Uses"), Column("Waits")],
                rows: rows
                    + (others > 0
                        ? [
                            [
                                Markup(
                                    text: Words.capitalised(
                                        Words.count(others, "other authority", plural: "other authorities")
                                    )
                                ),
                                Markup(text: upstream.isWithdrawn ? "Not used" : network), Markup(text: "Nothing"),
                            ]
                        ] : []),
                empty: ""
            )
        }
    }

    private static func lines(
        _ adoptions: [AdoptionRow],
        _ organisations: [OrganisationRow],
        _ visit: Visit
    ) async throws -> [[Markup]] {
        var rows: [[Markup]] = []
        for row in adoptions where row.inUse != nil {
            let versions = try await visit.readings.procedureVersions(of: row.procedure)
            let texts = try await visit.readings.localTexts(of: row.procedure, at: row.authority)
            func changes(_ number: Int, on base: Int) -> String {
                let differences = ProcedureDifferences(
                    versions.first { $0.version == base },
                    texts.first { $0.version == number }
                )
                guard let count = differences?.count else { return "changed" }
                return "\(Words.count(count, "clause")) changed"
            }
            var uses: [String] = []
            if let pilot = row.pilot {
                uses.append(
                    "Tries a change to version \(pilot.base) until \(visit.words.day(pilot.until)), \(changes(pilot.number, on: pilot.base))"
                )
            }
            if let own = row.own {
                uses.append(
                    "\(row.pilot == nil ? "Its own text" : "Before: its own text"), on version \(own.base), \(changes(own.number, on: own.base))"
                )
            }
            rows.append([
                a(.href("/procedures/\(row.procedure)/at/\(row.authority)")) {
                    organisations.first { $0.id == row.authority }?.name ?? "An authority"
                },
                ul(.class("plain mb-0")) { for use in uses { li { use } } },
                waits(row, visit),
            ])
        }
        return rows
    }

    private static func waits(_ row: AdoptionRow, _ visit: Visit) -> Markup {
        if let waiting = row.waiting {
            return tag(
                waiting.isWithdrawn ? "Withdrawn: to keep or to stop" : "Version \(waiting.version) to take or decline",
                .due
            )
        }
        if row.isPilotOver(on: visit.today) { return tag("What came of the pilot", .late) }
        if let kept = row.keptAgainst {
            let what = kept.isWithdrawn ? "Kept though withdrawn" : "Version \(kept.version) declined"
            return Markup(text: "\(what): \(ProcedureWords.sentence(row.declinedReason ?? ""))")
        }
        return Markup(text: "Nothing")
    }
}
