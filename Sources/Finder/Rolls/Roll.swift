/// Many people, held compactly: 48 bytes each, four for every word of a name, and their distinct texts once.
///
/// Rolls that are to be linked are made by one `RollMaker`, so that equal texts have equal numbers in both.
public struct Roll: Sendable {
    /// The most people a roll holds: their keys, too, are counted in 32 bits.
    public static let most = 1 << 27
    /// No person has more words than this.
    static let mostWords = 18

    private(set) var entries: [Entry] = []
    private(set) var words: [Int32] = []
    /// How many of `words` belong to nobody any more.
    private(set) var unused = 0
    private(set) var labels = ByteSlab()

    /// A roll of nobody.
    public init() {}

    /// The roll of parts that were stored; nil where they do not fit together.
    init?(entries: [Entry], words: [Int32], unused: Int, labels: ByteSlab) {
        guard labels.count <= entries.count, (0...words.count).contains(unused) else { return nil }
        for entry in entries where Int(entry.names) + entry.wordCount > words.count { return nil }
        (self.entries, self.words, self.unused, self.labels) = (entries, words, unused, labels)
    }

    /// How many people it holds.
    public var count: Int { entries.count }

    /// Whether nobody can be added.
    public var isFull: Bool { entries.count >= Self.most || words.count > Int(UInt32.max) - Self.mostWords }

    /// What the person at `index` is called in answers: the row's `id`, or its number where it had none.
    public func label(of index: Int) -> String {
        String(decoding: labelBytes(of: index), as: UTF8.self)
    }

    /// The same in UTF-8.
    public func labelBytes(of index: Int) -> ArraySlice<UInt8> {
        if index < labels.count, !labels[index].isEmpty { return labels[index] }
        return ArraySlice(String(entries[index].row).utf8)
    }

    /// The number of the row, from 1, that the person at `index` came from.
    public func row(of index: Int) -> Int { Int(entries[index].row) }

    mutating func append(_ entry: Entry, words: [Int32], label: Span<UInt8>) {
        var entry = entry
        entry.names = UInt32(self.words.count)
        entries.append(entry)
        self.words += words
        if label.isEmpty && labels.count == 0 { return }
        while labels.count < entries.count - 1 { labels.append([UInt8]().span) }
        labels.append(label.extracting(0..<min(100, label.count)))
    }

    /// Puts someone else in the place of the person at `index`.
    mutating func replace(_ index: Int, by entry: Entry, words: [Int32]) {
        var entry = entry
        unused += entries[index].wordCount
        entry.names = UInt32(self.words.count)
        entries[index] = entry
        self.words += words
        if unused > 1024, unused > self.words.count / 2 { sweep() }
    }

    /// Drops the words that belong to nobody.
    mutating func sweep() {
        var kept: [Int32] = []
        kept.reserveCapacity(words.count - unused)
        for index in entries.indices {
            let start = Int(entries[index].names)
            entries[index].names = UInt32(kept.count)
            kept += words[start..<start + entries[index].wordCount]
        }
        words = kept
        unused = 0
    }

    /// The places of the people in the order of their births.
    func byBirth() -> [Int32] {
        var keyed = entries.indices.map { UInt64(UInt32(bitPattern: entries[$0].birth)) << 32 | UInt64($0) }
        keyed.sort()
        return keyed.map { Int32(truncatingIfNeeded: $0) }
    }

    /// The same people in another order, without their labels.
    func reordered(_ order: [Int32]) -> Roll {
        var roll = Roll()
        roll.entries.reserveCapacity(order.count)
        roll.words.reserveCapacity(words.count - unused)
        for place in order {
            var entry = entries[Int(place)]
            let start = Int(entry.names)
            entry.names = UInt32(roll.words.count)
            roll.entries.append(entry)
            for index in start..<start + entry.wordCount { roll.words.append(words[index]) }
        }
        return roll
    }

    /// The same people by other numbers.
    mutating func translate(_ numbers: TermNumbers) {
        for index in entries.indices { entries[index] = numbers.translate(entries[index]) }
        for index in words.indices { words[index] = numbers.names[Int(words[index])] }
    }
}

/// Makes rolls that can be compared with each other.
public struct RollMaker: Sendable {
    /// No person has more further names than this.
    static let mostOthers = 8

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
        var entry = Entry()
        let given = Array(NameParts.split(person.givenName, isSurname: false).prefix(4))
        let family = Array(NameParts.split(person.familyName, isSurname: true).prefix(4))
        // A preferred name is often the legal one again, and says nothing more.
        let other = Array(
            NameParts.split(person.otherNames, isSurname: false)
                .filter { !given.contains($0) && !family.contains($0) }.prefix(Self.mostOthers)
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
        if let postcode = person.postcode {
            entry.postcode = terms.postcodes.number(of: Array(postcode.compact.utf8))
            let district = Array((postcode.district ?? postcode.compact[...]).utf8)
            entry.district = UInt32(truncatingIfNeeded: TermPage.hash(district.span)) | 1
        }
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
