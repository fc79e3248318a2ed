/// One person, against whom many are held at a glance: about the highest weight that full comparison could give.
///
/// What cannot be seen is taken for the best it could be but for slips of the pen in names, which are taken as telling
/// nothing. So a pair needs something that agrees as it is: two of birth, first name, surname, home and school, mostly.
/// It fits into 64 bytes, as much as a processor fetches at a time.
struct Question: Sendable {
    /// Hashes of the codes of the first names, then of the surnames, then of the others.
    private let codes: InlineArray<8, UInt16>
    /// What each of them adds, in quarters of a bit.
    private let gains: InlineArray<8, Int8>
    /// `Glance.places`, and the highest bit of each that is known.
    private let places: UInt64
    private let known: UInt64
    private let postcode: Int32
    /// `Glance.marks`, and the birth with day and month swapped.
    private let marks: UInt32
    private let swapped: Int32
    /// What numbers may add that are a slip apart, and what the names may add at most, in sixteenths of a bit.
    private let closeNumbers: Int16
    private let most: Int16
    /// Where the codes of the first names end, those of the surnames, and all.
    private let ends: (given: UInt8, family: UInt8, all: UInt8)

    /// What a name that is written otherwise takes away, in sixteenths of a bit.
    private static let otherwise: Int32 = -24

    fileprivate init(_ glance: Glance, _ names: QuestionMaker.Names, closeNumbers: Int32) {
        let room = (given: max(3, 8 - names.family.count - names.others.count), others: names.others.count)
        let given = names.given.prefix(room.given)
        let family = names.family.prefix(max(3, 8 - given.count - room.others))
        let others = names.others.prefix(8 - min(8, given.count + family.count))
        var (codes, gains) = (InlineArray<8, UInt16>(repeating: 0), InlineArray<8, Int8>(repeating: 0))
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
        places = glance.places
        known = ~Codes.equalLanes(glance.places, 0) & Codes.tops
        postcode = glance.postcode < 0 ? -2 : glance.postcode
        marks = glance.marks
        let birth = glance.birth
        swapped = birth & ~511 | (birth & 31) << 5 | birth >> 5 & 15
        self.closeNumbers = Int16(clamping: closeNumbers)
        most = Int16(
            [given, family, others].reduce(0) { sum, list in sum + list.reduce(0) { max($0, Int($1.gain)) } } * 4
        )
    }

    /// `CalendarDate.packed`, or 0.
    var birth: Int32 { Glance.birth(marks) }

    /// Hashes of the codes of the names.
    @inline(__always)
    func eachName(_ body: (UInt16) -> Void) {
        for lane in 0..<Int(ends.all) { body(codes[lane]) }
    }

    /// The codes of names that may weigh `least` with so much beside, in sixteenths of a bit.
    @inline(__always)
    func eachRareName(beside: Int32, least: Int32, _ body: (UInt16) -> Void) {
        let needed = least - beside - Int32(closeNumbers)
        for lane in 0..<Int(ends.all) where gain(lane) >= needed { body(codes[lane]) }
    }

    /// See `Glance.homes`.
    var homes: Codes { Glance.homes(places, postcode) }

    /// See `Glance.surroundings`.
    var surroundings: Codes { Glance.surroundings(places, birth) }

    var school: UInt16 { Glance.Place.school.of(places) }

    /// About the highest weight that the pair could have, in sixteenths of a bit; any number below `least` where it cannot
    /// reach that.
    @inline(__always)
    func bound(_ other: Glance, _ weights: GlanceWeights, least: Int32) -> Int32 {
        let sum =
            births(other, weights) &+ places(other, weights) &+ weights.sexes(marks >> Glance.sexAt, other.sex)
            &+ ((marks | other.marks) & Glance.slip == 0 ? 0 : Int32(closeNumbers))
        if sum &+ Int32(most) < least { return .min }
        return sum &+ best(0..<ends.given, other, Self.otherwise)
            &+ best(ends.given..<ends.family, other, Self.otherwise)
            &+ best(ends.family..<ends.all, other, 0)
    }

    @inline(__always)
    private func gain(_ lane: Int) -> Int32 { Int32(gains[lane]) << 2 }

    @inline(__always)
    private func best(_ lanes: Range<UInt8>, _ other: Glance, _ none: Int32) -> Int32 {
        var best = none
        for lane in lanes {
            best = max(best, other.codes.has(codes[Int(lane)]) ? gain(Int(lane)) : none)
        }
        return best
    }

    /// The weight of the births, one digit for two parts that are the same.
    @inline(__always)
    private func births(_ other: Glance, _ weights: GlanceWeights) -> Int32 {
        let (one, two) = (birth, other.birth)
        let difference = one ^ two
        let years = (one >> 9) &- (two >> 9)
        let agreed =
            (difference & 31 == 0 ? GlanceWeights.Births.day : 0)
            | (difference & 0x1E0 == 0 ? GlanceWeights.Births.month : 0)
            | (difference >> 9 == 0 ? GlanceWeights.Births.year : 0)
            | (UInt32(bitPattern: years &+ 5) <= 10 ? GlanceWeights.Births.near : 0)
            | (two == swapped ? GlanceWeights.Births.swapped : 0)
        let weight = weights.births(agreed)
        return (marks | other.marks) & Glance.care == 0 ? weight : careful(one, two, weight, weights)
    }

    /// The same where a birth is missing or of a day that is often wrong.
    private func careful(_ one: Int32, _ two: Int32, _ weight: Int32, _ weights: GlanceWeights) -> Int32 {
        if one == 0 || two == 0 { return 0 }
        if weight != weights.levels.different { return weight }
        let years = abs(one >> 9 - two >> 9)
        let isJanuary = one & 511 == 33 || two & 511 == 33
        if isJanuary, years <= 1 { return weights.levels.january }
        // 28 and 29 February, of which there is one alone in most years.
        let (early, late) = (min(one & 511, two & 511), max(one & 511, two & 511))
        let isLeapDay = early == 2 << 5 | 28 && late == 2 << 5 | 29
        return isLeapDay && years <= 5 ? weights.levels.yearsApart : weight
    }

    @inline(__always)
    private func places(_ other: Glance, _ weights: GlanceWeights) -> Int32 {
        let same = Codes.equalLanes(places, other.places) & known
        let agreed =
            Codes.lanes(same) | (postcode == other.postcode ? GlanceWeights.Places.postcode : 0)
            | (postcode | other.postcode >= 0 ? GlanceWeights.Places.known : 0)
        return weights.places(agreed)
    }
}

/// Makes the questions of one task.
struct QuestionMaker {
    fileprivate typealias Name = (code: UInt16, gain: Int8)
    fileprivate struct Names {
        var given: [Name] = []
        var family: [Name] = []
        var others: [Name] = []
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
        func add(_ index: Int, to list: inout [Name], _ bits: Float) {
            let gain = Int8(max(-31, min(31.75, bits)) * 4)
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
