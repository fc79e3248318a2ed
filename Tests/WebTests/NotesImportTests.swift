import Almanac
import HTTPTypes
import Ledger
import Safeguarding
import Testing
import Vault

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

    private func review(_ person: Browser, _ notes: String = Self.notes) async throws -> Answer {
        let form = try await person.get("/meetings/import").form("/meetings/import")
        return try await person.follow(person.upload(form, files: [.init("file", name: "notes.txt", notes)]))
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

    @Test("what was typed beside a mistake is still there, and so is the mistake")
    func mistake() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await review(ruth).form("/meetings/import/review")
            let changes: KeyValuePairs = [
                "due-0": "next week", "title-1": " ", "title-0": "Files that were lost", "what-1": "Odile counts them",
                "next-day-0": "in May",
            ]
            let refused = try await ruth.send(form, changes)
            #expect(refused.status == .unprocessableContent)
            let again = try refused.form("/meetings/import/review")
            for (name, value) in changes { #expect(again[name] == value, "\(name)") }
            #expect(again["next-from-0"] == "10:00")
            let kept = try await ruth.get("/meetings/import/review").form("/meetings/import/review")
            #expect(kept["title-0"] == "Files that were lost" && kept["what-1"] == "Odile counts them")
            #expect(kept["next-day-0"] == "2009-05-06")
        }
    }

    private static let decided = notes.replacing(
        "Action: MT",
        with: "Agreed: that the files are counted.\nAgreed: that tea is served.\nAction: MT"
    )

    @Test("decisions are put right, taken away and added; so are the next meetings and their agenda")
    func decisionsAndNext() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await review(ruth, Self.decided).form("/meetings/import/review")
            #expect(form["decision-1"]?.contains("tea is served") == true)
            #expect(form["next-day-0"] == "2009-05-06" && form["next-to-0"] == "12:00")
            let changes: KeyValuePairs = [
                "decision-0": "The files are counted twice.", "decision-is-1": "out",
                "new-decision-1": "The forum meets monthly.", "next-day-0": "2009-05-13", "next-from-0": "09:30",
                "next-day-1": "2009-07-01", "agenda": "Lanterns\r\n\r\nBoats",
            ]
            let kept = try await ruth.follow(ruth.send(form, changes, press: ("keep", "yes")))
            let again = try kept.form("/meetings/import/review")
            #expect(again["added-0"] == "The forum meets monthly." && again["agenda"] == "Lanterns\nBoats")
            #expect(again["next-day-1"] == "2009-07-01" && again["next-day-2"] == "")
            let done = try await ruth.send(again, ["new-decision-none": "Nobody is blamed."])
            let people = try #require(done.location)
            let page = try await ruth.get(String(people.dropLast("/people".count)))
            #expect(page.text.contains("Decision 1. The files are counted twice."))
            #expect(page.text.contains("Decision 2. The forum meets monthly."))
            #expect(page.text.contains("Nobody is blamed."))
            #expect(page.text.contains("tea is served") && !page.text.contains("Decision 4"))
            let meetings = try await site.readings.meetings(as: site.cast[.coordinator].actor)
            #expect(meetings.map(\.sitting.day.iso) == ["2009-07-01", "2009-05-13", "2009-03-04"])
            #expect(meetings[1].sitting.from?.iso == "09:30")
            #expect(page.text.contains("Lanterns") && page.text.contains("Boats"))
        }
    }

    @Test("a next meeting before this one, or that ends before it begins, is asked about again")
    func badNext() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await review(ruth).form("/meetings/import/review")
            let before = try await ruth.send(form, ["next-day-0": "2009-03-04"])
            #expect(before.text.contains("Give a day after the meeting of these notes, or none."))
            let backwards = try await ruth.send(form, ["next-to-0": "09:00"])
            #expect(backwards.text.contains("Choose an end that is later than the beginning."))
            let none = try await ruth.send(form, ["next-day-0": ""], press: ("keep", "yes"))
            #expect(try await ruth.follow(none).text.contains("The notes say nothing of a next meeting."))
        }
    }

    @Test("notes of four hundred actions are looked through whole, part by part, and nothing of them is lost")
    func large() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            var page = try await review(ruth, Self.large)
            var (seen, parts) = (Set<String>(), 0)
            var shown: Set<String> = []
            while true {
                parts += 1
                let form = try page.form("/meetings/import/review")
                let names = form.fields.map(\.name)
                #expect(names.count < 2000)
                let fresh = names.filter { $0.hasPrefix("what-") }
                #expect(seen.isDisjoint(with: fresh))
                seen.formUnion(fresh)
                let words = page.text.split(separator: " ")
                for (word, next) in zip(words, words.dropFirst()) where word == "river" && next.hasSuffix(".") {
                    shown.insert(String(next))
                }
                let last = fresh.last
                guard names.contains(where: { $0.hasPrefix("next-day") }) else {
                    let changes: KeyValuePairs = [last ?? "x": "Changed on part \(parts)."]
                    page = try await ruth.follow(ruth.send(form, changes, press: ("to", "\(parts + 1)")))
                    continue
                }
                #expect(seen.count == 400 && shown.count == 400 && parts > 5)
                let done = try await ruth.send(form, [last ?? "x": "Changed on part \(parts)."])
                #expect(done.status == .seeOther)
                break
            }
            let actor = site.cast[.coordinator].actor
            #expect(try await site.readings.matters(as: actor).total == 400)
            let voice = try await site.readings.matters(as: actor).rows
            let opener = try await site.office.vault.opener(
                under: try site.office.gate.admit(
                    actor,
                    to: .seeMatter,
                    opening: .these(Set(voice.map { Matter.subject($0.id) }))
                )
            )
            let changed = voice.compactMap { $0.text.flatMap(opener.text) }.filter { $0.hasPrefix("Changed on part") }
            // The first part asks about the people.
            #expect(changed.count == parts - 1)
        }
    }

    private static var large: String {
        var lines = [
            "RIVERSIDE SAFEGUARDING FORUM", "Meeting of 4 March 2009", "", "Present:", "Priya Raman (Merton)", "",
        ]
        for item in 1...20 {
            lines.append("\(item). Rivers of region \(item)")
            for action in 1...20 {
                lines.append("Action: Priya Raman to count the boats of river \((item - 1) * 20 + action).")
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test("more than one meeting can have, or a line without end, is refused and nothing is kept")
    func tooMuch() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let actions = (1...1_001).map { "Action: PR to write letter \($0).\n" }.joined()
            for (notes, said) in [
                (
                    "Meeting of 4 March 2009\nPresent: Priya Raman (Merton)\n\n1. Letters\n" + actions,
                    "more than 1,000 people, items, decisions or actions"
                ),
                ("Notes\n" + String(repeating: "Next meeting 6 May 2009 10 am ", count: 2_000), "Line 2 of the text"),
            ] {
                let refused = try await review(ruth, notes)
                #expect(refused.status == .unprocessableContent)
                #expect(refused.text.contains(said), "\(refused.text.prefix(400))")
                #expect(try await ruth.get("/meetings/import/review").location == "/meetings/import")
            }
            let form = try await ruth.get("/meetings/import").form("/meetings/import")
            let pasted = try await ruth.upload(form, ["pasted": String(repeating: "word ", count: 8_000)], files: [])
            #expect(pasted.status == .unprocessableContent && pasted.text.contains("Line 1 of the text"))
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
