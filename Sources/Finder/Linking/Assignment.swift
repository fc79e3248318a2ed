import Foundation

/// Chooses links among scored pairs.
struct Assignment {
    private let pairs: [ScoredPair]
    private let rolls: (a: Int, b: Int)
    private let probabilities: [Double]

    /// Weighs each pair against its rivals; see `Rivals`.
    init(_ pairs: [ScoredPair], rolls: (a: Int, b: Int), within: Bool) {
        (self.pairs, self.rolls) = (pairs, rolls)
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
        var takenA = [Bool](repeating: false, count: rolls.a)
        var takenB = [Bool](repeating: false, count: rolls.b)
        var links: [Link] = []
        for index in order {
            let pair = pairs[index]
            if oneToOne {
                guard !takenA[Int(pair.a)], !takenB[Int(pair.b)] else { continue }
                (takenA[Int(pair.a)], takenB[Int(pair.b)]) = (true, true)
            }
            links.append(
                Link(a: Int(pair.a), b: Int(pair.b), weight: Double(pair.weight), probability: probabilities[index])
            )
        }
        return links
    }
}
