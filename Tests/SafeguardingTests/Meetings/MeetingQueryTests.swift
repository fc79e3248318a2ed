import Almanac
import Ledger
import Testing
import Vault

@testable import Safeguarding

struct MeetingQueryTests {
    @Test func `people see the meetings of their groups, the coordinator all, others none`() async throws {
        let scene = try await MeetingNetwork()
        let main = try await scene.meeting("2026-12-02")
        let steering = try await scene.meeting("2026-12-09", of: scene.steering)
        func seen(_ actor: Actor) async throws -> [ID<Meeting>] {
            try await scene.readings.meetings(as: actor).map(\.id)
        }
        #expect(try await seen(scene.lead.actor) == [main.meeting])
        #expect(try await seen(scene.outsider.actor) == [steering.meeting])
        #expect(try await seen(scene.chair.actor) == [steering.meeting, main.meeting])
        #expect(try await seen(scene.coordinator.actor) == [steering.meeting, main.meeting])
        #expect(try await seen(scene.auditor.actor).isEmpty)
        #expect(try await seen(.guest(.init(link: "k", member: scene.lead.id))).isEmpty)
        #expect(try await scene.readings.meeting(steering.meeting, as: scene.lead.actor) == nil)
        #expect(try await scene.readings.meetingView(steering.meeting, as: scene.lead.actor) == nil)
        #expect(try await scene.readings.invitations(to: steering.meeting, as: scene.lead.actor).isEmpty)
        #expect(
            try await scene.readings.nextMeeting(of: scene.steering, from: day("2026-11-23"), as: scene.lead.actor)
                == nil
        )
        let table = try await scene.readings.attendance(
            of: scene.steering,
            until: day("2027-01-01"),
            as: scene.lead.actor
        )
        #expect(table.lines.isEmpty && table.unrecorded == 0)
    }

    @Test func `someone who left the group sees its meetings no more`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        try await scene.network.perform(LeaveGroup(group: scene.main, member: scene.lead.id), as: .scene)
        #expect(try await scene.readings.meetingView(ref.meeting, as: scene.lead.actor) == nil)
    }

    @Test func `meetings are numbered by day, and a cancelled one has no number`() async throws {
        let scene = try await MeetingNetwork()
        let third = try await scene.meeting("2026-12-16")
        let first = try await scene.meeting("2026-12-02")
        let off = try await scene.meeting("2026-12-09")
        try await scene.network.perform(CancelMeeting(off, agenda: [], reason: "Snow"), as: scene.chair.actor)
        let rows = try await scene.readings.meetings(of: scene.main, as: scene.lead.actor)
        #expect(rows.map(\.id) == [third.meeting, off.meeting, first.meeting])
        #expect(rows.map(\.number) == [2, nil, 1])
        let next = try await scene.readings.nextMeeting(of: scene.main, from: day("2026-12-03"), as: scene.lead.actor)
        #expect(next?.id == third.meeting)
        #expect(
            try await scene.readings.meeting(of: scene.main, on: day("2026-12-02"), as: scene.lead.actor)?.id
                == first.meeting
        )
        #expect(try await scene.readings.meeting(of: scene.main, on: day("2026-12-09"), as: scene.lead.actor) == nil)
    }

    @Test func `a meeting whole has its items in order with times, notes, decisions and who was there`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        let second = try await scene.item("Updates", at: ref) { $0.minutes = 20 }
        let first = try await scene.item("Welcome", at: ref) { $0.minutes = 5 }
        try await scene.network.perform(ReorderAgenda(ref, [first, second]), as: scene.chair.actor)
        try await scene.network.perform(
            SaveNotes(ref, item: second, text: "Old.", fromRevision: 0, newDecisions: [NewDecision("We go on.")]),
            as: scene.chair.actor
        )
        try await scene.network.perform(
            SaveNotes(ref, item: second, text: "New.", fromRevision: 1),
            as: scene.chair.actor
        )
        try await scene.attended(
            ref,
            [
                .member(scene.lead.id, .present), .member(scene.chair.id, .remotely),
                .guest(
                    ID(),
                    .init(name: "Sunniva Roe", organisation: nil, organisationAsWritten: "Regional office"),
                    .present
                ),
            ]
        )
        let view = try #require(try await scene.readings.meetingView(ref.meeting, as: scene.lead.actor))
        #expect(view.agenda == [first, second])
        #expect(view.items.map(\.item.number) == ["1", "2"])
        #expect(view.items.map { $0.time?.from.iso } == ["10:00", "10:05"])
        #expect(view.items[1].notes?.revision == 2)
        #expect(view.items[1].decisions.count == 1)
        #expect(view.meeting.present == 3)
        #expect(view.attendance.map(\.organisationName) == ["Northmere", "Southholt", nil])
        #expect(!view.isRunByActor)
        let opener = try await scene.network.opener(for: view.subjects)
        #expect(view.items[1].notes.flatMap { opener.text($0.text) } == "New.")
        #expect(view.items[0].item.title.flatMap { opener.text($0) } == "Welcome")
        #expect(view.attendance[2].guest.flatMap { opener.text($0) } == "Sunniva Roe")
        let history = try await scene.readings.noteHistory(of: second, at: ref.meeting, as: scene.lead.actor)
        #expect(history.map { opener.text($0.text) } == ["Old.", "New."])
        #expect(try await scene.readings.noteHistory(of: second, at: ref.meeting, as: scene.outsider.actor).isEmpty)
    }

    @Test func `an item for named people is theirs alone, and whoever runs the meeting sees a gap`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        let open = try await scene.item("Updates", at: ref)
        let closed = try await scene.item("A family", at: ref, by: scene.colleague) {
            ($0.marking, $0.named) = (.named, [scene.lead.id])
        }
        try await scene.network.perform(
            SaveNotes(ref, item: closed, text: "Said.", fromRevision: 0, newDecisions: [NewDecision("So.")]),
            as: .scene
        )
        _ = try await scene.paper(ref, item: closed, .members, by: .scene)
        func view(_ someone: Someone) async throws -> MeetingView? {
            try await scene.readings.meetingView(ref.meeting, as: someone.actor)
        }
        for someone in [scene.lead, scene.colleague] {
            let view = try #require(try await view(someone))
            #expect(view.items.map(\.item.isOpen) == [true, true])
            #expect(view.items[1].decisions.count == 1 && view.items[1].papers.count == 1)
        }
        for someone in [scene.chair, scene.coordinator] {
            let view = try #require(try await view(someone))
            #expect(view.items.map(\.item.isOpen) == [true, false])
            #expect(view.agenda == [open, closed])
            let part = view.items[1]
            #expect(part.item.title == nil && part.item.proposer == nil && part.item.named.isEmpty)
            #expect(part.notes == nil && part.decisions.isEmpty && part.papers.isEmpty)
            #expect(!view.subjects.contains(Item.subject(closed)))
            #expect(try await scene.readings.noteHistory(of: closed, at: ref.meeting, as: someone.actor).isEmpty)
            #expect(try await scene.readings.item(closed, as: someone.actor) == nil)
        }
        let late = try await scene.network.member("Merrin Quill", of: scene.south)
        try await scene.network.perform(JoinGroup(group: scene.main, members: [late.id], office: .member), as: .scene)
        #expect(try await view(late)?.agenda == [open])
    }

    @Test func `a paper for named people is theirs alone`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        let all = try await scene.paper(ref, .members)
        let few = try await scene.paper(ref, .named, named: [scene.lead.id])
        func papers(_ someone: Someone) async throws -> [ID<Paper>] {
            try await scene.readings.meetingView(ref.meeting, as: someone.actor)?.papers.map(\.id) ?? []
        }
        #expect(try await papers(scene.lead) == [all, few])
        #expect(try await papers(scene.chair) == [all, few])
        #expect(try await papers(scene.colleague) == [all])
        #expect(try await papers(scene.coordinator) == [all])
        #expect(try await scene.readings.paper(few, as: scene.colleague.actor) == nil)
        #expect(try await scene.readings.paper(few, as: scene.coordinator.actor) == nil)
        #expect(try await scene.readings.paper(all, as: scene.outsider.actor) == nil)
        #expect(try await scene.readings.paper(few, as: scene.lead.actor)?.chunks == [Hash(of: [1, 2, 3])])
        #expect(try await scene.readings.paper(all, as: scene.colleague.actor)?.id == all)
        try await scene.network.perform(RemovePaper(ref, all), as: scene.chair.actor)
        #expect(try await papers(scene.lead) == [few])
    }

    @Test func `a presenter from outside sees the item and its papers, and nothing else of the meeting`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        let item = try await scene.item("Text line", at: ref) { $0.presenter = scene.outsider.id }
        let other = try await scene.item("Updates", at: ref)
        let mine = try await scene.paper(ref, item: item, .members)
        let annex = try await scene.paper(ref, .members)
        let secret = try await scene.paper(ref, item: item, .named, named: [scene.lead.id])
        for guest in [scene.outsider.actor, .guest(.init(link: "meeting/\(ref.meeting)/k", member: scene.outsider.id))]
        {
            let shown = try #require(try await scene.readings.presentation(item, as: guest))
            #expect(shown.item.id == item && shown.papers.map(\.id) == [mine])
            #expect(try await scene.readings.presentation(other, as: guest) == nil)
            #expect(try await scene.readings.meetingView(ref.meeting, as: guest) == nil)
            #expect(try await scene.readings.paper(mine, as: guest)?.id == mine)
            #expect(try await scene.readings.paper(annex, as: guest) == nil)
            #expect(try await scene.readings.paper(secret, as: guest) == nil)
        }
    }

    @Test func `what waits is listed with its owner until it has a date`() async throws {
        let scene = try await MeetingNetwork()
        let item = ID<Item>()
        let details = ItemDetails(title: "Text line talk", dateOwner: scene.lead.id)
        try await scene.network.perform(
            ProposeItem(item: item, group: scene.main, meeting: nil, details),
            as: scene.colleague.actor
        )
        let waiting = try await scene.readings.waitingItems(as: scene.lead.actor)
        #expect(waiting.map(\.id) == [item])
        #expect(waiting.map(\.dateOwner) == [scene.lead.id])
        #expect(try await scene.readings.waitingItems(as: scene.outsider.actor).isEmpty)
        #expect(try await scene.readings.waitingItems(of: scene.steering, as: scene.chair.actor).isEmpty)
        let ref = try await scene.meeting("2026-12-02")
        try await scene.network.perform(PlaceItem(ref, item: item), as: scene.chair.actor)
        #expect(try await scene.readings.waitingItems(as: scene.lead.actor).isEmpty)
        #expect(try await scene.readings.item(item, as: scene.lead.actor)?.meeting == ref.meeting)
        let off = TakeItemOff(item: item, group: scene.main, meeting: ref.meeting, .dropped(reason: "Sent round"))
        try await scene.network.perform(off, as: scene.chair.actor)
        let dropped = try #require(try await scene.readings.item(item, as: scene.colleague.actor))
        #expect(dropped.place == .dropped && dropped.meeting == nil)
        let opener = try await scene.network.opener(for: [Item.subject(item)])
        #expect(dropped.dropped.flatMap { opener.text($0) } == "Sent round")
    }

    @Test func `circulation, corrections and agreement show on the meeting`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        let item = try await scene.item("Updates", at: ref)
        let chair = scene.chair.actor
        try await scene.network.perform(SaveNotes(ref, item: item, text: "Said.", fromRevision: 0), as: chair)
        try await scene.network.perform(Circulate(ref, to: [scene.lead.id], checkpoint: "log\n9\n"), as: chair)
        let fix = SaveNotes(ref, item: item, text: "Said well.", fromRevision: 1, correction: "Spelling")
        try await scene.network.perform(fix, as: chair)
        let later = try await scene.meeting("2026-11-30")
        scene.network.clock.move(to: at("2026-11-30"))
        try await scene.network.perform(AgreeNotes(ref, at: later.meeting), as: chair)
        let view = try #require(try await scene.readings.meetingView(ref.meeting, as: scene.lead.actor))
        #expect(view.meeting.status == .agreed)
        #expect(view.meeting.agreedIn == later.meeting)
        #expect(view.meeting.checkpoint == "log\n9\n")
        #expect(view.meeting.circulatedAt == at("2026-11-23"))
        #expect(view.circulation.map(\.member) == [scene.lead.id])
        let opener = try await scene.network.opener(for: view.subjects)
        #expect(view.corrections.map { opener.text($0.what) } == ["Spelling"])
    }

    @Test func `the source of imported notes is for those who may bring notes in`() async throws {
        let scene = try await MeetingNetwork()
        let ref = MeetingRef(ID(), of: scene.main)
        let notes = ImportedMeeting(
            sitting: Sitting(day("2025-03-05")),
            attendance: .notRecorded,
            items: [.init(number: "4b", title: "Updates", notes: "Said.")],
            status: .agreed,
            source: "The whole source",
            sourceKey: "k"
        )
        try await scene.network.perform(ImportMeeting(ref, notes), as: scene.chair.actor)
        let source = try await scene.readings.importedSource(of: ref.meeting, as: scene.chair.actor)
        #expect(try await scene.network.text(try #require(source)) == "The whole source")
        #expect(try await scene.readings.importedSource(of: ref.meeting, as: scene.lead.actor) == nil)
        let view = try #require(try await scene.readings.meetingView(ref.meeting, as: scene.lead.actor))
        #expect(view.items.map(\.item.number) == ["4b"])
        #expect(view.meeting.wasImported && view.meeting.status == .agreed && !view.meeting.attendanceKnown)
    }
}
