package import Almanac
package import GRDB
package import Ledger
package import Vault

/// Who is away when, and who covers.
package enum AbsenceReading: Reading {
    package static let name = "absences"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE absence (
                    id TEXT PRIMARY KEY, member TEXT NOT NULL, firstDay TEXT NOT NULL, lastDay TEXT NOT NULL,
                    beginsAt INTEGER NOT NULL, endsAt INTEGER NOT NULL, endedAt INTEGER, cover TEXT, asker TEXT,
                    declinedBy TEXT, declinedReason TEXT
                ) STRICT;
                CREATE INDEX absenceByMember ON absence (member, endsAt);
                CREATE INDEX absenceByCover ON absence (cover, endsAt) WHERE cover IS NOT NULL;
                CREATE INDEX absenceByAsker ON absence (asker, endsAt);
                CREATE INDEX absenceByEnd ON absence (endsAt);
                CREATE TABLE absenceNotice (
                    absence TEXT NOT NULL, notice TEXT NOT NULL, cover TEXT, during TEXT
                ) STRICT;
                CREATE INDEX absenceNoticed ON absenceNotice (absence, notice);
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as AbsenceAnnounced:
            try db.executeCached(
                sql: """
                    INSERT OR IGNORE INTO absence (id, member, firstDay, lastDay, beginsAt, endsAt, asker)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    event.absence, event.member, event.first, event.last, London.instant(event.first, .midnight),
                    London.instant(event.last.adding(days: 1), .midnight), event.by,
                ]
            )
        case let event as CoverAsked:
            try db.executeCached(
                sql: """
                    UPDATE absence SET cover = ?, asker = ?, declinedBy = NULL, declinedReason = NULL WHERE id = ?
                    """,
                arguments: [event.cover, event.by, event.absence]
            )
        case let event as CoverDeclined:
            try db.executeCached(
                sql: "UPDATE absence SET cover = NULL, declinedBy = ?, declinedReason = ? WHERE id = ?",
                arguments: [event.cover, event.reason, event.absence]
            )
        case let event as AbsenceEnded:
            try db.executeCached(
                sql: "UPDATE absence SET endedAt = ?1, endsAt = min(endsAt, ?1) WHERE id = ?2",
                arguments: [fact.at, event.absence]
            )
        case let event as AbsenceNoticed:
            try db.executeCached(
                sql: "INSERT INTO absenceNotice (absence, notice, cover, during) VALUES (?, ?, ?, ?)",
                arguments: [event.absence, event.notice.rawValue, event.cover, event.during]
            )
        default: break
        }
    }

    // MARK: SQL

    /// True for a row of `absence` that runs at `:now`.
    static let isRunning = "(absence.beginsAt <= :now AND absence.endsAt > :now)"

    /// What came back to somebody who is away came back to their cover too, where it may: what was raised from a post that
    /// they have, and an action that they asked for.
    static func comesBack(_ matter: ID<Matter>, by teller: ID<Member>?, at now: Instant, in db: Database) throws {
        try db.executeCached(
            sql: """
                INSERT OR IGNORE INTO unread (matter, member)
                SELECT matter.id, absence.cover FROM matter JOIN unread ON unread.matter = matter.id
                JOIN absence ON absence.member = unread.member AND \(isRunning) AND \(isCovered)
                JOIN member AS cover ON cover.id = absence.cover
                WHERE matter.id = :matter AND absence.cover IS NOT :teller AND absence.cover IS NOT matter.raiser
                    AND NOT \(MatterAuthority.isForNamed)
                    AND ((matter.raiserPost IS NOT NULL AND matter.toldInstead IS NULL
                            AND matter.raiserOrganisation = cover.organisation)
                        OR (matter.toldInstead = cover.organisation
                            AND matter.raiserOrganisation IS NOT cover.organisation)
                        OR (matter.text IS NOT NULL AND matter.raiser = absence.member))
                """,
            arguments: ["matter": matter, "teller": teller, "now": now]
        )
    }

    /// True for a row of `absence` whose cover is there at `:now`, or when it begins if that is later: with an account, of the same organisation or of two
    /// coordinators the other, and not away. What somebody covers does not pass on to who covers for them.
    static let isCovered = """
        (absence.cover IS NOT NULL AND EXISTS (
            SELECT 1 FROM member AS away JOIN member AS cover ON cover.id = absence.cover
            WHERE away.id = absence.member AND away.standing = 'joined' AND cover.standing = 'joined' AND (
                cover.organisation = away.organisation OR (\(isCoordinator("cover")) AND \(isCoordinator("away")))))
            AND NOT EXISTS (SELECT 1 FROM absence AS theirs WHERE theirs.member = absence.cover
                AND theirs.beginsAt <= max(:now, absence.beginsAt)
                AND theirs.endsAt > max(:now, absence.beginsAt)))
        """

    private static func isCoordinator(_ member: String) -> String {
        "' ' || \(member).roles || ' ' LIKE '% coordinator %'"
    }
}

/// An absence, as those see it who may know of it.
package struct AbsenceRow: Hashable, Sendable {
    package let id: ID<Absence>
    package let member: ID<Member>
    package let first: Day
    package let last: Day
    package let begins: Instant
    /// The moment at which it is over.
    package let ends: Instant
    /// Whether it was ended before its last day.
    package let isEndedEarly: Bool
    /// Who was asked to cover, and has not declined.
    package let cover: ID<Member>?
    /// To whom it comes back where nobody covers.
    package let asker: ID<Member>?
    package let declinedBy: ID<Member>?
    package let declinedReason: Sealed<String>?
    /// Whether the cover is there.
    package let isCovered: Bool

    package func isRunning(at now: Instant) -> Bool { begins <= now && now < ends }
    package func isOver(at now: Instant) -> Bool { ends <= now }

    static let select = """
        SELECT id, member, firstDay, lastDay, beginsAt, endsAt, endedAt IS NOT NULL, cover, asker, declinedBy,
            declinedReason, \(AbsenceReading.isCovered) FROM absence
        """

    init(_ row: Row) {
        (id, member, first, last) = (row[0], row[1], row[2], row[3])
        (begins, ends, isEndedEarly) = (row[4], row[5], row[6])
        (cover, asker, declinedBy, declinedReason) = (row[7], row[8], row[9], row[10])
        isCovered = row[11]
    }

    static func all(_ condition: String, _ arguments: [String: DatabaseValue], in db: Database) throws -> [AbsenceRow] {
        try Row.fetchAll(
            db.cachedStatement(sql: "\(select) WHERE \(condition) ORDER BY beginsAt, id"),
            arguments: StatementArguments(arguments)
        ).map(AbsenceRow.init)
    }
}
