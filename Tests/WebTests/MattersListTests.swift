import Almanac
import Foundation
import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

struct MattersListTests {
    @Test("a list is narrowed by its address, and by words that are in no address")
    func narrowed() async throws {
        try await withSite { site in
            let closed = try await site.raise("Print the leaflet", to: .boroughLead)
            try await site.perform(FinishMatter(closed, note: "Printed"), as: .boroughLead)
            try await site.perform(CloseMatter(closed), as: .coordinator)
            try await site.raise("Ring the school", to: .schoolLead)
            try await site.raise("Write to the heads", to: .boroughLead)
            let priya = try await site.signIn(as: .boroughLead)
            func shown(_ path: String) async throws -> [String] {
                let html = try await priya.get(path).html
                return ["Print the leaflet", "Ring the school", "Write to the heads"].filter(html.contains)
            }
            #expect(try await shown("/matters") == ["Ring the school", "Write to the heads"])
            #expect(try await shown("/matters?state=closed") == ["Print the leaflet"])
            #expect(try await shown("/matters?state=all").count == 3)
            #expect(try await shown("/matters?whose=mine") == ["Write to the heads"])
            #expect(try await shown("/matters?organisation=\(site.cast.thornbeck)") == ["Ring the school"])
            #expect(try await shown("/matters?overdue=yes") == [])
            #expect(try await shown("/matters?asked=yes").count == 2)
            #expect(try await priya.get("/matters?overdue=yes").text.contains("Nothing fits."))
            let found = try await priya.post("/matters", ["q": "RING castellane"])
            #expect(found.text.contains("1 matter found"))
            #expect(found.links(to: "/m/2"))
            #expect(try await priya.post("/matters", ["q": "zebra"]).text.contains("Nothing that you may see"))
        }
    }

    @Test("a long list goes over pages, and loses none")
    func pages() async throws {
        try await withSite { site in
            for number in 1...53 { try await site.raise("Task number \(number).", to: .boroughLead) }
            let priya = try await site.signIn(as: .boroughLead)
            let first = try await priya.get("/matters")
            #expect(first.text.contains("Page 1 of 2"))
            let second = try await priya.get("/matters?page=2")
            for page in ["9", "\(Int.max)", "\(Int.min)", "first"] {
                #expect(try await priya.get("/matters?page=\(page)").text.contains("Page 1 of 2"))
            }
            for number in 1...53 {
                let words = "Task number \(number)."
                #expect(first.html.contains(words) != second.html.contains(words), "\(words)")
            }
        }
    }

    @Test("a list can be saved, with what its reader may see and no more")
    func saved() async throws {
        try await withSite { site in
            try await site.raise("=1+1, \"quoted\"", to: .boroughLead, due: .on(Day(number: 20_800)))
            try await site.raise("Not in the group", to: .schoolLead, group: nil)
            let elsewhere = ID<Group>()
            try await site.perform(FormGroup(group: elsewhere, name: "Another group"))
            try await site.raise("Hidden from Priya", to: .liaison, group: elsewhere)
            let priya = try await site.signIn(as: .boroughLead)
            let csv = try await priya.get("/matters.csv")
            #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
            // A spreadsheet must not run it.
            #expect(csv.html.contains("\"'=1+1, \"\"quoted\"\"\""))
            #expect(!csv.html.contains("Hidden from Priya"))
            #expect(csv.html.split(separator: "\r\n").count == 3)
            struct Line: Decodable {
                let number: Int
                let text: String
                let holder: String
                let due: String?
            }
            let json = try await priya.get("/matters.json")
            let lines = try JSONDecoder().decode([Line].self, from: Data(json.bytes))
            #expect(lines.map(\.number).sorted() == [1, 2])
            let line = try #require(lines.first { $0.number == 1 })
            #expect(line.text == "=1+1, \"quoted\"")
            #expect(line.holder == "Priya Raman, Merton")
            let ruth = try await site.signIn(as: .coordinator)
            #expect(try await ruth.get("/matters.json").html.contains("Hidden from Priya"))
        }
    }
}

@Suite struct PartyFieldTests {
    /// A scalar that joins with the one before it makes one character of a stroke and what follows.
    @Test(arguments: ["Head", "\u{200D}Head", "\u{301}lead", "Deputy/Lead", "🏳️‍🌈"])
    func `a post is read as it was written`(post: String) {
        let organisation = ID<Organisation>()
        #expect(PartyField.choice("post/\(organisation)/\(post)") == .post(post, at: organisation))
    }
}
