import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

/// Two groups, six people, and what each of them is shown.
private struct Setting {
    let network: TestNetwork
    let saltby: ID<Organisation>
    let asha, bryn, chair, coordinator, stranger, clerkless: Someone
    let steering, other: ID<Group>

    init() async throws {
        network = try TestNetwork()
        let northmere = try await network.organisation("Northmere")
        saltby = try await network.organisation("Saltby")
        asha = try await network.member("Asha Penhallow", of: northmere)
        bryn = try await network.member("Bryn Okonjo", of: saltby, post: "Attendance lead")
        chair = try await network.member("Celia Varga", of: northmere)
        coordinator = try await network.member("Dilys Marr", of: northmere, roles: [.coordinator])
        stranger = try await network.member("Edda Quill", of: saltby)
        clerkless = try await network.member("Fenn Abara", of: northmere)
        steering = try await network.group("Steering group", members: [asha], chair: chair)
        other = try await network.group("Other group", members: [clerkless])
    }

    var everyone: [Someone] { [asha, bryn, chair, coordinator, stranger, clerkless] }

    @discardableResult
    func raise(
        _ text: String = "Write to the heads",
        holders: [HolderChoice],
        due: DueChoice = .notGiven,
        group: ID<Group>? = nil,
        by raiser: Someone? = nil
    ) async throws -> MatterReference {
        let raiser = raiser ?? chair
        let draft = ActionDraft(text: text, holders: holders, due: due, group: group ?? steering, raiser: raiser.id)
        try await network.perform(RaiseAction(draft), as: raiser.actor)
        return MatterReference(draft.matter, group: draft.group)
    }

    func home(_ person: Someone) async throws -> MatterHome {
        try await network.readings.matterHome(as: person.actor, on: London.day(network.clock.now))
    }

    /// Who of everyone is shown a matter, by first name.
    func seers(_ matter: MatterReference) async throws -> [String] {
        var names: [String] = []
        for person in everyone where try await network.readings.matter(matter.id, as: person.actor) != nil {
            names.append(String(person.name.prefix { $0 != " " }))
        }
        return names
    }
}

struct MatterReadingTests {
    @Test("Matters are numbered in the order they were raised")
    func numbers() async throws {
        let setting = try await Setting()
        let first = try await setting.raise(holders: [.member(setting.asha.id)])
        let second = try await setting.raise(holders: [.member(setting.asha.id)])
        let readings = setting.network.readings
        #expect(try await readings.matter(number: 1, as: setting.asha.actor)?.reference == first)
        #expect(try await readings.matter(number: 2, as: setting.asha.actor)?.reference == second)
        #expect(try await readings.matter(number: 3, as: setting.asha.actor) == nil)
        #expect(try await readings.matters(as: setting.asha.actor).rows.map(\.number) == [2, 1])
    }

