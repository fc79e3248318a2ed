import Almanac
import GRDB
package import Ledger

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

    /// Whether the actor came by the link of an invitation to a meeting of their own group, or of someone they come for.
    func isInvited(to meeting: ID<Meeting>, in db: Database) throws -> Bool {
        guard case .guest(let guest) = actor, guest.invitedTo == meeting, try guest.isExpected(in: db) else {
            return false
        }
        return try Row.fetchOne(
            db,
            sql: """
                SELECT 1 FROM meeting JOIN groupMember ON groupMember."group" = meeting."group"
                WHERE meeting.id = ? AND groupMember.member = ?
                """,
            arguments: [meeting, guest.invitee]
        ) != nil
    }

    /// SQL that is true for a row of `item`, or of `paper`, that the actor may see where they see its meeting.
    var opensItem: String { opens("item", Self.isNamedOnItem) }
    var opensPaper: String { opens("paper", Self.isNamedOnPaper) }

    /// The policy's own table says who sees what is marked for named people only.
    private func opens(_ thing: String, _ isNamed: (String) -> String) -> String {
        if Policy.allows(.seeNamedPapers, actor, []) { return "1" }
        guard case .member(let person) = actor, Policy.allows(.seeNamedPapers, actor, [.named]) else {
            return "(\(thing).marking <> 'named')"
        }
        return "(\(thing).marking <> 'named' OR \(isNamed("'\(person.id)'")))"
    }

    /// SQL that is true for a row of `item` on which a member is named.
    static func isNamedOnItem(_ member: String) -> String {
        """
        (item.proposer IS \(member) OR item.presenter IS \(member) OR EXISTS (
            SELECT 1 FROM itemName WHERE itemName.item = item.id AND itemName.member = \(member)))
        """
    }

    private static func isNamedOnPaper(_ member: String) -> String {
        "EXISTS (SELECT 1 FROM paperName WHERE paperName.paper = paper.id AND paperName.member = \(member))"
    }
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
