import Foundation

/// A roll that can be asked: is this child known?
public struct PersonIndex: Sendable {
    private let index: Index
    private let maker: RollMaker
    private let rarity: Rarity
    private let weights: Weights

    /// The model the answers are weighed with.
    public let model: Model

    /// An answer: someone on the roll, with the weight of the evidence.
    public struct Match: Sendable {
        /// Their place in the roll, from 0.
        public let place: Int
        /// The weight in bits: one more doubles the odds.
        public let weight: Double
        /// The probability that this is the person asked for, given all others that might be.
        public let probability: Double
    }

    /// The share of queries that are expected to be on the roll, before anything is compared.
    private static let known = 0.5

    /// Indexes a roll that `maker` made. What strangers agree in is measured on the roll; what one person agrees in is
    /// taken from `standard`, or from a model learnt by linking.
    public init(_ roll: Roll, maker: RollMaker, standard: Model = .standard, tasks: Int = 2) async {
        await self.init(roll, maker: maker, standard: standard, tasks: tasks, blindPairs: PairMaker.blindPairs)
    }

    init(_ roll: Roll, maker: RollMaker, standard: Model = .standard, tasks: Int = 2, blindPairs: Int) async {
        var maker = maker
        maker.terms.freeze()
        self.maker = maker
        rarity = Rarity(of: [roll], terms: maker.terms)
        index = await Index(roll, terms: maker.terms)
        let pairs = PairMaker(
            index: index,
            b: roll,
            within: true,
            rarity: rarity,
            tasks: max(1, tasks),
            blindPairs: blindPairs
        )
        var model = await pairs.blindLearning().learn(from: standard, coincidence: rarity, rounds: 0)
        model.personShare = Self.known / Double(max(2, roll.count))
        model.householdShare = min(0.01, 1.5 / Double(max(2, roll.count)))
        self.model = model
        weights = Weights(model)
    }

    /// A session of queries. Make one for each task: it holds scratch space that queries share.
    public func session() -> Session { Session(self) }

    /// Answers one query after another.
    public struct Session {
        private let owner: PersonIndex
        private var finder: CandidateFinder
        private var comparer: Comparer
        private var candidates: [Int32] = []

        init(_ owner: PersonIndex) {
            self.owner = owner
            finder = CandidateFinder(owner.index, terms: owner.maker.terms)
            comparer = Comparer(terms: owner.maker.terms)
        }

        /// The people on the roll likeliest to be `person`, best first, at most `top`.
        public mutating func find(_ person: Person, top: Int = 10) -> [Match] {
            let (query, words) = prepare(person)
            finder.candidates(query, words.span, into: &candidates)
            var scored: [(place: Int32, weight: Float)] = []
            let roll = owner.index.roll
            for candidate in candidates {
                let comparison = comparer.compare(
                    roll.entries[Int(candidate)],
                    roll.words.span,
                    query,
                    words.span
                )
                scored.append(
                    (candidate, owner.weights.weigh(comparison.pattern, rarity: owner.rarity.bits(comparison)))
                )
            }
            scored.sort { $0.weight == $1.weight ? $0.place < $1.place : $0.weight > $1.weight }
            let prior = Double(owner.weights.prior)
            let odds = scored.reduce(0.0) { $0 + exp2(min(60, Double($1.weight) + prior)) }
            return scored.prefix(max(0, top)).map { place, weight in
                Match(
                    place: Int(place),
                    weight: Double(weight),
                    probability: exp2(min(60, Double(weight) + prior)) / (1 + odds)
                )
            }
        }

        /// Why the person at `place` weighs what they do.
        public mutating func explain(_ person: Person, place: Int) -> Explanation {
            let (query, words) = prepare(person)
            let roll = owner.index.roll
            let comparison = comparer.compare(roll.entries[place], roll.words.span, query, words.span)
            return Explanation(
                comparison,
                owner.weights,
                owner.rarity.bits(comparison),
                words: owner.rarity.byField(comparison)
            )
        }

        /// The query as an entry; words the roll has not are known to this session's terms alone.
        private mutating func prepare(_ person: Person) -> (Entry, [Int32]) {
            var maker = owner.maker
            var roll = Roll()
            maker.add(person, to: &roll)
            let isNew = maker.terms.names.count > owner.maker.terms.names.count
            comparer.use(maker.terms, forgetting: isNew)
            finder.use(maker.terms)
            return (roll.entries[0], roll.words)
        }
    }
}

extension PairMaker {
    /// Blind pairs alone, without learning what one person agrees in.
    func blindLearning() async -> Learning {
        var learning = Learning()
        guard b.count > 1 else { return learning }
        learning.allPairs = Double(b.count) * Double(b.count - 1) / 2
        learning.blind = await blind()
        return learning
    }
}
