/// What of a table of counts may be shown where somebody could be known by a small one.
///
/// No count from 1 to 4 is shown, nor anything from which one could be worked out: not what is left over beside a shown
/// count (12 raised, 10 received), nor what is left of a total when the other rows are taken from it. Where that would be
/// so, a second row is hidden as well, and where that is not enough the measure is hidden altogether. Rows that are hidden
/// for the first reason look like those that are hidden for the second.
///
/// The table has two ways of being split, by organisation and by month, which share the total and nothing else.
struct Suppression {
    static let least = 5

    static func isSmall(_ count: Int) -> Bool { count > 0 && count < least }

    /// Some matters, by their places in the list of all.
    struct Line {
        let raised: Set<Int>
        let counted: [OutcomeMeasure: Set<Int>]
        fileprivate(set) var showsRaised = true
        fileprivate(set) var shown: Set<OutcomeMeasure> = Set(OutcomeMeasure.allCases)

        fileprivate(set) var isPersonal = false

        init(_ places: [Int], in matters: [OutcomeMatter]) {
            raised = Set(places)
            counted = Dictionary(
                uniqueKeysWithValues: OutcomeMeasure.allCases.map { measure in
                    (measure, Set(places.filter { measure.counts(matters[$0]) }))
                }
            )
        }

        func count(_ measure: OutcomeMeasure) -> Int { counted[measure]?.count ?? 0 }

        /// Whether times are shown, which says that there are at least five.
        func isTimed(_ step: OutcomeStep) -> Bool {
            showsRaised && (!isPersonal || count(step.done) >= Suppression.least)
        }

        fileprivate mutating func hideAll() {
            showsRaised = false
            shown = []
        }

        fileprivate mutating func hideSmall() {
            isPersonal = true
            guard !Suppression.isSmall(raised.count), !raised.isEmpty else {
                if !raised.isEmpty { hideAll() }
                return
            }
            shown = []
            for group in OutcomeMeasure.groups where isSafe(group) { shown.formUnion(group) }
        }

        private func isSafe(_ group: [OutcomeMeasure]) -> Bool {
            var sets = [raised] + shown.compactMap { counted[$0] }
            for measure in group {
                let set = counted[measure] ?? []
                guard !Suppression.isSmall(set.count) else { return false }
                for other in sets {
                    let (less, more) = set.count < other.count ? (set, other) : (other, set)
                    if less.isSubset(of: more), Suppression.isSmall(more.count - less.count) { return false }
                }
                sets.append(set)
            }
            guard group.contains(.satisfied) else { return true }
            let judged = group.reduce(0) { $0 + count($1) }
            return !Suppression.isSmall(raised.count - judged) && !Suppression.isSmall(abs(count(.told) - judged))
        }
    }

    private(set) var network: Line
    private(set) var organisations: [Line]
    private(set) var months: [Line]

    /// - Parameter isPersonal: Whether small counts are hidden.
    init(network: Line, organisations: [Line], months: [Line], isPersonal: Bool) {
        (self.network, self.organisations, self.months) = (network, organisations, months)
        guard isPersonal else { return }
        hideSmall()
        // A row without a matter is in the list of months, and in no list of organisations.
        Self.protectRaised(&self.organisations, least: 0)
        Self.protectRaised(&self.months, least: 1)
        for group in OutcomeMeasure.groups { protect(group) }
    }

    private mutating func hideSmall() {
        network.hideSmall()
        for index in organisations.indices { organisations[index].hideSmall() }
        for index in months.indices { months[index].hideSmall() }
        guard network.showsRaised else {
            for index in organisations.indices { organisations[index].hideAll() }
            for index in months.indices { months[index].hideAll() }
            return
        }
    }

    // MARK: Totals

    /// What can be known of a hidden count.
    struct Hidden {
        let count: Int
        let least: Int
        /// Nil for anything up to the total.
        let most: Int?
        let matters: Bool
    }

    /// Whether every hidden count that matters may be one of at least two, given what they come to together.
    static func protects(_ hidden: [Hidden]) -> Bool {
        let sum = hidden.reduce(0) { $0 + $1.count }
        return hidden.indices.allSatisfy { index in
            let one = hidden[index]
            guard one.matters else { return true }
            var (othersLeast, othersMost) = (0, 0)
            for other in hidden.indices where other != index {
                othersLeast += hidden[other].least
                othersMost += hidden[other].most ?? sum
            }
            return min(one.most ?? sum, sum - othersLeast) > max(one.least, sum - othersMost)
        }
    }

    private static func protectRaised(_ lines: inout [Line], least: Int) {
        while !protects(
            lines.filter { !$0.showsRaised }.map { line in
                Hidden(
                    count: line.raised.count,
                    least: least,
                    most: nil,
                    matters: isSmall(line.raised.count)
                )
            }
        ) {
            let next = lines.indices.filter { lines[$0].showsRaised && !lines[$0].raised.isEmpty }
                .min { lines[$0].raised.count < lines[$1].raised.count }
            guard let next else {
                // Not even which of them had none is said then.
                for index in lines.indices { lines[index].hideAll() }
                return
            }
            lines[next].hideAll()
        }
    }

    private mutating func protect(_ group: [OutcomeMeasure]) {
        let isShown = network.shown.isSuperset(of: group)
        if isShown, Self.protect(group, in: &organisations), Self.protect(group, in: &months) { return }
        network.shown.subtract(group)
        for index in organisations.indices { organisations[index].shown.subtract(group) }
        for index in months.indices { months[index].shown.subtract(group) }
    }

    /// Hides further rows until none can be worked out from the total; false where that cannot be.
    private static func protect(_ group: [OutcomeMeasure], in lines: inout [Line]) -> Bool {
        func isHidden(_ line: Line) -> Bool { line.shown.isDisjoint(with: group) }
        func most(_ line: Line) -> Int { group.map(line.count).max() ?? 0 }
        while !group.allSatisfy({ measure in
            protects(lines.filter(isHidden).map { hidden(measure, of: $0, alone: group.count == 1) })
        }) {
            let next = lines.indices.filter { !isHidden(lines[$0]) && most(lines[$0]) > 0 }
                .min { most(lines[$0]) < most(lines[$1]) }
            guard let next else { return false }
            lines[next].shown.subtract(group)
        }
        return true
    }

    private static func hidden(_ measure: OutcomeMeasure, of line: Line, alone: Bool) -> Hidden {
        let count = line.count(measure)
        guard line.showsRaised else {
            return Hidden(
                count: count,
                least: 0,
                most: nil,
                matters: isSmall(count) || isSmall(line.raised.count - count)
            )
        }
        let isTimed = measure.timed != nil
        return Hidden(
            count: count,
            least: isTimed && count >= least ? least : alone ? min(1, count) : 0,
            most: isTimed && count < least ? min(least - 1, line.raised.count) : line.raised.count,
            matters: isSmall(count) || isSmall(line.raised.count - count)
        )
    }
}
