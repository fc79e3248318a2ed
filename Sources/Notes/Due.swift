import Almanac

extension NotesReading.Due {
    private static let triggers: Set<String> = ["by", "before", "due", "deadline", "than", "until"]
    private static let fillers: Set<String> = [
        "the", "end", "of", "is", "date", "latest", "at", "no", "later", "on", "close", "noon", "midday", "start",
    ]

    /// Finds when a task is due in its own words: "by 30 January", "by the end of March", "for the next meeting".
    ///
    /// A date that nothing marks as a limit is no due date, and none is made from "soon" or "within two weeks".
    static func read(_ text: String, from meeting: Day?) -> NotesReading.Due? {
        for mention in Dates.mentions(in: text) where isLimit(text[..<mention.range.lowerBound]) {
            if let day = mention.resolved(onOrAfter: meeting) { return .day(day) }
        }
        guard text.holds("by ") || text.holds("By ") || text.holds("next meeting") else { return nil }
        for range in text.places(of: "by ") + text.places(of: "By ") where opensWord(range, in: text) {
            let after = String(text[range.upperBound...].prefix(40))
            guard let month = Dates.month(in: after), let first = month.resolved(onOrAfter: meeting),
                after.words.prefix(while: { !$0.startsWithCapital }).allSatisfy({ fillers.contains($0.lowercased()) })
            else { continue }
            return month.isEnd ? .day(first.endOfMonth) : .month(year: first.year, month: first.month)
        }
        let folded = " " + text.folded
        let phrases = [" by the next meeting", " by next meeting", " before the next meeting", " for the next meeting"]
        return phrases.contains(where: folded.holds) ? .nextMeeting : nil
    }

    /// Reads a cell that holds nothing but when.
    static func read(cell text: String, from meeting: Day?) -> NotesReading.Due? {
        if let mention = Dates.mentions(in: text).first, let day = mention.resolved(onOrAfter: meeting) {
            return .day(day)
        }
        if let month = Dates.month(in: text), let first = month.resolved(onOrAfter: meeting) {
            return month.isEnd ? .day(first.endOfMonth) : .month(year: first.year, month: first.month)
        }
        return text.folded.holds("next meeting") ? .nextMeeting : nil
    }

    private static func isLimit(_ before: Substring) -> Bool {
        for word in before.suffix(60).words.reversed().prefix(6) {
            let key = word.lowercased().trimmed(of: "(:,[")
            if triggers.contains(key) { return true }
            if !fillers.contains(key), !Dates.isWeekday(key), !key.isEmpty { return false }
        }
        return false
    }

    private static func opensWord(_ range: Range<String.Index>, in text: String) -> Bool {
        range.lowerBound == text.startIndex || " (,[".contains(text[text.index(before: range.lowerBound)])
    }
}
