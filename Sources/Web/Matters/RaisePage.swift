import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Raises an action outside a meeting.
enum RaisePage {
    static func page(_ visit: Visit) async throws -> Response {
        try await visit.page(try await form(visit, errors: []))
    }

    static func raise(_ visit: Visit) async throws -> Response {
        let matter: ID<Matter> = visit.newID()
        do {
            let group: ID<Group>? = ID(visit.form["group"])
            let draft = ActionDraft(
                matter: matter,
                text: visit.form["text"],
                holders: visit.form.all("holder").compactMap(PartyField.choice),
                due: try DueFields.choice(visit.form, group: group),
                group: group,
                raiser: try visit.person.id
            )
            try await visit.perform(RaiseAction(draft))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await form(visit, errors: problems.fieldErrors))
        }
        guard let row = try await visit.readings.matter(matter, as: try visit.actor) else { throw Refusal.notFound }
        return try await visit.done("/m/\(row.number)", "It is raised. Whoever is to do it is asked to say that they have it.")
    }

    private static func form(_ visit: Visit, errors: [FieldError]) async throws -> Page {
        let own = try await visit.readings.offices(of: try visit.person.id)
        let groups = try await visit.readings.groups().filter { group in
            let relations: Set<Relation> = own[group.id].map { $0.runsMeetings ? [.inGroup, .officer] : [.inGroup] } ?? []
            return !group.hasEnded && visit.allows(.raiseAction, relations)
        }
        let isFree = visit.allows(.raiseAction)
        guard isFree || !groups.isEmpty else { return notYours(visit) }
        let relations: Set<Relation> = own.values.contains(where: \.runsMeetings) ? [.officer] : []
        let directory = try await visit.site.office.names(for: try visit.actor, .raiseAction, relations)
        let people = PartyField.choices(directory, try await visit.readings.organisations(), groups: groups, first: "Choose")
        return Page(
            title: "Raise an action",
            heading: "Raise an action",
            lead: "Whoever is to do it is asked to say that they have it. What comes of it goes back to you.",
            errors: errors
        ) {
            postForm(to: "/matters/new", csrf: visit.csrf, command: visit.newCommand) {
                textArea(Field("text", "What is to be done?", errors: errors), value: visit.form["text"], rows: 4)
                holders(visit, people, errors)
                groupField(visit, groups, isFree, errors)
                DueFields(visit, group: nil, hasGroup: !groups.isEmpty, errors: errors).markup
                acts {
                    submit("Raise this action")
                    linkButton("Cancel", "/matters", .plain)
                }
            }
        }
    }

    private static func holders(_ visit: Visit, _ people: [Choice], _ errors: [FieldError]) -> Markup {
        let chosen = visit.form.all("holder")
        return Markup {
            selectField(
                Field("holder", "Who is to do it?", hint: "They are the one who is shown as having it.", errors: errors),
                people,
                selected: chosen.first
            )
            for index in 1..<3 {
                selectField(
                    Field("holder", index == 1 ? "Together with, if there is someone" : "And with", id: "holder-\(index + 1)"),
                    people,
                    selected: chosen.indices.contains(index) ? chosen[index] : nil
                )
            }
        }
    }

    private static func groupField(
        _ visit: Visit,
        _ groups: [GroupRow],
        _ isFree: Bool,
        _ errors: [FieldError]
    ) -> Markup {
        selectField(
            Field("group", "For which group?", hint: "Its members can see it, and its meetings ask about it.", errors: errors),
            (isFree ? [Choice("", "None: only whoever holds it, you and coordinators see it")] : [])
                + groups.map { Choice("\($0.id)", $0.name) },
            selected: visit.form["group"]
        )
    }

    private static func notYours(_ visit: Visit) -> Page {
        Page(title: "Raise an action", heading: "Actions are raised in meetings") {
            empty("The chair, the clerk or the coordinator of a group can raise one. Ask them, or propose an item for the next meeting.")
        }
    }
}
