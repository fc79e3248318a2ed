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
struct MatterSelection: Sendable {
    /// Which duties count as next. The soonest of them is shown.
    enum Next: Sendable {
        case anyones, actors, others
        /// Of the actor's, only to do what was asked.
        case actorsToFinish

        fileprivate var condition: String {
            switch self {
            case .anyones: ""
            case .actors: "AND soonest.rowid IN (SELECT duty FROM mine)"
            case .actorsToFinish: "AND soonest.task = 'finish' AND soonest.rowid IN (SELECT duty FROM mine)"
            case .others: "AND soonest.rowid NOT IN (SELECT duty FROM mine)"
            }
        }
    }

    let authority: MatterAuthority
    var action = Action.seeMatter
    var next = Next.anyones
    /// Whether what was taken back out is found too: by whoever has its address, and in no list.
    var findsTakenOut = false
    /// The id of the only matter that can be found, as SQL.
    var only: String?
    /// Whether the conditions name by an index what can be found, so that nothing else need be looked through.
    var isFew = false
    /// SQL on `matter`, `next`, `mine` and `offered`. What it compares with stands in `arguments`.
    var conditions: [String] = []
    var arguments: [String: DatabaseValue] = [:]
    var order = "next.deadline IS NULL, next.deadline, matter.number"

    func fetch(_ db: Database, limit: Int = -1, offset: Int = 0) throws -> Found<MatterRow> {
        let bound = bound.merging(["limit": limit.databaseValue, "offset": offset.databaseValue]) { $1 }
        let cursor = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: StatementArguments(bound))
        var (rows, total) = ([MatterRow](), 0)
        while let row = try cursor.next() {
            var columns = Columns(row)
            total = columns.take()
            if let matter = MatterRow(&columns, for: authority) { rows.append(matter) }
        }
        return Found(rows, total: total)
    }

    func count(_ db: Database) throws -> Int {
        let sql = "WITH \(authority.turns(on: only)) SELECT count(*) FROM \(chosen)"
        return try Int.fetchOne(db.cachedStatement(sql: sql), arguments: StatementArguments(bound)) ?? 0
    }

    // MARK: SQL

    private var bound: [String: DatabaseValue] {
        authority.arguments.merging(arguments) { $1 }
    }

    private var chosen: String {
        """
        matter LEFT JOIN duty AS next ON next.rowid = (
            SELECT soonest.rowid FROM duty AS soonest
            WHERE soonest.matter = matter.id AND soonest.standing = 'open' \(next.condition)
            ORDER BY soonest.turn, soonest.number LIMIT 1
        ) WHERE \(([authority.allows(action)] + standing + conditions).joined(separator: " AND "))
        """
    }

    private var standing: [String] {
        let related = only == nil && !isFew ? authority.related(for: action) : nil
        return (findsTakenOut ? [] : ["matter.ending IS NOT 'taken-out'"])
            + (related.map { ["matter.id IN (\($0))"] } ?? [])
    }

    /// Chooses the page first, so that what is shown is looked up for its rows only.
    private var sql: String {
        """
        WITH \(authority.turns(on: only)), page AS MATERIALIZED (
            SELECT matter.id AS matter, next.rowid AS duty, count(*) OVER () AS total
            FROM \(chosen) ORDER BY \(order) LIMIT :limit OFFSET :offset
        )
        SELECT page.total, \(MatterRow.columns), \(PartyColumns.shown(of: "holder")), \(authority.flags),
            \(MatterAuthority.isForNamed), coalesce(page.duty IN (SELECT duty FROM mine), 0), matter.id IN (SELECT matter FROM offered),
            EXISTS (SELECT 1 FROM unread WHERE unread.matter = matter.id AND unread.member = :member),
            \(DutyRow.columns(of: "next"))
        FROM page CROSS JOIN matter ON matter.id = page.matter
        JOIN holder ON holder.matter = matter.id AND holder.place = 0
        LEFT JOIN duty AS next ON next.rowid = page.duty
        LEFT JOIN "group" ON "group".id = matter."group"
        LEFT JOIN meeting ON meeting.id = matter.meeting
        LEFT JOIN procedure ON procedure.id = matter.procedure
            AND procedure.authority = iif(matter.local IS NULL, '', matter.place)
            AND procedure.version = coalesce(matter.local, matter.procedureVersion) AND matter.text IS NULL
        ORDER BY \(order)
        """
    }
}
