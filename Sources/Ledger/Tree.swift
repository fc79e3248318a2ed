/// Where the stored hashes of a tree come from: one engine's table.
package protocol TreeSource {
    associatedtype Failure: Error

    /// The hashes of the complete subtrees `indices` of a stored level (see ``Subtree/storedLevels``), in order: exactly as many as asked for, or an
    /// error.
    func hashes(level: Int, _ indices: Range<Int>) throws(Failure) -> [Hash]
}

/// Heads and proofs of RFC 9162 at any size, from at most 256 stored hashes for each stored level and edge.
package struct Tree<Source: TreeSource> {
    private let source: Source

    package init(_ source: Source) {
        self.source = source
    }

    package func frontier(size: Int) throws(Source.Failure) -> Frontier {
        Frontier(size: size, peaks: try peaks(of: 0..<size))
    }

    package func head(size: Int) throws(Source.Failure) -> TreeHead {
        try frontier(size: size).head
    }

    /// Section 2.1.3.1.
    package func inclusionProof(of position: Int, size: Int) throws(Source.Failure) -> [Hash] {
        try path(to: position, in: 0..<size)
    }

    /// Section 2.1.4.1.
    package func consistencyProof(from first: Int, to second: Int) throws(Source.Failure) -> [Hash] {
        guard first > 0, first < second else { return [] }
        return try subproof(of: first, in: 0..<second, isKnown: true)
    }

    private func path(to position: Int, in leaves: Range<Int>) throws(Source.Failure) -> [Hash] {
        guard leaves.count > 1 else { return [] }
        let middle = leaves.middle
        return position < middle
            ? try path(to: position, in: leaves.lowerBound..<middle) + [root(of: middle..<leaves.upperBound)]
            : try path(to: position, in: middle..<leaves.upperBound) + [root(of: leaves.lowerBound..<middle)]
    }

    /// - Parameter isKnown: Whether the root over `leaves` up to `end` is the first tree's root, which its holder has.
    private func subproof(of end: Int, in leaves: Range<Int>, isKnown: Bool) throws(Source.Failure) -> [Hash] {
        guard end < leaves.upperBound else { return isKnown ? [] : [try root(of: leaves)] }
        let middle = leaves.middle
        return end <= middle
            ? try subproof(of: end, in: leaves.lowerBound..<middle, isKnown: isKnown)
                + [root(of: middle..<leaves.upperBound)]
            : try subproof(of: end, in: middle..<leaves.upperBound, isKnown: false)
                + [root(of: leaves.lowerBound..<middle)]
    }

    private func root(of leaves: Range<Int>) throws(Source.Failure) -> Hash {
        try peaks(of: leaves).fold() ?? Merkle.emptyRoot
    }

    /// The complete subtrees over `leaves`, largest first.
    private func peaks(of leaves: Range<Int>) throws(Source.Failure) -> [Hash] {
        var peaks: [Hash] = []
        var start = leaves.lowerBound
        while start < leaves.upperBound {
            let level = (leaves.upperBound - start).highestBit
            peaks.append(try subtree(level: level, index: start >> level))
            start += 1 << level
        }
        return peaks
    }

    private func subtree(level: Int, index: Int) throws(Source.Failure) -> Hash {
        let above = level % Subtree.storedLevels
        var hashes = try source.hashes(level: level - above, (index << above)..<((index + 1) << above))
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map { Merkle.node(hashes[$0], hashes[$0 + 1]) }
        }
        return hashes[0]
    }
}

extension Range<Int> {
    /// Where RFC 9162 splits: after the largest power of two that is smaller than the count.
    fileprivate var middle: Int { lowerBound + 1 << (count - 1).highestBit }
}

extension Int {
    fileprivate var highestBit: Int { Int.bitWidth - 1 - leadingZeroBitCount }
}
