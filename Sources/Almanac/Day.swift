/// A date on the civil (proleptic Gregorian) calendar, with no time and no zone.
package struct Day: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// Days since 1 January 1970.
    package let number: Int

    package init(number: Int) {
        self.number = number
    }

    /// Makes the day if there is one: 30 February is `nil`.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(of: month, in: year)
        else { return nil }
        // Days from civil, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    /// Reads `2026-11-21`, and nothing else.
    package init?(iso text: some StringProtocol) {
        let parts = FixedForm.read(text) { form -> (year: Int, month: Int, day: Int)? in
            guard let year = form.number(of: 4), form.skip("-"), let month = form.number(of: 2), form.skip("-"),
                let day = form.number(of: 2)
            else { return nil }
            return (year, month, day)
        }
        guard let parts else { return nil }
        self.init(year: parts.year, month: parts.month, day: parts.day)
    }

    package var year: Int { civil.year }
    package var month: Int { civil.month }
    package var day: Int { civil.day }

    package var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package var weekday: Weekday {
        // 1 January 1970 was a Thursday.
        Weekday.allCases[((number + 3) % 7 + 7) % 7]
    }

    /// `2026-11-21`.
    package var iso: String {
        let (year, month, day) = civil
        return "\(Day.padded(year, 4))-\(Day.padded(month, 2))-\(Day.padded(day, 2))"
    }

    package var description: String { iso }

    package func adding(days: Int) -> Day {
        Day(number: number + days)
    }

    /// The same day of a later or earlier month, or that month's last day where it is shorter.
    package func adding(months: Int) -> Day {
        let (year, month, day) = civil
        let total = year * 12 + (month - 1) + months
        let (newYear, newMonth) = (total / 12, total % 12 + 1)
        return Day(year: newYear, month: newMonth, day: min(day, Day.length(of: newMonth, in: newYear))) ?? self
    }

    package var endOfMonth: Day {
        adding(days: Day.length(of: month, in: year) - day)
    }

    package static func < (left: Day, right: Day) -> Bool {
        left.number < right.number
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = Day(iso: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date as 2026-11-21")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso)
    }

    package static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

package enum Weekday: String, CaseIterable, Codable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    package var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    package var short: String { String(name.prefix(3)) }
    package var isWeekend: Bool { self == .saturday || self == .sunday }
}

/// A time of day to the minute, as on a clock on the wall.
package struct ClockTime: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// Minutes since midnight, 0 to 1439.
    package let minutes: Int

    package init?(hour: Int, minute: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        minutes = hour * 60 + minute
    }

    /// Reads `09:30`, and nothing else.
    package init?(iso text: some StringProtocol) {
        let parts = FixedForm.read(text) { form -> (hour: Int, minute: Int)? in
            guard let hour = form.number(of: 2), form.skip(":"), let minute = form.number(of: 2) else { return nil }
            return (hour, minute)
        }
        guard let parts else { return nil }
        self.init(hour: parts.hour, minute: parts.minute)
    }

    package var hour: Int { minutes / 60 }
    package var minute: Int { minutes % 60 }

    /// `09:30`.
    package var iso: String { "\(Day.padded(hour, 2)):\(Day.padded(minute, 2))" }
    package var description: String { iso }

    package static func < (left: ClockTime, right: ClockTime) -> Bool {
        left.minutes < right.minutes
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = ClockTime(iso: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time as 09:30")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso)
    }
}
