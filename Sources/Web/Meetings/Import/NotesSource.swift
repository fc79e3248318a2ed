import HTML
import Notes

/// The lines of the notes, each once, beside what they became.
struct NotesSource {
    enum Part: Hashable {
        case meeting, people, next, annex
        case item(Int?)
    }

    private let plan: NotesPlan
    private var parts: [Part: [NotesReading.SourceLine]] = [:]
    /// The lines for which the page asks where they go: a form holds a limited number of fields.
    private let asked: Set<Int>
    /// More lines than this are folded away.
    private static let unfolded = 40

    init(_ plan: NotesPlan) {
        self.plan = plan
        asked = Set(plan.reading.unplaced.prefix(Self.mostAsked(plan.reading)).map(\.number))
        let lines = plan.reading.lines.filter { $0.roles != [.blank] }
        var places: [Part?] = lines.map { Self.part($0.roles, plan.reading) }
        // A heading belongs to what it introduces, and what has no place to what stands before it.
        for index in places.indices.reversed() where lines[index].roles == [.heading] {
            places[index] = index + 1 < places.count ? places[index + 1] : nil
        }
        var last = Part.meeting
        for (line, place) in zip(lines, places) {
            last = place ?? last
            parts[last, default: []].append(line)
        }
    }

    /// Each line that is asked about offers every item.
    static func mostAsked(_ reading: NotesReading) -> Int {
        min(600, max(50, 20_000 / max(1, reading.items.count)))
    }

    func has(_ part: Part) -> Bool { parts[part] != nil }

    private static func part(_ roles: [NotesReading.LineRole], _ reading: NotesReading) -> Part? {
        switch roles.first {
        case .group, .date: .meeting
        case .attendance, .apology, .absence: .people
        case .item(let index): .item(index)
        case .note(let item): .item(item)
        case .decision(let index): .item(reading.decisions[index].item)
        case .action(let index): .item(reading.actions[index].item)
        case .nextAgenda, .nextMeeting: .next
        case .annex: .annex
        case .blank, .heading, .unplaced, nil: nil
        }
    }

    /// The lines of a part, folded where they are many.
    func lines(of part: Part) -> Markup {
        let lines = parts[part] ?? []
        guard !lines.isEmpty else { return div(.class("source")) {} }
        return div(.class("source")) {
            details(.open(lines.count <= Self.unfolded && part != .annex)) {
                summary { "In the notes: \(Words.count(lines.count, "line"))" }
                ol { for line in lines { row(line) } }
            }
        }
    }

    private func row(_ line: NotesReading.SourceLine) -> Markup {
        li {
            span(.class("no")) { "\(line.number)" }
            div {
                line.text
                span(.class("meta")) { " \(Words.list(line.roles.map(became)))" }
                if asked.contains(line.number) { place(line) }
            }
        }
    }

    /// Where a line shall go that no place was found for.
    private func place(_ line: NotesReading.SourceLine) -> Markup {
        let chosen = plan.choices.corrections?.lines[line.number]
        return select(
            .class("form-control"),
            .name("line-\(line.number)"),
            .aria("label", "What line \(line.number) is")
        ) {
            option(.value(""), .selected(chosen == nil)) { "Keep it below the notes" }
            for (index, item) in plan.reading.items.enumerated() {
                option(.value("\(index)"), .selected(chosen == index)) {
                    "Keep it as notes of item \(item.number ?? "\(index + 1)")"
                }
            }
        }
    }

    private func became(_ role: NotesReading.LineRole) -> String {
        let number = { (item: Int) in plan.reading.items[item].number ?? "\(item + 1)" }
        return switch role {
        case .blank: "blank"
        case .heading: "a heading"
        case .group: "the group"
        case .date: "the date"
        case .annex: "an annex"
        case .unplaced: "no place was found"
        case .attendance(let index): "attended: \(plan.reading.attended[index].name)"
        case .apology(let index): "apologies: \(plan.reading.apologies[index].name)"
        case .absence: "absence"
        case .item(let index): "item \(number(index))"
        case .note(let item): item.map { "notes of item \(number($0))" } ?? "notes"
        case .decision: "a decision"
        case .action(let index): "action \(index + 1)"
        case .nextAgenda: "the next agenda"
        case .nextMeeting: "a next meeting"
        }
    }
}
