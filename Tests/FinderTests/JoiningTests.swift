import Testing

@testable import Finder

/// How the pairs of two rolls that are worth comparing are found.
@Suite struct JoiningTests {
    private func roll(_ people: [Person], _ maker: inout RollMaker) -> Roll {
        var roll = Roll()
        for person in people { maker.add(person, to: &roll) }
        return roll
    }

    /// Children of whom no two share a thing by which they would meet.
    private func strangers(_ count: Int) -> [Person] {
        let letters = Array("bdfgklmnprstvz")
        return (0..<count).map { number in
            let name = "a\(letters[number % 14])u\(letters[number / 14 % 14])o\(letters[number / 196 % 14])e"
            var person = Person(givenName: "x" + name, familyName: "q" + name)
            person.dateOfBirth = CalendarDate(year: 1950 + number % 60, month: 1 + number % 12, day: 1 + number % 28)
            person.school = "School of \(name)"
            return person
        }
    }

    /// The pairs to be compared, whatever can be seen of them at a glance.
    private func pairs(_ first: [Person], _ second: [Person]?, least: Float = -.infinity) async -> [[Int32]] {
        var maker = RollMaker()
        let a = roll(first, &maker)
        let b = second.map { roll($0, &maker) }
        maker.terms.freeze()
        let one = await GroundRoll(a, maker.terms, tasks: 2)
        var other = one
        if let b { other = await GroundRoll(b, maker.terms, tasks: 2) }
        let join = PairJoin(
            first: one,
            second: other,
            terms: maker.terms,
            rarity: Rarity(of: [a] + (b.map { [$0] } ?? []), terms: maker.terms),
            tasks: 2,
            within: second == nil
        )
        let rows = (0..<other.roll.count).map { Int32($0) }
        let candidates = await join.candidates(on: Ground.allCases, Weights(.standard), least: least)
        return rows.map { row in
            var people: [Int32] = []
            candidates.eachPerson(of: Int(row)) { people.append($0) }
            return people
        }
    }

    private static let child: Person = {
        var child = Person(givenName: "Ottoline", familyName: "Quennell")
        child.otherNames = "Beatrix"
        child.dateOfBirth = CalendarDate(year: 2013, month: 4, day: 9)
        child.postcode = Postcode("N7 8QT")
        child.address = "12 Lark Lane"
        child.locality = "Holloway"
        child.school = "Larkfield Primary"
        child.nhsNumber = NHSNumber("943 476 5919")
        return child
    }()

    private static func like(_ change: (inout Person) -> Void) -> Person {
        var person = Person(givenName: "Maude", familyName: "Pym")
        person.dateOfBirth = CalendarDate(year: 1990, month: 12, day: 30)
        change(&person)
        return person
    }

    @Test(arguments: [
        like {
            $0.dateOfBirth = child.dateOfBirth; $0.familyName = "Quennell"
        },
        like {
            $0.dateOfBirth = CalendarDate(year: 2013, month: 9, day: 4); $0.otherNames = "Ottoline"
        },
        like {
            $0.dateOfBirth = child.dateOfBirth; $0.school = "Larkfield Primary"
        },
        like {
            $0.dateOfBirth = CalendarDate(year: 2013, month: 4, day: 19); $0.familyName = "Quennell"
        },
        like {
            $0.dateOfBirth = CalendarDate(year: 2010, month: 4, day: 9); $0.givenName = "Ottoline"
        },
        like {
            $0.dateOfBirth = CalendarDate(year: 2013, month: 7, day: 9); $0.school = "Larkfield Primary"
        },
        like {
            $0.dateOfBirth = nil; $0.postcode = Postcode("N7 8QT"); $0.familyName = "Ottoline"
        },
        like {
            $0.school = "Larkfield Primary"; $0.familyName = "Quennell"
        },
        like {
            $0.givenName = "Quennell"; $0.familyName = "Beatrix"
        },
        like {
            $0.address = "12 Lark Lane"; $0.locality = "Holloway"; $0.familyName = "Quennell"
        },
        like { $0.nhsNumber = NHSNumber("943 476 5919") },
    ])
    func whoeverSharesEnoughMeets(_ other: Person) async {
        // Beside many, so that nobody meets only because they are few.
        let crowd = strangers(400)
        let found = await pairs(crowd + [Self.child], [other] + strangers(3))
        #expect(found[0].contains(400))
        #expect(found[1...].map { $0.contains(400) } == [false, false, false])
    }

    @Test func nobodyIsComparedWithMoreThanAFewHoweverManyAreAlike() async {
        let found = await pairs(Array(repeating: Self.child, count: 900), [Self.child])
        #expect(found.map(\.count) == [24])
    }

    @Test func aNumberThatManyHaveDoesNotComeBeforeOtherEvidence() async {
        let number = NHSNumber("943 476 5919")
        // Given many who have one number, and last of all the child who has all the rest too,
        let crowd = strangers(60).map { person in
            var person = person
            person.nhsNumber = number
            return person
        }
        // when they are asked for the child, then it is among the few who are compared.
        let found = await pairs(crowd + [Self.child], [Self.child])
        #expect(found[0].count == 24 && found[0].contains(60))
    }

