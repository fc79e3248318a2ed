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
        let scope = try await Scope(visit)
        guard scope.isFree || !scope.groups.isEmpty else { throw Refusal.notAllowed }
        let matter: ID<Matter> = visit.newID()
        do {
            try await visit.perform(RaiseAction(try draft(visit, matter)))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await form(visit, errors: problems.fieldErrors))
        }
        guard let row = try await visit.readings.matter(matter, as: try visit.actor) else { throw Refusal.notFound }
        return try await visit.done("/m/\(row.number)", try await said(visit, row))
    }

    private static func said(_ visit: Visit, _ row: MatterRow) async throws -> String {
        let actor = try visit.actor
        let group = row.reference.group
        let relations = try await group.asyncFlatMap { try await visit.readings.relations(of: actor, to: $0) } ?? []
        guard RaiseAction.asks(actor, relations) else {
            return "It is raised. Whoever is to do it is asked to say that they have it."
        }
        return visit.form["holder"] == "member/\(try visit.person.id)"
            ? "It is raised, and yours to finish."
            : "It is raised, and they are asked to take it on. You hold it until they do."
    }

    /// Everything that is missing is said at once.
    private static func draft(_ visit: Visit, _ matter: ID<Matter>) throws -> ActionDraft {
        let group: ID<Group>? = ID(visit.form["group"])
        let holders = visit.form.all("holder").compactMap(PartyField.choice)
        var problems: [Refusal.Problem] = []
        if !visit.form["text"].contains(where: { !$0.isWhitespace }) {
            problems.append(Refusal.Problem("text", "Write what is to be done."))
        }
        if holders.isEmpty { problems.append(Refusal.Problem("holder", "Say who is to do this.")) }
        var due = DueChoice.notGiven
        do throws(Refusal) {
            due = try DueFields.choice(visit.form, group: group)
        } catch {
            guard case .invalid(let more) = error else { throw error }
            problems += more
        }
        guard problems.isEmpty else { throw Refusal.invalid(problems) }
        return ActionDraft(
            matter: matter,
            text: visit.form["text"],
            holders: holders,
            due: due,
            group: group,
            raiser: try visit.person.id
        )
    }

    private static func form(_ visit: Visit, errors: [FieldError]) async throws -> Page {
        let scope = try await Scope(visit)
        guard scope.isFree || !scope.groups.isEmpty else { return notYours(visit) }
        let relations: Set<Relation> = scope.groups.isEmpty ? [] : [.inGroup]
        let directory = try await visit.site.office.names(for: try visit.actor, .raiseAction, relations)
        let people = PartyField.choices(
            directory,
            try await visit.readings.organisations(),
            groups: scope.asks ? [] : scope.groups,
            first: "Choose"
        )
        return Page(
            title: "Raise an action",
            heading: "Raise an action",
            lead: scope.asks
                ? "They are asked to take it on, and you hold it until they do. What comes of it goes back to you."
                : "Whoever is to do it is asked to say that they have it. What comes of it goes back to you.",
            errors: errors
        ) {
            postForm(to: "/matters/new", csrf: visit.csrf, command: visit.newCommand) {
                textArea(Field("text", "What is to be done?", errors: errors), value: visit.form["text"], rows: 4)
                holders(visit, people, scope, errors)
                groupField(visit, scope, errors)
                DueFields(visit, group: nil, hasGroup: !scope.groups.isEmpty, errors: errors).markup
                acts {
                    submit("Raise this action")
                    linkButton("Cancel", "/matters", .plain)
                }
            }
        }
    }

    private static func holders(_ visit: Visit, _ people: [Choice], _ scope: Scope, _ errors: [FieldError]) -> Markup {
        let chosen = visit.form.all("holder")
        return Markup {
            selectField(
                Field(
                    "holder",
                    "Who is to do it?",
                    hint: scope.asks ? "You may choose yourself." : "They are the one who is shown as having it.",
                    errors: errors
                ),
                people,
                selected: chosen.first
            )
            for index in 1..<(scope.asks ? 1 : 3) {
                selectField(
                    Field(
                        "holder",
                        index == 1 ? "Together with, if there is someone" : "And with",
                        id: "holder-\(index + 1)"
                    ),
                    people,
                    selected: chosen.indices.contains(index) ? chosen[index] : nil
                )
            }
        }
    }

    private static func groupField(_ visit: Visit, _ scope: Scope, _ errors: [FieldError]) -> Markup {
        selectField(
            Field(
                "group",
                "For which group?",
                hint: "Its members can see it, and its meetings ask about it.",
                errors: errors
            ),
            (scope.isFree ? [Choice("", "None: only whoever holds it, you and coordinators see it")] : [])
                + scope.groups.map { Choice("\($0.id)", $0.name) },
            selected: visit.form["group"]
        )
    }

    private static func notYours(_ visit: Visit) -> Page {
        Page(title: "Raise an action", heading: "Actions are raised by the members of a group") {
            empty("You are in no group that meets. Ask the coordinator to put you into one.")
        }
    }

    /// For whom the reader may raise something.
    private struct Scope {
        let groups: [GroupRow]
        /// Whether it may be for no group.
        let isFree: Bool
        /// Whether the reader says nowhere who is to do it, and asks.
        let asks: Bool

        init(_ visit: Visit) async throws {
            let own = try await visit.readings.offices(of: try visit.person.id)
            func relations(_ group: GroupRow) -> Set<Relation> {
                own[group.id].map { $0.runsMeetings ? [.inGroup, .officer] : [.inGroup] } ?? []
            }
            isFree = visit.allows(.raiseAction)
            groups = try await visit.readings.groups().filter { group in
                !group.hasEnded && visit.allows(.raiseAction, relations(group))
            }
            let actor = try visit.actor
            asks = groups.allSatisfy { RaiseAction.asks(actor, relations($0)) } && RaiseAction.asks(actor, [])
        }
    }
}
