package import Foundation

/// Proofs as JSON that anyone can check with any implementation of RFC 9162: hashes are hexadecimal SHA-256, the record
/// is base64, and its leaf hash is SHA-256 over a zero byte and the record.
package enum ProofDocument {
    /// That one event is in the tree of `size` events.
    package struct Inclusion: Codable, Hashable, Sendable {
        package let kind: Kind
        package let position: Int
        package let record: Data
        package let leaf: Hash
        package let size: Int
        package let root: Hash
        package let path: [Hash]

        package enum Kind: String, Codable, Sendable { case inclusion }

        /// Asks a ledger for a proof.
        ///
        /// - Parameter size: The tree to prove it in. `nil` means the newest.
        /// - Throws: ``LedgerError/invalid(_:)`` where there is no such event or tree.
        package init(of position: Int, size: Int?, in ledger: any Ledger) async throws(LedgerError) {
            let head = try await ledger.tree(size: size)
            path = try await ledger.inclusionProof(of: position, size: head.size)
            guard let event = try await ledger.events(from: position, limit: 1).first else {
                throw .invalid("There is no event \(position).")
            }
            kind = .inclusion
            self.position = position
            record = Data(event.record)
            leaf = event.leaf
            self.size = head.size
            root = head.root
        }

        /// Whether the proof is right, from nothing but itself.
        package var holds: Bool {
            leaf == Merkle.leaf(Array(record))
                && Proof.verifyInclusion(path, of: leaf, at: position, in: TreeHead(size: size, root: root))
        }
    }

    /// That the tree of `first` events is the beginning of the tree of `second`.
    package struct Consistency: Codable, Hashable, Sendable {
        package let kind: Kind
        package let first: Int
        package let firstRoot: Hash
        package let second: Int
        package let secondRoot: Hash
        package let path: [Hash]

        package enum Kind: String, Codable, Sendable { case consistency }

        /// Asks a ledger for a proof.
        ///
        /// - Parameter second: `nil` means the newest tree.
        /// - Throws: ``LedgerError/invalid(_:)`` where there are no such trees.
        package init(from first: Int, to second: Int?, in ledger: any Ledger) async throws(LedgerError) {
            let newer = try await ledger.tree(size: second)
            let older = try await ledger.tree(size: first)
            kind = .consistency
            self.first = first
            firstRoot = older.root
            self.second = newer.size
            secondRoot = newer.root
            path = try await ledger.consistencyProof(from: first, to: newer.size)
        }

        /// Whether the proof is right, from nothing but itself.
        package var holds: Bool {
            Proof.verifyConsistency(
                path,
                from: TreeHead(size: first, root: firstRoot),
                to: TreeHead(size: second, root: secondRoot)
            )
        }
    }
}
