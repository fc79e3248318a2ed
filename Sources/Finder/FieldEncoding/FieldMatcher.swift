import Foundation

/// What matching two documents of field-level encodings found.
public struct FieldMatches: Sendable {
    /// The pairs taken for one person, best first, by row from 1 in the order of the files. Their similarity is the
    /// probability that they are one person, given all others that either might be.
    public let pairs: [MatchedPair]
    /// The mean probability of the pairs: the share that is expected to be right.
    public let expectedPrecision: Double
    /// How many pairs were compared.
    public let compared: Int
}

/// Matches field-level encodings without knowing their key.
///
/// Levels of agreement, weights, learning, rarity and assignment are those of the clear-text `Linker`; what is compared
/// are hashes and filters.
public struct FieldMatcher: Sendable {
    /// Pairs below this probability are left out. With 0.5, a pair is likelier right than wrong.
    public var threshold = 0.5
    /// Whether each person may have one partner only.
    public var oneToOne = true
    /// How many tasks work side by side, at least one. The pairs are the same for any number.
    public var tasks: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)
    /// How many pairs picked blindly strangers are measured on.
    var blindPairs = 1_000_000
    /// Called with the share of the work done, 0 to 1, from the task that runs `match`.
    public var progress: (@Sendable (Double) -> Void)?

    /// How often strangers of one postcode have one number too: the matcher cannot count numbers by themselves.
    private static let sharedNumber = 0.01

    /// A matcher with a threshold of 0.5, one to one.
    public init() {}

    /// Who is in both documents?
    ///
    /// - throws: `EncodingError` where the two were made with different secrets, hardenings or rules for names.
    public func match(_ a: FieldEncodings, _ b: FieldEncodings) async throws(EncodingError) -> FieldMatches {
        guard a.hardening == b.hardening else { throw .otherFieldHardening }
        guard a.check == b.check else { throw .otherFieldSecret }
        guard a.rules == b.rules else { throw .otherFieldRules }
        var terms = FieldTerms()
        let rolls = (terms.add(a), terms.add(b))
        terms.freeze()
        return await match(rolls.0, rolls.1, terms, a.hardening)
    }

    private func match(_ a: Roll, _ b: Roll, _ terms: FieldTerms, _ hardening: FieldHardening) async -> FieldMatches {
        var rarity = Rarity(of: [a, b], terms: terms.terms)
        rarity.coincidence.house = Self.sharedNumber
        if hardening == .salt {
            rarity.coincidence.given = Self.coincidence([a, b], terms) { entry, words in
                entry.givenCount > 0 ? words[entry.given.lowerBound] : nil
            }
            rarity.coincidence.family = Self.coincidence([a, b], terms) { entry, words in
                entry.familyCount > 0 ? words[entry.family.lowerBound] : nil
            }
        }
        let pairs = await FieldPairs(
            a,
            b,
            terms,
            hardening,
            rarity: hardening == .salt ? nil : rarity,
            tasks: max(1, tasks),
            blindPairs: blindPairs
        )
        var model = Model.standard
        if a.count > 0, b.count > 0 {
            model = await pairs.learning().learn(from: .standard, coincidence: rarity)
        }
        progress?(0.2)
        let (scored, compared) = await pairs.scored(Weights(model)) { progress?(0.2 + 0.75 * $0) }
        let links = Assignment(scored, rolls: (a.count, b.count), within: false)
            .links(threshold: threshold, oneToOne: oneToOne)
        progress?(1)
        return FieldMatches(
            pairs: links.map { MatchedPair(aRow: a.row(of: $0.a), bRow: b.row(of: $0.b), similarity: $0.probability) },
            expectedPrecision: links.isEmpty ? 1 : links.reduce(0) { $0 + $1.probability } / Double(links.count),
            compared: compared
        )
    }

    /// The chance that two strangers of one salt share a word, where words are salted: those of different salts are
    /// not compared.
    private static func coincidence(
        _ rolls: [Roll],
        _ terms: FieldTerms,
        _ word: (Entry, [Int32]) -> Int32?
    ) -> Double {
        var words: [Int32: Double] = [:]
        var salts: [FieldToken: Double] = [:]
        for roll in rolls {
            for entry in roll.entries {
                guard let word = word(entry, roll.words) else { continue }
                words[word, default: 0] += 1
                salts[terms.birth(entry)?.dayOfYear ?? .missing, default: 0] += 1
            }
        }
        func pairs(_ counts: some Sequence<Double>) -> Double { counts.reduce(0) { $0 + $1 * ($1 - 1) } }
        let all = pairs(salts.values)
        return all == 0 ? 0 : max(pairs(words.values), 1) / all
    }
}
