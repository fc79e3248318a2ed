import Almanac
import Ledger
import Safeguarding

/// Notes as the text of a message: one's own actions first, and nothing that is for named people only.
struct NotesText {
    private let sheet: MeetingSheet
    private let actions: ActionLines
    private let link: String

    init(_ sheet: MeetingSheet, _ actions: ActionLines, link: String) {
        self.sheet = sheet
        self.actions = actions
        self.link = link
    }

    private var items: [MeetingView.ItemPart] {
        sheet.view.items.filter { $0.item.isOpen && $0.item.marking != .named }
    }

    /// The narrowest marking of what is in the message.
    private var marking: Marking { items.map(\.item.marking).min() ?? .members }

    /// - Parameter mine: The actions of whoever it goes to.
    func text(mine: [MatterRow]) -> String {
        var lines = [
            sheet.meeting.groupName, "Notes of \(sheet.heading). \(sheet.meeting.status.title).",
            "For: \(marking.title.lowercased()).", "",
        ]
        lines += own(mine) + attendance + notes
        lines += ["", "The notes, their papers and what comes of each action: \(link)"]
        if let checkpoint = sheet.meeting.checkpoint {
            lines += ["", "The ledger's signed checkpoint:", "", checkpoint]
        }
        return lines.joined(separator: "\n")
    }

    private func own(_ mine: [MatterRow]) -> [String] {
        guard !mine.isEmpty else { return ["You have no action from this meeting.", ""] }
        let shown = Set(items.map(\.item.id))
        return ["Your actions", ""]
            + mine.map { row in
                // What is for named people only is linked, never written here.
                let isForAll = row.item.map(shown.contains) ?? true
                return "- \(isForAll ? actions.text(row) : "An action for named people only") (\(actions.meta(row)))"
            } + [""]
    }

    private var attendance: [String] {
        guard sheet.meeting.attendanceKnown else { return [] }
        func names(_ rows: [AttendanceRow]) -> String {
            rows.map { "\(sheet.name($0)) (\(sheet.organisation($0)))" }.joined(separator: ", ")
        }
        let there = sheet.view.attendance.filter(\.presence.isThere)
        let apologies = sheet.view.attendance.filter { $0.presence == .apologies }
        return ["Present: \(names(there))"] + (apologies.isEmpty ? [] : ["Apologies: \(names(apologies))"])
    }

    private var notes: [String] {
        let shown = Set(items.map(\.item.id))
        let loose = actions.rows.filter { $0.item == nil }
        return items.flatMap { part in
            ["", "\(part.item.number ?? ""). \(sheet.title(part.item))"]
                + (part.notes.map { [sheet.text($0.text)] } ?? [])
                + part.decisions.map { "Agreed: \(sheet.text($0.text))" }
                + lines(actions.rows.filter { $0.item == part.item.id && shown.contains(part.item.id) })
        } + sheet.view.decisions.map { "Agreed: \(sheet.text($0.text))" } + lines(loose)
    }

    private func lines(_ rows: [MatterRow]) -> [String] {
        rows.map { "Action: \(actions.text($0)) (\(actions.meta($0)))" }
    }
}
