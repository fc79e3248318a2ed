import HTTPTypes
import Ledger
import Safeguarding
import Testing
import Vault

@testable import Web

@Suite("Guests, who come by a link")
struct GuestsTests {
    @Test("a presenter who is given an action in the notes gets a link, and says by it what came of it")
    func action() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let bea = try await site.guest("Bea Ward")
            let item = try await site.item("The text line", at: ref) { $0.presenter = bea }
            let hana = try await site.signIn(as: .clerk)
            let notes = "/meetings/\(ref.meeting)/notes"
            let form = try await hana.get(notes).form("\(notes)/\(item)")
            let text = "She told how it works.\nAction: BW - send the slides - by 30 November 2026"
            _ = try await hana.send(form, ["text": text])
            let page = try await hana.get(notes)
            #expect(page.text.contains("Links to pass on") && page.text.contains("Held by Bea Ward"))
            #expect(page.links(to: "/m/1/links"))

            let made = try await hana.send(try await hana.get("/m/1/links").form("/m/1/links/\(bea)"))
            #expect(made.location == "/m/1/links")
            let shown = try await hana.get("/m/1/links")
            let address = try #require(shown.html.firstMatch(of: /http:\/\/localhost(\/asked\/[A-Za-z0-9_-]{43})/)?.1)
            let link = String(address)
            #expect(!(try await hana.get(notes)).text.contains("Links to pass on"))
            // Nobody else is shown it who does not ask; whoever does is shown the same, and it goes on working.
            let ruth = try await site.signIn(as: .coordinator)
            let page2 = try await ruth.get("/m/1/links")
            #expect(!page2.html.contains(link))
            _ = try await ruth.send(page2.form("/m/1/links/\(bea)/show"))
            #expect(try await ruth.get("/m/1/links").html.contains(link))

