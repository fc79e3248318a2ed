package import Almanac
package import GRDB
package import Ledger
package import Procedures

/// Every version of every procedure that was published, and every text of an authority that changes one: those have its id,
/// a number of their own and the version that they change. The network's have no authority.
package enum ProcedureReading: Reading {
    package static let name = "procedures"
    package static let version = 2

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE procedure (
                    id TEXT NOT NULL, authority TEXT NOT NULL, version INTEGER NOT NULL, base INTEGER, title TEXT NOT NULL, about TEXT NOT NULL,
                    isPersonal INTEGER NOT NULL, isCurrent INTEGER NOT NULL,
                    publishedAt INTEGER NOT NULL, publishedBy TEXT, reason TEXT NOT NULL,
                    text TEXT NOT NULL, lists TEXT NOT NULL,
                    withdrawnAt INTEGER, withdrawnBy TEXT, withdrawnReason TEXT,
                    PRIMARY KEY (id, authority, version)
                ) STRICT
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as ProcedurePublished: try publish(event, fact, in: db)
        case let event as TextAdopted: try add(event.text, event, fact, in: db)
        case let event as PilotBegun: try add(event.text, event, fact, in: db)
        case let event as ProcedureWithdrawn:
            try db.executeCached(
                sql: """
                    UPDATE procedure SET isCurrent = 0, withdrawnAt = ?, withdrawnBy = ?, withdrawnReason = ?
                    WHERE id = ? AND isCurrent
                    """,
                arguments: [fact.at, event.by, event.reason, event.procedure]
            )
        default: break
        }
    }

    private static func publish(_ event: ProcedurePublished, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: "UPDATE procedure SET isCurrent = 0 WHERE id = ? AND isCurrent",
            arguments: [event.procedure]
        )
        let text = LocalText(number: event.version, base: 0, text: event.text, lists: event.lists)
        try insert(text, of: event.procedure, at: nil, by: event.by, event.reason, fact, in: db)
    }

    private static func add(_ text: LocalText, _ event: any AdoptionEvent, _ fact: Fact, in db: Database) throws {
        try insert(text, of: event.procedure, at: event.authority, by: event.by, event.reason, fact, in: db)
    }

    private static func insert(
        _ text: LocalText,
        of procedure: String,
        at authority: ID<Organisation>?,
        by member: ID<Member>?,
        _ reason: String,
        _ fact: Fact,
        in db: Database
    ) throws {
        let definition = text.version?.definition
        // What cannot be read is taken to be about people.
        try db.executeCached(
            sql: """
                INSERT OR REPLACE INTO procedure (id, authority, version, base, title, about, isPersonal, isCurrent,
                    publishedAt, publishedBy, reason, text, lists)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                procedure, authority?.description ?? "", text.number, authority.map { _ in text.base },
                definition?.title ?? procedure, (definition?.about ?? .people).rawValue,
                definition?.isPersonal ?? true, authority == nil, fact.at, member, reason, text.text,
                String(decoding: try Coding.encode(text.lists), as: UTF8.self),
            ]
        )
    }
}

package struct ProcedureRow: Hashable, Sendable {
    package struct Withdrawal: Hashable, Sendable {
        package let at: Instant
        package let by: ID<Member>?
        package let reason: String
    }

    package let id: String
    /// Whose text it is; nil where it is the network's.
    package let authority: ID<Organisation>?
    /// Of the network; of an authority's text its number there.
    package let version: Int
    /// The version of the network that an authority's text changes.
    package let base: Int?
    package let title: String
    package let about: ProcedureDefinition.About
    /// Whether somebody can be known by what is raised under it.
    package let isPersonal: Bool
    /// Whether new matters are raised under it.
    package let isCurrent: Bool
    package let publishedAt: Instant
    package let publishedBy: ID<Member>?
    package let reason: String
    package let text: String
    package let lists: [String: String]
    package let withdrawn: Withdrawal?

    /// The version of the network: that it is, or that it changes.
    package var upstream: Int { base ?? version }
    /// Its number among the texts of its authority; nil where it is the network's.
    package var local: Int? { authority.map { _ in version } }

    /// Nil where this Safeloop cannot read it.
    package var procedure: ProcedureVersion? { ProcedureVersion.published(text: text, lists: lists) }
}

extension ProcedureRow {
    fileprivate init(_ row: Row) throws {
        id = row["id"]
        let authority: String = row["authority"]
        self.authority = ID(authority)
        version = row["version"]
        base = row["base"]
        title = row["title"]
        about = ProcedureDefinition.About(rawValue: row["about"]) ?? .people
        isPersonal = row["isPersonal"]
        isCurrent = row["isCurrent"]
        publishedAt = row["publishedAt"]
        publishedBy = row["publishedBy"]
        reason = row["reason"]
        text = row["text"]
        let lists: String = row["lists"]
        self.lists = try Coding.decode([String: String].self, from: Array(lists.utf8))
        let at: Instant? = row["withdrawnAt"]
        withdrawn = at.map { Withdrawal(at: $0, by: row["withdrawnBy"], reason: row["withdrawnReason"]) }
    }
}

extension ProcedureRow {
    /// What a matter was raised under.
    static func under(_ matter: ID<Matter>, in db: Database) throws -> ProcedureRow? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT procedure.* FROM matter JOIN procedure ON procedure.id = matter.procedure
                    AND procedure.authority = '' AND procedure.version = matter.procedureVersion WHERE matter.id = ?
                """
        )
        return try Row.fetchOne(statement, arguments: [matter]).map(ProcedureRow.init)
    }
}

