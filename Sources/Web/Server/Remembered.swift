import Almanac
import Safeguarding
import Synchronization

/// What each actor was shown last, remembered until anything happens or the day ends: most pages change nothing.
///
/// It holds what readings hold, sealed words as sealed; whether somebody may open them is asked anew for every page.
final class Remembered<Value: Sendable>: Sendable {
    private struct Known {
        let position: Int
        let day: Day
        let value: Value
    }

    private let known = Mutex<[Actor: Known]>([:])
    private let capacity: Int

    /// - Parameter capacity: For how many actors at most. Beyond it all is forgotten.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// - Parameter position: What the readings had seen before `find` is asked.
    func value(
        for actor: Actor,
        at position: Int,
        on day: Day,
        otherwise find: () async throws -> Value
    ) async throws -> Value {
        if let known = known.withLock({ $0[actor] }), known.position == position, known.day == day {
            return known.value
        }
        let fresh = try await find()
        known.withLock { known in
            if known.count >= capacity { known.removeAll() }
            known[actor] = Known(position: position, day: day, value: fresh)
        }
        return fresh
    }
}
