import Almanac
import Foundation
import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Hiding the screen from whoever walks past: the server shows nothing more until the password is typed.
enum Cover {
    /// What a covered session may still ask for.
    static let openPaths: Set<String> = ["/cover", "/uncover", "/signout", "/signin"]

    static func redirect(_ visit: Visit) -> Response {
        let back = visit.request.method == .get ? visit.request.uri.string : "/"
        let encoded = back.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return .redirect(to: "/cover?back=\(encoded)", type: .normal)
    }

    static func cover(_ visit: Visit) async throws -> Response {
        guard let signedIn = visit.signedIn else { throw Refusal.notAllowed }
        var session = signedIn.session
        session.covered = true
        try await visit.site.accounts.update(session, signedIn.token)
        let back = visit.form["back"].addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return .redirect(to: "/cover?back=\(back)", type: .normal)
    }

    // MARK: Words that were sent from under the cover

    /// Where the password is typed on the page that ``askAgain(_:_:_:_:)`` answers with.
    static let passwordField = "uncover-password"

    static func isLifted(by form: Form, for member: ID<Member>, _ site: Site) async throws -> Bool {
        guard !form[passwordField].isEmpty else { return false }
        return try await site.accounts.verify(form[passwordField], of: member)
    }

    /// The screen was covered while somebody typed: the password alone is asked for, and everything goes on its way.
    static func askAgain(_ request: Request, _ form: Form, _ csrf: String, _ site: Site) -> Response {
        let wasTried = form.has(passwordField)
        let errors =
            wasTried ? [FieldError(passwordField, "That is not your password. Type it again.")] : []
        let page = document(
            Sheet(
                title: "Covered",
                heading: "Your screen was covered while you typed",
                lead: "Type your password, and what you sent is saved.",
                errors: errors,
                assets: site.assets.address,
                isDemonstration: site.configuration.isDemonstration
            ) {
                if form.hasFiles { p { "You will have to choose the file again." } }
                postForm(to: Link(local: request.uri.path) ?? "/", csrf: csrf, command: form["command"]) {
                    for field in form.typed { hiddenField(field.name, field.value) }
                    textField(
                        Field(passwordField, "Password", errors: errors),
                        kind: .password,
                        autocomplete: "current-password"
                    )
                    submit("Save it")
                }
            }
        )
        return .html(page, status: .forbidden)
    }

    static func page(_ visit: Visit) async throws -> Response {
        guard let signedIn = visit.signedIn else { return .redirect(to: "/signin", type: .normal) }
        guard signedIn.session.covered else { return .redirect(to: "/", type: .normal) }
        return try await page(visit, signedIn, errors: [], status: .ok)
    }

    private static func page(
        _ visit: Visit,
        _ signedIn: Visit.SignedIn,
        errors: [FieldError],
        status: HTTPResponse.Status
    ) async throws -> Response {
        let opener = try await visit.opener(.manageSelf, [.own], .these([Member.subject(signedIn.person.id)]))
        let name = opener.text(signedIn.row.name) ?? ""
        return .html(
            coverPage(
                at: Words.time(London.local(signedIn.session.lastSeen).time),
                firstName: name.split(separator: " ").first.map(String.init) ?? "you",
                back: Link(local: visit.query("back") ?? visit.form["back"]),
                csrf: visit.csrf,
                errors: errors,
                assets: visit.site.assets.address
            ),
            status: status
        )
    }

    static func uncover(_ visit: Visit) async throws -> Response {
        guard let signedIn = visit.signedIn else { throw Refusal.notAllowed }
        guard try await visit.site.accounts.verify(visit.form["password"], of: signedIn.person.id) else {
            let error = FieldError("password", "That is not your password. Type it again.")
            return try await page(visit, signedIn, errors: [error], status: .unprocessableContent)
        }
        // A new token, since whoever stood here may have seen the old one.
        try await visit.site.accounts.end(signedIn.token)
        let (token, _) = try await visit.site.accounts.begin(signedIn.person.id)
        return visit.enter(token, to: Link(local: visit.form["back"]) ?? "/")
    }
}
