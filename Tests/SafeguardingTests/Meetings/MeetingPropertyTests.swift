import Almanac
import Ledger
import Testing

@testable import Safeguarding

/// Random operations, allowed or not, keep what the rules promise.
struct MeetingPropertyTests {
    @Test(arguments: 1...12)
    func `no item is ever lost and agreed notes never change`(seed: Int) async throws {
        var random = Dice(seed: seed)
        var scene = try await MeetingScene()
        var meetings = [scene.meeting]
        for week in 1...3 {
            meetings.append(try await scene.another(day("2026-11-23").adding(days: 7 * week).iso))
        }
        var items: [ID<Item>] = []
        var frozen: [ID<Meeting>: Int] = [:]
        var done = 0
        for _ in 0..<120 {
            if Int.random(in: 0..<15, using: &random) == 0 {
                scene.rules.now = scene.rules.now.adding(seconds: 3 * 86_400)
            }
            let known = items
            do {
                try await step(&scene, meetings, &items, &random)
                done += 1
            } catch is Refusal {
                items = known
            }
            expectEveryItemInOnePlace(scene, meetings, items)
            for meeting in meetings {
                let events = scene.history.filter { $0.stream == Meeting.stream(meeting) }.events.count
                if let agreed = frozen[meeting] { #expect(events == agreed) }
                if scene.state(meeting)?.status == .agreed { frozen[meeting] = events }
            }
        }
        #expect(done > 15)
        #expect(!items.isEmpty)
    }

    private func expectEveryItemInOnePlace(_ scene: MeetingScene, _ meetings: [ID<Meeting>], _ items: [ID<Item>]) {
        for item in items {
            let agendas = meetings.filter { scene.state($0)?.agenda.contains(item) == true }
            switch scene.state(of: item)?.place {
            case .on(let meeting): #expect(agendas == [meeting])
            case .waiting, .dropped: #expect(agendas.isEmpty)
            case nil: Issue.record("An item is gone")
            }
        }
        for meeting in meetings {
            let agenda = scene.state(meeting)?.agenda ?? []
            #expect(Set(agenda).count == agenda.count)
        }
    }

    private func step(
        _ scene: inout MeetingScene,
        _ meetings: [ID<Meeting>],
        _ items: inout [ID<Item>],
        _ random: inout Dice
    ) async throws {
        let group = scene.group
        let meeting = meetings.randomElement(using: &random) ?? scene.meeting
        let other = meetings.randomElement(using: &random) ?? scene.meeting
        let ref = MeetingRef(meeting, of: group)
        let someone = [scene.chair, scene.chair, scene.chair, scene.lead].randomElement(using: &random) ?? scene.chair
        let item = items.randomElement(using: &random) ?? ID()
        let place: ID<Meeting>? = if case .on(let meeting) = scene.state(of: item)?.place { meeting } else { nil }
        let state = scene.state(meeting)
        let fix = Bool.random(using: &random) ? "A slip" : nil
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1, 2:
            let new = ID<Item>()
            items.append(new)
            let details = ItemDetails(title: "Item", dateOwner: scene.lead.id)
            let to = Bool.random(using: &random) ? meeting : nil
            try await scene.does(ProposeItem(item: new, group: group, meeting: to, details), by: someone)
        case 3, 4:
            try await scene.does(
                PlaceItem(ref, item: item, from: Bool.random(using: &random) ? place : nil),
                by: someone
            )
        case 5:
            try await scene.does(ReorderAgenda(ref, (state?.agenda ?? []).shuffled(using: &random)), by: someone)
        case 6:
            let off = TakeItemOff(item: item, group: group, meeting: place, .waits(dateOwner: scene.lead.id))
            try await scene.does(off, by: someone)
        case 7:
            try await scene.does(
                TakeItemOff(item: item, group: group, meeting: place, .dropped(reason: "x")),
                by: someone
            )
        case 8:
            try await scene.does(CancelMeeting(ref, agenda: state?.agenda ?? [], reason: "Snow"), by: someone)
        case 9:
            let revision = state?.revisions[item] ?? 0
            let save = SaveNotes(ref, item: item, text: "Said", fromRevision: revision, correction: fix)
            try await scene.does(save, by: someone)
        case 10:
            try await scene.does(MakeDecision(ref, item: item, NewDecision("So"), correction: fix), by: someone)
        case 11:
            let here = AttendanceEntry.member(scene.lead.id, .present)
            try await scene.does(RecordAttendance(ref, [here], correction: fix), by: someone)
        case 12: try await scene.does(Circulate(ref, to: [scene.lead.id], checkpoint: "c"), by: someone)
        default: try await scene.does(AgreeNotes(ref, at: other), by: someone)
        }
    }
}
