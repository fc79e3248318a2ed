/// One sentence for each level of each field, for the person who decides. None names a value.
enum Sentences {
    /// What takes off the weight of a household.
    static let household = "Brothers and sisters would share surname, address and school too, so these count for less."

    /// What follows from two other pairs within one roll, by way of someone whom both are taken for.
    static func through(_ row: String) -> String {
        "Both are taken for the person of row \(row), and so for one person, whatever they look like beside each other."
    }

    /// The sentence of a level, and of how common the words are that were agreed on: `rarity` in bits, more for rarer.
    static func sentence(_ field: Field, _ level: Int, rarity: Double = 0) -> String {
        let sentences = all[field] ?? []
        guard level > 0, level <= sentences.count else { return "" }
        if rarity > notable { return sentences[level - 1] + " Few on these lists share it." }
        if rarity < -notable { return sentences[level - 1] + " Many on these lists share it, so it says less." }
        return sentences[level - 1]
    }

    /// How many bits rarity must add or take off to be spoken of.
    private static let notable = 2.0

    private static let all: [Field: [String]] = [
        .givenName: [
            "The first name is the same.",
            "The first names are two forms of one name: a short form, or another spelling of it.",
            "The first names differ by a slip of the pen, or sound the same.",
            "The first names are somewhat alike, but may well be two names.",
            "First and middle name have changed places.",
            "The first name on one list is a middle or other name on the other.",
            "One first name is the initial or the beginning of the other.",
            "The first names differ.",
        ],
        .familyName: [
            "The surname is the same.",
            "The surnames are two spellings of one name.",
            "The surnames differ by a slip of the pen, or sound the same.",
            "The surnames are somewhat alike, but may well be two names.",
            "One part of a double surname is shared.",
            "The surname on one list is a former or other name on the other.",
            "The surnames differ.",
        ],
        .otherNames: [
            "A middle or other name is shared.",
            "A middle name on one list fits an initial on the other.",
            "The middle or other names differ.",
        ],
        .nameOrder: ["The names are in the same order.", "First name and surname have changed places."],
        .dateOfBirth: [
            "The date of birth is the same.",
            "Day and month of birth have changed places.",
            "Day and month of birth are the same, and the years are one to five apart.",
            "One digit of the date of birth differs.",
            "One date of birth is 1 January, which is often put down where the day is not known.",
            "Two of day, month and year of birth are the same.",
            "The dates of birth differ.",
        ],
        .sex: ["The sex is the same.", "The sex differs."],
        .home: [
            "The address is the same.",
            "The postcode is the same; the house differs or is not known.",
            "The street is the same.",
            "The number of the house is the same in one district, and the street is not.",
            "The postcodes are in one sector: a few streets.",
            "District and town are the same.",
            "District or town is the same.",
            "The addresses are in different places.",
        ],
        .school: ["The school is the same.", "The schools have similar names.", "The schools differ."],
        .upn: [
            "The unique pupil number is the same.",
            "The unique pupil numbers differ.",
            "The unique pupil numbers are the same but for one character, or have the same slip in them.",
        ],
        .nhsNumber: [
            "The NHS number is the same.",
            "The NHS numbers differ.",
            "The NHS numbers are the same but for one digit, or have the same slip in them.",
        ],
    ]
}
