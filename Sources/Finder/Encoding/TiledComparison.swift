import CDice

/// Compares all with all, in tiles that stay in the processor's nearest memory.
///
/// Both rolls are taken in the order of their numbers of bits: a pair can reach the threshold t only where one has at
/// least t / (2 - t) of the other's bits, so that the rows worth comparing with a tile lie side by side.
struct TiledComparison: Sendable {
    private let matcher: EncodingMatcher
    private let a: Sorted
    private let b: Sorted

    /// A roll in the order of its numbers of bits; empty rows are like no other and left out.
    private struct Sorted: Sendable {
        let words: [UInt64]
        let counts: [UInt32]
        /// The rows, from 0.
        let rows: [UInt32]

        init(_ roll: EncodedRoll) {
            rows = (0..<UInt32(roll.count)).filter { roll.counts[Int($0)] > 0 }
                .sorted { (roll.counts[Int($0)], $0) < (roll.counts[Int($1)], $1) }
            counts = rows.map { roll.counts[Int($0)] }
            let width = roll.layout.rowWords
            var words: [UInt64] = []
            words.reserveCapacity(rows.count * width)
            for row in rows { words += roll.words[Int(row) * width..<(Int(row) + 1) * width] }
            self.words = words
        }

        /// The first place whose row has at least so many bits.
        func first(withBits bits: Double) -> Int {
            var low = 0
            var high = counts.count
            while low < high {
                let middle = (low + high) / 2
                if Double(counts[middle]) < bits { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    private let width: Int
    /// Rows of a tile: 32 KiB of words, a multiple of eight.
    private var tileRows: Int { max(8, 4096 / width / 8 * 8) }

    init(_ matcher: EncodingMatcher, _ a: EncodedRoll, _ b: EncodedRoll) {
        self.matcher = matcher
        width = a.layout.rowWords
        self.a = Sorted(a)
        self.b = Sorted(b)
    }

    /// The pairs, and how many were compared.
    func pairs() async throws -> ([MatchedPair], Int) {
        let tiles = (b.rows.count + tileRows - 1) / tileRows
        // Tiles are handed out a few at a time, since those of common numbers of bits have the most to do.
        let step = max(1, min(16, tiles / (8 * matcher.tasks)))
        var next = 0
        var found: [MatchedPair] = []
        var compared = 0
        try await withThrowingTaskGroup(of: (pairs: [MatchedPair], compared: Int).self) { group in
            func hand() {
                guard next < tiles else { return }
                let share = next..<min(tiles, next + step)
                next = share.upperBound
                group.addTask { try compare(share) }
            }
            for _ in 0..<max(1, matcher.tasks) { hand() }
            while let part = try await group.next() {
                found += part.pairs
                compared += part.compared
                guard found.count <= EncodingMatcher.mostPairs else { throw EncodingMatcher.tooMany }
                matcher.progress?(Double(next) / Double(max(1, tiles)))
                hand()
            }
        }
        return (found, compared)
    }

    private func compare(_ tiles: Range<Int>) throws -> (pairs: [MatchedPair], compared: Int) {
        var pairs: [MatchedPair] = []
        var compared = 0
        var words = [UInt64](repeating: 0, count: tileRows * width)
        var needs = [UInt64](repeating: 0, count: tileRows)
        var rests = needs
        var places = [UInt32](repeating: 0, count: tileRows + 8)
        var common = places
        let scaled = matcher.scaled
        let share = matcher.threshold / (2 - matcher.threshold)
        for tile in tiles {
            let rows = tile * tileRows..<min(b.rows.count, (tile + 1) * tileRows)
            // A little room, so that no rounding leaves out a pair at the very threshold.
            let least = Double(b.counts[rows.lowerBound]) * share - 1e-6
            let most = Double(b.counts[rows.upperBound - 1]) / share + 1e-6
            let queries = a.first(withBits: least)..<a.first(withBits: most.nextUp)
            compared += queries.count * rows.count
            a.words.withUnsafeBufferPointer { aWords in
                b.words.withUnsafeBufferPointer { bWords in
                    guard let aBase = aWords.baseAddress, let bBase = bWords.baseAddress else { return }
                    b.counts.withUnsafeBufferPointer { counts in
                        dice_lay(
                            bBase + rows.lowerBound * width,
                            counts.baseAddress.map { $0 + rows.lowerBound },
                            rows.count,
                            width,
                            scaled,
                            &words,
                            &needs,
                            &rests
                        )
                    }
                    words.withUnsafeBufferPointer { words in
                        needs.withUnsafeBufferPointer { needs in
                            rests.withUnsafeBufferPointer { rests in
                                var laid = dice_tile(
                                    words: words.baseAddress,
                                    needs: needs.baseAddress,
                                    rests: rests.baseAddress,
                                    rows: rows.count,
                                    words_per_row: width
                                )
                                for query in queries {
                                    let found = dice_find(
                                        matcher.kernel.value,
                                        &laid,
                                        aBase + query * width,
                                        a.counts[query],
                                        scaled,
                                        &places,
                                        &common
                                    )
                                    for index in 0..<found {
                                        keep(query, rows.lowerBound + Int(places[index]), common[index], &pairs)
                                    }
                                    if pairs.count > EncodingMatcher.mostPairs { break }
                                }
                            }
                        }
                    }
                }
            }
            guard pairs.count <= EncodingMatcher.mostPairs else { throw EncodingMatcher.tooMany }
            try Task.checkCancellation()
        }
        return (pairs, compared)
    }

    /// Keeps a pair that reaches the threshold itself, of which the kernels know 16 bits.
    private func keep(_ query: Int, _ row: Int, _ common: UInt32, _ pairs: inout [MatchedPair]) {
        let similarity = EncodingMatcher.similarity(common: common, both: a.counts[query] + b.counts[row])
        guard similarity >= matcher.threshold else { return }
        pairs.append(
            MatchedPair(aRow: Int(a.rows[query]) + 1, bRow: Int(b.rows[row]) + 1, similarity: similarity)
        )
    }
}
