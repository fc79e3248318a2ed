import CDice
import Foundation

/// Compares pairs that agree in all bits of one of several samples.
///
/// Two filters that differ in a share d of their bits agree in k picked bits with probability (1 - d)^k: likely for one
/// person, hardly ever for two. Many tables of samples make up for the pairs that one misses.
struct SampledComparison: Sendable {
    private let matcher: EncodingMatcher
    private let a: EncodedRoll
    private let b: EncodedRoll
    /// The bits of each table's samples.
    private let samples: [[Int]]

    static let tables = 24
    /// How many strangers a row is to meet in one table.
    private static let strangers = 128.0

    init(_ matcher: EncodingMatcher, _ a: EncodedRoll, _ b: EncodedRoll) {
        self.matcher = matcher
        self.a = a
        self.b = b
        samples = Self.samples(b)
    }

    /// Picks bits that tell rows apart, as many for a table as leave few strangers together. The same rows give the same
    /// samples everywhere.
    private static func samples(_ roll: EncodedRoll) -> [[Int]] {
        let step = max(1, roll.count / 2000)
        let rows = stride(from: 0, to: roll.count, by: step).filter { roll.counts[$0] > 0 }
        var shares = [Double](repeating: 0, count: roll.layout.bits)
        for row in rows {
            let base = row * roll.layout.rowWords
            for bit in shares.indices
            where roll.words[base + FilterLayout.word(bit)] & FilterLayout.mask(bit) != 0 { shares[bit] += 1 }
        }
        for bit in shares.indices { shares[bit] /= Double(max(1, rows.count)) }
        var telling = shares.indices.filter { (0.1...0.9).contains(shares[$0]) }
        if telling.count < 64 { telling = Array(shares.indices) }
        let agreement =
            telling.reduce(0) { $0 + shares[$1] * shares[$1] + (1 - shares[$1]) * (1 - shares[$1]) }
            / Double(telling.count)
        let wanted = log(max(2, Double(roll.count) / strangers)) / -log(min(0.99, max(0.5, agreement)))
        let length = min(30, telling.count, max(8, Int(wanted.rounded(.up))))
        var random = SplitMix(0x5AFE)
        return (0..<tables).map { _ in
            for place in 0..<length { telling.swapAt(place, place + random.below(telling.count - place)) }
            return Array(telling[..<length])
        }
    }

    private struct Found: Sendable {
        /// The row of `a` in the upper half, that of `b` in the lower, both from 0.
        let rows: UInt64
        let similarity: Double
    }

    /// The pairs, and how many were compared; nil where rows are so much alike that all pairs are no more work.
    func pairs() async throws -> ([MatchedPair], Int)? {
        var found: [Found] = []
        var compared = 0
        var done = 0
        var isHopeless = false
        try await withThrowingTaskGroup(of: (pairs: [Found], compared: Int)?.self) { group in
            var left = samples.makeIterator()
            func hand() {
                guard let sample = left.next() else { return }
                group.addTask { try compare(sample) }
            }
            for _ in 0..<max(1, matcher.tasks) { hand() }
            while let part = try await group.next() {
                guard let part else {
                    isHopeless = true
                    group.cancelAll()
                    return
                }
                found = Self.joined(found + part.pairs)
                compared += part.compared
                guard found.count <= EncodingMatcher.mostPairs else { throw EncodingMatcher.tooMany }
                done += 1
                matcher.progress?(Double(done) / Double(Self.tables))
                hand()
            }
        }
        // Rows that are much alike fall together in every table.
        if isHopeless { return nil }
        return (
            found.map {
                MatchedPair(
                    aRow: Int($0.rows >> 32) + 1,
                    bRow: Int($0.rows & 0xFFFF_FFFF) + 1,
                    similarity: $0.similarity
                )
            },
            compared
        )
    }

    /// Each pair once.
    private static func joined(_ found: [Found]) -> [Found] {
        var last: UInt64?
        return found.sorted { $0.rows < $1.rows }.filter { pair in
            defer { last = pair.rows }
            return pair.rows != last
        }
    }

    /// Each row's sampled bits in the upper half, its number in the lower; in order.
    private static func keys(_ roll: EncodedRoll, _ sample: [Int]) -> [UInt64] {
        let picked = sample.map { (word: FilterLayout.word($0), shift: UInt64($0 & 63 ^ 7)) }
        var keys: [UInt64] = []
        keys.reserveCapacity(roll.count)
        for row in 0..<roll.count where roll.counts[row] > 0 {
            let base = row * roll.layout.rowWords
            var key: UInt64 = 0
            for (word, shift) in picked { key = key << 1 | roll.words[base + word] >> shift & 1 }
            keys.append(key << 32 | UInt64(row))
        }
        keys.sort()
        return keys
    }

    /// The pairs of one table; nil where there are so many that comparing all would be quicker.
    private func compare(_ sample: [Int]) throws -> (pairs: [Found], compared: Int)? {
        let aKeys = Self.keys(a, sample)
        let bKeys = Self.keys(b, sample)
        let bRows = bKeys.map { UInt32(truncatingIfNeeded: $0) }
        let most = max(1 << 16, a.count * b.count / (8 * Self.tables))
        var buckets: [(a: Range<Int>, b: Range<Int>)] = []
        var compared = 0
        var one = 0
        var other = 0
        while one < aKeys.count, other < bKeys.count {
            let (key, otherKey) = (aKeys[one] >> 32, bKeys[other] >> 32)
            if key < otherKey {
                one += 1
            } else if otherKey < key {
                other += 1
            } else {
                let (oneStart, otherStart) = (one, other)
                while one < aKeys.count, aKeys[one] >> 32 == key { one += 1 }
                while other < bKeys.count, bKeys[other] >> 32 == key { other += 1 }
                buckets.append((oneStart..<one, otherStart..<other))
                compared += (one - oneStart) * (other - otherStart)
                if compared > most { return nil }
            }
        }
        var found: [Found] = []
        var common: [UInt32] = []
        let width = a.layout.rowWords
        for bucket in buckets {
            if common.count < bucket.b.count { common = [UInt32](repeating: 0, count: bucket.b.count) }
            for place in bucket.a {
                let row = Int(aKeys[place] & 0xFFFF_FFFF)
                a.words.withUnsafeBufferPointer { aWords in
                    bRows.withUnsafeBufferPointer { rows in
                        dice_listed(
                            matcher.kernel.value,
                            aWords.baseAddress.map { $0 + row * width },
                            b.words,
                            width,
                            rows.baseAddress.map { $0 + bucket.b.lowerBound },
                            bucket.b.count,
                            &common
                        )
                    }
                }
                for (index, place) in bucket.b.enumerated() {
                    let both = a.counts[row] + b.counts[Int(bRows[place])]
                    let similarity = EncodingMatcher.similarity(common: common[index], both: both)
                    guard similarity >= matcher.threshold else { continue }
                    found.append(Found(rows: UInt64(row) << 32 | UInt64(bRows[place]), similarity: similarity))
                }
                guard found.count <= EncodingMatcher.mostPairs else { throw EncodingMatcher.tooMany }
            }
            try Task.checkCancellation()
        }
        return (found, compared)
    }
}
