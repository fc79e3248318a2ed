package import Almanac
import GRDB
package import Ledger

/// The ledger in `ledger.sqlite` and `blobs/` of a data folder.
///
/// Concurrent appends share transactions. Another process may append to the same file: every transaction reads the
/// count and the frontier anew, and ``counts()`` follows what others append within a quarter of a second.
package final class SQLiteLedger: Ledger {
    let file: SQLiteFile
    let blobs: BlobFolder
    private let group: GroupCommit
    private let broadcast: CountBroadcast
    private let follower: Task<Void, Never>

    /// Opens the ledger of a data folder, making it where there is none.
    ///
    /// - Parameter folder: A folder that exists.
    /// - Throws: ``LedgerError/unavailable(_:)`` or ``LedgerError/corrupt(position:_:)``.
    package static func open(folder: String) async throws(LedgerError) -> SQLiteLedger {
        let file = try await offPool { () throws(LedgerError) in
            try SQLiteFile(path: "\(folder)/ledger.sqlite", schema: EventTable.schema)
        }
        let count = try await file.read { try EventTable(db: $0).count() }
        return SQLiteLedger(file: file, blobs: BlobFolder(path: "\(folder)/blobs"), count: count)
    }

    private init(file: SQLiteFile, blobs: BlobFolder, count: Int) {
        let broadcast = CountBroadcast()
        let writer = EventWriter(file: file)
        self.file = file
        self.blobs = blobs
        self.broadcast = broadcast
        group = GroupCommit(label: "safeloop.ledger.writer") { proposals in
            let written = writer.write(proposals)
            if let count = written.count { broadcast.publish(count) }
            return written.answers
        }
        broadcast.publish(count)
        follower = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(200))
                if let count = try? await file.read({ try EventTable(db: $0).count() }) { broadcast.publish(count) }
            }
        }
    }

    deinit {
        follower.cancel()
        broadcast.finish()
    }

    /// Ends every stream of counts and closes the file. What is asked afterwards is refused.
    package func close() async {
        follower.cancel()
        await follower.value
        broadcast.finish()
        let pool = file.pool
        _ = try? await offPool { () throws(LedgerError) in try? pool.close() }
    }

    package func append(_ proposal: Proposal) async throws(LedgerError) -> Receipt {
        try await group.append(proposal)
    }

    package func events(of stream: StreamID, after version: Int) async throws(LedgerError) -> [RecordedEvent] {
        try await file.read { try EventTable(db: $0).events(of: stream, after: version) }
    }

    package func events(from position: Int, limit: Int) async throws(LedgerError) -> [RecordedEvent] {
        try await file.read { try EventTable(db: $0).events(from: position, limit: limit) }
    }

    package func receipt(of command: CommandID, digest: [UInt8]) async throws(LedgerError) -> Receipt? {
        try await file.read { try EventTable(db: $0).record(of: command)?.receipt(for: digest) }
    }

    package func count() async throws(LedgerError) -> Int {
        try await file.read { try EventTable(db: $0).count() }
    }

    package func counts() -> AsyncStream<Int> { broadcast.counts() }

    package func tree(size: Int?) async throws(LedgerError) -> TreeHead {
        try await file.read { db in
            let table = EventTable(db: db)
            let count = try table.count()
            try TreeRequest.check(size: size ?? count, count: count)
            return try Tree(table).head(size: size ?? count)
        }
    }

    package func inclusionProof(of position: Int, size: Int) async throws(LedgerError) -> [Hash] {
        try await file.read { db in
            let table = EventTable(db: db)
            try TreeRequest.check(position: position, size: size, count: table.count())
            return try Tree(table).inclusionProof(of: position, size: size)
        }
    }

    package func consistencyProof(from first: Int, to second: Int) async throws(LedgerError) -> [Hash] {
        try await file.read { db in
            let table = EventTable(db: db)
            try TreeRequest.check(first: first, second: second, count: table.count())
            return try Tree(table).consistencyProof(from: first, to: second)
        }
    }

    package func store(blob: [UInt8]) async throws(LedgerError) -> Hash {
        let blobs = blobs
        return try await offPool { () throws(LedgerError) in try blobs.store(blob) }
    }

    package func blobs(storedBefore moment: Instant) async throws(LedgerError) -> [Hash] {
        let blobs = blobs
        return try await offPool { () throws(LedgerError) in blobs.names(storedBefore: moment) }
    }

    package func remove(blob hash: Hash, storedBefore moment: Instant) async throws(LedgerError) -> Bool {
        let blobs = blobs
        return try await offPool { () throws(LedgerError) in try blobs.remove(hash, storedBefore: moment) }
    }

    package func blob(_ hash: Hash) async throws(LedgerError) -> [UInt8]? {
        let blobs = blobs
        return try await offPool { () throws(LedgerError) in try blobs.blob(hash) }
    }
}
