import GRDB
package import Ledger

/// How an actor stands to each matter, as SQL: what every query about matters is filtered by.
///
/// Only ids are written into the SQL, so nothing needs quoting.
struct MatterAuthority {
    private let actor: Actor

    init(_ actor: Actor) {
        self.actor = actor
    }

    /// A table expression `seen`: the matters to which the actor may do something, with the actor's relations to each.
    func seen(_ action: Action = .seeMatter) -> String {
        """
        related AS NOT MATERIALIZED (
            SELECT matter.*, \(Self.flags(isGuest: isGuest)) FROM matter LEFT JOIN member AS me ON me.id = \(member)
        ), seen AS NOT MATERIALIZED (SELECT * FROM related WHERE \(filter(action)))
        """
    }

    /// True for a row of `duty` that the actor owes.
    func owes(_ duty: String) -> String {
        """
        (CASE \(duty).kind
            WHEN 'member' THEN \(duty).member = \(member)
            WHEN 'organisation' THEN \(duty).organisation = \(organisation)
            WHEN 'post' THEN \(duty).organisation = \(organisation) AND \(holdsPost(duty))
            WHEN 'all' THEN EXISTS (
                SELECT 1 FROM part WHERE part.duty = \(duty).id AND part.member = \(member) AND part.metAt IS NULL)
            WHEN 'officers' THEN \(isOfficer(duty))
            WHEN 'coordinators' THEN \(isCoordinator)
            ELSE 0 END IS 1)
        """
    }

    /// True for a row of `offer` that the actor can answer.
    var isOffered: String {
        """
        (offer.member = \(member) OR (offer.organisation = \(organisation)
            AND (offer.kind = 'organisation' OR \(holdsPost("offer")))))
        """
    }

    // MARK: Relations

    /// Columns of how the member `me` stands to a row of `matter`.
    static func flags(isGuest: Bool) -> String {
        let organisation = isGuest ? "NULL" : "me.organisation"
        // What was raised under an item that is for named people only by now is no longer for the whole group.
        let isOpen = "NOT EXISTS (SELECT 1 FROM item WHERE item.id = matter.item AND item.marking = 'named')"
        let membership = #"SELECT 1 FROM groupMember WHERE groupMember."group" = matter."group""#
        return """
            coalesce(matter.raiser = me.id, 0) AS isRaiser,
            \(isGuest ? "0" : "EXISTS (\(membership) AND groupMember.member = me.id) AND \(isOpen)") AS isInGroup,
            \(isGuest ? "0" : "EXISTS (\(membership) AND groupMember.member = me.id AND office <> 'member')") AS isOfficer,
            (EXISTS (SELECT 1 FROM holder WHERE holder.matter = matter.id AND (
                    holder.member = me.id OR holder.organisation = \(organisation) OR (holder.kind = 'all' AND EXISTS (
                        SELECT 1 FROM part WHERE part.matter = matter.id AND part.member = me.id))))
                OR EXISTS (SELECT 1 FROM offer WHERE offer.matter = matter.id AND (
                    offer.member = me.id OR offer.organisation = \(organisation)))) AS isHolder
            """
    }

    private static let columns: [(relation: Relation, column: String)] = [
        (.raiser, "isRaiser"), (.inGroup, "isInGroup"), (.officer, "isOfficer"), (.holder, "isHolder"),
    ]

    static func relations(_ row: Row) -> Set<Relation> {
        Set(columns.filter { row[$0.column] as Bool }.map(\.relation))
    }

    /// The policy's own table says which relations let the actor do it.
    private func filter(_ action: Action) -> String {
        if Policy.allows(action, actor, []) { return "1" }
        let columns = Self.columns.filter { Policy.allows(action, actor, [$0.relation]) }.map(\.column)
        let related = columns.isEmpty ? "0" : "(" + columns.joined(separator: " OR ") + ")"
        guard case .guest(let guest) = actor else { return related }
        return guest.matter.map { "id = '\($0)' AND \(related)" } ?? "0"
    }

    // MARK: Who the actor is

    private var isGuest: Bool { if case .guest = actor { true } else { false } }
    private var member: String { actor.member.map { "'\($0)'" } ?? "NULL" }
    private var organisation: String { actor.organisation.map { "'\($0)'" } ?? "NULL" }
    private var isCoordinator: String { actor.roles.contains(.coordinator) ? "1" : "0" }

    /// The post's holder, or everyone there while nobody has the post.
    private func holdsPost(_ table: String) -> String {
        let holders = "SELECT 1 FROM member WHERE member.organisation = \(table).organisation AND standing <> 'left'"
        return """
            (EXISTS (\(holders) AND member.post = \(table).post COLLATE NOCASE AND member.id = \(member))
                OR NOT EXISTS (\(holders) AND member.post = \(table).post COLLATE NOCASE))
            """
    }

    /// An officer of the group, or a coordinator while the group has none.
    private func isOfficer(_ duty: String) -> String {
        let officers = #"SELECT 1 FROM groupMember WHERE groupMember."group" = \#(duty)."group" AND office <> 'member'"#
        return """
            (EXISTS (\(officers) AND groupMember.member = \(member)) OR (\(isCoordinator) AND NOT EXISTS (\(officers))))
            """
    }
}

extension Actor.Guest {
    /// The matter that the link opens, where it opens one: its id begins with what it opens.
    package var matter: ID<Matter>? {
        let parts = link.split(separator: "/")
        guard parts.count > 2, parts[0] == "matter" else { return nil }
        return ID(parts[1])
    }
}
