import Foundation

/// Learns a model from pairs of which nobody has said whether they are one person.
///
/// Expectation maximisation (Dempster, Laird and Rubin 1977; for linkage Winkler 1988): guess for each pair the
/// probability that it is one person, one household or strangers; take from these the probabilities of the levels;
/// repeat. What strangers agree in is measured on pairs picked blindly, and not guessed. Pairs come from blocking,
/// which nearly all pairs of one person pass, so that shares are of all pairs although few are looked at.
struct Learning {
    /// The patterns of compared pairs, and what rarity adds to each.
    var pairs: [(pattern: Pattern, rarity: Rarity.Bits)] = []
    /// How many pairs there are of the records that `pairs` was taken from, compared or not.
    var allPairs = 0.0
    /// How often each level was seen in pairs picked blindly.
    var blind = Field.allCases.map { Array(repeating: 0.0, count: $0.levels.count) }

    /// How many observed pairs the standard model's opinion on one person and one household is worth.
    private static let priorPairs = 100.0
    /// The same for strangers, of whom there are plenty.
    private static let priorStrangers = 20_000.0
    /// What is seen in none of many pairs may be in three of as many others all the same: the rule of three (Hanley and
    /// Lippman-Hand 1983, "If nothing goes wrong, is everything all right?").
    private static let unseen = 3.0
    private static let rounds = 40
    private static let shareRounds = 20
    /// Of fewer pairs of one person it is not learnt what one person agrees in: they may be none at all.
    private static let enough = 20.0
    private static let least = 1e-9
    /// What brothers and sisters share is learnt. That their first names and births differ is laid down: nothing else
    /// tells the kind "household" from the kind "one person".
    private static let sharedAtHome: Set<Field> = [.familyName, .home, .school]

    /// The model these pairs make likeliest, beginning at `standard`.
    func learn(from standard: Model, coincidence: Rarity, rounds: Int = Self.rounds) -> Model {
        var model = standard
        guard allPairs > 0 else { return model }
        model.personShare = min(0.2, max(model.personShare, 20 / allPairs))
        model.householdShare = min(0.2, max(model.householdShare, 20 / allPairs))
        let observed = observedLevels(standard, coincidence)
        model.strangers = observed
        learnShares(&model, standard: standard, observed: observed, rounds: min(rounds, Self.shareRounds))
        let areEnough = model.personShare * allPairs >= Self.enough
        for _ in 0..<rounds {
            let before = model.personShare
            model = step(model, standard: standard, observed: observed, learnsPerson: areEnough)
            if abs(model.personShare - before) < before * 1e-4 { break }
        }
        return model
    }

    /// Learns the shares first, by the standard levels. Where hardly anybody is the same person, a share that is much too
    /// high would make strangers with much in common the example of what one person agrees in, and stay high by that.
    private func learnShares(_ model: inout Model, standard: Model, observed: [[Double]], rounds: Int) {
        for _ in 0..<rounds {
            let before = model.personShare
            let next = step(model, standard: standard, observed: observed, learnsPerson: false)
            (model.personShare, model.householdShare) = (next.personShare, next.householdShare)
            model.strangers = next.strangers
            if abs(model.personShare - before) < before * 1e-2 { break }
        }
    }

