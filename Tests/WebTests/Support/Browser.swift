import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A browser without scripts: keeps cookies, remembers the form token of the last page, sends forms as it found them.
final class Browser: Sendable {
    private struct State {
        var cookies: [String: String] = [:]
        var csrf = ""
    }

    private let client: SiteClient
    private let state = Mutex(State())

    init(client: SiteClient) {
        self.client = client
    }

    var cookies: [String: String] {
        get { state.withLock(\.cookies) }
        set { state.withLock { $0.cookies = newValue } }
    }

    /// The form token of the last page that had one.
    var csrf: String { state.withLock(\.csrf) }

    // MARK: Asking

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(.get, path, headers: headers, body: nil)
    }

    /// Goes where an answer leads, until it is a page.
    func follow(_ answer: Answer) async throws -> Answer {
        var answer = answer
        for _ in 0..<5 {
            guard let location = answer.location else { return answer }
            answer = try await get(location)
        }
        throw SiteProblem("\(answer.location ?? "") leads on and on")
    }

    /// Sends a form of a page as it stands there, with some fields filled in. A field given here replaces what the form
    /// holds under that name; given several times, it is sent so.
    ///
    /// - Parameter press: The name and value of the button that is pressed, where it has one.
    func send(
        _ form: PageForm,
        _ fields: KeyValuePairs<String, String> = [:],
        press: (name: String, value: String)? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        let given = Set(fields.map(\.key))
        let all =
            form.fields.filter { !given.contains($0.name) } + fields.map { ($0.key, $0.value) }
            + [press].compactMap(\.self)
        if form.method == "get" {
            return try await get("\(form.action)?\(Self.encoded(all))", headers: headers)
        }
        return form.isMultipart
            ? try await upload(form.action, fields: all, files: [], headers: headers)
            : try await post(form.action, pairs: all, headers: headers)
    }

    /// Posts fields with the form token that this browser last saw, whether or not a page has such a form.
    func post(_ path: String, _ fields: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:]) async throws
        -> Answer
    {
        try await post(path, pairs: [("csrf", csrf)] + fields.map { ($0.key, $0.value) }, headers: headers)
    }

    /// Posts exactly these fields: no token is added.
    func post(_ path: String, pairs: [(name: String, value: String)], headers: HTTPFields = [:]) async throws -> Answer
    {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await ask(.post, path, headers: headers, body: Array(Self.encoded(pairs).utf8))
    }

    struct File: Sendable {
        let field: String
        let name: String
        let type: String
        let bytes: [UInt8]

        init(_ field: String, name: String, type: String = "application/octet-stream", _ bytes: [UInt8]) {
            (self.field, self.name, self.type, self.bytes) = (field, name, type, bytes)
        }

        init(_ field: String, name: String, type: String = "text/plain", _ text: String) {
            self.init(field, name: name, type: type, Array(text.utf8))
        }
    }

    /// Sends a form of a page with files.
    func upload(
        _ form: PageForm,
        _ fields: KeyValuePairs<String, String> = [:],
        files: [File],
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        let given = Set(fields.map(\.key)).union(files.map(\.field))
        let all = form.fields.filter { !given.contains($0.name) } + fields.map { ($0.key, $0.value) }
        return try await upload(form.action, fields: all, files: files, headers: headers)
    }

    /// Posts `multipart/form-data`, exactly these parts.
    func upload(
        _ path: String,
        fields: [(name: String, value: String)],
        files: [File],
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        let boundary = "----test\(UUID())"
        var body: [UInt8] = []
        for field in fields {
            let head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n"
            body += Array((head + field.value + "\r\n").utf8)
        }
        for file in files {
            let disposition = "Content-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\""
            body += Array("--\(boundary)\r\n\(disposition)\r\nContent-Type: \(file.type)\r\n\r\n".utf8)
            body += file.bytes + Array("\r\n".utf8)
        }
        body += Array("--\(boundary)--\r\n".utf8)
        var headers = headers
        headers[.contentType] = "multipart/form-data; boundary=\(boundary)"
        return try await ask(.post, path, headers: headers, body: body)
    }

    // MARK: On the way

    private func ask(_ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, body: [UInt8]?) async throws
        -> Answer
    {
        var headers = headers
        let jar = cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ")
        if !jar.isEmpty { headers[.cookie] = jar }
        let answer = Answer(try await client.ask(method, path, headers: headers, body: body), of: path)
        keep(answer)
        return answer
    }

    private func keep(_ answer: Answer) {
        state.withLock { state in
            for header in answer.headers[values: .setCookie] {
                let pair = header.split(separator: ";")[0].split(separator: "=", maxSplits: 1)
                state.cookies[String(pair[0])] = pair.count > 1 ? String(pair[1]) : nil
            }
            if let token = answer.token { state.csrf = token }
        }
    }

    private static func encoded(_ pairs: [(name: String, value: String)]) -> String {
        func encode(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        }
        return pairs.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }
}
