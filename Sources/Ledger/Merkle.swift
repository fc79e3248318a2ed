import Crypto

/// The hashes of RFC 9162, section 2.1.1.
package enum Merkle {
    /// The root of the tree without leaves.
    package static let emptyRoot = Hash(digest: SHA256.hash(data: []))

    /// The hash of a stored record as a leaf.
    package static func leaf(_ record: [UInt8]) -> Hash {
        var hash = SHA256()
        prefixed(0, with: &hash)
        record.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Hash(digest: hash.finalize())
    }

    /// The hash of a node above two others.
    package static func node(_ left: Hash, _ right: Hash) -> Hash {
        var hash = SHA256()
        prefixed(1, with: &hash)
        left.bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        right.bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Hash(digest: hash.finalize())
    }

    private static func prefixed(_ byte: UInt8, with hash: inout SHA256) {
        withUnsafeBytes(of: byte) { hash.update(bufferPointer: $0) }
    }
}

/// A complete subtree: `2^level` leaves, of which the first is leaf `index * 2^level`.
package struct Subtree: Hashable, Sendable {
    /// Engines keep the hash of every complete subtree of these levels, and no others: 0 (the leaves), 8, 16 …
    package static let storedLevels = 8

    package let level: Int
    package let index: Int
    package let hash: Hash

    package init(level: Int, index: Int, hash: Hash) {
        self.level = level
        self.index = index
        self.hash = hash
    }
}

/// The right edge of a tree: all that is needed to append to it and to know its root.
package struct Frontier: Hashable, Sendable {
    package private(set) var size: Int
    /// The complete subtrees from left to right, one for each bit that is set in `size`.
    private var peaks: [Hash]

    package init() {
        size = 0
        peaks = []
    }

    init(size: Int, peaks: [Hash]) {
        self.size = size
        self.peaks = peaks
    }

    package var root: Hash { peaks.fold() ?? Merkle.emptyRoot }

    package var head: TreeHead { TreeHead(size: size, root: root) }

    /// Appends a leaf.
    ///
    /// - Returns: The subtrees above the leaves that are complete now and that an engine keeps, lowest first.
    package mutating func append(_ leaf: Hash) -> [Subtree] {
        var completed: [Subtree] = []
        var hash = leaf
        var level = 0
        while (size >> level) & 1 == 1 {
            hash = Merkle.node(peaks.removeLast(), hash)
            level += 1
            if level % Subtree.storedLevels == 0 {
                completed.append(Subtree(level: level, index: size >> level, hash: hash))
            }
        }
        peaks.append(hash)
        size += 1
        return completed
    }
}

extension [Hash] {
    /// The root over subtrees of falling size, given from left to right.
    func fold() -> Hash? {
        guard var root = last else { return nil }
        for left in dropLast().reversed() {
            root = Merkle.node(left, root)
        }
        return root
    }
}
