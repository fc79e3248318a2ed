package import Almanac
import GRDB
package import Ledger
package import Vault

/// Someone who was at a meeting, or sent apologies.
package struct AttendanceRow: Hashable, Sendable {
    package let attendee: Attendee
    /// A guest's name. A member's is with the member.
    package let guest: Sealed<String>?
    package let organisation: ID<Organisation>?
    package let organisationName: String?
    package let organisationAsWritten: Sealed<String>?
    package let presence: AttendanceRecorded.Presence
    package let standingInFor: ID<Member>?

    init?(_ row: Row) {
        guard let attendee = Attendee(row["attendee"] as String),
            let presence = AttendanceRecorded.Presence(rawValue: row["presence"])
        else { return nil }
        self.attendee = attendee
        guest = row["guest"]
        organisation = row["organisation"]
        organisationName = row["organisationName"]
        organisationAsWritten = row["organisationAsWritten"]
        self.presence = presence
        standingInFor = row["standingInFor"]
    }

    /// By organisation, those of none last.
    static func fetch(of meeting: ID<Meeting>, in db: Database) throws -> [AttendanceRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT presence.*, organisation.name AS organisationName FROM presence
                LEFT JOIN organisation ON organisation.id = presence.organisation
                WHERE meeting = ? ORDER BY organisationName IS NULL, organisationName COLLATE NOCASE, attendee
                """,
            arguments: [meeting]
        ).compactMap(AttendanceRow.init)
    }
}

/// Someone who is invited to a meeting, and what they answered.
package struct InvitationRow: Hashable, Sendable {
    package let member: ID<Member>
    package let organisation: ID<Organisation>
    package let organisationName: String
    /// The items this person presents there.
    package let presents: [ID<Item>]
    /// False for someone who answered, and left the group since.
    package let isInvited: Bool
    /// Nil where there is no answer yet.
    package let answer: InvitationAnswered.Answer?
    package let substitute: Sealed<String>?
    package let substituteEmail: Sealed<String>?
    /// Which answer at this meeting names the substitute.
    package let naming: Int?
    /// What the substitute answered.
    package let substituteAnswer: SubstituteAnswered.Answer?
    package let answeredAt: Instant?

    init(_ row: Row) {
        member = row["id"]
        organisation = row["organisation"]
        organisationName = row["organisationName"]
        presents = (row["presents"] as String?).map { $0.split(separator: " ").compactMap { ID($0) } } ?? []
        isInvited = row["isInvited"] || !presents.isEmpty
        answer = (row["answer"] as String?).flatMap(InvitationAnswered.Answer.init)
        substitute = row["substitute"]
        substituteEmail = row["substituteEmail"]
        naming = row["naming"]
        substituteAnswer = (row["substituteAnswer"] as String?).flatMap(SubstituteAnswered.Answer.init)
        answeredAt = row["at"]
    }

    static func fetch(to meeting: MeetingRow, in db: Database) throws -> [InvitationRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT member.id, member.organisation, organisation.name AS organisationName, answered.answer,
                    answered.substitute, answered.substituteEmail, answered.naming, answered.substituteAnswer,
                    answered.at,
                    member.id IN (SELECT member FROM groupMember WHERE "group" = ?2) AS isInvited,
                    (SELECT group_concat(id, ' ') FROM item
                        WHERE item.meeting = ?1 AND item.presenter = member.id) AS presents
                FROM member JOIN organisation ON organisation.id = member.organisation
                LEFT JOIN meetingAnswer AS answered ON answered.meeting = ?1 AND answered.member = member.id
                WHERE presents IS NOT NULL OR answered.answer IS NOT NULL OR isInvited
                ORDER BY organisationName COLLATE NOCASE, member.id
                """,
            arguments: [meeting.id, meeting.ref.group]
        ).map(InvitationRow.init)
    }
}

/// Who was heard of at a group's meetings, by organisation.
package struct AttendanceTable: Sendable {
    package struct Line: Sendable {
        package let organisation: ID<Organisation>
        package let name: String
        package let kind: Organisation.Kind
        /// One for each meeting of the table. Nil is neither there nor apologised.
        package let cells: [AttendanceRecorded.Presence?]
        /// An authority that was not heard at the last two meetings.
        package let isSilent: Bool
    }

    /// Held meetings whose attendance is known, oldest first.
    package let meetings: [MeetingRow]
    /// Held meetings in the same time of which nobody wrote down who was there: they count for nothing.
    package let unrecorded: Int
    package let lines: [Line]

    package var silent: [Line] { lines.filter(\.isSilent) }
}

extension Readings {
    /// Everyone invited to a meeting: the group's members and those who present an item. For those who see the meeting.
    package func invitations(to meeting: ID<Meeting>, as actor: Actor) async throws -> [InvitationRow] {
        try await read { db in
            guard let row = try MeetingRow.fetch(meeting, MeetingAuthority(actor, in: db), in: db) else { return [] }
            return try InvitationRow.fetch(to: row, in: db)
        }
    }

