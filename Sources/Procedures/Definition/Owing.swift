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
        guard duty.when.form.holds(answers) else { return false }
        guard !named.isEmpty else { return true }
        let deciding = duties.filter { $0.outcomes.contains(where: named.contains) }.map(\.id)
        // What goes on and on and comes to nothing itself ends for good with what is found of something else: that the stay
        // is over. It would never end otherwise, nor if it began anew with the next decision.
        let isEndless = duty.every != nil && duty.outcomes.isEmpty
        if isEndless, !came.allSatisfy({ deciding.contains($0.duty) }) { return false }
        return came.last { deciding.contains($0.duty) }.map { named.contains($0.outcome) } ?? false
    }
}
