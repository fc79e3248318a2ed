package import Almanac
import GRDB
package import Ledger

extension Readings {
    /// In whose places somebody may act at a moment.
    package func stands(of member: ID<Member>, at now: Instant) async throws -> [StandIn] {
        try await read { db in try StandIn.all(of: member, at: now, in: db) }
    }
}

extension StandIn {
    static func all(of member: ID<Member>, at now: Instant, in db: Database) throws -> [StandIn] {
        try covers(of: member, at: now, in: db) + deputises(member, at: now, in: db)
    }

    /// How long a deputy may still read what was copied to them after it closed, in days.
    private static let deputyReads = 14

    /// Whoever owes what was copied to somebody, who is their deputy still.
    private static func deputises(_ member: ID<Member>, at now: Instant, in db: Database) throws -> [StandIn] {
        let since = London.instant(London.day(now).adding(days: -deputyReads), .midnight)
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT \(PartyColumns.shown(of: "duty"))
                    FROM deputy JOIN member ON member.id = deputy.member AND \(DeputyReading.isThere)
                    JOIN copied ON copied.member = deputy.member
                    JOIN duty ON duty.id = copied.duty AND duty.copiedAt IS NOT NULL LEFT JOIN member AS debtor ON debtor.id = duty.member
                    WHERE deputy.member = ?1 AND duty.member IS NOT ?1 AND \(DeputyReading.isOfDebtor)
                    """
            ),
            arguments: [member]
        ).compactMap { row in
            var columns = Columns(row)
            return Party(&columns).map { StandIn(.deputy, of: $0, post: $0.post, since: since) }
        }
    }
}

/// In whose place somebody may act, as SQL: what ``MatterAuthority`` adds for each.
struct StandInSQL {
    let stand: StandIn
    private let number: Int

    init(_ stand: StandIn, _ number: Int) { (self.stand, self.number) = (stand, number) }

    private var name: String { ":place\(number)" }

    var arguments: [String: DatabaseValue] {
        [
            "place\(number)Key": stand.of.key.databaseValue, "place\(number)Member": stand.of.member.databaseValue,
            "place\(number)Post": stand.post.databaseValue, "place\(number)Since": stand.since.databaseValue,
        ]
    }

    /// True for a row of `matter` on which they may: never for named people only, on what they raised themselves, nor on
    /// what may be about where they work.
    var allows: String {
        let copied = """
             AND EXISTS (SELECT 1 FROM duty AS late JOIN copied ON copied.duty = late.id AND copied.member = :member
                WHERE late.matter = matter.id AND late.copiedAt IS NOT NULL AND late.partyKey = \(name)Key)
            """
        return """
            (matter.raiser IS NOT :member AND NOT \(MatterAuthority.isForNamed)
                AND (matter.toldInstead IS NULL OR matter.raiserOrganisation IS NOT :organisation)
                AND (matter.ending IS NULL OR matter.endedAt >= \(name)Since)\(stand.reason == .deputy ? copied : ""))
            """
    }

    /// True for a row of `matter` to which they stand so in the place of another. Nil where that never is.
    func relation(_ relation: Relation) -> String? {
        switch (relation, stand.of) {
        case (.deputy, _) where stand.reason == .deputy: and("1")
        case (.holder, .member):
            and(
                """
                (EXISTS (SELECT 1 FROM holder WHERE holder.matter = matter.id AND holder.member = \(name)Member)
                    OR EXISTS (SELECT 1 FROM offer WHERE offer.matter = matter.id AND offer.member = \(name)Member))
                """
            )
        case (.holder, .coordinators):
            and(
                "EXISTS (SELECT 1 FROM holder WHERE holder.matter = matter.id AND holder.kind = 'coordinators')"
            )
        case (.party, .member):
            and("EXISTS (SELECT 1 FROM joined WHERE joined.matter = matter.id AND joined.member = \(name)Member)")
        case (.party, .coordinators):
            and("EXISTS (SELECT 1 FROM joined WHERE joined.matter = matter.id AND joined.kind = 'coordinators')")
        case (.raiser, .member), (.raiser, .post): and(isRaised)
        default: nil
        }
    }

    /// Where no post was recorded, or the raiser's own organisation is implicated, it is the person alone: nobody stands in.
    private var isRaised: String {
        """
        (coalesce(matter.raiserPost IS NOT NULL AND matter.toldInstead IS NULL
            AND matter.raiserOrganisation = :organisation AND matter.raiserPost = \(name)Post COLLATE post, 0)
            OR (matter.text IS NOT NULL AND matter.raiser = \(name)Member))
        """
    }

    /// An action of notes that were brought in may have been raised by nobody who is known: that is no relation either.
    private func and(_ condition: String) -> String { "coalesce(\(allows) AND \(condition), 0)" }

    // MARK: What is owed

    private func on(_ row: String) -> String {
        "EXISTS (SELECT 1 FROM matter WHERE matter.id = \(row).matter AND \(allows))"
    }

    /// Rows of `duty` that they owe in the place of another, each as its number and its matter.
    ///
    /// - Parameters:
    ///   - duty: The table, with the index by which it is read.
    ///   - isOpen: True for those that are asked about.
    func duties(_ duty: String, where isOpen: String) -> [String] {
        // To a deputy falls what was copied to them, and nothing else that the same one owes.
        let copied = """
             AND duty.copiedAt IS NOT NULL
                AND EXISTS (SELECT 1 FROM copied WHERE copied.duty = duty.id AND copied.member = :member)
            """
        let rows = "SELECT rowid, matter FROM \(duty) WHERE \(isOpen)\(stand.reason == .deputy ? copied : "")"
        let post = """
            \(rows) AND organisation = :organisation AND kind = 'post' AND post = \(name)Post COLLATE post
                AND \(on("duty"))
            """
        return switch stand.of {
        // What the raiser alone owes is nobody else's.
        case .member:
            [
                """
                \(rows) AND member = \(name)Member AND (debtor IS NOT 'raiser' OR step IS NULL) AND \(on("duty"))
                """,
                """
                \(rows) AND organisation = :organisation AND kind = 'lead' AND EXISTS (SELECT 1 FROM member
                    WHERE member.id = \(name)Member AND \(MemberReading.isLead("member", of: "duty.organisation")))
                    AND \(on("duty"))
                """,
            ] + (stand.post == nil ? [] : [post])
        case .post: [post]
        case .lead: ["\(rows) AND organisation = :organisation AND kind = 'lead' AND \(on("duty"))"]
        case .coordinators: ["\(rows) AND kind = 'coordinators' AND \(on("duty"))"]
        default: []
        }
    }

    /// What is offered to the one in whose place they are.
    ///
    /// - Parameter offer: True for those that are asked about, with what joins it to more.
    func offers(where offer: String) -> [String] {
        guard stand.reason == .cover, case .member = stand.of else { return [] }
        return ["SELECT matter FROM offer WHERE \(offer)member = \(name)Member AND \(on("offer"))"]
    }

    /// The matters to which they may stand so, found by indexes.
    var related: [String] {
        if stand.reason == .deputy {
            return ["SELECT matter FROM duty WHERE copiedAt IS NOT NULL AND partyKey = \(name)Key"]
        }
        return ["holder", "offer", "joined"].map { "SELECT matter FROM \($0) WHERE member = \(name)Member" }
            + ["SELECT id FROM matter WHERE raiser = \(name)Member"]
    }
}

/// Goes through what happened to one matter, oldest first, and says in whose place each was done.
struct PlacesTaken {
    private var last: (place: StoodIn, left: Int)?

    mutating func place(_ event: any MatterEvent) -> StoodIn? {
        if let place = event as? StoodIn {
            last = (place, place.events)
            return nil
        }
        guard let (place, left) = last, left > 0 else { return nil }
        last = (place, left - 1)
        return place
    }
}

extension MatterViewer {
    /// Those who stand to a matter in the place of another now as they do not stand to it themselves.
    static func standingIn(on matter: ID<Matter>, at now: Instant, in db: Database) throws -> [MatterViewer] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT member.id, member.organisation, member.roles, member.post FROM member WHERE id IN (
                        SELECT cover FROM absence WHERE \(AbsenceReading.isRunning) AND cover IS NOT NULL
                        UNION SELECT copied.member FROM copied JOIN duty ON duty.id = copied.duty
                        WHERE duty.matter = :matter AND duty.copiedAt IS NOT NULL)
                    AND member.standing = 'joined' ORDER BY member.id
                    """
            ),
            arguments: ["now": now, "matter": matter]
        ).compactMap { row in
            let id: ID<Member> = row[0]
            let roles = Set((row[2] as String).split(separator: " ").compactMap { Role(rawValue: String($0)) })
            let actor = Actor.member(
                Actor.Person(
                    id: id,
                    organisation: row[1],
                    roles: roles,
                    post: row[3],
                    stands: try StandIn.all(of: id, at: now, in: db)
                )
            )
            let places = try MatterAuthority(actor).stands(on: matter, db)
            guard !places.isEmpty else { return nil }
            func relations(as actor: Actor) throws -> Set<Relation> {
                try MatterSelection.one("matter.id", matter, as: actor).fetch(db, limit: 1).rows.first?.relations ?? []
            }
            let (found, own) = (try relations(as: actor), try relations(as: actor.standing(in: [])))
            guard !found.isSubset(of: own) else { return nil }
            return MatterViewer(member: id, roles: roles, relations: found, places: places)
        }
    }
}
