import HTTPTypes
import Safeguarding
import Testing

@Suite("Signing in")
struct AccountsSignInTests {
    @Test("a member signs in with e-mail and password and is shown their account")
    func signsIn() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.get("/account")
            #expect(page.status == .ok)
            #expect(page.text.contains("ruth.adeyemi@network.example"))
        }
    }

    @Test("a wrong password, an unknown address and someone who left get the same answer")
    func wrong() async throws {
        try await withSite { site in
            try await site.perform(RemoveMember(member: site.cast[.liaison].id), as: .coordinator)
            let tries = [
                (site.cast[.schoolLead].email, "not the password"), ("nobody@network.example", Cast.password),
                (site.cast[.liaison].email, Cast.password),
            ]
            var answers: Set<String> = []
            for (email, password) in tries {
                let browser = site.browser()
                let page = try await browser.get("/signin")
                let answer = try await browser.send(page.form("/signin"), ["email": email, "password": password])
                #expect(answer.status == .unprocessableContent)
                #expect(browser.cookies["safeloop"] == nil)
                answers.insert(answer.text.replacing(email, with: "…"))
            }
            #expect(answers.count == 1)
        }
    }

    @Test("after ten wrong passwords even the right one waits a quarter of an hour")
    func tooMany() async throws {
        try await withSite { site in
            let browser = site.browser()
            let form = try await browser.get("/signin").form("/signin")
            let email = site.cast[.schoolLead].email
            for _ in 1...10 {
                let answer = try await browser.send(form, ["email": email, "password": "not the password"])
                #expect(answer.status == .unprocessableContent)
            }
            let right: KeyValuePairs = ["email": email, "password": Cast.password]
            #expect(try await browser.send(form, right).status == .tooManyRequests)
            site.clock.move(seconds: 15 * 60 + 1)
            #expect(try await browser.send(form, right).location == "/")
        }
    }

    @Test("whoever posts too fast from one place without an account is told to wait")
    func tooFast() async throws {
        try await withSite { site in
            let browser = site.browser()
            let form = try await browser.get("/signin").form("/signin")
            var statuses: [HTTPResponse.Status] = []
            for _ in 1...70 { statuses.append(try await browser.send(form, ["email": "", "password": ""]).status) }
            #expect(statuses.first == .unprocessableContent)
            #expect(statuses.last == .tooManyRequests)
            site.clock.move(seconds: 5)
            #expect(try await browser.send(form, ["email": "", "password": ""]).status == .unprocessableContent)
        }
    }

    @Test("a token that was in the browser before signing in is worth nothing afterwards")
    func fixation() async throws {
        try await withSite { site in
            let planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            let victim = site.browser()
            victim.cookies = ["safeloop": planted]
            let page = try await victim.get("/signin")
            // A planted token is no session, so the visitor's own cookie has to come from us first.
            victim.cookies["visitor"] = "planted-too"
            let form = try await victim.get("/signin").form("/signin")
            #expect(page.status == .ok)
            let answer = try await victim.send(
                form,
                ["email": site.cast[.coordinator].email, "password": Cast.password]
            )
            #expect(answer.location == "/")
            #expect(victim.cookies["safeloop"] != planted)

            let attacker = site.browser()
            attacker.cookies = ["safeloop": planted]
            #expect(try await attacker.get("/account").location?.hasPrefix("/signin") == true)
        }
    }

    @Test("signing out ends the session on the server, not only in the browser")
    func signOut() async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            let thief = site.browser()
            thief.cookies = priya.cookies
            #expect(try await thief.get("/account").status == .ok)
            let answer = try await priya.send(priya.get("/account").form("/signout"))
            #expect(answer.location == "/signin")
            #expect(try await thief.get("/account").location?.hasPrefix("/signin") == true)
        }
    }

    @Test("ten quiet minutes cover the session, the password uncovers it under a new token")
    func cover() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            site.clock.move(seconds: 9 * 60)
            #expect(try await ruth.get("/members").status == .ok)
            site.clock.move(seconds: 11 * 60)
            let covered = try await ruth.get("/members?role=auditor")
            #expect(covered.location == "/cover?back=%2Fmembers%3Frole%3Dauditor")

            let page = try await ruth.follow(covered)
            #expect(page.status == .ok)
            for name in site.cast.names where name != "Ruth Adeyemi" { #expect(!page.html.contains(name)) }
            let form = try page.form("/uncover")
            #expect(try await ruth.send(form, ["password": "not the password"]).status == .unprocessableContent)
            #expect(try await ruth.get("/members").location?.hasPrefix("/cover") == true)

            let before = ruth.cookies["safeloop"]
            let answer = try await ruth.send(form, ["password": Cast.password])
            #expect(answer.location == "/members?role=auditor")
            #expect(ruth.cookies["safeloop"] != before)
            #expect(try await ruth.get("/members").status == .ok)
        }
    }

    @Test("an hour without a request ends the session, and twelve hours end it in any case")
    func over() async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            site.clock.move(seconds: 61 * 60)
            #expect(try await priya.get("/account").location?.hasPrefix("/signin") == true)

            let owen = try await site.signIn(as: .schoolLead)
            for _ in 1..<(12 * 60 / 5) {
                site.clock.move(seconds: 5 * 60)
                #expect(try await owen.get("/account").status == .ok)
            }
            site.clock.move(seconds: 6 * 60)
            #expect(try await owen.get("/account").location?.hasPrefix("/signin") == true)
        }
    }

    @Test("whoever is removed is out at their next request")
    func removed() async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            #expect(try await priya.get("/members").status == .ok)
            let ruth = try await site.signIn(as: .coordinator)
            let path = "/members/\(site.cast[.boroughLead].id)/remove"
            let answer = try await ruth.send(ruth.get(path).form(path))
            #expect(answer.location == "/members")
            #expect(try await priya.get("/members").location?.hasPrefix("/signin") == true)
            #expect(try await site.accounts.sessions(of: site.cast[.boroughLead].id).isEmpty)
        }
    }
}
