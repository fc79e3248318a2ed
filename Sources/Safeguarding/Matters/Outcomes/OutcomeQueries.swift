package import Almanac
import GRDB
import Ledger
import Procedures

extension Readings {
    /// How procedures go in the network, in numbers: those with matters in a school year, by procedure.
    ///
    /// What was withdrawn before anybody received it, or was taken back out, is not counted.
    ///
    /// - Parameter procedure: Nil for all.
    package func outcomes(
        of procedure: String? = nil,
        in year: SchoolYear,
        at now: Instant,
        as actor: Actor
    ) async throws -> [ProcedureOutcomes] {
        guard Policy.allows(.seeOutcomes, actor, []) else { return [] }
        return try await read { db in
            var found: [String: (matters: [OutcomeMatter], isPersonal: Bool)] = [:]
            for counted in try CountedMatter.all(of: procedure, at: now, in: db)
            where year.contains(London.day(counted.matter.raised)) {
                found[counted.procedure, default: ([], false)].matters.append(counted.matter)
                if counted.isPersonal { found[counted.procedure]?.isPersonal = true }
            }
            let months = year.months(until: London.day(now))
            return found.sorted { $0.key < $1.key }.map { procedure, found in
                ProcedureOutcomes(procedure, found.matters, months: months, isPersonal: found.isPersonal)
            }
        }
    }
    /// The school years in which something was raised under a procedure, the newest first.
    package func outcomeYears(as actor: Actor) async throws -> [SchoolYear] {
        guard Policy.allows(.seeOutcomes, actor, []) else { return [] }
        let raised = try await read { db in
            try Instant.fetchAll(db, sql: "SELECT raisedAt FROM matter WHERE text IS NULL")
        }
        return Set(raised.map { SchoolYear(of: London.day($0)) }).sorted(by: >)
    }
}

/// A matter as it is counted, with the procedure that it was raised under.
struct CountedMatter {
    let procedure: String
    let matter: OutcomeMatter
    /// Whether somebody can be known by what is raised under the procedure, in this or another version.
    let isPersonal: Bool

    /// What was withdrawn before anybody received it, or was taken back out, is not counted.
    ///
    /// - Parameter procedure: Nil for all.
    static func all(of procedure: String?, at now: Instant, in db: Database) throws -> [CountedMatter] {
        var steps = try OutcomeSteps(procedure, at: now, in: db)
        var all: [CountedMatter] = []
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT matter.id, matter.procedure, coalesce(holder.organisation, member.organisation) AS holds,
                        raisedAt, receivedAt, decidedAt, answeredAt, ending, outcome, judged, matter.place, matter.local,
                        matter.isPersonal OR EXISTS (SELECT 1 FROM procedure WHERE procedure.id = matter.procedure
                            AND procedure.isPersonal) AS isPersonal
                    FROM matter JOIN holder ON holder.matter = matter.id AND holder.place = 0
                    LEFT JOIN member ON member.id = holder.member
                    WHERE text IS NULL AND (ending IS NULL OR ending = 'closed') AND (?1 IS NULL OR procedure = ?1)
                    """
            ),
            arguments: [procedure]
        )
        while let row = try cursor.next() {
            let taken = steps.removeValue(of: row["id"])
            let outcome: String? = row["outcome"]
            let judged: String? = row["judged"]
            let ending: String? = row["ending"]
            let matter = OutcomeMatter(
                organisation: row["holds"],
                raised: row["raisedAt"],
                received: row["receivedAt"],
                decided: row["decidedAt"],
                told: taken.told ?? row["answeredAt"],
                isOpen: ending == nil,
                isOverdue: ending == nil && taken.isOverdue,
                judged: judged.flatMap(OutcomeMatter.Judged.init),
                outcome: outcome,
                place: row["place"],
                local: row["local"],
                inTime: taken.inTime
            )
            all.append(CountedMatter(procedure: row["procedure"], matter: matter, isPersonal: row["isPersonal"]))
        }
        return all
    }
}

/// What was done and owed on each matter, by when.
private struct OutcomeSteps {
    struct Taken {
        var told: Instant?
        var isOverdue = false
        var inTime: [OutcomeStep: Bool] = [:]
    }

    private var taken: [ID<Matter>: Taken] = [:]

    init(_ procedure: String?, at now: Instant, in db: Database) throws {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT duty.matter, task, debtor, dueAt, metAt, standing FROM duty
                    JOIN matter ON matter.id = duty.matter
                    WHERE matter.text IS NULL AND standing <> 'lapsed' AND (?1 IS NULL OR procedure = ?1)
                    ORDER BY duty.matter, duty.number
                    """
            ),
            arguments: [procedure]
        )
        while let row = try cursor.next() {
            let (met, due): (Instant?, Instant?) = (row["metAt"], row["dueAt"])
            var one = taken[row["matter"]] ?? Taken()
            let debtor: String? = row["debtor"]
            // What the raiser owes is not the holder's to do.
            if debtor != "raiser", row["standing"] == "open", let due, due < now { one.isOverdue = true }
            if debtor == "holder", let task = Procedure.Task(rawValue: row["task"]), let step = OutcomeStep(task) {
                if step == .feedBack, one.told == nil { one.told = met }
                // The first of its kind: what the raiser waits for.
                if one.inTime[step] == nil, let due, met != nil || due < now {
                    one.inTime[step] = met.map { $0 <= due } ?? false
                }
            }
            taken[row["matter"]] = one
        }
    }

    mutating func removeValue(of matter: ID<Matter>) -> Taken { taken.removeValue(forKey: matter) ?? Taken() }
}

extension OutcomeStep {
    fileprivate init?(_ task: Procedure.Task) {
        switch task {
        case .acknowledge: self = .acknowledge
        case .decide: self = .decide
        case .tell: self = .feedBack
        default: return nil
        }
    }
}