    /// The invitation of one person to a meeting, and when and where that is. For that person, by a link or signed in, and
    /// for whoever comes instead of them, while they send them.
    package func invitation(
        of member: ID<Member>,
        to meeting: ID<Meeting>,
        as actor: Actor
    ) async throws -> (meeting: MeetingRow, invitation: InvitationRow)? {
        let guest: Actor.Guest? = if case .guest(let guest) = actor { guest } else { nil }
        guard (guest?.invitee ?? actor.member) == member, guest == nil || guest?.invitedTo == meeting else {
            return nil
        }
        return try await read { db in
            guard try guest?.isExpected(in: db) ?? true else { return nil }
            let meeting = try Row.fetchOne(db, sql: MeetingRow.select + " WHERE meeting.id = ?", arguments: [meeting])
                .map(MeetingRow.init)
            guard let meeting,
                let row = try InvitationRow.fetch(to: meeting, in: db).first(where: { $0.member == member })
            else { return nil }
            return (meeting, row)
        }
    }

    /// Who came over time.
    ///
    /// The first group is the network itself, so every authority is expected there. At another group those are that have
    /// a member in it, or were ever heard of at it.
    ///
    /// - Parameters:
    ///   - last: How many meetings, at most.
    ///   - until: The last day that counts.
    package func attendance(
        of group: ID<Group>,
        last: Int = 12,
        until: Day,
        as actor: Actor
    ) async throws -> AttendanceTable {
        try await read { db in
            let held = try Row.fetchAll(
                db,
                sql: MeetingRow.select + """
                     WHERE meeting."group" = ? AND meeting."group" IN \(MeetingAuthority(actor, in: db).visible)
                    AND meeting.cancelled IS NULL AND meeting.day <= ?
                    ORDER BY meeting.day DESC, meeting."from" DESC, meeting.id DESC
                    """,
                arguments: [group, until]
            ).map(MeetingRow.init)
            let known = Array(held.filter(\.attendanceKnown).prefix(last).reversed())
            guard let first = known.first else {
                return AttendanceTable(meetings: [], unrecorded: held.count, lines: [])
            }
            let since = held.filter { $0.sitting.day >= first.sitting.day }
            return AttendanceTable(
                meetings: known,
                unrecorded: since.count - known.count,
                lines: try AttendanceTable.lines(of: group, at: known.map(\.id), in: db)
            )
        }
    }
}

extension AttendanceTable {
    fileprivate static func lines(of group: ID<Group>, at meetings: [ID<Meeting>], in db: Database) throws -> [Line] {
        let heard = try heard(in: group, in: db)
        return try Row.fetchAll(
            db,
            sql: """
                SELECT id, name, kind FROM organisation
                WHERE (kind = 'authority' AND ?1 = (SELECT id FROM "group" ORDER BY rowid LIMIT 1))
                    OR id IN (SELECT organisation FROM member JOIN groupMember ON groupMember.member = member.id
                        WHERE "group" = ?1)
                    OR id IN (SELECT organisation FROM presence JOIN meeting ON meeting.id = presence.meeting
                        WHERE meeting."group" = ?1)
                ORDER BY kind <> 'authority', name COLLATE NOCASE
                """,
            arguments: [group]
        ).map { row in
            let organisation: ID<Organisation> = row["id"]
            let kind = Organisation.Kind(rawValue: row["kind"]) ?? .other
            let cells = meetings.map { heard[$0]?[organisation] }
            let isSilent =
                kind == .authority && cells.count >= 2 && cells.suffix(2).allSatisfy { $0 == nil || $0 == .absent }
            return Line(organisation: organisation, name: row["name"], kind: kind, cells: cells, isSilent: isSilent)
        }
    }

    /// The most that was heard of each organisation at each meeting: being there before apologies.
    private static func heard(
        in group: ID<Group>,
        in db: Database
    ) throws -> [ID<Meeting>: [ID<Organisation>: AttendanceRecorded.Presence]] {
        var heard: [ID<Meeting>: [ID<Organisation>: AttendanceRecorded.Presence]] = [:]
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT presence.* FROM presence JOIN meeting ON meeting.id = presence.meeting
                WHERE meeting."group" = ? AND presence.organisation IS NOT NULL
                """,
            arguments: [group]
        )
        for row in rows {
            guard let presence = AttendanceRecorded.Presence(rawValue: row["presence"]) else { continue }
            let (meeting, organisation): (ID<Meeting>, ID<Organisation>) = (row["meeting"], row["organisation"])
            let order = AttendanceRecorded.Presence.allCases
            let before = heard[meeting]?[organisation].flatMap(order.firstIndex) ?? order.count
            if (order.firstIndex(of: presence) ?? order.count) < before {
                heard[meeting, default: [:]][organisation] = presence
            }
        }
        return heard
    }
}
