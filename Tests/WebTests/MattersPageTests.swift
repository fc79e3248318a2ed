import Almanac
import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

struct MattersPageTests {
    @Test("an action goes round its whole loop by pressing what the page offers")
    func loop() async throws {
        try await withSite { site in
            try await site.raise("Write to the heads", to: .boroughLead, due: .on(Day(number: 20_800)))
            let priya = try await site.signIn(as: .boroughLead)
            var page = try await priya.get("/m/1")
            #expect(page.text.contains("Waiting for you to say that you have it"))
            page = try await priya.follow(try await priya.send(page.form("/m/1/acknowledge")))
            #expect(page.text.contains("Whoever raised it can see that you have it."))
            #expect(page.text.contains("Waiting for you to finish it"))
            #expect(page.text.contains("Received by you."))

            let form = try await priya.get("/m/1/finish")
            page = try await priya.follow(try await priya.send(form.form("/m/1/finish"), ["note": "All heads have it"]))
            #expect(page.text.contains("Your answer has gone back."))
            #expect(page.text.contains("Answered. Waiting for Ruth Adeyemi"))

            let ruth = try await site.signIn(as: .coordinator)
            page = try await ruth.get("/m/1")
            #expect(page.text.contains("Is this enough?"))
            #expect(page.text.contains("All heads have it"))
            page = try await ruth.follow(try await ruth.send(page.form("/m/1/close")))
            #expect(page.text.contains("It is closed."))
            #expect(page.forms.allSatisfy { !$0.action.hasPrefix("/m/1/") })
        }
    }

    @Test("what is offered is held by the giver until the other takes it on")
    func offer() async throws {
        try await withSite { site in
            try await site.raise("Write to the heads", to: .boroughLead)
            let priya = try await site.signIn(as: .boroughLead)
            let form = try await priya.get("/m/1/offer")
            let to = "member/\(site.cast[.liaison].id)"
            _ = try await priya.send(form.form("/m/1/offer"), ["to": to, "note": "You know the heads"])
            #expect(try await priya.get("/m/1").text.contains("Offered to Tomasz Wrenfield, Kestrel Trust by you."))
            // Outside the group, and asked by name.
            let tomasz = try await site.signIn(as: .liaison)
            #expect(try await tomasz.get("/").text.contains("Say whether you take it on"))
            let page = try await tomasz.get("/m/1")
            #expect(page.text.contains("Will you take this on?"))
            #expect(page.text.contains("Priya Raman, Merton holds it until you say."))
            let taken = try await tomasz.follow(try await tomasz.send(page.form("/m/1/accept")))
            #expect(taken.text.contains("It is yours now."))
            #expect(taken.text.contains("Waiting for you to finish it"))
            #expect(try await priya.get("/").text.contains("Nothing is waiting for you"))
        }
    }

    @Test("an officer moves a due date, says it is not enough, and withdraws, each with a reason")
    func officer() async throws {
        try await withSite { site in
            let action = try await site.raise("Write to the heads", to: .boroughLead)
            let hana = try await site.signIn(as: .clerk)
            func take(_ step: String, _ fields: KeyValuePairs<String, String>) async throws -> Answer {
                let page = try await hana.get("/m/1/\(step)")
                return try await hana.follow(try await hana.send(page.form("/m/1/\(step)"), fields))
            }
            var page = try await take("due", ["due": "on", "due-day": "2027-01-11", "reason": "Half-term"])
            #expect(page.text.contains("Due moved by you, to Mon 11 Jan 2027."))
            try await site.perform(FinishMatter(action, note: "Most have it"), as: .boroughLead)
            page = try await take("not-enough", ["reason": "Two are missing", "due": "none"])
            #expect(page.text.contains("Two are missing"))
            page = try await take("withdraw", ["reason": "Overtaken"])
            #expect(page.text.contains("It is withdrawn."))
            #expect(page.text.contains("Overtaken"))
        }
    }

    @Test("an officer records what a holder told them, and says that it is enough")
    func recorded() async throws {
        try await withSite { site in
            try await site.raise("Write to the heads", to: .liaison)
            let hana = try await site.signIn(as: .clerk)
            let form = try await hana.get("/m/1/record").form("/m/1/record")
            let page = try await hana.follow(try await hana.send(form, ["note": "Told me by phone"]))
            #expect(page.text.contains("It is recorded."))
            #expect(page.text.contains("Told me by phone"))
            let closed = try await hana.follow(try await hana.send(page.form("/m/1/close")))
            #expect(closed.text.contains("It is closed."))
        }
    }

