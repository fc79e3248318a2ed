/// A moment, as whole milliseconds since 1970-01-01T00:00:00Z.
///
/// The one form of time that is stored: it round-trips exactly through JSON, SQLite and hashes.
package struct Instant: Hashable, Comparable, Codable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package func adding(seconds: Int64) -> Instant {
        Instant(milliseconds: milliseconds + seconds * 1000)
    }

    package func seconds(since earlier: Instant) -> Int64 {
        (milliseconds - earlier.milliseconds) / 1000
    }
}
