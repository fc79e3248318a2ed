import Almanac
import Ledger
import Testing
import Vault

@testable import Safeguarding

struct MailRulesTests {
    /// A meeting that was held, with one item and its notes.
    private func held() async throws -> MeetingScene {
        var scene = try await MeetingScene()
        let item = try await scene.item("Updates")
        try await scene.does(SaveNotes(scene.ref, item: item, text: "Said.", fromRevision: 0), by: scene.chair)
        return scene
    }

    private func sent(_ scene: inout MeetingScene) async throws -> ID<Mail> {
        let circulate = Circulate(scene.ref, to: [scene.lead.id], checkpoint: "c", way: .mail)
        let mails = try await scene.does(circulate, by: scene.chair).all(MailQueued.self)
        return try #require(mails.first).mail
    }

    private func record(
        _ scene: inout MeetingScene,
        _ mail: ID<Mail>,
        round: Int = 1,
        attempt: Int,
        _ outcome: RecordMail.Outcome
    ) async throws -> [String] {
        let changes = try await scene.rules.when(
            RecordMail(mail, round: round, attempt: attempt, outcome),
            by: .system("outbox"),
            given: scene.history
        )
        scene.history += changes
        return changes.types
    }

    private func state(_ scene: MeetingScene, _ mail: ID<Mail>) throws -> MailState {
        try #require(
            scene.rules.past(scene.history, reads: [Mail.stream(mail)]).state(MailState.self, Mail.stream(mail))
        )
    }

    // MARK: Circulating

    @Test func `circulating queues one mail for each person, in the same append, and again the next time`() async throws
    {
        var scene = try await held()
        let circulate = Circulate(scene.ref, to: [scene.lead.id, scene.chair.id], checkpoint: "c", way: .mail)
        let first = try await scene.does(circulate, by: scene.chair)
        #expect(first.types == ["meeting.notes.circulated", "mail.queued", "mail.queued"])
        #expect(first.all(MailQueued.self).map(\.why) == Array(repeating: .notes(scene.meeting, version: 1), count: 2))
        let second = try await scene.does(circulate, by: scene.chair).all(MailQueued.self)
        #expect(second.map(\.why) == Array(repeating: .notes(scene.meeting, version: 2), count: 2))
        #expect(Set(first.all(MailQueued.self).map(\.mail)).isDisjoint(with: second.map(\.mail)))
    }

    @Test func `the same circulation has the same mails on any node`() async throws {
        let scene = try await held()
        let circulate = Circulate(scene.ref, to: [scene.lead.id], checkpoint: "c", way: .mail)
        let one = try await scene.rules.when(circulate, by: scene.chair.actor, given: scene.history)
        let other = try await scene.rules.when(circulate, by: scene.coordinator.actor, given: scene.history)
        #expect(one.all(MailQueued.self).map(\.mail) == other.all(MailQueued.self).map(\.mail))
    }

    @Test func `only those on the list and those who were sent instead get the notes without an account`() async throws
    {
        var scene = try await held()
        let stranger = Addressee.correspondent(ID())
        let nobody = Addressee.substitute(of: scene.lead.id)
        for also in [stranger, nobody] {
            let circulate = Circulate(scene.ref, to: [], also: [also], checkpoint: "c")
            #expect(try await scene.refusal(circulate, by: scene.chair)?.field == "to")
        }
        let person = ID<Correspondent>()
        try await scene.does(save(scene, person, "maud@library.example"), by: scene.chair)
        let reply = AnswerInvitation.Reply.substitute(.init(name: "Pia Holm", email: "pia@network.example"))
        try await scene.does(AnswerInvitation(scene.ref, of: scene.lead.id, reply), by: scene.lead)
        let also = [Addressee.correspondent(person), .substitute(of: scene.lead.id)]
        let changes = try await scene.does(Circulate(scene.ref, to: [], also: also, checkpoint: "c"), by: scene.chair)
        #expect(changes.all(NotesCirculated.self).map(\.also) == [also])
        #expect(changes.all(MailQueued.self).map(\.to) == also)
        #expect(changes.all(MailQueued.self).allSatisfy { $0.way == .file })
    }

    // MARK: Sending

    @Test func `a mail is tried, tried again, and sent once`() async throws {
        var scene = try await held()
        let mail = try await sent(&scene)
        let later = RecordMail.Outcome.deferred(code: 451, reason: "Come back", next: at("2026-11-23", "10:00"))
        #expect(try await record(&scene, mail, attempt: 1, later) == ["mail.deferred"])
        #expect(try state(scene, mail).isDue(at: at("2026-11-23", "09:59")) == false)
        #expect(try state(scene, mail).isDue(at: at("2026-11-23", "10:00")))
        // Another node, which had not heard.
        #expect(try await record(&scene, mail, attempt: 1, .sent) == [])
        #expect(try await record(&scene, mail, attempt: 2, .sent) == ["mail.sent"])
        #expect(try await record(&scene, mail, attempt: 3, later) == [])
        #expect(try state(scene, mail).standing == .sent)
    }

    @Test func `what came back is sent again, by those who may circulate, as a new message`() async throws {
        var scene = try await held()
        let mail = try await sent(&scene)
        let again = SendMailAgain(scene.ref, mail, way: .mail)
        #expect(try await scene.refusal(again, by: scene.chair)?.isOutOfTurn == true)
        let refused = RecordMail.Outcome.returned(.refused, code: 550, reason: "No such person")
        #expect(try await record(&scene, mail, attempt: 1, refused) == ["mail.returned"])
        #expect(try await scene.refusal(again, by: scene.lead) == .notAllowed)
        #expect(try await scene.refusal(again, by: scene.outsider) == .notAllowed)
        let elsewhere = MeetingRef(try await scene.another("2026-12-01"), of: scene.group)
        #expect(try await scene.refusal(SendMailAgain(elsewhere, mail, way: .mail), by: scene.chair) == .notFound)
        #expect(try await scene.does(again, by: scene.chair).types == ["mail.queued.again"])
        #expect(try state(scene, mail).round == 2)
        // What is said of the first round is of no account.
        #expect(try await record(&scene, mail, round: 1, attempt: 1, .sent) == [])
        #expect(try await record(&scene, mail, round: 2, attempt: 1, .sent) == ["mail.sent"])
    }

    @Test func `what a server took and sent back later came back, unless it was sent anew or read since`() async throws
    {
        var scene = try await held()
        let mail = try await sent(&scene)
        let bounce = RecordBounce(mail, round: 1, code: 552, reason: "It was sent back: mailbox full")
        func bounced(_ scene: MeetingScene) async throws -> [String] {
            let changes = try await scene.rules.when(bounce, by: .system("bounces"), given: scene.history)
            return changes.types
        }
        #expect(try await bounced(scene).isEmpty)
        #expect(try await record(&scene, mail, attempt: 1, .sent) == ["mail.sent"])
        #expect(try await bounced(scene) == ["mail.returned"])
        #expect(try await scene.refusal(bounce, by: scene.chair) == .notAllowed)
        var (anew, read) = (scene, scene)
        try await anew.does(SendMailAgain(scene.ref, mail, way: .mail), by: scene.chair)
        #expect(try await record(&anew, mail, round: 2, attempt: 1, .sent) == ["mail.sent"])
        #expect(try await bounced(anew).isEmpty)
        try await read.does(OpenMail(mail), by: scene.lead)
        #expect(try await bounced(read).isEmpty)
    }

    @Test func `a substitute's address is corrected with the mail, a member's where it is kept`() async throws {
        var scene = try await held()
        let reply = AnswerInvitation.Reply.substitute(.init(name: "Pia Holm", email: "pia@network.example"))
        try await scene.does(AnswerInvitation(scene.ref, of: scene.lead.id, reply), by: scene.lead)
        let circulate = Circulate(
            scene.ref,
            to: [scene.chair.id],
            also: [.substitute(of: scene.lead.id)],
            checkpoint: "c",
            way: .mail
        )
        let mails = try await scene.does(circulate, by: scene.chair).all(MailQueued.self).map(\.mail)
        for mail in mails {
            _ = try await record(&scene, mail, attempt: 1, .returned(.noAddress, code: nil, reason: nil))
        }
        func again(_ mail: ID<Mail>, _ address: String) -> SendMailAgain {
            SendMailAgain(scene.ref, mail, way: .mail, address: address)
        }
        #expect(try await scene.refusal(again(mails[0], "x@y.example"), by: scene.chair)?.field == "address")
        #expect(try await scene.refusal(again(mails[1], "pia at home"), by: scene.chair)?.field == "address")
        let changes = try await scene.does(again(mails[1], "pia@home.example"), by: scene.chair)
        let address = try #require(changes.all(MailQueuedAgain.self).first?.address)
        #expect(try await scene.opener(for: [address.subject]).text(address) == "pia@home.example")
    }

    @Test func `a mail is opened by whom it went to, once`() async throws {
        var scene = try await held()
        let mail = try await sent(&scene)
        #expect(try await scene.refusal(OpenMail(mail), by: scene.chair) == .notAllowed)
        let other = Actor.guest(Actor.Guest(link: "mail/\(ID<Mail>())/0", member: nil))
        await #expect(throws: Refusal.notAllowed) {
            try await scene.rules.when(OpenMail(mail), by: other, given: scene.history)
        }
        let guest = Actor.guest(Actor.Guest(link: "mail/\(mail)/0", member: nil))
        #expect(
            try await scene.rules.when(OpenMail(mail), by: guest, given: scene.history).all(MailOpened.self).map(\.way)
                == [.link]
        )
        #expect(try await scene.does(OpenMail(mail), by: scene.lead).all(MailOpened.self).map(\.way) == [.signedIn])
        #expect(try await scene.does(OpenMail(mail), by: scene.lead).isEmpty)
    }

    // MARK: Inviting

    @Test func `invitations go to those who are invited, until the meeting has been`() async throws {
        var scene = try await MeetingScene()
        func invite(_ people: [Someone], round: String = "1") -> InviteToMeeting {
            InviteToMeeting(scene.ref, to: people.map(\.id), presenting: [], round: round, way: .mail)
        }
        #expect(try await scene.refusal(invite([]), by: scene.chair)?.field == "to")
        #expect(try await scene.refusal(invite([scene.outsider]), by: scene.chair)?.field == "to")
        #expect(try await scene.refusal(invite([scene.lead]), by: scene.lead) == .notAllowed)
        let first = try await scene.does(invite([scene.lead, scene.chair]), by: scene.chair)
        #expect(first.types == ["meeting.invitations.made", "mail.queued", "mail.queued"])
        let second = try await scene.does(invite([scene.lead], round: "2"), by: scene.chair)
        #expect(Set((first + second).all(MailQueued.self).map(\.mail)).count == 3)
        let byHand = InviteToMeeting(scene.ref, to: [scene.lead.id], presenting: [], round: "hand", way: .file)
        #expect(try await scene.does(byHand, by: scene.chair).all(MailQueued.self).map(\.way) == [.file])
        scene.rules.now = at("2026-11-24")
        #expect(try await scene.refusal(invite([scene.lead], round: "3"), by: scene.chair)?.isOutOfTurn == true)
    }

    // MARK: What happened is told once

    @Test func `what waits for one person goes in one mail, and each cause is claimed once`() async throws {
        let rules = Rules()
        let (one, two) = (ID<Member>(), ID<Member>())
        let (first, second) = (ID<Matter>(), ID<Matter>())
        let causes = [
            MailCause(position: 7, why: .waits([first]), to: [one]),
            MailCause(position: 7, why: .overdue([first]), to: [two]),
            MailCause(position: 9, why: .waits([second]), to: [one]),
        ]
        let told = try await rules.when(QueueCaused(causes), by: .system("outbox"))
        let mails = told.all(MailQueued.self)
        #expect(mails.count == 2)
        #expect(mails.first { $0.to == .member(one) }?.why == .waits([first, second]))
        #expect(mails.first { $0.to == .member(two) }?.why == .overdue([first]))
        #expect(told.all(ClaimMade.self).count == 2)
        let late = [MailCause(position: 9, why: .waits([second]), to: [two])]
        #expect(try await rules.when(QueueCaused(late), by: .system("outbox"), given: told).isEmpty)
        await #expect(throws: Refusal.notAllowed) {
            let someone = Someone(id: one, name: "", organisation: ID(), roles: [.coordinator])
            _ = try await rules.when(QueueCaused(causes), by: someone.actor)
        }
    }

    // MARK: The circulation list

    private func save(
        _ scene: MeetingScene,
        _ person: ID<Correspondent>,
        _ email: String,
        receives: Marking = .schools
    ) -> SaveCorrespondent {
        let details = MemberDetails(name: "Maud Ferrier", email: email, emailKey: "key-\(email)", organisation: ID())
        return SaveCorrespondent(group: scene.group, person, details: details, receives: receives)
    }

    @Test func `the circulation list has each address once, no member's, and none for named people only`() async throws
    {
        var scene = try await MeetingScene()
        let person = ID<Correspondent>()
        #expect(
            try await scene.does(save(scene, person, "maud@library.example"), by: scene.chair).types
                == ["group.correspondent.added"]
        )
        #expect(
            try await scene.does(save(scene, person, "maud@library.example", receives: .public), by: scene.chair).types
                == ["group.correspondent.changed"]
        )
        let twice = save(scene, ID(), "maud@library.example")
        #expect(try await scene.refusal(twice, by: scene.chair)?.field == "email")
        let named = save(scene, ID(), "silas@papers.example", receives: .named)
        #expect(try await scene.refusal(named, by: scene.chair)?.field == "receives")
        #expect(try await scene.refusal(save(scene, ID(), "silas"), by: scene.chair)?.field == "email")
        #expect(try await scene.refusal(save(scene, ID(), "s@papers.example"), by: scene.lead) == .notAllowed)
        scene.history.append(Change(Claim.stream("email", "key-bram@network.example"), [ClaimMade(by: "someone")]))
        #expect(try await scene.refusal(save(scene, ID(), "bram@network.example"), by: scene.chair)?.field == "email")
        let off = RemoveCorrespondent(group: scene.group, person)
        #expect(try await scene.does(off, by: scene.chair).types == ["group.correspondent.removed"])
        #expect(try await scene.does(off, by: scene.chair).isEmpty)
    }
}
