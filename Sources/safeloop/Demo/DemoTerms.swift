import Almanac
import Ledger
import Safeguarding

/// Each authority that has a lead says when its schools are open, for the years of the story and two after; the schools of
/// the story keep the dates of an authority.
extension DemoStory {
    /// Which authority's dates a school keeps.
    private static let followed = [
        "Thornbeck Academy": "Southwark", "Saltmarsh Road Primary School": "Newham",
        "St Aldhelm and All Saints Church of England Primary School": "Wandsworth",
    ]

    func terms() throws -> [Step] {
        let day = Self.day(of: 0, before: end).adding(days: 3)
        let years = (day.year - 1)...(London.day(end).year + 1)
        let people = DemoCast.people.filter { $0.standing == .joined }
        let authorities = try people.filter { $0.roles.contains(.boroughLead) }.map { lead in
            let organisation = try organisation(lead.organisation)
            return (
                lead.key,
                SetTermDates(
                    organisation: organisation,
                    terms: years.flatMap(Self.terms),
                    closed: years.flatMap(Self.closed)
                )
            )
        }
        let schools = try people.filter { $0.roles.contains(.schoolLead) }.compactMap { lead in
            try Self.followed[lead.organisation].map { authority in
                let follows = try organisation(authority)
                return (lead.key, SetTermDates(organisation: try organisation(lead.organisation), follows: follows))
            }
        }
        return (authorities + schools).enumerated().map { place, said in
            Step(at: at(day, 9 + place / 6, place * 7 % 60)) { [self] in try await perform(said.1, as: said.0) }
        }
    }

    /// The three terms of the school year that begins in a year.
    private static func terms(beginning year: Int) -> [SetTermDates.Typed] {
        [
            typed(first(.wednesday, on: year, 9, 1), first(.friday, on: year, 12, 15)),
            typed(first(.monday, on: year + 1, 1, 3), first(.thursday, on: year + 1, 3, 23)),
            typed(first(.monday, on: year + 1, 4, 10), first(.thursday, on: year + 1, 7, 17)),
        ]
    }

    /// Half-terms, and a training day after Christmas.
    private static func closed(beginning year: Int) -> [SetTermDates.Typed] {
        let (autumn, christmas) = (first(.monday, on: year, 10, 23), first(.monday, on: year + 1, 1, 3))
        let (winter, summer) = (first(.monday, on: year + 1, 2, 13), first(.monday, on: year + 1, 5, 25))
        return [
            typed(autumn, autumn.adding(days: 4)), typed(christmas, christmas),
            typed(winter, winter.adding(days: 4)), typed(summer, summer.adding(days: 4)),
        ]
    }

    private static func typed(_ first: Day, _ last: Day) -> SetTermDates.Typed { .init(first.iso, last.iso) }

    private static func first(_ weekday: Weekday, on year: Int, _ month: Int, _ day: Int) -> Day {
        var found = Day(year: year, month: month, day: day) ?? Day(number: 0)
        while found.weekday != weekday { found = found.adding(days: 1) }
        return found
    }
}
