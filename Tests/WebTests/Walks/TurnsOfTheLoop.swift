import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Walks: turns that a loop may take")
struct TurnsOfTheLoop {
    private func referral(
        _ answers: [String: String] = [:],
        _ test: @escaping @Sendable (Walk) async throws -> Void
    ) async throws {
        try await walk("trafficking-referral", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                answers,
                to: ["authority-of-residence": .merton, "police": .police]
            )
            try await test(walk)
        }
    }

    @Test("where the school itself may be involved, the answer goes to the authority's lead and not to them")
    func implicated() async throws {
        try await referral(["own-staff": "yes"]) { walk in
            try await walk.reads(
                .thornbeck,
                "The answer goes to the safeguarding lead of Merton, not to Thornbeck Academy."
            )
            try await walk.take("told-police", by: .merton)
            try await walk.take("decide", by: .merton, outcome: "no-further-action", "The caretaker is her uncle.")
            try await walk.take("tell-raiser", by: .merton, "He was asked, and is family.")
            try await walk.doesNotRead(.thornbeck, "He was asked", "The caretaker is her uncle.", "No further action")
            // Nor do they give anybody a link by which it could be read.
            #expect(try await walk.browser(.thornbeck).get("/m/1/bodies").status == .notFound)
            let address = try await walk.address(of: "say-if-satisfied", for: .merton)
            #expect(try await !walk.page(.thornbeck).links(to: address))
            let answer = try await walk.browser(.thornbeck).post(address, ["enough": "yes"])
            #expect([.unprocessableContent, .forbidden, .notFound].contains(answer.status))
            try await walk.owes(["say-if-satisfied": "2027-01-05"])
            try await walk.take("say-if-satisfied", by: .merton, enough: true)
            try await walk.reads(.thornbeck, "the answer went back to the safeguarding lead of Merton.")
            try await walk.doesNotRead(.thornbeck, "He was asked", "The caretaker is her uncle.", "No further action")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .police)
        }
    }

    @Test(
        "bullying by a teacher of another organisation is kept from the school, and comes back to whoever reported it"
    )
    func bullyingByStaff() async throws {
        try await walk("bullying-incident", "2026-04-02 16:00") { walk in
            let answers = ["school-name": walk.organisation(.thornbeck), "staff-concern": "yes", "own-staff": "no"]
            try await walk.raise(by: .charity, answers, to: ["authority-of-the-school": .merton])
            try await walk.owes([
                "acknowledge": "2026-04-07", "designated-officer": "2026-04-07", "decide": "2026-04-08",
            ])
            try await walk.doesNotRead(.charity, "The answer goes to")
            try await walk.take("designated-officer", by: .merton, "She has it, and leads.")
            try await walk.take(
                "decide",
                by: .merton,
                outcome: "designated-officer-leads",
                "He is kept from the class."
            )
            try await walk.take("tell-raiser", by: .merton, "It is looked into, without those whom it is about.")
            try await walk.reads(.charity, "It is looked into, without those", "More than that cannot be told.")
            try await walk.doesNotRead(.charity, "He is kept from the class.", "Dealt with as a concern about")
            try await walk.take("say-if-satisfied", by: .charity, enough: true)
            try await walk.isHidden(fromAllBut: .charity, .merton)
        }
    }

    @Test("it is offered to another authority, not taken over, offered again and taken over; due times stay")
    func handOver() async throws {
        try await referral { walk in
            let due = ["told-police": "2026-12-29", "decide": "2026-12-29"]
            try await walk.act("hand-over", by: .merton, ["note": "They moved"], refused: "Choose who is asked")
            try await walk.act(
                "hand-over",
                by: .merton,
                ["to": walk.organisation(.camden), "note": "They moved to Camden in May."]
            )
            try await walk.reads(.camden, "Will you take this over?", "They moved to Camden in May.")
            try await walk.reads(.thornbeck, "Offered to Camden")
            try await walk.doesNotRead(.thornbeck, "They moved to Camden in May.")
            try await walk.act("not-take-over", by: .camden, ["reason": ""], refused: "Write why not.")
            try await walk.act("not-take-over", by: .camden, ["reason": "They never moved here."])
            try await walk.reads(.merton, "They never moved here.")
            #expect(try await walk.page(.camden).status == .notFound)
            try await walk.owes(due.merging(["acknowledge": "2026-12-29"]) { $1 })

            try await walk.act(
                "hand-over",
                by: .merton,
                ["to": walk.organisation(.camden), "note": "Here is their tenancy."]
            )
            let take = try await walk.page(.camden).form("/m/1/take-over")
            #expect(try await walk.post(take, [], by: .camden).location == "/m/1")
            try await walk.owes(due)
            try await walk.reads(.thornbeck, "Taken over by Camden. Merton had it before.")
            #expect(try await walk.page(.merton).status == .notFound)
            try await walk.isHidden(fromAllBut: .thornbeck, .camden, .police)
        }
    }

    @Test("it is withdrawn with a reason until somebody has received it, and not after")
    func withdrawn() async throws {
        try await referral { walk in
            try await walk.act("take-back", by: .thornbeck, ["reason": ""], refused: "Write why it is withdrawn.")
            try await walk.act("take-back", by: .thornbeck, ["reason": "It was another girl."])
            try await walk.reads(.thornbeck, "Nobody owes anything on it.", "It was another girl.")
            try await walk.owes([:])
        }
        try await referral { walk in
            try await walk.take("acknowledge", by: .merton)
            try await walk.act("take-back", by: .thornbeck, ["reason": "Sorry"], refused: "It was received already")
        }
    }

    @Test("what closed by a wrong button is opened again by the school, goes round once more, and comes back")
    func reopened() async throws {
        try await referral { walk in
            try await walk.take("told-police", by: .merton)
            try await walk.take("decide", by: .merton, outcome: "no-further-action", "The uncle is an uncle.")
            try await walk.take("tell-raiser", by: .merton, "All is well.")
            #expect(try await walk.browser(.thornbeck).get("/m/1/reopen").status == .conflict)
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)
            try await walk.isClosed()
            for walker in [Walker.merton, .police] {
                #expect(try await !walk.page(walker).links(to: "/m/1/reopen"))
                #expect(try await walk.browser(walker).get("/m/1/reopen").status == .notFound)
            }
            #expect(try await walk.page(.thornbeck).links(to: "/m/1/reopen"))
            try await walk.act("reopen", by: .thornbeck, ["reason": ""], refused: "Write why it is opened again.")
            try await walk.act("reopen", by: .thornbeck, ["reason": "I pressed the wrong button."])
            try await walk.owes(["decide": "2026-12-29"])
            try await walk.reads(.merton, "Opened again", "I pressed the wrong button.")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .police)
            try await walk.take("decide", by: .merton, outcome: "early-help", "She sees a mentor.")
            try await walk.take("tell-raiser", by: .merton, "A mentor meets her.")
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("what reached the school by telephone is entered for whoever said it, and nobody judges for the school")
    func reported() async throws {
        try await referral { walk in
            let address = try await walk.address(of: "told-police", for: .thornbeck)
            let form = try await walk.browser(.thornbeck).get(address).form(address)
            func entered(_ who: String, on day: String) async throws -> Answer {
                let fields = ["who": who, "way": "telephone", "on": day, "note": "They ring the police now."]
                return try await walk.post(form, fields.map { (name: $0.key, value: $0.value) }, by: .thornbeck)
            }
            #expect(try await entered("", on: "2026-12-24").text.contains("Give the name of whoever said it."))
            #expect(try await entered("Ms Raman", on: "2026-12-23").text.contains("Give a day between"))
            #expect(try await entered("Ms Raman", on: "2026-12-24").location == "/m/1")
            try await walk.reads(.merton, "as reported by Ms Raman (by telephone, Thu 24 Dec)")
            try await walk.take("decide", by: .merton, outcome: "no-further-action", "The uncle is an uncle.")
            try await walk.take("tell-raiser", by: .merton, "All is well.")
            let judging = try await walk.address(of: "say-if-satisfied", for: .merton)
            let before = try await walk.history
            let answer = try await walk.browser(.merton).post(
                judging,
                ["enough": "yes", "who": "Mr Castellane", "way": "telephone", "on": "2026-12-24"]
            )
            #expect([.forbidden, .notFound].contains(answer.status), "\(answer.status)")
            #expect(try await walk.history == before)
        }
    }

    @Test("everybody who has a part reads a message, and nobody else")
    func message() async throws {
        try await referral { walk in
            try await walk.act("write", by: .police, ["text": ""], refused: "Write what there is to say.")
            try await walk.act("write", by: .police, ["text": "We are at the door now.", "for": "everyone"])
            try await walk.reads(.thornbeck, "We are at the door now.")
            try await walk.reads(.merton, "We are at the door now.")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .police)
        }
    }
}
