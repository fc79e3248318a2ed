/// The people who have each key: a hash table whose buckets lie end to end.
///
/// Four bytes a person and key, and one to two for where buckets begin. The bits of a member that the person's number
/// leaves free hold a part of the key's hash, so that nearly all others in the bucket are passed over unseen; a key that
/// is taken for another costs a comparison and never an answer.
///
/// The table is made of 64 parts by the first bits of the hash, each of which is built by itself and counts in 32 bits.
struct KeyTable: Sendable {
    static let partBits = 6
    /// No person: taken out of the table.
    static let nobody = UInt32.max
    /// How many bytes of keys wait in memory while the table is built; more are worked out in several rounds.
    private static let waiting = 256 << 20
    /// How many keys a person has, more often than not.
    private static let usualKeys = 40

    /// One part: where each bucket begins, and the members of all.
    struct Part: Sendable {
        var starts: [UInt32]
        var members: [UInt32]
    }

    private(set) var parts: [Part]
    /// Members that came later and found no free place, by part and bucket.
    private(set) var late: [UInt64: [UInt32]] = [:]
    private var lateCount = 0
    let bucketBits: UInt32
    let numberBits: UInt32

    /// How many people the table can tell apart.
    var capacity: Int { 1 << Int(numberBits) - 1 }

    private init(people: Int) {
        var bits: UInt32 = 4
        while 1 << Int(bits) - 1 < people + people / 2 + 1024 { bits += 1 }
        numberBits = bits
        var buckets: UInt32 = 1
        while buckets < 26, 1 << Int(buckets) * 64 < people * Self.usualKeys / 4 { buckets += 1 }
        bucketBits = buckets
        parts = []
    }

    /// The table of parts that were stored; nil where they do not fit together.
    init?(parts: [Part], late: [(bucket: UInt64, member: UInt32)], bits: (UInt32, UInt32), people: Int) {
        let (bucketBits, numberBits) = bits
        guard parts.count == 1 << Self.partBits, (1...26).contains(bucketBits), (4...31).contains(numberBits),
            people <= 1 << Int(numberBits) - 1
        else { return nil }
        (self.parts, self.bucketBits, self.numberBits) = (parts, bucketBits, numberBits)
        for part in parts {
            guard part.starts.count == 1 << Int(bucketBits) + 1, part.starts[0] == 0,
                Int(part.starts[part.starts.count - 1]) == part.members.count
            else { return nil }
            for bucket in 1..<part.starts.count where part.starts[bucket] < part.starts[bucket - 1] { return nil }
            for member in part.members where member != Self.nobody && number(member) >= people { return nil }
        }
        for (bucket, member) in late {
            guard number(member) < people else { return nil }
            self.late[bucket, default: []].append(member)
        }
        lateCount = late.count
    }

    /// Where a key belongs.
    struct Place {
        let part: Int
        let bucket: Int
        let tag: UInt32
    }

    func place(_ key: UInt64) -> Place {
        let rest = UInt32(truncatingIfNeeded: key >> 26)
        return Place(
            part: Int(key >> UInt64(64 - Self.partBits)),
            bucket: Int(rest &>> (32 &- bucketBits)),
            tag: rest &<< numberBits
        )
    }

    /// The members of a bucket.
    func range(_ place: Place) -> Range<Int> {
        Int(parts[place.part].starts[place.bucket])..<Int(parts[place.part].starts[place.bucket + 1])
    }

    /// Fetches where a bucket begins, for later.
    func fetch(_ place: Place) -> Int32 { Int32(truncatingIfNeeded: parts[place.part].starts[place.bucket]) }

    /// The number of a member.
    func number(_ member: UInt32) -> Int { Int(member & (1 &<< numberBits &- 1)) }

    /// Whether a member may have the key of `tag`.
    func matches(_ member: UInt32, _ tag: UInt32) -> Bool {
        (member ^ tag) &>> numberBits == 0 && member != Self.nobody
    }

    private static func lateKey(_ place: Place) -> UInt64 { UInt64(place.part) << 32 | UInt64(place.bucket) }

    /// How many members of the bucket came after the table was built.
    func lateCount(_ place: Place) -> Int { late.isEmpty ? 0 : late[Self.lateKey(place)]?.count ?? 0 }

    /// Appends the numbers of those who may have the key of `place`: those at `range` of its bucket, and late ones.
    func numbers(_ place: Place, _ range: Range<Int>, into numbers: inout [Int32]) {
        for at in range {
            let member = parts[place.part].members[at]
            if matches(member, place.tag) { numbers.append(Int32(truncatingIfNeeded: number(member))) }
        }
        if late.isEmpty { return }
        for member in late[Self.lateKey(place)] ?? [] where matches(member, place.tag) {
            numbers.append(Int32(truncatingIfNeeded: number(member)))
        }
    }
}

extension KeyTable {
    /// Gives `number` the key.
    mutating func insert(_ key: UInt64, _ number: Int) {
        let place = place(key)
        let member = place.tag | UInt32(number)
        for index in range(place) where parts[place.part].members[index] == Self.nobody {
            parts[place.part].members[index] = member
            return
        }
        late[Self.lateKey(place), default: []].append(member)
        lateCount += 1
        if lateCount > 4096, lateCount > parts.reduce(0, { $0 + $1.members.count }) / 8 { fold() }
    }

