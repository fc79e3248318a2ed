import Almanac
import Ledger
import Testing

@testable import Safeguarding

@Suite("Absence and cover")
struct AbsenceTests {
    // MARK: Saying so

    @Test("an absence is said by whoever goes, by a lead there or by the coordinator, and by nobody else")
    func who() async throws {
        let scene = try await AbsenceScene()
        let town = scene.town
        for (person, day) in [(town.celia, "2026-12-01"), (town.cole, "2026-12-03"), (town.dilys, "2026-12-05")] {
            try await scene.perform(scene.announcing(town.celia, day, day, cover: town.cole), person)
        }
        let another = try scene.announcing(town.celia, "2026-12-08", "2026-12-08", cover: town.cole)
        for person in [town.edda, town.asha, town.pia] {
            #expect(await scene.refused(another, person) == .notAllowed, "\(person)")
        }
        #expect(try await scene.readings.absences(for: town.celia.id, at: scene.net.network.clock.now).own.count == 3)
    }

    @Test("the days and the cover have to do")
    func wrong() async throws {
        let scene = try await AbsenceScene()
        let town = scene.town
        try await scene.perform(scene.announcing(town.cole, "2026-12-10", "2026-12-12", cover: nil), town.cole)
        try await scene.perform(scene.announcing(town.celia, "2026-12-20", "2026-12-21", cover: nil), town.celia)
        func field(_ first: String, _ last: String, _ cover: Resident?) async throws -> String? {
            let going = try scene.announcing(town.celia, first, last, cover: cover)
            guard case .invalid(let problems)? = await scene.refused(going, town.celia) else { return nil }
            return problems.first?.field
        }
        #expect(try await field("2026-11-22", "2026-11-25", town.cole) == "first", "begun before")
        #expect(try await field("2026-11-25", "2026-11-24", town.cole) == "last", "ends before it begins")
        #expect(try await field("2026-11-25", "2027-11-26", town.cole) == "last", "longer than a year")
        #expect(try await field("2026-12-21", "2026-12-22", town.cole) == "first", "away then already")
        #expect(try await field("2026-11-25", "2026-11-25", town.celia) == "cover", "nobody covers for themselves")
        #expect(try await field("2026-11-25", "2026-11-25", town.edda) == "cover", "of another organisation")
        #expect(try await field("2026-12-12", "2026-12-13", town.cole) == "cover", "away themselves on one of the days")
        #expect(try await field("2026-12-13", "2026-12-14", town.cole) == nil)
    }

