extension FieldEncodings {
    /// Reads a document as it comes.
    ///
    /// Nothing but the format of this version is read: other members, other lengths, places outside the tables, tables
    /// out of order and text after the end are refused.
    ///
    /// - parameter more: the next bytes of the document; nil at its end.
    /// - throws: `EncodingError.unreadable`, or what `more` throws.
    public init(reading more: @escaping () throws -> [UInt8]?) throws {
        var reader = FieldEncodingsReader(scanner: JSONScanner(.plain, more))
        do {
            self = try reader.document()
        } catch let damage as JSONScanner.Damage {
            throw EncodingError.damagedFieldEncodings(at: damage.place)
        }
    }

    /// Reads a whole document.
    ///
    /// - throws: `EncodingError.unreadable`.
    public init(_ bytes: [UInt8]) throws {
        var rest: [UInt8]? = bytes
        try self.init {
            defer { rest = nil }
            return rest
        }
    }

    /// Whether a file that begins so is a document of field-level encodings, of this or another version.
    public static func isBeginning(_ bytes: [UInt8]) -> Bool {
        var rest: [UInt8]? = bytes
        var reader = FieldEncodingsReader(
            scanner: JSONScanner(.plain) {
                defer { rest = nil }
                return rest
            }
        )
        return (try? reader.format()) != nil
    }
}

/// Reads one document, strictly and once through.
private struct FieldEncodingsReader {
    var scanner: JSONScanner
    private var hardening = FieldHardening.none
    private var letters: [UInt8] = []

    /// No text is longer.
    private static let longestText = 256

    init(scanner: JSONScanner) { self.scanner = scanner }

    mutating func format() throws {
        try scanner.take("{")
        try member("format", first: true)
        guard try text() == FieldEncodings.format else { throw scanner.damage }
    }

    /// The head, whose members have a fixed order, tells how long everything else is.
    mutating func document() throws -> FieldEncodings {
        do {
            try format()
        } catch is JSONScanner.Damage {
            throw EncodingError.noFieldEncodings
        }
        try member("version")
        guard try scanner.number() == FieldEncodings.version else { throw EncodingError.otherFieldVersion }
        try member("hardening")
        guard let known = FieldHardening(rawValue: try text()) else {
            throw scanner.damage
        }
        hardening = known
        try member("rules")
        let rules = try code(FieldRules.bytes)
        try member("check")
        var document = FieldEncodings(hardening: known, rules: rules, check: try code(FieldEncodings.checkBytes))
        try member("nameBits")
        guard try scanner.number() == FilterShape.name(known).bits else { throw scanner.damage }
        try member("schoolBits")
        guard try scanner.number() == FilterShape.school(known).bits else { throw scanner.damage }
        try tables(&document)
        try member("people")
        try people(&document)
        try scanner.take("}")
        try scanner.end()
        return document
    }

    private mutating func tables(_ document: inout FieldEncodings) throws {
        document.births = try table("births", BirthCode.byteCount) { BirthCode($0) }
        document.names = try table("names", NameCode.byteCount(hardening)) { NameCode($0) }
        document.homes = try table("homes", HomeCode.byteCount) { HomeCode($0) }
        document.schools = try table("schools", SchoolCode.byteCount(hardening)) { SchoolCode($0) }
        document.sexes = try table("sexes", FieldToken.bytes) { FieldToken(exactly: $0[...]) }
        document.upns = try table("upns", FieldToken.bytes) { FieldToken(exactly: $0[...]) }
        document.nhsNumbers = try table("nhsNumbers", FieldToken.bytes) { FieldToken(exactly: $0[...]) }
        // A person's sex is held in two bits.
        guard document.sexes.count <= Sex.allCases.count else { throw scanner.damage }
    }

    private mutating func people(_ document: inout FieldEncodings) throws {
        try scanner.take("[")
        if try scanner.takes("]") { return }
        repeat {
            document.people.append(try scanner.takesNull() ? nil : person(&document))
        } while try scanner.takes(",")
        try scanner.take("]")
    }

