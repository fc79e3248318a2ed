import Ledger
import Testing

@testable import Safeguarding

/// What is raised under an item for named people only is for them, its holders and whoever raised it.
struct NamedOnlyTests {
    private struct Setting {
        let scene: MeetingNetwork
        let ref: MeetingRef
        let item: ID<Item>
        let action: MatterReference

        /// The chair notes an action of someone outside the group, under an item that names the lead.
        init(_ marking: Marking = .named) async throws {
            scene = try await MeetingNetwork()
            let (ref, lead) = (try await scene.meeting("2026-11-23"), scene.lead.id)
            item = try await scene.item("A family", at: ref) {
                ($0.marking, $0.named) = (marking, marking == .named ? [lead] : [])
            }
            let action = NewAction("Ring the school", holders: [.member(scene.outsider.id)])
            let save = SaveNotes(ref, item: item, text: "", fromRevision: 0, newActions: [action])
            try await scene.network.perform(save, as: scene.chair.actor)
            self.ref = ref
            self.action = MatterReference(action.matter, group: marking == .named ? nil : scene.main, item: item)
        }

        func row(_ someone: Someone) async throws -> MatterRow? {
            let found = try await scene.readings.matters(as: someone.actor).rows
            #expect(
                found.map(\.id) == (try await scene.readings.matter(action.id, as: someone.actor)).map { [$0.id] } ?? []
            )
            return found.first
        }
    }

    @Test func `its words are for those named on the item, its holder and whoever raised it`() async throws {
        let setting = try await Setting()
        let scene = setting.scene
        for (someone, relation) in [(scene.lead, Relation.named), (scene.chair, .raiser), (scene.outsider, .holder)] {
            let row = try #require(try await setting.row(someone))
            #expect(row.isOpen && row.relations.contains(relation))
        }
        for someone in [scene.colleague, scene.auditor] {
            #expect(try await setting.row(someone) == nil)
            #expect(try await scene.readings.matterCount(MatterFilter(), as: someone.actor) == 0)
            #expect(try await scene.readings.mattersWaiting(for: someone.actor) == 0)
        }
    }

    @Test func `the coordinator sees that it is there and who has it, and nothing that was said`() async throws {
        let setting = try await Setting()
        let scene = setting.scene
        try await scene.network.perform(UpdateMatter(setting.action, text: "Rang twice"), as: scene.outsider.actor)
        let row = try #require(try await setting.row(scene.coordinator))
        #expect(!row.isOpen && row.holder == .member(scene.outsider.id))
        let detail = try await scene.readings.matterDetail(number: row.number, as: scene.coordinator.actor)
        #expect(detail?.entries.isEmpty == true)
        #expect(try await scene.readings.mattersWaiting(for: scene.coordinator.actor) == 0)
        // It can be chased without being read.
        try await scene.network.perform(RemindHolder(setting.action), as: scene.coordinator.actor)
        let told = try await scene.readings.matterDetail(number: row.number, as: scene.lead.actor)
        #expect(told?.entries.map { type(of: $0.event).type }.suffix(2) == ["matter.updated", "matter.reminded"])
        let viewers = try await scene.readings.viewers(of: setting.action.id, as: scene.lead.actor).map(\.member)
        #expect(
            Set(viewers)
                == Set([scene.lead, scene.chair, scene.outsider, scene.coordinator].map(\.id))
        )
    }

    @Test func `whoever may not read it hands it over to those alone whom it is for`() async throws {
        let setting = try await Setting()
        let scene = setting.scene
        func offer(_ someone: Someone) -> OfferMatter {
            OfferMatter(setting.action, place: 0, to: .member(someone.id))
        }
        let unread = scene.coordinator.actor
        for other in [scene.colleague, scene.coordinator] {
            let refused = await #expect(throws: Refusal.self) {
                try await scene.network.perform(offer(other), as: unread)
            }
            #expect(refused?.field == "to")
        }
        // Nor by naming no item, or another.
        for item in [nil, try await scene.item("Updates", at: setting.ref)] {
            let hidden = MatterReference(setting.action.id, group: nil, item: item)
            await #expect(throws: Refusal.notFound) {
                try await scene.network.perform(
                    OfferMatter(hidden, place: 0, to: .member(scene.colleague.id)),
                    as: unread
                )
            }
        }
        try await scene.network.perform(offer(scene.lead), as: unread)
        try await scene.network.perform(offer(scene.chair), as: unread)
        // Whoever raised it has read it, and says who else may.
        try await scene.network.perform(offer(scene.colleague), as: scene.chair.actor)
        #expect(try await setting.row(scene.colleague)?.isOpen == true)
    }

    @Test func `an item that is marked for named people later takes its actions with it`() async throws {
        let setting = try await Setting(.members)
        let scene = setting.scene
        #expect(try await setting.row(scene.colleague)?.isOpen == true)
        let named = ItemDetails(title: "A family", marking: .named, named: [scene.lead.id])
        let change = ChangeItem(item: setting.item, group: scene.main, meeting: setting.ref.meeting, named)
        try await scene.network.perform(change, as: scene.chair.actor)
        #expect(try await setting.row(scene.colleague) == nil)
        #expect(try await setting.row(scene.lead)?.isOpen == true)
        #expect(try await setting.row(scene.coordinator)?.isOpen == false)
    }

    @Test func `the table alone says who sees what is for named people`() {
        for role in Role.allCases {
            #expect(Policy.verdict(.seeNamedPapers, roles: [role], relations: [.inGroup, .officer]) == .deny)
            #expect(Policy.verdict(.seeNamedPapers, roles: [role], relations: [.named]) == .allow)
        }
        let guest = Actor.guest(Actor.Guest(link: "matter/x/y", member: ID()))
        for action in Action.allCases {
            let may: Set<Action> = [
                .answerInvitation, .seeInvited, .prepareItem, .seeMatter, .workOnMatter, .seeNamedPapers, .openMail,
            ]
            #expect(Policy.allows(action, guest, [.guest]) == may.contains(action), "\(action)")
            #expect(!Policy.allows(action, guest, []), "\(action)")
        }
    }

    @Test func `someone named on a paper from outside the group opens it by that relation and no other`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        let id = try await scene.paper(ref, .named, named: [scene.outsider.id])
        let paper = try #require(try await scene.readings.paper(id, as: scene.outsider.actor))
        #expect(try await scene.readings.relations(of: scene.outsider.actor, toPaper: paper) == [.named])
        #expect(try await scene.readings.relations(of: scene.colleague.actor, toPaper: paper) == [.inGroup])
        #expect(try await scene.readings.paper(id, as: scene.colleague.actor) == nil)
        // A link opens what its holder presents, not what they are named on.
        let guest = Actor.guest(.init(link: "meeting/\(ref.meeting)/k", member: scene.outsider.id))
        #expect(try await scene.readings.paper(id, as: guest) == nil)
    }

    @Test func `whoever comes for a member sees its papers by the same link, but for what is for named people`()
        async throws
    {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        let lead = scene.lead.id
        let shown = try await scene.item("Updates", at: ref)
        let hidden = try await scene.item("A family", at: ref) { ($0.marking, $0.named) = (.named, [lead]) }
        let mine = try await scene.item("A school", at: ref) { ($0.marking, $0.presenter) = (.named, lead) }
        let all = try await scene.paper(ref, .members)
        let ofItem = try await scene.paper(ref, item: shown, .schools)
        let closed = [
            try await scene.paper(ref, .named, named: [lead]), try await scene.paper(ref, item: hidden, .members),
        ]
        let guest = Actor.guest(.init(link: "meeting/\(ref.meeting)/k", member: lead))
        let view = try await scene.readings.invitedView(of: ref.meeting, as: guest)
        #expect(view.items.map(\.id) == [shown])
        #expect(Set(view.papers.map(\.id)) == [all, ofItem])
        for paper in [all, ofItem] { #expect(try await scene.readings.paper(paper, as: guest)?.id == paper) }
        for paper in closed { #expect(try await scene.readings.paper(paper, as: guest) == nil) }
        // The item is for whoever presents it by name, not for the one who comes instead.
        #expect(try await scene.readings.presentation(mine, as: guest) != nil)
        let reply = AnswerInvitation(ref, of: lead, .substitute(.init(name: "Pia Holm", email: nil)))
        try await scene.network.perform(reply, as: guest)
        #expect(try await scene.readings.presentation(mine, as: guest) == nil)
        // Of another meeting, or from outside the group, nothing.
        let other = try await scene.meeting("2026-12-09")
        #expect(try await scene.readings.invitedView(of: other.meeting, as: guest).items.isEmpty)
        let outsider = Actor.guest(.init(link: "meeting/\(ref.meeting)/k", member: scene.outsider.id))
        #expect(try await scene.readings.invitedView(of: ref.meeting, as: outsider).papers.isEmpty)
        #expect(try await scene.readings.paper(all, as: outsider) == nil)
    }

    @Test func `a presenter gives papers for their item by link, and for nothing else`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        let item = try await scene.item("Text line", at: ref) { $0.presenter = scene.outsider.id }
        let other = try await scene.item("Updates", at: ref)
        let guest = Actor.guest(.init(link: "meeting/\(ref.meeting)/k", member: scene.outsider.id))
        let paper = try await scene.paper(ref, item: item, .members, by: guest)
        #expect(try await scene.readings.presentation(item, as: guest)?.papers.map(\.id) == [paper])
        #expect(try await scene.readings.paper(paper, as: scene.colleague.actor)?.id == paper)
        let elsewhere = Actor.guest(.init(link: "meeting/\(ID<Meeting>())/k", member: scene.outsider.id))
        let someone = Actor.guest(.init(link: "meeting/\(ref.meeting)/k", member: scene.colleague.id))
        for (item, actor) in [(other, guest), (nil, guest), (item, elsewhere), (item, someone)] as [(ID<Item>?, Actor)]
        {
            await #expect(throws: Refusal.notAllowed) { try await scene.paper(ref, item: item, .members, by: actor) }
        }
        await #expect(throws: Refusal.notAllowed) {
            let change = ChangeItem(item: item, group: scene.main, meeting: ref.meeting, ItemDetails(title: "Mine"))
            try await scene.network.perform(change, as: scene.outsider.actor)
        }
    }

    @Test func `a substitute counts for the organisation of whoever they come for`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        try await scene.attended(
            ref,
            [
                .member(scene.chair.id, .present),
                .guest(ID(), .init(name: "Pia Holm", organisation: nil), .present, standingInFor: scene.lead.id),
            ]
        )
        let table = try await scene.readings.attendance(of: scene.main, until: day("2026-11-23"), as: scene.chair.actor)
        #expect(table.lines.first { $0.organisation == scene.south }?.cells == [.present])
        let view = try #require(try await scene.readings.meetingView(ref.meeting, as: scene.chair.actor))
        #expect(view.attendance.last?.organisation == scene.south)
        #expect(view.attendance.last?.standingInFor == scene.lead.id)
    }
}
