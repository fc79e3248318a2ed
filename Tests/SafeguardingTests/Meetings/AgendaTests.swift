import Almanac
import Ledger
import Testing

@testable import Safeguarding

struct AgendaTests {
    @Test func `a member's proposal goes to the end of the agenda`() async throws {
        var scene = try await MeetingScene()
        let first = try await scene.item("Welcome")
        let item = ID<Item>()
        let details = ItemDetails(title: "Exchange visits", minutes: 20)
        try await scene.does(
            ProposeItem(item: item, group: scene.group, meeting: scene.meeting, details),
            by: scene.lead
        )
        #expect(scene.state()?.agenda == [first, item])
        #expect(scene.state(of: item)?.place == .on(scene.meeting))
        #expect(scene.state(of: item)?.proposer == scene.lead.id)
    }

    @Test func `someone outside the group proposes nothing`() async throws {
        let scene = try await MeetingScene()
        let propose = ProposeItem(
            group: scene.group,
            meeting: nil,
            ItemDetails(title: "Mine", dateOwner: scene.lead.id)
        )
        #expect(try await scene.refusal(propose, by: scene.outsider) == .notAllowed)
    }

    @Test func `an item that waits has someone who finds a date`() async throws {
        var scene = try await MeetingScene()
        let nobody = ProposeItem(group: scene.group, meeting: nil, ItemDetails(title: "Text line talk"))
        #expect(try await scene.refusal(nobody, by: scene.lead)?.field == "dateOwner")
        let item = ID<Item>()
        let details = ItemDetails(title: "Text line talk", dateOwner: scene.chair.id)
        try await scene.does(ProposeItem(item: item, group: scene.group, meeting: nil, details), by: scene.lead)
        #expect(scene.state(of: item)?.place == .waiting)
        #expect(scene.state()?.agenda == [])
    }

    @Test(
        arguments: [
            (ItemDetails(title: "  "), "title"), (ItemDetails(title: "Talk", minutes: 0), "minutes"),
            (ItemDetails(title: "Talk", minutes: 601), "minutes"),
            (ItemDetails(title: "Talk", presenter: ID()), "presenter"),
            (ItemDetails(title: "Talk", marking: .named, named: [ID()]), "named"),
        ]
    )
    func `what will not do names its field`(details: ItemDetails, field: String) async throws {
        let scene = try await MeetingScene()
        let propose = ProposeItem(group: scene.group, meeting: scene.meeting, details)
        #expect(try await scene.refusal(propose, by: scene.lead)?.field == field)
    }

    @Test func `after the day only whoever runs the meeting adds to its agenda`() async throws {
        var scene = try await MeetingScene()
        scene.rules.now = at("2026-11-24")
        let propose = ProposeItem(group: scene.group, meeting: scene.meeting, ItemDetails(title: "Any other business"))
        #expect(try await scene.refusal(propose, by: scene.lead)?.isOutOfTurn == true)
        #expect(try await scene.refusal(propose, by: scene.chair) == nil)
    }

    @Test func `a waiting item is put on a meeting once`() async throws {
        var scene = try await MeetingScene()
        let item = ID<Item>()
        let details = ItemDetails(title: "Text line talk", dateOwner: scene.chair.id)
        try await scene.does(ProposeItem(item: item, group: scene.group, meeting: nil, details), by: scene.lead)
        let place = PlaceItem(scene.ref, item: item)
        #expect(try await scene.refusal(place, by: scene.lead) == .notAllowed)
        try await scene.does(place, by: scene.chair)
        #expect(scene.state()?.agenda == [item])
        #expect(try await scene.refusal(place, by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `an item moves to another meeting and leaves the first`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Exchange visits")
        let next = try await scene.another("2027-01-20")
        try await scene.does(
            PlaceItem(MeetingRef(next, of: scene.group), item: item, from: scene.meeting),
            by: scene.chair
        )
        #expect(scene.state()?.agenda == [])
        #expect(scene.state(next)?.agenda == [item])
        #expect(scene.state(of: item)?.place == .on(next))
    }

    @Test func `an item with notes stays where they were taken`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Exchange visits")
        let next = try await scene.another("2027-01-20")
        try await scene.does(SaveNotes(scene.ref, item: item, text: "Discussed.", fromRevision: 0), by: scene.chair)
        let move = PlaceItem(MeetingRef(next, of: scene.group), item: item, from: scene.meeting)
        #expect(try await scene.refusal(move, by: scene.chair)?.isOutOfTurn == true)
        let drop = TakeItemOff(item: item, group: scene.group, meeting: scene.meeting, .dropped(reason: "Done"))
        #expect(try await scene.refusal(drop, by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `an order that misses an item is refused`() async throws {
        var scene = try await MeetingScene()
        let first = try await scene.item("Welcome")
        let second = try await scene.item("Updates")
        #expect(try await scene.refusal(ReorderAgenda(scene.ref, [second]), by: scene.chair) == .agendaChanged)
        #expect(try await scene.refusal(ReorderAgenda(scene.ref, [second, second]), by: scene.chair) == .agendaChanged)
        try await scene.does(ReorderAgenda(scene.ref, [second, first]), by: scene.chair)
        #expect(scene.state()?.agenda == [second, first])
        #expect(try await scene.does(ReorderAgenda(scene.ref, [second, first]), by: scene.chair).isEmpty)
    }

    @Test func `a proposer changes their own item, another member does not`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Exchange visits")
        var details = ItemDetails(title: "Exchange visits and host families", presenter: scene.lead.id)
        let change = ChangeItem(item: item, group: scene.group, meeting: scene.meeting, details)
        #expect(try await scene.refusal(change, by: scene.lead) == .notAllowed)
        try await scene.does(change, by: scene.chair)
        details.minutes = 25
        let mine = ChangeItem(item: item, group: scene.group, meeting: scene.meeting, details)
        #expect(try await scene.refusal(mine, by: scene.lead) == nil)
    }

    @Test func `an item taken off waits with an owner, or is dropped with a reason`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Exchange visits")
        let wait = TakeItemOff(item: item, group: scene.group, meeting: scene.meeting, .waits(dateOwner: scene.lead.id))
        try await scene.does(wait, by: scene.chair)
        #expect(scene.state()?.agenda == [])
        #expect(scene.state(of: item)?.dateOwner == scene.lead.id)
        let silent = TakeItemOff(item: item, group: scene.group, meeting: nil, .dropped(reason: ""))
        #expect(try await scene.refusal(silent, by: scene.chair)?.field == "reason")
        let drop = TakeItemOff(item: item, group: scene.group, meeting: nil, .dropped(reason: "Answered by post"))
        try await scene.does(drop, by: scene.chair)
        #expect(scene.state(of: item)?.place == .dropped)
        #expect(try await scene.refusal(PlaceItem(scene.ref, item: item), by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `items begin when those before them end, until one does not say how long it takes`() throws {
        let ten = try #require(ClockTime(iso: "10:00"))
        let times = Agenda.times(from: ten, minutes: [5, 20, nil, 10])
        #expect(times.map { $0?.from.iso } == ["10:00", "10:05", "10:25", nil])
        #expect(times.map { $0?.to?.iso } == ["10:05", "10:25", nil, nil])
        #expect(Agenda.times(from: nil, minutes: [5]) == [nil])
    }
}
