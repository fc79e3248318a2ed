import Almanac
import Testing

struct DayTests {
    @Test("Every day from 1900 to 2100 is the one after the day before, and reads back from what it writes")
    func everyDay() throws {
        var day = try #require(Day(year: 1900, month: 1, day: 1))
        // 1 January 1900 was a Monday.
        var weekday = 0
        while day.year <= 2100 {
            #expect(day.weekday == Weekday.allCases[weekday])
            #expect(Day(iso: day.iso) == day)
            let next = day.adding(days: 1)
            let (isNewMonth, isNewYear) = (next.day == 1, next.day == 1 && next.month == 1)
            #expect(isNewMonth == (day == day.endOfMonth))
            #expect(next.month == (isNewYear ? 1 : isNewMonth ? day.month + 1 : day.month))
            #expect(next.year == (isNewYear ? day.year + 1 : day.year))
            (day, weekday) = (next, (weekday + 1) % 7)
        }
    }

    @Test(
        "What is no date is not read",
        arguments: [
            "", "2026-02-29", "2026-13-01", "2026-1-1", "2026-00-10", "21-11-2026", "2026-11-21 ", "２０２６-01-01",
        ]
    )
    func noDate(text: String) {
        #expect(Day(iso: text) == nil)
    }

    @Test("A month later is the same day, or the month's last")
    func months() throws {
        let day = try #require(Day(iso: "2024-01-31"))
        #expect(day.adding(months: 1).iso == "2024-02-29")
        #expect(day.adding(months: 13).iso == "2025-02-28")
        #expect(day.adding(months: -2).iso == "2023-11-30")
    }

    @Test(
        "A London clock goes forward in March and back in October",
        arguments: [
            ("2026-03-29", "00:59", "2026-03-29T00:59:00Z"), ("2026-03-29", "02:00", "2026-03-29T01:00:00Z"),
            // Skipped, so taken an hour later.
            ("2026-03-29", "01:30", "2026-03-29T01:30:00Z"),
            // Comes twice: the first.
            ("2026-10-25", "01:30", "2026-10-25T00:30:00Z"), ("2026-10-25", "02:00", "2026-10-25T02:00:00Z"),
            ("2026-07-01", "09:00", "2026-07-01T08:00:00Z"), ("2026-12-01", "09:00", "2026-12-01T09:00:00Z"),
        ]
    )
    func london(day: String, time: String, expected: String) throws {
        let day = try #require(Day(iso: day))
        let time = try #require(ClockTime(iso: time))
        #expect(London.isKnown)
        #expect(London.instant(day, time).iso == expected)
    }

    @Test("The day changes at midnight in London, in summer too")
    func midnight() throws {
        let day = try #require(Day(iso: "2026-07-01"))
        let end = London.end(of: day)
        #expect(London.day(end) == day)
        #expect(London.day(Instant(milliseconds: end.milliseconds + 1)) == day.adding(days: 1))
        #expect(end.iso == "2026-07-01T22:59:59Z")
    }
}
