import GRDB
import Ledger

/// A page of a list, with how many there are in all.
package struct Found<Element: Sendable>: Sendable {
    package let rows: [Element]
    package let total: Int

    package init(_ rows: [Element], total: Int) {
        self.rows = rows
        self.total = total
    }
}

/// The one way by which matters are read: those that an actor may see, each with its holder and what is owed next.
struct MatterSelection {
    let authority: MatterAuthority
    var action = Action.seeMatter
    /// SQL on `openDuty` that says which duties count as next. The soonest of them is shown.
    var duty = "1"
    /// SQL on `seen` and `next`.
    var conditions: [String] = []
    var order = "next.deadline IS NULL, next.deadline, seen.number"

    func fetch(_ db: Database, limit: Int = -1, offset: Int = 0) throws -> Found<MatterRow> {
        let rows = try Row.fetchAll(
            db,
            sql: sql(limit: limit, offset: offset),
            adapter: SuffixRowAdapter(fromIndex: Self.holder.count + DutyRow.columns.count).addingScopes([
                "holder": RangeRowAdapter(0..<Self.holder.count),
                "next": RangeRowAdapter(Self.holder.count..<Self.holder.count + DutyRow.columns.count),
            ])
        )
        return Found(rows.compactMap(MatterRow.init), total: rows.first?["total"] ?? 0)
    }

    func count(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "\(tables) SELECT count(*) FROM \(chosen)") ?? 0
    }

    // MARK: SQL

    private static let holder = ["kind", "member", "organisation", "post", "group", "name"]

    private var tables: String {
        """
        WITH \(authority.seen(action)), next AS MATERIALIZED (
            SELECT * FROM (
                SELECT openDuty.*, row_number() OVER (
                    PARTITION BY matter ORDER BY deadline IS NULL, deadline, number) AS turn
                FROM openDuty WHERE \(duty)
            ) WHERE turn = 1
        )
        """
    }

    private var chosen: String {
        "seen LEFT JOIN next ON next.matter = seen.id WHERE \((["1"] + conditions).joined(separator: " AND "))"
    }

    /// Chooses the page first, so that what is shown is looked up for its rows only.
    private func sql(limit: Int, offset: Int) -> String {
        let columns = Self.holder.map { #"holder."\#($0)""# } + DutyRow.columns.map { #"next."\#($0)""# }
        return """
            \(tables), page AS MATERIALIZED (
                SELECT seen.id, row_number() OVER (ORDER BY \(order)) AS line, count(*) OVER () AS total
                FROM \(chosen) ORDER BY line LIMIT \(limit) OFFSET \(offset)
            )
            SELECT \(columns.joined(separator: ", ")), seen.*, "group".name AS groupName, meeting.day AS meetingDay,
                (SELECT count(*) FROM holder AS each WHERE each.matter = seen.id) AS holders, page.total,
                \(authority.owes("next")) AS isOwed, \(authority.opens) AS isOpen,
                EXISTS (SELECT 1 FROM offer WHERE offer.matter = seen.id AND \(authority.isOffered)) AS isOffered
            FROM page JOIN related AS seen ON seen.id = page.id
            JOIN holder ON holder.matter = seen.id AND holder.place = 0
            LEFT JOIN next ON next.matter = seen.id
            LEFT JOIN "group" ON "group".id = seen."group"
            LEFT JOIN meeting ON meeting.id = seen.meeting
            ORDER BY page.line
            """
    }
}
