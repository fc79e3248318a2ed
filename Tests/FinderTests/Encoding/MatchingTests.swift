import CDice
import Foundation
import Testing

@testable import Finder

@Suite struct EncodingMatchingTests {
    /// Random filters, `count` of them, some of which are near one another.
    static func rows(_ count: Int, bits: Int, seed: UInt64) -> EncodedRoll {
        var random = SplitMix(seed)
        let layout = FilterLayout(bits: bits)
        var words: [UInt64] = []
        for row in 0..<count {
            var filter = [UInt64](repeating: 0, count: layout.rowWords)
            if row > 0, random.below(3) == 0 {
                let near = random.below(row)
                filter = Array(words[near * layout.rowWords..<(near + 1) * layout.rowWords])
            }
            let changes = random.below(10) == 0 ? bits / 2 : bits / 40 + 1
            for _ in 0..<changes {
                let bit = random.below(bits)
                if random.below(3) < 2 || row % 2 == 0 {
                    filter[bit >> 6] |= FilterLayout.mask(bit)
                } else {
                    filter[bit >> 6] &= ~FilterLayout.mask(bit)
                }
            }
            words += row == 5 ? [UInt64](repeating: 0, count: layout.rowWords) : filter
        }
        return EncodedRoll(header: nil, layout: layout, words: words)
    }

    /// The similarity of every pair by the definition.
    private func similarities(_ a: EncodedRoll, _ b: EncodedRoll) -> [MatchedPair] {
        func rows(_ roll: EncodedRoll) -> [ArraySlice<UInt64>] {
            (0..<roll.count).map { roll.words[$0 * roll.layout.rowWords..<($0 + 1) * roll.layout.rowWords] }
        }
        func bits(_ words: some Sequence<UInt64>) -> Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
        var all: [MatchedPair] = []
        for (one, words) in rows(a).enumerated() {
            for (other, others) in rows(b).enumerated() {
                let common = bits(zip(words, others).lazy.map { $0 & $1 })
                guard common > 0 else { continue }
                let similarity = 2 * Double(common) / Double(bits(words) + bits(others))
                all.append(MatchedPair(aRow: one + 1, bRow: other + 1, similarity: similarity))
            }
        }
        return all
    }

    @Test("Every kernel finds what the definition says, at any length", arguments: [64, 500, 1024, 5000])
    func kernels(bits: Int) async throws {
        let (a, b) = (Self.rows(30, bits: bits, seed: 1), Self.rows(43, bits: bits, seed: 1))
        let all = similarities(a, b)
        for threshold in [0.3, 0.75, 1] {
            let expected = Set(all.filter { $0.similarity >= threshold })
            #expect(!expected.isEmpty)
            for kernel in DiceKernel.available {
                var matcher = EncodingMatcher(threshold: threshold, blocking: .exact)
                matcher.kernel = kernel
                matcher.tasks = 2
                let found = try await matcher.match(a, b).pairs
                #expect(found.count == expected.count, "\(kernel), \(threshold)")
                #expect(Set(found) == expected, "\(kernel), \(threshold)")
            }
        }
    }

    @Test func samplesFindMostAndNothingElse() async throws {
        let (a, b) = (Self.rows(120, bits: 512, seed: 1), Self.rows(150, bits: 512, seed: 1))
        var matcher = EncodingMatcher(threshold: 0.85, blocking: .exact)
        let all = Set(try await matcher.match(a, b).pairs)
        for kernel in [DiceKernel.baseline, .best] {
            matcher.kernel = kernel
            matcher.blocking = .sampled
            let outcome = try await matcher.match(a, b)
            let found = Set(outcome.pairs)
            #expect(found.count == outcome.pairs.count, "a pair came twice")
            #expect(found.isSubset(of: all))
            #expect(Double(found.count) > 0.9 * Double(all.count))
        }
    }

    @Test func rowsThatAreAllAlikeAreComparedAllTheSame() async throws {
        let layout = FilterLayout(bits: 64)
        let words = (0..<300).flatMap { _ in [UInt64(0xFF)] + [UInt64](repeating: 0, count: 7) }
        let roll = EncodedRoll(header: nil, layout: layout, words: words)
        let outcome = try await EncodingMatcher(threshold: 0.9, blocking: .sampled).match(roll, roll)
        #expect(outcome.pairs.count == 90_000)
        #expect(outcome.blocking == .exact)
        #expect(outcome.pairs.oneToOne.allSatisfy { $0.aRow == $0.bRow })
    }

    @Test func eachRowHasTheBestPartnerThatIsLeft() {
        let pairs = [(1, 1, 0.8), (1, 2, 0.9), (2, 2, 0.85), (2, 1, 0.7), (3, 1, 0.7)]
            .map { MatchedPair(aRow: $0.0, bRow: $0.1, similarity: $0.2) }
        #expect(pairs.oneToOne.map { [$0.aRow, $0.bRow] } == [[1, 2], [2, 1]])
    }

    @Test func encodingsThatDoNotGoTogetherAreRefused() async throws {
        func roll(_ change: (inout EncodingHeader) -> Void, bits: Int = 512) -> EncodedRoll {
            var header = EncodingHeader(version: 1, tidying: 1, hardening: "none", schema: "s", secret: "k", bits: bits)
            change(&header)
            return EncodedRoll(
                header: header,
                layout: FilterLayout(bits: bits),
                words: [UInt64](repeating: 1, count: 8)
            )
        }
        let matcher = EncodingMatcher(threshold: 0.5)
        let plain = roll { _ in }
        let foreign = EncodedRoll(header: nil, layout: plain.layout, words: plain.words)
        #expect(try await matcher.match(plain, plain).pairs.count == 1)
        #expect(try await matcher.match(plain, foreign).pairs.count == 1)
        let others = [
            roll { $0.hardening = "balanced" }, roll { $0.schema = "t" }, roll { $0.secret = "l" },
            roll { $0.tidying = 2 },
            EncodedRoll(header: nil, layout: FilterLayout(bits: 256), words: plain.words),
        ]
        for other in others {
            await #expect(throws: EncodingError.self) { try await matcher.match(plain, other) }
        }
        await #expect(throws: EncodingError.self) { try await matcher.match(others[0], foreign) }
    }
}
