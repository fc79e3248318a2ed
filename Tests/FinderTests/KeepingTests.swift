import Testing

@testable import Finder

/// Rows are kept field by field, without a `Person` between: what is kept is the same.
@Suite struct KeepingTests {
    private static let header =
        "id,forename,surname,middle name,known as,dob,sex,house number,street,town,postcode,upn,nhs number,school"
    /// What each column may hold; each row takes one of each at random.
    private static let values: [[String]] = [
        ["r1", "", "-2"],
        ["Ava", "Zoë Maria", "Mary Ann Jo Lee Sue", "Ben", ""],
        ["Quill", "van der Berg", "O Neill", "Smith-Jones", ""],
        ["Ava", "Maria Quill", "Jo", "", "A B C D E F G H I J Ava", "Ava Quill A B C D E F G H"],
        ["Zoe", "Quill", "Kit", ""],
        ["2015-03-07", "7/3/2015", "31/02/2012", ""],
        ["F", "m", "?", ""],
        ["12", "Flat 2, 9", "Oak House", ""],
        ["Oak Rd", "14 Elm Street", ""],
        ["Leeds", "St Ives", ""],
        ["E17 4AB", "e174ab", "nowhere", ""],
        ["A123456789012", "T123456789012", "A123", "A12345678901234", ""],
        ["943 476 5919", "9434765918", "9999999999", ""],
        ["St Mary's Pri Sch", "Oak High", ""],
    ]

    @Test(arguments: 0..<3) func whatIsKeptIsThePersonOfTheRow(seed: Int) throws {
        var random = SplitMix(UInt64(seed))
        var bytes = Array((Self.header + "\n").utf8)
        for _ in 0..<150 {
            let row = Self.values.map { "\"" + $0[random.below($0.count)] + "\"" }
            bytes += row.joined(separator: ",").utf8
            // A row in Windows-1252 now and then.
            if random.below(8) == 0 { bytes.insert(0xE9, at: bytes.count - 1) }
            bytes.append(10)
        }
        var maker = RollMaker()
        var people: [(row: Int, label: String, person: Person)] = []
        var byPerson = RollReader { people.append(($0, $1, $2)) }
        try byPerson.push(bytes, maker: &maker)
        try byPerson.end(maker: &maker)
        var expected = Roll()
        for one in people { maker.add(one.person, to: &expected, row: one.row, label: one.label) }
        var byField = RollReader()
        try byField.push(bytes, maker: &maker)
        try byField.end(maker: &maker)
        let kept = byField.roll
        #expect(kept.entries.map { "\($0)" } == expected.entries.map { "\($0)" })
        #expect(kept.words == expected.words)
        #expect((0..<kept.count).map { kept.label(of: $0) } == (0..<expected.count).map { expected.label(of: $0) })
        #expect(byField.problems == byPerson.problems)
        #expect(kept.count == 150 && Set(byField.problems.map(\.message)).count >= 5)
    }

    /// A number with a slip, a temporary one, and a right one.
    private static let numbered = ["A123456789012", "T123456789012", "9434765918", "9434765919"].map { number in
        var person = Person(
            givenName: "Ava",
            familyName: "Quill",
            dateOfBirth: CalendarDate(year: 2015, month: 3, day: 7)
        )
        if number.count == 10 {
            person.writtenNHSNumber = WrittenNumber(number)
        } else {
            person.writtenUPN = WrittenNumber(number)
        }
        return person
    }

    @Test func marksOfNumbersOutliveJoiningAndRenewing() async throws {
        var first = RollMaker()
        var a = Roll()
        first.add(Person(givenName: "Kit", familyName: "Osei"), to: &a)
        var second = RollMaker()
        var b = Roll()
        for person in Self.numbered { second.add(person, to: &b) }
        let marks = b.entries.map { [$0.upn, $0.nhsNumber].map { $0 < 0 ? $0 : $0 & Slip.marks } }
        #expect(Set(marks.joined()).count >= 3)
        for person in Self.numbered.reversed() { first.add(person, to: &a) }
        first.join(&b, of: second)
        let expected = a.entries.dropFirst().reversed().map { [$0.upn, $0.nhsNumber] }
        #expect(b.entries.map { [$0.upn, $0.nhsNumber] } == expected)
        var index = await PersonIndex(a, maker: first, blindPairs: 100)
        let before = index.find(Self.numbered[2]).map(\.place)
        index.renew()
        #expect(index.find(Self.numbered[2]).map(\.place) == before)
    }

    @Test func aNumberASlipAwayCountsAtAGlance() {
        var maker = RollMaker()
        var roll = Roll()
        for person in Self.numbered.suffix(2) + [Person(givenName: "Ava", familyName: "Quill")] {
            maker.add(person, to: &roll)
        }
        let words = roll.words.span
        var questions = QuestionMaker(Weights(.standard))
        let rarity = Rarity(of: [roll], terms: maker.terms)
        let question = questions.question(
            roll.entries[1],
            Glance(roll.entries[1], words, maker.terms.names),
            words,
            maker.terms.names,
            rarity
        )
        var other = roll.entries[0]
        let close = question.bound(
            Glance(other, words, maker.terms.names),
            questions.weights,
            least: .min
        )
        other.nhsNumber = -1
        let none = question.bound(
            Glance(other, words, maker.terms.names),
            questions.weights,
            least: .min
        )
        #expect(close > none + 3 * 16)
    }
}
