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

    package func isSchoolDay(_ day: Day) -> Bool {
        day.isWorkingDay && !closed.contains(day) && (terms.isEmpty || terms.contains { $0.contains(day) })
    }
}
