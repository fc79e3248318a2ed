import HTML
import Hummingbird
import Ledger
import Safeguarding

/// A group's circulation list: people without accounts to whom its notes go.
enum CirculationPages {
    static let routes: [Route] = [
        .get("/groups/:group/circulation", .signedIn(.runMeeting), list),
        .post("/groups/:group/circulation", .signedIn(.runMeeting), add),
        .get("/groups/:group/circulation/:correspondent", .signedIn(.runMeeting), editPage),
        .post("/groups/:group/circulation/:correspondent", .signedIn(.runMeeting), edit),
        .post("/groups/:group/circulation/:correspondent/remove", .signedIn(.runMeeting), remove),
    ]

    /// The group of the address, for those who may circulate its notes.
    private static func group(_ visit: Visit) async throws -> GroupRow {
        let group = try await visit.group()
        try visit.check(.runMeeting, try await visit.readings.relations(of: try visit.actor, to: group.id))
        return group
    }

    // MARK: The list

    static func list(_ visit: Visit) async throws -> Response {
        try await visit.page(try await list(visit, try await group(visit), errors: []))
    }

    private static func list(_ visit: Visit, _ group: GroupRow, errors: [FieldError]) async throws -> Page {
        let people = try await visit.correspondents(of: group.id).sorted { $0.name < $1.name }
        return Page(
            title: "Circulation list",
            current: "/members",
            eyebrow: eyebrow(group),
            heading: "Circulation list",
            lead: "People without an account to whom the notes of \(group.name) go, each by a link of their own.",
            errors: errors
        ) {
            sec("list", Words.capitalised(Words.count(people.count, "person", plural: "people"))) {
                rows(
                    people.map { person in
                        Row(
                            person.name,
                            meta: "\(person.email). May receive: \(person.receives.title.lowercased())",
                            acts: linkButton(
                                "Change",
                                "/groups/\(group.id)/circulation/\(person.id)",
                                .plain,
                                about: person.name
                            )
                        )
                    },
                    empty: "Nobody is on it yet."
                )
            }
            if !group.hasEnded {
                sec("add", "Add someone") {
                    postForm(to: "/groups/\(group.id)/circulation", csrf: visit.csrf, command: visit.newCommand) {
                        fields(visit, nil, errors)
                        acts { submit("Put them on the list") }
                    }
                }
            }
        }
    }

    private static func eyebrow(_ group: GroupRow) -> Markup { a(.href("/groups/\(group.id)")) { group.name } }

    private static func fields(_ visit: Visit, _ person: CorrespondentEntry?, _ errors: [FieldError]) -> Markup {
        Markup {
            textField(
                Field("name", "Name", errors: errors),
                value: visit.typed("name") ?? person?.name ?? "",
                width: .long
            )
            textField(
                Field("email", "E-mail address", errors: errors),
                value: visit.typed("email") ?? person?.email ?? "",
                kind: .email,
                width: .long
            )
            radioField(
                Field("receives", "What they may receive", errors: errors),
                [
                    Choice(Marking.members.rawValue, "What is for members", hint: "The notes as members get them."),
                    Choice(
                        Marking.schools.rawValue,
                        "What is for members and their schools",
                        hint: "Only items marked so, or public."
                    ),
                    Choice(Marking.public.rawValue, "What is public"),
                ],
                selected: visit.typed("receives") ?? (person?.receives ?? .schools).rawValue
            )
        }
    }

    // MARK: Adding, changing, removing

    static func add(_ visit: Visit) async throws -> Response {
        let group = try await group(visit)
        do {
            try await save(visit, group, visit.newID())
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await list(visit, group, errors: problems.fieldErrors))
        }
        return try await visit.done("/groups/\(group.id)/circulation", "They are on the list now.")
    }

    private static func save(_ visit: Visit, _ group: GroupRow, _ id: ID<Correspondent>) async throws {
        guard let receives = Marking(rawValue: visit.form["receives"]) else {
            throw Refusal.invalid("receives", "Say what they may receive.")
        }
        let details = try await visit.site.office.details(
            name: visit.form["name"],
            email: visit.form["email"],
            organisation: ID()
        )
        try await visit.perform(SaveCorrespondent(group: group.id, id, details: details, receives: receives))
    }

    private static func found(_ visit: Visit) async throws -> (GroupRow, CorrespondentEntry) {
        let group = try await group(visit)
        let id: ID<Correspondent> = try visit.id("correspondent")
        guard let person = try await visit.correspondents(of: group.id).first(where: { $0.id == id }) else {
            throw Refusal.notFound
        }
        return (group, person)
    }

    static func editPage(_ visit: Visit) async throws -> Response {
        let (group, person) = try await found(visit)
        return try await visit.page(editPage(visit, group, person, []))
    }

    private static func editPage(
        _ visit: Visit,
        _ group: GroupRow,
        _ person: CorrespondentEntry,
        _ errors: [FieldError]
    ) -> Page {
        Page(
            title: "Someone on the circulation list",
            current: "/members",
            eyebrow: eyebrow(group),
            heading: person.name,
            errors: errors
        ) {
            postForm(to: "/groups/\(group.id)/circulation/\(person.id)", csrf: visit.csrf, command: visit.newCommand) {
                fields(visit, person, errors)
                acts {
                    submit("Save")
                    linkButton("Cancel", "/groups/\(group.id)/circulation", .plain)
                }
            }
            sec("remove", "They no longer get the notes") {
                p { "The links they were sent stop working. What went to them stays on record." }
                pressForm(
                    "Take them off the list",
                    to: "/groups/\(group.id)/circulation/\(person.id)/remove",
                    csrf: visit.csrf,
                    command: visit.newCommand
                )
            }
        }
    }

    static func edit(_ visit: Visit) async throws -> Response {
        let (group, person) = try await found(visit)
        do {
            try await save(visit, group, person.id)
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(editPage(visit, group, person, problems.fieldErrors))
        }
        return try await visit.done("/groups/\(group.id)/circulation", "Saved.")
    }

    static func remove(_ visit: Visit) async throws -> Response {
        let group = try await group(visit)
        try await visit.perform(RemoveCorrespondent(group: group.id, try visit.id("correspondent")))
        return try await visit.done("/groups/\(group.id)/circulation", "They are off the list.")
    }
}
