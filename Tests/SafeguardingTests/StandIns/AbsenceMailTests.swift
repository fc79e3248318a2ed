import Almanac
import Ledger
import Testing

@testable import Safeguarding

@Suite("Mails while somebody is away")
struct AbsenceMailTests {
    @Test("what each of a group is asked goes to whoever is away too: their cover cannot say it for them")
    func partOfMany() async throws {
        let scene = try await MeetingNetwork()
        let (network, away, cover) = (scene.network, scene.lead, scene.colleague)
        let ref = try await scene.meeting("2026-11-24")
        let item = try await scene.item("A family", at: ref)
        let action = NewAction("Read the plan", holders: [.all(scene.main)])
        let save = SaveNotes(ref, item: item, text: "", fromRevision: 0, newActions: [action])
        try await network.perform(save, as: scene.chair.actor)
        let today = London.day(network.clock.now)
        try await network.perform(AnnounceAbsence(away.id, from: today, to: today, cover: cover.id), as: away.actor)
        network.clock.move(seconds: 60)
        let matter = MatterReference(action.matter, group: scene.main, item: item)
        try await network.perform(RemindHolder(matter), as: scene.chair.actor)
        let told = try await scene.readings.mailCauses(since: network.clock.now, at: network.clock.now)
        #expect(Set(told.flatMap(\.to)).isSuperset(of: [away.id, cover.id]))
    }

    @Test("reminders go to the cover and not to whoever is away, but for what is theirs alone")
    func mails() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let held = try await net.heldByCelia()
        let own = try await net.raise(
            "trafficking-referral",
            by: town.asha,
            given: ["own-staff": ["yes"], "school-known": ["yes"]]
        )
        try await scene.celiaGoes()
        try await scene.perform(
            scene.announcing(town.asha, "2026-11-24", "2026-11-27", cover: town.colleague),
            town.asha
        )
        net.network.clock.move(to: at("2026-11-24", "09:00"))
        func written(_ matter: LoopReference, to readers: Readers, by someone: Resident) async throws -> Set<ID<Member>>
        {
            net.network.clock.move(seconds: 60)
            let now = net.network.clock.now
            try await net.network.perform(WriteOnMatter(matter, text: "News", to: readers), as: someone.actor)
            return try await net.told(.waits, since: now)
        }
        #expect(try await written(held, to: .holder, by: town.asha) == [town.cole.id])
        #expect(try await written(held, to: .raiser, by: town.celia).contains(town.colleague.id))
        #expect(try await written(own, to: .raiser, by: town.celia) == [town.asha.id], "nobody else may know of it")
        net.network.clock.move(to: at("2026-11-28", "09:00"))
        #expect(try await written(held, to: .holder, by: town.asha) == [town.celia.id])
    }

    @Test("what an authority's lead is told goes to whoever covers for them")
    func leads() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        try await net.change(town.celia, roles: [.welfareOfficer])
        let teller = try await net.change(town.bryn, at: .northmere, roles: [.welfareOfficer])
        let matter = try await net.raise(
            "trafficking-referral",
            by: town.asha,
            given: ["own-staff": ["yes"], "school-known": ["yes"]]
        )
        try await net.take(matter, "decide", .come(to: "no-further-action", note: "Nothing"), by: town.celia)
        let going = try scene.announcing(town.cole, "2026-11-23", "2026-11-27", cover: town.celia)
        try await scene.perform(going, town.cole)
        net.network.clock.move(seconds: 60)
        let now = net.network.clock.now
        let step = try await net.open("tell-raiser", of: matter)
        try await net.network.perform(TakeStep(matter, step.id, .tell("Nothing found")), as: teller)
        #expect(try await net.told(.waits, since: now) == [town.celia.id])
    }

    @Test("what is held for somebody's digest goes to the cover in one mail")
    func digest() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let held = try await net.heldByCelia()
        let choice = ChooseNotices(town.celia.id, daily: ClockTime(iso: "08:00"))
        try await scene.perform(choice, town.celia)
        let carrier = FakeCarrier()
        let outbox = Outbox(net.network.office, desk: MemoryDesk(), carrier: carrier)
        func tick(_ moment: Instant) async throws {
            net.network.clock.move(to: moment)
            for _ in 0..<3 {
                _ = try await outbox.tick()
                try await net.network.projector.catchUp()
            }
        }
        try await tick(at("2026-11-23", "11:00"))
        try await net.network.perform(WriteOnMatter(held, text: "News", to: .holder), as: town.asha.actor)
        try await tick(at("2026-11-23", "11:01"))
        try await scene.celiaGoes()
        try await tick(at("2026-11-24", "08:01"))
        let digests = carrier.carried.filter { $0.why.kind == .digest }
        #expect(digests.map(\.to) == [.member(town.cole.id)] && digests.map(\.why) == [.digest([held.id])])
    }

    @Test("what was done is told to whoever comes back")
    func back() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let matter = try await net.heldByCelia()
        try await scene.celiaGoes()
        net.network.clock.move(to: at("2026-11-24", "09:00"))
        try await scene.perform(WriteOnMatter(matter, text: "We look.", to: .raiser), town.cole)
        try await net.comes(at("2026-11-28", "00:01"))
        #expect(try await net.told(.absence, since: at("2026-11-28", "00:01")) == [town.celia.id, town.cole.id])
    }
}
