import Foundation
import HTTPTypes
import Ledger
import Procedures
import Safeguarding
import Testing

@testable import Web

@Suite("The pages of what an authority uses")
struct AdoptionPagesTests {
    private static let name = "missing-child"

    private static func file(_ name: String = name) throws -> ShippedProcedures.File {
        try #require(try ShippedProcedures.all().first { $0.name == name })
    }

    /// With how long whoever holds it has to acknowledge.
    private static func text(_ version: Int = 1, within: String = "1 working day") throws -> String {
        try file().text.replacing("\nversion: 1\n", with: "\nversion: \(version)\n")
            .replacing(
                "holder, to: acknowledge, within: 1 working day,",
                with: "holder, to: acknowledge, within: \(within),"
            )
    }

    private static func publish(_ site: SiteHarness, _ text: String) async throws {
        try await site.perform(
            PublishProcedure(text: text, lists: try file().lists, reason: "Agreed in March"),
            as: .boroughLead
        )
    }

    private static func place(_ site: SiteHarness) -> String { "/procedures/\(name)/at/\(site.cast.merton)" }

    private static func adopt(_ site: SiteHarness, within: String = "4 hours") async throws {
        try await site.perform(
            AdoptText(
                procedure: name,
                authority: site.cast.merton,
                base: 1,
                text: try text(within: within),
                reason: "We answer sooner"
            ),
            as: .boroughLead
        )
    }

