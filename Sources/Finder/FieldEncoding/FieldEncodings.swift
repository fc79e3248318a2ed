/// A roll as it is handed to whoever matches it: keyed hashes and filters of each person's fields, and no text.
///
/// Tables hold what occurs, once each, in the order of their hashes; people refer to them by place. So a document
/// gives no more away than the same hashes written out for each person would. See
/// `Documentation/private-linking-fields.md` for its JSON and for what it does give away.
public struct FieldEncodings: Sendable, Equatable {
    /// What the document calls itself.
    public static let format = "safeloop-field-encodings"
    /// The version of the format written and read here.
    public static let version = 1

    /// What was done to give less away.
    public let hardening: FieldHardening
    /// The digest of the rules by which values were made ready (`FieldRules`).
    let rules: [UInt8]
    /// Equal in two documents made with one secret and one hardening, and in no others.
    let check: [UInt8]
    var births: [BirthCode] = []
    var names: [NameCode] = []
    var homes: [HomeCode] = []
    var schools: [SchoolCode] = []
    var sexes: [FieldToken] = []
    var upns: [FieldToken] = []
    var nhsNumbers: [FieldToken] = []
    /// The people by row, from the file's first; nil for rows that were left out.
    var people: [PersonCode?] = []
    /// The words of all names, as places in `names`.
    var words: [Int32] = []

    /// How many bytes the check value has.
    static let checkBytes = 16

    init(hardening: FieldHardening, rules: [UInt8] = FieldRules.digest, check: [UInt8]) {
        self.hardening = hardening
        self.rules = rules
        self.check = check
    }

    /// How many rows the roll had, those left out included.
    public var rows: Int { people.count }
}

/// A date of birth, in the ways two dates may agree.
struct BirthCode: Hashable, Sendable {
    /// The date.
    var date = FieldToken.missing
    /// The date with the smaller of day and month first.
    var unordered = FieldToken.missing
    /// Day and month, the smaller first; 29 February as 28.
    var dayOfYear = FieldToken.missing
    var month = FieldToken.missing
    /// Day of the month and year.
    var dayAndYear = FieldToken.missing
    /// The first of January of its year.
    var firstOfJanuary = FieldToken.missing
    /// The same where the date is that day; otherwise a hash nothing else has.
    var asFirstOfJanuary = FieldToken.missing
}

/// A word of a name.
struct NameCode: Hashable, Sendable {
    /// The word.
    var word = FieldToken.missing
    /// Its `Skeleton`; for a word without letters, a hash nothing else has.
    var skeleton = FieldToken.missing
    /// The groups of variants it belongs to, ascending; where they are fewer, hashes nothing else has.
    var groups: [FieldToken] = []
    var filter: BigramFilter

    /// How many groups a word is given, so that their number tells nothing.
    static let groupCount = 8
}

/// Where someone lives, in the ways two addresses may agree.
struct HomeCode: Hashable, Sendable {
    var postcode = FieldToken.missing
    var sector = FieldToken.missing
    var district = FieldToken.missing
    var town = FieldToken.missing
    /// House and postcode.
    var address = FieldToken.missing
    /// House and street, with the district or, without one, the town.
    var door = FieldToken.missing
}

/// A school or other setting.
struct SchoolCode: Hashable, Sendable {
    var name = FieldToken.missing
    var filter: BigramFilter
}

/// A person: places in the tables, from 0, or -1 for what is missing.
struct PersonCode: Hashable, Sendable {
    var birth: Int32 = -1
    var sex: Int32 = -1
    var home: Int32 = -1
    var school: Int32 = -1
    var upn: Int32 = -1
    var nhsNumber: Int32 = -1
    /// Where the words begin: of the first name, of other names, of the surname. Where a first name or a surname has
    /// several words, one more stands for all of them written as one.
    var wordsAt: UInt32 = 0
    var givenCount: UInt8 = 0
    var otherCount: UInt8 = 0
    var familyCount: UInt8 = 0

    /// How many words each name may have: as many as a roll holds, and one for all written as one.
    static let (mostGiven, mostOthers, mostFamily): (UInt8, UInt8, UInt8) = (5, 8, 5)

    /// Where the words of the first name, of other names and of the surname are.
    var parts: (given: Range<Int>, others: Range<Int>, family: Range<Int>) {
        let start = Int(wordsAt)
        let others = start + Int(givenCount)
        let family = others + Int(otherCount)
        return (start..<others, others..<family, family..<family + Int(familyCount))
    }
}
