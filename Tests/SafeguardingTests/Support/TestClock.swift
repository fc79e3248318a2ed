import Almanac
import Synchronization

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time: Mutex<Instant>

    init(_ now: Instant) {
        time = Mutex(now)
    }

    var now: Instant { time.withLock { $0 } }

    func move(to later: Instant) {
        time.withLock { $0 = later }
    }

    func move(seconds: Int64) {
        time.withLock { $0 = $0.adding(seconds: seconds) }
    }
}

/// A moment on a London clock, as `at("2026-11-23", "09:00")`. A test that spells it wrongly gets 1970, and fails.
func at(_ day: String, _ time: String = "09:00") -> Instant {
    guard let day = Day(iso: day), let time = ClockTime(iso: time) else { return Instant(milliseconds: 0) }
    return London.instant(day, time)
}

/// A day, as `day("2026-11-23")`. One that is spelt wrongly is in 1970.
func day(_ iso: String) -> Day {
    Day(iso: iso) ?? Day(number: 0)
}
