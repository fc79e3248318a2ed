import Testing

@testable import Finder

@Suite struct ComparisonTests {
    /// The levels of two people.
    private func pattern(_ a: Person, _ b: Person) -> Pattern {
        var maker = RollMaker()
        var roll = Roll()
        maker.add(a, to: &roll)
        maker.add(b, to: &roll)
        var comparer = Comparer(terms: maker.terms)
        return comparer.compare(roll.entries[0], roll.words.span, roll.entries[1], roll.words.span).pattern
    }

    private func level<Level: AgreementLevel>(_ a: Person, _ b: Person, _ field: Field) -> Level? {
        Level(rawValue: UInt8(pattern(a, b)[field]))
    }

    private func named(_ given: String, _ family: String, _ other: String = "") -> Person {
        var person = Person(givenName: given, familyName: family)
        person.otherNames = other
        return person
    }

    private func born(_ text: String) -> Person {
        Person(givenName: "A", familyName: "B", dateOfBirth: CalendarDate(text))
    }

    @Test(arguments: [
        ("Ali", "Khan", "", "ALI", "khan", "", GivenLevel.same, FamilyLevel.same),
        ("Anne-Marie", "Hall", "", "Annemarie", "Hall", "", .same, .same),
        ("Jack Thomas", "Hall", "", "Jack", "Hall", "Thomas", .same, .same),
        ("Jack", "Hall", "Thomas", "Thomas", "Hall", "Jack", .exchanged, .same),
        ("Jack", "Hall", "", "Thomas", "Hall", "Jack", .amongOthers, .same),
        ("J", "Hall", "", "Jack", "Hall", "", .beginning, .same),
        ("Jack", "Smith-Jones", "", "Jack", "Jones", "", .same, .part),
        ("Jack", "Smith-Jones", "", "Jack", "Jones Smith", "", .same, .same),
        ("Jack", "van der Berg", "", "Jack", "Berg", "", .same, .same),
        ("Jack", "O'Neill", "", "Jack", "Oneil", "", .same, .variant),
        ("Jack", "Hall", "", "Jack", "Okafor", "", .same, .different),
        ("", "Hall", "", "Jack", "Hall", "", .missing, .same),
    ])
    func names(
        _ g1: String,
        _ f1: String,
        _ o1: String,
        _ g2: String,
        _ f2: String,
        _ o2: String,
        given: GivenLevel,
        family: FamilyLevel
    ) {
        let (a, b) = (named(g1, f1, o1), named(g2, f2, o2))
        #expect(level(a, b, .givenName) == given)
        #expect(level(a, b, .familyName) == family)
    }

    @Test func swappedNamesAgreeInTheOtherOrder() {
        let (a, b) = (named("Hodan", "Warsame"), named("Warsame", "Hodan"))
        #expect(level(a, b, .nameOrder) == OrderLevel.swapped)
        #expect(level(a, b, .givenName) == GivenLevel.same)
        #expect(level(a, b, .familyName) == FamilyLevel.same)
    }

    @Test(arguments: [
        ("2012-05-04", "2012-05-04", BirthLevel.same), ("2012-05-04", "2012-04-05", .dayAndMonthSwapped),
        ("2012-05-24", "2014-05-24", .yearsApart), ("2012-02-29", "2014-02-28", .yearsApart),
        ("2012-05-24", "2012-05-21", .oneDigit), ("2012-05-24", "2002-05-24", .oneDigit),
        ("2012-05-24", "2012-01-01", .firstOfJanuary), ("2012-05-24", "2012-05-09", .twoParts),
        ("2012-05-24", "2009-11-13", .different), ("2012-05-24", "", .missing),
    ])
    func births(a: String, b: String, expected: BirthLevel) {
        #expect(level(born(a), born(b), .dateOfBirth) == expected)
        #expect(level(born(b), born(a), .dateOfBirth) == expected)
    }

