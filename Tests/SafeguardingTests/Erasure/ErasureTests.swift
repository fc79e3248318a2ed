import Ledger
import Testing
import Vault

@testable import Safeguarding

@Suite("What is erased is gone for good, and the history stays whole")
struct ErasureTests {
    @Test("a member's name and address are erased once they have left, by the coordinator alone")
    func member() async throws {
        let net = try await MeetingNetwork()
        let (network, lead) = (net.network, net.lead)
        let coordinator = net.coordinator.actor
        await #expect(throws: Refusal.self, "still in the network") {
            try await network.perform(EraseMember(lead.id, because: .asked), as: coordinator)
        }
        try await network.perform(RemoveMember(member: lead.id), as: coordinator)
        await #expect(throws: Refusal.notAllowed) {
            try await network.perform(EraseMember(lead.id, because: .asked), as: net.chair.actor)
        }
        let before = try await network.ledger.tree(size: nil)
        try await network.perform(EraseMember(lead.id, because: .asked), as: coordinator)

        let events = try await network.events(of: Erasure.stream(Member.subject(lead.id)))
        #expect(events.count == 1)
        #expect((events.first as? SubjectErased)?.reason == .asked)
        #expect(try await network.vault.isErased(Member.subject(lead.id)))
        #expect(try await network.vault.keys.destroyed([.password(lead.id)]) == [.password(lead.id)])
        let names = try await network.office.names(for: coordinator)
        #expect(names[lead.id]?.name == Opener.erasedName)
        #expect(names[lead.id]?.email == nil)
        #expect(names[net.colleague.id]?.name == net.colleague.name)

        // Asked for twice, it is said once; and the earlier history is the beginning of the later one.
        try await network.perform(EraseMember(lead.id, because: .mistake), as: coordinator)
        #expect(try await network.events(of: Erasure.stream(Member.subject(lead.id))).count == 1)
        #expect(try await network.ledger.tree(size: before.size) == before)
    }

    @Test("a meeting's words go with its items, papers and notes; its day, its attendance and other meetings stay")
    func meeting() async throws {
        let net = try await MeetingNetwork()
        let network = net.network
        let (ref, other) = (try await net.meeting("2026-11-20"), try await net.meeting("2026-11-21"))
        let item = try await net.item("Lost files", at: ref)
        let kept = try await net.item("Exchange visits", at: other)
        try await net.attended(ref, [.member(net.lead.id, .present)])
        let paper = try await net.paper(ref, item: item, .members)
        let coming = try await net.meeting("2026-12-20")

        await #expect(throws: Refusal.self, "it is still to come") {
            try await network.perform(EraseMeeting(coming, because: .mistake), as: net.coordinator.actor)
        }
        await #expect(throws: Refusal.notAllowed, "its chair is not enough") {
            try await network.perform(EraseMeeting(ref, because: .mistake), as: net.chair.actor)
        }
        try await network.perform(EraseMeeting(ref, because: .keptLongEnough), as: net.coordinator.actor)

        let view = try #require(try await net.readings.meetingView(ref.meeting, as: net.chair.actor))
        let opener = try await network.opener(for: view.subjects)
        let title = try #require(view.items.first?.item.title)
        #expect(opener.open(title) == .erased)
        #expect(view.attendance.count == 1)
        #expect(view.items.first?.papers.map(\.id) == [paper])
        #expect(try await network.vault.isErased(Meeting.source(ref.meeting)))
        let untouched = try #require(
            try await net.readings.meetingView(other.meeting, as: net.chair.actor)?.items.first
        )
        #expect(untouched.item.id == kept)
        #expect(try await network.text(try #require(untouched.item.title)) == "Exchange visits")
        await #expect(throws: Refusal.self, "nothing can be written under a key that is gone") {
            try await network.perform(CancelMeeting(ref, agenda: [item], reason: "Late"), as: net.chair.actor)
        }
    }

    @Test("the actions raised at a meeting keep their words, unless they are named; those of another cannot be")
    func actions() async throws {
        let net = try await MeetingNetwork()
        let network = net.network
        let (ref, other) = (try await net.meeting("2026-11-20"), try await net.meeting("2026-11-21"))
        func raise(_ text: String, at ref: MeetingRef) async throws -> ID<Matter> {
            let item = try await net.item(text, at: ref)
            let action = NewAction(text, holders: [.member(net.lead.id)])
            let notes = SaveNotes(ref, item: item, text: "As said", fromRevision: 0, newActions: [action])
            try await network.perform(notes, as: net.chair.actor)
            return action.matter
        }
        let (here, kept, there) = (
            try await raise("Write to the schools", at: ref), try await raise("Ask the board", at: ref),
            try await raise("Find a room", at: other)
        )
        await #expect(throws: Refusal.self) {
            try await network.perform(EraseMeeting(ref, with: [there], because: .asked), as: net.coordinator.actor)
        }
        try await network.perform(EraseMeeting(ref, with: [here], because: .asked), as: net.coordinator.actor)
        #expect(try await network.vault.isErased(Matter.subject(here)))
        #expect(try await !network.vault.isErased(Matter.subject(kept)))
        #expect(try await !network.vault.isErased(Matter.subject(there)))
        // Those that were left are still offered afterwards.
        try await network.perform(EraseMeeting(ref, with: [kept], because: .asked), as: net.coordinator.actor)
        #expect(try await network.vault.isErased(Matter.subject(kept)))
    }

    @Test("what was taken off its agenda for good goes too, and nothing that waits or went to another meeting")
    func dropped() async throws {
        let net = try await MeetingNetwork()
        let network = net.network
        let (ref, other) = (try await net.meeting("2026-11-20"), try await net.meeting("2026-12-20"))
        let (gone, waiting, moved) = (
            try await net.item("Gone", at: ref), try await net.item("Waiting", at: ref),
            try await net.item("Moved", at: ref)
        )
        let coordinator = net.coordinator.actor
        func takeOff(_ item: ID<Item>, _ fate: TakeItemOff.Fate) async throws {
            let off = TakeItemOff(item: item, group: ref.group, meeting: ref.meeting, fate)
            try await network.perform(off, as: net.chair.actor)
        }
        try await takeOff(gone, .dropped(reason: "Done elsewhere"))
        for item in [waiting, moved] { try await takeOff(item, .waits(dateOwner: net.chair.id)) }
        try await network.perform(PlaceItem(other, item: moved), as: net.chair.actor)
        let dropped = try await net.readings.droppedItems(of: ref.meeting, as: coordinator)
        #expect(dropped == [gone])
        #expect(try await net.readings.droppedItems(of: ref.meeting, as: net.chair.actor).isEmpty)
        await #expect(throws: Refusal.agendaChanged, "it still waits") {
            try await network.perform(EraseMeeting(ref, dropped: [waiting], because: .asked), as: coordinator)
        }
        try await network.perform(EraseMeeting(ref, dropped: dropped, because: .asked), as: coordinator)
        #expect(try await network.vault.isErased(Item.subject(gone)))
        for kept in [waiting, moved] { #expect(try await !network.vault.isErased(Item.subject(kept))) }
    }

    @Test("what notes had put on other meetings goes with them, once they were taken back out")
    func takenOut() async throws {
        let net = try await MeetingNetwork()
        let (network, coordinator) = (net.network, net.coordinator.actor)
        let ref = MeetingRef(ID(), of: try await net.meeting("2026-12-20").group)
        let next = ImportedMeeting.NextMeeting(MeetingScene.sitting("2025-05-07"))
        let notes = ImportedMeeting(
            sitting: MeetingScene.sitting("2025-03-05"),
            attendance: .recorded([.member(net.lead.id, .present)]),
            items: [.init(number: "1", title: "Lost files", notes: "Nobody knows how many.")],
            nextAgenda: [.init(title: "Text line", meeting: next.meeting), .init(title: "Protocol", meeting: nil)],
            nextMeetings: [next],
            status: .draft,
            source: "NOTES",
            sourceKey: "k1"
        )
        try await network.perform(ImportMeeting(ref, notes), as: coordinator)
        #expect(try await net.readings.droppedItems(of: ref.meeting, as: coordinator).isEmpty)
        let brought = try #require(try await net.readings.broughtIn(with: ref.meeting, as: coordinator))
        let out = TakeNotesOut(ref, brought, sourceKeys: ["k1"], reason: "Another network's")
        try await network.perform(out, as: coordinator)
        let dropped = try await net.readings.droppedItems(of: ref.meeting, as: coordinator)
        #expect(Set(dropped).isSuperset(of: notes.nextAgenda.map(\.item)))
        #expect(try await net.readings.reference(ofMeeting: ref.meeting) == ref)
        try await network.perform(EraseMeeting(ref, dropped: dropped, because: .mistake), as: coordinator)
        for item in notes.nextAgenda.map(\.item) { #expect(try await network.vault.isErased(Item.subject(item))) }
        #expect(try await net.readings.droppedItems(of: ref.meeting, as: coordinator).isEmpty)
    }

    @Test("readings made from nothing know of the erasure, and another node destroys the keys that it still finds")
    func rebuilt() async throws {
        let net = try await MeetingNetwork()
        let network = net.network
        try await network.perform(RemoveMember(member: net.lead.id), as: net.coordinator.actor)
        try await network.perform(EraseMember(net.lead.id, because: .asked), as: net.coordinator.actor)
        let again = try TestNetwork(ledger: network.ledger, vault: network.vault)
        try await again.projector.catchUp()
        #expect(try await again.readings.erasure(of: Member.subject(net.lead.id))?.reason == .asked)
        #expect(try await again.readings.erasedSubjects() == [Member.subject(net.lead.id)])
        #expect(try await again.office.names(for: net.coordinator.actor)[net.lead.id]?.name == Opener.erasedName)

        // A vault whose keys were put back from before: the key is there until the ledger is followed.
        let older = Vault(keys: MemoryKeys(), master: .random(network: ID())) { network.clock.now }
        _ = try await older.sealer(for: [Member.subject(net.lead.id)])
        let restored = try TestNetwork(ledger: network.ledger, vault: older)
        #expect(try await older.holdsKey(of: Member.subject(net.lead.id)))
        try await restored.projector.catchUp()
        #expect(try await !older.holdsKey(of: Member.subject(net.lead.id)))
        #expect(try await older.isErased(Member.subject(net.lead.id)))
    }
}
