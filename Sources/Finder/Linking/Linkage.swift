import Foundation

/// Two people who may be one, with the weight of the evidence.
public struct Link: Sendable, Hashable {
    /// The place of one in the first roll, from 0.
    public let a: Int
    /// The place of the other in the second roll, or in the same one, from 0.
    public let b: Int
    /// The weight in bits, rarity of names included: one more doubles the odds.
    public let weight: Double
    /// The probability that they are one person, given all others that either might be, and how many of the rolls have a
    /// partner at all.
    public let probability: Double
    /// The place of someone within one roll whom both are taken for, where the pair follows from that: the two by
    /// themselves are less likely one person.
    public internal(set) var through: Int?
}

/// What a linkage found.
public struct Linkage: Sendable {
    /// The pairs taken for one person, best first.
    public let links: [Link]
    /// The model that weighed them.
    public let model: Model
    /// The mean probability of the links: the share that is expected to be right.
    public let expectedPrecision: Double
    /// How many pairs were compared.
    public let compared: Int

    private let explainer: @Sendable (Link) -> Explanation

    init(_ links: [Link], model: Model, compared: Int, explainer: @escaping @Sendable (Link) -> Explanation) {
        self.links = links
        self.model = model
        self.compared = compared
        self.explainer = explainer
        expectedPrecision =
            links.isEmpty ? 1 : links.reduce(0) { $0 + $1.probability } / Double(links.count)
    }

    /// Why `link` weighs what it does.
    public func explain(_ link: Link) -> Explanation { explainer(link) }
}

/// How to link.
public struct LinkOptions: Sendable {
    /// Links below this probability are left out. With 0.5, a link is likelier right than wrong.
    public var threshold: Double = 0.5
    /// Whether each person is given with one partner only; else with all who are likely enough, each against the others. Within
    /// one roll somebody may have several.
    public var oneToOne = true
    /// The model to begin from, or to use as it is where `learns` is false.
    public var model = Model.standard
    /// Whether the model is learnt from the rolls, or used as it is.
    public var learns = true
    /// How many tasks work side by side, at least one. The links are the same for any number.
    public var tasks: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)
    /// How many pairs picked blindly strangers are measured on.
    var blindPairs = BlindPairs.enough
    /// Called with the share of the work done, 0 to 1, from the task that runs `link`.
    public var progress: (@Sendable (Double) -> Void)?

    /// Links of 0.5 and more, one to one, learnt from the rolls, with a task for each core.
    public init() {}
}

/// Links rolls.
public struct Linker: Sendable {
    let maker: RollMaker
    let options: LinkOptions

    /// A linker of rolls that `maker` made.
    public init(_ maker: RollMaker, options: LinkOptions = LinkOptions()) {
        var maker = maker
        maker.terms.freeze()
        self.maker = maker
        self.options = options
    }

    /// Who is on both rolls?
    public func link(_ a: Roll, _ b: Roll) async -> Linkage { await run(a, b) }

    /// Who is on this roll twice? Links have `a` before `b`.
    public func duplicates(in roll: Roll) async -> Linkage { await run(roll, nil) }

    private static func inverse(_ order: [Int32]) -> [Int32] {
        var inverse = [Int32](repeating: 0, count: order.count)
        for (place, original) in order.enumerated() { inverse[Int(original)] = Int32(place) }
        return inverse
    }

    private func run(_ a: Roll, _ second: Roll?) async -> Linkage {
        let b = second ?? a
        let terms = maker.terms
        let tasks = max(1, options.tasks)
        async let counting = Rarity(of: second == nil ? [a] : [a, b], terms: terms)
        // Those born on one day are looked at one after the other and lie side by side, which keeps them near at hand.
        let (orderA, orderB) = (a.byBirth(), b.byBirth())
        async let one = GroundRoll(a, in: orderA, terms, tasks: tasks)
        async let other = second == nil ? nil : GroundRoll(b, in: orderB, terms, tasks: tasks)
        let first = await one
        let join = PairJoin(
            first: first,
            second: await other ?? first,
            terms: terms,
            rarity: await counting,
            tasks: tasks,
            within: second == nil
        )
        let rarity = join.rarity
        let blind = BlindPairs(
            a: first.roll,
            b: join.second.roll,
            terms: terms,
            within: second == nil,
            tasks: tasks,
            count: options.blindPairs,
            places: (Self.inverse(orderA), Self.inverse(orderB))
        )
        let pairs = PairMaker(join: join, blind: blind)
        var model = options.model
        if options.learns, a.count > 0, b.count > 0 {
            model = await pairs.learning(from: model).learn(from: options.model, coincidence: rarity)
        }
        options.progress?(0.1)
        let (scored, compared) = await pairs.scored(Weights(model), settles: options.oneToOne && second != nil) {
            options.progress?(0.1 + 0.85 * $0)
        }
        let original = scored.map { pair in
            let (one, other) = (orderA[Int(pair.a)], orderB[Int(pair.b)])
            let isTurned = second == nil && one > other
            return ScoredPair(
                a: isTurned ? other : one,
                b: isTurned ? one : other,
                odds: pair.odds,
                weight: pair.weight
            )
        }
        var links = Assignment(original, rolls: (a.count, b.count), within: second == nil)
            .links(threshold: options.threshold, oneToOne: options.oneToOne && second != nil)
        let weights = Weights(model)
        if second == nil {
            var comparer = Comparer(terms: terms)
            links = People(links, of: a.count, threshold: options.threshold).links(with: links) { one, other in
                let comparison = comparer.compare(a.entries[one], a.words.span, a.entries[other], a.words.span)
                return Double(weights.weigh(comparison.pattern, rarity: rarity.bits(comparison)))
            }
        }
        options.progress?(1)
        return Linkage(links, model: model, compared: compared) { link in
            var comparer = Comparer(terms: terms)
            let comparison = comparer.compare(a.entries[link.a], a.words.span, b.entries[link.b], b.words.span)
            return Explanation(comparison, weights, rarity.bits(comparison), words: rarity.byField(comparison))
        }
    }
}

/// A compared pair worth keeping: log2 of the odds that it is one person, by itself.
struct ScoredPair: Sendable {
    let a: Int32
    let b: Int32
    let odds: Float
    let weight: Float
}
