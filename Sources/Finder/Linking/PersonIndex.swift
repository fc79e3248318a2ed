/// A roll that can be asked: is this child known?
///
/// People can be added, changed and removed; the next query sees it. How rare names are, and what strangers agree in, is
/// of the roll as it was when the index was built or last renewed. An index is a value: a copy keeps the roll as it is,
/// at no cost until one of the two is changed.
public struct PersonIndex: Sendable {
    /// What queries need.
    struct Core: Sendable {
        var index: Index
        var maker: RollMaker
        var rarity: Rarity
        var model: Model
        var weights: Weights
        /// Counts the renewals: numbers mean other words after each.
        var renewals = 0
    }

    private(set) var core: Core
    /// Scratch of `find`, made when it is first needed.
    private var scratch: Scratch?
    /// Places of the roll that nobody has.
    private(set) var free: [Int32] = []
    /// How many people came since the terms were last rid of those that nobody uses.
    private var arrivals = 0
    /// How many more than the roll holds may come before.
    var patience = 1 << 16

    /// The model the answers are weighed with.
    public var model: Model { core.model }

    /// How many people it holds.
    public var count: Int { core.index.roll.count - free.count }

    /// An answer: someone on the roll, with the weight of the evidence.
    public struct Match: Sendable, Hashable {
        /// Their place in the roll, from 0.
        public let place: Int
        /// The weight in bits: one more doubles the odds.
        public let weight: Double
        /// The probability that this is the person asked for, given all others that might be.
        public let probability: Double
    }

    /// The share of queries that are expected to be on the roll, before anything is compared.
    private static let known = 0.5
    /// Strings that wait before they are put with the rest: queries copy these.
    private static let mostFresh = 2048

    /// Indexes a roll that `maker` made. What strangers agree in is measured on the roll; what one person agrees in is
    /// taken from `standard`, or from a model learnt by linking.
    public init(_ roll: Roll, maker: RollMaker, standard: Model = .standard, tasks: Int = 2) async {
        await self.init(roll, maker: maker, standard: standard, tasks: tasks, blindPairs: BlindPairs.enough)
    }

    init(_ roll: Roll, maker: RollMaker, standard: Model = .standard, tasks: Int = 2, blindPairs: Int) async {
        var maker = maker
        maker.terms.freeze()
        let terms = maker.terms
        async let counting = Rarity(of: [roll], terms: terms)
        let index = await Index(roll, terms: terms, tasks: max(1, tasks))
        let rarity = await counting
        let places = (0..<roll.count).map { Int32($0) }
        let blind = BlindPairs(
            a: roll,
            b: roll,
            terms: terms,
            within: true,
            tasks: max(1, tasks),
            count: blindPairs,
            places: (places, places)
        )
        let model = await blind.learning().learn(from: standard, coincidence: rarity, rounds: 0)
        self.init(index, maker: maker, rarity: rarity, model: model, free: [])
    }

    init(_ index: Index, maker: RollMaker, rarity: Rarity, model: Model, free: [Int32]) {
        let model = Self.model(model, for: index.roll.count - free.count)
        core = Core(index: index, maker: maker, rarity: rarity, model: model, weights: Weights(model))
        self.free = free
    }

    /// The shares of a model depend on how many people might be meant.
    private static func model(_ model: Model, for people: Int) -> Model {
        var model = model
        model.personShare = known / Double(max(2, people))
        model.householdShare = min(0.01, 1.5 / Double(max(2, people)))
        return model
    }

    /// A session of queries. Make one for each task: it holds scratch space that queries share, and the index as it is
    /// now. Let it go before the index is changed; else the change copies the index.
    public func session() -> Session { Session(core) }

    /// The people on the roll likeliest to be `person`, best first, at most `top`.
    public mutating func find(_ person: Person, top: Int = 10) -> [Match] {
        if scratch == nil { scratch = Scratch(core) }
        return scratch?.find(person, top: top, in: core) ?? []
    }

    /// Answers one query after another.
    public struct Session {
        private let core: Core
        private var scratch: Scratch

        init(_ core: Core) {
            self.core = core
            scratch = Scratch(core)
        }

        /// The people on the roll likeliest to be `person`, best first, at most `top`.
        public mutating func find(_ person: Person, top: Int = 10) -> [Match] {
            scratch.find(person, top: top, in: core)
        }

        /// Why the person at `place` weighs what they do.
        public mutating func explain(_ person: Person, place: Int) -> Explanation {
            scratch.explain(person, place: place, in: core)
        }
    }
}

extension PersonIndex {
    /// Adds someone to the roll.
    ///
    /// - returns: their place, for `update` and `remove`; places that `remove` made free are given again.
    /// - throws: `RollError.tooLarge` where the roll is full.
    @discardableResult
    public mutating func insert(_ person: Person) throws(RollError) -> Int {
        guard !core.index.roll.isFull, core.maker.terms.hasRoom else { throw .tooLarge }
        if arrivals > core.index.roll.count + patience { renew() }
        arrivals += 1
        scratch?.rest()
        var words: [Int32] = []
        let entry = core.maker.entry(of: person, words: &words)
        let place = core.index.insert(entry, words, in: free.popLast().map(Int.init), terms: core.maker.terms)
        if core.maker.terms.freshCount > Self.mostFresh { core.maker.terms.freeze() }
        return place
    }

    /// Puts what is known of someone now in place of what was.
    ///
    /// - returns: false, and nothing is changed, where nobody has the place.
    /// - throws: `RollError.tooLarge` where the roll is full.
    @discardableResult
    public mutating func update(_ place: Int, to person: Person) throws(RollError) -> Bool {
        guard core.maker.terms.hasRoom else { throw .tooLarge }
        guard remove(place) else { return false }
        // The place that was freed last is given first.
        try insert(person)
        return true
    }

    /// Takes someone off the roll.
    ///
    /// - returns: false where nobody has the place.
    @discardableResult
    public mutating func remove(_ place: Int) -> Bool {
        guard contains(place) else { return false }
        core.index.remove(place, terms: core.maker.terms)
        free.append(Int32(place))
        return true
    }

    /// Whether someone has the place.
    public func contains(_ place: Int) -> Bool {
        core.index.roll.entries.indices.contains(place) && core.index.roll.entries[place].row != 0
    }

    /// Counts names anew, lets go of what nobody uses any more, and builds the index again; places stay as they are.
    ///
    /// It takes about as long as building did, on one core. `insert` and `update` do it by themselves once more people
    /// have come than the roll holds, so that memory stays bounded; call it at a quiet hour to be there first.
    public mutating func renew() {
        var roll = core.index.roll
        roll.sweep()
        let (terms, numbers) = core.maker.terms.used(by: roll)
        roll.translate(numbers)
        core.maker.terms = terms
        core.index = Index(roll, terms: terms)
        core.rarity = Rarity(of: [roll], terms: terms)
        core.model = Self.model(core.model, for: count)
        core.weights = Weights(core.model)
        core.renewals += 1
        arrivals = 0
        scratch = nil
    }
}
