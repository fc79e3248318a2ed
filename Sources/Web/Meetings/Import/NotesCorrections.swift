import Almanac
import Notes

/// What a person has put right in a reading: titles, actions, and lines that no place was found for.
struct NotesCorrections: Codable, Equatable, Sendable {
    struct Action: Codable, Equatable, Sendable {
        var text: String
        /// The place of its item.
        var item: Int?
        /// Names, or "All".
        var who: [String]
        /// Nil keeps a due time that is no day, such as the next meeting.
        var due: Day?
        var state: String
        /// Not an action after all: its words stay among the notes.
        var isLeftOut = false
    }

    struct Decision: Codable, Equatable, Sendable {
        var text: String
        var item: Int?
        /// Not a decision after all: its words stay among the notes.
        var isLeftOut = false
    }

    struct Next: Codable, Equatable, Sendable {
        var date: Day
        var from: ClockTime?
        var to: ClockTime?
    }

    /// By the item's place.
    var titles: [Int: String] = [:]
    /// By the action's place.
    var actions: [Int: Action] = [:]
    /// The item's place by the number of the line.
    var lines: [Int: Int] = [:]
    /// By the decision's place.
    var decisions: [Int: Decision] = [:]
    /// Decisions that the reader did not find.
    var addedDecisions: [Decision] = []
    /// All of them, in place of those that were read.
    var nextMeetings: [Next]?
    var nextAgenda: [String]?

    var isEmpty: Bool { self == NotesCorrections() }

    init() {}

    /// What was kept before there was a kind of correction has none of it.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        titles = try fields.decodeIfPresent([Int: String].self, forKey: .titles) ?? [:]
        actions = try fields.decodeIfPresent([Int: Action].self, forKey: .actions) ?? [:]
        lines = try fields.decodeIfPresent([Int: Int].self, forKey: .lines) ?? [:]
        decisions = try fields.decodeIfPresent([Int: Decision].self, forKey: .decisions) ?? [:]
        addedDecisions = try fields.decodeIfPresent([Decision].self, forKey: .addedDecisions) ?? []
        nextMeetings = try fields.decodeIfPresent([Next].self, forKey: .nextMeetings)
        nextAgenda = try fields.decodeIfPresent([String].self, forKey: .nextAgenda)
    }

    func applied(to reading: NotesReading) -> NotesReading {
        var result = reading
        for (index, title) in titles where result.items.indices.contains(index) { result.items[index].title = title }
        result.actions = reading.actions.enumerated().compactMap { index, action in
            guard let correction = actions[index] else { return action }
            guard correction.isLeftOut else { return correction.applied(to: action) }
            result.keep(correction.text, with: correction.item ?? action.item)
            return nil
        }
        result.decisions = reading.decisions.enumerated().compactMap { index, decision in
            guard let correction = decisions[index] else { return decision }
            guard correction.isLeftOut else { return .init(item: decision.item, text: correction.text) }
            result.keep(correction.text, with: decision.item)
            return nil
        }
        result.decisions += addedDecisions.map { .init(item: $0.item, text: $0.text) }
        if let nextMeetings {
            result.nextMeetings = nextMeetings.map { .init(date: $0.date, from: $0.from, to: $0.to) }
        }
        if let nextAgenda { result.nextAgenda = nextAgenda }
        for index in result.lines.indices {
            let line = result.lines[index]
            guard let item = lines[line.number], line.roles == [.unplaced], result.items.indices.contains(item) else {
                continue
            }
            result.lines[index].roles = [.note(item: item)]
            result.items[item].notes.append(line.text)
        }
        return result
    }
}

extension NotesReading {
    /// Words that are no action or decision after all stay with their item, or below the notes.
    fileprivate mutating func keep(_ words: String, with item: Int?) {
        if let item, items.indices.contains(item) {
            items[item].notes.append(words)
        } else {
            lines.append(SourceLine(number: (lines.last?.number ?? 0) + 1, text: words, roles: [.unplaced]))
        }
    }
}

extension NotesCorrections.Next {
    init(_ next: NotesReading.NextMeeting) {
        (date, from, to) = (next.date, next.from, next.to)
    }
}

extension NotesCorrections.Action {
    /// An action as it was read.
    init(_ action: NotesReading.Action) {
        text = action.text
        item = action.item
        who = action.owners.map(\.name)
        if case .day(let day) = action.due { due = day } else { due = nil }
        state = action.state.rawValue
    }

    fileprivate func applied(to action: NotesReading.Action) -> NotesReading.Action {
        var result = action
        result.text = text
        result.item = item
        if who != action.owners.map(\.name) {
            result.owners = who.map { $0.lowercased() == "all" ? .everyone : .unmatched($0) }
        }
        if let due {
            result.due = .day(due)
        } else if case .day = action.due {
            result.due = nil
        }
        result.state = NotesReading.ActionState(rawValue: state) ?? action.state
        return result
    }
}
