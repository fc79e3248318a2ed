import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding
import Vault

/// The links of a matter under a procedure, for those with a part in it who have no account.
enum BodyLinksPage {
    /// What is shown once to whoever made it: a code, and the link where no mail takes it there.
    private struct Once: Codable, Sendable {
        let matter: ID<Matter>
        let organisation: ID<Organisation>
        var code: String?
        var address: String?
    }

    private static let once: StaticString = "body-code"
    private static let kept: Int64 = 600

    static func page(_ visit: Visit) async throws -> Response {
        let detail = try await detail(visit)
        let shown = try await visit.draft(Once.self, once)
        if shown != nil { try await visit.dropDraft(once) }
        let own = shown.flatMap { $0.matter == detail.matter.id ? $0 : nil }
        return try await visit.page(try await page(visit, detail, own))
    }

    // MARK: Doing

    static func give(_ visit: Visit) async throws -> Response {
        try await change(visit, "The link is given.") { detail, part in
            let form = visit.form
            let (link, isMailed) = (visit.newID() as ID<BodyLink>, isMailed(visit))
            guard !part.hasAccount else {
                throw Refusal.outOfTurn(
                    "Somebody there has an account: they find this on their Home when they sign in."
                )
            }
            let command = GiveBodyLink(
                detail.reference,
                to: part.organisation,
                link: link,
                post: form["post"],
                address: form["address"],
                codeBy: try way(form),
                codeTo: form["code-to"],
                isMailed: isMailed
            )
            try await visit.perform(command)
            let until = visit.today.adding(days: BodyLink.days)
            let address = try await address(visit, detail, link, until, isMailed: isMailed && !form["address"].isEmpty)
            return (try await visit.site.accounts.bodyDoor.makeCode(for: link), address)
        }
    }

    static func send(_ visit: Visit) async throws -> Response {
        try await change(visit, "The link is sent again.") { detail, part in
            guard let link = part.link else { throw Refusal.outOfTurn("They have no link that works. Give them one.") }
            let (address, isMailed) = (visit.form["address"], isMailed(visit))
            let command = SendBodyLink(detail.reference, to: part.organisation, address: address, isMailed: isMailed)
            try await visit.perform(command)
            let door = visit.site.accounts.bodyDoor
            let until = visit.today.adding(days: BodyLink.days)
            let shown = try await self.address(visit, detail, link.id, until, isMailed: isMailed && !address.isEmpty)
            // A desk that was lost has no code for it any more.
            return (try await door.renew(link.id) ? nil : try await door.makeCode(for: link.id), shown)
        }
    }

    static func code(_ visit: Visit) async throws -> Response {
        try await change(visit, "There is a new code.") { detail, part in
            guard let link = part.link else { throw Refusal.outOfTurn("They have no link that works. Give them one.") }
            let opener = try await opener(visit, detail)
            let command = MakeBodyCode(
                detail.reference,
                for: part.organisation,
                codeBy: try way(visit.form),
                codeTo: visit.form["code-to"],
                address: link.address.flatMap(opener.text) ?? ""
            )
            try await visit.perform(command)
            return (try await visit.site.accounts.bodyDoor.makeCode(for: link.id), nil)
        }
    }

    static func end(_ visit: Visit) async throws -> Response {
        try await change(visit, "The link no longer works, wherever it was passed.") { detail, part in
            try await visit.perform(EndBodyLink(detail.reference, of: part.organisation))
            return (nil, nil)
        }
    }

