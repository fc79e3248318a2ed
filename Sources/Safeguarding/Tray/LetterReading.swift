import Almanac
package import GRDB
import Ledger
import Vault

/// What waits in whose tray, and where it was filed.
package enum LetterReading: Reading {
    package static let name = "letters"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE letter (
                    id TEXT PRIMARY KEY, owner TEXT, standing TEXT NOT NULL, receivedAt INTEGER NOT NULL,
                    since INTEGER NOT NULL, words TEXT NOT NULL, raw TEXT NOT NULL, files TEXT NOT NULL,
                    isChecked TEXT NOT NULL, answers TEXT, isWhole INTEGER NOT NULL, remindedAt INTEGER, shownAt INTEGER,
                    asideAt INTEGER, reason TEXT, isFiled INTEGER NOT NULL DEFAULT 0, isErased INTEGER NOT NULL DEFAULT 0
                ) STRICT;
                CREATE INDEX letterByOwner ON letter (owner, standing);
                CREATE INDEX letterByStanding ON letter (standing, since);
                CREATE TABLE letterPlace (
                    position INTEGER PRIMARY KEY, letter TEXT NOT NULL, kind TEXT NOT NULL, matter TEXT, meeting TEXT,
                    at INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX placeByLetter ON letterPlace (letter);
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as LetterReceived: try receive(event, fact, in: db)
        case let event as LetterAssigned:
            try db.executeCached(
                sql: """
                    UPDATE letter SET owner = ?, standing = 'waiting', since = ?, reason = ?, remindedAt = NULL,
                        shownAt = NULL, asideAt = NULL WHERE id = ?
                    """,
                arguments: [event.to, fact.at, event.reason, event.letter]
            )
        case let event as LetterFiled:
            try db.executeCached(
                sql: "UPDATE letter SET standing = 'filed', isFiled = 1, asideAt = NULL WHERE id = ?",
                arguments: [event.letter]
            )
            try db.executeCached(
                sql: "INSERT INTO letterPlace (position, letter, kind, matter, meeting, at) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    fact.position, event.letter, event.place.kind.rawValue, event.place.matter, event.place.meeting,
                    fact.at,
                ]
            )
        case let event as LetterSetAside:
            try db.executeCached(
                sql: "UPDATE letter SET standing = 'set-aside', asideAt = ?, reason = ? WHERE id = ?",
                arguments: [fact.at, event.reason, event.letter]
            )
        case let event as LetterTakenBack:
            try db.executeCached(
                sql: """
                    UPDATE letter SET standing = iif(isFiled, 'filed', 'waiting'), asideAt = NULL, reason = NULL
                    WHERE id = ?
                    """,
                arguments: [event.letter]
            )
        case let event as LetterWaited:
            let column = event.wait == .reminded ? "remindedAt" : "shownAt"
            try db.executeCached(
                sql: "UPDATE letter SET \(column) = ? WHERE id = ?",
                arguments: [fact.at, event.letter]
            )
        case let event as SubjectErased where event.subject.kind == .letter:
            try db.executeCached(
                sql: "UPDATE letter SET isErased = 1 WHERE id = ?",
                arguments: [ID<Letter>(event.subject.id)]
            )
        default: break
        }
    }

    private static func receive(_ event: LetterReceived, _ fact: Fact, in db: Database) throws {
        func text(_ value: some Encodable) throws -> String {
            String(decoding: try Coding.encode(value), as: UTF8.self)
        }
        try db.executeCached(
            sql: """
                INSERT INTO letter (id, owner, standing, receivedAt, since, words, raw, files, isChecked, answers, isWhole)
                VALUES (?1, ?2, 'waiting', ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """,
            arguments: [
                event.letter, event.owner, fact.at, event.words, try text(event.raw), try text(event.files),
                event.check.rawValue, event.answers, event.isWhole,
            ]
        )
    }
}
