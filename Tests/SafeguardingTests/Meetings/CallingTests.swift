import Almanac
import Ledger
import Testing

@testable import Safeguarding

struct CallingTests {
    @Test func `a chair calls a meeting, a member does not`() async throws {
        var scene = try await MeetingScene()
        let ref = MeetingRef(ID(), of: scene.group)
        let call = CallMeeting(ref, MeetingScene.sitting("2027-01-20"))
        #expect(try await scene.refusal(call, by: scene.lead) == .notAllowed)
        #expect(try await scene.refusal(call, by: scene.outsider) == .notAllowed)
        let called = try #require(try await scene.does(call, by: scene.chair).all(MeetingCalled.self).first)
        #expect(called.day == day("2027-01-20"))
        #expect(called.to == ClockTime(iso: "12:30"))
        #expect(called.group == scene.group)
    }

    @Test func `the coordinator calls a meeting of any group`() async throws {
        let scene = try await MeetingScene()
        let call = CallMeeting(MeetingRef(ID(), of: scene.group), MeetingScene.sitting("2027-01-20"))
        #expect(try await scene.refusal(call, by: scene.coordinator) == nil)
    }

    @Test func `a meeting ends after it begins`() async throws {
        let scene = try await MeetingScene()
        let (ten, nine) = (ClockTime(iso: "10:00"), ClockTime(iso: "09:00"))
        let ref = MeetingRef(ID(), of: scene.group)
        let backwards = CallMeeting(ref, Sitting(day("2027-01-20"), from: ten, to: nine))
        #expect(try await scene.refusal(backwards, by: scene.chair)?.field == "to")
        let endless = CallMeeting(ref, Sitting(day("2027-01-20"), from: nil, to: nine))
        #expect(try await scene.refusal(endless, by: scene.chair)?.field == "from")
    }

    @Test func `a group that has ended meets no more`() async throws {
        var scene = try await MeetingScene()
        try await scene.does(EndGroup(group: scene.group), by: scene.coordinator)
        let call = CallMeeting(MeetingRef(ID(), of: scene.group), MeetingScene.sitting("2027-01-20"))
        #expect(try await scene.refusal(call, by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `naming another group than the meeting's own is like naming no meeting`() async throws {
        var scene = try await MeetingScene()
        let other = ID<Group>()
        scene.history.append(
            Change(
                Group.stream(other),
                [
                    GroupFormed(group: other, name: "Elsewhere", purpose: nil),
                    GroupJoined(group: other, member: scene.outsider.id, office: .chair),
                ]
            )
        )
        let move = MoveMeeting(MeetingRef(scene.meeting, of: other), MeetingScene.sitting("2027-01-20"))
        #expect(try await scene.refusal(move, by: scene.outsider) == .notFound)
    }

    @Test func `another day makes the answers void, another room does not`() async throws {
        var scene = try await MeetingScene()
        try await scene.does(AnswerInvitation(scene.ref, of: scene.lead.id, .coming), by: scene.lead)
        var sitting = MeetingScene.sitting("2026-11-23")
        sitting.place = "Room 9"
        try await scene.does(MoveMeeting(scene.ref, sitting), by: scene.chair)
        #expect(scene.state()?.answers == [scene.lead.id: .coming])
        try await scene.does(MoveMeeting(scene.ref, MeetingScene.sitting("2026-11-24")), by: scene.chair)
        #expect(scene.state()?.answers == [:])
    }

    @Test func `a meeting that was held is neither moved nor cancelled`() async throws {
        var scene = try await MeetingScene()
        try await scene.does(RecordAttendance(scene.ref, [.member(scene.lead.id, .present)]), by: scene.chair)
        let move = MoveMeeting(scene.ref, MeetingScene.sitting("2026-12-01"))
        #expect(try await scene.refusal(move, by: scene.chair)?.isOutOfTurn == true)
        let cancel = CancelMeeting(scene.ref, agenda: [], reason: "Strike")
        #expect(try await scene.refusal(cancel, by: scene.chair)?.isOutOfTurn == true)
    }

    @Test func `what was on a cancelled meeting's agenda waits for another`() async throws {
        var scene = try await MeetingScene()
        let item = try await scene.item("Exchange visits")
        try await scene.does(CancelMeeting(scene.ref, agenda: [item], reason: "Rail strike"), by: scene.chair)
        #expect(scene.state()?.isCancelled == true)
        #expect(scene.state()?.agenda == [])
        #expect(scene.state(of: item)?.place == .waiting)
        #expect(scene.state(of: item)?.dateOwner == scene.chair.id)
    }

    @Test func `cancelling from a page that missed an item is refused`() async throws {
        var scene = try await MeetingScene()
        _ = try await scene.item("Exchange visits")
        let cancel = CancelMeeting(scene.ref, agenda: [], reason: "Rail strike")
        #expect(try await scene.refusal(cancel, by: scene.chair) == .agendaChanged)
    }

    @Test func `cancelling says why`() async throws {
        let scene = try await MeetingScene()
        #expect(
            try await scene.refusal(CancelMeeting(scene.ref, agenda: [], reason: " "), by: scene.chair)?.field
                == "reason"
        )
    }

    @Test func `nothing is done to a cancelled meeting`() async throws {
        var scene = try await MeetingScene()
        try await scene.does(CancelMeeting(scene.ref, agenda: [], reason: "Snow"), by: scene.chair)
        let details = ItemDetails(title: "Late item")
        let propose = ProposeItem(group: scene.group, meeting: scene.meeting, details)
        #expect(try await scene.refusal(propose, by: scene.lead)?.isOutOfTurn == true)
        let answer = AnswerInvitation(scene.ref, of: scene.lead.id, .coming)
        #expect(try await scene.refusal(answer, by: scene.lead)?.isOutOfTurn == true)
        let attend = RecordAttendance(scene.ref, [.member(scene.lead.id, .present)])
        #expect(try await scene.refusal(attend, by: scene.chair)?.isOutOfTurn == true)
        let circulate = Circulate(scene.ref, to: [scene.lead.id], checkpoint: "c")
        #expect(try await scene.refusal(circulate, by: scene.chair)?.isOutOfTurn == true)
    }
}
