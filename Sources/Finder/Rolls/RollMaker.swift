/// Makes rolls that can be compared with each other.
public struct RollMaker: Sendable {
    var terms = Terms()

    /// A maker of rolls, with nothing known yet.
    public init() {}

    /// Adds `person` to `roll`.
    ///
    /// - parameter row: the number of the row they came from, from 1; by default their place in the roll, from 1.
    /// - parameter label: what answers call them; by default the number of the row.
    /// - returns: false, and nobody is added, where the roll is full (`Roll.most`).
    @discardableResult
    public mutating func add(_ person: Person, to roll: inout Roll, row: Int? = nil, label: String = "") -> Bool {
        guard !roll.isFull, terms.hasRoom else { return false }
        var words: [Int32] = []
        var entry = self.entry(of: person, words: &words)
        entry.row = UInt32(clamping: max(1, row ?? roll.count + 1))
        let bytes = Array(label.utf8)
        roll.append(entry, words: words, label: bytes.span)
        return true
    }

    /// Makes `roll`, which `other` made, one that this maker made: rolls can be read side by side and joined after.
    public mutating func join(_ roll: inout Roll, of other: RollMaker) {
        roll.translate(terms.absorb(other.terms))
    }

    mutating func entry(of person: Person, words: inout [Int32]) -> Entry {
        var draft = EntryDraft()
        var numbers: [Int32] = []
        let texts: [(RollColumn, String)] = [
            (.givenName, person.givenName), (.familyName, person.familyName), (.otherNames, person.otherNames),
            (.address, person.address), (.locality, person.locality), (.school, person.school),
        ]
        for (column, text) in texts where !text.isEmpty {
            numbers.removeAll(keepingCapacity: true)
            number(column, text, into: &numbers)
            draft.take(column, numbers, numbers.indices)
        }
        if let postcode = person.postcode {
            numbers.removeAll(keepingCapacity: true)
            number(postcode, into: &numbers)
            draft.take(.postcode, numbers, numbers.indices)
        }
        draft.entry.birth = person.dateOfBirth?.packed ?? 0
        draft.entry.sex = person.sex?.rawValue ?? 0
        if let upn = person.writtenUPN { draft.entry.upn = terms.upns.number(of: upn) }
        if let nhs = person.writtenNHSNumber { draft.entry.nhsNumber = terms.nhsNumbers.number(of: nhs) }
        draft.finish()
        words += draft.words
        return draft.entry
    }

    /// Appends what the text of a column comes to: of a name the numbers of its parts, and that of the parts as one where
    /// there are several; of an address those of its numbers and its words; and one number of a locality or a school.
    mutating func number(_ column: RollColumn, _ text: String, into numbers: inout [Int32]) {
        switch column {
        case .givenName: number(NameParts.split(text, isSurname: false), into: &numbers)
        case .familyName: number(NameParts.split(text, isSurname: true), into: &numbers)
        case .otherNames:
            for part in NameParts.split(text, isSurname: false) { numbers.append(terms.names.number(of: part)) }
        case .address:
            let (house, street) = PlaceWords.address(text)
            numbers.append(terms.houses.number(ofAny: house))
            numbers.append(terms.streets.number(ofAny: street))
        case .locality: numbers.append(terms.localities.number(ofAny: PlaceWords.locality(text)))
        case .school: numbers.append(terms.schools.number(ofAny: PlaceWords.school(text)))
        case .id, .dateOfBirth, .sex, .postcode, .upn, .nhsNumber: break
        }
    }

    private mutating func number(_ parts: [[UInt8]], into numbers: inout [Int32]) {
        let parts = parts.prefix(EntryDraft.mostParts)
        for part in parts { numbers.append(terms.names.number(of: part)) }
        if parts.count > 1 { numbers.append(terms.names.number(of: NameParts.joined(parts))) }
    }

    /// Appends the number of a postcode, and what tells its district.
    mutating func number(_ postcode: Postcode, into numbers: inout [Int32]) {
        let bytes = Array(postcode.compact.utf8)
        let district = bytes.span.extracting(first: postcode.isBritish ? postcode.districtLength : bytes.count)
        numbers.append(terms.postcodes.number(of: bytes))
        numbers.append(Int32(truncatingIfNeeded: TermPage.hash(district)) | 1)
    }
}

/// The entry of one person, column by column in the order of `RollColumn`.
struct EntryDraft {
    /// No person has more parts than this of a given or family name.
    static let mostParts = 4
    /// Nor more further names.
    static let mostOthers = 8

    var entry = Entry()
    /// The words of the names, once the draft is finished.
    private(set) var words: [Int32] = []
    /// The given names as one word.
    private var joined: Int32?
    /// Likewise, after their parts.
    private var family: [Int32] = []

    /// Begins the next person.
    mutating func clear() {
        entry = Entry()
        words.removeAll(keepingCapacity: true)
        joined = nil
        family.removeAll(keepingCapacity: true)
    }

    /// Takes the numbers of one column, as `RollMaker` gives them: those of `all` at `range`.
    mutating func take(_ column: RollColumn, _ all: [Int32], _ range: Range<Int>) {
        if range.isEmpty { return }
        let first = range.lowerBound
        // Names of several parts have one word more: the parts written as one.
        let parts = range.count > 1 ? range.count - 1 : 1
        switch column {
        case .id: break
        case .givenName:
            entry.givenCount = UInt8(parts)
            for place in first..<first + parts { words.append(all[place]) }
            if parts > 1 { joined = all[first + parts] }
        case .familyName:
            entry.familyCount = UInt8(parts)
            for place in range { family.append(all[place]) }
        case .otherNames: takeOthers(all, range)
        case .dateOfBirth: entry.birth = all[first]
        case .sex: entry.sex = UInt8(truncatingIfNeeded: all[first])
        case .address: (entry.house, entry.street) = (all[first], all[first + 1])
        case .locality: entry.locality = all[first]
        case .postcode: (entry.postcode, entry.district) = (all[first], UInt32(bitPattern: all[first + 1]))
        case .upn: entry.upn = all[first]
        case .nhsNumber: entry.nhsNumber = all[first]
        case .school: entry.school = all[first]
        }
    }

    /// A preferred name is often the legal one again, and says nothing more.
    private mutating func takeOthers(_ all: [Int32], _ range: Range<Int>) {
        let (given, parts) = (words.count, Int(entry.familyCount))
        for place in range where words.count < given + Self.mostOthers {
            let number = all[place]
            if !words[..<given].contains(number), !family[..<parts].contains(number) { words.append(number) }
        }
        entry.otherCount = UInt8(words.count - given)
    }

    /// Ends the words: the family names, and the names as one word.
    mutating func finish() {
        let parts = Int(entry.familyCount)
        for place in 0..<parts { words.append(family[place]) }
        if let joined { words.append(joined) }
        if parts > 1 { words.append(family[parts]) }
    }
}
