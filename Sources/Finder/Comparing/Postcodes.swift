/// How alike two postcodes are.
enum PostcodeLikeness: Int, Comparable {
    case same, sector, district, different

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    private static let inward = 3

    /// Judged by the numbers of two postcodes. Equal postcodes of other countries, which cover a town, count as one
    /// district, as do those one character apart; British postcodes one character apart count as one sector.
    init(_ a: Int32, _ b: Int32, _ terms: Terms) {
        self = Self(terms.postcode(a), terms.postcode(b))
        // Of other countries, some have more characters than are packed.
        if self == .same, a != b { self = .district }
    }

    private init(_ a: PackedPostcode, _ b: PackedPostcode) {
        // A slip may take the form of a British postcode from one of them.
        let isBritish = a.isBritish || b.isBritish
        if a == b {
            self = isBritish ? .same : .district
        } else if a.isOneSlip(b) {
            self = isBritish && min(a.count, b.count) >= 5 ? .sector : a.count == b.count ? .district : .different
        } else if isBritish, a.count == b.count, a.shared(b) >= a.count - Self.inward {
            self = a.shared(b) > a.count - Self.inward ? .sector : .district
        } else {
            self = .different
        }
    }
}

/// The first eight characters of a postcode in one word, the first lowest: all of any British one.
struct PackedPostcode: Sendable, Equatable {
    private let bytes: UInt64

    init(_ text: Span<UInt8>) { bytes = text.word(0, to: min(8, text.count)) }

    var count: Int { 8 - bytes.leadingZeroBitCount / 8 }

    /// Whether it ends in two letters.
    var isBritish: Bool { count >= 5 && self[count - 1] >= 65 && self[count - 2] >= 65 }

    private subscript(place: Int) -> UInt8 { UInt8(truncatingIfNeeded: bytes >> UInt64(place * 8)) }

    /// How many characters both begin with.
    func shared(_ other: PackedPostcode) -> Int { (bytes ^ other.bytes).trailingZeroBitCount / 8 }

    /// Whether they differ in one character, one more, or two neighbours in the other order.
    func isOneSlip(_ other: PackedPostcode) -> Bool {
        let shared = shared(other)
        if count != other.count {
            let (long, short) = count > other.count ? (self, other) : (other, self)
            return long.count - short.count == 1
                && long.bytes >> UInt64(shared * 8 + 8) == short.bytes >> UInt64(shared * 8)
        }
        let rest = (bytes ^ other.bytes) >> UInt64(shared * 8)
        if rest < 1 << 8 { return true }
        return rest < 1 << 16 && self[shared] == other[shared + 1] && self[shared + 1] == other[shared]
    }
}
