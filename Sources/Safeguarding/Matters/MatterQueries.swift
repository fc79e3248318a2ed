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
            case .open: "matter.ending IS NULL AND matter.station <> 'fed-back'"
            case .answered: "matter.ending IS NULL AND matter.station = 'fed-back'"
            case .closed, .withdrawn: "matter.ending = '\(rawValue)'"
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

    /// What is compared with the arguments of the same names.
    fileprivate var conditions: [String] {
        let held =
            "EXISTS (SELECT 1 FROM holder AS h LEFT JOIN member AS m ON m.id = h.member WHERE h.matter = matter.id AND"
        return [
            state?.condition,
            group.map { _ in #"matter."group" = :inGroup"# },
            meeting.map { _ in "matter.meeting = :inMeeting" },
            raiser.map { _ in "matter.raiser = :raisedBy" },
            holder.map { _ in
                """
                \(held) (h.member = :heldBy OR (h.kind = 'all' AND EXISTS (
                    SELECT 1 FROM part WHERE part.matter = matter.id AND part.member = :heldBy))))
                """
            },
            organisation.map { _ in "\(held) :heldAt IN (h.organisation, m.organisation))" },
            overdueOn.map { _ in "next.deadline < :overdueOn" },
            isAskedAbout
                ? """
                EXISTS (SELECT 1 FROM duty AS asked WHERE asked.matter = matter.id AND asked.standing = 'open'
                    AND asked.task = 'finish' AND asked.deadline IS NULL AND asked.dueGroup IS NULL)
                """ : nil,
        ].compactMap(\.self)
    }

    fileprivate var arguments: [String: DatabaseValue] {
        [
            "inGroup": group.databaseValue, "inMeeting": meeting.databaseValue, "raisedBy": raiser.databaseValue,
            "heldBy": holder.databaseValue, "heldAt": organisation.databaseValue,
            "overdueOn": overdueOn.databaseValue,
        ]
    }
}

extension MatterSelection {
    init(_ filter: MatterFilter = MatterFilter(), as actor: Actor) {
        authority = MatterAuthority(actor)
        conditions = filter.conditions
        arguments = filter.arguments
        order = """
            matter.ending IS NOT NULL, next.deadline IS NULL, next.deadline, matter.endedAt DESC, matter.number DESC
            """
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
        let (selection, limit) = (MatterSelection(filter, as: actor), limit ?? -1)
        return try await read { db in try selection.fetch(db, limit: limit, offset: offset) }
    }

    /// How many matters an actor may see.
    package func matterCount(_ filter: MatterFilter, as actor: Actor) async throws -> Int {
        let selection = MatterSelection(filter, as: actor)
        return try await read { db in try selection.count(db) }
    }

    /// How many matters of each state an actor may see, with the filter's own state left aside.
    package func matterCounts(
        _ filter: MatterFilter = MatterFilter(),
        as actor: Actor
    ) async throws -> [MatterFilter.State: Int] {
        let selections = MatterFilter.State.allCases.map { state in
            var filter = filter
            filter.state = state
            return (state, MatterSelection(filter, as: actor))
        }
        return try await read { db in
            try selections.reduce(into: [:]) { counts, narrowed in counts[narrowed.0] = try narrowed.1.count(db) }
        }
    }

    /// The matter of a number, or nil where there is none or the actor may not know of it.
    package func matter(number: Int, as actor: Actor) async throws -> MatterRow? {
        let selection = MatterSelection.one("matter.number", number, as: actor)
        return try await read { db in try selection.fetch(db, limit: 1).rows.first }
    }

    /// One matter, or nil where there is none or the actor may not know of it.
    package func matter(_ id: ID<Matter>, as actor: Actor) async throws -> MatterRow? {
        let selection = MatterSelection.one("matter.id", id, as: actor)
        return try await read { db in try selection.fetch(db, limit: 1).rows.first }
    }

    /// How an actor stands to a matter. Empty where there is none or the actor may not know of it.
    package func relations(of actor: Actor, toMatter id: ID<Matter>) async throws -> Set<Relation> {
        try await matter(id, as: actor)?.relations ?? []
    }
}

extension MatterSelection {
    static func one(_ column: String, _ key: some DatabaseValueConvertible, as actor: Actor) -> MatterSelection {
        MatterSelection(
            authority: MatterAuthority(actor),
            findsTakenOut: true,
            only: "(SELECT matter.id FROM matter WHERE \(column) = :key)",
            conditions: ["\(column) = :key"],
            arguments: ["key": key.databaseValue]
        )
    }
}

// MARK: The clock

/// A duty that is late, for the system's own clock: it sees all, and opens nothing.
struct LateDuty {
    let id: ID<Duty>
    let matter: MatterReference
    let deadline: Day
}

extension Readings {
    /// What is late on a day and is to be escalated and was not, the longest late first.
    func lateDuties(on day: Day) async throws -> [LateDuty] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT openDuty.id, openDuty.matter, matter."group", deadline
                    FROM openDuty JOIN matter ON matter.id = openDuty.matter
                    WHERE deadline < ? AND escalatedAt IS NULL AND step IS NULL AND escalates
                    ORDER BY deadline, openDuty.id
                    """,
                arguments: [day]
            ).map { row in
                LateDuty(
                    id: row["id"],
                    matter: MatterReference(row["matter"], group: row["group"]),
                    deadline: row["deadline"]
                )
            }
        }
    }
}
