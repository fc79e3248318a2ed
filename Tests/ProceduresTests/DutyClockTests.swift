import Almanac
import Testing

@testable import Procedures

/// Dates worked out by hand on a calendar of England's bank holidays.
@Suite("When something is due")
struct DutyClockTests {
    private let clock = DutyClock()

    private func moment(_ day: String, _ time: String = "12:00") throws -> Instant {
        London.instant(try #require(Day(iso: day)), try #require(ClockTime(iso: time)))
    }

    private func day(_ length: Term.Length, _ from: String, _ clock: DutyClock = DutyClock()) throws -> String? {
        clock.due(length, after: try moment(from)).map { London.day($0).iso }
    }

    @Test(
        "working days step over weekends and bank holidays",
        arguments: [
            // Thursday before Christmas: Friday is Christmas Day, Monday stands in for Boxing Day.
            ("2026-12-24", 1, "2026-12-29"), ("2026-12-24", 5, "2027-01-05"), ("2026-12-24", 10, "2027-01-12"),
            ("2026-12-24", 15, "2027-01-19"), ("2026-12-24", 45, "2027-03-02"),
            // Wednesday before Easter.
            ("2026-04-01", 1, "2026-04-02"), ("2026-04-01", 5, "2026-04-10"), ("2026-04-01", 15, "2026-04-24"),
        ]
    )
    func workingDays(from: String, count: Int, due: String) throws {
        #expect(try day(.workingDays(count), from) == due)
    }

    @Test("a day ends at midnight in London, in summer and in winter")
    func ends() throws {
        #expect(clock.due(.workingDays(1), after: try moment("2026-07-01"))?.iso == "2026-07-02T22:59:59Z")
        #expect(clock.due(.workingDays(1), after: try moment("2026-12-01"))?.iso == "2026-12-02T23:59:59Z")
    }

    @Test("hours are hours, also over the night in which clocks go back")
    func hours() throws {
        let due = try #require(clock.due(.hours(4), after: try moment("2026-10-25", "00:30")))
        #expect(London.local(due).time.iso == "03:30")
    }

    @Test("months end on the last day where the month is shorter")
    func months() throws {
        #expect(try day(.months(1), "2027-01-31") == "2027-02-28")
    }

    @Test("school days wait for the term, and step over its closed days")
    func schoolDays() throws {
        let terms = DutyClock(
            school: SchoolCalendar(
                terms: [
                    try #require(Day(iso: "2026-11-02"))...(try #require(Day(iso: "2026-12-18"))),
                    try #require(Day(iso: "2027-01-05"))...(try #require(Day(iso: "2027-03-26"))),
                ],
                closed: [try #require(Day(iso: "2027-01-06"))]
            )
        )
        #expect(try day(.schoolDays(1), "2026-12-17", terms) == "2026-12-18")
        #expect(try day(.schoolDays(3), "2026-12-17", terms) == "2027-01-07")
        // No term is known after it: each working day counts.
        #expect(try day(.schoolDays(1), "2027-03-26", terms) == "2027-03-30")
        #expect(try day(.schoolDays(2), "2026-10-29", terms) == "2026-11-02")
    }

    @Test(
        "the next school day begins in the morning: the same one for whoever is told in the night",
        arguments: [
            ("2026-11-24", "02:10", "2026-11-24"), ("2026-11-24", "08:29", "2026-11-24"),
            ("2026-11-24", "08:30", "2026-11-25"), ("2026-11-27", "19:00", "2026-11-30"),
            ("2026-12-24", "19:00", "2026-12-29"),
        ]
    )
    func nextSchoolDay(on: String, at: String, due: String) throws {
        let found = try #require(clock.due(.beforeNextSchoolDay, after: try moment(on, at)))
        #expect(London.local(found).day.iso == due)
        #expect(London.local(found).time.iso == "08:30")
    }

    @Test("so many days before a date")
    func before() throws {
        let date = try #require(Day(iso: "2026-12-29"))
        #expect(clock.due(.workingDays(1), before: date).map { London.day($0).iso } == "2026-12-24")
        #expect(clock.due(.calendarDays(42), before: date).map { London.day($0).iso } == "2026-11-17")
    }

    @Test("what is given by people, or told at once")
    func given() throws {
        let now = try moment("2026-12-24")
        #expect(clock.due(.asGiven, after: now) == nil)
        #expect(clock.due(.atOnce, after: now) == now)
    }
}
