/// A roll made ready for finding: who has which key, and what can be seen of each at a glance.
struct Index: Sendable {
    private(set) var roll: Roll
    private(set) var table: KeyTable
    private(set) var common: CommonNames
    private(set) var glances: [Glance]

    /// Builds the index in `tasks` tasks side by side.
    init(_ roll: Roll, terms: Terms, tasks: Int) async {
        self.roll = roll
        let stretch = max(1, (roll.count + tasks - 1) / tasks)
        let stretches = stride(from: 0, to: roll.count, by: stretch).map { $0..<min(roll.count, $0 + stretch) }
        let seen = await inOrder(stretches, tasks: tasks) { Self.look(at: $0, of: roll, terms) }
        common = CommonNames(people: roll.count)
        glances = []
        glances.reserveCapacity(roll.count)
        for part in seen {
            common.add(part.common)
            glances += part.glances
        }
        table = await KeyTable(of: roll, terms: terms, common: common, tasks: tasks)
    }

    /// Builds the index at once.
    init(_ roll: Roll, terms: Terms) {
        self.roll = roll
        (common, glances) = Self.look(at: 0..<roll.count, of: roll, terms)
        table = KeyTable(of: roll, terms: terms, common: common)
    }

    /// An index of parts that were stored.
    init(_ roll: Roll, terms: Terms, table: KeyTable, common: CommonNames) {
        (self.roll, self.table, self.common) = (roll, table, common)
        glances = Self.look(at: 0..<roll.count, of: roll, terms).glances
    }

    private static func look(
        at people: Range<Int>,
        of roll: Roll,
        _ terms: Terms
    ) -> (common: CommonNames, glances: [Glance]) {
        var common = CommonNames(people: roll.count)
        var glances: [Glance] = []
        glances.reserveCapacity(people.count)
        var maker = KeyMaker(terms)
        let (entries, words, names) = (roll.entries.span, roll.words.span, terms.names)
        for person in people {
            maker.load(entries[person], words)
            maker.eachFullName { common.add($0) }
            glances.append(Glance(entries[person], words, names))
        }
        return (common, glances)
    }
}

extension Index {
    /// Adds someone to the roll, or puts them in the free place.
    ///
    /// - returns: their place.
    mutating func insert(_ entry: Entry, _ words: [Int32], in free: Int?, terms: Terms) -> Int {
        let place = free ?? roll.count
        var entry = entry
        entry.row = UInt32(place + 1)
        if free == nil {
            roll.append(entry, words: words, label: [UInt8]().span)
            glances.append(Glance(entry, words.span, terms.names))
        } else {
            roll.replace(place, by: entry, words: words)
            glances[place] = Glance(entry, words.span, terms.names)
        }
        var maker = KeyMaker(terms)
        maker.load(entry, words.span)
        maker.eachFullName { common.add($0) }
        guard place < table.capacity else {
            table = KeyTable(of: roll, terms: terms, common: common)
            return place
        }
        for key in keys(of: place, &maker) { table.insert(key, place) }
        return place
    }

    /// Takes someone out of the roll: nothing leads to their place from now on.
    mutating func remove(_ place: Int, terms: Terms) {
        var maker = KeyMaker(terms)
        for key in keys(of: place, &maker) { table.remove(key, place) }
        roll.replace(place, by: Entry(), words: [])
        glances[place] = Glance(Entry(), [Int32]().span, terms.names)
    }

    private func keys(of place: Int, _ maker: inout KeyMaker) -> [UInt64] {
        var keys: [UInt64] = []
        maker.load(roll.entries[place], roll.words.span)
        maker.numbers(of: roll.entries[place], into: &keys)
        maker.keys(of: roll.entries[place], roll.words.span, common: common, into: &keys)
        return keys
    }
}

/// How many people one person is compared with, whatever their name: the bound on the worst case.
struct CandidateBounds: Sendable {
    /// How many members of buckets are looked at.
    let seen: Int
    /// How many of them are compared in full.
    let compared: Int

    /// For one query at a time, which wants the likeliest even where none is likely.
    static let finding = CandidateBounds(seen: 3000, compared: 100)
}

