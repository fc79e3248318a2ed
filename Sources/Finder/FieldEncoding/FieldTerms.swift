/// The values of several documents of encodings, numbered so that equal hashes have equal numbers in all.
struct FieldTerms: Sendable {
    /// The numbers of hashes. What a roll holds as house and street are here the hashes of the whole address.
    private(set) var terms = Terms()
    private(set) var names = EncodedNames()
    private(set) var births: [BirthCode] = []
    private(set) var schools: [BigramFilter] = []
    private var birthNumbers: [FieldToken: Int32] = [:]
    private var sexes: [FieldToken] = []
    /// By number of the postcode.
    private var sectors: [FieldToken] = []
    private var districts: [FieldToken] = []

    func birth(_ entry: Entry) -> BirthCode? { entry.birth == 0 ? nil : births[Int(entry.birth) - 1] }

    func sector(_ postcode: Int32) -> FieldToken { postcode < 0 ? .missing : sectors[Int(postcode)] }

    func district(_ postcode: Int32) -> FieldToken { postcode < 0 ? .missing : districts[Int(postcode)] }

    /// The people of a document as a roll of numbers. Rows that were left out are no people.
    mutating func add(_ document: FieldEncodings) -> Roll {
        let nameNumbers = document.names.map { code in
            let number = terms.names.number(of: code.word.bytes)
            names.add(code, number: number)
            return number
        }
        let birthNumbers = document.births.map { number(ofBirth: $0) }
        let sexNumbers = document.sexes.map { number(ofSex: $0) }
        let schoolNumbers = document.schools.map { code in
            let number = terms.schools.number(of: code.name.bytes)
            if Int(number) == schools.count { schools.append(code.filter) }
            return number
        }
        let upns = document.upns.map { terms.upns.number(of: $0.bytes) }
        let nhsNumbers = document.nhsNumbers.map { terms.nhsNumbers.number(of: $0.bytes) }
        let homes = document.homes.map { home(of: $0) }
        var roll = Roll()
        var words: [Int32] = []
        for (place, person) in document.people.enumerated() {
            guard let person else { continue }
            var entry = Entry()
            entry.row = UInt32(place + 1)
            if person.birth >= 0 { entry.birth = birthNumbers[Int(person.birth)] }
            if person.sex >= 0 { entry.sex = sexNumbers[Int(person.sex)] }
            if person.school >= 0 { entry.school = schoolNumbers[Int(person.school)] }
            if person.upn >= 0 { entry.upn = upns[Int(person.upn)] }
            if person.nhsNumber >= 0 { entry.nhsNumber = nhsNumbers[Int(person.nhsNumber)] }
            if person.home >= 0 {
                let home = homes[Int(person.home)]
                (entry.postcode, entry.locality) = (home.postcode, home.locality)
                (entry.house, entry.street) = (home.house, home.street)
            }
            words.removeAll(keepingCapacity: true)
            let (given, others, family) = person.parts
            let (givenCount, familyCount) = (Self.written(given.count), Self.written(family.count))
            entry.givenCount = UInt8(givenCount)
            entry.otherCount = UInt8(others.count)
            entry.familyCount = UInt8(familyCount)
            for place in given.prefix(givenCount) { words.append(nameNumbers[Int(document.words[place])]) }
            for place in others { words.append(nameNumbers[Int(document.words[place])]) }
            for place in family.prefix(familyCount) { words.append(nameNumbers[Int(document.words[place])]) }
            for place in given.dropFirst(givenCount) { words.append(nameNumbers[Int(document.words[place])]) }
            for place in family.dropFirst(familyCount) { words.append(nameNumbers[Int(document.words[place])]) }
            roll.append(entry, words: words)
        }
        return roll
    }

    /// Ends the numbering.
    mutating func freeze() {
        terms.freeze()
        names.freeze()
    }

    /// How many words were written, of `count` of which the last may be all of them as one.
    private static func written(_ count: Int) -> Int { count > 1 ? count - 1 : count }

    private mutating func number(ofBirth code: BirthCode) -> Int32 {
        if let known = birthNumbers[code.date] { return known }
        births.append(code)
        let number = Int32(births.count)
        birthNumbers[code.date] = number
        return number
    }

    private mutating func number(ofSex token: FieldToken) -> UInt8 {
        if let known = sexes.firstIndex(of: token) { return UInt8(known + 1) }
        sexes.append(token)
        return UInt8(sexes.count)
    }

