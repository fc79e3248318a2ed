package import Foundation
package import GRDB
import Ledger
import Vault

/// The file of the readings cannot be used: one sentence that says what to do. They can always be made anew.
package struct ReadingsFailure: Error, Hashable {
    package let sentence: String

    init(_ error: DatabaseError) {
        sentence =
            switch error.extendedResultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB:
                "The readings are damaged: start Safeloop again, and they are made anew from the ledger."
            case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
                "The readings cannot be opened for writing: check that the data folder is there and writable."
            case .SQLITE_FULL, .SQLITE_IOERR:
                "The readings could not be written: check that the disk has space left. Nothing was lost."
            default: "The readings cannot be used (SQLite \(error.extendedResultCode.rawValue)). Nothing was lost."
            }
    }
}

/// Tables derived from the ledger, for pages to read. They hold sealed values as sealed, and can be thrown away.
package struct Readings: Sendable {
    let pool: DatabasePool
    /// Beside the file once it was found damaged: the next start makes it anew.
    private let damaged: String
    let kept = KeptMembership()

    /// Every reading of this version. A changed reading gets a higher version, and the whole file is made anew.
    static let all: [any Reading.Type] = [
        NetworkReading.self, MemberReading.self, GroupReading.self, MeetingReading.self, ProcedureReading.self,
        AdoptionReading.self,
        MatterReading.self, BodyReading.self, MatterLinkReading.self, MailReading.self, DigestReading.self,
        DeputyReading.self, AbsenceReading.self, LetterReading.self, NoticeReading.self, ErasureReading.self,
        AccessReading.self, BlobReading.self,
    ]

    /// A name for the shape of all readings: eight hexadecimal digits over their versions and their tables as they are
    /// made, so that a changed table cannot be forgotten.
    static func schema() throws -> String {
        let tables = try DatabaseQueue().write { db in
            for reading in all { try reading.create(in: db) }
            return try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        }
        let text = (all.map { "\($0.name)=\($0.version)" } + tables).joined(separator: "\n")
        return String(Hash(of: Array(text.utf8)).description.prefix(8))
    }

    /// Opens the readings in a folder, empty where there are none of this schema.
    ///
    /// - Parameter folder: The data folder. Files of other schemas are removed once these have caught up.
    package static func open(in folder: URL) throws -> Readings {
        let path = folder.appending(path: "readings-\(try schema()).sqlite").path
        if FileManager.default.fileExists(atPath: damagedMark(of: path)) { remove(path) }
        do {
            return try Readings(path: path)
        } catch let error as DatabaseError where error.isDamage {
            // They are derived: a damaged file is made again.
            remove(path)
        } catch let error as DatabaseError {
            throw ReadingsFailure(error)
        }
        do { return try Readings(path: path) } catch let error as DatabaseError { throw ReadingsFailure(error) }
    }

    private static func damagedMark(of path: String) -> String { path + "-damaged" }

    private static func remove(_ path: String) {
        for file in [path, path + "-wal", path + "-shm", damagedMark(of: path)] {
            try? FileManager.default.removeItem(atPath: file)
        }
    }

    /// In kibibytes.
    private static let writerCache = 64 << 10

    private init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { $0.add(collation: .post) }
        damaged = Self.damagedMark(of: path)
        pool = try DatabasePool(path: path, configuration: configuration)
        // Ids are random, so events of one batch touch pages all over the file.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA cache_size = -\(Self.writerCache)") }
        try pool.write { db in
            // What is derived may be lost with the power and is then derived again.
            guard try !db.tableExists("progress") else { return }
            try db.execute(sql: "CREATE TABLE progress (position INTEGER NOT NULL) STRICT")
            try db.execute(sql: "INSERT INTO progress VALUES (0)")
            for reading in Self.all { try reading.create(in: db) }
        }
    }

    /// Removes the files of other schemas.
    package static func removeOthers(in folder: URL) throws {
        let schema = try schema()
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for file in files where file.hasPrefix("readings-") && !file.hasPrefix("readings-\(schema).") {
            try? FileManager.default.removeItem(at: folder.appending(path: file))
        }
    }

    package func read<Value: Sendable>(_ query: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await naming { try await pool.read(query) }
    }

    /// Turns SQLite's errors into a sentence: an error of SQLite's own may quote a value.
    private func naming<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DatabaseError {
            if error.isDamage { _ = FileManager.default.createFile(atPath: damaged, contents: nil) }
            throw ReadingsFailure(error)
        }
    }

    func position() async throws -> Int {
        try await read { db in try Int.fetchOne(db, sql: "SELECT position FROM progress") ?? 0 }
    }

    /// Applies events in one transaction, with the position they lead to. What another process applied is left out.
    func apply(_ batch: EventBatch) async throws {
        let hasChangedMembership = try await naming {
            try await pool.write { db in
                let done = try Int.fetchOne(db.cachedStatement(sql: "SELECT position FROM progress")) ?? 0
                var hasChanged = done != batch.first
                for (event, fact) in batch.events where fact.position >= done {
                    for reading in Self.all {
                        let before = db.totalChangesCount
                        try reading.apply(event, fact, in: db)
                        if reading.isMembership, db.totalChangesCount != before { hasChanged = true }
                    }
                }
                try db.executeCached(sql: "UPDATE progress SET position = ?", arguments: [max(done, batch.end)])
                return hasChanged
            }
        }
        if hasChangedMembership { kept.forget() }
    }
}

/// Recorded events, decoded: what readings are made from.
struct EventBatch: Sendable {
    let events: [(event: any DomainEvent, fact: Fact)]

    /// The position of the first, and the position after the last.
    var first: Int { events.first?.fact.position ?? 0 }
    var end: Int { events.last.map { $0.fact.position + 1 } ?? 0 }

    /// The position after the last that is not only of who opened what. Nil where there is none.
    var changed: Int? {
        events.last { !($0.event is AccessRecorded || $0.event is AccessRefused) }.map { $0.fact.position + 1 }
    }

    /// Whose keys are to be destroyed before any of this is shown.
    var erased: Set<Subject> { Set(events.compactMap { ($0.event as? SubjectErased)?.subject }) }

    init(_ recorded: [RecordedEvent]) throws {
        events = try recorded.map { (try Events.decode($0), Fact($0)) }
    }
}

extension DatabaseError {
    fileprivate var isDamage: Bool { [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(resultCode) }
}

/// One family of tables, kept by one system.
package protocol Reading: Sendable {
    static var name: String { get }
    static var version: Int { get }
    /// Whether its tables are what ``Membership`` is read from.
    static var isMembership: Bool { get }
    static func create(in db: Database) throws
    static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws
}

extension Reading {
    package static var isMembership: Bool { false }
}
