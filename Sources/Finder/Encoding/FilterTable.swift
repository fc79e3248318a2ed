import CDice

/// Filters of short tokens, or of short values, that were made before. Holds so many and no more, whatever comes.
struct FilterTable {
    /// What a filter is of, in 128 bits.
    struct Key {
        fileprivate var bytes: UInt64 = 0
        fileprivate var rest: UInt64 = 0

        /// A token of at most eight bytes, its place in the value and how often it is set; nil for what is longer.
        @inline(__always)
        init?(token: ArraySlice<UInt8>, place: Int, count: Int) {
            guard token.count <= 8, place < 1 << 24, count < 1 << 20 else { return nil }
            token.withUnsafeBufferPointer { token in
                for byte in token { bytes = bytes << 8 | UInt64(byte) }
            }
            rest = UInt64(place) << 32 | UInt64(count) << 8 | UInt64(token.count + 1)
        }

        /// A value of at most fifteen bytes; nil for a longer one.
        @inline(__always)
        init?(value: ArraySlice<UInt8>) {
            guard value.count < 16 else { return nil }
            value.withUnsafeBufferPointer { value in
                for place in 0..<min(8, value.count) { bytes = bytes << 8 | UInt64(value[place]) }
                for place in min(8, value.count)..<value.count { rest = rest << 8 | UInt64(value[place]) }
            }
            rest = rest << 8 | UInt64(value.count + 1)
        }

    }

    private struct Entry {
        var bytes: UInt64 = 0
        /// 0 where nothing is held.
        var rest: UInt64 = 0
        /// Where the filter begins.
        var base = 0
    }

    private let width: Int
    /// How many filters are held: four mebibytes of them.
    private let most: Int
    /// A power of two of them, at most half of which hold something.
    private var entries = [Entry](repeating: Entry(), count: 1 << 8)
    private var count = 0
    /// The filters, one after the other.
    private var filters: [UInt64] = []

    /// - parameter width: words of a filter.
    init(width: Int) {
        self.width = width
        most = min(1 << 15, max(64, (1 << 19) / width))
    }

    var isFull: Bool { count == most }

    /// The place of a key, or the free one where it would be.
    @inline(__always)
    private func slot(_ bytes: UInt64, _ rest: UInt64) -> Int {
        var mixed = (bytes &+ rest &* 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
        mixed ^= mixed >> 32
        var slot = Int(truncatingIfNeeded: mixed &* 0x94D0_49BB_1331_11EB >> 40) & (entries.count - 1)
        while entries[slot].rest != 0, entries[slot].rest != rest || entries[slot].bytes != bytes {
            slot = (slot + 1) & (entries.count - 1)
        }
        return slot
    }

    /// Adds the filter of `key` to `filter`; false where it is not known.
    @inline(__always)
    func add(_ key: Key, to filter: inout [UInt64]) -> Bool {
        let entry = entries[slot(key.bytes, key.rest)]
        guard entry.rest != 0 else { return false }
        filters.withUnsafeBufferPointer { from in
            if let base = from.baseAddress { dice_merge(&filter, base + entry.base, width) }
        }
        return true
    }

    /// Remembers the filter of a key that is not known, where there is room.
    mutating func remember(_ key: Key, _ filter: [UInt64]) {
        guard !isFull else { return }
        if 2 * (count + 1) > entries.count {
            let held = entries
            entries = [Entry](repeating: Entry(), count: 2 * held.count)
            for entry in held where entry.rest != 0 { entries[slot(entry.bytes, entry.rest)] = entry }
        }
        entries[slot(key.bytes, key.rest)] = Entry(bytes: key.bytes, rest: key.rest, base: filters.count)
        filters += filter
        count += 1
    }
}
