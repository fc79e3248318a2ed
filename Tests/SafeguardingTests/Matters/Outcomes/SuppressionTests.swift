import Almanac
import Ledger
import Testing

@testable import Safeguarding

/// Small numbers of people are not shown, and cannot be worked out from what is.
@Suite("Outcomes without small numbers")
struct SuppressionTests {
    private static let organisations = (0..<4).map { _ in ID<Organisation>() }
    private static let months = SchoolYear(of: day("2026-09-01")).months(until: day("2026-11-30"))

    private static func matter(_ organisation: Int, month: Int = 9, _ change: (inout OutcomeMatter) -> Void = { _ in })
        -> OutcomeMatter
    {
        var matter = OutcomeMatter(
            organisation: organisations[organisation],
            raised: at("2026-\(month < 10 ? "0" : "")\(month)-07")
        )
        change(&matter)
        return matter
    }

    private static func outcomes(_ matters: [OutcomeMatter], isPersonal: Bool = true) -> ProcedureOutcomes {
        ProcedureOutcomes("p", matters, months: months, isPersonal: isPersonal)
    }

    @Test("a small organisation hides the next smallest too, for what is left of the total would be its number")
    func second() {
        let sizes = [2, 6, 9, 30]
        let matters = sizes.enumerated().flatMap { place, size in (0..<size).map { _ in Self.matter(place) } }
        let shown = Self.outcomes(matters)
        #expect(shown.network.raised == 47)
        #expect(shown.organisations.map(\.numbers.raised) == [30, 9])
        #expect(shown.leavesOut && shown.cells.isEmpty)
        let all = Self.outcomes(matters, isPersonal: false)
        #expect(all.organisations.map(\.numbers.raised) == [30, 9, 6, 2] && !all.leavesOut)
        #expect(all.cells.count == 4)
    }

    @Test("fewer than five say nothing at all but that they are fewer than five")
    func few() {
        let matters = (0..<4).map { _ in Self.matter(0) { $0.told = at("2026-09-08") } }
        let shown = Self.outcomes(matters)
        #expect(shown.network == .hidden && shown.organisations.isEmpty && shown.outcomes.isEmpty)
        #expect(shown.months.allSatisfy { $0.numbers.raised == nil || $0.numbers.raised == 0 })
    }

    @Test("what is left over beside a shown number is a number as well")
    func leftOver() {
        let matters = (0..<12).map { index in
            Self.matter(0) { if index < 10 { $0.received = at("2026-09-08") } }
        }
        let shown = Self.outcomes(matters)
        #expect(shown.network.raised == 12 && shown.network[.received] == nil)
        #expect(shown.network[.acknowledge]?.median == 86_400)
        #expect(Self.outcomes(matters, isPersonal: false).network[.received] == 10)
    }

    @Test("an outcome that is rare hides another, and all where there is no other")
    func outcomesByName() {
        func decided(_ counts: [String: Int]) -> [OutcomeMatter] {
            counts.flatMap { name, count in
                (0..<count).map { _ in
                    Self.matter(0) {
                        ($0.received, $0.decided, $0.outcome) = (at("2026-09-08"), at("2026-09-08"), name)
                    }
                }
            }
        }
        let three = Self.outcomes(decided(["a": 20, "b": 7, "c": 2]))
        #expect(three.outcomes == [.init(id: "a", count: 20)] && three.leavesOutOutcomes)
        #expect(Self.outcomes(decided(["a": 20, "c": 2])).outcomes.isEmpty)
        #expect(Self.outcomes(decided(["a": 20, "b": 7])).outcomes.map(\.count) == [20, 7])
    }

