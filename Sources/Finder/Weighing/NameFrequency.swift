/// How common a first name is among the bearers of a surname.
struct NameFrequency: Sendable {
    /// Counts of first or further names with surnames, by hash: two pairs that share a place count together, which can
    /// only make a name look commoner than it is.
    struct Pairs: Sendable {
        private var counts: [UInt16]
        private let shift: UInt64

        init(people: Int) {
            var bits: UInt64 = 10
            while bits < 30, 1 << bits < people * 8 { bits += 1 }
            counts = Array(repeating: 0, count: 1 << Int(bits))
            shift = 64 - bits
        }

        mutating func add(_ entry: Entry, _ words: [Int32]) {
            for family in entry.family {
                for given in entry.given.lowerBound..<entry.others.upperBound {
                    let place = place(words[given], words[family])
                    if counts[place] < .max { counts[place] += 1 }
                }
            }
        }

        func count(_ given: Int32, _ family: Int32) -> Int { Int(counts[place(given, family)]) }

        private func place(_ given: Int32, _ family: Int32) -> Int {
            let key = UInt64(UInt32(bitPattern: given)) << 32 | UInt64(UInt32(bitPattern: family))
            return Int(KeyMaker.hash(key, 1) >> shift)
        }
    }

    let given: [Int32]
    let family: [Int32]
    let pairs: Pairs
    private let people: Double

    /// How many bearers of a surname it takes to be believed as much as everybody together.
    private static let caution = 60.0

    init(given: [Int32], family: [Int32], pairs: Pairs) {
        self.given = given
        self.family = family
        self.pairs = pairs
        people = max(1, given.reduce(0.0) { $0 + Double($1) })
    }

    /// The share of the bearers of `family` who are called `word`, drawn towards the share of all people; the two who
    /// are compared (`without` of them bear both names as written) are left out. Nil for words not on the rolls.
    func share(of word: Int32, among family: Int32, without: Int) -> Double? {
        guard Int(word) < given.count, Int(family) < self.family.count else { return nil }
        let everywhere = max(2, Double(given[Int(word)])) / people
        let together = Double(max(0, pairs.count(word, family) - without))
        let bearers = Double(max(0, Int(self.family[Int(family)]) - without))
        return (together + Self.caution * everywhere) / (bearers + Self.caution)
    }
}
