import Almanac
import Foundation
import Ledger
import Safeguarding

/// Lines of notes that are actions: `Action: initials - text - by date`.
struct TypedActions {
    struct Line: Hashable {
        let who: String
        let what: String
        let when: String
    }

    /// The notes without them.
    let notes: String
    let lines: [Line]

    init(_ text: String) {
        var (notes, lines): ([Substring], [Line]) = ([], [])
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if let action = Self.action(line) { lines.append(action) } else { notes.append(line) }
        }
        self.notes = notes.joined(separator: "\n")
        self.lines = lines
    }

    private static func action(_ line: Substring) -> Line? {
        let line = line.drop(while: \.isWhitespace)
        guard line.prefix(7).lowercased() == "action:" else { return nil }
        // A dash between blanks divides; one inside a word does not.
        let words = " " + line.dropFirst(7).singleSpaced
        let parts = words.replacing(#/ [-–—] /#, with: "\u{1}").split(separator: "\u{1}")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.count > 1 else { return Line(who: "", what: parts.first ?? "", when: "") }
        guard parts.count > 2, let last = parts.last, DueWords.mayBe(last) else {
            return Line(who: parts[0], what: parts.dropFirst().joined(separator: " - "), when: "")
        }
        return Line(who: parts[0], what: parts[1..<(parts.count - 1)].joined(separator: " - "), when: last)
    }
}

extension StringProtocol {
    /// One blank between words: a pattern that meets a long run of them tries it from each of its places.
    fileprivate var singleSpaced: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

/// Who is meant by what somebody typed: a name, initials, or everyone. What is not certain stays as it was typed.
struct OwnerWords {
    private let people: [Directory.Entry]
    private let group: ID<Group>

    /// - Parameter people: Those who are in the group or at the meeting.
    init(_ people: [Directory.Entry], group: ID<Group>) {
        self.people = people
        self.group = group
    }

    func holders(_ text: String) -> [HolderChoice] {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty else { return [] }
        if let one = certain(text) { return [one] }
        let parts = text.singleSpaced.replacing(#/ and |[;&/,]/#, with: "\u{1}").split(separator: "\u{1}")
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        return parts.map { certain($0) ?? .named($0) }
    }

    private func certain(_ text: String) -> HolderChoice? {
        if ["all", "all members", "members", "everyone"].contains(text.lowercased()) { return .all(group) }
        let folded = text.lowercased()
        let named = people.filter { [$0.name.lowercased(), $0.nameAndOrganisation.lowercased()].contains(folded) }
        if named.count == 1 { return .member(named[0].id) }
        guard named.isEmpty, text.count <= 4, text == text.uppercased() else { return nil }
        let initialled = people.filter { $0.initials.contains(text) }
        return initialled.count == 1 ? .member(initialled[0].id) : nil
    }
}

extension Directory.Entry {
    /// `MJH` and `MH` for Mary Jane Howell.
    fileprivate var initials: Set<String> {
        let letters = name.split { $0 == " " || $0 == "-" }.compactMap(\.first).map { String($0).uppercased() }
        guard let first = letters.first, let last = letters.last, letters.count > 1 else { return Set(letters) }
        return [letters.joined(), first + last]
    }
}

/// By when, as somebody typed it. Words that are no date stay words: nothing is invented.
enum DueWords {
    /// Whether the last part of an action line is a due time.
    static func mayBe(_ text: String) -> Bool {
        let folded = text.lowercased()
        return ["by ", "before ", "in ", "when ", "once ", "after ", "next meeting", "no date"].contains {
            folded.hasPrefix($0)
        }
            || day(folded, from: Day(number: 0)) != nil
    }

    /// - Parameter from: A date without a year is the first such on or after this day.
    static func due(_ text: String, group: ID<Group>, from: Day) -> DueChoice {
        let words = text.trimmingCharacters(in: CharacterSet(charactersIn: " .,;"))
        var folded = words.lowercased()
        for start in ["by ", "before ", "on ", "in ", "the ", "end of "] where folded.hasPrefix(start) {
            folded.removeFirst(start.count)
        }
        if folded.isEmpty || ["none", "no date", "no date given", "not given"].contains(folded) { return .notGiven }
        if ["next meeting", "next mtg"].contains(folded) { return .nextMeeting(group) }
        if let day = day(folded, from: from) { return .on(day) }
        if let (year, month) = month(folded, from: from) { return .month(year: year, month: month) }
        return .when(words)
    }

    private static func day(_ text: String, from: Day) -> Day? {
        if let day = Day(iso: text) { return day }
        let words = text.split { " ,/.".contains($0) }.map(String.init)
        guard (2...4).contains(words.count) else { return nil }
        // "Friday 20 February 2027", "20th Feb", "20/2/2027"
        let rest =
            Weekday.allCases.contains { words[0] == $0.rawValue || words[0] == $0.short.lowercased() }
            ? Array(words.dropFirst()) : words
        guard (2...3).contains(rest.count), let number = Int(rest[0].prefix { $0.isNumber }),
            ["", "st", "nd", "rd", "th"].contains(rest[0].drop { $0.isNumber }),
            let month = Int(rest[1]) ?? monthNumber(rest[1])
        else { return nil }
        if rest.count == 3 { return year(rest[2]).flatMap { Day(year: $0, month: month, day: number) } }
        guard let thisYear = Day(year: from.year, month: month, day: number) else { return nil }
        return thisYear >= from ? thisYear : Day(year: from.year + 1, month: month, day: number)
    }

    private static func month(_ text: String, from: Day) -> (year: Int, month: Int)? {
        let words = text.split(separator: " ").map(String.init)
        guard let name = words.first, let month = monthNumber(name), words.count <= 2 else { return nil }
        if words.count == 2 { return year(words[1]).map { ($0, month) } }
        return (month >= from.month ? from.year : from.year + 1, month)
    }

    private static func year(_ text: String) -> Int? {
        guard let number = Int(text) else { return nil }
        return text.count == 2 ? 2000 + number : text.count == 4 ? number : nil
    }

    private static func monthNumber(_ text: String) -> Int? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let whole = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        return (names.firstIndex(of: text) ?? whole.firstIndex(of: text) ?? (text == "sept" ? 8 : nil)).map { $0 + 1 }
    }
}
