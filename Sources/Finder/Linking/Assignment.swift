import Foundation

/// Chooses links among scored pairs.
struct Assignment {
    private let pairs: [ScoredPair]
    private let probabilities: [Double]

    /// Weighs each pair against its rivals.
    ///
    /// By itself a pair has odds o. Where a person is on the other roll once at most, the pairs that share that person
    /// exclude each other: the probability of a pair is its odds over one plus the odds of all pairs that share either
    /// person. Within one roll a person may be there several times, and pairs do not exclude each other.
    init(_ pairs: [ScoredPair], rolls: (a: Int, b: Int), within: Bool) {
        self.pairs = pairs
        let odds = pairs.map { Double(exp2(min($0.odds, 60))) }
        if within {
            probabilities = odds.map { $0 / (1 + $0) }
            return
        }
        var sumsA = [Double](repeating: 0, count: rolls.a)
        var sumsB = [Double](repeating: 0, count: rolls.b)
        for (pair, odd) in zip(pairs, odds) {
            sumsA[Int(pair.a)] += odd
            sumsB[Int(pair.b)] += odd
        }
        probabilities = zip(pairs, odds).map { pair, odd in
            odd / (1 + sumsA[Int(pair.a)] + sumsB[Int(pair.b)] - odd)
        }
    }

    /// The pairs of at least this probability, best first; with `oneToOne`, each person in the best of their pairs only.
    func links(threshold: Double, oneToOne: Bool) -> [Link] {
        let order = pairs.indices.filter { probabilities[$0] >= threshold }.sorted { left, right in
            let (one, other) = (pairs[left], pairs[right])
            if one.odds != other.odds { return one.odds > other.odds }
            return (one.a, one.b) < (other.a, other.b)
        }
        var takenA: Set<Int32> = []
        var takenB: Set<Int32> = []
        var links: [Link] = []
        for index in order {
            let pair = pairs[index]
            if oneToOne {
                guard !takenA.contains(pair.a), !takenB.contains(pair.b) else { continue }
                takenA.insert(pair.a)
                takenB.insert(pair.b)
            }
            links.append(
                Link(a: Int(pair.a), b: Int(pair.b), weight: Double(pair.weight), probability: probabilities[index])
            )
        }
        return links
    }
}
