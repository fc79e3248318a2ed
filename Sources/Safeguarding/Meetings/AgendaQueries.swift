import GRDB
package import Ledger
package import Vault

/// A paper that an actor may have.
package struct PaperRow: Hashable, Sendable {
    package let id: ID<Paper>
    package let meeting: ID<Meeting>
    package let item: ID<Item>?
    package let title: Sealed<String>
    package let fileName: Sealed<String>
    package let mediaType: String
    package let bytes: Int
    package let marking: Marking
    /// Who may have it, where it is for named people only.
    package let named: [ID<Member>]
    /// Whether it, or the item it is for, is for named people only.
    package let isForNamed: Bool
    /// SHA-256 of each sealed chunk, in order.
    package let chunks: [Hash]
    /// 1 for the first.
    package let version: Int
    package let marked: Remarking?

    package var subject: Subject { Paper.subject(of: item, at: meeting) }

    init(_ row: Row) {
        id = row["id"]
        meeting = row["meeting"]
        item = row["item"]
        title = row["title"]
        fileName = row["fileName"]
        mediaType = row["mediaType"]
        bytes = row["bytes"]
        marking = Marking(rawValue: row["marking"]) ?? .named
        named = (row["named"] as String?).map { $0.split(separator: " ").compactMap { ID($0) } } ?? []
        isForNamed = row["isForNamed"]
        chunks = (row["chunks"] as String).split(separator: " ").compactMap { Hash(hexadecimal: $0) }
        version = row["version"]
        marked = Remarking(row)
    }

    /// - Parameter open: The items the actor may see: the papers of others are not shown.
    static func fetch(
        of meeting: ID<Meeting>,
        _ authority: MeetingAuthority,
        _ open: Set<ID<Item>>,
        in db: Database
    ) throws -> [PaperRow] {
        try Row.fetchAll(
            db,
            sql: select + " WHERE paper.meeting = ? AND \(authority.opensPaper) ORDER BY paper.at, paper.rowid",
            arguments: [meeting]
        ).map(PaperRow.init).filter { $0.item.map(open.contains) ?? true }
    }

    static let select = """
        SELECT paper.*, (SELECT group_concat(member, ' ') FROM paperName WHERE paperName.paper = paper.id) AS named,
            (paper.marking = 'named' OR EXISTS (
                SELECT 1 FROM item WHERE item.id = paper.item AND item.marking = 'named')) AS isForNamed
        FROM paper
        """
}

extension PaperRow {
    /// Being named on a paper, signed in.
    fileprivate func relations(of actor: Actor) -> Set<Relation> {
        if case .member(let person) = actor, named.contains(person.id) { [.named] } else { [] }
    }
}

