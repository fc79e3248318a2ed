import Almanac
package import Ledger

/// A value that only one may hold (an e-mail address, a name): whoever appends to its stream first has it.
package enum Claim {
    /// - Parameter key: A keyed hash where the value is personal; the value's own key where it is not.
    package static func stream(_ what: String, _ key: String) -> StreamID {
        StreamID("claim/\(what)/\(Hash(of: Array(key.utf8)))")
    }
}

package struct ClaimMade: DomainEvent {
    package static let type = "claim.made"
    package let by: String
}

package struct ClaimReleased: DomainEvent {
    package static let type = "claim.released"
    package let by: String
}

struct ClaimState: Foldable {
    private(set) var holder: String?
    var isHeld: Bool { holder != nil }

    mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as ClaimMade: holder = event.by
        case is ClaimReleased: holder = nil
        default: break
        }
    }
}
