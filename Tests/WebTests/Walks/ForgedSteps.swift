import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Walks: steps that are forged, stale or out of turn")
struct ForgedSteps {
    private func referral(_ test: @escaping @Sendable (Walk) async throws -> Void) async throws {
        try await walk("trafficking-referral", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["school-known": "yes"],
                to: ["authority-of-residence": .merton, "police": .police, "school-of-the-child": .larkhill]
            )
            try await test(walk)
        }
    }

    @Test("a party cannot take a step that somebody else owes, however it asks")
    func outOfTurn() async throws {
        try await referral { walk in
            let before = try await walk.history
            for step in ["acknowledge", "decide", "told-police"] {
                let address = try await walk.address(of: step, for: .merton)
                let raiser = try await walk.browser(.thornbeck)
                _ = try await walk.page(.thornbeck)
                // Without saying who said it, how and when, it is nobody's report.
                let unsaid = try await raiser.post(address, ["note": "Done", "outcome": "no-further-action"])
                #expect(unsaid.status == .unprocessableContent, "\(step)")
                #expect(unsaid.text.contains("Choose how it reached you."), "\(step)")
                // Where it is owed there are accounts, so other parties enter nothing for them.
                for walker in Walker.allCases { _ = try await walk.browser(walker).get("/account") }
                for walker in [Walker.police, .larkhill, .camden, .health, .homeOffice, .charity, .auditor] {
                    let answer = try await walk.browser(walker).post(address, ["note": "Done", "way": "letter"])
                    #expect([.notFound, .forbidden].contains(answer.status), "\(walker), \(step)")
                }
                // The coordinator is not let into what a child is known by, not even to report.
                let answer = try await walk.browser(.coordinator).post(
                    address,
                    [
                        "note": "Done", "outcome": "no-further-action", "who": "Merton", "way": "letter",
                        "on": "2026-12-24",
                    ]
                )
                #expect([.notFound, .forbidden].contains(answer.status), "\(step): \(answer.status)")
            }
            #expect(try await walk.history == before)
            for walker in [Walker.police, .larkhill, .camden, .homeOffice, .coordinator] {
                #expect(try await refused(walk, walker).contains("/m/:number/do/:duty of matter 1"), "\(walker)")
            }
            let page = try await walk.browser(.coordinator).get("/refused")
            #expect(page.text.contains("What was refused") && page.html.contains("/m/:number/do/:duty"))
            #expect(page.html.contains(walk.people[.camden].name))
        }
    }

    @Test("a form that is sent twice is done once, and one of a step that was taken says so")
    func stale() async throws {
        try await referral { walk in
            let address = try await walk.address(of: "told-police", for: .merton)
            let merton = try await walk.browser(.merton)
            let (form, other) = (
                try await merton.get(address).form(address), try await merton.get(address).form(address)
            )
            #expect(try await walk.post(form, [(name: "note", value: "They lead.")], by: .merton).status == .seeOther)
            let before = try await walk.history
            let again = try await walk.post(form, [(name: "note", value: "They lead.")], by: .merton)
            #expect([.seeOther, .conflict].contains(again.status))
            let late = try await walk.post(other, [(name: "note", value: "We lead.")], by: .merton)
            #expect(late.status == .conflict)
            #expect(late.text.contains("This was done meanwhile. Look at the matter again."))
            // What was done, by whom, and the words that would be lost, ready to be sent as a message.
            #expect(late.text.contains("Done by you") && late.text.contains("They lead."))
            let message = try late.form("/m/1/write")
            #expect(message.fields.contains { $0.name == "text" && $0.value == "We lead." })
            #expect(try await merton.get(address).status == .conflict)
            #expect(try await walk.history == before)
            #expect(try await refused(walk, .merton).contains("/m/:number/do/:duty of matter 1, out of turn"))
            // The same form with other words in it.
            let words = try await walk.post(form, [(name: "note", value: "We lead, they say.")], by: .merton)
            #expect(words.status == .conflict)
            #expect(try await walk.post(message, [], by: .merton).location == "/m/1")
            try await walk.reads(.thornbeck, "We lead.")
        }
    }

    @Test("what came to something else meanwhile is not told, and the words that were typed are kept")
    func staleTelling() async throws {
        try await referral { walk in
            try await walk.take("decide", by: .merton, outcome: "assessment", "Seen at home.")
            let address = try await walk.address(of: "tell-raiser", for: .merton)
            let form = try await walk.browser(.merton).get(address).form(address)
            try await walk.take("assessed", by: .merton, outcome: "child-protection", "The uncle is no uncle.")
            let late = try await walk.post(form, [(name: "note", value: "She is assessed.")], by: .merton)
            #expect(late.status == .conflict)
            #expect(late.text.contains("Something else came of it meanwhile. Look at it before you tell it."))
            #expect(late.text.contains("She is assessed.") && late.text.contains("The uncle is no uncle."))
            try await walk.doesNotRead(.thornbeck, "She is assessed.", "Child protection")
            try await walk.take("tell-raiser", by: .merton, "She has a plan.")
            try await walk.reads(.thornbeck, "She has a plan.")
        }
    }

    @Test("a step of another matter, a step that is none, and an outcome of another procedure do nothing")
    func others() async throws {
        try await referral { walk in
            let first = (number: walk.number, address: try await walk.address(of: "decide", for: .merton))
            try await walk.raise(
                by: .larkhill,
                to: ["authority-of-residence": .camden, "police": .police]
            )
            let second = try await walk.address(of: "decide", for: .camden)
            #expect(second.hasPrefix("/m/\(first.number + 1)/"))
            let before = try await histories(walk, 1...2)
            let merton = try await walk.browser(.merton)
            _ = try await merton.get("/m/\(first.number)")
            let duty = String(second.split(separator: "/").last ?? "")
            let mine = String(first.address.split(separator: "/").last ?? "")
            // The other authority's matter, its duty under one's own number, and one's own duty under its number.
            for path in [
                second, "/m/\(first.number)/do/\(duty)", "/m/\(first.number + 1)/do/\(mine)",
                "/m/\(first.number)/do/\(ID<Duty>())", "/m/\(first.number)/do/none", "/m/0/do/\(mine)",
            ] {
                let answer = try await merton.post(path, ["outcome": "assessment", "note": "Ours now"])
                #expect(answer.status == .notFound, "\(path): \(answer.status)")
            }
            #expect(try await merton.get("/m/\(first.number + 1)").status == .notFound)
            let written = try await refused(walk, .merton)
            #expect(written.contains("/m/:number/do/:duty of matter \(first.number + 1)"))
            #expect(written.contains("/m/:number of matter \(first.number + 1)"))
            for outcome in ["sent", "child-protection", ""] {
                let answer = try await merton.post(first.address, ["outcome": outcome, "note": "Ours now"])
                #expect(answer.status == .unprocessableContent && answer.text.contains("Choose what it came to."))
            }
            #expect(try await histories(walk, 1...2) == before)
        }
    }

    /// How many events each of some matters has.
    private func histories(_ walk: Walk, _ numbers: ClosedRange<Int>) async throws -> [Int] {
        var counts: [Int] = []
        for number in numbers {
            let raiser = walk.people[number == 1 ? .thornbeck : .larkhill].actor
            let detail = try #require(try await walk.site.readings.loopDetail(number: number, as: raiser))
            counts.append(await walk.site.ledger.events(of: Matter.stream(detail.matter.id), after: 0).count)
        }
        return counts
    }

    @Test("a form without its token is not taken")
    func forgery() async throws {
        try await referral { walk in
            let address = try await walk.address(of: "decide", for: .merton)
            let before = try await walk.history
            let answer = try await walk.browser(.merton)
                .post(address, pairs: [(name: "outcome", value: "no-further-action"), (name: "note", value: "Forged")])
            #expect(answer.status == .forbidden)
            #expect(try await walk.history == before)
            #expect(
                try await refused(walk, .merton) == ["/m/:number/do/:duty of matter 1, an old form, or none of ours"]
            )
        }
    }

    @Test("what a body may not raise, a page that is not its role's and fields that nobody asks for are written down")
    func raising() async throws {
        try await walk("domestic-abuse-notice", "2026-12-24 16:00") { walk in
            let charity = try await walk.browser(.charity)
            _ = try await charity.get("/raise")
            #expect(try await charity.post("/raise/domestic-abuse-notice", ["do": "check"]).status == .notFound)
            #expect(try await charity.post("/members/new", ["name": "Nobody"]).status == .notFound)
            let written = try await refused(walk, .charity)
            #expect(written.sorted() == ["/members/new of no matter", "/raise/:procedure of no matter"])
            let police = try await walk.browser(.police)
            let form = try await police.get("/raise/domestic-abuse-notice").form("/raise/domestic-abuse-notice")
            let answer = try await walk.post(
                form,
                [
                    (name: "a-police-reference", value: "zq-kept-qz"), (name: "a-holder", value: "us"),
                    (name: "do", value: "save"),
                ],
                by: .police
            )
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("This page had fields that the procedure does not ask for."))
            #expect(answer.html.contains("zq-kept-qz") && !answer.html.contains("a-holder"))
            let again = try await police.get("/raise/domestic-abuse-notice").html
            #expect(!again.contains("zq-kept-qz"), "nothing is kept")
            #expect(
                try await refused(walk, .police) == ["/raise/:procedure of no matter, fields that it does not ask for"]
            )
        }
    }

    /// What is in the audit of somebody, as `what of which`.
    private func refused(_ walk: Walk, _ walker: Walker) async throws -> [String] {
        await walk.site.caughtUp()
        let member = walk.people[walker].id
        return try await walk.site.readings.refusals(limit: 200).filter { $0.member == member }
            .map { "\($0.action) of \($0.place)" }
    }
}
