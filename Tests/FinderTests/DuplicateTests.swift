import Testing

@testable import Finder

/// Who is on one roll twice or more, and whom else each of a pair might be.
@Suite struct DuplicateTests {
    private func link(_ a: Int, _ b: Int, _ probability: Double) -> Link {
        Link(a: a, b: b, weight: 20, probability: probability)
    }

    private func all(_ links: [Link], of people: Int, threshold: Double = 0.5) -> [Link] {
        People(links, of: people, threshold: threshold).links(with: links) { _, _ in 3 }
    }

    @Test func whoIsOnePersonWithTwoMakesThemOne() {
        let found = all([link(0, 1, 0.9), link(1, 2, 0.8)], of: 3)
        #expect(found.count == 3)
        let third = found.first { $0.a == 0 && $0.b == 2 }
        #expect(third?.through == 1 && third?.weight == 3)
        #expect(abs((third?.probability ?? 0) - 0.72) < 1e-12)
        #expect(found.filter { $0.through == nil }.map(\.probability) == [0.9, 0.8])
    }

    @Test func aDoubtfulPairIsAsLikelyAsItsLikeliestPath() {
        let found = all([link(0, 1, 0.9), link(1, 2, 0.9), link(0, 2, 0.6)], of: 3)
        let doubtful = found.first { $0.a == 0 && $0.b == 2 }
        #expect(doubtful?.through == 1 && doubtful?.weight == 20)
        #expect(abs((doubtful?.probability ?? 0) - 0.81) < 1e-12)
    }

    @Test func whatFollowsIsWhatTheLikeliestPathsGive() {
        var random = SplitMix(31)
        for _ in 0..<60 {
            let people = 3 + random.below(10)
            var best = (0..<people).map { row in (0..<people).map { $0 == row ? 1.0 : 0 } }
            var links: [Link] = []
            for a in 0..<people {
                for b in a + 1..<people where random.below(4) == 0 {
                    let probability = 0.5 + Double(random.below(50)) / 100
                    links.append(link(a, b, probability))
                    (best[a][b], best[b][a]) = (probability, probability)
                }
            }
            for through in 0..<people {
                for a in 0..<people {
                    for b in 0..<people { best[a][b] = max(best[a][b], best[a][through] * best[through][b]) }
                }
            }
            let found = all(links, of: people, threshold: 0.505)
            let pairs = (0..<people).flatMap { a in (a + 1..<people).map { (a, $0) } }
            // A path that is worth the threshold but for rounding may be given or not.
            #expect(found.count >= pairs.count { best[$0.0][$0.1] > 0.505 + 1e-9 })
            #expect(Set(found.map { [$0.a, $0.b] }).count == found.count)
            for one in found {
                #expect(one.a < one.b)
                guard let through = one.through else {
                    // By itself it is as likely as by any path, or nearly.
                    #expect(links.contains(one) && best[one.a][one.b] - one.probability < 0.01 + 1e-9)
                    continue
                }
                #expect(abs(one.probability - best[one.a][one.b]) < 1e-9)
                #expect(abs(best[one.a][through] * best[through][one.b] - one.probability) < 1e-9)
            }
        }
    }

    @Test func aChainOfPairsJoinsNeitherAWholeRollNorTooMany() {
        func chain(_ probability: Double) -> [Link] { (0..<999).map { link($0, $0 + 1, probability) } }
        // 0.9 to the sixth is more than a half, and to the seventh less.
        let likely = all(chain(0.9), of: 1000)
        #expect(likely.map { $0.b - $0.a }.max() == 6)
        // A step that is certain costs nothing, and only the bound ends it.
        let certain = all(chain(1), of: 1000)
        #expect(certain.count <= 1000 * People.most && certain.map { $0.b - $0.a }.max() == People.most)
    }

    private func pair(_ a: Int, _ b: Int, _ odds: Float) -> ScoredPair {
        ScoredPair(a: Int32(a), b: Int32(b), odds: odds, weight: odds)
    }

    @Test(arguments: [(linked: 19, isOne: true), (linked: 9, isOne: false)])
    func whoIsLeftOverWhereNearlyAllHaveAPartnerIsLikelierOne(linked: Int, isOne: Bool) {
        let pairs = (0..<linked).map { pair($0, $0, 20) } + [pair(19, 19, -2)]
        for probabilities in [
            Rivals.acrossRolls(pairs, people: (20, 20)),
            Rivals.withinOneRoll(pairs.map { pair(Int($0.a), Int($0.b) + 20, $0.odds) }, people: 40),
        ] {
            // By itself such a pair is one person in a fifth of cases.
            #expect(isOne ? probabilities[linked] > 0.5 : abs(probabilities[linked] - 0.2) < 1e-6)
        }
    }

    @Test func aPairIsWeighedAgainstAllThatCouldBeInstead() {
        // Of a0, a1, b0 and b1 all but a1 with b1 are alike: what can be is each by itself, or the two outer ones.
        let odds = [1.0, 4, 8]
        let pairs = [pair(0, 1, 0), pair(0, 0, 2), pair(1, 0, 3)]
        let sum = 1 + odds.reduce(0, +) + odds[0] * odds[2]
        #expect(abs(Rivals.acrossRolls(pairs, people: (100, 100))[1] - odds[1] / sum) < 1e-9)
    }

