import CDice
import Foundation

/// Compares the encodings of two rolls by their Dice coefficient: twice the bits that two have in common over the bits
/// that both have (Schnell, Bachteler and Reiher 2009).
public struct EncodingMatcher: Sendable {
    /// Which pairs are compared.
    public enum Blocking: String, CaseIterable, Sendable {
        /// All: what cannot reach the threshold by the numbers of bits alone is passed over, and nothing is missed.
        case exact
        /// Those that agree in some of many samples of bits (Hamming locality-sensitive hashing, Indyk and Motwani 1998;
        /// Karapiperis and Verykios 2015): a few are missed.
        case sampled
    }

    /// The least similarity of a pair, above 0.
    public var threshold: Double
    /// Nil for exact, unless there are more than `mostExact` pairs.
    public var blocking: Blocking?
    /// How many tasks work side by side, at least one. The pairs are the same for any number.
    public var tasks = max(1, ProcessInfo.processInfo.activeProcessorCount)
    /// Called with the share of the work done, from the task that runs `match`.
    public var progress: (@Sendable (Double) -> Void)?
    var kernel = DiceKernel.best

    /// More pairs than these are sampled unless it is asked otherwise: about five minutes on two cores.
    public static let mostExact = 500_000_000_000
    /// More pairs at the threshold are refused, since their memory has no bound.
    public static let mostPairs = 20_000_000

    /// - parameter threshold: the least similarity of a pair, above 0 and at most 1.
    /// - parameter blocking: which pairs are compared; nil leaves it to their number.
    public init(threshold: Double, blocking: Blocking? = nil) {
        self.threshold = threshold
        self.blocking = blocking
    }

    /// What a comparison found.
    public struct Outcome: Sendable {
        /// The pairs that reach the threshold, in no order.
        public let pairs: [MatchedPair]
        /// Which pairs were compared; all, too, where samples brought together so many that all were no more work.
        public let blocking: Blocking
        /// How many pairs there are.
        public let all: Int
        /// How many of them were looked at.
        public let compared: Int
    }

    /// The pairs of at least the threshold.
    ///
    /// - throws: `EncodingError.refused` where the two cannot be compared, or too many pairs reach the threshold.
    public func match(_ a: EncodedRoll, _ b: EncodedRoll) async throws -> Outcome {
        guard threshold > 0, threshold <= 1 else {
            throw EncodingError.refused("A threshold is above 0 and at most 1.")
        }
        try EncodingHeader.check(a.header, b.header)
        guard a.count > 0, b.count > 0 else {
            return Outcome(pairs: [], blocking: blocking ?? .exact, all: 0, compared: 0)
        }
        guard a.layout.bytes == b.layout.bytes else {
            throw EncodingError.refused(
                "The two files have encodings of \(a.layout.bits) and of \(b.layout.bits) bits: encode both by one schema."
            )
        }
        let all = a.count * b.count
        if blocking ?? (all > Self.mostExact ? .sampled : .exact) == .sampled,
            let (pairs, compared) = try await SampledComparison(self, a, b).pairs()
        {
            return Outcome(pairs: pairs, blocking: .sampled, all: all, compared: compared)
        }
        let (pairs, compared) = try await TiledComparison(self, a, b).pairs()
        return Outcome(pairs: pairs, blocking: .exact, all: all, compared: compared)
    }

    /// Too many pairs, in words.
    static var tooMany: EncodingError {
        .refused("More than \(mostPairs / 1_000_000) million pairs reach the threshold: raise --threshold.")
    }

    /// The similarity of two filters by the bits they have in common and the bits of both.
    static func similarity(common: UInt32, both: UInt32) -> Double { 2 * Double(common) / Double(both) }

    /// The threshold as the kernels take it, in parts of 65,536 and never above what it is.
    var scaled: UInt64 { max(1, UInt64((threshold * 65536).rounded(.down))) }
}

extension EncodedRoll {
    /// The least similarity of a pair where nobody says another: chosen on generated rolls (seed 101) for the standard
    /// schema, for the hardening of this file.
    public var standardThreshold: Double {
        guard let header, let hardening = try? Hardening(header.hardening) else { return 0.85 }
        return hardening.standardThreshold
    }
}

extension Hardening {
    var standardThreshold: Double {
        switch self {
        case .none: 0.85
        case .salt(_, nil): 0.85
        case .salt: 0.8
        case .balanced: 0.89
        case .xorFold, .rule90: 0.79
        }
    }
}

extension EncodingMatcher {
    /// The thresholds that stand where none is given, in words.
    public static let standardThresholds = "0.85, or what suits the hardening,"
}
