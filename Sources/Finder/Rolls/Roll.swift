/// Many people, held compactly: 48 bytes each, four for every word of a name, and their distinct texts once.
///
/// Rolls that are to be linked are made by one `RollMaker`, so that equal texts have equal numbers in both.
public struct Roll: Sendable {
    private(set) var entries: [Entry] = []
    private(set) var words: [Int32] = []
    private var labelEnds: [UInt32] = []
    private var labels: [UInt8] = []

    /// A roll of nobody.
    public init() {}

    /// How many people it holds.
    public var count: Int { entries.count }

    /// What the person at `index` is called in answers: the row's `id`, or its number where it had none.
    public func label(of index: Int) -> String {
        if labelEnds.count > index {
            let start = index == 0 ? 0 : Int(labelEnds[index - 1])
            if Int(labelEnds[index]) > start {
                return String(decoding: labels[start..<Int(labelEnds[index])], as: UTF8.self)
            }
        }
        return String(entries[index].row)
    }

    /// The number of the row, from 1, that the person at `index` came from.
    public func row(of index: Int) -> Int { Int(entries[index].row) }

    mutating func append(_ entry: Entry, words: [Int32], label: String) {
        var entry = entry
        entry.names = UInt32(self.words.count)
        entries.append(entry)
        self.words += words
        if !label.isEmpty {
            while labelEnds.count < entries.count - 1 { labelEnds.append(UInt32(labels.count)) }
            labels += label.utf8.prefix(100)
            labelEnds.append(UInt32(labels.count))
        } else if !labelEnds.isEmpty {
            labelEnds.append(UInt32(labels.count))
        }
    }
}

/// Makes rolls that can be compared with each other.
public struct RollMaker: Sendable {
    var terms = Terms()

    /// A maker of rolls, with nothing known yet.
    public init() {}

    /// Adds `person` to `roll`.
    ///
    /// - parameter row: the number of the row they came from; by default their place in the roll, from 1.
    /// - parameter label: what answers call them; by default the number of the row.
    public mutating func add(_ person: Person, to roll: inout Roll, row: Int? = nil, label: String = "") {
        var words: [Int32] = []
        var entry = self.entry(of: person, words: &words)
        entry.row = UInt32(clamping: row ?? roll.count + 1)
        roll.append(entry, words: words, label: label)
    }

    private mutating func entry(of person: Person, words: inout [Int32]) -> Entry {
        var entry = Entry()
        let given = Array(NameParts.split(person.givenName, isSurname: false).prefix(4))
        let family = Array(NameParts.split(person.familyName, isSurname: true).prefix(4))
        // A preferred name is often the legal one again, and says nothing more.
        let other = Array(
            NameParts.split(person.otherNames, isSurname: false)
                .filter { !given.contains($0) && !family.contains($0) }.prefix(8)
        )
        words += given.map { terms.names.number(of: $0) }
        words += other.map { terms.names.number(of: $0) }
        words += family.map { terms.names.number(of: $0) }
        if given.count > 1 { words.append(terms.names.number(of: NameParts.joined(given))) }
        if family.count > 1 { words.append(terms.names.number(of: NameParts.joined(family))) }
        entry.givenCount = UInt8(given.count)
        entry.otherCount = UInt8(other.count)
        entry.familyCount = UInt8(family.count)
        entry.birth = person.dateOfBirth?.packed ?? 0
        entry.sex = person.sex?.rawValue ?? 0
        if let postcode = person.postcode { entry.postcode = terms.postcodes.number(of: Array(postcode.compact.utf8)) }
        let (house, street) = PlaceWords.address(person.address)
        if !house.isEmpty { entry.house = terms.houses.number(of: house) }
        if !street.isEmpty { entry.street = terms.streets.number(of: street) }
        let locality = PlaceWords.locality(person.locality)
        if !locality.isEmpty { entry.locality = terms.localities.number(of: locality) }
        let school = PlaceWords.school(person.school)
        if !school.isEmpty { entry.school = terms.schools.number(of: school) }
        if let upn = person.writtenUPN { entry.upn = terms.upns.number(of: upn) }
        if let nhs = person.writtenNHSNumber { entry.nhsNumber = terms.nhsNumbers.number(of: nhs) }
        return entry
    }
}

/// The parts of a written name that are compared.
enum NameParts {
    /// The words of a name, particles dropped (`van der Berg` is `berg`) and beginnings joined (`O Neill` is `oneill`),
    /// unless nothing else would be left. Ben and Van are particles of surnames alone.
    static func split(_ name: String, isSurname: Bool = true) -> [[UInt8]] {
        let words = Folding.words(name)
        if words.count < 2 { return words }
        var parts: [[UInt8]] = []
        var beginning: [UInt8] = []
        for word in words {
            if NameVariants.joiners.contains(word) {
                beginning += word
            } else if beginning.isEmpty, NameVariants.particles.contains(word),
                isSurname || !NameVariants.particlesThatAreNames.contains(word)
            {
                continue
            } else {
                parts.append(joined([beginning, word]))
                beginning = []
            }
        }
        if !beginning.isEmpty { parts.append(beginning) }
        return parts.isEmpty ? words : parts
    }

    /// The words as one, no longer than any word may be.
    static func joined(_ words: [[UInt8]]) -> [UInt8] { Array(words.joined().prefix(Folding.longestWord)) }
}
