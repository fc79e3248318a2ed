import Almanac
import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// The page of someone who holds one action and has no account.
///
/// Looking at the address shows nothing and does nothing, so that a mail scanner may; a button opens it.
enum AskedPages {
    /// How long it stays open in one browser.
    private static let lasts: Int64 = 12 * 3600

    static func page(_ visit: Visit) async throws -> Response {
        guard let guest = try await AskedGuest(visit) else { return over(visit) }
        guard try await isOpen(visit, guest.token) else { return .html(document(closed(visit, guest.token))) }
        return .html(document(try await sheet(visit, guest, nil, [])))
    }

    static func open(_ visit: Visit) async throws -> Response {
        guard let guest = try await AskedGuest(visit) else { return over(visit) }
        try await visit.site.desk.put(key(visit, guest.token), [1], until: visit.now.adding(seconds: lasts))
        return .redirect(to: "/asked/\(guest.token.text)", type: .normal)
    }

    static func take(_ visit: Visit, _ step: AskedStep) async throws -> Response {
        guard let guest = try await AskedGuest(visit) else { return over(visit) }
        let here = "/asked/\(guest.token.text)"
        guard try await isOpen(visit, guest.token) else { return .redirect(to: here, type: .normal) }
        do {
            let command = step.command(guest.detail.matter.reference, visit.form)
            try await visit.site.office.perform(command, as: guest.actor, form: visit.formID)
        } catch Refusal.invalid(let problems) {
            let page = document(try await sheet(visit, guest, step, problems.fieldErrors))
            return .html(page, status: .unprocessableContent)
        }
        return .redirect(to: "\(here)?done=\(step.rawValue)", type: .normal)
    }

    // MARK: Opened in this browser

    private static func isOpen(_ visit: Visit, _ token: Token) async throws -> Bool {
        try await visit.site.desk.value(key(visit, token), at: visit.now) != nil
    }

    /// The form token is this browser's alone.
    private static func key(_ visit: Visit, _ token: Token) -> DeskKey {
        DeskKey(kind: "asked-open", group: "\(token.digest)", id: "\(Hash(of: Array(visit.csrf.utf8)))")
    }

    // MARK: Pages

    /// The same whether there never was such a link or it has ended.
    private static func over(_ visit: Visit) -> Response {
        let sheet = Sheet(
            title: "Link",
            heading: "This link does not work",
            lead: "It was ended, its time is over, or part of it is missing. Ask whoever sent it for a new one.",
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) {}
        return .html(document(sheet), status: .notFound)
    }

    private static func closed(_ visit: Visit, _ token: Token) -> Sheet {
        Sheet(
            title: "Something for you to do",
            heading: "You are asked to do something",
            lead: "This link is yours alone. You need not sign in.",
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) {
            pressForm("Open it", to: "/asked/\(token.text)", csrf: visit.csrf, .primary)
        }
    }

    private static func sheet(
        _ visit: Visit,
        _ guest: AskedGuest,
        _ step: AskedStep?,
        _ errors: [FieldError]
    ) async throws -> Sheet {
        let content = AskedContent(
            guest: guest,
            voice: try await guest.voice(visit),
            visit: visit,
            failed: step,
            errors: errors
        )
        let done = visit.query("done").flatMap(AskedStep.init)
        return Sheet(
            title: "Something for you to do",
            eyebrow: guest.detail.matter.groupName,
            heading: content.heading,
            lead: content.lead,
            notice: errors.isEmpty ? done.map { notice($0.done) } : nil,
            errors: errors,
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) { content.markup }
    }
}

/// Someone who holds the link of a matter, and what it opens.
struct AskedGuest {
    let token: Token
    let detail: MatterDetail
    private let link: AskedLink

    var actor: Actor { link.actor }
    var member: ID<Member> { link.member }

    /// Nil where the link does not work.
    init?(_ visit: Visit) async throws {
        guard let token = Token(try visit.parameter("token")), let link = try await visit.site.asked(token),
            let row = try await visit.readings.matter(link.matter, as: link.actor),
            let detail = try await visit.readings.matterDetail(number: row.number, as: link.actor)
        else { return nil }
        (self.token, self.link, self.detail) = (token, link, detail)
    }

    func voice(_ visit: Visit) async throws -> MatterVoice {
        let office = visit.site.office
        let admission = try office.gate.admit(
            actor,
            to: .seeMatter,
            detail.matter.relations,
            opening: .these([Matter.subject(link.matter)])
        )
        return MatterVoice(link.member, words: visit.words, opener: try await office.vault.opener(under: admission))
    }
}
