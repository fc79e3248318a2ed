import Almanac
import Synchronization

/// Slows down whoever asks too often from one place: a bucket for each, refilled with time.
///
/// Kept in memory: what it guards (posting without an account) is guarded on each node, and the limits that must hold
/// across nodes and restarts (wrong passwords) are on the Desk.
final class Limiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var filled: Instant
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let capacity: Double
    private let perSecond: Double
    private static let most = 10_000

    init(capacity: Double = 60, perSecond: Double = 1) {
        self.capacity = capacity
        self.perSecond = perSecond
    }

    /// Whether one more is allowed from `place` now.
    func allows(_ place: String, at now: Instant) -> Bool {
        buckets.withLock { buckets in
            if buckets.count >= Self.most {
                buckets = buckets.filter { now.seconds(since: $0.value.filled) < Int64(capacity / perSecond) }
                if buckets.count >= Self.most { buckets.removeAll() }
            }
            var bucket = buckets[place] ?? Bucket(tokens: capacity, filled: now)
            let elapsed = Double(max(0, now.milliseconds - bucket.filled.milliseconds)) / 1000
            bucket.tokens = min(capacity, bucket.tokens + elapsed * perSecond)
            bucket.filled = now
            let allowed = bucket.tokens >= 1
            if allowed { bucket.tokens -= 1 }
            buckets[place] = bucket
            return allowed
        }
    }
}
