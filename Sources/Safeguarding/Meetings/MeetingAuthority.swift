import Almanac
import GRDB
package import Ledger

extension Policy {
    /// Whether the table lets an actor do something, given how the actor stands to it.
    static func allows(_ action: Action, _ actor: Actor, _ relations: Set<Relation>) -> Bool {
        if case .system = actor { return true }
        return verdict(action, roles: actor.roles, relations: relations) == .allow
    }
}

/// How an actor stands to each group: what every query about meetings is filtered by.
struct MeetingAuthority {
    let actor: Actor
    /// Every group, with the actor's relations to it.
    private let relations: [ID<Group>: Set<Relation>]

    init(_ actor: Actor, in db: Database) throws {
        self.actor = actor
        let person: ID<Member>? = if case .member(let person) = actor { person.id } else { nil }
        relations = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT "group".id, groupMember.office FROM "group"
                    LEFT JOIN groupMember ON groupMember."group" = "group".id AND groupMember.member = ?
                    """
            ),
            arguments: [person]
        ).reduce(into: [:]) { relations, row in
            let office = (row["office"] as String?).flatMap(Group.Office.init)
            relations[row["id"]] = office.map { $0.runsMeetings ? [.inGroup, .officer] : [.inGroup] } ?? []
        }
    }

    func may(_ action: Action, _ group: ID<Group>) -> Bool {
        relations[group].map { Policy.allows(action, actor, $0) } ?? false
    }

    /// The groups whose meetings the actor may see, as `('…', '…')`: ids only, so nothing needs quoting.
    var visible: String {
        let ids = relations.keys.filter { may(.seeMeetings, $0) }.sorted().map { "'\($0)'" }
        return "(" + ids.joined(separator: ", ") + ")"
    }

    /// SQL that is true for a thing marked for named people only where the actor is one of them, and for all else.
    ///
    /// - Parameter names: The table of names and its column for the thing.
    func opens(_ thing: String, names: String, or columns: [String] = []) -> String {
        if case .system = actor { return "1" }
        guard case .member(let person) = actor else { return "\(thing).marking <> 'named'" }
        let own = columns.map { " OR \(thing).\($0) IS '\(person.id)'" }.joined()
        return """
            (\(thing).marking <> 'named'\(own) OR EXISTS (
                SELECT 1 FROM \(names) WHERE \(names).\(thing) = \(thing).id AND \(names).member = '\(person.id)'))
            """
    }

    var opensItem: String { opens("item", names: "itemName", or: ["proposer", "presenter"]) }
    var opensPaper: String { opens("paper", names: "paperName") }
}

extension Actor.Guest {
    /// The meeting that the link opens, where it opens one: its id begins with what it opens.
    package var meeting: ID<Meeting>? {
        let parts = link.split(separator: "/")
        guard parts.count > 2, parts[0] == "meeting" else { return nil }
        return ID(parts[1])
    }
}

extension Readings {
    /// How an actor stands to a meeting: what the Gate is asked with before its text is opened. Nil for no such meeting.
    package func relations(of actor: Actor, toMeeting meeting: ID<Meeting>) async throws -> Set<Relation>? {
        let group = try await read { db in
            try ID<Group>.fetchOne(db, sql: #"SELECT "group" FROM meeting WHERE id = ?"#, arguments: [meeting])
        }
        guard let group else { return nil }
        return try await relations(of: actor, to: group)
    }
}
