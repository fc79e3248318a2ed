/// Two encoded rows that may be one person.
public struct MatchedPair: Sendable, Hashable {
    /// The row in the first file, from 1, the header aside.
    public let aRow: Int
    /// The row in the second file, counted likewise.
    public let bRow: Int
    /// How alike they are, 0 to 1.
    public let similarity: Double

    /// - parameter similarity: 0 to 1.
    public init(aRow: Int, bRow: Int, similarity: Double) {
        self.aRow = aRow
        self.bRow = bRow
        self.similarity = similarity
    }
}

extension [MatchedPair] {
    /// The most similar first; of equals, the first by their rows.
    public var bestFirst: [MatchedPair] {
        sorted {
            if $0.similarity != $1.similarity { return $0.similarity > $1.similarity }
            return ($0.aRow, $0.bRow) < ($1.aRow, $1.bRow)
        }
    }

    /// Each row with the best partner that is left for it, the most similar first.
    public var oneToOne: [MatchedPair] {
        var takenA: Set<Int> = []
        var takenB: Set<Int> = []
        return bestFirst.filter { pair in
            guard !takenA.contains(pair.aRow), !takenB.contains(pair.bRow) else { return false }
            takenA.insert(pair.aRow)
            takenB.insert(pair.bRow)
            return true
        }
    }
}
