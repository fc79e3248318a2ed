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
    let names: NameTerms
    let postcodes: TermTable
    let streets: TermTable
    let localities: TermTable
    /// Scratch: codes of the first names (other names included) and of the parts of the surname.
    private var given: [UInt32] = []
    private var family: [UInt32] = []

    init(_ terms: Terms) {
        names = terms.names
        postcodes = terms.postcodes
        streets = terms.streets
        localities = terms.localities
    }

    /// Gathers the codes of the names of `entry`; call before `keys`.
    mutating func load(_ entry: Entry, _ words: Span<Int32>) {
        given.removeAll(keepingCapacity: true)
        family.removeAll(keepingCapacity: true)
        for index in entry.given { Self.add(names[words[index]], to: &given) }
        for index in entry.others { Self.add(names[words[index]], to: &given) }
        if let joined = entry.joinedGiven { Self.add(names[words[joined]], to: &given) }
        for index in entry.family { Self.add(names[words[index]], to: &family) }
        if let joined = entry.joinedFamily { Self.add(names[words[joined]], to: &family) }
    }

    /// Two names that stand for each other share a code: their skeleton, or a group of variants.
    private static func add(_ name: NameProfile, to codes: inout [UInt32]) {
        if name.skeleton != 0, !codes.contains(name.skeleton) { codes.append(name.skeleton) }
        for lane in 0..<8 where name.groups[lane] != 0 {
            let code = 1 << 31 | UInt32(name.groups[lane])
            if !codes.contains(code) { codes.append(code) }
        }
    }

    /// Appends the hashes of the keys of one kind.
    mutating func keys(
        _ kind: BlockingKey,
        of entry: Entry,
        _ words: Span<Int32>,
        into keys: inout [UInt64]
    ) {
        let birth = Self.unordered(entry.birth)
        switch kind {
        case .bornInitial:
            guard entry.birth != 0, entry.givenCount > 0 else { return }
            keys.append(Self.hash(birth, UInt64(names[words[entry.given.lowerBound]].initial)))
        case .bornFamilyInitial:
            guard entry.birth != 0 else { return }
            for index in entry.family { Self.add(Self.hash(birth, UInt64(names[words[index]].initial)), to: &keys) }
        case .bornDistrict:
            guard entry.birth != 0 else { return }
            eachArea(entry) { keys.append(Self.hash(birth, $0)) }
        case .bornSchool:
            guard entry.birth != 0, entry.school >= 0 else { return }
            keys.append(Self.hash(birth, UInt64(entry.school)))
        case .fullName:
            eachFullName { Self.add(Self.hash($0, 0), to: &keys) }
        case .fullNameDistrict:
            eachArea(entry) { area in eachFullName { Self.add(Self.hash($0, area), to: &keys) } }
        case .fullNameSchool:
            guard entry.school >= 0 else { return }
            eachFullName { Self.add(Self.hash($0, UInt64(entry.school)), to: &keys) }
        case .dayOfYearName:
            guard entry.birth != 0 else { return }
            eachName { Self.add(Self.hash(UInt64(entry.birth & 511), $0), to: &keys) }
        case .monthName:
            guard entry.birth != 0 else { return }
            eachName { Self.add(Self.hash(UInt64(entry.birth >> 5), $0), to: &keys) }
        case .postcodeName:
            guard entry.postcode >= 0 else { return }
            eachName { Self.add(Self.hash(UInt64(entry.postcode), $0), to: &keys) }
        case .schoolName:
            guard entry.school >= 0 else { return }
            eachName { Self.add(Self.hash(UInt64(entry.school), $0), to: &keys) }
        case .address:
            guard entry.house >= 0, entry.street >= 0 else { return }
            let place = Self.hash(UInt64(entry.house), beginning(of: entry.street, in: streets, letters: 5))
            keys.append(Self.hash(place, beginning(of: entry.locality, in: localities, letters: 2)))
        case .upn:
            if entry.upn >= 0 { keys.append(Self.hash(UInt64(entry.upn), 0)) }
        case .nhsNumber:
            if entry.nhsNumber >= 0 { keys.append(Self.hash(UInt64(entry.nhsNumber), 0)) }
        }
    }

    /// The first letters of a term, as a number; 0 for none.
    private func beginning(of term: Int32, in table: TermTable, letters: Int) -> UInt64 {
        guard term >= 0 else { return 0 }
        return table.withBytes(of: term, and: term) { bytes, _ in
            TermPage.hash(bytes.extracting(0..<min(letters, bytes.count)))
        }
    }

    private func eachName(_ body: (UInt64) -> Void) {
        for code in given { body(UInt64(code)) }
        for code in family where !given.contains(code) { body(UInt64(code)) }
    }

    private func eachFullName(_ body: (UInt64) -> Void) {
        for one in given {
            for other in family where one != other {
                body(UInt64(min(one, other)) << 32 | UInt64(max(one, other)))
            }
        }
    }

    /// The postcode's district, or the whole of a postcode of another country; and the locality.
    private func eachArea(_ entry: Entry, _ body: (UInt64) -> Void) {
        if entry.postcode >= 0 {
            body(
                postcodes.withBytes(of: entry.postcode, and: entry.postcode) { bytes, _ in
                    let british = bytes.count >= 5 && bytes[bytes.count - 1] >= 65
                    return TermPage.hash(bytes.extracting(0..<bytes.count - (british ? 3 : 0)))
                }
            )
        }
        if entry.locality >= 0 { body(UInt64(entry.locality) | 1 << 40) }
    }

    /// A date with the smaller of day and month first, so that a date and its swap are one.
    private static func unordered(_ birth: Int32) -> UInt64 {
        let (month, day) = (birth >> 5 & 15, birth & 31)
        return UInt64(birth >> 9) << 10 | UInt64(min(month, day)) << 5 | UInt64(max(month, day))
    }

    private static func add(_ key: UInt64, to keys: inout [UInt64]) {
        if !keys.contains(key) { keys.append(key) }
    }

    static func hash(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var x = (a &* 0x9E37_79B9_7F4A_7C15) ^ (b &+ 0x632B_E59B_D9B4_E019)
        x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
        return x ^ x >> 31
    }
}
