/// What can be seen of a person at a glance: enough to tell most strangers apart without comparing them.
struct Glance: Sendable {
    /// Hashes of the codes of the names, first name and surname before others; 0 where there are no more.
    let codes: SIMD8<UInt16>
    /// `CalendarDate.packed`, or 0.
    let birth: Int32
    let postcode: Int32
    let district: UInt16
    let locality: UInt16
    /// A hash of house and street; 0 where one is missing.
    let home: UInt16
    /// A hash of the school, above whether a number has a slip in it, above two bits of the sex.
    let schoolAndSex: UInt16

    fileprivate static let sex: UInt16 = 3
    fileprivate static let slip: UInt16 = 4
    /// Set for any school.
    private static let someSchool: UInt16 = 8
    fileprivate static let school = ~(sex | slip)

    init(_ entry: Entry, _ words: Span<Int32>, _ names: NameTerms) {
        var codes = SIMD8<UInt16>.zero
        var count = 0
        func add(_ code: UInt32) {
            let short = Self.short(code)
            for lane in 0..<count where codes[lane] == short { return }
            if count < 8 {
                codes[count] = short
                count += 1
            }
        }
        let first = entry.given.first.map { names[words[$0]] }
        let family = entry.family.first.map { names[words[$0]] }
        if let first, first.skeleton != 0 { add(first.skeleton) }
        if let family, family.skeleton != 0 { add(family.skeleton) }
        first?.eachCode(add)
        family?.eachCode(add)
        let start = Int(entry.names)
        for index in start..<start + entry.wordCount { names[words[index]].eachCode(add) }
        self.codes = codes
        birth = entry.birth
        postcode = entry.postcode
        district = UInt16(truncatingIfNeeded: entry.district)
        locality = entry.locality < 0 ? 0 : Self.short(UInt32(bitPattern: entry.locality))
        home =
            entry.house < 0 || entry.street < 0
            ? 0 : Self.short(UInt32(bitPattern: entry.house) &* 0x85EB_CA6B ^ UInt32(bitPattern: entry.street))
        let school = entry.school < 0 ? 0 : Self.short(UInt32(bitPattern: entry.school)) | Self.someSchool
        let hasSlip = [entry.upn, entry.nhsNumber].contains { $0 >= 0 && $0 & Slip.mark != 0 }
        schoolAndSex = school & Self.school | (hasSlip ? Self.slip : 0) | UInt16(entry.sex) & Self.sex
    }

    /// Sixteen bits of a number, never 0.
    static func short(_ code: UInt32) -> UInt16 {
        let short = UInt16(truncatingIfNeeded: (code &* 0x9E37_79B1) >> 16)
        return short == 0 ? 1 : short
    }
}

/// One person, against whom many are held at a glance: about the highest weight that full comparison could give.
///
/// What cannot be seen is taken for the best it could be but for slips of the pen in names, which are taken as telling
/// nothing. So a pair needs something that agrees as it is: two of birth, first name, surname, home and school, mostly.
struct Question {
    private struct Name {
        let code: SIMD8<UInt16>
        let gain: Float
    }

    private var given: [Name] = []
    private var others: [Name] = []
    private var family: [Name] = []
    private var birth: Int32 = 0
    private var postcode: Int32 = -1
    private var district: UInt16 = 0
    private var locality: UInt16 = 0
    private var home: UInt16 = 0
    private var schoolAndSex: UInt16 = 0
    /// What numbers may add that are a slip apart.
    private var closeNumbers: Float = 0
    private let weights: [Float]
    /// What the names may add at most.
    private var most: Float = 0

    init(_ weights: Weights) {
        // A copy of its own, so that tasks do not count references to the same array.
        self.weights = weights.againstStrangers.map(\.self)
    }

