/// What two people are compared in.
public enum Field: Int, CaseIterable, Sendable, Encodable {
    case givenName, familyName, otherNames, nameOrder, dateOfBirth, sex, home, school, upn, nhsNumber

    /// Written by its name, as levels are.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(self)")
    }

    /// The levels of agreement in this field. Level 0 is always "missing": one of the two has no value.
    public var levels: [String] {
        switch self {
        case .givenName: GivenLevel.allCases.map { "\($0)" }
        case .familyName: FamilyLevel.allCases.map { "\($0)" }
        case .otherNames: OtherLevel.allCases.map { "\($0)" }
        case .nameOrder: OrderLevel.allCases.map { "\($0)" }
        case .dateOfBirth: BirthLevel.allCases.map { "\($0)" }
        case .home: HomeLevel.allCases.map { "\($0)" }
        case .school: SchoolLevel.allCases.map { "\($0)" }
        case .upn, .nhsNumber: NumberLevel.allCases.map { "\($0)" }
        case .sex: EqualityLevel.allCases.map { "\($0)" }
        }
    }
}

/// A level of agreement: small numbers mostly agree more, 0 is missing.
protocol AgreementLevel: RawRepresentable<UInt8>, CaseIterable, Sendable {
    static var missing: Self { get }
}

/// How the first names agree.
enum GivenLevel: UInt8, AgreementLevel {
    case missing, same, variant, close, similar
    /// Each one's first name is among the other's further names.
    case exchanged
    /// One's first name is among the other's further names.
    case amongOthers
    /// One is the other's initial or beginning.
    case beginning
    case different
}

/// How the surnames agree.
enum FamilyLevel: UInt8, AgreementLevel {
    case missing, same, variant, close, similar
    /// Some part of a double surname is shared.
    case part
    /// One's surname is among the other's further names.
    case amongOthers
    case different
}

/// How middle names, former names and names known by agree: by the best of them.
enum OtherLevel: UInt8, AgreementLevel {
    case missing, same, beginning, different
}

/// Whether the names agree as they are written, or first name with surname and surname with first name.
enum OrderLevel: UInt8, AgreementLevel {
    case missing, asWritten, swapped
}

/// How the dates of birth agree.
enum BirthLevel: UInt8, AgreementLevel {
    case missing, same, dayAndMonthSwapped
    /// The same day and month, one to five years apart: documents that make a child younger or older.
    case yearsApart
    /// One of the eight digits differs.
    case oneDigit
    /// At most a year apart, and one is 1 January: a date given to those who have none.
    case firstOfJanuary
    /// Two of day, month and year are equal.
    case twoParts
    case different
}

/// How the addresses agree.
enum HomeLevel: UInt8, AgreementLevel {
    case missing, sameAddress, samePostcode, sameStreet
    /// The same number of a house in one district, and another street.
    case sameNumber
    case samePostcodeSector
    /// District and town, not only one of them.
    case sameTown
    case sameDistrict, different
}

/// How the schools agree.
enum SchoolLevel: UInt8, AgreementLevel {
    case missing, same, similar, different
}

/// Agreement in a value that is equal or not.
enum EqualityLevel: UInt8, AgreementLevel {
    case missing, same, different
}

/// Agreement in a number with a check digit. `close` comes last, so that the levels before it are those of
/// `EqualityLevel`: encodings can tell no others.
enum NumberLevel: UInt8, AgreementLevel {
    case missing, same, different
    /// One character apart or two swapped, and the check of one of them is wrong; or equal, with a wrong check.
    case close
}

/// The levels of all fields of one pair, four bits each.
struct Pattern: Hashable, Sendable {
    var bits: UInt64 = 0

    subscript(field: Field) -> Int {
        get { Int(bits >> UInt64(field.rawValue * 4) & 15) }
        set {
            let shift = UInt64(field.rawValue * 4)
            bits = bits & ~(15 << shift) | UInt64(newValue) << shift
        }
    }

    mutating func set(_ field: Field, _ level: some AgreementLevel) { self[field] = Int(level.rawValue) }
}

/// What comparing two people gives: the levels, and the words they agree on, whose rarity counts.
struct Comparison: Sendable {
    var pattern = Pattern()
    /// The number of the word that the first names agree on, as the first person has it, or -1.
    var given: Int32 = -1
    /// The same of the surnames.
    var family: Int32 = -1
    /// The same of the further names.
    var other: Int32 = -1
    var school: Int32 = -1
}
