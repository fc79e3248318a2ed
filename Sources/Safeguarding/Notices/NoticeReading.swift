import Almanac
package import GRDB
import Ledger
import Procedures

/// A row for each notice and each member who gets it, made when it happens: a successor hears what happens from then on.
///
/// Whether somebody may still know of what it is about is asked when it is read.
package enum NoticeReading: Reading {
    package static let name = "notices"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE notice (
                    member TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, family TEXT NOT NULL,
                    about TEXT NOT NULL, matter TEXT, meeting TEXT, duty TEXT, at INTEGER NOT NULL,
                    isSeen INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (member, position)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX noticeUnseen ON notice (member, about) WHERE isSeen = 0;
                CREATE INDEX noticeByTime ON notice (at);
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as NoticesSeen:
            try db.executeCached(
                sql: """
                    UPDATE notice SET isSeen = 1
                    WHERE member = ?1 AND position <= ?2 AND isSeen = 0 AND (?3 IS NULL OR about = ?3)
                    """,
                arguments: [event.member, event.upTo, event.about]
            )
        case let event as MailQueued:
            guard let member = event.to.member, let kind = kind(ofMail: event.why), let meeting = event.why.meeting
            else { return }
            try Told(kind, .meeting(meeting)).tell([member], fact, in: db)
        case is any MatterEvent, is LetterReceived, is LetterAssigned, is LetterWaited, is MeetingMoved,
            is MeetingCancelled, is CoverAsked, is CoverDeclined, is AbsenceNoticed:
            try tellCaused(event, fact, in: db)
        default: break
        }
    }

    /// What is moved or called off is told by its own event.
    private static func kind(ofMail why: Mail.Why) -> Notice.Kind? {
        switch why {
        case .notes: .notes
        case .invitation: .invitation
        default: nil
        }
    }

    // MARK: What is told by mail too

    private static func tellCaused(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        let cause = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM mailCause WHERE position = ?"),
            arguments: [fact.position]
        )
        guard let cause else { return try tellMore(event, fact, in: db) }
        let causes = try MailCause.found(cause, reachesBodies: false, in: db)
        guard !causes.isEmpty else { return try tellMore(event, fact, in: db) }
        let routes = try MailRoutes(at: fact.at, in: db)
        for found in causes {
            guard let kind = kind(of: found.why, cause["kind"], event), let about = about(found.why) else { continue }
            // Whoever is away finds it when they are back; whoever covers has it now, as they have the mail.
            let people = Set(found.to).union(try found.covered(routes, in: db).to)
            try Told(kind, about, duty: cause["duty"]).tell(people.sorted(), fact, in: db)
        }
    }

    private static func kind(of why: Mail.Why, _ cause: String, _ event: any DomainEvent) -> Notice.Kind? {
        switch why.kind {
        case .moved: .moved
        case .calledOff: .calledOff
        case .tray: .tray
        case .lateTray: .lateTray
        case .overdue: .lateElsewhere
        case .absence: Notice.Kind(rawValue: cause)
        case .waits:
            switch cause {
            case "owed": .owed
            case "reminded", "rung-remind": .reminded
            case "escalated": .late
            case "told": .told
            case "entered": .entered
            case "offered": .offered
            default: event is FileAdded ? .file : event is FactAdded ? .source : .message
            }
        case .notes, .invitation, .stoodDown, .account, .digest: nil
        }
    }

    private static func about(_ why: Mail.Why) -> Notice.About? {
        switch why.kind {
        case .tray, .lateTray: .tray
        case .absence: .cover
        default: why.meeting.map(Notice.About.meeting) ?? why.matters.first.map(Notice.About.matter)
        }
    }

    // MARK: What is told here only

    private static func tellMore(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as StepMet where try isReceipt(event.duty, in: db):
            try tell(.received, event, .raiser, fact, in: db)
        case let event as DutyMet where try isReceipt(event.duty, in: db):
            try tell(.received, event, .raiser, fact, in: db)
        case let event as HolderChanged: try tell(.takenOver, event, .raiser, fact, in: db)
        case let event as MatterAccepted: try tell(.takenOver, event, .raiser, fact, in: db)
        case let event as MatterClosed: try tell(.closed, event, .everyone, fact, in: db)
        case let event as MatterWithdrawn: try tell(.withdrawn, event, .everyone, fact, in: db)
        case let event as MatterReopened where try isAction(event.matter, in: db):
            try tell(.reopened, event, .holder, fact, in: db)
        case let event as MatterUpdated: try tell(.message, event, .everyone, fact, in: db)
        case let event as MatterAnswered:
            let unread = try ID<Member>.fetchAll(
                db.cachedStatement(sql: "SELECT member FROM unread WHERE matter = ?"),
                arguments: [event.matter]
            )
            try Told(.told, .matter(event.matter)).tell(unread, fact, in: db)
        case let event as DutyOwed where event.what == .finish:
            guard try isNew(event.matter, in: db) else { return }
            let people = try MailCause.members(of: event.of, owing: event.duty, in: db)
            try Told(.given, .matter(event.matter), duty: event.duty).tell(people, fact, in: db)
        case let event as HolderNamed:
            let named = event.parts + (event.to.member.map { [$0] } ?? [])
            try Told(.given, .matter(event.matter)).tell(named, fact, in: db)
        case let event as LetterReceived:
            try Told(.tray, .tray).tell(event.owner.map { [$0] } ?? [], fact, in: db)
        case let event as MatterOffered:
            try Told(.offered, .matter(event.matter)).tell(event.to.member.map { [$0] } ?? [], fact, in: db)
        default: break
        }
    }

    /// What was over before it was recorded, as in notes that are brought in, is news to nobody.
    private static func tell(
        _ kind: Notice.Kind,
        _ event: some MatterEvent,
        _ readers: Readers,
        _ fact: Fact,
        in db: Database
    ) throws {
        let isOld = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT command = ? FROM matter WHERE id = ?"),
            arguments: [fact.append, event.matter]
        )
        guard isOld == false else { return }
        try Told(kind, .matter(event.matter)).tell(
            try MailCause.people(readers, of: event.matter, in: db),
            fact,
            in: db
        )
    }

    private static func isReceipt(_ duty: ID<Duty>, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT task = 'acknowledge' FROM duty WHERE id = ?"),
            arguments: [duty]
        ) ?? false
    }

    private static func isAction(_ matter: ID<Matter>, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT text IS NOT NULL FROM matter WHERE id = ?"),
            arguments: [matter]
        ) ?? false
    }

    private static func isNew(_ matter: ID<Matter>, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT happened IS NULL FROM matter WHERE id = ?"),
            arguments: [matter]
        ) ?? false
    }
}

