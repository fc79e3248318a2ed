/// Makes the pairs of two encoded rolls that blocking lets through, and compares them: `PairMaker` for encodings.
struct FieldPairs: Sendable {
    let a: Roll
    let b: Roll
    let terms: FieldTerms
    let hardening: FieldHardening
    /// What the rarity of words adds; nil where salt hides how often they occur.
    let rarity: Rarity?
    let tasks: Int
    let blindPairs: Int
    private let tables: [FieldKeyTable]

    /// Pairs of lower odds than this, in bits, are not kept.
    private static let leastOdds: Float = -8
    /// How many people of `b` a model is learnt from.
    private static let sample = 20_000
    /// Blind pairs are picked in so many parts, each with its own seed, however many tasks share them.
    private static let blindParts = 16

    init(
        _ a: Roll,
        _ b: Roll,
        _ terms: FieldTerms,
        _ hardening: FieldHardening,
        rarity: Rarity?,
        tasks: Int,
        blindPairs: Int
    ) async {
        (self.a, self.b, self.terms, self.hardening) = (a, b, terms, hardening)
        (self.rarity, self.tasks, self.blindPairs) = (rarity, tasks, blindPairs)
        tables = await withTaskGroup(of: (Int, FieldKeyTable).self) { group in
            for kind in FieldBlockingKey.allCases {
                group.addTask { (kind.rawValue, FieldKeyTable(kind, of: a, terms)) }
            }
            var made: [(Int, FieldKeyTable)] = []
            for await table in group { made.append(table) }
            return made.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Compares a sample of `b`, and pairs picked blindly, for learning.
    func learning() async -> Learning {
        let step = max(1, b.count / Self.sample)
        let rows = Array(stride(from: step / 2, to: b.count, by: step))
        var learning = Learning()
        learning.allPairs = Double(rows.count) * Double(a.count)
        let parts = await inParallel(rows) { rows in
            var pairs: [(pattern: Pattern, rarity: Rarity.Bits)] = []
            forEach(of: rows) { _, _, comparison in pairs.append((comparison.pattern, bits(comparison))) }
            return pairs
        }
        learning.pairs = parts.flatMap { $0 }
        let counts = await inParallel(Array(0..<Self.blindParts)) { blindLevels($0) }
        for part in counts {
            for field in part.indices {
                for level in part[field].indices { learning.blind[field][level] += part[field][level] }
            }
        }
        return learning
    }

    /// All pairs of odds worth keeping, and how many were compared.
    func scored(_ weights: Weights, progress: (Double) -> Void) async -> ([ScoredPair], Int) {
        var kept: [ScoredPair] = []
        var compared = 0
        let batch = 50_000
        for start in stride(from: 0, to: b.count, by: batch) {
            let parts = await inParallel(Array(start..<min(b.count, start + batch))) { rows in
                var pairs: [ScoredPair] = []
                var count = 0
                forEach(of: rows) { a, b, comparison in
                    count += 1
                    let weight = weights.weigh(comparison.pattern, rarity: bits(comparison))
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

    private func bits(_ comparison: Comparison) -> Rarity.Bits { rarity?.bits(comparison) ?? Rarity.Bits() }

    /// Splits the rows among tasks; the answers come in the order of the rows.
    private func inParallel<Answer: Sendable>(
        _ rows: [Int],
        _ work: @Sendable @escaping (ArraySlice<Int>) -> Answer
    ) async -> [Answer] {
        let size = max(1, (rows.count + tasks - 1) / tasks)
        return await withTaskGroup(of: (Int, Answer).self) { group in
            for start in stride(from: 0, to: rows.count, by: size) {
                group.addTask { (start, work(rows[start..<min(rows.count, start + size)])) }
            }
            var answers: [(Int, Answer)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Compares these rows of `b` with their candidates in `a`.
    private func forEach(of rows: ArraySlice<Int>, _ body: (Int32, Int32, Comparison) -> Void) {
        var finder = FieldCandidates(tables, of: a, terms)
        var comparer = FieldComparer(terms, hardening)
        var candidates: [Int32] = []
        let (aWords, bWords) = (a.words.span, b.words.span)
        let aEntries = a.entries.span
        for row in rows {
            let entry = b.entries[row]
            finder.find(entry, bWords, into: &candidates)
            for candidate in candidates {
                body(candidate, Int32(row), comparer.compare(aEntries[Int(candidate)], aWords, entry, bWords))
            }
        }
    }

    /// How often each level is seen in pairs picked blindly, in these parts, each with its own seed.
    private func blindLevels(_ parts: ArraySlice<Int>) -> [[Double]] {
        var levels = Field.allCases.map { Array(repeating: 0.0, count: $0.levels.count) }
        guard a.count > 0, b.count > 0 else { return levels }
        var comparer = FieldComparer(terms, hardening)
        let (aWords, bWords) = (a.words.span, b.words.span)
        for part in parts {
            var random = SplitMix(UInt64(part + 1))
            for _ in 0..<min(blindPairs, a.count * b.count) / Self.blindParts {
                let (one, other) = (random.below(a.count), random.below(b.count))
                let pattern = comparer.compare(a.entries[one], aWords, b.entries[other], bWords).pattern
                for field in Field.allCases { levels[field.rawValue][pattern[field]] += 1 }
            }
        }
        return levels
    }
}
