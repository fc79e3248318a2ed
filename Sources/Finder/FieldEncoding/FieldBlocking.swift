/// What two encoded people must share to be compared at all. Each kind finds what another misses.
enum FieldBlockingKey: Int, CaseIterable, Sendable {
    /// The date of birth, day and month in either order.
    case born
    /// The same with one name, district or town, or school: for rolls so large that `born` is cut short.
    case bornName, bornArea, bornSchool
    /// Any first name with any part of the surname, in either order.
    case fullName
    /// Full name and district or town, or school: for full names so common that `fullName` is cut short.
    case fullNameArea, fullNameSchool
    /// Day and month of birth with one name: the year is wrong.
    case dayOfYearName
    /// Month and year of birth with one name: the day is wrong.
    case monthName
    case postcodeName
    case schoolName
    /// House with postcode, or with street.
    case address
    case upn
    case nhsNumber
}

/// Works out the keys of one encoded person after another.
struct FieldKeyMaker {
    private let terms: FieldTerms
    private var entry = Entry()
    private var birth: BirthCode?
    /// Scratch: what the first names (other names included) and the parts of the surname share with their variants.
    private var given: [UInt64] = []
    private var family: [UInt64] = []

    /// How many of each are used: a document may give each word many, and pairs of them are keys.
    private static let (mostGiven, mostFamily) = (24, 12)

    init(_ terms: FieldTerms) { self.terms = terms }

    /// Makes ready for the keys of `entry`.
    mutating func load(_ entry: Entry, _ words: Span<Int32>) {
        self.entry = entry
        birth = terms.birth(entry)
        given.removeAll(keepingCapacity: true)
        family.removeAll(keepingCapacity: true)
        for index in entry.given { add(words[index], to: &given, most: Self.mostGiven) }
        for index in entry.others { add(words[index], to: &given, most: Self.mostGiven) }
        if let joined = entry.joinedGiven { add(words[joined], to: &given, most: Self.mostGiven) }
        for index in entry.family { add(words[index], to: &family, most: Self.mostFamily) }
        if let joined = entry.joinedFamily { add(words[joined], to: &family, most: Self.mostFamily) }
    }

    private func add(_ word: Int32, to codes: inout [UInt64], most: Int) {
        terms.names.forEachShared(word) { if codes.count < most, !codes.contains($0) { codes.append($0) } }
    }

    /// Hands the hashes of the keys of one kind to `body`.
    func forEach(_ kind: FieldBlockingKey, _ body: (UInt64) -> Void) {
        func hash(_ a: UInt64, _ b: UInt64) { body(KeyMaker.hash(a, b)) }
        switch kind {
        case .born: if let birth { hash(birth.unordered.bits, 0) }
        case .bornName: if let birth { forEachName { hash(birth.unordered.bits, $0) } }
        case .bornArea: if let birth { forEachArea { hash(birth.unordered.bits, $0) } }
        case .bornSchool: if let birth, entry.school >= 0 { hash(birth.unordered.bits, UInt64(entry.school)) }
        case .fullName: forEachFullName { hash($0, 0) }
        case .fullNameArea: forEachArea { area in forEachFullName { hash($0, area) } }
        case .fullNameSchool: if entry.school >= 0 { forEachFullName { hash($0, UInt64(entry.school)) } }
        case .dayOfYearName: if let birth { forEachName { hash(birth.dayOfYear.bits, $0) } }
        case .monthName: if let birth { forEachName { hash(birth.month.bits, $0) } }
        case .postcodeName: if entry.postcode >= 0 { forEachName { hash(UInt64(entry.postcode), $0) } }
        case .schoolName: if entry.school >= 0 { forEachName { hash(UInt64(entry.school), $0) } }
        case .address:
            if entry.house >= 0 { hash(UInt64(entry.house), 1) }
            if entry.street >= 0 { hash(UInt64(entry.street), 2) }
        case .upn: if entry.upn >= 0 { hash(UInt64(entry.upn), 0) }
        case .nhsNumber: if entry.nhsNumber >= 0 { hash(UInt64(entry.nhsNumber), 0) }
        }
    }

