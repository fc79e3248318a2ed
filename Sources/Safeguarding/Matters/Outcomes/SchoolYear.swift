package import Almanac

/// A month of a year: `2026-02`.
package struct CalendarMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let year: Int
    /// 1 to 12.
    package let month: Int

    package init(of day: Day) {
        (year, month) = (day.year, day.month)
    }

    fileprivate init(_ year: Int, _ month: Int) {
        (self.year, self.month) = (year, month)
    }

    package var description: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

    package static func < (left: CalendarMonth, right: CalendarMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}

/// September to August. Outcomes are told by school year and by no other span: two spans that overlap could be
/// subtracted from one another.
package struct SchoolYear: Hashable, Comparable, Sendable {
    /// The year of its September.
    package let start: Int

    /// Nil for a year that no calendar here has.
    package init?(starting start: Int) {
        guard (1990...2200).contains(start) else { return nil }
        self.start = start
    }

    package init(of day: Day) {
        start = day.month >= 9 ? day.year : day.year - 1
    }

    package func contains(_ day: Day) -> Bool { SchoolYear(of: day) == self }

    /// Those that have begun on a day.
    package func months(until day: Day) -> [CalendarMonth] {
        let all = (9...12).map { CalendarMonth(start, $0) } + (1...8).map { CalendarMonth(start + 1, $0) }
        return all.filter { $0 <= CalendarMonth(of: day) }
    }

    package static func < (left: SchoolYear, right: SchoolYear) -> Bool { left.start < right.start }
}
