import Finder

extension Explanation {
    /// The reasons in one line, each with its level, its weight in bits and its sentence:
    /// `givenName same +8.21: The first name is the same.; …`
    var summary: String {
        var parts = reasons.map { "\($0.field) \($0.level) \(Self.signed($0.weight)): \($0.sentence)" }
        if household < -0.05 { parts.append("household \(Self.signed(household)): \(Self.householdSentence)") }
        return parts.joined(separator: " ")
    }

    private static func signed(_ bits: Double) -> String {
        let rounded = (bits * 100).rounded() / 100
        return rounded < 0 ? "\(rounded)" : "+\(rounded)"
    }
}
