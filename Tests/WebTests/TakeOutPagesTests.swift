import Almanac
import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Taking a meeting back out")
struct TakeOutPagesTests {
    private static let notes = """
        RIVERSIDE SAFEGUARDING FORUM
        Meeting of 4 March 2009

        Present: Priya Raman (Merton), Maren Tolliver (LB Merton), Odile Framework (Larkfield School)
        Apologies: Petra Lumley (Camden)

        1. Lost files
        Nobody knows how many there are.
        Agreed: that they are counted.
        Action: Priya Raman to write to the schools by 20 March 2009.
        Action: OF to count the files.

        Next meeting: 6 May 2009, 10.00 - 12.00


        """

    private func bringIn(_ person: Browser) async throws -> String {
        let form = try await person.get("/meetings/import").form("/meetings/import")
        let review = try await person.follow(person.upload(form, files: [.init("file", name: "notes.txt", Self.notes)]))
        let done = try await person.send(review.form("/meetings/import/review"))
        let location = try #require(done.location)
        return location.hasSuffix("/people") ? String(location.dropLast("/people".count)) : location
    }

    @Test("what goes is said first; afterwards no list has it, its addresses say so, and the file comes in again")
    func outAndInAgain() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let priya = try await site.signIn(as: .boroughLead)
            let meeting = try await bringIn(ruth)
            #expect(try await priya.get("/").text.contains("write to the schools"))
            #expect(try await ruth.get("\(meeting)/people").text.contains("Take these notes back out"))
            let page = try await ruth.follow(ruth.get("\(meeting)/out"))
            #expect(page.text.contains("1 item, 1 decision and 2 actions."))
            #expect(page.text.contains("1 meeting that these notes called"))
            let form = try page.form("\(meeting)/out")
            let refused = try await ruth.send(form, ["reason": " "])
            #expect(refused.status == .unprocessableContent)
            let next = try #require(try await nextMeeting(site))
            let done = try await ruth.send(form, ["reason": "These were another forum's notes."])
            let record = try await ruth.follow(done)
            #expect(record.text.contains("Taken back out"))
            #expect(record.text.contains("Why: These were another forum's notes."))
            #expect(record.text.contains("by Ruth Adeyemi, with 1 item, 1 decision and 2 actions."))
            try await isNowhere(site, ruth, priya, meeting)
            for address in [meeting, "/meetings/\(next)"] {
                let gone = try await priya.get(address)
                #expect(gone.status == .gone)
                #expect(gone.text.contains("This meeting was taken back out"))
                #expect(gone.text.contains("Why: These were another forum's notes."))
            }
            let matter = try await priya.get("/m/1")
            #expect(matter.status == .ok)
            #expect(matter.text.contains("Taken back out") && matter.text.contains("another forum's notes."))
            let again = try await bringIn(ruth)
            #expect(again != meeting)
            #expect(
                try await site.readings.matters(as: site.cast[.coordinator].actor).rows.map(\.number).sorted() == [
                    3, 4,
                ]
            )
        }
    }

    private func nextMeeting(_ site: SiteHarness) async throws -> ID<Meeting>? {
        try await site.readings.meetings(as: site.cast[.coordinator].actor).first {
            $0.sitting.day == day("2009-05-06")
        }?
        .id
    }

    private func isNowhere(_ site: SiteHarness, _ ruth: Browser, _ priya: Browser, _ meeting: String) async throws {
        let addresses = [
            "/", "/meetings", "/matters?state=all", "/matters.csv?state=all", "/matters.json?state=all",
            "/matters?state=withdrawn", "/meetings/attendance/\(site.cast.network)",
            "/meetings/attendance/\(site.cast.network)/csv",
        ]
        for address in addresses {
            for person in [ruth, priya] {
                let page = try await person.get(address)
                #expect(page.status == .ok)
                let leaks = ["schools", "count the files", "2009", "Tolliver"].filter { page.text.contains($0) }
                #expect(leaks == [], "\(address)")
            }
        }
        for address in ["\(meeting)/print", "\(meeting)/calendar", "\(meeting)/people", "\(meeting)/agenda"] {
            #expect(try await ruth.get(address).status == .notFound, "\(address)")
        }
        let actor = site.cast[.coordinator].actor
        #expect(try await site.readings.matterCounts(as: actor).values.allSatisfy { $0 == 0 })
        #expect(try await site.readings.mattersWaiting(for: site.cast[.boroughLead].actor) == 0)
        #expect(try await EscalationClock(site.office).tick(site.clock.now.adding(seconds: 90 * 86_400)) == 0)
        let found = try await ruth.send(ruth.get("/matters").form("/matters"), ["q": "schools"])
        #expect(found.text.contains("Nothing that you may see has those words in it."))
    }

    @Test("whoever may not bring notes in sees no way to take them out; what was worked on is named")
    func standsInTheWay() async throws {
        try await withSite { site in
            let hana = try await site.signIn(as: .clerk)
            let meeting = try await bringIn(hana)
            let priya = try await site.signIn(as: .boroughLead)
            #expect(!(try await priya.get(meeting).text.contains("Take these notes back out")))
            #expect(try await priya.get("\(meeting)/out").status == .notFound)
            #expect(try await hana.get(meeting).text.contains("Take these notes back out"))
            let form = try await hana.get("\(meeting)/out").form("\(meeting)/out")
            let page = try await priya.get("/m/1")
            _ = try await priya.send(page.form("/m/1/acknowledge"))
            let blocked = try await hana.get("\(meeting)/out")
            #expect(blocked.text.contains("Matter 1 was received after these notes were brought in."))
            #expect(!blocked.text.contains("Why, in a sentence"))
            let refused = try await hana.send(form, ["reason": "Wrong file"])
            #expect(refused.status == .conflict)
            #expect(refused.text.contains("Matter 1 was received after these notes were brought in."))
            #expect(try await hana.get(meeting).status == .ok)
        }
    }

    @Test("a meeting that was called before keeps its page, which says that notes were there")
    func calledBefore() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2009-03-04")
            let ruth = try await site.signIn(as: .coordinator)
            let meeting = try await bringIn(ruth)
            #expect(meeting == "/meetings/\(ref.meeting)")
            let form = try await ruth.get("\(meeting)/out").form("\(meeting)/out")
            _ = try await ruth.send(form, ["reason": "Wrong file"])
            let page = try await ruth.get(meeting)
            #expect(page.status == .ok)
            #expect(page.text.contains("Why: Wrong file") && !page.text.contains("Lost files"))
        }
    }

    @Test("a holder's link says that there is nothing to do any more, and the words can be erased for good")
    func linkAndErasure() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let meeting = try await bringIn(ruth)
            let form = try await ruth.get("\(meeting)/out").form("\(meeting)/out")
            _ = try await ruth.send(form, ["reason": "Wrong file"])
            let erase = try await ruth.get("\(meeting)/erase")
            #expect(erase.status == .ok)
            let erased = try await ruth.send(
                erase.form("\(meeting)/erase"),
                ["reason": "mistake", "confirmed": "yes", "matters": "yes"]
            )
            #expect(erased.location == meeting)
            #expect(try await ruth.get(meeting).text.contains("These words were erased."))
            #expect(try await ruth.get("/m/1").text.contains("These words were erased."))
        }
    }
}