extension Readings {
    /// How an actor stands to a paper: what the Gate is asked with before it is opened.
    package func relations(of actor: Actor, toPaper paper: PaperRow) async throws -> Set<Relation> {
        let relations = try await relations(of: actor, toMeeting: paper.meeting) ?? []
        guard case .member(let person) = actor else { return relations }
        let isNamedOnItem = try await read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT \(MeetingAuthority.isNamedOnItem("'\(person.id)'")) FROM item WHERE id = ?",
                arguments: [paper.item]
            ) ?? false
        }
        return relations.union(paper.relations(of: actor)).union(isNamedOnItem ? [.named] : [])
    }

    /// One paper, where the actor may have it: by seeing its meeting and item, by being named, or by presenting the item.
    package func paper(_ id: ID<Paper>, as actor: Actor) async throws -> PaperRow? {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard let row = try Row.fetchOne(db, sql: PaperRow.select + " WHERE paper.id = ?", arguments: [id]) else {
                return nil
            }
            let paper = PaperRow(row)
            if paper.marking == .named, Policy.allows(.seeNamedPapers, actor, paper.relations(of: actor)) {
                return paper
            }
            guard try MeetingRow.fetch(paper.meeting, authority, in: db) != nil else {
                if !paper.isForNamed, try authority.isInvited(to: paper.meeting, in: db) { return paper }
                let isTheirs = try paper.item.map { try ItemRow.presented($0, by: actor, authority, in: db) != nil }
                return isTheirs == true && paper.marking != .named ? paper : nil
            }
            let open = try paper.item.map { Set([$0]).intersection(try ItemRow.open($0, authority, in: db)) } ?? []
            return try PaperRow.fetch(of: paper.meeting, authority, open, in: db).first { $0.id == id }
        }
    }

    /// One item wherever it is, for those who see the group's meetings.
    package func item(_ id: ID<Item>, as actor: Actor) async throws -> ItemRow? {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            return try ItemRow.fetch(
                "item.id = ? AND item.\"group\" IN \(authority.visible)",
                [id],
                authority,
                in: db
            ).first
        }
    }

    /// What someone who presents an item sees: the item and the papers for it, and nothing else of the meeting.
    package func presentation(_ id: ID<Item>, as actor: Actor) async throws -> (item: ItemRow, papers: [PaperRow])? {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard let item = try ItemRow.presented(id, by: actor, authority, in: db) else { return nil }
            let papers = try Row.fetchAll(
                db,
                sql: PaperRow.select + " WHERE paper.item = ? ORDER BY paper.at, paper.rowid",
                arguments: [id]
            ).map(PaperRow.init)
            return (item, papers.filter { $0.marking != .named || $0.named.contains { $0 == actor.member } })
        }
    }

    /// What the link of an invitation opens of its meeting to someone of the group, or to whoever comes for them: the
    /// agenda and the papers, but for what is for named people only. Nothing to a presenter from outside.
    package func invitedView(
        of meeting: ID<Meeting>,
        as actor: Actor
    ) async throws -> (items: [ItemRow], papers: [PaperRow]) {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard try authority.isInvited(to: meeting, in: db) else { return ([], []) }
            let items = try Row.fetchAll(
                db,
                sql: ItemRow.select(authority) + " WHERE item.meeting = ? AND \(authority.opensItem) ORDER BY position",
                arguments: [meeting]
            ).map(ItemRow.init)
            let papers = try PaperRow.fetch(of: meeting, authority, Set(items.map(\.id)), in: db)
            return (items, papers.filter { !$0.isForNamed })
        }
    }

    /// Items that wait for a meeting, longest first.
    package func waitingItems(of group: ID<Group>? = nil, as actor: Actor) async throws -> [ItemRow] {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            return try ItemRow.fetch(
                """
                item.place = 'waiting' AND item."group" IN \(authority.visible) AND (?1 IS NULL OR item."group" = ?1)
                """,
                [group],
                authority,
                in: db
            )
        }
    }

    /// Each version of the notes of an item, oldest first.
    package func noteHistory(of item: ID<Item>, at meeting: ID<Meeting>, as actor: Actor) async throws -> [NoteRow] {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard try MeetingRow.fetch(meeting, authority, in: db) != nil,
                try ItemRow.open(item, authority, in: db).contains(item)
            else { return [] }
            return try Row.fetchAll(
                db,
                sql: "SELECT * FROM itemNote WHERE meeting = ? AND item = ? ORDER BY revision",
                arguments: [meeting, item]
            ).map(NoteRow.init)
        }
    }
}

extension ItemRow {
    /// Open items only, longest known first.
    static func fetch(
        _ condition: String,
        _ arguments: StatementArguments,
        _ authority: MeetingAuthority,
        in db: Database
    ) throws -> [ItemRow] {
        try Row.fetchAll(
            db,
            sql: select(authority)
                + " WHERE \(condition) AND \(authority.opensItem) ORDER BY item.proposedAt, item.rowid",
            arguments: arguments
        ).map(ItemRow.init)
    }

    static func open(_ id: ID<Item>, _ authority: MeetingAuthority, in db: Database) throws -> Set<ID<Item>> {
        Set(try fetch("item.id = ?", [id], authority, in: db).map(\.id))
    }

    /// The item, for its presenter, signed in or by a link.
    static func presented(
        _ id: ID<Item>,
        by actor: Actor,
        _ authority: MeetingAuthority,
        in db: Database
    ) throws -> ItemRow? {
        let guest: Actor.Guest? = if case .guest(let guest) = actor { guest } else { nil }
        guard let me = guest?.invitee ?? actor.member else { return nil }
        let item = try Row.fetchOne(
            db,
            sql: """
                SELECT item.*, 1 AS open, NULL AS named,
                    item.marking = 'named' AND EXISTS (
                        SELECT 1 FROM meetingAnswer AS answered WHERE answered.meeting = item.meeting
                        AND answered.member = item.presenter AND answered.answer = 'substitute') AS isForAnother
                FROM item WHERE id = ? AND presenter = ? AND place <> 'dropped'
                """,
            arguments: [id, me]
        )
        guard let guest else { return item.map(ItemRow.init) }
        // A link opens what is at its own meeting, and to a substitute nothing that is for the presenter by name.
        guard let item, guest.invitedTo != nil, guest.invitedTo == item["meeting"], !(item["isForAnother"] as Bool),
            try guest.isExpected(in: db)
        else { return nil }
        return ItemRow(item)
    }
}
