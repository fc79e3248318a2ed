import Testing

@testable import Ledger

@Suite("The Merkle tree is the one of RFC 9162")
struct MerkleTests {
    /// The leaves and roots that implementations of Certificate Transparency have long agreed on.
    private static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    private static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test("Known roots come out at every size")
    func knownRoots() throws {
        var frontier = Frontier()
        #expect(frontier.root.description == Self.roots[0])
        for (leaf, root) in zip(Self.leaves, Self.roots.dropFirst()) {
            _ = frontier.append(Merkle.leaf(try bytes(hexadecimal: leaf)))
            #expect(frontier.root.description == root)
        }
    }

    @Test("A proof of inclusion that is changed anywhere is refused")
    func changedInclusion() {
        let tree = Levels(count: 13)
        for size in 1...13 {
            let head = Tree(tree).head(size: size)
            for position in 0..<size {
                let proof = Tree(tree).inclusionProof(of: position, size: size)
                let leaf = tree.leaves[position]
                #expect(Proof.verifyInclusion(proof, of: leaf, at: position, in: head))
                for changed in changes(of: proof) {
                    #expect(!Proof.verifyInclusion(changed, of: leaf, at: position, in: head))
                }
                #expect(!Proof.verifyInclusion(proof, of: Hash(of: [9]), at: position, in: head))
                for other in -1...size where other != position {
                    #expect(!Proof.verifyInclusion(proof, of: leaf, at: other, in: head))
                }
            }
        }
    }

    @Test("A proof of consistency that is changed anywhere is refused")
    func changedConsistency() {
        let tree = Levels(count: 13)
        for second in 1...13 {
            let newer = Tree(tree).head(size: second)
            for first in 1...second {
                let older = Tree(tree).head(size: first)
                let proof = Tree(tree).consistencyProof(from: first, to: second)
                #expect(Proof.verifyConsistency(proof, from: older, to: newer))
                for changed in changes(of: proof) {
                    #expect(!Proof.verifyConsistency(changed, from: older, to: newer))
                }
                let forged = TreeHead(size: first, root: Hash(of: [9]))
                #expect(!Proof.verifyConsistency(proof, from: forged, to: newer))
                #expect(!Proof.verifyConsistency(proof, from: newer, to: older) || first == second)
            }
        }
    }

    @Test("The stored levels are complete above the leaves", arguments: [255, 256, 257, 65_536])
    func storedLevels(count: Int) {
        var frontier = Frontier()
        var stored: [Subtree] = []
        for number in 0..<count {
            stored += frontier.append(
                Hash(of: [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)])
            )
        }
        #expect(stored.filter { $0.level == 8 }.map(\.index) == Array(0..<(count >> 8)))
        #expect(stored.filter { $0.level == 16 }.map(\.index) == Array(0..<(count >> 16)))
    }

    private func changes(of proof: [Hash]) -> [[Hash]] {
        let changed = proof.indices.map { index in
            var copy = proof
            copy[index] = Hash(of: copy[index].bytes)
            return copy
        }
        return changed + [proof + [Hash(of: [])]] + (proof.isEmpty ? [] : [Array(proof.dropLast())])
    }

    private func bytes(hexadecimal: String) throws -> [UInt8] {
        try stride(from: 0, to: hexadecimal.count, by: 2).map { offset in
            let start = hexadecimal.index(hexadecimal.startIndex, offsetBy: offset)
            return try #require(UInt8(hexadecimal[start..<hexadecimal.index(start, offsetBy: 2)], radix: 16))
        }
    }
}

private struct Levels: TreeSource {
    let leaves: [Hash]

    init(count: Int) {
        leaves = (0..<count).map { Merkle.leaf([UInt8($0)]) }
    }

    func hashes(level: Int, _ indices: Range<Int>) -> [Hash] { Array(leaves[indices]) }
}
