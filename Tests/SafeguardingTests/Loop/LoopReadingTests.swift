import Almanac
import GRDB
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("What each is shown of a loop")
struct LoopReadingTests {
    private static let given = [
        "danger-now": ["yes"], "school-known": ["yes"], "ask-home-office": ["yes"], "looked-after": ["yes"],
        "school-elsewhere": ["no"],
    ]

    /// A child is missing: raised by Hillside, held by Northmere; police, Brookfield, Saltby and the department are joined.
    private func scene() async throws -> (LoopNetwork, LoopReference) {
        let net = try await LoopNetwork(publishing: ["missing-child", "resource-order", "trafficking-referral"])
        let matter = try await net.raise(
            "missing-child",
            by: net.town.asha,
            given: Self.given,
            routes: [.school: .organisation(net.town[.brookfield])]
        )
        return (net, matter)
    }

    private func fields(_ detail: LoopDetail?) -> Set<String>? { detail.map { Set($0.answers.keys) } }

    @Test("withdrawn before it was opened, only whoever raised it reads what it said; opened before, it stays")
    func withdrawn() async throws {
        for isOpened in [false, true] {
            let (net, matter) = try await scene()
            let town = net.town
            if isOpened {
                _ = try await net.network.office.gate.admitRecorded(
                    town.cole.actor(session: "cole"),
                    to: .readConcern,
                    [.holder],
                    opening: [matter.subject],
                    for: "matter 1: as one who holds it"
                )
            }
            try await net.network.perform(WithdrawLoop(matter, reason: "Sitting in class"), as: town.asha.actor)
            // One authority opened it; nobody of the police did.
            for (person, isShown) in [(town.asha, true), (town.celia, isOpened), (town.pia, false)] {
                let detail = try #require(try await net.detail(matter, person))
                #expect(detail.matter.ending == .withdrawn)
                #expect(detail.matter.isOpen == isShown, "\(person)")
                #expect(detail.answers.isEmpty != isShown && detail.entries.isEmpty != isShown, "\(person)")
            }
        }
    }

    @Test("tables compare posts as rules do, in any alphabet")
    func posts() async throws {
        let network = try TestNetwork()
        for (one, other) in [("Éducatrice", "éDUCATRICE"), ("Lead", "lead"), ("Lead", "Leader"), ("Ærø", "Aero")] {
            let isSame = try await network.readings.read { db in
                try Bool.fetchOne(db, sql: "SELECT ? = ? COLLATE post", arguments: [one, other])
            }
            #expect(isSame == Post.isSame(one, other))
        }
        #expect(Post.isSame("Éducatrice", "éDUCATRICE") && !Post.isSame("Lead", "Leader"))
    }

