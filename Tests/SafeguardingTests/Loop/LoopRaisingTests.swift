import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("Raising under a procedure")
struct LoopRaisingTests {
    @Test("every shipped procedure can be raised, and then somebody owes something", arguments: ProcedureFiles.names)
    func raises(name: String) async throws {
        let walk = try await LoopWalk(name)
        #expect(walk.types.first == "matter.raised")
        #expect(!walk.state.openSteps.isEmpty)
        #expect(walk.state.ending == nil)
        let expected = try ProcedureFiles.version(name).definition.goesTo
        #expect(walk.state.holder == (walk.town.place(expected).map { .organisation(walk.town[$0]) } ?? .coordinators))
    }

    @Test("a call that was made stands on it from its first moment, sealed, for whoever holds it")
    func call() async throws {
        let town = Town()
        var walk = try await LoopWalk(town)
        let command = try town.raising("missing-child", by: town.asha, on: day("2026-11-23"))
        let called = RaiseMatter(
            matter: command.matter,
            procedure: command.procedure,
            version: command.version,
            isPersonal: true,
            raiser: command.raiser,
            answers: command.answers,
            routes: town.routes(try ProcedureFiles.version("missing-child").definition),
            call: "Call made. Whom: 999."
        )
        try await walk.raise(called, by: town.asha)
        let message = try #require(walk.all(MessageWritten.self).first)
        #expect(walk.all(MessageWritten.self).count == 1 && message.by == town.asha.id)
        #expect(message.readers == .holder && message.from == .raiser)
        #expect(message.text.subject == Subject(.concern, command.matter))
        let silent = try await LoopWalk("missing-child")
        #expect(silent.all(MessageWritten.self).isEmpty)
    }

    @Test("only an organisation of the kinds that it names raises it, and only in its own name")
    func who() async throws {
        let town = Town()
        let walk = try await LoopWalk(town)
        for person in town.residents {
            let command = try town.raising("removal-notice", by: person, on: day("2026-11-23"))
            let may = [.department, .northmere, .saltby, .hillside, .brookfield].contains(person.place)
            #expect(await refusal { try await walk.tried(command, by: person.actor) } == (may ? nil : .notAllowed))
        }
        let forged = try town.raising("missing-child", by: town.asha, on: day("2026-11-23"))
        for person in town.residents where person != town.asha {
            #expect(await refusal { try await walk.tried(forged, by: person.actor) } == .notAllowed)
        }
        // Whoever sees only that the history is whole raises nothing.
        let auditor = Actor.member(
            .init(id: town.asha.id, organisation: town[.hillside], roles: [.auditor], post: "Safeguarding lead")
        )
        #expect(await refusal { try await walk.tried(forged, by: auditor) } == .notAllowed)
        // A post that one does not have would hand the matter to whoever has it.
        let other = Actor.member(
            .init(id: town.asha.id, organisation: town[.hillside], roles: [.schoolLead], post: "Class teacher")
        )
        #expect(await refusal { try await walk.tried(forged, by: other) } == .notAllowed)
    }

