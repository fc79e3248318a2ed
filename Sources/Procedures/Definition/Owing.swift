extension ProcedureDefinition {
    /// What a decision or a review came to.
    package struct Came: Hashable, Sendable {
        /// The id of the duty.
        package let duty: String
        package let outcome: String

        package init(_ duty: String, to outcome: String) { (self.duty, self.outcome) = (duty, outcome) }
    }

    /// Whether a duty is owed by what was answered and by what was come to, in that order.
    ///
    /// The outcome that counts is the last of those decisions that can come to what the duty names: what was decided stands
    /// until it is decided anew, whatever a later review of something else finds.
    package func isOwed(_ duty: Duty, answers: [String: [String]], came: [Came]) -> Bool {
        let named = duty.when.outcomes
        guard duty.when.form.holds(answers), !stands(came, at: duty.unless) else { return false }
        guard !named.isEmpty else { return true }
        // What goes on and on and comes to nothing itself ends for good with what is found of something else: that the stay
        // is over. It would never end otherwise, nor if it began anew with the next decision.
        let isEndless = duty.every != nil && duty.outcomes.isEmpty
        if isEndless, !came.allSatisfy({ decides($0.duty, among: named) }) { return false }
        return stands(came, at: named)
    }

    /// Whether the last decision or review that can come to one of some outcomes did.
    private func stands(_ came: [Came], at outcomes: [String]) -> Bool {
        came.last { decides($0.duty, among: outcomes) }.map { outcomes.contains($0.outcome) } ?? false
    }

    private func decides(_ id: String, among outcomes: [String]) -> Bool {
        duties.contains { $0.id == id && $0.outcomes.contains(where: outcomes.contains) }
    }
}
