import Almanac
import Ledger
import Testing
import Vault

@testable import Safeguarding

/// A note sheet that comes back, and markings that change.
struct SheetTests {
    private static let sealed =
        #"{"box":"AAECAwQFBgcICQoLDA0ODxAREhM=","of":"import/6f1c0000-0000-4000-8000-000000000001"}"#
    private static let meeting = #""meeting":"6f1c0000-0000-4000-8000-000000000001""#
    private static let named = #""named":["6f1c0000-0000-4000-8000-000000000002"]"#
    private static let item = #""item":"6f1c0000-0000-4000-8000-000000000003""#
    private static let paper = #""paper":"6f1c0000-0000-4000-8000-000000000004""#

    /// Each as the first Safeloop that had it wrote it. These texts never change.
    static let golden: [(type: String, text: String)] = [
        ("meeting.sheet.brought-in", "{\(meeting),\"source\":\(sealed)}"),
        ("item.marked", "{\(item),\"marking\":\"named\",\(named)}"),
        ("item.marked", "{\(item),\"marking\":\"public\",\"named\":[]}"),
        ("meeting.paper.marked", "{\"marking\":\"named\",\(meeting),\(named),\(paper)}"),
        (
            "meeting.paper.added",
            """
            {"bytes":3,"chunks":["00"],"fileName":\(sealed),\(item),"marking":"members","mediaType":"text/plain",\
            \(meeting),"named":[],\(paper),"title":\(sealed)}
            """
        ),
        (
            "meeting.paper.added",
            """
            {"bytes":3,"chunks":["00"],"fileName":\(sealed),"marking":"members","mediaType":"text/plain",\
            \(meeting),"named":[],\(paper),"replaces":"6f1c0000-0000-4000-8000-000000000005","title":\(sealed)}
            """
        ),
    ]

    @Test("Every event that was ever written still opens, and is written the same", arguments: golden.indices)
    func opens(index: Int) throws {
        let (name, text) = Self.golden[index]
        let type = try #require(MeetingEvents.all.first { $0.type == name })
        let event = try Coding.decode(type, from: Array(text.utf8))
        #expect(String(decoding: try Coding.encode(event), as: UTF8.self) == text)
    }

    // MARK: Sheets

    private func sheet(_ scene: MeetingScene, _ item: ID<Item>, from revision: Int = 0) -> BringInSheet {
        let action = NewAction("Ring the school", holders: [.member(scene.lead.id)])
        let save = SaveNotes(
            scene.ref,
            item: item,
            text: "Said.",
            fromRevision: revision,
            newActions: [action],
            newDecisions: [NewDecision("So.")]
        )
        return BringInSheet(
            scene.ref,
            saves: [save],
            attendance: [.member(scene.lead.id, .present)],
            source: "The whole sheet"
        )
    }

