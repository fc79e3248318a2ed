import GRDB
package import Ledger

extension SQLiteLedger: VerifiableLedger {
    package func checkStorage() async throws(LedgerError) {
        let finding = try await file.read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
        guard finding == "ok" else {
            throw .corrupt(position: nil, "The file ledger.sqlite is damaged: its tables and indexes do not agree.")
        }
    }

    package func rows(from position: Int, limit: Int) async throws(LedgerError) -> [StoredRow] {
        try await file.read { try EventTable(db: $0).rows(from: position, limit: limit) }
    }

    package func subtreeHash(level: Int, index: Int) async throws(LedgerError) -> [UInt8]? {
        try await file.read { try EventTable(db: $0).subtreeHash(level: level, index: index) }
    }

    package func subtreeCount() async throws(LedgerError) -> Int {
        try await file.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM subtree") ?? 0 }
    }

    package func blobNames() async throws(LedgerError) -> [Hash] {
        let blobs = blobs
        return try await offPool { () throws(LedgerError) in blobs.names() }
    }
}

extension EventTable {
    fileprivate func rows(from position: Int, limit: Int) throws -> [StoredRow] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT position, stream, version, actor, command, part, leaf, record
                FROM event WHERE position >= ? ORDER BY position LIMIT ?
                """
        )
        let rows = try Row.fetchCursor(statement, arguments: [position, limit])
        var stored: [StoredRow] = []
        while let row = try rows.next() {
            stored.append(
                StoredRow(
                    position: try row.decode(Int.self, atIndex: 0),
                    stream: try row.decode(String.self, atIndex: 1),
                    version: try row.decode(Int.self, atIndex: 2),
                    actor: try row.decode(String.self, atIndex: 3),
                    command: try row.decode(String.self, atIndex: 4),
                    part: try row.decode(Int.self, atIndex: 5),
                    leaf: try Self.bytes(row, 6),
                    record: try Self.bytes(row, 7)
                )
            )
        }
        return stored
    }

    fileprivate func subtreeHash(level: Int, index: Int) throws -> [UInt8]? {
        try Row.fetchOne(db, sql: "SELECT hash FROM subtree WHERE level = ? AND number = ?", arguments: [level, index])
            .map { try Self.bytes($0, 0) }
    }
}
