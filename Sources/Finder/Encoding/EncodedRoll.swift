import CDice

/// The encodings of a roll.
public struct EncodedRoll: Sendable {
    /// What the file says of itself; nil where another program wrote it.
    let header: EncodingHeader?
    let layout: FilterLayout
    /// `layout.rowWords` for each row.
    private(set) var words: [UInt64] = []
    /// Bits set in each row.
    let counts: [UInt32]

    /// How many rows there are.
    public var count: Int { counts.count }

    /// - parameter words: `layout.rowWords` for each row.
    init(header: EncodingHeader?, layout: FilterLayout, words: [UInt64]) {
        self.header = header
        self.layout = layout
        self.words = words
        var counts = [UInt32](repeating: 0, count: words.count / max(1, layout.rowWords))
        let rows = counts.count
        dice_count(DiceKernel.best.value, words, rows, layout.rowWords, &counts)
        self.counts = counts
    }
}

/// How filters are compared on this processor.
enum DiceKernel: Int, CaseIterable, Sendable {
    case baseline, popcnt, avx2, avx512

    /// The fastest that this processor has.
    static let best = DiceKernel(rawValue: Int(dice_best_kernel().rawValue)) ?? .baseline

    /// Those that this processor has.
    static var available: [DiceKernel] { allCases.filter { $0.rawValue <= best.rawValue } }

    var value: dice_kernel { dice_kernel(UInt32(rawValue)) }
}
