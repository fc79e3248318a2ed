import Almanac
import Ledger
import Safeguarding

/// Who stands in for whom: a few deputies, one who is away, and one who will be.
extension DemoStory {
    func standIns() throws -> [Step] {
        let begins = Self.day(of: 0, before: end).adding(days: 3)
        let deputies: [(by: String, of: Party, who: String)] = [
            ("nadia", .organisation(try organisation("Thornbeck Academy")), "tess"),
            ("abena", .organisation(try organisation("Islington")), "leo"),
            (DemoCast.coordinator, .coordinators, "mina"),
        ]
        let today = London.day(end)
        let absences: [(of: String, from: Day, to: Day, cover: String)] = [
            ("mina", today.adding(days: -1), today.adding(days: 6), DemoCast.coordinator),
            (DemoCast.coordinator, today.adding(days: 20), today.adding(days: 24), "mina"),
        ]
        return try deputies.enumerated().map { place, naming in
            let deputy = try member(naming.who)
            return Step(at: at(begins, 11, place)) { [self] in
                try await perform(NameDeputies(of: naming.of, [deputy]), as: naming.by)
            }
        }
            + absences.enumerated().map { place, absence in
                let (away, cover) = (try member(absence.of), try member(absence.cover))
                return Step(at: at(today.adding(days: -2), 15, place)) { [self] in
                    try await perform(
                        AnnounceAbsence(away, from: absence.from, to: absence.to, cover: cover),
                        as: absence.of
                    )
                }
            }
    }
}
