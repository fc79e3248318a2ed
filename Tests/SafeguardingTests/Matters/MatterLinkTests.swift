import Almanac
import Ledger
import Procedures
import Testing

@testable import Safeguarding

/// Someone who holds an action and has no account works on it by a link.
struct MatterLinkTests {
    /// An action of Asha's, who has no account, with a link to it.
    private struct Linked {
        var matter: RaisedMatter
        let link = ID<MatterLink>()

        init(_ change: (inout ActionDraft, Circle) -> Void = { _, _ in }) async throws {
            matter = try await RaisedMatter(change)
            try await matter.when(GiveMatterLink(matter.reference, to: asha, link: link), by: matter.circle.chair)
        }

        var asha: ID<Member> { matter.circle.asha.id }

        func guest(_ link: ID<MatterLink>? = nil, of matter: ID<Matter>? = nil, as member: ID<Member>? = nil) -> Actor {
            .guest(
                Actor.Guest(
                    matter: matter ?? self.matter.draft.matter,
                    link: link ?? self.link,
                    member: member ?? asha
                )
            )
        }

        @discardableResult
        mutating func when(_ command: some Command, by actor: Actor? = nil) async throws -> [Change] {
            let changes = try await matter.rules.when(command, by: actor ?? guest(), given: matter.history)
            matter.history += changes
            return changes
        }
    }

    @Test("By their link a holder says that they have it, writes, and says what came of it")
    func works() async throws {
        var scene = try await Linked()
        let reference = scene.matter.reference
        #expect(try await scene.when(AcknowledgeMatter(reference)).all(DutyMet.self).map(\.by) == [scene.asha])
        #expect(try await scene.when(UpdateMatter(reference, text: "Half done")).types == ["matter.updated"])
        let finished = try await scene.when(FinishMatter(reference, note: "All have it"))
        #expect(finished.types == ["duty.met", "matter.answered", "duty.owed"])
        #expect(finished.all(MatterAnswered.self).map(\.by) == [scene.asha])
        #expect(scene.matter.state.station == .fedBack)
    }

    @Test("A link opens one thing, for one person, until it is ended or made again")
    func opensOneThing() async throws {
        var scene = try await Linked()
        let command = AcknowledgeMatter(scene.matter.reference)
        let others = [
            scene.guest(ID()), scene.guest(of: ID()), scene.guest(as: scene.matter.circle.bryn.id),
            .guest(Actor.Guest(link: "matter/\(scene.matter.draft.matter)", member: scene.asha)),
            .guest(Actor.Guest(link: "meeting/\(scene.matter.draft.matter)/\(scene.link)", member: scene.asha)),
        ]
        for other in others {
            await #expect(throws: Refusal.notAllowed) { try await scene.when(command, by: other) }
        }
        let again = ID<MatterLink>()
        let give = GiveMatterLink(scene.matter.reference, to: scene.asha, link: again)
        try await scene.when(give, by: scene.matter.circle.coordinator.actor)
        await #expect(throws: Refusal.notAllowed) { try await scene.when(command) }
        let end = EndMatterLink(scene.matter.reference, of: scene.asha)
        #expect(try await scene.when(end, by: scene.matter.circle.chair.actor).types == ["matter.link.ended"])
        #expect(try await scene.when(end, by: scene.matter.circle.chair.actor).isEmpty)
        let newest = scene.guest(again)
        await #expect(throws: Refusal.notAllowed) { try await scene.when(command, by: newest) }
    }

    @Test(
        "What goes with a mail is the link they have, for longer where it ends soon, and none where somebody ended it"
    )
    func mailed() async throws {
        var scene = try await Linked()
        let reference = scene.matter.reference
        func mailed() -> GiveMatterLink { GiveMatterLink(reference, to: scene.asha, isMailed: true) }
        let outbox = Actor.system("outbox")
        #expect(try await scene.when(mailed(), by: outbox).types.isEmpty)
        scene.matter.rules.now = scene.matter.rules.now.adding(seconds: 60 * 86400)
        let renewed = try await scene.when(mailed(), by: outbox).all(MatterLinkGiven.self)
        #expect(renewed.map(\.link) == [scene.link] && renewed.map(\.by) == [nil])
        #expect(try await !scene.when(AcknowledgeMatter(reference)).isEmpty)
        // One whose time is over is another.
        scene.matter.rules.now = scene.matter.rules.now.adding(seconds: 91 * 86400)
        let fresh = try await scene.when(mailed(), by: outbox).all(MatterLinkGiven.self)
        #expect(fresh.count == 1 && fresh.first?.link != scene.link)
        try await scene.when(EndMatterLink(reference, of: scene.asha), by: scene.matter.circle.chair.actor)
        #expect(try await scene.when(mailed(), by: outbox).types.isEmpty)
        // Until somebody makes one again.
        try await scene.when(GiveMatterLink(reference, to: scene.asha), by: scene.matter.circle.chair.actor)
        #expect(scene.matter.state.links[scene.asha] != nil && scene.matter.state.unlinked.isEmpty)
    }

