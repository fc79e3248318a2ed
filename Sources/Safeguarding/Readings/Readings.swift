package import Foundation
package import GRDB
import Ledger

/// Tables derived from the ledger, for pages to read. They hold sealed values as sealed, and can be thrown away.
package struct Readings: Sendable {
    let pool: DatabasePool
    let kept = KeptMembership()

    /// Every reading of this version. A changed reading gets a higher version, and the whole file is made anew.
    static let all: [any Reading.Type] = [
        NetworkReading.self, MemberReading.self, GroupReading.self, MeetingReading.self, MatterReading.self,
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
        let file = folder.appending(path: "readings-\(try schema()).sqlite")
        do {
            return try Readings(path: file.path)
        } catch is DatabaseError {
            // They are derived: a damaged file is made again.
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(at: folder.appending(path: file.lastPathComponent + suffix))
            }
            return try Readings(path: file.path)
        }
    }

    /// In kibibytes.
    private static let writerCache = 64 << 10

    private init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
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
        try await pool.read(query)
    }

    func position() async throws -> Int {
        try await pool.read { db in try Int.fetchOne(db, sql: "SELECT position FROM progress") ?? 0 }
    }

    /// Applies events in one transaction, with the position they lead to. What another process applied is left out.
    func apply(_ batch: EventBatch) async throws {
        let hasChangedMembership = try await pool.write { db in
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
        if hasChangedMembership { kept.forget() }
    }
}

/// Recorded events, decoded: what readings are made from.
struct EventBatch: Sendable {
    let events: [(event: any DomainEvent, fact: Fact)]

    /// The position of the first, and the position after the last.
    var first: Int { events.first?.fact.position ?? 0 }
    var end: Int { events.last.map { $0.fact.position + 1 } ?? 0 }

    init(_ recorded: [RecordedEvent]) throws {
        events = try recorded.map { (try Events.decode($0), Fact($0)) }
    }
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
