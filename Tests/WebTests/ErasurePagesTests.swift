import HTTPTypes
import Ledger
import Safeguarding
import Testing
import Vault

@testable import Web

@Suite("Erasing, as the coordinator does it")
struct ErasurePagesTests {
    @Test(
        "a member who left: what is lost is said, a reason and a tick are asked for, and afterwards no page has the name"
    )
    func member() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let owen = site.cast[.schoolLead]
            #expect(try await ruth.get("/members/\(owen.id)/erase").status == .conflict)
            try await site.raise("Collect the returns", to: .schoolLead)
            try await site.perform(RemoveMember(member: owen.id), as: .coordinator)
            #expect(try await ruth.get("/members/\(owen.id)").links(to: "/members/\(owen.id)/erase"))

            let page = try await ruth.get("/members/\(owen.id)/erase")
            #expect(page.text.contains("Erase the details of Owen Castellane?"))
            #expect(page.text.contains("stays in the record"))
            let address = "/members/\(owen.id)/erase"
            let empty = try await ruth.send(page.form(address))
            #expect(empty.status == .unprocessableContent)
            #expect(empty.text.contains("Choose why") && empty.text.contains("Tick that you know"))
            #expect(try await !site.office.vault.isErased(Member.subject(owen.id)))

            let done = try await ruth.send(page.form(address), ["reason": "asked", "confirmed": "yes"])
            let after = try await ruth.follow(done)
            #expect(after.text.contains("are erased"))
            #expect(after.text.contains("Someone whose details were erased"))
            #expect(try await ruth.get(address).text.contains("erased already"))
            for path in ["/", "/matters", "/matters.csv", "/members", "/members.csv", "/members?standing=left", "/m/1"]
            {
                let page = try await ruth.get(path)
                #expect(!page.html.contains("Castellane"), "\(path)")
                #expect(!page.html.contains(owen.email), "\(path)")
            }
            #expect(try await ruth.get("/m/1").text.contains("Someone whose details were erased"))
        }
    }

    @Test("a list that somebody began to bring in cannot be read any more once someone was erased, and one begins anew")
    func drafts() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let owen = site.cast[.schoolLead]
            try await site.perform(RemoveMember(member: owen.id), as: .coordinator)
            let pasted: KeyValuePairs = ["pasted": "Owen Castellane <owen@elsewhere.example>"]
            func begin() async throws {
                let page = try await ruth.get("/members/import")
                _ = try await ruth.upload(page.form("/members/import"), pasted, files: [])
            }
            try await begin()
            #expect(try await ruth.get("/members/import/review").status == .ok)
            let group = "\(site.cast[.coordinator].id)"
            let kept = await site.desk.entries(kind: "draft", group: group, at: site.clock.now)
            let subjects = try kept.map { try Coding.decode(Sealed<String>.self, from: $0.value).subject }
            #expect(!subjects.isEmpty)
            try await site.perform(EraseMember(owen.id, because: .asked), as: .coordinator)
            await site.caughtUp()
            #expect(try await ruth.get("/members/import/review").location == "/members/import")
            // The desk may keep the bytes until their time is over; nobody has the key.
            for subject in subjects { #expect(try await site.office.vault.isErased(subject)) }
            try await begin()
            #expect(try await ruth.get("/members/import/review").status == .ok)
            // Reading the whole history again takes nothing that was begun since.
            try await site.office.projector.replayErasures()
            #expect(try await ruth.get("/members/import/review").status == .ok)
        }
    }

    @Test("a meeting: its pages say calmly that the words were erased, and its actions keep theirs unless ticked")
    func meeting() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            _ = try await site.item("Lost files", at: ref)
            let ruth = try await site.signIn(as: .coordinator)
            let address = "/meetings/\(ref.meeting)/erase"
            let clerk = try await site.signIn(as: .clerk)
            #expect(try await clerk.get(address).status == .notFound)

            let page = try await ruth.get(address)
            #expect(page.text.contains("Erase the words of this meeting?"))
            let sent = try await ruth.send(page.form(address), ["reason": "kept-long-enough", "confirmed": "yes"])
            #expect(try await ruth.follow(sent).text.contains("The words of this meeting are erased"))
            let shown = try await clerk.get("/meetings/\(ref.meeting)")
            #expect(shown.status == .ok)
            #expect(shown.text.contains("These words were erased."))
            #expect(!shown.html.contains("Lost files"))
            for path in ["agenda", "papers", "notes", "attendance", "calendar"] {
                let page = try await clerk.get("/meetings/\(ref.meeting)/\(path)")
                #expect([.ok, .conflict].contains(page.status), "\(path)")
                #expect(!page.html.contains("Lost files"), "\(path)")
            }
        }
    }
}
