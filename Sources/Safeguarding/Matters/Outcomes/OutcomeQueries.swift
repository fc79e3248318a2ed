package import Almanac
import GRDB
import Ledger
import Procedures

extension Readings {
    /// How procedures go in the network, in numbers: those with matters in a school year, by procedure.
    ///
    /// What was withdrawn before anybody received it, or was taken back out, is not counted, nor an action that was over
    /// before it was recorded.
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
            try Instant.fetchAll(
                db,
                sql: "SELECT raisedAt FROM matter WHERE happened IS NULL OR endedAt IS NOT raisedAt"
            )
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

    /// What was withdrawn before anybody received it, or was taken back out, is not counted, nor an action that was over before it was
    /// recorded.
    ///
    /// - Parameter procedure: Nil for all.
    static func all(of procedure: String?, at now: Instant, in db: Database) throws -> [CountedMatter] {
        var steps = try OutcomeSteps(procedure, at: now, in: db)
        var all: [CountedMatter] = []
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT matter.id, matter.procedure, text IS NOT NULL AS isAction,
                        coalesce(holder.organisation, member.organisation) AS holds, raisedAt, receivedAt, decidedAt, answeredAt, ending, outcome, judged, matter.place, matter.local,
                        matter.isPersonal OR EXISTS (SELECT 1 FROM procedure WHERE procedure.id = matter.procedure
                            AND procedure.isPersonal) AS isPersonal
                    FROM matter JOIN holder ON holder.matter = matter.id AND holder.place = 0
                    LEFT JOIN member ON member.id = holder.member
                    WHERE (ending IS NULL OR ending = 'closed') AND (?1 IS NULL OR procedure = ?1)
                        AND (happened IS NULL OR endedAt IS NOT raisedAt)
                    """
            ),
            arguments: [procedure]
        )
        while let row = try cursor.next() {
            let isAction: Bool = row["isAction"]
            let taken = steps.removeValue(of: row["id"])
            let outcome: String? = row["outcome"]
            let judged: String? = row["judged"]
            let ending: String? = row["ending"]
            let matter = OutcomeMatter(
                organisation: row["holds"],
                raised: row["raisedAt"],
                received: isAction ? taken.first[.acknowledge] : row["receivedAt"],
                decided: isAction ? taken.wholly(.decide) : row["decidedAt"],
                told: taken.first[.feedBack] ?? row["answeredAt"],
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
        var isOverdue = false
        var inTime: [OutcomeStep: Bool] = [:]
        /// When the first and the last of a kind was done, and of which kinds something is still to be done.
        private(set) var first: [OutcomeStep: Instant] = [:]
        private var last: [OutcomeStep: Instant] = [:]
        private var open: Set<OutcomeStep> = []

        /// When all of a kind was done.
        func wholly(_ step: OutcomeStep) -> Instant? { open.contains(step) ? nil : last[step] }

        mutating func add(_ step: OutcomeStep, met: Instant?, due: Instant?, at now: Instant) {
            if let met {
                first[step] = min(met, first[step] ?? met)
                last[step] = max(met, last[step] ?? met)
            } else {
                open.insert(step)
            }
            // The first of its kind: what the raiser waits for.
            if inTime[step] == nil, let due, met != nil || due < now { inTime[step] = met.map { $0 <= due } ?? false }
        }
    }

    private var taken: [ID<Matter>: Taken] = [:]

    init(_ procedure: String?, at now: Instant, in db: Database) throws {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT duty.matter, task, debtor, dueAt, deadline, metAt, standing FROM duty
                    JOIN matter ON matter.id = duty.matter
                    WHERE standing <> 'lapsed' AND (?1 IS NULL OR procedure = ?1)
                    ORDER BY duty.matter, duty.number
                    """
            ),
            arguments: [procedure]
        )
        while let row = try cursor.next() {
            // Those of an action have no debtor, and a day by which they are due.
            let (debtor, deadline): (String?, Day?) = (row["debtor"], row["deadline"])
            let due = (row["dueAt"] as Instant?) ?? deadline.map(London.end)
            // What the raiser owes is nobody else's to do.
            guard debtor != "raiser", let task = Procedure.Task(rawValue: row["task"]), task != .close else { continue }
            var one = taken[row["matter"]] ?? Taken()
            if row["standing"] == "open", let due, due < now { one.isOverdue = true }
            // That a party has received it says nothing of the holder.
            if let step = OutcomeStep(task), step != .acknowledge || debtor == nil || debtor == "holder" {
                one.add(step, met: row["metAt"], due: due, at: now)
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
        case .decide, .finish: self = .decide
        case .tell, .answer: self = .feedBack
        default: return nil
        }
    }
}
