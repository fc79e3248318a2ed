/// A roll made ready for finding: for each kind of key, the entries that have it.
struct Index: Sendable {
    let roll: Roll
    let terms: Terms
    let tables: [KeyTable]

    /// Builds the tables side by side.
    init(_ roll: Roll, terms: Terms) async {
        self.roll = roll
        self.terms = terms
        tables = await withTaskGroup(of: (Int, KeyTable).self) { group in
            for kind in BlockingKey.allCases {
                group.addTask { (kind.rawValue, KeyTable(kind, of: roll, terms: terms)) }
            }
            var made: [(Int, KeyTable)] = []
            for await table in group { made.append(table) }
            return made.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// Finds the entries of an index that one person is to be compared with. A value for one task.
struct CandidateFinder {
    /// No more entries than this are compared with one person, whatever their name: the bound on the worst case.
    static let most = 300

    private let tables: [KeyTable]
    private var maker: KeyMaker
    private var keys: [UInt64] = []
    private var buckets: [(range: Range<Int>, kind: Int)] = []
    private var seen = [UInt64](repeating: 0, count: 4096)
    private var turn: UInt64 = 0

    init(_ index: Index, terms: Terms) {
        tables = index.tables
        maker = KeyMaker(terms)
    }

    /// Works with other terms from now on.
    mutating func use(_ terms: Terms) { maker = KeyMaker(terms) }

    /// Puts the numbers of the entries that share a key with `entry` into `found`, those of the rarest keys first.
    mutating func candidates(_ entry: Entry, _ words: Span<Int32>, into found: inout [Int32]) {
        found.removeAll(keepingCapacity: true)
        buckets.removeAll(keepingCapacity: true)
        maker.load(entry, words)
        for kind in BlockingKey.allCases {
            keys.removeAll(keepingCapacity: true)
            maker.keys(kind, of: entry, words, into: &keys)
            for key in keys {
                let range = tables[kind.rawValue].bucket(key)
                if !range.isEmpty { buckets.append((range, kind.rawValue)) }
            }
        }
        buckets.sort { $0.range.count < $1.range.count }
        turn += 1
        for bucket in buckets where bucket.range.count <= Self.most || found.isEmpty {
            for index in bucket.range {
                let member = tables[bucket.kind].member(index)
                if add(member) { found.append(member) }
                if found.count == Self.most { return }
            }
        }
    }

    /// Whether `member` is new in this turn.
    private mutating func add(_ member: Int32) -> Bool {
        let mark = turn << 32 | UInt64(UInt32(bitPattern: member))
        var slot = Int((UInt32(bitPattern: member) &* 0x9E37_79B1) >> 20)
        while seen[slot] >> 32 == turn {
            if seen[slot] == mark { return false }
            slot = (slot + 1) & 4095
        }
        seen[slot] = mark
        return true
    }
}
