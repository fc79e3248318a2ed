package import Almanac
import GRDB
package import Ledger
import Procedures

/// What a list of matters is narrowed to.
package struct MatterFilter: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case open, answered, closed, withdrawn

        fileprivate var condition: String {
            switch self {
            case .open: "seen.ending IS NULL AND seen.station <> 'fed-back'"
            case .answered: "seen.ending IS NULL AND seen.station = 'fed-back'"
            case .closed, .withdrawn: "seen.ending = '\(rawValue)'"
            }
        }
    }

    package var state: State?
    package var group: ID<Group>?
    package var meeting: ID<Meeting>?
    /// Held by this member, alone or with others.
    package var holder: ID<Member>?
    /// Held by this organisation, or by one of its members.
    package var organisation: ID<Organisation>?
    package var raiser: ID<Member>?
    /// Late on this day.
    package var overdueOn: Day?
    /// Only what nobody can say is late: asked about at each meeting.
    package var isAskedAbout: Bool

    package init(
        state: State? = nil,
        group: ID<Group>? = nil,
        meeting: ID<Meeting>? = nil,
        holder: ID<Member>? = nil,
        organisation: ID<Organisation>? = nil,
        raiser: ID<Member>? = nil,
        overdueOn: Day? = nil,
        isAskedAbout: Bool = false
    ) {
        self.state = state
        self.group = group
        self.meeting = meeting
        self.holder = holder
        self.organisation = organisation
        self.raiser = raiser
        self.overdueOn = overdueOn
        self.isAskedAbout = isAskedAbout
    }

    fileprivate func narrow(_ selection: inout MatterSelection) {
        let held =
            "EXISTS (SELECT 1 FROM holder AS h LEFT JOIN member AS m ON m.id = h.member WHERE h.matter = seen.id AND"
        if let state { selection.conditions.append(state.condition) }
        if let group { selection.conditions.append(#"seen."group" = '\#(group)'"#) }
        if let meeting { selection.conditions.append("seen.meeting = '\(meeting)'") }
        if let raiser { selection.conditions.append("seen.raiser = '\(raiser)'") }
        if let holder {
            selection.conditions.append(
                """
                \(held) (h.member = '\(holder)' OR (h.kind = 'all' AND EXISTS (
                    SELECT 1 FROM part WHERE part.matter = seen.id AND part.member = '\(holder)'))))
                """
            )
        }
        if let organisation {
            selection.conditions.append("\(held) '\(organisation)' IN (h.organisation, m.organisation))")
        }
        if let overdueOn { selection.conditions.append("next.deadline < '\(overdueOn)'") }
        if isAskedAbout {
            selection.conditions.append(
                """
                EXISTS (SELECT 1 FROM openDuty WHERE openDuty.matter = seen.id AND openDuty.task = 'finish'
                    AND openDuty.deadline IS NULL AND openDuty.dueGroup IS NULL)
                """
            )
        }
    }
}

extension Readings {
    /// The matters that an actor may see, the soonest due first, what has ended last.
    ///
    /// - Parameter limit: Nil for all.
    package func matters(
        _ filter: MatterFilter = MatterFilter(),
        as actor: Actor,
        limit: Int? = nil,
        offset: Int = 0
    ) async throws -> Found<MatterRow> {
        var selection = MatterSelection(authority: MatterAuthority(actor))
        filter.narrow(&selection)
        selection.order = """
            seen.ending IS NOT NULL, next.deadline IS NULL, next.deadline, seen.endedAt DESC, seen.number DESC
            """
        let (narrowed, limit) = (selection, limit ?? -1)
        return try await read { db in try narrowed.fetch(db, limit: limit, offset: offset) }
    }

    /// How many matters an actor may see.
    package func matterCount(_ filter: MatterFilter, as actor: Actor) async throws -> Int {
        var selection = MatterSelection(authority: MatterAuthority(actor))
        filter.narrow(&selection)
        let narrowed = selection
        return try await read { db in try narrowed.count(db) }
    }

    /// How many matters of each state an actor may see, with the filter's own state left aside.
    package func matterCounts(
        _ filter: MatterFilter = MatterFilter(),
        as actor: Actor
    ) async throws -> [MatterFilter.State: Int] {
        let selections = MatterFilter.State.allCases.map { state in
            var (filter, selection) = (filter, MatterSelection(authority: MatterAuthority(actor)))
            filter.state = state
            filter.narrow(&selection)
            return (state, selection)
        }
        return try await read { db in
            try selections.reduce(into: [:]) { counts, narrowed in counts[narrowed.0] = try narrowed.1.count(db) }
        }
    }

    /// The matter of a number, or nil where there is none or the actor may not know of it.
    package func matter(number: Int, as actor: Actor) async throws -> MatterRow? {
        try await matter(where: "seen.number = \(number)", as: actor)
    }

    /// One matter, or nil where there is none or the actor may not know of it.
    package func matter(_ id: ID<Matter>, as actor: Actor) async throws -> MatterRow? {
        try await matter(where: "seen.id = '\(id)'", as: actor)
    }

    /// How an actor stands to a matter. Empty where there is none or the actor may not know of it.
    package func relations(of actor: Actor, toMatter id: ID<Matter>) async throws -> Set<Relation> {
        try await matter(id, as: actor)?.relations ?? []
    }

    private func matter(where condition: String, as actor: Actor) async throws -> MatterRow? {
        let selection = MatterSelection(authority: MatterAuthority(actor), conditions: [condition])
        return try await read { db in try selection.fetch(db, limit: 1).rows.first }
    }
}

// MARK: The clock

/// A duty that is late, for the system's own clock: it sees all, and opens nothing.
struct LateDuty {
    let id: ID<Duty>
    let matter: MatterReference
    let deadline: Day
    /// Whether the procedure it was raised under has the coordinator told.
    let escalates: Bool
}

extension Readings {
    /// What is late on a day and has not been escalated, the longest late first.
    func lateDuties(on day: Day) async throws -> [LateDuty] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT openDuty.id, openDuty.matter, matter."group", deadline, task, procedure, procedureVersion
                    FROM openDuty JOIN matter ON matter.id = openDuty.matter
                    WHERE deadline < ? AND escalatedAt IS NULL ORDER BY deadline, openDuty.id
                    """,
                arguments: [day]
            ).map { row in
                let procedure = Procedure.known(row["procedure"], version: row["procedureVersion"])
                let task = Procedure.Task(rawValue: row["task"])
                return LateDuty(
                    id: row["id"],
                    matter: MatterReference(row["matter"], group: row["group"]),
                    deadline: row["deadline"],
                    escalates: task.flatMap { procedure?.obligation($0) }?.escalates ?? false
                )
            }
        }
    }
}
