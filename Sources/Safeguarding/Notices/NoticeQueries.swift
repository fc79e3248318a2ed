package import Almanac
import GRDB
package import Ledger
package import Procedures

/// A notice as its reader sees it.
package struct NoticeRow: Hashable, Sendable {
    /// What it is about, by what whoever may know of it sees in any list.
    package enum About: Hashable, Sendable {
        /// - Parameter title: Of its procedure; nil for an action.
        case matter(number: Int, title: String?)
        case meeting(ID<Meeting>, group: String, day: Day)
        case tray
        case cover
    }

    package let position: Int
    package let kind: Notice.Kind
    package let about: About
    /// What was asked, where something was.
    package let task: Procedure.Task?
    package let at: Instant
    package let isSeen: Bool
}

/// The notices of one member, as the authority that they have now lets them see them.
private struct NoticeSelection {
    let authority: MatterAuthority
    let meetings: MeetingAuthority
    var family: Notice.Family?
    var isUnseenOnly = false

    init(_ actor: Actor, in db: Database) throws {
        (authority, meetings) = (MatterAuthority(actor), try MeetingAuthority(actor, in: db))
    }

    var from: String {
        """
        FROM notice \(isUnseenOnly ? "INDEXED BY noticeUnseen" : "")
        LEFT JOIN matter ON matter.id = notice.matter
        LEFT JOIN meeting ON meeting.id = notice.meeting
        WHERE notice.member = :member \(isUnseenOnly ? "AND notice.isSeen = 0" : "")
        AND \(family == nil ? "1" : "notice.family = :family")
        AND (notice.matter IS NULL OR (matter.id IS NOT NULL AND matter.ending IS NOT 'taken-out'
            AND \(authority.allows(.seeMatter))))
        AND (notice.meeting IS NULL OR meeting."group" IN \(meetings.visible))
        """
    }

    var arguments: [String: DatabaseValue] {
        authority.arguments.merging(["family": (family?.rawValue).databaseValue]) { $1 }
    }
}

extension Readings {
    /// What is told to an actor, newest first. What they may not know of any more is not in it.
    package func notices(
        _ family: Notice.Family? = nil,
        isUnseenOnly: Bool = false,
        for actor: Actor,
        limit: Int,
        offset: Int = 0
    ) async throws -> Found<NoticeRow> {
        try await read { db in
            var selection = try NoticeSelection(actor, in: db)
            (selection.family, selection.isUnseenOnly) = (family, isUnseenOnly)
            let page = ["limit": limit.databaseValue, "offset": offset.databaseValue]
            let rows = try Row.fetchAll(
                db,
                sql: """
                    WITH page AS MATERIALIZED (
                        SELECT notice.position, count(*) OVER () AS total \(selection.from)
                        ORDER BY notice.position DESC LIMIT :limit OFFSET :offset
                    )
                    SELECT page.total, notice.position, notice.kind, matter.number, procedure.title, meeting.id,
                        "group".name, meeting.day, duty.task, notice.at, notice.isSeen
                    FROM page CROSS JOIN notice ON notice.member = :member AND notice.position = page.position
                    LEFT JOIN matter ON matter.id = notice.matter
                    LEFT JOIN procedure ON procedure.id = matter.procedure
                        AND procedure.authority = iif(matter.local IS NULL, '', matter.place)
                        AND procedure.version = coalesce(matter.local, matter.procedureVersion)
                        AND matter.text IS NULL
                    LEFT JOIN meeting ON meeting.id = notice.meeting
                    LEFT JOIN "group" ON "group".id = meeting."group"
                    LEFT JOIN duty ON duty.id = notice.duty
                    ORDER BY notice.position DESC
                    """,
                arguments: StatementArguments(selection.arguments.merging(page) { $1 })
            )
            return Found(rows.compactMap { NoticeRow($0) }, total: rows.first?[0] ?? 0)
        }
    }

    /// How many an actor has not seen, and no more than a number that means "many".
    package func unseenNotices(for actor: Actor, atMost most: Int = 100) async throws -> Int {
        try await read { db in
            var selection = try NoticeSelection(actor, in: db)
            selection.isUnseenOnly = true
            let arguments = selection.arguments.merging(["most": most.databaseValue]) { $1 }
            return try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM (SELECT 1 \(selection.from) LIMIT :most)"),
                arguments: StatementArguments(arguments)
            ) ?? 0
        }
    }

    /// The position of the newest notice about one thing that a member has not seen; nil where they have seen all.
    package func newestUnseen(_ about: Notice.About, of member: ID<Member>) async throws -> Int? {
        try await read { db in
            try Int.fetchOne(
                db.cachedStatement(
                    sql: "SELECT max(position) FROM notice WHERE member = ? AND about = ? AND isSeen = 0"
                ),
                arguments: [member, about]
            )
        }
    }
}

extension NoticeRow {
    fileprivate init?(_ row: Row) {
        var columns = Columns(row)
        _ = columns.take() as Int
        position = columns.take()
        guard let kind = Notice.Kind(rawValue: columns.take()) else { return nil }
        self.kind = kind
        let (number, title): (Int?, String?) = (columns.take(), columns.take())
        let (meeting, group, day): (ID<Meeting>?, String?, Day?) = (columns.take(), columns.take(), columns.take())
        if let number {
            about = .matter(number: number, title: title)
        } else if let meeting, let group, let day {
            about = .meeting(meeting, group: group, day: day)
        } else {
            about = kind.family == .cover ? .cover : .tray
        }
        task = (columns.take() as String?).flatMap(Procedure.Task.init)
        at = columns.take()
        isSeen = columns.take()
    }
}
