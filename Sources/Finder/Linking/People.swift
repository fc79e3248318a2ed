/// The pairs within one roll that follow from others.
///
/// Duplicates are people and not pairs: where A is B and B is C, A is C, whatever A and C look like beside each other.
/// The probability of what follows is that of the likeliest path, the product of the probabilities along it, and no
/// less than the threshold: so that a chain of pairs which are barely likely does not join many.
struct People {
    /// Nobody is led to more people than this, the likeliest: a bound on the worst case.
    static let most = Candidates.most
    /// By how much a path must be likelier than the pair by itself.
    private static let worthTelling = 0.01

    /// The likeliest partners of each, best first, one person after the other, and where each person's begin.
    private let partners: [(person: Int32, probability: Double)]
    private let starts: [Int]
    private let threshold: Double

    /// - parameter links: pairs of a roll of so many people.
    /// - parameter threshold: the least probability of a pair that follows.
    init(_ links: [Link], of people: Int, threshold: Double) {
        let ends = links.flatMap { link in
            [(Int32(link.a), Int32(link.b), link.probability), (Int32(link.b), Int32(link.a), link.probability)]
        }.sorted { ($0.0, $1.2, $0.1) < ($1.0, $0.2, $1.1) }
        var partners: [(person: Int32, probability: Double)] = []
        var starts = [0]
        var next = ends.startIndex
        for person in 0..<Int32(people) {
            let begin = next
            while next < ends.endIndex, ends[next].0 == person { next += 1 }
            // Of more, none could be among the likeliest that this person leads to.
            partners += ends[begin..<next].prefix(Self.most).map { ($0.1, $0.2) }
            starts.append(partners.count)
        }
        (self.partners, self.starts, self.threshold) = (partners, starts, threshold)
    }

    private struct Pair: Hashable {
        let a: Int32
        let b: Int32
    }

    /// Someone whom a path leads to.
    private struct Step {
        let person: Int32
        let probability: Double
        /// The first on the path, if they are not the last.
        let through: Int32?
    }

    /// The links, and those that follow, best first; a link that is doubtful by itself has the probability of its path.
    ///
    /// - parameter weight: what a pair of places weighs by comparison.
    func links(with direct: [Link], weight: (Int, Int) -> Double) -> [Link] {
        var all: [Pair: Link] = [:]
        for link in direct { all[Pair(a: Int32(link.a), b: Int32(link.b))] = link }
        for person in 0..<Int32(starts.count - 1) where !standsInPair(person) {
            for step in reached(from: person) where step.person > person {
                guard let through = step.through else { continue }
                let pair = Pair(a: person, b: step.person)
                let known = all[pair]
                if let known, known.probability + Self.worthTelling >= step.probability { continue }
                all[pair] = Link(
                    a: Int(person),
                    b: Int(step.person),
                    weight: known?.weight ?? weight(Int(person), Int(step.person)),
                    probability: step.probability,
                    through: Int(through)
                )
            }
        }
        return all.values.sorted {
            ($1.probability, $1.weight, $0.a, $0.b) < ($0.probability, $0.weight, $1.a, $1.b)
        }
    }

    private func own(_ person: Int32) -> ArraySlice<(person: Int32, probability: Double)> {
        partners[starts[Int(person)]..<starts[Int(person) + 1]]
    }

    /// Whether nothing can follow, because someone has one partner at most who has no other.
    private func standsInPair(_ person: Int32) -> Bool {
        own(person).count <= 1 && own(person).allSatisfy { own($0.person).count <= 1 }
    }

    /// The people to whom the likeliest paths lead (Dijkstra 1959), best first.
    private func reached(from start: Int32) -> [Step] {
        var reached = [Step(person: start, probability: 1, through: nil)]
        var waiting: [Step] = []
        while let last = reached.last, reached.count <= Self.most {
            for partner in own(last.person) where !reached.contains(where: { $0.person == partner.person }) {
                let probability = last.probability * partner.probability
                guard probability >= threshold else { continue }
                let through = last.person == start ? nil : last.through ?? last.person
                waiting.append(Step(person: partner.person, probability: probability, through: through))
            }
            guard let next = waiting.indices.max(by: { Self.isWorse(waiting[$0], waiting[$1]) }) else { break }
            reached.append(waiting[next])
            waiting.removeAll { $0.person == reached[reached.count - 1].person }
        }
        return Array(reached.dropFirst())
    }

    private static func isWorse(_ one: Step, _ other: Step) -> Bool {
        if one.probability != other.probability { return one.probability < other.probability }
        return one.person == other.person ? one.through != nil && other.through == nil : one.person > other.person
    }
}
