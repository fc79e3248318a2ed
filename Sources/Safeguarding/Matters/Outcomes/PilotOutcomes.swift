package import Almanac
import Ledger

/// How matters went at an authority in a pilot, beside those in as long a time before it as it is to run.
package struct PilotOutcomes: Sendable {
    package let before: OutcomeNumbers
    package let during: OutcomeNumbers
    /// Whether small numbers are left out, because they are of people.
    package let isPersonal: Bool

    init(before: [OutcomeMatter], during: [OutcomeMatter], isPersonal: Bool) {
        let matters = before + during
        func line(_ places: Range<Int>) -> Suppression.Line { Suppression.Line(Array(places), in: matters) }
        let table = Suppression(
            network: line(0..<matters.count),
            organisations: [],
            months: [line(0..<before.count), line(before.count..<matters.count)],
            isPersonal: isPersonal
        )
        let numbers = table.months.map { OutcomeNumbers($0, of: matters) }
        (self.before, self.during, self.isPersonal) = (numbers[0], numbers[1], isPersonal)
    }
}

extension Readings {
    /// The numbers of a pilot that runs, for those who may see them; what was raised in it follows its text.
    package func pilotOutcomes(_ row: AdoptionRow, at now: Instant, as actor: Actor) async throws -> PilotOutcomes? {
        let relations: Set<Relation> = actor.organisation == row.authority ? [.sameOrganisation] : []
        guard let pilot = row.pilot, Policy.allows(.seePilot, actor, relations) else { return nil }
        // A time that moved on with the day would show, from one day to the next, the numbers of single children.
        let end = London.instant(pilot.until, .midnight)
        let earliest = pilot.from.adding(seconds: -end.seconds(since: pilot.from))
        return try await read { db in
            let all = try CountedMatter.all(of: row.procedure, at: now, in: db)
            // What is older than that matters know where they were raised is where it is held.
            let there = all.map(\.matter).filter { ($0.place ?? $0.organisation) == row.authority }
            return PilotOutcomes(
                before: there.filter { $0.raised >= earliest && $0.raised < pilot.from },
                during: there.filter { $0.place == row.authority && $0.local == pilot.number && $0.raised < end },
                isPersonal: all.contains(where: \.isPersonal)
            )
        }
    }
}