    @Test("each sees the answers that the procedure shares with their part, and no others")
    func answers() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        let everything = try #require(fields(try await net.detail(matter, town.celia)))
        #expect(everything.isSuperset(of: ["child", "kind", "last-seen", "fleeing", "missing-since", "enquiries"]))
        for person in [town.cole, town.asha, town.successor, town.pia, town.edda] {
            #expect(try await fields(net.detail(matter, person)) == everything, "\(person)")
        }
        #expect(
            try await fields(net.detail(matter, town.bryn))
                == Set(["child", "kind", "missing-since", "enquiries"]).intersection(everything)
        )
        #expect(try await fields(net.detail(matter, town.dora)) == ["child", "missing-since"])
        // Neither a colleague without the post nor another body knows that there is such a thing.
        for person in [town.colleague, town.hari] {
            #expect(try await net.detail(matter, person) == nil)
            #expect(try await net.network.readings.matters(as: person.actor).rows.isEmpty)
            #expect(try await net.network.readings.matterCount(MatterFilter(), as: person.actor) == 0)
            #expect(try await net.network.readings.relations(of: person.actor, toMatter: matter.id).isEmpty)
        }
        // The coordinator sees that it is there, who has it and by when, and no word of it.
        let coordinator = try #require(try await net.detail(matter, town.dilys))
        #expect(!coordinator.matter.isOpen)
        #expect(coordinator.answers.isEmpty && coordinator.entries.isEmpty && coordinator.opened.isEmpty)
        #expect(coordinator.matter.holder == .organisation(town[.northmere]))
        #expect(coordinator.steps.contains { $0.row.step == "decide" && $0.row.dueAt != nil })
        let names = try await net.network.readings.viewers(of: matter.id, as: town.dilys.actor).map(\.member)
        let expected = [
            town.asha, town.successor, town.bryn, town.celia, town.cole, town.edda, town.pia, town.dora, town.dilys,
        ]
        #expect(Set(names) == Set(expected.map(\.id)))
    }

    @Test("tables and rules agree on how everybody stands to a matter, and on what they owe")
    func relations() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        func compare(_ line: String) async throws { try await net.expectAgreement(matter, line) }
        try await compare("raised")
        try await net.network.perform(
            OfferLoop(matter, to: .organisation(town[.saltby]), note: "Theirs"),
            as: town.celia.actor
        )
        try await compare("offered")
        try await net.network.perform(TakeOver(matter), as: town.edda.actor)
        try await compare("taken over")
        try await net.take(matter, "decide", .come(to: "not-missing", note: "At home"), by: town.edda)
        try await net.take(matter, "tell-raiser", .tell("At home"), by: town.edda)
        try await compare("told")
        try await net.take(matter, "say-if-satisfied", .judge(isEnough: false, words: "Who saw her?"), by: town.asha)
        try await compare("not enough")
    }

    @Test("a step whose post has nobody waits for nobody's colleague")
    func emptyPost() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let town = net.town
        let matter = try await net.raise(
            "missing-child",
            by: town.asha,
            given: ["school-known": ["yes"], "danger-now": ["no"]]
        )
        try await net.take(matter, "decide", .come(to: "not-missing", note: "At home"), by: town.celia)
        try await net.take(matter, "tell-raiser", .tell("At home"), by: town.celia)
        for person in [town.asha, town.successor] {
            try await net.network.perform(RemoveMember(member: person.id), as: .scene)
        }
        let detail = try #require(try await net.detail(matter, town.colleague), "their school is joined")
        #expect(detail.owed.isEmpty)
        #expect(try await net.network.readings.mattersWaiting(for: town.colleague.actor) == 0)
    }

    @Test("of what came of it each sees what they are told: not the notes of those who decided")
    func outcomes() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        try await net.take(
            matter,
            "decide",
            .come(to: "police-search", note: "Hidden Quillfeather reason"),
            by: town.celia
        )
        func rows(_ person: Resident) async throws -> MatterRow? {
            try await net.network.readings.matter(matter.id, as: person.actor)
        }
        // Before it is told, the raiser knows that it was decided, and no more.
        for person in [town.asha, town.successor] {
            let detail = try #require(try await net.detail(matter, person))
            #expect(detail.matter.loop?.outcome == nil && detail.matter.station == .decided)
            let met = detail.entries.compactMap { $0.event as? StepMet }
            #expect(!met.isEmpty && met.allSatisfy { $0.note == nil && $0.outcome == nil })
            #expect(try await rows(person)?.loop?.outcome == nil)
        }
        #expect(try await rows(town.dilys)?.loop?.outcome == nil, "nor does the coordinator, where it is about people")
        #expect(try await rows(town.celia)?.loop?.outcome == "police-search")
        #expect(
            try await net.detail(matter, town.pia)?.matter.loop?.outcome == "police-search",
            "all is shared with them"
        )
        #expect(try await net.detail(matter, town.bryn)?.matter.loop?.outcome == "police-search")
        #expect(try await net.detail(matter, town.dora)?.matter.loop?.outcome == nil)
        try await net.take(matter, "tell-raiser", .tell("The police look"), by: town.celia)
        let raiser = try #require(try await net.detail(matter, town.asha))
        #expect(raiser.matter.loop?.outcome == "police-search")
        #expect(raiser.matter.isUnread)
        let answer = try #require(raiser.matter.answer)
        #expect(try await net.text(answer, matter, as: town.asha) == "The police look")
        let told = try #require(raiser.entries.compactMap { $0.event as? RaiserTold }.first)
        #expect(told.text == answer)
        // The department is shared two answers, and owes one: it sees its own step and nothing of the rest.
        let department = try #require(try await net.detail(matter, town.dora))
        #expect(department.steps.map(\.row.step) == ["home-office-answer"])
        #expect(department.matter.answer == nil)
        for entry in department.entries {
            #expect(!(entry.event is RaiserTold))
            if let raised = entry.event as? LoopRaised {
                #expect(Set(raised.answers.keys) == ["child", "missing-since"])
                #expect(Set(raised.deciding.keys).isSubset(of: ["child", "missing-since"]))
            }
            if let met = entry.event as? StepMet { #expect(department.step(met.duty) != nil) }
        }
        // Nor is there another way to the history: the detail of an action has none of it.
        let number = try await net.number(matter)
        for person in town.residents {
            #expect(
                try await net.network.readings.matterDetail(number: number, as: person.actor)?.entries.isEmpty ?? true
            )
        }
        try await net.network.perform(ReadWhatCame(matter), as: town.asha.actor)
        #expect(try await rows(town.asha)?.isUnread == false)
        #expect(try await rows(town.successor)?.isUnread == true)
    }

    @Test("the parties' detail of the raising holds no answer that is not shared with them")
    func raisedEntry() async throws {
        let (net, matter) = try await scene()
        for person in net.town.residents {
            guard let detail = try await net.detail(matter, person) else { continue }
            let raised = detail.entries.compactMap { $0.event as? LoopRaised }.flatMap(\.answers.keys)
            #expect(Set(raised) == Set(detail.answers.keys), "\(person)")
        }
    }

    @Test("where the raiser's organisation is implicated, its lead reads the answer and the raiser does not")
    func implicated() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        let matter = try await net.raise(
            "trafficking-referral",
            by: town.asha,
            given: ["own-staff": ["yes"], "school-known": ["yes"]]
        )
        for person in [town.successor, town.colleague] { #expect(try await net.detail(matter, person) == nil) }
        try await net.take(matter, "decide", .come(to: "no-further-action", note: "Nothing"), by: town.celia)
        // Of two who work there, one is its lead.
        let celia = try await net.change(town.celia, roles: [.welfareOfficer])
        try await net.take(matter, "tell-raiser", .tell("Nothing found"), by: town.celia)
        #expect(try await net.detail(matter, town.celia)?.matter.isUnread == false)
        let judging = try await net.open("say-if-satisfied", of: matter).id
        let owed = try await net.network.readings.loopDetail(number: net.number(matter), as: celia)?.owed
        #expect(owed?.contains(judging) == false)
        #expect(try await net.told(.waits, since: net.network.clock.now).isSuperset(of: [town.cole.id]))
        let raiser = try #require(try await net.detail(matter, town.asha))
        #expect(raiser.answers.keys.contains("child"), "what they wrote themselves")
        #expect(raiser.matter.loop?.outcome == nil && raiser.matter.answer == nil && !raiser.matter.isUnread)
        let told = raiser.entries.compactMap { $0.event as? RaiserTold }
        #expect(told.allSatisfy { $0.text == nil && $0.outcome == nil })
        let lead = try #require(try await net.detail(matter, town.cole))
        #expect(lead.toldInstead == .organisation(town[.northmere]) && lead.matter.isUnread)
        #expect(lead.matter.answer != nil)
        #expect(try await net.network.readings.mattersWaiting(for: town.asha.actor) == 0)
        #expect(try await net.network.readings.mattersWaiting(for: town.cole.actor) == 1)
        try await net.network.perform(ReadWhatCame(matter), as: town.cole.actor)
        #expect(try await net.detail(matter, town.cole)?.matter.isUnread == false)
    }

    @Test("where no other authority holds what an organisation may be implicated in, the coordinator has the answer")
    func implicatedUnknown() async throws {
        let net = try await LoopNetwork(publishing: ["trafficking-referral"])
        let town = net.town
        let matter = try await net.raise(
            "trafficking-referral",
            by: town.celia,
            given: ["own-staff": ["yes"], "school-known": ["no"]]
        )
        try await net.expectAgreement(matter, "raised")
        try await net.take(matter, "decide", .come(to: "no-further-action", note: "He was asked"), by: town.cole)
        try await net.take(matter, "tell-raiser", .tell("Nothing found"), by: town.cole)
        try await net.expectAgreement(matter, "told")
        let told = try #require(try await net.detail(matter, town.dilys))
        #expect(told.toldInstead == .coordinators && told.matter.isUnread && told.matter.answer != nil)
        #expect(told.answers.isEmpty, "what came of it, and not what was raised")
        #expect(try await net.network.readings.mattersWaiting(for: town.dilys.actor) == 1)

        let offer = OfferLoop(matter, to: .organisation(town[.saltby]), note: "They moved")
        try await net.network.perform(offer, as: town.cole.actor)
        try await net.network.perform(TakeOver(matter), as: town.edda.actor)
        try await net.expectAgreement(matter, "taken over")
        #expect(try await net.detail(matter, town.edda)?.matter.isUnread == true)
        let coordinator = try #require(try await net.detail(matter, town.dilys))
        #expect(coordinator.matter.answer == nil && !coordinator.matter.isUnread && !coordinator.matter.isOpen)
    }

    @Test("what the raiser finds is shown to them, and leaves the matter where it was told")
    func raiserFinds() async throws {
        let net = try await LoopNetwork(publishing: ["exchange-visit"])
        let town = net.town
        let matter = try await net.raise("exchange-visit", by: town.asha, given: ["long-stay": ["no"]])
        try await net.take(matter, "decide", .come(to: "sleep-together", note: "Why"), by: town.celia)
        try await net.take(matter, "tell-raiser", .tell("Together"), by: town.celia)
        try await net.take(matter, "came-back", .come(to: "completed", note: "Well"), by: town.asha)
        let row = try #require(try await net.detail(matter, town.asha)).matter
        #expect(row.station == .fedBack && row.loop?.outcome == "completed")
    }

    @Test("a coordinator who holds a matter reads it, until somebody takes it over")
    func coordinatorHolds() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let town = net.town
        let matter = try await net.raise("missing-child", by: town.asha, routes: [.authorityOfResidence: .notKnown])
        let holding = try #require(try await net.detail(matter, town.dilys))
        #expect(holding.matter.isOpen && holding.answers.keys.contains("child"))
        #expect(holding.matter.relations == [.holder])
        try await net.network.perform(
            OfferLoop(matter, to: .organisation(town[.northmere]), note: "Yours"),
            as: town.dilys.actor
        )
        #expect(try await net.network.readings.mattersWaiting(for: town.celia.actor) == 1)
        try await net.network.perform(TakeOver(matter), as: town.celia.actor)
        let after = try #require(try await net.detail(matter, town.dilys))
        #expect(!after.matter.isOpen && after.answers.isEmpty)
    }

    @Test("what names nobody is read by the coordinator, and by whoever has a part")
    func impersonal() async throws {
        let (net, _) = try await scene()
        let town = net.town
        let order = try await net.raise("resource-order", by: town.bryn)
        let coordinator = try #require(try await net.detail(order, town.dilys))
        #expect(coordinator.matter.isOpen && !coordinator.answers.isEmpty && !coordinator.entries.isEmpty)
        for person in [town.celia, town.hari, town.asha, town.colleague] {
            #expect(try await net.detail(order, person) == nil)
        }
    }

    @Test("lists, counts and what waits hold what each may see, and no more")
    func lists() async throws {
        let (net, missing) = try await scene()
        let town = net.town
        let order = try await net.raise("resource-order", by: town.bryn)
        let expected: [(Resident, Set<ID<Matter>>)] = [
            (town.asha, [missing.id]), (town.successor, [missing.id]), (town.colleague, []),
            (town.bryn, [missing.id, order.id]), (town.celia, [missing.id]), (town.cole, [missing.id]),
            (town.edda, [missing.id]), (town.pia, [missing.id]), (town.hari, []), (town.dora, [missing.id, order.id]),
            (town.dilys, [missing.id, order.id]),
        ]
        let readings = net.network.readings
        for (person, seen) in expected {
            let found = try await readings.matters(as: person.actor)
            #expect(Set(found.rows.map(\.id)) == seen && found.total == seen.count, "\(person)")
            #expect(try await readings.matterCount(MatterFilter(), as: person.actor) == seen.count)
            #expect(try await readings.matterCounts(as: person.actor)[.open] == seen.count)
            for matter in [missing, order] {
                #expect(try await (readings.matter(matter.id, as: person.actor) != nil) == seen.contains(matter.id))
                #expect(try await (net.detail(matter, person) != nil) == seen.contains(matter.id))
            }
            for row in found.rows { #expect(row.text == nil && row.loop?.title.isEmpty == false) }
        }
        // Each owes what is theirs: the school a receipt later, the police and the department now.
        var waiting: [String: Int] = [:]
        for person in town.residents { waiting[person.name] = try await readings.mattersWaiting(for: person.actor) }
        #expect(
            waiting == [
                "Asha Penhallow": 0, "Sunil Avery": 0, "Fenn Abara": 0, "Bryn Okonjo": 0, "Celia Varga": 1,
                "Cole Mistry": 1, "Edda Quill": 0, "Pia Lund": 1, "Hari Bose": 0, "Dora Finch": 2, "Dilys Marr": 0,
            ]
        )
    }

    @Test("nothing that was typed stands in the files of the readings")
    func files() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        let typed = MadeUpAnswers.typed
        try await net.network.perform(
            WriteOnMatter(matter, text: "\(typed) message", to: .everyone),
            as: town.asha.actor
        )
        try await net.take(matter, "decide", .come(to: "not-missing", note: "\(typed) found"), by: town.celia)
        try await net.take(matter, "tell-raiser", .putOff(because: 0, decidedBy: "\(typed) inspector"), by: town.celia)
        try await net.take(matter, "tell-raiser", .tell("\(typed) told"), by: town.celia)
        try await net.take(matter, "say-if-satisfied", .judge(isEnough: false, words: "\(typed) more"), by: town.asha)
        try await net.network.perform(
            OfferLoop(matter, to: .organisation(town[.saltby]), note: "\(typed) note"),
            as: town.celia.actor
        )
        try await net.network.perform(DeclineOver(matter, reason: "\(typed) reason"), as: town.edda.actor)
        let files = try net.network.readFiles()
        #expect(files.contains("\(matter.id)"), "the files are the right ones")
        #expect(!files.contains(typed) && !files.contains("Marchbanks"))
        for recorded in try await net.network.ledger.events(from: 0, limit: 10_000) {
            #expect(!String(decoding: recorded.payload, as: UTF8.self).contains(typed), "\(recorded.type)")
        }
    }

    @Test("readings that are made anew from the ledger show the same")
    func anew() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        try await net.take(matter, "decide", .come(to: "police-search", note: "Why"), by: town.celia)
        try await net.take(matter, "tell-raiser", .tell("They look"), by: town.celia)
        let other = try TestNetwork(ledger: net.network.ledger, vault: net.network.vault, clock: net.network.clock)
        try await other.projector.catchUp()
        for person in town.residents {
            let rows = try await net.network.readings.matters(as: person.actor).rows
            #expect(try await other.readings.matters(as: person.actor).rows == rows, "\(person)")
        }
    }
}
