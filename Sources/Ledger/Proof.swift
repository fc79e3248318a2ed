/// Checks of proofs, as RFC 9162 writes them. Nothing but the proof is needed.
package enum Proof {
    /// Section 2.1.3.2: whether `leaf` is at `position` in the tree with that head.
    package static func verifyInclusion(_ proof: [Hash], of leaf: Hash, at position: Int, in head: TreeHead) -> Bool {
        guard position >= 0, position < head.size else { return false }
        var node = position
        var last = head.size - 1
        var root = leaf
        for hash in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                root = Merkle.node(hash, root)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                root = Merkle.node(root, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && root == head.root
    }

    /// Section 2.1.4.2: whether the first tree is the beginning of the second.
    package static func verifyConsistency(_ proof: [Hash], from first: TreeHead, to second: TreeHead) -> Bool {
        guard first.size >= 0, first.size <= second.size else { return false }
        if first.size == second.size { return proof.isEmpty && first.root == second.root }
        if first.size == 0 { return proof.isEmpty && first.root == Merkle.emptyRoot }
        let isPowerOfTwo = first.size & (first.size - 1) == 0
        var hashes = (isPowerOfTwo ? [first.root] : []) + proof
        guard !hashes.isEmpty else { return false }
        let zeros = (~(first.size - 1)).trailingZeroBitCount
        var node = (first.size - 1) >> zeros
        var last = (second.size - 1) >> zeros
        var firstRoot = hashes.removeFirst()
        var secondRoot = firstRoot
        for hash in hashes {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                firstRoot = Merkle.node(hash, firstRoot)
                secondRoot = Merkle.node(hash, secondRoot)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                secondRoot = Merkle.node(secondRoot, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && firstRoot == first.root && secondRoot == second.root
    }
}
