package import Almanac
import Foundation
import GRDB
package import Ledger

/// The Desk in one SQLite file of its own.
package struct SQLiteDesk: Desk {
    /// `number` is the order of ``entries(kind:group:at:)``.
    private static let schema = SQLiteFile.Schema(
        version: 1,
        sql: """
            CREATE TABLE entry (
                number INTEGER PRIMARY KEY,
                kind TEXT NOT NULL,
                party TEXT NOT NULL,
                id TEXT NOT NULL,
                value BLOB NOT NULL,
                count INTEGER NOT NULL DEFAULT 0,
                until INTEGER NOT NULL,
                UNIQUE (kind, party, id)
            ) STRICT;
            CREATE INDEX entryOver ON entry (until);
            """
    )

    private static let key = "kind = ? AND party = ? AND id = ?"

    private let file: SQLiteFile

    /// Opens the file, making it where there is none.
    ///
    /// - Throws: ``LedgerError/unavailable(_:)``, ``LedgerError/corrupt(position:_:)``.
    package init(path: String) async throws(LedgerError) {
        file = try await offPool { () throws(LedgerError) in try SQLiteFile(path: path, schema: Self.schema) }
    }

    package func value(_ key: DeskKey, at now: Instant) async throws(LedgerError) -> [UInt8]? {
        try await file.read { try Self.value(key, now, $0) }
    }

    package func put(_ key: DeskKey, _ value: [UInt8], until: Instant) async throws(LedgerError) {
        try await file.write { try Self.put(key, value, until, $0) }
    }

    package func claim(
        _ key: DeskKey,
        _ value: [UInt8],
        until: Instant,
        at now: Instant
    ) async throws(LedgerError) -> Bool {
        try await file.write { db in
            guard try Self.value(key, now, db) == nil else { return false }
            try Self.remove(key, db)
            try Self.put(key, value, until, db)
            return true
        }
    }

    package func take(_ key: DeskKey, at now: Instant) async throws(LedgerError) -> [UInt8]? {
        try await file.write { db in
            let value = try Self.value(key, now, db)
            try Self.remove(key, db)
            return value
        }
    }

    package func remove(_ key: DeskKey) async throws(LedgerError) {
        try await file.write { try Self.remove(key, $0) }
    }

    package func increment(_ key: DeskKey, until: Instant, at now: Instant) async throws(LedgerError) -> Int {
        try await file.write { db in
            if try Self.value(key, now, db) == nil {
                try Self.remove(key, db)
                try Self.put(key, [], until, db)
            }
            return try Int.fetchOne(
                db.cachedStatement(sql: "UPDATE entry SET count = count + 1 WHERE \(Self.key) RETURNING count"),
                arguments: Self.arguments(key)
            ) ?? 0
        }
    }

    package func entries(
        kind: String,
        group: String,
        at now: Instant
    ) async throws(LedgerError) -> [(key: DeskKey, value: [UInt8])] {
        try await file.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT id, value FROM entry WHERE kind = ? AND party = ? AND until > ? ORDER BY number",
                arguments: [kind, group, now.milliseconds]
            ).map { row in
                (key: DeskKey(kind: kind, group: group, id: row[0]), value: Array(row[1] as Data))
            }
        }
    }

    package func tidy(at now: Instant) async throws(LedgerError) -> Int {
        try await file.write { db in
            try db.execute(sql: "DELETE FROM entry WHERE until <= ?", arguments: [now.milliseconds])
            return db.changesCount
        }
    }

    private static func arguments(_ key: DeskKey) -> StatementArguments {
        [key.kind, key.group, key.id]
    }

    private static func value(_ key: DeskKey, _ now: Instant, _ db: Database) throws -> [UInt8]? {
        let select = try db.cachedStatement(sql: "SELECT value FROM entry WHERE \(Self.key) AND until > ?")
        return try Data.fetchOne(select, arguments: arguments(key) + [now.milliseconds]).map { Array($0) }
    }

    private static func put(_ key: DeskKey, _ value: [UInt8], _ until: Instant, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO entry (kind, party, id, value, until) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (kind, party, id) DO UPDATE SET value = excluded.value, until = excluded.until
                """
        ).execute(arguments: arguments(key) + [Data(value), until.milliseconds])
    }

    private static func remove(_ key: DeskKey, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM entry WHERE \(Self.key)").execute(arguments: arguments(key))
    }
}
