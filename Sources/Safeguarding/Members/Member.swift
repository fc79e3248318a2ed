package import Almanac
package import Ledger
package import Vault

/// A person with a role in an organisation. Some have an account; some only get the papers.
package enum Member {
    package static func stream(_ id: ID<Member>) -> StreamID { StreamID("member", id) }
    package static func subject(_ id: ID<Member>) -> Subject { Subject(.member, id) }
}

package enum MemberEvents {
    package static let all: [any DomainEvent.Type] = [
        OrganisationRegistered.self, OrganisationRenamed.self, EmergencyNumbersSet.self, TermDatesSet.self,
        ClaimMade.self, ClaimReleased.self,
        MemberRegistered.self, MemberChanged.self, MemberInvited.self, MemberJoined.self, MemberLeft.self,
        PasswordChanged.self,
    ]
}

package struct MemberRegistered: DomainEvent {
    package static let type = "member.registered"
    package let member: ID<Member>
    package let organisation: ID<Organisation>
    package let name: Sealed<String>
    package let email: Sealed<String>?
    /// The keyed hash of the address, by which someone who signs in is found.
    package let emailKey: String?
    package let post: String?
    package let roles: [Role]
}

package struct MemberChanged: DomainEvent {
    package static let type = "member.changed"
    package let member: ID<Member>
    package let organisation: ID<Organisation>
    package let name: Sealed<String>
    package let email: Sealed<String>?
    package let emailKey: String?
    package let post: String?
    package let roles: [Role]
}

/// An invitation went out. Its link is on the desk, as a hash.
package struct MemberInvited: DomainEvent {
    package enum Way: String, Codable, Sendable { case mail, link }
    package static let type = "member.invited"
    package let member: ID<Member>
    package let way: Way
}

/// The person took up the invitation and chose a password.
package struct MemberJoined: DomainEvent {
    package static let type = "member.joined"
    package let member: ID<Member>
}

package struct PasswordChanged: DomainEvent {
    package static let type = "member.password.changed"
    package let member: ID<Member>
}

package struct MemberLeft: DomainEvent {
    package static let type = "member.left"
    package let member: ID<Member>
}

package struct MemberState: Foldable {
    package enum Standing: Hashable, Sendable { case registered, invited, joined, left }
    package private(set) var standing = Standing.registered
    package private(set) var organisation: ID<Organisation>?
    package private(set) var roles: Set<Role> = []
    package private(set) var post: String?
    package private(set) var emailKey: String?
    /// How often they were invited.
    package private(set) var invitations = 0

    package init() {}

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as MemberRegistered:
            (organisation, roles, emailKey) = (event.organisation, Set(event.roles), event.emailKey)
            post = event.post
        case let event as MemberChanged:
            (organisation, roles, emailKey) = (event.organisation, Set(event.roles), event.emailKey)
            post = event.post
        case is MemberInvited:
            invitations += 1
            if standing == .registered { standing = .invited }
        case is MemberJoined: standing = .joined
        case is MemberLeft: standing = .left
        default: break
        }
    }
}

/// What is known of a person who is to be a member.
package struct MemberDetails: Codable, Hashable, Sendable {
    package var name: String
    package var email: String?
    /// ``Vault/blindIndex(_:purpose:)`` of the address in lower case; set by ``Members/details(…)``.
    package var emailKey: String?
    package var organisation: ID<Organisation>
    package var post: String?
    package var roles: Set<Role>

    package init(
        name: String,
        email: String?,
        emailKey: String?,
        organisation: ID<Organisation>,
        post: String? = nil,
        roles: Set<Role> = []
    ) {
        self.name = name
        self.email = email
        self.emailKey = emailKey
        self.organisation = organisation
        self.post = post
        self.roles = roles
    }

    var claim: StreamID? { emailKey.map { Claim.stream("email", $0) } }

    /// The roles in order: a form that is sent twice has to be the same bytes twice, and a set has no order.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(email, forKey: .email)
        try container.encodeIfPresent(emailKey, forKey: .emailKey)
        try container.encode(organisation, forKey: .organisation)
        try container.encodeIfPresent(post, forKey: .post)
        try container.encode(roles.sorted { $0.rawValue < $1.rawValue }, forKey: .roles)
    }

    private enum CodingKeys: CodingKey {
        case name, email, emailKey, organisation, post, roles
    }
}
