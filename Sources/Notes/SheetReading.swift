/// What somebody wrote on a ``NoteSheet``: each line that was not printed there, with the place it was written in.
package struct SheetReading: Equatable, Sendable {
    package enum Place: Hashable, Sendable {
        case item(String)
        /// Below an open action, by its number.
        case action(Int)
        case people, nextAgenda, nextMeeting
        /// Above the first heading, or between headings.
        case loose
    }

    package struct Line: Hashable, Sendable {
        package let place: Place
        package let text: String

        package init(_ place: Place, _ text: String) {
            (self.place, self.text) = (place, text)
        }
    }

    package private(set) var lines: [Line] = []

    /// - Parameters:
    ///   - text: The sheet as it came back.
    ///   - sheet: The sheet as it would be printed now. What was printed otherwise then is taken for written: rather
    ///     shown once too often than lost.
    package init(_ text: String, of sheet: NoteSheet) {
        let marked = sheet.lines.compactMap { line in line.mark.map { ($0, line.text.tidied) } }
        let headings = Dictionary(marked, uniquingKeysWith: { first, _ in first })
        var printed = sheet.lines.filter { $0.mark == nil }.map(\.text.tidied)
        var place = Place.loose
        for raw in text.split(whereSeparator: \.isNewline) {
            if let line = MarkedLine(String(raw)) {
                place = Place(line.mark)
                write(Self.addition(to: headings[line.mark], line.before), at: place)
                write(line.after, at: place)
                continue
            }
            let line = raw.tidied
            let mayBePrinted = place == .loose || place == .people
            if mayBePrinted, let index = printed.firstIndex(of: line) {
                printed.remove(at: index)
            } else {
                write(line, at: place)
            }
        }
    }

    /// Without the lines of sheets that came back earlier. Of a line that stands here more often than on any of them, what
    /// is over remains.
    package func without(_ earlier: [SheetReading]) -> SheetReading {
        var known: [Line: Int] = [:]
        for sheet in earlier {
            known.merge(Dictionary(sheet.lines.map { ($0, 1) }, uniquingKeysWith: +), uniquingKeysWith: max)
        }
        var rest = self
        rest.lines = lines.filter { line in
            guard let count = known[line], count > 0 else { return true }
            known[line] = count - 1
            return false
        }
        return rest
    }

    private mutating func write(_ text: String, at place: Place) {
        if !text.isEmpty { lines.append(Line(place, text)) }
    }

    /// What was written into a heading, or all of it where it is no longer the one that was printed.
    private static func addition(to printed: String?, _ text: String) -> String {
        guard let printed, text.hasPrefix(printed) else { return text }
        return String(text.dropFirst(printed.count)).tidied
    }
}

extension SheetReading.Place {
    fileprivate init(_ mark: SheetMark) {
        self =
            switch mark {
            case .sheet, .actions: .loose
            case .people: .people
            case .nextAgenda: .nextAgenda
            case .nextMeeting: .nextMeeting
            case .action(let number): .action(number)
            case .item(let code): .item(code)
            }
    }
}
