import HTML
import Hummingbird
import Ledger
import Safeguarding

/// What people asked for that is not theirs: a step out of turn, another authority's matter. Nothing came of it.
enum RefusedPage {
    static let routes: [Route] = [.get("/refused", .role(.seeRefused), page)]

    private static let most = 200

    /// Writes down what a form asked of a matter, where the Gate said no.
    static func note(_ refusal: Refusal, _ visit: Visit, _ route: Route) async {
        // To ask for a file is more than to mistype an address.
        let isTold =
            visit.request.method == .post && (route.path.hasPrefix("/m/") || AdoptionRoutes.decides(route))
            || route.path == "/m/:number/files/:file"
        guard isTold, let actor = try? visit.actor else { return }
        switch refusal {
        case .notAllowed, .notFound: break
        default: return
        }
        let number = (try? visit.parameter("number")).flatMap { Int($0) }
        let place = AdoptionRoutes.decides(route) ? await AdoptionRoutes.place(visit) : nil
        await visit.site.office.gate.recordRefused(
            actor,
            route.path,
            of: place ?? number.map { "matter \($0)" } ?? "no matter"
        )
    }

    private static func page(_ visit: Visit) async throws -> Response {
        let rows = try await visit.readings.refusals(limit: most)
        let directory = try await visit.directory()
        return try await visit.page(
            Page(
                title: "Refused",
                heading: "What was refused",
                lead:
                    "Somebody sent a form for what is not theirs. Nothing came of it. One is a slip; many are a question to ask."
            ) {
                dataTable(
                    "What was refused",
                    [Column("When"), Column("Who"), Column("What they sent"), Column("Of what")],
                    rows: rows.map { row in
                        [
                            Markup(text: visit.words.moment(row.at)), Markup(text: directory.name(row.member)),
                            Markup(text: row.action), Markup(text: row.place),
                        ]
                    },
                    empty: "Nothing was refused so far."
                )
                if rows.count == most { p(.class("meta")) { "The latest \(most) are shown. The ledger has them all." } }
            }
        )
    }
}
