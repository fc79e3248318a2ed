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
    var arguments = StatementArguments()

    func fetch(_ db: Database, limit: Int = -1, offset: Int = 0) throws -> Found<MatterRow> {
        let rows = try Row.fetchAll(
            db,
            sql: sql + " LIMIT \(limit) OFFSET \(offset)",
            arguments: arguments,
            adapter: SuffixRowAdapter(fromIndex: Self.holder.count + DutyRow.columns.count).addingScopes([
                "holder": RangeRowAdapter(0..<Self.holder.count),
                "next": RangeRowAdapter(Self.holder.count..<Self.holder.count + DutyRow.columns.count),
            ])
        )
        return Found(rows.compactMap(MatterRow.init), total: rows.first?["total"] ?? 0)
    }

    private static let holder = ["kind", "member", "organisation", "post", "group", "name"]

    private var sql: String {
        let columns = Self.holder.map { #"holder."\#($0)""# } + DutyRow.columns.map { #"next."\#($0)""# }
        return """
            WITH \(authority.seen(action)), next AS (
                SELECT * FROM (
                    SELECT openDuty.*, row_number() OVER (
                        PARTITION BY matter ORDER BY deadline IS NULL, deadline, number) AS turn
                    FROM openDuty WHERE \(duty)
                ) WHERE turn = 1
            )
            SELECT \(columns.joined(separator: ", ")), seen.*, "group".name AS groupName, meeting.day AS meetingDay,
                (SELECT count(*) FROM holder AS each WHERE each.matter = seen.id) AS holders, count(*) OVER () AS total,
                \(authority.owes("next")) AS isOwed,
                EXISTS (SELECT 1 FROM offer WHERE offer.matter = seen.id AND \(authority.isOffered)) AS isOffered
            FROM seen JOIN holder ON holder.matter = seen.id AND holder.place = 0
            LEFT JOIN next ON next.matter = seen.id
            LEFT JOIN "group" ON "group".id = seen."group"
            LEFT JOIN meeting ON meeting.id = seen.meeting
            WHERE \((["1"] + conditions).joined(separator: " AND "))
            ORDER BY \(order)
            """
    }
}