    /// Turns to another person.
    mutating func ask(_ entry: Entry, _ words: Span<Int32>, _ names: NameTerms, _ rarity: Rarity) {
        let glance = Glance(entry, words, names)
        birth = glance.birth
        postcode = glance.postcode
        district = glance.district
        locality = glance.locality
        home = glance.home
        schoolAndSex = glance.schoolAndSex
        let close = Int(NumberLevel.close.rawValue)
        closeNumbers =
            (entry.upn >= 0 ? max(0, weight(.upn, close)) : 0)
            + (entry.nhsNumber >= 0 ? max(0, weight(.nhsNumber, close)) : 0)
        given.removeAll(keepingCapacity: true)
        others.removeAll(keepingCapacity: true)
        family.removeAll(keepingCapacity: true)
        func add(_ index: Int, to list: inout [Name], _ gain: Float) {
            names[words[index]].eachCode { list.append(Name(code: SIMD8(repeating: Glance.short($0)), gain: gain)) }
        }
        let same = (
            given: weight(.givenName, 1), others: weight(.otherNames, 1), family: weight(.familyName, 1)
        )
        for index in entry.given.prefix(1) { add(index, to: &given, same.given + rarity.ofGiven(words[index])) }
        if let joined = entry.joinedGiven { add(joined, to: &given, same.given + rarity.ofGiven(words[joined])) }
        for index in entry.others { add(index, to: &others, same.others + rarity.ofGiven(words[index])) }
        for index in entry.family { add(index, to: &family, same.family + rarity.ofFamily(words[index])) }
        if let joined = entry.joinedFamily { add(joined, to: &family, same.family + rarity.ofFamily(words[joined])) }
        most = [given, others, family].reduce(0) { sum, list in
            sum + list.reduce(0) { max($0, $1.gain) }
        }
    }

    private func weight(_ field: Field, _ level: Int) -> Float { weights[field.rawValue * 16 + level] }

    /// About the highest weight that the pair could have; any number below `least` where it cannot reach that.
    @inline(__always)
    func bound(_ other: Glance, least: Float) -> Float {
        let sum = births(other) + homes(other) + schools(other) + sexes(other) + numbers(other)
        if sum + most < least { return -.infinity }
        return sum + best(given, other.codes) + best(family, other.codes) + max(0, best(others, other.codes))
    }

    /// What a name that is written otherwise takes away.
    private static let slip: Float = -1.5

    @inline(__always)
    private func best(_ names: [Name], _ codes: SIMD8<UInt16>) -> Float {
        var best = Self.slip
        for index in names.indices where any(codes .== names[index].code) { best = max(best, names[index].gain) }
        return best
    }

    /// The weight of the births, one digit for two parts that are the same.
    @inline(__always)
    private func births(_ other: Glance) -> Float {
        if birth == 0 || other.birth == 0 { return 0 }
        if birth == other.birth { return level(.same) }
        let difference = birth ^ other.birth
        let (sameYear, sameMonth, sameDay) = (difference >> 9 == 0, difference & 0x1E0 == 0, difference & 31 == 0)
        if sameMonth, sameDay { return abs(birth >> 9 - other.birth >> 9) <= 5 ? level(.yearsApart) : level(.oneDigit) }
        if sameYear, birth & 31 == other.birth >> 5 & 15, birth >> 5 & 15 == other.birth & 31 {
            return level(.dayAndMonthSwapped)
        }
        if sameYear, sameMonth || sameDay { return level(.oneDigit) }
        if (birth & 511 == 33 || other.birth & 511 == 33), abs(birth >> 9 - other.birth >> 9) <= 1 {
            return level(.firstOfJanuary)
        }
        if sameMonth, abs(birth >> 9 - other.birth >> 9) <= 5, birth >> 5 & 15 == 2,
            min(birth & 31, other.birth & 31) == 28,
            max(birth & 31, other.birth & 31) == 29
        {
            return level(.yearsApart)
        }
        return level(.different)

        func level(_ level: BirthLevel) -> Float { weight(.dateOfBirth, Int(level.rawValue)) }
    }

    @inline(__always)
    private func homes(_ other: Glance) -> Float {
        if home != 0, home == other.home { return level(.sameAddress) }
        let known = postcode >= 0 && other.postcode >= 0
        if known, postcode == other.postcode { return level(.samePostcode) }
        if district != 0, district == other.district { return max(level(.samePostcodeSector), level(.sameStreet)) }
        let town = locality != 0 && other.locality != 0
        if town, locality == other.locality { return max(level(.sameDistrict), level(.sameTown)) }
        return known ? level(.different) : 0

        func level(_ level: HomeLevel) -> Float { weight(.home, Int(level.rawValue)) }
    }

    @inline(__always)
    private func schools(_ other: Glance) -> Float {
        let (one, two) = (schoolAndSex & Glance.school, other.schoolAndSex & Glance.school)
        return one != 0 && one == two ? weight(.school, 1) : 0
    }

    /// Who has the same number is found by it; who is a slip away from it is not seen, and taken for that.
    @inline(__always)
    private func numbers(_ other: Glance) -> Float {
        (schoolAndSex | other.schoolAndSex) & Glance.slip == 0 ? 0 : closeNumbers
    }

    @inline(__always)
    private func sexes(_ other: Glance) -> Float {
        let (one, two) = (schoolAndSex & Glance.sex, other.schoolAndSex & Glance.sex)
        if one == 0 || two == 0 { return 0 }
        return weight(.sex, one == two ? 1 : 2)
    }
}
