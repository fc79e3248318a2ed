import Almanac
import Ledger
import Testing

@testable import Safeguarding

@Suite("Deputies")
struct DeputyTests {
    @Test("an organisation's lead and the coordinator say who is deputy there, and nobody else")
    func naming() async throws {
        let walk = try await LoopWalk()
        let town = walk.town
        var joined = walk
        for person in [town.cole, town.edda] { try await joined.when(JoinNetwork(member: person.id), by: person) }
        let naming = NameDeputies(of: .organisation(town[.northmere]), [town.cole.id])
        for person in [town.celia, town.dilys] {
            let named = try await joined.tried(naming, by: person.actor).events
            #expect((named.first as? DeputiesNamed)?.deputies == [town.cole.id])
        }
        for person in [town.edda, town.pia, town.asha] {
            #expect(await refusal { try await joined.tried(naming, by: person.actor) } == .notAllowed, "\(person)")
        }
        let ofAll = NameDeputies(of: .coordinators, [town.cole.id])
        #expect(await refusal { try await joined.tried(ofAll, by: town.celia.actor) } == .notAllowed)
        #expect(try await joined.tried(ofAll, by: town.dilys.actor).events.count == 1)
        for (who, what) in [(town.edda, "works there"), (town.celia, "an account")] {
            let wrong = NameDeputies(of: .organisation(town[.northmere]), [who.id])
            guard case .invalid? = await refusal({ try await joined.tried(wrong, by: town.dilys.actor) }) else {
                Issue.record("a deputy is somebody with \(what)")
                continue
            }
        }
        try await joined.when(naming, by: town.celia)
        #expect(try await joined.tried(naming, by: town.celia.actor).events.isEmpty, "the same once more is nothing")
    }

