/// Distinct byte strings, each with a number counted from 0 in order of arrival: interning.
///
/// The bytes lie in one slab; a number takes four bytes wherever the text is used. Two layers share the numbering: the
/// frozen one, which copies of the table share, and a fresh one on top, so that a query adds its own words to a copy
/// of a large table without copying it.
struct TermTable: Sendable {
    private(set) var frozen = TermPage()
    private(set) var fresh = TermPage()

    /// The most strings a table can number: the bits above are marks of entries (`Slip`).
    static let most = Int(Slip.temporary)

    var count: Int { frozen.count + fresh.count }

    init() {}

    /// A frozen table of strings that were stored, no two of them equal.
    init(_ slab: ByteSlab) { frozen = TermPage(slab) }

    /// The number of `bytes`, given now if it had none.
    mutating func number(of bytes: [UInt8]) -> Int32 { number(of: bytes.span) }

    /// The same; -1 where there are none.
    mutating func number(ofAny bytes: [UInt8]) -> Int32 { bytes.isEmpty ? -1 : number(of: bytes.span) }

    /// The number of `bytes`, given now if it had none.
    mutating func number(of bytes: Span<UInt8>) -> Int32 {
        let hash = TermPage.seeded(bytes)
        if let found = frozen.find(bytes, hash: hash) { return found }
        if let found = fresh.find(bytes, hash: hash) { return Int32(frozen.count) + found }
        return Int32(frozen.count) + fresh.append(bytes, hash: hash)
    }

    /// Shares what has been added so far with every copy made from now on. Call it once, when a roll is complete.
    mutating func freeze() {
        if frozen.count == 0 {
            swap(&frozen, &fresh)
        } else {
            for number in 0..<fresh.count {
                let bytes = Array(fresh.slab[number])
                _ = frozen.append(bytes.span, hash: TermPage.seeded(bytes.span))
            }
            fresh = TermPage()
        }
    }

    /// Takes in all strings of `other`, and gives the number that each of them has here.
    mutating func absorb(_ other: TermTable) -> [Int32] {
        var numbers: [Int32] = []
        numbers.reserveCapacity(other.count)
        for page in [other.frozen, other.fresh] {
            let bytes = page.slab.bytes.span
            for number in 0..<page.count {
                numbers.append(self.number(of: bytes.extracting(page.slab.range(number))))
            }
        }
        return numbers
    }

    /// All strings, in the order of their numbers.
    var whole: ByteSlab {
        if fresh.count == 0 { return frozen.slab }
        var slab = frozen.slab
        for number in 0..<fresh.count { slab.append(Array(fresh.slab[number]).span) }
        return slab
    }

    /// A frozen table of the used strings, and the number that each has there; -1 for the others.
    func kept(_ used: [Bool]) -> (TermTable, [Int32]) {
        var slab = ByteSlab()
        var numbers = [Int32](repeating: -1, count: count)
        for number in 0..<count where used[number] {
            numbers[number] = Int32(slab.count)
            slab.append(bytes(of: Int32(number)).span)
        }
        return (TermTable(slab), numbers)
    }

    /// A copy of the bytes of `number`.
    func bytes(of number: Int32) -> [UInt8] {
        let base = Int32(frozen.count)
        return Array(number < base ? frozen.slab[Int(number)] : fresh.slab[Int(number - base)])
    }

    /// Calls `body` with the bytes of two numbers, without copying them.
    func withBytes<Result>(
        of a: Int32,
        and b: Int32,
        _ body: (Span<UInt8>, Span<UInt8>) -> Result
    ) -> Result {
        let base = Int32(frozen.count)
        let (one, other) = (Int(a < base ? a : a - base), Int(b < base ? b : b - base))
        switch (a < base, b < base) {
        case (true, true): return Self.withBytes(frozen, one, frozen, other, body)
        case (true, false): return Self.withBytes(frozen, one, fresh, other, body)
        case (false, true): return Self.withBytes(fresh, one, frozen, other, body)
        case (false, false): return Self.withBytes(fresh, one, fresh, other, body)
        }
    }

    @inline(__always)
    private static func withBytes<Result>(
        _ page: TermPage,
        _ a: Int,
        _ other: TermPage,
        _ b: Int,
        _ body: (Span<UInt8>, Span<UInt8>) -> Result
    ) -> Result {
        body(
            page.slab.bytes.span.extracting(page.slab.range(a)),
            other.slab.bytes.span.extracting(other.slab.range(b))
        )
    }
}

/// One layer of a `TermTable`: a slab of strings, and an open-addressed table that finds them.
struct TermPage: Sendable {
    private(set) var slab = ByteSlab()
    private var numbers = SlotTable()

    var count: Int { slab.count }

    init() {}

    init(_ slab: ByteSlab) {
        self.slab = slab
        numbers = SlotTable(expecting: slab.count)
        for number in 0..<slab.count {
            numbers.add(number, hash: Self.seeded(slab.bytes.span.extracting(slab.range(number))))
        }
    }

    func find(_ bytes: Span<UInt8>, hash: UInt64) -> Int32? {
        if slab.count == 0 { return nil }
        let number = numbers.first(hash) { number in
            let range = slab.range(number)
            return range.count == bytes.count && Self.equal(slab.bytes.span.extracting(range), bytes)
        }
        return number.map { Int32(truncatingIfNeeded: $0) }
    }

    mutating func append(_ bytes: Span<UInt8>, hash: UInt64) -> Int32 {
        numbers.add(slab.count, hash: hash)
        slab.append(bytes)
        return Int32(slab.count - 1)
    }

    private static func equal(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        for index in 0..<a.count where a[index] != b[index] { return false }
        return true
    }

    /// What `seeded` starts from and multiplies by, drawn anew by each process.
    private static let seed = (start: UInt64.random(in: .min ... .max), factor: UInt64.random(in: .min ... .max) | 1)

    /// Where a string is looked for: eight bytes at a time, the halves of a whole product joined, as wyhash does. Strings
    /// come from other people's files; whoever writes them does not know the seed, and so cannot choose them to crowd a
    /// table. A crowded one is slow, never wrong.
    static func seeded(_ bytes: Span<UInt8>) -> UInt64 { seeded(bytes, 0..<bytes.count) }

    /// The same of the bytes at `range`.
    @inline(__always)
    static func seeded(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        let (start, factor) = seed
        var hash = start ^ UInt64(truncatingIfNeeded: range.count)
        var place = range.lowerBound
        while place < range.upperBound {
            add(bytes.word(place, to: range.upperBound))
            place += 8
        }
        add(start)
        return hash

        func add(_ word: UInt64) {
            let product = (hash ^ word).multipliedFullWidth(by: factor)
            hash = product.high ^ product.low
        }
    }

    /// A hash that is the same in every process, for keys of blocking, which are stored: eight bytes at a time, with the
    /// last mix of SplitMix64. It resists nobody; blocks are bounded where they are used.
    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
        forEachWord(bytes, add)
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31

        func add(_ word: UInt64) {
            hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash >> 32
        }
    }

    /// Eight bytes at a time, and what is left of them.
    @inline(__always)
    private static func forEachWord(_ bytes: Span<UInt8>, _ body: (UInt64) -> Void) {
        bytes.withUnsafeBytes { raw in
            var at = 0
            while at + 8 <= raw.count {
                body(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
                at += 8
            }
            var rest: UInt64 = 0
            while at < raw.count {
                rest = rest << 8 | UInt64(raw[at])
                at += 1
            }
            body(rest)
        }
    }
}
