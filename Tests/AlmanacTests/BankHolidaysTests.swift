import Almanac
import Testing

struct BankHolidaysTests {
    @Test(
        "The bank holidays of a year are those that were proclaimed",
        arguments: [
            // As published for England and Wales, ordinary years and every year with an exception.
            (1995, "01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26"),
            (1999, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31"),
            (2000, "01-03 04-21 04-24 05-01 05-29 08-28 12-25 12-26"),
            (2002, "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26"),
            (2009, "01-01 04-10 04-13 05-04 05-25 08-31 12-25 12-28"),
            (2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27"),
            (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
            (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
            (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
            (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
            (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
            (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
            (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        ]
    )
    func holidays(year: Int, expected: String) {
        let holidays = BankHolidays.england(in: year).map { String($0.iso.dropFirst(5)) }
        #expect(holidays.joined(separator: " ") == expected)
    }

    @Test("No bank holiday from 1995 to 2030 is at a weekend, and there are at least eight a year")
    func substitutes() {
        for year in 1995...2030 {
            let holidays = BankHolidays.england(in: year)
            #expect(holidays.count >= 8)
            #expect(Set(holidays).count == holidays.count)
            #expect(!holidays.contains { $0.weekday.isWeekend })
        }
    }

    @Test(
        "Working days are counted from day 0, which does not count",
        arguments: [
            ("2026-12-24", 0, "2026-12-24"), ("2026-12-24", 1, "2026-12-29"), ("2026-12-24", 5, "2027-01-05"),
            ("2026-12-24", 10, "2027-01-12"), ("2026-12-24", 15, "2027-01-19"), ("2026-12-24", 45, "2027-03-02"),
            ("2026-04-01", 1, "2026-04-02"), ("2026-04-01", 5, "2026-04-10"), ("2026-04-01", 15, "2026-04-24"),
            // Day 0 on a Saturday.
            ("2026-11-21", 1, "2026-11-23"),
        ]
    )
    func counting(from start: String, count: Int, to end: String) throws {
        let start = try #require(Day(iso: start))
        let end = try #require(Day(iso: end))
        #expect(start.adding(workingDays: count) == end)
        #expect(start.workingDays(until: end) == count)
    }

    @Test(
        "A year has the working days that payrolls count",
        arguments: [(2025, 253), (2026, 253), (2027, 253), (2028, 252)]
    )
    func years(year: Int, expected: Int) throws {
        let eve = try #require(Day(year: year - 1, month: 12, day: 31))
        let end = try #require(Day(year: year, month: 12, day: 31))
        #expect(eve.workingDays(until: end) == expected)
        #expect(end.workingDays(until: eve) == 0)
    }
}
