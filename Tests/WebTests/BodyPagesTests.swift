import Almanac
import Channels
import Foundation
import HTTPTypes
import Ledger
import Procedures
import Safeguarding
import Testing
import Vault

@testable import Web

@Suite("Bodies without an account answer by a link and a code")
struct BodyPagesTests {
    /// A notice about a child from the Home Office. It is held by Merton, where nobody has an account any more.
    private final class Scene {
        let walk: Walk
        var server: FakeServer { walk.server }
        var site: SiteHarness { walk.site }
        let merton: ID<Organisation>
        private(set) var browser: Browser

        init(_ site: SiteHarness) async throws {
            walk = try await Walk(site, "removal-notice")
            merton = walk.people[.merton].organisation
            browser = site.browser()
            try await walk.raise(
                by: .homeOffice,
                ["others-may-know": "now", "told-from": "2026-12-24", "school-known": "yes"],
                to: ["authority-of-residence": .merton, "school-of-the-child": .thornbeck]
            )
            try await site.perform(RemoveMember(member: walk.people[.merton].id))
            await site.caughtUp()
        }

        var bodies: String { "/m/1/bodies" }
        var giving: String { "\(bodies)/\(merton)" }

        func raiser() async throws -> Browser { try await walk.browser(.homeOffice) }

        /// Gives the link as whoever raised it, and returns the code that is shown once.
        func give() async throws -> String {
            let raiser = try await raiser()
            let form = try await raiser.get(bodies).form(giving)
            let fields: KeyValuePairs = [
                "post": "Front door", "address": "front.door@merton.example", "code-by": "telephone",
                "code-to": "020 7946 0123",
            ]
            #expect(try await raiser.send(form, fields).location == bodies)
            return try await shownCode()
        }

