import Foundation
import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import Safeguarding
import Vault

/// The outermost layer: turns every error into a page, puts the headers on every answer, and logs one line without
/// anything personal in it.
struct FrontDoor: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        var code = "ok"
        do {
            response = try await next(request, context)
        } catch {
            (response, code) = try await page(for: error, request)
        }
        for (name, value) in Self.headers { response.headers[name] = value }
        if site.configuration.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        // The template of the path, never the path: addresses hold references.
        context.logger.info(
            "answered",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)", "code": "\(code)",
            ]
        )
        return response
    }

    private func page(for error: any Error, _ request: Request) async throws -> (Response, String) {
        switch error {
        case let refusal as Refusal: (ErrorPages.response(refusal, site), refusal.code)
        case let form as StaleForm: (ErrorPages.stale(form.typed, site), "stale_form")
        case let error as VaultError: (ErrorPages.response(.unavailable(error.message), site), "vault")
        case let error as LedgerError: (ErrorPages.response(Refusal(error), site), "store")
        case let error as ReadingsFailure: (ErrorPages.response(.unavailable(error.sentence), site), "readings")
        case let error as HTTPError where error.status == .contentTooLarge:
            (ErrorPages.tooLarge(site), "too_large")
        case let error as any HTTPResponseError: (ErrorPages.response(status: error.status, site), "http")
        default: (ErrorPages.response(status: .internalServerError, site), "\(type(of: error))")
        }
    }

    private static let headers: [(HTTPField.Name, String)] = [
        (
            .contentSecurityPolicy,
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
                + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        (.xContentTypeOptions, "nosniff"),
        (named("Referrer-Policy"), "no-referrer"),
        (named("X-Frame-Options"), "DENY"),
        (named("Cross-Origin-Opener-Policy"), "same-origin"),
        (named("Cross-Origin-Resource-Policy"), "same-origin"),
        (named("Permissions-Policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
        (named("X-Robots-Tag"), "noindex, nofollow"),
    ]

    private static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .via }
}

/// What is said when something cannot be done: what to do next, and that nothing was lost.
enum ErrorPages {
    static func response(_ refusal: Refusal, _ site: Site) -> Response {
        switch refusal {
        case .invalid(let problems):
            page(
                .unprocessableContent,
                "Something needs another look",
                problems.map(\.message).joined(separator: " ") + " Nothing was saved: go back and change it.",
                site
            )
        // The same page, so that it never confirms that something exists.
        case .notAllowed, .notFound: response(status: .notFound, site)
        case .outOfTurn(let sentence): page(.conflict, "This was not saved", sentence, site)
        case .usedForm:
            page(
                .conflict,
                "This form was sent before",
                "The same form was sent with other words in it. Open the page again and send it once more.",
                site
            )
        case .unavailable(let sentence):
            page(
                .serviceUnavailable,
                "Safeloop cannot do this now",
                sentence
                    + " Nothing that was saved before is lost. Go back, keep what you typed, and try again in a few minutes.",
                site
            )
        }
    }

    /// Only a form that came from a page of ours gets here, so that what is shown is the person's own.
    static func stale(_ typed: [(name: String, value: String)], _ site: Site) -> Response {
        let words = typed.filter { !secrets.contains($0.name) && $0.value.contains(where: \.isWhitespace) }
        return page(
            .forbidden,
            "This form is too old",
            words.isEmpty
                ? "It was opened before you last signed in. Open the page again and send it."
                : "It was opened before you last signed in. Copy what you typed, open the page again and send it.",
            site
        ) {
            Self.typed(words.map(\.value))
        }
    }

    /// What somebody typed that was not saved, to be copied.
    @Contents static func typed(_ words: [String]) -> Markup {
        for (index, word) in words.enumerated() {
            div(.class("field")) {
                label(.class("form-label"), .for("typed-\(index)")) { "What you typed" }
                textarea(.class("form-control"), .id("typed-\(index)"), .rows(5), .readonly(), text: word)
            }
        }
    }

    private static let secrets: Set<String> = ["password", "again", "now"]

    static func tooLarge(_ site: Site) -> Response {
        page(.contentTooLarge, "That is too large", "Nothing was saved. Send a smaller file, or less text.", site)
    }

    static func response(status: HTTPResponse.Status, _ site: Site) -> Response {
        switch status {
        case .notFound, .unauthorized:
            page(
                .notFound,
                "There is nothing here for you",
                "Either there is no such page, or it is not yours to see. Check the address, or go to Home.",
                site
            )
        case .badRequest:
            page(.badRequest, "That could not be read", "The form arrived damaged. Go back and send it again.", site)
        case .methodNotAllowed:
            page(.methodNotAllowed, "That cannot be done here", "Go to Home and try from there.", site)
        default:
            page(
                .internalServerError,
                "Something went wrong on our side",
                "It has been logged without your words. What was saved before is safe. Try again in a minute.",
                site
            )
        }
    }

    private static func page(
        _ status: HTTPResponse.Status,
        _ heading: String,
        _ sentence: String,
        _ site: Site,
        @Contents more: () -> Markup = { Markup() }
    ) -> Response {
        .html(
            document(
                Sheet(
                    title: heading,
                    heading: heading,
                    lead: sentence,
                    assets: site.assets.address,
                    isDemonstration: site.configuration.isDemonstration
                ) {
                    more()
                    p { a(.class("go"), .href("/")) { "Go to Home" } }
                }
            ),
            status: status
        )
    }
}
