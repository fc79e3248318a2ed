import GRDB
import GRDBSQLite
import Ledger

/// The statements of one append transaction, through SQLite's own interface: GRDB copies every value that it binds and
/// looks each statement up anew, which would be a third of the time of an append.
struct AppendStatements: History {
    private let table: EventTable
    private let newestVersion: SQLiteStatement
    private let knownCommand: SQLiteStatement
    private let insertEvent: SQLiteStatement
    private let insertSubtree: SQLiteStatement

    init(_ table: EventTable) throws {
        self.table = table
        newestVersion = try table.db.cachedStatement(
            sql: "SELECT version FROM event WHERE stream = ? ORDER BY version DESC LIMIT 1"
        ).sqliteStatement
        knownCommand = try table.db.cachedStatement(
            sql: "SELECT 1 FROM event WHERE actor = ? AND command = ? AND part = 0"
        ).sqliteStatement
        insertEvent = try table.db.cachedStatement(
            sql: """
                INSERT INTO event (position, stream, version, actor, command, part, leaf, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).sqliteStatement
        insertSubtree = try table.db.cachedStatement(
            sql: "INSERT INTO subtree (level, number, hash) VALUES (?, ?, ?)"
        ).sqliteStatement
    }

    func version(of stream: StreamID) throws -> Int {
        bind(stream.raw, 1, newestVersion)
        return try run(newestVersion) { Int(sqlite3_column_int64(newestVersion, 0)) } ?? 0
    }

    func record(of command: CommandID) throws -> EventRecord? {
        bind(command.actor, 1, knownCommand)
        bind(command.id, 2, knownCommand)
        return try run(knownCommand) { true } == nil ? nil : table.record(of: command)
    }

    func insert(_ record: EventRecord) throws {
        let event = record.event
        sqlite3_bind_int64(insertEvent, 1, Int64(event.position))
        bind(event.stream.raw, 2, insertEvent)
        sqlite3_bind_int64(insertEvent, 3, Int64(event.version))
        bind(event.command.actor, 4, insertEvent)
        bind(event.command.id, 5, insertEvent)
        sqlite3_bind_int64(insertEvent, 6, Int64(record.part))
        bind(event.leaf.bytes, 7, insertEvent)
        bind(event.record, 8, insertEvent)
        try run(insertEvent)
    }

    func insert(_ subtree: Subtree) throws {
        sqlite3_bind_int64(insertSubtree, 1, Int64(subtree.level))
        sqlite3_bind_int64(insertSubtree, 2, Int64(subtree.index))
        bind(subtree.hash.bytes, 3, insertSubtree)
        try run(insertSubtree)
    }

    /// Runs a statement to its end, or to its first row, and makes it ready for the next time.
    private func run<Value>(_ statement: SQLiteStatement, _ row: () -> Value) throws -> Value? {
        defer { sqlite3_reset(statement) }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return row()
        case SQLITE_DONE: return nil
        case let code: throw DatabaseError(resultCode: ResultCode(rawValue: code), message: table.db.lastErrorMessage)
        }
    }

    private func run(_ statement: SQLiteStatement) throws {
        try run(statement) {}
    }

    private func bind(_ text: String, _ column: Int32, _ statement: SQLiteStatement) {
        sqlite3_bind_text(statement, column, text, -1, Self.copied)
    }

    private func bind(_ bytes: [UInt8], _ column: Int32, _ statement: SQLiteStatement) {
        _ = bytes.withUnsafeBytes {
            sqlite3_bind_blob(statement, column, $0.baseAddress, Int32($0.count), Self.copied)
        }
    }

    /// `SQLITE_TRANSIENT`, which C defines as a cast that Swift does not import.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
