/// The words and values of one or several rolls, each with a number. Rolls that share `Terms` can be compared.
struct Terms: Sendable {
    var names = NameTerms()
    var postcodes = TermTable()
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
        houses.freeze()
        streets.freeze()
        localities.freeze()
        schools.freeze()
        upns.freeze()
        nhsNumbers.freeze()
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
