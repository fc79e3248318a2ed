package import Almanac
package import Ledger

/// A set of members that meets: the network itself, a steering group, a one-off working group.
package enum Group {
    package static func stream(_ id: ID<Group>) -> StreamID { StreamID("group", id) }

    package enum Office: String, Codable, CaseIterable, Sendable {
        case member, chair, clerk

        package var runsMeetings: Bool { self != .member }
    }
}

package enum GroupEvents {
    package static let all: [any DomainEvent.Type] = [
        GroupFormed.self, GroupRenamed.self, GroupJoined.self, GroupLeft.self, GroupEnded.self,
        CorrespondentAdded.self, CorrespondentChanged.self, CorrespondentRemoved.self,
    ]
}

package struct GroupFormed: DomainEvent {
    package static let type = "group.formed"
    package let group: ID<Group>
    package let name: String
    package let purpose: String?
}

package struct GroupRenamed: DomainEvent {
    package static let type = "group.renamed"
    package let group: ID<Group>
    package let name: String
    package let purpose: String?
}

/// Someone is in the group from now on, or has another office in it.
package struct GroupJoined: DomainEvent {
    package static let type = "group.joined"
    package let group: ID<Group>
    package let member: ID<Member>
    package let office: Group.Office
}

package struct GroupLeft: DomainEvent {
    package static let type = "group.left"
    package let group: ID<Group>
    package let member: ID<Member>
}

/// A one-off group has done its work. Its meetings stay.
package struct GroupEnded: DomainEvent {
    package static let type = "group.ended"
    package let group: ID<Group>
}

package struct GroupState: Foldable {
    package private(set) var name = ""
    package private(set) var purpose: String?
    package private(set) var offices: [ID<Member>: Group.Office] = [:]
    package private(set) var hasEnded = false
    /// Who is on the circulation list, each with the key of their address.
    package private(set) var correspondents: [ID<Correspondent>: String] = [:]

    package init() {}

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as GroupFormed: (name, purpose) = (event.name, event.purpose)
        case let event as GroupRenamed: (name, purpose) = (event.name, event.purpose)
        case let event as GroupJoined: offices[event.member] = event.office
        case let event as GroupLeft: offices[event.member] = nil
        case is GroupEnded: hasEnded = true
        case let event as CorrespondentAdded: correspondents[event.correspondent] = event.emailKey
        case let event as CorrespondentChanged: correspondents[event.correspondent] = event.emailKey
        case let event as CorrespondentRemoved: correspondents[event.correspondent] = nil
        default: break
        }
    }

    /// How an actor stands to what this group does.
    package func relations(of actor: Actor) -> Set<Relation> {
        guard case .member(let person) = actor, let office = offices[person.id] else { return [] }
        return office.runsMeetings ? [.inGroup, .officer] : [.inGroup]
    }
}

package struct FormGroup: Command {
    package let group: ID<Group>
    package let name: String
    package let purpose: String?

    package init(group: ID<Group> = ID(), name: String, purpose: String? = nil) {
        self.group = group
        self.name = name
        self.purpose = purpose
    }

    package var action: Action { .manageGroups }
    package var reads: [StreamID] { [Group.stream(group)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let name = try Text.line(name, field: "name", what: "the group's name", limit: 150)
        let purpose = try Text.optionalLine(purpose, field: "purpose", what: "what the group is for", limit: 500)
        guard let state = past.state(GroupState.self, Group.stream(group)) else {
            return [Change(Group.stream(group), [GroupFormed(group: group, name: name, purpose: purpose)])]
        }
        guard (state.name, state.purpose) != (name, purpose) else { return [] }
        return [Change(Group.stream(group), [GroupRenamed(group: group, name: name, purpose: purpose)])]
    }
}

/// Puts members into a group, or gives them another office there.
package struct JoinGroup: Command {
    package let group: ID<Group>
    package let members: [ID<Member>]
    package let office: Group.Office

    package init(group: ID<Group>, members: [ID<Member>], office: Group.Office) {
        self.group = group
        self.members = members
        self.office = office
    }

    package var action: Action { .manageGroups }
    package var reads: [StreamID] { [Group.stream(group)] + members.map { Member.stream($0) } }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(GroupState.self, Group.stream(group)) else { throw .notFound }
        guard !state.hasEnded else { throw .outOfTurn("This group has ended.") }
        guard !members.isEmpty else { throw .invalid("members", "Choose at least one person.") }
        var events: [any DomainEvent] = []
        for member in members where state.offices[member] != office {
            guard let person = past.state(MemberState.self, Member.stream(member)), person.standing != .left else {
                throw .notFound
            }
            events.append(GroupJoined(group: group, member: member, office: office))
        }
        return [Change(Group.stream(group), events)]
    }
}

package struct LeaveGroup: Command {
    package let group: ID<Group>
    package let member: ID<Member>

    package init(group: ID<Group>, member: ID<Member>) {
        self.group = group
        self.member = member
    }

    package var action: Action { .manageGroups }
    package var reads: [StreamID] { [Group.stream(group)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(GroupState.self, Group.stream(group)) else { throw .notFound }
        guard state.offices[member] != nil else { return [] }
        return [Change(Group.stream(group), [GroupLeft(group: group, member: member)])]
    }
}

package struct EndGroup: Command {
    package let group: ID<Group>

    package init(group: ID<Group>) {
        self.group = group
    }

    package var action: Action { .manageGroups }
    package var reads: [StreamID] { [Group.stream(group)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(GroupState.self, Group.stream(group)) else { throw .notFound }
        return [Change(Group.stream(group), state.hasEnded ? [] : [GroupEnded(group: group)])]
    }
}
