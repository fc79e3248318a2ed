/// Makes the codes of values for one linkage.
struct ValueCoder: Sendable {
    private let keys: FieldKeys
    private let hardening: FieldHardening
    private let terms: Terms
    private let nameFilters: FilterMaker
    private let schoolFilters: FilterMaker

    init(_ keys: FieldKeys, _ hardening: FieldHardening, terms: Terms) {
        self.keys = keys
        self.hardening = hardening
        self.terms = terms
        nameFilters = FilterMaker(keys, .bigram, .name(hardening), hardening)
        schoolFilters = FilterMaker(keys, .schoolBigram, .school(hardening), hardening)
    }

    /// What two documents of one secret and one hardening share.
    var check: [UInt8] { Array(keys.hash(.check, Array(hardening.rawValue.utf8)).prefix(FieldEncodings.checkBytes)) }

    // MARK: Births

    /// The smaller of day and month, times 32, and the larger; 29 February as 28.
    static func dayOfYear(_ date: CalendarDate) -> Int32 {
        let day = date.month == 2 && date.day == 29 ? 28 : date.day
        return Int32(min(date.month, day) * 32 + max(date.month, day))
    }

    func birth(_ packed: Int32) -> BirthCode {
        guard let date = CalendarDate(packed: packed) else { return BirthCode() }
        let (low, high) = (min(date.month, date.day), max(date.month, date.day))
        let isFirst = date.month == 1 && date.day == 1
        return BirthCode(
            date: token(.birth, "\(date)"),
            unordered: token(.birthUnordered, "\(date.year) \(low) \(high)"),
            dayOfYear: token(.dayOfYear, "\(Self.dayOfYear(date))"),
            month: token(.month, "\(date.year) \(date.month)"),
            dayAndYear: token(.dayAndYear, "\(date.year) \(date.day)"),
            firstOfJanuary: token(.firstOfJanuary, "\(date.year)"),
            asFirstOfJanuary: isFirst ? token(.firstOfJanuary, "\(date.year)") : token(.notFirstOfJanuary, "\(date)")
        )
    }

    // MARK: Names

    func name(_ word: Int32, salt: Int32) -> NameCode {
        let bytes = terms.names.words.bytes(of: word)
        let profile = terms.names[word]
        let salt = salt == 0 ? [] : Array("\(salt)".utf8)
        var code = NameCode(filter: nameFilters.filter(bytes, salt: salt))
        code.word = keys.token(.word, bytes, salt: salt)
        code.skeleton =
            profile.skeleton == 0
            ? keys.token(.noGroup, bytes, salt: salt)
            : keys.token(.skeleton, Array("\(profile.skeleton)".utf8), salt: salt)
        for lane in 0..<NameCode.groupCount {
            let group = profile.groups[lane]
            code.groups.append(
                group == 0
                    ? keys.token(.noGroup, bytes + Array(" \(lane)".utf8), salt: salt)
                    : keys.token(.group, NameVariants.heads[Int(group) - 1], salt: salt)
            )
        }
        code.groups.sort()
        return code
    }

    // MARK: Places

    func home(_ home: EncodedHome) -> HomeCode {
        var code = HomeCode()
        var area: [UInt8] = []
        if home.locality >= 0 {
            area = terms.localities.bytes(of: home.locality)
            code.town = keys.token(.town, area)
        }
        let house = home.house >= 0 ? terms.houses.bytes(of: home.house) : []
        if home.postcode >= 0 {
            let whole = terms.postcodes.bytes(of: home.postcode)
            let districtLength = Postcode.districtLength(of: whole)
            code.postcode = keys.token(.postcode, whole)
            if districtLength > 0 {
                area = Array(whole.prefix(districtLength))
                code.district = keys.token(.district, area)
                code.sector = keys.token(.sector, Array(whole.prefix(districtLength + 1)))
                if !house.isEmpty { code.address = keys.token(.address, whole, salt: house) }
            } else {
                // A postcode of another country covers a town.
                code.district = keys.token(.district, whole)
            }
        }
        if !house.isEmpty, !area.isEmpty, home.street >= 0 {
            code.door = keys.token(.door, terms.streets.bytes(of: home.street) + [0] + area, salt: house)
        }
        return code
    }

    func school(_ number: Int32) -> SchoolCode {
        let bytes = terms.schools.bytes(of: number)
        return SchoolCode(name: keys.token(.school, bytes), filter: schoolFilters.filter(bytes))
    }

    // MARK: The rest

    func sex(_ sex: UInt8) -> FieldToken { token(.sex, "\(sex)") }

    func upn(_ number: Int32) -> FieldToken { keys.token(.upn, terms.upns.bytes(of: number)) }

    func nhsNumber(_ number: Int32) -> FieldToken {
        keys.token(.nhsNumber, terms.nhsNumbers.bytes(of: number))
    }

    private func token(_ purpose: FieldKeys.Purpose, _ text: String) -> FieldToken {
        keys.token(purpose, Array(text.utf8))
    }
}

extension BirthCode: FieldCode {
    func precedes(_ other: Self) -> Bool { date < other.date }
}

extension NameCode: FieldCode {
    func precedes(_ other: Self) -> Bool { word < other.word }
}

extension HomeCode: FieldCode {
    func precedes(_ other: Self) -> Bool {
        (postcode, sector, district, town, address, door)
            < (other.postcode, other.sector, other.district, other.town, other.address, other.door)
    }
}

extension SchoolCode: FieldCode {
    func precedes(_ other: Self) -> Bool { name < other.name }
}

extension FieldToken: FieldCode {
    func precedes(_ other: Self) -> Bool { self < other }
}