    @Test func homes() {
        func living(_ address: String, _ locality: String, _ postcode: String) -> Person {
            var person = Person()
            person.address = address
            person.locality = locality
            person.postcode = Postcode(postcode)
            return person
        }
        let home = living("Flat 2, 9 Oak Road", "Barnet", "N1 9GU")
        func against(_ other: Person) -> HomeLevel? { level(home, other, .home) }
        #expect(against(living("flat 2 9 Oak Rd.", "", "n19gu")) == .sameAddress)
        #expect(against(living("Flat 2, 9 Oak Road", "Barnet", "N1 9GV")) == .sameAddress)
        #expect(against(living("14 Oak Road", "Barnet", "N1 9GU")) == .samePostcode)
        #expect(against(living("14 Elm Close", "", "N1 9ZZ")) == .samePostcodeSector)
        #expect(against(living("14 Elm Close", "Camden", "E17 4AB")) == .different)
        #expect(against(living("", "", "")) == .missing)
    }

    /// The numbers of the example in the guide, others made for this test, and slips in them.
    @Test(arguments: [
        ("B801200005001", "B801200005001", NumberLevel.same), ("B801200005001", "K204312326001", .different),
        // One character wrong, two swapped, one left out: the check of one of them is wrong.
        ("B801200005001", "B801200005011", .close), ("B801200005001", "B801200050001", .close),
        ("B801200005001", "801200005001", .close), ("B801200005001", "C801200005001", .close),
        // The same slip on both lists, and a slip that is near nothing.
        ("C801200005001", "c8012 00005001", .close), ("C801200005001", "K204312326001", .missing),
        // A temporary number is replaced by another.
        ("Y20443122600A", "K204312326001", .missing), ("Y20443122600A", "Y20443122600A", .same),
        ("A000000000000", "A000000000000", .missing), ("", "B801200005001", .missing),
    ])
    func pupilNumbers(a: String, b: String, expected: NumberLevel) {
        func numbered(_ text: String) -> Person {
            var person = Person()
            person.writtenUPN = WrittenNumber(text)
            return person
        }
        #expect(level(numbered(a), numbered(b), .upn) == expected)
        #expect(level(numbered(b), numbered(a), .upn) == expected)
    }

    @Test func aPreferredNameThatIsTheLegalOneSaysNothing() {
        let (a, b) = (named("Jack", "Hall", "Jack Hall"), named("Jack", "Hall", "Jack"))
        #expect(level(a, b, .otherNames) == OtherLevel.missing)
    }

    /// Whatever a file holds, comparing it ends, says the same in both directions and explains itself in sentences.
    @Test func hostilePeopleAreComparedLikeOthers() {
        var random = SplitMix(31)
        let pieces = [
            "Ali", "\u{202E}", "\u{0}", "\u{7}", "e\u{301}", "李", "محمد", "Ольга", "김", "ਸਿੰਘ", " ", "-",
            "'", "\u{1F469}\u{200D}\u{1F467}", String(repeating: "a", count: 300),
            String(repeating: "x ", count: 60), "O", "mc", "van", "١٢", "\u{FFFD}",
        ]
        func text() -> String { (0..<random.below(5)).map { _ in pieces[random.below(pieces.count)] }.joined() }
        func person() -> Person {
            var person = named(text(), text(), text())
            person.address = text()
            person.locality = text()
            person.school = text()
            person.postcode = Postcode(text())
            person.writtenUPN = WrittenNumber("A\(random.below(1_000_000_000))")
            person.dateOfBirth = CalendarDate(packed: random.below(3) == 0 ? 0 : 1_031_276 + Int32(random.below(400)))
            return person
        }
        for _ in 0..<400 {
            let (a, b) = (person(), person())
            let (forth, back) = (Model.standard.compare(a, b), Model.standard.compare(b, a))
            #expect(forth.weight.isFinite)
            #expect(forth.reasons.map(\.level) == back.reasons.map(\.level))
            #expect(forth.reasons.allSatisfy { $0.sentence.hasSuffix(".") })
        }
    }

    @Test func everyLevelHasASentence() {
        for field in Field.allCases {
            let sentences = field.levels.indices.dropFirst().map { Sentences.sentence(field, $0) }
            #expect(sentences.allSatisfy { $0.hasSuffix(".") && $0.first?.isUppercase == true })
            #expect(Set(sentences).count == field.levels.count - 1)
        }
    }

    @Test func missingIsNotDifferent() {
        let full = Person(givenName: "Jack", familyName: "Hall", dateOfBirth: CalendarDate("2012-05-04"))
        let pattern = pattern(full, Person())
        #expect(pattern.bits == 0)
    }

