import Almanac
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Action lines")
struct MeetingsTypedActionTests {
    @Test("an action line is who, what and by when; all else stays notes")
    func lines() {
        let typed = TypedActions(
            """
            Members had met such cases.
            Action: RA - send the form to all boroughs - by 20 February
              action: Priya Raman \u{2013} ring the drop-in - service
            A well-known matter: actions follow.
            """
        )
        #expect(typed.notes == "Members had met such cases.\nA well-known matter: actions follow.")
        #expect(
            typed.lines == [
                .init(who: "RA", what: "send the form to all boroughs", when: "by 20 February"),
                .init(who: "Priya Raman", what: "ring the drop-in - service", when: ""),
            ]
        )
        #expect(
            TypedActions("Action: somebody should ring").lines == [
                .init(who: "", what: "somebody should ring", when: "")
            ]
        )
        let gap = String(repeating: " ", count: 400_000)
        #expect(
            TypedActions("Action: RA\(gap)-\(gap)ring\(gap)them").lines == [
                .init(who: "RA", what: "ring them", when: "")
            ]
        )
    }

    @Test(
        "a due time is a date, a month, the next meeting or words, and never invented",
        arguments: [
            ("by 20 February", DueChoice.on(day("2027-02-20"))), ("by Friday 27 November", .on(day("2026-11-27"))),
            ("by 1st December 2026", .on(day("2026-12-01"))), ("20/2/2027", .on(day("2027-02-20"))),
            ("2027-02-20", .on(day("2027-02-20"))), ("in March", .month(year: 2027, month: 3)),
            ("by end of December", .month(year: 2026, month: 12)), ("April 2028", .month(year: 2028, month: 4)),
            ("when the guidance is published", .when("when the guidance is published")),
            ("by Easter", .when("by Easter")),
            ("by 31 February", .when("by 31 February")), ("", .notGiven), ("no date", .notGiven),
        ]
    )
    func due(words: String, choice: DueChoice) {
        #expect(DueWords.due(words, group: ID(), from: day("2026-11-23")) == choice)
    }

    @Test("the next meeting is that of the group")
    func nextMeeting() {
        let group = ID<Group>()
        #expect(DueWords.due("by the next meeting", group: group, from: day("2026-11-23")) == .nextMeeting(group))
    }

    @Test("initials and names that fit one person are that person, others stay as they were typed")
    func owners() async throws {
        try await withSite { site in
            let people = try await site.office.names(for: .system("test")).present
            let group = ID<Group>()
            let owners = OwnerWords(people, group: group)
            let (ruth, priya) = (site.cast[.coordinator].id, site.cast[.boroughLead].id)
            #expect(owners.holders("RA") == [.member(ruth)])
            #expect(owners.holders("priya raman") == [.member(priya)])
            #expect(owners.holders("Priya Raman, Merton") == [.member(priya)])
            #expect(owners.holders("RA and PR") == [.member(ruth), .member(priya)])
            #expect(owners.holders("All") == [.all(group)])
            #expect(owners.holders("ZZ; Ruth") == [.named("ZZ"), .named("Ruth")])
            let twins = OwnerWords(people + people, group: group)
            #expect(twins.holders("RA") == [.named("RA")])
        }
    }
}

/// A day, as `day("2026-11-23")`. One that is spelt wrongly is in 1970.
func day(_ iso: String) -> Day { Day(iso: iso) ?? Day(number: 0) }
