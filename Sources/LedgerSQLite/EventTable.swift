import GRDB
import Ledger

/// The tables of `ledger.sqlite`, for the length of one read or transaction.
///
/// Every column of `event` but the record is an index derived from the record; the verifier compares them.
struct EventTable: TreeSource {
    static let schema = SQLiteFile.Schema(
        version: 1,
        sql: """
            CREATE TABLE event (
                position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 0),
                stream TEXT NOT NULL,
                version INTEGER NOT NULL,
                actor TEXT NOT NULL,
                command TEXT NOT NULL,
                part INTEGER NOT NULL,
                leaf BLOB NOT NULL,
                record BLOB NOT NULL
            ) STRICT;
            CREATE UNIQUE INDEX eventByStream ON event (stream, version);
            CREATE UNIQUE INDEX eventByCommand ON event (actor, command) WHERE part = 0;
            CREATE TABLE subtree (
                level INTEGER NOT NULL,
                number INTEGER NOT NULL,
                hash BLOB NOT NULL,
                PRIMARY KEY (level, number)
            ) STRICT, WITHOUT ROWID;
            \(["event", "subtree"].flatMap { table in
                ["UPDATE", "DELETE"].map { change in
                    """
                    CREATE TRIGGER \(table)No\(change) BEFORE \(change) ON \(table)
                    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
                    """
                }
            }.joined(separator: "\n"))
            """
    )

    let db: Database

    func count() throws -> Int {
        let newest = try Int.fetchOne(db.cachedStatement(sql: "SELECT max(position) FROM event"))
        return newest.map { $0 + 1 } ?? 0
    }

    func record(of command: CommandID) throws -> EventRecord? {
        let statement = try db.cachedStatement(
            sql: "SELECT position, leaf, record FROM event WHERE actor = ? AND command = ? AND part = 0"
        )
        return try Row.fetchOne(statement, arguments: [command.actor, command.id]).map(Self.record)
    }

    func events(of stream: StreamID, after version: Int) throws -> [RecordedEvent] {
        let statement = try db.cachedStatement(
            sql: "SELECT position, leaf, record FROM event WHERE stream = ? AND version > ? ORDER BY version"
        )
        return try events(Row.fetchCursor(statement, arguments: [stream.raw, version]))
    }

    func events(from position: Int, limit: Int) throws -> [RecordedEvent] {
        let statement = try db.cachedStatement(
            sql: "SELECT position, leaf, record FROM event WHERE position >= ? ORDER BY position LIMIT ?"
        )
        return try events(Row.fetchCursor(statement, arguments: [position, max(0, limit)]))
    }

    func hashes(level: Int, _ indices: Range<Int>) throws -> [Hash] {
        let statement = try db.cachedStatement(
            sql: level == 0
                ? "SELECT leaf FROM event WHERE position >= ? AND position < ? ORDER BY position"
                : "SELECT hash FROM subtree WHERE number >= ? AND number < ? AND level = \(level) ORDER BY number"
        )
        let rows = try Row.fetchCursor(statement, arguments: [indices.lowerBound, indices.upperBound])
        var hashes: [Hash] = []
        hashes.reserveCapacity(indices.count)
        while let row = try rows.next() {
            hashes.append(try Self.hash(row, 0))
        }
        guard hashes.count == indices.count else {
            throw LedgerError.corrupt(position: nil, "The stored tree lacks hashes of level \(level).")
        }
        return hashes
    }

    private func events(_ rows: RowCursor) throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        while let row = try rows.next() {
            events.append(try Self.record(row).event)
        }
        return events
    }

    /// Reads `position, leaf, record`, and refuses a record that is not the one its hash was taken of.
    private static func record(_ row: Row) throws -> EventRecord {
        let position = try row.decode(Int.self, atIndex: 0)
        let leaf = try hash(row, 1)
        do {
            let record = try EventRecord(reading: bytes(row, 2))
            guard record.event.position == position, record.event.leaf == leaf else {
                throw LedgerError.corrupt(position: position, "The record does not match its stored hash.")
            }
            return record
        } catch LedgerError.corrupt(_, let sentence) {
            throw LedgerError.corrupt(position: position, "The event at position \(position) is damaged. \(sentence)")
        }
    }

    private static func hash(_ row: Row, _ column: Int) throws -> Hash {
        guard let hash = Hash(try bytes(row, column)) else {
            throw LedgerError.corrupt(position: nil, "A stored hash is not 32 bytes.")
        }
        return hash
    }

    static func bytes(_ row: Row, _ column: Int) throws -> [UInt8] {
        try row.withUnsafeData(atIndex: column) { $0.map { [UInt8]($0) } ?? [] }
    }
}