    @Test("By a link nobody gives it away, judges it, chases it or makes links, whoever they are besides")
    func noMore() async throws {
        // Asha raised it, chairs its group and holds it.
        var scene = try await Linked { draft, circle in
            draft.holders = [.member(circle.chair.id), .member(circle.asha.id)]
        }
        let chair = scene.matter.circle.chair
        let link = ID<MatterLink>()
        try await scene.when(GiveMatterLink(scene.matter.reference, to: chair.id, link: link), by: chair.actor)
        let guest = scene.guest(link, as: chair.id)
        let reference = scene.matter.reference
        let commands: [any Command] = [
            OfferMatter(reference, to: .member(scene.matter.circle.bryn.id)),
            OfferMatter(reference, place: 0, to: .member(scene.matter.circle.bryn.id)),
            WithdrawMatter(reference, reason: "No"), RemindHolder(reference),
            RecordFinished(reference, place: 1, note: "Done"), MoveDue(reference, due: .notGiven, reason: "Later"),
            GiveMatterLink(reference, to: scene.asha), EndMatterLink(reference, of: scene.asha),
        ]
        for command in commands {
            await #expect(throws: Refusal.notAllowed) { try await scene.when(command, by: guest) }
        }
        // Each link finishes its own holder's part.
        try await scene.when(FinishMatter(reference, note: "Mine"), by: guest)
        #expect(scene.matter.state.openDuties.map(\.of).contains(.member(scene.asha)))
        await #expect(throws: Refusal.self) { try await scene.when(FinishMatter(reference, note: "Theirs"), by: guest) }
    }

    @Test("They may ask for it to be passed back at any time, and hold it until someone takes it on")
    func passedBack() async throws {
        var scene = try await Linked()
        let reference = scene.matter.reference
        try await scene.when(AcknowledgeMatter(reference))
        let back = try await scene.when(DeclineMatter(reference, reason: "I am leaving the trust"))
        #expect(back.types == ["matter.holder.declined", "duty.owed"])
        #expect(scene.matter.owed == ["finish of member", "say-who-holds of coordinators"])
        let bryn = scene.matter.circle.bryn
        try await scene.matter.when(
            OfferMatter(reference, place: 0, to: .member(bryn.id)),
            by: scene.matter.circle.coordinator
        )
        try await scene.matter.when(AcceptMatter(reference), by: bryn)
        #expect(scene.matter.owed == ["finish of member"])
        // What is another's now is closed to the link.
        await #expect(throws: Refusal.notAllowed) { try await scene.when(UpdateMatter(reference, text: "Still here")) }
    }