    /// Takes the key from `number`, if it has it.
    mutating func remove(_ key: UInt64, _ number: Int) {
        let place = place(key)
        let member = place.tag | UInt32(number)
        for index in range(place) where parts[place.part].members[index] == member {
            parts[place.part].members[index] = Self.nobody
            return
        }
        guard let index = late[Self.lateKey(place)]?.firstIndex(of: member) else { return }
        late[Self.lateKey(place)]?.remove(at: index)
        if late[Self.lateKey(place)]?.isEmpty == true { late[Self.lateKey(place)] = nil }
        lateCount -= 1
    }

    /// Puts the late members into their buckets, and lets go of places that nobody has.
    mutating func fold() {
        for number in parts.indices {
            let old = parts[number]
            var part = Part(starts: [0], members: [])
            part.starts.reserveCapacity(old.starts.count)
            part.members.reserveCapacity(old.members.count)
            for bucket in 0..<old.starts.count - 1 {
                for index in Int(old.starts[bucket])..<Int(old.starts[bucket + 1])
                where old.members[index] != Self.nobody {
                    part.members.append(old.members[index])
                }
                part.members += late[UInt64(number) << 32 | UInt64(bucket)] ?? []
                part.starts.append(UInt32(part.members.count))
            }
            parts[number] = part
        }
        late = [:]
        lateCount = 0
    }
}

extension KeyTable {
    /// Keys of a stretch of people, by part of the table: the hash above the person's number.
    private typealias Waiting = [[UInt64]]

    /// A table of the keys of all on the roll, built by `tasks` tasks side by side.
    init(of roll: Roll, terms: Terms, common: CommonNames, tasks: Int) async {
        self.init(people: roll.count)
        let all = 1 << Self.partBits
        let width = Self.width(roll.count)
        let stretch = max(1, (roll.count + tasks - 1) / tasks)
        for first in stride(from: 0, to: all, by: width) {
            let range = first..<min(all, first + width)
            let waiting = await inOrder(
                stride(from: 0, to: roll.count, by: stretch).map { $0..<min(roll.count, $0 + stretch) },
                tasks: tasks
            ) { Self.keys(of: $0, roll, terms, common, parts: range) }
            let (bucketBits, numberBits) = (bucketBits, numberBits)
            parts += await inOrder(Array(0..<range.count), tasks: tasks) { part in
                Self.part(waiting.map { $0[part] }, bucketBits, numberBits)
            }
        }
    }

    /// The same at once.
    init(of roll: Roll, terms: Terms, common: CommonNames) {
        self.init(people: roll.count)
        let all = 1 << Self.partBits
        let width = Self.width(roll.count)
        for first in stride(from: 0, to: all, by: width) {
            let range = first..<min(all, first + width)
            let waiting = Self.keys(of: 0..<roll.count, roll, terms, common, parts: range)
            parts += waiting.map { Self.part([$0], bucketBits, numberBits) }
        }
    }

    /// How many parts are built in one round.
    private static func width(_ people: Int) -> Int {
        let rounds = max(1, people * usualKeys * 8 / waiting)
        return max(1, ((1 << partBits) + rounds - 1) / rounds)
    }

    private static func keys(
        of people: Range<Int>,
        _ roll: Roll,
        _ terms: Terms,
        _ common: CommonNames,
        parts: Range<Int>
    ) -> Waiting {
        var waiting = Waiting(repeating: [], count: parts.count)
        for part in waiting.indices { waiting[part].reserveCapacity(people.count * usualKeys / 50) }
        var maker = KeyMaker(terms)
        let words = roll.words.span
        let entries = roll.entries.span
        var keys: [UInt64] = []
        for person in people {
            maker.load(entries[person], words)
            keys.removeAll(keepingCapacity: true)
            maker.numbers(of: entries[person], into: &keys)
            maker.keys(of: entries[person], words, common: common, into: &keys)
            for key in keys {
                let part = Int(key >> UInt64(64 - partBits)) - parts.lowerBound
                if part >= 0, part < parts.count { waiting[part].append((key >> 26) << 32 | UInt64(person)) }
            }
        }
        return waiting
    }

    private static func part(_ waiting: Waiting, _ bucketBits: UInt32, _ numberBits: UInt32) -> Part {
        let down = UInt64(64 - bucketBits)
        var starts = [UInt32](repeating: 0, count: 1 << Int(bucketBits) + 1)
        for keys in waiting { for key in keys { starts[Int(key >> down) + 1] += 1 } }
        for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
        var members = [UInt32](repeating: nobody, count: Int(starts[starts.count - 1]))
        var next = starts
        for keys in waiting {
            for key in keys {
                let bucket = Int(key >> down)
                let tag = UInt32(truncatingIfNeeded: key >> 32) &<< numberBits
                members[Int(next[bucket])] = tag | UInt32(truncatingIfNeeded: key)
                next[bucket] += 1
            }
        }
        return Part(starts: starts, members: members)
    }
}
