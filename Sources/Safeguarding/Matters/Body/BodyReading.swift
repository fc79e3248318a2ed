import Almanac
package import GRDB
import Ledger
import Vault

/// The links of bodies without an account, who came by them, and what was entered for somebody who can say whether it is
/// theirs.
package enum BodyReading: Reading {
    package static let name = "bodies"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE bodyLink (
                    id TEXT PRIMARY KEY, matter TEXT NOT NULL, organisation TEXT NOT NULL, post TEXT, address TEXT,
                    codeBy TEXT NOT NULL, codeTo TEXT NOT NULL, until TEXT NOT NULL, givenAt INTEGER NOT NULL,
                    by TEXT, codes INTEGER NOT NULL, lockedAt INTEGER, endedAt INTEGER
                ) STRICT;
                CREATE INDEX bodyLinkByMatter ON bodyLink (matter, organisation) WHERE endedAt IS NULL;
                CREATE TABLE bodyOpening (
                    id TEXT PRIMARY KEY, link TEXT NOT NULL, matter TEXT NOT NULL, organisation TEXT NOT NULL,
                    at INTEGER NOT NULL, name TEXT NOT NULL, post TEXT NOT NULL
                ) STRICT;
                CREATE INDEX bodyOpeningByMatter ON bodyOpening (matter);
                -- Answers that were entered for an organisation by somebody else, until it says whether they are its own.
                CREATE TABLE entered (
                    duty TEXT PRIMARY KEY, matter TEXT NOT NULL, organisation TEXT NOT NULL
                ) STRICT;
                CREATE INDEX enteredByOrganisation ON entered (organisation, matter);
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as BodyLinkGiven: try give(event, fact, in: db)
        case let event as BodyLinkSent:
            try db.executeCached(
                sql: "UPDATE bodyLink SET address = ?, until = ?, givenAt = ?, lockedAt = NULL WHERE id = ?",
                arguments: [event.address, event.until, fact.at, event.link]
            )
        case let event as BodyCodeMade:
            try db.executeCached(
                sql: """
                    UPDATE bodyLink SET codeBy = ?, codeTo = ?, codes = codes + 1, lockedAt = NULL WHERE id = ?
                    """,
                arguments: [event.codeBy.rawValue, event.codeTo, event.link]
            )
        case let event as BodyLinkLocked:
            try db.executeCached(
                sql: "UPDATE bodyLink SET lockedAt = ? WHERE id = ?",
                arguments: [fact.at, event.link]
            )
        case let event as BodyLinkEnded:
            try db.executeCached(
                sql: "UPDATE bodyLink SET endedAt = ? WHERE id = ?",
                arguments: [fact.at, event.link]
            )
        case let event as BodyOpened:
            try db.executeCached(
                sql: """
                    INSERT INTO bodyOpening (id, link, matter, organisation, at, name, post) VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    event.opening, event.link, event.matter, event.organisation, fact.at, event.name, event.post,
                ]
            )
        case let event as StepMet where event.reported != nil: try enter(event, in: db)
        case let event as ReportChecked: try check(event, in: db)
        default: break
        }
    }

    private static func give(_ event: BodyLinkGiven, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: "UPDATE bodyLink SET endedAt = ? WHERE matter = ? AND organisation = ? AND endedAt IS NULL",
            arguments: [fact.at, event.matter, event.organisation]
        )
        try db.executeCached(
            sql: """
                INSERT INTO bodyLink (id, matter, organisation, post, address, codeBy, codeTo, until, givenAt, by, codes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                """,
            arguments: [
                event.link, event.matter, event.organisation, event.post, event.address, event.codeBy.rawValue,
                event.codeTo, event.until, fact.at, event.by,
            ]
        )
    }

    /// One's own people know what they entered, and an organisation without an account has nobody to ask here.
    private static func enter(_ event: StepMet, in db: Database) throws {
        try db.executeCached(
            sql: """
                INSERT OR REPLACE INTO entered (duty, matter, organisation)
                SELECT duty.id, duty.matter, coalesce(duty.organisation, debtor.organisation)
                FROM duty LEFT JOIN member AS debtor ON debtor.id = duty.member
                LEFT JOIN member AS writer ON writer.id = ?2
                WHERE duty.id = ?1 AND writer.organisation IS NOT coalesce(duty.organisation, debtor.organisation)
                AND EXISTS (SELECT 1 FROM member WHERE standing = 'joined'
                    AND member.organisation = coalesce(duty.organisation, debtor.organisation))
                """,
            arguments: [event.duty, event.by]
        )
        // Whoever answered has received it: that is not asked about beside the answer.
        try db.executeCached(
            sql: """
                DELETE FROM entered WHERE matter = ?1 AND duty <> ?2
                AND duty IN (SELECT id FROM duty WHERE matter = ?1 AND task = 'acknowledge')
                AND organisation = (SELECT organisation FROM entered WHERE duty = ?2)
                """,
            arguments: [event.matter, event.duty]
        )
    }

    /// What came of an answer that is not theirs counts no more.
    private static func check(_ event: ReportChecked, in db: Database) throws {
        try db.executeCached(sql: "DELETE FROM entered WHERE duty = ?", arguments: [event.duty])
        guard !event.isOurs else { return }
        try db.executeCached(
            sql: "UPDATE duty SET standing = 'lapsed', metAt = NULL WHERE id = ?",
            arguments: [event.duty]
        )
        try db.executeCached(
            sql: """
                UPDATE matter SET outcome = ?2, station = CASE
                    WHEN EXISTS (SELECT 1 FROM duty WHERE matter = ?1 AND standing = 'met'
                        AND task IN ('decide', 'review') AND debtor <> 'raiser') THEN 'decided'
                    WHEN EXISTS (SELECT 1 FROM duty WHERE matter = ?1 AND standing = 'met'
                        AND debtor = 'holder') THEN 'received'
                    ELSE 'raised' END
                WHERE id = ?1 AND (?3 = 0 OR station <> 'fed-back')
                """,
            arguments: [event.matter, event.outcome, event.isStillTold]
        )
        try db.executeCached(
            sql: """
                UPDATE matter SET receivedAt = (SELECT min(metAt) FROM duty WHERE matter = ?1 AND standing = 'met'
                        AND task IN ('acknowledge', 'decide', 'review') AND debtor = 'holder'),
                    decidedAt = (SELECT min(metAt) FROM duty WHERE matter = ?1 AND standing = 'met'
                        AND task IN ('decide', 'review') AND debtor <> 'raiser')
                WHERE id = ?1
                """,
            arguments: [event.matter]
        )
        guard !event.isStillTold else { return }
        try db.executeCached(
            sql: """
                UPDATE matter SET answer = NULL, answeredBy = NULL, answeredAt = NULL, toldOutcome = NULL WHERE id = ?
                """,
            arguments: [event.matter]
        )
        try db.executeCached(sql: "DELETE FROM unread WHERE matter = ?", arguments: [event.matter])
    }
}
