import Almanac
import Channels
import HTTPTypes
import Ledger
import Safeguarding
import Testing
import Vault

@testable import Web

@Suite("Someone who comes to a meeting instead of a member")
struct SubstitutePagesTests {
    private let pia: KeyValuePairs = [
        "answer": "substitute", "substitute": "Pia Holm", "substituteEmail": "pia@home.example",
    ]

    private func link(_ text: String) throws -> String {
        let plain = text.replacing("=\r\n", with: "").replacing("=3D", with: "=")
        return String(try #require(plain.firstMatch(of: /\/invited\/[A-Za-z0-9_-]{43}/)).output)
    }

    @Test("they get a link of their own by mail, answer by it, and are told plainly when it has ended")
    func mailed() async throws {
        let from = try Mailbox(name: "Riverside", address: #require(EmailAddress("network@riverside.example")))
        try await withSite(mailFrom: from) { site in
            let server = FakeServer()
            let ref = try await site.meeting(on: "2026-12-02")
            _ = try await site.item("Updates", at: ref)
            let lead = site.cast[.boroughLead].id
            let theirs = try await site.invitation(to: ref, for: lead)
            let member = site.browser()
            let sent = try await member.send(member.get(theirs).form(theirs), pia)
            #expect(sent.text.contains("You send Pia Holm. They answer by a link of their own"))
            try await site.deliverMail(through: server)
            let message = try #require(server.to("pia@home.example").first)
            #expect(message.body.contains("You are asked to come for Merton."))
            #expect(!message.body.contains("Priya"))
            let own = try link(message.body)
            #expect(own != theirs)

            let substitute = site.browser()
            let page = try await substitute.get(own)
            #expect(page.text.contains("You are asked to come for Merton.") && page.text.contains("Updates"))
            #expect(!page.text.contains("someone instead") && !page.html.contains("substituteEmail"))
            #expect(try await substitute.send(page.form(own)).status == .unprocessableContent)
            // They name nobody else, and say nothing for the member.
            #expect(try await substitute.send(page.form(own), ["answer": "substitute"]).status == .unprocessableContent)
            let answered = try await substitute.send(page.form(own), ["answer": "remotely"])
            #expect(answered.text.contains("Thank you. Your answer is recorded."))
            await site.caughtUp()
            let hana = try await site.signIn(as: .clerk)
            let invitations = try await hana.get("/meetings/\(ref.meeting)/invitations")
            #expect(invitations.text.contains("Sends Pia Holm (joining by phone or video). Sent "))
            #expect(try await member.get(theirs).text.contains("They answered: joining by phone or video."))

            // The same once more names nobody anew; another answer takes it back.
            _ = try await member.send(member.get(theirs).form(theirs), pia)
            try await site.deliverMail(through: server)
            #expect(server.to("pia@home.example").count == 1)
            #expect(try await substitute.get(own).status == .ok)
            _ = try await member.send(member.get(theirs).form(theirs), ["answer": "coming"])
            await site.caughtUp()
            let ended = try await substitute.get(own)
            #expect(ended.status == .notFound && ended.text.contains("You are no longer asked to come"))
            #expect(!ended.html.contains("Updates") && !ended.html.contains("Merton"))
            #expect(try await substitute.send(page.form(own), ["answer": "coming"]).status == .notFound)
            #expect(try await member.get(theirs).status == .ok)

            // Who was asked is told, once, and their calendar with them; whoever was never told is told nothing.
            try await site.deliverMail(through: server)
            let told = server.to("pia@home.example")
            #expect(told.count == 2)
            let last = try #require(told.last)
            #expect(last.subject.hasPrefix("Not needed any more"))
            #expect(last.body.contains("whoever asked you has answered again"))
            #expect(last.calendar?.method == .cancel && !last.body.contains("Priya"))
            let after = try await hana.get("/meetings/\(ref.meeting)/invitations")
            #expect(after.text.contains("Was to come for Merton on") && after.text.contains("Sent "))
        }
    }

    @Test("another day is told to whoever was asked for the old one; who is asked anew is not told both")
    func moved() async throws {
        let from = try Mailbox(name: "Riverside", address: #require(EmailAddress("network@riverside.example")))
        try await withSite(mailFrom: from) { site in
            let server = FakeServer()
            let ref = try await site.meeting(on: "2026-12-02")
            let priya = try await site.signIn(as: .boroughLead)
            let to = "/meetings/\(ref.meeting)/answer"
            _ = try await priya.send(priya.get(to).form(to), pia)
            try await site.deliverMail(through: server)
            // A correction of the name: the same person, asked anew.
            let renamed: KeyValuePairs = [
                "answer": "substitute", "substitute": "Pia Holme", "substituteEmail": "Pia@home.example",
            ]
            _ = try await priya.send(priya.get(to).form(to), renamed)
            try await site.deliverMail(through: server)
            let subjects = (server.to("pia@home.example") + server.to("Pia@home.example")).map(\.subject)
            #expect(subjects.count == 2 && !subjects.contains { $0.hasPrefix("Not needed") })
            try await site.perform(MoveMeeting(ref, Sitting(day("2026-12-09")), way: .mail), as: .clerk)
            try await site.deliverMail(through: server)
            let told = try #require(server.to("Pia@home.example").last)
            #expect(told.subject.contains("Not needed any more") && told.subject.contains("2 December"))
            #expect(told.body.contains("the meeting has another day"))
        }
    }

    @Test("nobody is told that they are not needed while somebody else still asks them, and then once")
    func askedTwice() async throws {
        let from = try Mailbox(name: "Riverside", address: #require(EmailAddress("network@riverside.example")))
        try await withSite(mailFrom: from) { site in
            let server = FakeServer()
            let ref = try await site.meeting(on: "2026-12-02")
            let to = "/meetings/\(ref.meeting)/answer"
            let members = [try await site.signIn(as: .boroughLead), try await site.signIn(as: .clerk)]
            for member in members { _ = try await member.send(member.get(to).form(to), pia) }
            try await site.deliverMail(through: server)
            func farewells() -> Int {
                server.to("pia@home.example").filter { $0.subject.hasPrefix("Not needed any more") }.count
            }
            _ = try await members[0].send(members[0].get(to).form(to), ["answer": "coming"])
            try await site.deliverMail(through: server)
            #expect(server.to("pia@home.example").count == 2 && farewells() == 0)
            _ = try await members[1].send(members[1].get(to).form(to), ["answer": "coming"])
            try await site.deliverMail(through: server)
            #expect(farewells() == 1)
            let event = try #require(server.to("pia@home.example").last?.calendar)
            #expect(event.text.contains("STATUS:CANCELLED") && !event.text.contains("LOCATION"))
        }
    }

    @Test("they are told that the meeting is off")
    func calledOff() async throws {
        let from = try Mailbox(name: "Riverside", address: #require(EmailAddress("network@riverside.example")))
        try await withSite(mailFrom: from) { site in
            let server = FakeServer()
            let ref = try await site.meeting(on: "2026-12-02")
            let priya = try await site.signIn(as: .boroughLead)
            let to = "/meetings/\(ref.meeting)/answer"
            _ = try await priya.send(priya.get(to).form(to), pia)
            try await site.deliverMail(through: server)
            try await site.perform(CancelMeeting(ref, agenda: [], reason: "Snow"), as: .clerk)
            try await site.deliverMail(through: server)
            #expect(server.to("pia@home.example").last?.subject.hasPrefix("Called off") == true)
            #expect(server.to("pia@home.example").count == 2)
        }
    }

    @Test("without a mail server whoever invites makes their link, and the member's own is another")
    func byHand() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let (priya, hana) = (try await site.signIn(as: .boroughLead), try await site.signIn(as: .clerk))
            let to = "/meetings/\(ref.meeting)/answer"
            let list = "/meetings/\(ref.meeting)/invitations"
            let make = "\(list)/\(site.cast[.boroughLead].id)/substitute"
            #expect(try await hana.post(make).status == .notFound)
            _ = try await priya.send(priya.get(to).form(to), pia)
            let page = try await hana.get(list)
            #expect(page.text.contains("Make the one for Pia Holm"))
            let file = try await hana.send(page.form(make))
            #expect(file.html.contains("pia@home.example"))
            let own = try link(file.html)
            #expect(try link(try await hana.send(page.form(make)).html) == own)
            #expect(try await site.browser().get(own).text.contains("You are asked to come for Merton."))
            #expect(try await priya.post(make).status == .notFound)
            // Sending nobody after all: the message that says so lies ready too.
            _ = try await priya.send(priya.get(to).form(to), ["answer": "coming"])
            await site.caughtUp()
            let after = try await hana.get(list)
            let message = try #require(after.html.firstMatch(of: /\/meetings\/[^"\/]+\/mails\/[^"]+/))
            let told = try await hana.get(String(message.output))
            #expect(told.html.contains("pia@home.example") && told.html.contains("You are not needed any more"))
            #expect(try await priya.get(String(message.output)).status == .notFound)
        }
    }
}