    private static func change(
        _ visit: Visit,
        _ sentence: String,
        _ act: (LoopDetail, BodyPart) async throws -> (code: String?, address: String?)
    ) async throws -> Response {
        try await visit.atMatter {
            let detail = try await detail(visit)
            let organisation: ID<Organisation> = try visit.id("organisation")
            guard let part = detail.bodies.first(where: { $0.organisation == organisation }) else {
                throw Refusal.notFound
            }
            do {
                let made = try await act(detail, part)
                if made.code != nil || made.address != nil {
                    let shown = Once(
                        matter: detail.matter.id,
                        organisation: organisation,
                        code: made.code,
                        address: made.address
                    )
                    try await visit.keepDraft(shown, as: once, seconds: kept)
                }
            } catch Refusal.invalid(let problems) {
                // Each field is there once for each body.
                let errors = problems.map { FieldError("\($0.field)-\(organisation)", $0.message) }
                return try await visit.refusedPage(try await page(visit, detail, nil, errors, of: organisation))
            }
            return try await visit.done("/m/\(detail.matter.number)/bodies", sentence)
        }
    }

    private static func way(_ form: Form) throws(Refusal) -> CodeWay {
        guard let way = CodeWay(rawValue: form["code-by"]) else {
            throw .invalid("code-by", "Choose how the code reaches them.")
        }
        return way
    }

    private static func isMailed(_ visit: Visit) -> Bool { visit.site.configuration.mailWay == .mail }

    /// The link's address, for whoever passes it on; nil where a mail takes it there.
    private static func address(
        _ visit: Visit,
        _ detail: LoopDetail,
        _ link: ID<BodyLink>,
        _ until: Day,
        isMailed: Bool
    ) async throws -> String? {
        let token = try await visit.site.accounts.bodyDoor.token(of: link, to: detail.reference, until: until)
        return isMailed ? nil : "\(visit.site.configuration.origin)/body/\(token.text)"
    }

    private static func detail(_ visit: Visit) async throws -> LoopDetail {
        let detail = try await visit.loop()
        try visit.check(detail.reference.linking, detail.linking)
        return detail
    }

    private static func opener(_ visit: Visit, _ detail: LoopDetail) async throws -> Opener {
        let subject = Matter.subject(detail.matter.id)
        return try await visit.opener(detail.reference.linking, detail.linking, .these([subject]))
    }

    // MARK: The page

    private static func page(
        _ visit: Visit,
        _ detail: LoopDetail,
        _ shown: Once?,
        _ errors: [FieldError] = [],
        of failed: ID<Organisation>? = nil
    ) async throws -> Page {
        let names = try await MatterVoice(visit, [detail.matter])
        let (opener, known) = (try await opener(visit, detail), try await visit.knownAddresses())
        let parts = detail.bodies.filter { !$0.hasAccount }
        return Page(
            title: "Matter \(detail.matter.number), links",
            current: "/matters",
            eyebrow: a(.href("/m/\(detail.matter.number)")) {
                "Matter \(detail.matter.number): \(detail.definition.title)"
            },
            heading: "Links for those without an account",
            lead:
                "A link opens a body’s part in this one matter. It is the post’s, whoever has it, and opens with a code that reaches them by another way.",
            errors: errors
        ) {
            if parts.isEmpty { empty("Everyone with a part in this has an account, and finds it on their Home.") }
            for part in parts {
                BodyLinkSection(
                    visit: visit,
                    detail: detail,
                    part: part,
                    name: names.organisation(part.organisation),
                    code: shown?.organisation == part.organisation ? shown?.code : nil,
                    address: shown?.organisation == part.organisation ? shown?.address : nil,
                    opener: opener,
                    known: known[part.organisation] ?? "",
                    errors: failed == part.organisation ? errors : [],
                    isFailed: failed == part.organisation
                ).markup
            }
            acts { linkButton("Back to the matter", "/m/\(detail.matter.number)") }
        }
    }
}

extension Visit {
    /// An address that the network knows of each organisation: of somebody there who has no account.
    fileprivate func knownAddresses() async throws -> [ID<Organisation>: String] {
        let rows = try await readings.members().filter { $0.email != nil && $0.standing != .joined }
        let opener = try await opener(.seeNetwork, [], .these(Set(rows.map { Member.subject($0.id) })))
        return rows.reduce(into: [:]) { known, row in
            if known[row.organisation] == nil { known[row.organisation] = row.email.flatMap(opener.text) }
        }
    }
}
