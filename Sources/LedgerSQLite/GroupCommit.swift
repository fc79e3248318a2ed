import Dispatch
import Ledger
import Synchronization

/// Collects the proposals that arrive while one transaction is being written, and writes them as the next.
///
/// - Note: Safe from any task. Nobody waits on the cooperative pool: the writing is done on a queue of its own.
final class GroupCommit: Sendable {
    typealias Answer = Result<Receipt, LedgerError>

    private struct Waiting {
        let proposal: Proposal
        let answer: CheckedContinuation<Answer, Never>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isWriting = false
        /// How many must wait before the writer is woken, while it lets the next group gather.
        var wanted: Int?
    }

    private static let largestGroup = 512
    /// Those who were answered need a moment to come back, and a group of one costs as much disk time as a full one.
    private static let longestGathering = Duration.milliseconds(1)

    private let gathered = DispatchSemaphore(value: 0)
    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let write: @Sendable ([Proposal]) -> [Answer]

    /// - Parameter write: Writes proposals durably in one transaction and answers each, in order. It may block.
    init(label: String, write: @escaping @Sendable ([Proposal]) -> [Answer]) {
        queue = DispatchQueue(label: label, qos: .userInitiated)
        self.write = write
    }

    func append(_ proposal: Proposal) async throws(LedgerError) -> Receipt {
        let answer: Answer = await withCheckedContinuation { continuation in
            let (starts, isGathered) = state.withLock { state in
                state.waiting.append(Waiting(proposal: proposal, answer: continuation))
                defer { state.isWriting = true }
                return (!state.isWriting, state.waiting.count == state.wanted)
            }
            if starts { queue.async { self.writeAll() } }
            if isGathered { gathered.signal() }
        }
        return try answer.get()
    }

    private func writeAll() {
        while let group = nextGroup() {
            let start = ContinuousClock.now
            let answers = write(group.map(\.proposal))
            let time = ContinuousClock.now - start
            for (waiting, answer) in zip(group, answers) {
                waiting.answer.resume(returning: answer)
            }
            if group.count > 1 { gather(group.count, for: min(time / 2, Self.longestGathering)) }
        }
    }

    /// Waits until as many wait as were just answered, or for a part of the time that writing them took.
    private func gather(_ count: Int, for time: Duration) {
        let isShort = state.withLock { state in
            guard state.waiting.count < count else { return false }
            state.wanted = count
            return true
        }
        guard isShort else { return }
        _ = gathered.wait(timeout: .now() + .nanoseconds(Int(time.components.attoseconds / 1_000_000_000)))
        state.withLock { $0.wanted = nil }
    }

    private func nextGroup() -> [Waiting]? {
        state.withLock { state in
            let group = Array(state.waiting.prefix(Self.largestGroup))
            state.waiting.removeFirst(group.count)
            state.isWriting = !group.isEmpty
            return group.isEmpty ? nil : group
        }
    }
}
