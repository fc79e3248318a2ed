import Almanac
package import Ledger

/// How the matters went that were raised under one procedure in one school year, in numbers.
package struct ProcedureOutcomes: Sendable {
    /// Those that one organisation has. Nil is the network itself: what nobody but its coordinator has.
    package struct Organised: Sendable {
        package let organisation: ID<Organisation>?
        package let numbers: OutcomeNumbers
    }

    package struct Monthly: Sendable {
        package let month: CalendarMonth
        package let numbers: OutcomeNumbers
    }

    /// One organisation in one month.
    package struct Cell: Sendable {
        package let organisation: ID<Organisation>?
        package let month: CalendarMonth
        package let numbers: OutcomeNumbers
    }

    package struct Outcome: Hashable, Sendable {
        /// As the procedure names it: `strategy-discussion`.
        package let id: String
        package let count: Int
    }

    /// `missing-child`
    package let procedure: String
    /// Whether small numbers are left out, because they are of people.
    package let isPersonal: Bool
    package let network: OutcomeNumbers
    /// Those that may be shown, the most first.
    package let organisations: [Organised]
    /// Whether some organisations are not among them.
    package let leavesOut: Bool
    /// Every month that has begun.
    package let months: [Monthly]
    /// Only where the numbers are not of people: otherwise small ones could be worked out.
    package let cells: [Cell]
    /// What was decided, the most first.
    package let outcomes: [Outcome]
    package let leavesOutOutcomes: Bool

    init(_ procedure: String, _ matters: [OutcomeMatter], months: [CalendarMonth], isPersonal: Bool) {
        func line(_ fits: (OutcomeMatter) -> Bool) -> Suppression.Line {
            Suppression.Line(matters.indices.filter { fits(matters[$0]) }, in: matters)
        }
        func numbers(_ line: Suppression.Line) -> OutcomeNumbers { OutcomeNumbers(line, of: matters) }
        func month(_ matter: OutcomeMatter) -> CalendarMonth { CalendarMonth(of: London.day(matter.raised)) }

        let holders = Set(matters.map(\.organisation)).sorted {
            "\($0.map(\.description) ?? "")" < "\($1.map(\.description) ?? "")"
        }
        let table = Suppression(
            network: line { _ in true },
            organisations: holders.map { holder in line { $0.organisation == holder } },
            months: months.map { each in line { month($0) == each } },
            isPersonal: isPersonal
        )
        self.procedure = procedure
        self.isPersonal = isPersonal
        network = numbers(table.network)
        organisations = zip(holders, table.organisations).filter(\.1.showsRaised)
            .map { Organised(organisation: $0, numbers: numbers($1)) }
            .sorted { ($0.numbers.raised ?? 0) > ($1.numbers.raised ?? 0) }
        leavesOut = !table.organisations.allSatisfy(\.showsRaised)
        self.months = zip(months, table.months).map { Monthly(month: $0, numbers: numbers($1)) }
        cells =
            isPersonal
            ? []
            : holders.flatMap { holder in
                months.compactMap { each in
                    let found = line { $0.organisation == holder && month($0) == each }
                    return found.raised.isEmpty
                        ? nil : Cell(organisation: holder, month: each, numbers: numbers(found))
                }
            }
        let decided = Dictionary(grouping: matters.compactMap(\.outcome)) { $0 }.mapValues(\.count)
        outcomes = Self.shown(
            decided,
            isPersonal: isPersonal,
            total: network[.decided] ?? (isPersonal ? nil : matters.count)
        )
        leavesOutOutcomes = outcomes.count < decided.count
    }

    /// Outcomes come to the number of those decided, so one that is hidden alone is not hidden.
    private static func shown(_ counts: [String: Int], isPersonal: Bool, total: Int?) -> [Outcome] {
        guard total != nil else { return [] }
        var shown = counts.map { Outcome(id: $0, count: $1) }.sorted { ($1.count, $0.id) < ($0.count, $1.id) }
        guard isPersonal else { return shown }
        var hidden = shown.filter { Suppression.isSmall($0.count) }
        shown.removeAll { Suppression.isSmall($0.count) }
        while !Suppression.protects(
            hidden.map {
                Suppression.Hidden(count: $0.count, least: 0, most: nil, matters: Suppression.isSmall($0.count))
            }
        ) {
            guard let next = shown.popLast() else { return [] }
            hidden.append(next)
        }
        return shown
    }
}

extension OutcomeNumbers {
    init(_ line: Suppression.Line, of matters: [OutcomeMatter]) {
        guard line.showsRaised else {
            self = .hidden
            return
        }
        var (counts, times) = ([OutcomeMeasure: Int](), [OutcomeStep: OutcomeTime]())
        for measure in line.shown { counts[measure] = line.count(measure) }
        for step in OutcomeStep.allCases where line.isTimed(step) {
            times[step] = OutcomeTime(line.raised.compactMap { matters[$0].seconds(to: step) })
        }
        self.init(raised: line.raised.count, counts: counts, times: times)
    }
}
