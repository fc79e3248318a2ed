import Almanac

/// How long a duty has, from where: `1 working day after acknowledge`.
package struct Term: Hashable, Sendable {
    package enum Length: Hashable, Sendable {
        case atOnce
        case hours(Int)
        case workingDays(Int)
        case schoolDays(Int)
        /// Weeks count as seven of them.
        case calendarDays(Int)
        case months(Int)
        case beforeNextSchoolDay
        /// By the next meeting of the group, or in so many working days where there is none.
        case nextMeeting(orWorkingDays: Int)
        /// As whoever raised it gave it; never invented.
        case asGiven
    }

    package enum Start: Hashable, Sendable {
        case raised
        /// When an earlier duty was met, by its id.
        case step(String)
        /// A date that the form asks, by the id of its field: on it, or so long before or after it.
        case date(String, isBefore: Bool)
    }

    package let length: Length
    package let start: Start
}

extension Term {
    private static let lengthPattern =
        "[1-9][0-9]{0,2} (hour|hours|working day|working days|school day|school days|calendar day|calendar days|week|weeks|month|months)"
    private static let namePattern = "[a-z][a-z0-9-]*"

    static let sentence = Shape.Sentence(
        "(at once|as given|before the next school day( after \(namePattern))?|\(lengthPattern)( after \(namePattern)| before \(namePattern))?|on \(namePattern)|by the next meeting, or [1-9][0-9]{0,2} working days?)",
        expected:
            "how long, as 1 working day, 4 hours after acknowledge, 5 school days before starts-on, before the next school day, on review-day, at once, as given, or by the next meeting, or 5 working days"
    )

    /// A length alone, as a rung of the overdue ladder has.
    static let lengthSentence = Shape.Sentence(
        lengthPattern,
        expected: "how long, as 1 working day, 4 hours or 2 weeks"
    )

    static var pattern: String { lengthPattern }

    /// - Returns: nil where the text is no term.
    init?(_ text: String) {
        guard Self.sentence.holds(text) else { return nil }
        var words = text.split(separator: " ").map(String.init)
        var start = Start.raised
        switch words.first {
        case "at": self.init(length: .atOnce, start: .raised)
        case "as": self.init(length: .asGiven, start: .raised)
        case "by":
            guard let days = words.lazy.compactMap({ Int($0) }).first else { return nil }
            self.init(length: .nextMeeting(orWorkingDays: days), start: .raised)
        case "on":
            self.init(length: .calendarDays(0), start: .date(words[1], isBefore: false))
        default:
            // The name after the last "after" or "before"; "before the next school day" has none of its own.
            if words.count >= 2, let name = words.last, ["after", "before"].contains(words[words.count - 2]) {
                start = words[words.count - 2] == "after" ? .step(name) : .date(name, isBefore: true)
                words.removeLast(2)
            }
            guard let length = Length(words) else { return nil }
            self.init(length: length, start: start)
        }
    }

    /// The same, where what it is counted from turns out to be a date of the form.
    func from(dates: Set<String>) -> Term {
        guard case .step(let name) = start, dates.contains(name) else { return self }
        return Term(length: length, start: .date(name, isBefore: false))
    }
}

extension Term.Length {
    /// `1 working day`, in its words.
    init?(_ words: [String]) {
        if words.joined(separator: " ") == "before the next school day" {
            self = .beforeNextSchoolDay
            return
        }
        guard let count = words.first.flatMap({ Int($0) }), let unit = words.dropFirst().first else { return nil }
        switch unit {
        case "hour", "hours": self = .hours(count)
        case "working": self = .workingDays(count)
        case "school": self = .schoolDays(count)
        case "calendar": self = .calendarDays(count)
        case "week", "weeks": self = .calendarDays(7 * count)
        case "month", "months": self = .months(count)
        default: return nil
        }
    }
}

extension Term.Length {
    /// Whether it depends on when the schools are open.
    package var isOfSchoolDays: Bool {
        switch self {
        case .schoolDays, .beforeNextSchoolDay: true
        case .atOnce, .hours, .workingDays, .calendarDays, .months, .nextMeeting, .asGiven: false
        }
    }
}

extension ProcedureDefinition {
    /// Whether anything in it is counted in school days.
    package var countsSchoolDays: Bool {
        var lengths = duties.map(\.within.length) + duties.compactMap(\.every) + [telling.owedAgain]
        for case .after(let length) in overdue.map(\.moment) { lengths.append(length) }
        return lengths.contains(where: \.isOfSchoolDays)
    }
}

extension Term: CustomStringConvertible {
    package var description: String {
        let from =
            switch start {
            case .raised: ""
            case .step(let name): " after \(name)"
            case .date(let name, let isBefore): isBefore ? " before \(name)" : " after \(name)"
            }
        if length == .calendarDays(0), case .date(let name, _) = start { return "on \(name)" }
        return length.description + from
    }
}

extension Term.Length: CustomStringConvertible {
    package var description: String {
        func counted(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
        return switch self {
        case .atOnce: "at once"
        case .asGiven: "as given"
        case .hours(let count): counted(count, "hour")
        case .workingDays(let count): counted(count, "working day")
        case .schoolDays(let count): counted(count, "school day")
        case .calendarDays(let count) where count > 0 && count % 7 == 0: counted(count / 7, "week")
        case .calendarDays(let count): counted(count, "calendar day")
        case .months(let count): counted(count, "month")
        case .beforeNextSchoolDay: "before the next school day"
        case .nextMeeting(let days): "by the next meeting, or \(counted(days, "working day"))"
        }
    }
}

extension Term: Decodable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let term = Term(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
        }
        self = term
    }
}
