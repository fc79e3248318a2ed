import Foundation

/// Chooses links among scored pairs.
struct Assignment {
    private let pairs: [ScoredPair]
    private let probabilities: [Double]

    /// Weighs each pair against its rivals; see `Rivals`.
    init(_ pairs: [ScoredPair], rolls: (a: Int, b: Int), within: Bool) {
        self.pairs = pairs
        probabilities =
            within ? Rivals.withinOneRoll(pairs, people: rolls.a) : Rivals.acrossRolls(pairs, people: rolls)
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
