import HTML
import Hummingbird
import Ledger
import Safeguarding

/// What people asked for that is not theirs: a step out of turn, another authority's matter. Nothing came of it.
enum RefusedPage {
    static let routes: [Route] = [.get("/refused", .role(.seeRefused), page)]

    private static let most = 200

    /// Writes down what somebody sent or asked for, where it was refused.
    static func note(_ refusal: Refusal, _ visit: Visit, _ route: Route) async {
        switch refusal {
        case .notAllowed, .notFound: await record(visit, route)
        case .usedForm: await record(visit, route, "a form that was sent before with other words")
        case .outOfTurn: await noteTooLate(visit, route)
        case .invalid, .unavailable: break
        }
    }

    /// A form without its token, or with that of a session that is over.
    static func noteOldForm(_ visit: Visit, _ route: Route) async {
        await record(visit, route, "an old form, or none of ours")
    }

    /// What came out of turn, or after somebody else was quicker.
    static func noteTooLate(_ visit: Visit, _ route: Route) async {
        guard isOfMatters(route) else { return }
        await record(visit, route, "out of turn")
    }

    /// A form with fields that its procedure does not ask for.
    static func noteUnasked(_ visit: Visit) async {
        await record(visit, "/raise/:procedure", "fields that it does not ask for")
    }

    /// Each form counts. Of pages and files those of a matter do: there somebody asked for what is another's.
    private static func record(_ visit: Visit, _ route: Route, _ why: String? = nil) async {
        guard visit.request.method == .post || isOfMatters(route) else { return }
        await record(visit, route.path, why)
    }

    private static func record(_ visit: Visit, _ path: String, _ why: String?) async {
        guard let actor = await actor(of: visit) else { return }
        let number = (try? visit.parameter("number")).flatMap { Int($0) }
        let place = await AdoptionRoutes.place(visit, path) ?? number.map { "matter \($0)" } ?? "no matter"
        await visit.site.office.gate.recordRefused(actor, path, of: why.map { "\(place), \($0)" } ?? place)
    }

    /// Whoever is signed in, or came by the link of a body and its code. Nobody else is known by anything.
    private static func actor(of visit: Visit) async -> Actor? {
        if let actor = try? visit.actor { return actor }
        return (try? await visit.bodySession())?.actor
    }

    private static func isOfMatters(_ route: Route) -> Bool {
        route.path.hasPrefix("/m/") || route.path.hasPrefix("/body/")
    }

    private static func page(_ visit: Visit) async throws -> Response {
        let rows = try await visit.readings.refusals(limit: most)
        let directory = try await visit.directory()
        return try await visit.page(
            Page(
                title: "Refused",
                heading: "What was refused",
                lead:
                    "Somebody sent a form, or asked for a matter, that is not theirs or was out of turn. Nothing came of it. One is a slip; many are a question to ask."
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
