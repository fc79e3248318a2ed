import Almanac
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Safeguarding
import Vault

/// Stands before every handler: limits, session, cover, form token, role. In that order, for every route.
struct Doorkeeper: Sendable {
    let site: Site

    func answer(_ request: Request, _ context: SiteContext, _ route: Route) async throws -> Response {
        let isPost = route.method != .get
        let token = request.cookie(Cookies.session(site)).flatMap { Token($0) }
        var signedIn = try await token.asyncFlatMap { try await self.session($0) }
        if isPost, signedIn == nil, !site.limiter.allows(context.place, at: site.now) {
            return slowDown()
        }

        // A form for people who are not signed in needs a cookie to be tied to, from its first showing.
        let known = request.cookie(Cookies.visitor(site))
        let visitor = known ?? (isPost ? "" : Token().text)
        var csrf = try await self.csrf(signedIn, visitor)
        var form = Form()
        if isPost {
            guard comesFromUs(request) else { throw Refusal.notAllowed }
            // Whoever is nobody here does not fill the memory with a file that is then refused.
            var limit = route.limit
            if signedIn == nil, limit > Route.withoutFiles,
                try await !route.mayUpload(visit(request, context, Form(), signedIn, csrf))
            {
                limit = Route.withoutFiles
            }
            form = try await readForm(request, limit: limit, keepsTyped: route.keepsTyped && limit == route.limit)
            guard !csrf.isEmpty, Compare.equal(Array(form["csrf"].utf8), Array(csrf.utf8)) else {
                await RefusedPage.noteOldForm(visit(request, context, form, signedIn, csrf), route)
                throw StaleForm(typed: form.typed)
            }
        }
        var uncovered: Token?
        if isPost, let covered = signedIn, covered.session.covered, !Cover.openPaths.contains(route.path),
            !form.typed.isEmpty
        {
            guard try await Cover.isLifted(by: form, for: covered.person.id, site) else {
                return Cover.askAgain(request, form, csrf, site)
            }
            signedIn = try await self.begin(instead: covered)
            uncovered = signedIn?.token
            csrf = try await self.csrf(signedIn, visitor)
        }
        let visit = visit(request, context, form, signedIn, csrf)
        var response = try await admit(visit, route)
        if known == nil, signedIn == nil, !visitor.isEmpty {
            let cookie = Cookies.set(Cookies.visitor(site), visitor, site)
            response.headers.append(HTTPField(name: .setCookie, value: cookie))
        }
        if let uncovered {
            let cookie = Cookies.set(Cookies.session(site), uncovered.text, site)
            response.headers.append(HTTPField(name: .setCookie, value: cookie))
        }
        return response
    }

    private func visit(
        _ request: Request,
        _ context: SiteContext,
        _ form: Form,
        _ signedIn: Visit.SignedIn?,
        _ csrf: String
    ) -> Visit {
        Visit(
            site: site,
            request: request,
            form: form,
            parameters: context.parameters,
            place: context.place,
            signedIn: signedIn,
            csrf: csrf
        )
    }

    /// A new session for a covered one, since whoever stood there may have seen the old one's token.
    private func begin(instead covered: Visit.SignedIn) async throws -> Visit.SignedIn? {
        try await site.accounts.end(covered.token)
        let (token, _) = try await site.accounts.begin(covered.person.id)
        return try await session(token)
    }

    private func admit(_ visit: Visit, _ route: Route) async throws -> Response {
        if let signedIn = visit.signedIn {
            // Their own last write is on every page they see next, on any node.
            await site.office.projector.reach(signedIn.session.position, within: site.office.patience)
            if signedIn.session.covered, !Cover.openPaths.contains(route.path) { return Cover.redirect(visit) }
        }
        do {
            switch route.access {
            case .anyone: break
            case .signedIn, .role:
                guard visit.signedIn != nil else { return signIn(visit) }
                if case .role(let action) = route.access { try visit.check(action) }
            }
            let response = try await route.handle(visit)
            if response.status == .conflict { await RefusedPage.noteTooLate(visit, route) }
            return response
        } catch let refusal as Refusal {
            await RefusedPage.note(refusal, visit, route)
            throw refusal
        }
    }

    // MARK: Session

    private func session(_ token: Token) async throws -> Visit.SignedIn? {
        guard let (session, person, row) = try await site.accounts.session(token) else { return nil }
        return Visit.SignedIn(token: token, session: session, person: person, row: row)
    }

    private func signIn(_ visit: Visit) -> Response {
        // Only pages are come back to: a form's address is no page.
        let back = visit.request.method == .get ? visit.request.uri.string : "/"
        let encoded = back.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return .redirect(to: back == "/" ? "/signin" : "/signin?back=\(encoded)", type: .normal)
    }

