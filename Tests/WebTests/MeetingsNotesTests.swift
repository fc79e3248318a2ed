import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Writing notes")
struct MeetingsNotesTests {
    @Test("an action line becomes an action with an owner and a due time, and a decision stands beside it")
    func action() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Trafficking", at: ref)
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/notes/\(item)"
            let form = try await hana.get("/meetings/\(ref.meeting)/notes").form(to)
            let text = "Half had met a case.\nAction: PR - collate the replies - by 20 February"
            let sent: KeyValuePairs = [
                "text": text, "decision": "Every referral is followed.", "who": "all", "what": "Remind schools",
                "when": "next meeting",
            ]
            #expect(try await hana.send(form, sent).status == .seeOther)
            #expect(try await hana.send(form, sent).status == .seeOther)
            let priya = try await site.signIn(as: .boroughLead)
            let page = try await priya.get("/meetings/\(ref.meeting)")
            #expect(page.text.contains("Half had met a case."))
            #expect(!page.text.contains("Action: PR"))
            #expect(page.text.contains("Decision 1. Every referral is followed."))
            #expect(page.text.contains("collate the replies Priya Raman"))
            #expect(page.text.contains("Remind schools Everyone in The network"))
            let matters = try await site.readings.matters(as: site.cast[.boroughLead].actor).rows
            #expect(matters.count == 2)
            let mine = try await priya.get("/meetings/\(ref.meeting)?mine=yes")
            #expect(mine.text.contains("collate the replies") && !mine.text.contains("Half had met"))
        }
    }

    @Test("what is typed is saved on the way, once, and a lost answer does no harm")
    func keep() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            let hana = try await site.signIn(as: .clerk)
            let form = try await hana.get("/meetings/\(ref.meeting)/notes").form(
                "/meetings/\(ref.meeting)/notes/\(item)"
            )
            func keep(_ text: String, version: String) async throws -> Answer {
                try await hana.post("\(form.action)/keep", ["text": text, "version": version])
            }
            let name = try #require(HTTPField.Name("Safeloop-Version"))
            let first = try await keep("One line", version: "0")
            #expect(first.status == .noContent && first.headers[name] == "1")
            let lost = try await keep("One line", version: "0")
            #expect(lost.status == .noContent && lost.headers[name] == "1")
            async let here = keep("One line, two lines", version: "1")
            async let there = keep("One line, two lines", version: "1")
            for answer in [try await here, try await there] {
                #expect(answer.status == .noContent && answer.headers[name] == "2")
            }
            #expect(try await keep("From an old page", version: "1").status == .conflict)
            let sheet = try await hana.get("/meetings/\(ref.meeting)/notes").form(form.action)
            #expect(sheet["text"] == "One line, two lines" && sheet["version"] == "2")
            let actionLine = try await keep("Action: PR - ring", version: "2")
            #expect(actionLine.status == .noContent)
            #expect(try await site.readings.matters(as: site.cast[.clerk].actor).rows.isEmpty)
        }
    }

    @Test("two who write at once see both versions, and neither is lost")
    func conflict() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            let to = "/meetings/\(ref.meeting)/notes/\(item)"
            let (hana, ruth) = (try await site.signIn(as: .clerk), try await site.signIn(as: .coordinator))
            let hers = try await hana.get("/meetings/\(ref.meeting)/notes").form(to)
            let his = try await ruth.get("/meetings/\(ref.meeting)/notes").form(to)
            _ = try await ruth.send(his, ["text": "Ruth's words"])
            let refused = try await hana.send(hers, ["text": "Hana's words", "what": "Ring", "who": "PR"])
            #expect(refused.status == .conflict)
            #expect(refused.text.contains("Ruth's words"))
            let mine = try refused.form(to)
            #expect(mine["text"] == "Hana's words" && mine["what"] == "Ring" && mine["version"] == "1")
            #expect(try await hana.send(mine, ["text": "Ruth's words\nHana's words"]).status == .seeOther)
            #expect(try await hana.get("/meetings/\(ref.meeting)").text.contains("Ruth's words Hana's words"))
        }
    }

    @Test("an action without anyone to do it comes back with every word")
    func noOwner() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            let to = "/meetings/\(ref.meeting)/notes/\(item)"
            let hana = try await site.signIn(as: .clerk)
            let form = try await hana.get("/meetings/\(ref.meeting)/notes").form(to)
            let refused = try await hana.send(form, ["text": "Said.", "decision": "So.", "what": "Ring the school"])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.html.contains("href=\"#who-\(item)\""))
            let back = try refused.form(to)
            #expect(back["text"] == "Said." && back["decision"] == "So." && back["what"] == "Ring the school")
            #expect(!(try await hana.get("/meetings/\(ref.meeting)")).text.contains("Said."))
        }
    }

    @Test("attendance starts from the answers, takes guests and feeds the table of who comes")
    func attendance() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let (lead, school) = (site.cast[.boroughLead], site.cast[.schoolLead])
            try await site.perform(AnswerInvitation(ref, of: lead.id, .apologies), as: .boroughLead)
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/attendance"
            let form = try await hana.get(to).form(to)
            #expect(form["p-\(lead.id)"] == "apologies" && form["p-\(school.id)"] == "")
            let answer = try await hana.upload(
                form,
                ["p-\(school.id)": "present", "new-name-1": "Sunniva Roe"],
                files: []
            )
            #expect(answer.status == .seeOther)
            let page = try await hana.get("/meetings/\(ref.meeting)")
            #expect(page.text.contains("2 present, 1 apology"))
            #expect(page.text.contains("Guest Sunniva Roe") && page.text.contains("Merton Priya Raman"))
            let table = try await hana.get("/meetings/attendance/\(ref.group)")
            #expect(table.text.contains("Merton Apologies") && table.text.contains("Thornbeck Academy Present"))
            let csv = try await hana.get("/meetings/attendance/\(ref.group)/csv")
            #expect(csv.html.contains("Merton,\"Local authority\",Apologies,"))
            let again = try await hana.get(to).form(to)
            let guest = try #require(again.fields.first { $0.name.hasPrefix("g-") })
            _ = try await hana.send(again, [guest.name: ""])
            #expect(!(try await hana.get("/meetings/\(ref.meeting)")).text.contains("Sunniva Roe"))
        }
    }

    @Test("open actions of earlier meetings come by themselves")
    func arising() async throws {
        try await withSite { site in
            let earlier = try await site.meeting(on: "2026-11-02")
            let item = try await site.item("Updates", at: earlier)
            let action = NewAction("Ask for written advice", holders: [.member(site.cast[.boroughLead].id)])
            try await site.perform(
                SaveNotes(earlier, item: item, text: "", fromRevision: 0, newActions: [action]),
                as: .clerk
            )
            let ref = try await site.meeting()
            let priya = try await site.signIn(as: .boroughLead)
            let page = try await priya.get("/meetings/\(ref.meeting)")
            #expect(page.text.contains("Matters arising"))
            #expect(page.text.contains("Ask for written advice"))
        }
    }
}
