package import Almanac
import Ledger

/// The job that does what falls due on matters under procedures: reminds, copies in, escalates. Any number of nodes may
/// run it, at any time: each moment of each step is reached once.
package struct LoopClock: Sendable {
    /// From one waking to the next, however long the first takes: what comes due is reached within a minute, also where
    /// thousands of days end at one midnight.
    package static let interval = Duration.seconds(20)
    /// How many are looked up together.
    private static let batch = 500
    /// How many matters are written on at once: the ledger commits them together.
    private static let together = 32

    private let office: Office

    package init(_ office: Office) { self.office = office }

    /// Reaches every rung whose moment has come by `now`.
    ///
    /// One that cannot be reached does not hold up the others: the next tick tries it again.
    ///
    /// - Returns: How many were asked to be reached.
    /// - Throws: Where the readings cannot be read, or the task is cancelled.
    @discardableResult
    package func tick(_ now: Instant) async throws -> Int {
        var (asked, last) = (0, DueRung?.none)
        while true {
            let due = try await office.projector.readings.dueRungs(at: now, after: last, limit: Self.batch)
            asked += try await reach(due)
            guard due.count == Self.batch else { return asked }
            last = due.last
        }
    }

    private func reach(_ due: [DueRung]) async throws -> Int {
        // Those of one matter one after another, as they came due.
        var matters = Dictionary(grouping: due, by: \.matter.id).values.makeIterator()
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<Self.together {
                guard let rungs = matters.next() else { break }
                group.addTask { try await climb(rungs) }
            }
            var asked = 0
            while let reached = try await group.next() {
                asked += reached
                if let rungs = matters.next() { group.addTask { try await climb(rungs) } }
            }
            return asked
        }
    }

    private func climb(_ rungs: [DueRung]) async throws -> Int {
        var asked = 0
        for rung in rungs {
            try Task.checkCancellation()
            do throws(Refusal) {
                try await office.perform(
                    ReachRung(
                        rung.matter,
                        duty: rung.duty,
                        rung: rung.rung,
                        debtor: rung.debtor,
                        named: rung.named
                    ),
                    as: .system("clock"),
                    form: FormID(job: "rung", "\(rung.duty)/\(rung.rung.step.rawValue)", rung.rung.at.milliseconds),
                    patience: .zero
                )
                asked += 1
            } catch .unavailable {
                // It may be this matter alone, under a procedure that cannot be read. Where it is the ledger, it says so.
                do { _ = try await office.ledger.count() } catch { throw Refusal(error) }
            } catch {
                continue
            }
        }
        return asked
    }
}
