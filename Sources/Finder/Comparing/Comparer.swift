/// Compares the people of two rolls that share their terms, field by field.
///
/// A value for one task: it remembers how alike pairs of words were, in tables of fixed size.
struct Comparer {
    private(set) var terms: Terms
    /// Numbers below these mean the same words in all terms that are used; what is worked out for them is remembered.
    private var lasting: (names: Int32, schools: Int32, localities: Int32)
    private var names = LikenessCache(bits: 16)
    private var places = LikenessCache(bits: 16)
    private var towns = LikenessCache(bits: 12)

    init(terms: Terms) {
        self.terms = terms
        lasting = Self.counts(terms)
    }

    /// Compares by other terms from now on: those of `lasting`, which mean what they meant before, and further ones.
    mutating func use(_ terms: Terms, lasting: Terms) {
        self.terms = terms
        self.lasting = Self.counts(lasting)
    }

    /// Forgets what was worked out: numbers may mean other words from now on.
    mutating func forget() {
        names.empty()
        places.empty()
        towns.empty()
    }

    private static func counts(_ terms: Terms) -> (names: Int32, schools: Int32, localities: Int32) {
        (Int32(terms.names.count), Int32(terms.schools.count), Int32(terms.localities.count))
    }

    /// Compares one person of each roll; `aWords` and `bWords` are the words of the rolls. Symmetric but for the words
    /// named in the answer.
    mutating func compare(
        _ a: Entry,
        _ aWords: Span<Int32>,
        _ b: Entry,
        _ bWords: Span<Int32>
    ) -> Comparison {
        var result = Comparison()
        compareNames(a, aWords, b, bWords, into: &result)
        result.pattern.set(.dateOfBirth, BirthLevel(a.birth, b.birth))
        result.pattern.set(.sex, EqualityLevel(Int32(a.sex) - 1, Int32(b.sex) - 1))
        result.pattern.set(.home, home(a, b))
        result.pattern.set(.upn, NumberLevel(a.upn, b.upn) { terms.upns.isOneSlip(a.upn, b.upn) })
        result.pattern.set(
            .nhsNumber,
            NumberLevel(a.nhsNumber, b.nhsNumber) { terms.nhsNumbers.isOneSlip(a.nhsNumber, b.nhsNumber) }
        )
        let school = school(a.school, b.school)
        result.pattern.set(.school, school)
        if school == .same || school == .similar { result.school = a.school }
        return result
    }

    /// How alike two words of names are. Most pairs are told apart by what is known of each; the others are remembered.
    mutating func likeness(_ a: Int32, _ b: Int32) -> Likeness {
        if let likeness = terms.names.likenessAtSight(a, b) { return likeness }
        guard max(a, b) < lasting.names else { return terms.names.likenessBySpelling(a, b) }
        if let known = names[a, b] { return Likeness(rawValue: known) ?? .different }
        let likeness = terms.names.likenessBySpelling(a, b)
        names[a, b] = likeness.rawValue
        return likeness
    }

    /// Whether two words of names are one, or listed as short forms or spellings of one.
    func standForOne(_ a: Int32, _ b: Int32) -> Bool { a == b || terms.names[a].sharesGroup(with: terms.names[b]) }

    private mutating func school(_ a: Int32, _ b: Int32) -> SchoolLevel {
        if a < 0 || b < 0 { return .missing }
        if a == b { return .same }
        let lasts = max(a, b) < lasting.schools
        if lasts, let known = places[a, b] { return SchoolLevel(rawValue: known) ?? .different }
        let level = terms.schools.withBytes(of: a, and: b) { a, b in
            Wording.dice(a, b, atLeast: 0.75) ? SchoolLevel.similar : .different
        }
        if lasts { places[a, b] = level.rawValue }
        return level
    }

    private mutating func home(_ a: Entry, _ b: Entry) -> HomeLevel {
        let postcodes =
            a.postcode < 0 || b.postcode < 0 ? nil : PostcodeLikeness(a.postcode, b.postcode, terms)
        let localities = a.locality < 0 || b.locality < 0 ? nil : townsAlike(a.locality, b.locality)
        let streetsKnown = a.street >= 0 && b.street >= 0
        if postcodes == nil, localities == nil, !streetsKnown { return .missing }
        let sameHouse = a.house >= 0 && a.house == b.house
        if postcodes == .same { return sameHouse ? .sameAddress : .samePostcode }
        let sameArea = postcodes.map { $0 <= .district } ?? (localities ?? true)
        let near = sameArea || localities == true
        if streetsKnown, sameHouse || near, a.street == b.street || streetsAlike(a.street, b.street) {
            if sameHouse, near { return .sameAddress }
            if sameHouse || near { return .sameStreet }
        }
        let sameDistrict = postcodes.map { $0 <= .district }
        if sameHouse, sameDistrict ?? false, localities ?? true { return .sameNumber }
        if postcodes == .sector { return .samePostcodeSector }
        if sameDistrict == true { return localities == true ? .sameTown : .sameDistrict }
        if localities == true { return .sameDistrict }
        return postcodes == nil && localities == nil ? .missing : .different
    }

