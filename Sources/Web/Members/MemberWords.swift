import HTML
import Safeguarding

// How members are spoken of on every page that shows them.

extension Directory.Entry {
    var roleTitles: String {
        roles.isEmpty ? "No role" : Words.list(roles.sorted { $0.rawValue < $1.rawValue }.map(\.title))
    }

    /// Where the person is on the way in: a word and a shape.
    var standingTag: Markup {
        switch standing {
        case .registered where email == nil: tag("Has no e-mail address")
        case .registered: tag("Has not been invited", .due)
        case .invited: tag("Invited", .wait)
        case .joined: tag("Has joined", .shut)
        case .left: tag("Has left")
        }
    }
}

extension MemberRow.Standing {
    static let all: [MemberRow.Standing] = [.registered, .invited, .joined, .left]

    var title: String {
        switch self {
        case .registered: "Has not been invited"
        case .invited: "Invited"
        case .joined: "Has joined"
        case .left: "Has left"
        }
    }
}

extension Visit {
    /// The names of members that a page shows.
    func directory() async throws -> Directory {
        try await site.office.names(for: try actor)
    }

    func organisationChoices(first label: String) async throws -> [Choice] {
        [Choice("", label)] + (try await readings.organisations()).map { Choice("\($0.id)", $0.name) }
    }
}

/// Where the three pages about who is in the network lead to each other.
let networkLinks: [(label: String, link: Link)] = [
    ("Members", "/members"), ("Organisations", "/organisations"), ("Groups", "/groups"),
]

/// Links to the other two.
func networkActs(besides here: Link, @Contents first: () -> Markup) -> Markup {
    acts {
        first()
        for other in networkLinks where other.link != here { linkButton(other.label, other.link, .plain) }
    }
}
