/// An engine whose stored form can be looked at as it is, so that ``LedgerVerifier`` need not trust what it reads.
package protocol VerifiableLedger: Ledger {
    /// Checks what the storage says about itself: pages and indexes.
    func checkStorage() async throws(LedgerError)

    /// Up to `limit` rows at `position` and after, as they are stored, oldest first.
    func rows(from position: Int, limit: Int) async throws(LedgerError) -> [StoredRow]

    /// The stored hash of a complete subtree above the leaves.
    func subtreeHash(level: Int, index: Int) async throws(LedgerError) -> [UInt8]?

    /// The number of hashes stored above the leaves.
    func subtreeCount() async throws(LedgerError) -> Int

    /// The names of all stored blobs.
    func blobNames() async throws(LedgerError) -> [Hash]
}

/// An event with the columns beside its record.
package struct StoredRow: Sendable {
    package var position: Int
    package var stream: String
    package var version: Int
    package var actor: String
    package var command: String
    package var part: Int
    package var leaf: [UInt8]
    package var record: [UInt8]

    package init(
        position: Int,
        stream: String,
        version: Int,
        actor: String,
        command: String,
        part: Int,
        leaf: [UInt8],
        record: [UInt8]
    ) {
        self.position = position
        self.stream = stream
        self.version = version
        self.actor = actor
        self.command = command
        self.part = part
        self.leaf = leaf
        self.record = record
    }
}
