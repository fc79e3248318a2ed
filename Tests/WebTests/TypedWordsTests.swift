import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Words that were sent too late")
struct TypedWordsTests {
    @Test("what is sent from under a covered screen waits for the password alone, and is saved with it")
    func covered() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/notes/\(item)"
            let form = try await hana.get("/meetings/\(ref.meeting)/notes").form(to)
            site.clock.move(seconds: 20 * 60)
            let asked = try await hana.send(form, ["text": "Twenty minutes' work.", "decision": "So."])
            #expect(asked.status == .forbidden)
            #expect(try await hana.get("/meetings/\(ref.meeting)").location?.hasPrefix("/cover") == true)
            let wrong = try await hana.send(try asked.form(to), ["uncover-password": "not it"])
            #expect(wrong.status == .forbidden && wrong.text.contains("That is not your password."))
            #expect(try wrong.form(to)["text"] == "Twenty minutes' work.")
            let saved = try await hana.send(try wrong.form(to), ["uncover-password": Cast.password])
            #expect(saved.status == .seeOther)
            let page = try await hana.follow(saved)
            #expect(page.html.contains("Twenty minutes&#39; work.") || page.html.contains("Twenty minutes' work."))
            #expect(page.text.contains("Decision 1. So.") || page.text.contains("Agreed. So."))
        }
    }

    @Test("what is sent after the session ended is shown again, to be copied, and never a password")
    func stale() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            let hana = try await site.signIn(as: .clerk)
            let to = "/meetings/\(ref.meeting)/notes/\(item)"
            let form = try await hana.get("/meetings/\(ref.meeting)/notes").form(to)
            site.clock.move(seconds: 2 * 60 * 60)
            let refused = try await hana.send(
                form,
                ["text": "Two hours <b>of</b> work.", "password": "a secret thing"]
            )
            #expect(refused.status == .forbidden)
            #expect(refused.html.contains("Two hours &lt;b&gt;of&lt;/b&gt; work."))
            #expect(!refused.html.contains("a secret thing"))
        }
    }
}
