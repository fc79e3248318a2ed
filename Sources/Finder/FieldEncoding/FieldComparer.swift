/// Compares the people of two documents of encodings, field by field, by the levels of the clear-text Finder.
///
/// A value for one task: it remembers how alike pairs of words were.
struct FieldComparer: NameComparing {
    private let terms: FieldTerms
    private let hardening: FieldHardening
    private let bounds: LikenessBounds
    private var names = LikenessCache(bits: 16)
    private var schools = LikenessCache(bits: 14)

    init(_ terms: FieldTerms, _ hardening: FieldHardening) {
        self.terms = terms
        self.hardening = hardening
        bounds = LikenessBounds(hardening)
    }

    /// Compares one person of each roll; `aWords` and `bWords` are the words of the rolls.
    mutating func compare(_ a: Entry, _ aWords: Span<Int32>, _ b: Entry, _ bWords: Span<Int32>) -> Comparison {
        var result = Comparison()
        let (born, otherBorn) = (terms.birth(a), terms.birth(b))
        // Salted names can be told from each other only where the salt is one.
        if hardening != .salt || born?.dayOfYear == otherBorn?.dayOfYear {
            compareNames(a, aWords, b, bWords, into: &result)
        }
        if let born, let otherBorn { result.pattern.set(.dateOfBirth, BirthLevel(born, otherBorn)) }
        result.pattern.set(.sex, EqualityLevel(Int32(a.sex) - 1, Int32(b.sex) - 1))
        result.pattern.set(.home, home(a, b))
        result.pattern.set(.upn, EqualityLevel(a.upn, b.upn))
        result.pattern.set(.nhsNumber, EqualityLevel(a.nhsNumber, b.nhsNumber))
        let school = school(a.school, b.school)
        result.pattern.set(.school, school)
        if school == .same || school == .similar { result.school = a.school }
        return result
    }

    mutating func likeness(_ a: Int32, _ b: Int32) -> Likeness {
        if a == b { return .same }
        if let known = names[a, b] { return Likeness(rawValue: known) ?? .different }
        let likeness = terms.names.likeness(a, b, bounds)
        names[a, b] = likeness.rawValue
        return likeness
    }

    private mutating func school(_ a: Int32, _ b: Int32) -> SchoolLevel {
        if a < 0 || b < 0 { return .missing }
        if a == b { return .same }
        if let known = schools[a, b] { return SchoolLevel(rawValue: known) ?? .different }
        let alike = terms.schools[Int(a)].likeness(terms.schools[Int(b)])
        let level: SchoolLevel = alike >= (hardening == .balanced ? 0.85 : 0.8) ? .similar : .different
        schools[a, b] = level.rawValue
        return level
    }

    private func home(_ a: Entry, _ b: Entry) -> HomeLevel {
        let postcodesKnown = a.postcode >= 0 && b.postcode >= 0
        let townsKnown = a.locality >= 0 && b.locality >= 0
        let sameDistrict = postcodesKnown && terms.district(a.postcode) == terms.district(b.postcode)
        let sectors = (terms.sector(a.postcode), terms.sector(b.postcode))
        let sameSector = sectors.0 == sectors.1 && !sectors.0.isMissing
        if sameSector, a.postcode == b.postcode {
            return a.house >= 0 && a.house == b.house ? .sameAddress : .samePostcode
        }
        if a.street >= 0, a.street == b.street { return .sameAddress }
        if sameSector { return .samePostcodeSector }
        let sameTown = townsKnown && a.locality == b.locality
        if sameDistrict { return sameTown ? .sameTown : .sameDistrict }
        if sameTown { return .sameDistrict }
        return postcodesKnown || townsKnown ? .different : .missing
    }
}

extension BirthLevel {
    /// How two encoded dates agree. One digit that differs cannot be told from a part that does.
    init(_ a: BirthCode, _ b: BirthCode) {
        if a.date == b.date {
            self = .same
        } else if a.unordered == b.unordered {
            self = .dayAndMonthSwapped
        } else if a.dayOfYear == b.dayOfYear {
            self = .yearsApart
        } else if a.asFirstOfJanuary == b.firstOfJanuary || a.firstOfJanuary == b.asFirstOfJanuary {
            self = .firstOfJanuary
        } else if a.month == b.month || a.dayAndYear == b.dayAndYear {
            self = .twoParts
        } else {
            self = .different
        }
    }
}
