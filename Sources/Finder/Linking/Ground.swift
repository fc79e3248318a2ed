/// What two people have in common that is reason to look at them: the rolls are sorted by one after the other, and those
/// who stand together are held against each other at a glance.
///
/// Each finds what another misses. Names go by their codes (`NameProfile.eachCode`), which a name and its variants share.
enum Ground: CaseIterable, Sendable {
    /// Birth, day and month in either order; and a name, the postcode, the home or the school.
    case birth
    /// Month and year of birth, and a rare name or the school: the day is wrong.
    case month
    /// Day and month of birth, and a rare name or the school: the year is wrong.
    case dayOfYear
    /// Day and year of birth, and a rare name or the school: the month is wrong.
    case dayAndYear
    /// Postcode, and a name: no birth, or a wrong one, and the other name damaged.
    case postcode
    /// School, and a rare name, likewise.
    case school
    /// A full name, in either order; and the district, the town, the school or two parts of the birth where many bear it.
    case fullName
    /// House with the first letters of street and town, and a name where many live there: for lists of adults, without
    /// setting.
    case address
    /// Numbers that two people rarely share by chance: whoever has the same is compared, whatever else is seen.
    case upn, nhsNumber

    /// On these most meet who are one person: who is sure of their partner then has no need of the others.
    static let first: [Ground] = [.upn, .nhsNumber, .birth]
    static let others = allCases.filter { !first.contains($0) }

    /// What those who stand together must share besides, where they are many.
    enum Further {
        case name
        /// A name so rare that it may be enough, or the school.
        case rareNameOrSchool
        /// A name so rare that it may be enough.
        case rareName
        case nameOrHome
        case placeOrBirth
        case nothing
    }

    var further: Further {
        switch self {
        case .birth: .nameOrHome
        case .month, .dayOfYear, .dayAndYear: .rareNameOrSchool
        case .school: .rareName
        case .postcode, .address: .name
        case .fullName: .placeOrBirth
        case .upn, .nhsNumber: .nothing
        }
    }

    var isNumber: Bool { self == .upn || self == .nhsNumber }

    /// The codes by which somebody is found among those who stand together.
    @inline(__always)
    func eachCode(of glance: Glance, _ body: (UInt16) -> Void) {
        switch further {
        case .name, .rareName: glance.codes.eachCode(body)
        case .rareNameOrSchool:
            glance.codes.eachCode(body)
            if glance.school != 0 { body(glance.school) }
        case .nameOrHome:
            glance.codes.eachCode(body)
            glance.homes.eachCode(body)
        case .placeOrBirth: glance.surroundings.eachCode(body)
        case .nothing: break
        }
    }

    /// The same of a question, leaving out those who could not weigh `least`, in sixteenths of a bit.
    @inline(__always)
    func eachCode(of question: Question, _ weights: GlanceWeights, least: Int32, _ body: (UInt16) -> Void) {
        switch further {
        case .name: question.eachName(body)
        case .rareName: question.eachRareName(beside: weights.besideSchool, least: least, body)
        case .rareNameOrSchool:
            question.eachRareName(beside: weights.besideBirth, least: least, body)
            if question.school != 0 { body(question.school) }
        case .nameOrHome:
            question.eachName(body)
            question.homes.eachCode(body)
        case .placeOrBirth: question.surroundings.eachCode(body)
        case .nothing: break
        }
    }
}

/// People of a roll as grounds need them.
struct GroundRoll: Sendable {
    let roll: Roll
    /// Whom of the roll it has, in order.
    let people: [Int32]
    /// In the order of `people`, as all that follows.
    let glances: [Glance]
    /// The hashes of full names, one person after the other, and where each person's end.
    private let fullNames: [UInt32]
    private let ends: [UInt32]
    private let addresses: [UInt32]

    /// The people of a roll in another order.
    init(_ roll: Roll, in order: [Int32], _ terms: Terms, tasks: Int) async {
        await self.init(roll.reordered(order), terms, tasks: tasks)
    }

    init(_ roll: Roll, _ terms: Terms, tasks: Int) async {
        self.roll = roll
        people = (0..<Int32(roll.count)).map(\.self)
        let stretch = max(1, (roll.count + tasks - 1) / tasks)
        let stretches = stride(from: 0, to: roll.count, by: stretch).map { $0..<min(roll.count, $0 + stretch) }
        let parts = await inOrder(stretches, tasks: tasks) { Part($0, roll, terms) }
        glances = parts.flatMap(\.glances)
        fullNames = parts.flatMap(\.fullNames)
        addresses = parts.flatMap(\.addresses)
        var sum: UInt32 = 0
        ends = parts.flatMap(\.counts).map {
            sum += UInt32($0); return sum
        }
    }

