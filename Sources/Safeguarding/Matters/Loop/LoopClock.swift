package import Almanac
import Ledger

/// The job that does what falls due on matters under procedures: reminds, copies in, escalates. Any number of nodes may
/// run it, at any time: each moment of each step is reached once.
package struct LoopClock: Sendable {
    /// How many are looked up together.
    private static let batch = 500

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
            for rung in due {
                try Task.checkCancellation()
                do throws(Refusal) {
                    try await office.perform(
                        ReachRung(rung.matter, duty: rung.duty, rung: rung.rung),
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
            guard due.count == Self.batch else { return asked }
            last = due.last
        }
    }
}
