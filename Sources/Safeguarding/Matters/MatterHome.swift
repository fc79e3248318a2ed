package import Almanac
import GRDB
package import Ledger

/// What someone sees first: whose turn it is.
package struct MatterHome: Sendable {
    /// How many of what waits for the actor are on one page.
    package static let perPage = 100

    /// Each with the soonest duty that the actor owes as its `next`, or with none where it is offered to them.
    package let waitingForYou: Found<MatterRow>
    package let overdueWithOthers: Found<MatterRow>
    package let waitingForOthers: Found<MatterRow>
    /// Answered, not read by the actor yet, and nothing owed by them.
    package let cameBack: Found<MatterRow>
    /// What waits for an organisation that nobody reaches.
    package let unreached: Found<MatterRow>
    /// What somebody else entered for the actor's organisation.
    package let entered: Found<MatterRow>
    package let groups: [GroupHome]
}

/// A group that someone is in: its next meeting, and how its actions stand.
package struct GroupHome: Sendable {
    package let group: GroupRow
    package let meeting: MeetingRow?
    package let closed: Int
    package let open: Int
    package let overdue: Int
}

extension Readings {
    /// How many matters wait for an actor.
    package func mattersWaiting(for actor: Actor) async throws -> Int {
        let yours = MatterSelection.waiting(for: MatterAuthority(actor))
        return try await read { db in try yours.count(db) }
    }

    /// Whether what came of a matter was told to somebody who has not read it.
    package func isUnread(_ matter: ID<Matter>, by member: ID<Member>) async throws -> Bool {
        try await read { db in
            try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM unread WHERE matter = ? AND member = ?)"),
                arguments: [matter, member]
            ) ?? false
        }
    }

    /// - Parameters:
    ///   - today: By the London calendar.
    ///   - page: Of what waits for the actor.
    ///   - limit: How many to fetch of everything else.
    package func matterHome(
        as actor: Actor,
        on today: Day,
        page: Int = 1,
        limit: Int = 10
    ) async throws -> MatterHome {
        let authority = MatterAuthority(actor)
        let groups = try await membership().groups(of: actor).filter { !$0.hasEnded }
        return try await read { db in
            MatterHome(
                waitingForYou: try MatterSelection.waiting(for: authority)
                    .fetch(db, limit: MatterHome.perPage, offset: (page - 1) * MatterHome.perPage),
                overdueWithOthers: try MatterSelection.overdueWithOthers(authority, on: today).fetch(db, limit: limit),
                waitingForOthers: try MatterSelection.waitingForOthers(authority, on: today).fetch(db, limit: limit),
                cameBack: try MatterSelection.cameBack(to: authority).fetch(db, limit: limit),
                unreached: try MatterSelection.unreached(authority, on: today).fetch(db, limit: limit),
                entered: try MatterSelection.entered(for: authority).fetch(db, limit: limit),
                groups: try groups.map { try GroupHome($0, as: actor, on: today, db) }
            )
        }
    }
}

extension GroupHome {
    fileprivate init(_ group: GroupRow, as actor: Actor, on today: Day, _ db: Database) throws {
        func count(_ filter: MatterFilter) throws -> Int { try MatterSelection(filter, as: actor).count(db) }
        self.group = group
        meeting = try MeetingRow.next(of: group.id, from: today, as: actor, in: db)
        closed = try count(MatterFilter(state: .closed, group: group.id))
        open = try count(MatterFilter(state: .open, group: group.id))
        overdue = try count(MatterFilter(state: .open, group: group.id, overdueOn: today))
    }
}

extension MatterSelection {
    /// What an actor owes something on, or is offered.
    fileprivate static func waiting(for authority: MatterAuthority) -> MatterSelection {
        MatterSelection(authority: authority, next: .actors, isFew: true, conditions: ["matter.id IN \(waiting)"])
    }

    fileprivate static func overdueWithOthers(_ authority: MatterAuthority, on today: Day) -> MatterSelection {
        others(authority, [late, "matter.id IN (\(maybeLate))"], on: today)
    }

    /// What waits for the actor too is on top already.
    fileprivate static func waitingForOthers(_ authority: MatterAuthority, on today: Day) -> MatterSelection {
        others(authority, ["coalesce(NOT \(late), 1)", "matter.id NOT IN \(waiting)"], on: today)
    }

    fileprivate static func cameBack(to authority: MatterAuthority) -> MatterSelection {
        MatterSelection(
            authority: authority,
            next: .actors,
            conditions: [
                "matter.id IN (SELECT matter FROM unread WHERE member = :member)", authority.asks, "next.id IS NULL",
            ],
            order: "matter.answeredAt DESC, matter.number DESC"
        )
    }

    /// Whoever may remind the holder is told what they wait for.
    private static func others(_ authority: MatterAuthority, _ conditions: [String], on today: Day) -> MatterSelection {
        // Whoever may remind of anything looks through what is open.
        let open = ["matter.id IN (SELECT matter FROM duty WHERE standing = 'open')"]
        return MatterSelection(
            authority: authority,
            action: .remind,
            next: .others,
            conditions: (authority.related(for: .remind) == nil ? open : []) + ["next.id IS NOT NULL"] + conditions,
            arguments: ["today": today.databaseValue]
        )
    }

    private static let waiting = "(SELECT matter FROM mine UNION SELECT matter FROM offered)"

    /// Found by indexes, so that whoever may remind of anything does not look through all that is open.
    private static let maybeLate = """
        SELECT matter FROM duty WHERE standing = 'open' AND deadline < :today
        UNION SELECT duty.matter FROM member CROSS JOIN duty ON duty.member = member.id AND duty.standing = 'open'
            WHERE member.standing = 'left'
        """

    private static let late = """
        (next.deadline < :today OR EXISTS (
            SELECT 1 FROM member WHERE member.id = next.member AND member.standing = 'left'))
        """
}
