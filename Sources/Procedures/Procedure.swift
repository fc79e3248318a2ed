/// What is asked, who owes what by when, and when it escalates. Data: a matter keeps the version it was raised under.
package struct Procedure: Hashable, Sendable {
    /// As it stands in `matter.raised`: `meeting-action`.
    package let id: String
    package let version: Int
    package let title: String
    /// Where the procedure comes from.
    package let source: String
    package let stations: [Station]
    package let duties: [Obligation]

    package init(
        id: String,
        version: Int,
        title: String,
        source: String,
        stations: [Station],
        duties: [Obligation]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.source = source
        self.stations = stations
        self.duties = duties
    }

    /// Every version of every procedure that this Safeloop knows.
    package static let known: [Procedure] = [.meetingAction]

    package static func known(_ id: String, version: Int) -> Procedure? {
        known.first { $0.id == id && $0.version == version }
    }

    /// What is owed of a kind, where this procedure has it.
    package func obligation(_ task: Task) -> Obligation? {
        duties.first { $0.task == task }
    }
}

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

    /// Who owes a duty, before it is known who that is.
    package enum Bearer: String, Codable, Sendable {
        case holder
        /// Whoever raised it: the officers of the group for what a meeting raised.
        case raiser
        case coordinator
    }

    /// How a due time is found.
    package enum Clock: Hashable, Sendable {
        /// As whoever raised it gave it; never invented.
        case asGiven
        case workingDays(Int)
        /// By the next meeting of its group, or in so many working days where it has no group.
        case nextMeeting(orWorkingDays: Int)
    }

    /// One thing that is owed: who, what, by when, and whether the coordinator is told when it is late.
    package struct Obligation: Hashable, Sendable {
        package let bearer: Bearer
        package let task: Task
        package let clock: Clock
        package let escalates: Bool

        package init(_ bearer: Bearer, _ task: Task, _ clock: Clock, escalates: Bool = false) {
            self.bearer = bearer
            self.task = task
            self.clock = clock
            self.escalates = escalates
        }
    }
}
