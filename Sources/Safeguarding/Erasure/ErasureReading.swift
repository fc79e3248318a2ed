package import Almanac
package import GRDB
package import Ledger
package import Vault

/// What was erased, when and why.
package enum ErasureReading: Reading {
    package static let name = "erasures"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE erasure (
                    subject TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL
                ) STRICT
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        guard let event = event as? SubjectErased else { return }
        try db.execute(
            sql: "INSERT OR IGNORE INTO erasure VALUES (?, ?, ?, ?)",
            arguments: [event.subject.description, event.reason.rawValue, fact.at, fact.actor]
        )
    }
}

package struct ErasureRow: Hashable, Sendable {
    package let reason: Erasure.Reason?
    package let at: Instant
}

extension Readings {
    /// Names a meeting with its group, gone or not. Nil where there never was such a meeting.
    package func reference(ofMeeting meeting: ID<Meeting>) async throws -> MeetingRef? {
        try await read { db in
            try ID<Group>.fetchOne(
                db,
                sql: """
                    SELECT "group" FROM meeting WHERE id = ?1 UNION SELECT "group" FROM takenOut WHERE meeting = ?1
                    """,
                arguments: [meeting]
            )
        }.map { MeetingRef(meeting, of: $0) }
    }

    /// Items whose words go with a meeting's though they are on no agenda: what was dropped from its own, and what its
    /// notes had put on others before they were taken back out. For those who may erase; without what is erased already.
    package func droppedItems(of meeting: ID<Meeting>, as actor: Actor) async throws -> [ID<Item>] {
        guard Policy.allows(.erase, actor, []) else { return [] }
        return try await read { db in
            try ID<Item>.fetchAll(
                db,
                sql: """
                    SELECT id FROM item WHERE place = 'dropped' AND (lastOn = ?1
                        OR command IN (SELECT command FROM takenOut WHERE meeting = ?1))
                        AND 'meeting/' || id NOT IN (SELECT subject FROM erasure) ORDER BY id
                    """,
                arguments: [meeting]
            )
        }
    }

    /// Every subject that was ever erased.
    package func erasedSubjects() async throws -> Set<Subject> {
        try await read { db in
            Set(try String.fetchAll(db, sql: "SELECT subject FROM erasure").compactMap { Subject($0) })
        }
    }

    /// How many subjects were ever erased: what was begun before the last of them is gone.
    package func erasures() async throws -> Int {
        try await read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM erasure") ?? 0 }
    }

    /// Nil where it was not erased.
    package func erasure(of subject: Subject) async throws -> ErasureRow? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM erasure WHERE subject = ?", arguments: [subject.description]).map {
                ErasureRow(reason: Erasure.Reason(rawValue: $0["reason"]), at: $0["at"])
            }
        }
    }
}
