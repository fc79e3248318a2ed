package import Almanac

/// Dates, times and numbers in the words that pages use, on the clock of London.
///
/// A value, because most of them depend on when they are read: `let words = Words(now: now)`, then `words.day(due)`.
package struct Words: Sendable {
    package let now: Instant
    package let today: Day
    /// How many days lie from the first day to the second: 1 from today to tomorrow.
    private let daysBetween: @Sendable (Day, Day) -> Int

    /// - Parameter daysBetween: Counts days for "3 days overdue" and "6 days left"; all days of the calendar unless told
    ///   to count working days.
    package init(
        now: Instant,
        daysBetween: @escaping @Sendable (Day, Day) -> Int = { $1.number - $0.number }
    ) {
        self.now = now
        today = London.day(now)
        self.daysBetween = daysBetween
    }

    // MARK: Days

    /// `Wed 18 Feb`, and `Wed 18 Feb 2025` if that is not this year.
    package func day(_ day: Day) -> String {
        "\(day.weekday.short) \(shortDay(day))"
    }

    /// `18 Feb`, and `18 Feb 2025` if that is not this year.
    package func shortDay(_ day: Day) -> String {
        "\(day.day) \(Words.month(day).prefix(3))" + yearIfOther(day)
    }

    /// `30 January`, and `30 January 2025` if that is not this year.
    package func dayAndMonth(_ day: Day) -> String {
        "\(day.day) \(Words.month(day))" + yearIfOther(day)
    }

    /// `Wednesday 25 February`, and with the year if that is not this one.
    package func longDay(_ day: Day) -> String {
        "\(day.weekday.name) \(dayAndMonth(day))"
    }

    /// `Wednesday 3 December 2025`, always with the year.
    package static func fullDay(_ day: Day) -> String {
        "\(day.weekday.name) \(day.day) \(month(day)) \(day.year)"
    }

    private func yearIfOther(_ day: Day) -> String {
        day.year == today.year ? "" : " \(day.year)"
    }

    private static func month(_ day: Day) -> String {
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return names[day.month - 1]
    }

    // MARK: Times

    /// `10:09am`, `10:00am`, `noon`, `midnight`.
    package static func time(_ time: ClockTime) -> String {
        if time == .noon { return "noon" }
        if time == .midnight { return "midnight" }
        let minute = time.minute < 10 ? "0\(time.minute)" : "\(time.minute)"
        return "\((time.hour + 11) % 12 + 1):\(minute)\(time.hour < 12 ? "am" : "pm")"
    }

    /// As `time`, but `4pm` on the hour.
    package static func shortTime(_ time: ClockTime) -> String {
        guard time.minute == 0, time != .noon, time != .midnight else { return self.time(time) }
        return "\((time.hour + 11) % 12 + 1)\(time.hour < 12 ? "am" : "pm")"
    }

    /// `10:00am to 12:30pm`, and `10:00am` where the end is not known.
    package static func times(_ from: ClockTime, to end: ClockTime?) -> String {
        guard let end else { return time(from) }
        return "\(time(from)) to \(time(end))"
    }

    /// `Today, 8:40am`, `Tue 10 Feb, 11:35am`: how a timeline dates its entries.
    package func moment(_ instant: Instant) -> String {
        let (day, time) = London.local(instant)
        return "\(day == today ? "Today" : self.day(day)), \(Words.time(time))"
    }

    /// `today at 6:00am`, `on Tue 10 Feb at 11:35am`: inside a sentence.
    package func at(_ instant: Instant) -> String {
        let (day, time) = London.local(instant)
        return "\(day == today ? "today" : "on " + self.day(day)) at \(Words.time(time))"
    }

    /// `12 February 2026, 10:20am`: on paper, where "today" means nothing.
    package static func stamp(_ instant: Instant) -> String {
        let (day, time) = London.local(instant)
        return "\(day.day) \(month(day)) \(day.year), \(self.time(time))"
    }

    // MARK: Due

    /// By when something is owed: some time on a day, or at a moment.
    package enum Due: Hashable, Sendable {
        case day(Day)
        case moment(Instant)
    }

    package func isOverdue(_ due: Due) -> Bool {
        secondsLeft(due) < 0
    }

    /// `Today by 4pm`, `Today`, `Tomorrow`, `Wed 18 Feb`, `3 days overdue`: the tag of a row.
    package func due(_ due: Due) -> String {
        if isOverdue(due) { return overdue(due) }
        switch due {
        case .day(let day): return name(of: day)
        case .moment(let instant):
            let (day, time) = London.local(instant)
            return "\(name(of: day)) by \(Words.shortTime(time))"
        }
    }

    /// `6 days left`, `1 day left`, `5 hours left`, `Due today`, `3 days overdue`: the tag of a duty beside its notes.
    package func timeLeft(_ due: Due) -> String {
        if isOverdue(due) { return overdue(due) }
        if lastDay(due) == today {
            guard case .moment = due else { return "Due today" }
            return Words.span(seconds: secondsLeft(due)) + " left"
        }
        return Words.count(max(1, daysBetween(today, lastDay(due))), "day") + " left"
    }

    /// What fits inside a small ring: `12m`, `5h`, `3d`, `14w`, and for days overdue `+3`.
    package func ringText(_ due: Due) -> String {
        let days = daysBetween(today, lastDay(due))
        if isOverdue(due) {
            let late = daysBetween(lastDay(due), today)
            if late > 0 { return late > 99 ? "+99" : "+\(late)" }
            return "+0"
        }
        if lastDay(due) == today {
            let minutes = secondsLeft(due) / 60
            return minutes < 60 ? "\(max(1, minutes))m" : "\(minutes / 60)h"
        }
        return days > 99 ? "\(min(99, days / 7))w" : "\(max(1, days))d"
    }

    /// The share of the time that has been used, 0 to 1, for a ring's running part.
    package func used(since start: Instant, of due: Due) -> Double {
        let whole = end(of: due).seconds(since: start)
        guard whole > 0 else { return 1 }
        return min(1, max(0, Double(now.seconds(since: start)) / Double(whole)))
    }

    private func overdue(_ due: Due) -> String {
        let days = daysBetween(lastDay(due), today)
        if days > 0 { return Words.count(days, "day") + " overdue" }
        return Words.span(seconds: -secondsLeft(due)) + " overdue"
    }

    private func name(of day: Day) -> String {
        switch day.number - today.number {
        case 0: "Today"
        case 1: "Tomorrow"
        default: self.day(day)
        }
    }

    private func lastDay(_ due: Due) -> Day {
        switch due {
        case .day(let day): day
        case .moment(let instant): London.day(instant)
        }
    }

    private func end(of due: Due) -> Instant {
        switch due {
        case .day(let day): London.end(of: day)
        case .moment(let instant): instant
        }
    }

    private func secondsLeft(_ due: Due) -> Int64 {
        end(of: due).seconds(since: now)
    }

    private static func span(seconds: Int64) -> String {
        let minutes = Int(seconds / 60)
        return minutes < 60 ? count(max(1, minutes), "minute") : count(minutes / 60, "hour")
    }
}

// MARK: - Numbers and lists

extension Words {
    /// `3 days`, `1 day`, `0 actions`; the plural where it is not the noun with an s.
    package static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(self.number(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// `4,118`.
    package static func number(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// `four` up to ten, then `11`.
    package static func spelled(_ number: Int) -> String {
        let names = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        return names.indices.contains(number) ? names[number] : self.number(number)
    }

    /// `Four things are waiting for you`, `One thing is waiting for you`, `Nothing is waiting for you`.
    package static func waitingForYou(_ number: Int) -> String {
        switch number {
        case 0: "Nothing is waiting for you"
        case 1: "One thing is waiting for you"
        default: "\(capitalised(spelled(number))) things are waiting for you"
        }
    }

    /// A sentence's first letter.
    package static func capitalised(_ sentence: String) -> String {
        sentence.prefix(1).uppercased() + sentence.dropFirst()
    }

    /// `A`, `A and B`, `A, B and C`.
    package static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) and \(last)"
    }
}
