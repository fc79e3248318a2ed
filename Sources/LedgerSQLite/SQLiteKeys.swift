import Foundation
import GRDB
package import Ledger

/// The Keys in one SQLite file of their own. After each destruction and replacement the file is scrubbed.
package struct SQLiteKeys: Keys {
    /// A destroyed secret keeps its row without a value: the tombstone. `due` counts the destructions and replacements
    /// since the last scrub.
    private static let schema = SQLiteFile.Schema(
        version: 1,
        sql: """
            CREATE TABLE secret (
                number INTEGER PRIMARY KEY,
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                value BLOB,
                UNIQUE (kind, id)
            ) STRICT;
            CREATE TABLE scrub (due INTEGER NOT NULL) STRICT;
            INSERT INTO scrub (due) VALUES (0);
            """
    )

    private let file: SQLiteFile

    /// Opens the file, making it where there is none, and scrubs it where a crash came before.
    ///
    /// - Throws: ``LedgerError/unavailable(_:)``, ``LedgerError/corrupt(position:_:)``.
    package init(path: String) async throws(LedgerError) {
        file = try await offPool { () throws(LedgerError) in
            try SQLiteFile(path: path, schema: Self.schema, secureDelete: true)
        }
        try await scrub()
    }

    package func secrets(_ names: [SecretName]) async throws(LedgerError) -> [SecretName: [UInt8]] {
        try await file.read { try Self.secrets(names, $0) }
    }

    package func create(_ secrets: [SecretName: [UInt8]]) async throws(LedgerError) -> [SecretName: [UInt8]] {
        try await file.write { db in
            let insert = try db.cachedStatement(
                sql: "INSERT INTO secret (kind, id, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            )
            for (name, value) in secrets { try insert.execute(arguments: [name.kind, name.id, Data(value)]) }
            return try Self.secrets(Array(secrets.keys), db)
        }
    }

    package func replace(_ changes: [SecretChange]) async throws(LedgerError) -> Bool {
        let isReplaced = try await file.write { db in
            let names = changes.map(\.name)
            let found = try Self.secrets(names, db)
            guard changes.allSatisfy({ found[$0.name] == $0.old }), try Self.destroyed(names, db).isEmpty
            else { return false }
            for change in changes { try Self.make(change, db) }
            if changes.contains(where: { $0.old != nil }) { try Self.requestScrub(db) }
            return true
        }
        if isReplaced { try await scrub() }
        return isReplaced
    }

    package func destroy(_ names: [SecretName]) async throws(LedgerError) {
        try await file.write { db in
            let bury = try db.cachedStatement(
                sql: "INSERT INTO secret (kind, id) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = NULL"
            )
            for name in names { try bury.execute(arguments: [name.kind, name.id]) }
            try Self.requestScrub(db)
        }
        try await scrub()
    }

    package func destroyed(_ names: [SecretName]) async throws(LedgerError) -> Set<SecretName> {
        try await file.read { try Self.destroyed(names, $0) }
    }

    package func names(kind: String) async throws(LedgerError) -> [SecretName] {
        try await names(kind, "SELECT id FROM secret WHERE kind = ? AND value IS NOT NULL ORDER BY id")
    }

    package func tombstones(kind: String) async throws(LedgerError) -> [SecretName] {
        try await names(kind, "SELECT id FROM secret WHERE kind = ? AND value IS NULL ORDER BY id")
    }

    private func names(_ kind: String, _ sql: String) async throws(LedgerError) -> [SecretName] {
        try await file.read { db in
            try String.fetchAll(db, sql: sql, arguments: [kind]).map { SecretName(kind: kind, id: $0) }
        }
    }

    /// Writes the file afresh and empties the log, if that is due.
    ///
    /// `secure_delete` alone is not enough: where SQLite moves rows between pages, it leaves copies behind.
    private func scrub() async throws(LedgerError) {
        let due = try await file.read { try Int.fetchOne($0, sql: "SELECT due FROM scrub") ?? 0 }
        guard due > 0 else { return }
        do {
            try await file.pool.writeWithoutTransaction { db in
                // The fresh copy is built in memory, never in the system's folder for temporary files.
                try db.execute(sql: "PRAGMA temp_store = MEMORY")
                try db.execute(sql: "VACUUM")
            }
            try await file.truncateLog()
        } catch {
            throw .unavailable(
                """
                The change is made, but what lay on the disk before could not be overwritten yet: try again, or start \
                Safeloop again.
                """
            )
        }
        // Stays due where another asked meanwhile.
        try await file.write { try $0.execute(sql: "UPDATE scrub SET due = 0 WHERE due = ?", arguments: [due]) }
    }

    private static func requestScrub(_ db: Database) throws {
        try db.execute(sql: "UPDATE scrub SET due = due + 1")
    }

    private static func make(_ change: SecretChange, _ db: Database) throws {
        let (kind, id) = (change.name.kind, change.name.id)
        guard let value = change.new else {
            return try db.execute(sql: "DELETE FROM secret WHERE kind = ? AND id = ?", arguments: [kind, id])
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO secret (kind, id, value) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET value = excluded.value
                """
        ).execute(arguments: [kind, id, Data(value)])
    }

    private static func secrets(_ names: [SecretName], _ db: Database) throws -> [SecretName: [UInt8]] {
        let select = try db.cachedStatement(sql: "SELECT value FROM secret WHERE kind = ? AND id = ?")
        var found: [SecretName: [UInt8]] = [:]
        for name in names {
            found[name] = try Data.fetchOne(select, arguments: [name.kind, name.id]).map { Array($0) }
        }
        return found
    }

    private static func destroyed(_ names: [SecretName], _ db: Database) throws -> Set<SecretName> {
        let select = try db.cachedStatement(sql: "SELECT 1 FROM secret WHERE kind = ? AND id = ? AND value IS NULL")
        return Set(
            try names.filter { try Bool.fetchOne(select, arguments: [$0.kind, $0.id]) == true }
        )
    }
}
