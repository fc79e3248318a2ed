import Almanac
import Ledger
import Testing

@testable import Safeguarding

struct AttendanceTests {
    @Test func `everyone answers for themselves, officers for others too`() async throws {
        let scene = try await MeetingScene()
        let answer = AnswerInvitation(scene.ref, of: scene.lead.id, .apologies)
        #expect(try await scene.refusal(answer, by: scene.lead) == nil)
        #expect(try await scene.refusal(answer, by: scene.chair) == nil)
        #expect(try await scene.refusal(answer, by: scene.coordinator) == nil)
        let forTheChair = AnswerInvitation(scene.ref, of: scene.chair.id, .apologies)
        #expect(try await scene.refusal(forTheChair, by: scene.lead) == .notAllowed)
    }

    @Test func `a link answers for its own member and for nobody else`() async throws {
        let scene = try await MeetingScene()
        let guest = Actor.guest(.init(link: "meeting/\(scene.meeting)/k", member: scene.lead.id))
        let mine = AnswerInvitation(scene.ref, of: scene.lead.id, .remotely)
        #expect(
            try await scene.rules.when(mine, by: guest, given: scene.history).types == ["meeting.invitation.answered"]
        )
        let other = AnswerInvitation(scene.ref, of: scene.chair.id, .apologies)
        await #expect(throws: Refusal.notAllowed) {
            try await scene.rules.when(other, by: guest, given: scene.history)
        }
    }

    @Test func `someone who was not invited cannot answer`() async throws {
        let scene = try await MeetingScene()
        let answer = AnswerInvitation(scene.ref, of: scene.outsider.id, .coming)
        #expect(try await scene.refusal(answer, by: scene.outsider) == .notFound)
    }

    @Test func `whoever presents an item is invited to it`() async throws {
        var scene = try await MeetingScene()
        let item = ID<Item>()
        let details = ItemDetails(title: "Text line", presenter: scene.outsider.id)
        try await scene.does(
            ProposeItem(item: item, group: scene.group, meeting: scene.meeting, details),
            by: scene.chair
        )
        let guest = Actor.guest(.init(link: "meeting/\(scene.meeting)/k", member: scene.outsider.id))
        let answer = AnswerInvitation(scene.ref, of: scene.outsider.id, presenting: item, .coming)
        #expect(try await scene.rules.when(answer, by: guest, given: scene.history).count == 1)
        let notTheirs = AnswerInvitation(scene.ref, of: scene.coordinator.id, presenting: item, .coming)
        #expect(try await scene.refusal(notTheirs, by: scene.coordinator) == .notFound)
    }

    @Test func `a substitute has a name and an address that can be an address`() async throws {
        var scene = try await MeetingScene()
        func sends(_ name: String, _ email: String?) -> AnswerInvitation {
            AnswerInvitation(scene.ref, of: scene.lead.id, .substitute(.init(name: name, email: email)))
        }
        #expect(try await scene.refusal(sends(" ", nil), by: scene.lead)?.field == "substitute")
        #expect(try await scene.refusal(sends("Pia Holm", "pia at home"), by: scene.lead)?.field == "substituteEmail")
        let changes = try await scene.does(sends("Pia Holm", "pia@network.example"), by: scene.lead)
        let answered = try #require(changes.all(InvitationAnswered.self).first)
        #expect(answered.answer == .substitute)
        #expect(answered.substitute != nil && answered.substituteEmail != nil)
    }

    @Test func `the same answer twice is one, and after the day there is none`() async throws {
        var scene = try await MeetingScene()
        let answer = AnswerInvitation(scene.ref, of: scene.lead.id, .coming)
        #expect(try await scene.does(answer, by: scene.lead).count == 1)
        #expect(try await scene.does(answer, by: scene.lead).isEmpty)
        scene.rules.now = at("2026-11-24")
        let late = AnswerInvitation(scene.ref, of: scene.lead.id, .apologies)
        #expect(try await scene.refusal(late, by: scene.lead)?.isOutOfTurn == true)
    }

    @Test func `many are recorded at once, and only what is new is written down`() async throws {
        var scene = try await MeetingScene()
        let visitor = ID<Attendee>()
        let entries: [AttendanceEntry] = [
            .member(scene.chair.id, .present), .member(scene.lead.id, .apologies),
            .guest(
                visitor,
                .init(name: "Sunniva Roe", organisation: scene.lead.organisation),
                .remotely,
                standingInFor: scene.lead.id
            ),
        ]
        #expect(try await scene.does(RecordAttendance(scene.ref, entries), by: scene.chair).events.count == 3)
        let again: [AttendanceEntry] = [
            .member(scene.chair.id, .present), .member(scene.lead.id, .absent),
            .guest(visitor, nil, .remotely, standingInFor: scene.lead.id),
        ]
        let changes = try await scene.does(RecordAttendance(scene.ref, again), by: scene.chair)
        #expect(changes.all(AttendanceRecorded.self).map(\.presence) == [.absent])
        try await scene.does(RecordAttendance(scene.ref, [.guest(visitor, nil, nil)]), by: scene.chair)
        #expect(scene.state()?.attendance.keys.contains(.guest(visitor)) == false)
    }

    @Test func `attendance is refused before the day, by members, of nameless guests and of one person twice`()
        async throws
    {
        var scene = try await MeetingScene()
        let later = MeetingRef(try await scene.another("2026-11-30"), of: scene.group)
        let here = AttendanceEntry.member(scene.lead.id, .present)
        #expect(try await scene.refusal(RecordAttendance(later, [here]), by: scene.chair)?.isOutOfTurn == true)
        #expect(try await scene.refusal(RecordAttendance(scene.ref, [here]), by: scene.lead) == .notAllowed)
        let nameless = RecordAttendance(scene.ref, [.guest(ID(), nil, .present)])
        #expect(try await scene.refusal(nameless, by: scene.chair)?.field == "guest")
        #expect(
            try await scene.refusal(RecordAttendance(scene.ref, [here, here]), by: scene.chair)?.field == "attendance"
        )
    }
}
