package import Almanac
import Foundation
package import GRDB
package import Ledger

extension Events {
    /// The chunks of the blob store that an event names, whatever kind it is: each list that is called `chunks`.
    package static func blobs(of event: RecordedEvent) -> [Hash] { blobs(in: event.payload) }

    static func blobs(in payload: [UInt8]) -> [Hash] {
        // Most events name none: what is looked for first is the name alone.
        guard holdsMark(payload), let json = try? JSONSerialization.jsonObject(with: Data(payload)) else { return [] }
        return chunks(json)
    }

    private static let mark = Array(#""chunks""#.utf8)

    /// By the system's fast search for a letter that sealed values seldom have.
    private static func holdsMark(_ payload: [UInt8]) -> Bool {
        let before = 5
        return payload.withUnsafeBytes { bytes in
            var from = before
            while from < bytes.count, let start = bytes.baseAddress,
                let found = memchr(start + from, Int32(mark[before]), bytes.count - from)
            {
                let at = start.distance(to: UnsafeRawPointer(found))
                let end = at - before + mark.count
                if end <= bytes.count, memcmp(start + at - before, mark, mark.count) == 0 { return true }
                from = at + 1
            }
            return false
        }
    }

    private static func chunks(_ json: Any) -> [Hash] {
        switch json {
        case let list as [Any]: list.flatMap(chunks)
        case let fields as [String: Any]:
            fields.flatMap { name, value in
                name == "chunks"
                    ? ((value as? [String]) ?? []).compactMap { Hash(hexadecimal: $0) } : chunks(value)
            }
        default: []
        }
    }
}

/// Which chunks of the blob store events name.
package enum BlobReading: Reading {
    package static let name = "blobs"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(sql: "CREATE TABLE blob (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        for hash in Events.blobs(in: fact.payload) {
            try db.executeCached(sql: "INSERT OR IGNORE INTO blob (hash) VALUES (?)", arguments: ["\(hash)"])
        }
    }
}

/// The job that takes away chunks that no event names: those of commands that were refused, or whose server died. Any
/// number of nodes may run it.
///
/// A command stores its chunks first and names them after, on any node. So what was stored in the last hour stays, the same
/// chunk stored again is as new, and what was named meanwhile is known before anything goes: this node's readings have
/// seen all that the ledger held after the old chunks were listed.
package struct BlobSweep: Sendable {
    /// How long a chunk waits to be named, in seconds.
    package static let patience: Int64 = 60 * 60

    private let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameter now: By the machine's clock, as chunks are dated.
    /// - Returns: How many were taken away.
    @discardableResult
    package func tick(_ now: Instant) async throws -> Int {
        let moment = now.adding(seconds: -Self.patience)
        let old = try await office.ledger.blobs(storedBefore: moment)
        guard !old.isEmpty else { return 0 }
        let count = try await office.ledger.count()
        await office.projector.reach(count, within: .seconds(60))
        guard await office.projector.position >= count else { return 0 }
        var gone = 0
        for hash in try await office.projector.readings.unnamed(old) {
            try Task.checkCancellation()
            if try await office.ledger.remove(blob: hash, storedBefore: moment) { gone += 1 }
        }
        return gone
    }
}

extension Readings {
    fileprivate func unnamed(_ hashes: [Hash]) async throws -> [Hash] {
        try await read { db in
            let named = try db.cachedStatement(sql: "SELECT 1 FROM blob WHERE hash = ?")
            return try hashes.filter { try Int.fetchOne(named, arguments: ["\($0)"]) == nil }
        }
    }
}
