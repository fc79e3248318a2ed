import Almanac
import Ledger
import Safeguarding

/// The notes of a meeting as far as they may leave to one person.
struct CirculatedNotes {
    let sheet: MeetingSheet
    let actions: ActionLines
    /// The person's own.
    let mine: [MatterRow]
    /// The person's own that are for named people only.
    let hidden: [MatterRow]
    let next: MeetingRow?
    private let reader: Addressee
    private let receives: Marking

    /// The narrowest marking of what is in it; what the reader may receive, where there is nothing.
    var marking: Marking {
        (sheet.view.items.map(\.item.marking) + sheet.papers.map(\.marking)).min() ?? max(receives, .members)
    }

    /// - Parameters:
    ///   - actor: Who writes: nothing that this actor may not see is in it.
    ///   - receives: The narrowest marking that the reader may receive.
    init(
        _ site: Site,
        _ meeting: ID<Meeting>,
        for reader: Addressee,
        receives: Marking,
        as actor: Actor
    ) async throws {
        (self.reader, self.receives) = (reader, receives)
        sheet = try await site.meetingSheet(meeting, as: actor, receives: receives)
        let shown = Set(sheet.view.items.map(\.item.id))
        // What was said about no item is for members.
        func mayHave(_ row: MatterRow) -> Bool { row.item.map(shown.contains) ?? (receives <= .members) }
        let rows = try await site.readings.matters(MatterFilter(meeting: meeting), as: actor).rows
        var own: [MatterRow] = []
        if let member = reader.member {
            own = try await site.readings.matters(MatterFilter(meeting: meeting, holder: member), as: actor).rows
                .filter { $0.ending == nil }
        }
        actions = try await ActionLines(site, as: actor, rows.filter(mayHave))
        mine = own.filter(mayHave)
        hidden = own.filter { !mayHave($0) }
        next = try await site.readings.nextMeeting(
            of: sheet.ref.group,
            from: sheet.meeting.sitting.day.adding(days: 1),
            as: actor
        )
    }

    /// "Priya Raman (Merton), …": those of the attendance of whom something holds.
    func names(where holds: (AttendanceRow) -> Bool) -> String {
        sheet.view.attendance.filter(holds).map { "\(sheet.name($0)) (\(sheet.organisation($0)))" }
            .joined(separator: ", ")
    }

    /// - Parameter own: The links of whoever it goes to, to actions of theirs.
    func text(link: String, own: [ID<Matter>: String], origin: String) -> String {
        NotesText(
            sheet: sheet,
            marking: marking,
            actions: actions,
            next: next,
            link: link,
            origin: origin,
            own: own,
            hasActions: reader.member != nil
        ).text(
            mine: mine,
            hidden: hidden
        )
    }
}
