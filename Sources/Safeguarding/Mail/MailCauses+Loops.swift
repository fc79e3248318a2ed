import Almanac
import GRDB
import Ledger

/// Whom to tell of what happened under a procedure.
extension MailCause {
    /// Whoever did it knows. What the mail is about is said nowhere in it.
    static func loop(
        _ row: Row,
        _ matter: ID<Matter>,
        _ position: Int,
        in db: Database
    ) throws -> [MailCause] {
        let (kind, duty): (String, ID<Duty>?) = (row["kind"], row["duty"])
        let actor: String = row["actor"]
        func cause(_ why: Mail.Why, _ people: [ID<Member>]) -> MailCause {
            MailCause(position: position, why: why, to: people.filter { "member/\($0)" != actor })
        }
        switch kind {
        case "owed":
            // Colleagues of whoever brought a step about are told by what they see, not by a mail for each.
            let owing = try owing(matter, duty: duty, in: db)
            let isAnyones = try isForAll(duty, in: db)
            return !isAnyones && owing.contains { "member/\($0)" == actor } ? [] : [cause(.waits([matter]), owing)]
        case "rung-remind": return [cause(.waits([matter]), try owing(matter, duty: duty, in: db))]
        case "rung-copy-deputy":
            let copied = """
                EXISTS (SELECT 1 FROM copied JOIN duty ON duty.id = copied.duty WHERE copied.duty = ?
                    AND copied.member = member.id AND duty.standing = 'open')
                """
            return [cause(.overdue([matter]), try joined(copied, [duty], in: db))]
        case "rung-to-lead": return [cause(.overdue([matter]), try leads(where: duty, in: db))]
        case "rung-to-coordinator": return [cause(.overdue([matter]), try coordinators(in: db))]
        case "rung-tell-raiser": return [cause(.overdue([matter]), try raisers(matter, in: db))]
        case "told":
            let unread = "id IN (SELECT member FROM unread WHERE matter = ?)"
            return [cause(.waits([matter]), try joined(unread, [matter], in: db))]
        case _ where kind.hasPrefix("message/"):
            let readers = Readers(kind.dropFirst("message/".count)) ?? .holder
            return [cause(.waits([matter]), try people(readers, of: matter, in: db))]
        case "entered":
            let entered = "organisation IN (SELECT organisation FROM entered WHERE duty = ?)"
            return [cause(.waits([matter]), try joined(entered, [duty], in: db))]
        case "offered":
            let offered = """
                EXISTS (SELECT 1 FROM offer WHERE offer.matter = ? AND (offer.member = member.id
                    OR offer.organisation = member.organisation))
                """
            return [cause(.waits([matter]), try joined(offered, [matter], in: db))]
        default: return []
        }
    }

    /// The same for bodies without an account, who hear of it by their link.
    static func byLink(
        _ row: Row,
        _ matter: ID<Matter>,
        _ position: Int,
        in db: Database
    ) throws -> MailCause {
        let (kind, duty): (String, ID<Duty>?) = (row["kind"], row["duty"])
        let readers = kind.hasPrefix("message/") ? Readers(kind.dropFirst("message/".count)) ?? .holder : nil
        let condition: String? =
            switch kind {
            case "owed", "rung-remind", "rung-copy-deputy", "rung-to-lead": owes
            case "offered": isOffered
            default: readers.map(isMeant)
            }
        let isLate = kind == "rung-copy-deputy" || kind == "rung-to-lead"
        var cause = MailCause(position: position, why: isLate ? .overdue([matter]) : .waits([matter]), to: [])
        if let condition {
            cause.also = try bodies(
                matter,
                where: condition,
                duty,
                part: readers?.part,
                at: row["at"],
                by: row["actor"],
                in: db
            )
        }
        return cause
    }

    /// The leads where a step is owed, or everyone there where it has none.
    private static func leads(where duty: ID<Duty>?, in db: Database) throws -> [ID<Member>] {
        let isLead = MemberReading.isLead("member", of: "coalesce(duty.organisation, debtor.organisation)")
        return try joined(
            """
            EXISTS (SELECT 1 FROM duty LEFT JOIN member AS debtor ON debtor.id = duty.member WHERE duty.id = ?
                AND duty.standing = 'open' AND \(isLead))
            """,
            [duty],
            in: db
        )
    }

    private static func raisers(_ matter: ID<Matter>, in db: Database) throws -> [ID<Member>] {
        try joined(
            """
            EXISTS (SELECT 1 FROM matter WHERE matter.id = ?
                AND iif(matter.raiserPost IS NULL OR matter.toldInstead IS NOT NULL, matter.raiser = member.id,
                    matter.raiserOrganisation = member.organisation
                    AND matter.raiserPost = member.post COLLATE post))
            """,
            [matter],
            in: db
        )
    }

    private static func toldInstead(_ matter: ID<Matter>, in db: Database) throws -> [ID<Member>] {
        try joined(
            """
            EXISTS (SELECT 1 FROM matter WHERE matter.id = ? AND \(LoopReading.isToldInstead("member")))
            """,
            [matter],
            in: db
        )
    }

    private static func holders(_ matter: ID<Matter>, in db: Database) throws -> [ID<Member>] {
        try joined(
            """
            EXISTS (SELECT 1 FROM holder WHERE holder.matter = ? AND (holder.member = member.id
                OR holder.organisation = member.organisation))
            """,
            [matter],
            in: db
        )
    }

    /// - Parameter part: As the procedure names it; nil for all of them.
    private static func parties(
        _ matter: ID<Matter>,
        only part: String? = nil,
        in db: Database
    ) throws -> [ID<Member>] {
        try joined(
            """
            EXISTS (SELECT 1 FROM joined WHERE joined.matter = ?1 AND (?2 IS NULL OR joined.part = ?2)
                AND (joined.member = member.id OR joined.organisation = member.organisation))
            """,
            [matter, part],
            in: db
        )
    }

    /// Whom something was written to.
    static func people(_ readers: Readers, of matter: ID<Matter>, in db: Database) throws -> [ID<Member>] {
        switch readers {
        case .everyone:
            Set(
                try raisers(matter, in: db) + holders(matter, in: db) + parties(matter, in: db)
                    + toldInstead(matter, in: db)
            ).sorted()
        case .raiser: try raisers(matter, in: db)
        case .holder: try holders(matter, in: db)
        case .part(let id): try parties(matter, only: id, in: db)
        }
    }

    private static func isForAll(_ duty: ID<Duty>?, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT kind = 'everyone' FROM duty WHERE id = ?"),
            arguments: [duty]
        ) ?? false
    }
}
