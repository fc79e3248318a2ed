import Almanac
import Channels
import HTTPTypes
import InMemoryLogging
import Ledger
import Safeguarding
import Synchronization
import Testing
import Vault

@testable import Web

/// A mail server of this process.
final class FakeServer: MailSender {
    private let taken = Mutex<[MailMessage]>([])

    func send(_ message: MailMessage) async -> MailOutcome {
        taken.withLock { $0.append(message) }
        return .accepted(reply: "250 Taken")
    }

    var all: [MailMessage] { taken.withLock { $0 } }

    func to(_ address: String) -> [MailMessage] {
        taken.withLock { $0.filter { $0.recipient.address.text == address } }
    }
}

extension SiteHarness {
    /// Sends all that is due. What is queued in one round of the outbox is sent in the next, or in the same one where the
    /// readings were quick.
    func deliverMail(through server: FakeServer) async throws {
        let from = try #require(Mailbox("Riverside <network@riverside.example>"))
        let outbox = Outbox(office, desk: desk, carrier: MailPost(site, from: from, through: server))
        var known: Int
        repeat {
            await caughtUp()
            known = await ledger.count()
            try await outbox.tick()
        } while await ledger.count() != known
        // Its lease ends, as that of a server that was stopped.
        await desk.remove(Outbox.leaseKey)
    }
}

@Suite("What went to whom, and notes by link")
struct MailPagesTests {
    /// A meeting that was held: an item for members, one that schools may have, one for few; an action in each.
    private struct Scene {
        let site: SiteHarness
        let ref: MeetingRef
        let server = FakeServer()

        init(_ site: SiteHarness) async throws {
            self.site = site
            ref = try await site.meeting()
            let lead = site.cast[.boroughLead].id
            for (title, marking) in [("Updates", Marking.members), ("Leaflet", .schools), ("Harbour", .named)] {
                let item = try await site.item(title, at: ref) { details in
                    details.marking = marking
                    details.named = marking == .named ? [lead] : []
                }
                let action = NewAction("Do the \(title) thing", holders: [.member(lead)])
                let notes = SaveNotes(ref, item: item, text: "Said of \(title).", fromRevision: 0, newActions: [action])
                try await site.perform(notes, as: .clerk)
            }
        }

        var circulate: String { "/meetings/\(ref.meeting)/circulate" }

        func deliver() async throws { try await site.deliverMail(through: server) }

        func add(_ name: String, _ receives: Marking, to browser: Browser) async throws {
            let list = "/groups/\(ref.group)/circulation"
            let address = "\(name.lowercased())@library.example"
            let form = try await browser.get(list).form(list)
            _ = try await browser.send(form, ["name": name, "email": address, "receives": receives.rawValue])
        }
    }

