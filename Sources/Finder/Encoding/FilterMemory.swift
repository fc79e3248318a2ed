import CDice

/// Filters of short values that came before: four mebibytes of them at most.
struct ValueMemory {
    private let width: Int
    private var keys: ShortKeyTable
    /// One after the other, in the order of their numbers.
    private var filters: [UInt64] = []

    /// - parameter width: words of a filter.
    init(width: Int) {
        self.width = width
        keys = ShortKeyTable(most: min(1 << 15, max(64, (1 << 19) / width)))
    }

    /// Has memory fetch what a look-up of the value will need.
    @inline(__always)
    func expect(_ key: ShortKey) { keys.expect(key) }

    /// The number of a value; below 0 where it is not known.
    @inline(__always)
    func number(of key: ShortKey) -> Int32 { keys.number(of: key) }

    /// Remembers the filter of a value, where it is not known yet and there is room.
    mutating func remember(_ key: ShortKey, _ filter: [UInt64]) {
        guard !keys.isFull, keys.number(of: key) < 0 else { return }
        _ = keys.add(key)
        filters += filter
    }

    /// Sets in the row of each number the bits of its filter.
    func merge(_ numbers: [Int32], into rows: inout [UInt64]) {
        dice_merge(&rows, filters, numbers, numbers.count, width)
    }
}

/// Where the hashes of short tokens that came before fall: two mebibytes of them at most.
///
/// The more tokens a value has, the fewer places of each are set: the first of the same ones. So a token is hashed once,
/// however long the values are that it comes in.
struct TokenMemory {
    private var keys = ShortKeyTable(most: 1 << 15)
    private var places: [UInt16] = []

    var isFull: Bool { keys.isFull }

    /// The number of a token; below 0 where it is not known.
    @inline(__always)
    func number(of key: ShortKey) -> Int32 { keys.number(of: key) }

    /// Remembers the `TokenHasher.atOnce` places of a token that is not known, where there is room; answers its number.
    mutating func add(_ key: ShortKey, _ places: [UInt16]) -> Int32 {
        self.places += places
        return keys.add(key)
    }

    /// Sets the bits at the first `count` places of a token.
    @inline(__always)
    func set(_ count: Int, of number: Int32, in filter: inout [UInt64]) {
        places.withUnsafeBufferPointer { places in
            guard let base = places.baseAddress else { return }
            dice_set(&filter, base + Int(number) * TokenHasher.atOnce, count)
        }
    }
}