    @Test("it is raised under the version whose form was answered, while that is in use, and once")
    func version() async throws {
        let town = Town()
        var walk = try await LoopWalk(town)
        let command = try town.raising("resource-order", on: day("2026-11-23"))
        let newer = RaiseMatter(
            procedure: "resource-order",
            version: 2,
            isPersonal: command.isPersonal,
            raiser: command.raiser,
            answers: command.answers,
            routes: town.routes(try ProcedureFiles.version("resource-order").definition)
        )
        guard case .outOfTurn(let sentence) = await refusal({ try await walk.tried(newer, by: town.asha.actor) }) else {
            Issue.record("taken under a version that there is not")
            return
        }
        #expect(sentence.contains("new version"))
        try await walk.raise(command, by: town.asha)
        #expect(walk.all(LoopRaised.self).map(\.version) == [1])
        #expect(
            await refusal { try await walk.tried(command, by: town.asha.actor) }
                == .outOfTurn("This is raised already.")
        )
        try await walk.when(WithdrawProcedure(procedure: "resource-order", reason: "Not used"), by: .scene)
        let later = try town.raising("resource-order", on: day("2026-11-23"))
        guard case .outOfTurn = await refusal({ try await walk.tried(later, by: town.asha.actor) }) else {
            Issue.record("taken under a withdrawn procedure")
            return
        }
        // What was raised before goes on as it began.
        try await walk.take("acknowledge", .acknowledge, by: town.dora)
    }

    @Test("what it says of people cannot be raised as though it named nobody")
    func personal() async throws {
        let town = Town()
        let walk = try await LoopWalk(town)
        let command = try town.raising("missing-child", on: day("2026-11-23"))
        let plain = RaiseMatter(
            procedure: command.procedure,
            version: command.version,
            isPersonal: false,
            raiser: command.raiser,
            answers: command.answers,
            routes: town.routes(try ProcedureFiles.version("missing-child").definition)
        )
        #expect(await refusal { try await walk.tried(plain, by: town.asha.actor) } == .notFound)
    }

    @Test("a route leads only to an organisation of its kind; where nobody is known, the coordinator finds who")
    func routes() async throws {
        let town = Town()
        let walk = try await LoopWalk(town)
        for place in Town.Place.allCases {
            let command = try town.raising(
                "missing-child",
                on: day("2026-11-23"),
                routes: [.authorityOfResidence: .organisation(town[place])]
            )
            let found = await refusal { try await walk.tried(command, by: town.asha.actor) }
            guard place.kind != .authority else {
                #expect(found == nil)
                continue
            }
            guard case .invalid(let problems) = found else {
                Issue.record("\(place) was taken for an authority")
                continue
            }
            #expect(problems.map(\.field) == ["route-authority-of-residence"])
        }
        for choice in [RouteChoice.organisation(ID()), .member(town.celia.id)] {
            let command = try town.raising(
                "missing-child",
                on: day("2026-11-23"),
                routes: [.authorityOfResidence: choice]
            )
            guard case .invalid = await refusal({ try await walk.tried(command, by: town.asha.actor) }) else {
                Issue.record("\(choice) was taken for an authority")
                continue
            }
        }
        let unknown = try await LoopWalk("missing-child", town, routes: [.authorityOfResidence: .notKnown])
        #expect(unknown.state.holder == .coordinators)
        // Whom the form names may be a person.
        let named = try await LoopWalk("resource-order", town, routes: [.named: .member(town.hari.id)])
        #expect(named.state.holder == .member(town.hari.id))
    }

    @Test("a route that nobody gave is asked for")
    func missingRoute() async throws {
        let town = Town()
        let walk = try await LoopWalk(town)
        let command = try town.raising("missing-child", on: day("2026-11-23"))
        let without = RaiseMatter(
            procedure: command.procedure,
            version: command.version,
            isPersonal: true,
            raiser: command.raiser,
            answers: command.answers,
            routes: [:]
        )
        #expect(
            await refusal { try await walk.tried(without, by: town.asha.actor) }
                == .invalid("route-authority-of-residence", "Say who is asked: authority of residence.")
        )
    }

    @Test("answers that will not do are refused with the name of each field")
    func answers() async throws {
        let town = Town()
        let walk = try await LoopWalk(town)
        let command = try town.raising("missing-child", on: day("2026-11-23"))
        var answers = command.answers
        answers["kind"] = .chosen(["made-up"])
        answers["child"] = nil
        answers["favourite-colour"] = .text("Green")
        let wrong = RaiseMatter(
            procedure: command.procedure,
            version: command.version,
            isPersonal: true,
            raiser: command.raiser,
            answers: answers,
            routes: town.routes(try ProcedureFiles.version("missing-child").definition)
        )
        guard case .invalid(let problems) = await refusal({ try await walk.tried(wrong, by: town.asha.actor) }) else {
            Issue.record("taken")
            return
        }
        #expect(Set(problems.map(\.field)) == ["a-kind", "a-child", "a-favourite-colour"])
    }

    @Test("parties are joined by what was answered; only days and a few known words stand outside the seal")
    func parties() async throws {
        let given = ["danger-now": ["yes"], "school-known": ["no"], "looked-after": ["yes"], "ask-home-office": ["no"]]
        let walk = try await LoopWalk("missing-child", given: given)
        #expect(Set(walk.state.parties.map(\.id)) == ["police", "placing-authority"])
        let raised = try #require(walk.all(LoopRaised.self).first)
        #expect(raised.answers.values.allSatisfy { $0.subject == walk.reference.subject })
        #expect(walk.reference.subject.kind == .concern)
        #expect(raised.deciding["danger-now"] == ["yes"])
        let written = String(decoding: try Coding.encode(raised), as: UTF8.self)
        #expect(!written.contains(MadeUpAnswers.typed) && !written.contains("Marchbanks"))
        #expect(raised.answers.keys.contains("child"))
    }

    @Test(
        "where the raiser's own organisation is implicated, the authority's lead is told, and nobody there has a part"
    )
    func implicated() async throws {
        let given = ["own-staff": ["yes"], "school-known": ["yes"]]
        let town = Town()
        var walk = try await LoopWalk("trafficking-referral", town, by: town.asha, given: given)
        #expect(walk.state.toldInstead == .organisation(town[.northmere]))
        #expect(walk.state.raiser?.post == nil)
        // The school of the child is the raiser's own: to join it would tell those whom it is about.
        #expect(!walk.state.parties.contains { $0.party == .organisation(town[.hillside]) })
        for person in [town.successor, town.colleague] {
            #expect(
                await refusal {
                    try await walk.tried(WriteOnMatter(walk.reference, text: "Hello", to: .everyone), by: person.actor)
                }
                    == .notAllowed
            )
        }
        try await walk.when(WriteOnMatter(walk.reference, text: "Seen today", to: .everyone), by: town.asha)
        try await walk.take("decide", .come(to: "no-further-action", note: "Nothing found"), by: town.celia)
        try await walk.take("tell-raiser", .tell("Nothing found"), by: town.celia)
        #expect(try walk.step("say-if-satisfied").of == .lead(town[.northmere]))
        let judging = TakeStep(
            walk.reference,
            try walk.step("say-if-satisfied").id,
            .judge(isEnough: true, words: "")
        )
        #expect(await refusal { try await walk.tried(judging, by: town.asha.actor) } == .notAllowed)
        #expect(await refusal { try await walk.tried(ReadWhatCame(walk.reference), by: town.asha.actor) } == nil)
        #expect(try await walk.tried(ReadWhatCame(walk.reference), by: town.asha.actor).events.isEmpty)
        #expect(try await walk.tried(ReadWhatCame(walk.reference), by: town.cole.actor).types == ["matter.answer.read"])
    }

    @Test("where no authority is known yet, the coordinator is told, and then the authority that takes it over")
    func implicatedUnknown() async throws {
        let town = Town()
        var walk = try await LoopWalk(
            "trafficking-referral",
            town,
            by: town.asha,
            given: ["own-staff": ["yes"], "school-known": ["no"]],
            routes: [.authorityOfResidence: .notKnown]
        )
        #expect(walk.state.holder == .coordinators)
        let writing = WriteOnMatter(walk.reference, text: "Hello", to: .everyone)
        #expect(await refusal { try await walk.tried(writing, by: town.successor.actor) } == .notAllowed)
        #expect(await refusal { try await walk.tried(writing, by: town.asha.actor) } == nil)
        #expect(walk.state.toldInstead == .coordinators)
        try await walk.take("decide", .come(to: "no-further-action", note: "Nothing found"), by: town.dilys)
        try await walk.take("tell-raiser", .tell("Nothing found"), by: town.dilys)
        #expect(try walk.step("say-if-satisfied").of == .coordinators)
        let judging = TakeStep(walk.reference, try walk.step("say-if-satisfied").id, .judge(isEnough: true, words: ""))
        #expect(await refusal { try await walk.tried(judging, by: town.asha.actor) } == .notAllowed)
        #expect(try await walk.tried(ReadWhatCame(walk.reference), by: town.asha.actor).events.isEmpty)
        let offer = OfferLoop(walk.reference, to: .organisation(town[.northmere]), note: "Yours")
        try await walk.when(offer, by: town.dilys)
        try await walk.when(TakeOver(walk.reference), by: town.celia)
        #expect(walk.state.toldInstead == .organisation(town[.northmere]))
        #expect(try walk.step("say-if-satisfied").of == .lead(town[.northmere]))
    }

    @Test(
        "what may implicate an authority is answered to another that holds it, or to the coordinator, never to itself"
    )
    func implicatedAuthority() async throws {
        let town = Town()
        for (place, told) in [
            (Town.Place.northmere, ToldInstead.coordinators), (.saltby, .organisation(town[.saltby])),
        ] {
            var walk = try await LoopWalk(
                "trafficking-referral",
                town,
                by: town.celia,
                given: ["own-staff": ["yes"], "school-known": ["no"]],
                routes: [.authorityOfResidence: .organisation(town[place])]
            )
            #expect(walk.state.toldInstead == told)
            let holder = place == .northmere ? town.cole : town.edda
            try await walk.take("decide", .come(to: "no-further-action", note: "Nothing found"), by: holder)
            try await walk.take("tell-raiser", .tell("Nothing found"), by: holder)
            #expect(try walk.step("say-if-satisfied").of == told.party)
        }
    }
}
