import Almanac
import Synchronization

/// The clock of the demonstration while it is made: it walks from two years ago to now.
final class DemoClock: Sendable {
    private let instant: Mutex<Instant>

    init(_ start: Instant) {
        instant = Mutex(start)
    }

    var now: Instant { instant.withLock { $0 } }

    /// Each step is a little later than the one before, also within the same minute.
    func walk(to time: Instant) {
        instant.withLock { $0 = max($0.adding(seconds: 1), time) }
    }
}
