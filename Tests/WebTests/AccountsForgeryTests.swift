import Almanac
import HTTPTypes
import Safeguarding
import Testing

@testable import Web

@Suite("Forged forms and guessed addresses")
struct AccountsForgeryTests {
    private static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin

    @Test("a form without the token, or with another session's, changes nothing")
    func token() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let path = "/organisations/new"
            let without = [(name: "name", value: "Larkfield School"), (name: "kind", value: "school")]
            #expect(try await ruth.post(path, pairs: without).status == .forbidden)
            let other = try await site.signIn(as: .clerk)
            #expect(try await ruth.post(path, pairs: without + [("csrf", other.csrf)]).status == .forbidden)
            #expect(try await site.readings.organisations(called: "Larkfield School").isEmpty)
            #expect(try await ruth.post(path, ["name": "Larkfield School", "kind": "school"]).status == .seeOther)
            #expect(try await site.readings.organisations(called: "Larkfield School").count == 1)
        }
    }

    @Test(
        "a form that a browser says came from elsewhere changes nothing, even with the token",
        arguments: [
            [HTTPField.Name.origin: "https://elsewhere.example"], [secFetchSite: "cross-site"],
            [secFetchSite: "same-site"],
            [.origin: "null"], [.origin: "http://localhost.elsewhere.example"],
            [.origin: "http://localhost", secFetchSite: "cross-site"],
        ]
    )
    func elsewhere(_ headers: [HTTPField.Name: String]) async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            var fields = HTTPFields()
            for (name, value) in headers { fields[name] = value }
            let answer = try await ruth.post("/groups/new", ["name": "A forged group"], headers: fields)
            #expect(answer.status == .notFound)
            #expect(try await site.readings.groups().count == 1)
        }
    }

    @Test(
        "a form from our own pages passes, however the browser says so",
        arguments: [
            [:], [HTTPField.Name.origin: "http://localhost"], [secFetchSite: "same-origin"],
            [.origin: "http://localhost", secFetchSite: "same-origin"], [.origin: "null", secFetchSite: "same-origin"],
        ]
    )
    func own(_ headers: [HTTPField.Name: String]) async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            var fields = HTTPFields()
            for (name, value) in headers { fields[name] = value }
            let answer = try await ruth.post("/groups/new", ["name": "A group of ours"], headers: fields)
            #expect(answer.status == .seeOther)
        }
    }

    @Test("another member's session cannot be ended by its name")
    func sessions() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let name = try #require(try await site.accounts.sessions(of: site.cast[.coordinator].id).first?.name)
            let priya = try await site.signIn(as: .boroughLead)
            _ = try await priya.post("/account/sessions/end", ["session": name])
            #expect(try await ruth.get("/account").status == .ok)
        }
    }

    @Test("a list that somebody is bringing in is nobody else's, a coordinator's neither")
    func drafts() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.get("/members/import")
            _ = try await ruth.upload(
                page.form("/members/import"),
                ["pasted": "Maren Tolliver <maren@network.example>"],
                files: []
            )
            #expect(try await ruth.get("/members/import/review").status == .ok)
            let details = try await site.office.details(
                name: site.cast[.clerk].name,
                email: site.cast[.clerk].email,
                organisation: site.cast.camden,
                roles: [.coordinator]
            )
            let key = try await site.readings.member(site.cast[.clerk].id)?.emailKey
            try await site.perform(
                ChangeMember(member: site.cast[.clerk].id, details: details, earlierEmailKey: key),
                as: .coordinator
            )
            let hana = try await site.signIn(as: .clerk)
            #expect(try await hana.get("/members/import/review").location == "/members/import")
            #expect(try await hana.get("/members/import/source").status == .notFound)
        }
    }

    @Test(
        "what is not there and what is not yours look the same",
        arguments: [
            "/members/\(site(1))", "/members/not-an-id", "/organisations/\(site(2))", "/groups/\(site(3))",
            "/members/\(site(1))/edit", "/nowhere",
        ]
    )
    func nothing(_ path: String) async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            let missing = try await priya.get(path)
            let forbidden = try await priya.get("/members/\(site.cast[.coordinator].id)/edit")
            #expect(missing.status == .notFound)
            #expect(forbidden.status == .notFound)
            #expect(missing.html == forbidden.html)
        }
    }

    /// An id that nothing has.
    private static func site(_ number: Int) -> String { "00000000-0000-4000-8000-00000000000\(number)" }
}
