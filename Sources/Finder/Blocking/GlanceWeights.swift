/// What the levels of agreement add that a glance can see, in sixteenths of a bit.
///
/// Where two people agree is made into a number, and what that adds is looked up: a processor cannot foretell branches on
/// what strangers share.
struct GlanceWeights: Sendable {
    /// By `Births`.
    private let births: InlineArray<32, Int32>
    /// By `Places`.
    private let places: InlineArray<64, Int32>
    /// By the sex of one above the sex of the other.
    private let sexes: InlineArray<16, Int32>
    /// For births that need care.
    let levels: (yearsApart: Int32, january: Int32, different: Int32)
    /// What the names add, in bits, before their rarity.
    let names: (given: Float, others: Float, family: Float)
    let closeNumbers: (upn: Int32, nhs: Int32)
    /// What a pair may have beside a name, where two parts of the birth agree and neither home nor school does.
    let besideBirth: Int32
    /// The same where the school agrees, and neither home nor birth does.
    let besideSchool: Int32

    /// In what two births agree.
    enum Births {
        static let day = 1, month = 2, year = 4
        /// The years are five apart at most.
        static let near = 8
        /// One is the other with day and month swapped.
        static let swapped = 16
    }

    /// In what two addresses and settings agree: bits of `Glance.Place`, and these.
    enum Places {
        static let home = 1 << Int(Glance.Place.home.rawValue)
        static let district = 1 << Int(Glance.Place.district.rawValue)
        static let town = 1 << Int(Glance.Place.town.rawValue)
        static let school = 1 << Int(Glance.Place.school.rawValue)
        static let postcode = 16
        /// Both postcodes are known.
        static let known = 32
    }

    init(_ weights: Weights) {
        func weight(_ field: Field, _ level: some AgreementLevel) -> Float {
            weights.againstStrangers[field.rawValue * 16 + Int(level.rawValue)]
        }
        func birth(_ level: BirthLevel) -> Int32 { Self.sixteenths(weight(.dateOfBirth, level)) }
        births = InlineArray { birth(Self.level(births: $0)) }
        levels = (birth(.yearsApart), birth(.firstOfJanuary), birth(.different))
        func home(_ levels: HomeLevel...) -> Float { levels.map { weight(.home, $0) }.max() ?? 0 }
        let (district, town) = (home(.samePostcodeSector, .sameStreet), home(.sameDistrict, .sameTown))
        let school = weight(.school, SchoolLevel.same)
        places = InlineArray { agreed in
            let place: Float =
                if agreed & Places.home != 0 {
                    home(.sameAddress)
                } else if agreed & Places.postcode != 0 {
                    home(.samePostcode)
                } else if agreed & Places.district != 0 {
                    district
                } else if agreed & Places.town != 0 {
                    town
                } else {
                    agreed & Places.known != 0 ? home(.different) : 0
                }
            return Self.sixteenths(place + (agreed & Places.school != 0 ? school : 0))
        }
        let (sameSex, otherSex) = (weight(.sex, EqualityLevel.same), weight(.sex, EqualityLevel.different))
        sexes = InlineArray {
            Self.sixteenths($0 >> 2 == 0 || $0 & 3 == 0 ? 0 : $0 >> 2 == $0 & 3 ? sameSex : otherSex)
        }
        names = (
            weight(.givenName, GivenLevel.same), weight(.otherNames, OtherLevel.same),
            weight(.familyName, FamilyLevel.same)
        )
        let near = Self.sixteenths(max(0, district, town) + max(0, sameSex))
        besideBirth = near + max(birth(.yearsApart), birth(.oneDigit), birth(.firstOfJanuary))
        besideSchool = near + Self.sixteenths(school)
        closeNumbers = (
            Self.sixteenths(max(0, weight(.upn, NumberLevel.close))),
            Self.sixteenths(max(0, weight(.nhsNumber, NumberLevel.close)))
        )
    }

    /// A weight in bits, kept so small that many can be added.
    static func sixteenths(_ bits: Float) -> Int32 { Int32((max(-1e6, min(1e6, bits)) * 16).rounded()) }

    /// One digit for two parts that are the same.
    private static func level(births agreed: Int) -> BirthLevel {
        let (day, month, year) =
            (agreed & Births.day != 0, agreed & Births.month != 0, agreed & Births.year != 0)
        if day, month { return year ? .same : agreed & Births.near != 0 ? .yearsApart : .oneDigit }
        if agreed & Births.swapped != 0 { return .dayAndMonthSwapped }
        return year && (month || day) ? .oneDigit : .different
    }

    @inline(__always)
    func births(_ agreed: Int) -> Int32 { births[agreed & 31] }

    @inline(__always)
    func places(_ agreed: Int) -> Int32 { places[agreed & 63] }

    @inline(__always)
    func sexes(_ one: UInt32, _ other: UInt32) -> Int32 { sexes[Int((one << 2 | other) & 15)] }
}
