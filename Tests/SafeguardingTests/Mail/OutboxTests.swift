import Almanac
import Ledger
import Synchronization
import Testing
import Vault

@testable import Safeguarding

/// A mail server of this process: keeps what it was handed, and answers as it is told.
final class FakeCarrier: MailCarrier {
    private struct State {
        var carried: [MailRow] = []
        var answers: [Addressee: MailResult] = [:]
    }

    private let state = Mutex(State())
    private let onCarry: @Sendable (MailRow) async -> Void

    init(onCarry: @escaping @Sendable (MailRow) async -> Void = { _ in }) {
        self.onCarry = onCarry
    }

    var carried: [MailRow] { state.withLock(\.carried) }

    func answer(_ result: MailResult, to addressee: Addressee) {
        state.withLock { $0.answers[addressee] = result }
    }

    func carry(_ mail: MailRow, in run: JobRun) async throws -> MailResult {
        await onCarry(mail)
        return state.withLock { state in
            state.carried.append(mail)
            return state.answers[mail.to] ?? .accepted
        }
    }

    func nextTry(tries: Int, first: Instant, last: Instant) -> Instant? {
        tries < 3 ? last.adding(seconds: 60) : nil
    }
}

struct OutboxTests {
    fileprivate struct Scene {
        let meetings: MeetingNetwork
        let ref: MeetingRef
        let desk = MemoryDesk()
        var network: TestNetwork { meetings.network }

        init() async throws {
            meetings = try await MeetingNetwork()
            ref = try await meetings.meeting("2026-11-23")
            let item = try await meetings.item("Updates", at: ref)
            let notes = SaveNotes(ref, item: item, text: "Said.", fromRevision: 0)
            try await meetings.network.perform(notes, as: meetings.chair.actor)
        }

        func circulate() async throws {
            let to = [meetings.chair.id, meetings.lead.id, meetings.colleague.id]
            try await network.perform(
                Circulate(ref, to: to, checkpoint: "c", way: .mail),
                as: meetings.chair.actor
            )
        }

        func outbox(_ carrier: FakeCarrier, node: TestNetwork? = nil) -> Outbox {
            Outbox((node ?? network).office, desk: desk, carrier: carrier)
        }

        func standings() async throws -> [MailState.Standing] {
            try await network.projector.catchUp()
            return try await network.readings.mails([.notes], about: ref.meeting, as: meetings.chair.actor).map(
                \.standing
            )
        }
    }

    @Test func `what is opened to write mails is on the record before, once for all that go together`() async throws {
        let scene = try await Scene()
        try await scene.circulate()
        let ledger = scene.network.ledger
        @Sendable func runs() async throws -> [JobAdmitted] {
            try await ledger.events(of: StreamID("job/outbox"), after: 0).map { try Events.decode($0) }
                .compactMap { $0 as? JobAdmitted }
        }
        let carrier = FakeCarrier { mail in
            let runs = try? await runs()
            #expect(runs?.last?.about?.contains("\(Mail.stream(mail.id))") == true)
        }
        let outbox = scene.outbox(carrier)
        #expect(try await outbox.tick() == 3)
        let mails = carrier.carried.map { "\(Mail.stream($0.id))" }
        #expect(try await runs().map { Set($0.about ?? []) } == [Set(mails)])
        #expect(try await runs().map(\.reason) == ["write the letters that wait"])
        // Nothing to write, nothing on the record.
        try await scene.network.projector.catchUp()
        #expect(try await outbox.tick() == 0)
        #expect(try await runs().count == 1)
    }