    private mutating func home(of code: HomeCode) -> (postcode: Int32, house: Int32, street: Int32, locality: Int32) {
        var postcode: Int32 = -1
        if !code.postcode.isMissing {
            postcode = terms.postcodes.number(of: code.postcode.bytes)
            if Int(postcode) == sectors.count {
                sectors.append(code.sector)
                districts.append(code.district)
            }
        }
        let house = code.address.isMissing ? -1 : terms.houses.number(of: code.address.bytes)
        let street = code.door.isMissing ? -1 : terms.streets.number(of: code.door.bytes)
        let town = code.town.isMissing ? -1 : terms.localities.number(of: code.town.bytes)
        return (postcode, house, street, town)
    }
}

extension Roll {
    /// Appends someone who is known by the number of their row alone.
    mutating func append(_ entry: Entry, words: [Int32]) { append(entry, words: words, label: [UInt8]().span) }
}

/// The words of names in documents of encodings, by number.
struct EncodedNames: Sendable {
    /// What comparison needs of a word, without references, so that millions of comparisons count none.
    private struct Word: Sendable {
        var skeleton: UInt32 = 0
        /// The groups that several words share, from 1; 0 where there are no more.
        var groups = SIMD8<UInt32>.zero
        var filter = SIMD4<UInt64>.zero
        /// How many bits of it are set.
        var ones = 0
    }

    private var words: [Word] = []
    private var skeletons: [FieldToken: UInt32] = [:]
    private var groups: [FieldToken: (number: UInt32, words: Int)] = [:]

    mutating func add(_ code: NameCode, number: Int32) {
        guard Int(number) == words.count else { return }
        var word = Word()
        word.skeleton = Self.number(code.skeleton, &skeletons)
        for (lane, token) in code.groups.prefix(8).enumerated() {
            let known = groups[token] ?? (UInt32(groups.count + 1), 0)
            groups[token] = (known.number, known.words + 1)
            word.groups[lane] = known.number
        }
        for (lane, bits) in code.filter.words.prefix(4).enumerated() {
            word.filter[lane] = bits
            word.ones += bits.nonzeroBitCount
        }
        words.append(word)
    }

    private static func number(_ token: FieldToken, _ numbers: inout [FieldToken: UInt32]) -> UInt32 {
        if let known = numbers[token] { return known }
        numbers[token] = UInt32(numbers.count + 1)
        return UInt32(numbers.count)
    }

    /// Tells apart the groups that words share from those that fill up a word's number of groups.
    mutating func freeze() {
        var isShared = [Bool](repeating: false, count: groups.count + 1)
        for group in groups.values where group.words > 1 { isShared[Int(group.number)] = true }
        (groups, skeletons) = ([:], [:])
        for index in words.indices {
            let all = words[index].groups
            var shared = SIMD8<UInt32>.zero
            var count = 0
            for lane in 0..<8 where isShared[Int(all[lane])] {
                shared[count] = all[lane]
                count += 1
            }
            words[index].groups = shared
        }
    }

    /// Hands on what a word has in common with those that stand for it: its skeleton and its groups.
    func forEachShared(_ number: Int32, _ body: (UInt64) -> Void) {
        let word = words[Int(number)]
        body(UInt64(word.skeleton))
        for lane in 0..<8 {
            if word.groups[lane] == 0 { return }
            body(1 << 40 | UInt64(word.groups[lane]))
        }
    }

    func likeness(_ a: Int32, _ b: Int32, _ bounds: LikenessBounds) -> Likeness {
        let (one, other) = (words[Int(a)], words[Int(b)])
        for lane in 0..<8 {
            if one.groups[lane] == 0 { break }
            if any(other.groups .== SIMD8(repeating: one.groups[lane])) { return .variant }
        }
        let common = one.filter & other.filter
        var both = common[0].nonzeroBitCount + common[1].nonzeroBitCount
        if common[2] | common[3] != 0 { both += common[2].nonzeroBitCount + common[3].nonzeroBitCount }
        let alike = both == 0 ? 0 : 2 * Double(both) / Double(one.ones + other.ones)
        let sound = one.skeleton == other.skeleton
        if alike >= (sound ? bounds.closeInSound : bounds.close) { return .close }
        if alike >= (sound ? bounds.similarInSound : bounds.similar) { return .similar }
        return .different
    }
}

/// From which likeness of their filters on two words count as a slip apart, or as somewhat alike.
struct LikenessBounds: Sendable {
    let close: Double
    let closeInSound: Double
    let similar: Double
    let similarInSound: Double

    init(_ hardening: FieldHardening) {
        switch hardening {
        case .none, .salt: (close, closeInSound, similar, similarInSound) = (0.72, 0.45, 0.58, 0.3)
        case .balanced: (close, closeInSound, similar, similarInSound) = (0.86, 0.72, 0.8, 0.65)
        case .xorFold: (close, closeInSound, similar, similarInSound) = (0.72, 0.45, 0.58, 0.3)
        }
    }
}
