import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("Who has which part in a loop")
struct LoopPartTests {
    /// Who may take a step of each debtor, as one reads the procedure, and not as the engine says it.
    private func debtors(_ debtor: String, _ town: Town) -> Set<Resident> {
        switch debtor {
        case "holder": [town.celia, town.cole]
        case "raiser": [town.asha, town.successor]
        case "coordinator": [town.dilys]
        case "police": [town.pia]
        case "school": [town.bryn]
        case "placing-authority": [town.edda]
        case "immigration": [town.dora]
        default: []
        }
    }

    private static let everything: [TakeStep.Doing] = [
        .acknowledge, .come(to: "joint-enquiries", note: "Why"), .come(to: nil, note: "Why"), .tell("What came"),
        .putOff(because: 0, decidedBy: "DI Brown"), .judge(isEnough: true, words: ""),
        .judge(isEnough: false, words: "More"), .act(note: "Done"),
    ]

    /// Every kind of step that there is against everybody, at every moment of a loop.
    private func forge(_ walk: LoopWalk) async throws {
        let acting = Set(walk.state.openSteps.map(\.debtor))
        for step in walk.state.openSteps {
            let may = debtors(step.debtor, walk.town)
            try #require(!may.isEmpty, "\(step.debtor)")
            for person in walk.town.residents {
                for doing in Self.everything {
                    let found = await refusal {
                        try await walk.tried(TakeStep(walk.reference, step.id, doing), by: person.actor)
                    }
                    if !may.contains(person) {
                        #expect(found == .notAllowed, "\(person) took \(step.step) by \(doing)")
                    } else if !fits(doing, step) {
                        guard case .outOfTurn = found else {
                            Issue.record("\(step.step) was taken by \(doing)")
                            continue
                        }
                    }
                }
            }
            let owner = try #require(may.first)
            #expect(
                await refusal {
                    try await walk.tried(TakeStep(walk.reference, step.id, walk.doing(step)), by: owner.actor)
                } == nil,
                "\(owner) could not take \(step.step)"
            )
            for job in ["clock", "outbox"] {
                let forged = TakeStep(walk.reference, step.id, walk.doing(step))
                #expect(await refusal { try await walk.tried(forged, by: .system(job)) } == .notAllowed)
            }
        }
        #expect(!acting.isEmpty)
    }

    private func fits(_ doing: TakeStep.Doing, _ step: LoopState.Step) -> Bool {
        switch (doing, step.task) {
        case (.acknowledge, .acknowledge), (.come, .decide), (.come, .review), (.tell, .tell), (.putOff, .tell),
            (.judge, .satisfied), (.act, .act):
            true
        default: false
        }
    }

    @Test("at every moment a step is taken by those who owe it, in the way it is owed, and by nobody else")
    func forged() async throws {
        let town = Town()
        var walk = try await LoopWalk(
            "missing-child",
            town,
            by: town.asha,
            given: [
                "danger-now": ["yes"], "school-known": ["yes"], "ask-home-office": ["yes"], "looked-after": ["yes"],
                "school-elsewhere": ["no"],
            ],
            routes: [.school: .organisation(town[.brookfield])]
        )
        try await forge(walk)
        try await walk.take("decide", .come(to: "joint-enquiries", note: "Together"), by: town.celia)
        try await forge(walk)
        try await walk.take("tell-raiser", .tell("We look"), by: town.celia)
        try await walk.take("look", .come(to: "found-at-risk", note: "Found"), by: town.celia)
        try await walk.take("told-each-time", .tell("Found"), by: town.celia)
        #expect(walk.owed.contains("satisfied-when-found of raiser"))
        try await forge(walk)
        let judge = try walk.step("satisfied-when-found")
        let rung = try #require(judge.ladder.last)
        walk.now = rung.at
        try await walk.when(ReachRung(walk.reference, duty: judge.id, rung: rung), by: .system("clock"))
        #expect(walk.owed.contains("review-silence of coordinator"))
        try await forge(walk)
    }

    @Test("a colleague of whoever raised it judges nothing, even where the school has another part")
    func colleagueInParty() async throws {
        let town = Town()
        var walk = try await LoopWalk(
            "missing-child",
            town,
            by: town.asha,
            given: ["school-known": ["yes"], "danger-now": ["no"]]
        )
        #expect(walk.state.parties.contains { $0.party == .organisation(town[.hillside]) })
        try await walk.take("decide", .come(to: "not-missing", note: "At home"), by: town.celia)
        try await walk.take("tell-raiser", .tell("At home"), by: town.celia)
        let step = try walk.step("say-if-satisfied").id
        let judging = TakeStep(walk.reference, step, .judge(isEnough: true, words: ""))
        #expect(await refusal { try await walk.tried(judging, by: town.colleague.actor) } == .notAllowed)
        #expect(await refusal { try await walk.tried(judging, by: town.successor.actor) } == nil)
        // Nor has somebody with the same post at another school it.
        #expect(await refusal { try await walk.tried(judging, by: town.bryn.actor) } == .notAllowed)
    }

    // MARK: Handing over

    @Test("whoever holds it goes on holding it until another takes it over; steps go with it, and their times stay")
    func handOver() async throws {
        var walk = try await LoopWalk(
            "missing-child",
            now: at("2026-12-24", "16:00"),
            given: ["danger-now": ["yes"], "school-known": ["no"], "looked-after": ["no"], "ask-home-office": ["no"]]
        )
        let town = walk.town
        let offer = OfferLoop(walk.reference, to: .organisation(town[.saltby]), note: "They moved")
        for person in town.residents where person.place != .northmere {
            #expect(await refusal { try await walk.tried(offer, by: person.actor) } == .notAllowed)
        }
        #expect(
            await refusal {
                try await walk.tried(
                    OfferLoop(walk.reference, to: .organisation(town[.northmere]), note: "To us"),
                    by: town.celia.actor
                )
            } == .invalid("to", "They hold this already.")
        )
        for to in [RouteChoice.notKnown, .organisation(ID()), .member(ID())] {
            guard
                case .invalid = await refusal({
                    try await walk.tried(OfferLoop(walk.reference, to: to, note: "Why"), by: town.celia.actor)
                })
            else {
                Issue.record("\(to) was asked")
                continue
            }
        }
        #expect(try await walk.when(offer, by: town.celia).types == ["matter.offered"])
        #expect(
            await refusal { try await walk.tried(offer, by: town.cole.actor) }
                == .invalid("to", "They are asked already.")
        )
        #expect(walk.state.holder == .organisation(town[.northmere]))
        let before = walk.state.openSteps
        // Who is asked owes nothing yet, and cannot hand it on.
        for step in before where step.debtor == "holder" {
            let command = TakeStep(walk.reference, step.id, walk.doing(step))
            #expect(await refusal { try await walk.tried(command, by: town.edda.actor) } == .notAllowed)
        }
        #expect(
            await refusal {
                try await walk.tried(
                    OfferLoop(walk.reference, to: .organisation(town[.police]), note: "On"),
                    by: town.edda.actor
                )
            } == .notAllowed
        )
        for person in town.residents where person != town.edda {
            for command in [TakeOver(walk.reference) as any Command, DeclineOver(walk.reference, reason: "No")] {
                let found = await refusal { try await walk.tried(command, by: person.actor) }
                if person.place == .northmere {
                    guard case .outOfTurn = found else {
                        Issue.record("\(person) answered for Saltby")
                        continue
                    }
                } else {
                    #expect(found == .notAllowed)
                }
            }
        }
        try await walk.when(DeclineOver(walk.reference, reason: "Not ours"), by: town.edda)
        #expect(walk.state.offer == nil && walk.state.holder == .organisation(town[.northmere]))
        #expect(walk.state.openSteps == before)
        guard case .notAllowed = await refusal({ try await walk.tried(TakeOver(walk.reference), by: town.edda.actor) })
        else {
            Issue.record("taken over after it was declined")
            return
        }
        try await walk.when(offer, by: town.cole)
        walk.now = at("2026-12-28")
        let taken = try await walk.when(TakeOver(walk.reference), by: town.edda)
        #expect(taken.types == ["matter.accepted", "duty.met"])
        #expect(walk.state.holder == .organisation(town[.saltby]))
        for step in walk.state.openSteps {
            let earlier = try #require(before.first { $0.id == step.id })
            #expect(step.due == earlier.due && step.ladder == earlier.ladder)
            #expect(step.of == (step.debtor == "holder" ? .organisation(town[.saltby]) : earlier.of))
        }
        let decide = TakeStep(walk.reference, try walk.step("decide").id, .come(to: "not-missing", note: "At home"))
        #expect(await refusal { try await walk.tried(decide, by: town.celia.actor) } == .notAllowed)
        #expect(await refusal { try await walk.tried(decide, by: town.edda.actor) } == nil)
        guard case .outOfTurn = await refusal({ try await walk.tried(TakeOver(walk.reference), by: town.edda.actor) })
        else {
            Issue.record("taken over twice")
            return
        }
    }

    @Test("what the same organisation owes as a party stays with it when the matter goes")
    func partyStays() async throws {
        let town = Town()
        var walk = try await LoopWalk(
            "residential-placement",
            town,
            given: ["placed-by-authority": ["yes"], "kind": ["placed"]],
            routes: [
                .receivingAuthority: .organisation(town[.northmere]),
                .placingAuthority: .organisation(town[.northmere]),
            ]
        )
        #expect(walk.owed.contains("child-seen of placing-authority"))
        try await walk.when(OfferLoop(walk.reference, to: .organisation(town[.saltby]), note: "There"), by: town.celia)
        try await walk.when(TakeOver(walk.reference), by: town.edda)
        #expect(try walk.step("child-seen").of == .organisation(town[.northmere]))
        #expect(try walk.step("decide").of == .organisation(town[.saltby]))
    }

    @Test("a party is joined later, once, by the holder, along its route, and then owes what it owes")
    func join() async throws {
        var walk = try await LoopWalk(
            "missing-child",
            given: ["danger-now": ["yes"], "ask-home-office": ["yes"], "school-known": ["no"], "looked-after": ["no"]],
            routes: [.immigration: .notKnown, .police: .notKnown]
        )
        let town = walk.town
        #expect(walk.state.parties.isEmpty)
        #expect(!walk.owed.contains("home-office-answer of immigration"))
        let joining = JoinParty(walk.reference, party: "immigration", organisation: town[.department])
        for person in town.residents where person.place != .northmere {
            #expect(await refusal { try await walk.tried(joining, by: person.actor) } == .notAllowed)
        }
        for (party, place) in [("immigration", Town.Place.police), ("nobody", .police), ("school", .northmere)] {
            guard
                case .invalid = await refusal({
                    try await walk.tried(
                        JoinParty(walk.reference, party: party, organisation: town[place]),
                        by: town.celia.actor
                    )
                })
            else {
                Issue.record("\(place) was joined as \(party)")
                continue
            }
        }
        let joined = try await walk.when(joining, by: town.celia)
        #expect(joined.types == ["matter.joined", "duty.owed"])
        #expect(try walk.step("home-office-answer").of == .organisation(town[.department]))
        guard case .outOfTurn = await refusal({ try await walk.tried(joining, by: town.celia.actor) }) else {
            Issue.record("joined twice")
            return
        }
        try await walk.take("home-office-answer", .act(note: "They left in May"), by: town.dora)
    }

    @Test("a matter can be withdrawn by whoever raised it, until somebody has received it")
    func withdraw() async throws {
        var walk = try await LoopWalk("missing-child", given: ["danger-now": ["no"]])
        let town = walk.town
        let withdrawing = WithdrawLoop(walk.reference, reason: "Sitting in class")
        for person in town.residents where ![town.asha, town.successor].contains(person) {
            #expect(await refusal { try await walk.tried(withdrawing, by: person.actor) } == .notAllowed)
        }
        var received = walk
        try await received.take("acknowledge", .acknowledge, by: town.celia)
        guard case .outOfTurn = await refusal({ try await received.tried(withdrawing, by: town.asha.actor) }) else {
            Issue.record("withdrawn after it was received")
            return
        }
        var taken = walk
        try await taken.when(OfferLoop(walk.reference, to: .organisation(town[.saltby]), note: "Yours"), by: town.celia)
        try await taken.when(TakeOver(walk.reference), by: town.edda)
        guard case .outOfTurn = await refusal({ try await taken.tried(withdrawing, by: town.asha.actor) }) else {
            Issue.record("withdrawn after it was taken over")
            return
        }
        #expect(try await walk.when(withdrawing, by: town.successor).types == ["matter.withdrawn"])
        #expect(walk.state.ending == .withdrawn && walk.state.openSteps.isEmpty)
        for command in [
            TakeStep(walk.reference, walk.state.steps[0].id, .acknowledge) as any Command, withdrawing,
            WriteOnMatter(walk.reference, text: "Hello", to: .everyone),
            OfferLoop(walk.reference, to: .organisation(town[.saltby]), note: "Yours"),
        ] {
            let someone = command is WithdrawLoop ? town.asha : town.celia
            guard case .outOfTurn = await refusal({ try await walk.tried(command, by: someone.actor) }) else {
                Issue.record("\(command) after it was withdrawn")
                continue
            }
        }
    }

    @Test("where the coordinator holds it, a takeover leaves the coordinator's own steps with them")
    func coordinatorHolds() async throws {
        let town = Town()
        var walk = try await LoopWalk("escalation", town, routes: [.named: .notKnown])
        #expect(walk.state.holder == .coordinators)
        try await walk.when(
            OfferLoop(walk.reference, to: .organisation(town[.department]), note: "Theirs"),
            by: town.dilys
        )
        try await walk.when(TakeOver(walk.reference), by: town.dora)
        #expect(try walk.step("put-forward").of == .coordinators)
        try await walk.take("put-forward", .act(note: "Sent"), by: town.dilys)
        #expect(try walk.step("decide").of == .organisation(town[.department]))
    }
}
