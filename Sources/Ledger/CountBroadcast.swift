import Synchronization

/// Tells everyone who asked how many events there are, whenever there are more.
///
/// A count that is not above the last one is dropped, so that counts published out of order never go back.
package final class CountBroadcast: Sendable {
    private struct State {
        var count: Int?
        var listeners: [Int: AsyncStream<Int>.Continuation] = [:]
        var next = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    package init() {}

    package func publish(_ count: Int) {
        state.withLock { state in
            guard count > state.count ?? -1 else { return }
            state.count = count
            for listener in state.listeners.values {
                listener.yield(count)
            }
        }
    }

    /// Starts with the newest count published so far, if any.
    package func counts() -> AsyncStream<Int> {
        let (stream, listener) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            guard !state.isFinished else { return listener.finish() }
            let id = state.next
            state.next += 1
            state.listeners[id] = listener
            if let count = state.count { listener.yield(count) }
            listener.onTermination = { [weak self] _ in self?.remove(id) }
        }
        return stream
    }

    /// Ends every stream.
    package func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            return state.listeners.values.map { $0 }
        }
        for listener in listeners {
            listener.finish()
        }
    }

    private func remove(_ id: Int) {
        state.withLock { $0.listeners[id] = nil }
    }
}
