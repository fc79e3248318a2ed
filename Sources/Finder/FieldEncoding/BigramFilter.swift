/// A small Bloom filter of the pairs of neighbouring letters of a text (Schnell, Bachteler and Reiher 2009).
struct BigramFilter: Hashable, Sendable {
    /// The bits, 64 a word.
    var words: [UInt64]

    init(bits: Int) { words = Array(repeating: 0, count: bits / 64) }

    mutating func set(_ bit: Int) { words[bit >> 6] |= 1 << UInt64(bit & 63) }

    subscript(bit: Int) -> Bool { words[bit >> 6] >> UInt64(bit & 63) & 1 == 1 }

    /// Dice's coefficient of the bits that are set, 0 to 1; of two balanced filters, the share of bits that agree.
    func likeness(_ other: BigramFilter) -> Double {
        var both = 0
        var each = 0
        for (one, two) in zip(words, other.words) {
            both += (one & two).nonzeroBitCount
            each += one.nonzeroBitCount + two.nonzeroBitCount
        }
        return each == 0 ? 0 : 2 * Double(both) / Double(each)
    }

    /// The halves joined by exclusive or.
    var folded: BigramFilter {
        var half = BigramFilter(bits: words.count * 32)
        for index in half.words.indices { half.words[index] = words[index] ^ words[index + half.words.count] }
        return half
    }

    /// The filter and its complement, put in order `places`.
    func balanced(_ places: [Int]) -> BigramFilter {
        let bits = words.count * 64
        var whole = BigramFilter(bits: bits * 2)
        for bit in 0..<bits { whole.set(self[bit] ? places[bit] : places[bit + bits]) }
        return whole
    }
}

/// Makes the filters of one kind of text for one linkage.
struct FilterMaker: Sendable {
    private let keys: FieldKeys
    private let purpose: FieldKeys.Purpose
    private let shape: FilterShape
    private let hardening: FieldHardening
    /// Where a balanced filter's bits go.
    private let places: [Int]

    init(_ keys: FieldKeys, _ purpose: FieldKeys.Purpose, _ shape: FilterShape, _ hardening: FieldHardening) {
        self.keys = keys
        self.purpose = purpose
        self.shape = shape
        self.hardening = hardening
        let bits = hardening == .balanced ? shape.bits : 0
        let order = (0..<bits).map { keys.hash(.order, Array("\(purpose.rawValue) \($0)".utf8)) }
        places = (0..<bits).sorted { order[$0].lexicographicallyPrecedes(order[$1]) }
    }

    /// The filter of a folded text.
    func filter(_ text: [UInt8], salt: [UInt8] = []) -> BigramFilter {
        let bits = shape.bitsBefore(hardening)
        var filter = BigramFilter(bits: bits)
        for index in 0..<max(1, text.count - 1) where !text.isEmpty {
            let hash = keys.hash(purpose, Array(text[index..<min(text.count, index + 2)]), salt: salt)
            for lane in 0..<shape.hashes {
                filter.set((Int(hash[2 * lane]) << 8 | Int(hash[2 * lane + 1])) % bits)
            }
        }
        switch hardening {
        case .none, .salt: return filter
        case .balanced: return filter.balanced(places)
        case .xorFold: return filter.folded
        }
    }
}
