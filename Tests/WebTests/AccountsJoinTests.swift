import Almanac
import HTTPTypes
import Ledger
import Safeguarding
import Testing
import Vault

@Suite("Taking up an invitation")
struct AccountsJoinTests {
    private let choice: KeyValuePairs = ["password": "seven quiet lanterns", "again": "seven quiet lanterns"]

    /// Someone who was added and not invited yet.
    private func newcomer(_ site: SiteHarness) async throws -> ID<Member> {
        let member = ID<Member>()
        let details = try await site.office.details(
            name: "Maren Tolliver",
            email: "maren.tolliver@network.example",
            organisation: site.cast.merton
        )
        try await site.perform(RegisterMembers([.init(member: member, details: details)]))
        return member
    }

    private func invite(_ member: ID<Member>, _ site: SiteHarness) async throws -> String {
        try await site.perform(InviteMember(member: member, way: .link), as: .coordinator)
        let token = try await site.accounts.makeLink(for: member, by: site.cast[.coordinator].actor)
        return "/join/\(token.text)"
    }

    @Test("a link may be looked at twice and used once")
    func once() async throws {
        try await withSite { site in
            let path = try await invite(newcomer(site), site)
            let scanner = site.browser()
            #expect(try await scanner.get(path).status == .ok)
            let browser = site.browser()
            let form = try await browser.get(path).form(path)
            #expect(try await browser.send(form, choice).location == "/")
            #expect(try await browser.get("/account").text.contains("Maren Tolliver"))

            let second = site.browser()
            #expect(try await second.get(path).status == .notFound)
            // A form that was open all along comes too late as well.
            let late = try await scanner.post(path, choice)
            #expect(late.status == .notFound)
            #expect(scanner.cookies["safeloop"] == nil)
        }
    }

    @Test("a bad password does not use the link up")
    func badPassword() async throws {
        try await withSite { site in
            let path = try await invite(newcomer(site), site)
            let browser = site.browser()
            let form = try await browser.get(path).form(path)
            #expect(
                try await browser.send(form, ["password": "short", "again": "short"]).status == .unprocessableContent
            )
            #expect(
                try await browser.send(form, ["password": "seven quiet lanterns", "again": "other"]).status
                    == .unprocessableContent
            )
            #expect(try await browser.send(form, choice).location == "/")
        }
    }

    @Test("a link ends after fourteen days, when a new one is made, and when the person is removed")
    func ends() async throws {
        try await withSite { site in
            let member = try await newcomer(site)
            let browser = site.browser()
            let first = try await invite(member, site)
            let second = try await invite(member, site)
            #expect(try await browser.get(first).status == .notFound)
            #expect(try await browser.get(second).status == .ok)
            site.clock.move(seconds: 14 * 24 * 60 * 60 + 1)
            #expect(try await browser.get(second).status == .notFound)
            let third = try await invite(member, site)
            try await site.perform(RemoveMember(member: member), as: .coordinator)
            #expect(try await browser.get(third).status == .notFound)
        }
    }

    @Test("a password link for someone who has joined signs them out everywhere else")
    func newPassword() async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            let path = try await invite(site.cast[.boroughLead].id, site)
            let browser = site.browser()
            #expect(try await browser.send(browser.get(path).form(path), choice).location == "/")
            #expect(try await priya.get("/account").location?.hasPrefix("/signin") == true)
        }
    }
}
