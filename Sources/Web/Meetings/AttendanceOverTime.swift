import Almanac
import Channels
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Who comes, by organisation, and which authorities have not been heard for two meetings.
enum AttendanceOverTime {
    static func page(_ visit: Visit) async throws -> Response {
        let (group, table) = try await found(visit, last: 6)
        return try await visit.page(
            Page(
                title: "Attendance over time",
                current: "/meetings",
                eyebrow: a(.href("/meetings")) { group.name },
                heading: "Attendance over time",
                lead: lead(table),
                underLead: acts { linkButton("All meetings as CSV", "/meetings/attendance/\(group.id)/csv") }
            ) {
                if !table.silent.isEmpty {
                    sec("silent", "Not heard for two meetings", meta: "Neither there nor sent apologies") {
                        ul(.class("cols cols-names")) { for line in table.silent { li { line.name } } }
                    }
                }
                sec("table", "By organisation") {
                    dataTable(
                        "Attendance by organisation, oldest meeting first",
                        [Column("Organisation")] + table.meetings.map { Column(visit.words.shortDay($0.sitting.day)) },
                        rows: table.heard.map { line in
                            [Markup { line.name }] + line.cells.map { cell in Markup { cell?.short ?? "\u{2013}" } }
                        },
                        empty: "No attendance has been recorded yet.",
                        isDense: true
                    )
                    if !table.unheard.isEmpty, !table.heard.isEmpty {
                        p { "Not heard at any of these: \(Words.list(table.unheard.map(\.name)))." }
                    }
                    if table.unrecorded > 0 {
                        p(.class("meta")) {
                            "\(Words.capitalised(Words.spelled(table.unrecorded))) "
                                + (table.unrecorded == 1 ? "meeting has" : "meetings have")
                                + " no attendance written down. They count nobody absent."
                        }
                    }
                }
            }
        )
    }

    static func file(_ visit: Visit) async throws -> Response {
        let (group, table) = try await found(visit, last: 1000)
        let bytes = CSVWriter.bytes(
            headings: ["Organisation", "Kind"] + table.meetings.map(\.sitting.day.iso) + ["Not heard for two meetings"],
            rows: table.lines.map { line in
                [line.name, line.kind.title] + line.cells.map { $0?.title ?? "" } + [line.isSilent ? "yes" : ""]
            }
        )
        return .file(bytes, type: "text/csv; charset=utf-8", name: "attendance-\(group.id).csv")
    }

    private static func found(_ visit: Visit, last: Int) async throws -> (GroupRow, AttendanceTable) {
        let group = try await visit.group()
        let actor = try visit.actor
        try visit.check(.seeMeetings, try await visit.readings.relations(of: actor, to: group.id))
        return (group, try await visit.readings.attendance(of: group.id, last: last, until: visit.today, as: actor))
    }

    private static func lead(_ table: AttendanceTable) -> String {
        switch table.meetings.count {
        case 0: "No attendance has been recorded yet."
        case 1: "One meeting. From the second on, this says who was not heard."
        default: "The last \(Words.spelled(table.meetings.count)) meetings."
        }
    }
}

extension AttendanceTable {
    fileprivate var heard: [Line] { lines.filter { $0.cells.contains { $0 != nil } } }
    fileprivate var unheard: [Line] { lines.filter { $0.cells.allSatisfy { $0 == nil } } }
}

extension AttendanceRecorded.Presence {
    fileprivate var short: String {
        switch self {
        case .present: "Present"
        case .remotely: "Remote"
        case .apologies: "Apologies"
        case .absent: "Absent"
        }
    }
}
