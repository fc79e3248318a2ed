/// Whom each of some people is to be compared with.
struct Candidates: Sendable {
    struct Pair: Sendable, Hashable {
        /// The place among those who ask.
        let row: Int32
        let person: Int32
        /// See `Question.bound`.
        let bound: Int32
    }

    /// Nobody is compared with more people than this, the likeliest at a glance.
    static let most = 24
    /// How many pairs wait for each who asks, all in all, until those that are not needed are dropped: a bound on memory
    /// where very many are alike.
    static let room = 64

    private var parts: [[Pair]] = []
    private var waiting = 0
    /// All of them, those of each who asks together, once `finish` was called.
    private var pairs: [Pair] = []
    private var starts: [Int]

    init(people: Int) { starts = Array(repeating: 0, count: people + 1) }

    private var people: Int { starts.count - 1 }

    mutating func take(_ found: [Pair]) {
        parts.append(found)
        waiting += found.count
        if waiting > max(1 << 16, people * Self.room) {
            gather()
            let kept = (0..<people).flatMap { Self.likeliest(pairs[starts[$0]..<starts[$0 + 1]]) }
            (parts, waiting) = ([kept], kept.count)
        }
    }

    /// Call after the last `take`.
    mutating func finish() {
        gather()
        parts = []
    }

    /// Puts the pairs of each who asks together.
    private mutating func gather() {
        for row in starts.indices { starts[row] = 0 }
        for part in parts { for pair in part { starts[Int(pair.row) + 1] += 1 } }
        for row in 1..<starts.count { starts[row] += starts[row - 1] }
        var next = starts
        pairs = Array(repeating: Pair(row: 0, person: 0, bound: 0), count: waiting)
        for part in parts {
            for pair in part {
                pairs[next[Int(pair.row)]] = pair
                next[Int(pair.row)] += 1
            }
        }
    }

    /// The candidates of whoever asks at `row`, in the order of their places.
    func eachPerson(of row: Int, _ body: (Int32) -> Void) {
        let own = pairs[starts[row]..<starts[row + 1]]
        for pair in own.count < 2 ? own : Self.likeliest(own)[...] { body(pair.person) }
    }

    /// The pairs of one who asks, each once, in the order of their places; of too many, the likeliest at a glance.
    static func likeliest(_ pairs: ArraySlice<Pair>) -> [Pair] {
        var likeliest = pairs.sorted { $0.person < $1.person }
        var kept = 0
        for pair in likeliest where kept == 0 || likeliest[kept - 1].person != pair.person {
            likeliest[kept] = pair
            kept += 1
        }
        likeliest.removeSubrange(kept...)
        if kept <= most { return likeliest }
        likeliest.sort { $0.bound == $1.bound ? $0.person < $1.person : $0.bound > $1.bound }
        return likeliest.prefix(most).sorted { $0.person < $1.person }
    }
}