/// One notice, before it is known whose.
private struct Told {
    let kind: Notice.Kind
    let about: Notice.About
    let duty: ID<Duty>?

    init(_ kind: Notice.Kind, _ about: Notice.About, duty: ID<Duty>? = nil) {
        (self.kind, self.about, self.duty) = (kind, about, duty)
    }

    /// Whoever did it knows, and whoever has no account looks at nothing here.
    func tell(_ people: [ID<Member>], _ fact: Fact, in db: Database) throws {
        guard !people.isEmpty else { return }
        try db.executeCached(
            sql: "DELETE FROM notice WHERE at < ?",
            arguments: [fact.at.adding(seconds: -Int64(Notice.kept) * 86_400)]
        )
        var (matter, meeting): (ID<Matter>?, ID<Meeting>?) = (nil, nil)
        switch about {
        case .matter(let id): matter = id
        case .meeting(let id): meeting = id
        case .tray, .cover: break
        }
        for person in people where fact.actor != "member/\(person)" {
            try db.executeCached(
                sql: """
                    INSERT OR IGNORE INTO notice (member, position, kind, family, about, matter, meeting, duty, at)
                    SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM member WHERE id = ?1 AND standing = 'joined'
                    """,
                arguments: [
                    person, fact.position, kind.rawValue, kind.family.rawValue, about, matter, meeting, duty, fact.at,
                ]
            )
        }
    }
}
