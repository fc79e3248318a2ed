import Almanac

/// A date as it stands in a text, perhaps without its year.
struct DateMention: Equatable {
    var day: Int
    var month: Int
    var year: Int?
    var weekday: Weekday?
    var range: Range<String.Index>
    /// The other date it may be, where a month above 12 shows that the day comes second.
    var isMonthFirst = false

    /// The day it names: in its own year, else the first such day from a given one on.
    func resolved(onOrAfter start: Day?) -> Day? {
        if let year { return Day(year: year, month: month, day: day) }
        guard let start else { return nil }
        // Eight years hold a 29 February, across 1900 and the like too.
        for year in start.year...(start.year + 8) {
            if let candidate = Day(year: year, month: month, day: day), candidate >= start { return candidate }
        }
        return nil
    }
}

extension DateMention {
    /// The last such day up to a given one, where no year is written.
    func resolved(onOrBefore end: Day) -> Day? {
        if let year { return Day(year: year, month: month, day: day) }
        return [end.year, end.year - 1].lazy.compactMap { Day(year: $0, month: self.month, day: self.day) }
            .first { $0 <= end }
    }
}

/// A month as it stands in a text, without a day.
struct MonthMention: Equatable {
    var month: Int
    var year: Int?
    var isEnd: Bool

    func resolved(onOrAfter start: Day?) -> Day? {
        if let year { return Day(year: year, month: month, day: 1) }
        guard let start else { return nil }
        let inSameYear = Day(year: start.year, month: month, day: 1)
        return month >= start.month ? inSameYear : inSameYear?.adding(months: 12)
    }
}

