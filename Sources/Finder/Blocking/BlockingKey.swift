/// What two records must share to be compared at all. Each kind finds what another misses.
enum BlockingKey: Int, CaseIterable, Sendable {
    /// Birth (day and month in either order) and the first letter of the first name.
    case bornInitial
    /// Birth (day and month in either order) and the first letter of a part of the surname.
    case bornFamilyInitial
    /// Birth (day and month in either order) and district or town: both names changed.
    case bornDistrict
    /// Birth (day and month in either order) and school.
    case bornSchool
    /// Any first name with any part of the surname, in either order: no birth, or a wrong one.
    case fullName
    /// Full name and district or town, for full names so common that `fullName` is cut short.
    case fullNameDistrict
    /// Full name and school, likewise.
    case fullNameSchool
    /// Day and month of birth with one name: the year is wrong.
    case dayOfYearName
    /// Month and year of birth with one name: the day is wrong.
    case monthName
    /// Postcode with one name: no birth, and the other name damaged.
    case postcodeName
    /// School with one name, likewise.
    case schoolName
    /// House with the first letters of street and town: for lists of adults, without setting.
    case address
    case upn
    case nhsNumber
}

/// Works out the keys of an entry.
struct KeyMaker {
    /// No person has more codes of first names, or of surnames, than this: a bound on the keys of a hostile name.
    private static let most = (given: 16, family: 8)

    let names: NameTerms
    let streets: TermTable
    let localities: TermTable
    /// Scratch: codes of the first names (other names included) and of the parts of the surname.
    private var given: [UInt32] = []
    private var family: [UInt32] = []

    init(_ terms: Terms) {
        names = terms.names
        streets = terms.streets
        localities = terms.localities
    }

    /// Gathers the codes of the names of `entry`; call before the others.
    mutating func load(_ entry: Entry, _ words: Span<Int32>) {
        given.removeAll(keepingCapacity: true)
        family.removeAll(keepingCapacity: true)
        for index in entry.given { Self.add(names[words[index]], to: &given, Self.most.given) }
        for index in entry.others { Self.add(names[words[index]], to: &given, Self.most.given) }
        if let joined = entry.joinedGiven { Self.add(names[words[joined]], to: &given, Self.most.given) }
        for index in entry.family { Self.add(names[words[index]], to: &family, Self.most.family) }
        if let joined = entry.joinedFamily { Self.add(names[words[joined]], to: &family, Self.most.family) }
    }

    /// Two names that stand for each other share a code: their skeleton, or a group of variants.
    private static func add(_ name: NameProfile, to codes: inout [UInt32], _ most: Int) {
        name.eachCode { code in
            if codes.count < most, !codes.contains(code) { codes.append(code) }
        }
    }

    /// The keys of what two records rarely share by chance.
    func numbers(of entry: Entry, into keys: inout [UInt64]) {
        if entry.upn >= 0 { keys.append(Self.key(.upn, UInt64(entry.upn), 0)) }
        if entry.nhsNumber >= 0 { keys.append(Self.key(.nhsNumber, UInt64(entry.nhsNumber), 0)) }
    }

    /// All other keys. Those of full names with a place are for `common` full names alone: the rest are found by the
    /// name itself.
    func keys(of entry: Entry, _ words: Span<Int32>, common: CommonNames, into keys: inout [UInt64]) {
        let school = entry.school >= 0 ? UInt64(entry.school) : nil
        if entry.birth != 0 {
            let birth = Self.unordered(entry.birth)
            if entry.givenCount > 0 {
                keys.append(Self.key(.bornInitial, birth, UInt64(names[words[entry.given.lowerBound]].initial)))
            }
            var initials: UInt32 = 0
            for index in entry.family {
                let initial = UInt32(names[words[index]].initial)
                if initials >> initial & 1 == 0 { keys.append(Self.key(.bornFamilyInitial, birth, UInt64(initial))) }
                initials |= 1 << initial
            }
            Self.eachArea(entry) { keys.append(Self.key(.bornDistrict, birth, $0)) }
            if let school { keys.append(Self.key(.bornSchool, birth, school)) }
        }
        for code in given { nameKeys(of: entry, UInt64(code), into: &keys) }
        for code in family where !given.contains(code) { nameKeys(of: entry, UInt64(code), into: &keys) }
        eachFullName { name in
            keys.append(name)
            guard common.contains(name) else { return }
            Self.eachArea(entry) { keys.append(Self.key(.fullNameDistrict, name, $0)) }
            if let school { keys.append(Self.key(.fullNameSchool, name, school)) }
        }
        if let address = address(of: entry) { keys.append(address) }
    }

