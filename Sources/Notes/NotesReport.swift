package import Almanac
import Foundation

/// A reading in the form that `safeloop import notes --json` prints: one JSON object for a file.
///
/// Every key is always there. What is not known is `null`, a list that holds nothing is `[]`.
package struct NotesReport: Encodable, Equatable, Sendable {
    package struct Person: Encodable, Equatable, Sendable {
        package var name: String
        package var organisation: String?
    }

    package struct Item: Encodable, Equatable, Sendable {
        package var number: String?
        package var title: String
    }

    package struct Decision: Encodable, Equatable, Sendable {
        package var item: String?
        package var text: String
    }

    package struct Action: Encodable, Equatable, Sendable {
        package var item: String?
        package var owners: [String]
        package var text: String
        package var due: Day?
        package var state: String
    }

    package struct NextMeeting: Encodable, Equatable, Sendable {
        package var date: Day
        package var from: ClockTime?
        package var to: ClockTime?
    }

    package var file: String
    package var group: String?
    package var date: Day?
    package var attended: [Person]
    package var apologies: [Person]
    package var items: [Item]
    package var decisions: [Decision]
    package var actions: [Action]
    package var nextAgenda: [String]
    package var nextMeetings: [NextMeeting]
    package var unplaced: [String]

    package init(_ reading: NotesReading, file: String) {
        let number = { (item: Int?) in item.flatMap { reading.items[$0].number } }
        self.file = file
        group = reading.group
        date = reading.date
        attended = reading.attended.map { Person(name: $0.name, organisation: $0.organisation) }
        apologies = reading.apologies.map { Person(name: $0.name, organisation: $0.organisation) }
        items = reading.items.map { Item(number: $0.number, title: $0.title) }
        decisions = reading.decisions.map { Decision(item: number($0.item), text: $0.text) }
        actions = reading.actions.map { action in
            var due: Day?
            if case .day(let day) = action.due { due = day }
            return Action(
                item: number(action.item),
                owners: action.owners.map(\.name),
                text: action.text,
                due: due,
                state: action.state.rawValue
            )
        }
        nextAgenda = reading.nextAgenda
        nextMeetings = reading.nextMeetings.map { NextMeeting(date: $0.date, from: $0.from, to: $0.to) }
        // The report has no list of those absent without a word, so their lines stay in sight here.
        unplaced = reading.lines.filter { $0.roles == [.unplaced] || $0.roles == [.absence] }.map(\.text.trimmed)
    }

    /// One line of JSON with its keys in alphabetical order.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

// The compiler would leave out the key of an optional that is nil.
extension NotesReport {
    private enum Key: String, CodingKey {
        case file, group, date, attended, apologies, items, decisions, actions
        case nextAgenda = "next_agenda"
        case nextMeetings = "next_meetings"
        case unplaced
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(file, forKey: .file)
        try container.encode(group, forKey: .group)
        try container.encode(date, forKey: .date)
        try container.encode(attended, forKey: .attended)
        try container.encode(apologies, forKey: .apologies)
        try container.encode(items, forKey: .items)
        try container.encode(decisions, forKey: .decisions)
        try container.encode(actions, forKey: .actions)
        try container.encode(nextAgenda, forKey: .nextAgenda)
        try container.encode(nextMeetings, forKey: .nextMeetings)
        try container.encode(unplaced, forKey: .unplaced)
    }
}

extension NotesReport.Person {
    private enum Key: CodingKey { case name, organisation }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(organisation, forKey: .organisation)
    }
}

extension NotesReport.Item {
    private enum Key: CodingKey { case number, title }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(number, forKey: .number)
        try container.encode(title, forKey: .title)
    }
}

extension NotesReport.Decision {
    private enum Key: CodingKey { case item, text }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(item, forKey: .item)
        try container.encode(text, forKey: .text)
    }
}

extension NotesReport.Action {
    private enum Key: CodingKey { case item, owners, text, due, state }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(item, forKey: .item)
        try container.encode(owners, forKey: .owners)
        try container.encode(text, forKey: .text)
        try container.encode(due, forKey: .due)
        try container.encode(state, forKey: .state)
    }
}

extension NotesReport.NextMeeting {
    private enum Key: CodingKey { case date, from, to }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(date, forKey: .date)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
    }
}
