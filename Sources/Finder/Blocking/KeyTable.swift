/// The entries that have each key of one kind: a hash table whose buckets lie end to end in one array.
///
/// Four bytes an entry and key, and four a bucket, with two buckets a key; keys that fall into one bucket are not told
/// apart, which costs a comparison and never an answer.
struct KeyTable: Sendable {
    private var starts: [UInt32] = [0, 0]
    private var members: [Int32] = []
    private var shift: UInt64 = 63

    /// A table of the keys of `kind` of all entries.
    init(_ kind: BlockingKey, of roll: Roll, terms: Terms) {
        var maker = KeyMaker(terms)
        var hashes: [UInt32] = []
        var owners: [Int32] = []
        hashes.reserveCapacity(roll.count)
        owners.reserveCapacity(roll.count)
        var keys: [UInt64] = []
        let words = roll.words.span
        for index in 0..<roll.count {
            keys.removeAll(keepingCapacity: true)
            maker.load(roll.entries[index], words)
            maker.keys(kind, of: roll.entries[index], words, into: &keys)
            for key in keys {
                hashes.append(UInt32(key >> 32))
                owners.append(Int32(index))
            }
        }
        var bits: UInt64 = 1
        while bits < 32, 1 << bits < hashes.count * 2 { bits += 1 }
        shift = 64 - bits
        var starts = [UInt32](repeating: 0, count: (1 << Int(bits)) + 1)
        let down = UInt32(32 - bits)
        for hash in hashes { starts[Int(hash >> down) + 1] += 1 }
        for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
        var members = [Int32](repeating: 0, count: hashes.count)
        var next = starts
        for (hash, owner) in zip(hashes, owners) {
            let bucket = Int(hash >> down)
            members[Int(next[bucket])] = owner
            next[bucket] += 1
        }
        self.starts = starts
        self.members = members
    }

    /// Where the members of the bucket of `key` are.
    func bucket(_ key: UInt64) -> Range<Int> {
        let bucket = Int(key >> shift)
        return Int(starts[bucket])..<Int(starts[bucket + 1])
    }

    func member(_ index: Int) -> Int32 { members[index] }
}
