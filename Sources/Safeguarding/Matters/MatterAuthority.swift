import GRDB
package import Ledger

/// How an actor stands to each matter, as SQL: what every query about matters is filtered by.
///
/// Who the actor is stands in ``arguments``, never in the SQL, so that a query is compiled once for everyone.
struct MatterAuthority {
    private let actor: Actor
    /// In whose places the actor may act besides.
    private let places: [StandInSQL]

    init(_ actor: Actor) {
        self.actor = actor
        places = actor.stands.enumerated().map { StandInSQL($0.element, $0.offset) }
    }

    /// `:member`, `:organisation`, `:coordinator`, and of a link `:opens` and `:link`.
    var arguments: [String: DatabaseValue] {
        var (opened, link) = (ID<Matter>?.none, DatabaseValue.null)
        switch actor {
        case .guest(let guest): (opened, link) = (guest.matterLink?.matter, (guest.matterLink?.link).databaseValue)
        case .body(let body): (opened, link) = (body.matter, body.link.databaseValue)
        case .member, .system: break
        }
        let own = [
            "member": actor.member.databaseValue, "organisation": actor.organisation.databaseValue,
            "coordinator": actor.roles.contains(.coordinator).databaseValue,
            "opens": opened.databaseValue, "link": link,
        ]
        return places.reduce(into: own) { all, place in all.merge(place.arguments) { $1 } }
    }

    /// True for a row of `matter` to which the actor may do something.
    ///
    /// The policy's own table says which relations let the actor do it.
    func allows(_ action: Action) -> String {
        if isBody {
            return """
                (matter.id = :opens AND \(isRelated(for: action)) AND EXISTS (SELECT 1 FROM bodyLink
                    WHERE bodyLink.matter = matter.id AND bodyLink.organisation = :organisation
                        AND bodyLink.id = :link AND bodyLink.endedAt IS NULL))
                """
        }
        guard isGuest else { return isRelated(for: action) }
        return """
            (matter.id = :opens AND \(isRelated(for: action)) AND EXISTS (SELECT 1 FROM matterLink
                WHERE matterLink.matter = matter.id AND matterLink.member = :member AND matterLink.link = :link))
            """
    }

    private func isRelated(for action: Action) -> String {
        if Policy.allows(action, actor, []) { return "1" }
        let expressions = relations.filter { Policy.allows(action, actor, [$0.relation]) }.map(\.sql)
        return expressions.isEmpty ? "0" : "(" + expressions.joined(separator: " OR ") + ")"
    }

    /// Whether the actor may read the words of a matter. Whoever runs things sees that it is there, who has it and by
    /// when.
    func opens(forNamed isForNamed: Bool, personal isPersonal: Bool, _ relations: Set<Relation>) -> Bool {
        (!isForNamed || Policy.allows(.seeNamedPapers, actor, relations))
            && (!isPersonal || Policy.allows(.readConcern, actor, relations))
    }

    /// Whether the actor sees all that came of a matter under a procedure of the ledger, whomever it was told.
    func seesAll(personal isPersonal: Bool, _ relations: Set<Relation>) -> Bool {
        relations.contains(.holder) || (!isPersonal && actor.isCoordinatorHere)
    }

    /// True for a row of `matter` that was raised under an item for named people only.
    static let isForNamed = isForNamed(and: "1")

    /// True where the actor raised a row of `matter`, or runs the group that it belongs to.
    var asks: String {
        let asking: Set<Relation> = [.raiser, .officer]
        return "(" + relations.filter { asking.contains($0.relation) }.map(\.sql).joined(separator: " OR ") + ")"
    }

    // MARK: What the actor owes

