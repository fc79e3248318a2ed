package import Almanac
import GRDB
package import Ledger
package import Procedures

/// One matter whole, for its page.
package struct MatterDetail: Sendable {
    package struct Holder: Hashable, Sendable {
        package let place: Int
        package let party: Party
        /// Said that it is not theirs, and holds it until someone accepts it.
        package let hasDeclined: Bool
        /// Who was asked to take it on.
        package let offeredTo: Party?
    }

    package struct Part: Hashable, Sendable {
        package let duty: ID<Duty>
        package let member: ID<Member>
        package let metAt: Instant?
    }

    package struct Entry: Sendable {
        package let position: Int
        package let at: Instant
        /// As it stands in the ledger: `member/…`, `system/clock`.
        package let actor: String
        package let event: any MatterEvent
    }

    package let matter: MatterRow
    package let holders: [Holder]
    /// Open and met, in the order they came to be owed.
    package let duties: [DutyRow]
    /// Of duties that are everyone's.
    package let parts: [Part]
    /// Everything that happened, oldest first. Empty where its words are not for the actor who asked.
    package let entries: [Entry]
    /// The open duties that the actor who asked owes.
    package let owed: Set<ID<Duty>>

    package var openDuties: [DutyRow] { duties.filter(\.isOpen) }

    /// The open duty of a kind that the actor who asked owes.
    package func owed(_ task: Procedure.Task) -> DutyRow? {
        duties.first { owed.contains($0.id) && $0.task == task }
    }

    /// Which holder a duty is about, where it is not about the one who owes it.
    package func holder(about duty: DutyRow) -> Holder? {
        holders.first { $0.party.key == duty.about }
    }
}

/// Someone who may see a matter, and why.
package struct MatterViewer: Hashable, Sendable {
    package let member: ID<Member>
    package let roles: Set<Role>
    package let relations: Set<Relation>
}

extension Readings {
    /// One matter with its history, or nil where there is none or the actor may not know of it.
    package func matterDetail(number: Int, as actor: Actor) async throws -> MatterDetail? {
        guard let matter = try await matter(number: number, as: actor) else { return nil }
        let authority = MatterAuthority(actor)
        return try await read { db in
            MatterDetail(
                matter: matter,
                holders: try holders(of: matter.id, in: db),
                duties: try Row.fetchAll(
                    db,
                    sql: """
                        SELECT duty.*, openDuty.deadline FROM duty LEFT JOIN openDuty ON openDuty.id = duty.id
                        WHERE duty.matter = ? ORDER BY duty.number
                        """,
                    arguments: [matter.id]
                ).compactMap(DutyRow.init),
                parts: try Row.fetchAll(
                    db,
                    sql: "SELECT duty, member, metAt FROM part WHERE matter = ? ORDER BY duty, member",
                    arguments: [matter.id]
                ).map { MatterDetail.Part(duty: $0["duty"], member: $0["member"], metAt: $0["metAt"]) },
                entries: matter.isOpen ? try entries(of: matter.id, in: db) : [],
                owed: try ID<Duty>.fetchSet(
                    db,
                    sql: "SELECT id FROM openDuty WHERE matter = ? AND \(authority.owes("openDuty"))",
                    arguments: [matter.id]
                )
            )
        }
    }

    /// Everyone who may see a matter that the actor may see.
    package func viewers(of matter: ID<Matter>, as actor: Actor) async throws -> [MatterViewer] {
        guard try await self.matter(matter, as: actor) != nil else { return [] }
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT me.id, me.organisation, me.roles, \(MatterAuthority.flags(isGuest: false))
                    FROM matter JOIN member AS me WHERE matter.id = ? AND me.standing <> 'left' ORDER BY me.id
                    """,
                arguments: [matter]
            ).compactMap { row in
                let roles = Set(
                    (row["roles"] as String).split(separator: " ").compactMap { Role(rawValue: String($0)) }
                )
                let person = Actor.Person(id: row["id"], organisation: row["organisation"], roles: roles)
                let relations = MatterAuthority.relations(row)
                guard Policy.allows(.seeMatter, .member(person), relations) else { return nil }
                return MatterViewer(member: person.id, roles: roles, relations: relations)
            }
        }
    }

    private func holders(of matter: ID<Matter>, in db: Database) throws -> [MatterDetail.Holder] {
        let offers = try Row.fetchAll(db, sql: "SELECT * FROM offer WHERE matter = ?", arguments: [matter])
            .reduce(into: [String: Party]()) { $0[$1["giver"]] = Party($1) }
        return try Row.fetchAll(db, sql: "SELECT * FROM holder WHERE matter = ? ORDER BY place", arguments: [matter])
            .compactMap { row in
                Party(row).map {
                    MatterDetail.Holder(
                        place: row["place"],
                        party: $0,
                        hasDeclined: row["declined"],
                        offeredTo: offers[$0.key]
                    )
                }
            }
    }

    private func entries(of matter: ID<Matter>, in db: Database) throws -> [MatterDetail.Entry] {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM matterEntry WHERE matter = ? ORDER BY position",
            arguments: [matter]
        ).compactMap { row in
            try MatterEvents.decode(row["type"], schema: row["schema"], row["payload"]).map {
                MatterDetail.Entry(position: row["position"], at: row["at"], actor: row["actor"], event: $0)
            }
        }
    }
}

extension MatterEvents {
    fileprivate static func decode(_ type: String, schema: Int, _ payload: String) throws -> (any MatterEvent)? {
        guard let known = all.first(where: { $0.type == type && $0.schema == schema }) else { return nil }
        return try Coding.decode(known, from: Array(payload.utf8)) as? any MatterEvent
    }
}
