package import Almanac
import GRDB
package import Ledger
package import Vault

/// Notes that went back out, or a meeting that went with them.
package struct TakenOutRow: Hashable, Sendable {
    package let ref: MeetingRef
    /// The meeting whose notes they were.
    package let notes: ID<Meeting>
    package let groupName: String
    package let day: Day
    /// Whether the meeting is gone. One that was called before its notes came stays.
    package let isMeetingToo: Bool
    package let reason: Sealed<String>
    package let at: Instant
    /// As in the ledger: `member/…`
    package let actor: String
    package let importedAt: Instant?
    package let importedBy: String?
    package let items: Int
    package let decisions: Int
    package let matters: Int

    init(_ row: Row) {
        ref = MeetingRef(row["meeting"], of: row["group"])
        notes = row["notes"]
        groupName = row["groupName"]
        day = row["day"]
        isMeetingToo = row["isMeetingToo"]
        reason = row["reason"]
        at = row["at"]
        actor = row["actor"]
        importedAt = row["importedAt"]
        importedBy = row["importedBy"]
        items = row["items"]
        decisions = row["decisions"]
        matters = row["matters"]
    }

    fileprivate static let select = """
        SELECT takenOut.*, "group".name AS groupName,
            (SELECT count(*) FROM matter WHERE matter.command = takenOut.command) AS matters
        FROM takenOut JOIN "group" ON "group".id = takenOut."group"
        """
}

extension MeetingReading {
    /// Everything that came with the notes leaves the tables, so that no list can show it. What was is kept in one row.
    static func takeOut(_ event: NotesTakenOut, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: """
                INSERT INTO takenOut SELECT id, ?2, "group", day, ?3, ?4, ?5, ?6, importedAt, importedBy,
                    (SELECT count(*) FROM item WHERE item.meeting = ?1 AND item.command = meeting.importCommand),
                    (SELECT count(*) FROM decision WHERE decision.meeting = ?1 AND text IS NOT NULL), importCommand
                FROM meeting WHERE id = ?1
                """,
            arguments: [event.meeting, event.notes, event.isMeetingToo, event.reason, fact.at, fact.actor]
        )
        for table in ["itemNote", "decision", "attendance", "correction"] {
            try db.executeCached(sql: "DELETE FROM \(table) WHERE meeting = ?", arguments: [event.meeting])
        }
        guard event.isMeetingToo else {
            try db.executeCached(
                sql: """
                    UPDATE meeting SET imported = 0, source = NULL, unplaced = NULL, importedAt = NULL,
                        importedBy = NULL, importCommand = NULL, sourceKey = NULL, status = 'draft', agreedAt = NULL, agreedIn = NULL,
                        attendanceKnown = 0 WHERE id = ?
                    """,
                arguments: [event.meeting]
            )
            return
        }
        try db.executeCached(sql: "DELETE FROM meetingAnswer WHERE meeting = ?", arguments: [event.meeting])
        try db.executeCached(sql: "DELETE FROM meeting WHERE id = ?", arguments: [event.meeting])
    }
}

extension Readings {
    /// Notes that went back out, the newest first, for those who see the group's meetings.
    package func takenOut(_ meeting: ID<Meeting>? = nil, as actor: Actor) async throws -> [TakenOutRow] {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            return try Row.fetchAll(
                db,
                sql: TakenOutRow.select + """
                     WHERE takenOut."group" IN \(authority.visible) AND (?1 IS NULL OR takenOut.meeting = ?1)
                    ORDER BY takenOut.at DESC, takenOut.rowid DESC
                    """,
                arguments: [meeting]
            ).map(TakenOutRow.init)
        }
    }

    /// The actions that went back out with the notes of a meeting, for those who see the group's meetings.
    package func mattersTakenOut(with meeting: ID<Meeting>, as actor: Actor) async throws -> [ID<Matter>] {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            return try ID<Matter>.fetchAll(
                db,
                sql: """
                    SELECT matter.id FROM matter JOIN takenOut ON takenOut.command = matter.command
                    WHERE takenOut.meeting = ? AND takenOut."group" IN \(authority.visible) ORDER BY matter.number
                    """,
                arguments: [meeting]
            )
        }
    }

    /// What came in with the notes of a meeting, for those who may bring notes in. Nil where none did.
    package func broughtIn(with meeting: ID<Meeting>, as actor: Actor) async throws -> BroughtIn? {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard let row = try MeetingRow.fetch(meeting, authority, in: db),
                authority.may(.importNotes, row.ref.group),
                let commands = try Row.fetchOne(
                    db,
                    sql: "SELECT command, importCommand, sourceKey FROM meeting WHERE id = ? AND imported",
                    arguments: [meeting]
                )
            else { return nil }
            let command: String = commands["importCommand"]
            let items = try Row.fetchAll(
                db,
                sql: "SELECT id, meeting FROM item WHERE command = ? AND place <> 'dropped' ORDER BY rowid",
                arguments: [command]
            )
            // A meeting to which people were invited stays: they have been told of it.
            let called = try ID<Meeting>.fetchAll(
                db,
                sql: """
                    SELECT id FROM meeting WHERE command = ?1 AND id <> ?2 AND NOT EXISTS (
                        SELECT 1 FROM mail WHERE mail.meeting = meeting.id) ORDER BY day, id
                    """,
                arguments: [command, meeting]
            )
            return BroughtIn(
                items: items.filter { $0["meeting"] as ID<Meeting>? == meeting }.map { $0["id"] },
                forwards: items.filter { $0["meeting"] as ID<Meeting>? != meeting }.map {
                    BroughtIn.Forward(item: $0["id"], meeting: $0["meeting"])
                },
                matters: try Row.fetchAll(
                    db,
                    sql: "SELECT id, number FROM matter WHERE command = ? ORDER BY number",
                    arguments: [command]
                ).map { BroughtIn.Raised(matter: $0["id"], number: $0["number"]) },
                called: called,
                isMeetingToo: commands["command"] == command,
                sourceKey: commands["sourceKey"]
            )
        }
    }
}
