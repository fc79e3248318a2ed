import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("Links of bodies without an account")
struct BodyLinkTests {
    /// A child is missing: raised by Hillside, held by Northmere; the department is joined, and has no account.
    private func missing() async throws -> LoopWalk {
        try await LoopWalk(
            "missing-child",
            given: ["danger-now": ["yes"], "ask-home-office": ["yes"], "school-known": ["no"], "looked-after": ["no"]]
        )
    }

    private func giving(
        _ walk: LoopWalk,
        _ place: Town.Place = .department,
        address: String = "desk@agency.example",
        codeBy: CodeWay = .telephone,
        codeTo: String = "020 7946 0123",
        isMailed: Bool = true
    ) -> GiveBodyLink {
        GiveBodyLink(
            walk.reference,
            to: walk.town[place],
            post: "Returns desk",
            address: address,
            codeBy: codeBy,
            codeTo: codeTo,
            isMailed: isMailed
        )
    }

    private func body(_ walk: LoopWalk, _ place: Town.Place = .department) throws -> Actor {
        let link = try #require(walk.state.bodies[walk.town[place]])
        return body(walk, place, link.id)
    }

    private func body(_ walk: LoopWalk, _ place: Town.Place, _ link: ID<BodyLink>) -> Actor {
        .body(
            Actor.Body(matter: walk.reference.id, link: link, opening: ID(), organisation: walk.town[place])
        )
    }

    @Test("whoever raised it or holds it gives the link; the coordinator only where nobody can be known by it")
    func mayGive() async throws {
        let concern = try await missing()
        let town = concern.town
        for person in town.residents {
            let found = await refusal { try await concern.tried(giving(concern), by: person.actor) }
            let mayGive = [town.asha, town.successor, town.celia, town.cole].contains(person)
            #expect(found == (mayGive ? nil : .notAllowed), "\(person)")
        }
        let order = try await LoopWalk("resource-order", town)
        for person in [town.dilys, town.asha] {
            #expect(await refusal { try await order.tried(giving(order), by: person.actor) } == nil, "\(person)")
        }
        #expect(await refusal { try await order.tried(giving(order), by: town.bryn.actor) } == .notAllowed)
        // By a link whoever raised it could read what is kept from them.
        let given = ["own-staff": ["yes"], "school-known": ["no"]]
        let kept = try await LoopWalk("trafficking-referral", town, given: given)
        for person in [town.asha, town.celia] {
            let found = await refusal { try await kept.tried(giving(kept, .northmere), by: person.actor) }
            #expect(found == (person == town.celia ? nil : .notAllowed), "\(person)")
        }
    }

    @Test("a link goes to a body that has a part, and its code never goes where the link goes")
    func given() async throws {
        var walk = try await missing()
        let town = walk.town
        guard case .outOfTurn = await refusal({ try await walk.tried(giving(walk, .health), by: town.asha.actor) })
        else {
            Issue.record("a body without a part was given a link")
            return
        }
        let wrong: [(GiveBodyLink, String)] = [
            (giving(walk, address: "not an address"), "address"),
            (giving(walk, codeTo: " "), "code-to"),
            (giving(walk, codeBy: .mail, codeTo: "Desk@agency.example"), "code-to"),
            (giving(walk, codeBy: .mail, codeTo: "nobody"), "code-to"),
        ]
        for (command, field) in wrong {
            guard case .invalid(let problems) = await refusal({ try await walk.tried(command, by: town.asha.actor) })
            else {
                Issue.record("taken: \(field)")
                continue
            }
            #expect(problems.map(\.field) == [field])
        }
        // Without an address, or a mail server, nothing is queued: whoever gives it passes it on.
        for command in [giving(walk, address: ""), giving(walk, isMailed: false)] {
            #expect(try await walk.tried(command, by: town.asha.actor).types == ["matter.body.linked"])
        }
        let changes = try await walk.when(giving(walk), by: town.asha)
        #expect(changes.types == ["matter.body.linked", "mail.queued"])
        let mail = try #require(changes.last?.events.first as? MailQueued)
        #expect(mail.to == walk.state.bodies[town[.department]].map { .body($0.id) })
        let event = try #require(walk.all(BodyLinkGiven.self).first)
        #expect(event.until == day("2026-12-23") && event.post == "Returns desk")
    }

