/// The words and values of one or several rolls, each with a number. Rolls that share `Terms` can be compared.
struct Terms: Sendable {
    var names = NameTerms()
    var postcodes = TermTable()
    /// The frozen ones, made ready for comparison.
    private var packedPostcodes: [PackedPostcode] = []
    /// The numbers of an address: `18 5` of `Flat 18, 5 Chapel Road`.
    var houses = TermTable()
    /// The words of an address, abbreviations written out.
    var streets = TermTable()
    var localities = TermTable()
    var schools = TermTable()
    var upns = TermTable()
    var nhsNumbers = TermTable()

    /// Ends the making of a roll: what is added later belongs to copies alone.
    mutating func freeze() {
        names.freeze()
        postcodes.freeze()
        packPostcodes()
        houses.freeze()
        streets.freeze()
        localities.freeze()
        schools.freeze()
        upns.freeze()
        nhsNumbers.freeze()
    }

    mutating func packPostcodes() {
        let slab = postcodes.frozen.slab
        for number in packedPostcodes.count..<slab.count {
            packedPostcodes.append(PackedPostcode(slab.bytes.span.extracting(slab.range(number))))
        }
    }

    func postcode(_ number: Int32) -> PackedPostcode {
        let number = Int(number)
        return number < packedPostcodes.count
            ? packedPostcodes[number] : PackedPostcode(postcodes.bytes(of: Int32(number)).span)
    }
}

extension Terms {
    /// Takes in the terms of `other`, and gives the numbers that they have here.
    mutating func absorb(_ other: Terms) -> TermNumbers {
        TermNumbers(
            names: names.absorb(other.names),
            postcodes: postcodes.absorb(other.postcodes),
            houses: houses.absorb(other.houses),
            streets: streets.absorb(other.streets),
            localities: localities.absorb(other.localities),
            schools: schools.absorb(other.schools),
            upns: upns.absorb(other.upns),
            nhsNumbers: nhsNumbers.absorb(other.nhsNumbers)
        )
    }

    /// The terms that `roll` uses, and their numbers.
    func used(by roll: Roll) -> (terms: Terms, numbers: TermNumbers) {
        func kept(_ table: TermTable, _ number: (Entry) -> Int32) -> (TermTable, [Int32]) {
            var used = [Bool](repeating: false, count: table.count)
            for entry in roll.entries where number(entry) >= 0 { used[Int(number(entry) & ~Slip.marks)] = true }
            return table.kept(used)
        }
        var words = [Bool](repeating: false, count: names.count)
        for word in roll.words { words[Int(word)] = true }
        let (keptWords, nameNumbers) = names.words.kept(words)
        let postcodes = kept(postcodes, \.postcode)
        let houses = kept(houses, \.house)
        let streets = kept(streets, \.street)
        let localities = kept(localities, \.locality)
        let schools = kept(schools, \.school)
        let upns = kept(upns, \.upn)
        let nhsNumbers = kept(nhsNumbers, \.nhsNumber)
        var terms = Terms()
        terms.names = NameTerms(keptWords)
        (terms.postcodes, terms.houses, terms.streets) = (postcodes.0, houses.0, streets.0)
        terms.packPostcodes()
        (terms.localities, terms.schools) = (localities.0, schools.0)
        (terms.upns, terms.nhsNumbers) = (upns.0, nhsNumbers.0)
        let numbers = TermNumbers(
            names: nameNumbers,
            postcodes: postcodes.1,
            houses: houses.1,
            streets: streets.1,
            localities: localities.1,
            schools: schools.1,
            upns: upns.1,
            nhsNumbers: nhsNumbers.1
        )
        return (terms, numbers)
    }

    /// How many strings came since the last `freeze`.
    var freshCount: Int {
        names.words.fresh.count + postcodes.fresh.count + houses.fresh.count + streets.fresh.count
            + localities.fresh.count + schools.fresh.count + upns.fresh.count + nhsNumbers.fresh.count
    }

    /// Whether another person's terms can be numbered.
    var hasRoom: Bool {
        let most = TermTable.most - 64
        return names.count < most && postcodes.count < most && houses.count < most && streets.count < most
            && localities.count < most && schools.count < most && upns.count < most && nhsNumbers.count < most
    }
}

/// What the numbers of one `Terms` are in another.
struct TermNumbers: Sendable {
    let names: [Int32]
    let postcodes: [Int32]
    let houses: [Int32]
    let streets: [Int32]
    let localities: [Int32]
    let schools: [Int32]
    let upns: [Int32]
    let nhsNumbers: [Int32]

    /// The same person by the other numbers.
    func translate(_ entry: Entry) -> Entry {
        func number(_ old: Int32, _ new: [Int32]) -> Int32 {
            old < 0 ? old : new[Int(old & ~Slip.marks)] | old & Slip.marks
        }
        var entry = entry
        entry.postcode = number(entry.postcode, postcodes)
        entry.house = number(entry.house, houses)
        entry.street = number(entry.street, streets)
        entry.locality = number(entry.locality, localities)
        entry.school = number(entry.school, schools)
        entry.upn = number(entry.upn, upns)
        entry.nhsNumber = number(entry.nhsNumber, nhsNumbers)
        return entry
    }
}

/// The address and setting of a person, folded to the words that are compared.
enum PlaceWords {
    private static let written: [[UInt8]: [UInt8]] = {
        let pairs = """
            rd road|st street|ave avenue|av avenue|cl close|ln lane|gdns gardens|gdn garden|dr drive|cres crescent|\
            terr terrace|ter terrace|tce terrace|ct court|crt court|pl place|sq square|pk park|hse house|bldg building|\
            saint st|sch school|pri primary|jnr junior|inf infant|nurs nursery|acad academy|sec secondary|\
            coll college|cath catholic|apartment flat|apt flat|unit flat|est estate|grn green|hts heights|\
            cct circuit|crescent crescent|pde parade|hwy highway|north n|south s|east e|west w
            """
        var table: [[UInt8]: [UInt8]] = [:]
        for pair in pairs.split(separator: "|") {
            let parts = pair.split(separator: " ")
            if parts.count == 2 { table[Array(parts[0].utf8)] = Array(parts[1].utf8) }
        }
        return table
    }()
    private static let saint = Array("st".utf8)
    private static let school: Set<[UInt8]> = Set(["school", "the"].map { Array($0.utf8) })
    private static let flat: Set<[UInt8]> = Set(["flat", "no", "number"].map { Array($0.utf8) })

    /// The numbers of an address, joined by spaces, and its other words, written out.
    static func address(_ text: String) -> (house: [UInt8], street: [UInt8]) {
        var house: [UInt8] = []
        var street: [UInt8] = []
        for word in Folding.words(text) {
            if let first = word.first, first <= 57 {
                join(word, to: &house)
            } else {
                let long = written[word] ?? word
                if !flat.contains(long) { join(long, to: &street) }
            }
        }
        return (house, street)
    }

    /// The words of a school's name: `Saint Mary's Pri Sch` gives `st marys primary`.
    static func school(_ text: String) -> [UInt8] {
        var joined: [UInt8] = []
        for word in Folding.words(text) {
            let long = word == saint ? saint : written[word] ?? word
            if !school.contains(long) { join(long, to: &joined) }
        }
        return joined
    }

    /// The words of a locality.
    static func locality(_ text: String) -> [UInt8] {
        var joined: [UInt8] = []
        for word in Folding.words(text) { join(word, to: &joined) }
        return joined
    }

    private static func join(_ word: [UInt8], to text: inout [UInt8]) {
        if !text.isEmpty { text.append(32) }
        text += word
    }
}