    @Test("A member who signs in still offers it to someone else, once they have taken it on")
    func membersOffer() async throws {
        var scene = try await Linked()
        let asha = scene.matter.circle.asha
        try await scene.matter.when(AcknowledgeMatter(scene.matter.reference), by: asha)
        await #expect(throws: Refusal.self) {
            try await scene.matter.when(DeclineMatter(scene.matter.reference, reason: "Busy"), by: asha)
        }
    }

    @Test("A link is for someone who holds it, or is asked to, and cannot sign in")
    func whoMayHaveOne() async throws {
        var matter = try await RaisedMatter()
        let (asha, bryn, chair) = (matter.circle.asha, matter.circle.bryn, matter.circle.chair)
        func refused(_ member: ID<Member>, by someone: Someone? = nil) async -> Refusal? {
            await #expect(throws: Refusal.self) {
                try await matter.rules.when(
                    GiveMatterLink(matter.reference, to: member),
                    by: (someone ?? chair).actor,
                    given: matter.history
                )
            }
        }
        #expect(await refused(bryn.id)?.isOutOfTurn == true)
        #expect(await refused(asha.id, by: asha) == .notAllowed)
        #expect(await refused(asha.id, by: matter.circle.stranger) == .notAllowed)
        try await matter.when(OfferMatter(matter.reference, place: 0, to: .member(bryn.id)), by: chair)
        let given = try await matter.when(GiveMatterLink(matter.reference, to: bryn.id), by: chair)
        #expect(given.all(MatterLinkGiven.self).map(\.until) == [day("2027-02-21")])
        matter.history.append(Change(Member.stream(bryn.id), [MemberJoined(member: bryn.id)]))
        #expect(await refused(bryn.id)?.isOutOfTurn == true)
        matter.history.append(Change(Member.stream(bryn.id), [MemberLeft(member: bryn.id)]))
        #expect(await refused(bryn.id)?.isOutOfTurn == true)
    }

    @Test("What is over gets no new link, and its link can still be ended")
    func over() async throws {
        var scene = try await Linked()
        let chair = scene.matter.circle.chair
        try await scene.matter.when(WithdrawMatter(scene.matter.reference, reason: "Overtaken"), by: chair)
        await #expect(throws: Refusal.self) {
            try await scene.matter.when(GiveMatterLink(scene.matter.reference, to: scene.asha), by: chair)
        }
        let ended = try await scene.matter.when(EndMatterLink(scene.matter.reference, of: scene.asha), by: chair)
        #expect(ended.types == ["matter.link.ended"])
    }

    @Test("Whoever came by a link is shown that one action, and nothing once the link is ended")
    func readings() async throws {
        let scene = try await MeetingNetwork()
        let (network, bea) = (scene.network, ID<Member>())
        let details = try await network.office.details(name: "Bea Ward", email: nil, organisation: scene.south)
        try await network.perform(RegisterMembers([.init(member: bea, details: details)]), as: .scene)
        func raise() async throws -> MatterReference {
            let draft = ActionDraft(
                text: "Send the slides",
                holders: [.member(bea)],
                due: .on(day("2026-11-27")),
                group: scene.main,
                raiser: scene.chair.id
            )
            try await network.perform(RaiseAction(draft), as: scene.chair.actor)
            return MatterReference(draft.matter, group: scene.main)
        }
        let (mine, other) = (try await raise(), try await raise())
        let link = ID<MatterLink>()
        let guest = Actor.guest(Actor.Guest(matter: mine.id, link: link, member: bea))
        #expect(try await network.readings.matter(mine.id, as: guest) == nil)
        try await network.perform(GiveMatterLink(mine, to: bea, link: link), as: scene.chair.actor)
        let row = try #require(try await network.readings.matter(mine.id, as: guest))
        #expect(row.relations == [.guest] && row.isOwed && row.isOpen)
        let detail = try #require(try await network.readings.matterDetail(number: row.number, as: guest))
        #expect(detail.owed(.acknowledge) != nil && detail.owed(.finish) != nil)
        #expect(try await network.readings.matter(other.id, as: guest) == nil)
        #expect(try await network.readings.matters(as: guest).rows.map(\.id) == [mine.id])
        #expect(try await network.readings.meetings(as: guest).isEmpty)
        let linked = try await network.readings.linkedHolders(of: [row], as: scene.chair.actor)
        #expect(linked.isEmpty)
        let seen = try #require(try await network.readings.matter(mine.id, as: scene.chair.actor))
        #expect(
            try await network.readings.linkedHolders(of: [seen], as: scene.chair.actor)[mine.id]
                == [LinkedHolder(member: bea, until: day("2027-02-21"))]
        )

        // Late holders are treated alike, whoever they are.
        network.clock.move(to: at("2026-12-01"))
        try await EscalationClock(network.office).tick(network.clock.now)
        try await network.projector.catchUp()
        let late = try #require(try await network.readings.matterDetail(number: row.number, as: scene.chair.actor))
        #expect(late.duties.first { $0.task == .finish }?.escalatedAt != nil)
        try await network.perform(RemindHolder(mine), as: scene.coordinator.actor)
        let told = try #require(try await network.readings.matterDetail(number: row.number, as: guest))
        #expect(told.entries.contains { $0.event is MatterReminded })

        try await network.perform(EndMatterLink(mine, of: bea), as: scene.chair.actor)
        #expect(try await network.readings.matter(mine.id, as: guest) == nil)
    }
}
