import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// The door behind a body's link, and the matter once it is open.
///
/// Looking at the address does nothing and shows the same to everyone, whether or not there is such a link: mail scanners
/// look, and people guess.
enum BodyPages {
    static func page(_ visit: Visit) async throws -> Response {
        guard let session = try await visit.bodySession() else { return .html(document(try await door(visit, []))) }
        guard session.opening != nil else { return .html(document(try await who(visit, session, []))) }
        guard let guest = try await BodyGuest(visit) else { return .html(document(nothing(visit))) }
        return .html(document(BodyContent(guest: guest, visit: visit).sheet))
    }

    static func tryCode(_ visit: Visit) async throws -> Response {
        let code = visit.form["code"]
        guard code.contains(where: \.isNumber) else {
            return try await refused(visit, "Type the code: eight figures.")
        }
        let key = try await visit.site.accounts.bodyDoor.open(
            Token(visit.bodyToken),
            code: code,
            from: visit.place
        )
        guard let key else {
            return try await refused(
                visit,
                "This opens nothing. Look at the code again, or ask whoever gave you the link: it may have ended, and \(BodyLink.tries) wrong codes lock it."
            )
        }
        try await visit.keep(BodySession(key: key))
        return back(visit)
    }

    private static func refused(_ visit: Visit, _ sentence: String) async throws -> Response {
        let errors = [FieldError("code", sentence)]
        return .html(document(try await door(visit, errors)), status: .unprocessableContent)
    }

    /// Who they are goes on the record, and then it is open.
    static func enter(_ visit: Visit) async throws -> Response {
        guard var session = try await visit.bodySession() else { return back(visit) }
        session.opening = visit.newID()
        guard let actor = session.actor else { return back(visit) }
        do {
            let command = EnterAsBody(session.key.matter, name: visit.form["name"], post: visit.form["post"])
            try await visit.site.office.perform(command, as: actor, form: visit.formID)
        } catch Refusal.invalid(let problems) {
            let page = document(try await who(visit, session, problems.fieldErrors))
            return .html(page, status: .unprocessableContent)
        } catch Refusal.notAllowed, Refusal.notFound {
            return .html(document(nothing(visit)), status: .notFound)
        }
        try await visit.keep(session)
        return back(visit)
    }

    static func close(_ visit: Visit) async throws -> Response {
        try await visit.endBodySession()
        return back(visit)
    }

    static func back(_ visit: Visit, done: String? = nil) -> Response {
        let here: Link = "/body/\(visit.bodyToken)"
        return .redirect(to: done.map { "\(here.text)?done=\($0)" } ?? here.text, type: .normal)
    }

    // MARK: Pages

    private static func door(_ visit: Visit, _ errors: [FieldError]) async throws -> Sheet {
        let network = try await visit.readings.network()?.name
        return visit.bodySheet(
            eyebrow: network,
            heading: "Something waits for your post",
            lead: "It opens with the code that reached you another way: by telephone, by letter, in another message.",
            errors: errors
        ) {
            postForm(to: "/body/\(visit.bodyToken)", csrf: visit.csrf) {
                textField(
                    Field("code", "The code", hint: "Eight figures", errors: errors),
                    kind: .digits,
                    width: .medium
                )
                acts { submit("Open it") }
            }
        }
    }

    private static func who(_ visit: Visit, _ session: BodySession, _ errors: [FieldError]) async throws -> Sheet {
        let link = try await visit.readings.bodyLink(session.key.link)
        let name = try await visit.readings.membership().name(session.key.organisation) ?? ""
        return visit.bodySheet(
            eyebrow: [link?.post, name].compactMap(\.self).joined(separator: ", "),
            heading: "Who are you?",
            lead: "Your name goes on the record with what you open and what you answer.",
            errors: errors
        ) {
            postForm(to: "/body/\(visit.bodyToken)/who", csrf: visit.csrf, command: visit.newCommand) {
                textField(
                    Field("name", "Your name", errors: errors),
                    value: visit.form["name"],
                    width: .long,
                    autocomplete: "name"
                )
                textField(
                    Field("post", "What you are there", errors: errors),
                    value: visit.form.has("post") ? visit.form["post"] : link?.post ?? "",
                    width: .long,
                    autocomplete: "organization-title"
                )
                acts { submit("Go on") }
            }
        }
    }

    private static func nothing(_ visit: Visit) -> Sheet {
        visit.bodySheet(
            heading: "Nothing waits for you any more",
            lead: "Your organisation has no part in it now. Ask whoever gave you the link."
        ) {}
    }
}

extension Visit {
    func bodySheet(
        eyebrow: String? = nil,
        heading: String,
        lead: String? = nil,
        notice: Markup? = nil,
        errors: [FieldError] = [],
        @Contents content: () -> Markup
    ) -> Sheet {
        Sheet(
            title: "Something waits for your post",
            eyebrow: eyebrow,
            heading: heading,
            lead: lead,
            notice: notice,
            errors: errors,
            assets: site.assets.address,
            isDemonstration: site.configuration.isDemonstration,
            content: content
        )
    }
}
