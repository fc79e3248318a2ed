import CDice

/// Filters of short values that came before: four mebibytes of them at most.
struct ValueMemory {
    private let width: Int
    private var keys: ShortKeyTable
    /// One after the other, in the order of their numbers.
    private var filters: [UInt64] = []
    /// How many values were looked up since it is full, and how many of them were not known.
    private var (asked, unknown) = (0, 0)
    /// Whether looking up is worth the wait.
    private(set) var isOfUse = true

    /// - parameter width: words of a filter.
    init(width: Int) {
        self.width = width
        let most = min(1 << 15, max(64, (1 << 19) / width))
        keys = ShortKeyTable(most: most)
        // Pages that are never filled cost nothing; growing would copy those that are.
        filters.reserveCapacity(most * width)
    }

    /// Has memory fetch what a look-up of the value will need.
    @inline(__always)
    func expect(_ key: ShortKey) { keys.expect(key) }

    /// The number of a value; below 0 where it is not known.
    @inline(__always)
    func number(of key: ShortKey) -> Int32 { keys.number(of: key) }

    /// Remembers the filter of a value, where it is not known yet and there is room.
    mutating func remember(_ key: ShortKey, _ filter: [UInt64]) {
        guard isOfUse, !keys.isFull, keys.number(of: key) < 0 else { return }
        _ = keys.add(key)
        filters += filter
    }

    /// Sets in the row of each number the bits of its filter.
    mutating func merge(_ numbers: [Int32], into rows: inout [UInt64]) {
        dice_merge(&rows, filters, numbers, numbers.count, width)
        judge(numbers)
    }

    /// Forgets everything for good where it is full and few of the values that come are known, as with postcodes of a
    /// large roll.
    private mutating func judge(_ numbers: [Int32]) {
        guard keys.isFull else { return }
        asked += numbers.count
        for number in numbers where number < 0 { unknown += 1 }
        guard asked >= 1 << 14 else { return }
        if 4 * unknown > 3 * asked {
            self = ValueMemory(width: width)
            isOfUse = false
        }
        (asked, unknown) = (0, 0)
    }
}
