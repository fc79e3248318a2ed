import GRDB
import GRDBSQLite
import Ledger

/// The `event` table with its indexes and nothing else, filled through the C interface from one thread.
struct BareTable {
    let path: String

    func insert(_ events: [RecordedEvent]) throws -> Cost {
        var handle: OpaquePointer?
        try check(sqlite3_open(path, &handle))
        defer { sqlite3_close(handle) }
        try check(sqlite3_exec(handle, Self.schema, nil, nil, nil))
        var insert: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", -1, &insert, nil))
        defer { sqlite3_finalize(insert) }
        let start = Moment()
        for first in stride(from: 0, to: events.count, by: 64) {
            try check(sqlite3_exec(handle, "BEGIN IMMEDIATE", nil, nil, nil))
            for event in events[first..<min(first + 64, events.count)] {
                try self.insert(event, with: insert)
            }
            try check(sqlite3_exec(handle, "COMMIT", nil, nil, nil))
        }
        return start.cost
    }

    private func insert(_ event: RecordedEvent, with statement: OpaquePointer?) throws {
        sqlite3_bind_int64(statement, 1, Int64(event.position))
        sqlite3_bind_int64(statement, 3, Int64(event.version))
        sqlite3_bind_int64(statement, 6, 0)
        event.stream.raw.withCString { stream in
            event.command.actor.withCString { actor in
                event.command.id.withCString { command in
                    event.leaf.bytes.withUnsafeBytes { leaf in
                        event.record.withUnsafeBytes { record in
                            sqlite3_bind_text(statement, 2, stream, -1, nil)
                            sqlite3_bind_text(statement, 4, actor, -1, nil)
                            sqlite3_bind_text(statement, 5, command, -1, nil)
                            sqlite3_bind_blob(statement, 7, leaf.baseAddress, Int32(leaf.count), nil)
                            sqlite3_bind_blob(statement, 8, record.baseAddress, Int32(record.count), nil)
                            sqlite3_step(statement)
                        }
                    }
                }
            }
        }
        try check(sqlite3_reset(statement))
    }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private static let schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE event (
            position INTEGER NOT NULL PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,
            actor TEXT NOT NULL, command TEXT NOT NULL, part INTEGER NOT NULL,
            leaf BLOB NOT NULL, record BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX eventByStream ON event (stream, version);
        CREATE UNIQUE INDEX eventByCommand ON event (actor, command) WHERE part = 0;
        """
}
