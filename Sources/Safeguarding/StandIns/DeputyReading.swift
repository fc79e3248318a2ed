import Almanac
package import GRDB
package import Ledger

/// Who is named as a deputy of whom, and to whom what was late was copied.
package enum DeputyReading: Reading {
    package static let name = "deputies"
    package static let version = 2

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                -- Without an organisation it is the coordinators; without a post it is the whole.
                CREATE TABLE deputy (
                    organisation TEXT NOT NULL, post TEXT NOT NULL, member TEXT NOT NULL,
                    place INTEGER NOT NULL, PRIMARY KEY (organisation, post, member)
                ) STRICT;
                CREATE INDEX deputyByMember ON deputy (member);
                CREATE TABLE copied (
                    duty TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (duty, member)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX copiedByMember ON copied (member);
                -- In whose place somebody did something.
                CREATE TABLE stoodIn (
                    position INTEGER PRIMARY KEY, at INTEGER NOT NULL, matter TEXT NOT NULL, by TEXT NOT NULL,
                    reason TEXT NOT NULL, member TEXT
                ) STRICT;
                CREATE INDEX stoodInFor ON stoodIn (member, at) WHERE member IS NOT NULL;
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as DeputiesNamed:
            let (organisation, post) = (event.of.organisation?.description ?? "", event.of.post ?? "")
            try db.executeCached(
                sql: "DELETE FROM deputy WHERE organisation = ? AND post = ? COLLATE post",
                arguments: [organisation, post]
            )
            for (place, deputy) in event.deputies.enumerated() {
                try db.executeCached(
                    sql: "INSERT INTO deputy (organisation, post, member, place) VALUES (?, ?, ?, ?)",
                    arguments: [organisation, post, deputy, place]
                )
            }
        case let event as RungReached:
            for deputy in event.copiedTo ?? [] {
                try db.executeCached(
                    sql: "INSERT OR IGNORE INTO copied (duty, member) VALUES (?, ?)",
                    arguments: [event.duty, deputy]
                )
            }
        case let event as TellingPutOff:
            try db.executeCached(sql: "DELETE FROM copied WHERE duty = ?", arguments: [event.duty])
        case let event as HolderChanged:
            try db.executeCached(
                sql: "DELETE FROM copied WHERE duty IN (SELECT id FROM duty WHERE matter = ? AND copiedAt IS NULL)",
                arguments: [event.matter]
            )
        case let event as StoodIn:
            try db.executeCached(
                sql: "INSERT INTO stoodIn (position, at, matter, by, reason, member) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [fact.position, fact.at, event.matter, event.by, event.reason.rawValue, event.of.member]
            )
        default: break
        }
    }
}

/// The deputies of one organisation, of a post there, or of the coordinators.
package struct DeputyRow: Hashable, Sendable {
    package let of: Party
    /// In the order in which they were named.
    package let members: [ID<Member>]
}

extension Readings {
    /// Who is named as deputy at an organisation, or of the coordinators: those who are still there.
    package func deputies(at organisation: ID<Organisation>?) async throws -> [DeputyRow] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT deputy.post, deputy.member FROM deputy JOIN member ON member.id = deputy.member
                    WHERE deputy.organisation = ? AND \(DeputyReading.isThere) ORDER BY deputy.post, place
                    """,
                arguments: [organisation?.description ?? ""]
            )
            return DeputyReading.grouped(rows.map { ($0[0], $0[1]) }, organisation)
        }
    }

    /// Of whom somebody is named as deputy.
    package func deputises(_ member: ID<Member>) async throws -> [Party] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT deputy.organisation, deputy.post FROM deputy JOIN member ON member.id = deputy.member
                    WHERE deputy.member = ? AND \(DeputyReading.isThere) ORDER BY 1, 2
                    """,
                arguments: [member]
            ).map { DeputyReading.party(ID($0[0] as String), $0[1]) }
        }
    }
}

extension DeputyReading {
    /// Of `deputy` and its `member`: has an account, and still works there.
    static let isThere =
        "member.standing = 'joined' AND deputy.organisation IN ('', member.organisation)"

    static func party(_ organisation: ID<Organisation>?, _ post: String) -> Party {
        guard let organisation else { return .coordinators }
        return post.isEmpty ? .organisation(organisation) : .post(post, organisation)
    }

    fileprivate static func grouped(
        _ rows: [(post: String, member: ID<Member>)],
        _ organisation: ID<Organisation>?
    ) -> [DeputyRow] {
        rows.reduce(into: []) { found, row in
            let of = party(organisation, row.post)
            let earlier = found.last?.of == of ? found.removeLast().members : []
            found.append(DeputyRow(of: of, members: earlier + [row.member]))
        }
    }

    /// True for a row of `deputy` that is of whoever owes a row of `duty`, which `debtor` is where it is a member: those of
    /// a post, or of the whole where it has none of its own.
    static let isOfDebtor = """
        (deputy.organisation = iif(duty.kind = 'coordinators', '', coalesce(duty.organisation, debtor.organisation))
            AND (deputy.post = coalesce(duty.post, debtor.post, '') COLLATE post OR (deputy.post = '' AND NOT EXISTS (
                SELECT 1 FROM deputy AS own WHERE own.organisation = deputy.organisation AND own.post <> ''
                    AND own.post = coalesce(duty.post, debtor.post, '') COLLATE post))))
        """

    /// Who is named for whoever owes a step, whether or not they are still there.
    static func named(for duty: ID<Duty>, in db: Database) throws -> NamedDeputies {
        let organisation = try ID<Organisation>.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce(duty.organisation, debtor.organisation) FROM duty
                    LEFT JOIN member AS debtor ON debtor.id = duty.member
                    WHERE duty.id = ? AND coalesce(duty.organisation, debtor.organisation) IS NOT NULL
                    """
            ),
            arguments: [duty]
        )
        let members = try ID<Member>.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT deputy.member FROM duty LEFT JOIN member AS debtor ON debtor.id = duty.member
                    JOIN deputy ON \(isOfDebtor) WHERE duty.id = ? ORDER BY deputy.place
                    """
            ),
            arguments: [duty]
        )
        return NamedDeputies(organisation, members)
    }
}
