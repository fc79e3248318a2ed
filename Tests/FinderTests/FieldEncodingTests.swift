import Crypto
import Testing

@testable import Finder

@Suite struct FieldEncodingTests {
    static func secret(_ seed: UInt64) throws -> LinkageSecret {
        var random = SplitMix(seed)
        return try LinkageSecret((0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }

    /// Invented children, every third of whom is on both rolls, some with slips; `b` at 3n is `a` at n.
    private static func rolls(_ size: Int, seed: UInt64) -> (maker: RollMaker, a: Roll, b: Roll) {
        var random = SplitMix(seed)
        let given = ["Mohammed", "Noah", "Yusuf", "Kwame", "Katarzyna", "Maya", "Arjun", "Ruth", "Leila", "Owen"]
        let family = ["Hartwell", "Osei", "Nowak", "Rahman", "Pickering", "Warsame", "Costa", "Lindley", "Bhatt"]
        let slips = ["Mohammed": "Muhammad", "Katarzyna": "Kasia", "Pickering": "Pikering", "Hartwell": "Hartwel"]
        var maker = RollMaker()
        var (a, b) = (Roll(), Roll())
        for index in 0..<size {
            var person = Person(givenName: given[random.below(10)], familyName: family[random.below(9)])
            person.dateOfBirth = CalendarDate(
                year: 2008 + random.below(16),
                month: 1 + random.below(12),
                day: 1 + random.below(28)
            )
            person.postcode = Postcode("E\(1 + random.below(9)) \(random.below(9))AB")
            person.sex = random.below(2) == 0 ? .female : .male
            person.school = ["Oak Primary School", "St Mary's High School", "Hazel Infant School"][random.below(3)]
            maker.add(person, to: &a)
            guard index % 3 == 0 else { continue }
            if random.below(4) == 0 { person.postcode = nil }
            if random.below(6) == 0, let born = person.dateOfBirth {
                person.dateOfBirth = CalendarDate(year: born.year + 2, month: born.month, day: born.day)
            }
            if random.below(2) == 0 {
                person.givenName = slips[person.givenName] ?? person.givenName
                person.familyName = slips[person.familyName] ?? person.familyName
            }
            maker.add(person, to: &b)
        }
        return (maker, a, b)
    }

    private static func text(_ encodings: FieldEncodings) -> [UInt8] {
        var text: [UInt8] = []
        encodings.write { text += $0 }
        return text
    }

    private var matcher: FieldMatcher {
        var matcher = FieldMatcher()
        matcher.blindPairs = 20_000
        return matcher
    }

    @Test(arguments: FieldHardening.allCases)
    func findsThoseInBothDocumentsByTheDocumentsAlone(hardening: FieldHardening) async throws {
        let (maker, a, b) = Self.rolls(600, seed: 1)
        let encoder = FieldEncoder(secret: try Self.secret(7), hardening: hardening)
        let one = Self.text(await encoder.encode(a, maker: maker))
        let other = Self.text(await encoder.encode(b, maker: maker))
        let matches = try await matcher.match(FieldEncodings(one), FieldEncodings(other))
        let right = matches.pairs.filter { $0.aRow - 1 == ($0.bRow - 1) * 3 }.count
        #expect(Double(right) >= 0.9 * Double(b.count))
        #expect(Double(right) >= 0.95 * Double(matches.pairs.count))
        #expect(matches.pairs.allSatisfy { (0.5...1).contains($0.similarity) })
        #expect(Set(matches.pairs.map(\.aRow)).count == matches.pairs.count)
    }

    @Test func encodingsOfDifferentSecretsHaveNothingInCommonAndAreRefused() async throws {
        let (maker, a, _) = Self.rolls(200, seed: 2)
        let one = await FieldEncoder(secret: try Self.secret(1)).encode(a, maker: maker)
        let other = await FieldEncoder(secret: try Self.secret(2)).encode(a, maker: maker)
        await #expect(throws: EncodingError.otherFieldSecret) { try await matcher.match(one, other) }
        var forged = FieldEncodings(hardening: .none, check: one.check)
        forged.births = other.births
        forged.names = other.names
        forged.homes = other.homes
        forged.schools = other.schools
        forged.sexes = other.sexes
        forged.people = other.people
        forged.words = other.words
        #expect(try await matcher.match(one, forged).pairs.isEmpty)
        #expect(Set(one.names.map(\.filter)).isDisjoint(with: other.names.map(\.filter)))
    }

    @Test func encodingsOfDifferentHardeningsAreRefused() async throws {
        let (maker, a, _) = Self.rolls(20, seed: 2)
        let one = await FieldEncoder(secret: try Self.secret(1)).encode(a, maker: maker)
        for hardening in FieldHardening.allCases where hardening != .none {
            let other = await FieldEncoder(secret: try Self.secret(1), hardening: hardening).encode(a, maker: maker)
            #expect(one.check != other.check)
            await #expect(throws: EncodingError.otherFieldHardening) { try await matcher.match(one, other) }
        }
    }

    @Test(arguments: FieldHardening.allCases)
    func theDocumentComesBackAsItWasForAnyNumberOfTasks(hardening: FieldHardening) async throws {
        let (maker, a, _) = Self.rolls(300, seed: 3)
        let encodings = await FieldEncoder(secret: try Self.secret(3), hardening: hardening, tasks: 1)
            .encode(a, maker: maker)
        #expect(try FieldEncodings(Self.text(encodings)) == encodings)
        let again = await FieldEncoder(secret: try Self.secret(3), hardening: hardening, tasks: 3)
            .encode(a, maker: maker)
        #expect(again == encodings)
    }

    @Test func rowsThatWereLeftOutKeepTheirNumbers() async throws {
        var maker = RollMaker()
        var roll = Roll()
        for row in [2, 3, 6] {
            maker.add(Person(givenName: "Ava\(row)", familyName: "Quill"), to: &roll, row: row)
        }
        let encodings = await FieldEncoder(secret: try Self.secret(3)).encode(roll, maker: maker)
        #expect(encodings.people.map { $0 != nil } == [false, true, true, false, false, true])
        var terms = FieldTerms()
        let back = terms.add(try FieldEncodings(Self.text(encodings)))
        #expect((0..<back.count).map { back.row(of: $0) } == [2, 3, 6])
    }

    @Test func noDamageToADocumentIsReadOrBreaksTheReader() async throws {
        var (maker, a, _) = Self.rolls(12, seed: 4)
        maker.add(Person(givenName: "Jack Thomas", familyName: "Smith-Jones"), to: &a, row: 15)
        let encodings = await FieldEncoder(secret: try Self.secret(4)).encode(a, maker: maker)
        let text = Self.text(encodings)
        var random = SplitMix(5)
        var matcher = matcher
        matcher.blindPairs = 160
        for _ in 0..<60 {
            #expect(throws: EncodingError.self) { try FieldEncodings(Array(text[..<random.below(text.count - 1)])) }
        }
        let pieces = [
            "\"", "[", "]", ",", "0", "9", "null", "-1", "1e3", "\\u0041", "\u{0}", "{", "A", " ", "99999999999",
        ]
        for round in 0..<200 {
            var bytes = text
            let at = random.below(bytes.count)
            let piece = Array(pieces[random.below(pieces.count)].utf8)
            if round % 2 == 0 {
                bytes.replaceSubrange(at..<min(bytes.count, at + piece.count), with: piece)
            } else {
                bytes.insert(contentsOf: piece, at: at)
            }
            guard let read = try? FieldEncodings(bytes) else { continue }
            // What is still a document is read as what it says, and may be matched.
            #expect(try FieldEncodings(Self.text(read)) == read)
            guard read.check == encodings.check, read.rules == encodings.rules else { continue }
            _ = try await matcher.match(read, encodings)
        }
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"clks":["AAAA"]}"#, #"{"format":"safeloop-field-encoding","version":1}"#,
        "id,given_name\n1,Ava\n",
    ])
    func otherFilesAreNoDocuments(text: String) {
        #expect(throws: EncodingError.noFieldEncodings) { try FieldEncodings(Array(text.utf8)) }
    }

