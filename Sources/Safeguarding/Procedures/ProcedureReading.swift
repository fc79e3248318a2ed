package import Almanac
package import GRDB
package import Ledger
package import Procedures

/// Every version of every procedure that was published.
package enum ProcedureReading: Reading {
    package static let name = "procedures"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE procedure (
                    id TEXT NOT NULL, version INTEGER NOT NULL, title TEXT NOT NULL, about TEXT NOT NULL,
                    isPersonal INTEGER NOT NULL, isCurrent INTEGER NOT NULL,
                    publishedAt INTEGER NOT NULL, publishedBy TEXT, reason TEXT NOT NULL,
                    text TEXT NOT NULL, lists TEXT NOT NULL,
                    withdrawnAt INTEGER, withdrawnBy TEXT, withdrawnReason TEXT,
                    PRIMARY KEY (id, version)
                ) STRICT
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as ProcedurePublished: try publish(event, fact, in: db)
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
        let definition = ProcedureVersion.published(text: event.text, lists: event.lists)?.definition
        try db.executeCached(
            sql: "UPDATE procedure SET isCurrent = 0 WHERE id = ? AND isCurrent",
            arguments: [event.procedure]
        )
        // What cannot be read is taken to be about people.
        try db.executeCached(
            sql: "INSERT OR REPLACE INTO procedure VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
            arguments: [
                event.procedure, event.version, definition?.title ?? event.procedure,
                (definition?.about ?? .people).rawValue, definition?.isPersonal ?? true, fact.at, event.by,
                event.reason,
                event.text, String(decoding: try Coding.encode(event.lists), as: UTF8.self),
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
    package let version: Int
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

    /// Nil where this Safeloop cannot read it.
    package var procedure: ProcedureVersion? { ProcedureVersion.published(text: text, lists: lists) }
}

extension ProcedureRow {
    fileprivate init(_ row: Row) throws {
        id = row["id"]
        version = row["version"]
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
                    AND procedure.version = matter.procedureVersion WHERE matter.id = ?
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
                withdrawnAt IS NOT NULL AND version = (SELECT max(version) FROM procedure AS other WHERE other.id = procedure.id)
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

    /// The version in use, where there is one and this Safeloop can read it.
    package func procedure(_ id: String) async throws -> (row: ProcedureRow, version: ProcedureVersion)? {
        try await procedures(where: "id = ? AND isCurrent", [id]).first.flatMap { row in
            row.procedure.map { (row, $0) }
        }
    }

    private func procedures(where condition: String, _ arguments: StatementArguments) async throws -> [ProcedureRow] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM procedure WHERE \(condition)", arguments: arguments)
                .map(ProcedureRow.init)
        }
    }
}
