import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// One member: seen, added, corrected, removed.
enum MemberPages {
    static let routes: [Route] = [
        .get("/members/new", .role(.manageMembers), newPage),
        .post("/members/new", .role(.manageMembers), register),
        .get("/members/:member", .role(.seeNetwork), page),
        .get("/members/:member/edit", .role(.manageMembers), editPage),
        .post("/members/:member/edit", .role(.manageMembers), edit),
        .get("/members/:member/remove", .role(.manageMembers), removePage),
        .post("/members/:member/remove", .role(.manageMembers), remove),
    ]

    private static func entry(_ visit: Visit) async throws -> Directory.Entry {
        guard let entry = try await visit.directory()[try visit.id("member")] else { throw Refusal.notFound }
        return entry
    }

    private static func present(_ visit: Visit) async throws -> Directory.Entry {
        let entry = try await entry(visit)
        guard entry.standing != .left else { throw Refusal.outOfTurn("\(entry.name) has left the network.") }
        return entry
    }

    static func crumb(_ entry: Directory.Entry) -> Markup {
        Markup {
            a(.href("/members")) { "Members" }
            ", "
            a(.href("/organisations/\(entry.organisation)")) { entry.organisationName }
        }
    }

    // MARK: One member

    private static func page(_ visit: Visit) async throws -> Response {
        let entry = try await entry(visit)
        let manages = visit.allows(.manageMembers)
        let offices = try await visit.readings.offices(of: entry.id)
        let groups = try await visit.readings.groups().filter { offices[$0.id] != nil }
        let deputises = try await DeputyPages.facts(entry.id, visit)
        let away = try await AbsencePages.facts(entry.id, visit)
        let isArranged =
            entry.standing == .joined && visit.allows(.arrangeAbsence, AbsencePages.relations(entry, visit))
        return try await visit.page(
            Page(title: "Member", current: "/members", eyebrow: crumb(entry), heading: entry.name) {
                split {
                    let known = [
                        Fact("E-mail") {
                            if let email = entry.email { a(.href(.mail(to: email))) { email } } else { "Not given" }
                        },
                        Fact("Organisation", entry.organisationName),
                        Fact("Post", entry.post ?? "Not given"),
                        Fact("Roles", entry.roleTitles),
                    ]
                    facts(known + deputises + away)
                    if isArranged {
                        p { a(.class("go"), .href("/members/\(entry.id)/absence")) { "When they are away" } }
                    }
                    if entry.standing == .left, visit.allows(.erase), entry.name != Opener.erasedName {
                        acts { linkButton("Erase their details", "/members/\(entry.id)/erase") }
                    }
                    if manages, entry.standing != .left {
                        acts {
                            linkButton("Change these", "/members/\(entry.id)/edit")
                            if entry.id != (try? visit.person.id) {
                                linkButton("Remove from the network", "/members/\(entry.id)/remove", .plain)
                            }
                        }
                    }
                    sec("groups", "Groups") {
                        rows(
                            groups.map { group in
                                Row(group.name, "/groups/\(group.id)", meta: offices[group.id]?.title ?? "")
                            },
                            empty: "In no group."
                        )
                    }
                } margin: {
                    marginSection("standing", "Standing") {
                        p { entry.standingTag }
                        if manages { invitation(visit, entry) }
                    }
                }
            }
        )
    }

    @Contents
    private static func invitation(_ visit: Visit, _ entry: Directory.Entry) -> Markup {
        switch entry.standing {
        case .left: p(.class("meta")) { "Cannot sign in. What they did stays." }
        case .registered where entry.email == nil:
            p(.class("meta")) { "Give them an e-mail address and they can be invited." }
        case .registered: invite(visit, entry, "Invite", "The link works once and lasts 14 days.")
        case .invited: invite(visit, entry, "Make a new link", "The earlier link ends when you do.")
        case .joined: invite(visit, entry, "Make a password link", "For someone who has forgotten their password.")
        }
    }

