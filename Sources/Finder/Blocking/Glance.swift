/// What can be seen of a person at a glance: enough to tell most strangers apart without comparing them.
struct Glance: Sendable {
    /// Hashes of the codes of the names, first name and surname before others; 0 where there are no more.
    let codes: Codes
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

    init(_ entry: Entry, _ words: Span<Int32>, _ names: NameTerms) {
        var codes = Codes()
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
        schoolAndSex = school & ~(Self.sex | Self.slip) | (hasSlip ? Self.slip : 0) | UInt16(entry.sex) & Self.sex
    }

    /// A hash of the school; 0 where it is missing.
    var school: UInt16 { schoolAndSex & ~(Self.sex | Self.slip) }

    /// Hashes of the postcode, the home and the school; 0 where one is missing.
    var homes: Codes { Codes(Self.short(postcode, 1), home, school) }

    /// Hashes of district and school, and of each two parts of the birth; 0 where one is missing.
    var places: Codes {
        guard birth != 0 else { return Codes(district, school) }
        return Codes(
            district,
            school,
            Self.short(birth >> 5, 2),
            Self.short(birth & 511, 3),
            Self.short((birth >> 9) << 5 | birth & 31, 4)
        )
    }

    /// Sixteen bits of a number of one kind, 0 where it is negative.
    private static func short(_ number: Int32, _ kind: UInt32) -> UInt16 {
        number < 0 ? 0 : short(UInt32(bitPattern: number) &+ kind << 27)
    }

    /// Sixteen bits of a number, never 0.
    static func short(_ code: UInt32) -> UInt16 {
        let short = UInt16(truncatingIfNeeded: (code &* 0x9E37_79B1) >> 16)
        return short == 0 ? 1 : short
    }
}

/// What the levels of agreement add that a glance can see, in bits.
struct GlanceWeights: Sendable {
    fileprivate struct Births {
        let same, swapped, yearsApart, oneDigit, january, different: Float
    }

    fileprivate let births: Births
    fileprivate let homes: (address: Float, postcode: Float, district: Float, town: Float, different: Float)
    /// By the sex of one above the sex of the other: half of all are of the other sex, which no branch can foretell.
    fileprivate let sexes: InlineArray<16, Float>
    fileprivate let school: Float
    fileprivate let names: (given: Float, others: Float, family: Float)
    fileprivate let closeNumbers: (upn: Float, nhs: Float)
    /// What a pair may have beside a name, where two parts of the birth agree and neither home nor school does.
    let besideBirth: Float
    /// The same where the school agrees, and neither home nor birth does.
    let besideSchool: Float

    init(_ weights: Weights) {
        func weight(_ field: Field, _ level: some AgreementLevel) -> Float {
            weights.againstStrangers[field.rawValue * 16 + Int(level.rawValue)]
        }
        func birth(_ level: BirthLevel) -> Float { weight(.dateOfBirth, level) }
        func home(_ level: HomeLevel) -> Float { weight(.home, level) }
        births = Births(
            same: birth(.same),
            swapped: birth(.dayAndMonthSwapped),
            yearsApart: birth(.yearsApart),
            oneDigit: birth(.oneDigit),
            january: birth(.firstOfJanuary),
            different: birth(.different)
        )
        homes = (
            home(.sameAddress), home(.samePostcode), max(home(.samePostcodeSector), home(.sameStreet)),
            max(home(.sameDistrict), home(.sameTown)), home(.different)
        )
        let (sameSex, otherSex) = (weight(.sex, EqualityLevel.same), weight(.sex, EqualityLevel.different))
        sexes = InlineArray { $0 >> 2 == 0 || $0 & 3 == 0 ? 0 : $0 >> 2 == $0 & 3 ? sameSex : otherSex }
        school = weight(.school, SchoolLevel.same)
        names = (
            weight(.givenName, GivenLevel.same), weight(.otherNames, OtherLevel.same),
            weight(.familyName, FamilyLevel.same)
        )
        let near = max(0, homes.district, homes.town) + max(0, sameSex)
        besideBirth = near + max(births.yearsApart, births.oneDigit, births.january)
        besideSchool = near + school
        closeNumbers = (max(0, weight(.upn, NumberLevel.close)), max(0, weight(.nhsNumber, NumberLevel.close)))
    }
}

