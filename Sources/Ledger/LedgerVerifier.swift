/// What a verification found.
package struct Verification: Sendable {
    /// The tree over the events that are right.
    package let head: TreeHead
    /// The first thing that is wrong, or nil.
    package let problem: Problem?

    package struct Problem: Error, Hashable, Sendable {
        /// The first wrong event, where it is one.
        package let position: Int?
        package let sentence: String
    }
}

/// Recomputes a whole ledger from its stored records.
///
/// Whoever can write the file can also write a history that agrees with itself. Only a head kept elsewhere shows that:
/// give those of the checkpoints at hand.
package struct LedgerVerifier: Sendable {
    private let ledger: any VerifiableLedger
    private let heads: [TreeHead]
    private let blobs: @Sendable (RecordedEvent) -> [Hash]

    /// - Parameters:
    ///   - heads: Heads that the ledger must have passed through.
    ///   - blobs: The blobs that an event refers to, which must be there.
    package init(
        _ ledger: any VerifiableLedger,
        heads: [TreeHead] = [],
        blobs: @escaping @Sendable (RecordedEvent) -> [Hash] = { _ in [] }
    ) {
        self.ledger = ledger
        self.heads = heads
        self.blobs = blobs
    }

    /// Verifies everything up to the first problem.
    ///
    /// - Parameter progress: Called now and then with the events verified and the events there are.
    /// - Throws: ``LedgerError/unavailable(_:)`` where the ledger cannot be read for another reason than damage.
    package func verify(
        progress: @Sendable (_ verified: Int, _ count: Int) -> Void = { _, _ in }
    ) async throws(LedgerError) -> Verification {
        var history = VerifiedHistory(heads: heads)
        do {
            try await verifyEvents(&history, progress)
            try await ledger.checkStorage()
            try await verifyBlobs()
            return Verification(head: history.frontier.head, problem: nil)
        } catch let problem as Verification.Problem {
            return Verification(head: history.frontier.head, problem: problem)
        } catch LedgerError.corrupt(let position, let sentence) {
            let problem = Verification.Problem(position: position, sentence: sentence)
            return Verification(head: history.frontier.head, problem: problem)
        } catch {
            throw error as? LedgerError ?? .unavailable("The ledger cannot be verified.")
        }
    }

    private func verifyEvents(_ history: inout VerifiedHistory, _ progress: @Sendable (Int, Int) -> Void) async throws {
        let count = try await ledger.count()
        var subtrees = 0
        while true {
            let rows = try await readableRows(from: history.frontier.size)
            guard !rows.isEmpty else { break }
            for row in rows {
                let (event, completed) = try history.accept(row)
                try await verifyBlobs(of: event)
                for subtree in completed {
                    try await verify(subtree, at: event.position)
                }
                subtrees += completed.count
            }
            progress(history.frontier.size, count)
        }
        try history.finish()
        guard try await ledger.subtreeCount() == subtrees else {
            throw Verification.Problem(position: nil, sentence: "The stored tree holds hashes that belong to no event.")
        }
    }

    /// The next rows, or as many of them as can be read; the first that cannot is the problem.
    private func readableRows(from position: Int) async throws -> [StoredRow] {
        do {
            return try await ledger.rows(from: position, limit: 1000)
        } catch LedgerError.corrupt {
            do {
                return try await ledger.rows(from: position, limit: 1)
            } catch LedgerError.corrupt(_, let sentence) {
                throw Verification.Problem(position: position, sentence: sentence)
            }
        }
    }

    private func verify(_ subtree: Subtree, at position: Int) async throws {
        guard try await ledger.subtreeHash(level: subtree.level, index: subtree.index) == subtree.hash.bytes else {
            let first = subtree.index << subtree.level
            throw Verification.Problem(
                position: first,
                sentence: "The stored tree over the events \(first) to \(position) is not the tree of their records."
            )
        }
    }

    private func verifyBlobs(of event: RecordedEvent) async throws {
        for hash in blobs(event) where try await ledger.blob(hash) == nil {
            throw Verification.Problem(
                position: event.position,
                sentence: "The event at position \(event.position) refers to the blob \(hash), which is not there."
            )
        }
    }

    private func verifyBlobs() async throws {
        for hash in try await ledger.blobNames() {
            _ = try await ledger.blob(hash)
        }
    }
}
