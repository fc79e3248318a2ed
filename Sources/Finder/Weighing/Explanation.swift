/// Why a pair weighs what it does, field by field.
public struct Explanation: Sendable, Encodable {
    /// What one field says.
    public struct Reason: Sendable, Encodable {
        /// What is compared.
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
    /// What `household` is for, in a sentence.
    public static var householdSentence: String { Sentences.household }
    /// Why two are taken for one person because both are for someone else on the roll (`Link.through`), who is on this row.
    public static func throughSentence(_ row: String) -> String { Sentences.through(row) }
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
                    sentence: Sentences.sentence(field, level, rarity: words[field] ?? 0)
                )
            )
        }
        self.reasons = reasons
        weight = Double(weights.weigh(comparison.pattern, rarity: rarity))
        household = min(0, weight - reasons.reduce(0) { $0 + $1.weight })
    }
}

extension Model {
    /// Compares two people by themselves: how their fields agree, and what that is worth.
    ///
    /// How common their names are is not known here; `Linker` and `PersonIndex` know it of their rolls, and weigh better.
    public func compare(_ a: Person, _ b: Person) -> Explanation {
        var maker = RollMaker()
        var roll = Roll()
        maker.add(a, to: &roll)
        maker.add(b, to: &roll)
        var comparer = Comparer(terms: maker.terms)
        let words = roll.words.span
        let comparison = comparer.compare(roll.entries[0], words, roll.entries[1], words)
        return Explanation(comparison, Weights(self), Rarity.Bits(), words: [:])
    }
}
