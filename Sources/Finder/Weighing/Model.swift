import Foundation

/// What agreement is worth: the model of Fellegi and Sunter with a third kind of pair.
///
/// Fellegi and Sunter 1969, "A theory for record linkage", weigh a pair by how much likelier its levels of agreement
/// are in one person than in two strangers. Brothers and sisters are neither: they share surname, address and school.
/// So a pair here is of one person, of one *household*, or of strangers, and a field's agreement has a probability in
/// each. Fields are taken as independent within a kind.
public struct Model: Sendable, Codable, Equatable {
    /// P(level | one person), by field and level; 0 for level 0, which is missing and says nothing.
    var person: [[Double]]
    /// P(level | two strangers).
    var strangers: [[Double]]
    /// P(level | two people of one household).
    var household: [[Double]]
    /// The share of all pairs that are one person.
    public internal(set) var personShare: Double
    /// The share of all pairs that are two people of one household.
    public internal(set) var householdShare: Double

    /// The probability of `level` (see `Field.levels`) in `field` where both records are one person.
    public func probability(of level: Int, in field: Field) -> Double { person[field.rawValue][level] }

    /// What is assumed before any data is seen.
    ///
    /// The figures are of ordinary school rolls: about one first name in four and one surname in five is written
    /// differently on two rolls, half of the children on two rolls have moved, and dates of birth are wrong in one
    /// case of twelve. They count as much as a hundred observed pairs when a model is learnt.
    public static let standard = Model(
        person: [
            [0, 0.76, 0.09, 0.06, 0.015, 0.01, 0.02, 0.02, 0.025],
            [0, 0.80, 0.03, 0.06, 0.01, 0.03, 0.005, 0.065],
            [0, 0.80, 0.05, 0.15],
            [0, 0.99, 0.01],
            [0, 0.92, 0.012, 0.023, 0.02, 0.007, 0.013, 0.005],
            [0, 0.993, 0.007],
            [0, 0.50, 0.03, 0.02, 0.004, 0.02, 0.01, 0.05, 0.366],
            [0, 0.50, 0.08, 0.42],
            [0, 0.95, 0.03, 0.02],
            [0, 0.985, 0.005, 0.01],
        ],
        strangers: [
            [0, 0.003, 0.002, 0.002, 0.02, 0.000_002, 0.002, 0.004, 0.967],
            [0, 0.001_5, 0.000_7, 0.001, 0.01, 0.000_3, 0.001, 0.985_5],
            [0, 0.008, 0.06, 0.932],
            // The better of two orders is taken, so strangers have both chances.
            [0, 1, 1],
            [0, 0.000_15, 0.000_1, 0.000_8, 0.002, 0.000_5, 0.01, 0.986_45],
            [0, 0.5, 0.5],
            [0, 0.000_000_3, 0.000_05, 0.000_3, 0.000_05, 0.000_6, 0.000_3, 0.03, 0.968_7],
            [0, 0.003, 0.003, 0.994],
            // Pupils of one school and year have numbers that differ in a serial number alone.
            [0, 0.000_000_1, 1, 0.000_5],
            [0, 0.000_000_1, 1, 0.000_1],
        ],
        household: [
            [0, 0.004, 0.002, 0.004, 0.02, 0.000_01, 0.004, 0.006, 0.96],
            [0, 0.90, 0.02, 0.035, 0.005, 0.02, 0.003, 0.017],
            [0, 0.01, 0.06, 0.93],
            [0, 1, 1],
            [0, 0.02, 0.000_2, 0.003, 0.006, 0.002, 0.02, 0.948_8],
            [0, 0.5, 0.5],
            [0, 0.70, 0.03, 0.02, 0.004, 0.02, 0.01, 0.05, 0.166],
            [0, 0.45, 0.08, 0.47],
            [0, 0.000_000_1, 1, 0.001],
            [0, 0.000_000_1, 1, 0.000_2],
        ],
        personShare: 0.000_003,
        householdShare: 0.000_005
    )
}

/// A model made ready for weighing many pairs. Weights are in bits: one more doubles the odds.
struct Weights: Sendable {
    /// log2 of P(level | one person) / P(level | strangers), sixteen levels a field.
    let againstStrangers: [Float]
    /// log2 of P(level | one person) / P(level | one household).
    let againstHousehold: [Float]
    /// The share of households among pairs that are not one person, as log2; and of strangers.
    let householdShare: Float
    let strangerShare: Float
    /// log2 of the odds that two people picked blindly are one.
    let prior: Float

    init(_ model: Model) {
        var strangers = [Float](repeating: 0, count: Field.allCases.count * 16)
        var household = strangers
        for field in Field.allCases {
            let person = model.person[field.rawValue]
            for level in 1..<person.count {
                let at = field.rawValue * 16 + level
                strangers[at] = Float(log2(person[level] / model.strangers[field.rawValue][level]))
                household[at] = Float(log2(person[level] / model.household[field.rawValue][level]))
            }
        }
        againstStrangers = strangers
        againstHousehold = household
        let rest = 1 - model.personShare
        householdShare = Float(log2(model.householdShare / rest))
        strangerShare = Float(log2(1 - model.householdShare / rest))
        prior = Float(log2(model.personShare / rest))
    }

    /// The weight of a pair in bits, with what the rarity of the words they agree on adds.
    func weigh(_ pattern: Pattern, rarity: Rarity.Bits) -> Float {
        let (strangers, household) = sums(pattern, rarity)
        let a = strangerShare - strangers
        let b = householdShare - household
        let high = max(a, b)
        return -(high + log2(1 + exp2(min(a, b) - high)))
    }

    /// The weights against strangers and against a household.
    func sums(_ pattern: Pattern, _ rarity: Rarity.Bits) -> (strangers: Float, household: Float) {
        var strangers = rarity.strangers
        var household = rarity.household
        var bits = pattern.bits
        var at = 0
        while bits != 0 {
            let level = at + Int(bits & 15)
            strangers += againstStrangers[level]
            household += againstHousehold[level]
            bits >>= 4
            at += 16
        }
        return (strangers, household)
    }
}