            // A scanner looks as often as it likes, and learns nothing.
            let scanner = site.browser()
            for _ in 0..<3 { #expect(!(try await scanner.get(link)).html.contains("slides")) }
            let bus = site.browser()
            let closed = try await bus.get(link)
            #expect(closed.status == .ok && closed.text.contains("You are asked to do something"))
            #expect(try await bus.post("\(link)/finish", ["note": "Not opened"]).location == link)
            let open = try await bus.follow(try await bus.send(try closed.form(link)))
            #expect(open.text.contains("send the slides") && open.text.contains("Mon 30 Nov"))
            #expect(!open.html.contains("Hana") && !open.html.contains("She told how it works."))
            #expect(open.text.contains("Raised by someone in the network."))
            #expect(!(try await scanner.get(link)).html.contains("slides"))

            let have = try await bus.follow(try await bus.send(try open.form("\(link)/acknowledge")))
            #expect(have.text.contains("Whoever asked can see that you have it."))
            let update = try await bus.follow(
                try await bus.send(try have.form("\(link)/update"), ["text": "Half done"])
            )
            #expect(update.text.contains("Half done"))
            let empty = try await bus.send(try update.form("\(link)/finish"))
            #expect(empty.status == .unprocessableContent && empty.text.contains("Write what came of it."))
            let done = try await bus.follow(
                try await bus.send(try update.form("\(link)/finish"), ["note": "The slides are with the clerk."])
            )
            #expect(done.text.contains("You have answered") && done.text.contains("Your answer has gone back."))
            await site.caughtUp()
            let matter = try await hana.get("/m/1")
            #expect(matter.text.contains("The slides are with the clerk."))
            #expect(matter.text.contains("From Bea Ward") && matter.text.contains("By their link."))

            // The meeting said that it is enough: the page says so, and nothing can be done to it.
            _ = try await hana.send(try matter.form("/m/1/close"))
            let over = try await bus.get(link)
            #expect(over.text.contains("This is closed"))
            #expect(throws: (any Error).self) { try over.form("\(link)/finish") }
            #expect(try await bus.post("\(link)/update", ["text": "More"]).status == .conflict)
        }
    }

    @Test("a link is ended by whoever may give it, by a newer one, and by its time")
    func ended() async throws {
        try await withSite { site in
            let bea = try await site.guest("Bea Ward")
            try await site.perform(
                RaiseAction(
                    ActionDraft(
                        text: "Send the slides",
                        holders: [.member(bea)],
                        group: site.cast.network,
                        raiser: site.cast[.clerk].id
                    )
                ),
                as: .clerk
            )
            let hana = try await site.signIn(as: .clerk)
            func make() async throws -> String {
                _ = try await hana.send(try await hana.get("/m/1/links").form("/m/1/links/\(bea)"))
                let page = try await hana.get("/m/1/links")
                return String(try #require(page.html.firstMatch(of: /\/asked\/[A-Za-z0-9_-]{43}/)).output)
            }
            let browser = site.browser()
            func works(_ link: String) async throws -> Bool { try await browser.get(link).status == .ok }
            let first = try await make()
            _ = try await browser.send(try await browser.get(first).form(first))
            #expect(try await browser.get(first).text.contains("Send the slides"))
            let second = try await make()
            #expect(try await !works(first))
            #expect(try await browser.post("\(first)/acknowledge").status == .notFound)
            #expect(try await works(second))
            let page = try await hana.get("/m/1/links")
            _ = try await hana.send(try page.form("/m/1/links/\(bea)/end"))
            #expect(try await !works(second))
            #expect(!(try await hana.get("/m/1/links")).html.contains(second))
            let third = try await make()
            site.clock.move(seconds: 89 * 86400)
            #expect(try await works(third))
            site.clock.move(seconds: 2 * 86400)
            #expect(try await !works(third))
            let unknown = try await browser.get("/asked/\(String(repeating: "A", count: 43))")
            #expect(unknown.html == (try await browser.get(third)).html && unknown.status == .notFound)
        }
    }

    @Test("links are made by whoever raised it, its officers and the coordinator, for those who cannot sign in")
    func whoMayGive() async throws {
        try await withSite { site in
            let bea = try await site.guest("Bea Ward")
            let draft = ActionDraft(
                text: "Send the slides",
                holders: [.member(bea), .member(site.cast[.boroughLead].id)],
                group: site.cast.network,
                raiser: site.cast[.clerk].id
            )
            try await site.perform(RaiseAction(draft), as: .clerk)
            for part in [Cast.Part.boroughLead, .schoolLead, .liaison, .auditor] {
                let browser = try await site.signIn(as: part)
                #expect(try await browser.get("/m/1/links").status == .notFound)
                #expect(try await browser.post("/m/1/links/\(bea)").status == .notFound)
                #expect(try await browser.post("/m/1/links/\(bea)/end").status == .notFound)
                #expect(!(try await browser.get("/m/1")).html.contains("/m/1/links"))
            }
            for part in [Cast.Part.clerk, .coordinator] {
                let browser = try await site.signIn(as: part)
                #expect(try await browser.get("/m/1").links(to: "/m/1/links"))
                #expect(try await browser.post("/m/1/links/\(bea)").status == .seeOther)
                #expect(try await browser.post("/m/1/links/\(site.cast[.boroughLead].id)").status == .conflict)
            }
        }
    }

    @Test("nobody is given a link to what they may not read themselves")
    func unread() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let bea = try await site.guest("Bea Ward")
            let item = try await site.item("A family", at: ref) { details in
                (details.marking, details.named, details.presenter) = (.named, [bea], bea)
            }
            let action = NewAction("Ring the aunt", holders: [.member(bea)])
            let notes = SaveNotes(ref, item: item, text: "Said.", fromRevision: 0, newActions: [action])
            try await site.perform(notes, as: .clerk)
            let (hana, ruth) = (try await site.signIn(as: .clerk), try await site.signIn(as: .coordinator))
            let to = "/m/1/links/\(bea)"
            #expect(try await hana.send(try await hana.get("/m/1/links").form(to)).status == .seeOther)
            let page = try await ruth.get("/m/1/links")
            #expect(page.status == .ok && page.text.contains("This is for named people only."))
            #expect(!page.html.contains("\(to)/show") && !page.text.contains("Ring the aunt"))
            for path in [to, "\(to)/show"] { #expect(try await ruth.post(path).status == .notFound) }
            #expect(try await ruth.post("\(to)/end").status == .seeOther)
        }
    }

    @Test("a presenter asks for an action to be passed back, and the coordinator finds someone")
    func passedBack() async throws {
        try await withSite { site in
            let bea = try await site.guest("Bea Ward")
            let draft = ActionDraft(
                text: "Send the slides",
                holders: [.member(bea)],
                group: site.cast.network,
                raiser: site.cast[.clerk].id
            )
            try await site.perform(RaiseAction(draft), as: .clerk)
            let ruth = try await site.signIn(as: .coordinator)
            _ = try await ruth.send(try await ruth.get("/m/1/links").form("/m/1/links/\(bea)"))
            let link = String(
                try #require(try await ruth.get("/m/1/links").html.firstMatch(of: /\/asked\/[A-Za-z0-9_-]{43}/)).output
            )
            let browser = site.browser()
            var page = try await browser.follow(try await browser.send(try await browser.get(link).form(link)))
            page = try await browser.follow(try await browser.send(try page.form("\(link)/acknowledge")))
            let back = try page.form("\(link)/back")
            let empty = try await browser.send(back)
            #expect(empty.status == .unprocessableContent)
            page = try await browser.follow(try await browser.send(back, ["reason": "I leave the trust in May"]))
            #expect(page.text.contains("You asked for this to be passed back"))
            #expect(throws: (any Error).self) { try page.form("\(link)/back") }
            await site.caughtUp()
            #expect(try await ruth.get("/").text.contains("Say who is to do this"))
            #expect(try await ruth.get("/m/1").text.contains("I leave the trust in May"))
        }
    }

    @Test("a presenter gives the paper by the link of the invitation")
    func paper() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let bea = try await site.guest("Bea Ward")
            let item = try await site.item("The text line", at: ref) { $0.presenter = bea }
            let other = try await site.item("Host families", at: ref)
            let link = try await site.invitation(to: ref, for: bea)
            let browser = site.browser()
            let page = try await browser.get(link)
            #expect(!page.html.contains("Host families") && !page.text.contains("Agenda and papers"))
            let form = try page.form("\(link)/papers")
            #expect(form["item"] == "\(item)")
            #expect(try await browser.upload(form, files: []).status == .unprocessableContent)
            let file = Browser.File("file", name: "line.txt", "How the line is answered")
            let given = try await browser.upload(form, ["title": "How it works"], files: [file])
            #expect(given.location == "\(link)?done=paper")
            let after = try await browser.follow(given)
            #expect(after.text.contains("Your paper is added.") && after.text.contains("How it works"))
            let priya = try await site.signIn(as: .boroughLead)
            await site.caughtUp()
            #expect(try await priya.get("/meetings/\(ref.meeting)").text.contains("How it works"))
            #expect(try await browser.upload(form, ["item": "\(other)"], files: [file]).status == .notFound)
            // Of another item of the same meeting, nothing.
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/papers"
            _ = try await hana.upload(try await hana.get(to).form(to), ["title": "For all"], files: [file])
            let papers = try await site.readings.meetingView(ref.meeting, as: site.cast[.clerk].actor)?.papers ?? []
            let annex = try #require(papers.first).id
            #expect(try await browser.get("\(link)/papers/\(annex)").status == .notFound)
        }
    }

    @Test("a large file by a link that opens nothing, or where no paper can be added, is refused before it is taken in")
    func knock() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let bea = try await site.guest("Bea Ward")
            let link = try await site.invitation(to: ref, for: bea)
            let browser = site.browser()
            _ = try await browser.get(link)
            let large = Browser.File("file", name: "line.txt", String(repeating: "a", count: 2_000_000))
            for path in ["\(link)/papers", "/invited/\(Token().text)/papers"] {
                #expect(try await browser.upload(path, fields: [], files: [large]).status == .contentTooLarge)
            }
            _ = try await site.item("The text line", at: ref) { $0.presenter = bea }
            let form = try await browser.get(link).form("\(link)/papers")
            #expect(try await browser.upload(form, ["title": "Long"], files: [large]).location == "\(link)?done=paper")
        }
    }

    @Test("a substitute opens the meeting's papers by the same link, and counts for the organisation")
    func substitute() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let lead = site.cast[.boroughLead].id
            let item = try await site.item("Host families", at: ref)
            _ = try await site.item("A family in Merton", at: ref) { ($0.marking, $0.named) = (.named, [lead]) }
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/papers"
            for (title, fields) in [
                ("For all", [("marking", "members")]), ("For few", [("marking", "named"), ("named", "\(lead)")]),
                ("Leaflet", [("marking", "public"), ("item", "\(item)")]),
            ] {
                let form = try await hana.get(to).form(to)
                let given = Set(["title"] + fields.map(\.0))
                let all = form.fields.filter { !given.contains($0.name) } + fields.map { (name: $0.0, value: $0.1) }
                _ = try await hana.upload(
                    to,
                    fields: all + [(name: "title", value: title)],
                    files: [.init("file", name: "paper.txt", "Words of \(title)")]
                )
            }
            let link = try await site.invitation(to: ref, for: lead)
            let pia = site.browser()
            let answer = try await pia.send(
                try await pia.get(link).form(link),
                ["answer": "substitute", "substitute": "Pia Holm", "substituteEmail": "pia@network.example"]
            )
            for page in [answer, try await pia.get(link)] {
                #expect(page.text.contains("Host families") && page.text.contains("Leaflet"))
                #expect(page.text.contains("For all"))
                #expect(!page.html.contains("For few") && !page.html.contains("A family in Merton"))
            }
            let view = try #require(try await site.readings.meetingView(ref.meeting, as: site.cast[.boroughLead].actor))
            for paper in view.papers + view.items.flatMap(\.papers) {
                let file = try await pia.get("\(link)/papers/\(paper.id)")
                #expect(file.status == (paper.marking == .named ? .notFound : .ok))
            }

            site.clock.move(to: at("2026-12-02"))
            let there = try await site.signIn(as: .clerk)
            let attendance = "/meetings/\(ref.meeting)/attendance"
            let form = try await there.get(attendance).form(attendance)
            #expect(form["new-name-1"] == "Pia Holm" && form["new-for-1"] == "\(lead)")
            #expect(try await there.send(form).status == .seeOther)
            await site.caughtUp()
            let notes = try await there.get("/meetings/\(ref.meeting)")
            #expect(notes.text.contains("Merton Pia Holm, for Priya Raman"))
            let table = try await there.get("/meetings/attendance/\(ref.group)")
            #expect(table.text.contains("Merton Present"))
        }
    }

    @Test("a member raises an action by asking, and an officer by saying")
    func raising() async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            let form = try await priya.get("/matters/new").form("/matters/new")
            let answer = try await priya.send(
                form,
                [
                    "text": "Compare the two forms", "holder": "member/\(site.cast[.schoolLead].id)",
                    "group": "\(site.cast.network)", "due": "none",
                ]
            )
            let page = try await priya.follow(answer)
            #expect(page.text.contains("You hold it until they do."))
            #expect(page.text.contains("Owen Castellane, Thornbeck Academy was asked to take it on"))
            let owen = try await site.signIn(as: .schoolLead)
            #expect(try await owen.get("/m/1").text.contains("Will you take this on?"))
            let taken = try await owen.follow(try await owen.send(try await owen.get("/m/1").form("/m/1/accept")))
            #expect(taken.text.contains("It is yours now."))
            // For a group of others, as for one that is not there.
            let elsewhere = ID<Group>()
            try await site.perform(FormGroup(group: elsewhere, name: "Another group"))
            for group in [elsewhere, ID<Group>()] {
                let refused = try await priya.send(
                    form,
                    [
                        "text": "Compare", "holder": "member/\(site.cast[.schoolLead].id)", "group": "\(group)",
                        "due": "none", "command": "\(ID<Group>())",
                    ]
                )
                #expect(refused.status == .notFound)
            }
        }
    }
}
