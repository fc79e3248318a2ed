import Almanac
import Testing
import Web

@Suite struct SiteWordsTests {
    /// Thursday 12 February 2026, 10:20 in the morning, London.
    let words = Words(now: moment("2026-02-12", "10:20"))

    @Test(arguments: [
        ("2026-02-18", "Wed 18 Feb", "18 February", "Wednesday 18 February", "Wednesday 18 February 2026"),
        ("2025-12-03", "Wed 3 Dec 2025", "3 December 2025", "Wednesday 3 December 2025", "Wednesday 3 December 2025"),
        ("2027-01-01", "Fri 1 Jan 2027", "1 January 2027", "Friday 1 January 2027", "Friday 1 January 2027"),
    ])
    func `a day names its year only if it is not this one`(
        iso: String,
        short: String,
        dayAndMonth: String,
        long: String,
        full: String
    ) throws {
        let day = try #require(Day(iso: iso))
        #expect(words.day(day) == short)
        #expect(words.dayAndMonth(day) == dayAndMonth)
        #expect(words.longDay(day) == long)
        #expect(Words.fullDay(day) == full)
        #expect("\(day.weekday.short) \(words.shortDay(day))" == short)
    }

    @Test(arguments: [
        ("00:00", "midnight", "midnight"), ("00:05", "12:05am", "12:05am"), ("09:00", "9:00am", "9am"),
        ("10:09", "10:09am", "10:09am"), ("12:00", "noon", "noon"), ("12:30", "12:30pm", "12:30pm"),
        ("16:00", "4:00pm", "4pm"), ("23:59", "11:59pm", "11:59pm"),
    ])
    func `a time is on a twelve-hour clock`(iso: String, long: String, short: String) throws {
        let time = try #require(ClockTime(iso: iso))
        #expect(Words.time(time) == long)
        #expect(Words.shortTime(time) == short)
    }

    @Test func `a span of times may have no end`() throws {
        let ten = try #require(ClockTime(hour: 10, minute: 0))
        #expect(Words.times(ten, to: ClockTime(hour: 12, minute: 30)) == "10:00am to 12:30pm")
        #expect(Words.times(ten, to: .noon) == "10:00am to noon")
        #expect(Words.times(ten, to: nil) == "10:00am")
    }

    @Test func `a moment of today says so, and on paper it does not`() {
        let today = moment("2026-02-12", "08:40")
        let before = moment("2026-02-10", "11:35")
        #expect(words.moment(today) == "Today, 8:40am")
        #expect(words.moment(before) == "Tue 10 Feb, 11:35am")
        #expect(words.at(today) == "today at 8:40am")
        #expect(words.at(before) == "on Tue 10 Feb at 11:35am")
        #expect(Words.stamp(today) == "12 February 2026, 8:40am")
    }

    struct DueCase: Sendable, CustomTestStringConvertible {
        let day: String
        let time: String?
        let tag: String
        let left: String
        let ring: String
        var testDescription: String { "\(day) \(time ?? "")" }

        init(_ day: String, _ time: String?, _ tag: String, _ left: String, _ ring: String) {
            self.day = day
            self.time = time
            self.tag = tag
            self.left = left
            self.ring = ring
        }
    }

