package import GRDB
package import Ledger

package enum GroupReading: Reading {
    package static let name = "groups"
    package static let version = 1
    package static let isMembership = true

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE "group" (
                    id TEXT PRIMARY KEY, name TEXT NOT NULL, purpose TEXT, ended INTEGER NOT NULL DEFAULT 0
                ) STRICT;
                CREATE TABLE groupMember (
                    "group" TEXT NOT NULL, member TEXT NOT NULL, office TEXT NOT NULL, PRIMARY KEY ("group", member)
                ) STRICT;
                CREATE INDEX groupMemberByMember ON groupMember (member);
                """
        )
        try db.execute(sql: Correspondent.table)
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as GroupFormed:
            try db.executeCached(
                sql: #"INSERT INTO "group" (id, name, purpose) VALUES (?, ?, ?)"#,
                arguments: [event.group, event.name, event.purpose]
            )
        case let event as GroupRenamed:
            try db.executeCached(
                sql: #"UPDATE "group" SET name = ?, purpose = ? WHERE id = ?"#,
                arguments: [event.name, event.purpose, event.group]
            )
        case let event as GroupJoined:
            try db.executeCached(
                sql: "INSERT OR REPLACE INTO groupMember VALUES (?, ?, ?)",
                arguments: [event.group, event.member, event.office.rawValue]
            )
        case let event as GroupLeft:
            try db.executeCached(
                sql: #"DELETE FROM groupMember WHERE "group" = ? AND member = ?"#,
                arguments: [event.group, event.member]
            )
        case let event as GroupEnded:
            try db.executeCached(sql: #"UPDATE "group" SET ended = 1 WHERE id = ?"#, arguments: [event.group])
        case let event as MemberLeft:
            try db.executeCached(sql: "DELETE FROM groupMember WHERE member = ?", arguments: [event.member])
        default: try Correspondent.apply(event, in: db)
        }
    }
}

package struct GroupRow: Hashable, Sendable {
    package let id: ID<Group>
    package let name: String
    package let purpose: String?
    package let hasEnded: Bool
    package let members: Int
}

extension GroupRow {
    static func all(_ db: Database) throws -> [GroupRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT *, (SELECT count(*) FROM groupMember WHERE groupMember."group" = "group".id) AS members
                FROM "group" ORDER BY ended, rowid
                """
        ).map {
            GroupRow(
                id: $0["id"],
                name: $0["name"],
                purpose: $0["purpose"],
                hasEnded: $0["ended"],
                members: $0["members"]
            )
        }
    }
}

extension Readings {
    package func groups() async throws -> [GroupRow] {
        try await membership().groups
    }

    package func group(_ id: ID<Group>) async throws -> GroupRow? {
        try await groups().first { $0.id == id }
    }

    /// Who is in a group, with their office.
    package func offices(in group: ID<Group>) async throws -> [ID<Member>: Group.Office] {
        try await membership().offices[group] ?? [:]
    }

    /// The groups someone is in, with their office there: what lists are filtered by.
    package func offices(of member: ID<Member>) async throws -> [ID<Group>: Group.Office] {
        try await membership().offices.compactMapValues { $0[member] }
    }

    /// How an actor stands to what a group does.
    package func relations(of actor: Actor, to group: ID<Group>) async throws -> Set<Relation> {
        try await membership().relations(of: actor, to: group)
    }
}
