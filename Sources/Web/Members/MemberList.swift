import Almanac
import Channels
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Who is in the network.
enum MemberList {
    static let routes: [Route] = [
        .get("/members", .role(.seeNetwork), page),
        .post("/members", .role(.seeNetwork), find),
        .get("/members.csv", .role(.seeNetwork), csv),
    ]

    private static let pageSize = 50

    private static func page(_ visit: Visit) async throws -> Response {
        let directory = try await visit.directory()
        let filter = Filter(visit)
        let found = filter.select(from: directory)
        let pages = max(1, (found.count + pageSize - 1) / pageSize)
        let page = min(visit.pageNumber, pages)
        let shown = Array(found.dropFirst((page - 1) * pageSize).prefix(pageSize))
        return try await list(visit, directory, filter: filter, shown: shown, found: found.count) {
            pager(page: page, of: pages) { filter.link("/members", page: $0) }
        }
    }

    /// By name, which is posted, so that it is in no address and no log.
    private static func find(_ visit: Visit) async throws -> Response {
        let directory = try await visit.directory()
        let words = visit.form["q"].lowercased().split(whereSeparator: \.isWhitespace)
        let found = directory.present.filter { entry in
            let text = [entry.name, entry.organisationName, entry.post ?? "", entry.email ?? ""].joined(separator: " ")
            return words.allSatisfy(text.lowercased().contains)
        }
        return try await list(visit, directory, filter: Filter(), shown: found, found: found.count) { Markup() }
    }

    private static func csv(_ visit: Visit) async throws -> Response {
        let filter = Filter(visit)
        let manages = visit.allows(.manageMembers)
        let headings = ["Name", "E-mail", "Organisation", "Post", "Roles"] + (manages ? ["Standing"] : [])
        let rows = filter.select(from: try await visit.directory()).map { entry in
            [
                entry.name, entry.email ?? "", entry.organisationName, entry.post ?? "",
                entry.roles.map(\.title).sorted().joined(separator: ", "),
            ] + (manages ? [entry.standing.title] : [])
        }
        return .file(
            CSVWriter.bytes(headings: headings, rows: rows),
            type: "text/csv; charset=utf-8",
            name: "members \(visit.today.iso).csv"
        )
    }

    // MARK: The page

    private static func list(
        _ visit: Visit,
        _ directory: Directory,
        filter: Filter,
        shown: [Directory.Entry],
        found: Int,
        pager: () -> Markup
    ) async throws -> Response {
        let manages = visit.allows(.manageMembers)
        let organisations = try await visit.organisationChoices(first: "All")
        let present = directory.present
        let looksFor = visit.form["q"]
        return try await visit.page(
            Page(
                title: "Members",
                current: "/members",
                heading: Words.capitalised(Words.count(present.count, "member")),
                lead: manages ? standings(present) : nil,
                underLead: manages ? managerActs(present) : networkActs(besides: "/members") {}
            ) {
                if manages, directory.count == 1 {
                    firstSteps
                } else {
                    panels(visit, filter, organisations, manages)
                }
                sec(
                    "list",
                    heading(found: found, of: present.count, filter, looksFor: looksFor),
                    more: looksFor.isEmpty && found > 0
                        ? ("Save as CSV", filter.link("/members.csv", page: 1)) : nil
                ) {
                    dataTable(
                        "Members",
                        columns(manages),
                        rows: shown.map { row($0, manages) },
                        empty: "Nobody fits. Ask for less, or choose All."
                    )
                    pager()
                }
            }
        )
    }

    @Contents
    private static func panels(_ visit: Visit, _ filter: Filter, _ organisations: [Choice], _ manages: Bool) -> Markup {
        searchPanel(to: "/members", csrf: visit.csrf, button: "Find") {
            textField(Field("q", "Name, post, organisation or e-mail"), value: visit.form["q"], kind: .search)
        }
        filterPanel(to: "/members") {
            selectField(Field("role", "Role"), roleChoices, selected: filter.role?.rawValue ?? "")
            selectField(
                Field("organisation", "Organisation"),
                organisations,
                selected: filter.organisation.map { "\($0)" } ?? ""
            )
            if manages {
                selectField(
                    Field("standing", "Standing"),
                    [Choice("", "All who are here")] + MemberRow.Standing.all.map { Choice($0.rawValue, $0.title) },
                    selected: filter.standing?.rawValue ?? ""
                )
            }
        }
    }