    // MARK: Forms

    /// Signed in: made from the session. Not signed in: made from a cookie that only this site can have set.
    private func csrf(_ signedIn: Visit.SignedIn?, _ visitor: String) async throws -> String {
        let secret = signedIn.map(\.session.formSecret) ?? visitor
        guard !secret.isEmpty else { return "" }
        return Hash(try await site.office.vault.mac(Array(secret.utf8), purpose: "form"))?.description ?? ""
    }

    /// What the browser says of where a form came from, in both ways that browsers say it.
    private func comesFromUs(_ request: Request) -> Bool {
        if let fetchSite = request.headers[.secFetchSite], fetchSite != "same-origin", fetchSite != "none" {
            return false
        }
        if let origin = request.headers[.origin], origin != "null" {
            guard let host = request.head.authority else { return false }
            return origin == site.configuration.origin || origin == "http://\(host)" || origin == "https://\(host)"
        }
        return request.headers[.origin] == nil || request.headers[.secFetchSite] == "same-origin"
    }

    /// - Parameter keepsTyped: Whether, where more is sent than the limit, what was typed is read all the same.
    private func readForm(_ request: Request, limit: Int, keepsTyped: Bool) async throws -> Form {
        let type = request.headers[.contentType] ?? ""
        let boundary = type.hasPrefix("multipart/form-data") ? type.range(of: "boundary=") : nil
        let mark = boundary.map {
            type[$0.upperBound...].trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        }
        let sent = try await collect(request, limit, cutAt: keepsTyped ? mark : nil)
        guard case .whole(let bytes) = sent else {
            guard case .cut(let typed) = sent else { throw HTTPError(.contentTooLarge) }
            return typed
        }
        if bytes.isEmpty { return Form() }
        let form: Form? =
            if type.hasPrefix("application/x-www-form-urlencoded") {
                Form(encoded: bytes)
            } else if let mark {
                Form(multipart: bytes, boundary: mark)
            } else {
                nil
            }
        guard let form else { throw HTTPError(.badRequest) }
        return form
    }

    /// How many times the limit is read through for the sake of what was typed.
    private static let longestCut = 16

    private enum Sent {
        case whole([UInt8])
        /// More than the limit: what was typed, and none of the files.
        case cut(Form)
        case tooLarge
    }

    /// What was sent. Whoever stops half-way, or says it wrongly, sent nothing that can be read.
    ///
    /// - Parameter boundary: Of a form whose typed words are read also where there is more than the limit. The rest of it
    ///   is read piece by piece, and none of it kept but them.
    private func collect(_ request: Request, _ limit: Int, cutAt boundary: String?) async throws -> Sent {
        var bytes: [UInt8] = []
        var words: FormWords?
        var total = 0
        do {
            for try await piece in request.body {
                total += piece.readableBytes
                guard total <= limit * Self.longestCut else { return .tooLarge }
                if words == nil, bytes.count + piece.readableBytes <= limit {
                    bytes.append(contentsOf: piece.readableBytesView)
                    continue
                }
                if words == nil {
                    guard let boundary else { return .tooLarge }
                    words = FormWords(boundary: boundary, bytes)
                    bytes = []
                }
                words?.read(Array(piece.readableBytesView))
                if words?.isBroken == true { return .tooLarge }
            }
        } catch {
            throw HTTPError(.badRequest)
        }
        guard let words else { return .whole(bytes) }
        return words.form.map(Sent.cut) ?? .tooLarge
    }

    private func slowDown() -> Response {
        var headers = HTTPFields()
        headers[.retryAfter] = "30"
        return Response(status: .tooManyRequests, headers: headers)
    }
}

/// The form's token does not fit: the session ended, or the page is old.
struct StaleForm: Error {
    /// What was typed into it, to be given back.
    let typed: [(name: String, value: String)]
}

enum Cookies {
    static func session(_ site: Site) -> String { site.configuration.isSecure ? "__Host-safeloop" : "safeloop" }
    static func visitor(_ site: Site) -> String { site.configuration.isSecure ? "__Host-visitor" : "visitor" }

    /// Lasts until the browser is closed; the Desk says when it ends before that.
    static func set(_ name: String, _ value: String, _ site: Site) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax\(site.configuration.isSecure ? "; Secure" : "")"
    }

    static func clear(_ name: String, _ site: Site) -> String { set(name, "", site) + "; Max-Age=0" }
}

extension Request {
    func cookie(_ name: String) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name { return String(parts[1]) }
            }
        }
        return nil
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
}
