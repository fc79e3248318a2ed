import Testing

@testable import Finder

@Suite struct FieldComparisonTests {
    /// The levels of two people by their encodings alone.
    private func pattern(_ a: Person, _ b: Person, _ hardening: FieldHardening = .none) async throws -> Pattern {
        var terms = FieldTerms()
        var rolls: [Roll] = []
        for person in [a, b] {
            var maker = RollMaker()
            var roll = Roll()
            maker.add(person, to: &roll)
            let encoder = FieldEncoder(secret: try FieldEncodingTests.secret(9), hardening: hardening, tasks: 1)
            rolls.append(terms.add(await encoder.encode(roll, maker: maker)))
        }
        terms.freeze()
        var comparer = FieldComparer(terms, hardening)
        let (one, other) = (rolls[0], rolls[1])
        return comparer.compare(one.entries[0], one.words.span, other.entries[0], other.words.span).pattern
    }

    private func level<Level: AgreementLevel>(_ a: Person, _ b: Person, _ field: Field) async throws -> Level? {
        Level(rawValue: UInt8(try await pattern(a, b)[field]))
    }

    private func named(_ given: String, _ family: String, _ other: String = "") -> Person {
        var person = Person(givenName: given, familyName: family)
        person.otherNames = other
        return person
    }

    @Test(arguments: [
        ("Ali", "Khan", "", "ALI", "khan", "", GivenLevel.same, FamilyLevel.same),
        ("Anne-Marie", "Hall", "", "Annemarie", "Hall", "", .same, .same),
        ("Jack", "Hall", "Thomas", "Thomas", "Hall", "Jack", .exchanged, .same),
        ("Jack", "Hall", "", "Thomas", "Hall", "Jack", .amongOthers, .same),
        ("Jack", "Smith-Jones", "", "Jack", "Jones", "", .same, .part),
        ("Katarzyna", "Harrington", "", "Kasia", "Harington", "", .variant, .close),
        ("Mohammed", "Hall", "", "Muhammad", "Okafor", "", .variant, .different),
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
    ) async throws {
        let (a, b) = (named(g1, f1, o1), named(g2, f2, o2))
        #expect(try await level(a, b, .givenName) == given)
        #expect(try await level(a, b, .familyName) == family)
    }

    @Test func swappedNamesAgreeInTheOtherOrder() async throws {
        let pattern = try await pattern(named("Hodan", "Warsame"), named("Warsame", "Hodan"))
        #expect(pattern[.nameOrder] == Int(OrderLevel.swapped.rawValue))
        #expect(pattern[.givenName] == Int(GivenLevel.same.rawValue))
    }

    @Test(arguments: [
        ("2012-05-04", "2012-05-04", BirthLevel.same), ("2012-05-04", "2012-04-05", .dayAndMonthSwapped),
        ("2012-05-24", "2014-05-24", .yearsApart), ("2012-02-29", "2014-02-28", .yearsApart),
        ("2012-05-24", "2012-05-21", .twoParts), ("2012-05-24", "2012-01-01", .firstOfJanuary),
        ("2012-05-24", "2009-11-13", .different), ("2012-05-24", "", .missing),
    ])
    func births(a: String, b: String, expected: BirthLevel) async throws {
        let one = Person(givenName: "A", familyName: "B", dateOfBirth: CalendarDate(a))
        let other = Person(givenName: "A", familyName: "B", dateOfBirth: CalendarDate(b))
        #expect(try await level(one, other, .dateOfBirth) == expected)
        #expect(try await level(other, one, .dateOfBirth) == expected)
    }

    @Test func homes() async throws {
        func living(_ address: String, _ locality: String, _ postcode: String) -> Person {
            var person = Person()
            person.address = address
            person.locality = locality
            person.postcode = Postcode(postcode)
            return person
        }
        let home = living("Flat 2, 9 Oak Road", "Barnet", "N1 9GU")
        let others: [(Person, HomeLevel)] = [
            (living("flat 2 9 Oak Rd.", "", "n19gu"), .sameAddress),
            (living("Flat 2, 9 Oak Road", "Barnet", "N1 8GV"), .sameAddress),
            (living("14 Oak Road", "Barnet", "N1 9GU"), .samePostcode),
            (living("14 Elm Close", "", "N1 9ZZ"), .samePostcodeSector),
            (living("14 Elm Close", "Barnet", "N1 7ZZ"), .sameTown),
            (living("14 Elm Close", "", "N1 7ZZ"), .sameDistrict),
            (living("14 Elm Close", "Camden", "E17 4AB"), .different),
            (living("", "", ""), .missing),
        ]
        for (other, expected) in others { #expect(try await level(home, other, .home) == expected) }
    }

    @Test(arguments: FieldHardening.allCases)
    func missingIsNotDifferent(hardening: FieldHardening) async throws {
        var full = named("Jack", "Hall", "Thomas")
        full.dateOfBirth = CalendarDate("2012-05-04")
        full.sex = .male
        full.postcode = Postcode("N1 9GU")
        full.school = "Oak Primary School"
        full.upn = UniquePupilNumber("A801200001001")
        #expect(try await pattern(full, Person(), hardening).bits == 0)
    }

    @Test func saltedNamesAreComparedWithinOneDayOfTheYearOnly() async throws {
        func born(_ date: String) -> Person {
            Person(givenName: "Jack", familyName: "Hall", dateOfBirth: CalendarDate(date))
        }
        let yearOff = try await pattern(born("2012-05-04"), born("2014-05-04"), .salt)
        let swapped = try await pattern(born("2012-05-04"), born("2012-04-05"), .salt)
        let dayOff = try await pattern(born("2012-05-04"), born("2012-05-14"), .salt)
        #expect(yearOff[.givenName] == Int(GivenLevel.same.rawValue))
        #expect(swapped[.familyName] == Int(FamilyLevel.same.rawValue))
        #expect(dayOff[.givenName] == Int(GivenLevel.missing.rawValue))
    }
}
