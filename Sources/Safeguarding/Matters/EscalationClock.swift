package import Almanac
import Ledger
import Procedures

/// The job that brings late duties before the coordinator. Any number of nodes may run it, at any time.
package struct EscalationClock: Sendable {
    private let office: Office

    package init(_ office: Office) {
        self.office = office
    }

    /// Escalates whatever is late by the London calendar at `now` and has not been escalated.
    ///
    /// One duty that cannot be escalated does not hold up the others: the next tick tries it again.
    ///
    /// - Returns: How many of them were asked to be escalated.
    /// - Throws: Where the readings cannot be read, or the task is cancelled.
    @discardableResult
    package func tick(_ now: Instant) async throws -> Int {
        let late = try await office.projector.readings.lateDuties(on: London.day(now))
        var asked = 0
        for duty in late {
            try Task.checkCancellation()
            do throws(Refusal) {
                try await office.perform(
                    EscalateDuty(duty.matter, duty: duty.id, deadline: duty.deadline),
                    as: .system("clock"),
                    form: FormID(job: "escalate", duty.id, duty.deadline),
                    patience: .zero
                )
                asked += 1
            } catch .unavailable(let sentence) {
                throw Refusal.unavailable(sentence)
            } catch {
                continue
            }
        }
        return asked
    }
}
