import GRDB
import Ledger
import Vault

/// Who is meant by those who owe something, as things are now.
extension MailCause {
    /// Who owes a duty, or, where none is named, holds the matter and owes something on it: those with an account, and
    /// whoever holds it alone and gets a link.
    static func owing(_ matter: ID<Matter>, duty: ID<Duty>?, in db: Database) throws -> [ID<Member>] {
        let duties = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, \(PartyColumns.shown(of: "duty")) FROM duty WHERE matter = ?1 AND standing = 'open'
                    AND ((?2 IS NULL AND task IN ('acknowledge', 'finish')) OR id = ?2)
                    """
            ),
            arguments: [matter, duty]
        )
        let people = try duties.flatMap { row in
            var columns = Columns(row)
            let id: ID<Duty> = columns.take()
            return try Party(&columns).map { try members(of: $0, owing: id, in: db) } ?? []
        }
        return Set(people).sorted()
    }

    static func members(of party: Party, owing duty: ID<Duty>, in db: Database) throws -> [ID<Member>] {
        switch party {
        case .member(let id): return try joined("id = ?", [id], in: db) + guests("id = ?", [id], in: db)
        case .organisation(let id): return try joined("organisation = ?", [id], in: db)
        case .lead(let id): return try joined(MemberReading.isLead("member", of: "?1"), [id], in: db)
        case .post(let title, let id):
            let holders = try joined("organisation = ? AND post = ? COLLATE post", [id, title], in: db)
            return holders.isEmpty ? try joined("organisation = ?", [id], in: db) : holders
        case .all:
            return try joined("id IN (SELECT member FROM part WHERE duty = ? AND metAt IS NULL)", [duty], in: db)
        case .officers(let group):
            let officers = try joined(
                #"id IN (SELECT member FROM groupMember WHERE "group" = ? AND office <> 'member')"#,
                [group],
                in: db
            )
            return officers.isEmpty ? try coordinators(in: db) : officers
        case .coordinators: return try coordinators(in: db)
        case .everyone:
            return try joined(
                "EXISTS (SELECT 1 FROM duty WHERE duty.id = ? AND \(MatterAuthority.isAsked("member.id")))",
                [duty],
                in: db
            )
        case .unmatched: return []
        }
    }

    static func coordinators(in db: Database) throws -> [ID<Member>] {
        try joined("' ' || roles || ' ' LIKE '% coordinator %'", [], in: db)
    }

    /// Who has no account, and gets a link.
    private static func guests(
        _ condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [ID<Member>] {
        try members("standing IN ('registered', 'invited') AND email IS NOT NULL AND \(condition)", arguments, in: db)
    }

    static func joined(
        _ condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [ID<Member>] {
        try members("standing = 'joined' AND \(condition)", arguments, in: db)
    }

    private static func members(
        _ condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [ID<Member>] {
        try ID<Member>.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM member WHERE \(condition)"),
            arguments: arguments
        )
    }
}
