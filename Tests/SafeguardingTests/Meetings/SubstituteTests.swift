import Almanac
import Ledger
import Testing

@testable import Safeguarding

/// Whoever comes to a meeting instead of a member does so by a link of their own.
struct SubstituteTests {
    private func reply(_ name: String, _ email: String? = nil) -> AnswerInvitation.Reply {
        .substitute(.init(name: name, email: email))
    }

    private func guest(_ substitution: Substitution) -> Actor { .guest(Actor.Guest(substitution, link: "k")) }

    @Test func `naming someone with an address queues their invitation, where there is a mail server`() async throws {
        var scene = try await MeetingScene()
        func answer(_ reply: AnswerInvitation.Reply, _ way: Mail.Way) -> AnswerInvitation {
            AnswerInvitation(scene.ref, of: scene.lead.id, reply, way: way)
        }
        #expect(try await scene.does(answer(reply("Pia Holm"), .mail), by: scene.lead).all(MailQueued.self).isEmpty)
        let byHand = answer(reply("Pia Holm", "pia@home.example"), .file)
        #expect(try await scene.does(byHand, by: scene.lead).all(MailQueued.self).map(\.way) == [.file])
        let mailed = answer(reply("Rolf Bergen", "rolf@home.example"), .mail)
        let mails = try await scene.does(mailed, by: scene.lead).all(MailQueued.self)
        #expect(mails.map(\.to) == [.substitute(of: scene.lead.id), .substitute(of: scene.lead.id)])
        #expect(mails.map(\.why) == [.invitation(scene.meeting), .stoodDown(scene.meeting, naming: 2)])
        #expect(mails.first?.mail == Substitution(scene.meeting, for: scene.lead.id, naming: 3).mail)
        let taken = try await scene.does(answer(.coming, .mail), by: scene.lead).all(MailQueued.self)
        #expect(taken.map(\.why) == [.stoodDown(scene.meeting, naming: 3)])
        #expect(try await scene.does(answer(.apologies, .mail), by: scene.lead).all(MailQueued.self).isEmpty)
    }

    @Test func `another day stands down whoever can be told, another hour nobody`() async throws {
        var scene = try await MeetingScene()
        let pia = reply("Pia Holm", "pia@home.example")
        try await scene.does(AnswerInvitation(scene.ref, of: scene.lead.id, pia, way: .mail), by: scene.lead)
        let unreachable = AnswerInvitation(scene.ref, of: scene.chair.id, reply("Una Frey"), way: .mail)
        try await scene.does(unreachable, by: scene.chair)
        func move(_ sitting: Sitting) async throws -> [MailQueued] {
            try await scene.does(MoveMeeting(scene.ref, sitting, way: .mail), by: scene.chair).all(MailQueued.self)
        }
        let day = try #require(scene.state()?.day)
        #expect(try await move(Sitting(day, from: ClockTime(iso: "09:15"))).isEmpty)
        let mails = try await move(MeetingScene.sitting("2026-12-02"))
        #expect(mails.map(\.to) == [.substitute(of: scene.lead.id)])
        #expect(mails.map(\.why) == [.stoodDown(scene.meeting, naming: 1)])
        #expect(try await move(MeetingScene.sitting("2026-12-03")).isEmpty)
    }

