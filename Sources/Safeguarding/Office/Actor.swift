package import Ledger

/// Who acts. Every command and every admission names one.
package enum Actor: Hashable, Sendable {
    case member(Person)
    /// Someone who holds a link to one thing and has no account.
    case guest(Guest)
    /// Somebody at an organisation without an account, who answers for the part that it has in one matter.
    case body(Body)
    /// The clock, the outbox, the import from the command line: named, and never a person in disguise.
    case system(String)

    package struct Person: Hashable, Sendable {
        package let id: ID<Member>
        package let organisation: ID<Organisation>
        package let roles: Set<Role>
        /// What they are in their organisation, where that is known: what was raised from a post goes back to it.
        package let post: String?
        /// The session's public name, which stands in admissions. Empty for a command line.
        package let session: String
        /// In whose places they may act besides their own.
        package var stands: [StandIn]
        /// In which of them they act where a rule asks.
        var places: [StandIn] = []

        package init(
            id: ID<Member>,
            organisation: ID<Organisation>,
            roles: Set<Role>,
            post: String? = nil,
            session: String = "",
            stands: [StandIn] = []
        ) {
            self.stands = stands
            self.post = post
            self.id = id
            self.organisation = organisation
            self.roles = roles
            self.session = session
        }
    }

    package struct Guest: Hashable, Sendable {
        /// The link's id, never its secret.
        package let link: String
        package let member: ID<Member>?

        package init(link: String, member: ID<Member>?) {
            self.link = link
            self.member = member
        }
    }

    package struct Body: Hashable, Sendable {
        package let matter: ID<Matter>
        package let link: ID<BodyLink>
        /// Under which they said who they are.
        package let opening: ID<BodyOpening>
        package let organisation: ID<Organisation>

        package init(
            matter: ID<Matter>,
            link: ID<BodyLink>,
            opening: ID<BodyOpening>,
            organisation: ID<Organisation>
        ) {
            (self.matter, self.link, self.opening, self.organisation) = (matter, link, opening, organisation)
        }
    }

    /// As it stands in the ledger: `member/…`, `guest/…`, `system/clock`.
    package var name: String {
        switch self {
        case .member(let person): "member/\(person.id)"
        case .guest(let guest): "guest/\(guest.link)"
        case .body(let body): "body/\(body.opening)"
        case .system(let job): "system/\(job)"
        }
    }

    package var member: ID<Member>? {
        switch self {
        case .member(let person): person.id
        case .guest(let guest): guest.member
        case .body, .system: nil
        }
    }

    package var isBody: Bool { if case .body = self { true } else { false } }

    package var roles: Set<Role> {
        if case .member(let person) = self { person.roles } else { [] }
    }

    package var session: String {
        switch self {
        case .member(let person): person.session
        case .guest(let guest): guest.link
        case .body(let body): "\(body.opening)"
        case .system: ""
        }
    }

    package var organisation: ID<Organisation>? {
        switch self {
        case .member(let person): person.organisation
        case .body(let body): body.organisation
        case .guest, .system: nil
        }
    }
}
