import CDice

/// A short text, and what else tells it from others, in 128 bits.
struct ShortKey: Equatable {
    fileprivate private(set) var low: UInt64 = 0
    fileprivate private(set) var high: UInt64 = 0

    /// A value of at most fifteen bytes; nil for a longer one.
    @inline(__always)
    init?(value: Range<Int>, in bytes: RawSpan) {
        let count = value.count
        guard count < 16 else { return nil }
        low = Self.word(bytes, at: value.lowerBound, count: min(8, count))
        high = Self.word(bytes, at: value.lowerBound + 8, count: max(8, count) - 8) << 8 | UInt64(count)
    }

    /// A token of at most eight bytes, its place in the value, and a number below 256; nil for what is more.
    @inline(__always)
    init?(token: Span<UInt8>, place: Int, number: Int) {
        guard token.count <= 8, place < 1 << 24, number < 256 else { return nil }
        for index in token.indices { low = low << 8 | UInt64(token[index]) }
        high = UInt64(place) << 32 | UInt64(number) << 8 | UInt64(token.count)
    }

    /// The next `count` bytes, eight at most.
    @inline(__always)
    private static func word(_ bytes: RawSpan, at place: Int, count: Int) -> UInt64 {
        guard place + 8 <= bytes.byteCount else {
            return (0..<count).reduce(0) { word, index in
                word | UInt64(bytes.unsafeLoad(fromByteOffset: place + index, as: UInt8.self)) << UInt64(8 * index)
            }
        }
        let word = bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
        return count == 8 ? word : word & (1 << UInt64(8 * count) - 1)
    }
}

/// Numbers short keys from 0, in the order they come. Holds so many and no more, whatever comes.
struct ShortKeyTable {
    private struct Slot {
        var key = ShortKey()
        /// Below 0 where nothing is held.
        var number: Int32 = -1
    }

    private let most: Int
    private var count = 0
    /// A power of two of them, at most half of which hold something.
    private var slots = [Slot](repeating: Slot(), count: 1 << 8)
    /// Nobody can choose values that all share a slot without knowing these.
    private let seeds = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))

    /// - parameter most: how many keys are held.
    init(most: Int) { self.most = most }

    /// Where a key is looked for first.
    @inline(__always)
    private func beginning(_ key: ShortKey) -> Int {
        let product = (key.low ^ seeds.0).multipliedFullWidth(by: key.high ^ seeds.1)
        return Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count - 1)
    }

    /// The place of a key, or the free one where it would be.
    @inline(__always)
    private func slot(of key: ShortKey) -> Int {
        var slot = beginning(key)
        while slots[slot].number >= 0, slots[slot].key != key { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    /// Has memory fetch what a look-up of the key will need.
    @inline(__always)
    func expect(_ key: ShortKey) {
        let slot = beginning(key)
        slots.withUnsafeBufferPointer { if let base = $0.baseAddress { dice_expect(base + slot) } }
    }

    /// The number of a key; below 0 where it has none.
    @inline(__always)
    func number(of key: ShortKey) -> Int32 { slots[slot(of: key)].number }

    var isFull: Bool { count >= most }

    /// Gives the next number to a key that has none, where there is room.
    mutating func add(_ key: ShortKey) -> Int32 {
        if 2 * (count + 1) > slots.count {
            let held = slots
            slots = [Slot](repeating: Slot(), count: 2 * held.count)
            for held in held where held.number >= 0 { slots[slot(of: held.key)] = held }
        }
        let number = Int32(count)
        slots[slot(of: key)] = Slot(key: key, number: number)
        count += 1
        return number
    }
}

extension ShortKey {
    fileprivate init() {}
}