    @Test func theLikeliestStayHoweverManyAreFound() {
        var random = SplitMix(6)
        var candidates = Candidates(people: 3)
        var expected: [Set<Candidates.Pair>] = [[], [], []]
        // Far more than wait at a time, and most of them found again and again.
        for _ in 0..<400 {
            let found = (0..<1000).map { _ in
                let person = Int32(random.below(4000))
                return Candidates.Pair(row: Int32(random.below(2)), person: person, bound: person % 97)
            }
            for pair in found { expected[Int(pair.row)].insert(pair) }
            candidates.take(found)
        }
        candidates.finish()
        for row in 0..<3 {
            let likeliest = expected[row].sorted { ($1.bound, $0.person) < ($0.bound, $1.person) }.prefix(24)
            var people: [Int32] = []
            candidates.eachPerson(of: row) { people.append($0) }
            #expect(people == likeliest.map(\.person).sorted())
        }
    }

    @Test func withinOneRollEachPairIsMetOnceAndNobodyMeetsThemselves() async {
        let found = await pairs([Self.child, Self.child] + strangers(20) + [Self.child], nil)
        #expect(found[0].isEmpty && found[1] == [0] && found[22] == [0, 1])
    }

    @Test func whatFallsShortAtAGlanceIsPassedOver() async {
        let other = Self.like { $0.dateOfBirth = Self.child.dateOfBirth }
        #expect(await pairs([Self.child], [other]) == [[0]])
        #expect(await pairs([Self.child], [other], least: 20) == [[]])
        #expect(await pairs([Self.child], [Self.child], least: 20) == [[0]])
    }

    @Test func keysAreSortedByTheirUpperHalfAndKeepTheirOrder() {
        var random = SplitMix(7)
        for width in [0, 5, 20, 32] as [UInt64] {
            let keys = (0..<3000).map { UInt64($0) | (random.next() & (1 << width - 1)) << 32 }
            let expected = keys.sorted { ($0 >> 32, $0 & 0xFFFF_FFFF) < ($1 >> 32, $1 & 0xFFFF_FFFF) }
            #expect(keys.sortedByUpperHalf() == expected)
        }
        #expect([UInt64]().sortedByUpperHalf().isEmpty)
    }

    @Test func aCodeIsFoundInEveryLaneAndNowhereElse() {
        var random = SplitMix(8)
        for _ in 0..<3000 {
            var codes = Codes()
            // Neighbours of the code asked for, and of zero, are where a borrow goes astray.
            let code = UInt16(truncatingIfNeeded: random.next())
            for lane in 0..<8 {
                codes[lane] = [0, 1, code &- 1, code, code &+ 1, code ^ 0x8000, .max][random.below(7)]
            }
            #expect(codes.has(code) == (0..<8).contains { codes[$0] == code })
        }
    }

    @Test func textsAreAsAlikeAsTheirPairsOfLetters() {
        func naive(_ a: [UInt8], _ b: [UInt8]) -> Double {
            let one = zip(a, a.dropFirst()).prefix(64).map { [$0, $1] }
            var rest = zip(b, b.dropFirst()).prefix(64).map { [$0, $1] }
            guard !one.isEmpty, !rest.isEmpty else { return 0 }
            let all = one.count + rest.count
            let shared = one.reduce(0) { sum, pair in
                guard let place = rest.firstIndex(of: pair) else { return sum }
                rest.remove(at: place)
                return sum + 1
            }
            return 2 * Double(shared) / Double(all)
        }
        var random = SplitMix(9)
        for _ in 0..<2000 {
            // Few letters, so that pairs come again and again.
            let letters = 2 + random.below(6)
            let a = (0..<random.below(90)).map { _ in UInt8(97 + random.below(letters)) }
            var b = a
            for _ in 0..<random.below(20) where !b.isEmpty { b[random.below(b.count)] = UInt8(97 + random.below(26)) }
            let dice = naive(a, b)
            for least in [0.25, 0.5, 0.75, 0.9] {
                #expect(Wording.dice(a.span, b.span, atLeast: least) == (dice >= least), "\(a) \(b)")
            }
        }
    }

    @Test func fewWhoAskFindWhomManyWhoAskFind() async {
        var random = SplitMix(10)
        let (given, family) = (["Ada", "Bo", "Cai", "Dov"], ["Elm", "Fir", "Gum", "Hop"])
        let people = (0..<400).map { _ in
            var person = Person(givenName: given[random.below(4)], familyName: family[random.below(4)])
            person.dateOfBirth = CalendarDate(year: 2010 + random.below(3), month: 1 + random.below(2), day: 9)
            person.school = ["Oak", "Ash", "Yew"][random.below(3)]
            return person
        }
        let many = await pairs(people, people, least: 12)
        for asking in [0, 57, 399] {
            #expect(await pairs(people, [people[asking]], least: 12) == [many[asking]])
        }
    }