    @Test("An action is seen by its group, its holder, its raiser and the coordinator, and by nobody else anywhere")
    func authority() async throws {
        let setting = try await Setting()
        let readings = setting.network.readings
        let cases: [(HolderChoice, [String])] = [
            (.member(setting.bryn.id), ["Asha", "Bryn", "Celia", "Dilys"]),
            (.organisation(setting.saltby), ["Asha", "Bryn", "Celia", "Dilys", "Edda"]),
            (.post("Attendance lead", at: setting.saltby), ["Asha", "Bryn", "Celia", "Dilys", "Edda"]),
            (.all(setting.other), ["Asha", "Celia", "Dilys", "Fenn"]),
            (.named("F. Lovell"), ["Asha", "Celia", "Dilys"]),
        ]
        for (holder, expected) in cases {
            let matter = try await setting.raise(holders: [holder])
            #expect(try await setting.seers(matter) == expected)
            let number = try #require(try await readings.matter(matter.id, as: setting.coordinator.actor)?.number)
            for person in setting.everyone {
                let isShown = expected.contains { person.name.hasPrefix($0) }
                let list = try await readings.matters(as: person.actor).rows.map(\.reference)
                #expect(list.contains(matter) == isShown)
                #expect(try await (readings.matterDetail(number: number, as: person.actor) != nil) == isShown)
                #expect(
                    try await readings.relations(of: person.actor, toMatter: matter.id).isEmpty
                        == (!isShown || person == setting.coordinator)
                )
                #expect(try await readings.viewers(of: matter.id, as: person.actor).isEmpty != isShown)
            }
            let viewers = try await readings.viewers(of: matter.id, as: setting.coordinator.actor)
            let names = setting.everyone.filter { person in viewers.contains { $0.member == person.id } }
            #expect(names.map { String($0.name.prefix { $0 != " " }) } == expected)
        }
    }

    @Test("Counts hold only what the actor may see")
    func counts() async throws {
        let setting = try await Setting()
        let matter = try await setting.raise(holders: [.member(setting.asha.id)])
        try await setting.raise(holders: [.member(setting.bryn.id)])
        try await setting.network.perform(FinishMatter(matter, note: "Done"), as: setting.asha.actor)
        let readings = setting.network.readings
        #expect(
            try await readings.matterCounts(as: setting.coordinator.actor) == [
                .open: 1, .answered: 1, .closed: 0, .withdrawn: 0,
            ]
        )
        #expect(
            try await readings.matterCounts(as: setting.bryn.actor) == [
                .open: 1, .answered: 0, .closed: 0, .withdrawn: 0,
            ]
        )
        #expect(try await readings.matterCounts(as: setting.stranger.actor).values.allSatisfy { $0 == 0 })
        let auditor = Actor.member(Actor.Person(id: ID(), organisation: setting.saltby, roles: [.auditor]))
        #expect(try await readings.matterCounts(as: auditor)[.open] == 0)
    }

    @Test("Nothing a rule seals can be read in the files of the readings")
    func sealed() async throws {
        let setting = try await Setting()
        try await setting.raise(
            "Ring the Zanzibar school",
            holders: [.named("Quillfeather")],
            due: .when("Wexcombe opens")
        )
        let files = try setting.network.readFiles()
        for word in ["Zanzibar", "Quillfeather", "Wexcombe"] { #expect(!files.contains(word)) }
        #expect(files.contains("say-who-holds"))
    }

    @Test("what waits for somebody is shown a hundred at a time, the soonest first, and none is lost between pages")
    func waitingOverPages() async throws {
        let setting = try await Setting()
        let asha = setting.asha
        var raised: Set<ID<Matter>> = []
        for number in 1...MatterHome.perPage + 1 {
            raised.insert(try await setting.raise("Letter \(number)", holders: [.member(asha.id)]).id)
        }
        let today = London.day(setting.network.clock.now)
        var pages: [Found<MatterRow>] = []
        for page in 1...3 {
            let home = try await setting.network.readings.matterHome(as: asha.actor, on: today, page: page)
            pages.append(home.waitingForYou)
        }
        #expect(pages.map(\.rows.count) == [MatterHome.perPage, 1, 0] && pages[0].total == MatterHome.perPage + 1)
        #expect(Set(pages.flatMap(\.rows).map(\.id)) == raised)
    }

    @Test("Home shows the holder what waits for them, the soonest first, one line for a matter")
    func waitingForYou() async throws {
        let setting = try await Setting()
        let asha = setting.asha
        let open = try await setting.raise(holders: [.member(asha.id)])
        let later = try await setting.raise(holders: [.member(asha.id)], due: .on(day("2026-12-14")))
        let soon = try await setting.raise(holders: [.member(asha.id)], due: .on(day("2026-11-25")))
        let waiting = try await setting.home(asha).waitingForYou
        // The finish of the last comes before its receipt is due.
        #expect(waiting.rows.map(\.reference) == [soon, open, later])
        #expect(waiting.rows.map(\.next?.task) == [.finish, .acknowledge, .acknowledge])
        #expect(waiting.total == 3)
        try await setting.network.perform(AcknowledgeMatter(open), as: asha.actor)
        #expect(try await setting.home(asha).waitingForYou.rows.map(\.reference) == [soon, later, open])
        #expect(try await setting.home(setting.bryn).waitingForYou.total == 0)
    }

    @Test("An offer waits for whoever it was made to, and still for the giver")
    func offered() async throws {
        let setting = try await Setting()
        let matter = try await setting.raise(holders: [.member(setting.asha.id)])
        try await setting.network.perform(OfferMatter(matter, to: .member(setting.bryn.id)), as: setting.asha.actor)
        let offered = try await setting.home(setting.bryn).waitingForYou.rows
        #expect(offered.map(\.reference) == [matter])
        #expect(offered.map(\.next) == [nil])
        #expect(try await setting.home(setting.asha).waitingForYou.total == 1)
        try await setting.network.perform(AcceptMatter(matter), as: setting.bryn.actor)
        #expect(try await setting.home(setting.bryn).waitingForYou.rows.map(\.next?.task) == [.finish])
        #expect(try await setting.home(setting.asha).waitingForYou.total == 0)
    }

    @Test("A post's action waits for whoever has the post, and for everyone there while nobody has it")
    func posts() async throws {
        let setting = try await Setting()
        try await setting.raise(holders: [.post("Attendance Lead", at: setting.saltby)])
        #expect(try await setting.home(setting.bryn).waitingForYou.total == 1)
        #expect(try await setting.home(setting.stranger).waitingForYou.total == 0)
        try await setting.network.perform(RemoveMember(member: setting.bryn.id), as: setting.coordinator.actor)
        #expect(try await setting.home(setting.stranger).waitingForYou.total == 1)
    }

    @Test("Each member of a group is shown their own part until they have done it")
    func parts() async throws {
        let setting = try await Setting()
        let matter = try await setting.raise(holders: [.all(setting.steering)])
        #expect(try await setting.home(setting.asha).waitingForYou.total == 1)
        try await setting.network.perform(FinishMatter(matter, note: "Mine"), as: setting.asha.actor)
        #expect(try await setting.home(setting.asha).waitingForYou.total == 0)
        #expect(try await setting.home(setting.chair).waitingForYou.total == 1)
    }

    @Test("What is late with someone else is shown to whoever may remind them, and to nobody else")
    func overdue() async throws {
        let setting = try await Setting()
        let matter = try await setting.raise(holders: [.member(setting.asha.id)], due: .on(day("2026-11-25")))
        setting.network.clock.move(to: at("2026-11-25", "23:59"))
        #expect(try await setting.home(setting.chair).overdueWithOthers.total == 0)
        #expect(try await setting.home(setting.chair).waitingForOthers.rows.map(\.reference) == [matter])
        setting.network.clock.move(to: at("2026-11-26", "00:00"))
        for person in [setting.chair, setting.coordinator] {
            let home = try await setting.home(person)
            #expect(home.overdueWithOthers.rows.map(\.reference) == [matter])
            #expect(home.waitingForOthers.total == 0)
        }
        for person in [setting.asha, setting.bryn, setting.stranger] {
            #expect(try await setting.home(person).overdueWithOthers.total == 0)
        }
        #expect(try await setting.home(setting.asha).waitingForYou.rows.first?.isOverdue(on: day("2026-11-26")) == true)
    }

    @Test("What someone who left still holds is shown as late")
    func left() async throws {
        let setting = try await Setting()
        let matter = try await setting.raise(holders: [.member(setting.bryn.id)])
        #expect(try await setting.home(setting.coordinator).overdueWithOthers.total == 0)
        try await setting.network.perform(RemoveMember(member: setting.bryn.id), as: setting.coordinator.actor)
        #expect(try await setting.home(setting.coordinator).overdueWithOthers.rows.map(\.reference) == [matter])
    }

    @Test("What was answered waits for whoever raised it, and came back to them until they have read it")
    func cameBack() async throws {
        let setting = try await Setting()
        let matter = try await setting.raise(holders: [.member(setting.asha.id)])
        try await setting.network.perform(FinishMatter(matter, note: "All done"), as: setting.asha.actor)
        #expect(try await setting.home(setting.chair).waitingForYou.rows.map(\.next?.task) == [.close])
        #expect(try await setting.home(setting.chair).cameBack.total == 0)
        try await setting.network.perform(CloseMatter(matter), as: setting.chair.actor)
        let back = try await setting.home(setting.chair).cameBack.rows
        #expect(back.map(\.reference) == [matter])
        let answer = try #require(back.first?.answer)
        #expect(try await setting.network.text(answer) == "All done")
        #expect(try await setting.home(setting.asha).cameBack.total == 0)
        // Nothing that came back is lost with time.
        setting.network.clock.move(seconds: 400 * 86_400)
        #expect(try await setting.home(setting.chair).cameBack.rows.map(\.reference) == [matter])
        #expect(try await setting.home(setting.chair).cameBack.rows.first?.isUnread == true)
        try await setting.network.perform(ReadAnswer(matter), as: setting.chair.actor)
        #expect(try await setting.home(setting.chair).cameBack.total == 0)
        #expect(try await setting.network.readings.matter(matter.id, as: setting.chair.actor)?.isUnread == false)
    }

    @Test("An answer comes back to the raiser and to each officer, and each reads it for themselves")
    func cameBackToEach() async throws {
        let setting = try await Setting()
        let network = setting.network
        try await network.perform(
            JoinGroup(group: setting.steering, members: [setting.clerkless.id], office: .clerk),
            as: .scene
        )
        let matter = try await setting.raise(holders: [.member(setting.bryn.id)])
        try await network.perform(FinishMatter(matter, note: "First"), as: setting.bryn.actor)
        try await network.perform(CloseMatter(matter), as: setting.chair.actor)
        #expect(try await setting.home(setting.chair).cameBack.total == 1)
        #expect(try await setting.home(setting.clerkless).cameBack.total == 1)
        // A member of the group may see it, but it is not theirs to be told.
        #expect(try await setting.home(setting.asha).cameBack.total == 0)
        #expect(try await setting.home(setting.bryn).cameBack.total == 0)
        try await network.perform(ReadAnswer(matter), as: setting.chair.actor)
        #expect(try await setting.home(setting.chair).cameBack.total == 0)
        #expect(try await setting.home(setting.clerkless).cameBack.total == 1)
        // Who is no officer any more is not shown what came back to the officers.
        try await network.perform(LeaveGroup(group: setting.steering, member: setting.clerkless.id), as: .scene)
        #expect(try await setting.home(setting.clerkless).cameBack.total == 0)
    }

    @Test("An answer that was not enough goes, and the next one comes back anew")
    func cameBackAgain() async throws {
        let setting = try await Setting()
        let network = setting.network
        let matter = try await setting.raise(holders: [.member(setting.asha.id)])
        try await network.perform(FinishMatter(matter, note: "First"), as: setting.asha.actor)
        try await network.perform(ReadAnswer(matter), as: setting.chair.actor)
        try await network.perform(SayNotEnough(matter, reason: "Which heads?"), as: setting.chair.actor)
        #expect(try await network.readings.matter(matter.id, as: setting.chair.actor)?.isUnread == false)
        try await network.perform(FinishMatter(matter, note: "Second"), as: setting.asha.actor)
        try await network.perform(CloseMatter(matter), as: setting.chair.actor)
        #expect(try await setting.home(setting.chair).cameBack.rows.map(\.reference) == [matter])
    }

    @Test("What someone wrote themselves, or was over before it was recorded, does not come back")
    func cameBackToNobody() async throws {
        let setting = try await Setting()
        let network = setting.network
        let own = try await setting.raise(holders: [.member(setting.chair.id)])
        try await network.perform(FinishMatter(own, note: "Mine"), as: setting.chair.actor)
        try await network.perform(CloseMatter(own), as: setting.chair.actor)
        #expect(try await setting.home(setting.chair).cameBack.total == 0)
        let past = ActionDraft(
            text: "Done long ago",
            holders: [.member(setting.asha.id)],
            group: setting.steering,
            raiser: setting.chair.id,
            outcome: .done(note: "It was done", on: day("2026-10-01"))
        )
        try await network.perform(RaisePast(draft: past), as: .scene)
        #expect(try await network.readings.matters(MatterFilter(state: .closed), as: setting.chair.actor).total == 2)
        #expect(try await setting.home(setting.chair).cameBack.total == 0)
    }

    @Test("What is due by the next meeting follows the meeting when it moves or is cancelled")
    func nextMeeting() async throws {
        let setting = try await Setting()
        let network = setting.network
        let matter = try await setting.raise(holders: [.member(setting.asha.id)], due: .nextMeeting(setting.steering))
        try await network.perform(AcknowledgeMatter(matter), as: setting.asha.actor)
        func deadline() async throws -> Day? {
            try await network.readings.matter(matter.id, as: setting.asha.actor)?.next?.deadline
        }
        #expect(try await deadline() == nil)
        let meeting = MeetingRef(ID(), of: setting.steering)
        let late = MeetingRef(ID(), of: setting.steering)
        for (ref, day) in [
            (late, day("2027-02-01")), (meeting, day("2026-12-09")),
            (MeetingRef(ID(), of: setting.other), day("2026-12-01")),
        ] {
            try await network.perform(CallMeeting(ref, Sitting(day)), as: setting.coordinator.actor)
        }
        #expect(try await deadline() == day("2026-12-09"))
        try await network.perform(MoveMeeting(meeting, Sitting(day("2026-12-16"))), as: setting.coordinator.actor)
        #expect(try await deadline() == day("2026-12-16"))
        try await network.perform(
            CancelMeeting(meeting, agenda: [], reason: "Half-term"),
            as: setting.coordinator.actor
        )
        #expect(try await deadline() == day("2027-02-01"))
    }

    @Test("A list can be narrowed, and paged without losing one")
    func filters() async throws {
        let setting = try await Setting()
        let readings = setting.network.readings
        let mine = try await setting.raise(holders: [.member(setting.bryn.id)], due: .on(day("2026-11-24")))
        let theirs = try await setting.raise(holders: [.organisation(setting.saltby)], due: .when("the term ends"))
        let elsewhere = try await setting.raise(
            holders: [.all(setting.other)],
            group: setting.other,
            by: setting.coordinator
        )
        let actor = setting.coordinator.actor
        func found(_ filter: MatterFilter) async throws -> Set<MatterReference> {
            Set(try await readings.matters(filter, as: actor).rows.map(\.reference))
        }
        #expect(try await found(MatterFilter(holder: setting.bryn.id)) == [mine])
        #expect(try await found(MatterFilter(holder: setting.clerkless.id)) == [elsewhere])
        #expect(try await found(MatterFilter(organisation: setting.saltby)) == [mine, theirs])
        #expect(try await found(MatterFilter(group: setting.other)) == [elsewhere])
        #expect(try await found(MatterFilter(raiser: setting.chair.id)) == [mine, theirs])
        #expect(try await found(MatterFilter(isAskedAbout: true)) == [theirs, elsewhere])
        #expect(try await found(MatterFilter(overdueOn: day("2026-11-24"))) == [])
        #expect(try await found(MatterFilter(overdueOn: day("2026-11-25"))) == [mine])
        #expect(try await found(MatterFilter(state: .closed)) == [])
        var paged: [MatterReference] = []
        for offset in 0..<3 {
            let page = try await readings.matters(as: actor, limit: 1, offset: offset)
            #expect(page.total == 3)
            paged += page.rows.map(\.reference)
        }
        #expect(Set(paged) == [mine, theirs, elsewhere])
    }

    @Test("A matter's page has its whole history, its duties and what the actor owes")
    func detail() async throws {
        let setting = try await Setting()
        let matter = try await setting.raise(holders: [.member(setting.asha.id), .named("F. Lovell")])
        let network = setting.network
        try await network.perform(AcknowledgeMatter(matter), as: setting.asha.actor)
        try await network.perform(OfferMatter(matter, to: .member(setting.bryn.id)), as: setting.asha.actor)
        let detail = try #require(try await network.readings.matterDetail(number: 1, as: setting.coordinator.actor))
        #expect(
            detail.entries.map { type(of: $0.event).type } == [
                "matter.raised", "duty.owed", "duty.owed", "duty.owed", "duty.owed", "duty.met", "matter.offered",
            ]
        )
        #expect(detail.entries.map(\.event.matter).allSatisfy { $0 == matter.id })
        #expect(detail.entries.last?.actor == setting.asha.actor.name)
        #expect(detail.holders.map(\.offeredTo) == [.member(setting.bryn.id), nil])
        let ask = try #require(detail.owed(.sayWhoHolds))
        #expect(detail.holder(about: ask)?.place == 1)
        #expect(detail.owed(.finish) == nil)
        let own = try #require(try await network.readings.matterDetail(number: 1, as: setting.asha.actor))
        #expect(own.owed(.finish) != nil)
        #expect(own.owed(.sayWhoHolds) == nil)
        #expect(try await network.readings.matterDetail(number: 1, as: setting.bryn.actor)?.matter.isOffered == true)
    }

    @Test("Readings made anew from the ledger are the same")
    func rebuilt() async throws {
        let setting = try await Setting()
        let matter = try await setting.raise(holders: [.all(setting.steering)], due: .nextMeeting(setting.steering))
        try await setting.network.perform(FinishMatter(matter, note: "Mine"), as: setting.asha.actor)
        try await setting.network.perform(WithdrawMatter(matter, reason: "Overtaken"), as: setting.chair.actor)
        try await setting.raise(holders: [.member(setting.bryn.id)])
        let anew = try TestNetwork(
            ledger: setting.network.ledger,
            vault: setting.network.vault,
            clock: setting.network.clock
        )
        try await anew.projector.catchUp()
        let actor = setting.coordinator.actor
        #expect(try await anew.readings.matters(as: actor).rows == setting.network.readings.matters(as: actor).rows)
    }
}

/// Raises what was over before it was recorded, as bringing in notes does.
private struct RaisePast: Command {
    let draft: ActionDraft

    var action: Action { .importNotes }
    var reads: [StreamID] { draft.reads }
    var subjects: Set<Subject> { [draft.subject] }

    func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        try Matter.raising(draft, past, context)
    }
}
