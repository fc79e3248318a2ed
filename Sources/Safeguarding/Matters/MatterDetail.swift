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
        /// In whose place it was done, where that was another's.
        package let place: StoodIn?
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
    /// In whose places they may act on it.
    package var places: [StandIn] = []
}

extension Readings {
    /// One matter with its history, or nil where there is none or the actor may not know of it.
    package func matterDetail(number: Int, as actor: Actor) async throws -> MatterDetail? {
        let selection = MatterSelection.one("matter.number", number, as: actor)
        return try await read { db in
            try selection.fetch(db, limit: 1).rows.first.map { try MatterDetail($0, selection.authority, db) }
        }
    }

    /// Everyone who may see a matter that the actor may see.
    package func viewers(of matter: ID<Matter>, as actor: Actor, at now: Instant) async throws -> [MatterViewer] {
        let selection = MatterSelection.one("matter.id", matter, as: actor)
        return try await read { db in
            guard try selection.count(db) > 0 else { return [] }
            let viewers =
                try Row.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT me.id, me.organisation, me.post, me.roles, \(MatterAuthority.flagsOfMe)
                            FROM matter JOIN member AS me WHERE matter.id = ? AND me.standing <> 'left' ORDER BY me.id
                            """
                    ),
                    arguments: [matter]
                ).compactMap { row in
                    var columns = Columns(row)
                    let (id, organisation): (ID<Member>, ID<Organisation>) = (columns.take(), columns.take())
                    let post: String? = columns.take()
                    let roles = Set(
                        (columns.take() as String).split(separator: " ").compactMap { Role(rawValue: String($0)) }
                    )
                    let relations = MatterAuthority.relations(&columns)
                    let person = Actor.Person(id: id, organisation: organisation, roles: roles, post: post)
                    guard Policy.allows(.seeMatter, .member(person), relations) else { return nil }
                    return MatterViewer(member: id, roles: roles, relations: relations)
                } as [MatterViewer]
            let standing = try MatterViewer.standingIn(on: matter, at: now, in: db)
            return viewers.filter { viewer in !standing.contains { $0.member == viewer.member } } + standing
        }
    }
}

extension MatterDetail {
    fileprivate init(_ matter: MatterRow, _ authority: MatterAuthority, _ db: Database) throws {
        func rows(_ sql: String) throws -> RowCursor {
            try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [matter.id])
        }
        self.matter = matter
        let offers = try rows("SELECT giver, \(PartyColumns.shown(of: "offer")) FROM offer WHERE matter = ?")
            .reduce(into: [String: Party]()) { offers, row in
                var columns = Columns(row)
                offers[columns.take()] = Party(&columns)
            }
        holders = try Array(
            rows(
                "SELECT place, declined, \(PartyColumns.shown(of: "holder")) FROM holder WHERE matter = ? ORDER BY place"
            )
            .compactMap { row in
                var columns = Columns(row)
                let (place, hasDeclined): (Int, Bool) = (columns.take(), columns.take())
                return Party(&columns).map {
                    Holder(place: place, party: $0, hasDeclined: hasDeclined, offeredTo: offers[$0.key])
                }
            }
        )
        duties = try Array(
            rows("SELECT \(DutyRow.columns(of: "duty")) FROM duty WHERE matter = ? ORDER BY number")
                .compactMap { row in
                    var columns = Columns(row)
                    return DutyRow(&columns)
                }
        )
        parts = try Array(
            rows("SELECT duty, member, metAt FROM part WHERE matter = ? ORDER BY duty, member")
                .map { Part(duty: $0[0], member: $0[1], metAt: $0[2]) }
        )
        owed = try ID<Duty>.fetchSet(
            db.cachedStatement(
                sql: """
                    WITH \(authority.turns(on: ":matter"))
                    SELECT id FROM duty WHERE matter = :matter AND rowid IN (SELECT duty FROM mine)
                    """
            ),
            arguments: StatementArguments(authority.arguments.merging(["matter": matter.id.databaseValue]) { $1 })
        )
        // What happened under a procedure of the ledger is shown by its own detail, as far as the procedure shares it.
        guard matter.isOpen, matter.loop == nil else {
            entries = []
            return
        }
        var places = PlacesTaken()
        entries = try Array(
            rows(
                "SELECT position, at, actor, type, schema, payload FROM matterEntry WHERE matter = ? ORDER BY position"
            )
            .compactMap { row in
                try MatterEvents.decode(row[3], schema: row[4], row[5])
                    .map { Entry(position: row[0], at: row[1], actor: row[2], place: places.place($0), event: $0) }
            }
        )
    }
}

extension MatterEvents {
    static func decode(_ type: String, schema: Int, _ payload: String) throws -> (any MatterEvent)? {
        let kinds = all + LoopEvents.all + BodyEvents.all + StandIn.events
        guard let known = kinds.first(where: { $0.type == type && $0.schema == schema }) else { return nil }
        return try Coding.decode(known, from: Array(payload.utf8)) as? any MatterEvent
    }
}
