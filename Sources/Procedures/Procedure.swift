/// What every procedure is made of.
package enum Procedure {}

/// A place on the loop.
package enum Station: String, Codable, CaseIterable, Sendable {
    case raised, received, decided
    case fedBack = "fed-back"
    case closed

    package var title: String {
        switch self {
        case .raised: "Raised"
        case .received: "Received"
        case .decided: "Decided"
        case .fedBack: "Fed back"
        case .closed: "Closed"
        }
    }
}

extension Procedure {
    /// What a duty is to do.
    package enum Task: String, Codable, CaseIterable, Sendable {
        /// Say who holds it, where nobody who can be asked does.
        case sayWhoHolds = "say-who-holds"
        case acknowledge
        case finish
        /// Tell whoever raised it what came of it.
        case answer
        /// Say whether what came back is enough.
        case close
        /// Say what it comes to.
        case decide
        /// Tell whoever raised it what was decided.
        case tell = "tell-raiser"
        /// Whoever raised it says whether that is enough.
        case satisfied = "say-if-satisfied"
        /// Look again.
        case review
        /// Anything else, in the procedure's words.
        case act = "do"
    }
}
