import Foundation

/// The probabilities of pairs, given whom else each of the two might be.
///
/// By itself a pair has odds o, which say nothing of other pairs. But if it is not one person, then each of the two has
/// another partner or none; and how likely none is depends on the lists. Where 99 of 100 have a partner, two who are left
/// over and look alike are likelier one person than where every third has one. How many have a partner, and within
/// one roll how many of these have a second, is taken from the pairs themselves.
///
/// Fortini, Liseo, Nuccitelli and Scanu 2001, "On Bayesian record linkage", and Sadinle 2017, "Bayesian estimation of
/// bipartite matchings for record linkage", weigh whole assignments by such a prior; this is each pair with its rivals.
enum Rivals {
    /// Nobody is taken to be without a partner less often. Who is left over is so together with brothers and sisters,
    /// as leavers and starters of a school are, and not by chance alone.
    private static let leastAlone = 0.2
    /// Nobody is taken to have a second partner less often: a few who have do not show in a short list.
    private static let leastSecond = 1.0 / 16

    /// Where each person of a roll is on the other once at most, so that the pairs of a person exclude each other.
    static func acrossRolls(_ pairs: [ScoredPair], people: (a: Int, b: Int)) -> [Double] {
        let odds = pairs.map(Self.odds)
        var sumsA = [Double](repeating: 0, count: people.a)
        var sumsB = [Double](repeating: 0, count: people.b)
        for (pair, odd) in zip(pairs, odds) {
            sumsA[Int(pair.a)] += odd
            sumsB[Int(pair.b)] += odd
        }
        func probabilities(alone: (a: Double, b: Double)) -> [Double] {
            zip(pairs, odds).map { pair, odd in
                let otherwise = (alone.a + sumsA[Int(pair.a)] - odd) * (alone.b + sumsB[Int(pair.b)] - odd)
                return odd / (odd + otherwise)
            }
        }
        let partners = probabilities(alone: (1, 1)).reduce(0) { $0 + ($1 < 0.5 ? 0 : $1) }
        return probabilities(alone: (alone(partners, of: people.a), alone(partners, of: people.b)))
    }

    /// Where a person may be on one roll several times: who has a partner may have a second, as often as others have.
    static func withinOneRoll(_ pairs: [ScoredPair], people: Int) -> [Double] {
        let alike = pairs.map { odds($0) / (1 + odds($0)) }
        var best = [Double](repeating: 0, count: people)
        var second = best
        for (pair, probability) in zip(pairs, alike) {
            for person in [Int(pair.a), Int(pair.b)] {
                second[person] = max(second[person], min(best[person], probability))
                best[person] = max(best[person], probability)
            }
        }
        let alone = alone(best.reduce(0) { $0 + ($1 < 0.5 ? 0 : $1) }, of: people)
        let haveOne = best.count { $0 >= 0.5 }
        let haveTwo = second.count { $0 >= 0.5 }
        let again = max(leastSecond, Double(haveTwo) / Double(max(1, haveOne)))
        return zip(pairs, alike).map { pair, probability in
            // If they are one person, whom each has besides is a second partner; else the first, or there is none.
            var odd = odds(pair)
            var otherwise = 1.0
            for person in [Int(pair.a), Int(pair.b)] {
                let besides = probability == best[person] ? second[person] : best[person]
                odd *= 1 - besides + besides * again
                otherwise *= (1 - besides) * alone + besides
            }
            return odd / (odd + otherwise)
        }
    }

    private static func odds(_ pair: ScoredPair) -> Double { Double(exp2(min(pair.odds, 60))) }

    /// How often somebody is without a partner, beside where half are, which counts as ordinary.
    ///
    /// Fields are not as independent as the weights take them, so pairs are a little less likely than their odds: on
    /// rolls of which a third is on both (made for development), counting from the first added pairs that were mostly wrong.
    private static func alone(_ partners: Double, of people: Int) -> Double {
        max(leastAlone, min(1, 2 * (1 - partners / Double(max(1, people)))))
    }
}