    @Test func fewWhoAskFindTheirLikeliestHoweverManyAreAlike() async {
        // So many are found that they are thinned out meanwhile: of each who asks the likeliest stay.
        let alike = Array(repeating: Self.child, count: 3000)
        var close = Self.child
        close.familyName = "Nobody"
        let found = await pairs(Array(repeating: close, count: 200) + alike, Array(repeating: Self.child, count: 90))
        #expect(found.allSatisfy { $0.count == 24 && $0.allSatisfy { $0 >= 200 } })
    }

    @Test func whoHasNoRivalIsSettledAndTheOthersAreNot() {
        func pair(_ a: Int32, _ b: Int32, _ odds: Float) -> ScoredPair { ScoredPair(a: a, b: b, odds: odds, weight: 0) }
        let pairs = [
            pair(0, 0, 20), pair(1, 0, 5),
            // As near to another.
            pair(2, 1, 20), pair(2, 2, 12),
            // Two of whom neither is nearer.
            pair(3, 3, 20), pair(4, 3, 20),
            // Not sure.
            pair(5, 4, 11),
        ]
        let sure = SurePairs(pairs, of: (6, 5))
        #expect(sure.unsettled.a == [1, 2, 3, 4, 5] && sure.unsettled.b == [1, 2, 3, 4])
        let merged = SurePairs.merged(
            [pair(0, 0, 20), pair(1, 0, 5), pair(2, 2, 9)],
            [pair(1, 0, 5), pair(3, 0, 1), pair(3, 1, 2)]
        )
        #expect(merged.map { [$0.b, $0.a] } == [[0, 0], [0, 1], [0, 3], [1, 3], [2, 2]])
    }

    /// The levels of births that a glance cannot tell are those of digits, which it takes for one digit or for different.
    @Test func aGlanceWeighsBirthsAsComparisonDoes() {
        let weights = GlanceWeights(Weights(.standard))
        func glance(_ birth: Int32) -> Glance {
            var entry = Entry()
            entry.birth = birth
            return Glance(entry, [Int32]().span, NameTerms())
        }
        var random = SplitMix(11)
        func birth() -> Int32 {
            let day = [1, 2, 3, 4, 12, 28, 29, 30][random.below(8)]
            let month = [1, 2, 3, 4, 12][random.below(5)]
            return CalendarDate(year: 2000 + random.below(9), month: month, day: day)?.packed ?? 0
        }
        let rarity = Rarity(of: [], terms: Terms())
        var questions = QuestionMaker(Weights(.standard))
        var seen: Set<BirthLevel> = []
        for _ in 0..<4000 {
            let (one, other) = (birth(), birth())
            var entry = Entry()
            entry.birth = one
            let question = questions.question(entry, glance(one), [Int32]().span, NameTerms(), rarity)
            let names = question.bound(glance(0), weights, least: .min)
            let level = BirthLevel(one, other)
            let weight = Weights(.standard).againstStrangers[Field.dateOfBirth.rawValue * 16 + Int(level.rawValue)]
            // In one year a glance takes two parts that are the same for one wrong digit, on whatever day.
            let isNearlySame = one >> 9 == other >> 9 && (one & 31 == other & 31 || one >> 5 == other >> 5)
            guard [.same, .dayAndMonthSwapped, .missing].contains(level) || !isNearlySame else { continue }
            guard ![.oneDigit, .twoParts, .different].contains(level) else { continue }
            seen.insert(level)
            #expect(question.bound(glance(other), weights, least: .min) - names == GlanceWeights.sixteenths(weight))
        }
        #expect(seen.count == 5)
    }

    @Test func peopleFitIntoWhatAProcessorFetchesAtATime() {
        #expect(MemoryLayout<Glance>.size == 32 && MemoryLayout<Question>.stride <= 64)
    }

    @Test func lanesThatAreTheSameAreToldFromAllOthers() {
        var random = SplitMix(12)
        for _ in 0..<3000 {
            let one = random.next()
            var (other, expected) = (random.next(), 0)
            for lane in 0..<4 as Range<UInt64> {
                let mask: UInt64 = 0xFFFF << (lane * 16)
                // The same, or apart in the lowest or the highest bit alone.
                let change: UInt64 = [0, 0, 1, 0x8000][random.below(4)] << (lane * 16)
                other = other & ~mask | (one ^ change) & mask
                if change == 0 { expected |= 1 << Int(lane) }
            }
            #expect(Codes.lanes(Codes.equalLanes(one, other)) == expected)
        }
    }

    @Test func streamsOfSeedsSideBySideHaveNothingInCommon() {
        func numbers(_ seed: UInt64) -> Set<UInt64> {
            var random = SplitMix(seed)
            return Set((0..<1000).map { _ in random.next() })
        }
        #expect((1..<16).allSatisfy { numbers(0).isDisjoint(with: numbers($0)) })
    }
}
