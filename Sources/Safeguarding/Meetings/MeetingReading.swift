package import GRDB
import Ledger

package enum MeetingReading: Reading {
    package static let name = "meetings"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(sql: meetingTables)
        try db.execute(sql: notesTables)
    }

    private static let meetingTables = """
        CREATE TABLE meeting (
            id TEXT PRIMARY KEY, "group" TEXT NOT NULL, day TEXT NOT NULL, "from" TEXT, "to" TEXT, place TEXT,
            online TEXT, cancelled TEXT, status TEXT NOT NULL DEFAULT 'draft', circulatedAt INTEGER, checkpoint TEXT,
            agreedAt INTEGER, agreedIn TEXT, imported INTEGER NOT NULL DEFAULT 0,
            attendanceKnown INTEGER NOT NULL DEFAULT 0, source TEXT, unplaced TEXT,
            changes INTEGER NOT NULL DEFAULT 0, changedAt INTEGER NOT NULL, answersGiven INTEGER NOT NULL DEFAULT 0,
            command TEXT NOT NULL, importedAt INTEGER, importedBy TEXT, importCommand TEXT, sourceKey TEXT
        ) STRICT;
        CREATE INDEX meetingByDay ON meeting ("group", day);
        CREATE TABLE item (
            id TEXT PRIMARY KEY, "group" TEXT NOT NULL, title TEXT NOT NULL, about TEXT, proposer TEXT, presenter TEXT,
            minutes INTEGER, marking TEXT NOT NULL, dateOwner TEXT, meeting TEXT, position INTEGER, number TEXT,
            place TEXT NOT NULL DEFAULT 'waiting', dropped TEXT, proposedAt INTEGER NOT NULL, markedBy TEXT,
            markedAt INTEGER, lastOn TEXT, command TEXT NOT NULL
        ) STRICT;
        CREATE INDEX itemByMeeting ON item (meeting, position);
        CREATE INDEX itemByPlace ON item ("group", place);
        CREATE TABLE itemName (item TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (item, member)) STRICT;
        CREATE TABLE meetingAnswer (
            meeting TEXT NOT NULL, member TEXT NOT NULL, organisation TEXT, answer TEXT NOT NULL, substitute TEXT,
            substituteEmail TEXT, at INTEGER NOT NULL, naming INTEGER, substituteAnswer TEXT,
            PRIMARY KEY (meeting, member)
        ) STRICT;
        CREATE TABLE formerSubstitute (
            meeting TEXT NOT NULL, member TEXT NOT NULL, naming INTEGER NOT NULL, organisation TEXT,
            name TEXT NOT NULL, email TEXT NOT NULL, day TEXT NOT NULL, hasMoved INTEGER NOT NULL,
            PRIMARY KEY (meeting, member, naming)
        ) STRICT;
        CREATE TABLE attendance (
            meeting TEXT NOT NULL, attendee TEXT NOT NULL, member TEXT, organisation TEXT, guest TEXT,
            organisationAsWritten TEXT, presence TEXT NOT NULL, standingInFor TEXT, PRIMARY KEY (meeting, attendee)
        ) STRICT;
        CREATE INDEX attendanceByOrganisation ON attendance (organisation, meeting);
        -- Apologies that were sent beforehand stand, unless the attendance says otherwise. So do those of whoever was to
        -- come instead: nobody comes.
        CREATE VIEW standingApologies AS
            SELECT meeting, member, organisation FROM meetingAnswer AS answered
            WHERE (answer = 'apologies' OR substituteAnswer = 'apologies') AND NOT EXISTS (
                SELECT 1 FROM attendance WHERE attendance.meeting = answered.meeting
                AND attendance.member = answered.member
            );
        CREATE VIEW presence AS
            SELECT meeting, attendee, member, organisation, guest, organisationAsWritten, presence, standingInFor
            FROM attendance
            UNION ALL
            SELECT meeting, 'member/' || member, member, organisation, NULL, NULL, 'apologies', NULL
            FROM standingApologies;
        """

    private static let notesTables = """
        CREATE TABLE itemNote (
            meeting TEXT NOT NULL, item TEXT NOT NULL, revision INTEGER NOT NULL, text TEXT NOT NULL,
            at INTEGER NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (meeting, item, revision)
        ) STRICT;
        CREATE TABLE decision (
            id TEXT PRIMARY KEY, meeting TEXT NOT NULL, item TEXT, text TEXT, at INTEGER NOT NULL, number INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX decisionByMeeting ON decision (meeting);
        CREATE TABLE paper (
            id TEXT PRIMARY KEY, meeting TEXT NOT NULL, item TEXT, title TEXT NOT NULL, fileName TEXT NOT NULL,
            mediaType TEXT NOT NULL, bytes INTEGER NOT NULL, marking TEXT NOT NULL, chunks TEXT NOT NULL,
            at INTEGER NOT NULL, version INTEGER NOT NULL, markedBy TEXT, markedAt INTEGER, replaces TEXT
        ) STRICT;
        CREATE INDEX paperByMeeting ON paper (meeting);
        CREATE TABLE withdrawnPaper (
            id TEXT PRIMARY KEY, meeting TEXT NOT NULL, item TEXT, title TEXT NOT NULL, marking TEXT NOT NULL,
            version INTEGER NOT NULL, replaced INTEGER NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX withdrawnPaperByMeeting ON withdrawnPaper (meeting);
        CREATE TABLE paperName (paper TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (paper, member)) STRICT;
        CREATE TABLE circulation (meeting TEXT NOT NULL, member TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
        CREATE TABLE broughtSheet (meeting TEXT NOT NULL, source TEXT NOT NULL) STRICT;
        CREATE INDEX broughtSheetByMeeting ON broughtSheet (meeting);
        CREATE INDEX circulationByMeeting ON circulation (meeting, at);
        -- Notes that were brought in by mistake and went back out, and the meetings that went with them.
        CREATE TABLE takenOut (
            meeting TEXT NOT NULL, notes TEXT NOT NULL, "group" TEXT NOT NULL, day TEXT NOT NULL,
            isMeetingToo INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
            importedAt INTEGER, importedBy TEXT, items INTEGER NOT NULL, decisions INTEGER NOT NULL, command TEXT
        ) STRICT;
        CREATE INDEX takenOutByMeeting ON takenOut (meeting);
        CREATE TABLE correction (meeting TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL) STRICT;
        CREATE INDEX correctionByMeeting ON correction (meeting);
        """

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as MeetingCalled:
            try db.executeCached(
                sql: """
                    INSERT INTO meeting (id, "group", day, "from", "to", place, online, changedAt, command)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    event.meeting, event.group, event.day, event.from, event.to, event.place, event.online, fact.at,
                    fact.append,
                ]
            )
        case let event as MeetingMoved:
            try standDown(at: event.meeting, moving: event.day, in: db)
            try db.executeCached(
                sql: "DELETE FROM meetingAnswer WHERE meeting = ? AND (SELECT day FROM meeting WHERE id = ?) <> ?",
                arguments: [event.meeting, event.meeting, event.day]
            )
            try db.executeCached(
                sql: """
                    UPDATE meeting SET day = ?, "from" = ?, "to" = ?, place = ?, online = ?,
                        changes = changes + 1, changedAt = ? WHERE id = ?
                    """,
                arguments: [
                    event.day, event.from, event.to, event.place, event.online, fact.at, event.meeting,
                ]
            )
        case let event as MeetingCancelled:
            try db.executeCached(
                sql: "UPDATE meeting SET cancelled = ?, changes = changes + 1, changedAt = ? WHERE id = ?",
                arguments: [event.reason, fact.at, event.meeting]
            )
        case let event as AgendaSet:
            for (index, item) in event.items.enumerated() {
                try db.executeCached(sql: "UPDATE item SET position = ? WHERE id = ?", arguments: [index + 1, item])
            }
        default:
            try applyItem(event, fact, in: db)
            try applyAttendance(event, fact, in: db)
            try applyNotes(event, fact, in: db)
            try applyPapers(event, fact, in: db)
        }
    }
}
