/// Up to eight codes of sixteen bits; 0 where there are no more.
extension SIMD8<UInt16> {
    /// Those of the codes that are not 0.
    @inline(__always)
    func eachCode(_ body: (UInt16) -> Void) {
        for lane in 0..<8 where self[lane] != 0 { body(self[lane]) }
    }

    /// Whether one of the codes is this one: only a lane that is zero borrows from its highest bit and has it clear (Warren,
    /// "Hacker's Delight", 6-1). To compare the vectors lane by lane takes twenty times as long.
    @inline(__always)
    func has(_ code: UInt16) -> Bool {
        let (ones, tops): (UInt64, UInt64) = (0x0001_0001_0001_0001, 0x8000_8000_8000_8000)
        let halves = unsafeBitCast(self, to: SIMD2<UInt64>.self)
        let (low, high) = (halves[0] ^ UInt64(code) &* ones, halves[1] ^ UInt64(code) &* ones)
        return ((low &- ones) & ~low | (high &- ones) & ~high) & tops != 0
    }
}
