import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Who the deputies are: at an organisation, in a post there, or of the coordinators.
enum DeputyPages {
    // MARK: What other pages show

    static func relations(_ organisation: ID<Organisation>, _ visit: Visit) -> Set<Relation> {
        visit.signedIn?.person.organisation == organisation ? [.sameOrganisation] : []
    }

    /// The section of an organisation's page.
    static func section(_ organisation: ID<Organisation>, _ visit: Visit) async throws -> Markup {
        let (named, directory) = (try await visit.readings.deputies(at: organisation), try await visit.directory())
        let whole = named.first { $0.of == .organisation(organisation) }
        let posts = named.filter { $0.of.post != nil }
        let mayName = visit.allows(.nameDeputies, relations(organisation, visit))
        return sec("deputies", "Deputies", meta: "What is late is copied to them") {
            rows(
                ([whole].compactMap(\.self) + posts).map { row in
                    Row(
                        Words.list(row.members.map(directory.name)),
                        meta: row.of.post.map { "For: \($0)" } ?? "For all"
                    )
                },
                empty: "None is named. What is late here goes on at once, to the lead or the coordinator."
            )
            if mayName {
                acts { linkButton("Say who is deputy", "/organisations/\(organisation)/deputies") }
            }
        }
    }

    /// What a member's page says.
    static func facts(_ member: ID<Member>, _ visit: Visit) async throws -> [Fact] {
        let of = try await visit.readings.deputises(member)
        guard !of.isEmpty else { return [] }
        let membership = try await visit.readings.membership()
        let words = of.map { party in
            switch party {
            case .coordinators: "the coordinator"
            default: party.post ?? party.organisation.flatMap { membership.name($0) } ?? ""
            }
        }
        return [Fact("Deputy of", Words.list(words))]
    }

    // MARK: At an organisation

    static func page(_ visit: Visit) async throws -> Response {
        let row = try await allowed(visit)
        let post = visit.query("post").flatMap { $0.isEmpty ? nil : $0 }
        let of = Self.of(row, post: post)
        let now = try await visit.readings.deputies(at: row.id).first { $0.of == of }?.members ?? []
        return try await visit.page(try await page(visit, row, post, ticked: Set(now.map { "\($0)" }), []))
    }

    static func name(_ visit: Visit) async throws -> Response {
        let row = try await allowed(visit)
        let post = visit.form["post"].isEmpty ? nil : visit.form["post"]
        let ticked = visit.form.all("deputies")
        do {
            try await visit.perform(NameDeputies(of: of(row, post: post), try members(ticked)))
        } catch Refusal.invalid(let problems) {
            let page = try await page(visit, row, post, ticked: Set(ticked), problems.fieldErrors)
            return try await visit.refusedPage(page)
        }
        return try await visit.done("/organisations/\(row.id)", said(ticked.isEmpty))
    }

    private static func members(_ ticked: [String]) throws(Refusal) -> [ID<Member>] {
        let members = ticked.compactMap { ID<Member>($0) }
        guard members.count == ticked.count else { throw .invalid("deputies", "Choose from the people in the list.") }
        return members
    }

    private static func of(_ row: OrganisationRow, post: String?) -> Party {
        post.map { .post($0, row.id) } ?? .organisation(row.id)
    }

    private static func said(_ isNobody: Bool) -> String {
        isNobody ? "Nobody is named now." : "What is late is copied to them from now on."
    }

    private static func allowed(_ visit: Visit) async throws -> OrganisationRow {
        let row = try await OrganisationPages.row(visit)
        try visit.check(.nameDeputies, relations(row.id, visit))
        return row
    }

    private static func page(
        _ visit: Visit,
        _ row: OrganisationRow,
        _ post: String?,
        ticked: Set<String>,
        _ errors: [FieldError]
    ) async throws -> Page {
        let people = try await visit.directory().present.filter { $0.organisation == row.id && $0.standing == .joined }
        let posts = people.compactMap(\.post).reduce(into: [String]()) { posts, title in
            if !posts.contains(where: { $0.lowercased() == title.lowercased() }) { posts.append(title) }
        }
        let named = try await visit.readings.deputies(at: row.id)
        let back: Link = "/organisations/\(row.id)"
        return Page(
            title: "Deputies",
            current: "/members",
            eyebrow: a(.href(back)) { row.name },
            heading: post.map { "Deputies of: \($0)" } ?? "Deputies at \(row.name)",
            lead: "When something is late, it is copied to them. They read that matter, and may act on it.",
            errors: errors
        ) {
            postForm(to: "\(back)/deputies", csrf: visit.csrf, command: visit.newCommand) {
                if let post { hiddenField("post", post) }
                choices(
                    people,
                    ticked,
                    hint: post == nil ? "For everybody there whose post has no deputy of its own." : nil,
                    errors
                )
                acts {
                    if !people.isEmpty { submit("Save this") }
                    linkButton("Cancel", back, .plain)
                }
            }
            if post == nil, !posts.isEmpty {
                sec("posts", "A post with deputies of its own") {
                    rows(
                        posts.map { title in
                            let own = named.first { $0.of.post?.lowercased() == title.lowercased() }
                            let words = own.map { Words.count($0.members.count, "deputy", plural: "deputies") }
                            return Row(title, "\(back)/deputies?post=\(title)", meta: words ?? "None of its own")
                        },
                        empty: ""
                    )
                }
            }
        }
    }

    private static func choices(
        _ people: [Directory.Entry],
        _ ticked: Set<String>,
        hint: String?,
        _ errors: [FieldError]
    ) -> Markup {
        guard !people.isEmpty else { return empty("Nobody from here has an account yet, so nobody can be deputy.") }
        return checkField(
            Field("deputies", "Who is deputy?", hint: hint, errors: errors),
            people.map { Choice("\($0.id)", $0.name, hint: $0.post) },
            selected: ticked
        )
    }

    // MARK: Of the coordinators

    static func coordinators(_ visit: Visit) async throws -> Response {
        let now = try await visit.readings.deputies(at: nil).first?.members ?? []
        return try await visit.page(try await coordinators(visit, ticked: Set(now.map { "\($0)" }), []))
    }

    static func nameCoordinators(_ visit: Visit) async throws -> Response {
        let ticked = visit.form.all("deputies")
        do {
            try await visit.perform(NameDeputies(of: .coordinators, try members(ticked)))
        } catch Refusal.invalid(let problems) {
            let page = try await coordinators(visit, ticked: Set(ticked), problems.fieldErrors)
            return try await visit.refusedPage(page)
        }
        return try await visit.done("/deputies", said(ticked.isEmpty))
    }

    private static func coordinators(_ visit: Visit, ticked: Set<String>, _ errors: [FieldError]) async throws -> Page {
        let people = try await visit.directory().present.filter {
            $0.standing == .joined && !$0.roles.contains(.coordinator)
        }
        return Page(
            title: "Deputies of the coordinator",
            current: "/members",
            eyebrow: a(.href("/organisations")) { "Organisations" },
            heading: "Deputies of the coordinator",
            lead: "When the coordinator is late, it is copied to them. They know of that matter, and may act on it.",
            errors: errors
        ) {
            postForm(to: "/deputies", csrf: visit.csrf, command: visit.newCommand) {
                if people.isEmpty {
                    empty("Nobody but the coordinators has an account yet, so nobody can be deputy.")
                } else {
                    checkField(
                        Field("deputies", "Who is deputy?", errors: errors),
                        people.map { Choice("\($0.id)", $0.nameAndOrganisation, hint: $0.post) },
                        selected: ticked
                    )
                    acts { submit("Save this") }
                }
            }
        }
    }
}
