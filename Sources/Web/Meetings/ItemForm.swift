import HTML
import Ledger
import Safeguarding
import Vault

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
        var relations = try await visit.readings.relations(of: actor, to: item.group)
        if item.isPrepared(by: actor.member) { relations.insert(.own) }
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
