import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Links with which people choose a password: made for one or many, and shown to whoever passes them on.
///
/// Without a mail server this is how an invitation travels; with one it goes out by mail.
enum Invitations {
    static let routes: [Route] = [
        .get("/members/invite", .role(.manageMembers), page),
        .post("/members/invite", .role(.manageMembers), invite),
        .get("/members/invited", .role(.manageMembers), linksPage),
        .post("/members/invited", .role(.manageMembers), forget),
    ]

    /// A link that waits to be passed on.
    private struct Waiting: Codable, Sendable {
        let member: ID<Member>
        let token: String
    }

    private static let name: StaticString = "invitations"
    /// How long the links are shown, in seconds. They last longer than they are shown.
    private static let shown: Int64 = 60 * 60

    // MARK: Choosing

    private static func page(_ visit: Visit) async throws -> Response {
        try await visit.page(try await choosing(visit, errors: []))
    }

    private static func choosing(_ visit: Visit, errors: [FieldError]) async throws -> Page {
        let present = try await visit.directory().present
        let fresh = present.filter { $0.canBeInvited && $0.standing == .registered }
        let earlier = present.filter { $0.standing == .invited }
        let mails = try await visit.readings.accountMails(as: try visit.actor)
        let isMailed = visit.site.configuration.mailWay == .mail
        let unreachable = present.filter { $0.email == nil }
        return Page(
            title: "Invite members",
            current: "/members",
            heading: "Invite members",
            lead: "Each person gets a link of their own. It works once and lasts 14 days.",
            errors: errors
        ) {
            if fresh.isEmpty, earlier.isEmpty {
                empty {
                    "Everyone with an e-mail address has joined. "
                    a(.href("/members/import")) { "Bring in more people" }
                }
            } else {
                postForm(to: "/members/invite", csrf: visit.csrf, command: visit.newCommand) {
                    if !fresh.isEmpty {
                        checkField(
                            Field("member", "Have not been invited", id: "fresh", errors: errors),
                            fresh.map { choice($0) },
                            selected: Set(fresh.map { "\($0.id)" })
                        )
                    }
                    if !earlier.isEmpty {
                        checkField(
                            Field(
                                "member",
                                "Invited, and have not joined yet",
                                hint: "A new link ends the earlier one.",
                                id: "earlier"
                            ),
                            earlier.map { choice($0, mails[$0.id]?.when(visit.words)) }
                        )
                    }
                    acts {
                        submit(isMailed ? "Send their invitations" : "Make their links")
                        linkButton("Not now", "/members", .plain)
                    }
                }
            }
            if !unreachable.isEmpty {
                sec("unreachable", "Have no e-mail address", meta: "They cannot be invited until they have one") {
                    rows(
                        unreachable.map { Row($0.name, "/members/\($0.id)/edit", meta: $0.organisationName) },
                        empty: ""
                    )
                }
            }
        }
    }

    /// - Parameter state: What became of the mail that invited them, where one did.
    private static func choice(_ entry: Directory.Entry, _ state: String? = nil) -> Choice {
        Choice(
            "\(entry.id)",
            entry.nameAndOrganisation,
            hint: [entry.email, state].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: ". ")
        )
    }

    // MARK: Making links

    private static func invite(_ visit: Visit) async throws -> Response {
        let members = visit.form.all("member").compactMap { ID<Member>($0) }
        guard !members.isEmpty else {
            return try await visit.refusedPage(
                try await choosing(visit, errors: [FieldError("fresh", "Tick at least one person.")])
            )
        }
        guard visit.site.configuration.mailWay == .file else {
            for member in members {
                try await visit.perform(InviteMember(member: member, way: .mail), form: form(visit, member))
            }
            return try await visit.done(
                "/members",
                "\(Words.capitalised(Words.count(members.count, "invitation is", plural: "invitations are"))) on the way."
            )
        }
        for member in members { try await makeLink(for: member, visit) }
        return try await visit.done("/members/invited")
    }

    private static func form(_ visit: Visit, _ member: ID<Member>) -> FormID {
        FormID("\(visit.formID.text)/\(member)") ?? FormID()
    }

    /// Each is kept as soon as it is made: what stops the next one costs none of those before it.
    private static func makeLink(for member: ID<Member>, _ visit: Visit) async throws {
        try await visit.perform(InviteMember(member: member, way: .link), form: form(visit, member))
        let token = try await visit.site.accounts.makeLink(for: member, by: try visit.actor)
        let others = try await visit.draft([Waiting].self, name)?.filter { $0.member != member } ?? []
        try await visit.keepDraft(others + [Waiting(member: member, token: token.text)], as: name, seconds: shown)
    }

    // MARK: Passing them on

    private static func linksPage(_ visit: Visit) async throws -> Response {
        let waiting = try await visit.draft([Waiting].self, name) ?? []
        let directory = try await visit.directory()
        return try await visit.page(
            Page(
                title: "Links to pass on",
                current: "/members",
                heading: waiting.isEmpty
                    ? "No links are waiting" : Words.capitalised(Words.count(waiting.count, "link")) + " to pass on",
                lead: waiting.isEmpty
                    ? nil
                    : "Send each person their own link, and nobody else's: whoever opens it first chooses the password."
            ) {
                if waiting.isEmpty {
                    empty {
                        "Links are shown for an hour after they are made. "
                        a(.href("/members/invite")) { "Make new ones" }
                    }
                } else {
                    dataTable(
                        "Links to pass on",
                        [Column("For"), Column("Their link")],
                        rows: waiting.compactMap { row(visit, $0, directory) },
                        empty: "They have all left."
                    )
                    warn("These links are not shown again after an hour.", "A new one can be made at any time.")
                    pressForm("I have passed them on", to: "/members/invited", csrf: visit.csrf, .primary)
                }
            }
        )
    }

    private static func row(_ visit: Visit, _ waiting: Waiting, _ directory: Directory) -> [Markup]? {
        guard let entry = directory[waiting.member] else { return nil }
        return [
            Markup {
                a(.href("/members/\(entry.id)")) { entry.nameAndOrganisation }
                if let email = entry.email { p(.class("meta mb-0")) { email } }
            },
            Markup(text: "\(visit.site.configuration.origin)/join/\(waiting.token)"),
        ]
    }

    private static func forget(_ visit: Visit) async throws -> Response {
        try await visit.dropDraft(name)
        return try await visit.done("/members", "The links are hidden. They still work.")
    }
}
