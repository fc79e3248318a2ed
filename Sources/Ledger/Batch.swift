/// What a writer must know of the history before it appends.
package protocol History {
    associatedtype Failure: Error

    /// The version of the newest event of a stream, or 0.
    func version(of stream: StreamID) throws(Failure) -> Int

    /// Any one record of a command that was appended before.
    func record(of command: CommandID) throws(Failure) -> EventRecord?
}

/// Proposals that share one transaction. Each is judged on its own, as if those accepted before it were in the history
/// already; a refused one leaves nothing behind.
package struct Batch {
    /// What the accepted proposals append, in order of position.
    package private(set) var records: [EventRecord] = []

    private var next: Int
    private var versions: [StreamID: Int] = [:]
    private var commands: [CommandID: EventRecord] = [:]

    /// - Parameter count: The number of events in the ledger, read inside the transaction.
    package init(count: Int) {
        next = count
    }

    /// Accepts a proposal, or says why not.
    ///
    /// - Throws: Only what `history` throws; then the whole batch is void.
    package mutating func judge<Known: History>(
        _ proposal: Proposal,
        against history: Known
    ) throws(Known.Failure) -> Result<Receipt, LedgerError> {
        if let problem = proposal.problem { return .failure(.invalid(problem)) }
        if let earlier = try record(of: proposal.command, in: history) {
            return Result { () throws(LedgerError) in try earlier.receipt(for: proposal.digest) }
        }
        var actual: [Int] = []
        actual.reserveCapacity(proposal.streams.count)
        for part in proposal.streams {
            let version = try version(of: part.stream, in: history)
            guard part.expected.holds(for: version) else {
                return .failure(.conflict(stream: part.stream, expected: part.expected, actual: version))
            }
            actual.append(version)
        }
        return .success(Receipt(positions: accept(proposal, at: actual), repeated: false))
    }

    private func record<Known: History>(of command: CommandID, in history: Known) throws(Known.Failure) -> EventRecord?
    {
        if let record = commands[command] { return record }
        return try history.record(of: command)
    }

    private func version<Known: History>(of stream: StreamID, in history: Known) throws(Known.Failure) -> Int {
        if let version = versions[stream] { return version }
        return try history.version(of: stream)
    }

    private mutating func accept(_ proposal: Proposal, at actual: [Int]) -> Range<Int> {
        let first = next
        let parts = proposal.streams.reduce(0) { $0 + $1.events.count }
        for (part, version) in zip(proposal.streams, actual) {
            for (index, event) in part.events.enumerated() {
                records.append(
                    EventRecord(
                        position: next,
                        version: version + index + 1,
                        part: next - first,
                        parts: parts,
                        stream: part.stream,
                        event,
                        proposal
                    )
                )
                next += 1
            }
            versions[part.stream] = version + part.events.count
        }
        if parts > 0 { commands[proposal.command] = records.last }
        return first..<next
    }
}

extension ExpectedVersion {
    fileprivate func holds(for actual: Int) -> Bool {
        switch self {
        case .new: actual == 0
        case .exactly(let version): actual == version
        case .any: true
        }
    }
}

extension Proposal {
    /// Why no ledger can hold this, if so.
    fileprivate var problem: String? {
        if !command.actor.utf8.isName || !command.id.utf8.isName || !streams.allSatisfy(\.hasNames) {
            "Names in an event are 1 to 255 printable ASCII characters."
        } else if digest.count > 255 {
            "A command digest is at most 255 bytes."
        } else if streams.count > 1, Set(streams.map(\.stream)).count < streams.count {
            "A proposal names each stream once."
        } else if !streams.allSatisfy({ $0.events.allSatisfy { (0...Int(UInt16.max)).contains($0.schema) } }) {
            "A schema version is 0 to 65,535."
        } else if !streams.allSatisfy({ $0.events.allSatisfy { $0.payload.count <= EventRecord.longestPayload } }) {
            "The payload of an event is at most 4 MiB."
        } else {
            nil
        }
    }
}

extension StreamProposal {
    fileprivate var hasNames: Bool { stream.raw.utf8.isName && events.allSatisfy(\.type.utf8.isName) }
}
