import Almanac
import Ledger
import Testing

@testable import Safeguarding

@Suite("When schools are open")
struct TermDatesTests {
    typealias Typed = SetTermDates.Typed

    let rules = Rules()
    let autumn = Typed("2026-09-02", "2026-12-18")
    let spring = Typed("2027-01-04", "2027-03-25")

    private func set(
        _ terms: [Typed],
        closed: [Typed] = [],
        by who: Circle.Who = .own
    ) async throws -> [TermDatesSet] {
        let circle = try await Circle(rules)
        let someone =
            switch who {
            case .own: circle.asha
            case .other: circle.bryn
            case .coordinator: circle.coordinator
            }
        return try await rules.when(
            SetTermDates(organisation: circle.borough, terms: terms, closed: closed),
            by: someone.actor,
            given: circle.history
        ).all(TermDatesSet.self)
    }

    private func problems(_ terms: [Typed], closed: [Typed] = []) async -> [String] {
        guard case .invalid(let problems)? = await refusal({ try await set(terms, closed: closed) }) else { return [] }
        return problems.map(\.field)
    }

    @Test("an authority's own people say them, and the coordinator", arguments: [Circle.Who.own, .coordinator])
    func said(by who: Circle.Who) async throws {
        let dates = try await set([autumn, Typed("", ""), spring], closed: [Typed("2026-10-26", "")], by: who).map(
            \.dates
        )
        let days = try ["2026-09-02", "2026-12-18", "2027-01-04", "2027-03-25", "2026-10-26"].map {
            try #require(Day(iso: $0))
        }
        #expect(
            dates == [
                TermDates(
                    terms: [.init(days[0], days[1]), .init(days[2], days[3])],
                    closed: [.init(days[4], days[4])]
                )
            ]
        )
    }

    @Test("nobody else's people do")
    func others() async throws {
        await #expect(throws: Refusal.notAllowed) { try await set([autumn], by: .other) }
    }

    @Test("a term in the wrong order, over another or without an end is refused in its field")
    func wrong() async throws {
        #expect(await problems([spring, autumn]) == ["term-2-first"])
        #expect(await problems([autumn, Typed("2026-12-18", "2027-03-25")]) == ["term-2-first"])
        #expect(await problems([Typed("2026-12-18", "2026-09-02")]) == ["term-1-last"])
        #expect(await problems([Typed("2026-09-02", "")]) == ["term-1-last"])
        #expect(await problems([Typed("2 September", "2026-12-18")]) == ["term-1-first"])
        #expect(await problems([Typed("2026-09-02", "2027-12-18")]) == ["term-1-last"])
    }

    @Test("schools are closed within a term, and nowhere else")
    func closed() async throws {
        #expect(await problems([autumn], closed: [Typed("2026-12-14", "2026-12-21")]) == ["closed-1-first"])
        #expect(await problems([autumn], closed: [Typed("", "2026-10-30")]) == ["closed-1-first"])
        #expect(await problems([], closed: [Typed("2026-10-26", "")]) == ["closed-1-first"])
    }

    @Test("a school keeps the dates of an authority, or its own, and never of another school")
    func follows() async throws {
        var walk = try await LoopWalk(Town())
        let (town, authority) = (walk.town, walk.town[.northmere])
        func set(_ follows: ID<Organisation>?, _ terms: [Typed] = []) -> SetTermDates {
            SetTermDates(organisation: town[.hillside], terms: terms, follows: follows)
        }
        let own = try await walk.when(set(authority), by: town.asha).all(TermDatesSet.self)
        #expect(own.map(\.dates.follows) == [authority])
        #expect(try await walk.when(set(authority), by: town.asha).isEmpty, "nothing has changed")
        for (follows, terms) in [(town[.brookfield], []), (authority, [autumn]), (ID(), [])] {
            #expect(
                await refusal { try await walk.tried(set(follows, terms), by: town.asha.actor) }?.code == "invalid"
            )
        }
        #expect(await refusal { try await walk.tried(set(authority), by: town.bryn.actor) } == .notAllowed)
        let police = SetTermDates(organisation: town[.police], terms: [autumn])
        #expect(await refusal { try await walk.tried(police, by: town.dilys.actor) }?.code == "out_of_turn")
    }
}
