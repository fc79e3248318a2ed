import Almanac
import Ledger
import Safeguarding
import Vault

/// What one browser has opened by a body's link. It lives on the desk, under the link and that browser.
struct BodySession: Codable, Sendable {
    let key: BodyDoor.Key
    /// Set once they said who they are.
    var opening: ID<BodyOpening>?

    /// How long a right code waits for a name, and how long it stays open, in seconds.
    static let waits: Int64 = 15 * 60
    static let lasts: Int64 = 4 * 3600

    var actor: Actor? {
        opening.map { opening in
            .body(
                Actor.Body(
                    matter: key.matter.id,
                    link: key.link,
                    opening: opening,
                    organisation: key.organisation
                )
            )
        }
    }
}

extension Visit {
    /// What this browser has opened by the link of the address; nil where it is nothing, or the link is over, or has
    /// another code since.
    func bodySession() async throws -> BodySession? {
        guard let bytes = try await site.desk.value(bodyKey, at: now) else { return nil }
        let session = try Coding.decode(BodySession.self, from: bytes)
        guard let link = try await readings.bodyLink(session.key.link), link.codes == session.key.codes,
            today <= link.until
        else { return nil }
        return session
    }

    func keep(_ session: BodySession) async throws {
        let lasts = session.opening == nil ? BodySession.waits : BodySession.lasts
        try await site.desk.put(bodyKey, Array(try Coding.encode(session)), until: now.adding(seconds: lasts))
    }

    func endBodySession() async throws { try await site.desk.remove(bodyKey) }

    /// As it stands in the address, whether or not there is such a link.
    var bodyToken: String { (try? parameter("token")) ?? "" }

    /// The form token is this browser's alone.
    private var bodyKey: DeskKey {
        DeskKey(
            kind: "body-open",
            group: "\(Hash(of: Array(bodyToken.utf8)))",
            id: "\(Hash(of: Array(csrf.utf8)))"
        )
    }
}

/// Somebody at a body, who has opened its part of a matter in this browser.
struct BodyGuest {
    let actor: Actor
    let organisation: ID<Organisation>
    let detail: LoopDetail
    let voice: LoopVoice

    /// Nil where nothing is open. That they open it is written down before this is made.
    init?(_ visit: Visit) async throws {
        guard let session = try await visit.bodySession(), let actor = session.actor,
            let row = try await visit.readings.matter(session.key.matter.id, as: actor),
            let detail = try await visit.readings.loopDetail(number: row.number, as: actor)
        else { return nil }
        (self.actor, organisation, self.detail) = (actor, session.key.organisation, detail)
        let names = MatterVoice(body: visit.words, try await visit.readings.membership())
        voice = try await LoopVoice(visit.site, as: actor, detail, names)
    }

    var organisationName: String { voice.names.organisation(organisation) }
}
