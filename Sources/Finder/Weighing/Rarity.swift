import Foundation

/// How much more, or less, agreement on one word says than agreement on the usual word: its term frequency.
///
/// Two strangers who are both called Mohammed are less of a coincidence than two who are both called Hephzibah
/// (Winkler 1989, "Frequency-based matching in Fellegi-Sunter model of record linkage"). Full strength where the words
/// are the same, half where they are only alike.
///
/// First names go with surnames: of the strangers who are both called Abdi by surname, more share the first name Hodan
/// than of all strangers. So where the surname agrees too, a first or further name counts by how common it is among
/// the bearers of that surname, leaving out the two people compared.
struct Rarity: Sendable {
    /// What rarity adds to the weight against strangers, and against a household (where surname and school are shared
    /// whatever they are), in bits.
    struct Bits: Sendable {
        var strangers: Float = 0
        var household: Float = 0
    }

    /// How often each first name and each surname occurs, and how often together.
    private let frequency: NameFrequency
    private var given: [Float]
    private var family: [Float]
    private var school: [Float]
    private let unseen: (given: Float, family: Float)
    /// The chance that two strangers share a first name, surname, school, full postcode, house number, street.
    var coincidence: (given: Double, family: Double, school: Double, postcode: Double, house: Double, street: Double)

    /// No single word may count for more than this many bits, either way.
    private static let most: Float = 9

    /// Counts the words of all rolls that the weights are for.
    init(of rolls: [Roll], terms: Terms) {
        var givenCounts = [Int32](repeating: 0, count: terms.names.count)
        var familyCounts = givenCounts
        var schoolCounts = [Int32](repeating: 0, count: terms.schools.count)
        var postcodes = [Int32](repeating: 0, count: terms.postcodes.count)
        var houses = [Int32](repeating: 0, count: terms.houses.count)
        var streets = [Int32](repeating: 0, count: terms.streets.count)
        var pairs = NameFrequency.Pairs(people: rolls.reduce(0) { $0 + $1.count })
        for roll in rolls {
            for entry in roll.entries {
                for index in entry.given.prefix(1) { givenCounts[Int(roll.words[index])] += 1 }
                for index in entry.family { familyCounts[Int(roll.words[index])] += 1 }
                pairs.add(entry, roll.words)
                if entry.school >= 0 { schoolCounts[Int(entry.school)] += 1 }
                if entry.postcode >= 0 { postcodes[Int(entry.postcode)] += 1 }
                if entry.house >= 0 { houses[Int(entry.house)] += 1 }
                if entry.street >= 0 { streets[Int(entry.street)] += 1 }
            }
        }
        let chances = (
            Self.coincidence(givenCounts), Self.coincidence(familyCounts), Self.coincidence(schoolCounts),
            Self.coincidence(postcodes), Self.coincidence(houses), Self.coincidence(streets)
        )
        coincidence = chances
        frequency = NameFrequency(given: givenCounts, family: familyCounts, pairs: pairs)
        given = Self.bits(givenCounts, chances.0)
        family = Self.bits(familyCounts, chances.1)
        school = Self.bits(schoolCounts, chances.2)
        unseen = (given.max() ?? 0, family.max() ?? 0)
    }

    /// What agreement on a first or further name adds, whatever the surname.
    func ofGiven(_ word: Int32) -> Float { Int(word) < given.count ? given[Int(word)] : unseen.given }

    /// What agreement on a surname adds.
    func ofFamily(_ word: Int32) -> Float { Int(word) < family.count ? family[Int(word)] : unseen.family }

    /// What the words that `comparison` agrees on add.
    func bits(_ comparison: Comparison) -> Bits {
        let names = given(comparison) + other(comparison)
        return Bits(strangers: names + family(comparison) + school(comparison), household: names)
    }

    /// The same by field, against strangers.
    func byField(_ comparison: Comparison) -> [Field: Double] {
        [
            .givenName: Double(given(comparison)), .otherNames: Double(other(comparison)),
            .familyName: Double(family(comparison)), .school: Double(school(comparison)),
        ]
    }

    private func given(_ comparison: Comparison) -> Float {
        let level = comparison.pattern[.givenName]
        let strength = Self.givenStrength[level]
        guard strength > 0, comparison.given >= 0 else { return 0 }
        return strength * name(comparison.given, comparison, both: level == 1)
    }

    private func other(_ comparison: Comparison) -> Float {
        guard comparison.pattern[.otherNames] == 1, comparison.other >= 0 else { return 0 }
        return name(comparison.other, comparison, both: false)
    }

    /// The rarity of a first or further name, among the bearers of the surname where that agrees.
    private func name(_ word: Int32, _ comparison: Comparison, both: Bool) -> Float {
        let alone = Int(word) < given.count ? given[Int(word)] : unseen.given
        let familyLevel = comparison.pattern[.familyName]
        guard Self.familyStrength[familyLevel] > 0, comparison.family >= 0, coincidence.given > 0,
            comparison.pattern[.nameOrder] == 1,
            let share = frequency.share(of: word, among: comparison.family, without: both && familyLevel == 1 ? 2 : 1)
        else { return alone }
        return max(-Self.most, min(Self.most, Float(log2(coincidence.given / share))))
    }

    private func family(_ comparison: Comparison) -> Float {
        let strength = Self.familyStrength[comparison.pattern[.familyName]]
        guard strength > 0, comparison.family >= 0 else { return 0 }
        let word = Int(comparison.family)
        return strength * (word < family.count ? family[word] : unseen.family)
    }

    private func school(_ comparison: Comparison) -> Float {
        guard comparison.pattern[.school] == 1, comparison.school >= 0, Int(comparison.school) < school.count else {
            return 0
        }
        return school[Int(comparison.school)]
    }

    private static let givenStrength: [Float] = [0, 1, 0.5, 0.5, 0, 0.5, 1, 0, 0]
    private static let familyStrength: [Float] = [0, 1, 0.5, 0.5, 0, 1, 1, 0]

    /// The chance that two picked at random share a value, from how often each value occurs.
    private static func coincidence(_ counts: [Int32]) -> Double {
        var sum = 0.0
        var squares = 0.0
        for count in counts {
            sum += Double(count)
            squares += Double(count) * Double(count - 1)
        }
        return sum < 2 ? 0 : max(squares / (sum * (sum - 1)), 1 / (sum * sum))
    }

    private static func bits(_ counts: [Int32], _ chance: Double) -> [Float] {
        let sum = counts.reduce(0.0) { $0 + Double($1) }
        guard sum > 1, chance > 0 else { return Array(repeating: 0, count: counts.count) }
        return counts.map { count in
            max(-most, min(most, Float(log2(chance / (max(Double(count), 2) / sum)))))
        }
    }
}