    /// The key of house, street and town; nil where one of the first two is missing.
    func address(of entry: Entry) -> UInt64? {
        guard entry.house >= 0, entry.street >= 0 else { return nil }
        let street = Self.hash(UInt64(entry.house), beginning(of: entry.street, in: streets, letters: 5))
        return Self.key(.address, street, beginning(of: entry.locality, in: localities, letters: 2))
    }

    private func nameKeys(of entry: Entry, _ code: UInt64, into keys: inout [UInt64]) {
        if entry.birth != 0 {
            keys.append(Self.key(.dayOfYearName, UInt64(entry.birth & 511), code))
            keys.append(Self.key(.monthName, UInt64(entry.birth >> 5), code))
        }
        if entry.postcode >= 0 { keys.append(Self.key(.postcodeName, UInt64(entry.postcode), code)) }
        if entry.school >= 0 { keys.append(Self.key(.schoolName, UInt64(entry.school), code)) }
    }

    /// The keys of the full names.
    func eachFullName(_ body: (UInt64) -> Void) {
        for one in given {
            for other in family where one != other {
                body(Self.key(.fullName, UInt64(min(one, other)) << 32 | UInt64(max(one, other)), 0))
            }
        }
    }

    /// The first letters of a term, as a number; 0 for none.
    private func beginning(of term: Int32, in table: TermTable, letters: Int) -> UInt64 {
        guard term >= 0 else { return 0 }
        return table.withBytes(of: term, and: term) { bytes, _ in
            TermPage.hash(bytes.extracting(0..<min(letters, bytes.count)))
        }
    }

    /// The postcode's district, or the whole of a postcode of another country; and the locality.
    private static func eachArea(_ entry: Entry, _ body: (UInt64) -> Void) {
        if entry.district != 0 { body(UInt64(entry.district)) }
        if entry.locality >= 0 { body(UInt64(entry.locality) | 1 << 40) }
    }

    /// A date with the smaller of day and month first, so that a date and its swap are one.
    private static func unordered(_ birth: Int32) -> UInt64 {
        let (month, day) = (birth >> 5 & 15, birth & 31)
        return UInt64(birth >> 9) << 10 | UInt64(min(month, day)) << 5 | UInt64(max(month, day))
    }

    private static func key(_ kind: BlockingKey, _ a: UInt64, _ b: UInt64) -> UInt64 {
        hash(a ^ UInt64(kind.rawValue + 1) << 58, b)
    }

    static func hash(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var x = (a &* 0x9E37_79B9_7F4A_7C15) ^ (b &+ 0x632B_E59B_D9B4_E019)
        x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
        return x ^ x >> 31
    }
}

extension NameProfile {
    /// What two names that stand for each other share: a skeleton, or a group of variants.
    @inline(__always)
    func eachCode(_ body: (UInt32) -> Void) {
        if skeleton != 0 { body(skeleton) }
        if groups[0] == 0 { return }
        for lane in 0..<8 where groups[lane] != 0 { body(1 << 31 | UInt32(groups[lane])) }
    }
}

/// Which full names so many people bear that the name alone is no way to find one of them.
struct CommonNames: Sendable {
    /// How many bearers make a name common.
    static let least: UInt8 = 48

    /// Bearers by hash: two names that share a place count together, which can only make a name look commoner.
    private(set) var counts: [UInt8]
    private let shift: UInt64

    init(people: Int) {
        var bits: UInt64 = 10
        while bits < 30, 1 << bits < people * 6 { bits += 1 }
        counts = Array(repeating: 0, count: 1 << Int(bits))
        shift = 64 - bits
    }

    /// The counts that were stored; nil where their number is no power of two.
    init?(_ counts: [UInt8]) {
        guard counts.count > 1, counts.count & (counts.count - 1) == 0 else { return nil }
        self.counts = counts
        shift = UInt64(64 - counts.count.trailingZeroBitCount)
    }

    func contains(_ name: UInt64) -> Bool { counts[Int(name >> shift)] >= Self.least }

    mutating func add(_ name: UInt64) {
        let place = Int(name >> shift)
        if counts[place] < .max { counts[place] += 1 }
    }

    /// Adds the counts of another part of the same roll.
    mutating func add(_ other: CommonNames) {
        for place in counts.indices { counts[place] = UInt8(clamping: Int(counts[place]) + Int(other.counts[place])) }
    }
}
