/// Finds the places of records by their hashes: an open-addressed table, which knows neither the records nor how many
/// bytes they have.
///
/// At most three quarters of the slots are taken; a place takes 11 to 21 bytes.
struct SlotTable: Sendable {
    /// Half of the hash above the place plus one; 0 where the slot is empty.
    private var slots: [UInt64]
    private var count = 0

    /// - parameter count: how many places there will be, if that is known.
    init(expecting count: Int = 0) {
        var size = 16
        while size * 3 < count * 4 + 4 { size *= 2 }
        slots = Array(repeating: 0, count: size)
    }

    /// The first place with this hash that `isSought`.
    @inline(__always)
    func first(_ hash: UInt64, where isSought: (Int) -> Bool) -> Int? {
        let mask = slots.count - 1
        var slot = Int(hash >> 32) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash >> 32 {
                let place = Int(slots[slot] & 0xFFFF_FFFF) - 1
                if isSought(place) { return place }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The place in the slot where a search for this hash begins, whatever its hash is; nil where the search ends there.
    @inline(__always)
    func candidate(_ hash: UInt64) -> Int? {
        let slot = slots[Int(hash >> 32) & (slots.count - 1)]
        return slot == 0 ? nil : Int(slot & 0xFFFF_FFFF) - 1
    }

    /// Adds a place, below 2³² - 1, that is not there yet.
    mutating func add(_ place: Int, hash: UInt64) {
        count += 1
        if count * 4 > slots.count * 3 { grow() }
        put((hash >> 32) << 32 | UInt64(place + 1))
    }

    private mutating func put(_ entry: UInt64) {
        let mask = slots.count - 1
        var slot = Int(entry >> 32) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    private mutating func grow() {
        let entries = slots
        slots = [UInt64](repeating: 0, count: entries.count * 2)
        for entry in entries where entry != 0 { put(entry) }
    }
}
