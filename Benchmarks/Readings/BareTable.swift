import Almanac
import GRDB
import GRDBSQLite
import Ledger

/// The least that any reading could keep: one row for each event with an index by its stream, inserted through the C
/// interface, as many a transaction and as durable as the readings are.
struct BareTable {
    static let batch = 4000

    private let handle: OpaquePointer?
    private let statement: OpaquePointer?

    init(path: String) throws {
        var (handle, statement): (OpaquePointer?, OpaquePointer?)
        try Self.check(sqlite3_open(path, &handle))
        try Self.check(sqlite3_exec(handle, Self.schema, nil, nil, nil))
        try Self.check(
            sqlite3_prepare_v2(handle, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", -1, &statement, nil)
        )
        (self.handle, self.statement) = (handle, statement)
    }

    func insert(_ events: [RecordedEvent]) throws {
        try Self.check(sqlite3_exec(handle, "BEGIN IMMEDIATE", nil, nil, nil))
        for event in events { try insert(event) }
        try Self.check(sqlite3_exec(handle, "COMMIT", nil, nil, nil))
    }

    func close() {
        sqlite3_finalize(statement)
        sqlite3_close(handle)
    }

    private func insert(_ event: RecordedEvent) throws {
        sqlite3_bind_int64(statement, 1, Int64(event.position))
        sqlite3_bind_int64(statement, 3, event.at.milliseconds)
        sqlite3_bind_int64(statement, 6, Int64(event.schema))
        event.stream.raw.withCString { stream in
            event.command.actor.withCString { actor in
                event.type.withCString { type in
                    event.payload.withUnsafeBytes { payload in
                        sqlite3_bind_text(statement, 2, stream, -1, nil)
                        sqlite3_bind_text(statement, 4, actor, -1, nil)
                        sqlite3_bind_text(statement, 5, type, -1, nil)
                        sqlite3_bind_text(
                            statement,
                            7,
                            payload.bindMemory(to: CChar.self).baseAddress,
                            Int32(payload.count),
                            nil
                        )
                        sqlite3_step(statement)
                    }
                }
            }
        }
        try Self.check(sqlite3_reset(statement))
    }

    private static func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private static let schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA cache_size = -65536;
        CREATE TABLE entry (
            position INTEGER PRIMARY KEY, stream TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
            type TEXT NOT NULL, schema INTEGER NOT NULL, payload TEXT NOT NULL
        ) STRICT;
        CREATE INDEX entryByStream ON entry (stream, position);
        """
}
