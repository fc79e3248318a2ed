package import Almanac
import Foundation
package import HTML
import HTTPTypes
package import Hummingbird
package import Ledger
package import Safeguarding
package import Vault

/// One request on its way to one answer: who asks, what they sent, and the ways to answer.
package struct Visit: Sendable {
    package let site: Site
    package let request: Request
    package private(set) var form: Form
    let parameters: Parameters
    let place: String
    let signedIn: SignedIn?
    /// Proves that a form came from a page of ours.
    let csrf: String
    /// The letter of their tray that this person is filing by it.
    private(set) var filing: Filing?

    struct SignedIn: Sendable {
        let token: Token
        let session: Accounts.Session
        let person: Actor.Person
        let row: MemberRow
    }

    package var readings: Readings { site.readings }
    package var now: Instant { site.now }
    package var today: Day { London.day(now) }
    package var words: Words { Words(now: now) }

    // MARK: Who asks

    /// The person who is signed in.
    package var person: Actor.Person {
        get throws(Refusal) {
            guard let signedIn else { throw .notAllowed }
            return signedIn.person
        }
    }

    package var actor: Actor {
        get throws(Refusal) { .member(try person) }
    }

    /// Opens what the Gate admits this person to.
    package func opener(
        _ action: Action,
        _ relations: Set<Relation> = [],
        _ subjects: Admission.Subjects
    ) async throws -> Opener {
        try await site.office.vault.opener(
            under: try site.office.gate.admit(try actor, to: action, relations, opening: subjects)
        )
    }

    package func allows(_ action: Action, _ relations: Set<Relation> = []) -> Bool {
        guard let signedIn else { return false }
        return Policy.allows(action, .member(signedIn.person), relations)
    }

    package func check(_ action: Action, _ relations: Set<Relation> = []) throws(Refusal) {
        try site.office.gate.check(action, try actor, relations)
    }

    // MARK: What they sent

    /// An id from the path, as `:meeting`. One that is none is a page that is not there.
    package func id<Entity>(_ name: String) throws(Refusal) -> ID<Entity> {
        guard let text = parameters.get(name), let id = ID<Entity>(text) else { throw .notFound }
        return id
    }

    package func parameter(_ name: String) throws(Refusal) -> String {
        guard let text = parameters.get(name) else { throw .notFound }
        return text
    }

    /// A value from the address after `?`. Never anything personal: addresses are kept in histories and logs.
    package func query(_ name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map(String.init)
    }

    package var pageNumber: Int { min(1_000_000, max(1, query("page").flatMap(Int.init) ?? 1)) }

    /// The form's own id, so that a form sent twice is done once.
    package var formID: FormID { FormID(form["command"]) ?? FormID() }

    /// A new id for a form that is about to be shown.
    package var newCommand: String { FormID().text }

    // MARK: Doing

    /// Carries out a command for this person, and makes sure that their next page shows it.
    @discardableResult
    package func perform(_ command: some Command, form: FormID? = nil) async throws -> Int {
        let position = try await site.office.perform(command, as: try actor, form: form ?? formID)
        if let signedIn, position > signedIn.session.position {
            var session = signedIn.session
            session.position = position
            // It is done: that the Desk is full must not say otherwise.
            try? await site.accounts.update(session, signedIn.token)
        }
        return position
    }

    /// The same with a letter that is filed by it; what its page asks is filled in from that.
    func filing(_ filing: Filing) -> Visit {
        var visit = self
        visit.filing = filing
        if request.method == .get { visit.form = Form(filing.typed) }
        return visit
    }

    // MARK: Answering

    /// A page with the frame around it.
    package func page(_ page: Page, status: HTTPResponse.Status = .ok) async throws -> Response {
        var page = page
        if page.notice == nil, page.errors.isEmpty { page.notice = try await takeNotice() }
        return .html(try await frame().document(page), status: status)
    }

    /// A form that came back with errors: everything typed is kept by the caller.
    package func refusedPage(_ page: Page) async throws -> Response {
        try await self.page(page, status: .unprocessableContent)
    }

    /// After a form was taken: the next page, with a sentence on top of it that says what was done.
    package func done(_ link: Link, _ sentence: String? = nil) async throws -> Response {
        if let sentence, let signedIn {
            let subject = Member.subject(signedIn.person.id)
            let sealed = try await site.office.vault.sealer(for: [subject]).seal(sentence, under: subject)
            try? await site.desk.put(
                noticeKey(signedIn),
                Array(try Coding.encode(sealed)),
                until: now.adding(seconds: 120)
            )
        }
        return .redirect(to: link.text, type: .normal)
    }

    private func takeNotice() async throws -> Markup? {
        guard let signedIn else { return nil }
        let key = noticeKey(signedIn)
        // Most pages have none, and looking does not wait for whoever writes to the desk. No page fails for want of it.
        guard (try? await site.desk.value(key, at: now)) ?? nil != nil,
            let value = try? await site.desk.take(key, at: now)
        else { return nil }
        let sealed = try Coding.decode(Sealed<String>.self, from: value)
        let opener = try await opener(.manageSelf, [.own], .these([sealed.subject]))
        return opener.text(sealed).map { notice($0) }
    }

    private func noticeKey(_ signedIn: SignedIn) -> DeskKey {
        DeskKey(kind: "notice", id: signedIn.session.name)
    }

    private func frame() async throws -> Frame {
        guard let signedIn else { throw Refusal.notAllowed }
        let opener = try await opener(.manageSelf, [.own], .these([Member.subject(signedIn.person.id)]))
        let title = signedIn.row.roles.sorted { $0.rawValue < $1.rawValue }.map(\.title).joined(separator: ", ")
        return Frame(
            viewer: opener.text(signedIn.row.name) ?? "",
            role: title.isEmpty ? signedIn.row.organisationName : "\(title), \(signedIn.row.organisationName)",
            nav: try await navigation(),
            csrf: csrf,
            assets: site.assets.address,
            raise: Navigation.raise,
            here: Link(local: request.uri.string),
            checkpoint: "It holds \(Words.number(await site.office.projector.position)) events.",
            isDemonstration: site.configuration.isDemonstration
        )
    }
}

extension Response {
    /// A whole page. Never kept by a browser or a proxy.
    package static func html(_ markup: Markup, status: HTTPResponse.Status = .ok) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/html; charset=utf-8"
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: markup.bytes))
        )
    }

    /// A file to keep: its name is shown to whoever saves it.
    package static func file(_ bytes: [UInt8], type: String, name: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        let ascii = name.unicodeScalars.map {
            $0.isASCII && $0.properties.isAlphabetic || "0123456789.- ".unicodeScalars.contains($0)
                ? Character($0) : "_"
        }
        let encoded = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "file"
        headers[.contentDisposition] = "attachment; filename=\"\(String(ascii))\"; filename*=UTF-8''\(encoded)"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