    private mutating func person(_ document: inout FieldEncodings) throws -> PersonCode {
        var person = PersonCode()
        try scanner.take("[")
        person.birth = try place(in: document.births.count)
        person.sex = try place(in: document.sexes.count)
        person.home = try place(in: document.homes.count)
        person.school = try place(in: document.schools.count)
        person.upn = try place(in: document.upns.count)
        person.nhsNumber = try place(in: document.nhsNumbers.count)
        person.wordsAt = UInt32(clamping: document.words.count)
        person.givenCount = try wordsOfName(&document, most: PersonCode.mostGiven)
        try scanner.take(",")
        person.otherCount = try wordsOfName(&document, most: PersonCode.mostOthers)
        try scanner.take(",")
        person.familyCount = try wordsOfName(&document, most: PersonCode.mostFamily)
        // Two words come with a third, of both written as one.
        guard person.givenCount != 2, person.familyCount != 2 else { throw scanner.damage }
        try scanner.take("]")
        return person
    }

    /// A place in a table of `count`, and the comma after it; -1 for null.
    private mutating func place(in count: Int) throws -> Int32 {
        var place: Int32 = -1
        if try !scanner.takesNull() {
            let number = try scanner.number()
            guard number < count else { throw scanner.damage }
            place = Int32(number)
        }
        try scanner.take(",")
        return place
    }

    private mutating func wordsOfName(_ document: inout FieldEncodings, most: UInt8) throws -> UInt8 {
        var count: UInt8 = 0
        try scanner.take("[")
        if try !scanner.takes("]") {
            repeat {
                let number = try scanner.number()
                guard number < document.names.count, count < most else { throw scanner.damage }
                document.words.append(Int32(number))
                count += 1
            } while try scanner.takes(",")
            try scanner.take("]")
        }
        return count
    }

    private mutating func member(_ name: String, first: Bool = false) throws {
        if !first { try scanner.take(",") }
        guard try text() == name else { throw scanner.damage }
        try scanner.take(":")
    }

    private mutating func text() throws -> String {
        try scanner.text(into: &letters, longest: Self.longestText)
        return String(decoding: letters, as: UTF8.self)
    }

    private mutating func code(_ count: Int) throws -> [UInt8] {
        try scanner.text(into: &letters, longest: Self.longestText)
        guard let bytes = Base64.bytes(letters.span), bytes.count == count else { throw scanner.damage }
        return bytes
    }

    /// A table of codes of `count` bytes each, which must ascend.
    private mutating func table<Code: FieldCode>(
        _ name: String,
        _ count: Int,
        _ make: ([UInt8]) -> Code?
    ) throws -> [Code] {
        try member(name)
        var codes: [Code] = []
        try scanner.take("[")
        if try scanner.takes("]") { return codes }
        repeat {
            guard let code = make(try code(count)), codes.last?.precedes(code) ?? true else { throw scanner.damage }
            codes.append(code)
        } while try scanner.takes(",")
        try scanner.take("]")
        return codes
    }
}

// MARK: Codes from bytes

extension FieldToken {
    /// Reads `FieldToken.bytes`; zero, which stands for missing, is none.
    init?(exactly bytes: ArraySlice<UInt8>) {
        self.init(bits: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        if isMissing { return nil }
    }

    /// Reads hashes that lie end to end.
    static func list(_ bytes: ArraySlice<UInt8>) -> [FieldToken] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: Self.bytes).map { start in
            FieldToken(bits: bytes[start..<start + Self.bytes].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }
}

extension BirthCode {
    init?(_ bytes: [UInt8]) {
        let tokens = FieldToken.list(bytes[...])
        guard !tokens.contains(.missing) else { return nil }
        self.init(
            date: tokens[0],
            unordered: tokens[1],
            dayOfYear: tokens[2],
            month: tokens[3],
            dayAndYear: tokens[4],
            firstOfJanuary: tokens[5],
            asFirstOfJanuary: tokens[6]
        )
    }
}

extension NameCode {
    init?(_ bytes: [UInt8]) {
        let tokens = FieldToken.list(bytes[..<((2 + Self.groupCount) * FieldToken.bytes)])
        guard !tokens.contains(.missing) else { return nil }
        filter = BigramFilter(bytes[((2 + Self.groupCount) * FieldToken.bytes)...])
        word = tokens[0]
        skeleton = tokens[1]
        groups = Array(tokens[2...])
    }
}

extension HomeCode {
    init?(_ bytes: [UInt8]) {
        let tokens = FieldToken.list(bytes[...])
        self.init(
            postcode: tokens[0],
            sector: tokens[1],
            district: tokens[2],
            town: tokens[3],
            address: tokens[4],
            door: tokens[5]
        )
    }
}

extension SchoolCode {
    init?(_ bytes: [UInt8]) {
        guard let name = FieldToken(exactly: bytes[..<FieldToken.bytes]) else { return nil }
        self.name = name
        filter = BigramFilter(bytes[FieldToken.bytes...])
    }
}
