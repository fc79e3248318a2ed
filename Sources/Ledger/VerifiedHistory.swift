/// Accepts stored rows one after the other, as long as each is what must come next.
struct VerifiedHistory {
    private(set) var frontier = Frontier()

    private let heads: [TreeHead]
    private var versions: [String: Int] = [:]
    private var commands: Set<Hash> = []
    /// The newest record, which says whether its command goes on.
    private var last: EventRecord?

    init(heads: [TreeHead]) {
        self.heads = heads
    }

    /// - Returns: The event, and the stored subtrees that are complete with it.
    mutating func accept(_ row: StoredRow) throws(Verification.Problem) -> (RecordedEvent, [Subtree]) {
        let position = frontier.size
        guard row.position == position else {
            throw .init(position: position, sentence: "The event at position \(position) is missing.")
        }
        guard Merkle.leaf(row.record).bytes == row.leaf else {
            throw wrong("does not match its stored hash: one of the two was changed")
        }
        guard let record = try? EventRecord(reading: row.record) else {
            throw wrong("is not one whole record")
        }
        guard record.event.position == position else {
            throw wrong("says that its position is \(record.event.position)")
        }
        if let column = row.columnThatDiffers(from: record) {
            throw wrong("has another \(column) in its column than in its record")
        }
        try acceptVersion(record.event)
        try acceptCommand(record)
        let completed = frontier.append(record.event.leaf)
        last = record
        if heads.contains(where: { $0.size == frontier.size && $0.root != frontier.root }) {
            let sentence = "The first \(frontier.size) events are not those that a checkpoint was signed over."
            throw .init(position: position, sentence: sentence)
        }
        return (record.event, completed)
    }

    /// Checks that nothing is missing at the end.
    func finish() throws(Verification.Problem) {
        if let last, last.part + 1 < last.parts { throw wrong("is missing: its command is not whole") }
        if let head = heads.first(where: { $0.size > frontier.size }) {
            throw .init(
                position: frontier.size,
                sentence:
                    "The ledger ends after \(frontier.size) events, but a checkpoint was signed over \(head.size)."
            )
        }
    }

    private mutating func acceptVersion(_ event: RecordedEvent) throws(Verification.Problem) {
        let version = versions[event.stream.raw, default: 0] + 1
        guard event.version == version else {
            throw wrong("has version \(event.version) of its stream, where \(version) comes next")
        }
        versions[event.stream.raw] = version
    }

    private mutating func acceptCommand(_ record: EventRecord) throws(Verification.Problem) {
        let isNext = last.map { $0.part + 1 < $0.parts } ?? false
        guard !isNext || last?.isFollowed(by: record) == true else {
            throw wrong("is not the next of its command")
        }
        guard isNext || record.part == 0 else { throw wrong("is not the first of its command") }
        let command = record.event.command
        guard record.part > 0 || commands.insert(Hash(of: Array("\(command.actor)\n\(command.id)".utf8))).inserted
        else {
            throw wrong("carries a command that was appended before")
        }
    }

    private func wrong(_ what: String) -> Verification.Problem {
        .init(position: frontier.size, sentence: "The event at position \(frontier.size) \(what).")
    }
}

extension EventRecord {
    fileprivate func isFollowed(by next: EventRecord) -> Bool {
        next.part == part + 1 && next.parts == parts && next.event.command == event.command && next.digest == digest
    }
}

extension StoredRow {
    fileprivate func columnThatDiffers(from record: EventRecord) -> String? {
        if stream != record.event.stream.raw { return "stream" }
        if version != record.event.version { return "version" }
        if actor != record.event.command.actor { return "actor" }
        if command != record.event.command.id { return "command" }
        return part == record.part ? nil : "part"
    }
}