    @Test("an authority's lead changes a procedure there: checked, put into use, and read by all clause by clause")
    func adopting() async throws {
        try await withSite { site in
            try await Self.publish(site, Self.text())
            let (priya, place) = (try await site.signIn(as: .boroughLead), Self.place(site))
            let procedure = try await priya.get("/procedures/missing-child")
            #expect(procedure.links(to: place) && procedure.text.contains("What Merton uses"))
            let before = try await priya.get(place)
            #expect(before.text.contains("Merton uses the network’s text, version 1."))
            let form = try await priya.get("\(place)/write").form("\(place)/write")
            #expect(form["text"] == (try Self.text()))
            let wrong = try await priya.send(
                form,
                ["text": try Self.text(within: "soon"), "reason": "x", "go": "use"]
            )
            #expect(wrong.status == .unprocessableContent && wrong.text.contains(", duties[3].within: "))
            let own = try Self.text(within: "4 hours")
            let checked = try await priya.send(form, ["text": own, "go": "check"])
            #expect(
                checked.text.contains("Nothing is wrong with it.")
                    && checked.text.contains("4 hours after it was raised.")
            )
            let done = try await priya.follow(
                priya.send(checked.form("\(place)/write"), ["reason": "We answer sooner", "go": "use"])
            )
            #expect(done.text.contains("It is in use at Merton now."))

            // Others read what differs there, and decide nothing.
            let owen = try await site.signIn(as: .schoolLead)
            #expect(try await owen.get("/procedures/missing-child").links(to: place))
            let read = try await owen.get(place)
            for words in [
                "Merton uses its own text, a change to version 1.", "4 hours after it was raised.",
                "1 working day after it was raised.", "by Priya Raman. Why: We answer sooner.",
            ] {
                #expect(read.text.contains(words), "\(words)")
            }
            #expect(!read.links(to: "\(place)/write") && !read.links(to: "\(place)/network"))
            #expect(try await owen.get("\(place)/file").html == own)
            #expect(try await owen.get("/adoption").status == .notFound)
            let ruth = try await site.signIn(as: .coordinator)
            let list = try await ruth.get("/adoption")
            #expect(list.text.contains("Its own text, on version 1, 1 clause changed") && list.links(to: place))
            #expect(list.text.contains("1 other authority"))

            // Another authority's lead can begin with it, and sees it beside what they use themselves.
            let (hana, camden) = (try await site.signIn(as: .clerk), "/procedures/missing-child/at/\(site.cast.camden)")
            #expect(try await hana.get(place).text.contains("Use or try it at Camden"))
            let begun = try await hana.get("\(camden)/write?from=\(site.cast.merton)").form("\(camden)/write")
            #expect(begun["text"] == own)
            let further = try Self.text(within: "2 hours")
            _ = try await hana.send(begun, ["text": further, "reason": "Sooner still", "go": "use"])
            let beside = try await hana.get(place)
            #expect(beside.text.contains("What differs from what Camden uses"))
            let version = try await hana.get("/procedures/missing-child/versions/1")
            #expect(
                version.text.contains("What differs from what Camden uses") && version.text.contains("2 hours after")
            )
            #expect(
                !(try await owen.get("/procedures/missing-child/versions/1")).text.contains("What differs from what")
            )

            // As the next version of the network it is as many clauses further on.
            let publishing = try await priya.get("/procedures/new?of=missing-child&at=\(site.cast.merton)")
            #expect(try publishing.form("/procedures/new")["text"] == (try Self.text(2, within: "4 hours")))
        }
    }

    @Test("nobody decides for another authority, and who tries is written down")
    func forged() async throws {
        try await withSite { site in
            try await Self.publish(site, Self.text())
            try await Self.adopt(site)
            let place = Self.place(site)
            let before = await site.ledger.count()
            // A lead of another authority, and the coordinator.
            for part in [Cast.Part.clerk, .coordinator] {
                let browser = try await site.signIn(as: part)
                let text = try Self.text(within: "2 hours")
                for (path, fields) in [
                    ("write", ["text": text, "base": "1", "reason": "r", "go": "use"]),
                    ("take", ["go": "take", "reason": "r"]), ("decline", ["version": "1", "why": "r"]),
                    ("pilot", ["use": "tried", "finding": "r"]), ("network", ["reason": "r"]),
                ] as [(String, KeyValuePairs<String, String>)] {
                    #expect(try await browser.post("\(place)/\(path)", fields).status == .notFound, "\(path)")
                }
                #expect(try await browser.get("\(place)/write").status == .notFound)
            }
            let events = await site.ledger.events(from: before, limit: 100)
            #expect(events.filter { $0.type == "access.refused" }.count == 10)
            #expect(!events.contains { $0.type.hasPrefix("adoption.") })
            let ruth = try await site.signIn(as: .coordinator)
            #expect(try await ruth.get("/refused").text.contains("missing-child at Merton"))
            let actions = "/procedures/meeting-action/at/\(site.cast.merton)"
            #expect(try await ruth.get(actions).status == .notFound)
            #expect(try await ruth.get("/procedures/missing-child/at/\(site.cast.thornbeck)").status == .notFound)
        }
    }

    @Test("a later version waits on Home, is looked at side by side, and is taken with one's own changes or declined")
    func taking() async throws {
        try await withSite { site in
            try await Self.publish(site, Self.text())
            try await Self.adopt(site)
            let later = try Self.text(2, within: "2 working days")
                .replacing("title: Missing child\n", with: "title: A child is missing\n")
            try await Self.publish(site, later)
            let (priya, place) = (try await site.signIn(as: .boroughLead), Self.place(site))
            let home = try await priya.get("/")
            #expect(home.text.contains("Procedures to decide on") && home.links(to: place))
            #expect(home.text.contains("Version 2 to take or decline"))
            let hana = try await site.signIn(as: .clerk)
            #expect(!(try await hana.get("/")).text.contains("Procedures to decide on"))

            let page = try await priya.get("\(place)/take")
            for words in [
                "A child is missing.", "1 clause was changed by both.", "4 hours after it was raised.",
                "2 working days after",
            ] {
                #expect(page.text.contains(words), "\(words)")
            }
            let form = try page.form("\(place)/take")
            let unchosen = try await priya.send(form, ["reason": "r", "go": "take"])
            #expect(unchosen.status == .unprocessableContent && unchosen.text.contains("Choose one of the two."))
            let looked = try await priya.send(form, ["clash-0": "local", "go": "check"])
            #expect(looked.text.contains("What would differ from version 2"))
            #expect(
                try looked.form("\(place)/take")["text"]
                    == later.replacing(
                        "holder, to: acknowledge, within: 2 working days,",
                        with: "holder, to: acknowledge, within: 4 hours,"
                    )
            )
            let broken = try await priya.send(
                looked.form("\(place)/take"),
                ["text": later.replacing("keep:", with: "kept:"), "reason": "r", "go": "take"]
            )
            #expect(broken.status == .unprocessableContent && broken.text.contains("kept"))

            let declined = try await priya.follow(
                priya.send(page.form("\(place)/decline"), ["why": "Ours is better"])
            )
            #expect(declined.text.contains("Version 2 of the network is not taken. Why: Ours is better."))
            let ruth = try await site.signIn(as: .coordinator)
            #expect(try await ruth.get("/adoption").text.contains("Version 2 declined: Ours is better."))
            #expect(!(try await priya.get("/")).text.contains("Procedures to decide on"))
            let taken = try await priya.follow(
                priya.send(form, ["clash-0": "local", "reason": "As agreed", "go": "take"])
            )
            #expect(taken.text.contains("Version 2 is in use at Merton now."))
            let row = try #require(try await site.readings.adoptions(at: site.cast.merton).first)
            #expect(row.own?.base == 2 && row.own?.number == 2 && row.waiting == nil && row.keptAgainst == nil)
            let own = try #require(try await site.readings.localTexts(of: Self.name).first)
            #expect(own.text.contains("within: 4 hours, law: \"Working Together") && own.title == "A child is missing")

            let twice = try await priya.send(form, ["clash-0": "local", "reason": "As agreed", "go": "take"])
            #expect(twice.location == place, "a second click does nothing more")

            // A form that was open meanwhile takes nothing.
            let stale = try await priya.send(form, ["clash-0": "local", "reason": "r", "go": "take"])
            #expect(stale.status == .conflict)
            let back = try await priya.send(
                priya.get("\(place)/network").form("\(place)/network"),
                ["reason": "Ours was no better"]
            )
            #expect(back.location == place)
            #expect(try await priya.get(place).text.contains("Merton uses the network’s text, version 2."))
        }
    }

    @Test("what the network withdrew is kept with a reason or stopped, and told on Home until then")
    func withdrawn() async throws {
        try await withSite { site in
            try await Self.publish(site, Self.text())
            try await Self.adopt(site)
            try await site.perform(WithdrawProcedure(procedure: Self.name, reason: "Merged"), as: .coordinator)
            let (priya, place) = (try await site.signIn(as: .boroughLead), Self.place(site))
            #expect(try await priya.get("/").text.contains("Withdrawn: to keep or to stop"))
            let page = try await priya.get("\(place)/take")
            #expect(page.text.contains("Why: Merged.") && page.links(to: "\(place)/network"))
            let owen = try await site.signIn(as: .schoolLead)
            #expect(try await owen.get("/raise?danger=no").links(to: "/raise/missing-child?danger=no"))
            _ = try await priya.send(priya.get("\(place)/network").form("\(place)/network"), ["reason": "So do we"])
            #expect(try await priya.get(place).text.contains("The network withdrew it, and Merton does not use it."))
            #expect(!(try await owen.get("/raise?danger=no")).links(to: "/raise/missing-child?danger=no"))
            #expect(try await owen.get("/raise/missing-child").status == .notFound)
        }
    }

    @Test("a pilot says what it measures and until when; at its end somebody is asked, and it goes on until they say")
    func pilot() async throws {
        try await withSite { site in
            try await Self.publish(site, Self.text())
            let (priya, place) = (try await site.signIn(as: .boroughLead), Self.place(site))
            let form = try await priya.get("\(place)/write").form("\(place)/write")
            let text = try Self.text(within: "4 hours")
            let unmeasured = try await priya.send(
                form,
                ["text": text, "reason": "Faster?", "until": "2026-12-01", "go": "try"]
            )
            #expect(unmeasured.text.contains("Choose at least one thing to measure."))
            let begun = try await priya.follow(
                priya.send(
                    form,
                    [
                        "text": text, "reason": "Whether it is faster", "measures": "acknowledge",
                        "until": "2026-12-01", "go": "try",
                    ]
                )
            )
            for words in [
                "The pilot has begun at Merton.", "Whether it is faster", "Time to acknowledge",
                "To acknowledge: median days", "In the pilot", "What differs from version 1 of the network",
            ] {
                #expect(begun.text.contains(words), "\(words)")
            }
            // Numbers are for those who decide, and the coordinator.
            let hana = try await site.signIn(as: .clerk)
            let read = try await hana.get(place)
            #expect(read.text.contains("Whether it is faster") && !read.text.contains("In the pilot"))
            #expect(
                try await hana.get("/adoption").text.contains(
                    "Tries a change to version 1 until Tue 1 Dec, 1 clause changed"
                )
            )
            #expect(!(try await priya.get("/")).text.contains("Procedures to decide on"))

            site.clock.move(to: at("2026-12-02"))
            let again = try await site.signIn(as: .boroughLead)
            #expect(try await again.get("/").text.contains("What came of the pilot"))
            #expect(try await again.get(place).text.contains("It was to end by Tuesday 1 December."))
            let ending = try await again.get("\(place)/pilot").form("\(place)/pilot")
            #expect(
                try await again.send(ending, ["finding": "It was"]).text.contains("Choose what is used from now on.")
            )
            let ended = try await again.follow(again.send(ending, ["use": "tried", "finding": "It was faster"]))
            #expect(ended.text.contains("Merton uses its own text") && ended.text.contains("Why: It was faster."))
        }
    }

    @Test("what is raised follows the text of the authority that is asked, whichever form was opened")
    func raising() async throws {
        let asks = "      - { id: ward, label: In which ward of Merton, type: text, required: yes }\n"
        try await walk("missing-child", "2026-12-01 10:00") { walk in
            let merton = walk.site.cast.merton
            let own = try Self.text(within: "4 hours").replacing(
                "      - { id: heard,",
                with: asks + "      - { id: heard,"
            )
            try await walk.site.perform(
                AdoptText(procedure: Self.name, authority: merton, base: 1, text: own, reason: "r"),
                as: .boroughLead
            )
            let owen = try await walk.browser(.thornbeck)
            let path = "/raise/missing-child"
            let first = try await owen.get("\(path)?danger=no")
            #expect(first.text.contains("Merton asks some things in another way.") && !first.text.contains("Last seen"))
            let form = try first.form(path)
            #expect(try await owen.send(form, ["do": "where"]).text.contains("Choose from the list"))
            _ = try await owen.send(form, ["at": walk.organisation(.merton), "do": "where"])
            let asked = try await owen.get(path)
            #expect(
                asked.text.contains("In which ward of Merton")
                    && asked.text.contains("Merton asks this in its own way.")
            )
            // It is another borough after all: there nobody asks that.
            _ = try await owen.send(
                owen.get("\(path)?where=again").form(path),
                ["at": walk.organisation(.camden), "do": "where"]
            )
            #expect(!(try await owen.get(path)).text.contains("In which ward of Merton"))
            let routes: KeyValuePairs<String, Walker> = ["authority-of-residence": .camden]
            try await walk.raise(by: .thornbeck, to: routes)
            #expect(!(try await owen.get("/m/1")).text.contains("It follows the text of"))

            // Chosen only when it is sent: asked once more, and nothing answered is lost.
            _ = try await owen.send(owen.get(path).form(path), ["at": walk.organisation(.camden), "do": "where"])
            let looked = try await walk.look(by: .thornbeck)
            let sent = try await owen.send(looked, ["route-authority-of-residence": walk.organisation(.merton)])
            #expect(sent.location == path)
            let before = await walk.site.ledger.count()
            let more = try await owen.follow(sent)
            #expect(more.text.contains("Some things are asked in another way there."))
            #expect(more.text.contains("In which ward of Merton") && more.html.contains("zq-last-seen-qz"))
            let unanswered = try await owen.send(more.form(path), ["do": "check"])
            #expect(unanswered.status == .unprocessableContent)
            #expect(await walk.site.ledger.count() == before)
            let checked = try await owen.follow(
                owen.send(more.form(path), ["a-ward": "Abbey", "do": "check"])
            )
            let raised = try await owen.send(checked.form("\(path)/send"))
            let page = try await owen.get(raised.location ?? "")
            #expect(page.text.contains("It follows the text of Merton") && page.text.contains("Abbey"))
            let row = try #require(try await walk.site.readings.matter(number: 2, as: walk.people[.thornbeck].actor))
            #expect(row.loop?.local?.authority == merton)
            #expect(row.next?.dueAt == at("2026-12-01", "14:00"))
        }
    }
}