    @Test func otherVersionsAreRefused() async throws {
        let (maker, a, _) = Self.rolls(3, seed: 4)
        let encodings = await FieldEncoder(secret: try Self.secret(4)).encode(a, maker: maker)
        let text = String(decoding: Self.text(encodings), as: UTF8.self)
        #expect(throws: EncodingError.otherFieldVersion) {
            try FieldEncodings(Array(text.replacing("\"version\":1", with: "\"version\":2").utf8))
        }
    }

    @Test func encodingsByOtherRulesForNamesAreRefused() async throws {
        let (maker, a, _) = Self.rolls(3, seed: 4)
        let here = await FieldEncoder(secret: try Self.secret(4)).encode(a, maker: maker)
        var others = [FieldRules.digest(number: FieldRules.number + 1, texts: FieldRules.texts)]
        for list in FieldRules.texts.indices {
            var texts = FieldRules.texts
            texts[list][0].append(97)
            others.append(FieldRules.digest(number: FieldRules.number, texts: texts))
        }
        #expect(Set(others + [here.rules]).count == others.count + 1)
        let text = String(decoding: Self.text(here), as: UTF8.self)
        func written(_ rules: [UInt8]) -> String { String(decoding: Base64.text(rules), as: UTF8.self) }
        let forged = text.replacing(written(here.rules), with: written(others[0]))
        let there = try FieldEncodings(Array(forged.utf8))
        await #expect(throws: EncodingError.otherFieldRules) { try await matcher.match(here, there) }
    }

    /// Where this fails because the same people are encoded in another way than before, raise `FieldRules.number` and
    /// write the new digest here: two releases that disagree must refuse each other's encodings.
    @Test func theSamePeopleAreEncodedAsBeforeUnderTheseRules() async throws {
        var maker = RollMaker()
        var roll = Roll()
        for (given, other, family) in [
            ("Anne-Marie", "Zoë", "O'Neill-Şen"), ("Łukasz", "", "van der Berg"), ("Мария", "Mc Kay", "Εleni"),
            ("محمد", "bin", "St John"), ("Kathryn", "Wright", "Schmidt"), ("王", "Phoebe", "Knightley"),
        ] {
            var person = Person(givenName: given, familyName: family)
            person.otherNames = other
            person.dateOfBirth = CalendarDate("2012-02-29")
            person.sex = .female
            person.address = "Flat 2, 9 St Mary's Rd"
            person.locality = "Kew Grn"
            person.postcode = Postcode("n1 9gu")
            person.school = "Saint Anne's Pri Sch"
            maker.add(person, to: &roll)
        }
        let secret = try LinkageSecret((0..<32).map { UInt8($0) })
        let encodings = await FieldEncoder(secret: secret).encode(roll, maker: maker)
        let text = String(decoding: Self.text(encodings), as: UTF8.self)
            .replacing(String(decoding: Base64.text(encodings.rules), as: UTF8.self), with: "")
        let digest = SHA256.hash(data: Array(text.utf8)).prefix(8).map { String($0, radix: 16) }.joined(separator: " ")
        #expect(FieldRules.number == 1)
        #expect(digest == "2e ab d4 48 56 73 16 3f")
    }

    @Test func aPersonWithAllThatADocumentCanGiveHasFewKeys() throws {
        // Words of eight groups each, every group shared with a second word.
        let words = 18
        var document = FieldEncodings(hardening: .none, check: Array(repeating: 1, count: FieldEncodings.checkBytes))
        for index in 0..<(2 * words) {
            var name = NameCode(filter: BigramFilter(bits: 128))
            name.word = FieldToken(bits: UInt64(index + 1))
            name.skeleton = FieldToken(bits: UInt64(100 + index))
            name.groups = (0..<8).map { FieldToken(bits: UInt64(1000 + index % words * 8 + $0)) }
            document.names.append(name)
        }
        var home = HomeCode()
        (home.postcode, home.sector, home.district) = (.init(bits: 1), .init(bits: 2), .init(bits: 3))
        (home.town, home.address, home.door) = (.init(bits: 4), .init(bits: 5), .init(bits: 6))
        document.homes = [home]
        var person = PersonCode()
        person.home = 0
        person.givenCount = PersonCode.mostGiven
        person.otherCount = PersonCode.mostOthers
        person.familyCount = PersonCode.mostFamily
        document.words = (0..<Int32(words)).map { $0 }
        document.people = [person]
        #expect(try FieldEncodings(Self.text(document)).words == document.words)
        var terms = FieldTerms()
        let roll = terms.add(document)
        terms.freeze()
        var maker = FieldKeyMaker(terms)
        maker.load(roll.entries[0], roll.words.span)
        var counts: [FieldBlockingKey: Int] = [:]
        for kind in FieldBlockingKey.allCases { maker.forEach(kind) { _ in counts[kind, default: 0] += 1 } }
        #expect(counts[.fullNameArea] == 24 * 12 * 2)
        #expect(counts.values.reduce(0, +) < 1000)
    }

    private struct Forged: FieldCode {
        let word: Int
        let filter: Int

        func precedes(_ other: Self) -> Bool { word < other.word }
    }

    @Test("two names whose hashes are one share a place, so that what is written can be read")
    func collision() {
        let codes = [Forged(word: 2, filter: 1), Forged(word: 1, filter: 1), Forged(word: 1, filter: 2)]
        let table = CodeTable(["Ada", "Bea", "Cyd"], codes)
        #expect(table.codes.map(\.word) == [1, 2])
        #expect(table["Bea"] == 0 && table["Cyd"] == 0 && table["Ada"] == 1 && table["Dot"] == -1)
    }
}