    /// Table expressions: `mine`, the rows of `duty` that the actor owes, and `offered`, the matters that the actor is
    /// asked to take on. Each finds its rows by an index on what is open.
    ///
    /// - Parameter matter: The id of the only one that is asked about, as SQL: what else the actor owes is not looked up.
    func turns(on matter: String? = nil) -> String {
        if isBody {
            return """
                mine (duty, matter) AS MATERIALIZED (
                    SELECT rowid, matter FROM duty
                    WHERE standing = 'open' AND matter = :opens AND organisation = :organisation
                    AND (debtor IS NOT 'raiser' OR kind <> 'post')
                ), offered (matter) AS MATERIALIZED (
                    SELECT matter FROM offer WHERE matter = :opens AND organisation = :organisation
                )
                """
        }
        let duty = matter == nil ? "duty" : "duty INDEXED BY dutyOpenByMatter"
        let isOpen = "duty.standing = 'open'" + (matter.map { " AND duty.matter = \($0)" } ?? "")
        let offer = matter.map { "offer.matter = \($0) AND " } ?? ""
        let inPlace = places.flatMap { $0.duties(duty, where: isOpen) }.map { "\nUNION ALL \($0)" }.joined()
        let offeredInPlace = places.flatMap { $0.offers(where: offer) }.map { "\nUNION \($0)" }.joined()
        guard !isGuest else {
            return """
                mine (duty, matter) AS MATERIALIZED (
                    SELECT rowid, matter FROM \(duty) WHERE \(isOpen) AND member = :member
                ), offered (matter) AS MATERIALIZED (SELECT matter FROM offer WHERE \(offer)member = :member)
                """
        }
        return """
            mine (duty, matter) AS MATERIALIZED (
                SELECT rowid, matter FROM \(duty) WHERE \(isOpen) AND member = :member
                UNION ALL SELECT rowid, matter FROM \(duty) WHERE \(isOpen)
                AND organisation = :organisation AND \(Self.isAddressed("duty"))
                AND (debtor IS NOT 'raiser' OR kind <> 'post' OR \(Self.hasPost("duty")))
                UNION ALL SELECT duty.rowid, duty.matter FROM part JOIN duty ON duty.id = part.duty
                WHERE part.member = :member AND part.metAt IS NULL AND \(isOpen) AND duty.kind = 'all'
                UNION ALL SELECT rowid, matter FROM \(duty)
                WHERE \(isOpen) AND kind = 'officers' AND \(Self.isOfficer("duty"))
                UNION ALL SELECT rowid, matter FROM \(duty)
                WHERE \(isOpen) AND kind = 'coordinators' AND :coordinator
                UNION ALL SELECT rowid, matter FROM \(duty)
                WHERE \(isOpen) AND kind = 'everyone' AND :member IS NOT NULL AND \(Self.isAsked(":member"))\(inPlace)
            ), offered (matter) AS MATERIALIZED (
                SELECT matter FROM offer WHERE \(offer)member = :member
                UNION SELECT matter FROM offer
                WHERE \(offer)organisation = :organisation AND \(Self.isAddressed("offer"))\(offeredInPlace)
            )
            """
    }

    /// Whether what is for the actor's organisation is for them, and not for somebody else there.
    private static func isAddressed(_ table: String) -> String {
        """
        CASE \(table).kind WHEN 'organisation' THEN 1
            WHEN 'lead' THEN EXISTS (SELECT 1 FROM member WHERE member.id = :member
                AND \(MemberReading.isLead("member", of: "\(table).organisation")))
            ELSE \(holdsPost(table)) END
        """
    }

    /// The post's holder, or everyone there while nobody has the post.
    private static func holdsPost(_ table: String) -> String {
        let holders = "SELECT 1 FROM member WHERE member.organisation = \(table).organisation AND standing <> 'left'"
        return """
            (EXISTS (\(holders) AND member.post = \(table).post COLLATE post AND member.id = :member)
                OR NOT EXISTS (\(holders) AND member.post = \(table).post COLLATE post))
            """
    }

    /// What whoever raised something owes is not for a colleague who may not even know of it.
    private static func hasPost(_ table: String) -> String {
        """
        EXISTS (SELECT 1 FROM member WHERE member.id = :member AND member.post = \(table).post COLLATE post)
        """
    }

    /// Whoever raised it says nothing to their own question, and nobody answers twice.
    static func isAsked(_ member: String) -> String {
        """
        (NOT EXISTS (SELECT 1 FROM part WHERE part.duty = duty.id AND part.member = \(member))
            AND NOT EXISTS (SELECT 1 FROM matter WHERE matter.id = duty.matter AND matter.raiser = \(member)))
        """
    }

    /// An officer of the group, or a coordinator while the group has none.
    private static func isOfficer(_ duty: String) -> String {
        let officers = #"SELECT 1 FROM groupMember WHERE groupMember."group" = \#(duty)."group" AND office <> 'member'"#
        return """
            (EXISTS (\(officers) AND groupMember.member = :member) OR (:coordinator AND NOT EXISTS (\(officers))))
            """
    }

