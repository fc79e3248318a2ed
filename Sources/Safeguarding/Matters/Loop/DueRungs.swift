import Almanac
import GRDB
import Ledger

/// A rung of a ladder whose moment has come, for the system's own clock: it sees all, and opens nothing.
struct DueRung {
    let matter: LoopReference
    let duty: ID<Duty>
    let rung: LadderRung
    /// Of what is copied to a deputy: who owes it, and who is named for them.
    let debtor: Party?
    let named: NamedDeputies?
}

extension Readings {
    /// What has come due by a moment and was not reached, the longest due first.
    ///
    /// - Parameter last: The one after which to go on. What could not be reached is not asked for again at once.
    func dueRungs(at moment: Instant, after last: DueRung? = nil, limit: Int) async throws -> [DueRung] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT rung.duty, rung.matter, rung.step, rung.at, matter.procedure, matter.isPersonal,
                        iif(matter.local IS NULL, NULL, matter.place)
                    FROM rung JOIN matter ON matter.id = rung.matter
                    WHERE rung.at <= ? AND (rung.at, rung.duty, rung.step) > (?, ?, ?)
                    ORDER BY rung.at, rung.duty, rung.step LIMIT ?
                    """,
                arguments: [
                    moment, last?.rung.at ?? Instant(milliseconds: .min), last?.duty.description ?? "",
                    last?.rung.step.rawValue ?? "", limit,
                ]
            ).compactMap { row in
                guard let step = LadderRung.Step(rawValue: row[2]) else { return nil }
                let duty: ID<Duty> = row[0]
                return DueRung(
                    matter: LoopReference(row[1], procedure: row[4], isPersonal: row[5], textOf: row[6]),
                    duty: duty,
                    rung: LadderRung(step: step, at: row[3]),
                    debtor: step == .copyDeputy ? try Party.owing(duty, in: db) : nil,
                    named: step == .copyDeputy ? try DeputyReading.named(for: duty, in: db) : nil
                )
            }
        }
    }
}

extension Party {
    fileprivate static func owing(_ duty: ID<Duty>, in db: Database) throws -> Party? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(PartyColumns.shown(of: "duty")) FROM duty WHERE id = ?"),
            arguments: [duty]
        ).flatMap { row in
            var columns = Columns(row)
            return Party(&columns)
        }
    }
}
