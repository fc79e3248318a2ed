import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Markings, on the page and wherever words leave it")
struct MarkingPagesTests {
    @Test(
        "an item that becomes one for named people is gone from page, paper, sheet, mail, export and calendar of all others"
    )
    func channels() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Harrow Lane", at: ref)
            _ = try await site.item("Updates", at: ref)
            let action = NewAction("Ring Harrow Lane", holders: [.member(site.cast[.boroughLead].id)])
            try await site.perform(
                SaveNotes(ref, item: item, text: "Seen in Harrow Lane.", fromRevision: 0, newActions: [action]),
                as: .clerk
            )
            let (hana, owen) = (try await site.signIn(as: .clerk), try await site.signIn(as: .schoolLead))
            let page = "/meetings/\(ref.meeting)"
            let channels = [
                page, "\(page)/print", "\(page)?mine=yes", "\(page)/agenda", "/matters.csv", "/matters.json", "/m/1",
            ]
            #expect(try await owen.get(page).text.contains("Seen in Harrow Lane."))
            #expect(try await owen.get("\(page)/print").text.contains("Seen in Harrow Lane."))

            let to = "/items/\(item)/marking"
            let none = try await hana.send(try await hana.get(to).form(to), ["marking": "named"])
            #expect(none.status == .unprocessableContent)
            let priya = site.cast[.boroughLead].id
            let marked = try await hana.send(
                try await hana.get(to).form(to),
                ["marking": "named", "named": "\(priya)"]
            )
            #expect(marked.location == page)
            for channel in channels {
                #expect(!(try await owen.get(channel)).html.contains("Harrow"), "\(channel)")
            }
            // Those it is for see it, and even they do not print or carry it away.
            #expect(try await hana.get(page).text.contains("Seen in Harrow Lane."))
            #expect(try await hana.get(to).text.contains("Marked \u{201C}Named people only\u{201D} by Hana Whitlock"))
            for channel in ["print", "sheet/text", "calendar"] {
                #expect(!(try await hana.get("\(page)/\(channel)")).html.contains("Harrow"), "\(channel)")
            }
            #expect(try await hana.get("\(page)/print").text.contains("An item for named people only"))

            let circulate = "\(page)/circulate"
            _ = try await hana.send(
                try await hana.get(circulate).form(circulate),
                ["to": "\(site.cast[.schoolLead].id)"]
            )
            await site.caughtUp()
            let sent = try await hana.get(circulate).html
            let file = try #require(sent.firstMatch(of: /\/meetings\/[^\/]+\/mails\/[0-9a-f-]+/)).output
            let mail = try await hana.get(String(file))
            #expect(mail.status == .ok && !mail.html.contains("Harrow"))

            _ = try await hana.send(try await hana.get(to).form(to), ["marking": "public"])
            #expect(try await owen.get("\(page)/print").text.contains("Seen in Harrow Lane."))
        }
    }

    @Test("a paper is marked anew, takes another's place and is withdrawn; several come at once or none")
    func papers() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let (hana, owen) = (try await site.signIn(as: .clerk), try await site.signIn(as: .schoolLead))
            let to = "/meetings/\(ref.meeting)/papers"
            func file(_ name: String, _ text: String) -> Browser.File { .init("file", name: name, text) }
            func papers() async throws -> [PaperRow] {
                await site.caughtUp()
                return try await site.readings.meetingView(ref.meeting, as: site.cast[.clerk].actor)?.papers ?? []
            }
            let two = [file("a.txt", "First"), file("..\\\\b\u{202E}txt.exe", "Second")]
            #expect(try await hana.upload(try await hana.get(to).form(to), files: two).status == .seeOther)
            let both = try await papers()
            #expect(both.count == 2)
            let empty = try await hana.upload(
                try await hana.get(to).form(to),
                ["title": "Kept"],
                files: [file("c.txt", "Third"), file("d.txt", "")]
            )
            #expect(empty.status == .unprocessableContent && empty.text.contains("d.txt"))
            #expect(try await papers().count == 2)
            let name = try await owen.get("/papers/\(both[1].id)").headers[.contentDisposition] ?? ""
            #expect(name.hasPrefix("attachment; filename=\"btxt.exe\""))

            let first = both[0].id
            let marking = "\(to)/\(first)/marking"
            let sent = try await hana.send(
                try await hana.get(marking).form(marking),
                ["marking": "named", "named": "\(site.cast[.boroughLead].id)"]
            )
            #expect(sent.location == to)
            #expect(try await owen.get("/papers/\(first)").status == .notFound)
            let priya = try await site.signIn(as: .boroughLead)
            #expect(try await priya.get("/papers/\(first)").html == "First")
            #expect(!(try await priya.get("/meetings/\(ref.meeting)/print")).text.contains("a.txt"))

            let newer = try await hana.upload(
                try await hana.get(to).form(to),
                ["replaces": "\(first)", "title": "A, put right"],
                files: [file("a2.txt", "First, put right")]
            )
            #expect(newer.status == .seeOther)
            let now = try await papers()
            #expect(now.map(\.version).sorted() == [1, 2])
            #expect(try await priya.get("/papers/\(first)").status == .notFound)
            #expect(try await hana.get(to).text.contains("Version 2"))
        }
    }

    @Test("decisions keep their numbers when one is struck out")
    func numbers() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let decisions = ["First.", "Second.", "Third."].map { NewDecision($0) }
            for decision in decisions { try await site.perform(MakeDecision(ref, item: nil, decision), as: .clerk) }
            try await site.perform(CorrectDecision(ref, decisions[1].decision, item: nil, text: nil), as: .clerk)
            await site.caughtUp()
            let page = try await (try await site.signIn(as: .schoolLead)).get("/meetings/\(ref.meeting)")
            #expect(page.text.contains("Decision 1. First.") && page.text.contains("Decision 3. Third."))
            #expect(!page.text.contains("Second."))
        }
    }
}
