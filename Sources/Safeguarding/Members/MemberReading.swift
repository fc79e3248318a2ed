package import GRDB
package import Ledger
package import Vault

package enum MemberReading: Reading {
    package static let name = "members"
    package static let version = 2
    package static let isMembership = true

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE organisation (
                    id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, code TEXT, frontDoor TEXT,
                    outOfHours TEXT, dates TEXT
                ) STRICT;
                CREATE TABLE organisationName (
                    key TEXT NOT NULL, organisation TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, organisation, name)
                ) STRICT;
                CREATE TABLE member (
                    id TEXT PRIMARY KEY, organisation TEXT NOT NULL, name TEXT NOT NULL, email TEXT, emailKey TEXT,
                    post TEXT, roles TEXT NOT NULL, standing TEXT NOT NULL, invitedAt INTEGER
                ) STRICT;
                CREATE UNIQUE INDEX memberByEmail ON member (emailKey);
                CREATE INDEX memberByOrganisation ON member (organisation);
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as OrganisationRegistered:
            try db.executeCached(
                sql: "INSERT INTO organisation (id, name, kind, code) VALUES (?, ?, ?, ?)",
                arguments: [event.organisation, event.name, event.kind.rawValue, event.code]
            )
            try name(event.organisation, [event.name] + event.aliases, in: db)
        case let event as EmergencyNumbersSet:
            try db.executeCached(
                sql: "UPDATE organisation SET frontDoor = ?, outOfHours = ? WHERE id = ?",
                arguments: [event.numbers.frontDoor, event.numbers.outOfHours, event.organisation]
            )
        case let event as TermDatesSet:
            try db.executeCached(
                sql: "UPDATE organisation SET dates = ? WHERE id = ?",
                arguments: [String(decoding: try Coding.encode(event.dates), as: UTF8.self), event.organisation]
            )
        case let event as OrganisationRenamed:
            try db.executeCached(
                sql: "UPDATE organisation SET name = ? WHERE id = ?",
                arguments: [event.name, event.organisation]
            )
            try db.executeCached(
                sql: "DELETE FROM organisationName WHERE organisation = ?",
                arguments: [event.organisation]
            )
            try name(event.organisation, [event.name] + event.aliases, in: db)
        case let event as MemberRegistered:
            try db.executeCached(
                sql: """
                    INSERT INTO member (id, organisation, name, email, emailKey, post, roles, standing)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 'registered')
                    """,
                arguments: [
                    event.member, event.organisation, event.name, event.email, event.emailKey, event.post,
                    roles(event.roles),
                ]
            )
        case let event as MemberChanged:
            try db.executeCached(
                sql: """
                    UPDATE member SET organisation = ?, name = ?, email = ?, emailKey = ?, post = ?, roles = ? WHERE id = ?
                    """,
                arguments: [
                    event.organisation, event.name, event.email, event.emailKey, event.post, roles(event.roles),
                    event.member,
                ]
            )
        case let event as MemberInvited:
            try db.executeCached(
                sql: """
                    UPDATE member SET invitedAt = ?, standing = iif(standing = 'registered', 'invited', standing)
                    WHERE id = ?
                    """,
                arguments: [fact.at, event.member]
            )
        case let event as MemberJoined:
            try db.executeCached(sql: "UPDATE member SET standing = 'joined' WHERE id = ?", arguments: [event.member])
        case let event as MemberLeft:
            try db.executeCached(
                sql: "UPDATE member SET standing = 'left', emailKey = NULL WHERE id = ?",
                arguments: [event.member]
            )
        default: break
        }
    }

    /// Whether a row of members is the safeguarding lead of an authority or a school: those who have the role, or
    /// everyone there while nobody who could be told has it.
    static func isLead(_ member: String, of organisation: String) -> String {
        """
        (\(member).organisation = \(organisation) AND (\(leads(member))
            OR NOT EXISTS (SELECT 1 FROM member AS lead WHERE lead.organisation = \(organisation)
                AND lead.standing = 'joined' AND \(leads("lead")))))
        """
    }

    private static func leads(_ member: String) -> String {
        "(' ' || \(member).roles || ' ' LIKE '% borough-lead %' OR ' ' || \(member).roles || ' ' LIKE '% school-lead %')"
    }

    private static func roles(_ roles: [Role]) -> String { roles.map(\.rawValue).joined(separator: " ") }

    private static func name(_ organisation: ID<Organisation>, _ names: [String], in db: Database) throws {
        for name in names {
            try db.executeCached(
                sql: "INSERT OR IGNORE INTO organisationName VALUES (?, ?, ?)",
                arguments: [Organisation.key(of: name), organisation, name]
            )
        }
    }
}