    @Test("no small number is shown or follows from what is", arguments: 0..<400)
    func property(seed: Int) throws {
        var dice = Dice(seed: seed)
        let sizes = Self.organisations.map { _ in dice.pick([0, 0, 1, 2, 3, 4, 5, 6, 8, 12]) }
        let luck = dice.pick([30, 60, 90, 97])
        let matters = sizes.enumerated().flatMap { place, size in
            (0..<size).map { _ in Self.random(place, luck, &dice) }
        }
        let shown = Self.outcomes(matters)
        let lines =
            shown.organisations.map(\.numbers) + shown.months.map(\.numbers) + [shown.network]
        for numbers in lines { Self.hasNothingSmall(numbers) }

        // What hides in the list of organisations: nothing says how many they are.
        let byOrganisation = Self.organisations.compactMap { organisation -> (OutcomeNumbers, [OutcomeMatter])? in
            let own = matters.filter { $0.organisation == organisation }
            guard !own.isEmpty else { return nil }
            return (shown.organisations.first { $0.organisation == organisation }?.numbers ?? .hidden, own)
        }
        let byMonth = shown.months.map { monthly in
            (monthly.numbers, matters.filter { CalendarMonth(of: London.day($0.raised)) == monthly.month })
        }
        for family in [byOrganisation, byMonth] {
            Self.attack(family, total: shown.network.raised, { $0.raised }, { $0.count })
            for measure in OutcomeMeasure.allCases {
                Self.attack(family, total: shown.network[measure], { $0[measure] }) { own in
                    own.count { measure.counts($0) }
                } bounds: { numbers, own in
                    // Times are there from five on, and nothing is more than was raised.
                    guard let step = measure.timed, let raised = numbers.raised else {
                        return 0...(numbers.raised ?? 1000)
                    }
                    return numbers[step] == nil ? 0...4 : 5...max(5, raised)
                }
            }
        }
    }

    private static func random(_ place: Int, _ luck: Int, _ dice: inout Dice) -> OutcomeMatter {
        func happens() -> Bool { Int.random(in: 0..<100, using: &dice) < luck }
        var matter = matter(place, month: dice.pick([9, 10, 10, 11]))
        let later = matter.raised.adding(seconds: Int64.random(in: 60...900_000, using: &dice))
        if happens() {
            (matter.received, matter.inTime[.acknowledge]) = (later, happens())
            if happens() {
                (matter.decided, matter.outcome, matter.inTime[.decide]) = (later, dice.pick(["a", "b"]), happens())
                if happens() {
                    (matter.told, matter.inTime[.feedBack]) = (later, happens())
                    if happens() { matter.judged = dice.pick([.satisfied, .satisfied, .notSatisfied, .notSaid]) }
                    matter.isOpen = !happens()
                }
            }
        }
        matter.isOverdue = matter.isOpen && !happens()
        return matter
    }

    private static func hasNothingSmall(_ numbers: OutcomeNumbers) {
        var all = OutcomeMeasure.allCases.compactMap { numbers[$0] }
        all += [numbers.raised, numbers.closed].compactMap(\.self)
        if let raised = numbers.raised { all += all.map { raised - $0 } }
        for (sub, whole) in [
            (OutcomeMeasure.acknowledgedInTime, OutcomeMeasure.acknowledgeDue), (.decidedInTime, .decideDue),
            (.toldInTime, .feedBackDue), (.overdue, .open), (.decided, .received), (.told, .decided),
        ] {
            if let sub = numbers[sub], let whole = numbers[whole] { all.append(whole - sub) }
        }
        #expect(all.allSatisfy { $0 == 0 || $0 >= 5 }, "\(all)")
    }

    /// Tries every way in which hidden counts may come to what is left of the total: each that is small has to have at
    /// least two values.
    private static func attack(
        _ family: [(OutcomeNumbers, [OutcomeMatter])],
        total: Int?,
        _ published: (OutcomeNumbers) -> Int?,
        _ real: ([OutcomeMatter]) -> Int,
        bounds: (OutcomeNumbers, [OutcomeMatter]) -> ClosedRange<Int> = { _, _ in 0...1000 }
    ) {
        guard let total else { return }
        let hidden = family.filter { published($0.0) == nil }
        let left = total - family.compactMap { published($0.0) }.reduce(0, +)
        #expect(left == hidden.reduce(0) { $0 + real($1.1) })
        for (index, one) in hidden.enumerated() where (1...4).contains(real(one.1)) {
            let others = hidden.enumerated().filter { $0.offset != index }.map(\.element)
            // All sums that the others can come to.
            var sums: Set<Int> = [0]
            for other in others {
                let range = bounds(other.0, other.1).clamped(to: 0...max(left, 5))
                sums = Set(sums.flatMap { sum in range.map { sum + $0 } }.filter { $0 <= left })
            }
            let range = bounds(one.0, one.1)
            let possible = (0...left).filter { range.contains($0) && sums.contains(left - $0) }
            #expect(possible.count >= 2, "\(left) of \(total): \(hidden.map { real($0.1) })")
        }
    }
}
