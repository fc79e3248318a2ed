import Foundation
import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("A room without a network")
struct SheetPagesTests {
    private let filled = [
        "[ ] Priya Raman, Merton": "[x] Priya Raman, Merton\n[v] Sunniva Roe, Kestrel Trust",
        "1. Updates [#": "1. Updates [#",
        "Agenda for the next meeting [#next]": "Agenda for the next meeting [#next]\nExchange visits",
        "Next meeting [#date]": "Next meeting [#date]\nThursday 14 January 2027, 10:00 - 12:00",
    ]

    /// The sheet with lines under the headings of its items.
    private func fill(_ text: String, _ lines: [String: [String]]) -> String {
        text.components(separatedBy: "\r\n").flatMap { line -> [String] in
            let found = lines.first { line.contains($0.key) }
            return [filled[line] ?? line] + (found?.value ?? [])
        }.joined(separator: "\n")
    }

    private func bring(_ text: String, _ browser: Browser, _ ref: MeetingRef) async throws -> Answer {
        let to = "/meetings/\(ref.meeting)/sheet"
        let form = try await browser.get(to).form(to)
        return try await browser.follow(try await browser.upload(form, files: [.init("file", name: "notes.txt", text)]))
    }

    @Test("a sheet of more lines than a meeting has is refused")
    func tooLong() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let hana = try await site.signIn(as: .clerk)
            let refused = try await bring(String(repeating: "More\n", count: 5_000), hana, ref)
            #expect(refused.status == .unprocessableContent && refused.text.contains("more than 5,000 lines"))
        }
    }

    @Test(
        "it goes out, is filled in and comes back: everything on it is in the meeting, once, beside what was typed meanwhile"
    )
    func roundTrip() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let updates = try await site.item("Updates", at: ref)
            _ = try await site.item("Trafficking", at: ref)
            _ = try await site.item("A family in Merton", at: ref) { $0.marking = .named }
            let hana = try await site.signIn(as: .clerk)
            let text = try await hana.get("/meetings/\(ref.meeting)/sheet/text").html
            #expect(text.contains("An item for named people only [#i") && !text.contains("family"))
            try await site.perform(
                SaveNotes(ref, item: updates, text: "Typed online.", fromRevision: 0),
                as: .coordinator
            )
            let sheet = fill(
                text,
                [
                    "1. Updates": ["Typed in the room.", "Action: PR - ring the school - by 4 January"],
                    "2. Trafficking": ["Agreed: every referral is followed", "Half had met a case."],
                    "For: members": ["A line above all."],
                ]
            )
            let review = try await bring(sheet, hana, ref)
            #expect(review.path == "/meetings/\(ref.meeting)/sheet/review")
            #expect(review.text.contains("Written down here Typed online."))
            #expect(review.text.contains("New on the sheet Typed in the room."))
            let form = try review.form("/meetings/\(ref.meeting)/sheet/review")
            #expect(form["text-\(updates)"] == "Typed online.\nTyped in the room.")
            #expect(try await hana.send(form).location == "/meetings/\(ref.meeting)")
            let page = try await hana.get("/meetings/\(ref.meeting)")
            for words in [
                "Typed online. Typed in the room.", "ring the school Priya Raman", "Half had met a case.",
                "Decision 1. every referral is followed", "A line above all.", "Merton Priya Raman",
                "Kestrel Trust Sunniva Roe", "Exchange visits", "Thursday 14 January 2027",
            ] {
                #expect(page.text.contains(words), "\(words)")
            }
            // The same again: nothing is new. With a line more: only that.
            #expect(try await bring(sheet, hana, ref).text.contains("Nothing on this sheet is new"))
            let more = try await bring(sheet + "\n", hana, ref)
            #expect(more.text.contains("Nothing on this sheet is new"))
            let longer = sheet.replacing("Half had met a case.", with: "Half had met a case.\nThe rest had not.")
            let second = try await bring(longer, hana, ref)
            #expect(second.text.contains("1 new line, 0 decisions, 0 actions."))
            _ = try await hana.send(second.form("/meetings/\(ref.meeting)/sheet/review"))
            let matters = try await site.readings.matters(as: site.cast[.clerk].actor).rows
            #expect(matters.count == 1)
            let notes = try await hana.get("/meetings/\(ref.meeting)").text
            #expect(notes.contains("Half had met a case. The rest had not."))
            #expect(notes.components(separatedBy: "Typed in the room.").count == 2)
        }
    }

    @Test("whoever saves while a sheet is looked through is in the text that comes back, and nothing typed is lost")
    func conflict() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            let hana = try await site.signIn(as: .clerk)
            let text = try await hana.get("/meetings/\(ref.meeting)/sheet/text").html
            let review = try await bring(fill(text, ["1. Updates": ["From the room."]]), hana, ref)
            let form = try review.form("/meetings/\(ref.meeting)/sheet/review")
            try await site.perform(SaveNotes(ref, item: item, text: "Meanwhile.", fromRevision: 0), as: .coordinator)
            let refused = try await hana.send(form, ["text-\(item)": "From the room, put better."])
            #expect(refused.status == .conflict)
            let again = try refused.form(form.action)
            #expect(again["text-\(item)"] == "Meanwhile.\nFrom the room, put better.")
            #expect(try await hana.send(again).status == .seeOther)
            #expect(
                try await hana.get("/meetings/\(ref.meeting)").text.contains("Meanwhile. From the room, put better.")
            )
        }
    }

    @Test("a mistake in the review costs no work, and an action can stay a line")
    func mistake() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            let hana = try await site.signIn(as: .clerk)
            let text = try await hana.get("/meetings/\(ref.meeting)/sheet/text").html
            let review = try await bring(fill(text, ["1. Updates": ["Action: ring the school", "Said."]]), hana, ref)
            let form = try review.form("/meetings/\(ref.meeting)/sheet/review")
            let refused = try await hana.send(form, ["text-\(item)": "Said, and more."])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.html.contains("href=\"#who-\(item)-0\""))
            let again = try refused.form(form.action)
            #expect(again["text-\(item)"] == "Said, and more." && again["what-\(item)-0"] == "ring the school")
            #expect(try await hana.send(again, ["do-\(item)-0": "line"]).status == .seeOther)
            let page = try await hana.get("/meetings/\(ref.meeting)").text
            #expect(page.contains("Said, and more. Action: ring the school"))
        }
    }

    @Test("a sheet is known wherever it is brought, and is nobody's who does not run its meeting")
    func whose() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let other = try await site.meeting(on: "2026-11-16")
            _ = try await site.item("Updates", at: ref)
            let hana = try await site.signIn(as: .clerk)
            let text = fill(
                try await hana.get("/meetings/\(ref.meeting)/sheet/text").html,
                ["1. Updates": ["From the room."]]
            )
            let review = "/meetings/\(ref.meeting)/sheet/review"
            #expect(try await bring(text, hana, other).path == review)
            let form = try await hana.get("/meetings/import").form("/meetings/import")
            let answer = try await hana.upload(form, files: [.init("file", name: "x.txt", text)])
            #expect(answer.location == review)
            let priya = try await site.signIn(as: .boroughLead)
            #expect(try await priya.get("/meetings/\(ref.meeting)/sheet/text").status == .notFound)
            #expect(try await priya.get(review).status == .notFound)
        }
    }
}
