import Almanac
import Foundation
import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Signing in and out, covering the screen, invitations, one's own account.
enum AccountRoutes {
    static let all: [Route] = [
        .get("/signin", .anyone, signInPage),
        .post("/signin", .anyone, signIn),
        .post("/signout", .anyone, signOut),
        .get("/join/:token", .anyone, joinPage),
        .post("/join/:token", .anyone, join),
        .get("/cover", .anyone, Cover.page),
        .post("/cover", .signedIn(.manageSelf), Cover.cover),
        .post("/uncover", .signedIn(.manageSelf), Cover.uncover),
        .get("/account", .signedIn(.manageSelf), accountPage),
        .post("/account/password", .signedIn(.manageSelf), changePassword),
        .post("/account/sessions/end", .signedIn(.manageSelf), endSession),
    ]

    // MARK: Sign in

    private static func signInPage(_ visit: Visit) async throws -> Response {
        guard visit.signedIn == nil else { return .redirect(to: "/", type: .normal) }
        return try await signInPage(visit, errors: [], status: .ok)
    }

    private static func signInPage(
        _ visit: Visit,
        errors: [FieldError],
        status: HTTPResponse.Status
    ) async throws -> Response {
        let network = try await visit.readings.network()
        let back = visit.query("back") ?? visit.form["back"]
        return .html(
            document(
                Doorway(
                    title: "Sign in",
                    heading: "Sign in",
                    network: network?.name ?? "",
                    errors: errors,
                    assets: visit.site.assets.address,
                    isDemonstration: visit.site.configuration.isDemonstration
                ) {
                    postForm(to: "/signin", csrf: visit.csrf) {
                        if let back = Link(local: back) { hiddenField("back", back.text) }
                        textField(
                            Field("email", "Work e-mail", errors: errors),
                            value: visit.form["email"],
                            kind: .email,
                            autocomplete: "username"
                        )
                        textField(
                            Field("password", "Password", errors: errors),
                            kind: .password,
                            autocomplete: "current-password"
                        )
                        submit("Sign in")
                    }
                    p(.class("meta mt-4 mb-0")) {
                        "Cannot get in? Ask your network coordinator for a new link. Links last 14 days and work once."
                    }
                }
            ),
            status: status
        )
    }

    private static func signIn(_ visit: Visit) async throws -> Response {
        guard !visit.form["email"].isEmpty, !visit.form["password"].isEmpty else {
            var errors: [FieldError] = []
            if visit.form["email"].isEmpty { errors.append(FieldError("email", "Type your work e-mail address")) }
            if visit.form["password"].isEmpty { errors.append(FieldError("password", "Type your password")) }
            return try await signInPage(visit, errors: errors, status: .unprocessableContent)
        }
        switch try await visit.site.accounts.signIn(
            email: visit.form["email"],
            password: visit.form["password"],
            from: visit.place
        ) {
        case .signedIn(let token, _):
            let link = Link(local: visit.form["back"]) ?? "/"
            return visit.enter(token, to: link)
        case .wrong:
            let error = FieldError(
                "email",
                "That e-mail address and password do not go together. Check both, and try again."
            )
            return try await signInPage(visit, errors: [error], status: .unprocessableContent)
        case .tooMany:
            let error = FieldError("email", "There were too many tries. Wait a quarter of an hour, then try again.")
            return try await signInPage(visit, errors: [error], status: .tooManyRequests)
        }
    }

    private static func signOut(_ visit: Visit) async throws -> Response {
        if let signedIn = visit.signedIn { try await visit.site.accounts.end(signedIn.token) }
        var response = Response.redirect(to: "/signin", type: .normal)
        response.headers.append(
            HTTPField(name: .setCookie, value: Cookies.clear(Cookies.session(visit.site), visit.site))
        )
        return response
    }

    // MARK: Invitations

    private static func joinPage(_ visit: Visit) async throws -> Response {
        guard let token = Token(try visit.parameter("token")), let link = try await visit.site.accounts.look(at: token),
            let row = try await visit.readings.member(link.member), row.standing != .left
        else { return .html(document(usedUp(visit)), status: .notFound) }
        return try await joinPage(visit, row, errors: [], status: .ok)
    }

    private static func joinPage(
        _ visit: Visit,
        _ row: MemberRow,
        errors: [FieldError],
        status: HTTPResponse.Status
    ) async throws -> Response {
        let network = try await visit.readings.network()
        let isNew = row.standing != .joined
        let token = try visit.parameter("token")
        return .html(
            document(
                Doorway(
                    title: isNew ? "Join" : "A new password",
                    heading: isNew ? "Choose a password" : "Choose a new password",
                    network: network?.name ?? "",
                    errors: errors,
                    assets: visit.site.assets.address,
                    isDemonstration: visit.site.configuration.isDemonstration
                ) {
                    if isNew {
                        p {
                            "You were invited to join for \(row.organisationName). Your e-mail address is your name here."
                        }
                    }
                    postForm(to: "/join/\(token)", csrf: visit.csrf) {
                        textField(
                            Field(
                                "password",
                                "Password",
                                hint: "10 characters or more. Three words that only you would put together do well.",
                                errors: errors
                            ),
                            kind: .password,
                            autocomplete: "new-password"
                        )
                        textField(
                            Field("again", "The same password again", errors: errors),
                            kind: .password,
                            autocomplete: "new-password"
                        )
                        submit(isNew ? "Join the network" : "Use this password")
                    }
                }
            ),
            status: status
        )
    }

