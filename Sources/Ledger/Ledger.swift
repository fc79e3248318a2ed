package import Almanac

/// The append-only history. Every engine keeps this protocol and passes ``LedgerContract``.
///
/// - Note: Safe to use from any task. Positions are handed out under one lock, so a reader that saw position n has
///   seen everything before it.
package protocol Ledger: Sendable {
    /// Appends to several streams at once, or to none.
    ///
    /// Durable before it returns. The same command id with the same digest yields the first answer again.
    ///
    /// A proposal without any event checks its expectations and leaves no trace: its receipt is empty and its command
    /// id is still free.
    ///
    /// - Throws: ``LedgerError/conflict(stream:expected:actual:)``, ``LedgerError/commandReused(_:)``,
    ///   ``LedgerError/invalid(_:)``, ``LedgerError/unavailable(_:)``, ``LedgerError/corrupt(position:_:)``.
    func append(_ proposal: Proposal) async throws(LedgerError) -> Receipt

    /// The events of one stream with a version above `version`, oldest first. Versions start at 1.
    func events(of stream: StreamID, after version: Int) async throws(LedgerError) -> [RecordedEvent]

    /// Up to `limit` events at `position` and after, oldest first. Positions start at 0.
    func events(from position: Int, limit: Int) async throws(LedgerError) -> [RecordedEvent]

    /// The answer a command had, if it was appended before with this digest.
    ///
    /// - Throws: ``LedgerError/commandReused(_:)`` where the id was used with another digest.
    func receipt(of command: CommandID, digest: [UInt8]) async throws(LedgerError) -> Receipt?

    /// The number of events, which is the next position.
    func count() async throws(LedgerError) -> Int

    /// The newest count whenever it grows, starting with the present one. Appends by another process count too.
    /// A reader that is slow sees only the newest.
    func counts() -> AsyncStream<Int>

    /// The Merkle tree over the first `size` leaves. `nil` means all.
    func tree(size: Int?) async throws(LedgerError) -> TreeHead

    /// The RFC 9162 audit path of the leaf at `position` in the tree of `size` leaves, lowest first.
    ///
    /// - Throws: ``LedgerError/invalid(_:)`` where there is no such leaf in a tree of that size.
    func inclusionProof(of position: Int, size: Int) async throws(LedgerError) -> [Hash]

    /// The RFC 9162 proof that the tree of `first` leaves is the beginning of the tree of `second`. Empty where they
    /// are the same, and for `first` 0.
    ///
    /// - Throws: ``LedgerError/invalid(_:)`` where there are no such trees.
    func consistencyProof(from first: Int, to second: Int) async throws(LedgerError) -> [Hash]

    /// Stores a sealed chunk under the SHA-256 of its bytes. Storing the same bytes twice is harmless.
    func store(blob: [UInt8]) async throws(LedgerError) -> Hash

    /// Chunks that were stored last before a moment of this machine's clock, the same again counted as stored anew.
    func blobs(storedBefore moment: Instant) async throws(LedgerError) -> [Hash]

    /// Takes a chunk away, unless it was stored again since that moment.
    ///
    /// - Returns: Whether it is gone.
    @discardableResult
    func remove(blob hash: Hash, storedBefore moment: Instant) async throws(LedgerError) -> Bool

    /// The bytes that hash to `hash`, verified on the way out.
    func blob(_ hash: Hash) async throws(LedgerError) -> [UInt8]?
}

/// The name of one history, as `meeting/6f1c…`: 1 to 255 printable ASCII characters, as every name in an event.
package struct StreamID: Hashable, Codable, Sendable, CustomStringConvertible {
    package let raw: String

    package init(_ raw: String) {
        self.raw = raw
    }

    package init<Entity>(_ kind: String, _ id: ID<Entity>) {
        raw = "\(kind)/\(id)"
    }

    package var description: String { raw }
}

/// Unique for each actor: a form posted twice, or a delivery retried, carries the same one.
package struct CommandID: Hashable, Sendable {
    package let actor: String
    package let id: String

    package init(actor: String, id: String) {
        self.actor = actor
        self.id = id
    }
}

package enum ExpectedVersion: Hashable, Sendable {
    /// The stream has no events yet.
    case new
    case exactly(Int)
    case any
}

/// What a command asks to be appended, all or nothing.
package struct Proposal: Sendable {
    package var command: CommandID
    /// A digest of the command's content: the same id with another digest is refused.
    package var digest: [UInt8]
    package var at: Instant
    package var streams: [StreamProposal]

    package init(command: CommandID, digest: [UInt8], at: Instant, streams: [StreamProposal]) {
        self.command = command
        self.digest = digest
        self.at = at
        self.streams = streams
    }
}

package struct StreamProposal: Sendable {
    package var stream: StreamID
    package var expected: ExpectedVersion
    /// May be empty: then only the expectation is checked.
    package var events: [ProposedEvent]

    package init(stream: StreamID, expected: ExpectedVersion, events: [ProposedEvent]) {
        self.stream = stream
        self.expected = expected
        self.events = events
    }
}

package struct ProposedEvent: Sendable {
    /// A fixed string, as `meeting.agreed`; never a Swift name.
    package var type: String
    package var schema: Int
    /// JSON whose personal values are sealed.
    package var payload: [UInt8]

    package init(type: String, schema: Int, payload: [UInt8]) {
        self.type = type
        self.schema = schema
        self.payload = payload
    }
}

/// What was appended, and where.
package struct Receipt: Hashable, Sendable {
    package let positions: Range<Int>
    /// True where this command had been appended before and nothing was done now.
    package let repeated: Bool

    package init(positions: Range<Int>, repeated: Bool) {
        self.positions = positions
        self.repeated = repeated
    }
}

package struct RecordedEvent: Hashable, Sendable {
    package let position: Int
    package let stream: StreamID
    package let version: Int
    package let type: String
    package let schema: Int
    package let command: CommandID
    package let at: Instant
    package let payload: [UInt8]
    /// The exact bytes that are stored and hashed.
    package let record: [UInt8]
    package let leaf: Hash
}

/// Why the ledger would not, in words that hold no personal data.
package enum LedgerError: Error, Hashable, Sendable {
    case conflict(stream: StreamID, expected: ExpectedVersion, actual: Int)
    case commandReused(CommandID)
    /// The request makes no sense here, whatever the ledger holds: a bug of the caller, or input nobody checked.
    case invalid(String)
    /// The disk is full, the folder is read-only, another server holds it: one clear sentence.
    case unavailable(String)
    case corrupt(position: Int?, String)
}
