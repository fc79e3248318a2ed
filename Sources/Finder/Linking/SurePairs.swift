/// Who can be taken for one person without looking at anybody else, where each has one partner at most.
struct SurePairs {
    /// Where in each roll those are who are not sure of anybody, in order.
    let unsettled: (a: [Int32], b: [Int32])

    /// So many bits of odds make two people sure of each other, where nobody else comes as near to either by so many.
    private static let enough: Float = 12

    /// - parameter people: how many are on each roll.
    init(_ pairs: [ScoredPair], of people: (a: Int, b: Int)) {
        var best = (
            a: [Float](repeating: -.infinity, count: people.a), b: [Float](repeating: -.infinity, count: people.b)
        )
        var second = best
        for pair in pairs {
            Self.rank(pair.odds, &best.a[Int(pair.a)], &second.a[Int(pair.a)])
            Self.rank(pair.odds, &best.b[Int(pair.b)], &second.b[Int(pair.b)])
        }
        var settled = (a: [Bool](repeating: false, count: people.a), b: [Bool](repeating: false, count: people.b))
        for pair in pairs where pair.odds >= Self.enough {
            let (a, b) = (Int(pair.a), Int(pair.b))
            let isBest = best.a[a] == pair.odds && best.b[b] == pair.odds
            if isBest, pair.odds - max(second.a[a], second.b[b]) >= Self.enough {
                (settled.a[a], settled.b[b]) = (true, true)
            }
        }
        unsettled = (Self.places(settled.a), Self.places(settled.b))
    }

    private static func rank(_ odds: Float, _ best: inout Float, _ second: inout Float) {
        second = max(second, min(best, odds))
        best = max(best, odds)
    }

    private static func places(_ settled: [Bool]) -> [Int32] {
        settled.indices.filter { !settled[$0] }.map { Int32($0) }
    }

    /// All pairs of two lists, each in the order of the second roll, in that order; each pair once.
    static func merged(_ early: [ScoredPair], _ late: [ScoredPair]) -> [ScoredPair] {
        var merged: [ScoredPair] = []
        merged.reserveCapacity(early.count + late.count)
        var rest = late[...]
        var pairs = early[...]
        while let row = pairs.first?.b ?? rest.first?.b {
            let row = min(row, rest.first?.b ?? row)
            let start = merged.count
            while let pair = pairs.first, pair.b == row { merged.append(pairs.removeFirst()) }
            let end = merged.count
            while let pair = rest.first, pair.b == row {
                if !merged[start..<end].contains(where: { $0.a == pair.a }) { merged.append(pair) }
                rest.removeFirst()
            }
        }
        return merged
    }
}