    // MARK: Relations

    /// The matters to which the actor may stand in any way, found by indexes, so that nobody's list reads through all there
    /// are; nil where they may do it to any.
    func related(for action: Action) -> String? {
        guard !isGuest, !Policy.allows(action, actor, []) else { return nil }
        let here = "(:organisation, (SELECT organisation FROM member WHERE id = :member))"
        return """
            SELECT id FROM matter WHERE raiser = :member
            UNION SELECT id FROM matter WHERE raiserOrganisation IN \(here)
            UNION SELECT id FROM matter WHERE toldInstead IN \(here)
            UNION SELECT id FROM matter WHERE toldInstead = 'coordinators' AND :coordinator
            UNION SELECT id FROM matter WHERE "group" IN (SELECT "group" FROM groupMember WHERE member = :member)
            UNION SELECT matter.id FROM item JOIN matter ON matter.item = item.id WHERE item.marking = 'named'
            UNION SELECT matter FROM holder WHERE member = :member
            UNION SELECT matter FROM holder WHERE organisation IN \(here)
            UNION SELECT matter FROM holder WHERE kind = 'coordinators' AND :coordinator
            UNION SELECT matter FROM part WHERE member = :member
            UNION SELECT matter FROM offer WHERE member = :member
            UNION SELECT matter FROM offer WHERE organisation IN \(here)
            UNION SELECT matter FROM joined WHERE member = :member
            UNION SELECT matter FROM joined WHERE organisation IN \(here)
            UNION SELECT matter FROM joined WHERE kind = 'coordinators' AND :coordinator
            UNION SELECT matter FROM joined WHERE isEveryone = 1
            \(places.flatMap(\.related).map { "UNION \($0)" }.joined(separator: "\n"))
            """
    }

