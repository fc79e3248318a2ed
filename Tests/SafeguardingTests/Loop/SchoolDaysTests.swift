import Almanac
import Ledger
import Procedures
import Testing

@testable import Safeguarding

/// A notice of domestic abuse is due before the next school day. 24 December 2026 is a Thursday.
@Suite("School days are those of the term dates that somebody entered")
struct SchoolDaysTests {
    private static let autumn = SetTermDates.Typed("2026-09-02", "2026-12-18")
    private static let spring = SetTermDates.Typed("2027-01-05", "2027-03-25")

    /// The police tell Hillside School on Christmas Eve, once its dates and its authority's stand as they are given.
    private func told(
        school: SetTermDates? = nil,
        authority: [SetTermDates.Typed] = [],
        _ town: Town
    ) async throws -> LoopWalk {
        var walk = try await LoopWalk(town, now: at("2026-12-24", "16:00"))
        if !authority.isEmpty {
            try await walk.when(SetTermDates(organisation: town[.northmere], terms: authority), by: town.celia)
        }
        if let school { try await walk.when(school, by: town.asha) }
        let notice = try town.raising(
            "domestic-abuse-notice",
            by: town.pia,
            on: London.day(walk.now),
            routes: [.named: .organisation(town[.hillside])]
        )
        try await walk.raise(notice, by: town.pia)
        return walk
    }

    private func counted(_ walk: LoopWalk) -> SchoolDays? { walk.all(StepOwed.self).first?.schoolDays }

    @Test("where nobody entered any, each working day counts, and the step says so")
    func none() async throws {
        let walk = try await told(Town())
        #expect(walk.due("acknowledge") == "2026-12-29 08:30")
        #expect(counted(walk) == .workingDays)
    }

    @Test("a school's own dates come first; one that keeps an authority's waits for its term")
    func entered() async throws {
        let town = Town()
        let follows = SetTermDates(organisation: town[.hillside], follows: town[.northmere])
        let walk = try await told(school: follows, authority: [Self.autumn, Self.spring], town)
        #expect(walk.due("acknowledge") == "2027-01-05 08:30")
        #expect(counted(walk) == .terms(of: town[.northmere], edition: 1))
        let own = SetTermDates(organisation: town[.hillside], terms: [Self.autumn, .init("2027-01-07", "2027-03-25")])
        let other = try await told(school: own, authority: [Self.autumn, Self.spring], town)
        #expect(other.due("acknowledge") == "2027-01-07 08:30")
        #expect(counted(other) == .terms(of: town[.hillside], edition: 1))
    }

    @Test("beyond the last term that was entered each working day counts, and the step says so")
    func beyond() async throws {
        let town = Town()
        let walk = try await told(
            school: SetTermDates(organisation: town[.hillside], terms: [Self.autumn]),
            town
        )
        #expect(walk.due("acknowledge") == "2026-12-29 08:30")
        #expect(counted(walk) == .beyondTerms(of: town[.hillside], edition: 1))
    }

    @Test("what is due stays due by the dates it was counted with; what is owed later goes by the new ones")
    func later() async throws {
        let town = Town()
        var walk = try await told(
            school: SetTermDates(organisation: town[.hillside], terms: [Self.autumn, Self.spring]),
            town
        )
        let new = [Self.autumn, SetTermDates.Typed("2027-01-11", "2027-03-25")]
        try await walk.when(SetTermDates(organisation: town[.hillside], terms: new), by: town.asha)
        #expect(walk.due("acknowledge") == "2027-01-05 08:30")
        try await walk.take("acknowledge", .acknowledge, by: town.asha)
        #expect(walk.due("decide") == "2027-01-11 23:59")
        #expect(walk.all(StepOwed.self).last?.schoolDays == .terms(of: town[.hillside], edition: 2))
    }
}