    @Test(arguments: [
        DueCase("2026-02-12", "16:00", "Today by 4pm", "5 hours left", "5h"),
        DueCase("2026-02-12", "10:32", "Today by 10:32am", "12 minutes left", "12m"),
        DueCase("2026-02-12", "10:20", "Today by 10:20am", "1 minute left", "1m"),
        DueCase("2026-02-12", nil, "Today", "Due today", "13h"),
        DueCase("2026-02-13", nil, "Tomorrow", "1 day left", "1d"),
        DueCase("2026-02-13", "12:00", "Tomorrow by noon", "1 day left", "1d"),
        DueCase("2026-02-18", nil, "Wed 18 Feb", "6 days left", "6d"),
        DueCase("2027-02-12", nil, "Fri 12 Feb 2027", "365 days left", "52w"),
        DueCase("2036-02-12", nil, "Tue 12 Feb 2036", "3,652 days left", "99w"),
        DueCase("2026-02-12", "10:08", "12 minutes overdue", "12 minutes overdue", "+0"),
        DueCase("2026-02-12", "08:00", "2 hours overdue", "2 hours overdue", "+0"),
        DueCase("2026-02-11", nil, "1 day overdue", "1 day overdue", "+1"),
        DueCase("2026-02-09", "16:00", "3 days overdue", "3 days overdue", "+3"),
        DueCase("2025-01-01", nil, "407 days overdue", "407 days overdue", "+99"),
    ])
    func `a due time is told three ways that agree`(example: DueCase) throws {
        let day = try #require(Day(iso: example.day))
        let due = example.time.map { Words.Due.moment(moment(example.day, $0)) } ?? .day(day)
        #expect(words.due(due) == example.tag)
        #expect(words.timeLeft(due) == example.left)
        #expect(words.ringText(due) == example.ring)
        #expect(words.isOverdue(due) == example.tag.hasSuffix("overdue"))
    }

    @Test func `working days are counted where the page says so`() throws {
        let working = Words(now: words.now) { from, to in
            (from.number..<max(from.number, to.number)).count { !Day(number: $0 + 1).weekday.isWeekend }
        }
        let due = Words.Due.day(try #require(Day(iso: "2026-02-20")))
        #expect(working.timeLeft(due) == "6 days left")
        #expect(working.ringText(due) == "6d")
        #expect(words.timeLeft(due) == "8 days left")
    }

    @Test func `the day turns at midnight in London, not in Greenwich`() throws {
        // 23:30 in Greenwich on 30 June is half past midnight on 1 July in London.
        let summer = Words(now: moment("2026-07-01", "00:30"))
        #expect(summer.due(.day(try #require(Day(iso: "2026-07-01")))) == "Today")
        #expect(summer.due(.day(try #require(Day(iso: "2026-06-30")))) == "1 day overdue")
    }

    @Test func `the share of time used stays between nothing and all`() {
        let start = moment("2026-02-12", "09:20")
        #expect(words.used(since: start, of: .moment(moment("2026-02-12", "11:20"))) == 0.5)
        #expect(words.used(since: start, of: .moment(moment("2026-02-12", "10:00"))) == 1)
        #expect(words.used(since: moment("2026-02-13", "09:20"), of: .moment(moment("2026-02-14", "10:00"))) == 0)
        #expect(words.used(since: start, of: .moment(start)) == 1)
    }

    @Test(arguments: [
        (0, "Nothing is waiting for you"), (1, "One thing is waiting for you"), (4, "Four things are waiting for you"),
        (11, "11 things are waiting for you"),
    ])
    func `what waits is counted in words`(number: Int, sentence: String) {
        #expect(Words.waitingForYou(number) == sentence)
    }

    @Test func `numbers agree with their nouns and are grouped by thousands`() {
        #expect(Words.count(1, "action") == "1 action")
        #expect(Words.count(0, "action") == "0 actions")
        #expect(Words.count(2, "reply", plural: "replies") == "2 replies")
        #expect(Words.number(4118) == "4,118")
        #expect(Words.number(1_234_567) == "1,234,567")
        #expect(Words.number(-1000) == "-1,000")
        #expect(Words.number(999) == "999")
    }

    @Test(arguments: [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")])
    func `a list is joined as one says it`(words: [String], sentence: String) {
        #expect(Words.list(words) == sentence)
    }
}

private func moment(_ day: String, _ time: String) -> Instant {
    guard let day = Day(iso: day), let time = ClockTime(iso: time) else { return Instant(milliseconds: 0) }
    return London.instant(day, time)
}
