import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("The page of notices")
struct NoticesPageTests {
    @Test("it lists what happened, is counted in the frame, and is read by opening the matter or all at once")
    func page() async throws {
        try await withSite { site in
            let action = try await site.raise("Write to Zephyrine", to: .boroughLead)
            try await site.raise("Ask the police", to: .boroughLead)
            let priya = try await site.signIn(as: .boroughLead)
            let page = try await priya.get("/notices")
            #expect(page.text.contains("Two new notices"))
            #expect(page.text.contains("Matter 1, an action: it was given to you."))
            #expect(!page.text.contains("Zephyrine"))
            #expect(page.text.contains("Notices 2 new") && page.links(to: "/m/1"))
            // A browser that only guesses has seen nothing.
            _ = try await priya.get("/m/1", headers: [.init("Sec-Purpose") ?? .via: "prefetch"])
            #expect(try await priya.get("/").text.contains("Notices 2 new"))
            _ = try await priya.get("/m/1")
            let count = await site.ledger.count()
            _ = try await priya.get("/m/1")
            #expect(await site.ledger.count() == count)
            #expect(try await priya.get("/").text.contains("Notices 1 new"))
            // What it is narrowed to stays in the address, also after all are marked.
            let narrowed = try await priya.get("/notices?show=new&about=asked&page=1")
            #expect(narrowed.text.contains("Matter 2, an action") && !narrowed.text.contains("Matter 1, an action"))
            #expect(try await priya.get("/notices?about=late").text.contains("No notice fits."))
            try await site.perform(RemindHolder(action, note: "By Friday?"), as: .coordinator)
            let marked = try await priya.send(narrowed.form("/notices/read"))
            #expect(marked.location == "/notices?show=new&about=asked&page=1")
            #expect(try await priya.follow(marked).text.contains("They are marked as read."))
            // That came after the page was made.
            let later = try await priya.get("/notices")
            #expect(
                later.text.contains("One new notice") && later.text.contains("Matter 1, an action: you were reminded")
            )
            #expect(try await site.signIn(as: .liaison).get("/notices").text.contains("Nothing has happened yet."))
        }
    }
}
