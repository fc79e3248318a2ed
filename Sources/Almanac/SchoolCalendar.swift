/// When the schools of an authority are open. There is no national list: each authority keeps its own.
package struct SchoolCalendar: Hashable, Sendable {
    /// From the first day of each term to its last.
    package let terms: [ClosedRange<Day>]
    /// Days within a term on which the schools are closed: half-terms and training days.
    package let closed: Set<Day>
    /// When a school day begins.
    package let begins: ClockTime

    /// - Parameter terms: Without any, each working day counts as a school day.
    package init(
        terms: [ClosedRange<Day>] = [],
        closed: Set<Day> = [],
        begins: ClockTime = ClockTime(minutesSinceMidnight: 8 * 60 + 30)
    ) {
        (self.terms, self.closed, self.begins) = (terms, closed, begins)
    }

    /// From the first day that the terms say anything of to the last.
    package var known: ClosedRange<Day>? {
        guard let first = terms.map(\.lowerBound).min(), let last = terms.map(\.upperBound).max() else { return nil }
        return first...last
    }

    /// Where no term reaches, each working day counts: what is counted on falls due rather too early than too late.
    package func isSchoolDay(_ day: Day) -> Bool {
        guard day.isWorkingDay else { return false }
        guard let known, known.contains(day) else { return true }
        return !closed.contains(day) && terms.contains { $0.contains(day) }
    }
}
