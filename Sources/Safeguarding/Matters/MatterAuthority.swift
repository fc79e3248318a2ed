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
        ), seen AS NOT MATERIALIZED (SELECT * FROM related AS seen WHERE \(filter(action)))
        """
    }

    /// True for a row of `duty` that the actor owes.
    func owes(_ duty: String) -> String {
        if isGuest { return "((\(duty).kind = 'member' AND \(duty).member = \(member)) IS 1)" }
        return """
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

    /// Columns of how the member `me` stands to a row of `matter`. By a link nobody stands to it but as its holder.
    static func flags(isGuest: Bool) -> String {
        guard !isGuest else {
            return """
                0 AS isRaiser, 0 AS isInGroup, 0 AS isOfficer, 0 AS isHolder, 0 AS isNamed,
                \(isForNamed(and: "1")) AS isForNamed,
                (EXISTS (SELECT 1 FROM holder WHERE holder.matter = matter.id AND holder.member = me.id)
                    OR EXISTS (SELECT 1 FROM offer WHERE offer.matter = matter.id AND offer.member = me.id)) AS isGuest
                """
        }
        let membership = #"SELECT 1 FROM groupMember WHERE groupMember."group" = matter."group""#
        return """
            coalesce(matter.raiser = me.id, 0) AS isRaiser,
            (EXISTS (\(membership) AND groupMember.member = me.id) AND NOT \(isForNamed(and: "1"))) AS isInGroup,
            EXISTS (\(membership) AND groupMember.member = me.id AND office <> 'member') AS isOfficer,
            (EXISTS (SELECT 1 FROM holder WHERE holder.matter = matter.id AND (
                    holder.member = me.id OR holder.organisation = me.organisation OR (holder.kind = 'all' AND EXISTS (
                        SELECT 1 FROM part WHERE part.matter = matter.id AND part.member = me.id))))
                OR EXISTS (SELECT 1 FROM offer WHERE offer.matter = matter.id AND (
                    offer.member = me.id OR offer.organisation = me.organisation))) AS isHolder,
            \(isForNamed(and: MeetingAuthority.isNamedOnItem("me.id"))) AS isNamed,
            \(isForNamed(and: "1")) AS isForNamed, 0 AS isGuest
            """
    }

    /// True for a row of `matter` that was raised under an item for named people only.
    private static func isForNamed(and condition: String) -> String {
        """
        EXISTS (SELECT 1 FROM item WHERE item.id = matter.item AND item.marking = 'named' AND \(condition))
        """
    }

    private static let columns: [(relation: Relation, column: String)] = [
        (.raiser, "isRaiser"), (.inGroup, "isInGroup"), (.officer, "isOfficer"), (.holder, "isHolder"),
        (.named, "isNamed"), (.guest, "isGuest"),
    ]

    static func relations(_ row: Row) -> Set<Relation> {
        Set(columns.filter { row[$0.column] as Bool }.map(\.relation))
    }

    /// The policy's own table says which relations let the actor do it.
    private func filter(_ action: Action) -> String {
        guard case .guest(let guest) = actor else { return related(action) }
        guard let (matter, link) = guest.matterLink else { return "0" }
        return """
            id = '\(matter)' AND \(related(action)) AND EXISTS (SELECT 1 FROM matterLink
                WHERE matterLink.matter = '\(matter)' AND matterLink.member = \(member) AND matterLink.link = '\(link)')
            """
    }

    private func related(_ action: Action) -> String {
        if Policy.allows(action, actor, []) { return "1" }
        let columns = Self.columns.filter { Policy.allows(action, actor, [$0.relation]) }.map { "seen.\($0.column)" }
        return columns.isEmpty ? "0" : "(" + columns.joined(separator: " OR ") + ")"
    }

    /// True for a row of `seen` whose words the actor may read. Whoever runs things sees that it is there, who has it
    /// and by when.
    var opens: String { "(NOT seen.isForNamed OR \(related(.seeNamedPapers)))" }

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
    /// Someone who came by the link of a matter: its id says which matter it opens, and which link of it this is.
    package init(matter: ID<Matter>, link: ID<MatterLink>, member: ID<Member>) {
        self.init(link: "matter/\(matter)/\(link)", member: member)
    }

    /// The matter that the link opens, where it opens one.
    var matterLink: (matter: ID<Matter>, link: ID<MatterLink>)? {
        let parts = link.split(separator: "/")
        guard parts.count == 3, parts[0] == "matter", let matter = ID<Matter>(parts[1]),
            let link = ID<MatterLink>(parts[2])
        else { return nil }
        return (matter, link)
    }
}
