package import Ledger
import Vault

/// What an item is, as somebody typed it.
package struct ItemDetails: Codable, Hashable, Sendable {
    package var title: String
    package var about: String?
    package var presenter: ID<Member>?
    /// Minutes it should take, 1 to 600.
    package var minutes: Int?
    package var marking: Marking
    /// Who may see it, where it is for named people only. Proposer and presenter always may.
    package var named: [ID<Member>]
    /// Whoever finds a date for it while it waits.
    package var dateOwner: ID<Member>?

    package init(
        title: String,
        about: String? = nil,
        presenter: ID<Member>? = nil,
        minutes: Int? = nil,
        marking: Marking = .members,
        named: [ID<Member>] = [],
        dateOwner: ID<Member>? = nil
    ) {
        self.title = title
        self.about = about
        self.presenter = presenter
        self.minutes = minutes
        self.marking = marking
        self.named = named
        self.dateOwner = dateOwner
    }

    var people: [StreamID] { ([presenter, dateOwner].compactMap(\.self) + named).map { Member.stream($0) } }

    func checked(_ past: Past) throws(Refusal) -> ItemDetails {
        var clean = self
        clean.title = try Text.line(title, field: "title", what: "the item a title", limit: 200)
        let about = try Text.lines(about ?? "", field: "about", what: "what it is about", required: false, limit: 5000)
        clean.about = about.isEmpty ? nil : about
        if let minutes, !(1...600).contains(minutes) {
            throw .invalid("minutes", "Give the minutes as a number from 1 to 600, or leave them out.")
        }
        try past.requireMember(presenter, field: "presenter")
        try past.requireMember(dateOwner, field: "dateOwner")
        for person in named { try past.requireMember(person, field: "named") }
        clean.named = marking == .named ? named : []
        return clean
    }

    func proposed(
        _ item: ID<Item>,
        to group: ID<Group>,
        by proposer: ID<Member>?,
        _ context: RuleContext
    ) throws(Refusal) -> ItemProposed {
        ItemProposed(
            item: item,
            group: group,
            title: try context.seal(title, under: Item.subject(item)),
            about: try context.seal(about, under: Item.subject(item)),
            proposer: proposer,
            presenter: presenter,
            minutes: minutes,
            marking: marking,
            named: named,
            dateOwner: dateOwner
        )
    }
}