    @Test func `an actor of a run opens under its record, and another under none`() async throws {
        let scene = try await Scene()
        let office = scene.network.office
        let run = try await office.gate.begin("outbox", because: "write the letters that wait")
        let gate = office.running(run).gate
        let subjects = Admission.Subjects.these([Meeting.subject(scene.ref.meeting)])
        let recorded = try gate.admit(.system("outbox"), to: .seeMeetings, opening: subjects)
        guard case .recorded(let receipt) = recorded.kind else {
            return #expect(Bool(false), "the outbox opens without a record")
        }
        #expect(!receipt.positions.isEmpty && recorded.purpose.raw == "write the letters that wait")
        for actor in [Actor.system("clock"), scene.meetings.chair.actor] {
            #expect(try gate.admit(actor, to: .seeMeetings, [.inGroup], opening: subjects).kind == .ordinary)
        }
        #expect(try office.gate.admit(.system("outbox"), to: .seeMeetings, opening: subjects).kind == .ordinary)
        #expect(throws: Refusal.notAllowed) {
            try gate.admit(scene.meetings.outsider.actor, to: .seeMeetings, opening: subjects)
        }
        // The record is worth no more than half an hour.
        scene.network.clock.move(seconds: JobRun.longest + 1)
        let late = try gate.admit(.system("outbox"), to: .seeMeetings, opening: subjects)
        await #expect(throws: (any Error).self) { try await office.vault.opener(under: late) }
    }

    @Test func `several are handed over at once, at most four, and each once`() async throws {
        let scene = try await Scene()
        for _ in 0..<4 { try await scene.circulate() }
        let busy = Mutex((now: 0, most: 0))
        let carrier = FakeCarrier { _ in
            busy.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            for _ in 0..<50 { await Task.yield() }
            busy.withLock { $0.now -= 1 }
        }
        #expect(try await scene.outbox(carrier).tick() == 12)
        #expect(Set(carrier.carried.map(\.id)).count == 12 && carrier.carried.count == 12)
        #expect(busy.withLock(\.most) <= 4)
    }

    @Test func `what is queued is handed over once, and recorded`() async throws {
        let scene = try await Scene()
        try await scene.circulate()
        let carrier = FakeCarrier()
        let outbox = scene.outbox(carrier)
        #expect(try await outbox.tick() == 3)
        #expect(try await scene.standings() == [.sent, .sent, .sent])
        #expect(try await outbox.tick() == 0)
        #expect(Set(carrier.carried.map(\.to)).count == 3)
    }

    @Test func `readings that are behind send nothing twice`() async throws {
        let scene = try await Scene()
        try await scene.circulate()
        let carrier = FakeCarrier()
        let outbox = scene.outbox(carrier)
        try await outbox.tick()
        // The readings have not seen what was sent.
        #expect(try await outbox.tick() == 0)
        #expect(carrier.carried.count == 3)
    }

    @Test func `a node that holds the lease keeps the other out, and its death does not for long`() async throws {
        let scene = try await Scene()
        try await scene.circulate()
        let (first, second) = (FakeCarrier(), FakeCarrier())
        let dead = scene.outbox(first)
        first.answer(.later(code: nil, reason: "Away."), to: .member(scene.meetings.lead.id))
        try await dead.tick()
        let node = try TestNetwork(
            ledger: scene.network.ledger,
            vault: scene.network.vault,
            clock: scene.network.clock
        )
        try await node.projector.catchUp()
        scene.network.clock.move(seconds: 10)
        #expect(try await scene.outbox(second, node: node).tick() == 0)
        scene.network.clock.move(seconds: 60)
        #expect(try await scene.outbox(second, node: node).tick() == 1)
        #expect(second.carried.map(\.to) == [.member(scene.meetings.lead.id)])
        #expect(try await scene.standings() == [.sent, .sent, .sent])
    }

    @Test func `what must wait is tried again when its time has come, and given up in the end`() async throws {
        let scene = try await Scene()
        try await scene.circulate()
        let carrier = FakeCarrier()
        let lead = Addressee.member(scene.meetings.lead.id)
        carrier.answer(.later(code: 451, reason: "Come back."), to: lead)
        let outbox = scene.outbox(carrier)
        var tried: [Int] = []
        for _ in 0..<5 {
            tried.append(try await outbox.tick())
            try await scene.network.projector.catchUp()
            tried.append(try await outbox.tick())
            scene.network.clock.move(seconds: 61)
        }
        #expect(tried == [3, 0, 1, 0, 1, 0, 0, 0, 0, 0])
        let mails = try await scene.network.readings.mails(
            [.notes],
            about: scene.ref.meeting,
            as: scene.meetings.chair.actor
        )
        let mail = try #require(mails.first { $0.to == lead })
        #expect(mail.standing == .returned && mail.fault == .gaveUp && mail.code == 451)
        let reason = try #require(mail.reason)
        #expect(try await scene.network.text(reason) == "Come back.")
    }

    @Test func `what is refused comes back, and what is over is dropped`() async throws {
        let scene = try await Scene()
        try await scene.circulate()
        let carrier = FakeCarrier()
        carrier.answer(.refused(code: 550, reason: "No such person."), to: .member(scene.meetings.lead.id))
        carrier.answer(.outdated, to: .member(scene.meetings.colleague.id))
        try await scene.outbox(carrier).tick()
        #expect(Set(try await scene.standings()) == [.sent, .returned, .dropped])
        #expect(try !scene.network.readFiles().contains("No such person"))
    }

    @Test func `mails that follow from what happened are queued once, by any number of nodes`() async throws {
        let scene = try await Scene()
        let matter = try await scene.raise()
        try await scene.network.perform(RemindHolder(matter), as: scene.meetings.chair.actor)
        let carrier = FakeCarrier()
        let outbox = scene.outbox(carrier)
        #expect(try await outbox.tick() == 0)
        // A restart before the readings have seen that it is queued.
        try await scene.outbox(carrier).tick()
        try await scene.network.projector.catchUp()
        #expect(try await outbox.tick() == 1)
        let mails = carrier.carried
        #expect(mails.map(\.to) == [.member(scene.meetings.lead.id)])
        #expect(mails.map(\.why) == [.waits([matter.id])])
    }

    @Test func `who holds it without an account is reminded by mail too, where there is an address`() async throws {
        let scene = try await Scene()
        let network = scene.network
        func guest(_ name: String, _ email: String?) async throws -> ID<Member> {
            let member = ID<Member>()
            let details = try await network.office.details(
                name: name,
                email: email,
                organisation: scene.meetings.lead.organisation
            )
            try await network.perform(
                RegisterMembers([.init(member: member, details: details)]),
                as: scene.meetings.coordinator.actor
            )
            return member
        }
        let asha = try await guest("Asha Ward", "asha@library.example")
        let bea = try await guest("Bea Ward", nil)
        for holder in [asha, bea] {
            let matter = try await scene.raise(for: holder)
            try await network.perform(RemindHolder(matter), as: scene.meetings.chair.actor)
        }
        let carrier = FakeCarrier()
        let outbox = scene.outbox(carrier)
        for _ in 0..<2 {
            try await outbox.tick()
            try await network.projector.catchUp()
        }
        #expect(carrier.carried.map(\.to) == [.member(asha)])
    }

    @Test func `what is late is told to its holder and to the coordinator, a day later to nobody`() async throws {
        let scene = try await Scene()
        let early = try await scene.raise(due: "2026-11-25")
        let clock = scene.network.clock
        clock.move(to: at("2026-11-26", "06:00"))
        try await EscalationClock(scene.network.office).tick(clock.now)
        try await scene.network.projector.catchUp()
        let carrier = FakeCarrier()
        let outbox = scene.outbox(carrier)
        try await outbox.tick()
        try await scene.network.projector.catchUp()
        try await outbox.tick()
        let told = Dictionary(grouping: carrier.carried, by: \.to).mapValues { $0.map(\.why) }
        #expect(told[.member(scene.meetings.lead.id)] == [.waits([early.id])])
        #expect(told[.member(scene.meetings.coordinator.id)] == [.overdue([early.id])])
        #expect(told.count == 2)

        // A network whose first mail server comes a day too late.
        try await scene.network.perform(RemindHolder(early), as: scene.meetings.chair.actor)
        clock.move(seconds: Outbox.memory + 1)
        let late = FakeCarrier()
        for _ in 0..<2 {
            try await scene.outbox(late).tick()
            try await scene.network.projector.catchUp()
        }
        #expect(late.carried.isEmpty)
    }

    @Test func `those who were sent an invitation are told that the meeting moved or is off`() async throws {
        let scene = try await Scene()
        let ref = try await scene.meetings.meeting("2026-12-10")
        let chair = scene.meetings.chair.actor
        let invite = InviteToMeeting(ref, to: [scene.meetings.lead.id], presenting: [], round: "1", way: .mail)
        try await scene.network.perform(invite, as: chair)
        let byHand = InviteToMeeting(ref, to: [scene.meetings.colleague.id], presenting: [], round: "2", way: .file)
        try await scene.network.perform(byHand, as: chair)
        let carrier = FakeCarrier()
        let outbox = scene.outbox(carrier)
        func pass() async throws {
            for _ in 0..<2 {
                try await outbox.tick()
                try await scene.network.projector.catchUp()
            }
        }
        try await pass()
        try await scene.network.perform(MoveMeeting(ref, Sitting(day("2026-12-11"))), as: chair)
        try await pass()
        try await scene.network.perform(CancelMeeting(ref, agenda: [], reason: "Snow"), as: chair)
        try await pass()
        func told(_ person: Someone) -> [Mail.Why] { carrier.carried.filter { $0.to == .member(person.id) }.map(\.why) }
        #expect(
            told(scene.meetings.lead) == [.invitation(ref.meeting), .moved(ref.meeting), .calledOff(ref.meeting)]
        )
        #expect(told(scene.meetings.colleague) == [.moved(ref.meeting), .calledOff(ref.meeting)])
        #expect(carrier.carried.count == 5)
    }

    @Test func `only those who run a group's meetings see what went to whom, and its circulation list`() async throws {
        let scene = try await Scene()
        try await scene.circulate()
        let readings = scene.network.readings
        for (someone, isAllowed) in [
            (scene.meetings.chair, true), (scene.meetings.coordinator, true), (scene.meetings.lead, false),
            (scene.meetings.outsider, false), (scene.meetings.auditor, false),
        ] {
            let mails = try await readings.mails([.notes], about: scene.ref.meeting, as: someone.actor)
            #expect(mails.isEmpty != isAllowed)
            #expect(try await readings.correspondents(of: scene.ref.group, as: someone.actor).isEmpty)
        }
    }

    @Test func `what leaves is narrowed to what its reader may receive`() async throws {
        let scene = try await Scene()
        let meetings = scene.meetings
        let ref = try await meetings.meeting("2026-11-16")
        for marking in Marking.allCases {
            let item = try await meetings.item(marking.title, at: ref) { details in
                details.marking = marking
                details.named = marking == .named ? [meetings.lead.id] : []
            }
            for paper in Marking.allCases {
                _ = try await meetings.paper(ref, item: item, paper, named: paper == .named ? [meetings.lead.id] : [])
            }
        }
        _ = try await meetings.paper(ref, .public)
        try await scene.network.perform(
            MakeDecision(ref, item: nil, NewDecision("Two join.")),
            as: meetings.chair.actor
        )
        try await meetings.attended(ref, [.member(meetings.lead.id, .present)])
        let whole = try #require(await meetings.readings.meetingView(ref.meeting, as: .system("outbox")))
        #expect(whole.items.count == 4)
        for (receives, items) in [
            (Marking.named, [Marking.members, .schools, .public]), (.members, [.members, .schools, .public]),
            (.schools, [.schools, .public]), (.public, [.public]),
        ] {
            let view = whole.narrowed(to: receives)
            #expect(view.items.map(\.item.marking) == items)
            #expect(view.items.flatMap(\.papers).allSatisfy { $0.marking >= max(receives, .members) })
            #expect(view.papers.count == 1 && !view.isRunByActor)
            #expect(view.decisions.isEmpty == (receives > .members))
            #expect(view.attendance.isEmpty == (receives > .members))
        }
    }
}

extension OutboxTests.Scene {
    fileprivate func raise(due: String = "2026-12-20", for holder: ID<Member>? = nil) async throws -> MatterReference {
        let draft = ActionDraft(
            text: "Write to the heads",
            holders: [.member(holder ?? meetings.lead.id)],
            due: .on(day(due)),
            group: ref.group,
            raiser: meetings.chair.id
        )
        try await network.perform(RaiseAction(draft), as: meetings.chair.actor)
        return MatterReference(draft.matter, group: ref.group)
    }
}
