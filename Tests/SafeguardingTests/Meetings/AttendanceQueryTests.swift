import Almanac
import Ledger
import Testing

@testable import Safeguarding

struct AttendanceQueryTests {
    private func table(_ scene: MeetingNetwork, until: String = "2026-11-23") async throws -> AttendanceTable {
        try await scene.readings.attendance(of: scene.main, until: day(until), as: scene.lead.actor)
    }

    @Test func `authorities not heard at the last two meetings are named`() async throws {
        let scene = try await MeetingNetwork()
        let quiet = try await scene.network.organisation("Eastwold")
        let once = try await scene.network.organisation("Westmarch")
        let school = try await scene.network.organisation("Thornbeck Academy", .school)
        let (first, second, third) = (
            try await scene.meeting("2026-06-03"), try await scene.meeting("2026-09-02"),
            try await scene.meeting("2026-11-04")
        )
        let north = AttendanceEntry.member(scene.chair.id, .present)
        let early = AttendanceEntry.guest(ID(), .init(name: "Sunniva Roe", organisation: quiet), .present)
        try await scene.attended(first, [north, early])
        try await scene.attended(
            second,
            [north, .guest(ID(), .init(name: "Ivo Lund", organisation: once), .apologies)]
        )
        try await scene.attended(third, [north, .member(scene.lead.id, .absent)])
        let table = try await table(scene)
        #expect(table.meetings.map(\.id) == [first.meeting, second.meeting, third.meeting])
        #expect(table.silent.map(\.name) == ["Eastwold", "Southholt"])
        #expect(table.lines.first { $0.organisation == quiet }?.cells == [.present, nil, nil])
        #expect(table.lines.first { $0.organisation == once }?.cells == [nil, .apologies, nil])
        #expect(!table.lines.contains { $0.organisation == school })
    }

    @Test func `a meeting whose attendance nobody wrote down counts nobody absent`() async throws {
        let scene = try await MeetingNetwork()
        let (first, second) = (try await scene.meeting("2026-06-03"), try await scene.meeting("2026-09-02"))
        _ = try await scene.meeting("2026-11-04")
        let south = AttendanceEntry.member(scene.lead.id, .present)
        try await scene.attended(first, [south])
        try await scene.attended(second, [.member(scene.chair.id, .present)])
        let table = try await table(scene)
        #expect(table.meetings.map(\.id) == [first.meeting, second.meeting])
        #expect(table.unrecorded == 1)
        #expect(table.silent.isEmpty)
    }

    @Test func `one meeting alone makes nobody silent, and meetings to come do not count`() async throws {
        let scene = try await MeetingNetwork()
        try await scene.attended(try await scene.meeting("2026-11-04"), [.member(scene.chair.id, .present)])
        _ = try await scene.meeting("2026-12-02")
        let table = try await table(scene)
        #expect(table.meetings.count == 1 && table.unrecorded == 0)
        #expect(table.silent.isEmpty)
    }

    @Test func `apologies sent beforehand are heard, until the attendance says otherwise`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        try await scene.network.perform(AnswerInvitation(ref, of: scene.lead.id, .apologies), as: scene.lead.actor)
        try await scene.attended(ref, [.member(scene.chair.id, .present)])
        let south = try await table(scene).lines.first { $0.organisation == scene.south }
        #expect(south?.cells == [.apologies])
        #expect(try await scene.readings.meeting(ref.meeting, as: scene.lead.actor)?.apologies == 1)
        try await scene.attended(ref, [.member(scene.lead.id, .present)])
        #expect(try await table(scene).lines.first { $0.organisation == scene.south }?.cells == [.present])
        #expect(try await scene.readings.meeting(ref.meeting, as: scene.lead.actor)?.apologies == 0)
    }

    @Test func `a substitute counts for the organisation of whom they stand in for`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        let substitute = AttendanceEntry.guest(
            ID(),
            .init(name: "Pia Holm", organisation: nil),
            .present,
            standingInFor: scene.lead.id
        )
        try await scene.attended(ref, [substitute])
        #expect(try await table(scene).lines.first { $0.organisation == scene.south }?.cells == [.present])
    }

    @Test func `attendance stays with the organisation someone belonged to then`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        try await scene.attended(ref, [.member(scene.outsider.id, .present)])
        let moved = MemberDetails(name: "Wren Adair", email: nil, emailKey: nil, organisation: scene.north)
        let details = try await scene.readings.member(scene.outsider.id)
        var kept = moved
        kept.email = "wren.adair@network.example"
        kept.emailKey = details?.emailKey
        let change = ChangeMember(member: scene.outsider.id, details: kept, earlierEmailKey: details?.emailKey)
        try await scene.network.perform(change, as: .scene)
        let view = try await scene.readings.meetingView(ref.meeting, as: scene.lead.actor)
        #expect(view?.attendance.map(\.organisation) == [scene.south])
    }

    @Test func `everyone invited is listed with their answer or without`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        let item = try await scene.item("Text line", at: ref) { $0.presenter = scene.outsider.id }
        let reply = AnswerInvitation.Reply.substitute(.init(name: "Pia Holm", email: "pia@network.example"))
        try await scene.network.perform(AnswerInvitation(ref, of: scene.lead.id, reply), as: scene.lead.actor)
        let rows = try await scene.readings.invitations(to: ref.meeting, as: scene.chair.actor)
        let answers = Dictionary(uniqueKeysWithValues: rows.map { ($0.member, $0.answer) })
        #expect(
            answers == [
                scene.chair.id: nil, scene.lead.id: .substitute, scene.colleague.id: nil, scene.outsider.id: nil,
            ]
        )
        #expect(rows.first { $0.member == scene.outsider.id }?.presents == [item])
        let name = try #require(rows.first { $0.member == scene.lead.id }?.substitute)
        #expect(try await scene.network.text(name) == "Pia Holm")
    }
}
