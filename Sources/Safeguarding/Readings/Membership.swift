import GRDB
package import Ledger
import Synchronization

/// Members (their names still sealed), organisations, groups and who is in them, as the readings hold them. Every page
/// needs some of it and it changes seldom, so it is kept in memory until it does.
package struct Membership: Sendable {
    /// Also those who left.
    package let members: [MemberRow]
    package let organisations: [OrganisationRow]
    /// Those that still meet first.
    package let groups: [GroupRow]
    package let offices: [ID<Group>: [ID<Member>: Group.Office]]
    private let places: [ID<Member>: Int]
    private let organisationNames: [ID<Organisation>: String]
    private let groupNames: [ID<Group>: String]

    fileprivate init(_ db: Database) throws {
        members = try Row.fetchAll(db, sql: MemberRow.select + " ORDER BY member.rowid").compactMap(MemberRow.init)
        places = members.enumerated().reduce(into: [:]) { $0[$1.element.id] = $1.offset }
        organisations = try OrganisationRow.all(db)
        groups = try GroupRow.all(db)
        organisationNames = organisations.reduce(into: [:]) { $0[$1.id] = $1.name }
        groupNames = groups.reduce(into: [:]) { $0[$1.id] = $1.name }
        offices = try Row.fetchAll(db, sql: #"SELECT "group", member, office FROM groupMember"#)
            .reduce(into: [:]) { offices, row in
                offices[row["group"], default: [:]][row["member"]] = Group.Office(rawValue: row["office"])
            }
    }

    package func member(_ id: ID<Member>) -> MemberRow? { places[id].map { members[$0] } }
    package func name(_ organisation: ID<Organisation>) -> String? { organisationNames[organisation] }
    package func name(_ group: ID<Group>) -> String? { groupNames[group] }

    /// The groups that an actor is in.
    package func groups(of actor: Actor) -> [GroupRow] {
        groups.filter { !relations(of: actor, to: $0.id).isEmpty }
    }

    /// How an actor stands to what a group does.
    package func relations(of actor: Actor, to group: ID<Group>) -> Set<Relation> {
        guard case .member(let person) = actor, let office = offices[group]?[person.id] else { return [] }
        return office.runsMeetings ? [.inGroup, .officer] : [.inGroup]
    }
}

/// The membership in memory, and how often it has changed.
final class KeptMembership: Sendable {
    private let state = Mutex<(generation: Int, membership: Membership?)>((0, nil))

    func forget() {
        state.withLock { $0 = ($0.generation + 1, nil) }
    }

    /// - Parameter read: Sees all that was written before it begins. What it finds is kept only where nothing was
    ///   forgotten meanwhile.
    func membership(otherwise read: () async throws -> Membership) async throws -> Membership {
        let (generation, known) = state.withLock { $0 }
        if let known { return known }
        let fresh = try await read()
        state.withLock { if $0.generation == generation { $0.membership = fresh } }
        return fresh
    }
}

extension Readings {
    package func membership() async throws -> Membership {
        try await kept.membership { try await read { db in try Membership(db) } }
    }

    /// Reads the membership anew: another process wrote to these readings.
    func forgetMembership() {
        kept.forget()
    }
}