extension Readings {
    /// Those in use, by title.
    package func procedures() async throws -> [ProcedureRow] {
        try await procedures(where: "isCurrent ORDER BY title COLLATE NOCASE, id", [])
    }

    /// The last version of each that was withdrawn, by title.
    package func withdrawnProcedures() async throws -> [ProcedureRow] {
        try await procedures(
            where: """
                withdrawnAt IS NOT NULL AND version = (SELECT max(version) FROM procedure AS other WHERE other.id = procedure.id
                    AND other.authority = '')
                ORDER BY title COLLATE NOCASE, id
                """,
            []
        )
    }

    /// Every version of one, the newest first.
    package func procedureVersions(of id: String) async throws -> [ProcedureRow] {
        try await procedures(where: "id = ? ORDER BY version DESC", [id])
    }

    package func procedureVersion(_ id: String, _ version: Int) async throws -> ProcedureVersion? {
        try await procedures(where: "id = ? AND version = ?", [id, version]).first?.procedure
    }

    /// Those that an authority made of one, the newest first.
    package func localTexts(of id: String, at authority: ID<Organisation>? = nil) async throws -> [ProcedureRow] {
        try await rows(
            "id = ? AND authority <> '' AND (?2 IS NULL OR authority = ?2) ORDER BY version DESC",
            [id, authority]
        )
    }

    /// Those under which something new can be raised: in use, or withdrawn and kept by an authority. By title.
    package func raisableProcedures() async throws -> [ProcedureRow] {
        try await procedures(
            where: """
                (isCurrent OR version = (SELECT max(version) FROM procedure AS other WHERE other.id = procedure.id
                        AND other.authority = '')
                    AND EXISTS (SELECT 1 FROM adoption WHERE adoption.procedure = procedure.id
                        AND coalesce(pilotNumber, number) IS NOT NULL))
                ORDER BY title COLLATE NOCASE, id
                """,
            []
        )
    }

    /// The version in use, where there is one and this Safeloop can read it.
    package func procedure(_ id: String) async throws -> (row: ProcedureRow, version: ProcedureVersion)? {
        try await procedures(where: "id = ? AND isCurrent", [id]).first.flatMap { row in
            row.procedure.map { (row, $0) }
        }
    }

    /// Of the network's.
    private func procedures(where condition: String, _ arguments: StatementArguments) async throws -> [ProcedureRow] {
        try await rows("authority = '' AND \(condition)", arguments)
    }

    private func rows(_ condition: String, _ arguments: StatementArguments) async throws -> [ProcedureRow] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM procedure WHERE \(condition)", arguments: arguments)
                .map(ProcedureRow.init)
        }
    }
}
