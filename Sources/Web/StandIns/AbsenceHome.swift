import Almanac
import HTML
import Ledger
import Safeguarding

/// What Home says about absences: one's own, those in which one covers, and what was done meanwhile.
enum AbsenceSections {
    static func home(_ visit: Visit, waiting: [MatterRow]) async throws -> Markup {
        let home = try await visit.readings.absences(for: try visit.person.id, at: visit.now)
        guard !home.isEmpty else { return Markup() }
        let directory = try await visit.directory()
        let lists = try await AbsenceLists(visit, directory).reading(home.own + home.asked)
        let own = home.own.filter { !$0.isOver(at: visit.now) }
        let uncovered = own.filter { !$0.isCovered } + home.asked
        let running = own.filter { $0.isRunning(at: visit.now) && $0.isCovered }
        let done = try await lists.done(for: home.own.filter { $0.isOver(at: visit.now) })
        return Markup {
            for row in home.covering where row.isRunning(at: visit.now) && row.isCovered {
                covering(row, waiting, directory, visit.words)
            }
            if !running.isEmpty { sec("away", "You are away") { rows(running.map(lists.own), empty: "") } }
            if !uncovered.isEmpty { sec("uncovered", "Nobody covers") { rows(uncovered.map(lists.own), empty: "") } }
            if let done { done }
        }
    }

    private static func covering(
        _ row: AbsenceRow,
        _ waiting: [MatterRow],
        _ directory: Directory,
        _ words: Words
    ) -> Markup {
        let name = directory.name(row.member)
        let theirs = waiting.filter { $0.next?.of.member == row.member }.count
        return panel {
            p(.class("mb-0")) {
                b { "You cover for \(name) until the end of \(words.longDay(row.last))." }
                theirs == 0
                    ? " "
                    : " \(Words.capitalised(Words.count(theirs, "matter"))) below \(theirs == 1 ? "is" : "are") theirs. "
                a(.href("/account/absence")) { "See it" }
            }
        }
    }
}
