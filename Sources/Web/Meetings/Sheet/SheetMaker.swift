import Almanac
import Ledger
import Notes
import Safeguarding

extension MeetingSheet {
    /// The sheet to take this meeting's notes on. What is for named people only has its place there and no words.
    func noteSheet(_ visit: Visit) async throws -> NoteSheet {
        let group = Set(try await visit.readings.offices(in: ref.group).keys)
        let arising = try await ActionLines(visit, try await MeetingPage.arising(visit, self))
        let signs = view.attendance.reduce(into: [ID<Member>: NoteSheet.Sign]()) { signs, row in
            if let member = row.attendee.member { signs[member] = row.presence.sign }
        }
        return NoteSheet(
            meeting: "\(meeting.id)",
            title: [meeting.groupName, heading, whenAndWhere].filter { !$0.isEmpty }.joined(separator: ", "),
            marking: paperMarking.title.lowercased(),
            people: directory.present.filter { group.contains($0.id) }.map {
                .init($0.nameAndOrganisation, signs[$0.id])
            },
            actions: arising.rows.map { .init(number: $0.number, text: "\(arising.text($0)) (\(arising.meta($0)))") },
            items: view.items.map { part in
                .init(code: part.item.sheetCode, number: part.item.number ?? "", title: paperTitle(part.item))
            }
        )
    }
}

extension ItemRow {
    /// What stands for it on a note sheet.
    var sheetCode: String { String("\(id)".lowercased().prefix(8)) }
}

extension AttendanceRecorded.Presence {
    var sign: NoteSheet.Sign {
        switch self {
        case .present: .present
        case .remotely: .remotely
        case .apologies: .apologies
        case .absent: .absent
        }
    }

    init(_ sign: NoteSheet.Sign) {
        self =
            switch sign {
            case .present: .present
            case .remotely: .remotely
            case .apologies: .apologies
            case .absent: .absent
            }
    }
}