/// One person, against whom many are held at a glance: about the highest weight that full comparison could give.
///
/// What cannot be seen is taken for the best it could be but for slips of the pen in names, which are taken as telling
/// nothing. So a pair needs something that agrees as it is: two of birth, first name, surname, home and school, mostly.
struct Question: Sendable {
    /// Hashes of the codes of the first names, then of the surnames, then of the others.
    private let codes: InlineArray<8, UInt16>
    /// What each of them adds.
    private let gains: InlineArray<8, Float>
    /// Where the codes of the first names end, those of the surnames, and all.
    private let ends: (given: UInt8, family: UInt8, all: UInt8)
    /// What is seen of the person.
    let glance: Glance
    /// What numbers may add that are a slip apart.
    private let closeNumbers: Float
    /// What the names may add at most.
    private let most: Float

    /// What a name that is written otherwise takes away.
    private static let slip: Float = -1.5

    fileprivate init(_ glance: Glance, _ names: QuestionMaker.Names, closeNumbers: Float) {
        let room = (given: max(3, 8 - names.family.count - names.others.count), others: names.others.count)
        let given = names.given.prefix(room.given)
        let family = names.family.prefix(max(3, 8 - given.count - room.others))
        let others = names.others.prefix(8 - min(8, given.count + family.count))
        var (codes, gains) = (InlineArray<8, UInt16>(repeating: 0), InlineArray<8, Float>(repeating: 0))
        var lane = 0
        for list in [given, family, others] {
            for name in list where lane < 8 {
                codes[lane] = name.code
                gains[lane] = name.gain
                lane += 1
            }
        }
        self.codes = codes
        self.gains = gains
        ends = (
            UInt8(min(8, given.count)), UInt8(min(8, given.count + family.count)), UInt8(lane)
        )
        self.glance = glance
        self.closeNumbers = closeNumbers
        most = [given, family, others].reduce(0) { sum, list in sum + list.reduce(0) { max($0, $1.gain) } }
    }

    /// The codes of names that may weigh `least` bits with so much beside.
    @inline(__always)
    func eachRareCode(beside: Float, least: Float, _ body: (UInt16) -> Void) {
        let needed = least - beside - closeNumbers
        for lane in 0..<Int(ends.all) where gains[lane] >= needed { body(codes[lane]) }
    }

    /// About the highest weight that the pair could have; any number below `least` where it cannot reach that.
    @inline(__always)
    func bound(_ other: Glance, _ weights: GlanceWeights, least: Float) -> Float {
        let sum =
            births(other, weights) + homes(other, weights) + schools(other, weights) + sexes(other, weights)
            + numbers(other)
        if sum + most < least { return -.infinity }
        return sum + best(0..<ends.given, other, Self.slip) + best(ends.given..<ends.family, other, Self.slip)
            + best(ends.family..<ends.all, other, 0)
    }

    @inline(__always)
    private func best(_ lanes: Range<UInt8>, _ other: Glance, _ none: Float) -> Float {
        var best = none
        for lane in lanes where other.codes.has(codes[Int(lane)]) { best = max(best, gains[Int(lane)]) }
        return best
    }

