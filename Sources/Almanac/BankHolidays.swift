/// England's bank holidays, worked out by rule with a table of the exceptions. Checked for 1995 to 2030.
package enum BankHolidays {
    /// Names the rules and the table below. Kept with every due time that was counted by them.
    package static let edition = "england-2026"

    /// The bank holidays of a year, in order, with substitute days where one falls at a weekend.
    package static func england(in year: Int) -> [Day] {
        let changes = exceptions[year] ?? Exceptions()
        let ruled: [Day?] = [
            substituted(Day(year: year, month: 1, day: 1)),
            easterSunday(in: year).adding(days: -2),
            easterSunday(in: year).adding(days: 1),
            changes.earlyMay ?? first(.monday, of: 5, in: year),
            changes.spring ?? last(.monday, of: 5, in: year),
            last(.monday, of: 8, in: year),
        ]
        return (ruled.compactMap(\.self) + christmas(in: year) + changes.added).sorted()
    }

    /// Whether a day is one of England's bank holidays.
    package static func includes(_ day: Day) -> Bool {
        england(in: day.year).contains(day)
    }

    // MARK: Days moved and added by proclamation

    private struct Exceptions {
        var earlyMay: Day?
        var spring: Day?
        var added: [Day] = []
    }

    private static let exceptions: [Int: Exceptions] = [
        // Fifty years after VE Day.
        1995: Exceptions(earlyMay: Day(year: 1995, month: 5, day: 8)),
        // The eve of 2000.
        1999: Exceptions(added: days("1999-12-31")),
        // The Queen's Golden Jubilee.
        2002: Exceptions(spring: Day(year: 2002, month: 6, day: 4), added: days("2002-06-03")),
        // A royal wedding.
        2011: Exceptions(added: days("2011-04-29")),
        // The Diamond Jubilee.
        2012: Exceptions(spring: Day(year: 2012, month: 6, day: 4), added: days("2012-06-05")),
        // Seventy-five years after VE Day.
        2020: Exceptions(earlyMay: Day(year: 2020, month: 5, day: 8)),
        // The Platinum Jubilee, and the Queen's funeral.
        2022: Exceptions(spring: Day(year: 2022, month: 6, day: 2), added: days("2022-06-03", "2022-09-19")),
        // The coronation.
        2023: Exceptions(added: days("2023-05-08")),
    ]

    private static func days(_ iso: String...) -> [Day] {
        iso.compactMap { Day(iso: $0) }
    }

    // MARK: Rules

    /// Christmas Day and Boxing Day, or the next days that are neither a weekend nor one of them.
    private static func christmas(in year: Int) -> [Day] {
        guard let christmas = Day(year: year, month: 12, day: 25) else { return [] }
        return switch christmas.weekday {
        case .friday: [christmas, christmas.adding(days: 3)]
        case .saturday: [christmas.adding(days: 2), christmas.adding(days: 3)]
        case .sunday: [christmas.adding(days: 1), christmas.adding(days: 2)]
        default: [christmas, christmas.adding(days: 1)]
        }
    }

    /// The day itself, or the Monday after it where it is at a weekend.
    private static func substituted(_ day: Day?) -> Day? {
        switch day?.weekday {
        case .saturday: day?.adding(days: 2)
        case .sunday: day?.adding(days: 1)
        default: day
        }
    }

    private static func first(_ weekday: Weekday, of month: Int, in year: Int) -> Day? {
        (1...7).lazy.compactMap { Day(year: year, month: month, day: $0) }.first { $0.weekday == weekday }
    }

    private static func last(_ weekday: Weekday, of month: Int, in year: Int) -> Day? {
        guard let end = Day(year: year, month: month, day: 1)?.endOfMonth else { return nil }
        return (0..<7).lazy.map { end.adding(days: -$0) }.first { $0.weekday == weekday }
    }

    /// The Gregorian Easter: "A New Method for Finding Easter", Nature, 20 April 1876.
    static func easterSunday(in year: Int) -> Day {
        let (century, yearOfCentury) = (year / 100, year % 100)
        let golden = year % 19
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * weekday) / 451
        let days = epact + weekday - 7 * late + 114
        return Day(year: year, month: days / 31, day: days % 31 + 1) ?? Day(number: 0)
    }
}