    private func forEachName(_ body: (UInt64) -> Void) {
        for code in given { body(code) }
        for code in family where !given.contains(code) { body(code) }
    }

    private func forEachFullName(_ body: (UInt64) -> Void) {
        for one in given {
            for other in family where one != other { body(KeyMaker.hash(min(one, other), max(one, other))) }
        }
    }

    private func forEachArea(_ body: (UInt64) -> Void) {
        let district = terms.district(entry.postcode)
        if !district.isMissing { body(district.bits) }
        if entry.locality >= 0 { body(UInt64(entry.locality) | 1 << 50) }
    }
}

/// The people who have each key of one kind: buckets that lie end to end. Keys that fall into one bucket are not told
/// apart, which costs a comparison and never an answer.
struct FieldKeyTable: Sendable {
    private let starts: [UInt32]
    private let members: [Int32]
    private let shift: UInt64

    /// No more keys than `starts` can count; a roll that has more, as none of real names does, is found by the first.
    private static let mostKeys = Int(UInt32.max)

    init(_ kind: FieldBlockingKey, of roll: Roll, _ terms: FieldTerms) {
        var maker = FieldKeyMaker(terms)
        var hashes: [UInt64] = []
        var owners: [Int32] = []
        let words = roll.words.span
        for index in 0..<roll.count {
            maker.load(roll.entries[index], words)
            maker.forEach(kind) { key in
                guard hashes.count < Self.mostKeys else { return }
                hashes.append(key)
                owners.append(Int32(index))
            }
        }
        var bits: UInt64 = 1
        while bits < 31, 1 << bits < hashes.count * 2 { bits += 1 }
        let shift = 64 - bits
        var starts = [UInt32](repeating: 0, count: (1 << Int(bits)) + 1)
        for hash in hashes { starts[Int(hash >> shift) + 1] += 1 }
        for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
        var next = starts
        var members = [Int32](repeating: 0, count: hashes.count)
        for (hash, owner) in zip(hashes, owners) {
            let bucket = Int(hash >> shift)
            members[Int(next[bucket])] = owner
            next[bucket] += 1
        }
        (self.starts, self.members, self.shift) = (starts, members, shift)
    }

    /// Where the members of the bucket of `key` are.
    func bucket(_ key: UInt64) -> Range<Int> {
        let bucket = Int(key >> shift)
        return Int(starts[bucket])..<Int(starts[bucket + 1])
    }

    func member(_ index: Int) -> Int32 { members[index] }
}

/// Finds the people of one roll that a person of another is to be compared with. A value for one task.
struct FieldCandidates {
    /// No more people than this are compared with one, whatever their name: the bound on the worst case.
    static let most = 300

    private let tables: [FieldKeyTable]
    private var maker: FieldKeyMaker
    private var buckets: [(range: Range<Int>, kind: Int)] = []
    /// For each person of the roll, when they were last found.
    private var seen: [UInt32]
    private var turn: UInt32 = 0

    init(_ tables: [FieldKeyTable], of roll: Roll, _ terms: FieldTerms) {
        self.tables = tables
        maker = FieldKeyMaker(terms)
        seen = Array(repeating: 0, count: roll.count)
    }

    /// Those who share a key with `entry`, those of the rarest keys first, no more than `most`: common blocks are left to
    /// the keys that part them.
    mutating func find(_ entry: Entry, _ words: Span<Int32>, into found: inout [Int32]) {
        found.removeAll(keepingCapacity: true)
        buckets.removeAll(keepingCapacity: true)
        turn += 1
        maker.load(entry, words)
        for kind in FieldBlockingKey.allCases {
            let table = tables[kind.rawValue]
            maker.forEach(kind) { key in
                let range = table.bucket(key)
                if !range.isEmpty { buckets.append((range, kind.rawValue)) }
            }
        }
        buckets.sort { $0.range.count < $1.range.count }
        for bucket in buckets where bucket.range.count <= Self.most || found.isEmpty {
            for index in bucket.range {
                let member = tables[bucket.kind].member(index)
                if seen[Int(member)] == turn { continue }
                seen[Int(member)] = turn
                found.append(member)
                if found.count == Self.most { return }
            }
        }
    }
}