    private static func invite(_ visit: Visit, _ entry: Directory.Entry, _ label: String, _ hint: String) -> Markup {
        Markup {
            pressForm(
                label,
                to: "/members/invite",
                csrf: visit.csrf,
                command: visit.newCommand,
                entry.standing == .registered ? .primary : .quiet,
                hidden: [(name: "member", value: "\(entry.id)")]
            )
            p(.class("meta mt-2")) { hint }
        }
    }

    // MARK: Adding

    private static func newPage(_ visit: Visit) async throws -> Response {
        var values = MemberForm()
        values.organisation = visit.query("organisation") ?? ""
        return try await visit.page(try await addition(visit, values, errors: []))
    }

    private static func addition(_ visit: Visit, _ values: MemberForm, errors: [FieldError]) async throws -> Page {
        let fields = try await values.fields(visit, errors)
        return Page(
            title: "Add a member",
            current: "/members",
            heading: "Add a member",
            lead: "Nobody is told yet. You invite them afterwards.",
            errors: errors
        ) {
            postForm(to: "/members/new", csrf: visit.csrf, command: visit.newCommand) {
                fields
                acts {
                    submit("Add this member")
                    linkButton("Cancel", "/members", .plain)
                }
            }
        }
    }

    private static func register(_ visit: Visit) async throws -> Response {
        let values = MemberForm(visit.form)
        let member: ID<Member> = visit.newID()
        do {
            let details = try await values.details(visit)
            try await visit.perform(RegisterMembers([.init(member: member, details: details)]))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await addition(visit, values, errors: problems.fieldErrors))
        }
        return try await visit.done("/members/\(member)", "\(values.name) is a member now.")
    }

    // MARK: Correcting

    private static func editPage(_ visit: Visit) async throws -> Response {
        let entry = try await present(visit)
        return try await visit.page(try await correction(visit, entry, MemberForm(entry), errors: []))
    }

    private static func correction(
        _ visit: Visit,
        _ entry: Directory.Entry,
        _ values: MemberForm,
        errors: [FieldError]
    ) async throws -> Page {
        let fields = try await values.fields(visit, errors)
        return Page(
            title: "Change a member",
            current: "/members",
            eyebrow: crumb(entry),
            heading: "Change \(entry.name)",
            errors: errors
        ) {
            postForm(to: "/members/\(entry.id)/edit", csrf: visit.csrf, command: visit.newCommand) {
                fields
                acts {
                    submit("Save")
                    linkButton("Cancel", "/members/\(entry.id)", .plain)
                }
            }
        }
    }

    private static func edit(_ visit: Visit) async throws -> Response {
        let entry = try await present(visit)
        let values = MemberForm(visit.form)
        let row = try await visit.readings.member(entry.id)
        do {
            try await visit.perform(
                ChangeMember(
                    member: entry.id,
                    details: try await values.details(visit),
                    earlierEmailKey: row?.emailKey
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(
                try await correction(visit, entry, values, errors: problems.fieldErrors)
            )
        }
        return try await visit.done("/members/\(entry.id)", "Saved.")
    }

    // MARK: Removing

    private static func removePage(_ visit: Visit) async throws -> Response {
        let entry = try await present(visit)
        return try await visit.page(
            Page(
                title: "Remove a member",
                current: "/members",
                eyebrow: crumb(entry),
                heading: "Remove \(entry.name) from the network?"
            ) {
                ul {
                    li { "They are signed out everywhere and cannot sign in again." }
                    li { "Links that were made for them end." }
                    li { "They leave every group." }
                    li { "What they said and did stays in the record, with their name." }
                    li { "Actions they hold stay with them until you give them to someone else." }
                }
                postForm(to: "/members/\(entry.id)/remove", csrf: visit.csrf, command: visit.newCommand) {
                    acts {
                        submit("Remove them", about: "from the network")
                        linkButton("Keep them", "/members/\(entry.id)", .plain)
                    }
                }
            }
        )
    }

    private static func remove(_ visit: Visit) async throws -> Response {
        let entry = try await entry(visit)
        try await visit.perform(RemoveMember(member: entry.id))
        try await visit.site.accounts.endAll(of: entry.id)
        return try await visit.done("/members", "\(entry.name) is no longer a member.")
    }
}