    @Test func aThirdIsDoubtfulWhereNobodyIsThereThreeTimes() {
        let couples = (0..<40).map { pair(2 * $0, 2 * $0 + 1, 20) }
        let triples = (0..<40).flatMap { [pair(3 * $0, 3 * $0 + 1, 20), pair(3 * $0 + 1, 3 * $0 + 2, 20)] }
        // The same doubtful pair, of one who has a partner and one who has none.
        let third = pair(1, 999, 2)
        #expect(Rivals.withinOneRoll(couples + [third], people: 1000)[40] < 0.5)
        #expect(Rivals.withinOneRoll(triples + [third], people: 1000)[80] > 0.5)
    }

    @Test func twoRecordsThatShareLittleAreOneByAThird() async throws {
        var first = Person(givenName: "Ottoline", familyName: "Quennell", dateOfBirth: CalendarDate("2013-04-09"))
        first.otherNames = "Beatrix"
        var third = Person(givenName: "Tilly", familyName: "Pym")
        third.address = "12 Lark Lane"
        third.postcode = Postcode("N7 8QT")
        third.nhsNumber = NHSNumber("943 476 5919")
        var second = first
        (second.address, second.postcode, second.nhsNumber) = (third.address, third.postcode, third.nhsNumber)
        var maker = RollMaker()
        var roll = Roll()
        for person in [first, second, third] { maker.add(person, to: &roll) }
        for number in 0..<60 {
            var other = Person(givenName: "Ann\(number)", familyName: "Holt\(number)")
            other.dateOfBirth = CalendarDate(year: 1950 + number, month: 1 + number % 12, day: 1 + number % 28)
            maker.add(other, to: &roll)
        }
        var options = LinkOptions()
        options.blindPairs = 2000
        let linkage = await Linker(maker, options: options).duplicates(in: roll)
        #expect(linkage.links.count == 3)
        let follows = try #require(linkage.links.first { $0.a == 0 && $0.b == 2 })
        #expect(follows.through == 1 && follows.probability >= 0.5)
        // What they are beside each other is told all the same.
        let explanation = linkage.explain(follows)
        #expect(abs(explanation.weight - follows.weight) < 1e-6 && follows.weight < 0)
    }

    @Test func whereNobodyIsOnePersonStrangersDoNotBecomeTheExample() {
        let standard = Model.standard
        let weights = Weights(standard)
        var learning = Learning()
        learning.allPairs = 1e9
        for given in 1..<standard.strangers[Field.givenName.rawValue].count {
            for family in 1..<standard.strangers[Field.familyName.rawValue].count {
                for birth in 1..<standard.strangers[Field.dateOfBirth.rawValue].count {
                    for home in [HomeLevel.sameNumber, .different] {
                        var pattern = Pattern()
                        (pattern[.givenName], pattern[.familyName], pattern[.dateOfBirth]) = (given, family, birth)
                        pattern.set(.home, home)
                        guard weights.sums(pattern, Rarity.Bits()).strangers >= 9 else { continue }
                        let chance = Field.allCases.reduce(1.0) { product, field in
                            let level = pattern[field]
                            return level == 0 ? product : product * standard.strangers[field.rawValue][level]
                        }
                        // First names go with births, as names have their fashions: three times what chance gives.
                        let goTogether =
                            family == FamilyLevel.different.rawValue && given < GivenLevel.different.rawValue
                            && birth < BirthLevel.different.rawValue
                        let count = Int((chance * learning.allPairs * (goTogether ? 3 : 1)).rounded())
                        learning.pairs += Array(repeating: (pattern, Rarity.Bits()), count: min(4000, count))
                    }
                }
            }
        }
        let model = learning.learn(from: standard, coincidence: Rarity(of: [], terms: Terms()))
        #expect(learning.pairs.count > 5000 && model.personShare * learning.allPairs < 5)
    }

    @Test(arguments: [(pairs: 10, areEnough: false), (pairs: 200, areEnough: true)])
    func ofAFewPairsItIsNotLearntWhatOnePersonAgreesIn(pairs: Int, areEnough: Bool) {
        var learning = Learning()
        learning.allPairs = 1e9
        // Everything agrees, but that first and middle name have changed places.
        var pattern = Pattern()
        for field in Field.allCases { pattern[field] = 1 }
        pattern.set(.givenName, GivenLevel.exchanged)
        learning.pairs = Array(repeating: (pattern, Rarity.Bits()), count: pairs)
        let model = learning.learn(from: .standard, coincidence: Rarity(of: [], terms: Terms()))
        #expect(abs(model.personShare * learning.allPairs - Double(pairs)) < 0.1)
        let learnt = model.probability(of: Int(GivenLevel.exchanged.rawValue), in: .givenName)
        let before = Model.standard.probability(of: Int(GivenLevel.exchanged.rawValue), in: .givenName)
        #expect(areEnough ? learnt > 0.5 : learnt == before)
    }
}