    private func withMail(_ test: @escaping @Sendable (Scene) async throws -> Void) async throws {
        let from = try Mailbox(name: "Riverside", address: #require(EmailAddress("network@riverside.example")))
        try await withSite(mailFrom: from) { site in try await test(try await Scene(site)) }
    }

    private func link(_ message: MailMessage, _ kind: String) throws -> String {
        let found = try #require(message.body.firstRange(of: "http://localhost/\(kind)/"))
        return "/\(kind)/" + message.body[found.upperBound...].prefix { !$0.isWhitespace }
    }

    @Test("one's own actions come first, then what was agreed, and nothing for named people only but a link")
    func order() async throws {
        try await withMail { scene in
            let hana = try await scene.site.signIn(as: .clerk)
            try await scene.site.perform(MakeDecision(scene.ref, item: nil, NewDecision("Two join.")), as: .clerk)
            let form = try await hana.get(scene.circulate).form(scene.circulate)
            _ = try await hana.send(form, ["to": "\(scene.site.cast[.boroughLead].id)"])
            try await scene.deliver()
            let message = try #require(scene.server.to("priya.raman@network.example").first)
            let places = [
                "Your actions", "Do the Updates thing", "/m/3", "Two join.", "/meetings/", "Said of Updates.",
            ]
            .map { message.body.firstRange(of: $0)?.lowerBound }
            let found = places.compactMap(\.self)
            #expect(found.count == places.count && found == found.sorted())
            #expect(!message.body.contains("Harbour thing") && !message.body.contains("Said of Harbour"))
            #expect(!message.subject.contains("Priya") && message.id.text.hasSuffix("@riverside.example>"))
            #expect(message.replyTo?.address.text == "hana.whitlock@network.example")
        }
    }

    @Test("papers go along, and those for named people only do not")
    func papers() async throws {
        try await withMail { scene in
            let hana = try await scene.site.signIn(as: .clerk)
            let to = "/meetings/\(scene.ref.meeting)/papers"
            for (title, marking) in [("For all", "members"), ("For few", "named")] {
                _ = try await hana.upload(
                    hana.get(to).form(to),
                    ["title": title, "marking": marking, "named": "\(scene.site.cast[.boroughLead].id)"],
                    files: [.init("file", name: "\(title).txt", "Words \(title)")]
                )
            }
            let form = try await hana.get(scene.circulate).form(scene.circulate)
            _ = try await hana.send(form, ["to": "\(scene.site.cast[.boroughLead].id)"])
            try await scene.deliver()
            let message = try #require(scene.server.to("priya.raman@network.example").first)
            #expect(message.attachments.map(\.fileName) == ["For all.txt"])
            #expect(message.attachments.first?.bytes == Array("Words For all".utf8))
            #expect(!message.body.contains("For few"))
        }
    }

    @Test("a person on the circulation list gets what their marking allows, by a link that only a button opens")
    func byLink() async throws {
        try await withMail { scene in
            let (site, hana) = (scene.site, try await scene.site.signIn(as: .clerk))
            try await scene.add("Maud", .schools, to: hana)
            let form = try await hana.get(scene.circulate).form(scene.circulate)
            #expect(form.all("also").count == 1)
            _ = try await hana.send(form, ["to": "\(site.cast[.clerk].id)"])
            try await scene.deliver()
            let message = try #require(scene.server.to("maud@library.example").first)
            #expect(message.body.contains("Said of Leaflet.") && message.body.contains("Do the Leaflet thing"))
            #expect(!message.body.contains("Updates") && !message.body.contains("Harbour"))

            let path = try link(message, "notes")
            let reader = site.browser()
            for _ in 0..<2 {
                let door = try await reader.get(path)
                #expect(door.status == .ok && !door.html.contains("Leaflet") && !door.html.contains("Maud"))
            }
            #expect(!(try await hana.get(scene.circulate)).text.contains("by their link"))
            let notes = try await reader.send(reader.get(path).form(path))
            #expect(notes.text.contains("Said of Leaflet.") && notes.text.contains("Do the Leaflet thing"))
            #expect(!notes.text.contains("Updates") && !notes.text.contains("Harbour"))
            await site.caughtUp()
            #expect(try await hana.get(scene.circulate).text.contains("by their link"))
            #expect(try await reader.get("/meetings/\(scene.ref.meeting)").location?.hasPrefix("/signin") == true)

            // Off the list.
            let list = try await hana.get("/groups/\(scene.ref.group)/circulation")
            let change = try #require(list.html.firstMatch(of: /\/groups\/[^\/]+\/circulation\/[0-9a-f-]+/)).output
            _ = try await hana.send(hana.get(String(change)).form("\(change)/remove"))
            #expect(try await reader.send(reader.get(path).form(path)).status == .notFound)
        }
    }

    @Test("papers by link are those that the reader may receive")
    func paperByLink() async throws {
        try await withMail { scene in
            let (site, hana) = (scene.site, try await scene.site.signIn(as: .clerk))
            let to = "/meetings/\(scene.ref.meeting)/papers"
            for marking in ["schools", "members"] {
                _ = try await hana.upload(
                    hana.get(to).form(to),
                    ["title": "For \(marking)", "marking": marking],
                    files: [.init("file", name: "a.txt", "Words for \(marking)")]
                )
            }
            try await scene.add("Maud", .schools, to: hana)
            _ = try await hana.send(hana.get(scene.circulate).form(scene.circulate))
            try await scene.deliver()
            let path = try link(try #require(scene.server.to("maud@library.example").first), "notes")
            let reader = site.browser()
            let notes = try await reader.send(reader.get(path).form(path))
            let forms = notes.forms.filter { $0.action.hasPrefix("\(path)/papers/") }
            #expect(forms.count == 1)
            #expect(try await reader.send(try #require(forms.first)).html == "Words for schools")
            let papers =
                try await site.readings.meetingView(scene.ref.meeting, as: site.cast[.clerk].actor)?.papers ?? []
            let other = try #require(papers.first { $0.marking == .members })
            #expect(try await reader.post("\(path)/papers/\(other.id)").status == .notFound)
        }
    }

    @Test("whoever opens the meeting signed in has opened their notes; the others are named to those who may circulate")
    func opened() async throws {
        try await withMail { scene in
            let (site, hana) = (scene.site, try await scene.site.signIn(as: .clerk))
            _ = try await hana.send(
                hana.get(scene.circulate).form(scene.circulate),
                ["to": "\(site.cast[.boroughLead].id)", "to": "\(site.cast[.schoolLead].id)"]
            )
            try await scene.deliver()
            let priya = try await site.signIn(as: .boroughLead)
            let page = try await priya.get("/meetings/\(scene.ref.meeting)")
            #expect(!page.text.contains("What went to whom"))
            #expect(try await priya.get(scene.circulate).status == .notFound)
            await site.caughtUp()
            let went = try await hana.get(scene.circulate)
            let unopened = try #require(went.text.firstRange(of: "Not opened yet"))
            let opened = try #require(went.text[unopened.upperBound...].firstRange(of: "Opened"))
            #expect(went.text[unopened.upperBound..<opened.lowerBound].contains("Owen Castellane"))
            #expect(went.text[opened.upperBound...].contains("Priya Raman"))
            #expect(try await hana.get("/meetings/\(scene.ref.meeting)").text.contains("1 not opened yet"))
        }
    }

    @Test("whoever holds an action without an account gets the link to it with the notes, the same each time")
    func ownLink() async throws {
        try await withMail { scene in
            let (site, hana) = (scene.site, try await scene.site.signIn(as: .clerk))
            let bea = try await site.guest("Bea Ward")
            let item = try await site.item("The text line", at: scene.ref)
            let action = NewAction("Bring the rota", holders: [.member(bea)])
            try await site.perform(
                SaveNotes(scene.ref, item: item, text: "Told.", fromRevision: 0, newActions: [action]),
                as: .clerk
            )
            let preview = try await hana.get("/meetings/\(scene.ref.meeting)/preview/member-\(bea)")
            #expect(preview.text.contains("/asked/…"))
            #expect(try await hana.get("/meetings/\(scene.ref.meeting)/notes").text.contains("Links to pass on"))
            func circulate() async throws -> String {
                _ = try await hana.send(hana.get(scene.circulate).form(scene.circulate), ["to": "\(bea)"])
                try await scene.deliver()
                return try link(try #require(scene.server.to("bea.ward@network.example").last), "asked")
            }
            let first = try await circulate()
            #expect(!(try await hana.get("/meetings/\(scene.ref.meeting)/notes")).text.contains("Links to pass on"))
            let matter = try #require(
                try await site.readings.matters(MatterFilter(holder: bea), as: .system("t")).rows.first
            )
            try await site.perform(RemindHolder(matter.reference), as: .clerk)
            try await scene.deliver()
            let reminder = try #require(scene.server.to("bea.ward@network.example").last)
            #expect(reminder.subject == "Something waits for you" && !reminder.body.contains("rota"))
            #expect(try link(reminder, "asked") == first)
            #expect(try await circulate() == first)
            #expect(try await hana.get("/m/\(matter.number)/links").text.contains("It goes to them with their mails."))

            let browser = site.browser()
            #expect(!(try await browser.get(first)).text.contains("rota"))
            let open = try await browser.follow(browser.send(browser.get(first).form(first)))
            #expect(open.text.contains("Bring the rota"))
            _ = try await browser.send(open.form("\(first)/finish"), ["note": "It hangs in the hall."])
            await site.caughtUp()
            #expect(try await hana.get("/m/\(matter.number)").text.contains("It hangs in the hall."))
            // Nobody but whoever holds the mail knows the link.
            for event in await site.ledger.events(from: 0, limit: 10_000) {
                #expect(!String(decoding: event.payload, as: UTF8.self).contains(first.dropFirst(7)))
            }
        }
    }

    @Test("when a meeting moves, whoever was invited is asked to answer again")
    func moved() async throws {
        try await withMail { scene in
            let (site, lead) = (scene.site, scene.site.cast[.boroughLead])
            let ref = try await site.meeting(on: "2026-11-30")
            try await site.perform(
                InviteToMeeting(ref, to: [lead.id], presenting: [], round: "1", way: .mail),
                as: .clerk
            )
            try await scene.deliver()
            try await site.perform(MoveMeeting(ref, Sitting(day("2026-12-05"))), as: .clerk)
            try await scene.deliver()
            let mails = scene.server.to("priya.raman@network.example")
            let sentence = "answer again. Whoever was to come instead of you is told, where we know their address."
            #expect(mails.map { $0.body.contains(sentence) } == [false, true])
            #expect(mails.last?.subject.hasPrefix("Changed: ") == true)
        }
    }

    @Test("a link that somebody ended does not come again with the next mail")
    func endedLink() async throws {
        try await withMail { scene in
            let (site, hana) = (scene.site, try await scene.site.signIn(as: .clerk))
            let bea = try await site.guest("Bea Ward")
            let draft = ActionDraft(
                text: "Send the slides",
                holders: [.member(bea)],
                group: site.cast.network,
                raiser: site.cast[.clerk].id
            )
            try await site.perform(RaiseAction(draft), as: .clerk)
            let matter = MatterReference(draft.matter, group: site.cast.network)
            func remind() async throws -> Int {
                try await site.perform(RemindHolder(matter), as: .clerk)
                try await scene.deliver()
                return scene.server.to("bea.ward@network.example").count
            }
            #expect(try await remind() == 1)
            try await site.perform(EndMatterLink(matter, of: bea), as: .clerk)
            #expect(try await remind() == 1)
            let row = try #require(try await site.readings.matter(draft.matter, as: .system("t")))
            let links = "/m/\(row.number)/links"
            _ = try await hana.send(hana.get(links).form("\(links)/\(bea)"))
            let shown = try #require(try await hana.get(links).html.firstMatch(of: /\/asked\/[A-Za-z0-9_-]{43}/)).output
            #expect(try await remind() == 2)
            #expect(try link(try #require(scene.server.to("bea.ward@network.example").last), "asked") == shown)
        }
    }

    @Test("without a mail server the message that is passed on has the links too, and looking at it makes none")
    func ownLinkByHand() async throws {
        try await withSite { site in
            let (scene, hana) = (try await Scene(site), try await site.signIn(as: .clerk))
            let bea = try await site.guest("Bea Ward")
            let item = try await site.item("The text line", at: scene.ref)
            let action = NewAction("Bring the rota", holders: [.member(bea)])
            try await site.perform(
                SaveNotes(scene.ref, item: item, text: "Told.", fromRevision: 0, newActions: [action]),
                as: .clerk
            )
            _ = try await hana.get("/meetings/\(scene.ref.meeting)/preview/member-\(bea)")
            func given() async -> Int {
                let events = await site.ledger.events(from: 0, limit: 10_000)
                return events.filter { $0.type == "matter.link.given" }.count
            }
            #expect(await given() == 0)
            _ = try await hana.send(hana.get(scene.circulate).form(scene.circulate), ["to": "\(bea)"])
            #expect(await given() == 1)
            await site.caughtUp()
            let mails = try await site.readings.mails([.notes], about: scene.ref.meeting, as: site.cast[.clerk].actor)
            let mail = try #require(mails.first { $0.to == .member(bea) })
            let file = try await hana.get("/meetings/\(scene.ref.meeting)/mails/\(mail.id)").html
            #expect(file.contains("/asked/"))
            #expect(await given() == 1)
        }
    }

    @Test("a preview is what the person gets, word for word")
    func preview() async throws {
        try await withMail { scene in
            let hana = try await scene.site.signIn(as: .clerk)
            let lead = scene.site.cast[.boroughLead].id
            let path = "/meetings/\(scene.ref.meeting)/preview/member-\(lead)"
            let preview = try await hana.get(path)
            #expect(preview.text.contains("What Priya Raman gets") && preview.text.contains("Do the Updates thing"))
            #expect(!preview.text.contains("Harbour thing"))
            #expect(try await scene.site.signIn(as: .boroughLead).get(path).status == .notFound)
        }
    }

    @Test("an invitation goes by mail, its link works, and is used once")
    func account() async throws {
        try await withMail { scene in
            let site = scene.site
            let member = ID<Member>()
            let details = try await site.office.details(
                name: "Maren Tolliver",
                email: "maren@network.example",
                organisation: site.cast.merton
            )
            try await site.perform(RegisterMembers([.init(member: member, details: details)]))
            let ruth = try await site.signIn(as: .coordinator)
            let done = try await ruth.send(ruth.get("/members/invite").form("/members/invite"))
            #expect(try await ruth.follow(done).text.contains("on the way."))
            try await scene.deliver()
            let message = try #require(scene.server.to("maren@network.example").first)
            let path = try link(message, "join")
            let maren = site.browser()
            let choice: KeyValuePairs = ["password": "seven quiet lanterns", "again": "seven quiet lanterns"]
            #expect(try await maren.send(maren.get(path).form(path), choice).location == "/")
            // The same mail written again makes no second link.
            let mail = try #require(try await site.readings.accountMails(as: site.cast[.coordinator].actor)[member])
            let from = try #require(Mailbox("network@riverside.example"))
            let again = try await MailWriter(site: site.site, actor: .system("outbox")).write(mail, from: from)
            guard case .outdated = again else { return #expect(Bool(false), "someone who joined is invited again") }
            #expect(try await site.browser().get(path).status == .notFound)
        }
    }

    @Test("the same mail written twice is the same message, with the same links")
    func again() async throws {
        try await withMail { scene in
            let (site, hana) = (scene.site, try await scene.site.signIn(as: .clerk))
            try await scene.add("Maud", .members, to: hana)
            _ = try await hana.send(hana.get(scene.circulate).form(scene.circulate))
            await site.caughtUp()
            let mails = try await site.readings.mails([.notes], about: scene.ref.meeting, as: site.cast[.clerk].actor)
            let from = try #require(Mailbox("network@riverside.example"))
            let writer = MailWriter(site: site.site, actor: .system("outbox"))
            #expect(!mails.isEmpty)
            for mail in mails {
                guard case .message(let first) = try await writer.write(mail, from: from),
                    case .message(let second) = try await writer.write(mail, from: from)
                else { return #expect(Bool(false), "it could not be written") }
                #expect(first.bytes == second.bytes)
            }
        }
    }

    @Test("nothing in any log or in the ledger's readings tells an address or a link")
    func silent() async throws {
        try await withMail { scene in
            let hana = try await scene.site.signIn(as: .clerk)
            try await scene.add("Maud", .members, to: hana)
            _ = try await hana.send(hana.get(scene.circulate).form(scene.circulate))
            try await scene.deliver()
            let token = try link(try #require(scene.server.to("maud@library.example").first), "notes").dropFirst(7)
            var events: [String] = []
            for event in await scene.site.ledger.events(from: 0, limit: 10_000) {
                events.append(String(decoding: event.payload, as: UTF8.self))
            }
            let all = events.joined() + scene.site.log.entries.map { "\($0)" }.joined()
            for secret in ["maud@library", "Maud", String(token), "network.example", "Said of"] {
                #expect(!all.contains(secret), "\(secret)")
            }
        }
    }
}
