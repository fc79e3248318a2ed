import HTTPTypes
import Ledger
import Safeguarding
import Testing

@Suite("Bringing in many members")
struct MembersImportTests {
    private static let table = """
        Name,E-mail,Organisation,Post
        Maren Tolliver,maren@merton.example,LB Merton,Safeguarding lead
        Odile Framework,odile@larkfield.example,Larkfield School,DSL
        Priya Raman,PRIYA.RAMAN@network.example,Merton,
        Osric Vane,osric@larkfield.example,Larkfield School,Deputy
        Osric Vane,OSRIC@larkfield.example,Larkfield School,Deputy
        Petra Lumley,petra(at)unknown,Wharfside Collective,
        """

    private func upload(_ text: String, name: String = "people.csv", _ ruth: Browser) async throws -> Answer {
        let form = try await ruth.get("/members/import").form("/members/import")
        return try await ruth.upload(form, files: [.init("file", name: name, text)])
    }

    @Test("a table is understood row by row before anything is saved")
    func preview() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let answer = try await upload(Self.table, ruth)
            #expect(answer.location == "/members/import/review")
            let page = try await ruth.follow(answer)
            #expect(page.text.contains("3 of 6 people can become members"))
            #expect(page.text.contains("Is a member already"))
            #expect(page.text.contains("The same address as line 5"))
            #expect(page.text.contains("Line 7: “petra(at)unknown” is not an e-mail address."))
            let form = try page.form("/members/import/review")
            #expect(form["organisation-0"] == "LB Merton")
            #expect(form.all("choice-key").count == 2)
            // A school by its name; of the other nobody can tell.
            #expect(form.all("choice") == ["school", ""])
            #expect(form["email-5"] == "petra(at)unknown")
            #expect(try await site.readings.members().count == 7)
        }
    }

    @Test("the list is corrected on the page and becomes members, organisations and all, in one go")
    func bringIn() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.follow(upload(Self.table, ruth))
            let form = try page.form("/members/import/review")
            let refused = try await ruth.send(form, press: ("go", "all"))
            #expect(refused.status == .unprocessableContent)
            #expect(try await site.readings.members().count == 7)

            // Everything answered so far is still there.
            let again = try refused.form("/members/import/review")
            #expect(again.all("choice") == ["school", ""])
            let before = await site.ledger.count()
            let done = try await ruth.send(
                again,
                [
                    "choice": "school", "choice": "charity", "email-5": "petra@wharfside.example",
                    "role-3": "welfare-officer",
                ],
                press: ("go", "all")
            )
            #expect(done.location == "/members/invite")
            let result = try await ruth.follow(done)
            #expect(
                result.text.contains("4 people are members now. 2 organisations are new.")
                    || result.text.contains("Four people are members now.")
            )
            let events = await site.ledger.events(from: before, limit: 100)
            #expect(Set(events.map(\.command)).count == 1)
            #expect(events.count { $0.type == "member.registered" } == 4)

            let members = try await site.readings.members()
            #expect(members.count == 11)
            func roles(_ organisation: String) -> [Set<Role>] {
                members.filter { $0.organisationName == organisation && $0.standing == .registered }.map(\.roles)
            }
            #expect(roles("Merton") == [[.boroughLead]])
            #expect(Set(roles("Larkfield School")) == [[.schoolLead], [.welfareOfficer]])
            #expect(roles("Wharfside Collective") == [[.liaison]])
            // The list is done with.
            #expect(try await ruth.get("/members/import/review").location == "/members/import")
        }
    }

    @Test("whoever is unticked, and an organisation that is left out, stay out")
    func leaveOut() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.follow(upload(Self.table, ruth)).form("/members/import/review")
            let fields = form.fields.filter { $0.name != "take-5" && $0.name != "choice" }
            let sent = fields + [("choice", "out"), ("choice", ""), ("go", "all")]
            #expect(try await ruth.post("/members/import/review", pairs: sent).location == "/members/invite")
            #expect(try await site.readings.members().count == 8)
            #expect(try await site.readings.organisations(called: "Larkfield School").isEmpty)
        }
    }

    @Test("addresses pasted from a mail are asked where they belong")
    func pasted() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/members/import").form("/members/import")
            let answer = try await ruth.upload(
                form,
                ["pasted": "Tolliver, Maren <maren@merton.example>; odile@larkfield.example (Odile Framework)"],
                files: []
            )
            let page = try await ruth.follow(answer)
            #expect(page.text.contains("No organisation is given, 2 people"))
            let review = try page.form("/members/import/review")
            #expect(review["name-0"] == "Maren Tolliver")
            let done = try await ruth.send(
                review,
                ["choice": "\(site.cast.kestrel)", "organisation-1": "Thornbeck Academy", "roleForAll": "none"],
                press: ("go", "all")
            )
            #expect(done.location == "/members/invite")
            let members = try await site.readings.members().filter { $0.standing == .registered }
            #expect(Set(members.map(\.organisationName)) == ["Kestrel Trust", "Thornbeck Academy"])
            #expect(members.allSatisfy { $0.roles.isEmpty })
        }
    }

    @Test("cards of an address book are read")
    func cards() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let card = """
                BEGIN:VCARD
                VERSION:3.0
                FN:Maren Tolliver
                EMAIL:maren@merton.example
                ORG:Merton
                TITLE:Safeguarding lead
                END:VCARD
                """
            let page = try await ruth.follow(upload(card, name: "people.vcf", ruth))
            #expect(page.text.contains("1 person can become members") || page.text.contains("One person can become"))
            let done = try await ruth.send(page.form("/members/import/review"), press: ("go", "all"))
            #expect(done.location == "/members/invite")
        }
    }

    @Test(
        "what cannot be read is said, and what was pasted stays in the form",
        arguments: [
            ("PK\u{3}\u{4}rest of a workbook", "It is a workbook"), ("Colour,Size\nred,9", "does not name the columns"),
            ("\u{0}\u{1}\u{2}\u{0}binary", "It is not text"), ("  \n ", "There is nothing in it."),
        ]
    )
    func unreadable(_ text: String, _ sentence: String) async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let answer = try await upload(text, ruth)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains(sentence))
            let pasted = try await ruth.upload(
                answer.form("/members/import"),
                ["pasted": "Colour\tSize\nred\t9"],
                files: []
            )
            #expect(pasted.status == .unprocessableContent)
            #expect(try pasted.form("/members/import")["pasted"]?.contains("Colour") == true)
        }
    }

    @Test("a list is kept, with every correction, until it is used or thrown away")
    func kept() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.follow(upload(Self.table, ruth))
            let saved = try await ruth.send(
                page.form("/members/import/review"),
                ["post-0": "Head of safeguarding"],
                press: ("go", "1")
            )
            #expect(saved.location == "/members/import/review?page=1")
            _ = try await ruth.send(page.form("/signout"))
            site.clock.move(seconds: 3 * 24 * 60 * 60)
            let later = try await site.signIn(as: .coordinator)
            #expect(try await later.get("/members/import").text.contains("You have begun one."))
            let review = try await later.get("/members/import/review")
            #expect(try review.form("/members/import/review")["post-0"] == "Head of safeguarding")
            #expect(try await later.get("/members/import/source").html == Self.table)
            #expect(
                try await later.follow(later.send(review.form("/members/import/drop"))).text.contains("It is gone.")
            )
            #expect(try await later.get("/members/import/review").location == "/members/import")
        }
    }

    @Test("three hundred people are looked through a hundred at a time, and nothing is lost between pages")
    func many() async throws {
        try await withSite { site in
            let rows = (1...250).map { "Person Number\($0),p\($0)@merton.example,Merton," }
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.follow(
                upload("Name,E-mail,Organisation,Post\n" + rows.joined(separator: "\n"), ruth)
            )
            #expect(page.text.contains("Page 1 of 3"))
            let second = try await ruth.follow(
                ruth.send(page.form("/members/import/review"), ["name-7": "Corrected Name"], press: ("go", "2"))
            )
            #expect(second.text.contains("Page 2 of 3"))
            let done = try await ruth.send(second.form("/members/import/review"), press: ("go", "all"))
            #expect(done.location == "/members/invite")
            #expect(try await site.readings.members().count == 257)
            let found = try await ruth.get("/members").forms.first { $0.action == "/members" && $0.method == "post" }
            #expect(try await ruth.send(try #require(found), ["q": "Corrected"]).text.contains("Corrected Name"))
        }
    }
}
