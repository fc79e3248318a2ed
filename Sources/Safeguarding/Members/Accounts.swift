package import Almanac
import Foundation
package import Ledger
package import Vault

/// Signing in and out, invitations and passwords. Knows nothing of HTTP.
///
/// What is secret is in the Keys (password hashes) and on the Desk (sessions and links as digests); events say only
/// that someone was invited or joined. A second factor has its place between ``signIn(email:password:from:)`` and the
/// session it makes.
package struct Accounts: Sendable {
    let office: Office
    let keys: any Keys
    let desk: any Desk
    let hasher: PasswordHasher
    package let limits: Limits

    package struct Limits: Sendable {
        /// A session is covered after so many seconds without a request …
        package var cover: Int64 = 10 * 60
        /// … and ends after so many.
        package var idle: Int64 = 60 * 60
        /// … and after so many in any case.
        package var longest: Int64 = 12 * 60 * 60
        /// Wrong passwords for one address, and from one place, in a quarter of an hour.
        package var wrongPasswords = 10
        package var wrongFromOnePlace = 100
        /// How long an invitation or a password link can be used.
        package var link: Int64 = 14 * 24 * 60 * 60

        package init() {}
    }

    package init(
        office: Office,
        keys: any Keys,
        desk: any Desk,
        hasher: PasswordHasher = PasswordHasher(),
        limits: Limits = Limits()
    ) {
        self.office = office
        self.keys = keys
        self.desk = desk
        self.hasher = hasher
        self.limits = limits
    }

    private var now: Instant { office.clock() }

    // MARK: Signing in

    package enum SignIn: Sendable {
        case signedIn(Token, Session)
        /// One answer for an unknown address, a wrong password and someone who left.
        case wrong
        case tooMany
    }

    /// - Parameter place: The address the request came from, for the limit only.
    package func signIn(email: String, password: String, from place: String) async throws -> SignIn {
        let emailKey = try await office.vault.emailKey(email)
        let byAccount = DeskKey(kind: "limit", group: "sign-in", id: "account/\(emailKey)")
        let byPlace = DeskKey(kind: "limit", group: "sign-in", id: "place/\(place)")
        let until = now.adding(seconds: 15 * 60)
        guard try await desk.increment(byAccount, until: until, at: now) <= limits.wrongPasswords,
            try await desk.increment(byPlace, until: until, at: now) <= limits.wrongFromOnePlace
        else { return .tooMany }

        let row = try await office.projector.readings.member(emailKey: emailKey)
        let member = row?.standing == .joined ? row : nil
        let stored = try await member.asyncFlatMap { try await keys.secret(.password($0.id)) }
        // An unknown address costs as much time as a wrong password.
        let fits = try await hasher.verify(password, against: stored.map { String(decoding: $0, as: UTF8.self) })
        guard fits, let member, let stored else { return .wrong }

        try await desk.remove(byAccount)
        if hasher.needsRehash(String(decoding: stored, as: UTF8.self)) {
            _ = try await keys.replace(.password(member.id), stored, with: Array(try await hasher.hash(password).utf8))
        }
        let (token, session) = try await begin(member.id)
        return .signedIn(token, session)
    }

    // MARK: Sessions

    package struct Session: Codable, Hashable, Sendable {
        /// The public name: the first half of the token's digest.
        package let name: String
        package let member: ID<Member>
        package let began: Instant
        package var lastSeen: Instant
        /// The newest position that this person's own writes reached: any node shows at least that.
        package var position: Int
        /// Nothing is shown until the password is typed again.
        package var covered: Bool
        /// What form tokens are made from.
        package let formSecret: String
    }

    /// Begins a session. Whatever token the browser had before is worth nothing for it.
    package func begin(_ member: ID<Member>) async throws -> (Token, Session) {
        let token = Token()
        let session = Session(
            name: String(token.digest.description.prefix(32)),
            member: member,
            began: now,
            lastSeen: now,
            position: try await office.ledger.count(),
            covered: false,
            formSecret: Token().text
        )
        try await keep(session, token)
        return (token, session)
    }

    /// The session of a token, and the person as they now are; nil where it is over or the person left.
    package func session(_ token: Token) async throws -> (Session, Actor.Person, MemberRow)? {
        guard let entry = try await desk.find(session: token, at: now) else { return nil }
        var session = entry
        guard now < session.began.adding(seconds: limits.longest) else { return nil }
        guard let row = try await office.projector.readings.member(session.member), row.standing == .joined else {
            return nil
        }
        let quiet = now.seconds(since: session.lastSeen)
        // Where the Desk cannot be written (a full disk) the session idles out sooner; pages are still read.
        if !session.covered, quiet > limits.cover {
            session.covered = true
            try? await keep(session, token)
        } else if !session.covered, quiet >= 60 {
            // Written at most once a minute: a page with twenty pictures is one visit.
            session.lastSeen = now
            try? await keep(session, token)
        }
        let person = Actor.Person(
            id: row.id,
            organisation: row.organisation,
            roles: row.roles,
            post: row.post,
            session: session.name,
            stands: try await office.projector.readings.stands(of: row.id, at: now)
        )
        return (session, person, row)
    }

    package func update(_ session: Session, _ token: Token) async throws {
        try await keep(session, token)
    }

    package func end(_ token: Token) async throws {
        guard let session = try await desk.find(session: token, at: now) else { return }
        try await desk.remove(.session(session.member, token))
        try await desk.remove(.sessionOwner(token))
    }

    /// Ends every session of a member: they left, or their password changed.
    package func endAll(of member: ID<Member>) async throws {
        for (key, _) in try await desk.entries(kind: "session", group: "\(member)", at: now) {
            try await desk.remove(key)
        }
    }

    package func sessions(of member: ID<Member>) async throws -> [Session] {
        try await desk.entries(kind: "session", group: "\(member)", at: now)
            .compactMap { try? Coding.decode(Session.self, from: $0.value) }
    }

    /// Ends one of a member's own sessions by its public name.
    package func end(named name: String, of member: ID<Member>) async throws {
        for (key, value) in try await desk.entries(kind: "session", group: "\(member)", at: now)
        where (try? Coding.decode(Session.self, from: value))?.name == name {
            try await desk.remove(key)
        }
    }

    /// Whether the password is this member's: to uncover a screen, or before changing it.
    package func verify(_ password: String, of member: ID<Member>) async throws -> Bool {
        let limit = DeskKey(kind: "limit", group: "verify", id: "\(member)")
        guard try await desk.increment(limit, until: now.adding(seconds: 900), at: now) <= limits.wrongPasswords else {
            return false
        }
        let stored = try await keys.secret(.password(member)).map { String(decoding: $0, as: UTF8.self) }
        guard try await hasher.verify(password, against: stored), stored != nil else { return false }
        try await desk.remove(limit)
        return true
    }

    private func keep(_ session: Session, _ token: Token) async throws {
        let until = min(now.adding(seconds: limits.idle), session.began.adding(seconds: limits.longest))
        try await desk.put(.sessionOwner(token), Array("\(session.member)".utf8), until: until)
        try await desk.put(.session(session.member, token), Array(try Coding.encode(session)), until: until)
    }

    // MARK: Invitations and passwords

    package struct Link: Codable, Hashable, Sendable {
        package let member: ID<Member>
        package let by: String
    }

    /// Makes a link with which one person chooses a password, once. The earlier links of that person end.
    ///
    /// - Parameter token: The secret, where it is one that comes again.
    package func makeLink(for member: ID<Member>, by actor: Actor, token: Token = Token()) async throws -> Token {
        for (key, value) in try await desk.entries(kind: "invitation", group: "\(member)", at: now) {
            try await desk.remove(key)
            if let digest = Hash(value) { try await desk.remove(.link(digest)) }
        }
        let until = now.adding(seconds: limits.link)
        try await desk.put(
            .link(token.digest),
            Array(try Coding.encode(Link(member: member, by: actor.name))),
            until: until
        )
        try await desk.put(
            DeskKey(kind: "invitation", group: "\(member)", id: "\(token.digest)"),
            token.digest.bytes,
            until: until
        )
        return token
    }

    /// Whom a link is for. Looking does not use it up: a mail scanner may open it.
    package func look(at token: Token) async throws -> Link? {
        guard let value = try await desk.value(.link(token.digest), at: now) else { return nil }
        return try Coding.decode(Link.self, from: value)
    }

    /// Uses a link up: the person joins, or has a new password, and is signed in. Earlier sessions end.
    package func take(_ token: Token, password: String) async throws -> (Token, Session)? {
        try Self.check(password)
        guard let value = try await desk.take(.link(token.digest), at: now) else { return nil }
        let link = try Coding.decode(Link.self, from: value)
        do {
            try await setPassword(password, of: link.member)
            let person = Actor.Person(id: link.member, organisation: ID(), roles: [])
            try await office.perform(JoinNetwork(member: link.member), as: .member(person), form: FormID())
        } catch {
            // What failed on our side does not cost the person their link.
            try await desk.put(.link(token.digest), value, until: now.adding(seconds: limits.link))
            throw error
        }
        try await endAll(of: link.member)
        return try await begin(link.member)
    }

    /// Sets a member's password without a link: for `safeloop demo` and the command line.
    package func setPassword(_ password: String, of member: ID<Member>) async throws {
        try Self.check(password)
        let name = SecretName.password(member)
        let hash = Array(try await hasher.hash(password).utf8)
        let old = try await keys.secret(name)
        if old == nil {
            _ = try await keys.create(name, hash)
        } else {
            guard try await keys.replace(name, old, with: hash) else {
                throw Refusal.outOfTurn("The password was changed at the same moment. Try again.")
            }
        }
    }

    /// - Throws: ``Refusal/invalid(_:)`` for a password that is too short, too long or too common.
    package static func check(_ password: String) throws(Refusal) {
        guard password.count >= 10 else {
            throw .invalid(
                "password",
                "Use 10 characters or more. Three words that only you would put together do well."
            )
        }
        guard password.utf8.count <= 200 else { throw .invalid("password", "Use fewer than 200 characters.") }
        let plain = password.lowercased()
        guard Set(plain).count >= 5, !common.contains(where: plain.contains) else {
            throw .invalid("password", "That one is easy to guess. Use three words that only you would put together.")
        }
    }

    private static let common = [
        "password", "qwerty", "letmein", "12345", "abcdef", "safeloop", "safeguarding", "iloveyou",
    ]
}

extension SecretName {
    static func password(_ member: ID<Member>) -> SecretName { SecretName(kind: "password", id: "\(member)") }
}

extension DeskKey {
    static func session(_ member: ID<Member>, _ token: Token) -> DeskKey {
        DeskKey(kind: "session", group: "\(member)", id: "\(token.digest)")
    }

    static func sessionOwner(_ token: Token) -> DeskKey { DeskKey(kind: "session-owner", id: "\(token.digest)") }
    static func link(_ digest: Hash) -> DeskKey { DeskKey(kind: "link", id: "\(digest)") }
}

extension Desk {
    func find(session token: Token, at now: Instant) async throws -> Accounts.Session? {
        guard let owner = try await value(.sessionOwner(token), at: now),
            let member = ID<Member>(String(decoding: owner, as: UTF8.self)),
            let value = try await value(.session(member, token), at: now)
        else { return nil }
        return try Coding.decode(Accounts.Session.self, from: value)
    }
}

extension Optional {
    package func asyncFlatMap<Result>(_ transform: (Wrapped) async throws -> Result?) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
