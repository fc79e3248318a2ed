/// Pairs of two rolls picked blindly, on which it is measured what strangers have in common.
struct BlindPairs: Sendable {
    let a: Roll
    let b: Roll
    let terms: Terms
    /// Whether both are one roll, so that nobody is held against themselves.
    let within: Bool
    let tasks: Int
    /// How many are picked, or as many as there are pairs.
    let count: Int
    /// Where the people of the rolls as they came are in these, which may be in another order.
    let places: (a: [Int32], b: [Int32])

    /// How many are enough for rolls of any size.
    static let enough = 250_000
    /// They are picked in so many parts, each with its own seed, however many tasks share them: the same rolls give the
    /// same links on any machine.
    private static let parts = 16

    /// What is learnt from these alone, without learning what one person agrees in.
    func learning() async -> Learning {
        var learning = Learning()
        guard b.count > 1 else { return learning }
        learning.allPairs = Double(b.count) * Double(b.count - 1) / 2
        learning.blind = await levels()
        return learning
    }

    /// How often each level is seen.
    func levels() async -> [[Double]] {
        let parts = await inOrder(Array(0..<Self.parts), tasks: tasks) { levels($0) }
        return Field.allCases.map { field in
            field.levels.indices.map { level in Double(parts.reduce(0) { $0 + $1[field.rawValue * 16 + level] }) }
        }
    }

    /// The same in one part, sixteen levels a field.
    private func levels(_ part: Int) -> [Int] {
        let fields = Field.allCases.count
        var levels = [Int](repeating: 0, count: fields * 16)
        var comparer = Comparer(terms: terms)
        let (aEntries, bEntries) = (a.entries.span, b.entries.span)
        let (aWords, bWords) = (a.words.span, b.words.span)
        var random = SplitMix(UInt64(part))
        let picked = (0..<min(count, a.count * b.count) / Self.parts).map { _ in
            let one = places.a[random.below(a.count)]
            return UInt64(UInt32(bitPattern: one)) << 32 | UInt64(UInt32(bitPattern: places.b[random.below(b.count)]))
        }
        // In the order of one roll, so that only the other is read here and there.
        for pair in picked.sortedByUpperHalf() {
            let (one, other) = (Int(pair >> 32), Int(UInt32(truncatingIfNeeded: pair)))
            if within, one == other { continue }
            var bits = comparer.compare(aEntries[one], aWords, bEntries[other], bWords).pattern.bits
            for field in 0..<fields {
                levels[field * 16 + Int(bits & 15)] += 1
                bits >>= 4
            }
        }
        return levels
    }
}

/// A small generator of random numbers that gives the same numbers everywhere (Steele, Lea and Flood 2014).
struct SplitMix {
    private var state: UInt64

    /// Seeds side by side give streams that have nothing to do with each other: they begin far apart.
    init(_ seed: UInt64) { state = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    private static func mixed(_ number: UInt64) -> UInt64 {
        var z = number
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(max(1, bound))).high) }
}
