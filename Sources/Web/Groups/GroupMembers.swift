import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Who is in a group, and what they do there.
enum GroupMembers {
    // MARK: Putting in

    static func joinPage(_ visit: Visit) async throws -> Response {
        try await visit.page(try await joining(visit, errors: []))
    }

    private static func joining(_ visit: Visit, errors: [FieldError]) async throws -> Page {
        let group = try await visit.group()
        guard !group.hasEnded else { throw Refusal.outOfTurn("This group has ended.") }
        let offices = try await visit.readings.offices(in: group.id)
        let others = try await visit.directory().present.filter { offices[$0.id] == nil }
        let office = visit.form["office"].isEmpty ? Group.Office.member.rawValue : visit.form["office"]
        return Page(
            title: "Put members into a group",
            current: "/members",
            eyebrow: a(.href("/groups/\(group.id)")) { group.name },
            heading: "Who is in \(group.name)?",
            errors: errors
        ) {
            if others.isEmpty {
                empty {
                    "Every member of the network is in it. "
                    a(.href("/members/new")) { "Add a member" }
                }
            } else {
                postForm(to: "/groups/\(group.id)/join", csrf: visit.csrf, command: visit.newCommand) {
                    checkField(
                        Field("members", "Members who are not in it", errors: errors),
                        others.map { Choice("\($0.id)", $0.nameAndOrganisation) },
                        selected: Set(visit.form.all("members")),
                        columns: true
                    )
                    radioField(
                        Field("office", "They join as", errors: errors),
                        Group.Office.choices(),
                        selected: office
                    )
                    acts {
                        submit("Put them in")
                        linkButton("Not now", "/groups/\(group.id)", .plain)
                    }
                }
            }
        }
    }

    static func join(_ visit: Visit) async throws -> Response {
        let group = try await visit.group()
        let members = visit.form.all("members").compactMap { ID<Member>($0) }
        do {
            guard let office = Group.Office(rawValue: visit.form["office"]) else {
                throw Refusal.invalid("office", "Say what they join as.")
            }
            try await visit.perform(JoinGroup(group: group.id, members: members, office: office))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await joining(visit, errors: problems.fieldErrors))
        }
        return try await visit.done(
            "/groups/\(group.id)",
            Words.capitalised(Words.count(members.count, "person is", plural: "people are")) + " in the group now."
        )
    }

    // MARK: Changing and leaving

    /// The person of the address, who is in the group of the address.
    private static func found(_ visit: Visit) async throws -> (GroupRow, Directory.Entry, Group.Office) {
        let group = try await visit.group()
        let member: ID<Member> = try visit.id("member")
        guard let office = try await visit.readings.offices(in: group.id)[member],
            let entry = try await visit.directory()[member]
        else { throw Refusal.notFound }
        return (group, entry, office)
    }

    static func officePage(_ visit: Visit) async throws -> Response {
        let (group, entry, office) = try await found(visit)
        return try await visit.page(
            Page(
                title: "A member of a group",
                current: "/members",
                eyebrow: a(.href("/groups/\(group.id)")) { group.name },
                heading: "\(entry.name) in \(group.name)"
            ) {
                postForm(to: "/groups/\(group.id)/members/\(entry.id)", csrf: visit.csrf, command: visit.newCommand) {
                    radioField(Field("office", "What they do here"), Group.Office.choices(), selected: office.rawValue)
                    acts {
                        submit("Save")
                        linkButton("Cancel", "/groups/\(group.id)", .plain)
                    }
                }
                sec("leave", "They are no longer in it") {
                    p { "They stop being invited to its meetings. What they said there stays." }
                    pressForm(
                        "Take them out of the group",
                        to: "/groups/\(group.id)/members/\(entry.id)/leave",
                        csrf: visit.csrf,
                        command: visit.newCommand
                    )
                }
            }
        )
    }

    static func changeOffice(_ visit: Visit) async throws -> Response {
        let (group, entry, _) = try await found(visit)
        guard let office = Group.Office(rawValue: visit.form["office"]) else {
            throw Refusal.invalid("office", "Say what they do in the group.")
        }
        try await visit.perform(JoinGroup(group: group.id, members: [entry.id], office: office))
        return try await visit.done("/groups/\(group.id)", "Saved.")
    }

    static func leave(_ visit: Visit) async throws -> Response {
        let group = try await visit.group()
        let member: ID<Member> = try visit.id("member")
        try await visit.perform(LeaveGroup(group: group.id, member: member))
        return try await visit.done("/groups/\(group.id)", "They are no longer in the group.")
    }
}
