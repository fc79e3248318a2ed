/// One person in a roll, in 48 bytes: numbers into the roll's `Terms`, and where the words of the names lie.
struct Entry: Sendable {
    /// `CalendarDate.packed`, or 0.
    var birth: Int32 = 0
    var postcode: Int32 = -1
    var house: Int32 = -1
    var street: Int32 = -1
    var locality: Int32 = -1
    var school: Int32 = -1
    var upn: Int32 = -1
    var nhsNumber: Int32 = -1
    /// A hash of the postcode's district, or of the whole postcode of another country; 0 where there is none.
    var district: UInt32 = 0
    /// Where the words begin in the roll's names: given, other, family, then each of the given and the family names
    /// written as one word where there are several.
    var names: UInt32 = 0
    /// The number of the row in the file it came from, from 1.
    var row: UInt32 = 0
    var givenCount: UInt8 = 0
    var otherCount: UInt8 = 0
    var familyCount: UInt8 = 0
    /// `Sex.rawValue`, or 0.
    var sex: UInt8 = 0

    /// How many words the names have, those written as one included.
    var wordCount: Int {
        Int(givenCount) + Int(otherCount) + Int(familyCount) + (hasJoinedGiven ? 1 : 0) + (hasJoinedFamily ? 1 : 0)
    }
    var hasJoinedGiven: Bool { givenCount > 1 }
    var hasJoinedFamily: Bool { familyCount > 1 }
    var given: Range<Int> { Int(names)..<Int(names) + Int(givenCount) }
    /// The given names after the first, and the other names.
    var others: Range<Int> {
        Int(names) + min(1, Int(givenCount))..<Int(names) + Int(givenCount) + Int(otherCount)
    }
    var family: Range<Int> {
        let start = Int(names) + Int(givenCount) + Int(otherCount)
        return start..<start + Int(familyCount)
    }
    /// Where the given names as one word are, if there are several.
    var joinedGiven: Int? { hasJoinedGiven ? family.upperBound : nil }
    /// Where the family names as one word are, if there are several.
    var joinedFamily: Int? { hasJoinedFamily ? family.upperBound + (hasJoinedGiven ? 1 : 0) : nil }
}