    @Test func `who they were is for those who run the meeting, with the day that they were asked for`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        let lead = scene.lead
        for name in ["pia", "rolf"] {
            let reply = reply(name, "\(name)@home.example")
            try await scene.network.perform(AnswerInvitation(ref, of: lead.id, reply), as: lead.actor)
        }
        try await scene.network.perform(MoveMeeting(ref, Sitting(day("2026-12-09"))), as: scene.chair.actor)
        let former = try await scene.readings.formerSubstitutes(at: ref.meeting, as: scene.chair.actor)
        #expect(former.map(\.substitution.naming) == [1, 2])
        #expect(former.map(\.day) == [day("2026-12-02"), day("2026-12-02")])
        #expect(former.map(\.hasMoved) == [false, true])
        #expect(former.allSatisfy { $0.wasInvited && $0.mail.standing == .byHand })
        #expect(try await scene.network.text(try #require(former.first?.email)) == "pia@home.example")
        for other in [lead, scene.outsider] {
            #expect(try await scene.readings.formerSubstitutes(at: ref.meeting, as: other.actor).isEmpty)
        }
    }

    @Test func `they answer for themselves, and for nobody else; nor does anyone for them`() async throws {
        var scene = try await MeetingScene()
        try await scene.does(AnswerInvitation(scene.ref, of: scene.chair.id, .coming), by: scene.chair)
        try await scene.does(AnswerInvitation(scene.ref, of: scene.lead.id, reply("Pia Holm")), by: scene.lead)
        let pia = Substitution(scene.meeting, for: scene.lead.id, naming: 2)
        let yes = AnswerAsSubstitute(scene.ref, pia, .coming)
        let others: [Actor] = [
            scene.lead.actor, scene.chair.actor, scene.coordinator.actor,
            .guest(Actor.Guest(link: "meeting/\(scene.meeting)/k", member: scene.lead.id)),
            guest(Substitution(scene.meeting, for: scene.lead.id, naming: 1)),
            guest(Substitution(scene.meeting, for: scene.chair.id, naming: 2)),
            guest(Substitution(ID(), for: scene.lead.id, naming: 2)),
        ]
        for other in others {
            await #expect(throws: Refusal.notAllowed) {
                try await scene.rules.when(yes, by: other, given: scene.history)
            }
        }
        // Theirs is no answer of the member's.
        let asMember = AnswerInvitation(scene.ref, of: scene.lead.id, .coming)
        await #expect(throws: Refusal.notAllowed) {
            try await scene.rules.when(asMember, by: guest(pia), given: scene.history)
        }
        let answered = try await scene.rules.when(yes, by: guest(pia), given: scene.history)
        #expect(answered.types == ["meeting.substitute.answered"])
        scene.history += answered
        #expect(try await scene.rules.when(yes, by: guest(pia), given: scene.history).isEmpty)
        #expect(scene.state()?.answers[scene.lead.id] == .substitute)
    }

    @Test func `naming another, answering oneself or another day ends it`() async throws {
        for change in 0..<3 {
            var scene = try await MeetingScene()
            let another = try await scene.another("2026-12-01")
            let ref = MeetingRef(another, of: scene.group)
            try await scene.does(AnswerInvitation(ref, of: scene.lead.id, reply("Pia Holm")), by: scene.lead)
            let pia = Substitution(another, for: scene.lead.id, naming: 1)
            let command = AnswerAsSubstitute(ref, pia, .apologies)
            #expect(try await !scene.rules.when(command, by: guest(pia), given: scene.history).isEmpty)
            switch change {
            case 0: try await scene.does(AnswerInvitation(ref, of: scene.lead.id, reply("Rolf Bergen")), by: scene.lead)
            case 1: try await scene.does(AnswerInvitation(ref, of: scene.lead.id, .coming), by: scene.lead)
            default:
                try await scene.does(MoveMeeting(ref, MeetingScene.sitting("2026-12-02")), by: scene.chair)
                // The one who is named for the new day is another.
                try await scene.does(AnswerInvitation(ref, of: scene.lead.id, reply("Rolf Bergen")), by: scene.lead)
            }
            await #expect(throws: Refusal.self) {
                try await scene.rules.when(command, by: guest(pia), given: scene.history)
            }
        }
    }

    @Test func `their link opens what the member's group has, but for named people, until it ends`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-12-02")
        let lead = scene.lead.id
        let shown = try await scene.item("Updates", at: ref) { $0.presenter = lead }
        let hidden = try await scene.item("A family", at: ref) { ($0.marking, $0.presenter) = (.named, lead) }
        let open = try await scene.paper(ref, item: shown, .members)
        let closed = [
            try await scene.paper(ref, .named, named: [lead]), try await scene.paper(ref, item: hidden, .members),
        ]
        try await scene.network.perform(AnswerInvitation(ref, of: lead, reply("Pia Holm")), as: scene.lead.actor)
        let pia = guest(Substitution(ref.meeting, for: lead, naming: 1))
        let readings = scene.readings
        #expect(try await readings.invitedView(of: ref.meeting, as: pia).items.map(\.id) == [shown])
        #expect(try await readings.presentation(shown, as: pia)?.papers.map(\.id) == [open])
        #expect(try await readings.presentation(hidden, as: pia) == nil)
        #expect(try await readings.paper(open, as: pia)?.id == open)
        for paper in closed { #expect(try await readings.paper(paper, as: pia) == nil) }
        // Whoever comes instead presents instead.
        let theirs = try await scene.paper(ref, item: shown, .members, by: pia)
        #expect(try await readings.paper(theirs, as: pia)?.id == theirs)
        await #expect(throws: Refusal.notAllowed) { try await scene.paper(ref, item: hidden, .members, by: pia) }
        #expect(try await readings.invitation(of: lead, to: ref.meeting, as: pia)?.invitation.naming == 1)
        #expect(try await readings.invitation(of: scene.chair.id, to: ref.meeting, as: pia) == nil)

        try await scene.network.perform(AnswerInvitation(ref, of: lead, reply("Rolf Bergen")), as: scene.lead.actor)
        #expect(try await readings.invitation(of: lead, to: ref.meeting, as: pia) == nil)
        #expect(try await readings.invitedView(of: ref.meeting, as: pia).items.isEmpty)
        #expect(try await readings.presentation(shown, as: pia) == nil)
        #expect(try await readings.paper(open, as: pia) == nil)
        await #expect(throws: Refusal.notAllowed) { try await scene.paper(ref, item: shown, .members, by: pia) }
    }

    @Test func `they count for the organisation: where they cannot come, it has sent apologies`() async throws {
        let scene = try await MeetingNetwork()
        let ref = try await scene.meeting("2026-11-23")
        try await scene.network.perform(
            AnswerInvitation(ref, of: scene.lead.id, reply("Pia Holm")),
            as: scene.lead.actor
        )
        let pia = Substitution(ref.meeting, for: scene.lead.id, naming: 1)
        func apologies() async throws -> Int? {
            try await scene.readings.meeting(ref.meeting, as: scene.chair.actor)?.apologies
        }
        #expect(try await apologies() == 0)
        try await scene.network.perform(AnswerAsSubstitute(ref, pia, .apologies), as: guest(pia))
        #expect(try await apologies() == 1)
        try await scene.network.perform(AnswerAsSubstitute(ref, pia, .remotely), as: guest(pia))
        #expect(try await apologies() == 0)
    }
}
