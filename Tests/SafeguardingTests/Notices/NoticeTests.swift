import Almanac
import Ledger
import Testing

@testable import Safeguarding

@Suite("Notices on the site")
struct NoticeTests {
    private struct Scene {
        let loops: LoopNetwork
        let matter: LoopReference
        var network: TestNetwork { loops.network }
        var town: Town { loops.town }

        /// Asha has raised something with Northmere.
        init() async throws {
            loops = try await LoopNetwork(now: at("2026-11-23", "10:00"), publishing: ["trafficking-referral"])
            matter = try await loops.raise("trafficking-referral", by: loops.town.asha)
        }

        func write(_ text: String, to readers: Readers = .everyone) async throws {
            try await network.perform(WriteOnMatter(matter, text: text, to: readers), as: town.celia.actor)
        }

        func rows(_ someone: Resident, _ family: Notice.Family? = nil, isUnseenOnly: Bool = false) async throws
            -> Found<NoticeRow>
        {
            try await network.readings.notices(family, isUnseenOnly: isUnseenOnly, for: someone.actor, limit: 50)
        }

        func kinds(_ someone: Resident, _ family: Notice.Family? = nil) async throws -> [Notice.Kind] {
            try await rows(someone, family).rows.map(\.kind)
        }

        func unseen(_ someone: Resident) async throws -> Int {
            try await network.readings.unseenNotices(for: someone.actor)
        }

        func see(_ someone: Resident, _ about: Notice.About?, upTo: Int? = nil) async throws {
            let newest = try #require(try await rows(someone).rows.first).position
            let seen = SeeNotices(someone.id, about: about, upTo: upTo ?? newest)
            try await network.office.perform(seen, as: someone.actor, form: seen.form, patience: .zero)
            try await network.projector.catchUp()
        }
    }

    @Test("whoever is asked to cover is told, and then of what comes for the absent one, who finds it later")
    func covered() async throws {
        let scene = try await Scene()
        let (celia, cole) = (scene.town.celia, scene.town.cole)
        let going = AnnounceAbsence(celia.id, from: day("2026-11-23"), to: day("2026-11-27"), cover: cole.id)
        try await scene.network.perform(going, as: celia.actor)
        #expect(try await scene.kinds(cole, .cover) == [.coverAsked])
        try await scene.network.perform(OfferLoop(scene.matter, to: .member(celia.id), note: "Yours"), as: cole.actor)
        #expect(try await scene.kinds(celia).contains(.offered))
    }

    @Test("whom it concerns is told what happened, whatever they chose for mail, and whoever did it is not")
    func told() async throws {
        let scene = try await Scene()
        let (asha, celia) = (scene.town.asha, scene.town.celia)
        #expect(try await scene.kinds(asha) == [])
        #expect(try await scene.kinds(celia).allSatisfy { $0 == .owed })
        #expect(try await scene.unseen(celia) > 0)
        try await scene.network.perform(ChooseNotices(asha.id, daily: ClockTime(iso: "08:00")), as: asha.actor)
        try await scene.loops.take(scene.matter, "acknowledge", .acknowledge, by: celia)
        try await scene.write("We looked.")
        #expect(try await scene.kinds(asha) == [.message, .received])
        #expect(try await scene.kinds(asha, .messages) == [.message])
        #expect(try await !scene.kinds(celia).contains(.message))
        #expect(try await scene.kinds(scene.town.cole).contains(.message))
        // What is written to whoever holds it is no news to whoever raised it.
        try await scene.write("Between us.", to: .holder)
        #expect(try await scene.unseen(asha) == 2)
        let first = try #require(try await scene.rows(asha).rows.last)
        guard case .matter(let number, let title) = first.about else { throw MissingNotice() }
        #expect(number == 1 && title == "Suspected child trafficking")
        #expect(try await scene.unseen(scene.town.bryn) == 0)
    }

    @Test("what is late is told to whoever owes it and to whoever looks, from the same rungs as the mails")
    func late() async throws {
        let scene = try await Scene()
        scene.network.clock.move(to: at("2026-11-27", "15:00"))
        try await LoopClock(scene.network.office).tick(scene.network.clock.now)
        try await scene.network.projector.catchUp()
        #expect(try await scene.kinds(scene.town.dilys).contains(.lateElsewhere))
        #expect(try await scene.kinds(scene.town.celia).contains(.reminded))
    }

    @Test("what was seen stays seen, once, by one thing or all; what comes later is new")
    func seen() async throws {
        let scene = try await Scene()
        let asha = scene.town.asha
        try await scene.write("One.")
        try await scene.write("Two.")
        #expect(try await scene.unseen(asha) == 2)
        let before = try await scene.network.ledger.count()
        let newest = try #require(
            try await scene.network.readings.newestUnseen(.matter(scene.matter.id), of: asha.id)
        )
        try await scene.write("Three.")
        try await scene.see(asha, .matter(scene.matter.id), upTo: newest)
        try await scene.see(asha, .matter(scene.matter.id), upTo: newest)
        #expect(try await scene.unseen(asha) == 1, "the third came after it was looked at")
        #expect(try await scene.network.ledger.count() == before + 2, "said once")
        try await scene.see(asha, .tray)
        #expect(try await scene.unseen(asha) == 1)
        try await scene.see(asha, nil)
        #expect(try await scene.unseen(asha) == 0)
        #expect(try await scene.rows(asha).total == 3)
        #expect(try await scene.rows(asha, isUnseenOnly: true).rows.isEmpty)
        // Nobody says it for somebody else.
        await #expect(throws: Refusal.notAllowed) {
            try await scene.network.perform(SeeNotices(asha.id, about: nil, upTo: 1), as: scene.town.celia.actor)
        }
        #expect(try await scene.network.readings.newestUnseen(.matter(scene.matter.id), of: asha.id) == nil)
    }

    @Test("who may not know of a matter any more is neither shown nor counted what they were told of it")
    func gone() async throws {
        let scene = try await Scene()
        let (celia, edda) = (scene.town.celia, scene.town.edda)
        #expect(try await scene.unseen(celia) > 0)
        try await scene.loops.take(scene.matter, "acknowledge", .acknowledge, by: celia)
        let offer = OfferLoop(scene.matter, to: .organisation(edda.organisation), note: "She lives there")
        try await scene.network.perform(offer, as: celia.actor)
        #expect(try await scene.kinds(edda) == [.offered])
        try await scene.network.perform(TakeOver(scene.matter), as: edda.actor)
        #expect(try await scene.kinds(scene.town.asha).first == .takenOver)
        let mayStill = try await scene.network.readings.matter(scene.matter.id, as: celia.actor) != nil
        #expect(!mayStill, "Northmere has no part in it any more")
        #expect(try await scene.unseen(celia) == 0)
        #expect(try await scene.rows(celia).total == 0)
    }

    private struct MissingNotice: Error {}
}