    private static func heading(found: Int, of all: Int, _ filter: Filter, looksFor: String) -> String {
        if !looksFor.isEmpty { return "\(Words.capitalised(Words.count(found, "member"))) found" }
        return filter == Filter() ? "Everyone" : "\(Words.number(found)) of \(Words.number(all))"
    }

    private static func columns(_ manages: Bool) -> [Column] {
        [Column("Name"), Column("Organisation"), Column("Post"), Column("Role")] + (manages ? [Column("Standing")] : [])
    }

    private static func row(_ entry: Directory.Entry, _ manages: Bool) -> [Markup] {
        [
            a(.href("/members/\(entry.id)")) { entry.name },
            a(.href("/organisations/\(entry.organisation)")) { entry.organisationName },
            Markup(text: entry.post ?? "Not given"), Markup(text: entry.roleTitles),
        ] + (manages ? [entry.standingTag] : [])
    }

    private static func standings(_ present: [Directory.Entry]) -> String {
        func count(_ standing: MemberRow.Standing) -> Int { present.count { $0.standing == standing } }
        return [
            (count(.joined), "have joined", "has joined"), (count(.invited), "are invited", "is invited"),
            (count(.registered), "have not been invited", "has not been invited"),
        ].filter { $0.0 > 0 }
            .map { "\(Words.number($0.0)) \($0.0 == 1 ? $0.2 : $0.1)" }.joined(separator: ", ") + "."
    }

    private static func managerActs(_ present: [Directory.Entry]) -> Markup {
        networkActs(besides: "/members") {
            linkButton("Add a member", "/members/new", .primary)
            linkButton("Bring in many", "/members/import")
            if present.contains(where: { $0.canBeInvited }) { linkButton("Invite", "/members/invite") }
            linkButton("What was refused", "/refused", .plain)
        }
    }

    /// For whoever has just begun a network.
    private static var firstSteps: Markup {
        sec("first", "You are the only member so far") {
            p {
                "Bring in the people you already have: "
                a(.href("/members/import")) { "a list from a spreadsheet, an address book or a mail" }
                ". The organisations can come first: "
                a(.href("/organisations")) { "London's 33 authorities are ready" }
                "."
            }
        }
    }

    static let roleChoices = [Choice("", "All")] + Role.allCases.map { Choice($0.rawValue, $0.title) }

    /// What the list is narrowed to. Nobody's name, so it stands in the address.
    struct Filter: Hashable {
        var role: Role?
        var organisation: ID<Organisation>?
        var standing: MemberRow.Standing?

        init() {}

        init(_ visit: Visit) {
            role = visit.query("role").flatMap(Role.init)
            organisation = visit.query("organisation").flatMap { ID($0) }
            if visit.allows(.manageMembers) { standing = visit.query("standing").flatMap(MemberRow.Standing.init) }
        }

        func select(from directory: Directory) -> [Directory.Entry] {
            directory.sorted.filter { entry in
                (standing.map { entry.standing == $0 } ?? (entry.standing != .left))
                    && (role.map(entry.roles.contains) ?? true)
                    && (organisation.map { entry.organisation == $0 } ?? true)
            }
        }

        func link(_ path: Link, page: Int) -> Link {
            let base: Link =
                "\(path)?role=\(role?.rawValue ?? "")&organisation=\(organisation.map { "\($0)" } ?? "")"
            return "\(base)&standing=\(standing?.rawValue ?? "")&page=\(page)"
        }
    }
}

extension Directory.Entry {
    /// Whether a link would bring this person in.
    var canBeInvited: Bool { email != nil && (standing == .registered || standing == .invited) }
}