    @Test(
        "a form that will not do comes back with everything that was typed",
        arguments: [
            ("finish", ["note": ""], "Write what came of it."),
            (
                "due", ["due": "on", "due-day": "2020-01-01", "reason": "A good reason"],
                "Give a date that is not in the past."
            ),
            ("due", ["due": "when", "due-words": "", "reason": "A good reason"], "Say what it waits for."),
            ("due", ["reason": "A good reason"], "Say by when, or that there is no date."),
            ("offer", ["to": "", "note": "A good reason"], "Choose who."),
            ("offer", ["to": "all/0", "note": "A good reason"], "Choose who."),
        ]
    )
    func errors(step: String, fields: [String: String], message: String) async throws {
        try await withSite { site in
            try await site.raise("Write to the heads", to: .coordinator)
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.get("/m/1/\(step)")
            let pairs =
                try page.form("/m/1/\(step)").fields.filter { fields[$0.name] == nil }
                + fields.map { ($0.key, $0.value) }
            let answer = try await ruth.post("/m/1/\(step)", pairs: pairs)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.html.contains("<title>Error: "))
            #expect(answer.text.contains(message))
            for value in fields.values where value == "A good reason" { #expect(answer.html.contains(value)) }
            // The same form, mended, goes through.
            #expect(throws: Never.self) { try answer.form("/m/1/\(step)") }
        }
    }

    @Test("a form that is sent twice is done once")
    func twice() async throws {
        try await withSite { site in
            try await site.raise("Write to the heads", to: .boroughLead)
            let priya = try await site.signIn(as: .boroughLead)
            let form = try await priya.get("/m/1/update").form("/m/1/update")
            for _ in 0..<2 {
                #expect(try await priya.send(form, ["text": "Half of them have it"]).status == .seeOther)
            }
            let text = try await priya.get("/m/1").text
            #expect(text.ranges(of: "Half of them have it").count == 1)
        }
    }

    @Test("an action raised outside a meeting is shown with its number, its holder and who can see it")
    func raise() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/matters/new").form("/matters/new")
            var answer = try await ruth.send(form)
            for sentence in [
                "Write what is to be done.", "Say who is to do this.", "Say by when, or that there is no date.",
            ] {
                #expect(answer.text.contains(sentence))
            }
            answer = try await ruth.send(try answer.form("/matters/new"), ["text": "Ask the board", "due": "none"])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("One answer needs another look"))
            #expect(answer.html.contains("Ask the board"))
            answer = try await ruth.send(
                try answer.form("/matters/new"),
                [
                    "holder": "member/\(site.cast[.liaison].id)", "group": "", "due": "when",
                    "due-words": "the term ends",
                ]
            )
            let page = try await ruth.follow(answer)
            #expect(answer.location == "/m/1")
            #expect(page.text.contains("With Tomasz Wrenfield, Kestrel Trust"))
            #expect(page.text.contains("When the term ends"))
            #expect(page.text.contains("Tomasz Wrenfield holds it"))
            #expect(page.text.contains("You raised it"))
        }
    }

    @Test("whoever may not see a matter is told the same as where there is none")
    func strangers() async throws {
        try await withSite { site in
            try await site.raise("Secret plans", to: .boroughLead)
            for part in [Cast.Part.liaison, .auditor] {
                let browser = try await site.signIn(as: part)
                let hidden = try await browser.get("/m/1")
                let absent = try await browser.get("/m/2")
                #expect(hidden.status == .notFound)
                #expect(hidden.html == absent.html)
                for step in MatterStep.allCases {
                    #expect(try await browser.get("/m/1/\(step.rawValue)").status == .notFound)
                    let answer = try await browser.post(
                        "/m/1/\(step.rawValue)",
                        ["note": "x", "reason": "x", "text": "x", "due": "none"]
                    )
                    #expect(answer.status == .notFound)
                }
                for path in ["/", "/matters", "/matters?state=all", "/matters.csv", "/matters.json"] {
                    #expect(!(try await browser.get(path)).html.contains("Secret plans"), "\(path)")
                }
                #expect(!(try await browser.post("/matters", ["q": "secret"])).html.contains("Secret plans"))
            }
            // In the group: may read, may not act.
            let owen = try await site.signIn(as: .schoolLead)
            #expect(try await owen.get("/m/1").text.contains("Secret plans"))
            for step in MatterStep.allCases {
                #expect(try await owen.get("/m/1/\(step.rawValue)").status == .notFound)
            }
        }
    }

    @Test("whoever may raise nothing is told where actions are raised, and their form is not taken")
    func raisesNothing() async throws {
        try await withSite { site in
            let tomasz = try await site.signIn(as: .liaison)
            #expect(try await tomasz.get("/matters/new").text.contains("You are in no group that meets."))
            let answer = try await tomasz.post(
                "/matters/new",
                [
                    "text": "Do as I say", "holder": "member/\(site.cast[.boroughLead].id)",
                    "group": "\(site.cast.network)", "due": "none",
                ]
            )
            #expect(answer.status == .notFound)
            #expect(try await site.readings.matters(as: site.cast[.coordinator].actor).total == 0)
        }
    }

    @Test("a step that it does not need now is not offered, and says so")
    func outOfTurn() async throws {
        try await withSite { site in
            try await site.raise("Write to the heads", to: .boroughLead)
            let hana = try await site.signIn(as: .clerk)
            for step in ["close", "not-enough", "holder", "offer"] {
                let page = try await hana.get("/m/1/\(step)")
                #expect(page.status == .conflict)
                #expect(page.text.contains("This is not what it needs now."))
            }
            _ = try await hana.get("/m/1")
            #expect(try await hana.post("/m/1/close").status == .conflict)
        }
    }
}
