package import Almanac

/// When a message that could not be handed over is tried again: soon at first, then every four hours, for three days.
package enum RetryTimetable {
    private static let waits: [Int64] = [60, 5 * 60, 15 * 60, 60 * 60, 4 * 60 * 60]
    private static let patience: Int64 = 3 * 24 * 60 * 60

    /// - Parameters:
    ///   - tries: How often it was tried, at least 1.
    ///   - first: When it was first tried.
    ///   - last: When it was last tried.
    /// - Returns: When to try next, or `nil` when it is time to give up and say so.
    package static func next(tries: Int, first: Instant, last: Instant) -> Instant? {
        let wait = waits[min(max(tries, 1), waits.count) - 1]
        let next = last.adding(seconds: wait)
        return next <= first.adding(seconds: patience) ? next : nil
    }
}
