import Almanac
import Ledger
import Safeguarding

/// Notes as the text of a message: one's own actions first, then what was decided, the next meeting, where to read on,
/// and the notes themselves. It is given a sheet that was narrowed to what its reader may receive.
struct NotesText {
    let sheet: MeetingSheet
    let marking: Marking
    /// The actions of the meeting that the reader may receive.
    let actions: ActionLines
    let next: MeetingRow?
    /// Where the whole of it is read.
    let link: String
    /// What links to single actions begin with.
    let origin: String
    /// What links of the reader's own open: they need not sign in.
    let own: [ID<Matter>: String]
    /// Whether the reader is somebody who may hold actions.
    let hasActions: Bool

    /// - Parameters:
    ///   - mine: The actions of whoever it goes to.
    ///   - hidden: Theirs that are for named people only: a link, and not a word of them.
    func text(mine: [MatterRow], hidden: [MatterRow]) -> String {
        var lines = [
            sheet.meeting.groupName, "Notes of \(sheet.heading). \(sheet.meeting.status.title).",
            "For: \(marking.title.lowercased()).", "",
        ]
        lines += own(mine, hidden) + decided + following
        lines += ["Read the notes, their papers and what comes of each action:", link, ""]
        lines += attendance + notes + papers
        if let checkpoint = sheet.meeting.checkpoint {
            lines += ["", "The ledger's signed checkpoint:", "", checkpoint]
        }
        return lines.joined(separator: "\n")
    }

    private func own(_ mine: [MatterRow], _ hidden: [MatterRow]) -> [String] {
        guard hasActions else { return [] }
        guard !mine.isEmpty || !hidden.isEmpty else { return ["You have no action from this meeting.", ""] }
        let lines =
            mine.flatMap { row in
                ["- \(actions.text(row)) (\(actions.meta(row)))"] + (own[row.id].map { ["  Answer here: \($0)"] } ?? [])
            } + hidden.map { "- One that is for named people only: \(own[$0.id] ?? "\(origin)/m/\($0.number)")" }
        let warning = own.isEmpty ? [] : [OwnLinks.warning]
        return ["Your actions", ""] + lines + [""] + warning.flatMap { [$0, ""] }
    }

    private var decided: [String] {
        let decisions = sheet.view.items.flatMap(\.decisions) + sheet.view.decisions
        guard !decisions.isEmpty else { return [] }
        return ["Agreed at this meeting", ""] + decisions.map { "- \(sheet.text($0.text))" } + [""]
    }

    private var following: [String] {
        guard let next else { return [] }
        let hours = next.sitting.from.map { Words.times($0, to: next.sitting.to) }
        let place = [hours, next.sitting.place].compactMap(\.self).joined(separator: ", ")
        return ["Next meeting: \(Words.fullDay(next.sitting.day))\(place.isEmpty ? "" : ", \(place)").", ""]
    }

    private var attendance: [String] {
        guard sheet.meeting.attendanceKnown, !sheet.view.attendance.isEmpty else { return [] }
        func names(_ rows: [AttendanceRow]) -> String {
            rows.map { "\(sheet.name($0)) (\(sheet.organisation($0)))" }.joined(separator: ", ")
        }
        let there = sheet.view.attendance.filter(\.presence.isThere)
        let apologies = sheet.view.attendance.filter { $0.presence == .apologies }
        return ["Present: \(names(there))"] + (apologies.isEmpty ? [] : ["Apologies: \(names(apologies))"])
    }

    private var notes: [String] {
        var lines = sheet.view.items.flatMap(notes)
        lines += agreed(sheet.view.decisions)
        lines += self.lines(actions.rows.filter { $0.item == nil })
        return lines
    }

    private func notes(_ part: MeetingView.ItemPart) -> [String] {
        var lines = ["", "\(part.item.number ?? ""). \(sheet.title(part.item))"]
        if part.item.marking != .members { lines.append("(\(part.item.marking.title))") }
        if let notes = part.notes { lines.append(sheet.text(notes.text)) }
        lines += agreed(part.decisions)
        lines += self.lines(actions.rows.filter { $0.item == part.item.id })
        return lines
    }

    private func agreed(_ decisions: [DecisionRow]) -> [String] {
        decisions.map { "Agreed: \(sheet.text($0.text))" }
    }

    private func lines(_ rows: [MatterRow]) -> [String] {
        rows.map { "Action: \(actions.text($0)) (\(actions.meta($0)))" }
    }

    private var papers: [String] {
        let papers = sheet.papers
        guard !papers.isEmpty else { return [] }
        return ["", "Papers", ""]
            + papers.map { "- \(sheet.text($0.title)) (\($0.marking.title), \(Words.size($0.bytes)))" }
    }
}

extension MeetingSheet {
    /// All papers, in the order of the items they are for.
    var papers: [PaperRow] { view.items.flatMap(\.papers) + view.papers }
}
