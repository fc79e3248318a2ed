import Ledger
import Safeguarding
import Synchronization

/// How much waits for whom, remembered until anything happens: every page shows it, and most pages change nothing.
final class WaitingCounts: Sendable {
    private struct Known {
        let position: Int
        let count: Int
    }

    private let known = Mutex<[ID<Member>: Known]>([:])

    /// - Parameter position: What the readings had seen before `count` is asked.
    func count(
        for member: ID<Member>,
        at position: Int,
        otherwise count: () async throws -> Int
    ) async throws -> Int {
        if let known = known.withLock({ $0[member] }), known.position == position { return known.count }
        let fresh = try await count()
        known.withLock { known in
            if known.count >= 10_000 { known.removeAll() }
            known[member] = Known(position: position, count: fresh)
        }
        return fresh
    }
}
