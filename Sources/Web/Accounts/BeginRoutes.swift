import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// The first page of a new network: its name and its first coordinator, behind a link that the server printed.
enum BeginRoutes {
    static let all: [Route] = [
        .get("/begin/:token", .anyone, page),
        .post("/begin/:token", .anyone, begin),
    ]

    private static func page(_ visit: Visit) async throws -> Response {
        try await check(visit)
        return form(visit, errors: [], status: .ok)
    }

    private static func check(_ visit: Visit) async throws {
        guard let token = Token(try visit.parameter("token")),
            try await visit.site.accounts.isBeginning(token), try await visit.readings.network() == nil
        else { throw Refusal.notFound }
    }

    private static func form(_ visit: Visit, errors: [FieldError], status: HTTPResponse.Status) -> Response {
        func value(_ name: String) -> String { visit.form[name] }
        return .html(
            document(
                Doorway(
                    title: "Begin",
                    heading: "Begin a network",
                    network: "You are its first coordinator.",
                    errors: errors,
                    assets: visit.site.assets.address
                ) {
                    postForm(to: Link(local: visit.request.uri.path) ?? "/", csrf: visit.csrf) {
                        textField(
                            Field(
                                "network",
                                "Name of the network",
                                hint: "As it stands on its papers.",
                                errors: errors
                            ),
                            value: value("network")
                        )
                        textField(
                            Field(
                                "organisation",
                                "Your organisation",
                                hint: "The authority, board or charity you work for.",
                                errors: errors
                            ),
                            value: value("organisation")
                        )
                        selectField(
                            Field("kind", "It is a", errors: errors),
                            Organisation.Kind.allCases.map { Choice($0.rawValue, $0.title) },
                            selected: value("kind").isEmpty ? Organisation.Kind.authority.rawValue : value("kind")
                        )
                        textField(
                            Field("name", "Your name", errors: errors),
                            value: value("name"),
                            autocomplete: "name"
                        )
                        textField(
                            Field("email", "Your work e-mail", hint: "You sign in with it.", errors: errors),
                            value: value("email"),
                            kind: .email,
                            autocomplete: "username"
                        )
                        textField(
                            Field("password", "A password", hint: "10 characters or more.", errors: errors),
                            kind: .password,
                            autocomplete: "new-password"
                        )
                        textField(
                            Field("again", "The same password again", errors: errors),
                            kind: .password,
                            autocomplete: "new-password"
                        )
                        submit("Begin")
                    }
                }
            ),
            status: status
        )
    }

    private static func begin(_ visit: Visit) async throws -> Response {
        try await check(visit)
        do {
            let member = try await Beginning(
                network: visit.form["network"],
                organisation: visit.form["organisation"],
                kind: Organisation.Kind(rawValue: visit.form["kind"]) ?? .other,
                name: visit.form["name"],
                email: visit.form["email"],
                password: visit.form["password"],
                again: visit.form["again"]
            ).carryOut(visit.site.office, visit.site.accounts)
            try await visit.site.accounts.endBeginning()
            let (token, _) = try await visit.site.accounts.begin(member)
            return visit.enter(token, to: "/")
        } catch Refusal.invalid(let problems) {
            return form(visit, errors: problems.fieldErrors, status: .unprocessableContent)
        }
    }
}
