/// Why a pair weighs what it does, field by field.
public struct Explanation: Sendable, Encodable {
    /// What one field says.
    public struct Reason: Sendable, Encodable {
        public let field: Field
        /// The level of agreement, one of `Field.levels`.
        public let level: String
        /// What it adds to the weight against strangers, in bits.
        public let weight: Double
        /// One sentence for the person who decides. It names no value.
        public let sentence: String
    }

    /// Each field that both know, in the order of `Field`.
    public let reasons: [Reason]
    /// What is taken off because brothers and sisters agree in much of this too, in bits (0 or less).
    public let household: Double
    /// The whole weight, in bits: the sum of the reasons and of `household`.
    public let weight: Double

    init(_ comparison: Comparison, _ weights: Weights, _ rarity: Rarity.Bits, words: [Field: Double]) {
        var reasons: [Reason] = []
        for field in Field.allCases {
            let level = comparison.pattern[field]
            guard level > 0, !(field == .nameOrder && level == 1) else { continue }
            let weight = Double(weights.againstStrangers[field.rawValue * 16 + level]) + (words[field] ?? 0)
            reasons.append(
                Reason(
                    field: field,
                    level: field.levels[level],
                    weight: weight,
                    sentence: Sentences.sentence(field, level)
                )
            )
        }
        self.reasons = reasons
        weight = Double(weights.weigh(comparison.pattern, rarity: rarity))
        household = min(0, weight - reasons.reduce(0) { $0 + $1.weight })
    }
}

/// One sentence for each level of each field.
enum Sentences {
    static func sentence(_ field: Field, _ level: Int) -> String {
        let sentences = all[field] ?? []
        return level > 0 && level <= sentences.count ? sentences[level - 1] : ""
    }

    private static let all: [Field: [String]] = [
        .givenName: [
            "The first name is the same.", "The first names are forms of one name.",
            "The first names are a slip of the pen apart.", "The first names are somewhat alike.",
            "First and middle name have changed places.", "One's first name is among the other's further names.",
            "One first name is the beginning of the other.", "The first names differ.",
        ],
        .familyName: [
            "The surname is the same.", "The surnames are forms of one name.",
            "The surnames are a slip of the pen apart.", "The surnames are somewhat alike.",
            "They share one part of a double surname.", "One's surname is among the other's further names.",
            "The surnames differ.",
        ],
        .otherNames: ["They share a further name.", "A further name fits an initial.", "The further names differ."],
        .nameOrder: ["The names are in the same order.", "First name and surname have changed places."],
        .dateOfBirth: [
            "The date of birth is the same.", "Day and month of birth have changed places.",
            "Day and month of birth are the same, some years apart.", "One digit of the date of birth differs.",
            "One date of birth is 1 January, as given where none is known.",
            "Two of day, month and year of birth are the same.", "The dates of birth differ.",
        ],
        .sex: ["The sex is the same.", "The sex differs."],
        .home: [
            "They live at the same address.", "They have the same postcode.", "They live in the same street.",
            "The number of the house is the same, in one district.", "Their postcodes are in one sector.",
            "They live in the same district and town.", "They live in the same district or town.",
            "They live in different places.",
        ],
        .school: ["The school is the same.", "The schools have similar names.", "The schools differ."],
        .upn: ["The UPN is the same.", "The UPNs differ."],
        .nhsNumber: ["The NHS number is the same.", "The NHS numbers differ."],
    ]
}
