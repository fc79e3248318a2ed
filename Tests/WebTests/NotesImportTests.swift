import HTTPTypes
import Ledger
import Safeguarding
import Testing

@Suite("Bringing in notes and their people")
struct NotesImportTests {
    private static let notes = """
        RIVERSIDE SAFEGUARDING FORUM
        Meeting of 4 March 2009

        Present: Priya Raman (Merton), Maren Tolliver (LB Merton), Odile Framework (Larkfield School), Owen Castelane (Thornbeck Academy)
        Apologies: Petra Lumley (Camden)

        1. Lost files
        Nobody knows how many there are.
        Action: MT to write to the schools by 20 March 2009.
        Action: OF to count the files.

        2. Any other business
        None.

        Next meeting: 6 May 2009, 10.00 - 12.00
        """

    private func review(_ person: Browser) async throws -> Answer {
        let form = try await person.get("/meetings/import").form("/meetings/import")
        return try await person.follow(person.upload(form, files: [.init("file", name: "notes.txt", Self.notes)]))
    }

    @Test("every line of the notes stands on the page once, with what it became")
    func lines() async throws {
        try await withSite { site in
            let page = try await review(site.signIn(as: .coordinator))
            for line in Self.notes.split(separator: "\n").filter({ $0.hasPrefix("Action") || $0.hasPrefix("Nobody") }) {
                let shown = page.text.components(of: String(line))
                // A note is understood on the left and stands in the source on the right.
                #expect(shown == (line.hasPrefix("Action") ? 1 : 2), "\(line)")
            }
            #expect(page.text.contains("action 2") && page.text.contains("the date"))
        }
    }

    @Test("an owner, a due day, a title and an item are put right in place")
    func corrections() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await review(ruth).form("/meetings/import/review")
            #expect(form["who-0"] == "Maren Tolliver" && form["due-0"] == "2009-03-20")
            let changes: KeyValuePairs = [
                "title-0": "Files that were lost", "who-0": "Priya Raman; Maren Tolliver", "due-0": "2009-04-01",
                "state-1": "out", "status": "draft",
            ]
            let kept = try await ruth.send(form, changes, press: ("keep", "yes"))
            let again = try await ruth.follow(kept).form("/meetings/import/review")
            #expect(again["title-0"] == "Files that were lost" && again["state-1"] == "out")
            let done = try await ruth.send(again)
            let people = try #require(done.location)
            #expect(people.hasSuffix("/people"))
            let page = try await ruth.get(String(people.dropLast("/people".count)))
            #expect(page.text.contains("Files that were lost"))
            #expect(page.text.contains("OF to count the files"))
            let matters = try await site.readings.matters(as: site.cast[.coordinator].actor).rows
            #expect(matters.count == 1)
            #expect(page.text.contains("Priya Raman and Maren Tolliver") || page.text.contains("Priya Raman"))
        }
    }

    @Test("a due day that is none is asked for again and nothing else is lost")
    func badDay() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await review(ruth).form("/meetings/import/review")
            let refused = try await ruth.send(form, ["due-0": "next week"])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("Give the day as it is on a calendar"))
        }
    }

    @Test("the people of the notes are offered as members, whoever resembles a member only when ticked")
    func people() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let done = try await ruth.send(review(ruth).form("/meetings/import/review"))
            let page = try await ruth.follow(done)
            #expect(page.text.contains("Four people in these notes are not members yet"))
            #expect(page.text.contains("Owen Castellane, a member"))
            #expect(!page.text.contains("Priya Raman, a member"))
            let address = try #require(done.location)
            let list = try await ruth.follow(ruth.send(page.form(address)))
            #expect(list.text.contains("3 of 4 people can become members"))
            #expect(list.text.contains("May be Owen Castellane, who is a member."))
            let form = try list.form("/members/import/review")
            #expect(form["take-3"] == nil || form["take-2"] == nil)
            let brought = try await ruth.send(form, press: ("go", "all"))
            #expect(brought.location == "/members/invite")
            let names = try await site.readings.members().filter { $0.standing == .registered }.map(\.organisationName)
            #expect(names.sorted() == ["Camden", "Larkfield School", "Merton"])
            let after = try await ruth.get(address)
            #expect(after.text.contains("One person in these notes is not a member yet"))
        }
    }

    @Test("an officer who may not make members is told who can")
    func officer() async throws {
        try await withSite { site in
            let hana = try await site.signIn(as: .clerk)
            let done = try await hana.send(review(hana).form("/meetings/import/review"))
            #expect(done.location?.hasSuffix("/people") == false)
            #expect(try await hana.follow(done).text.contains("a coordinator can bring them in"))
        }
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
