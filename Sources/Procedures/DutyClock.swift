package import Almanac

/// Finds when something is due. Days end at midnight in London, so a clock change neither gives nor takes a day.
package struct DutyClock: Sendable {
    /// How far ahead a school day is looked for before it is said that there is none.
    private static let horizon = 2_000

    private let school: SchoolCalendar

    package init(school: SchoolCalendar = SchoolCalendar()) {
        self.school = school
    }

    /// When a length of time from a moment on is over. The day of the moment is day 0.
    ///
    /// - Returns: nil where the length depends on what somebody gives, or lies beyond what is looked through.
    package func due(_ length: Term.Length, after start: Instant) -> Instant? {
        let day = London.day(start)
        return switch length {
        case .atOnce: start
        case .hours(let count): start.adding(seconds: Int64(count) * 3_600)
        case .workingDays(let count): London.end(of: day.adding(workingDays: count))
        case .schoolDays(let count): move(day, by: count, among: school.isSchoolDay).map(London.end)
        case .calendarDays(let count): London.end(of: day.adding(days: count))
        case .months(let count): London.end(of: day.adding(months: count))
        case .beforeNextSchoolDay: nextSchoolMorning(after: start)
        case .nextMeeting(let days): London.end(of: day.adding(workingDays: days))
        case .asGiven: nil
        }
    }

    /// The last moment that is so long before a day: `5 working days before` a Friday is the end of the Friday before.
    package func due(_ length: Term.Length, before day: Day) -> Instant? {
        switch length {
        case .hours(let count): London.instant(day, .midnight).adding(seconds: -Int64(count) * 3_600)
        case .workingDays(let count): move(day, by: -count, among: \.isWorkingDay).map(London.end)
        case .schoolDays(let count): move(day, by: -count, among: school.isSchoolDay).map(London.end)
        case .calendarDays(let count): London.end(of: day.adding(days: -count))
        case .months(let count): London.end(of: day.adding(months: -count))
        case .atOnce, .beforeNextSchoolDay, .nextMeeting, .asGiven: nil
        }
    }

    private func nextSchoolMorning(after moment: Instant) -> Instant? {
        let today = London.day(moment)
        return (0...Self.horizon).lazy.map { today.adding(days: $0) }.filter(school.isSchoolDay)
            .map { London.instant($0, school.begins) }.first { $0 > moment }
    }

    private func move(_ day: Day, by count: Int, among counts: (Day) -> Bool) -> Day? {
        var (day, left, looked) = (day, abs(count), 0)
        while left > 0 {
            looked += 1
            guard looked <= Self.horizon + 7 * abs(count) else { return nil }
            day = day.adding(days: count.signum())
            if counts(day) { left -= 1 }
        }
        return day
    }
}
