package import Almanac

/// A sheet on which the notes of a coming meeting can be taken without a network, in a form that `NotesReader` reads back.
package struct NoteSheet: Equatable, Sendable {
    package struct Item: Equatable, Sendable {
        package var number: String
        package var title: String
        /// Actions that come up under it: matters arising with who holds them.
        package var actions: [String]

        package init(number: String, title: String, actions: [String] = []) {
            self.number = number
            self.title = title
            self.actions = actions
        }
    }

    package var group: String
    package var date: Day
    package var from: ClockTime?
    package var to: ClockTime?
    package var place: String?
    package var attended: [NotesReading.Person]
    package var apologies: [NotesReading.Person]
    package var items: [Item]

    package init(
        group: String,
        date: Day,
        from: ClockTime? = nil,
        to: ClockTime? = nil,
        place: String? = nil,
        attended: [NotesReading.Person] = [],
        apologies: [NotesReading.Person] = [],
        items: [Item] = []
    ) {
        self.group = group
        self.date = date
        self.from = from
        self.to = to
        self.place = place
        self.attended = attended
        self.apologies = apologies
        self.items = items
    }

    /// The sheet as plain text, with room under each item and lines to fill in.
    package func text() -> String {
        var lines = [group, "Notes of the meeting on \(written(date))"]
        if let time { lines.append("Time: \(time)") }
        if let place { lines.append("Venue: \(place)") }
        lines += ["", "Present:"] + attended.map(Self.entry)
        lines += ["", "Apologies:"] + apologies.map(Self.entry)
        for item in items {
            lines += ["", "\(item.number). \(item.title)", ""]
            lines += item.actions.map { "Action: \($0)" }
            lines += Array(repeating: "", count: 3)
        }
        lines += ["Agenda for the next meeting:", "", "Next meeting:", ""]
        return lines.joined(separator: "\n")
    }

    /// The sheet as Markdown, for pandoc to make a Word document of.
    package func markdown() -> String {
        let lines = text().split(separator: "\n", omittingEmptySubsequences: false).map { line in
            // A backslash keeps the line break, and a number from becoming a list of Word's own.
            line.isEmpty ? "" : Self.escaped(String(line)) + "\\"
        }
        return (lines.joined(separator: "\n") + "\n").replacing("\\\n\n", with: "\n\n")
    }

    private var time: String? {
        from.map { from in to.map { "\(from.iso) \u{2013} \($0.iso)" } ?? from.iso }
    }

    private func written(_ day: Day) -> String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November",
            "December",
        ]
        return "\(day.weekday.name) \(day.day) \(months[day.month - 1]) \(day.year)"
    }

    /// `Jane Smith (JS) – Chair – Brent`
    private static func entry(_ person: NotesReading.Person) -> String {
        let initials = person.initials.map { " (\($0))" } ?? ""
        return ([person.name + initials] + [person.role, person.organisation].compactMap(\.self)).joined(
            separator: " \u{2013} "
        )
    }

    private static func escaped(_ line: String) -> String {
        line.reduce(into: "") { text, character in
            if "\\`*_{}[]()#+-.!|<>~^$@'\"".contains(character) { text.append("\\") }
            text.append(character)
        }
    }
}
