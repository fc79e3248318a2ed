import Almanac
package import GRDB
import Ledger

/// What went to whom, and what has happened of which nobody was told yet.
package enum MailReading: Reading {
    package static let name = "mail"
    package static let version = 2

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE mail (
                    id TEXT PRIMARY KEY, kind TEXT NOT NULL, meeting TEXT, why TEXT NOT NULL, addressee TEXT NOT NULL,
                    member TEXT, by TEXT, standing TEXT NOT NULL, round INTEGER NOT NULL, tries INTEGER NOT NULL,
                    queuedAt INTEGER NOT NULL, nextAt INTEGER, triedAt INTEGER, sentAt INTEGER, openedAt INTEGER,
                    openedBy TEXT, fault TEXT, code INTEGER, reason TEXT, address TEXT
                ) STRICT;
                CREATE INDEX mailByMeeting ON mail (meeting, kind) WHERE meeting IS NOT NULL;
                CREATE INDEX mailByMember ON mail (member, kind) WHERE member IS NOT NULL;
                CREATE INDEX mailDue ON mail (nextAt) WHERE standing = 'waiting';
                CREATE TABLE mailCause (
                    position INTEGER PRIMARY KEY, kind TEXT NOT NULL, matter TEXT, duty TEXT, meeting TEXT,
                    letter TEXT, absence TEXT, at INTEGER NOT NULL, actor TEXT NOT NULL
                ) STRICT;
                CREATE INDEX mailCauseByTime ON mailCause (at);
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as MailQueued: try queue(event, fact, in: db)
        case let event as MailQueuedAgain:
            try db.execute(
                sql: """
                    UPDATE mail SET standing = ?, round = round + 1, tries = 0, queuedAt = ?2, nextAt = ?2, sentAt = NULL,
                        fault = NULL, code = NULL, reason = NULL, address = coalesce(?3, address) WHERE id = ?4
                    """,
                arguments: [standing(event.way), fact.at, event.address, event.mail]
            )
        case let event as MailSent:
            try tried(event.mail, .sent, event.attempt, fact, in: db)
            try db.execute(sql: "UPDATE mail SET sentAt = ? WHERE id = ?", arguments: [fact.at, event.mail])
        case let event as MailDeferred:
            try tried(event.mail, .waiting, event.attempt, fact, in: db)
            try db.execute(
                sql: "UPDATE mail SET nextAt = ?, code = ?, reason = ? WHERE id = ?",
                arguments: [event.next, event.code, event.reason, event.mail]
            )
        case let event as MailReturned:
            try tried(event.mail, .returned, event.attempt, fact, in: db)
            try db.execute(
                sql: "UPDATE mail SET fault = ?, code = ?, reason = ? WHERE id = ?",
                arguments: [event.fault.rawValue, event.code, event.reason, event.mail]
            )
        case let event as MailDropped: try tried(event.mail, .dropped, event.attempt, fact, in: db)
        case let event as MailOpened:
            try db.execute(
                sql: "UPDATE mail SET openedAt = ?, openedBy = ? WHERE id = ?",
                arguments: [fact.at, event.way.rawValue, event.mail]
            )
        default: try cause(event, fact, in: db)
        }
    }

    private static func queue(_ event: MailQueued, _ fact: Fact, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO mail (id, kind, meeting, why, addressee, member, by, standing, round, tries, queuedAt, nextAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)
                """,
            arguments: [
                event.mail, event.why.kind.rawValue, event.why.meeting,
                String(decoding: try Coding.encode(event.why), as: UTF8.self), "\(event.to)", event.to.member, event.by,
                standing(event.way), fact.at, fact.at,
            ]
        )
        try told(event.causes, in: db)
    }

    private static func told(_ causes: [Int], in db: Database) throws {
        for position in causes {
            try db.execute(sql: "DELETE FROM mailCause WHERE position = ?", arguments: [position])
        }
    }

    private static func standing(_ way: Mail.Way) -> String {
        (way == .mail ? MailState.Standing.waiting : .byHand).rawValue
    }

    private static func tried(
        _ mail: ID<Mail>,
        _ standing: MailState.Standing,
        _ attempt: Int,
        _ fact: Fact,
        in db: Database
    ) throws {
        try db.execute(
            sql: """
                UPDATE mail SET standing = ?, tries = ?, triedAt = ?, nextAt = NULL, fault = NULL, code = NULL,
                    reason = NULL WHERE id = ?
                """,
            arguments: [standing.rawValue, attempt, fact.at, mail]
        )
    }

    // MARK: What is to be told

    private static func cause(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as MatterReminded: try cause("reminded", matter: event.matter, fact, in: db)
        case let event as MatterEscalated:
            try cause("escalated", matter: event.matter, duty: event.duty, fact, in: db)
        case let event as StepOwed where try !isOwn(event.of, fact, in: db):
            try cause("owed", matter: event.matter, duty: event.duty, fact, in: db)
        case let event as RungReached:
            try cause("rung-\(event.step.rawValue)", matter: event.matter, duty: event.duty, fact, in: db)
        case let event as StepMet where event.reported != nil:
            try cause("entered", matter: event.matter, duty: event.duty, fact, in: db)
        case let event as RaiserTold: try cause("told", matter: event.matter, fact, in: db)
        case let event as MatterUpdated where try isLoop(event.matter, in: db):
            try cause("message/everyone", matter: event.matter, fact, in: db)
        case let event as MessageWritten: try cause("message/\(event.readers)", matter: event.matter, fact, in: db)
        case let event as FactAdded: try cause("message/holder", matter: event.matter, fact, in: db)
        case let event as FileAdded:
            // What hangs on something is told of with that.
            guard case .matter(let readers) = event.place else { return }
            try cause("message/\(readers)", matter: event.matter, fact, in: db)
        case let event as MatterOffered where try isLoop(event.matter, in: db):
            try cause("offered", matter: event.matter, fact, in: db)
        // What comes from a stranger waits for the coordinator, who is reminded of it like of any other.
        case let event as LetterReceived where try isFirst(event, fact, in: db):
            try cause("letter-came", letter: event.letter, fact, in: db)
        case let event as LetterAssigned: try cause("letter-came", letter: event.letter, fact, in: db)
        case let event as LetterWaited: try cause("letter-\(event.wait.rawValue)", letter: event.letter, fact, in: db)
        case let event as CoverAsked: try cause("absence-asked", absence: event.absence, fact, in: db)
        case let event as CoverDeclined: try cause("absence-declined", absence: event.absence, fact, in: db)
        case let event as AbsenceNoticed:
            try cause("absence-\(event.notice.rawValue)", absence: event.absence, fact, in: db)
        case let event as DigestHeld: try told(event.causes, in: db)
        case let event as MeetingMoved: try cause("moved", meeting: event.meeting, fact, in: db)
        case let event as MeetingCancelled: try cause("called-off", meeting: event.meeting, fact, in: db)
        default: break
        }
    }

    /// Whoever has unfiled mail of the last day knows that some waits: a mailbox that forwards all it gets would be told of
    /// what it was told.
    private static func isFirst(_ event: LetterReceived, _ fact: Fact, in db: Database) throws -> Bool {
        guard let owner = event.owner else { return false }
        return try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT NOT EXISTS (SELECT 1 FROM letter
                        WHERE owner = ? AND standing = 'waiting' AND since > ? AND isErased = 0 AND id <> ?)
                    """
            ),
            arguments: [owner, fact.at.adding(seconds: -24 * 60 * 60), event.letter]
        ) ?? true
    }

    private static func isLoop(_ matter: ID<Matter>, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT text IS NULL FROM matter WHERE id = ?"),
            arguments: [matter]
        ) ?? false
    }

    /// Whoever brought a step about that they owe themselves, or where they are, is told by what they see.
    private static func isOwn(_ party: Party, _ fact: Fact, in db: Database) throws -> Bool {
        if let member = party.member { return fact.actor == "member/\(member)" }
        guard let organisation = party.organisation, fact.actor.hasPrefix("member/") else { return false }
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT organisation = ? FROM member WHERE id = ?"),
            arguments: [organisation, String(fact.actor.dropFirst("member/".count))]
        ) ?? false
    }

    private static func cause(
        _ kind: String,
        matter: ID<Matter>? = nil,
        duty: ID<Duty>? = nil,
        meeting: ID<Meeting>? = nil,
        letter: ID<Letter>? = nil,
        absence: ID<Absence>? = nil,
        _ fact: Fact,
        in db: Database
    ) throws {
        // What nobody was told of in time is not told late.
        try db.executeCached(
            sql: "DELETE FROM mailCause WHERE at < ?",
            arguments: [fact.at.adding(seconds: -Outbox.memory)]
        )
        try db.executeCached(
            sql: """
                INSERT INTO mailCause (position, kind, matter, duty, meeting, letter, absence, at, actor)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [fact.position, kind, matter, duty, meeting, letter, absence, fact.at, fact.actor]
        )
    }
}
