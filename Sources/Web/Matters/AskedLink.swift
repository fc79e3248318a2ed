import Almanac
import Ledger
import Safeguarding
import Vault

/// What the link of a matter lets its holder do. It lives on the desk, under the digest of its secret.
struct AskedLink: Codable, Hashable, Sendable {
    let matter: ID<Matter>
    let member: ID<Member>
    let link: ID<MatterLink>

    var actor: Actor { .guest(Actor.Guest(matter: matter, link: link, member: member)) }
}

extension Site {
    /// Gives a holder without an account a link to their one matter. Their earlier link no longer works.
    ///
    /// The one place where such links are made: a page shows what it gives, and a mail may carry it.
    ///
    /// - Parameter perform: Carries out the command, for whoever gives the link.
    /// - Returns: The whole address, which is written down nowhere.
    func makeAskedLink(
        _ matter: MatterReference,
        for member: ID<Member>,
        link: ID<MatterLink> = ID(),
        perform: (GiveMatterLink) async throws -> Void
    ) async throws -> String {
        try await perform(GiveMatterLink(matter, to: member, link: link))
        let asked = AskedLink(matter: matter.id, member: member, link: link)
        return try await address(of: asked, until: London.day(now).adding(days: MatterLink.days))
    }

    /// The address of the link that someone has to a matter: the same in every mail, and where it was passed by hand.
    ///
    /// Nil where they have none that works.
    func askedAddress(_ matter: ID<Matter>, of member: ID<Member>) async throws -> String? {
        guard let link = try await office.matterLink(of: member, to: matter) else { return nil }
        return try await address(of: AskedLink(matter: matter, member: member, link: link.id), until: link.until)
    }

    private func address(of asked: AskedLink, until: Day) async throws -> String {
        let token = try await office.vault.token(ofLink: "asked/\(asked.link)")
        try await desk.put(.asked(token), Array(try Coding.encode(asked)), until: London.end(of: until))
        return "\(configuration.origin)/asked/\(token.text)"
    }

    /// Nil where there is no such link, or its time is over. Whether it was ended is for the readings and rules to say.
    func asked(_ token: Token) async throws -> AskedLink? {
        guard let bytes = try await desk.value(.asked(token), at: now) else { return nil }
        return try Coding.decode(AskedLink.self, from: bytes)
    }
}

extension DeskKey {
    fileprivate static func asked(_ token: Token) -> DeskKey { DeskKey(kind: "asked", id: "\(token.digest)") }
}
