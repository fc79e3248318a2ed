import Almanac

/// Reads when the group meets next.
struct NextMeetings {
    let meeting: Day?
    private(set) var found: [NotesReading.NextMeeting] = []
    /// Times said of several dates at once: "both 10.30 – 12.00".
    private var untimed: [Int] = []

    init(from meeting: Day?) {
        self.meeting = meeting
    }

    /// Reads a text that is known to tell of next meetings; answers what it added, or `nil` if it holds no date or time.
    mutating func read(_ text: String) -> [Int]? {
        let mentions = Dates.mentions(in: text)
        guard !mentions.isEmpty else {
            guard !untimed.isEmpty, let span = Times.span(in: text) else { return nil }
            let settled = untimed
            for index in settled { set(span, of: index) }
            untimed = []
            return settled
        }
        var added: [Int] = []
        for (index, mention) in mentions.enumerated() {
            // A year said once, at the end, is that of the dates before it.
            let year = mention.year ?? mentions[index...].first { $0.year != nil }?.year
            var dated = mention
            dated.year = year
            guard let day = dated.resolved(onOrAfter: found.last?.date ?? meeting), day != meeting else { continue }
            if let known = found.firstIndex(where: { $0.date == day }) {
                added.append(known)
                continue
            }
            found.append(NotesReading.NextMeeting(date: day))
            added.append(found.count - 1)
        }
        if added.isEmpty { return nil }
        time(added, in: text, mentions)
        return added
    }

    /// Gives each date the times that follow it, or all of them the only times there are.
    private mutating func time(_ added: [Int], in text: String, _ mentions: [DateMention]) {
        if added.count == 1 || mentions.count != added.count {
            if let span = Times.span(in: text) { for index in added { set(span, of: index) } } else { untimed += added }
            return
        }
        var pending: [Int] = []
        for (place, index) in added.enumerated() {
            let start = mentions[place].range.upperBound
            let end = place + 1 < mentions.count ? mentions[place + 1].range.lowerBound : text.endIndex
            pending.append(index)
            guard start <= end, let span = Times.span(in: String(text[start..<end])) else { continue }
            for index in pending { set(span, of: index) }
            pending = []
        }
        untimed += pending
    }

    private mutating func set(_ span: TimeSpan, of index: Int) {
        guard found[index].from == nil else { return }
        found[index].from = span.from
        found[index].to = span.to
    }

    private static let openers = [
        "the next", "next", "date of", "dates of", "date and", "the date", "it was agreed that the next meeting",
        "future",
        "it was agreed the next meeting", "it was noted that the next meeting", "our next", "the board will next meet",
    ]

    /// Whether a sentence of the discussion tells when the group meets next.
    static func isTold(by text: String) -> Bool {
        guard text.utf8.count < 1000 else { return false }
        guard text.holds("eeting") || text.holds("EETING") else { return false }
        let folded = text.folded
        return openers.contains(where: folded.hasPrefix) && (folded.holds("next") || folded.holds("future"))
            && folded.words.prefix(9).contains { $0 == "meeting" || $0 == "meetings" }
            && !Dates.mentions(in: text).isEmpty
    }
}