    @Test("it begins and ends at midnight in London, also over the night in which clocks change")
    func midnights() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let going = try scene.announcing(town.celia, "2027-03-27", "2027-03-28", cover: town.cole)
        try await scene.perform(going, town.celia)
        let row = try #require(
            try await scene.readings.absences(for: town.celia.id, at: net.network.clock.now).own.first
        )
        #expect(row.begins.iso == "2027-03-27T00:00:00Z" && row.ends.iso == "2027-03-28T23:00:00Z")
        for (moment, covers) in [(row.begins, true), (row.ends, false)] {
            net.network.clock.move(to: Instant(milliseconds: moment.milliseconds - 1))
            #expect(try await net.acting(town.cole).stands.isEmpty == covers)
            net.network.clock.move(to: moment)
            #expect(try await net.acting(town.cole).stands.isEmpty != covers)
        }
    }

    // MARK: Acting

    @Test("the cover sees and does what falls to the absent one while it runs, and nothing before or after")
    func acting() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let matter = try await net.heldByCelia()
        try await scene.celiaGoes()
        #expect(try await net.relations(town.cole, to: matter) == nil)
        net.network.clock.move(to: at("2026-11-24", "00:00"))
        #expect(try await net.relations(town.cole, to: matter) == [.holder])
        #expect(try await scene.readings.mattersWaiting(for: net.acting(town.cole)) == 1)
        let number = try await net.number(matter)
        let detail = try #require(try await scene.readings.loopDetail(number: number, as: net.acting(town.cole)))
        #expect(detail.matter.isOpen && detail.own.isEmpty && detail.places.map(\.reason) == [.cover])
        #expect(!detail.answers.isEmpty && !detail.owed.isEmpty)
        let step = try await net.open("decide", of: matter)
        let deciding = TakeStep(matter, step.id, .come(to: "no-further-action", note: "Nothing"))
        #expect(await refusal { try await net.network.perform(deciding, as: town.cole.actor) } == .notAllowed)
        try await scene.perform(deciding, town.cole)
        let stood = try await net.all(StoodIn.self, matter)
        #expect(stood.map(\.of) == [.member(town.celia.id)] && stood.map(\.reason) == [.cover])
        #expect(try await net.all(StepMet.self, matter).last?.by == town.cole.id)
        #expect(try await net.state(matter).holder == .member(town.celia.id), "it stays hers")
        let viewers = try await scene.readings.viewers(
            of: matter.id,
            as: town.celia.actor,
            at: net.network.clock.now
        )
        #expect(viewers.first { $0.member == town.cole.id }?.places.map(\.reason) == [.cover])
        // What Cole sees as one of Northmere he does not see for her.
        let shared = try await net.raise("trafficking-referral", by: town.asha)
        let now = net.network.clock.now
        let seeing = try await scene.readings.viewers(of: shared.id, as: town.celia.actor, at: now)
        #expect(seeing.first { $0.member == town.cole.id }?.places == [])
        // Back: nothing of it stays with the cover, and she sees what was done.
        net.network.clock.move(to: at("2026-11-28", "00:00"))
        #expect(try await net.relations(town.cole, to: matter) == nil)
        let tell = try await net.open("tell-raiser", of: matter)
        #expect(await scene.refused(TakeStep(matter, tell.id, .tell("Nothing")), town.cole) == .notAllowed)
        let own = try #require(
            try await scene.readings.absences(for: town.celia.id, at: net.network.clock.now).own.first
        )
        let done = try await scene.readings.stoodIn(for: town.celia.id, from: own.begins, to: own.ends)
        #expect(done.map(\.matter) == [matter.id] && done.map(\.by) == [town.cole.id])
    }

    @Test("ended early, it is over at once")
    func early() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let matter = try await net.heldByCelia()
        try await scene.celiaGoes()
        net.network.clock.move(to: at("2026-11-25", "09:00"))
        #expect(try await net.relations(town.cole, to: matter) != nil)
        #expect(await scene.refused(EndAbsence(scene.absence, of: town.celia.id), town.edda) == .notAllowed)
        try await scene.perform(EndAbsence(scene.absence, of: town.celia.id), town.celia)
        #expect(try await net.relations(town.cole, to: matter) == nil)
        #expect(
            await scene.refused(EndAbsence(scene.absence, of: town.celia.id), town.celia)
                == .outOfTurn("This absence is over.")
        )
    }

    @Test("an action of a meeting falls to the cover too; what is for named people only does not")
    func actions() async throws {
        let scene = try await MeetingNetwork()
        let (network, wren, cover) = (scene.network, scene.outsider, scene.colleague)
        func raised(_ marking: Marking) async throws -> MatterReference {
            let ref = try await scene.meeting(marking == .named ? "2026-11-23" : "2026-11-24")
            let item = try await scene.item("A family", at: ref) {
                ($0.marking, $0.named) = (marking, marking == .named ? [scene.lead.id] : [])
            }
            let action = NewAction("Ring the school", holders: [.member(wren.id)])
            let save = SaveNotes(ref, item: item, text: "", fromRevision: 0, newActions: [action])
            try await network.perform(save, as: scene.chair.actor)
            return MatterReference(action.matter, group: marking == .named ? nil : scene.main, item: item)
        }
        let (open, named) = (try await raised(.members), try await raised(.named))
        let today = London.day(network.clock.now)
        let going = AnnounceAbsence(wren.id, from: today, to: today, cover: cover.id)
        try await network.perform(going, as: wren.actor)
        let actor = cover.actor.standing(
            in: try await scene.readings.stands(of: cover.id, at: network.clock.now)
        )
        #expect(try await scene.readings.relations(of: actor, toMatter: open.id) == [.inGroup, .holder])
        #expect(try await scene.readings.matter(named.id, as: actor) == nil)
        #expect(try await scene.readings.mattersWaiting(for: actor) == 1)
        await #expect(throws: Refusal.notAllowed) {
            try await network.perform(AcknowledgeMatter(open), as: cover.actor)
        }
        await #expect(throws: Refusal.self, "it is for her by name, and for nobody who covers for her") {
            try await network.perform(AcknowledgeMatter(named), as: actor)
        }
        // Whoever asked for it is away as well.
        let asking = AnnounceAbsence(scene.chair.id, from: today, to: today, cover: scene.coordinator.id)
        try await network.perform(asking, as: scene.chair.actor)
        try await network.perform(AcknowledgeMatter(open), as: actor)
        try await network.perform(FinishMatter(open, note: "Rang them"), as: actor)
        let second = scene.coordinator.actor.standing(
            in: try await scene.readings.stands(of: scene.coordinator.id, at: network.clock.now)
        )
        #expect(try await scene.readings.matterHome(as: second, on: today).cameBack.rows.map(\.id) == [open.id])
        #expect(try await scene.readings.matterHome(as: scene.coordinator.actor, on: today).cameBack.total == 0)
        let number = try #require(try await scene.readings.matter(open.id, as: scene.chair.actor)).number
        let detail = try #require(try await scene.readings.matterDetail(number: number, as: scene.chair.actor))
        let done = detail.entries.filter { $0.place != nil }
        #expect(done.allSatisfy { $0.place?.of == .member(wren.id) && $0.actor == cover.actor.name })
        #expect(done.contains { $0.event is MatterAnswered })
        // The mail about what she alone may read goes to her all the same.
        network.clock.move(seconds: 60)
        for action in [open, named] {
            _ = try? await network.perform(RemindHolder(action), as: scene.coordinator.actor)
        }
        let told = try await scene.readings.mailCauses(since: network.clock.now, at: network.clock.now)
        #expect(told.flatMap(\.to) == [wren.id])
    }

    @Test("an action of notes that were brought in, raised by nobody who is known, is a cover's as any other is")
    func broughtIn() async throws {
        let scene = try await MeetingNetwork()
        let (network, wren, cover) = (scene.network, scene.outsider, scene.colleague)
        let free = NewAction("Ring the school", holders: [.named("M. Kuhlmann")])
        let held = NewAction("Ask the board", holders: [.member(wren.id)])
        let notes = ImportedMeeting(
            sitting: MeetingScene.sitting("2026-11-02"),
            attendance: .notRecorded,
            items: [.init(number: "1", title: "Updates", notes: "Said.", decisions: [], actions: [free, held])],
            status: .agreed,
            source: "The whole source",
            sourceKey: "k"
        )
        try await network.perform(ImportMeeting(MeetingRef(ID(), of: scene.main), notes), as: scene.chair.actor)
        let today = London.day(network.clock.now)
        try await network.perform(AnnounceAbsence(wren.id, from: today, to: today, cover: cover.id), as: wren.actor)
        let actor = cover.actor.standing(
            in: try await scene.readings.stands(of: cover.id, at: network.clock.now)
        )
        #expect(try await scene.readings.relations(of: actor, toMatter: free.matter) == [.inGroup])
        #expect(try await scene.readings.relations(of: actor, toMatter: held.matter) == [.inGroup, .holder])
        #expect(try await scene.readings.mattersWaiting(for: actor) == 1)
    }

    // MARK: What the cover may not

    @Test("what is the raiser's alone, or was raised by the cover, does not fall to the cover")
    func alone() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let own = try await net.raise(
            "trafficking-referral",
            by: town.asha,
            given: ["own-staff": ["yes"], "school-known": ["yes"]]
        )
        let shared = try await net.raise("trafficking-referral", by: town.asha)
        let going = try scene.announcing(town.asha, "2026-11-23", "2026-11-27", cover: town.colleague)
        #expect(try await net.relations(town.colleague, to: shared)?.contains(.raiser) != true)
        try await scene.perform(going, town.asha)
        #expect(try await net.relations(town.colleague, to: own) == nil)
        #expect(try await net.relations(town.colleague, to: shared)?.contains(.raiser) == true)
        // What Celia raised herself she does not get for whoever holds it.
        let raised = try await net.raise("trafficking-referral", by: town.celia)
        try await net.network.perform(OfferLoop(raised, to: .member(town.edda.id), note: "Yours"), as: town.cole.actor)
        try await net.network.perform(TakeOver(raised), as: town.edda.actor)
        try await net.network.perform(OfferLoop(raised, to: .member(town.cole.id), note: "Back"), as: town.edda.actor)
        try await net.network.perform(TakeOver(raised), as: town.cole.actor)
        try await scene.perform(scene.announcing(town.cole, "2026-11-23", "2026-11-24", cover: town.celia), town.cole)
        #expect(try await net.relations(town.celia, to: raised) == [.raiser])
        let step = try await net.open("decide", of: raised)
        let deciding = TakeStep(raised, step.id, .come(to: "no-further-action", note: "Nothing"))
        #expect(await scene.refused(deciding, town.celia) == .notAllowed)
    }

    @Test("what closed before the absence is not opened again by the cover")
    func closedBefore() async throws {
        let scene = try await AbsenceScene(["resource-order"])
        let (net, town) = (scene.net, scene.town)
        let matter = try await net.raise("resource-order", by: town.asha)
        try await net.take(matter, "decide", .come(to: "sent", note: ""), by: town.dora)
        try await net.take(matter, "tell-raiser", .tell("Sent"), by: town.dora)
        try await net.take(matter, "say-if-satisfied", .judge(isEnough: true, words: ""), by: town.asha)
        try await scene.perform(
            scene.announcing(town.asha, "2026-11-24", "2026-11-27", cover: town.colleague),
            town.asha
        )
        net.network.clock.move(to: at("2026-11-24", "09:00"))
        #expect(try await net.acting(town.colleague).stands.count == 1)
        #expect(await scene.refused(ReopenLoop(matter, reason: "There is more"), town.colleague) == .notAllowed)
    }

    // MARK: Who covers

    @Test("whoever declines covers no more, it comes back to whoever asked, and another can be asked")
    func declined() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let matter = try await net.heldByCelia()
        net.network.clock.move(seconds: 60)
        let said = net.network.clock.now
        let going = try scene.announcing(town.celia, "2026-11-23", "2026-11-27", cover: town.cole, as: scene.absence)
        try await scene.perform(going, town.dilys)
        #expect(try await net.told(.absence, since: said) == [town.cole.id])
        #expect(try await net.relations(town.cole, to: matter) != nil)
        net.network.clock.move(seconds: 60)
        let declining = DeclineCover(scene.absence, of: town.celia.id, reason: "In court")
        #expect(await scene.refused(declining, town.edda) == .notAllowed)
        let declinedAt = net.network.clock.now
        try await scene.perform(declining, town.cole)
        #expect(try await net.relations(town.cole, to: matter) == nil)
        #expect(try await net.told(.absence, since: declinedAt) == [town.dilys.id], "she asked")
        let asked = try await scene.readings.absences(for: town.dilys.id, at: declinedAt).asked
        #expect(asked.map(\.declinedBy) == [town.cole.id])
        #expect(try await net.network.text(try #require(asked.first?.declinedReason)) == "In court")
        try await scene.perform(AskCover(scene.absence, of: town.celia.id, town.cole.id), town.dilys)
        #expect(try await net.relations(town.cole, to: matter) != nil)
    }

    @Test("where the cover goes away too nobody covers, and the asker and the coordinator are told once")
    func chain() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        let matter = try await net.heldByCelia()
        try await scene.celiaGoes()
        let falls = try scene.announcing(town.cole, "2026-11-25", "2026-11-26", cover: town.celia)
        guard case .invalid? = await scene.refused(falls, town.cole) else {
            Issue.record("somebody who is away covers for nobody")
            return
        }
        try await scene.perform(scene.announcing(town.cole, "2026-11-25", "2026-11-26", cover: nil), town.cole)
        try await net.comes(at("2026-11-24", "08:00"))
        #expect(try await net.told(.absence, since: at("2026-11-24", "08:00")) == [town.cole.id], "it begins")
        try await net.comes(at("2026-11-25", "08:00"))
        #expect(try await net.relations(town.cole, to: matter) == nil)
        #expect(
            try await net.told(.absence, since: at("2026-11-25", "08:00")) == [
                town.celia.id, town.cole.id, town.dilys.id,
            ]
        )
        let notices = try await net.network.events(of: Absence.stream(town.celia.id)).compactMap {
            $0 as? AbsenceNoticed
        }
        #expect(notices.map(\.notice) == [.begun, .uncovered])
        try await net.comes(at("2026-11-27", "00:00"))
        #expect(try await net.relations(town.cole, to: matter) == [.holder], "back, and covers again")
        // Another node, from the beginning, comes to the same.
        let second = try TestNetwork(ledger: net.network.ledger, vault: net.network.vault, clock: net.network.clock)
        try await second.projector.catchUp()
        #expect(try await AbsenceClock(second.office).tick(net.network.clock.now) == 0)
        #expect(try await second.readings.stands(of: town.cole.id, at: net.network.clock.now).count == 1)
    }

    @Test("a cover who leaves or moves covers no more")
    func left() async throws {
        let scene = try await AbsenceScene()
        let (net, town) = (scene.net, scene.town)
        try await scene.celiaGoes()
        net.network.clock.move(to: at("2026-11-24", "08:00"))
        #expect(try await net.acting(town.cole).stands.count == 1)
        try await net.network.perform(RemoveMember(member: town.cole.id), as: town.dilys.actor)
        #expect(try await net.acting(town.cole).stands.isEmpty)
        try await net.comes(at("2026-11-24", "08:01"))
        #expect(try await net.told(.absence, since: at("2026-11-24", "08:01")) == [town.celia.id, town.dilys.id])
        try await net.network.perform(RemoveMember(member: town.celia.id), as: town.dilys.actor)
        try await net.comes(at("2026-11-24", "08:02"))
        #expect(try await net.told(.absence, since: at("2026-11-24", "08:02")).isEmpty)
    }
}
