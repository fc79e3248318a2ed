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

    /// By the item's place.
    var titles: [Int: String] = [:]
    /// By the action's place.
    var actions: [Int: Action] = [:]
    /// The item's place by the number of the line.
    var lines: [Int: Int] = [:]

    var isEmpty: Bool { titles.isEmpty && actions.isEmpty && lines.isEmpty }

    func applied(to reading: NotesReading) -> NotesReading {
        var result = reading
        for (index, title) in titles where result.items.indices.contains(index) { result.items[index].title = title }
        result.actions = reading.actions.enumerated().compactMap { index, action in
            guard let correction = actions[index] else { return action }
            guard !correction.isLeftOut else {
                if let item = correction.item ?? action.item, result.items.indices.contains(item) {
                    result.items[item].notes.append(correction.text)
                }
                return nil
            }
            return correction.applied(to: action)
        }
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
