import Dispatch
import Foundation
import GRDB
import GRDBSQLite
import Ledger

/// One SQLite file of a data folder, opened so that a finished write is on the disk: WAL with `synchronous=FULL`.
///
/// Every error comes out as one ``LedgerError`` with a sentence that a person can act on.
struct SQLiteFile: Sendable {
    /// What a new file is made with. `version` is kept in `user_version`; another number is refused.
    struct Schema: Sendable {
        let version: Int
        let sql: String
    }

    let pool: DatabasePool
    private let path: String

    /// Opens the file, making it where there is none.
    ///
    /// Blocks: call it through ``offPool(_:)``.
    ///
    /// - Parameter secureDelete: Overwrites what is deleted, for files that hold keys.
    /// - Throws: ``LedgerError/unavailable(_:)`` or ``LedgerError/corrupt(position:_:)``.
    init(path: String, schema: Schema, secureDelete: Bool = false) throws(LedgerError) {
        let name = URL(fileURLWithPath: path).lastPathComponent
        self.path = path
        var configuration = Configuration()
        configuration.label = name
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.persistentReadOnlyConnections = true
        if secureDelete {
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { db in
                // GRDB sets NORMAL when it turns WAL on, after `prepareDatabase`.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
                    throw LedgerError.unavailable("The file \(name) cannot be opened with synchronous=FULL.")
                }
                // SQLite opens a file that it cannot write for reading, and says so only at the first write.
                guard sqlite3_db_readonly(db.sqliteConnection, "main") == 0 else {
                    throw DatabaseError(resultCode: .SQLITE_READONLY)
                }
                try Self.prepare(db, schema, name)
            }
        } catch {
            throw Self.translate(error, path)
        }
    }

    /// Reads a snapshot, off the cooperative pool.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw translate(error)
        }
    }

    /// Runs one immediate transaction, off the cooperative pool. It is on the disk when this returns.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        do {
            return try await pool.write(body)
        } catch {
            throw translate(error)
        }
    }

    /// Moves the log into the file and empties it, so that what was overwritten is gone from both.
    ///
    /// - Throws: ``LedgerError/unavailable(_:)`` where a reader keeps the log open for too long.
    func truncateLog() async throws(LedgerError) {
        do {
            try await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch {
            throw translate(error)
        }
    }

    func translate(_ error: any Error) -> LedgerError { Self.translate(error, path) }

    private static func prepare(_ db: Database, _ schema: Schema, _ name: String) throws {
        try db.inTransaction(.immediate) {
            let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            if found == 0, try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0 {
                try db.execute(sql: schema.sql)
                try db.execute(sql: "PRAGMA user_version = \(schema.version)")
            } else if found != schema.version {
                throw LedgerError.unavailable(
                    "The file \(name) has format \(found); this Safeloop reads format \(schema.version)."
                )
            }
            return .commit
        }
    }

    /// Whether the disk of a file has less left than one append may need: SQLite says "input/output error" to some of
    /// the ways in which a disk can be full.
    private static func isFull(_ path: String) -> Bool {
        var disk = statvfs()
        guard statvfs(URL(fileURLWithPath: path).deletingLastPathComponent().path, &disk) == 0, disk.f_blocks > 0
        else { return false }
        return UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 256 * 1024
    }

    private static func translate(_ error: any Error, _ path: String) -> LedgerError {
        let name = URL(fileURLWithPath: path).lastPathComponent
        if let error = error as? LedgerError { return error }
        if error is RowDecodingError {
            return .corrupt(position: nil, "The file \(name) is damaged: a row does not hold what it must.")
        }
        guard let error = error as? DatabaseError else {
            return .unavailable(
                error is CancellationError
                    ? "The request was stopped before \(name) answered." : "The file \(name) cannot be used."
            )
        }
        let full = LedgerError.unavailable(
            "The disk that holds \(name) is full: nothing was written. Free some space and try again."
        )
        return switch error.extendedResultCode {
        case .SQLITE_FULL: full
        case .SQLITE_IOERR where isFull(path), .SQLITE_CANTOPEN where isFull(path): full
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            .unavailable("The file \(name) cannot be opened for writing: check that its folder is there and writable.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            .unavailable("Another program kept \(name) locked for more than five seconds: nothing was written.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            .corrupt(position: nil, "The file \(name) is damaged: SQLite cannot read it. Restore it from a backup.")
        case .SQLITE_MISUSE:
            .unavailable("The file \(name) is closed.")
        case .SQLITE_IOERR:
            .unavailable("The disk that holds \(name) reported an error (SQLite \(error.extendedResultCode.rawValue)).")
        default:
            .unavailable("The file \(name) cannot be used (SQLite \(error.extendedResultCode.rawValue)).")
        }
    }
}

private let blockingWork = DispatchQueue(label: "safeloop.ledger.blocking", attributes: .concurrent)

/// Runs work that blocks on a queue of its own, so that the cooperative pool never waits for a disk.
func offPool<Value: Sendable>(
    _ work: @escaping @Sendable () throws(LedgerError) -> Value
) async throws(LedgerError) -> Value {
    let result: Result<Value, LedgerError> = await withCheckedContinuation { continuation in
        blockingWork.async {
            do throws(LedgerError) {
                continuation.resume(returning: .success(try work()))
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
    return try result.get()
}
