package import GRDB
import Ledger
import Procedures

/// Matters, who holds them, what is owed on them, and everything that happened to them.
package enum MatterReading: Reading {
    package static let name = "matters"
    package static let version = 6

    static func nextMeeting(of group: String, after day: String) -> String {
        """
        (SELECT min(day) FROM meeting WHERE meeting."group" = \(group) AND meeting.day > \(day)
            AND meeting.cancelled IS NULL)
        """
    }

    /// The deadline of a duty that is bound as `?1` its last day, `?2` its group and `?3` the day it is counted from.
    private static let deadline = "iif(?2 IS NULL, ?1, \(nextMeeting(of: "?2", after: "?3")))"

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        guard let event = event as? any MatterEvent else { return }
        switch event {
        case let event as MatterRaised: try raise(event, fact, in: db)
        case let event as DutyOwed: try owe(event, fact, in: db)
        case let event as DutyMet: try meet(event, fact, in: db)
        case let event as DutyMoved:
            try db.executeCached(
                sql: """
                    UPDATE duty SET lastDay = ?1, dueGroup = ?2, fromDay = ?3, deadline = \(deadline), due = ?4,
                        escalatedAt = NULL WHERE id = ?5
                    """,
                arguments: [event.due.lastDay, event.due.group, event.from, event.due, event.duty]
            )
        case let event as MatterEscalated:
            try db.executeCached(sql: "UPDATE duty SET escalatedAt = ? WHERE id = ?", arguments: [fact.at, event.duty])
        case let event as MatterOffered:
            try db.executeCached(
                sql:
                    "INSERT OR REPLACE INTO offer (matter, giver, \(PartyColumns.names)) VALUES (?, ?, \(PartyColumns.marks))",
                arguments: [event.matter, event.from.key] + PartyColumns.values(event.to)
            )
        case let event as OfferDeclined: try dropOffer(of: event.from, event.matter, in: db)
        case let event as HolderDeclined:
            try db.executeCached(
                sql: "UPDATE holder SET declined = 1 WHERE matter = ? AND partyKey = ?",
                arguments: [event.matter, event.holder.key]
            )
        case let event as LoopRaised: try LoopReading.raise(event, fact, in: db)
        case let event as StepOwed: try LoopReading.owe(event, fact, in: db)
        case let event as StepMet: try LoopReading.meet(event, fact, in: db)
        case let event as StepLapsed: try LoopReading.lapse(event, in: db)
        case let event as TellingPutOff: try LoopReading.putOff(event, in: db)
        case let event as RungReached: try LoopReading.reach(event, fact, in: db)
        case let event as RaiserTold: try LoopReading.tell(event, fact, in: db)
        case let event as PartyJoined: try LoopReading.join(event.joined, event.matter, in: db)
        case let event as HolderChanged: try LoopReading.give(event, in: db)
        case let event as MatterAccepted:
            try move(event.from, to: event.to, parts: [], event.matter, in: db)
            try receive(event.matter, in: db)
        case let event as HolderNamed: try move(event.from, to: event.to, parts: event.parts, event.matter, in: db)
        case let event as MatterAnswered: try answer(event, fact, in: db)
        case let event as AnswerRead:
            try db.executeCached(
                sql: "DELETE FROM unread WHERE matter = ? AND member = ?",
                arguments: [event.matter, event.by]
            )
        case is MatterReopened:
            try db.executeCached(
                sql: """
                    UPDATE matter SET station = 'received', answer = NULL, answeredBy = NULL, answeredAt = NULL,
                        toldOutcome = NULL, judged = iif(ending IS NULL AND text IS NULL, judged, 'not-satisfied'),
                        ending = NULL, endedAt = NULL WHERE id = ?
                    """,
                arguments: [event.matter]
            )
            try db.executeCached(sql: "DELETE FROM unread WHERE matter = ?", arguments: [event.matter])
        case is MatterWithdrawn: try end(event.matter, .withdrawn, fact, in: db)
        case let event as MatterClosed:
            try end(event.matter, .closed, fact, in: db)
            // An action is closed by whoever says that what came back is enough; what was over before, by nobody.
            if event.happened == nil {
                try db.executeCached(
                    sql: "UPDATE matter SET judged = 'satisfied' WHERE id = ? AND text IS NOT NULL",
                    arguments: [event.matter]
                )
            }
        case is MatterTakenOut:
            try end(event.matter, .takenOut, fact, in: db)
            try db.executeCached(sql: "DELETE FROM unread WHERE matter = ?", arguments: [event.matter])
        default: break
        }
        try note(event, fact, in: db)
    }

    // MARK: Raised, owed, met

    private static func raise(_ event: MatterRaised, _ fact: Fact, in db: Database) throws {
        var place: (meeting: ID<Meeting>, item: ID<Item>?)?
        if case .meeting(let meeting, let item) = event.origin { place = (meeting, item) }
        try db.executeCached(
            sql: """
                INSERT INTO matter (id, number, procedure, procedureVersion, text, raiser, meeting, item, "group",
                    station, raisedAt, happened, changedAt, command)
                VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM matter), ?, ?, ?, ?, ?, ?, ?, 'raised', ?, ?, ?, ?)
                """,
            arguments: [
                event.matter, event.procedure, event.procedureVersion, event.text, event.raiser, place?.meeting,
                place?.item, event.group, fact.at, event.happened, fact.at, fact.append,
            ]
        )
        for (index, holder) in event.holders.enumerated() {
            try db.executeCached(
                sql: "INSERT INTO holder (matter, place, \(PartyColumns.names)) VALUES (?, ?, \(PartyColumns.marks))",
                arguments: [event.matter, index] + PartyColumns.values(holder)
            )
        }
    }

    private static func owe(_ event: DutyOwed, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: """
                INSERT INTO duty (lastDay, dueGroup, fromDay, deadline, id, matter, number, task, about, due, owedAt,
                    escalates, standing, \(PartyColumns.names))
                VALUES (?1, ?2, ?3, \(deadline), ?4, ?5, (SELECT count(*) + 1 FROM duty WHERE matter = ?5), ?6, ?7, ?8,
                    ?9, ?10, 'open', \(PartyColumns.marks))
                """,
            arguments: [
                event.due.lastDay, event.due.group, event.from, event.duty, event.matter, event.what.rawValue,
                event.about?.key, event.due, fact.at,
                try ActionProcedure.terms(of: event.matter, in: db)?.escalates(event.what) ?? false,
            ] + PartyColumns.values(event.of)
        )
        try add(event.parts, to: event.duty, event.matter, in: db)
    }

    private static func add(
        _ parts: [ID<Member>],
        to duty: ID<Duty>,
        _ matter: ID<Matter>,
        in db: Database
    ) throws {
        for part in parts {
            try db.executeCached(
                sql: "INSERT INTO part (duty, matter, member) VALUES (?, ?, ?)",
                arguments: [duty, matter, part]
            )
        }
    }

    private static func meet(_ event: DutyMet, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: "UPDATE part SET metAt = ? WHERE duty = ? AND metAt IS NULL AND (?3 IS NULL OR member = ?3)",
            arguments: [fact.at, event.duty, event.of]
        )
        try db.executeCached(
            sql: """
                UPDATE duty SET standing = 'met', metAt = ?1 WHERE id = ?2
                AND NOT EXISTS (SELECT 1 FROM part WHERE duty = ?2 AND metAt IS NULL)
                """,
            arguments: [fact.at, event.duty]
        )
        guard
            let duty = try Row.fetchOne(
                db,
                sql: "SELECT task, partyKey, standing FROM duty WHERE id = ?",
                arguments: [event.duty]
            ), let task = Procedure.Task(rawValue: duty["task"])
        else { return }
        if task == .acknowledge || task == .finish {
            try receive(event.matter, in: db)
            try db.executeCached(
                sql: "UPDATE holder SET declined = 0 WHERE matter = ? AND partyKey = ?",
                arguments: [event.matter, duty["partyKey"] as String]
            )
        }
        if task == .finish, duty["standing"] == "met" {
            try db.executeCached(
                sql: "DELETE FROM offer WHERE matter = ? AND giver = ?",
                arguments: [event.matter, duty["partyKey"] as String]
            )
            try decide(event.matter, in: db)
        }
    }

    // MARK: The loop

    static func receive(_ matter: ID<Matter>, in db: Database) throws {
        try db.executeCached(
            sql: "UPDATE matter SET station = 'received' WHERE id = ? AND station = 'raised'",
            arguments: [matter]
        )
    }

    private static func decide(_ matter: ID<Matter>, in db: Database) throws {
        try db.executeCached(
            sql: """
                UPDATE matter SET station = 'decided' WHERE id = ?1 AND station = 'received' AND NOT EXISTS (
                    SELECT 1 FROM duty WHERE matter = ?1 AND task = 'finish' AND standing = 'open')
                """,
            arguments: [matter]
        )
    }

    private static func move(
        _ from: Party,
        to: Party,
        parts: [ID<Member>],
        _ matter: ID<Matter>,
        in db: Database
    ) throws {
        try dropOffer(of: from, matter, in: db)
        try db.executeCached(
            sql: """
                UPDATE holder SET declined = 0, (\(PartyColumns.names)) = (\(PartyColumns.marks))
                WHERE matter = ? AND partyKey = ?
                """,
            arguments: PartyColumns.values(to) + [matter, from.key]
        )
        let duties = try ID<Duty>.fetchAll(
            db,
            sql: "SELECT id FROM duty WHERE matter = ? AND partyKey = ? AND standing = 'open'",
            arguments: [matter, from.key]
        )
        for duty in duties {
            try db.executeCached(
                sql: "UPDATE duty SET (\(PartyColumns.names)) = (\(PartyColumns.marks)) WHERE id = ?",
                arguments: PartyColumns.values(to) + [duty]
            )
            try db.executeCached(sql: "DELETE FROM part WHERE duty = ?", arguments: [duty])
            try add(parts, to: duty, matter, in: db)
        }
    }

    private static func dropOffer(of giver: Party, _ matter: ID<Matter>, in db: Database) throws {
        try db.executeCached(sql: "DELETE FROM offer WHERE matter = ? AND giver = ?", arguments: [matter, giver.key])
    }

    private static func end(
        _ matter: ID<Matter>,
        _ ending: MatterState.Ending,
        _ fact: Fact,
        in db: Database
    ) throws {
        try db.executeCached(
            sql: "UPDATE matter SET station = 'closed', ending = ?, endedAt = ? WHERE id = ?",
            arguments: [ending.rawValue, fact.at, matter]
        )
        try db.executeCached(
            sql: "UPDATE duty SET standing = 'lapsed' WHERE matter = ? AND standing = 'open'",
            arguments: [matter]
        )
        try db.executeCached(sql: "DELETE FROM rung WHERE matter = ?", arguments: [matter])
        try db.executeCached(sql: "DELETE FROM offer WHERE matter = ?", arguments: [matter])
    }

    /// An answer comes back to whoever raised it and to the officers of its group, except to the one who wrote it. What
    /// was over before it was recorded comes back to nobody.
    private static func answer(_ event: MatterAnswered, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: """
                UPDATE matter SET station = 'fed-back', answer = ?, answeredBy = ?, answeredAt = ? WHERE id = ?
                """,
            arguments: [event.text, event.by, fact.at, event.matter]
        )
        try db.executeCached(
            sql: """
                INSERT OR IGNORE INTO unread (matter, member)
                SELECT matter.id, asker.member FROM matter JOIN (
                    SELECT id AS matter, raiser AS member FROM matter WHERE id = ?1
                    UNION SELECT matter.id, groupMember.member FROM matter
                    JOIN groupMember ON groupMember."group" = matter."group" AND office <> 'member'
                    WHERE matter.id = ?1
                ) AS asker ON asker.matter = matter.id
                WHERE matter.id = ?1 AND matter.command <> ?2 AND asker.member IS NOT NULL AND asker.member IS NOT ?3
                """,
            arguments: [event.matter, fact.append, event.by]
        )
        try AbsenceReading.comesBack(event.matter, by: event.by, at: fact.at, in: db)
    }

    private static func note(_ event: some MatterEvent, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql:
                "INSERT INTO matterEntry (position, matter, at, actor, type, schema, payload) VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                fact.position, event.matter, fact.at, fact.actor, type(of: event).type, type(of: event).schema,
                String(decoding: fact.payload, as: UTF8.self),
            ]
        )
        guard !(event is AnswerRead) else { return }
        try db.executeCached(
            sql: "UPDATE matter SET changedAt = ? WHERE id = ?",
            arguments: [fact.at, event.matter]
        )
    }
}
