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
        return try await visit.page(editPage(visit, scene, ItemForm(scene), []))
    }

    static func edit(_ visit: Visit) async throws -> Response {
        let scene = try await ItemScene(visit)
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
                    linkButton("Take it off", "/items/\(scene.item.id)/off")
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

/// One item with its words open.
struct ItemScene {
    let item: ItemRow
    let title: String
    let about: String
    let relations: Set<Relation>
    let directory: Directory

    init(_ visit: Visit) async throws {
        let actor = try visit.actor
        guard let item = try await visit.readings.item(try visit.id("item"), as: actor) else { throw Refusal.notFound }
        let relations = try await visit.readings.relations(of: actor, to: item.group)
        let opener = try await visit.opener(.seeMeetings, relations, .these([Item.subject(item.id)]))
        self.item = item
        self.relations = relations
        title = item.title.flatMap { opener.text($0) } ?? ""
        about = item.about.flatMap { opener.text($0) } ?? ""
        directory = try await visit.site.office.names(for: actor, .seeMeetings, relations)
    }

    var back: Link { item.meeting.map { "/meetings/\($0)/agenda" } ?? "/meetings" }
}

/// An item as somebody typed it.
struct ItemForm {
    var group = ""
    var title = ""
    var about = ""
    var presenter = ""
    var minutes = ""
    var marking = Marking.members.rawValue
    var named: Set<String> = []
    var dateOwner = ""

    init() {}

    init(_ form: Form) {
        (group, title, about) = (form["group"], form["title"], form["about"])
        (presenter, minutes, dateOwner) = (form["presenter"], form["minutes"], form["dateOwner"])
        marking = form["marking"]
        named = Set(form.all("named"))
    }

    init(_ scene: ItemScene) {
        (title, about) = (scene.title, scene.about)
        presenter = scene.item.presenter.map { "\($0)" } ?? ""
        minutes = scene.item.minutes.map { "\($0)" } ?? ""
        marking = scene.item.marking.rawValue
        named = Set(scene.item.named.map { "\($0)" })
        dateOwner = scene.item.dateOwner.map { "\($0)" } ?? ""
    }

    func details() throws(Refusal) -> ItemDetails {
        var length: Int?
        if !minutes.isEmpty {
            guard let number = Int(minutes) else {
                throw .invalid("minutes", "Give the minutes as a number, or leave them out.")
            }
            length = number
        }
        guard let marking = Marking(rawValue: marking) else { throw .invalid("marking", "Choose who may see it.") }
        return ItemDetails(
            title: title,
            about: about,
            presenter: ID(presenter),
            minutes: length,
            marking: marking,
            named: named.compactMap { ID($0) }.sorted(),
            dateOwner: ID(dateOwner)
        )
    }

    func fields(_ directory: Directory, waits: Bool, _ errors: [FieldError]) -> Markup {
        Markup {
            textField(Field("title", "What it is about, in a few words", errors: errors), value: title, width: .long)
            textArea(Field("about", "More, if that helps", errors: errors), value: about, rows: 3)
            selectField(
                Field("presenter", "Who presents it", errors: errors),
                directory.choices(first: "Nobody in particular"),
                selected: presenter
            )
            textField(
                Field("minutes", "Minutes it should take", errors: errors),
                value: minutes,
                kind: .digits,
                width: .short
            )
            if waits {
                selectField(
                    Field("dateOwner", "Who finds a date for it", errors: errors),
                    directory.choices(first: "Choose"),
                    selected: dateOwner
                )
            }
            radioField(Field("marking", "Who may see it", errors: errors), Marking.choices, selected: marking)
            namedPeople(directory, named, errors)
        }
    }
}

/// Whom something is for, where it is for named people only. Folded away, as it is seldom wanted.
func namedPeople(_ directory: Directory, _ named: Set<String>, _ errors: [FieldError]) -> Markup {
    details(.open(!named.isEmpty || errors.contains { $0.field == "named" })) {
        summary { "Name the people" }
        checkField(
            Field("named", "For these people only", errors: errors),
            directory.choices(first: nil),
            selected: named,
            columns: true
        )
    }
}
