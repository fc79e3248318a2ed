package import Almanac

/// A ledger that lives as long as the process: for tests, and to keep the protocol from being SQLite in disguise.
package actor MemoryLedger: Ledger {
    private var records: [EventRecord] = []
    private var streams: [StreamID: [Int]] = [:]
    private var commands: [CommandID: Int] = [:]
    private var frontier = Frontier()
    /// The stored levels of the tree: leaves, then every eighth level above.
    private var levels: [[Hash]] = [[]]
    private var blobs: [Hash: (bytes: [UInt8], at: Instant)] = [:]
    private let broadcast = CountBroadcast()

    package init() {
        broadcast.publish(0)
    }

    package func append(_ proposal: Proposal) throws(LedgerError) -> Receipt {
        var batch = Batch(count: records.count)
        let receipt = try batch.judge(proposal, against: Known(streams: streams, commands: commands, records: records))
            .get()
        for record in batch.records {
            add(record)
        }
        broadcast.publish(records.count)
        return receipt
    }

    package func events(of stream: StreamID, after version: Int) -> [RecordedEvent] {
        (streams[stream] ?? []).dropFirst(max(0, version)).map { records[$0].event }
    }

    package func events(from position: Int, limit: Int) -> [RecordedEvent] {
        records.dropFirst(max(0, position)).prefix(max(0, limit)).map(\.event)
    }

    package func receipt(of command: CommandID, digest: [UInt8]) throws(LedgerError) -> Receipt? {
        guard let position = commands[command] else { return nil }
        return try records[position].receipt(for: digest)
    }

    package func count() -> Int { records.count }

    package nonisolated func counts() -> AsyncStream<Int> { broadcast.counts() }

    package func tree(size: Int?) throws(LedgerError) -> TreeHead {
        guard let size else { return frontier.head }
        try TreeRequest.check(size: size, count: records.count)
        return Tree(Levels(levels: levels)).head(size: size)
    }

    package func inclusionProof(of position: Int, size: Int) throws(LedgerError) -> [Hash] {
        try TreeRequest.check(position: position, size: size, count: records.count)
        return Tree(Levels(levels: levels)).inclusionProof(of: position, size: size)
    }

    package func consistencyProof(from first: Int, to second: Int) throws(LedgerError) -> [Hash] {
        try TreeRequest.check(first: first, second: second, count: records.count)
        return Tree(Levels(levels: levels)).consistencyProof(from: first, to: second)
    }

    package func store(blob: [UInt8]) -> Hash {
        let hash = Hash(of: blob)
        blobs[hash] = (blob, .now)
        return hash
    }

    package func blob(_ hash: Hash) -> [UInt8]? { blobs[hash]?.bytes }

    package func blobs(storedBefore moment: Instant) -> [Hash] {
        blobs.filter { $0.value.at < moment }.keys.sorted { "\($0)" < "\($1)" }
    }

    package func remove(blob hash: Hash, storedBefore moment: Instant) -> Bool {
        guard let stored = blobs[hash], stored.at < moment else { return false }
        blobs[hash] = nil
        return true
    }

    private func add(_ record: EventRecord) {
        streams[record.event.stream, default: []].append(record.event.position)
        commands[record.event.command] = record.event.position
        records.append(record)
        levels[0].append(record.event.leaf)
        for subtree in frontier.append(record.event.leaf) {
            let index = subtree.level / Subtree.storedLevels
            if index == levels.count { levels.append([]) }
            levels[index].append(subtree.hash)
        }
    }
}

private struct Known: History {
    let streams: [StreamID: [Int]]
    let commands: [CommandID: Int]
    let records: [EventRecord]

    func version(of stream: StreamID) -> Int { streams[stream]?.count ?? 0 }

    func record(of command: CommandID) -> EventRecord? { commands[command].map { records[$0] } }
}

private struct Levels: TreeSource {
    let levels: [[Hash]]

    func hashes(level: Int, _ indices: Range<Int>) -> [Hash] { Array(levels[level / Subtree.storedLevels][indices]) }
}
