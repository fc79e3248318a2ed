import Almanac
package import Ledger
package import Vault

/// One item of an agenda. It may wait for a meeting before it is in one.
///
/// What is about an item (its text, notes, decisions and papers) is sealed under the item, so that whoever presents it
/// can be let in to that and nothing else.
package enum Item {
    package static func stream(_ id: ID<Item>) -> StreamID { StreamID("item", id) }
    package static func subject(_ id: ID<Item>) -> Subject { Subject(.meeting, id) }
}

/// Who may have a paper, an item or an annex. Printed on each page.
package enum Marking: String, Codable, CaseIterable, Comparable, Sendable {
    case named, members, schools, `public`

    package var title: String {
        switch self {
        case .named: "Named people only"
        case .members: "Members"
        case .schools: "Members and their schools"
        case .public: "Public"
        }
    }

    /// The narrower comes first.
    package static func < (left: Marking, right: Marking) -> Bool { left.rank < right.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Something for an agenda.
package struct ItemProposed: DomainEvent {
    package static let type = "item.proposed"
    package let item: ID<Item>
    package let group: ID<Group>
    package let title: Sealed<String>
    package let about: Sealed<String>?
    package let proposer: ID<Member>?
    package let presenter: ID<Member>?
    /// Minutes it should take.
    package let minutes: Int?
    package let marking: Marking
    /// Who may see it, where it is for named people only.
    package let named: [ID<Member>]
    /// Whoever finds a date for it while it waits.
    package let dateOwner: ID<Member>?
}

/// An item is on a meeting's agenda; its place in the order is in ``AgendaSet``.
package struct ItemPlaced: DomainEvent {
    package static let type = "item.placed"
    package let item: ID<Item>
    package let meeting: ID<Meeting>
    /// The number it has in notes that were brought in.
    package let number: String?
}

package struct ItemChanged: DomainEvent {
    package static let type = "item.changed"
    package let item: ID<Item>
    package let title: Sealed<String>
    package let about: Sealed<String>?
    package let presenter: ID<Member>?
    package let minutes: Int?
    package let marking: Marking
    package let named: [ID<Member>]
    package let dateOwner: ID<Member>?
}

package struct ItemTakenOff: DomainEvent {
    package enum Fate: String, Codable, Sendable {
        /// It waits "to be invited to a future meeting".
        case waits
        case dropped
    }
    package static let type = "item.taken-off"
    package let item: ID<Item>
    /// Nil for an item that was waiting.
    package let meeting: ID<Meeting>?
    package let fate: Fate
    /// Whoever finds a date for it. Nil leaves it to whoever did before.
    package let dateOwner: ID<Member>?
    /// Why it was dropped.
    package let reason: Sealed<String>?
}
