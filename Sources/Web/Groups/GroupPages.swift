import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Groups: formed, named, ended.
enum GroupPages {
    // MARK: The list

    static func list(_ visit: Visit) async throws -> Response {
        let groups = try await visit.readings.groups()
        let own = try await visit.readings.offices(of: try visit.person.id)
        let manages = visit.allows(.manageGroups)
        let open = groups.filter { !$0.hasEnded }
        let ended = groups.filter(\.hasEnded)
        return try await visit.page(
            Page(
                title: "Groups",
                current: "/members",
                heading: Words.capitalised(Words.count(open.count, "group")),
                lead: "A group is a set of members that meets: the network itself, a steering group, a working group.",
                underLead: networkActs(besides: "/groups") {
                    if manages { linkButton("Form a group", "/groups/new", .primary) }
                }
            ) {
                sec("open", "Groups that meet") {
                    rows(
                        open.map { row($0, own[$0.id]) },
                        empty: manages
                            ? "There is no group yet. Form one, and its meetings can be called."
                            : "There is no group yet."
                    )
                }
                if !ended.isEmpty {
                    sec("ended", "Groups that have ended") { rows(ended.map { row($0, own[$0.id]) }, empty: "") }
                }
            }
        )
    }

    private static func row(_ group: GroupRow, _ office: Group.Office?) -> Row {
        Row(
            group.name,
            "/groups/\(group.id)",
            meta: [Words.capitalised(Words.count(group.members, "member")), group.purpose].compactMap(\.self)
                .joined(separator: ". "),
            tag: office.map { tag($0 == .member ? "You are in it" : "You are its \($0.title.lowercased())") }
        )
    }

    // MARK: One group

    static func page(_ visit: Visit) async throws -> Response {
        let group = try await visit.group()
        let offices = try await visit.readings.offices(in: group.id)
        let people = try await visit.directory().present.filter { offices[$0.id] != nil }
        let manages = visit.allows(.manageGroups) && !group.hasEnded
        let runs = visit.allows(.runMeeting, try await visit.readings.relations(of: try visit.actor, to: group.id))
        let officers = people.filter { offices[$0.id]?.runsMeetings == true }
        return try await visit.page(
            Page(
                title: "Group",
                current: "/members",
                eyebrow: a(.href("/groups")) { "Groups" },
                heading: group.name,
                lead: group.purpose,
                underLead: manages || runs
                    ? acts {
                        if manages { linkButton("Put members in", "/groups/\(group.id)/join", .primary) }
                        if runs { linkButton("Circulation list", "/groups/\(group.id)/circulation") }
                        if manages {
                            linkButton("Change its name", "/groups/\(group.id)/edit")
                            linkButton("End this group", "/groups/\(group.id)/end", .plain)
                        }
                    } : nil
            ) {
                if group.hasEnded { p { tag("Has ended", .shut, boxed: true) } }
                if manages, officers.isEmpty {
                    warn("Nobody runs this group's meetings yet.", "Put in a chair or a clerk.")
                }
                sec("members", Words.capitalised(Words.count(people.count, "member"))) {
                    rows(
                        people.sorted { rank(offices[$0.id]) < rank(offices[$1.id]) }.map { entry in
                            Row(
                                entry.name,
                                "/members/\(entry.id)",
                                meta: entry.organisationName,
                                tag: offices[entry.id].flatMap { $0 == .member ? nil : tag($0.title) },
                                acts: manages
                                    ? linkButton(
                                        "Change",
                                        "/groups/\(group.id)/members/\(entry.id)",
                                        .plain,
                                        about: "what \(entry.name) does here"
                                    ) : nil
                            )
                        },
                        empty: "Nobody is in it yet."
                    )
                }
            }
        )
    }

    private static func rank(_ office: Group.Office?) -> Int {
        switch office {
        case .chair: 0
        case .clerk: 1
        case .member, nil: 2
        }
    }

    // MARK: Forming and naming

    static func newPage(_ visit: Visit) async throws -> Response {
        try await visit.page(naming(visit, nil, name: "", purpose: "", errors: []))
    }

    static func form(_ visit: Visit) async throws -> Response {
        let group: ID<Group> = visit.newID()
        do {
            try await visit.perform(FormGroup(group: group, name: visit.form["name"], purpose: visit.form["purpose"]))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(
                naming(
                    visit,
                    nil,
                    name: visit.form["name"],
                    purpose: visit.form["purpose"],
                    errors: problems.fieldErrors
                )
            )
        }
        return try await visit.done("/groups/\(group)/join", "The group is formed. Now say who is in it.")
    }

    static func editPage(_ visit: Visit) async throws -> Response {
        let group = try await visit.group()
        return try await visit.page(naming(visit, group, name: group.name, purpose: group.purpose ?? "", errors: []))
    }

    static func edit(_ visit: Visit) async throws -> Response {
        let group = try await visit.group()
        do {
            try await visit.perform(
                FormGroup(group: group.id, name: visit.form["name"], purpose: visit.form["purpose"])
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(
                naming(
                    visit,
                    group,
                    name: visit.form["name"],
                    purpose: visit.form["purpose"],
                    errors: problems.fieldErrors
                )
            )
        }
        return try await visit.done("/groups/\(group.id)", "Saved.")
    }

    private static func naming(
        _ visit: Visit,
        _ group: GroupRow?,
        name: String,
        purpose: String,
        errors: [FieldError]
    ) -> Page {
        let heading = group.map { "Change \($0.name)" } ?? "Form a group"
        let back: Link = group.map { "/groups/\($0.id)" } ?? "/groups"
        return Page(
            title: group == nil ? "Form a group" : "Change a group",
            current: "/members",
            eyebrow: a(.href("/groups")) { "Groups" },
            heading: heading,
            errors: errors
        ) {
            postForm(
                to: group.map { "/groups/\($0.id)/edit" } ?? "/groups/new",
                csrf: visit.csrf,
                command: visit.newCommand
            ) {
                textField(
                    Field("name", "Name", hint: "As it stands on its papers.", errors: errors),
                    value: name,
                    width: .long
                )
                textArea(
                    Field("purpose", "What it is for, if that needs saying", errors: errors),
                    value: purpose,
                    rows: 3
                )
                acts {
                    submit(group == nil ? "Form this group" : "Save")
                    linkButton("Cancel", back, .plain)
                }
            }
        }
    }

    // MARK: Ending

    static func endPage(_ visit: Visit) async throws -> Response {
        let group = try await visit.group()
        guard !group.hasEnded else { throw Refusal.outOfTurn("This group has ended already.") }
        return try await visit.page(
            Page(
                title: "End a group",
                current: "/members",
                eyebrow: a(.href("/groups/\(group.id)")) { group.name },
                heading: "End \(group.name)?"
            ) {
                ul {
                    li { "Its meetings, notes and decisions stay, for those who were in it." }
                    li { "Its open actions stay with whoever holds them." }
                    li { "Nobody can be put into it any more." }
                }
                postForm(to: "/groups/\(group.id)/end", csrf: visit.csrf, command: visit.newCommand) {
                    acts {
                        submit("End this group")
                        linkButton("Keep it", "/groups/\(group.id)", .plain)
                    }
                }
            }
        )
    }

    static func end(_ visit: Visit) async throws -> Response {
        let group = try await visit.group()
        try await visit.perform(EndGroup(group: group.id))
        return try await visit.done("/groups", "\(group.name) has ended.")
    }
}
