import Almanac
import GRDB
import Ledger

extension MeetingReading {
    static func applyItem(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as ItemProposed:
            try db.executeCached(
                sql: """
                    INSERT INTO item (
                        id, "group", title, about, proposer, presenter, minutes, marking, dateOwner, proposedAt, command
                    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    event.item, event.group, event.title, event.about, event.proposer, event.presenter, event.minutes,
                    event.marking.rawValue, event.dateOwner, fact.at, fact.append,
                ]
            )
            try name(event.named, on: event.item, in: db)
        case let event as ItemChanged:
            try db.executeCached(
                sql: """
                    UPDATE item SET title = ?, about = ?, presenter = ?, minutes = ?, marking = ?, dateOwner = ?
                    WHERE id = ?
                    """,
                arguments: [
                    event.title, event.about, event.presenter, event.minutes, event.marking.rawValue, event.dateOwner,
                    event.item,
                ]
            )
            try db.executeCached(sql: "DELETE FROM itemName WHERE item = ?", arguments: [event.item])
            try name(event.named, on: event.item, in: db)
        case let event as ItemMarked:
            try db.executeCached(
                sql: "UPDATE item SET marking = ?, markedBy = ?, markedAt = ? WHERE id = ?",
                arguments: [event.marking.rawValue, fact.actor, fact.at, event.item]
            )
            try db.executeCached(sql: "DELETE FROM itemName WHERE item = ?", arguments: [event.item])
            try name(event.named, on: event.item, in: db)
        case let event as ItemPlaced:
            // Its position is in the agenda that is set in the same append, before or after this.
            try db.executeCached(
                sql: "UPDATE item SET place = 'placed', meeting = ?, number = ? WHERE id = ?",
                arguments: [event.meeting, event.number, event.item]
            )
        case let event as ItemTakenOff:
            try db.executeCached(
                sql: """
                    UPDATE item SET place = ?, meeting = NULL, number = NULL, dropped = ?, lastOn = coalesce(?, lastOn),
                        dateOwner = coalesce(?, dateOwner) WHERE id = ?
                    """,
                arguments: [
                    event.fate == .waits ? "waiting" : "dropped", event.reason, event.meeting, event.dateOwner,
                    event.item,
                ]
            )
        default: break
        }
    }

    private static func name(_ members: [ID<Member>], on item: ID<Item>, in db: Database) throws {
        for member in members {
            try db.executeCached(sql: "INSERT OR IGNORE INTO itemName VALUES (?, ?)", arguments: [item, member])
        }
    }

    static func applyAttendance(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as InvitationAnswered:
            try db.executeCached(
                sql: "UPDATE meeting SET answersGiven = answersGiven + 1 WHERE id = ?",
                arguments: [event.meeting]
            )
            try standDown(at: event.meeting, for: event.member, in: db)
            try db.executeCached(
                sql: """
                    INSERT OR REPLACE INTO meetingAnswer
                    SELECT ?1, ?2, (SELECT organisation FROM member WHERE id = ?2), ?3, ?4, ?5, ?6,
                        iif(?3 = 'substitute', (SELECT answersGiven FROM meeting WHERE id = ?1), NULL), NULL
                    """,
                arguments: [
                    event.meeting, event.member, event.answer.rawValue, event.substitute, event.substituteEmail,
                    fact.at,
                ]
            )
        case let event as SubstituteAnswered:
            try db.executeCached(
                sql: "UPDATE meetingAnswer SET substituteAnswer = ? WHERE meeting = ? AND member = ?",
                arguments: [event.answer.rawValue, event.meeting, event.member]
            )
        case let event as AttendanceRecorded:
            try record(event, in: db)
        case let event as AttendanceRemoved:
            try db.executeCached(
                sql: "DELETE FROM attendance WHERE meeting = ? AND attendee = ?",
                arguments: [event.meeting, "\(event.attendee)"]
            )
            try countAttendance(of: event.meeting, in: db)
        default: break
        }
    }

    /// Remembers who was to come instead of a member, or of any where the meeting gets another day, and is not any more.
    static func standDown(
        at meeting: ID<Meeting>,
        for member: ID<Member>? = nil,
        moving day: Day? = nil,
        in db: Database
    ) throws {
        try db.executeCached(
            sql: """
                INSERT INTO formerSubstitute
                SELECT answered.meeting, answered.member, naming, organisation, substitute, substituteEmail, day,
                    ?3 IS NOT NULL
                FROM meetingAnswer AS answered JOIN meeting ON meeting.id = answered.meeting
                WHERE answered.meeting = ?1 AND (?2 IS NULL OR answered.member = ?2) AND (?3 IS NULL OR day <> ?3)
                AND substituteEmail IS NOT NULL AND naming IS NOT NULL
                """,
            arguments: [meeting, member, day]
        )
    }

    /// Counted for the organisation that the person, or whom they stand in for, belongs to as this is recorded.
    private static func record(_ event: AttendanceRecorded, in db: Database) throws {
        try db.executeCached(
            sql: """
                INSERT OR REPLACE INTO attendance
                SELECT ?1, ?2, ?3, coalesce(
                    (SELECT organisation FROM member WHERE id = coalesce(?4, ?3)), ?5), ?6, ?7, ?8, ?4
                """,
            arguments: [
                event.meeting, "\(event.attendee)", event.attendee.member, event.standingInFor,
                event.guest?.organisation,
                event.guest?.name, event.guest?.organisationAsWritten, event.presence.rawValue,
            ]
        )
        try countAttendance(of: event.meeting, in: db)
    }

    /// A meeting's attendance is known once somebody is recorded as having been there.
    private static func countAttendance(of meeting: ID<Meeting>, in db: Database) throws {
        try db.executeCached(
            sql: """
                UPDATE meeting SET attendanceKnown = EXISTS (
                    SELECT 1 FROM attendance WHERE meeting = ?1 AND presence IN ('present', 'remotely')
                ) WHERE id = ?1
                """,
            arguments: [meeting]
        )
    }

    static func applyNotes(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as ItemNoted:
            try db.executeCached(
                sql: "INSERT INTO itemNote VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [event.meeting, event.item, event.revision, event.text, fact.at, fact.actor]
            )
        case let event as DecisionMade:
            try db.executeCached(
                sql: """
                    INSERT OR IGNORE INTO decision SELECT ?1, ?2, ?3, ?4, ?5, count(*) + 1 FROM decision WHERE meeting = ?2
                    """,
                arguments: [event.decision, event.meeting, event.item, event.text, fact.at]
            )
        case let event as DecisionCorrected:
            // One that was struck out keeps its number, so that the others keep theirs.
            try db.executeCached(
                sql: "UPDATE decision SET text = ? WHERE id = ?",
                arguments: [event.text, event.decision]
            )
        case let event as NotesCorrected:
            try db.executeCached(
                sql: "INSERT INTO correction VALUES (?, ?, ?, ?)",
                arguments: [event.meeting, event.what, fact.at, fact.actor]
            )
        case let event as NotesCirculated:
            try db.executeCached(
                sql: "UPDATE meeting SET status = 'circulated', circulatedAt = ?, checkpoint = ? WHERE id = ?",
                arguments: [fact.at, event.checkpoint, event.meeting]
            )
            for member in event.to {
                try db.executeCached(
                    sql: "INSERT INTO circulation VALUES (?, ?, ?)",
                    arguments: [event.meeting, member, fact.at]
                )
            }
        case let event as NotesAgreed:
            try db.executeCached(
                sql: "UPDATE meeting SET status = 'agreed', agreedAt = ?, agreedIn = ? WHERE id = ?",
                arguments: [fact.at, event.at, event.meeting]
            )
        case let event as NotesImported:
            try db.executeCached(
                sql: """
                    UPDATE meeting SET imported = 1, source = ?, unplaced = ?, importedAt = ?, importedBy = ?,
                        importCommand = ?, sourceKey = ? WHERE id = ?
                    """,
                arguments: [
                    event.source, event.unplaced, fact.at, fact.actor, fact.append, event.sourceKey, event.meeting,
                ]
            )
        case let event as NotesTakenOut: try takeOut(event, fact, in: db)
        case let event as SheetBroughtIn:
            try db.executeCached(
                sql: "INSERT INTO broughtSheet VALUES (?, ?)",
                arguments: [event.meeting, event.source]
            )
        default: break
        }
    }

    static func applyPapers(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as PaperAdded:
            try db.executeCached(
                sql: """
                    INSERT OR IGNORE INTO paper SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
                        coalesce((SELECT version FROM paper WHERE id = ?11), 0) + 1, NULL, NULL, ?11
                    """,
                arguments: [
                    event.paper, event.meeting, event.item, event.title, event.fileName, event.mediaType, event.bytes,
                    event.marking.rawValue, event.chunks.joined(separator: " "), fact.at, event.replaces,
                ]
            )
            try name(event.named, on: event.paper, in: db)
        case let event as PaperMarked:
            try db.executeCached(
                sql: "UPDATE paper SET marking = ?, markedBy = ?, markedAt = ? WHERE id = ?",
                arguments: [event.marking.rawValue, fact.actor, fact.at, event.paper]
            )
            try db.executeCached(sql: "DELETE FROM paperName WHERE paper = ?", arguments: [event.paper])
            try name(event.named, on: event.paper, in: db)
        case let event as PaperRemoved:
            // Who is named on it stays: it is listed as withdrawn to those who could have it.
            try db.executeCached(
                sql: """
                    INSERT OR REPLACE INTO withdrawnPaper SELECT id, meeting, item, title, marking, version,
                        EXISTS (SELECT 1 FROM paper AS newer WHERE newer.replaces = paper.id), ?, ?
                    FROM paper WHERE id = ?
                    """,
                arguments: [fact.actor, fact.at, event.paper]
            )
            try db.executeCached(sql: "DELETE FROM paper WHERE id = ?", arguments: [event.paper])
        default: break
        }
    }

    private static func name(_ members: [ID<Member>], on paper: ID<Paper>, in db: Database) throws {
        for member in members {
            try db.executeCached(sql: "INSERT OR IGNORE INTO paperName VALUES (?, ?)", arguments: [paper, member])
        }
    }
}
