import Crypto
import Foundation

/// A step that makes encodings harder to attack and less exact. None makes them anonymous.
///
/// The name is written into the file, and encodings of different names are never compared.
public enum Hardening: Sendable, Hashable {
    /// The filter as it is.
    case none
    /// Tokens are hashed with a value of the same person behind them: alike names of people who differ in it share
    /// nothing (Niedermeyer, Steinmetzer, Kroll and Schnell 2014). With a length, its first characters only: of a date
    /// of birth, `19850307`, four are the year.
    case salt(feature: String, length: Int?)
    /// The filter and its complement, shuffled by the secret, so that all have as many bits set (Schnell and Borgs 2016).
    case balanced
    /// The exclusive or of both halves (Schnell and Borgs 2016).
    case xorFold
    /// Each bit becomes the exclusive or of its neighbours (Schnell and Borgs 2018).
    case rule90

    /// The hardening of a name: `none`, `salt:FEATURE`, `salt:FEATURE:LENGTH`, `balanced`, `xor-fold`, `rule-90`.
    ///
    /// - throws: `EncodingError.refused` with the names there are.
    public init(_ name: String) throws(EncodingError) {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("none", 1): self = .none
        case ("balanced", 1): self = .balanced
        case ("xor-fold", 1): self = .xorFold
        case ("rule-90", 1): self = .rule90
        case ("salt", 2) where !parts[1].isEmpty: self = .salt(feature: parts[1], length: nil)
        case ("salt", 3) where !parts[1].isEmpty:
            guard let length = Int(parts[2]), (1...100).contains(length), String(length) == parts[2] else {
                fallthrough
            }
            self = .salt(feature: parts[1], length: length)
        default:
            throw .refused(
                "A hardening is none, salt:FEATURE, salt:FEATURE:LENGTH, balanced, xor-fold or rule-90."
            )
        }
    }

    /// What `init` reads.
    public var name: String {
        switch self {
        case .none: "none"
        case .salt(let feature, let length): "salt:\(feature)" + (length.map { ":\($0)" } ?? "")
        case .balanced: "balanced"
        case .xorFold: "xor-fold"
        case .rule90: "rule-90"
        }
    }

    /// How many bits a filter of so many has after it; nil where it cannot be done.
    func bits(of bits: Int) -> Int? {
        switch self {
        case .none, .salt: bits
        case .balanced: bits <= LinkageSchema.mostBits / 2 ? 2 * bits : nil
        case .xorFold: bits % 2 == 0 && bits >= 16 ? bits / 2 : nil
        case .rule90: bits >= 3 ? bits : nil
        }
    }
}

/// Folds and hardens filters.
struct FilterFinisher {
    /// Of the filter that comes out.
    let layout: FilterLayout
    private let schemaBits: Int
    private let folds: Int
    private let hardening: Hardening
    /// Where each bit of a balanced filter comes from: below `schemaBits` a bit, else the opposite of one.
    private let order: [Int32]
    private var folded: [UInt64] = []

    init(_ schema: LinkageSchema, _ hardening: Hardening, _ secret: LinkageSecret) throws(EncodingError) {
        guard let bits = hardening.bits(of: schema.bits) else {
            throw .refused(
                "Encodings of \(schema.bits) bits cannot be hardened by \(hardening.name); change the schema's l."
            )
        }
        schemaBits = schema.bits
        folds = schema.folds
        self.hardening = hardening
        layout = FilterLayout(bits: bits)
        order = hardening == .balanced ? Self.shuffled(bits, secret) : []
    }

    /// An order of the first `count` numbers that nobody knows without the secret.
    private static func shuffled(_ count: Int, _ secret: LinkageSecret) -> [Int32] {
        let key = secret.subkey("order of balanced filters")
        let marks = (0..<count).map { place in
            HMAC<SHA256>.authenticationCode(for: Data("\(place)".utf8), using: key).prefix(16).map { $0 }
        }
        return (0..<count).sorted { marks[$0].lexicographicallyPrecedes(marks[$1]) }.map(Int32.init)
    }

    private var isPlain: Bool {
        switch hardening {
        case .none, .salt: true
        case .balanced, .xorFold, .rule90: false
        }
    }

    /// The filters as they are written, `layout.usedWords` each.
    ///
    /// An empty filter stays empty whatever the hardening is, and so is never like another.
    mutating func finish(_ filters: [UInt64]) -> [UInt64] {
        if folds == 0, isPlain { return filters }
        var rows: [UInt64] = []
        let width = FilterLayout(bits: schemaBits << folds).usedWords
        for start in stride(from: 0, to: filters.count, by: width) {
            let filter = filters[start..<start + width]
            if filter.contains(where: { $0 != 0 }) {
                harden(filter)
                rows += folded.prefix(layout.usedWords)
            } else {
                rows += repeatElement(0, count: layout.usedWords)
            }
        }
        return rows
    }

    private mutating func harden(_ filter: ArraySlice<UInt64>) {
        folded = Array(filter)
        for fold in 0..<folds { Self.fold(&folded, to: schemaBits << (folds - 1 - fold)) }
        switch hardening {
        case .none, .salt: break
        case .xorFold: Self.fold(&folded, to: layout.bits)
        case .balanced: balance()
        case .rule90: mixNeighbours()
        }
    }

    private static func fold(_ words: inout [UInt64], to bits: Int) {
        if bits % 64 == 0 {
            let half = bits / 64
            for word in 0..<half { words[word] ^= words[word + half] }
            words.removeSubrange(half..<min(words.count, 2 * half))
            return
        }
        var half = [UInt64](repeating: 0, count: FilterLayout(bits: bits).usedWords)
        for bit in 0..<bits
        where FilterLayout.isSet(bit, in: words) != FilterLayout.isSet(bit + bits, in: words) {
            half[FilterLayout.word(bit)] |= FilterLayout.mask(bit)
        }
        words = half
    }

    private mutating func balance() {
        var balanced = [UInt64](repeating: 0, count: layout.usedWords)
        for (bit, from) in order.enumerated() {
            let from = Int(from)
            let isSet =
                from < schemaBits
                ? FilterLayout.isSet(from, in: folded) : !FilterLayout.isSet(from - schemaBits, in: folded)
            if isSet { balanced[FilterLayout.word(bit)] |= FilterLayout.mask(bit) }
        }
        folded = balanced
    }

    private mutating func mixNeighbours() {
        let bits = layout.bits
        var mixed = [UInt64](repeating: 0, count: layout.usedWords)
        for bit in 0..<bits {
            let before = FilterLayout.isSet((bit + bits - 1) % bits, in: folded)
            if before != FilterLayout.isSet((bit + 1) % bits, in: folded) {
                mixed[FilterLayout.word(bit)] |= FilterLayout.mask(bit)
            }
        }
        folded = mixed
    }
}
