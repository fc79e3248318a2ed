import Foundation
import Synchronization
import Testing

@testable import Finder

@Suite struct LinkingTests {
    /// Two small rolls of invented children: every third of the first is on the second, some with slips.
    private func rolls(_ size: Int, seed: UInt64) -> (RollMaker, Roll, Roll, Set<Int>) {
        var random = SplitMix(seed)
        let given = [
            "Ava", "Noah", "Yusuf", "Kwame", "Zofia", "Maya", "Arjun", "Ruth", "Ivan", "Leila", "Owen", "Tariq",
        ]
        let family = [
            "Hartwell", "Osei", "Nowak", "Rahman", "Pickering", "Warsame", "Costa", "Lindley", "Bhatt", "Quill",
        ]
        var maker = RollMaker()
        var a = Roll()
        var b = Roll()
        var shared: Set<Int> = []
        for index in 0..<size {
            var person = Person(givenName: given[random.below(12)], familyName: family[random.below(10)])
            person.dateOfBirth = CalendarDate(
                year: 2008 + random.below(16),
                month: 1 + random.below(12),
                day: 1 + random.below(28)
            )
            person.postcode = Postcode("E\(1 + random.below(9)) \(random.below(9))AB")
            person.sex = random.below(2) == 0 ? .female : .male
            maker.add(person, to: &a)
            if index % 3 == 0 {
                shared.insert(index)
                if random.below(4) == 0 { person.postcode = nil }
                if random.below(6) == 0, let born = person.dateOfBirth {
                    person.dateOfBirth = CalendarDate(year: born.year + 2, month: born.month, day: born.day)
                }
                maker.add(person, to: &b)
            }
        }
        return (maker, a, b, shared)
    }

    /// Strangers are measured on few pairs, which is enough for small rolls.
    private func linker(_ maker: RollMaker, tasks: Int = 2) -> Linker {
        var options = LinkOptions()
        options.tasks = tasks
        options.blindPairs = 20_000
        return Linker(maker, options: options)
    }

    @Test func findsThoseOnBothRolls() async {
        let (maker, a, b, shared) = rolls(900, seed: 1)
        let linkage = await linker(maker).link(a, b)
        let right = linkage.links.filter { $0.a == $0.b * 3 }.count
        #expect(Double(right) >= 0.9 * Double(shared.count))
        #expect(Double(right) >= 0.95 * Double(linkage.links.count))
    }

    @Test func aLinkIsTheSumOfItsReasons() async throws {
        let (maker, a, b, _) = rolls(300, seed: 2)
        let linkage = await linker(maker).link(a, b)
        try #require(!linkage.links.isEmpty)
        for link in linkage.links {
            let explanation = linkage.explain(link)
            let sum = explanation.reasons.reduce(explanation.household) { $0 + $1.weight }
            #expect(abs(sum - link.weight) < 0.05)
            #expect(explanation.reasons.allSatisfy { !$0.sentence.isEmpty })
        }
    }

    @Test(arguments: [0, 1, 3])
    func theSameRollsGiveTheSameLinksWithAnyNumberOfTasks(tasks: Int) async {
        let (maker, a, b, _) = rolls(300, seed: 4)
        let one = await linker(maker, tasks: 1).link(a, b)
        let again = await linker(maker, tasks: tasks).link(a, b)
        #expect(one.links == again.links)
        #expect(one.model == again.model)
    }

    @Test func reasonsAreWrittenWithTheNamesOfTheirFields() async throws {
        let (maker, a, b, _) = rolls(90, seed: 3)
        let linkage = await linker(maker).link(a, b)
        let explanation = linkage.explain(try #require(linkage.links.first))
        let text = String(decoding: try JSONEncoder().encode(explanation), as: UTF8.self)
        #expect(text.contains(#""field":"givenName""#))
        #expect(!text.contains(#""field":0"#))
    }

    @Test func progressIsToldWhileRollsAreJoined() async {
        let (maker, a, b, _) = rolls(300, seed: 3)
        let told = Mutex<[Double]>([])
        var options = LinkOptions()
        options.blindPairs = 2000
        options.progress = { share in told.withLock { $0.append(share) } }
        _ = await Linker(maker, options: options).link(a, b)
        let shares = told.withLock { $0 }
        #expect(shares == shares.sorted() && shares.last == 1)
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $1 - $0 < 0.4 }, "\(shares)")
    }

    @Test func emptyRollsHaveNoLinks() async {
        let linkage = await linker(RollMaker()).link(Roll(), Roll())
        #expect(linkage.links.isEmpty)
        let alone = await linker(RollMaker()).duplicates(in: Roll())
        #expect(alone.links.isEmpty)
    }

    @Test func duplicatesNeverPairSomeoneWithThemselves() async {
        var (maker, a, _, _) = rolls(300, seed: 5)
        var twin = Person(givenName: "Hephzibah", familyName: "Quillon", dateOfBirth: CalendarDate("2012-05-04"))
        twin.postcode = Postcode("E17 4AB")
        maker.add(twin, to: &a)
        maker.add(twin, to: &a)
        let linkage = await linker(maker).duplicates(in: a)
        #expect(linkage.links.contains { $0.a == 300 && $0.b == 301 })
        #expect(linkage.links.allSatisfy { $0.a < $0.b })
    }

    @Test func assignmentIsOneToOneAndTakesTheBest() {
        var random = SplitMix(9)
        for _ in 0..<50 {
            let pairs = (0..<200).map { _ in
                ScoredPair(
                    a: Int32(random.below(30)),
                    b: Int32(random.below(30)),
                    odds: Float(random.below(400)) / 20 - 8,
                    weight: 0
                )
            }
            let links = Assignment(pairs, rolls: (30, 30), within: false).links(threshold: 0, oneToOne: true)
            #expect(Set(links.map(\.a)).count == links.count)
            #expect(Set(links.map(\.b)).count == links.count)
            #expect(links.allSatisfy { (0...1).contains($0.probability) })
            let best = pairs.max { $0.odds < $1.odds }
            #expect(
                links.first.map { link in
                    pairs.contains { Int($0.a) == link.a && Int($0.b) == link.b && $0.odds == best?.odds }
                } == true
            )
        }
    }

    @Test func aQueryFindsADamagedRecord() async throws {
        let (maker, a, _, _) = rolls(600, seed: 6)
        var making = maker
        var roll = a
        making.add(
            Person(givenName: "Katarzyna", familyName: "Wojcik", dateOfBirth: CalendarDate("2011-06-09")),
            to: &roll
        )
        let index = await PersonIndex(roll, maker: making, blindPairs: 20_000)
        var session = index.session()
        let questions = [
            Person(givenName: "Kasia", familyName: "Wójcik", dateOfBirth: CalendarDate("2011-06-09")),
            Person(givenName: "Wojcik", familyName: "Katarzyna", dateOfBirth: CalendarDate("2011-09-06")),
            Person(givenName: "Katarzyna", familyName: "Wojcik", dateOfBirth: CalendarDate("2014-06-09")),
            Person(givenName: "Katarzyna", familyName: "Wojcik"),
        ]
        for question in questions {
            let best = try #require(session.find(question, top: 3).first)
            #expect(best.place == 600)
            #expect(best.probability > 0.5)
        }
        #expect(session.find(Person()).isEmpty)
        #expect(session.find(questions[0], top: -1).isEmpty)
    }
}
