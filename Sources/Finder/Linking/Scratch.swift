import Foundation

/// Space that the queries of one task share.
struct Scratch: Sendable {
    private var finder: CandidateFinder
    private var comparer: Comparer
    private var candidates: [Int32] = []
    private var renewals: Int

    init(_ core: PersonIndex.Core) {
        finder = CandidateFinder(core.maker.terms, core.weights, bounds: .finding)
        comparer = Comparer(terms: core.maker.terms)
        renewals = core.renewals
    }

    /// Lets go of terms that the index is about to change, which would be copied else.
    mutating func rest() {
        comparer.use(Terms(), lasting: Terms())
        finder.use(Terms())
    }

    mutating func find(_ person: Person, top: Int, in core: PersonIndex.Core) -> [PersonIndex.Match] {
        let (query, words) = prepare(person, core)
        finder.candidates(query, words.span, in: core.index, core.rarity, into: &candidates)
        var scored: [(place: Int32, weight: Float)] = []
        let entries = core.index.roll.entries.span
        let rollWords = core.index.roll.words.span
        for candidate in candidates {
            let comparison = comparer.compare(entries[Int(candidate)], rollWords, query, words.span)
            scored.append((candidate, core.weights.weigh(comparison.pattern, rarity: core.rarity.bits(comparison))))
        }
        scored.sort { $0.weight == $1.weight ? $0.place < $1.place : $0.weight > $1.weight }
        let prior = Double(core.weights.prior)
        let odds = scored.reduce(0.0) { $0 + exp2(min(60, Double($1.weight) + prior)) }
        return scored.prefix(max(0, top)).map { place, weight in
            PersonIndex.Match(
                place: Int(place),
                weight: Double(weight),
                probability: exp2(min(60, Double(weight) + prior)) / (1 + odds)
            )
        }
    }

    mutating func explain(_ person: Person, place: Int, in core: PersonIndex.Core) -> Explanation {
        let (query, words) = prepare(person, core)
        let roll = core.index.roll
        let comparison = comparer.compare(roll.entries[place], roll.words.span, query, words.span)
        return Explanation(
            comparison,
            core.weights,
            core.rarity.bits(comparison),
            words: core.rarity.byField(comparison)
        )
    }

    /// The query as an entry; words the roll has not are known to this query alone.
    private mutating func prepare(_ person: Person, _ core: PersonIndex.Core) -> (Entry, [Int32]) {
        var maker = core.maker
        var words: [Int32] = []
        let entry = maker.entry(of: person, words: &words)
        if renewals != core.renewals {
            comparer.forget()
            renewals = core.renewals
        }
        comparer.use(maker.terms, lasting: core.maker.terms)
        finder.use(maker.terms)
        return (entry, words)
    }
}
