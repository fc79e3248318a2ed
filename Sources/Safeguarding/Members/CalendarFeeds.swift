package import Almanac
package import Ledger
package import Vault

/// The private address from which a member's calendar program fetches their meetings: one a member, known by heart only
/// to whoever holds it, good until it is ended.
///
/// It lies among the Keys and not on the Desk, because it has no end of its own and a lost one would silently stop a
/// calendar.
extension Accounts {
    package struct Feed: Codable, Hashable, Sendable {
        package let made: Instant
        let digest: String
    }

    package func feed(of member: ID<Member>) async throws -> Feed? {
        try await keys.secret(.feed(of: member)).map { try Coding.decode(Feed.self, from: $0) }
    }

    /// Makes an address. The one before it stops at the same moment.
    package func makeFeed(for member: ID<Member>) async throws -> Token {
        let token = Token()
        let feed = Feed(made: office.clock(), digest: "\(token.digest)")
        try await change(member, to: feed)
        return token
    }

    package func endFeed(of member: ID<Member>) async throws {
        try await change(member, to: nil)
    }

    /// Whose address it is, as they now are. Nil where it was ended, or the person left.
    package func person(feed token: Token) async throws -> Actor.Person? {
        guard let value = try await keys.secret(.feed("\(token.digest)")),
            let member = ID<Member>(String(decoding: value, as: UTF8.self)),
            let row = try await office.projector.readings.member(member), row.standing == .joined
        else { return nil }
        let session = "feed-\("\(token.digest)".prefix(16))"
        return Actor.Person(id: row.id, organisation: row.organisation, roles: row.roles, session: session)
    }

    private func change(_ member: ID<Member>, to feed: Feed?) async throws {
        let old = try await keys.secret(.feed(of: member))
        let holder = Array("\(member)".utf8)
        var changes = [
            SecretChange(name: .feed(of: member), old: old, new: try feed.map { Array(try Coding.encode($0)) })
        ]
        if let old = try old.map({ try Coding.decode(Feed.self, from: $0) }) {
            changes.append(SecretChange(name: .feed(old.digest), old: holder, new: nil))
        }
        if let feed { changes.append(SecretChange(name: .feed(feed.digest), old: nil, new: holder)) }
        guard try await keys.replace(changes) else {
            throw Refusal.outOfTurn("Your calendar address was changed at the same moment. Look at it again.")
        }
    }
}

extension SecretName {
    fileprivate static func feed(of member: ID<Member>) -> SecretName { SecretName(kind: "feed-of", id: "\(member)") }
    fileprivate static func feed(_ digest: String) -> SecretName { SecretName(kind: "feed", id: digest) }
}