    /// Those of `other` who are at these places of its `people`, which ascend.
    init(_ other: GroundRoll, only places: [Int32]) {
        roll = other.roll
        people = places.map { other.people[Int($0)] }
        glances = places.map { other.glances[Int($0)] }
        addresses = places.map { other.addresses[Int($0)] }
        var (names, ends) = ([UInt32](), [UInt32]())
        names.reserveCapacity(places.count * 5)
        ends.reserveCapacity(places.count)
        for place in places {
            names += other.fullNames[other.fullNames(of: Int(place))]
            ends.append(UInt32(names.count))
        }
        (fullNames, self.ends) = (names, ends)
    }

    /// Where the hashes of the full names of the person at `place` are.
    private func fullNames(of place: Int) -> Range<Int> { (place == 0 ? 0 : Int(ends[place - 1]))..<Int(ends[place]) }

    private struct Part: Sendable {
        var glances: [Glance] = []
        var fullNames: [UInt32] = []
        var counts: [UInt8] = []
        var addresses: [UInt32] = []

        init(_ people: Range<Int>, _ roll: Roll, _ terms: Terms) {
            glances.reserveCapacity(people.count)
            counts.reserveCapacity(people.count)
            addresses.reserveCapacity(people.count)
            fullNames.reserveCapacity(people.count * 5)
            var maker = KeyMaker(terms)
            let (entries, words, names) = (roll.entries.span, roll.words.span, terms.names)
            for person in people {
                let entry = entries[person]
                maker.load(entry, words)
                let before = fullNames.count
                maker.eachFullName { fullNames.append(UInt32(truncatingIfNeeded: $0 >> 32) | 1) }
                counts.append(UInt8(fullNames.count - before))
                addresses.append(maker.address(of: entry).map { UInt32(truncatingIfNeeded: $0 >> 32) | 1 } ?? 0)
                glances.append(Glance(entry, words, names))
            }
        }
    }

    /// The keys of all on a ground, above their places in `people`; sorted.
    func keys(_ ground: Ground) -> [UInt64] {
        var keys: [UInt64] = []
        keys.reserveCapacity(ground == .fullName ? fullNames.count : people.count)
        let (glances, entries) = (glances.span, roll.entries.span)
        for place in people.indices {
            func add(_ key: UInt32) { if key != 0 { keys.append(UInt64(key) << 32 | UInt64(place)) } }
            let birth = UInt32(bitPattern: glances[place].birth)
            switch ground {
            case .birth: add(Self.unordered(birth))
            case .month: add(birth >> 5)
            case .dayOfYear: add(birth & 511)
            case .dayAndYear: add((birth >> 9) << 5 | birth & 31)
            case .postcode: add(UInt32(bitPattern: glances[place].postcode &+ 1))
            case .school: add(UInt32(bitPattern: entries[Int(people[place])].school &+ 1))
            case .upn: add(UInt32(bitPattern: entries[Int(people[place])].upn &+ 1))
            case .nhsNumber: add(UInt32(bitPattern: entries[Int(people[place])].nhsNumber &+ 1))
            case .address: add(addresses[place])
            case .fullName: for name in fullNames[fullNames(of: place)] { add(name) }
            }
        }
        return keys.sortedByUpperHalf()
    }

    /// A date with the smaller of day and month first, so that a date and its swap are one; 0 for none.
    private static func unordered(_ birth: UInt32) -> UInt32 {
        let (month, day) = (birth >> 5 & 15, birth & 31)
        return (birth >> 9) << 10 | min(month, day) << 5 | max(month, day)
    }
}

extension [UInt64] {
    /// Sorts by the upper 32 bits alone, and keeps the order of those that are equal: a radix sort, eleven bits a round.
    func sortedByUpperHalf() -> [UInt64] {
        var (from, to) = (self, self)
        for shift in [32, 43, 54] as [UInt64] {
            var starts = [Int](repeating: 0, count: 2049)
            for value in from { starts[Int(value >> shift & 2047) + 1] += 1 }
            if starts.contains(count) { continue }
            for digit in 1..<2049 { starts[digit] += starts[digit - 1] }
            for value in from {
                let digit = Int(value >> shift & 2047)
                to[starts[digit]] = value
                starts[digit] += 1
            }
            swap(&from, &to)
        }
        return from
    }
}
