import Foundation
package import Ledger
package import Logging
package import Vault

/// Follows the ledger and keeps the readings up with it. Resumes where it was; starts from nothing where there is none.
package actor Projector {
    package enum State: Hashable, Sendable {
        case behind
        case upToDate
        /// A newer Safeloop wrote something: this node shows nothing rather than half of it.
        case stopped(String)
    }

    package nonisolated let readings: Readings
    private let ledger: any Ledger
    private let vault: Vault?
    private let logger: Logger
    private var reached = 0
    private var changed = 0
    private var waiting: [(position: Int, continuation: CheckedContinuation<Void, Never>, id: Int)] = []
    private var nextWaiter = 0
    package private(set) var state: State = .behind

    /// - Parameter vault: Where the keys of what the ledger says is erased are destroyed.
    package init(
        ledger: any Ledger,
        readings: Readings,
        erasing vault: Vault? = nil,
        logger: Logger = Logger(label: "safeloop.projector")
    ) {
        self.ledger = ledger
        self.vault = vault
        self.readings = readings
        self.logger = logger
    }

    /// Follows until the task is cancelled. Goes on by itself when a disk that was full has space again.
    package func run() async {
        for await _ in ledger.counts() {
            while !Task.isCancelled {
                do {
                    try await catchUp()
                    break
                } catch let error as UnknownEvent {
                    stop(
                        "Event \(error.position) is \(error.type), schema \(error.schema), which this version does not know."
                    )
                    return
                } catch {
                    // A reading that was cancelled is no failure, whatever the engine calls it.
                    if Task.isCancelled { return }
                    pause(error)
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        }
    }

    private func pause(_ error: any Error) {
        let sentence =
            switch error {
            case let error as ReadingsFailure: error.sentence
            case let error as LedgerError: Refusal(error).sentence
            case let error as VaultError: error.message
            default: "The readings could not be written. Is the disk full?"
            }
        // Not the error itself: an SQL error may quote a value. Once, not every second.
        if state != .stopped(sentence) {
            logger.error("readings could not follow the ledger", metadata: ["kind": "\(type(of: error))"])
        }
        stop(sentence)
    }

    /// Applies all that the ledger holds now: while one batch is written, the next is read and decoded.
    ///
    /// - Parameter progress: Called after each batch with the position reached.
    package func catchUp(progress: @Sendable (Int) -> Void = { _ in }) async throws {
        let stored = try await readings.position()
        if stored != reached { readings.forgetMembership() }
        if stored != reached { changed = stored }
        reached = stored
        var following: EventBatch? = try await load(from: reached)
        while let batch = following, !batch.events.isEmpty {
            let isLast = batch.events.count < Self.batchSize
            async let next = isLast ? nil : load(from: batch.end)
            try await vault?.carryOut(batch.erased)
            try await readings.apply(batch)
            reached = batch.end
            changed = batch.changed ?? changed
            progress(reached)
            wake()
            following = try await next
        }
        state = .upToDate
        wake()
    }

    private static let batchSize = 4000

    private nonisolated func load(from position: Int) async throws -> EventBatch {
        try EventBatch(try await ledger.events(from: position, limit: Self.batchSize))
    }

    /// Destroys again what was erased before, where an older copy of the keys was put back.
    package func replayErasures() async throws {
        try await vault?.carryOut(try await readings.erasedSubjects())
    }

    /// Waits until the readings have seen everything before `position`, or until patience ends.
    package func reach(_ position: Int, within patience: Duration) async {
        guard reached < position else { return }
        if case .stopped = state { return }
        let id = nextWaiter
        nextWaiter += 1
        let timer = Task {
            try? await Task.sleep(for: patience)
            self.release(id)
        }
        await withCheckedContinuation { waiting.append((position, $0, id)) }
        timer.cancel()
    }

    /// The number of events that the readings have seen.
    package var position: Int { reached }

    /// The number of events up to the last that changed what somebody is shown of matters: not one that says who opened what.
    package var change: Int { changed }

    private func release(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume()
    }

    private func wake() {
        let ready = waiting.filter { $0.position <= reached }
        waiting.removeAll { $0.position <= reached }
        for waiter in ready { waiter.continuation.resume() }
    }

    private func stop(_ sentence: String) {
        state = .stopped(sentence)
        for waiter in waiting { waiter.continuation.resume() }
        waiting = []
    }
}