    private mutating func townsAlike(_ a: Int32, _ b: Int32) -> Bool {
        if a == b { return true }
        let lasts = max(a, b) < lasting.localities
        if lasts, let known = towns[a, b] { return known == 1 }
        let alike = terms.localities.withBytes(of: a, and: b) { a, b in
            min(a.count, b.count) >= 5 && (Spelling.isOneSlip(a, b) || Wording.dice(a, b, atLeast: 0.75))
        }
        if lasts { towns[a, b] = alike ? 1 : 0 }
        return alike
    }

    private func streetsAlike(_ a: Int32, _ b: Int32) -> Bool {
        terms.streets.withBytes(of: a, and: b) { a, b in
            Spelling.isOneSlip(a, b) || Wording.contained(a, b, atLeast: 0.75)
        }
    }
}

extension EqualityLevel {
    /// Equal or not; negative numbers are missing.
    init(_ a: Int32, _ b: Int32) { self = a < 0 || b < 0 ? .missing : a == b ? .same : .different }
}

/// Likeness of longer texts.
enum Wording {
    /// Whether Dice's coefficient of the pairs of neighbouring letters (at most 64 of each) is so high, 0 to 1.
    static func dice(_ a: Span<UInt8>, _ b: Span<UInt8>, atLeast least: Double) -> Bool {
        let (one, other) = (Pairs(a), Pairs(b))
        guard one.count > 0, other.count > 0 else { return least <= 0 }
        func reaches(_ shared: Int) -> Bool { 2 * Double(shared) >= least * Double(one.count + other.count) }
        return reaches(one.mostShared(with: other)) && reaches(shared(a, one.count, b, other.count))
    }

    /// Whether the longer text has so great a share of the shorter text's pairs of letters: a street with and without the
    /// name of a house. False for texts too short to tell.
    static func contained(_ a: Span<UInt8>, _ b: Span<UInt8>, atLeast least: Double) -> Bool {
        let (one, other) = (Pairs(a), Pairs(b))
        let shorter = min(one.count, other.count)
        guard shorter >= 5 else { return false }
        func reaches(_ shared: Int) -> Bool { Double(shared) >= least * Double(shorter) }
        return reaches(one.mostShared(with: other)) && reaches(shared(a, one.count, b, other.count))
    }

    /// How many pairs of letters a text has, and a bit for each that occurs, which it may share with others.
    private struct Pairs {
        let count: Int
        private var bits: (UInt64, UInt64) = (0, 0)

        init(_ text: Span<UInt8>) {
            count = max(0, min(64, text.count - 1))
            for at in 0..<count {
                let bit = Self.hash(text, at)
                if bit < 64 { bits.0 |= 1 << UInt64(bit) } else { bits.1 |= 1 << UInt64(bit - 64) }
            }
        }

        /// Seven bits of the pair that begins at this letter.
        @inline(__always)
        static func hash(_ text: Span<UInt8>, _ at: Int) -> Int {
            Int(((UInt32(text[at]) &* 31 &+ UInt32(text[at + 1])) &* 0x9E37_79B1) >> 25)
        }

        /// A bound on how many pairs both have, without looking at each: most texts are told apart by it.
        func mostShared(with other: Pairs) -> Int {
            let here = (bits.0 & ~other.bits.0).nonzeroBitCount + (bits.1 & ~other.bits.1).nonzeroBitCount
            let there = (other.bits.0 & ~bits.0).nonzeroBitCount + (other.bits.1 & ~bits.1).nonzeroBitCount
            return min(count - here, other.count - there)
        }
    }

    /// How many pairs of letters both have, each counted as often as the text with fewer of it has it.
    private static func shared(_ a: Span<UInt8>, _ n: Int, _ b: Span<UInt8>, _ m: Int) -> Int {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { places in
            // Where in `b` the pairs of one hash are that have no partner yet, a bit each.
            places.initialize(repeating: 0)
            for at in 0..<m { places[Pairs.hash(b, at)] |= 1 << UInt64(at) }
            var shared = 0
            for at in 0..<n {
                let hash = Pairs.hash(a, at)
                var rest = places[hash]
                while rest != 0 {
                    let other = rest.trailingZeroBitCount
                    if a[at] == b[other], a[at + 1] == b[other + 1] {
                        places[hash] ^= 1 << UInt64(other)
                        shared += 1
                        break
                    }
                    rest &= rest - 1
                }
            }
            return shared
        }
    }
}

/// A table of fixed size from pairs of numbers below 2^29 to a value below 64; the newest pair keeps a slot.
struct LikenessCache {
    /// The pair above its value.
    private var slots: [UInt64]
    private let shift: UInt64

    init(bits: Int) {
        slots = Array(repeating: .max, count: 1 << bits)
        shift = UInt64(64 - bits)
    }

    mutating func empty() {
        for slot in slots.indices { slots[slot] = .max }
    }

    subscript(a: Int32, b: Int32) -> UInt8? {
        get {
            let (key, slot) = place(a, b)
            return slots[slot] & ~63 == key ? UInt8(slots[slot] & 63) : nil
        }
        set {
            let (key, slot) = place(a, b)
            slots[slot] = key | UInt64(newValue ?? 0) & 63
        }
    }

    private func place(_ a: Int32, _ b: Int32) -> (UInt64, Int) {
        let key = UInt64(UInt32(bitPattern: min(a, b))) << 35 | UInt64(UInt32(bitPattern: max(a, b))) << 6
        return (key, Int((key &* 0x9E37_79B9_7F4A_7C15) >> shift))
    }
}
