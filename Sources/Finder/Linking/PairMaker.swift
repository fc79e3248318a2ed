/// Makes the pairs that blocking lets through, and compares them.
struct PairMaker: Sendable {
    let index: Index
    let b: Roll
    /// Whether `b` is the indexed roll itself, so that each pair is met once and nobody with themselves.
    let within: Bool
    let rarity: Rarity
    let tasks: Int
    /// How many blind pairs strangers are measured on, or as many as there are pairs.
    let blindPairs: Int

    /// Pairs of lower odds than this, in bits, are not kept.
    static let leastOdds: Float = -8
    /// How many people of `b` a model is learnt from.
    static let sample = 20_000
    /// How many blind pairs are enough for rolls of any size.
    static let blindPairs = 1_000_000
    /// Blind pairs are picked in so many parts, each with its own seed, however many tasks share them: the same rolls
    /// give the same links on any machine.
    static let blindParts = 16

    /// Compares a sample of `b` for learning.
    func learning() async -> Learning {
        let step = max(1, b.count / Self.sample)
        let rows = Array(stride(from: step / 2, to: b.count, by: step))
        var learning = Learning()
        learning.allPairs = Double(rows.count) * Double(within ? b.count - 1 : index.roll.count) * (within ? 0.5 : 1)
        let parts = await inParallel(rows) { maker, rows in
            var pairs: [(pattern: Pattern, rarity: Rarity.Bits)] = []
            maker.forEach(of: rows) { _, _, comparison, rarity in pairs.append((comparison.pattern, rarity)) }
            return pairs
        }
        for part in parts { learning.pairs += part }
        learning.blind = await blind()
        return learning
    }

    /// How often each level is seen in pairs picked blindly.
    func blind() async -> [[Double]] {
        await withTaskGroup(of: [[Double]].self) { group in
            for task in 0..<tasks {
                group.addTask { blindLevels(stride(from: task, to: Self.blindParts, by: tasks)) }
            }
            var sums = Field.allCases.map { Array(repeating: 0.0, count: $0.levels.count) }
            for await counts in group {
                for field in sums.indices {
                    for level in sums[field].indices { sums[field][level] += counts[field][level] }
                }
            }
            return sums
        }
    }

    /// All pairs of odds worth keeping, and how many were compared.
    func scored(_ weights: Weights, progress: (Double) -> Void) async -> ([ScoredPair], Int) {
        var kept: [ScoredPair] = []
        var compared = 0
        let batch = 50_000
        for start in stride(from: 0, to: b.count, by: batch) {
            let parts = await inParallel(Array(start..<min(b.count, start + batch))) { maker, rows in
                var pairs: [ScoredPair] = []
                var count = 0
                maker.forEach(of: rows) { a, b, comparison, rarity in
                    count += 1
                    let weight = weights.weigh(comparison.pattern, rarity: rarity)
                    let odds = weight + weights.prior
                    if odds >= Self.leastOdds { pairs.append(ScoredPair(a: a, b: b, odds: odds, weight: weight)) }
                }
                return (pairs, count)
            }
            for part in parts {
                kept += part.0
                compared += part.1
            }
            progress(Double(start) / Double(b.count))
        }
        return (kept, compared)
    }

    /// Splits the rows among tasks; the answers come in the order of the rows.
    private func inParallel<Answer: Sendable>(
        _ rows: [Int],
        _ work: @Sendable @escaping (PairMaker, ArraySlice<Int>) -> Answer
    ) async -> [Answer] {
        let size = max(1, (rows.count + tasks - 1) / tasks)
        return await withTaskGroup(of: (Int, Answer).self) { group in
            for start in stride(from: 0, to: rows.count, by: size) {
                group.addTask { (start, work(self, rows[start..<min(rows.count, start + size)])) }
            }
            var answers: [(Int, Answer)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Compares these rows of `b` with their candidates in the index.
    private func forEach(of rows: ArraySlice<Int>, _ body: (Int32, Int32, Comparison, Rarity.Bits) -> Void) {
        var finder = CandidateFinder(index, terms: index.terms)
        var comparer = Comparer(terms: index.terms)
        var candidates: [Int32] = []
        let aWords = index.roll.words.span
        let bWords = b.words.span
        let aEntries = index.roll.entries.span
        for row in rows {
            let entry = b.entries[row]
            finder.candidates(entry, bWords, into: &candidates)
            for candidate in candidates where !within || Int(candidate) < row {
                let comparison = comparer.compare(aEntries[Int(candidate)], aWords, entry, bWords)
                body(candidate, Int32(row), comparison, rarity.bits(comparison))
            }
        }
    }

    /// The levels of pairs picked blindly in these parts.
    private func blindLevels(_ parts: StrideTo<Int>) -> [[Double]] {
        var levels = Field.allCases.map { Array(repeating: 0.0, count: $0.levels.count) }
        var comparer = Comparer(terms: index.terms)
        let aWords = index.roll.words.span
        let bWords = b.words.span
        for part in parts {
            var random = SplitMix(UInt64(part + 1))
            for _ in 0..<min(blindPairs, index.roll.count * b.count) / Self.blindParts {
                let (one, other) = (random.below(index.roll.count), random.below(b.count))
                if within, one == other { continue }
                let pattern = comparer.compare(index.roll.entries[one], aWords, b.entries[other], bWords).pattern
                for field in Field.allCases { levels[field.rawValue][pattern[field]] += 1 }
            }
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
