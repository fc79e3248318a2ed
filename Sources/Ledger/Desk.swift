package import Almanac

/// Small shared state that expires or may be lost: sessions, rate limits, leases, sealed drafts, single-use links as
/// hashes. Every engine passes ``DeskContract``.
///
/// An entry holds while `now < until`.
///
/// - Note: Safe to use from any task. Times are handed in, so that a test or a demonstration has its own clock.
package protocol Desk: Sendable {
    /// The value, unless its time is over.
    func value(_ key: DeskKey, at now: Instant) async throws(LedgerError) -> [UInt8]?

    /// Puts the value, whether or not there was one. An entry that was there keeps its place in the order.
    func put(_ key: DeskKey, _ value: [UInt8], until: Instant) async throws(LedgerError)

    /// Puts the value only where there is none that still holds. Returns whether it did: one of many callers wins.
    func claim(_ key: DeskKey, _ value: [UInt8], until: Instant, at now: Instant) async throws(LedgerError) -> Bool

    /// Takes the value away and returns it: of many callers, one gets it.
    func take(_ key: DeskKey, at now: Instant) async throws(LedgerError) -> [UInt8]?

    func remove(_ key: DeskKey) async throws(LedgerError)

    /// Adds one to a counter that starts at 0, and returns the new count. The first call sets until when it holds;
    /// later ones leave that alone.
    func increment(_ key: DeskKey, until: Instant, at now: Instant) async throws(LedgerError) -> Int

    /// All that still hold of one kind under a group (a member's sessions), newest last. A counter is
    /// listed with an empty value.
    func entries(kind: String, group: String, at now: Instant) async throws(LedgerError) -> [(
        key: DeskKey, value: [UInt8]
    )]

    /// Removes what is over. Returns how many.
    func tidy(at now: Instant) async throws(LedgerError) -> Int
}

package struct DeskKey: Hashable, Sendable {
    /// `session`, `limit`, `lease`, `draft`, `link` …
    package let kind: String
    /// Whose: what ``Desk/entries(kind:group:at:)`` lists by.
    package let group: String
    package let id: String

    package init(kind: String, group: String = "", id: String) {
        self.kind = kind
        self.group = group
        self.id = id
    }
}
