import HTTPTypes
import Ledger
import Safeguarding
import Testing

@Suite("The pages of members")
struct MembersPagesTests {
    @Test("the list shows everyone with organisation, role and standing, and narrows by what stands in the address")
    func list() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.get("/members")
            #expect(page.text.contains("7 members"))
            for name in site.cast.names { #expect(page.html.contains(name)) }
            #expect(page.text.contains("7 have joined."))
            let leads = try await ruth.send(
                page.forms.first { $0.method == "get" } ?? page.form("/members"),
                ["role": "borough-lead"]
            )
            #expect(leads.text.contains("Priya Raman") && leads.text.contains("Hana Whitlock"))
            #expect(!leads.html.contains("Owen Castellane"))
            let merton = try await ruth.get("/members?organisation=\(site.cast.merton)")
            #expect(merton.text.contains("1 of 7"))
            #expect(try await ruth.get("/members?standing=left").text.contains("Nobody fits"))
        }
    }

    @Test("a name is looked for in a form that is posted")
    func find() async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            let page = try await priya.get("/members")
            let form = try #require(page.forms.first { $0.action == "/members" && $0.method == "post" })
            let found = try await priya.send(form, ["q": "castell thornbeck"])
            #expect(found.status == .ok)
            #expect(found.text.contains("Owen Castellane"))
            #expect(!found.html.contains("Tomasz Wrenfield"))
            #expect(found.location == nil)
        }
    }

    @Test("a hundred and twenty members are shown fifty at a time")
    func pages() async throws {
        try await withSite { site in
            var entries: [RegisterMembers.Entry] = []
            for number in 1...113 {
                let details = try await site.office.details(
                    name: "Person Number\(number)",
                    email: nil,
                    organisation: site.cast.merton
                )
                entries.append(.init(details: details))
            }
            try await site.perform(RegisterMembers(entries))
            let ruth = try await site.signIn(as: .coordinator)
            let first = try await ruth.get("/members")
            #expect(first.text.contains("Page 1 of 3"))
            #expect(first.links(to: "/members?role=&organisation=&standing=&page=2"))
            let last = try await ruth.get("/members?role=&organisation=&standing=&page=3")
            #expect(last.html.matches(of: /<th scope="row"/).count == 20)
            #expect(try await ruth.get("/members?page=99").text.contains("Page 3 of 3"))
        }
    }

    @Test("the list as CSV never begins a cell as a formula does")
    func csv() async throws {
        try await withSite { site in
            let details = try await site.office.details(
                name: "=HYPERLINK(\"http://evil.example\")",
                email: "formula@network.example",
                organisation: site.cast.merton,
                post: "+44 20 7946 0000"
            )
            try await site.perform(RegisterMembers([.init(details: details)]))
            let priya = try await site.signIn(as: .boroughLead)
            let file = try await priya.get("/members.csv")
            #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(file.headers[.contentDisposition]?.contains("members 2026-11-23.csv") == true)
            #expect(file.html.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\",formula@network.example,Merton"))
            #expect(file.html.contains("\"'+44 20 7946 0000\""))
            #expect(!file.html.contains("Has joined"))
            #expect(file.html.split(separator: "\r\n").count == 9)
        }
    }

    @Test("a member is added, and the form comes back with everything typed where something is missing")
    func add() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/members/new").form("/members/new")
            let wrong = try await ruth.send(
                form,
                [
                    "name": "Maren Tolliver", "email": "not an address", "organisation": "\(site.cast.merton)",
                    "roles": "liaison",
                ]
            )
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("Give an e-mail address like"))
            let again = try wrong.form("/members/new")
            #expect(again["name"] == "Maren Tolliver" && again["email"] == "not an address")
            #expect(again.all("roles") == ["liaison"])
            let done = try await ruth.send(again, ["email": "maren@network.example"])
            let page = try await ruth.follow(done)
            #expect(page.text.contains("Maren Tolliver is a member now."))
            #expect(page.text.contains("Has not been invited"))
            // The same form once more is the same member.
            #expect(try await ruth.send(again, ["email": "maren@network.example"]).location == done.location)
            #expect(try await site.readings.members().count == 8)
        }
    }

    @Test("an address that a member has already is refused, however it is written")
    func twice() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/members/new").form("/members/new")
            let answer = try await ruth.send(
                form,
                [
                    "name": "Another Priya", "email": " PRIYA.Raman@network.example ",
                    "organisation": "\(site.cast.merton)",
                ]
            )
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("is a member already"))
        }
    }

    @Test("details are corrected, and signing in follows the new address")
    func edit() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let path = "/members/\(site.cast[.schoolLead].id)/edit"
            let form = try await ruth.get(path).form(path)
            #expect(form["name"] == "Owen Castellane")
            #expect(form.all("roles") == ["school-lead"])
            let answer = try await ruth.send(form, ["email": "owen@academy.example", "post": "Head of year"])
            #expect(try await ruth.follow(answer).text.contains("Head of year"))
            let browser = site.browser()
            let signIn = try await browser.get("/signin").form("/signin")
            #expect(
                try await browser.send(signIn, ["email": "owen@academy.example", "password": Cast.password]).location
                    == "/"
            )
        }
    }

    @Test("a coordinator cannot take away their own role, nor remove themselves")
    func own() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let me = "/members/\(site.cast[.coordinator].id)"
            let form = try await ruth.get("\(me)/edit").form("\(me)/edit")
            let answer = try await ruth.send(form, ["roles": "liaison"])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("You cannot take away your own role"))
            #expect(try await !ruth.get(me).links(to: "\(me)/remove"))
            #expect(try await ruth.post("\(me)/remove").status == .conflict)
            #expect(try await ruth.get(me).status == .ok)
        }
    }

    @Test("everyone who has not been invited is invited at once, and the links are shown to pass on")
    func invite() async throws {
        try await withSite { site in
            for name in ["Maren Tolliver", "Odile Framework"] {
                let details = try await site.office.details(
                    name: name,
                    email: name.lowercased().split(separator: " ").joined(separator: ".") + "@network.example",
                    organisation: site.cast.merton
                )
                try await site.perform(RegisterMembers([.init(details: details)]))
            }
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.get("/members/invite")
            let form = try page.form("/members/invite")
            #expect(form.all("member").count == 2)
            let links = try await ruth.follow(ruth.send(form))
            #expect(links.text.contains("2 links to pass on") || links.text.contains("Two links to pass on"))
            let addresses = links.html.matches(of: /http:\/\/localhost(\/join\/[A-Za-z0-9_-]+)/).map { String($0.1) }
            #expect(addresses.count == 2)
            for address in addresses { #expect(try await site.browser().get(address).status == .ok) }
            #expect(try await ruth.get("/members").text.contains("2 are invited"))

            // Nobody else is shown them, and they go away when asked.
            let hidden = try await ruth.follow(ruth.send(links.form("/members/invited")))
            #expect(hidden.status == .ok)
            #expect(try await ruth.get("/members/invited").text.contains("No links are waiting"))
            #expect(try await site.browser().get(addresses[0]).status == .ok)
        }
    }

    @Test("nobody ticked is said, not done")
    func inviteNobody() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let answer = try await ruth.post("/members/invite")
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("Tick at least one person."))
        }
    }

    @Test("someone who is removed is asked about first, and stays to be found among those who left")
    func remove() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let path = "/members/\(site.cast[.liaison].id)/remove"
            let question = try await ruth.get(path)
            #expect(question.text.contains("Remove Tomasz Wrenfield from the network?"))
            #expect(try await site.readings.members().count == 7)
            let list = try await ruth.follow(ruth.send(question.form(path)))
            #expect(list.text.contains("Tomasz Wrenfield is no longer a member."))
            #expect(list.text.contains("6 members"))
            #expect(try await ruth.get("/members?standing=left").text.contains("Tomasz Wrenfield"))
            #expect(try await ruth.get(path).status == .conflict)
        }
    }

    @Test("whoever does not run the network sees who is in it, and nothing to change it with")
    func others() async throws {
        try await withSite { site in
            let owen = try await site.signIn(as: .schoolLead)
            let list = try await owen.get("/members")
            #expect(list.text.contains("Priya Raman"))
            #expect(!list.links(to: "/members/new") && !list.text.contains("Has joined"))
            let member = try await owen.get("/members/\(site.cast[.boroughLead].id)")
            #expect(member.text.contains("priya.raman@network.example"))
            #expect(member.forms.allSatisfy { ["/signout", "/cover"].contains($0.action) })
        }
    }
}
