import Foundation

/// Makes the pairs of two rolls that may be one person, and compares them.
struct PairMaker: Sendable {
    let join: PairJoin
    let blind: BlindPairs

    /// Pairs of lower odds than this, in bits, are not kept.
    private static let leastOdds: Float = -4
    /// A model is learnt from pairs that fall short of links by so many bits too: from households, and from strangers.
    private static let learningLeeway: Float = 9
    /// How many people of the second roll a model is learnt from.
    private static let sample = 10_000
    /// How many people of the second roll are a task's work at a time.
    private static let batch = 65_536
    /// How many of them are compared together.
    private static let stretch = 256

    /// How many bits a pair may fall short of worth keeping, at a glance, and be compared all the same.
    ///
    /// Slips in names are not seen, so what falls short by a little may be worth keeping after all. On small rolls all
    /// such pairs can be compared. Each doubling of the pairs takes a bit away, up to large rolls, where what is barely
    /// worth keeping at a glance is passed over too: comparison mostly gives less.
    private var leeway: Float { max(-2, min(14, 38 - log2(Float(first.count) * Float(second.count)))) }

    private var first: Roll { join.first.roll }
    private var second: Roll { join.second.roll }

    /// Compares a sample of the second roll for learning, by the weights of `model`.
    func learning(from model: Model) async -> Learning {
        let step = max(1, second.count / Self.sample)
        let rows = stride(from: step / 2, to: second.count, by: step).map { blind.places.b[$0] }.sorted()
        let others = Double(join.within ? second.count - 1 : first.count)
        var learning = Learning()
        learning.allPairs = Double(rows.count) * others * (join.within ? 0.5 : 1)
        var model = model
        // As if every fourth person were on the other roll: what cannot be one person then is never a link.
        model.personShare = 0.25 / Double(max(2, first.count))
        let sample = join.only(second: rows)
        let parts = await comparing(sample, Ground.allCases, Weights(model), leeway: Self.learningLeeway) {
            (pattern: $2.pattern, rarity: $3)
        }
        learning.pairs = parts.flatMap(\.self)
        learning.blind = await blind.levels()
        return learning
    }

    /// All pairs of odds worth keeping, and how many were compared.
    ///
    /// - parameter settles: whether each person has one partner at most. Who is sure of theirs on the first grounds then
    ///   takes no part in the others.
    func scored(_ weights: Weights, settles: Bool, progress: (Double) -> Void) async -> ([ScoredPair], Int) {
        guard settles else { return await scored(join, Ground.allCases, weights, progress) }
        let (early, compared) = await scored(join, Ground.first, weights) { progress(0.3 * $0) }
        let sure = SurePairs(early, of: (first.count, second.count))
        let rest = join.only(first: sure.unsettled.a, second: sure.unsettled.b)
        let (late, more) = await scored(rest, Ground.others, weights) { progress(0.3 + 0.7 * $0) }
        return (SurePairs.merged(early, late), compared + more)
    }

    private func scored(
        _ join: PairJoin,
        _ grounds: [Ground],
        _ weights: Weights,
        _ progress: (Double) -> Void
    ) async -> ([ScoredPair], Int) {
        let parts = await comparing(join, grounds, weights, leeway: leeway, progress) { a, b, comparison, rarity in
            let weight = weights.weigh(comparison.pattern, rarity: rarity)
            return ScoredPair(a: a, b: b, odds: weight + weights.prior, weight: weight)
        }
        return (
            parts.flatMap { $0.filter { $0.odds >= Self.leastOdds } }, parts.reduce(0) { $0 + $1.count }
        )
    }

    /// Compares the people of the second roll with their candidates in the first; the answers come in their order.
    private func comparing<Answer: Sendable>(
        _ join: PairJoin,
        _ grounds: [Ground],
        _ weights: Weights,
        leeway: Float,
        _ progress: (Double) -> Void = { _ in },
        _ work: @Sendable @escaping (Int32, Int32, Comparison, Rarity.Bits) -> Answer
    ) async -> [[Answer]] {
        let least = Self.leastOdds - weights.prior - leeway
        // About two thirds of the work are done when all have met.
        let candidates = await join.candidates(on: grounds, weights, least: least) { progress(0.65 * $0) }
        let rows = join.second.people
        let starts = Array(stride(from: 0, to: rows.count, by: Self.batch))
        return await inOrder(starts, tasks: join.tasks, progress: { progress(0.65 + 0.35 * $0) }) { start in
            var answers: [Answer] = []
            var comparer = Comparer(terms: join.terms)
            var people: [(row: Int32, person: Int32)] = []
            var entries: [Entry] = []
            let (ours, theirs) = (first.entries.span, second.entries.span)
            let (ourWords, theirWords) = (first.words.span, second.words.span)
            let end = min(rows.count, start + Self.batch)
            for stretch in stride(from: start, to: end, by: Self.stretch) {
                people.removeAll(keepingCapacity: true)
                entries.removeAll(keepingCapacity: true)
                for row in stretch..<min(end, stretch + Self.stretch) {
                    candidates.eachPerson(of: row) { people.append((rows[row], $0)) }
                }
                // Memory is slow to begin and quick to go on: all are fetched before the first is compared.
                for (_, person) in people { entries.append(ours[Int(person)]) }
                for ((row, person), entry) in zip(people, entries) {
                    let comparison = comparer.compare(entry, ourWords, theirs[Int(row)], theirWords)
                    answers.append(work(person, row, comparison, join.rarity.bits(comparison)))
                }
            }
            return answers
        }
    }
}