/// A member as the tables hold them: the name is still sealed.
package struct MemberRow: Sendable {
    package let id: ID<Member>
    package let organisation: ID<Organisation>
    package let organisationName: String
    package let name: Sealed<String>
    package let email: Sealed<String>?
    package let emailKey: String?
    package let post: String?
    package let roles: Set<Role>
    package let standing: Standing

    package enum Standing: String, Sendable {
        case registered, invited, joined, left
    }

    init?(_ row: Row) {
        guard let standing = Standing(rawValue: row["standing"]) else { return nil }
        id = row["id"]
        organisation = row["organisation"]
        organisationName = row["organisationName"]
        name = row["name"]
        email = row["email"]
        emailKey = row["emailKey"]
        post = row["post"]
        roles = Set((row["roles"] as String).split(separator: " ").compactMap { Role(rawValue: String($0)) })
        self.standing = standing
    }

    static let select = """
        SELECT member.*, organisation.name AS organisationName
        FROM member JOIN organisation ON organisation.id = member.organisation
        """
}

package struct OrganisationRow: Hashable, Sendable {
    package let id: ID<Organisation>
    package let name: String
    package let kind: Organisation.Kind
    package let code: String?
    package let aliases: [String]
    package let members: Int
    /// Whom to ring there about a child, where it is an authority that says so.
    package let numbers: EmergencyNumbers
    /// When its schools are open, or it is, where that was said.
    package let dates: TermDates

    static func all(_ db: Database) throws -> [OrganisationRow] {
        let names = try Row.fetchAll(db, sql: "SELECT organisation, name FROM organisationName ORDER BY name")
        let aliases = Dictionary(grouping: names) { $0["organisation"] as String }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT *, (SELECT count(*) FROM member WHERE organisation = organisation.id AND standing <> 'left')
                AS members FROM organisation ORDER BY name COLLATE NOCASE
                """
        ).map { row in
            let name: String = row["name"]
            return OrganisationRow(
                id: row["id"],
                name: name,
                kind: Organisation.Kind(rawValue: row["kind"]) ?? .other,
                code: row["code"],
                aliases: (aliases[row["id"]] ?? []).map { $0["name"] as String }.filter { $0 != name },
                members: row["members"],
                numbers: EmergencyNumbers(frontDoor: row["frontDoor"], outOfHours: row["outOfHours"]),
                dates: try (row["dates"] as String?).map { try Coding.decode(TermDates.self, from: Array($0.utf8)) }
                    ?? TermDates()
            )
        }
    }
}

extension Readings {
    package func member(_ id: ID<Member>) async throws -> MemberRow? {
        try await membership().member(id)
    }

    package func member(emailKey: String) async throws -> MemberRow? {
        try await read { db in
            try Row.fetchOne(db, sql: MemberRow.select + " WHERE member.emailKey = ?", arguments: [emailKey])
                .flatMap(MemberRow.init)
        }
    }

    /// Everyone, or everyone who has not left.
    package func members(includingLeft: Bool = false) async throws -> [MemberRow] {
        try await membership().members.filter { includingLeft || $0.standing != .left }
    }

    package func organisations() async throws -> [OrganisationRow] {
        try await membership().organisations
    }

    /// The organisations that a name may mean: one where it is certain.
    package func organisations(called name: String) async throws -> [ID<Organisation>] {
        try await read { db in
            try ID<Organisation>.fetchAll(
                db,
                sql: "SELECT DISTINCT organisation FROM organisationName WHERE key = ?",
                arguments: [Organisation.key(of: name)]
            )
        }
    }
}
