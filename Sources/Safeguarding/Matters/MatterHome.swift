package import Almanac
import GRDB
import Ledger

/// What someone sees first: whose turn it is.
package struct MatterHome: Sendable {
    /// Each with the soonest duty that the actor owes as its `next`, or with none where it is offered to them.
    package let waitingForYou: Found<MatterRow>
    package let overdueWithOthers: Found<MatterRow>
    package let waitingForOthers: Found<MatterRow>
    /// Answered lately, and no more to be said by the actor.
    package let cameBack: Found<MatterRow>
}

extension Readings {
    /// How many matters wait for an actor.
    package func mattersWaiting(for actor: Actor) async throws -> Int {
        let yours = MatterSelection.waiting(for: MatterAuthority(actor))
        return try await read { db in try yours.count(db) }
    }

    /// - Parameters:
    ///   - today: By the London calendar.
    ///   - limit: How many to fetch of each but the first, which is whole.
    package func matterHome(as actor: Actor, on today: Day, limit: Int = 10) async throws -> MatterHome {
        let authority = MatterAuthority(actor)
        let owes = authority.owes("openDuty")
        // Whoever may remind the holder is told what they wait for.
        let others = MatterSelection(
            authority: authority,
            action: .remind,
            duty: "NOT \(owes)",
            conditions: ["next.id IS NOT NULL"]
        )
        let late = """
            (next.deadline < '\(today)' OR EXISTS (
                SELECT 1 FROM member WHERE member.id = next.member AND member.standing = 'left'))
            """
        return try await read { db in
            var overdue = others
            overdue.conditions.append(late)
            var waiting = others
            // What waits for the actor too is on top already.
            waiting.conditions.append("coalesce(NOT \(late), 1) AND NOT \(MatterSelection.isWaiting(for: authority))")
            var back = MatterSelection(authority: authority, duty: owes)
            back.conditions = [
                "(seen.isRaiser OR seen.isOfficer)", "next.id IS NULL",
                "seen.answeredAt >= \(London.instant(today.adding(days: -30), .midnight).milliseconds)",
            ]
            back.order = "seen.answeredAt DESC"
            return MatterHome(
                waitingForYou: try MatterSelection.waiting(for: authority).fetch(db),
                overdueWithOthers: try overdue.fetch(db, limit: limit),
                waitingForOthers: try waiting.fetch(db, limit: limit),
                cameBack: try back.fetch(db, limit: limit)
            )
        }
    }
}

extension MatterSelection {
    /// What an actor owes something on, or is offered.
    fileprivate static func waiting(for authority: MatterAuthority) -> MatterSelection {
        MatterSelection(
            authority: authority,
            duty: authority.owes("openDuty"),
            conditions: [isWaiting(for: authority)]
        )
    }

    fileprivate static func isWaiting(for authority: MatterAuthority) -> String {
        """
        (seen.id IN (SELECT matter FROM openDuty WHERE \(authority.owes("openDuty")))
            OR seen.id IN (SELECT matter FROM offer WHERE \(authority.isOffered)))
        """
    }
}
