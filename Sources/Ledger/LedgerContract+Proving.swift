import Almanac

extension LedgerContract {
    static let proving: [Rule] = [
        Rule("The tree without events has the hash of nothing as its root") { ledger in
            try expectEqual(try await ledger.tree(size: nil), TreeHead(size: 0, root: Merkle.emptyRoot), "the head")
        },
        Rule("Every event is proved to be in every later tree") { ledger in
            try await Sample.fill(ledger, with: 33)
            let leaves = try await ledger.events(from: 0, limit: 33).map(\.leaf)
            for size in 1...33 {
                let head = try await ledger.tree(size: size)
                for position in 0..<size {
                    let proof = try await ledger.inclusionProof(of: position, size: size)
                    try expect(
                        Proof.verifyInclusion(proof, of: leaves[position], at: position, in: head),
                        "the proof of event \(position) in the tree of \(size) fails"
                    )
                }
            }
        },
        Rule("Every tree is proved to be the beginning of every later one") { ledger in
            try await Sample.fill(ledger, with: 33)
            for second in 0...33 {
                let newer = try await ledger.tree(size: second)
                for first in 0...second {
                    let older = try await ledger.tree(size: first)
                    let proof = try await ledger.consistencyProof(from: first, to: second)
                    try expect(
                        Proof.verifyConsistency(proof, from: older, to: newer),
                        "the proof from \(first) to \(second) fails"
                    )
                }
            }
        },
        Rule("The tree holds across the stored levels") { ledger in
            let count = 700
            for number in 0..<7 {
                _ = try await ledger.append(Sample.proposal("c\(number)", [("meeting/\(number)", .new, 100)]))
            }
            var frontier = Frontier()
            var heads = [frontier.head]
            for event in try await ledger.events(from: 0, limit: count) {
                _ = frontier.append(event.leaf)
                heads.append(frontier.head)
            }
            try expectEqual(try await ledger.tree(size: nil), heads[count], "the newest head")
            let sizes = [1, 2, 255, 256, 257, 300, 511, 512, 513, 640, 699, 700]
            for (index, size) in sizes.enumerated() {
                try expectEqual(try await ledger.tree(size: size), heads[size], "the head at \(size)")
                for first in sizes.prefix(index) {
                    let proof = try await ledger.consistencyProof(from: first, to: size)
                    try expect(
                        Proof.verifyConsistency(proof, from: heads[first], to: heads[size]),
                        "the proof from \(first) to \(size) fails"
                    )
                }
            }
        },
        Rule("What is not there is not proved") { ledger in
            try await Sample.fill(ledger, with: 3)
            let requests: [@Sendable () async throws -> Void] = [
                { _ = try await ledger.tree(size: 4) },
                { _ = try await ledger.tree(size: -1) },
                { _ = try await ledger.inclusionProof(of: 2, size: 2) },
                { _ = try await ledger.inclusionProof(of: -1, size: 2) },
                { _ = try await ledger.inclusionProof(of: 0, size: 4) },
                { _ = try await ledger.consistencyProof(from: 3, to: 2) },
                { _ = try await ledger.consistencyProof(from: -1, to: 2) },
                { _ = try await ledger.consistencyProof(from: 1, to: 4) },
            ]
            for (index, request) in requests.enumerated() {
                try await expectRefusal(
                    "request \(index)",
                    { if case .invalid = $0 { true } else { false } },
                    of: request
                )
            }
        },
    ]

    static let storing: [Rule] = [
        Rule("A blob comes back under its hash, stored once or twice") { ledger in
            let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
            let hash = try await ledger.store(blob: bytes)
            try expectEqual(hash, Hash(of: bytes), "the hash")
            try expectEqual(try await ledger.store(blob: bytes), hash, "the second hash")
            try expectEqual(try await ledger.blob(hash), bytes, "the blob")
            try expectEqual(try await ledger.blob(try await ledger.store(blob: [])), [], "the empty blob")
        },
        Rule("A blob that was never stored is not there") { ledger in
            try expectEqual(try await ledger.blob(Hash(of: [1, 2, 3])), nil, "the blob")
        },
        Rule("A blob is taken away where it was stored before a moment, and not where it was stored again since") {
            ledger in
            let first = try await ledger.store(blob: [1, 2, 3, 4])
            let second = try await ledger.store(blob: [5, 6, 7, 8])
            let later = Instant.now.adding(seconds: 60)
            try expectEqual(try await ledger.blobs(storedBefore: .now.adding(seconds: -60)), [], "those of before")
            try expectEqual(Set(try await ledger.blobs(storedBefore: later)), [first, second], "those until then")
            let tooEarly = try await ledger.remove(blob: first, storedBefore: .now.adding(seconds: -60))
            try expectEqual(tooEarly, false, "what is newer stays")
            try expectEqual(try await ledger.remove(blob: first, storedBefore: later), true, "the removal")
            try expectEqual(try await ledger.blob(first), nil, "what was taken away")
            try expectEqual(try await ledger.blob(second), [5, 6, 7, 8], "the other")
            try expectEqual(try await ledger.remove(blob: first, storedBefore: later), false, "once more")
            try expectEqual(try await ledger.store(blob: [1, 2, 3, 4]), first, "stored again")
            try expectEqual(try await ledger.blob(first), [1, 2, 3, 4], "what was stored again")
        },
        Rule("Many may store the same blob at once") { ledger in
            try await withThrowingTaskGroup(of: Hash.self) { group in
                for number in 0..<32 {
                    group.addTask { try await ledger.store(blob: [7, UInt8(number % 4)]) }
                }
                let hashes = try await group.reduce(into: Set<Hash>()) { $0.insert($1) }
                try expectEqual(hashes.count, 4, "the different hashes")
            }
        },
    ]
}