    /// The weight of the births, one digit for two parts that are the same.
    @inline(__always)
    private func births(_ other: Glance, _ weights: GlanceWeights) -> Float {
        let birth = glance.birth
        if birth == 0 || other.birth == 0 { return 0 }
        if birth == other.birth { return weights.births.same }
        let difference = birth ^ other.birth
        let (sameYear, sameMonth, sameDay) = (difference >> 9 == 0, difference & 0x1E0 == 0, difference & 31 == 0)
        let years = abs(birth >> 9 - other.birth >> 9)
        if sameMonth, sameDay { return years <= 5 ? weights.births.yearsApart : weights.births.oneDigit }
        if sameYear, birth & 31 == other.birth >> 5 & 15, birth >> 5 & 15 == other.birth & 31 {
            return weights.births.swapped
        }
        if sameYear, sameMonth || sameDay { return weights.births.oneDigit }
        if birth & 511 == 33 || other.birth & 511 == 33, years <= 1 { return weights.births.january }
        let isLeapDay =
            sameMonth && birth >> 5 & 15 == 2 && min(birth & 31, other.birth & 31) == 28
            && max(birth & 31, other.birth & 31) == 29
        return isLeapDay && years <= 5 ? weights.births.yearsApart : weights.births.different
    }

    @inline(__always)
    private func homes(_ other: Glance, _ weights: GlanceWeights) -> Float {
        if glance.home != 0, glance.home == other.home { return weights.homes.address }
        let known = glance.postcode >= 0 && other.postcode >= 0
        if known, glance.postcode == other.postcode { return weights.homes.postcode }
        if glance.district != 0, glance.district == other.district { return weights.homes.district }
        if glance.locality != 0, glance.locality == other.locality { return weights.homes.town }
        return known ? weights.homes.different : 0
    }

    @inline(__always)
    private func schools(_ other: Glance, _ weights: GlanceWeights) -> Float {
        let (one, two) = (glance.school, other.school)
        return one != 0 && one == two ? weights.school : 0
    }

    /// Who has the same number is found by it; who is a slip away from it is not seen, and taken for that.
    @inline(__always)
    private func numbers(_ other: Glance) -> Float {
        (glance.schoolAndSex | other.schoolAndSex) & Glance.slip == 0 ? 0 : closeNumbers
    }

    @inline(__always)
    private func sexes(_ other: Glance, _ weights: GlanceWeights) -> Float {
        weights.sexes.span[Int((glance.schoolAndSex & Glance.sex) << 2 | other.schoolAndSex & Glance.sex)]
    }
}

/// Makes the questions of one task.
struct QuestionMaker {
    fileprivate struct Names {
        var given: [(code: UInt16, gain: Float)] = []
        var family: [(code: UInt16, gain: Float)] = []
        var others: [(code: UInt16, gain: Float)] = []
    }

    let weights: GlanceWeights
    private var scratch = Names()

    init(_ weights: Weights) { self.weights = GlanceWeights(weights) }

    mutating func question(
        _ entry: Entry,
        _ glance: Glance,
        _ words: Span<Int32>,
        _ names: NameTerms,
        _ rarity: Rarity
    ) -> Question {
        scratch.given.removeAll(keepingCapacity: true)
        scratch.family.removeAll(keepingCapacity: true)
        scratch.others.removeAll(keepingCapacity: true)
        func add(_ index: Int, to list: inout [(code: UInt16, gain: Float)], _ gain: Float) {
            names[words[index]].eachCode { list.append((Glance.short($0), gain)) }
        }
        func given(_ index: Int) -> Float { weights.names.given + rarity.ofGiven(words[index]) }
        func family(_ index: Int) -> Float { weights.names.family + rarity.ofFamily(words[index]) }
        for index in entry.given.prefix(1) { add(index, to: &scratch.given, given(index)) }
        if let joined = entry.joinedGiven { add(joined, to: &scratch.given, given(joined)) }
        for index in entry.family { add(index, to: &scratch.family, family(index)) }
        if let joined = entry.joinedFamily { add(joined, to: &scratch.family, family(joined)) }
        for index in entry.others {
            add(index, to: &scratch.others, weights.names.others + rarity.ofGiven(words[index]))
        }
        return Question(
            glance,
            scratch,
            closeNumbers: (entry.upn >= 0 ? weights.closeNumbers.upn : 0)
                + (entry.nhsNumber >= 0 ? weights.closeNumbers.nhs : 0)
        )
    }
}