    private static func usedUp(_ visit: Visit) -> Sheet {
        Sheet(
            title: "This link has ended",
            heading: "This link has ended",
            lead: "It was used before, or is older than 14 days. Ask your network coordinator for a new one.",
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) {
            p { a(.class("go"), .href("/signin")) { "Go to sign in" } }
        }
    }

    private static func join(_ visit: Visit) async throws -> Response {
        guard let token = Token(try visit.parameter("token")), let link = try await visit.site.accounts.look(at: token),
            let row = try await visit.readings.member(link.member), row.standing != .left
        else { return .html(document(usedUp(visit)), status: .notFound) }
        do {
            guard visit.form["password"] == visit.form["again"] else {
                throw Refusal.invalid("again", "The two passwords differ. Type the same one twice.")
            }
            guard let (session, _) = try await visit.site.accounts.take(token, password: visit.form["password"]) else {
                return .html(document(usedUp(visit)), status: .notFound)
            }
            return visit.enter(session, to: "/")
        } catch Refusal.invalid(let problems) {
            return try await joinPage(visit, row, errors: problems.fieldErrors, status: .unprocessableContent)
        }
    }

    // MARK: One's own account

    private static func accountPage(_ visit: Visit) async throws -> Response {
        try await visit.page(try await account(visit, errors: []))
    }

    private static func account(_ visit: Visit, errors: [FieldError]) async throws -> Page {
        let person = try visit.person
        guard let row = visit.signedIn?.row else { throw Refusal.notAllowed }
        let opener = try await visit.opener(.manageSelf, [.own], .these([Member.subject(person.id)]))
        let sessions = try await visit.site.accounts.sessions(of: person.id).sorted { $0.lastSeen > $1.lastSeen }
        return Page(title: "Account", heading: "Your account", errors: errors) {
            facts([
                Fact("Name", opener.text(row.name) ?? ""),
                Fact("E-mail", row.email.flatMap(opener.text) ?? "Not given"),
                Fact("Organisation", row.organisationName),
                Fact("Post", row.post ?? "Not given"),
            ])
            p(.class("meta mt-3")) { "Your coordinator can correct these." }
            p { a(.class("go"), .href("/account/calendar")) { "Your meetings in your own calendar" } }
            p { a(.class("go"), .href("/account/notices")) { "When you are told by mail" } }
            if visit.allows(.seeNetwork) {
                p { a(.class("go"), .href("/account/absence")) { "When you are away, and who covers" } }
            }
            sec("password", "Change your password") {
                postForm(to: "/account/password", csrf: visit.csrf) {
                    textField(
                        Field("now", "Your password now", errors: errors),
                        kind: .password,
                        autocomplete: "current-password"
                    )
                    textField(
                        Field("password", "New password", hint: "10 characters or more.", errors: errors),
                        kind: .password,
                        autocomplete: "new-password"
                    )
                    textField(
                        Field("again", "The new password again", errors: errors),
                        kind: .password,
                        autocomplete: "new-password"
                    )
                    submit("Change the password")
                }
            }
            sec("sessions", "Where you are signed in", meta: Words.count(sessions.count, "place")) {
                rows(
                    sessions.map { session in
                        let isThis = session.name == visit.signedIn?.session.name
                        return Row(
                            isThis ? "This browser" : "Another browser",
                            meta:
                                "Signed in \(visit.words.at(session.began)), last seen \(visit.words.at(session.lastSeen))",
                            acts: isThis
                                ? nil
                                : pressForm(
                                    "Sign it out",
                                    to: "/account/sessions/end",
                                    csrf: visit.csrf,
                                    command: nil,
                                    .quiet,
                                    hidden: [(name: "session", value: session.name)]
                                )
                        )
                    },
                    empty: "Nowhere."
                )
            }
        }
    }

    private static func changePassword(_ visit: Visit) async throws -> Response {
        let person = try visit.person
        do {
            guard try await visit.site.accounts.verify(visit.form["now"], of: person.id) else {
                throw Refusal.invalid("now", "That is not your password now. Type it again.")
            }
            guard visit.form["password"] == visit.form["again"] else {
                throw Refusal.invalid("again", "The two passwords differ. Type the same one twice.")
            }
            try await visit.site.accounts.setPassword(visit.form["password"], of: person.id)
            try await visit.perform(JoinNetwork(member: person.id))
            try await visit.site.accounts.endAll(of: person.id)
            let (token, _) = try await visit.site.accounts.begin(person.id)
            return visit.enter(token, to: "/account")
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await account(visit, errors: problems.fieldErrors))
        }
    }

    private static func endSession(_ visit: Visit) async throws -> Response {
        try await visit.site.accounts.end(named: visit.form["session"], of: try visit.person.id)
        return try await visit.done("/account", "That browser is signed out.")
    }
}

extension Visit {
    /// Gives the browser a new session.
    func enter(_ token: Token, to link: Link) -> Response {
        var response = Response.redirect(to: link.text, type: .normal)
        response.headers.append(
            HTTPField(name: .setCookie, value: Cookies.set(Cookies.session(site), token.text, site))
        )
        return response
    }
}

extension [Refusal.Problem] {
    package var fieldErrors: [FieldError] { map { FieldError($0.field, $0.message) } }
}
