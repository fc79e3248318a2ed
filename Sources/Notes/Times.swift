import Almanac

/// When a meeting begins and ends, as far as a text says.
struct TimeSpan: Equatable {
    var from: ClockTime
    var to: ClockTime?
}

/// Finds the times in a text that tells of a meeting: `10 – 12.30`, `2.00pm`, `10.30 to 12 noon`.
enum Times {
    private struct Clock {
        var hour: Int
        var minute: Int
        /// `true` for p.m., `false` for a.m.
        var isAfternoon: Bool?
        /// Written as on a 24-hour clock: `09:30`, `1400 hrs`.
        var isExact: Bool
        /// Digits alone are a time only beside another time.
        var isBare: Bool
        var isIntroduced: Bool
        var start: Int
        var end: Int

        var time: ClockTime? {
            var hour = hour
            switch isAfternoon {
            case true where hour < 12: hour += 12
            case false where hour == 12: hour = 0
            // Meetings are not held at half past two in the morning.
            case nil where !isExact && (1...7).contains(hour): hour += 12
            default: break
            }
            return ClockTime(hour: hour, minute: minute)
        }
    }

    /// The first span of a text that is no part of a date.
    static func span(in text: String) -> TimeSpan? {
        guard text.hasDigit || text.holds("noon") else { return nil }
        let dates = Dates.mentions(in: text).map(\.range)
        let tokens = Token.tokens(of: text).filter { token in !dates.contains { $0.overlaps(token.range) } }
        let clocks = clocks(in: tokens)
        for (index, clock) in clocks.enumerated() {
            var ends: [Clock] = []
            var last = clock
            for candidate in clocks[(index + 1)...].prefix(2) {
                guard joins(tokens[last.end..<candidate.start], isAlternative: !ends.isEmpty) else { break }
                ends.append(candidate)
                last = candidate
            }
            guard !clock.isBare || clock.isIntroduced || !ends.isEmpty else { continue }
            if let span = span(from: clock, to: ends) { return span }
        }
        return nil
    }

    private static func span(from start: Clock, to ends: [Clock]) -> TimeSpan? {
        var start = start
        let latest = ends.compactMap(\.time).max()
        if start.isAfternoon == nil, !start.isExact, let end = ends.last, let isAfternoon = end.isAfternoon {
            let asWritten = start
            start.isAfternoon = isAfternoon
            // "11 – 1pm" begins in the morning.
            if let from = start.time, let to = end.time, from >= to {
                start = asWritten
                start.isAfternoon = false
            }
        }
        guard let from = start.time else { return nil }
        return TimeSpan(from: from, to: latest.flatMap { $0 > from ? $0 : nil })
    }

    /// Between a start and its end stand a dash, "to" or "until"; between two ends a stroke or "or".
    private static func joins(_ between: ArraySlice<Token>, isAlternative: Bool) -> Bool {
        guard let only = between.first, between.count == 1 else { return false }
        if isAlternative { return only.mark == "/" || only.word == "or" }
        return only.mark?.isDash ?? ["to", "until", "till"].contains(only.word)
    }

    private static func clocks(in tokens: [Token]) -> [Clock] {
        var clocks: [Clock] = []
        var index = 0
        while index < tokens.count {
            if let clock = clock(tokens, at: index) {
                clocks.append(clock)
                index = clock.end
            } else {
                index += 1
            }
        }
        return clocks
    }

    private static func clock(_ tokens: [Token], at index: Int) -> Clock? {
        let token = tokens[index]
        let introduced = index > 0 && ["at", "from", "between", "time", "start"].contains(tokens[index - 1].word ?? "")
        if token.word == "noon" || token.word == "midday" {
            return Clock(
                hour: 12,
                minute: 0,
                isAfternoon: true,
                isExact: true,
                isBare: false,
                isIntroduced: introduced,
                start: index,
                end: index + 1
            )
        }
        guard let value = token.number, token.digits <= 4 else { return nil }
        var clock = Clock(
            hour: value,
            minute: 0,
            isAfternoon: nil,
            isExact: false,
            isBare: true,
            isIntroduced: introduced,
            start: index,
            end: index + 1
        )
        if token.digits == 4, value % 100 < 60, value < 2400, index + 1 < tokens.count,
            ["hrs", "hours", "h"].contains(tokens[index + 1].word)
        {
            clock.hour = value / 100
            clock.minute = value % 100
            clock.isExact = true
            clock.isBare = false
            clock.end += 1
            return clock
        }
        guard token.digits <= 2 else { return nil }
        if index + 2 < tokens.count, let mark = tokens[index + 1].mark, ".:".contains(mark),
            let minute = tokens[index + 2].number, tokens[index + 2].digits == 2, minute < 60,
            !tokens[index + 2].isSpaced
        {
            clock.minute = minute
            clock.isExact = token.digits == 2 && mark == ":" && value < 10 || value >= 13
            clock.isBare = false
            clock.end += 2
        }
        readSuffix(tokens, of: &clock)
        guard (0...23).contains(clock.hour), !clock.isBare || (1...12).contains(clock.hour) else { return nil }
        if clock.isBare, clock.isIntroduced, clock.end < tokens.count {
            // "at 10 Downing Street" is a place.
            let next = tokens[clock.end]
            if let word = next.word, !["in", "at", "to", "until", "till", "on", "for"].contains(word) { return nil }
        }
        return clock
    }

    /// `am`, `p.m.`, `hrs`, `noon`.
    private static func readSuffix(_ tokens: [Token], of clock: inout Clock) {
        guard clock.end < tokens.count, let word = tokens[clock.end].word else { return }
        switch word {
        case "am", "pm":
            clock.isAfternoon = word == "pm"
            clock.end += 1
        case "a" where spellsPM(tokens, at: clock.end), "p" where spellsPM(tokens, at: clock.end):
            clock.isAfternoon = word == "p"
            clock.end += 3
            if clock.end < tokens.count, tokens[clock.end].mark == ".", !tokens[clock.end].isSpaced { clock.end += 1 }
        case "noon", "midday":
            clock.isAfternoon = true
            clock.end += 1
        case "hrs", "hours":
            clock.isExact = true
            clock.end += 1
        default: return
        }
        clock.isBare = false
    }

    private static func spellsPM(_ tokens: [Token], at index: Int) -> Bool {
        index + 2 < tokens.count && tokens[index + 1].mark == "." && tokens[index + 2].word == "m"
    }
}