    /// In which of the places that the actor may take they may act on a matter.
    func stands(on matter: ID<Matter>, _ db: Database) throws -> [StandIn] {
        guard !places.isEmpty else { return [] }
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT \(places.map(\.allows).joined(separator: ", ")) FROM matter WHERE id = :matter"
            ),
            arguments: StatementArguments(arguments.merging(["matter": matter.databaseValue]) { $1 })
        )
        guard let row else { return [] }
        return places.enumerated().filter { row[$0.offset] as Bool }.map(\.element.stand)
    }

    /// Whether they hold a matter, have a part in it, raised it or owe something on it in the place of another, whatever
    /// they do themselves.
    func standsIn(on matter: ID<Matter>, _ db: Database) throws -> Bool {
        let isOpen = "duty.standing = 'open' AND duty.matter = :matter"
        let gained = places.flatMap { place in
            [.holder, .party, .raiser].compactMap(place.relation)
                + place.duties("duty INDEXED BY dutyOpenByMatter", where: isOpen).map { "EXISTS (\($0))" }
        }
        guard !gained.isEmpty else { return false }
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT \(gained.joined(separator: " OR ")) FROM matter WHERE id = :matter"),
            arguments: StatementArguments(arguments.merging(["matter": matter.databaseValue]) { $1 })
        ) ?? false
    }

    /// Columns of how the actor stands to a row of `matter`, in the order that ``relations(_:)`` reads them.
    var flags: String { relations.map(\.sql).joined(separator: ", ") }

    /// The same of the member `me`.
    static var flagsOfMe: String {
        relations(
            of: "me.id",
            in: "me.organisation",
            as: "me.post",
            isCoordinator: "(' ' || me.roles || ' ') LIKE '% coordinator %'",
            officeIn: { condition in
                #"EXISTS (SELECT 1 FROM groupMember WHERE "group" = matter."group" AND member = me.id AND \#(condition))"#
            }
        ).map(\.sql).joined(separator: ", ")
    }

    private static let order: [Relation] = [.inGroup, .officer, .raiser, .holder, .named, .party, .guest, .deputy]

    static func relations(_ columns: inout Columns) -> Set<Relation> {
        var found: Set<Relation> = []
        for relation in order where columns.take() as Bool { found.insert(relation) }
        return found
    }

    private var relations: [(relation: Relation, sql: String)] {
        // For a body nobody stands to it but as that body's own part, and not with every member of the network.
        if isBody { return Self.order.map { ($0, Self.partOfBody($0)) } }
        // By a link nobody stands to it but as its holder, whoever else they are.
        if isGuest { return Self.order.map { ($0, $0 == .guest ? Self.holdsByLink : "0") } }
        let own = Self.relations(
            of: ":member",
            in: "(SELECT organisation FROM member WHERE id = :member)",
            as: "(SELECT post FROM member WHERE id = :member)",
            isCoordinator: ":coordinator",
            officeIn: { condition in
                #"coalesce(matter."group" IN (SELECT "group" FROM groupMember WHERE member = :member AND \#(condition)), 0)"#
            }
        )
        guard !places.isEmpty else { return own }
        return own.map { relation, sql in
            (relation, "(\(([sql] + places.compactMap { $0.relation(relation) }).joined(separator: " OR ")))")
        }
    }

    private static func relations(
        of me: String,
        in organisation: String,
        as post: String,
        isCoordinator: String,
        officeIn: (_ condition: String) -> String
    ) -> [(relation: Relation, sql: String)] {
        order.map { relation in
            let sql =
                switch relation {
                case .inGroup: "(\(officeIn("1")) AND NOT \(isForNamed))"
                case .officer: officeIn("office <> 'member'")
                case .raiser:
                    // Whoever has the post now; where none was recorded, the person.
                    """
                    coalesce(iif(matter.raiserPost IS NULL OR matter.toldInstead IS NOT NULL, matter.raiser = \(me),
                        matter.raiserOrganisation = \(organisation) AND matter.raiserPost = \(post) COLLATE post), 0)
                    """
                case .party:
                    """
                    (coalesce(matter.toldInstead = \(organisation), 0)
                        OR (coalesce(matter.toldInstead = 'coordinators', 0) AND \(isCoordinator))
                        OR EXISTS (SELECT 1 FROM joined WHERE joined.matter = matter.id AND (
                            joined.isEveryone OR joined.member = \(me) OR joined.organisation = \(organisation)
                                OR (joined.kind = 'coordinators' AND \(isCoordinator)))))
                    """
                case .named: isForNamed(and: MeetingAuthority.isNamedOnItem(me))
                case .holder:
                    """
                    (EXISTS (SELECT 1 FROM holder WHERE holder.matter = matter.id AND (
                            holder.member = \(me) OR holder.organisation = \(organisation)
                                OR (holder.kind = 'coordinators' AND \(isCoordinator)) OR (
                                holder.kind = 'all' AND EXISTS (
                                    SELECT 1 FROM part WHERE part.matter = matter.id AND part.member = \(me)))))
                        OR EXISTS (SELECT 1 FROM offer WHERE offer.matter = matter.id AND (
                            offer.member = \(me) OR offer.organisation = \(organisation))))
                    """
                default: "0"
                }
            return (relation, sql)
        }
    }

    private static func isForNamed(and condition: String) -> String {
        """
        EXISTS (SELECT 1 FROM item WHERE item.id = matter.item AND item.marking = 'named' AND \(condition))
        """
    }

    private static let holdsByLink = """
        (EXISTS (SELECT 1 FROM holder WHERE holder.matter = matter.id AND holder.member = :member)
            OR EXISTS (SELECT 1 FROM offer WHERE offer.matter = matter.id AND offer.member = :member))
        """

    private static func partOfBody(_ relation: Relation) -> String {
        switch relation {
        case .holder:
            """
            (EXISTS (SELECT 1 FROM holder WHERE holder.matter = matter.id AND holder.kind = 'organisation'
                AND holder.organisation = :organisation)
                OR EXISTS (SELECT 1 FROM offer WHERE offer.matter = matter.id AND offer.kind = 'organisation'
                    AND offer.organisation = :organisation))
            """
        case .party:
            """
            (coalesce(matter.toldInstead = :organisation, 0) OR EXISTS (SELECT 1 FROM joined
                WHERE joined.matter = matter.id AND joined.kind = 'organisation'
                    AND joined.organisation = :organisation))
            """
        default: "0"
        }
    }

    private var isBody: Bool { if case .body = actor { true } else { false } }
    private var isGuest: Bool { if case .guest = actor { true } else { false } }
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