    @Test("by its link a body does what its part owes, and nothing that anybody else owes or may")
    func steps() async throws {
        var walk = try await missing()
        let town = walk.town
        try await walk.when(giving(walk), by: town.asha)
        let desk = try body(walk)
        try await walk.when(EnterAsBody(walk.reference, name: "J. Marsh", post: "Returns desk"), by: desk)
        #expect(walk.all(BodyOpened.self).map(\.organisation) == [town[.department]])
        let answer = TakeStep(walk.reference, try walk.step("home-office-answer").id, .act(note: "They left in May"))
        for step in walk.state.openSteps where step.of != .organisation(town[.department]) {
            let other = TakeStep(walk.reference, step.id, walk.doing(step))
            #expect(await refusal { try await walk.tried(other, by: desk) } == .notAllowed, "\(step.step)")
            let report = TakeStep.Report(who: "Mr Lovell", way: .mail, on: London.day(walk.now))
            let reported = TakeStep(walk.reference, step.id, walk.doing(step), report: report)
            #expect(await refusal { try await walk.tried(reported, by: desk) } == .notAllowed, "\(step.step)")
        }
        let others: [any Command] = [
            giving(walk), OfferLoop(walk.reference, to: .organisation(town[.saltby]), note: "Yours"),
            WithdrawLoop(walk.reference, reason: "No"), EndBodyLink(walk.reference, of: town[.department]),
        ]
        for command in others { #expect(await refusal { try await walk.tried(command, by: desk) } == .notAllowed) }
        let changes = try await walk.when(answer, by: desk)
        let met = try #require(changes.flatMap(\.events).first as? StepMet)
        #expect(met.by == nil && met.reported == nil)
        try await walk.when(WriteOnMatter(walk.reference, text: "Ring us", to: .everyone), by: desk)
    }

    @Test("a link that is another's, was ended, replaced, or is over lends nothing")
    func forged() async throws {
        var walk = try await missing()
        let town = walk.town
        try await walk.when(giving(walk), by: town.asha)
        let writing = WriteOnMatter(walk.reference, text: "Ring us", to: .everyone)
        let first = try body(walk)
        let link = try #require(walk.state.bodies[town[.department]]?.id)
        #expect(await refusal { try await walk.tried(writing, by: first) } == nil)
        // The right link in the name of another body, and no such link in the right one's.
        for actor in [body(walk, .police, link), body(walk, .department, ID())] {
            #expect(await refusal { try await walk.tried(writing, by: actor) } == .notAllowed)
        }
        let other = Actor.body(
            Actor.Body(matter: ID(), link: link, opening: ID(), organisation: town[.department])
        )
        #expect(await refusal { try await walk.tried(writing, by: other) } == .notAllowed)
        var late = walk
        late.now = at("2026-12-24")
        #expect(await refusal { try await late.tried(writing, by: first) } == .notFound)
        // Sent again it goes on, and so does who has it.
        try await late.when(
            SendBodyLink(late.reference, to: town[.department], address: "desk@agency.example", isMailed: true),
            by: town.asha
        )
        #expect(await refusal { try await late.tried(writing, by: first) } == nil)
        var ended = walk
        try await ended.when(EndBodyLink(ended.reference, of: town[.department]), by: town.celia)
        #expect(await refusal { try await ended.tried(writing, by: first) } == .notAllowed)
        try await walk.when(giving(walk), by: town.asha)
        #expect(await refusal { try await walk.tried(writing, by: first) } == .notAllowed)
        #expect(await refusal { try await walk.tried(writing, by: try body(walk)) } == nil)
    }

    @Test("a body that holds it takes it over or says why not, like anybody who is asked")
    func offered() async throws {
        let town = Town()
        var walk = try await LoopWalk("escalation", town, routes: [.named: .notKnown])
        try await walk.when(
            OfferLoop(walk.reference, to: .organisation(town[.department]), note: "Theirs"),
            by: town.dilys
        )
        try await walk.when(giving(walk), by: town.asha)
        var declined = walk
        try await declined.when(DeclineOver(walk.reference, reason: "Not ours"), by: try body(walk))
        #expect(declined.state.holder == .coordinators)
        try await walk.when(TakeOver(walk.reference), by: try body(walk))
        #expect(walk.state.holder == .organisation(town[.department]))
    }

    @Test("a link is locked once, and opens again when it is sent again or has another code")
    func locked() async throws {
        var walk = try await missing()
        let town = walk.town
        try await walk.when(giving(walk), by: town.asha)
        let link = try #require(walk.state.bodies[town[.department]]?.id)
        let lock = LockBodyLink(matter: walk.reference, link: link)
        #expect(await refusal { try await walk.tried(lock, by: town.celia.actor) } == .notAllowed)
        try await walk.when(lock, by: .system("door"))
        #expect(walk.state.bodies[link]?.isLocked == true)
        #expect(try await walk.tried(lock, by: .system("door")).events.isEmpty)
        var sent = walk
        try await sent.when(
            SendBodyLink(walk.reference, to: town[.department], address: "", isMailed: true),
            by: town.asha
        )
        #expect(sent.state.bodies[link]?.isLocked == false && sent.state.bodies[link]?.codes == 1)
        try await walk.when(
            MakeBodyCode(walk.reference, for: town[.department], codeBy: .letter, codeTo: "Marsham St", address: ""),
            by: town.asha
        )
        #expect(walk.state.bodies[link]?.isLocked == false && walk.state.bodies[link]?.codes == 2)
    }

    // MARK: Tables

    @Test("tables and rules agree on what a body sees and owes by its link")
    func readings() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let town = net.town
        func raise() async throws -> LoopReference {
            try await net.raise(
                "missing-child",
                by: town.asha,
                given: ["danger-now": ["no"], "ask-home-office": ["yes"], "school-known": ["no"]]
            )
        }
        let (matter, other) = (try await raise(), try await raise())
        let link = ID<BodyLink>()
        let give = GiveBodyLink(
            matter,
            to: town[.department],
            link: link,
            post: "",
            address: "desk@agency.example",
            codeBy: .text,
            codeTo: "07700 900123",
            isMailed: false
        )
        try await net.network.perform(give, as: town.asha.actor)
        let actor = Actor.body(
            Actor.Body(matter: matter.id, link: link, opening: ID(), organisation: town[.department])
        )
        let readings = net.network.readings
        let detail = try #require(try await readings.loopDetail(number: net.number(matter), as: actor))
        #expect(Set(detail.answers.keys) == ["child", "missing-since"], "as the same body's people with an account")
        #expect(detail.steps.map(\.row.of) == [.organisation(town[.department])])
        #expect(detail.owed == Set(detail.openSteps.map(\.row.id)) && detail.matter.relations == [.party])
        #expect(try await readings.matters(as: actor).total == 1)
        #expect(try await readings.loopDetail(number: net.number(other), as: actor) == nil)
        // One that answers by a link is no member: what is for every member is not for it, nor the coordinator's.
        #expect(try await readings.viewers(of: matter.id, as: actor).allSatisfy { $0.member != town.hari.id })
        // By mail it hears of what is written to it, and of nothing that is for others.
        for (readers, isTold) in [(Readers.everyone, true), (.part("immigration"), true), (.holder, false)] {
            net.network.clock.move(seconds: 60)
            let since = net.network.clock.now
            let message = WriteOnMatter(matter, text: "We looked.", to: readers)
            try await net.network.perform(message, as: town.celia.actor)
            let told = try await readings.mailCauses(since: since).flatMap(\.also)
            #expect(told == (isTold ? [.body(link)] : []), "\(readers)")
        }
        try await net.network.perform(EndBodyLink(matter, of: town[.department]), as: town.celia.actor)
        #expect(try await readings.loopDetail(number: net.number(matter), as: actor) == nil)
        #expect(try await readings.matters(as: actor).total == 0)
    }

