package import Almanac
package import Ledger
package import Vault

/// The door that a body's link leads to: what a code must be to open it, and how often it may be wrong.
///
/// Codes are on the desk as Argon2id hashes. A desk that was lost opens to nobody until another code is made.
package struct BodyDoor: Sendable {
    let office: Office
    let desk: any Desk
    let hasher: PasswordHasher

    /// A code is kept for longer than a link works, so that one which is sent again keeps its code.
    private static let keptDays = 180
    private static let wrongFromOnePlace = 30

    private var now: Instant { office.clock() }

    /// Where a link leads, under the digest of its secret.
    private struct Way: Codable {
        let matter: LoopReference
        let link: ID<BodyLink>
    }

    /// What the right code opens, until another code is made.
    package struct Key: Codable, Hashable, Sendable {
        package let matter: LoopReference
        package let link: ID<BodyLink>
        package let organisation: ID<Organisation>
        /// The how-manieth code of the link it was.
        package let codes: Int
    }

    // MARK: Giving

    /// The secret of a link: the same in every mail, and where it was passed on by hand.
    package func token(of link: ID<BodyLink>, to matter: LoopReference, until: Day) async throws -> Token {
        let token = try await office.vault.token(ofLink: "body/\(link)")
        let way = try Coding.encode(Way(matter: matter, link: link))
        try await desk.put(.body(token), Array(way), until: London.end(of: until))
        return token
    }

    /// Makes the code of a link: eight figures in two fours, easily said on a telephone. It is shown to whoever asked
    /// for it, and kept as a hash.
    package func makeCode(for link: ID<BodyLink>) async throws -> String {
        var generator = SystemRandomNumberGenerator()
        let figures = String("\(Int.random(in: 100_000_000..<200_000_000, using: &generator))".dropFirst())
        let hash = try await hasher.hash(figures)
        try await desk.put(.bodyCode(link), Array(hash.utf8), until: kept)
        try await desk.remove(.bodyTries(link))
        return "\(figures.prefix(4)) \(figures.suffix(4))"
    }

    /// A link that is sent again keeps its code, and wrong ones are counted anew.
    ///
    /// - Returns: Whether there is a code that opens it.
    package func renew(_ link: ID<BodyLink>) async throws -> Bool {
        try await desk.remove(.bodyTries(link))
        guard let hash = try await desk.value(.bodyCode(link), at: now) else { return false }
        try await desk.put(.bodyCode(link), hash, until: kept)
        return true
    }

    private var kept: Instant { London.end(of: London.day(now).adding(days: Self.keptDays)) }

    // MARK: Opening

    /// Tries a code. A link that is unknown, over or locked takes as long, and answers the same, as a wrong code.
    ///
    /// - Parameter place: Where the request came from, for the limit only.
    package func open(_ token: Token?, code: String, from place: String) async throws -> Key? {
        let byPlace = DeskKey(kind: "limit", group: "body", id: "place/\(place)")
        let isPatient =
            try await desk.increment(byPlace, until: now.adding(seconds: 900), at: now) <= Self.wrongFromOnePlace
        let key = isPatient ? try await key(of: token) : nil
        var (hash, tries) = ([UInt8]?.none, 0)
        if let key {
            // Counted before it is tried, so that many at once are no more than many after another.
            tries = try await desk.increment(.bodyTries(key.link), until: kept, at: now)
            if tries <= BodyLink.tries { hash = try await desk.value(.bodyCode(key.link), at: now) }
        }
        let figures = String(code.filter { $0.isASCII && $0.isNumber }.prefix(20))
        let fits = try await hasher.verify(figures, against: hash.map { String(decoding: $0, as: UTF8.self) })
        guard let key else { return nil }
        guard fits else {
            if tries >= BodyLink.tries { try await lock(key) }
            return nil
        }
        try await desk.remove(.bodyTries(key.link))
        try await desk.remove(byPlace)
        return key
    }

    /// The ledger is asked, not the readings: what was ended or locked opens to nobody.
    private func key(of token: Token?) async throws -> Key? {
        guard let token, let bytes = try await desk.value(.body(token), at: now) else { return nil }
        let way = try Coding.decode(Way.self, from: bytes)
        var state = LoopState()
        for event in try await office.ledger.events(of: Matter.stream(way.matter.id), after: 0) {
            state.apply(try Events.decode(event), at: event.at)
        }
        guard let link = state.bodies[way.link], !link.isLocked, London.day(now) <= link.until else { return nil }
        return Key(matter: way.matter, link: way.link, organisation: link.organisation, codes: link.codes)
    }

    private func lock(_ key: Key) async throws {
        let lock = LockBodyLink(matter: key.matter, link: key.link)
        try await office.perform(lock, as: .system("door"), form: FormID())
    }
}

extension Accounts {
    /// Codes of bodies are hashed as passwords are, with them in one queue.
    package var bodyDoor: BodyDoor { BodyDoor(office: office, desk: desk, hasher: hasher) }
}

extension DeskKey {
    fileprivate static func body(_ token: Token) -> DeskKey { DeskKey(kind: "body", id: "\(token.digest)") }
    fileprivate static func bodyCode(_ link: ID<BodyLink>) -> DeskKey { DeskKey(kind: "body-code", id: "\(link)") }
    fileprivate static func bodyTries(_ link: ID<BodyLink>) -> DeskKey {
        DeskKey(kind: "limit", group: "body", id: "link/\(link)")
    }
}