        func shownCode() async throws -> String {
            let page = try await raiser().get(bodies)
            let code = String(try #require(page.html.firstMatch(of: /[0-9]{4} [0-9]{4}/)).output)
            #expect(page.text.contains("It is shown this once.") && page.text.contains("020 7946 0123"))
            #expect(!(try await self.raiser().get(bodies)).html.contains(code), "shown twice")
            return code
        }

        func mails() async throws -> [MailMessage] {
            try await site.deliverMail(through: server)
            return server.to("front.door@merton.example")
        }

        func link() async throws -> String {
            let message = try #require(try await mails().last)
            return String(try #require(message.body.firstMatch(of: /\/body\/[A-Za-z0-9_-]{43}/)).output)
        }

        func type(_ code: String, at link: String, in browser: Browser? = nil) async throws -> Answer {
            let browser = browser ?? self.browser
            // Whoever is not signed in sends one form a second.
            site.clock.move(seconds: 2)
            return try await browser.send(try await browser.get(link).form(link), ["code": code])
        }

        /// From the door to the matter, as somebody who has the post.
        func open(_ link: String, _ code: String, as name: String = "Jo Marsh", in browser: Browser? = nil) async throws
            -> Answer
        {
            let browser = browser ?? self.browser
            let who = try await browser.follow(try await type(code, at: link, in: browser))
            #expect(who.text.contains("Who are you?"))
            return try await browser.follow(
                try await browser.send(try who.form("\(link)/who"), ["name": name, "post": "Duty manager"])
            )
        }

        /// Every event of the matter.
        func events() async throws -> [any DomainEvent] {
            let raiser = walk.people[.homeOffice].actor
            let id = try #require(try await site.readings.loopDetail(number: 1, as: raiser)).matter.id
            return try await site.ledger.events(of: Matter.stream(id), after: 0).map(Events.decode)
        }
    }

    private func withScene(_ test: @escaping @Sendable (Scene) async throws -> Void) async throws {
        let from = try Mailbox(name: "Riverside", address: #require(EmailAddress("network@riverside.example")))
        try await withSite(now: at("2026-12-24", "16:00"), mailFrom: from) { site in
            try await test(try await Scene(site))
        }
    }

    @Test("a notice to an authority without an account goes from its link to its close")
    func whole() async throws {
        try await withScene { scene in
            let raiser = try await scene.raiser()
            #expect(try await raiser.get("/").text.contains("No way to reach"))
            let before = try await raiser.get("/m/1")
            #expect(before.text.contains("No way to reach Merton") && before.links(to: scene.bodies))
            let code = try await scene.give()
            #expect(!(try await raiser.get("/")).text.contains("No way to reach"))
            let mail = try #require(try await scene.mails().first)
            for word in [code, code.replacing(" ", with: ""), "removal", "Removal", "child", "Thornbeck", "/m/1"] {
                #expect(!mail.body.contains(word) && !mail.subject.contains(word), "\(word)")
            }
            let link = try await scene.link()

            // Scanners look as often as they like, in any way: they learn and use up nothing.
            let scanner = scene.site.browser()
            let events = await scene.site.ledger.count()
            for _ in 0..<3 {
                let seen = try await scanner.get(link, headers: [.secPurpose: "prefetch"])
                #expect(seen.status == .ok && seen.text.contains("Something waits for your post"))
                for word in ["Merton", "removed", "Front door", "child"] {
                    #expect(!seen.text.contains(word), "\(word)")
                }
            }
            let head = try await scene.site.client.ask(.head, link, headers: [:], body: nil)
            #expect([.ok, .notFound].contains(head.status))
            #expect(await scene.site.ledger.count() == events)

            // The code alone opens nothing: they say who they are first.
            let matter = try await scene.walk.detail(.homeOffice)
            let subject = matter.reference.subject
            let opened = try await scene.open(link, code)
            #expect(opened.status == .ok && opened.text.contains("Family removed from the country"))
            #expect(opened.text.contains("zq-child-qz"), "all of it, as whoever holds it")
            let accesses = await scene.site.ledger.events(of: StreamID("access/\(subject)"), after: 0)
            let last = try #require(accesses.last)
            let access = try #require(try Events.decode(last) as? AccessRecorded)
            #expect(access.member.hasPrefix("body/") && access.purpose.contains("who holds it, by the link of a body"))
            #expect(!access.purpose.contains("Marsh"))

            // No member is named to them, and nothing is open in another browser.
            #expect(!opened.text.contains("Haldane") && opened.text.contains("someone at Home Office"))
            #expect(!(try await scanner.get(link)).text.contains("zq-child-qz"))

            try await answerEverything(scene, link)
            let page = try await scene.browser.get(link)
            #expect(page.text.contains("You owe nothing on it now."))
            try await scene.walk.reads(
                .homeOffice,
                "Decided by Jo Marsh, Duty manager, Merton, by their link",
                "They stay; the appeal was won.",
                "Link given to Front door, Merton by you; the code goes by telephone."
            )
            let opening = try await raiser.get("/m/1")
            #expect(opening.text.contains("Who opened it") && opening.text.contains("Jo Marsh, Duty manager, Merton"))
            #expect(!opening.text.contains("as reported"))
            try await scene.walk.take("say-if-satisfied", by: .homeOffice, enough: true)
            try await closeTheRest(scene)
            try await scene.walk.isClosed()
            let over = try await scene.browser.get(link)
            #expect(over.text.contains("This is closed."))
            #expect(try await scene.browser.post("\(link)/write", ["text": "More"]).status == .conflict)
        }
    }

    /// The body does what it owes until it owes nothing, as its pages offer it.
    private func answerEverything(_ scene: Scene, _ link: String) async throws {
        for _ in 0..<12 {
            let detail = try await scene.walk.detail(.homeOffice)
            let step = detail.openSteps.first {
                $0.row.of == .organisation(scene.merton) && $0.row.task != .satisfied && $0.row.step != "settled"
            }
            guard let step else { return }
            let address = "\(link)/do/\(step.row.id)"
            scene.site.clock.move(seconds: 2)
            let page = try await scene.browser.get(link)
            let answer: Answer
            if let button = page.forms.first(where: { $0.action == address }) {
                answer = try await scene.browser.send(button)
            } else {
                #expect(page.links(to: address), "\(step.row.step ?? "")")
                let form = try await scene.browser.get(address).form(address)
                #expect(try await scene.browser.send(form).status == .unprocessableContent, "\(step.row.step ?? "")")
                scene.site.clock.move(seconds: 2)
                let again = try await scene.browser.get(address).form(address)
                answer = try await scene.browser.send(
                    again,
                    ["outcome": "child-stays", "note": "They stay; the appeal was won.", "telling": "now"]
                )
            }
            #expect(answer.location == "\(link)?done=step", "\(step.row.step ?? ""): \(answer.text.prefix(600))")
        }
        Issue.record("it owes without end")
    }

    /// What the school still owes is entered by whoever raised it.
    private func closeTheRest(_ scene: Scene) async throws {
        for step in try await scene.walk.detail(.homeOffice).openSteps {
            try await scene.walk.take(step.row.step ?? "", by: .thornbeck, "Done.")
        }
    }

    @Test("files go with an answer and with a message, sealed, to those who see them, and no more before the code")
    func files() async throws {
        try await withScene { scene in
            let code = try await scene.give()
            let link = try await scene.link()
            _ = try await scene.open(link, code)
            let detail = try await scene.walk.detail(.homeOffice)
            let step = try #require(
                detail.openSteps.first { $0.row.of == .organisation(scene.merton) && $0.row.task == .act }
            )
            let address = "\(link)/do/\(step.row.id)"
            let form = try await scene.browser.get(address).form(address)
            let words: KeyValuePairs = ["note": "The zq-plan-qz is here."]
            let script = Browser.File("file", name: "plan.png", type: "image/png", "<script>alert(1)</script>")
            let refused = try await scene.browser.upload(form, words, files: [script])
            #expect(refused.status == .unprocessableContent && refused.text.contains("is not a picture"))
            #expect(refused.html.contains("The zq-plan-qz is here."))
            scene.site.clock.move(seconds: 2)
            let plan = Browser.File("file", name: "zq-plan-qz.pdf", type: "application/pdf", "%PDF-1.7 the plan")
            let again = try await scene.browser.get(address).form(address)
            let sent = try await scene.browser.upload(again, words, files: [plan])
            #expect(sent.location == "\(link)?done=step", "\(sent.text.prefix(600))")
            scene.site.clock.move(seconds: 2)
            let writing = try await scene.browser.get("\(link)/write").form("\(link)/write")
            let note = Browser.File("file", name: "zq-note-qz.txt", "A note")
            let wrote = try await scene.browser.upload(writing, ["text": "A word more"], files: [note])
            #expect(wrote.location == "\(link)?done=write", "\(wrote.text.prefix(600))")

            // Whoever sees the answer has the file, and so has the body itself; another browser has nothing.
            await scene.site.caughtUp()
            let added = try await scene.events().compactMap { $0 as? FileAdded }
            #expect(added.map(\.mediaType) == ["application/pdf", "text/plain"] && added.allSatisfy { $0.by == nil })
            scene.site.clock.move(seconds: 2)
            let own = try await scene.browser.get(link)
            #expect(own.text.contains("zq-plan-qz.pdf") && own.text.contains("Added by Jo Marsh, Duty manager, Merton"))
            let got = try await scene.browser.get("\(link)/files/\(added[0].file)")
            #expect(got.status == .ok && got.bytes == plan.bytes)
            #expect(try await scene.site.browser().get("\(link)/files/\(added[0].file)").location == link)
            #expect(try await scene.browser.get("\(link)/files/\(ID<MatterFile>())").status == .notFound)
            for recorded in await scene.site.ledger.events(from: 0, limit: 10_000) {
                #expect(!String(decoding: recorded.payload, as: UTF8.self).contains("zq-plan"), "\(recorded.type)")
            }
            // More than a form without files may have is taken from nobody who has not opened it.
            let large = Browser.File("file", name: "large.txt", String(repeating: "a", count: Route.withoutFiles + 1))
            let stranger = scene.site.browser()
            let door = try await stranger.get(link)
            let csrf = try #require(door.token)
            scene.site.clock.move(seconds: 2)
            let tooLarge = try await stranger.upload("\(link)/write", fields: [("csrf", csrf)], files: [large])
            #expect(tooLarge.status == .contentTooLarge)
        }
    }

    @Test("five wrong codes lock the link, for the right one too; sent again it opens, with the same code")
    func locked() async throws {
        try await withScene { scene in
            let code = try await scene.give()
            let link = try await scene.link()
            let wrong = code == "1234 5678" ? "8765 4321" : "1234 5678"
            let unknown = "/body/\(String(repeating: "A", count: 43))"
            let nobody = scene.site.browser()
            let stranger = try await scene.type(wrong, at: unknown, in: nobody)
            for number in 1...BodyLink.tries {
                let answer = try await scene.type(wrong, at: link)
                #expect(answer.status == .unprocessableContent && answer.text == stranger.text, "\(number)")
            }
            #expect(try await scene.events().count { $0 is BodyLinkLocked } == 1)
            let refused = try await scene.type(code, at: link)
            #expect(refused.status == .unprocessableContent && refused.text == stranger.text, "the right code, locked")
            #expect(try await scene.events().count { $0 is BodyLinkLocked } == 1)
            let raiser = try await scene.raiser()
            #expect(try await raiser.get("/m/1").text.contains("The link of Merton is locked after 5 wrong codes."))
            #expect(try await raiser.get("/").text.contains("No way to reach"))
            try await scene.walk.reads(.homeOffice, "Link locked after 5 wrong codes: Front door, Merton.")

            let sent = try await raiser.send(try await raiser.get(scene.bodies).form("\(scene.giving)/send"))
            #expect(sent.location == scene.bodies)
            #expect(!(try await raiser.get(scene.bodies)).text.contains("It is shown this once."))
            #expect(try await scene.mails().count >= 2)
            #expect(try await scene.link() == link, "the same in every mail")
            #expect(try await scene.open(link, code).text.contains("zq-child-qz"))
        }
    }

    @Test("a new code ends the old one and what it opened; the link goes on, for whoever has the post next")
    func successor() async throws {
        try await withScene { scene in
            let first = try await scene.give()
            let link = try await scene.link()
            #expect(try await scene.open(link, first).text.contains("zq-child-qz"))
            let raiser = try await scene.raiser()
            let form = try await raiser.get(scene.bodies).form("\(scene.giving)/code")
            // Never to the address that has the link.
            let same = try await raiser.send(form, ["code-by": "mail", "code-to": "front.door@merton.example"])
            #expect(same.status == .unprocessableContent && same.text.contains("The link goes there already."))
            _ = try await raiser.send(form, ["code-by": "telephone", "code-to": "020 7946 0123"])
            let second = try await scene.shownCode()
            #expect(!(try await scene.browser.get(link)).text.contains("zq-child-qz"))
            #expect(try await scene.type(first, at: link).status == .unprocessableContent || first == second)
            let next = scene.site.browser()
            #expect(try await scene.open(link, second, as: "Ana Reyes", in: next).text.contains("zq-child-qz"))
            let page = try await raiser.get("/m/1").text
            #expect(page.contains("Jo Marsh, Duty manager, Merton") && page.contains("Ana Reyes, Duty manager, Merton"))
            // Closed in this browser, it asks for the code again.
            _ = try await next.send(try await next.get(link).form("\(link)/close"))
            #expect(!(try await next.get(link)).text.contains("zq-child-qz"))
        }
    }

    @Test("a link ends after its days, by hand and with its four hours; nobody can tell it from one that never was")
    func over() async throws {
        try await withScene { scene in
            let code = try await scene.give()
            let link = try await scene.link()
            #expect(try await scene.open(link, code).text.contains("zq-child-qz"))
            scene.site.clock.move(seconds: 4 * 3600 + 60)
            #expect(!(try await scene.browser.get(link)).text.contains("zq-child-qz"))
            #expect(try await scene.open(link, code).text.contains("zq-child-qz"))
            scene.site.clock.move(seconds: 31 * 86400)
            let nobody = scene.site.browser()
            let unknown = "/body/\(String(repeating: "A", count: 43))"
            func door(_ path: String) async throws -> String {
                try await nobody.get(path).html.replacing(path, with: "/body/…")
            }
            let expected = try await door(unknown)
            #expect(try await door(link) == expected)
            #expect(try await door("/body/none") == expected)
            #expect(try await scene.type(code, at: link).status == .unprocessableContent)
            let step = try #require(try await scene.walk.detail(.homeOffice).openSteps.first)
            // Every page below it leads to the door, whether or not there is such a link.
            for path in [link, unknown] {
                for page in ["do/\(step.row.id)", "write", "join", "not-take-over"] {
                    #expect(try await nobody.get("\(path)/\(page)").location == path, "\(page)")
                    scene.site.clock.move(seconds: 2)
                    #expect(try await nobody.post("\(path)/\(page)", ["note": "x"]).location == path, "\(page)")
                }
                for page in ["who", "close", "take-over"] {
                    scene.site.clock.move(seconds: 2)
                    #expect(try await nobody.post("\(path)/\(page)", ["name": "x"]).location == path, "\(page)")
                }
            }
            // Their own session is over too by then.
            try await scene.walk.comes("2027-02-01 10:00")
            #expect(try await scene.raiser().get("/m/1").text.contains("The link of Merton has ended."))
        }
    }

    @Test("by a link nobody reaches another matter, another's step, or anything of a member's")
    func hostile() async throws {
        try await withScene { scene in
            let code = try await scene.give()
            let link = try await scene.link()
            try await scene.walk.raise(
                by: .homeOffice,
                ["others-may-know": "now", "told-from": "2026-12-24", "school-known": "yes"],
                to: ["authority-of-residence": .camden, "school-of-the-child": .larkhill]
            )
            let other = try #require(try await scene.walk.detail(.homeOffice).openSteps.first)
            #expect(scene.walk.number == 2)
            _ = try await scene.open(link, code)
            let own = try #require(
                try await scene.site.readings.loopDetail(number: 1, as: scene.walk.people[.homeOffice].actor)
            )
            let school = own.openSteps.first { $0.row.of != .organisation(scene.merton) }
            let before = try await scene.events().count
            for duty in [other.row.id, school?.row.id, ID()].compactMap(\.self) {
                scene.site.clock.move(seconds: 2)
                let path = "\(link)/do/\(duty)"
                #expect(try await scene.browser.get(path).status == .notFound)
                let forged = try await scene.browser.post(path, ["note": "Ours", "way": "letter", "who": "x"])
                #expect(forged.status == .notFound)
            }
            for path in ["/m/1", "/m/2", "/", "/m/1/bodies"] {
                #expect(try await scene.browser.get(path).location?.hasPrefix("/signin") ?? false, "\(path)")
            }
            // Without its token no form is taken.
            let bare = try await scene.browser.post("\(link)/write", pairs: [(name: "text", value: "Forged")])
            #expect(bare.status == .forbidden)
            #expect(try await scene.events().count == before)

            // Who may not give links: other parties, outsiders, and the coordinator, since a child can be known by it.
            for walker in [Walker.thornbeck, .camden, .police, .charity, .auditor, .coordinator] {
                let browser = try await scene.walk.browser(walker)
                _ = try await browser.get("/")
                for path in [scene.bodies] { #expect(try await browser.get(path).status != .ok, "\(walker)") }
                for path in ["", "/send", "/code", "/end"] {
                    let fields: KeyValuePairs = ["address": "me@me.example", "code-by": "text", "code-to": "1234"]
                    let answer = try await browser.post(scene.giving + path, fields)
                    #expect([.notFound, .forbidden].contains(answer.status), "\(walker) \(path)")
                }
            }
            #expect(try await scene.events().filter { $0 is any BodyLinkEvent }.count == 2, "given, opened")
        }
    }

    @Test("reminders and what is late go to the post with the same link; without an address nothing does")
    func reminders() async throws {
        try await withScene { scene in
            _ = try await scene.give()
            let link = try await scene.link()
            let first = try await scene.mails().count
            try await scene.walk.comes("2027-01-04 10:00")
            let mails = try await scene.mails()
            #expect(mails.count > first)
            for mail in mails {
                #expect(mail.body.contains(link) && !mail.body.contains("/m/1"))
                #expect(mail.subject.hasPrefix("Something waits for your post"))
            }
            #expect(mails.contains { $0.subject.contains("overdue") })
        }
    }

    @Test("an answer that somebody entered is shown to those it was entered for, who say that it is not theirs")
    func entered() async throws {
        try await walk("trafficking-referral", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["school-known": "no"],
                to: ["authority-of-residence": .merton, "police": .police]
            )
            let address = try await walk.address(of: "decide", for: .thornbeck)
            let form = try await walk.browser(.thornbeck).get(address).form(address)
            let fields = [
                ("who", "Ms Raman"), ("way", "telephone"), ("on", "2026-12-24"), ("note", "The uncle is an uncle."),
                ("outcome", "no-further-action"),
            ]
            let sent = try await walk.post(form, fields.map { (name: $0.0, value: $0.1) }, by: .thornbeck)
            #expect(sent.location == "/m/1")
            let merton = try await walk.browser(.merton)
            #expect(try await merton.get("/").text.contains("An answer was entered for you"))
            let duty = address.split(separator: "/").last.map(String.init) ?? ""
            let check = "/m/1/entered/\(duty)"
            #expect(try await merton.get("/m/1").links(to: check))
            for walker in [Walker.thornbeck, .police, .camden] {
                #expect(try await walk.browser(walker).get(check).status == .notFound, "\(walker)")
            }
            let page = try await merton.get(check)
            #expect(page.text.contains("as reported by Ms Raman"))
            let unsaid = try await merton.send(try page.form(check))
            #expect(unsaid.text.contains("Say whether this is your answer."))
            let unreasoned = try await merton.send(try page.form(check), ["ours": "no"])
            #expect(unreasoned.text.contains("Write what is wrong with it."))
            let done = try await merton.send(try page.form(check), ["ours": "no", "reason": "We never said so."])
            #expect(done.location == "/m/1")
            try await walk.reads(.merton, "Not their answer", "We never said so.", "Decide what it comes to")
            #expect(!(try await merton.get("/")).text.contains("An answer was entered for you"))
            try await walk.take("decide", by: .merton, outcome: "assessment", "Seen at home.")
        }
    }
}

extension HTTPField.Name {
    fileprivate static let secPurpose = HTTPField.Name("Sec-Purpose") ?? .accept
}
