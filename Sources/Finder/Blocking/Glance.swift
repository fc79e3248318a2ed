/// What can be seen of a person at a glance, in 32 bytes: enough to tell most strangers apart without comparing them.
struct Glance: Sendable {
    /// Hashes of the codes of the names, first name and surname before others; 0 where there are no more.
    let codes: Codes
    /// Hashes of house and street, of the postcode's district, of the town and of the school, a `Place` each; 0 where
    /// one is missing.
    let places: UInt64
    let postcode: Int32
    /// `CalendarDate.packed`, or 0, and above it `care`, `slip` and the sex.
    let marks: UInt32

    /// Which sixteen bits of `places` are what.
    enum Place: UInt64 {
        case home, district, town, school

        @inline(__always)
        func of(_ places: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: places >> (rawValue * 16)) }
    }

    /// What of `marks` is the birth.
    private static let birth: UInt32 = (1 << 21) - 1
    /// The birth is missing, or of a day that stands for another: 1 January, or the end of February.
    static let care: UInt32 = 1 << 22
    /// A number has a slip in it.
    static let slip: UInt32 = 1 << 23
    static let sexAt: UInt32 = 24

    init(_ entry: Entry, _ words: Span<Int32>, _ names: borrowing NameTerms) {
        var codes = Codes()
        let first = entry.given.first.map { names[words[$0]] }
        let family = entry.family.first.map { names[words[$0]] }
        if let first, first.skeleton != 0 { codes.insert(Self.short(first.skeleton)) }
        if let family, family.skeleton != 0 { codes.insert(Self.short(family.skeleton)) }
        first?.eachCode { codes.insert(Self.short($0)) }
        family?.eachCode { codes.insert(Self.short($0)) }
        let start = Int(entry.names)
        for index in start..<start + entry.wordCount {
            names[words[index]].eachCode { codes.insert(Self.short($0)) }
        }
        self.codes = codes
        func short(_ number: Int32) -> UInt64 { number < 0 ? 0 : UInt64(Self.short(UInt32(bitPattern: number))) }
        let home = UInt32(bitPattern: entry.house) &* 0x85EB_CA6B ^ UInt32(bitPattern: entry.street)
        places =
            (entry.house < 0 || entry.street < 0 ? 0 : UInt64(Self.short(home)))
            | UInt64(UInt16(truncatingIfNeeded: entry.district)) << 16
            | short(entry.locality) << 32 | short(entry.school) << 48
        postcode = entry.postcode
        let hasSlip =
            (entry.upn >= 0 && entry.upn & Slip.mark != 0) || (entry.nhsNumber >= 0 && entry.nhsNumber & Slip.mark != 0)
        marks =
            UInt32(bitPattern: entry.birth) | (Self.needsCare(entry.birth) ? Self.care : 0)
            | (hasSlip ? Self.slip : 0) | UInt32(entry.sex) << Self.sexAt
    }

    private static func needsCare(_ birth: Int32) -> Bool {
        let day = birth & 511
        return birth == 0 || day == 1 << 5 | 1 || day == 2 << 5 | 28 || day == 2 << 5 | 29
    }

    /// `CalendarDate.packed`, or 0.
    var birth: Int32 { Self.birth(marks) }

    @inline(__always)
    static func birth(_ marks: UInt32) -> Int32 { Int32(bitPattern: marks & birth) }

    /// `Sex.rawValue`, or 0.
    var sex: UInt32 { marks >> Self.sexAt }

    var school: UInt16 { Place.school.of(places) }

    /// Hashes of the postcode, the home and the school; 0 where one is missing.
    var homes: Codes { Self.homes(places, postcode) }

    static func homes(_ places: UInt64, _ postcode: Int32) -> Codes {
        Codes(short(postcode, 1), Place.home.of(places), Place.school.of(places))
    }

    /// Hashes of district and school, and of each two parts of the birth; 0 where one is missing.
    var surroundings: Codes { Self.surroundings(places, birth) }

    static func surroundings(_ places: UInt64, _ birth: Int32) -> Codes {
        let (district, school) = (Place.district.of(places), Place.school.of(places))
        guard birth != 0 else { return Codes(district, school) }
        return Codes(
            district,
            school,
            short(birth >> 5, 2),
            short(birth & 511, 3),
            short((birth >> 9) << 5 | birth & 31, 4)
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
