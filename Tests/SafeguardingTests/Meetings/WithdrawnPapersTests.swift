import Ledger
import Testing

@testable import Safeguarding

struct WithdrawnPapersTests {
    @Test func `a withdrawn paper is listed to those who could have it, and opens to nobody`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        let hidden = try await scene.item("A family", at: ref) {
            ($0.marking, $0.named) = (.named, [scene.lead.id])
        }
        let all = try await scene.paper(ref, .members)
        let few = try await scene.paper(ref, .named, named: [scene.lead.id])
        let ofItem = try await scene.paper(ref, item: hidden, .members, by: .system("test"))
        for paper in [all, few, ofItem] {
            try await scene.network.perform(RemovePaper(ref, paper), as: scene.chair.actor)
        }
        func listed(_ someone: Someone) async throws -> Set<ID<Paper>>? {
            try await scene.readings.meetingView(ref.meeting, as: someone.actor).map { Set($0.withdrawn.map(\.id)) }
        }
        #expect(try await listed(scene.lead) == [all, few, ofItem])
        // Whoever proposed the item, and added the paper for few, may have both.
        #expect(try await listed(scene.chair) == [all, few, ofItem])
        #expect(try await listed(scene.colleague) == [all])
        #expect(try await listed(scene.coordinator) == [all])
        #expect(try await listed(scene.outsider) == nil)
        let view = try #require(try await scene.readings.meetingView(ref.meeting, as: scene.lead.actor))
        #expect(view.withdrawn.allSatisfy { $0.actor == scene.chair.actor.name && !$0.wasReplaced })
        #expect(view.papers.isEmpty && view.narrowed(to: .members).withdrawn.isEmpty)
        for paper in [all, few, ofItem] {
            for someone in [scene.lead, scene.chair, scene.coordinator] {
                #expect(try await scene.readings.paper(paper, as: someone.actor) == nil)
            }
        }
    }

    @Test func `one whose place a newer took says so, and the newer counts on`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        let first = try await scene.paper(ref, .members)
        let details = PaperDetails(
            title: "Summary",
            fileName: "summary.txt",
            mediaType: "text/plain",
            bytes: 3,
            marking: .members,
            chunks: ["\(Hash(of: [1, 2, 3]))"]
        )
        try await scene.network.perform(
            AddPaper(ref, item: nil, paper: ID(), details, replaces: first),
            as: scene.chair.actor
        )
        let view = try #require(try await scene.readings.meetingView(ref.meeting, as: scene.lead.actor))
        #expect(view.withdrawn.map(\.id) == [first] && view.withdrawn.map(\.wasReplaced) == [true])
        #expect(view.papers.map(\.version) == [2])
    }
}
