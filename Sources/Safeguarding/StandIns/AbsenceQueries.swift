package import Almanac
import GRDB
package import Ledger

/// What has to do with absences for one person.
package struct AbsenceHome: Hashable, Sendable {
    /// Their own that run or are to come, and what was over in the last days.
    package let own: [AbsenceRow]
    /// Those in which they cover, now or later.
    package let covering: [AbsenceRow]
    /// Those of others for which they asked, and which nobody covers.
    package let asked: [AbsenceRow]

    package var isEmpty: Bool { own.isEmpty && covering.isEmpty && asked.isEmpty }
}

/// Once that somebody did something in the place of a member.
package struct StoodInRow: Hashable, Sendable {
    package let at: Instant
    package let matter: ID<Matter>
    package let by: ID<Member>
    package let reason: StandIn.Reason
}

extension Readings {
    /// How long somebody is shown what was done while they were away, in seconds.
    package static let returns: Int64 = 14 * 24 * 60 * 60

    package func absences(for member: ID<Member>, at now: Instant) async throws -> AbsenceHome {
        let arguments = [
            "me": member.databaseValue, "now": now.databaseValue,
            "since": now.adding(seconds: -Self.returns).databaseValue,
        ]
        return try await read { db in
            AbsenceHome(
                own: try AbsenceRow.all("member = :me AND endsAt > :since AND endsAt > beginsAt", arguments, in: db),
                covering: try AbsenceRow.all("cover = :me AND endsAt > :now", arguments, in: db),
                asked: try AbsenceRow.all(
                    """
                    asker = :me AND member <> :me AND endsAt > :now AND NOT \(AbsenceReading.isCovered)
                        AND EXISTS (SELECT 1 FROM member AS me JOIN member AS away ON away.id = absence.member
                            WHERE me.id = :me AND (me.organisation = away.organisation
                                OR ' ' || me.roles || ' ' LIKE '% coordinator %'))
                    """,
                    arguments,
                    in: db
                )
            )
        }
    }

    /// Who is away at a moment, by member.
    package func away(at now: Instant) async throws -> [ID<Member>: AbsenceRow] {
        try await read { db in
            try AbsenceRow.all(AbsenceReading.isRunning, ["now": now.databaseValue], in: db)
                .reduce(into: [:]) { $0[$1.member] = $1 }
        }
    }

    package func absence(_ id: ID<Absence>, at now: Instant) async throws -> AbsenceRow? {
        try await read { db in
            try AbsenceRow.all("id = :id", ["id": id.databaseValue, "now": now.databaseValue], in: db).first
        }
    }

    /// What others did in the place of a member, the latest first. The matters are theirs to see or not as always.
    package func stoodIn(
        for member: ID<Member>,
        from first: Instant,
        to last: Instant
    ) async throws -> [StoodInRow] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT at, matter, by, reason FROM stoodIn WHERE member = ? AND at >= ? AND at <= ?
                    ORDER BY position DESC
                    """,
                arguments: [member, first, last]
            ).compactMap { row in
                StandIn.Reason(rawValue: row[3]).map {
                    StoodInRow(at: row[0], matter: row[1], by: row[2], reason: $0)
                }
            }
        }
    }
}

extension StandIn {
    /// Those who are away, where somebody covers for them now.
    static func covers(of member: ID<Member>, at now: Instant, in db: Database) throws -> [StandIn] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT absence.member, absence.beginsAt, iif(away.organisation = me.organisation, away.post, NULL)
                    FROM absence JOIN member AS away ON away.id = absence.member JOIN member AS me ON me.id = absence.cover
                    WHERE absence.cover = :me AND \(AbsenceReading.isRunning) AND \(AbsenceReading.isCovered)
                    ORDER BY absence.beginsAt, absence.id
                    """
            ),
            arguments: ["me": member, "now": now]
        ).map { row in
            let away: ID<Member> = row[0]
            return StandIn(.cover, of: .member(away), post: row[2], since: row[1])
        }
    }
}
