import Almanac
import GRDB
import Ledger
import Procedures

/// How what happens to a matter under a procedure stands in the tables of ``MatterReading``.
enum LoopReading {
    static func raise(_ event: LoopRaised, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: """
                INSERT INTO matter (id, number, procedure, procedureVersion, raiser, station, raisedAt, changedAt, command,
                    isPersonal, raiserOrganisation, raiserPost, toldInstead, place, local)
                VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM matter), ?2, ?3, ?4, 'raised', ?5, ?5, ?6, ?7, ?8, ?9,
                    ?10, ?11, ?12)
                """,
            arguments: [
                event.matter, event.procedure, event.version, event.raiser.member, fact.at, fact.append,
                event.isPersonal, event.raiser.organisation, event.raiser.post, event.instead,
                event.place, event.local,
            ]
        )
        try db.executeCached(
            sql: "INSERT INTO holder (matter, place, \(PartyColumns.names)) VALUES (?, 0, \(PartyColumns.marks))",
            arguments: [event.matter] + PartyColumns.values(event.holder)
        )
        for joined in event.parties { try join(joined, event.matter, in: db) }
        for (field, answer) in event.answers {
            try db.executeCached(
                sql: "INSERT INTO answer (matter, field, value) VALUES (?, ?, ?)",
                arguments: [event.matter, field, answer]
            )
        }
    }

    static func join(_ joined: Joined, _ matter: ID<Matter>, in db: Database) throws {
        guard let party = joined.party else {
            try db.executeCached(
                sql: "INSERT OR REPLACE INTO joined (matter, part, isEveryone) VALUES (?, ?, 1)",
                arguments: [matter, joined.id]
            )
            return
        }
        try db.executeCached(
            sql: """
                INSERT OR REPLACE INTO joined (matter, part, isEveryone, \(PartyColumns.names))
                VALUES (?, ?, 0, \(PartyColumns.marks))
                """,
            arguments: [matter, joined.id] + PartyColumns.values(party)
        )
    }

    static func owe(_ event: StepOwed, _ fact: Fact, in db: Database) throws {
        let day = event.due.map { London.day($0) }
        let due = day.map(Due.on) ?? .notGiven
        try db.executeCached(
            sql: """
                INSERT INTO duty (id, matter, number, task, due, lastDay, fromDay, owedAt, standing, deadline, step, debtor,
                    term, dueAt, schoolDays, \(PartyColumns.names))
                VALUES (?1, ?2, (SELECT count(*) + 1 FROM duty WHERE matter = ?2), ?3, ?4, ?5, ?6, ?7, 'open', ?5, ?8, ?9,
                    ?10, ?11, ?12, \(PartyColumns.marks))
                """,
            arguments: [
                event.duty, event.matter, event.what.rawValue, due, day, London.day(event.from), fact.at, event.step,
                event.debtor, event.term, event.due, try event.schoolDays?.column,
            ] + PartyColumns.values(event.of)
        )
        try climb(event.ladder, event.duty, event.matter, in: db)
    }

    private static func climb(
        _ ladder: [LadderRung],
        _ duty: ID<Duty>,
        _ matter: ID<Matter>,
        in db: Database
    ) throws {
        for rung in ladder {
            try db.executeCached(
                sql: "INSERT OR IGNORE INTO rung (duty, matter, step, at) VALUES (?, ?, ?, ?)",
                arguments: [duty, matter, rung.step.rawValue, rung.at]
            )
        }
    }

    /// What all members owe is met by each of them for themselves.
    private static func answer(_ event: StepMet, by member: ID<Member>, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: "INSERT OR IGNORE INTO part (duty, matter, member, metAt, said) VALUES (?, ?, ?, ?, ?)",
            arguments: [event.duty, event.matter, member, fact.at, event.outcome]
        )
    }

    static func meet(_ event: StepMet, _ fact: Fact, in db: Database) throws {
        let isForAll = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT kind = 'everyone' FROM duty WHERE id = ?"),
            arguments: [event.duty]
        )
        if isForAll == true, let member = event.by { return try answer(event, by: member, fact, in: db) }
        try db.executeCached(
            sql: "UPDATE duty SET standing = 'met', metAt = ? WHERE id = ?",
            arguments: [fact.at, event.duty]
        )
        try db.executeCached(sql: "DELETE FROM rung WHERE duty = ?", arguments: [event.duty])
        guard
            let duty = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT task, debtor FROM duty WHERE id = ?"),
                arguments: [event.duty]
            ), let task = Procedure.Task(rawValue: duty[0])
        else { return }
        // What a party received the holder has not.
        let isHolders = duty[1] == "holder"
        if isHolders, [.acknowledge, .decide, .review].contains(task) { try receive(event.matter, fact, in: db) }
        switch task {
        case .decide, .review:
            guard let outcome = event.outcome else { return }
            // What the raiser finds they know already, and nobody tells them.
            if duty[1] == "raiser" {
                try db.executeCached(
                    sql: "UPDATE matter SET outcome = ?1, toldOutcome = ?1 WHERE id = ?2",
                    arguments: [outcome, event.matter]
                )
                return
            }
            try db.executeCached(
                sql: """
                    UPDATE matter SET station = 'decided', outcome = ?, decidedAt = coalesce(decidedAt, ?) WHERE id = ?
                    """,
                arguments: [outcome, fact.at, event.matter]
            )
        case .satisfied:
            try db.executeCached(
                sql: "UPDATE matter SET judged = ? WHERE id = ?",
                arguments: [event.outcome, event.matter]
            )
        default: return
        }
    }

    private static func receive(_ matter: ID<Matter>, _ fact: Fact, in db: Database) throws {
        try MatterReading.receive(matter, in: db)
        try db.executeCached(
            sql: "UPDATE matter SET receivedAt = coalesce(receivedAt, ?) WHERE id = ?",
            arguments: [fact.at, matter]
        )
    }

    /// What the holder owes goes with the matter; what the same organisation owes as a party does not. Nothing of it is
    /// copied to the deputies of whoever owes it now.
    static func give(_ event: HolderChanged, in db: Database) throws {
        try db.executeCached(sql: "DELETE FROM offer WHERE matter = ?", arguments: [event.matter])
        try db.executeCached(
            sql: "UPDATE holder SET declined = 0, (\(PartyColumns.names)) = (\(PartyColumns.marks)) WHERE matter = ?",
            arguments: PartyColumns.values(event.to) + [event.matter]
        )
        try db.executeCached(
            sql: """
                UPDATE duty SET copiedAt = NULL, (\(PartyColumns.names)) = (\(PartyColumns.marks))
                WHERE matter = ? AND debtor = 'holder' AND standing = 'open'
                """,
            arguments: PartyColumns.values(event.to) + [event.matter]
        )
        try MatterReading.receive(event.matter, in: db)
        if let lead = event.to.organisation { try tellInstead(lead, event.matter, in: db) }
    }

    /// Whoever is told in place of the raiser is where it is held, and never where it is about.
    private static func tellInstead(_ lead: ID<Organisation>, _ matter: ID<Matter>, in db: Database) throws {
        guard
            let earlier = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT toldInstead FROM matter
                        WHERE id = ? AND toldInstead IS NOT NULL AND raiserOrganisation IS NOT ?
                        """
                ),
                arguments: [matter, lead]
            )
        else { return }
        let before: ToldInstead = earlier[0]
        try db.executeCached(sql: "UPDATE matter SET toldInstead = ? WHERE id = ?", arguments: [lead, matter])
        try db.executeCached(
            sql: """
                UPDATE duty SET copiedAt = NULL, (\(PartyColumns.names)) = (\(PartyColumns.marks))
                WHERE matter = ? AND debtor = 'raiser' AND standing = 'open' AND partyKey = ?
                """,
            arguments: PartyColumns.values(.lead(lead)) + [matter, before.party.key]
        )
        let isAnswered = "SELECT 1 FROM matter WHERE id = ? AND answer IS NOT NULL"
        guard try Bool.fetchOne(db, sql: isAnswered, arguments: [matter]) ?? false else { return }
        try db.executeCached(sql: "DELETE FROM unread WHERE matter = ?", arguments: [matter])
        try db.executeCached(
            sql: """
                INSERT OR IGNORE INTO unread (matter, member)
                SELECT ?1, id FROM member WHERE \(MemberReading.isLead("member", of: "?2")) AND standing <> 'left'
                """,
            arguments: [matter, lead]
        )
    }

    static func lapse(_ event: StepLapsed, in db: Database) throws {
        try db.executeCached(sql: "UPDATE duty SET standing = 'lapsed' WHERE id = ?", arguments: [event.duty])
        try db.executeCached(sql: "DELETE FROM rung WHERE duty = ?", arguments: [event.duty])
    }

    static func putOff(_ event: TellingPutOff, in db: Database) throws {
        let day = London.day(event.until)
        try db.executeCached(
            sql: """
                UPDATE duty SET due = ?1, lastDay = ?2, deadline = ?2, dueAt = ?3, escalatedAt = NULL, copiedAt = NULL
                WHERE id = ?4
                """,
            arguments: [Due.on(day), day, event.until, event.duty]
        )
        try db.executeCached(sql: "DELETE FROM rung WHERE duty = ?", arguments: [event.duty])
        try climb(event.ladder, event.duty, event.matter, in: db)
    }

    static func reach(_ event: RungReached, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: "DELETE FROM rung WHERE duty = ? AND at = ? AND step = ?",
            arguments: [event.duty, event.at, event.step.rawValue]
        )
        if event.copiedTo?.isEmpty == false {
            try db.executeCached(sql: "UPDATE duty SET copiedAt = ? WHERE id = ?", arguments: [fact.at, event.duty])
        }
        guard event.step == .toCoordinator else { return }
        try db.executeCached(sql: "UPDATE duty SET escalatedAt = ? WHERE id = ?", arguments: [fact.at, event.duty])
    }

    /// Whether a row of members is told what came of a row of `matter` in place of whoever raised it.
    static func isToldInstead(_ member: String) -> String {
        """
        iif(matter.toldInstead = 'coordinators', ' ' || \(member).roles || ' ' LIKE '% coordinator %',
            \(MemberReading.isLead(member, of: "matter.toldInstead")))
        """
    }

    /// The answer comes back to whoever raised it, or, where their own organisation is implicated, to the lead's.
    static func tell(_ event: RaiserTold, _ fact: Fact, in db: Database) throws {
        try db.executeCached(
            sql: """
                UPDATE matter SET station = 'fed-back', answer = ?, answeredBy = ?, answeredAt = ?, toldOutcome = ?
                WHERE id = ?
                """,
            arguments: [event.text, event.by, fact.at, event.outcome, event.matter]
        )
        try db.executeCached(
            sql: """
                INSERT OR IGNORE INTO unread (matter, member)
                SELECT matter.id, member.id FROM matter JOIN member ON iif(matter.toldInstead IS NULL,
                    iif(matter.raiserPost IS NULL, member.id = matter.raiser,
                        member.organisation = matter.raiserOrganisation
                        AND member.post = matter.raiserPost COLLATE post),
                    \(isToldInstead("member")))
                WHERE matter.id = ?1 AND member.id IS NOT ?2 AND member.standing <> 'left'
                """,
            arguments: [event.matter, event.by]
        )
        try AbsenceReading.comesBack(event.matter, by: event.by, at: fact.at, in: db)
    }
}