/// Finds the entries of an index that one person is to be compared with. A value for one task.
struct CandidateFinder {
    private let bounds: CandidateBounds
    private var maker: KeyMaker
    private var questions: QuestionMaker
    private var keys: [UInt64] = []
    /// Each bucket: how many members it has, above its number in `places`.
    private var order: [UInt64] = []
    private var places: [(place: KeyTable.Place, range: Range<Int>)] = []
    private var numbers: [Int32] = []
    private var found: [(bound: Int32, number: Int32)] = []
    private var seen = [UInt64](repeating: 0, count: 16384)
    private var turn: UInt64 = 0
    /// Sums of what was fetched ahead, so that it is.
    private var fetched: Int32 = 0

    init(_ terms: Terms, _ weights: Weights, bounds: CandidateBounds) {
        self.bounds = bounds
        maker = KeyMaker(terms)
        questions = QuestionMaker(weights)
    }

    /// Works with other terms from now on.
    mutating func use(_ terms: Terms) { maker = KeyMaker(terms) }

    /// Puts the numbers of the entries that share a key with `entry` into `candidates`.
    mutating func candidates(
        _ entry: Entry,
        _ words: Span<Int32>,
        in index: Index,
        _ rarity: Rarity,
        into candidates: inout [Int32]
    ) {
        order.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        found.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        turn += 1
        maker.load(entry, words)
        let question = questions.question(entry, Glance(entry, words, maker.names), words, maker.names, rarity)
        maker.numbers(of: entry, into: &keys)
        for at in keys.indices { addAll(of: index.table.place(keys[at]), in: index, question) }
        keys.removeAll(keepingCapacity: true)
        maker.keys(of: entry, words, common: index.common, into: &keys)
        for at in keys.indices { fetched &+= index.table.fetch(index.table.place(keys[at])) }
        for at in keys.indices {
            let place = index.table.place(keys[at])
            let range = index.table.range(place)
            let count = range.count + (index.table.lateCount(place))
            if count > 0 {
                Self.insert(UInt64(count) << 32 | UInt64(places.count), into: &order)
                places.append((place, range))
            }
        }
        look(in: index, question)
        candidates.removeAll(keepingCapacity: true)
        if found.count > bounds.compared {
            found.sort { $0.bound == $1.bound ? $0.number < $1.number : $0.bound > $1.bound }
        }
        for one in found.prefix(bounds.compared) { candidates.append(one.number) }
    }

    /// Looks at the members of the buckets, those of the rarest keys first.
    private mutating func look(in index: Index, _ question: Question) {
        let glances = index.glances.span
        var left = bounds.seen
        numbers.removeAll(keepingCapacity: true)
        for at in order.indices {
            let bucket = order[at]
            let count = Int(bucket >> 32)
            if count > left, left < bounds.seen / 2 { break }
            let (place, range) = places[Int(truncatingIfNeeded: bucket & 0xFFFF_FFFF)]
            index.table.numbers(place, range.prefix(left), into: &numbers)
            left -= count
            if left <= 0 { break }
        }
        // Memory is slow to begin and quick to go on: all are fetched before the first is looked at.
        for at in numbers.indices { fetched &+= glances[Int(numbers[at])].postcode }
        for at in numbers.indices {
            add(numbers[at], bound: question.bound(glances[Int(numbers[at])], questions.weights, least: .min))
        }
    }

    /// Takes in all who have a key, whatever else can be seen of them.
    private mutating func addAll(of place: KeyTable.Place, in index: Index, _ question: Question) {
        numbers.removeAll(keepingCapacity: true)
        index.table.numbers(place, index.table.range(place).prefix(bounds.seen), into: &numbers)
        // A number that many have stands for none, and does not come before other evidence.
        let isTelling = numbers.count <= PairJoin.few
        for number in numbers {
            let glance = index.glances[Int(number)]
            add(number, bound: isTelling ? .max : question.bound(glance, questions.weights, least: .min))
        }
    }

    /// Keeps a short list ascending.
    private static func insert(_ value: UInt64, into values: inout [UInt64]) {
        values.append(value)
        var at = values.count - 1
        while at > 0, values[at - 1] > value {
            values[at] = values[at - 1]
            at -= 1
        }
        values[at] = value
    }

    /// Takes `number` in, unless it was met before in this turn.
    private mutating func add(_ number: Int32, bound: Int32) {
        let mark = turn << 32 | UInt64(UInt32(bitPattern: number))
        var slot = Int((UInt32(bitPattern: number) &* 0x9E37_79B1) >> 18)
        while seen[slot] >> 32 == turn {
            if seen[slot] == mark { return }
            slot = (slot + 1) & 16383
        }
        seen[slot] = mark
        found.append((bound, number))
    }
}
