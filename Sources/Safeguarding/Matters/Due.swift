package import Almanac
package import Ledger
package import Vault

/// When something is due. It is never invented: what nobody said stays `notGiven`.
package enum Due: Hashable, Sendable {
    case on(Day)
    /// The group's first meeting after the day that the duty is counted from.
    case nextMeeting(ID<Group>)
    case month(year: Int, month: Int)
    /// "when the guidance is published"
    case when(Sealed<String>)
    /// Asked about at each meeting.
    case notGiven

    package enum Kind: String, Codable, Sendable {
        case on
        case nextMeeting = "next-meeting"
        case month, when
        case notGiven = "not-given"

        /// Nobody can say when it is late, so each meeting asks about it.
        package var isAskedAbout: Bool { self == .when || self == .notGiven }
    }

    package var kind: Kind {
        switch self {
        case .on: .on
        case .nextMeeting: .nextMeeting
        case .month: .month
        case .when: .when
        case .notGiven: .notGiven
        }
    }

    /// The day after which it is overdue, where the calendar alone can say it.
    package var lastDay: Day? {
        switch self {
        case .on(let day): day
        case .month(let year, let month): Day(year: year, month: month, day: 1)?.endOfMonth
        case .nextMeeting, .when, .notGiven: nil
        }
    }
}

extension Due: Codable {
    private enum Key: String, CodingKey {
        case kind, day, group, year, month, words
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self =
            switch try fields.decode(Kind.self, forKey: .kind) {
            case .on: .on(try fields.decode(Day.self, forKey: .day))
            case .nextMeeting: .nextMeeting(try fields.decode(ID<Group>.self, forKey: .group))
            case .month:
                .month(
                    year: try fields.decode(Int.self, forKey: .year),
                    month: try fields.decode(Int.self, forKey: .month)
                )
            case .when: .when(try fields.decode(Sealed<String>.self, forKey: .words))
            case .notGiven: .notGiven
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(kind, forKey: .kind)
        switch self {
        case .on(let day): try fields.encode(day, forKey: .day)
        case .nextMeeting(let group): try fields.encode(group, forKey: .group)
        case .month(let year, let month):
            try fields.encode(year, forKey: .year)
            try fields.encode(month, forKey: .month)
        case .when(let words): try fields.encode(words, forKey: .words)
        case .notGiven: break
        }
    }
}

/// How a due day was counted, so that it can be explained when the calendar has changed.
package struct Counted: Hashable, Codable, Sendable {
    package let workingDays: Int
    /// The edition of the calendar: ``BankHolidays/edition``.
    package let calendar: String
}
