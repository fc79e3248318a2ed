import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Papers, circulating, agreeing and answering by link")
struct MeetingsCirculationTests {
    @Test("a paper comes back as it went in, is sealed where it lies, and is for whom it is marked")
    func papers() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/papers"
            let secret = "The fictional summary of a fictional case. " + String(repeating: "x", count: 70_000)
            func add(_ title: String, _ fields: KeyValuePairs<String, String>) async throws -> Answer {
                let form = try await hana.get(to).form(to)
                let all = KeyValuePairs(
                    dictionaryLiteral: ("title", title),
                    ("marking", "named"),
                    ("named", "\(site.cast[.boroughLead].id)")
                )
                return try await hana.upload(
                    form,
                    fields.isEmpty ? all : fields,
                    files: [.init("file", name: "case summary.txt", secret)]
                )
            }
            #expect(try await add("For two", [:]).status == .seeOther)
            #expect(try await add("For all", ["title": "For all"]).status == .seeOther)
            let papers = try await site.readings.meetingView(ref.meeting, as: site.cast[.clerk].actor)?.papers ?? []
            #expect(papers.count == 2)
            for paper in papers {
                for hash in paper.chunks {
                    let stored = try #require(await site.ledger.blob(hash))
                    #expect(!String(decoding: stored, as: UTF8.self).contains("fictional"))
                }
            }
            let (few, all) = (papers[0].id, papers[1].id)
            let (priya, owen) = (try await site.signIn(as: .boroughLead), try await site.signIn(as: .schoolLead))
            let file = try await priya.get("/papers/\(few)")
            #expect(file.html == secret)
            #expect(file.headers[.contentDisposition]?.contains("case summary.txt") == true)
            #expect(try await owen.get("/papers/\(few)").status == .notFound)
            #expect(try await owen.get("/papers/\(all)").html == secret)
            #expect(!(try await owen.get("/meetings/\(ref.meeting)")).text.contains("For two"))
            let tomasz = try await site.signIn(as: .liaison)
            #expect(try await tomasz.get("/papers/\(all)").status == .notFound)
        }
    }

    @Test("an upload without a file comes back with what was typed")
    func noFile() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/papers"
            let answer = try await hana.send(try await hana.get(to).form(to), ["title": "Annex A"])
            #expect(answer.status == .unprocessableContent)
            #expect(try answer.form(to)["title"] == "Annex A")
        }
    }

    @Test("circulated notes carry a checkpoint, and each message one's own actions first and nothing for named people")
    func circulate() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Trafficking", at: ref)
            let closed = try await site.item("A family in Merton", at: ref) { $0.marking = .named }
            let action = NewAction("Collate the replies", holders: [.member(site.cast[.boroughLead].id)])
            let save = SaveNotes(ref, item: item, text: "Half had met a case.", fromRevision: 0, newActions: [action])
            try await site.perform(save, as: .clerk)
            try await site.perform(SaveNotes(ref, item: closed, text: "Kept among few.", fromRevision: 0), as: .clerk)
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/circulate"
            let form = try await hana.get(to).form(to)
            #expect(try await hana.send(form, ["to": ""]).status == .unprocessableContent)
            let lead = site.cast[.boroughLead].id
            #expect(try await hana.send(form, ["to": "\(lead)"]).location == to)
            let path = try #require(try await hana.get(to).html.firstMatch(of: /\/meetings\/[^\/]+\/mails\/[0-9a-f-]+/))
                .output
            let mail = try await hana.get(String(path))
            #expect(mail.headers[.contentType] == "message/rfc822")
            #expect(
                mail.html.contains("To: \"Priya Raman\" <priya.raman@network.example>")
                    || mail.html.contains("priya.raman@network.example")
            )
            #expect(!mail.html.contains("Kept among few") && !mail.html.contains("A family in Merton"))
            let own = try #require(mail.html.firstRange(of: "Your actions"))
            let notes = try #require(mail.html.firstRange(of: "Half had met a case."))
            #expect(own.lowerBound < notes.lowerBound)
            #expect(try await hana.get("/meetings/\(ref.meeting)/mails/\(ID<Mail>())").status == .notFound)
            let owen = try await site.signIn(as: .schoolLead)
            #expect(try await owen.get(String(path)).status == .notFound)
            let page = try await hana.get("/meetings/\(ref.meeting)")
            #expect(page.text.contains("The ledger's signed checkpoint when they were circulated:"))
            #expect(page.html.contains("class=\"panel checkpoint\""))
        }
    }

    @Test("after circulation a change says what it corrects, and after agreement there is none")
    func agree() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            try await site.perform(SaveNotes(ref, item: item, text: "Sed.", fromRevision: 0), as: .clerk)
            let circulate = Circulate(ref, to: [site.cast[.boroughLead].id], checkpoint: "log\n1\n")
            try await site.perform(circulate, as: .clerk)
            let hana = try await site.signIn(as: .clerk)
            let (notes, to) = ("/meetings/\(ref.meeting)/notes", "/meetings/\(ref.meeting)/notes/\(item)")
            let form = try await hana.get(notes).form(to)
            let silent = try await hana.send(form, ["text": "Said."])
            #expect(
                silent.status == .unprocessableContent && silent.text.contains("Give a few words on what you correct")
            )
            #expect(try await hana.send(form, ["text": "Said.", "correction": "Spelling"]).status == .seeOther)
            #expect(try await hana.get("/meetings/\(ref.meeting)").text.contains("Spelling"))
            #expect(try await hana.get("/meetings/\(ref.meeting)/agree").text.contains("None has been held since."))
            let later = try await site.meeting(on: "2026-11-30")
            site.clock.move(to: at("2026-11-30"))
            let again = try await site.signIn(as: .clerk)
            let agree = try await again.get("/meetings/\(ref.meeting)/agree").form("/meetings/\(ref.meeting)/agree")
            #expect(agree["at"] == nil || agree["at"] == "\(later.meeting)")
            _ = try await again.send(agree, ["at": "\(later.meeting)"])
            let page = try await again.get("/meetings/\(ref.meeting)")
            #expect(page.text.contains("agreed notes") && page.text.contains("They no longer change."))
            let refused = try await again.post(to, ["text": "Other words", "version": "2", "correction": "x"])
            #expect(
                refused.status == .conflict && refused.text.contains("These notes were agreed and no longer change.")
            )
        }
    }

    @Test("whoever is invited answers by their link, for themselves, and a presenter sees their item and no more")
    func invited() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let guest = site.cast[.liaison].id
            let item = try await site.item("The text line", at: ref) { $0.presenter = guest }
            _ = try await site.item("Host families", at: ref)
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/invitations"
            let mail = try await hana.send(try await hana.get(to).form("\(to)/\(guest)"))
            let text = mail.html.replacing("=\r\n", with: "").replacing("=3D", with: "=")
            let link = try #require(text.firstMatch(of: /\/invited\/[A-Za-z0-9_-]{43}/)).output
            #expect(text.contains("METHOD:REQUEST") || text.contains("text/calendar"))
            let browser = site.browser()
            let page = try await browser.get(String(link))
            #expect(page.status == .ok)
            #expect(page.text.contains("You present: The text line") && !page.html.contains("Host families"))
            let form = try page.form(String(link))
            #expect(try await browser.send(form).status == .unprocessableContent)
            let done = try await browser.send(
                form,
                ["answer": "substitute", "substitute": "Pia Holm", "substituteEmail": "pia@network.example"]
            )
            #expect(done.text.contains("Thank you. Your answer is recorded."))
            await site.caughtUp()
            #expect(try await hana.get(to).text.contains("Sends Pia Holm"))
            #expect(try await browser.get("/meetings/\(ref.meeting)").location?.hasPrefix("/signin") == true)
            #expect(try await browser.get("/invited/\(String(repeating: "A", count: 43))").status == .notFound)
            _ = item
        }
    }

    @Test("an invitation to pass on is one message however often it is asked for, and another once the meeting moved")
    func passedOn() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let hana = try await site.signIn(as: .clerk)
            let list = "/meetings/\(ref.meeting)/invitations"
            let make = "\(list)/\(site.cast[.boroughLead].id)"
            func link() async throws -> String {
                let file = try await hana.send(hana.get(list).form(make))
                let text = file.html.replacing("=\r\n", with: "")
                return String(try #require(text.firstMatch(of: /\/invited\/[A-Za-z0-9_-]{43}/)).output)
            }
            let first = try await link()
            #expect(try await link() == first)
            #expect(try await hana.get(list).text.contains("Made today"))
            site.clock.move(seconds: 60)
            try await site.perform(MoveMeeting(ref, Sitting(day("2026-12-09"))), as: .clerk)
            await site.caughtUp()
            #expect(try await hana.get(list).text.contains("The meeting has changed since: make it again"))
            let second = try await link()
            #expect(try await link() == second && second != first)
            let stale = try await hana.get(list).form(make)
            try await site.perform(CancelMeeting(ref, agenda: [], reason: "Snow"), as: .clerk)
            await site.caughtUp()
            let page = try await hana.get(list)
            #expect(!page.text.contains("make it again") && !page.text.contains("Make the invitation"))
            #expect(try await hana.send(stale).text.contains("This meeting was called off."))
        }
    }

    @Test("a member says whether they come")
    func answer() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let priya = try await site.signIn(as: .boroughLead)
            let to = "/meetings/\(ref.meeting)/answer"
            _ = try await priya.send(try await priya.get(to).form(to), ["answer": "remotely"])
            #expect(try await priya.get(to).form(to)["answer"] == "remotely")
            let hana = try await site.signIn(as: .clerk)
            #expect(
                try await hana.get("/meetings/\(ref.meeting)/invitations").text.contains("1 of 5 people have answered.")
            )
        }
    }
}
