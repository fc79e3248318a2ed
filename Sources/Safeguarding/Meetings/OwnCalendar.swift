package import Almanac
import GRDB
package import Ledger

// What stands in a member's own calendar.

extension Readings {
    /// The meetings of a member's groups, and those where they present an item, cancelled ones too, from a day on.
    package func ownMeetings(of member: ID<Member>, from day: Day, as actor: Actor) async throws -> [MeetingRow] {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            return try Row.fetchAll(
                db,
                sql: MeetingRow.select + """
                     WHERE meeting.day >= ?1 AND (
                        meeting."group" IN \(authority.visible) AND EXISTS (
                            SELECT 1 FROM groupMember WHERE groupMember."group" = meeting."group" AND member = ?2)
                        OR EXISTS (
                            SELECT 1 FROM item WHERE item.meeting = meeting.id AND presenter = ?2 AND place = 'placed')
                    ) ORDER BY meeting.day, meeting."from", meeting.id
                    """,
                arguments: [day, member]
            ).map(MeetingRow.init)
        }
    }

    /// What an actor is to finish by a day that can be told, each with that duty as its `next`.
    package func ownDeadlines(as actor: Actor) async throws -> [MatterRow] {
        let selection = MatterSelection(
            authority: MatterAuthority(actor),
            next: .actorsToFinish,
            conditions: ["next.deadline IS NOT NULL"]
        )
        return try await read { db in try selection.fetch(db).rows }
    }
}
