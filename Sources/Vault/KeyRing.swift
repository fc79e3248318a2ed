import Crypto
import Synchronization

/// The data keys that are in memory, and the subjects known to be erased. Shared by a vault and its openers, so that an
/// erasure closes openers that are already out.
final class KeyRing: Sendable {
    private struct State {
        var keys: [Subject: SymmetricKey] = [:]
        var erased: Set<Subject> = []
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func keys(of subjects: Set<Subject>) -> [Subject: SymmetricKey] {
        state.withLock { state in
            var found: [Subject: SymmetricKey] = [:]
            for subject in subjects { found[subject] = state.keys[subject] }
            return found
        }
    }

    /// Keeps keys for next time. Starts afresh when full: a key costs one small read to load again.
    func keep(_ keys: [Subject: SymmetricKey]) {
        state.withLock { state in
            if state.keys.count + keys.count > limit { state.keys = [:] }
            guard keys.count <= limit else { return }
            for (subject, key) in keys where !state.erased.contains(subject) { state.keys[subject] = key }
        }
    }

    func erase(_ subjects: some Sequence<Subject>) {
        state.withLock { state in
            for subject in subjects {
                state.keys[subject] = nil
                state.erased.insert(subject)
            }
        }
    }

    func isErased(_ subject: Subject) -> Bool {
        state.withLock { $0.erased.contains(subject) }
    }
}
