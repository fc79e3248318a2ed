/// Makes the pairs that blocking lets through, and compares them.
struct PairMaker: Sendable {
    let index: Index
    let terms: Terms
    let b: Roll
    /// Whether `b` is the indexed roll itself, so that each pair is met once and nobody with themselves.
    let within: Bool
    let rarity: Rarity
    let tasks: Int
    /// How many blind pairs strangers are measured on, or as many as there are pairs.
    let blindPairs: Int
    /// Where the people of the rolls as they came are in these, which are in the order of their births.
    let places: (a: [Int32], b: [Int32])

    /// Pairs of lower odds than this, in bits, are not kept.
    static let leastOdds: Float = -4
    /// A glance promises so many bits more than comparison mostly gives: what it holds for worth keeping, but barely, is
    /// passed over.
    static let doubt: Float = -2
    /// A model is learnt from pairs that fall short of links by so many bits too: from households, and from strangers.
    static let learningLeeway: Float = 9
    /// How many people of `b` a model is learnt from.
    static let sample = 20_000
    /// How many blind pairs are enough for rolls of any size.
    static let blindPairs = 1_000_000
    /// Blind pairs are picked in so many parts, each with its own seed, however many tasks share them: the same rolls
    /// give the same links on any machine.
    static let blindParts = 16
    /// How many people of `b` are a task's work at a time.
    private static let batch = 16_384

    /// Compares a sample of `b` for learning, by the weights of `model`.
    func learning(from model: Model) async -> Learning {
        let step = max(1, b.count / Self.sample)
        let rows = stride(from: step / 2, to: b.count, by: step).map { places.b[$0] }.sorted()
        var learning = Learning()
        learning.allPairs = Double(rows.count) * Double(within ? b.count - 1 : index.roll.count) * (within ? 0.5 : 1)
        var model = model
        // As if every fourth person were on the other roll: what cannot be one person then is never a link.
        model.personShare = 0.25 / Double(max(2, index.roll.count))
        let weights = Weights(model)
        let parts = await inParts(rows) { maker, rows in
            var pairs: [(pattern: Pattern, rarity: Rarity.Bits)] = []
            maker.forEach(of: rows, weights, leeway: Self.learningLeeway) { _, _, comparison, rarity in
                pairs.append((comparison.pattern, rarity))
            }
            return pairs
        }
        for part in parts { learning.pairs += part }
        learning.blind = await blind()
        return learning
    }

    /// How often each level is seen in pairs picked blindly.
    func blind() async -> [[Double]] {
        let parts = await inOrder(Array(0..<Self.blindParts), tasks: tasks) { blindLevels($0) }
        var sums = Field.allCases.map { Array(repeating: 0.0, count: $0.levels.count) }
        for counts in parts {
            for field in sums.indices {
                for level in sums[field].indices { sums[field][level] += counts[field][level] }
            }
        }
        return sums
    }

    /// All pairs of odds worth keeping, and how many were compared.
    func scored(_ weights: Weights, progress: (Double) -> Void) async -> ([ScoredPair], Int) {
        let rows = (0..<b.count).map { Int32($0) }
        let parts = await inParts(rows, progress) { maker, rows in
            var pairs: [ScoredPair] = []
            var count = 0
            maker.forEach(of: rows, weights) { a, b, comparison, rarity in
                count += 1
                let weight = weights.weigh(comparison.pattern, rarity: rarity)
                let odds = weight + weights.prior
                if odds >= Self.leastOdds { pairs.append(ScoredPair(a: a, b: b, odds: odds, weight: weight)) }
            }
            return (pairs, count)
        }
        return (parts.flatMap(\.0), parts.reduce(0) { $0 + $1.1 })
    }

    /// Splits the rows among tasks; the answers come in the order of the rows.
    private func inParts<Answer: Sendable>(
        _ rows: [Int32],
        _ progress: (Double) -> Void = { _ in },
        _ work: @Sendable @escaping (PairMaker, ArraySlice<Int32>) -> Answer
    ) async -> [Answer] {
        let starts = Array(stride(from: 0, to: rows.count, by: Self.batch))
        return await inOrder(starts, tasks: tasks, progress: progress) {
            work(self, rows[$0..<min(rows.count, $0 + Self.batch)])
        }
    }

    /// Compares these rows of `b` with their candidates in the index.
    private func forEach(
        of rows: ArraySlice<Int32>,
        _ weights: Weights,
        leeway: Float = Self.doubt,
        _ body: (Int32, Int32, Comparison, Rarity.Bits) -> Void
    ) {
        var finder = CandidateFinder(terms, weights, bounds: .linking)
        var comparer = Comparer(terms: terms)
        var candidates: [Int32] = []
        let least = Self.leastOdds - weights.prior - leeway
        let aWords = index.roll.words.span
        let bWords = b.words.span
        let aEntries = index.roll.entries.span
        let bEntries = b.entries.span
        for row in rows {
            let entry = bEntries[Int(row)]
            finder.candidates(entry, bWords, in: index, rarity, least: least, into: &candidates)
            for candidate in candidates where !within || candidate < row {
                let comparison = comparer.compare(aEntries[Int(candidate)], aWords, entry, bWords)
                body(candidate, row, comparison, rarity.bits(comparison))
            }
        }
    }

    /// The levels of pairs picked blindly in this part.
    private func blindLevels(_ part: Int) -> [[Double]] {
        var levels = Field.allCases.map { Array(repeating: 0.0, count: $0.levels.count) }
        var comparer = Comparer(terms: terms)
        let aWords = index.roll.words.span
        let bWords = b.words.span
        var random = SplitMix(UInt64(part + 1))
        for _ in 0..<min(blindPairs, index.roll.count * b.count) / Self.blindParts {
            let one = Int(places.a[random.below(index.roll.count)])
            let other = Int(places.b[random.below(b.count)])
            if within, one == other { continue }
            let pattern = comparer.compare(index.roll.entries[one], aWords, b.entries[other], bWords).pattern
            for field in Field.allCases { levels[field.rawValue][pattern[field]] += 1 }
        }
        return levels
    }
}

/// A small generator of random numbers that gives the same numbers everywhere (Steele, Lea and Flood 2014).
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(max(1, bound))).high) }
}