    // MARK: Who is told instead, and who raised it

    @Test("who is told in place of the raiser goes with the matter, and never where it is about")
    func toldInstead() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        let given = ["own-staff": ["yes"], "school-known": ["no"]]
        let matter = try await net.raise("trafficking-referral", by: town.asha, given: given)
        #expect(try await net.state(matter).toldInstead == .organisation(town[.northmere]))
        let toSchool = OfferLoop(matter, to: .organisation(town[.hillside]), note: "Yours")
        guard case .invalid = await refusal({ try await net.network.perform(toSchool, as: town.celia.actor) }) else {
            Issue.record("offered to the school that it is about")
            return
        }
        try await net.network.perform(
            OfferLoop(matter, to: .organisation(town[.saltby]), note: "They moved"),
            as: town.celia.actor
        )
        try await net.expectAgreement(matter, "offered")
        #expect(try await net.state(matter).toldInstead == .organisation(town[.northmere]), "an offer changes nothing")
        try await net.network.perform(TakeOver(matter), as: town.edda.actor)
        #expect(try await net.state(matter).toldInstead == .organisation(town[.saltby]))
        #expect(try await net.detail(matter, town.edda)?.toldInstead == .organisation(town[.saltby]))
        #expect(try await net.detail(matter, town.cole) == nil, "who had it before has no part in it now")
        try await net.expectAgreement(matter, "taken over")
    }

    @Test("whoever left the post no longer reads what they raised from it; whoever has it does")
    func moved() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let (network, town) = (net.network, net.town)
        let matter = try await net.raise(
            "missing-child",
            by: town.asha,
            given: ["danger-now": ["no"], "school-known": ["no"]]
        )
        for (place, post) in [(Town.Place.hillside, "Class teacher"), (.brookfield, "Safeguarding lead")] {
            let elsewhere = try await net.change(town.asha, at: place, post: post)
            #expect(try await network.readings.loopDetail(number: 1, as: elsewhere) == nil)
            #expect(try await network.readings.matters(as: elsewhere).total == 0)
            #expect(
                try await !network.readings.viewers(of: matter.id, as: town.celia.actor).map(\.member).contains(
                    town.asha.id
                )
            )
            let writing = WriteOnMatter(matter, text: "Anything new?", to: .everyone)
            #expect(await refusal { try await network.perform(writing, as: elsewhere) } == .notAllowed)
        }
        try await net.take(matter, "decide", .come(to: "not-missing", note: "At home"), by: town.celia)
        try await net.take(matter, "tell-raiser", .tell("At home"), by: town.celia)
        // Neither Home nor a mail tells them: it comes back to whoever has the post.
        let gone = try await net.change(town.asha, at: .brookfield, post: "Safeguarding lead")
        let home = try await network.readings.matterHome(as: gone, on: day("2026-11-23"))
        #expect(home.cameBack.total == 0 && home.waitingForYou.total == 0)
        let causes = try await network.readings.mailCauses(since: at("2026-11-22"))
        #expect(
            !causes.contains { $0.to.contains(town.asha.id) } && causes.contains { $0.to.contains(town.successor.id) }
        )
        let successor = try #require(try await net.detail(matter, town.successor))
        #expect(successor.matter.isUnread && !successor.owed.isEmpty)
        // Back in the post, they read it again.
        let back = try await net.change(town.asha, at: .hillside, post: "safeguarding lead")
        #expect(try await network.readings.loopDetail(number: 1, as: back) != nil)
    }

    // MARK: What is entered for others

    @Test(
        "for a body with accounts its own people, the raiser and the holder enter what was said; other parties do not"
    )
    func mayReport() async throws {
        var walk = try await missing()
        let town = walk.town
        let step = try walk.step("home-office-answer").id
        func reporting(_ colleague: ID<Member>?) -> TakeStep {
            TakeStep(
                walk.reference,
                step,
                .act(note: "They left in May"),
                report: .init(who: "Mr Lovell", way: .telephone, on: day("2026-11-23")),
                colleague: colleague
            )
        }
        // Nobody there has joined: any party may, and claiming that somebody has an account proves nothing.
        for claimed in [nil, town.dora.id, town.pia.id] {
            #expect(await refusal { try await walk.tried(reporting(claimed), by: town.pia.actor) } == nil)
        }
        try await walk.when(JoinNetwork(member: town.dora.id), by: town.dora)
        for person in town.residents {
            let found = await refusal { try await walk.tried(reporting(town.dora.id), by: person.actor) }
            let may = [town.asha, town.successor, town.celia, town.cole, town.dora].contains(person)
            #expect(found == (may ? nil : .notAllowed), "\(person)")
        }
    }

    @Test("whoever an answer was entered for says that it is not theirs: it counts no more, and is owed again")
    func notOurs() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let (network, town) = (net.network, net.town)
        let matter = try await net.raise(
            "missing-child",
            by: town.asha,
            given: ["danger-now": ["no"], "school-known": ["no"]]
        )
        let decide = try #require(try await net.state(matter).openSteps.first { $0.step == "decide" })
        let report = TakeStep.Report(who: "Mr Lovell", way: .telephone, on: day("2026-11-23"))
        try await network.perform(
            TakeStep(
                matter,
                decide.id,
                .come(to: "not-missing", note: "At home"),
                report: report,
                colleague: town.celia.id
            ),
            as: town.asha.actor
        )
        #expect(try await net.state(matter).outcome == "not-missing")
        #expect(try await network.readings.matterHome(as: town.celia.actor, on: day("2026-11-23")).entered.total == 1)
        #expect(try await network.readings.matterHome(as: town.asha.actor, on: day("2026-11-23")).entered.total == 0)
        let causes = try await network.readings.mailCauses(since: at("2026-11-22"))
        #expect(causes.contains { $0.why == .waits([matter.id]) && $0.to.contains(town.cole.id) })
        let wrong = CheckReport(matter, decide.id, isOurs: false, reason: "Nobody of ours said so")
        for person in [town.asha, town.pia, town.dilys] {
            #expect(await refusal { try await network.perform(wrong, as: person.actor) } == .notAllowed, "\(person)")
        }
        try await network.perform(wrong, as: town.celia.actor)
        let state = try await net.state(matter)
        #expect(state.outcome == nil && !state.isTold)
        #expect(state.openSteps.map(\.step).contains("decide"))
        #expect(!state.openSteps.map(\.step).contains("tell-raiser"), "what hung on it is owed no more")
        let detail = try #require(try await net.detail(matter, town.celia))
        #expect(detail.matter.loop?.outcome == nil && detail.matter.station != .decided && detail.entered.isEmpty)
        try await net.expectAgreement(matter, "not ours")
        guard case .outOfTurn = await refusal({ try await network.perform(wrong, as: town.celia.actor) }) else {
            Issue.record("said twice")
            return
        }
        try await net.take(matter, "decide", .come(to: "police-search", note: "Not home"), by: town.celia)
        #expect(try await net.state(matter).openSteps.map(\.step).contains("tell-raiser"))
    }
}
