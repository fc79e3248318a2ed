package import Ledger
package import Vault

/// Who owes or holds something.
package enum Party: Hashable, Sendable {
    case member(ID<Member>)
    /// Outlives its holder: the post named so at the organisation.
    case post(String, ID<Organisation>)
    case organisation(ID<Organisation>)
    /// The safeguarding lead of an authority; while nobody there has that role, anyone there.
    case lead(ID<Organisation>)
    /// Each member of a group, one state each.
    case all(ID<Group>)
    /// Whoever chairs or writes for a group.
    case officers(ID<Group>)
    case coordinators
    /// Every member of the network, one state each.
    case everyone
    /// Someone named in notes whom nobody has matched to a member yet: a person must say who it is.
    case unmatched(Sealed<String>)

    /// As it stands in the ledger and in tables. In order of how closely a person is meant.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case member, all, post, lead, organisation, officers, coordinators, everyone, unmatched
    }

    package var kind: Kind {
        switch self {
        case .member: .member
        case .post: .post
        case .organisation: .organisation
        case .lead: .lead
        case .all: .all
        case .officers: .officers
        case .coordinators: .coordinators
        case .everyone: .everyone
        case .unmatched: .unmatched
        }
    }

    package var member: ID<Member>? { if case .member(let id) = self { id } else { nil } }
    package var group: ID<Group>? {
        switch self {
        case .all(let id), .officers(let id): id
        default: nil
        }
    }
    package var organisation: ID<Organisation>? {
        switch self {
        case .organisation(let id), .post(_, let id), .lead(let id): id
        default: nil
        }
    }
    package var post: String? { if case .post(let title, _) = self { title } else { nil } }
    /// As it was written in the notes.
    package var name: Sealed<String>? { if case .unmatched(let name) = self { name } else { nil } }

    /// Makes the party of a kind, or nil where what it needs is not there.
    init?(
        _ kind: Kind,
        member: ID<Member>?,
        post: String?,
        organisation: ID<Organisation>?,
        group: ID<Group>?,
        name: Sealed<String>?
    ) {
        let party: Party? =
            switch kind {
            case .member: member.map(Party.member)
            case .post: post.flatMap { post in organisation.map { .post(post, $0) } }
            case .organisation: organisation.map(Party.organisation)
            case .lead: organisation.map(Party.lead)
            case .all: group.map(Party.all)
            case .officers: group.map(Party.officers)
            case .coordinators: .coordinators
            case .everyone: .everyone
            case .unmatched: name.map(Party.unmatched)
            }
        guard let party else { return nil }
        self = party
    }

    /// Whether an actor is meant by it.
    ///
    /// A colleague may act for a post or the lead: these outlive their holder, and may stand empty.
    ///
    /// - Parameters:
    ///   - parts: Whose part it is, where it is everyone in a group.
    ///   - officers: Who chairs or writes for the matter's group.
    func includes(_ actor: Actor, parts: Set<ID<Member>>, officers: Set<ID<Member>>) -> Bool {
        switch self {
        case .member(let id): actor.member == id || actor.places.contains { $0.of == self }
        case .post(_, let organisation), .lead(let organisation), .organisation(let organisation):
            actor.organisation == organisation
        case .all: actor.member.map(parts.contains) ?? false
        case .officers: actor.member.map(officers.contains) ?? false
        case .coordinators: actor.isCoordinatorHere
        case .everyone: if case .member = actor { true } else { false }
        case .unmatched: false
        }
    }
}

extension Party: Codable {
    private enum Key: String, CodingKey {
        case kind, member, post, organisation, group, name
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let party = Party(
            try fields.decode(Kind.self, forKey: .kind),
            member: try fields.decodeIfPresent(ID<Member>.self, forKey: .member),
            post: try fields.decodeIfPresent(String.self, forKey: .post),
            organisation: try fields.decodeIfPresent(ID<Organisation>.self, forKey: .organisation),
            group: try fields.decodeIfPresent(ID<Group>.self, forKey: .group),
            name: try fields.decodeIfPresent(Sealed<String>.self, forKey: .name)
        )
        guard let party else {
            throw DecodingError.dataCorruptedError(forKey: .kind, in: fields, debugDescription: "not a whole party")
        }
        self = party
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(kind, forKey: .kind)
        try fields.encodeIfPresent(member, forKey: .member)
        try fields.encodeIfPresent(post, forKey: .post)
        try fields.encodeIfPresent(organisation, forKey: .organisation)
        try fields.encodeIfPresent(group, forKey: .group)
        try fields.encodeIfPresent(name, forKey: .name)
    }
}
