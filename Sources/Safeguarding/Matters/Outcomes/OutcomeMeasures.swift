import Almanac
import Ledger

/// What the raiser of a matter waits for.
package enum OutcomeStep: String, CaseIterable, Sendable {
    case acknowledge, decide
    case feedBack = "feed-back"

    /// Those for whom it was done.
    package var done: OutcomeMeasure {
        switch self {
        case .acknowledge: .received
        case .decide: .decided
        case .feedBack: .told
        }
    }

    /// Those for whom it was done or should have been by now.
    package var due: OutcomeMeasure {
        switch self {
        case .acknowledge: .acknowledgeDue
        case .decide: .decideDue
        case .feedBack: .feedBackDue
        }
    }

    /// Of these, those for whom it was done by when it was due.
    package var inTime: OutcomeMeasure {
        switch self {
        case .acknowledge: .acknowledgedInTime
        case .decide: .decidedInTime
        case .feedBack: .toldInTime
        }
    }
}

/// What is counted of the matters that were raised.
package enum OutcomeMeasure: String, CaseIterable, Sendable {
    case received, decided, told
    case acknowledgeDue = "acknowledge-due"
    case acknowledgedInTime = "acknowledged-in-time"
    case decideDue = "decide-due"
    case decidedInTime = "decided-in-time"
    case feedBackDue = "feed-back-due"
    case toldInTime = "told-in-time"
    case open, overdue, satisfied
    case notSatisfied = "not-satisfied"
    case notSaid = "not-said"

    func counts(_ matter: OutcomeMatter) -> Bool {
        switch self {
        case .received: matter.received != nil
        case .decided: matter.decided != nil
        case .told: matter.told != nil
        case .acknowledgeDue: matter.inTime[.acknowledge] != nil
        case .acknowledgedInTime: matter.inTime[.acknowledge] == true
        case .decideDue: matter.inTime[.decide] != nil
        case .decidedInTime: matter.inTime[.decide] == true
        case .feedBackDue: matter.inTime[.feedBack] != nil
        case .toldInTime: matter.inTime[.feedBack] == true
        case .open: matter.isOpen
        case .overdue: matter.isOverdue
        case .satisfied: matter.judged == .satisfied
        case .notSatisfied: matter.judged == .notSatisfied
        case .notSaid: matter.judged == .notSaid
        }
    }

    /// Measures that are shown together or not at all, what matters most first.
    static let groups: [[OutcomeMeasure]] = [
        [.received], [.decided], [.told], [.acknowledgeDue, .acknowledgedInTime], [.decideDue, .decidedInTime],
        [.feedBackDue, .toldInTime], [.open, .overdue], [.satisfied, .notSatisfied, .notSaid],
    ]

    /// The step whose times give away whether at least five are counted.
    var timed: OutcomeStep? { OutcomeStep.allCases.first { $0.done == self } }
}

/// One matter, as far as it is counted: when, who had it, and nothing that it says.
struct OutcomeMatter: Hashable, Sendable {
    enum Judged: String, Sendable {
        case satisfied
        case notSatisfied = "not-satisfied"
        case notSaid = "not-said"
    }

    var organisation: ID<Organisation>?
    var raised: Instant
    var received: Instant?
    var decided: Instant?
    var told: Instant?
    var isOpen = true
    var isOverdue = false
    var judged: Judged?
    var outcome: String?
    /// The authority where it was raised, and the number of the text of its own that it follows.
    var place: ID<Organisation>?
    var local: Int?
    /// Of what was done or should have been by now: whether it was done by when it was due.
    var inTime: [OutcomeStep: Bool] = [:]

    func seconds(to step: OutcomeStep) -> Int64? {
        let done =
            switch step {
            case .acknowledge: received
            case .decide: decided
            case .feedBack: told
            }
        return done.map { max(0, $0.seconds(since: raised)) }
    }
}

/// How long something took, in seconds of the clock: nights, weekends and holidays count.
package struct OutcomeTime: Hashable, Sendable {
    package let median: Int64
    /// Nine in ten took no longer.
    package let ninetieth: Int64

    init?(_ seconds: [Int64]) {
        guard !seconds.isEmpty else { return nil }
        let sorted = seconds.sorted()
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        ninetieth = sorted[(sorted.count * 9 + 9) / 10 - 1]
    }
}

/// What may be shown of some matters. What is missing here may not be shown, and is in no file either.
package struct OutcomeNumbers: Hashable, Sendable {
    package let raised: Int?
    private let counts: [OutcomeMeasure: Int]
    private let times: [OutcomeStep: OutcomeTime]

    static let hidden = OutcomeNumbers(raised: nil, counts: [:], times: [:])

    init(raised: Int?, counts: [OutcomeMeasure: Int], times: [OutcomeStep: OutcomeTime]) {
        (self.raised, self.counts, self.times) = (raised, counts, times)
    }

    package subscript(measure: OutcomeMeasure) -> Int? { counts[measure] }
    package subscript(step: OutcomeStep) -> OutcomeTime? { times[step] }

    package var closed: Int? {
        guard let raised, let open = counts[.open] else { return nil }
        return raised - open
    }

    /// Of what was done or should have been by now, how many in a hundred were done by when they were due.
    package func percentInTime(_ step: OutcomeStep) -> Int? {
        guard let due = counts[step.due], due > 0, let inTime = counts[step.inTime] else { return nil }
        return (inTime * 200 + due) / (due * 2)
    }
}
