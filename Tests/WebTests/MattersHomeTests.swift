import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

struct MattersHomeTests {
    @Test("home says what waits for whoever is signed in, and leads to it")
    func waiting() async throws {
        try await withSite { site in
            let action = try await site.raise("Write to the heads about the new form", to: .boroughLead)
            let priya = try await site.signIn(as: .boroughLead)
            let home = try await priya.get("/")
            #expect(home.status == .ok)
            #expect(home.text.contains("One thing is waiting for you"))
            #expect(home.text.contains("Write to the heads about the new form"))
            #expect(home.links(to: "/m/1"))
            let owen = try await site.signIn(as: .schoolLead).get("/")
            #expect(owen.text.contains("Nothing is waiting for you"))
            #expect(!owen.text.contains("Write to the heads"))
            try await site.perform(AcknowledgeMatter(action), as: .boroughLead)
            try await site.perform(FinishMatter(action, note: "All heads have it"), as: .boroughLead)
            #expect(try await priya.get("/").text.contains("Nothing is waiting for you"))
            let ruth = try await site.signIn(as: .coordinator).get("/")
            #expect(ruth.text.contains("Say whether this is enough"))
        }
    }

    @Test("what is late with someone else can be chased from the coordinator's home")
    func overdue() async throws {
        try await withSite { site in
            try await site.raise("Collate the replies", to: .schoolLead)
            site.clock.move(seconds: 8 * 86_400)
            let ruth = try await site.signIn(as: .coordinator)
            let home = try await ruth.get("/")
            #expect(home.text.contains("Overdue with someone else"))
            #expect(home.text.contains("1 day overdue"))
            let page = try await ruth.get("/m/1/remind")
            let answer = try await ruth.follow(try await ruth.send(page.form("/m/1/remind"), ["note": "By Friday?"]))
            #expect(answer.text.contains("The reminder is on the record."))
            #expect(answer.text.contains("By Friday?"))
            let priya = try await site.signIn(as: .boroughLead).get("/")
            #expect(!priya.text.contains("Overdue with someone else"))
        }
    }

    @Test("an answer stays on home until whoever asked has opened it")
    func cameBackOpened() async throws {
        try await withSite { site in
            let action = try await site.raise("Write to the heads about the new form", to: .boroughLead)
            try await site.perform(FinishMatter(action, note: "All heads have it"), as: .boroughLead)
            try await site.perform(CloseMatter(action), as: .clerk)
            let ruth = try await site.signIn(as: .coordinator)
            let unread = "You have read every answer that came back to you."
            #expect(try await !ruth.get("/").text.contains(unread))
            site.clock.move(seconds: 90 * 60)
            site.clock.move(seconds: 40 * 86_400)
            let later = try await site.signIn(as: .coordinator)
            let home = try await later.get("/")
            #expect(home.text.contains("Write to the heads about the new form"))
            #expect(!home.text.contains(unread))
            // A browser that only guesses has not read it, and neither has someone else.
            _ = try await later.get("/m/1", headers: [.init("Sec-Purpose") ?? .via: "prefetch"])
            _ = try await site.signIn(as: .boroughLead).get("/m/1")
            #expect(try await !later.get("/").text.contains(unread))
            #expect(try await later.get("/m/1").status == .ok)
            #expect(try await later.get("/").text.contains(unread))
            #expect(try await later.get("/m/1").text.contains("Read by you"))
            let read = await site.ledger.events(of: Matter.stream(action.id), after: 0)
                .filter { $0.type == "matter.answer.read" }
            #expect(read.count == 1)
        }
    }

    @Test("an answer can be marked as read on home, one or all that are shown")
    func cameBackMarked() async throws {
        try await withSite { site in
            for text in ["Collate the replies", "Ask the police", "Order the film"] {
                let action = try await site.raise(text, to: .boroughLead)
                try await site.perform(FinishMatter(action, note: "Done"), as: .boroughLead)
                try await site.perform(CloseMatter(action), as: .clerk)
            }
            let ruth = try await site.signIn(as: .coordinator)
            let home = try await ruth.get("/")
            let next = try await ruth.follow(try await ruth.send(home.form("/m/2/read")))
            #expect(next.text.contains("It is marked as read."))
            #expect(!next.text.contains("Ask the police"))
            #expect(next.text.contains("Collate the replies"))
            let last = try await ruth.follow(try await ruth.send(next.form("/matters/read")))
            #expect(last.text.contains("They are marked as read."))
            #expect(last.text.contains("You have read every answer that came back to you."))
            // Nobody can mark what they may not see.
            let tomasz = try await site.signIn(as: .liaison)
            #expect(try await tomasz.post("/m/1/read").status == .notFound)
        }
    }

    @Test("home has something for everyone, also where there is nothing", arguments: Cast.Part.allCases)
    func everyone(part: Cast.Part) async throws {
        try await withSite { site in
            let browser = try await site.signIn(as: part)
            for path in ["/", "/matters", "/matters.csv", "/matters.json"] {
                #expect(try await browser.get(path).status == .ok, "\(path)")
            }
        }
    }
}
