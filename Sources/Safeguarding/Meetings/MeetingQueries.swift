package import Almanac
import GRDB
package import Ledger
package import Vault

/// A meeting in a list.
package struct MeetingRow: Hashable, Sendable {
    package let ref: MeetingRef
    package let groupName: String
    /// Its place among the group's meetings that were not cancelled: 1 is the first. Nil where it was cancelled.
    package let number: Int?
    package let sitting: Sitting
    package let online: Sealed<String>?
    /// Why it was cancelled, if it was.
    package let cancelled: Sealed<String>?
    package let status: MeetingState.Status
    package let circulatedAt: Instant?
    /// The signed checkpoint note the notes went out under.
    package let checkpoint: String?
    package let agreedAt: Instant?
    package let agreedIn: ID<Meeting>?
    package let wasImported: Bool
    /// False where nobody wrote down who was there: then nobody counts as absent.
    package let attendanceKnown: Bool
    package let present: Int
    package let apologies: Int
    /// How often its day, time or place changed: calendars ignore what is older.
    package let changes: Int
    package let changedAt: Instant

    package var id: ID<Meeting> { ref.meeting }
    package var isCancelled: Bool { cancelled != nil }

    init(_ row: Row) {
        ref = MeetingRef(row["id"], of: row["group"])
        groupName = row["groupName"]
        number = row["number"]
        sitting = Sitting(row["day"], from: row["from"], to: row["to"], place: row["place"])
        online = row["online"]
        cancelled = row["cancelled"]
        status = MeetingState.Status(rawValue: row["status"]) ?? .draft
        circulatedAt = row["circulatedAt"]
        checkpoint = row["checkpoint"]
        agreedAt = row["agreedAt"]
        agreedIn = row["agreedIn"]
        wasImported = row["imported"]
        attendanceKnown = row["attendanceKnown"]
        present = row["present"]
        apologies = row["apologies"]
        changes = row["changes"]
        changedAt = row["changedAt"]
    }

    /// Counts in what the view `presence` is made of: the view itself is read whole for each meeting.
    static let select = """
        SELECT meeting.*, "group".name AS groupName,
            iif(meeting.cancelled IS NULL, (
                SELECT count(*) FROM meeting AS earlier WHERE earlier."group" = meeting."group"
                AND earlier.cancelled IS NULL AND (earlier.day, earlier.id) <= (meeting.day, meeting.id)
            ), NULL) AS number,
            (SELECT count(*) FROM attendance WHERE attendance.meeting = meeting.id
                AND presence IN ('present', 'remotely')) AS present,
            (SELECT count(*) FROM attendance WHERE attendance.meeting = meeting.id AND presence = 'apologies')
                + (SELECT count(*) FROM standingApologies WHERE standingApologies.meeting = meeting.id) AS apologies
        FROM meeting JOIN "group" ON "group".id = meeting."group"
        """
}

extension Readings {
    /// The meetings that an actor may see, newest first.
    package func meetings(of group: ID<Group>? = nil, as actor: Actor) async throws -> [MeetingRow] {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            return try Row.fetchAll(
                db,
                sql: MeetingRow.select + """
                     WHERE meeting."group" IN \(authority.visible) AND (?1 IS NULL OR meeting."group" = ?1)
                    ORDER BY meeting.day DESC, meeting."from" DESC, meeting.id
                    """,
                arguments: [group]
            ).map(MeetingRow.init)
        }
    }

    /// One meeting, or nil where there is none or the actor may not know of it.
    package func meeting(_ id: ID<Meeting>, as actor: Actor) async throws -> MeetingRow? {
        try await read { db in try MeetingRow.fetch(id, MeetingAuthority(actor, in: db), in: db) }
    }

    /// The group's first meeting on or after a day.
    package func nextMeeting(of group: ID<Group>, from day: Day, as actor: Actor) async throws -> MeetingRow? {
        try await read { db in try MeetingRow.next(of: group, from: day, as: actor, in: db) }
    }

    /// The meeting a group has on a day, so that notes of the past find it.
    package func meeting(of group: ID<Group>, on day: Day, as actor: Actor) async throws -> MeetingRow? {
        let next = try await nextMeeting(of: group, from: day, as: actor)
        return next?.sitting.day == day ? next : nil
    }

    /// The source of notes that were brought in, for those who may bring notes in.
    package func importedSource(of meeting: ID<Meeting>, as actor: Actor) async throws -> Sealed<String>? {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard let row = try MeetingRow.fetch(meeting, authority, in: db), authority.may(.importNotes, row.ref.group)
            else { return nil }
            return try Row.fetchOne(db, sql: "SELECT source FROM meeting WHERE id = ?", arguments: [meeting])?["source"]
        }
    }

    /// The note sheets that came back to a meeting, as they were, for those who run it.
    package func broughtSheets(of meeting: ID<Meeting>, as actor: Actor) async throws -> [Sealed<String>] {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard let row = try MeetingRow.fetch(meeting, authority, in: db), authority.may(.runMeeting, row.ref.group)
            else { return [] }
            return try Row.fetchAll(
                db,
                sql: "SELECT source FROM broughtSheet WHERE meeting = ? ORDER BY rowid",
                arguments: [meeting]
            ).map { $0["source"] }
        }
    }
}

extension MeetingRow {
    static func next(of group: ID<Group>, from day: Day, as actor: Actor, in db: Database) throws -> MeetingRow? {
        guard try MeetingAuthority(actor, in: db).may(.seeMeetings, group) else { return nil }
        return try Row.fetchOne(
            db.cachedStatement(
                sql: select + """
                     WHERE meeting."group" = ? AND meeting.day >= ?
                    AND meeting.cancelled IS NULL ORDER BY meeting.day, meeting."from", meeting.id LIMIT 1
                    """
            ),
            arguments: [group, day]
        ).map(MeetingRow.init)
    }

    static func fetch(_ id: ID<Meeting>, _ authority: MeetingAuthority, in db: Database) throws -> MeetingRow? {
        try Row.fetchOne(
            db,
            sql: select + #" WHERE meeting.id = ? AND meeting."group" IN \#(authority.visible)"#,
            arguments: [id]
        ).map(MeetingRow.init)
    }
}