    /// One round: the expectation over all pairs, then the likeliest model.
    ///
    /// - parameter learnsPerson: whether what one person agrees in is learnt, or stays as it is.
    private func step(_ model: Model, standard: Model, observed: [[Double]], learnsPerson: Bool) -> Model {
        let weights = Weights(model)
        // Sixteen levels a field, as in a pattern.
        var person = [Double](repeating: 0, count: Field.allCases.count * 16)
        var household = person
        var persons = 0.0
        var households = 0.0
        let strangersShare = 1 - model.personShare - model.householdShare
        let strangersOdds = Float(log2(strangersShare / model.personShare))
        let householdOdds = Float(log2(model.householdShare / model.personShare))
        for pair in pairs {
            let sums = weights.sums(pair.pattern, pair.rarity)
            let strangers = Double(exp2(strangersOdds - sums.strangers))
            let sharing = Double(exp2(householdOdds - sums.household))
            let chance = 1 / (1 + strangers + sharing)
            guard chance > 1e-6 || sharing * chance > 1e-6 else { continue }
            persons += chance
            households += sharing * chance
            var bits = pair.pattern.bits
            for field in Field.allCases.indices {
                let level = field * 16 + Int(bits & 15)
                person[level] += chance
                household[level] += sharing * chance
                bits >>= 4
            }
        }
        var next = model
        next.personShare = min(0.5, max(persons, 0.5) / allPairs)
        next.householdShare = min(0.4, max(households, 0.5) / allPairs)
        func seen(_ levels: [Double], _ field: Field) -> ArraySlice<Double> {
            levels[field.rawValue * 16..<field.rawValue * 16 + field.levels.count]
        }
        for field in Field.allCases {
            let at = field.rawValue
            if learnsPerson {
                next.person[at] = Self.blend(seen(person, field), standard.person[at])
                if field == .dateOfBirth { Self.cap(&next.person[at], at: standard.person[at]) }
            }
            if Self.sharedAtHome.contains(field) {
                next.household[at] = Self.blend(seen(household, field), standard.household[at])
            }
            if field == .nameOrder { continue }
            // The blind pairs hold a few of one person and one household, which in a short list is most of what agrees.
            for level in 1..<next.strangers[at].count {
                let others =
                    next.personShare * next.person[at][level] + next.householdShare * next.household[at][level]
                next.strangers[at][level] = max(Self.least, observed[at][level] * 0.02, observed[at][level] - others)
            }
        }
        return next
    }

    /// Keeps wholly different births no likelier in one person than the standard model has them. Children of one full
    /// name differ in just this, and where names are few, learning would take more and more of them for one child.
    private static func cap(_ births: inout [Double], at standard: [Double]) {
        let last = births.count - 1
        guard births[last] > standard[last] else { return }
        let scale = (1 - standard[last]) / (1 - births[last])
        for level in 1..<last { births[level] *= scale }
        births[last] = standard[last]
    }

    /// The shares of the levels seen, missing aside, drawn towards the standard ones.
    private static func blend(_ seen: ArraySlice<Double>, _ standard: [Double]) -> [Double] {
        let sum = seen.dropFirst().reduce(0, +) + priorPairs
        return zip(seen, standard).enumerated().map { level, share in
            level == 0 ? 0 : max(1e-7, (share.0 + priorPairs * share.1) / sum)
        }
    }

    /// What blind pairs agree in; levels too rare to be seen in a sample are worked out from how often values occur.
    private func observedLevels(_ standard: Model, _ rarity: Rarity) -> [[Double]] {
        var observed = standard.strangers
        for field in Field.allCases where field != .nameOrder {
            let at = field.rawValue
            let seen = blind[at].dropFirst().reduce(0, +)
            for level in 1..<observed[at].count {
                let share =
                    (blind[at][level] + Self.priorStrangers * standard.strangers[at][level])
                    / (seen + Self.priorStrangers)
                observed[at][level] = max(share, min(standard.strangers[at][level], Self.unseen / max(1, seen)))
            }
        }
        let chance = rarity.coincidence
        if chance.given > 0 { observed[Field.givenName.rawValue][1] = chance.given }
        if chance.family > 0 { observed[Field.familyName.rawValue][1] = chance.family }
        if chance.school > 0 { observed[Field.school.rawValue][1] = chance.school }
        let home = Field.home.rawValue
        if chance.postcode > 0, chance.house > 0 {
            observed[home][2] = max(Self.least, chance.postcode * (1 - chance.house))
            observed[home][1] = max(Self.least, chance.house * min(0.01, chance.postcode + chance.street * 0.05))
        }
        return observed
    }
}