enum Dates {
    static let months: [String: Int] = {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november",
            "december",
        ]
        var table = ["sept": 9]
        for (index, name) in names.enumerated() {
            table[name] = index + 1
            table[String(name.prefix(3))] = index + 1
        }
        return table
    }()

    private static let weekdays: [String: Weekday] = {
        var table = ["tues": Weekday.tuesday, "weds": .wednesday, "thur": .thursday, "thurs": .thursday]
        for weekday in Weekday.allCases {
            table[weekday.rawValue] = weekday
            table[weekday.short.lowercased()] = weekday
        }
        return table
    }()

    /// Every date of a text, in order.
    static func mentions(in text: String) -> [DateMention] {
        guard text.hasDigit else { return [] }
        let tokens = Token.tokens(of: text)
        var found: [DateMention] = []
        var index = 0
        while index < tokens.count {
            if let (mentions, next) = read(tokens, at: index) {
                found += mentions.map { withWeekday($0, tokens, before: index) }
                index = next
            } else {
                index += 1
            }
        }
        return found
    }

    /// The month that a text names after "by" or "by the end of", where it names no day.
    static func month(in text: String) -> MonthMention? {
        let tokens = Token.tokens(of: text)
        for (index, token) in tokens.enumerated() {
            guard let word = token.word, let month = months[word], text[token.range].startsWithCapital else { continue }
            let isEnd =
                index >= 2 && tokens[index - 1].word == "of" && tokens[index - 2].word == "end"
                || index >= 1 && tokens[index - 1].word == "end"
            return MonthMention(month: month, year: year(tokens, at: index + 1)?.value, isEnd: isEnd)
        }
        return nil
    }

    static func isWeekday(_ word: some StringProtocol) -> Bool {
        weekdays[word.lowercased()] != nil
    }

    private typealias Reading = (mentions: [DateMention], next: Int)

    private static func read(_ tokens: [Token], at index: Int) -> Reading? {
        if let word = tokens[index].word {
            return months[word].flatMap { monthFirst(tokens, at: index, month: $0) }
        }
        guard tokens[index].number != nil else { return nil }
        return numeric(tokens, at: index) ?? dayFirst(tokens, at: index)
    }

    /// `2009-03-03`, `03/03/09`, `3.3.2009`, `07-Feb-07`.
    private static func numeric(_ tokens: [Token], at index: Int) -> Reading? {
        guard index + 4 < tokens.count, let first = tokens[index].number,
            let mark = tokens[index + 1].mark, "/-.".contains(mark), tokens[index + 3].mark == mark,
            let third = tokens[index + 4].number, tokens[(index + 1)...(index + 4)].allSatisfy({ !$0.isSpaced })
        else { return nil }
        let range = tokens[index].range.lowerBound..<tokens[index + 4].range.upperBound
        if let month = tokens[index + 2].word.flatMap({ months[$0] }) {
            return ([DateMention(day: first, month: month, year: century(third), range: range)], index + 5)
        }
        guard let second = tokens[index + 2].number else { return nil }
        if tokens[index].digits == 4 {
            guard (1...12).contains(second), (1...31).contains(third) else { return nil }
            return ([DateMention(day: third, month: second, year: first, range: range)], index + 5)
        }
        guard [2, 4].contains(tokens[index + 4].digits), (1...31).contains(first) else { return nil }
        if (1...12).contains(second) {
            return ([DateMention(day: first, month: second, year: century(third), range: range)], index + 5)
        }
        guard (1...12).contains(first), (1...31).contains(second) else { return nil }
        let mention = DateMention(day: second, month: first, year: century(third), range: range, isMonthFirst: true)
        return ([mention], index + 5)
    }

    /// `7 February 2007`, `7th of Feb`, `3, 10 and 17 March 2009`.
    private static func dayFirst(_ tokens: [Token], at index: Int) -> Reading? {
        var days: [(day: Int, range: Range<String.Index>)] = []
        var next = index
        while next < tokens.count, let day = tokens[next].number, (1...31).contains(day), tokens[next].digits <= 2,
            days.count < 12
        {
            days.append((day, tokens[next].range))
            next += 1
            if next < tokens.count, ["st", "nd", "rd", "th"].contains(tokens[next].word) { next += 1 }
            if next < tokens.count, tokens[next].word == "of" { next += 1 }
            guard next < tokens.count else { return nil }
            if let month = tokens[next].word.flatMap({ months[$0] }) {
                let year = year(tokens, at: next + 1)
                let after = year?.next ?? next + 1
                let end = tokens[after - 1].range.upperBound
                let mentions = days.map {
                    DateMention(day: $0.day, month: month, year: year?.value, range: $0.range.lowerBound..<end)
                }
                return (mentions, after)
            }
            guard tokens[next].mark.map({ ",/&".contains($0) }) ?? (tokens[next].word == "and") else { return nil }
            next += 1
            while next < tokens.count, let word = tokens[next].word, word == "and" || weekdays[word] != nil {
                next += 1
            }
        }
        return nil
    }

    /// `February 7, 2007`.
    private static func monthFirst(_ tokens: [Token], at index: Int, month: Int) -> Reading? {
        guard index + 1 < tokens.count, let day = tokens[index + 1].number, (1...31).contains(day),
            tokens[index + 1].digits <= 2
        else { return nil }
        var next = index + 2
        if next < tokens.count, ["st", "nd", "rd", "th"].contains(tokens[next].word) { next += 1 }
        let year = year(tokens, at: next)
        next = year?.next ?? next
        let range = tokens[index].range.lowerBound..<tokens[next - 1].range.upperBound
        return ([DateMention(day: day, month: month, year: year?.value, range: range)], next)
    }

    /// `2007`, `, 2007`, `'07`, and `07` unless a time follows.
    private static func year(_ tokens: [Token], at index: Int) -> (value: Int, next: Int)? {
        var index = index
        if index < tokens.count, let mark = tokens[index].mark, mark == "," || mark == "." { index += 1 }
        let isShort = index < tokens.count && tokens[index].mark.map { "'\u{2019}\u{2018}".contains($0) } ?? false
        if isShort { index += 1 }
        guard index < tokens.count, let value = tokens[index].number else { return nil }
        if tokens[index].digits == 4, (1900...2199).contains(value) { return (value, index + 1) }
        guard tokens[index].digits == 2 else { return nil }
        let following = index + 1 < tokens.count ? tokens[index + 1] : nil
        let isTime =
            following.map { token in
                !token.isSpaced && token.mark.map { ".:".contains($0) } ?? (token.number == nil)
                    || ["am", "pm", "noon", "to", "until", "hrs"].contains(token.word) || token.mark?.isDash ?? false
            } ?? false
        return isShort || !isTime && value >= 50 || !isTime && following == nil ? (century(value), index + 1) : nil
    }

    private static func century(_ year: Int) -> Int {
        year >= 100 ? year : year < 70 ? 2000 + year : 1900 + year
    }

    private static func withWeekday(_ mention: DateMention, _ tokens: [Token], before index: Int) -> DateMention {
        var mention = mention
        var index = index - 1
        while index >= 0, tokens[index].word == "the" || tokens[index].mark.map({ ",.".contains($0) }) ?? false {
            index -= 1
        }
        guard index >= 0, let weekday = tokens[index].word.flatMap({ weekdays[$0] }) else { return mention }
        mention.weekday = weekday
        mention.range = tokens[index].range.lowerBound..<mention.range.upperBound
        return mention
    }
}