    @Test func comparisonIsSymmetric() {
        var random = SplitMix(23)
        let given = ["Ali", "Mohammed Amin", "Bill", "William", "Anne-Marie", "", "J", "Hodan", "Hall"]
        let family = ["Hall", "Smith-Jones", "Jones", "Ali", "", "de la Cruz", "Hodan", "Hal"]
        let dates = ["2012-05-04", "2012-04-05", "2013-05-04", "", "2012-01-01", "2012-05-24"]
        func any() -> Person {
            var person = named(given[random.below(9)], family[random.below(8)], given[random.below(9)])
            person.dateOfBirth = CalendarDate(dates[random.below(6)])
            person.address = ["1 Oak Road", "1 Oka Rd", "", "Elm House"][random.below(4)]
            person.postcode = Postcode(["N1 9GU", "N1 9GV", "2620", ""][random.below(4)])
            person.school = ["St Mary's Primary School", "Saint Marys Pri Sch", "Oak High", ""][random.below(4)]
            return person
        }
        var maker = RollMaker()
        var roll = Roll()
        let people = (0..<4000).map { _ in any() }
        for person in people { maker.add(person, to: &roll) }
        // One for each direction: a comparer remembers what it compared.
        var (forth, back) = (Comparer(terms: maker.terms), Comparer(terms: maker.terms))
        let words = roll.words.span
        for place in stride(from: 0, to: people.count, by: 2) {
            let (a, b) = (roll.entries[place], roll.entries[place + 1])
            #expect(
                forth.compare(a, words, b, words).pattern == back.compare(b, words, a, words).pattern,
                "\(people[place]) \(people[place + 1])"
            )
        }
    }

    @Test func packedPostcodesAreASlipApartAsTheirTextsAre() {
        var random = SplitMix(13)
        for _ in 0..<5000 {
            let letters = Array("AB1".utf8)
            let a = (0..<2 + random.below(6)).map { _ in letters[random.below(3)] }
            var b = a
            for _ in 0..<1 + random.below(2) {
                let place = random.below(b.count)
                switch random.below(4) {
                case 0: b[place] = letters[random.below(3)]
                case 1 where b.count > 2: b.remove(at: place)
                case 2 where b.count < 8: b.insert(letters[random.below(3)], at: place)
                default: b.swapAt(place, min(place + 1, b.count - 1))
                }
            }
            guard a != b else { continue }
            let (one, other) = (PackedPostcode(a.span), PackedPostcode(b.span))
            #expect(one.count == a.count && one.isOneSlip(other) == Spelling.isOneSlip(a.span, b.span), "\(a) \(b)")
        }
    }

    @Test(arguments: [
        ("N78QT", "N78QT", PostcodeLikeness.same), ("N78QT", "N78QR", .sector), ("N78QT", "N79QT", .sector),
        ("N78QT", "N79AB", .district), ("N78QT", "N178QT", .sector), ("N78QT", "E49XX", .different),
        ("SW1A1AA", "SW1A1A1", .sector), ("2620", "2620", .district), ("2620", "2621", .district),
        ("2620", "26200", .different), ("1234567800", "1234567899", .district), ("123456AB1", "123456AB2", .district),
    ])
    func postcodes(_ one: String, _ other: String, _ expected: PostcodeLikeness) {
        var terms = Terms()
        let (a, b) = (terms.postcodes.number(of: Array(one.utf8)), terms.postcodes.number(of: Array(other.utf8)))
        for _ in 0..<2 {
            #expect(PostcodeLikeness(a, b, terms) == expected && PostcodeLikeness(b, a, terms) == expected)
            terms.freeze()
        }
    }

    @Test func whatASampleMissesIsNotTakenForImpossible() {
        // Given blind pairs of which none has first names exchanged,
        var learning = Learning()
        learning.allPairs = 1e9
        let field = Field.givenName.rawValue
        learning.blind[field][Int(GivenLevel.different.rawValue)] = 250_000
        // when a model is learnt, then two strangers may have them all the same.
        let model = learning.learn(from: .standard, coincidence: Rarity(of: [], terms: Terms()))
        let exchanged = Int(GivenLevel.exchanged.rawValue)
        #expect(model.strangers[field][exchanged] > Model.standard.strangers[field][exchanged] / 2)
    }
}
