package import Almanac
import GRDB
package import Ledger
package import Vault

/// A paper that was withdrawn: that it was there, who withdrew it and when. It cannot be opened any more.
package struct WithdrawnPaper: Hashable, Sendable {
    package let id: ID<Paper>
    package let item: ID<Item>?
    package let title: Sealed<String>
    package let marking: Marking
    package let version: Int
    /// Whether a newer version took its place.
    package let wasReplaced: Bool
    /// As in the ledger: `member/…`
    package let actor: String
    package let at: Instant

    init(_ row: Row) {
        id = row["id"]
        item = row["item"]
        title = row["title"]
        marking = Marking(rawValue: row["marking"]) ?? .named
        version = row["version"]
        wasReplaced = row["replaced"]
        actor = row["by"]
        at = row["at"]
    }

    /// Those that the actor could have had, in the order they were withdrawn.
    ///
    /// - Parameter open: The items that the actor may see.
    static func fetch(
        of meeting: ID<Meeting>,
        _ authority: MeetingAuthority,
        _ open: Set<ID<Item>>,
        in db: Database
    ) throws -> [WithdrawnPaper] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM withdrawnPaper AS paper WHERE meeting = ? AND \(authority.opensPaper) ORDER BY at, rowid
                """,
            arguments: [meeting]
        ).map(WithdrawnPaper.init).filter { $0.item.map(open.contains) ?? true }
    }
}