    @Test func `everything on a sheet comes in at once, with the sheet itself, sealed apart`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        let changes = try await scene.does(sheet(scene, item), by: scene.chair)
        #expect(changes.all(ItemNoted.self).map(\.revision) == [1])
        #expect(changes.all(DecisionMade.self).count == 1)
        #expect(changes.all(MatterRaised.self).map(\.origin) == [.meeting(scene.meeting, item: item)])
        #expect(changes.all(AttendanceRecorded.self).map(\.presence) == [.present])
        #expect(changes.all(SheetBroughtIn.self).map(\.source.subject) == [Meeting.source(scene.meeting)])
        #expect(Set(changes.map(\.stream)).count == changes.count)
    }

    @Test func `a sheet that was looked through before somebody saved newer notes changes nothing`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        try await scene.does(SaveNotes(scene.ref, item: item, text: "Newer.", fromRevision: 0), by: scene.chair)
        #expect(try await scene.refusal(sheet(scene, item), by: scene.chair) == .newerNotes)
        #expect(try await scene.refusal(sheet(scene, item, from: 1), by: scene.chair) == nil)
        #expect(try await scene.refusal(sheet(scene, item, from: 1), by: scene.lead) == .notAllowed)
    }

    @Test func `lines of no item get one of their own, and what comes next is called and put on its agenda`()
        async throws
    {
        var scene = try await MeetingScene()
        let (other, next, wanted) = (ID<Item>(), ID<Meeting>(), ID<Item>())
        let save = SaveNotes(scene.ref, item: other, text: "Loose.", fromRevision: 0)
        let sheet = BringInSheet(
            scene.ref,
            saves: [save],
            others: .init(item: other, title: "Other notes"),
            forward: [
                .init(item: wanted, title: "Exchange visits", meeting: next), .init(title: "Later", meeting: nil),
            ],
            next: .init(meeting: next, MeetingScene.sitting("2027-01-14")),
            source: "The whole sheet"
        )
        let changes = try await scene.does(sheet, by: scene.chair)
        #expect(scene.state()?.agenda == [other])
        #expect(scene.state(next)?.agenda == [wanted])
        #expect(scene.state(next)?.day?.iso == "2027-01-14")
        #expect(changes.all(ItemProposed.self).last?.dateOwner == scene.chair.id)
        #expect(Set(changes.map(\.stream)).count == changes.count)
    }

    @Test func `agreed notes take no sheet, and circulated ones only with what is corrected`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        try await scene.does(SaveNotes(scene.ref, item: item, text: "Said.", fromRevision: 0), by: scene.chair)
        try await scene.circulated()
        let command = sheet(scene, item, from: 1)
        #expect(try await scene.refusal(command, by: scene.chair)?.field == "correction")
        try await scene.agreed()
        #expect(try await scene.refusal(command, by: scene.chair) == .agreed)
    }

    // MARK: Markings

    @Test func `an item is marked anew by those it belongs to, agreed or not, and never by who may not see it`()
        async throws
    {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        try await scene.does(SaveNotes(scene.ref, item: item, text: "Said.", fromRevision: 0), by: scene.chair)
        try await scene.agreed()
        func mark(_ marking: Marking, _ named: [ID<Member>] = []) -> MarkItem {
            MarkItem(item: item, group: scene.group, marking, named: named)
        }
        #expect(try await scene.refusal(mark(.public), by: scene.lead) == .notAllowed)
        #expect(try await scene.refusal(mark(.named), by: scene.chair)?.field == "named")
        let closed = try await scene.does(mark(.named, [scene.lead.id]), by: scene.coordinator)
        #expect(closed.all(ItemMarked.self).map(\.named) == [[scene.lead.id, scene.coordinator.id]])
        #expect(scene.state(of: item)?.marking == .named)
        #expect(scene.state(of: item)?.isOpen(to: scene.outsider.actor) == false)
        try await scene.does(mark(.public), by: scene.coordinator)
        #expect(scene.state(of: item)?.isOpen(to: scene.outsider.actor) == true)
    }

    @Test func `a paper is marked anew and replaced by those who may have it`() async throws {
        var scene = try await MeetingScene()
        func details(_ marking: Marking, _ named: [ID<Member>] = []) -> PaperDetails {
            PaperDetails(
                title: "A",
                fileName: "a",
                mediaType: "text/plain",
                bytes: 1,
                marking: marking,
                named: named,
                chunks: ["00"]
            )
        }
        let (first, second) = (ID<Paper>(), ID<Paper>())
        try await scene.does(AddPaper(scene.ref, item: nil, paper: first, details(.members)), by: scene.chair)
        let close = MarkPaper(scene.ref, item: nil, first, .named, named: [scene.lead.id])
        #expect(try await scene.refusal(close, by: scene.lead) == .notAllowed)
        try await scene.does(close, by: scene.chair)
        let loosen = MarkPaper(scene.ref, item: nil, first, .public)
        #expect(try await scene.refusal(loosen, by: scene.coordinator) == .notAllowed)
        let newer = AddPaper(scene.ref, item: nil, paper: second, details(.members), replaces: first)
        #expect(try await scene.refusal(newer, by: scene.coordinator)?.field == "replaces")
        let changes = try await scene.does(newer, by: scene.chair)
        #expect(changes.all(PaperAdded.self).map(\.replaces) == [first])
        #expect(scene.state()?.papers.keys.sorted() == [second])
        #expect(try await scene.refusal(loosen, by: scene.chair) == .notFound)
    }
}
