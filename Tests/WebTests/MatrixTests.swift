import Foundation
import HTTPTypes
import Testing

@testable import Web

/// Every route, asked by everyone. `matrix.txt` holds the answers, to be read by a person; a route that is new, or that
/// answers somebody otherwise than before, fails here until the file says so too.
///
/// `SAFELOOP_WRITE_MATRIX=1` writes the file anew: read what changed before you keep it.
@Suite("Every route as every role")
struct MatrixTests {
    @Test("everyone gets the answers of matrix.txt")
    func matrix() async throws {
        var lines = Self.heading
        for row in try await Self.gets() { lines.append(row.line) }
        for row in try await Self.posts() { lines.append(row.line) }

        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "matrix.txt")
        if ProcessInfo.processInfo.environment["SAFELOOP_WRITE_MATRIX"] == "1" {
            try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        for line in Set(lines).subtracting(expected).sorted() { Issue.record("matrix.txt does not say: \(line)") }
        for line in Set(expected).subtracting(lines).sorted() { Issue.record("not so any more: \(line)") }
        let addresses = Routes.all.map { "\($0.method) \($0.path)" }
        #expect(Set(addresses).count == addresses.count)
    }

    @Test("no form is taken without its token, whoever sends it")
    func withoutToken() async throws {
        try await withSite { site in
            let samples = try await MatrixSamples(site)
            for asker in Asker.all {
                let browser = try await asker.browser(site)
                for route in Routes.all where route.method == .post {
                    // Whoever is not signed in may post once a second.
                    site.clock.move(seconds: asker == .anonymous ? 2 : 0)
                    let answer = try await browser.post(samples.path(route), pairs: [])
                    #expect(answer.status == .forbidden, "\(route.path) as \(asker.name)")
                }
            }
        }
    }

    @Test("the headers that browsers are to obey are on every answer, errors too")
    func headers() async throws {
        try await withSite(origin: "https://network.example") { site in
            let samples = try await MatrixSamples(site)
            let ruth = try await Asker.part(.coordinator).browser(site)
            let anybody = site.browser()
            var answers = [try await anybody.get("/nowhere"), try await ruth.post("/signout", pairs: [])]
            answers.append(try await anybody.get("/assets/0/app.css"))
            answers.append(try await anybody.get("/health"))
            for route in Routes.all where route.method == .get {
                answers.append(try await ruth.get(samples.path(route)))
                answers.append(try await anybody.get(samples.path(route)))
            }
            for answer in answers { Self.check(answer) }
        }
    }

    private static func check(_ answer: Answer) {
        func header(_ name: String) -> String { HTTPField.Name(name).flatMap { answer.headers[$0] } ?? "" }
        let policy = header("Content-Security-Policy")
        #expect(policy.hasPrefix("default-src 'none'; "), "\(answer.path)")
        #expect(!policy.contains("unsafe"), "\(answer.path)")
        #expect(header("X-Content-Type-Options") == "nosniff", "\(answer.path)")
        #expect(header("Referrer-Policy") == "no-referrer", "\(answer.path)")
        #expect(header("X-Frame-Options") == "DENY", "\(answer.path)")
        #expect(header("Strict-Transport-Security") == "max-age=31536000", "\(answer.path)")
        #expect(
            header("Cache-Control")
                == (answer.path.hasPrefix("/assets/") && answer.status == .ok
                    ? "public, max-age=31536000, immutable" : "no-store"),
            "\(answer.path)"
        )
        for cookie in answer.headers[values: .setCookie] {
            #expect(cookie.hasPrefix("__Host-") && cookie.contains("; HttpOnly; SameSite=Lax; Secure"))
        }
    }

    // MARK: Asking

    struct Row: Sendable {
        let route: Route
        let answers: [String]

        var line: String {
            let method = route.method.rawValue.padded(to: 5)
            let cells = zip(answers, Asker.all).map { $0.padded(to: $1.name.count) }
            return ([method, route.path.padded(to: 48)] + cells).joined(separator: " ").trimmed
        }
    }

    private static let heading = [
        "# What every route answers to everyone: a status, or the page that they are sent to.",
        "# Forms are sent with their token and nothing else, so 422 means: let in, and asked for more.",
        "# Made by MatrixTests; SAFELOOP_WRITE_MATRIX=1 makes it anew.",
        (["".padded(to: 5), "".padded(to: 48)] + Asker.all.map(\.name)).joined(separator: " "),
    ]

    /// All in one site: looking changes nothing.
    private static func gets() async throws -> [Row] {
        let rows = Collected<Row>()
        try await withSite { site in
            let samples = try await MatrixSamples(site)
            var browsers: [Browser] = []
            for asker in Asker.all { browsers.append(try await asker.browser(site)) }
            for route in Routes.all where route.method == .get {
                var answers: [String] = []
                for browser in browsers { answers.append(brief(try await browser.get(samples.path(route)))) }
                rows.add(Row(route: route, answers: answers))
            }
        }
        return rows.all
    }

    /// A site for each form: what one sends must not change what the next meets in another row.
    private static func posts() async throws -> [Row] {
        let rows = Collected<Row>()
        for route in Routes.all where route.method == .post {
            try await withSite { site in
                let samples = try await MatrixSamples(site)
                var answers: [String] = []
                for asker in Asker.all {
                    let browser = try await asker.browser(site)
                    answers.append(brief(try await browser.post(samples.path(route))))
                }
                rows.add(Row(route: route, answers: answers))
            }
        }
        return rows.all
    }

    private static func brief(_ answer: Answer) -> String {
        guard let location = answer.location else { return "\(answer.status.code)" }
        let page = String(location.prefix { $0 != "?" })
        return ["/signin", "/cover"].contains(page) ? String(page.dropFirst()) : "\(answer.status.code)"
    }
}

/// Who asks: from nobody to the coordinator.
enum Asker: Hashable, Sendable {
    case anonymous
    case covered
    case part(Cast.Part)

    /// The coordinator last, since their forms do most.
    static let all: [Asker] =
        [.anonymous, .covered] + Cast.Part.allCases.filter { $0 != .coordinator }.map { .part($0) } + [
            .part(.coordinator)
        ]

    var name: String {
        switch self {
        case .anonymous: "anonymous"
        case .covered: "covered"
        case .part(let part): part.rawValue
        }
    }

    func browser(_ site: SiteHarness) async throws -> Browser {
        switch self {
        case .anonymous:
            let browser = site.browser()
            _ = try await browser.get("/signin")
            return browser
        case .covered:
            let browser = try await site.signIn(as: .coordinator)
            _ = try await browser.post("/cover")
            return browser
        case .part(let part): return try await site.signIn(as: part)
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
