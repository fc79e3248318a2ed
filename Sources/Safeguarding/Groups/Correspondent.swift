import Almanac
import GRDB
package import Ledger
package import Vault

/// Someone without an account to whom a group's notes go: its circulation list.
package enum Correspondent {
    package static func subject(_ id: ID<Correspondent>) -> Subject { Subject(.member, id) }
}

package struct CorrespondentAdded: DomainEvent {
    package static let type = "group.correspondent.added"
    package let group: ID<Group>
    package let correspondent: ID<Correspondent>
    package let name: Sealed<String>
    package let email: Sealed<String>
    /// The keyed hash of the address, so that nobody is on the list twice.
    package let emailKey: String
    /// The narrowest marking that they may receive.
    package let receives: Marking
}

package struct CorrespondentChanged: DomainEvent {
    package static let type = "group.correspondent.changed"
    package let group: ID<Group>
    package let correspondent: ID<Correspondent>
    package let name: Sealed<String>
    package let email: Sealed<String>
    package let emailKey: String
    package let receives: Marking
}

package struct CorrespondentRemoved: DomainEvent {
    package static let type = "group.correspondent.removed"
    package let group: ID<Group>
    package let correspondent: ID<Correspondent>
}

/// Puts someone on a group's circulation list, or corrects what is known of them.
package struct SaveCorrespondent: Command {
    package let group: ID<Group>
    package let correspondent: ID<Correspondent>
    /// The person's name and address, as for a member.
    package let details: MemberDetails
    package let receives: Marking

    package init(group: ID<Group>, _ correspondent: ID<Correspondent>, details: MemberDetails, receives: Marking) {
        self.group = group
        self.correspondent = correspondent
        self.details = details
        self.receives = receives
    }

    package var action: Action { .runMeeting }
    package var reads: [StreamID] { [Group.stream(group)] + [details.claim].compactMap(\.self) }
    package var subjects: Set<Subject> { [Correspondent.subject(correspondent)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.group(group).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.group(group)
        guard !state.hasEnded else { throw .outOfTurn("This group has ended.") }
        let checked = try CheckedDetails(details, isPlaced: true)
        guard let email = checked.email, let key = details.emailKey, let claim = details.claim else {
            throw .invalid("email", "Give the e-mail address that the notes go to.")
        }
        guard receives != .named else {
            throw .invalid("receives", "What is for named people only goes to nobody without an account.")
        }
        guard !(past.state(ClaimState.self, claim)?.isHeld ?? false) else {
            throw .invalid("email", "This is a member's address. Choose them among the members when you circulate.")
        }
        guard !state.correspondents.contains(where: { $0.value == key && $0.key != correspondent }) else {
            throw .invalid("email", "Someone with this address is on the list already.")
        }
        let subject = Correspondent.subject(correspondent)
        let name: Sealed<String> = try context.seal(checked.name, under: subject)
        let address: Sealed<String> = try context.seal(email, under: subject)
        let event: any DomainEvent =
            state.correspondents[correspondent] == nil
            ? CorrespondentAdded(
                group: group,
                correspondent: correspondent,
                name: name,
                email: address,
                emailKey: key,
                receives: receives
            )
            : CorrespondentChanged(
                group: group,
                correspondent: correspondent,
                name: name,
                email: address,
                emailKey: key,
                receives: receives
            )
        return [Change(Group.stream(group), [event])]
    }
}

package struct RemoveCorrespondent: Command {
    package let group: ID<Group>
    package let correspondent: ID<Correspondent>

    package init(group: ID<Group>, _ correspondent: ID<Correspondent>) {
        self.group = group
        self.correspondent = correspondent
    }

    package var action: Action { .runMeeting }
    package var reads: [StreamID] { [Group.stream(group)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.group(group).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard try past.group(group).correspondents[correspondent] != nil else { return [] }
        return [Change(Group.stream(group), [CorrespondentRemoved(group: group, correspondent: correspondent)])]
    }
}

// MARK: - Readings

package struct CorrespondentRow: Hashable, Sendable {
    package let id: ID<Correspondent>
    package let name: Sealed<String>
    package let email: Sealed<String>
    package let receives: Marking

    init(_ row: Row) {
        id = row["id"]
        name = row["name"]
        email = row["email"]
        receives = Marking(rawValue: row["receives"]) ?? .public
    }
}

extension Correspondent {
    static let table = """
        CREATE TABLE correspondent (
            id TEXT PRIMARY KEY, "group" TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, receives TEXT NOT NULL,
            removed INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX correspondentByGroup ON correspondent ("group");
        """

    static func apply(_ event: any DomainEvent, in db: Database) throws {
        switch event {
        case let event as CorrespondentAdded:
            try db.execute(
                sql: "INSERT OR REPLACE INTO correspondent VALUES (?, ?, ?, ?, ?, 0)",
                arguments: [event.correspondent, event.group, event.name, event.email, event.receives.rawValue]
            )
        case let event as CorrespondentChanged:
            try db.execute(
                sql: "UPDATE correspondent SET name = ?, email = ?, receives = ?, removed = 0 WHERE id = ?",
                arguments: [event.name, event.email, event.receives.rawValue, event.correspondent]
            )
        case let event as CorrespondentRemoved:
            try db.execute(sql: "UPDATE correspondent SET removed = 1 WHERE id = ?", arguments: [event.correspondent])
        default: break
        }
    }
}

extension Readings {
    /// A group's circulation list, for those who run its meetings and for the outbox.
    ///
    /// - Parameter removed: With those who are no longer on it, so that what went to them has a name.
    package func correspondents(
        of group: ID<Group>,
        removed: Bool = false,
        as actor: Actor
    ) async throws -> [CorrespondentRow] {
        try await read { db in
            guard try MeetingAuthority(actor, in: db).may(.runMeeting, group) else { return [] }
            return try Row.fetchAll(
                db,
                sql: #"SELECT * FROM correspondent WHERE "group" = ? AND (? OR NOT removed) ORDER BY rowid"#,
                arguments: [group, removed]
            ).map(CorrespondentRow.init)
        }
    }
}
