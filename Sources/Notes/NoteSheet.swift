/// A sheet on which the notes of a meeting are taken in a room without a network, as text or in Word.
///
/// Its headings end with marks like `[#i3fa2c1]`. They say where a line belongs whatever a word processor does to the
/// rest, and whatever became of the agenda meanwhile; ``SheetReading`` reads them back.
package struct NoteSheet: Equatable, Sendable {
    package struct Item: Equatable, Sendable {
        /// Six hexadecimal digits or more, different for each item.
        package var code: String
        package var number: String
        package var title: String

        package init(code: String, number: String, title: String) {
            (self.code, self.number, self.title) = (code, number, title)
        }
    }

    package struct Person: Equatable, Sendable {
        /// `Jane Smith, Brent`
        package var name: String
        package var sign: Sign?

        package init(_ name: String, _ sign: Sign? = nil) {
            (self.name, self.sign) = (name, sign)
        }
    }

    /// What stands in the brackets before a name.
    package enum Sign: String, CaseIterable, Sendable {
        case present = "x"
        case remotely = "v"
        case apologies = "a"
        case absent = "n"
    }

    /// An open action of an earlier meeting.
    package struct Action: Equatable, Sendable {
        package var number: Int
        package var text: String

        package init(number: Int, text: String) {
            (self.number, self.text) = (number, text)
        }
    }

    /// The meeting's id.
    package var meeting: String
    /// The group, the day, the time and the place, in one line.
    package var title: String
    package var marking: String
    package var people: [Person]
    package var actions: [Action]
    package var items: [Item]

    package init(
        meeting: String,
        title: String,
        marking: String,
        people: [Person],
        actions: [Action],
        items: [Item]
    ) {
        self.meeting = meeting
        self.title = title
        self.marking = marking
        self.people = people
        self.actions = actions
        self.items = items
    }

    /// The meeting whose sheet a text is, if it is one.
    package static func meeting(in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline) {
            if case .sheet(let meeting)? = MarkedLine(String(line))?.mark { return meeting }
        }
        return nil
    }

    // MARK: Lines

    struct Line: Equatable {
        enum Kind { case title, heading, text }
        let kind: Kind
        let text: String
        let mark: SheetMark?
        /// Empty lines to write on below it.
        let room: Int
    }

    static let advice = [
        "Write under the headings, a thought a line. Leave marks like [#\u{2026}] as they are: they say where your lines belong.",
        "An action: \u{201C}Action: initials - what - by when\u{201D}. A decision: \u{201C}Agreed: what was agreed\u{201D}.",
        "Then bring the file back on the page of this meeting. You look through it before anything is saved.",
    ]
    private static let signs =
        "Put a letter in the brackets: x here, v by phone or video, a apologies, n absent. Add others below, with their organisation."

    var lines: [Line] {
        func text(_ text: String, _ mark: SheetMark? = nil, room: Int = 0) -> Line {
            Line(kind: .text, text: text, mark: mark, room: room)
        }
        func heading(_ text: String, _ mark: SheetMark, room: Int) -> Line {
            Line(kind: .heading, text: text, mark: mark, room: room)
        }
        var lines = [Line(kind: .title, text: title, mark: .sheet(meeting), room: 0), text("For: \(marking).")]
        lines += Self.advice.map { text($0) }
        lines += [heading("Who is here", .people, room: 0), text(Self.signs)]
        lines += people.map { text("[\($0.sign?.rawValue ?? " ")] \($0.name)") }
        lines.append(text("", room: 2))
        if !actions.isEmpty {
            lines.append(heading("Open actions of earlier meetings", .actions, room: 0))
            lines += actions.map { text("Action \($0.number): \($0.text)", .action($0.number), room: 1) }
        }
        lines += items.map { heading("\($0.number). \($0.title)", .item($0.code), room: 4) }
        return lines + [
            heading("Agenda for the next meeting", .nextAgenda, room: 2),
            heading("Next meeting", .nextMeeting, room: 2),
        ]
    }

    /// The sheet as plain text.
    package func text() -> String {
        lines.flatMap { line in
            (line.kind == .heading ? [""] : []) + (line.text.isEmpty ? [] : [line.written])
                + Array(repeating: "", count: line.room)
        }.joined(separator: "\n") + "\n"
    }

    /// The sheet as Markdown, for pandoc to make a Word document of: each line a paragraph of its own.
    package func markdown() -> String {
        lines.flatMap { line in
            let sign =
                switch line.kind {
                case .title: "# "
                case .heading: "## "
                case .text: ""
                }
            return (line.text.isEmpty ? [] : [sign + Self.escaped(line.written)])
                + Array(repeating: "&nbsp;", count: line.room)
        }.joined(separator: "\n\n") + "\n"
    }

    private static func escaped(_ line: String) -> String {
        line.reduce(into: "") { text, character in
            if "\\`*_{}[]()#+-.!|<>~^$@'\"&:".contains(character) { text.append("\\") }
            text.append(character)
        }
    }
}

extension NoteSheet.Line {
    var written: String { mark.map { "\(text) [#\($0)]" } ?? text }
}

/// What stands in `[#…]` at the end of a heading.
enum SheetMark: Hashable, CustomStringConvertible {
    case sheet(String)
    case people, actions, nextAgenda, nextMeeting
    case action(Int)
    case item(String)

    var description: String {
        switch self {
        case .sheet(let meeting): "sheet \(meeting)"
        case .people: "who"
        case .actions: "open"
        case .nextAgenda: "next"
        case .nextMeeting: "date"
        case .action(let number): "m\(number)"
        case .item(let code): "i\(code)"
        }
    }

    init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        switch text {
        case "who": self = .people
        case "open": self = .actions
        case "next": self = .nextAgenda
        case "date": self = .nextMeeting
        default:
            let rest = text.dropFirst()
            if text.hasPrefix("sheet ") {
                self = .sheet(String(text.dropFirst(6)))
            } else if text.hasPrefix("m"), let number = Int(rest), number > 0 {
                self = .action(number)
            } else if text.hasPrefix("i"), rest.count >= 6, rest.allSatisfy(\.isHexDigit) {
                self = .item(String(rest))
            } else {
                return nil
            }
        }
    }
}

/// A line with a mark in it.
struct MarkedLine {
    let before: String
    let mark: SheetMark
    let after: String

    init?(_ line: String) {
        guard let found = line.matches(of: /\[#([^\[\]]*)\]/).first(where: { SheetMark($0.1) != nil }),
            let mark = SheetMark(found.1)
        else { return nil }
        self.mark = mark
        // Word's headings come back with the sign of one.
        let before = line[..<found.range.lowerBound]
        self.before = (before.hasPrefix("## ") ? before.dropFirst(3) : before).tidied
        after = line[found.range.upperBound...].tidied
    }
}

extension StringProtocol {
    /// Without blanks at its ends, and with one blank wherever there were several.
    var tidied: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