    @Test("what is late is copied to the deputy who is named, once, and to nobody else there")
    func copied() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        try await net.name([town.cole], of: .organisation(town[.northmere]))
        let matter = try await net.raise("trafficking-referral", by: town.asha)
        let step = try await net.open("acknowledge", of: matter)
        let rung = try #require(step.ladder.first { $0.step == .copyDeputy })
        try await net.comes(rung.at)
        let copied = try await net.all(RungReached.self, matter).filter { $0.step == .copyDeputy && $0.duty == step.id }
        #expect(copied.map(\.copiedTo) == [[town.cole.id]])
        let causes = try await net.network.readings.mailCauses(since: rung.at, at: rung.at)
        #expect(causes.filter { $0.why.kind == .overdue }.contains { $0.to == [town.cole.id] })
        #expect(try await !net.told(.overdue, since: rung.at).contains(town.celia.id))
        #expect(
            try await !net.all(RungReached.self, matter).contains { $0.step == .toCoordinator && $0.duty == step.id }
        )
        // Whoever is named afterwards has no part in what was copied to another.
        try await net.name([town.cole, town.celia], of: .organisation(town[.northmere]))
        #expect(try await net.acting(town.celia).stands.isEmpty)
        let later = town.celia.actor.standing(in: try await net.acting(town.cole).stands)
        #expect(try await net.network.readings.relations(of: later, toMatter: matter.id) == [.holder])
        #expect(try await net.scene(matter).stands(of: later).isEmpty)
        #expect(try await net.scene(matter).stands(of: net.acting(town.cole)).count == 1)
        // A colleague who is asked as deputy acts as one where they take that step, and is themselves in all else.
        let writing = WriteOnMatter(matter, text: "We look.", to: .raiser)
        try await net.network.perform(writing, as: net.acting(town.cole))
        #expect(try await net.all(StoodIn.self, matter).isEmpty)
        try await net.network.perform(TakeStep(matter, step.id, .acknowledge), as: net.acting(town.cole))
        let stood = try await net.all(StoodIn.self, matter)
        #expect(stood.map(\.by) == [town.cole.id] && stood.map(\.of) == [.organisation(town[.northmere])])
        let detail = try #require(try await net.detail(matter, town.celia))
        let met = try #require(detail.entries.last { ($0.event as? StepMet)?.duty == step.id })
        #expect(met.place?.reason == .deputy)
        #expect(detail.entries.filter { $0.place != nil }.allSatisfy { $0.at == met.at })
    }

    @Test("where a matter changes hands, what was copied is not for the deputies of the new holder")
    func handedOn() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        try await net.name([town.cole], of: .organisation(town[.northmere]))
        let matter = try await net.raise("trafficking-referral", by: town.asha)
        let rung = try #require(
            try await net.open("decide", of: matter).ladder.first { $0.step == .copyDeputy }
        )
        try await net.comes(rung.at)
        #expect(try await net.relations(town.cole, to: matter) == [.holder, .deputy])
        for (giver, taker) in [(town.celia, town.edda), (town.edda, town.celia)] {
            try await net.network.perform(OfferLoop(matter, to: .member(taker.id), note: "Yours"), as: giver.actor)
            try await net.network.perform(TakeOver(matter), as: taker.actor)
        }
        #expect(try await net.open("decide", of: matter).copiedTo.isEmpty)
        let before = StandIn(.deputy, of: .member(town.celia.id), post: nil, since: rung.at)
        #expect(try await net.scene(matter).stands(of: town.cole.actor.standing(in: [before])).isEmpty)
        #expect(try await net.acting(town.cole).stands.isEmpty)
        #expect(try await net.relations(town.cole, to: matter) == nil)
    }

    @Test("the deputy of whoever holds it takes the step that was copied, and no other, nor hands the matter on")
    func holders() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        try await net.name([town.cole], of: .organisation(town[.northmere]))
        let matter = try await net.heldByCelia()
        let step = try await net.open("decide", of: matter)
        let rung = try #require(step.ladder.first { $0.step == .copyDeputy })
        try await net.comes(rung.at)
        #expect(try await net.relations(town.cole, to: matter) == [.holder, .deputy])
        let others = try await net.state(matter).openSteps.filter { $0.copiedTo.isEmpty && $0.debtor == "holder" }
        for command in [
            OfferLoop(matter, to: .member(town.edda.id), note: "Yours"),
            JoinParty(matter, party: "police", organisation: town[.police]),
        ] + others.map({ TakeStep(matter, $0.id, .act(note: "Done")) }) as [any Command] {
            #expect(await refusal { try await net.network.perform(command, as: net.acting(town.cole)) } == .notAllowed)
        }
        let deciding = TakeStep(matter, step.id, .come(to: "no-further-action", note: "Nothing"))
        try await net.network.perform(deciding, as: net.acting(town.cole))
        #expect(try await net.all(StoodIn.self, matter).map(\.of) == [.member(town.celia.id)])
        // What comes next was not copied.
        let tell = try await net.open("tell-raiser", of: matter)
        #expect(tell.of == .member(town.celia.id))
        let telling = TakeStep(matter, tell.id, .tell("Nothing"))
        #expect(await refusal { try await net.network.perform(telling, as: net.acting(town.cole)) } == .notAllowed)
        let number = try await net.number(matter)
        let detail = try await net.network.readings.loopDetail(number: number, as: net.acting(town.cole))
        #expect(try #require(detail).owed.contains(tell.id) == false)
    }

    @Test("where no deputy is named, or none is there, the next rung is reached at once, and not again at its time")
    func nobody() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        let matter = try await net.raise("trafficking-referral", by: town.asha)
        let step = try await net.open("acknowledge", of: matter)
        let rung = try #require(step.ladder.first { $0.step == .copyDeputy })
        try await net.comes(rung.at)
        func reached() async throws -> [RungReached] {
            try await net.all(RungReached.self, matter).filter { $0.duty == step.id && $0.step != .remind }
        }
        #expect(try await reached().suffix(2).map(\.step) == [.copyDeputy, .toCoordinator])
        #expect(try await reached().first { $0.step == .copyDeputy }?.copiedTo == [])
        #expect(try await net.told(.overdue, since: rung.at).isSuperset(of: [town.dilys.id]))
        let last = try #require(step.ladder.first { $0.step == .toCoordinator })
        try await net.comes(last.at)
        #expect(try await reached().filter { $0.step == .toCoordinator }.count == 1)
        // Nobody becomes part of it by being named afterwards.
        try await net.name([town.cole], of: .organisation(town[.northmere]))
        #expect(try await net.acting(town.cole).stands.isEmpty)
    }

    @Test("the deputy of a post sees and does what it owes, from the copy on, and nothing before")
    func post() async throws {
        let net = try await LoopNetwork(publishing: ["resource-order"])
        let town = net.town
        try await net.name([town.colleague], of: .post("SAFEGUARDING LEAD", town[.hillside]))
        let matter = try await net.raise("resource-order", by: town.asha)
        try await net.take(matter, "decide", .come(to: "sent", note: ""), by: town.dora)
        try await net.take(matter, "tell-raiser", .tell("Sent"), by: town.dora)
        let step = try await net.open("say-if-satisfied", of: matter)
        let judging = TakeStep(matter, step.id, .judge(isEnough: true, words: ""))
        #expect(try await net.relations(town.colleague, to: matter) == nil)
        let rung = try #require(step.ladder.first { $0.step == .copyDeputy })
        try await net.comes(Instant(milliseconds: rung.at.milliseconds - 1))
        #expect(try await net.relations(town.colleague, to: matter) == nil)
        try await net.comes(rung.at)
        #expect(try await net.told(.overdue, since: rung.at).contains(town.colleague.id))
        #expect(try await net.relations(town.colleague, to: matter) == [.raiser, .deputy])
        #expect(try await net.network.readings.mattersWaiting(for: net.acting(town.colleague)) == 1)
        let viewers = try await net.network.readings.viewers(of: matter.id, as: town.dilys.actor, at: rung.at)
        #expect(viewers.first { $0.member == town.colleague.id }?.places.map(\.reason) == [.deputy])
        // They take that step, and do nothing else that the raiser may.
        let number = try await net.number(matter)
        let shown = try await net.network.readings.loopDetail(number: number, as: net.acting(town.colleague))
        let detail = try #require(shown)
        #expect(detail.owed == [step.id] && detail.acting.isEmpty && detail.own.isEmpty)
        for command in [
            WriteOnMatter(matter, text: "News", to: .holder), WithdrawLoop(matter, reason: "A mistake"),
        ] as [any Command] {
            #expect(
                await refusal { try await net.network.perform(command, as: net.acting(town.colleague)) } == .notAllowed
            )
        }
        // Another colleague, and the deputy without the copy, may not.
        #expect(
            await refusal { try await net.network.perform(judging, as: town.colleague.actor) } == .notAllowed
        )
        try await net.network.perform(judging, as: net.acting(town.colleague))
        #expect(try await net.state(matter).ending == .closed)
        let stood = try #require(try await net.all(StoodIn.self, matter).first)
        #expect(stood.of == .post("Safeguarding lead", town[.hillside]) && stood.reason == .deputy)
        let reopening = ReopenLoop(matter, reason: "There is more")
        #expect(
            await refusal { try await net.network.perform(reopening, as: net.acting(town.colleague)) } == .notAllowed
        )
        let deputy = try await net.acting(town.colleague)
        let closed = try #require(try await net.network.readings.loopDetail(number: number, as: deputy))
        #expect(!closed.mayReopen(as: deputy))
        // It can be read for two weeks, and then no more.
        #expect(try await net.relations(town.colleague, to: matter) != nil)
        net.network.clock.move(seconds: 16 * 86_400)
        #expect(try await net.relations(town.colleague, to: matter) == nil)
    }

    @Test("whoever is not deputy any more, left, or works elsewhere sees nothing of it any more")
    func left() async throws {
        let net = try await LoopNetwork(publishing: ["resource-order"])
        let town = net.town
        let post = Party.post("Safeguarding lead", town[.hillside])
        try await net.name([town.colleague], of: post)
        let matter = try await net.raise("resource-order", by: town.asha)
        try await net.take(matter, "decide", .come(to: "sent", note: ""), by: town.dora)
        try await net.take(matter, "tell-raiser", .tell("Sent"), by: town.dora)
        let rung = try #require(
            try await net.open("say-if-satisfied", of: matter).ladder.first { $0.step == .copyDeputy }
        )
        try await net.comes(rung.at)
        #expect(try await net.relations(town.colleague, to: matter) != nil)
        try await net.name([], of: post)
        #expect(try await net.relations(town.colleague, to: matter) == nil)
        try await net.name([town.colleague], of: post)
        #expect(try await net.relations(town.colleague, to: matter) != nil)
        try await net.change(town.colleague, at: .brookfield, post: "Class teacher")
        #expect(try await net.network.readings.deputies(at: town[.hillside]).isEmpty)
        #expect(try await net.acting(town.colleague).stands.isEmpty)
    }

    @Test("where the raiser's own organisation may be implicated nothing is copied there, and nobody there stands in")
    func implicated() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        try await net.name([town.colleague], of: .organisation(town[.hillside]))
        try await net.name([town.asha], of: .coordinators)
        let matter = try await net.raise(
            "trafficking-referral",
            by: town.asha,
            given: ["own-staff": ["yes"], "school-known": ["yes"]]
        )
        try await net.comes(at("2027-02-01"))
        let copied = try await net.all(RungReached.self, matter).flatMap { $0.copiedTo ?? [] }
        #expect(!copied.contains(town.colleague.id) && !copied.contains(town.asha.id))
        #expect(try await net.relations(town.colleague, to: matter) == nil)
    }

    @Test("the coordinator's deputy takes the coordinator's step, and reads what the coordinator reads")
    func coordinators() async throws {
        let net = try await LoopNetwork(publishing: ["case-review-learning"])
        let town = net.town
        try await net.name([town.bryn], of: .coordinators)
        let matter = try await net.raise("case-review-learning")
        let steps = try await net.state(matter).openSteps
        let step = try #require(steps.first { $0.of == .coordinators })
        let rung = try #require(step.ladder.first { $0.step == .copyDeputy })
        let before = try await net.relations(town.bryn, to: matter)
        #expect(before?.contains(.deputy) != true)
        try await net.comes(rung.at)
        #expect(try await net.relations(town.bryn, to: matter)?.contains(.deputy) == true)
        try await net.network.perform(
            TakeStep(matter, step.id, .act(note: "Nothing points to it")),
            as: net.acting(town.bryn)
        )
        #expect(try await net.all(StoodIn.self, matter).map(\.of) == [.coordinators])
        #expect(try await net.acting(town.bryn).roles == town.bryn.roles, "and is no coordinator anywhere else")
    }

    @Test("what an authority's lead does not say for long enough, their deputy says")
    func leads() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        let celia = Actor.member(
            Actor.Person(id: town.celia.id, organisation: town[.northmere], roles: [.welfareOfficer])
        )
        try await net.change(town.celia, roles: [.welfareOfficer])
        try await net.name([town.celia], of: .organisation(town[.northmere]))
        let matter = try await net.raise(
            "trafficking-referral",
            by: town.asha,
            given: ["own-staff": ["yes"], "school-known": ["yes"]]
        )
        try await net.take(matter, "decide", .come(to: "no-further-action", note: "Nothing"), by: town.cole)
        try await net.take(matter, "tell-raiser", .tell("Nothing found"), by: town.cole)
        let step = try await net.open("say-if-satisfied", of: matter)
        #expect(step.of == .lead(town[.northmere]))
        func owes() async throws -> Bool {
            let stands = try await net.network.readings.stands(of: town.celia.id, at: net.network.clock.now)
            let actor = celia.standing(in: stands)
            return try await net.network.readings.loopDetail(number: net.number(matter), as: actor)?.owed
                .contains(step.id) ?? false
        }
        #expect(try await !owes())
        try await net.comes(try #require(step.ladder.first { $0.step == .copyDeputy }).at)
        #expect(try await owes())
        let acting = celia.standing(
            in: try await net.network.readings.stands(of: town.celia.id, at: net.network.clock.now)
        )
        try await net.network.perform(
            TakeStep(matter, step.id, .judge(isEnough: true, words: "")),
            as: acting
        )
        #expect(try await net.all(StoodIn.self, matter).map(\.of) == [.lead(town[.northmere])])
    }
}
