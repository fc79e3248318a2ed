import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// One item: proposed for a meeting or to wait, changed, taken off.
enum ItemPages {
    // MARK: For a meeting

    static func newPage(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        return try await visit.page(newPage(visit, sheet, ItemForm(), []))
    }

    static func propose(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let typed = ItemForm(visit.form)
        do {
            try await visit.perform(
                ProposeItem(
                    item: visit.newID(),
                    group: sheet.ref.group,
                    meeting: sheet.meeting.id,
                    try typed.details()
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(newPage(visit, sheet, typed, problems.fieldErrors))
        }
        return try await visit.done("\(sheet.link)/agenda", "It is on the agenda.")
    }

    private static func newPage(_ visit: Visit, _ sheet: MeetingSheet, _ typed: ItemForm, _ errors: [FieldError])
        -> Page
    {
        sheet.page(title: "Propose an item", heading: "Propose an item", errors: errors) {
            postForm(to: "\(sheet.link)/items/new", csrf: visit.csrf, command: visit.newCommand) {
                typed.fields(sheet.directory, waits: false, errors)
                acts {
                    submit("Propose this item")
                    linkButton("Cancel", "\(sheet.link)/agenda", .plain)
                }
            }
        }
    }

    // MARK: To wait

    static func waitPage(_ visit: Visit) async throws -> Response {
        var typed = ItemForm()
        typed.group = visit.query("group") ?? ""
        typed.dateOwner = "\(try visit.person.id)"
        return try await visit.page(try await waitPage(visit, typed, []))
    }

    static func wait(_ visit: Visit) async throws -> Response {
        let typed = ItemForm(visit.form)
        do {
            guard let group = ID<Group>(typed.group) else {
                throw Refusal.invalid("group", "Choose the group it is for.")
            }
            try await visit.perform(ProposeItem(item: visit.newID(), group: group, meeting: nil, try typed.details()))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await waitPage(visit, typed, problems.fieldErrors))
        }
        return try await visit.done("/meetings", "It waits for a future meeting.")
    }

    private static func waitPage(_ visit: Visit, _ typed: ItemForm, _ errors: [FieldError]) async throws -> Page {
        let groups = try await visit.meetingGroups().filter { !$0.group.hasEnded }
        guard !groups.isEmpty else { throw Refusal.notAllowed }
        let relations = groups.reduce(into: Set<Relation>()) { $0.formUnion($1.relations) }
        let directory = try await visit.site.office.names(for: try visit.actor, .seeMeetings, relations)
        let choices =
            (groups.count > 1 ? [Choice("", "Choose")] : []) + groups.map { Choice("\($0.group.id)", $0.group.name) }
        return Page(
            title: "Propose something for later",
            current: "/meetings",
            eyebrow: a(.href("/meetings")) { "Meetings" },
            heading: "Propose something for a future meeting",
            lead: "It waits until somebody finds a date for it.",
            errors: errors
        ) {
            postForm(to: "/meetings/wait", csrf: visit.csrf, command: visit.newCommand) {
                selectField(Field("group", "Group", errors: errors), choices, selected: typed.group)
                typed.fields(directory, waits: true, errors)
                acts {
                    submit("Let it wait")
                    linkButton("Cancel", "/meetings", .plain)
                }
            }
        }
    }

    // MARK: Changing

    static func editPage(_ visit: Visit) async throws -> Response {
        let scene = try await ItemScene(visit)
        try visit.check(.prepareItem, scene.relations)
        return try await visit.page(editPage(visit, scene, ItemForm(scene), []))
    }

    static func edit(_ visit: Visit) async throws -> Response {
        let scene = try await ItemScene(visit)
        try visit.check(.prepareItem, scene.relations)
        let typed = ItemForm(visit.form)
        do {
            try await visit.perform(
                ChangeItem(
                    item: scene.item.id,
                    group: scene.item.group,
                    meeting: scene.item.meeting,
                    try typed.details()
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(editPage(visit, scene, typed, problems.fieldErrors))
        }
        return try await visit.done(scene.back, "Saved.")
    }

    private static func editPage(_ visit: Visit, _ scene: ItemScene, _ typed: ItemForm, _ errors: [FieldError]) -> Page
    {
        Page(
            title: "Change an item",
            current: "/meetings",
            eyebrow: a(.href(scene.back)) { scene.item.meeting == nil ? "Meetings" : "Agenda" },
            heading: "Change this item",
            errors: errors
        ) {
            postForm(to: "/items/\(scene.item.id)/edit", csrf: visit.csrf, command: visit.newCommand) {
                typed.fields(scene.directory, waits: scene.item.meeting == nil, errors)
                acts {
                    submit("Save")
                    if visit.allows(.runMeeting, scene.relations) {
                        linkButton("Take it off", "/items/\(scene.item.id)/off")
                    }
                    linkButton("Cancel", scene.back, .plain)
                }
            }
        }
    }

    // MARK: Taking off

    static func offPage(_ visit: Visit) async throws -> Response {
        let scene = try await ItemScene(visit)
        try visit.check(.runMeeting, scene.relations)
        return try await visit.page(offPage(visit, scene, []))
    }

    static func takeOff(_ visit: Visit) async throws -> Response {
        let scene = try await ItemScene(visit)
        try visit.check(.runMeeting, scene.relations)
        do {
            let fate: TakeItemOff.Fate
            switch visit.form["fate"] {
            case "waits":
                guard let owner = ID<Member>(visit.form["dateOwner"]) else {
                    throw Refusal.invalid("dateOwner", "Say who finds a date for it.")
                }
                fate = .waits(dateOwner: owner)
            case "dropped": fate = .dropped(reason: visit.form["reason"])
            default: throw Refusal.invalid("fate", "Choose what becomes of it.")
            }
            try await visit.perform(
                TakeItemOff(item: scene.item.id, group: scene.item.group, meeting: scene.item.meeting, fate)
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(offPage(visit, scene, problems.fieldErrors))
        }
        return try await visit.done(scene.back, "It is off the agenda.")
    }

    private static func offPage(_ visit: Visit, _ scene: ItemScene, _ errors: [FieldError]) -> Page {
        let owner = visit.form.has("dateOwner") ? visit.form["dateOwner"] : scene.item.dateOwner.map { "\($0)" }
        return Page(
            title: "Take an item off",
            current: "/meetings",
            eyebrow: a(.href(scene.back)) { scene.item.meeting == nil ? "Meetings" : "Agenda" },
            heading: "Take off: \(scene.title)",
            errors: errors
        ) {
            postForm(to: "/items/\(scene.item.id)/off", csrf: visit.csrf, command: visit.newCommand) {
                radioField(
                    Field("fate", "What becomes of it?", errors: errors),
                    [Choice("waits", "It waits for another meeting"), Choice("dropped", "It is dropped")],
                    selected: visit.form["fate"]
                )
                selectField(
                    Field("dateOwner", "If it waits, who finds a date?", errors: errors),
                    scene.directory.choices(first: "Choose"),
                    selected: owner
                )
                textField(
                    Field(
                        "reason",
                        "If it is dropped, why?",
                        hint: "Whoever proposed it is shown this.",
                        errors: errors
                    ),
                    value: visit.form["reason"],
                    width: .long
                )
                acts {
                    submit("Take it off")
                    linkButton("Leave it on", scene.back, .plain)
                }
            }
        }
    }
}
