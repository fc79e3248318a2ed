/// The distinct words of names, each with what comparison needs of it, worked out once.
struct NameTerms: Sendable {
    private(set) var words = TermTable()
    private var frozen: [NameProfile] = []
    private var fresh: [NameProfile] = []

    var count: Int { words.count }

    init() {}

    /// The frozen names of words that were stored.
    init(_ words: TermTable) {
        self.words = words
        frozen = (0..<Int32(words.count)).map { NameProfile(words.bytes(of: $0)) }
    }

    mutating func number(of word: [UInt8]) -> Int32 {
        let number = words.number(of: word)
        if Int(number) == frozen.count + fresh.count { fresh.append(NameProfile(word)) }
        return number
    }

    /// Takes in the words of `other`, and gives the number that each of them has here.
    mutating func absorb(_ other: NameTerms) -> [Int32] {
        let numbers = words.absorb(other.words)
        for (index, number) in numbers.enumerated() where Int(number) == frozen.count + fresh.count {
            fresh.append(other[Int32(index)])
        }
        return numbers
    }

    mutating func freeze() {
        words.freeze()
        if frozen.isEmpty {
            swap(&frozen, &fresh)
        } else {
            frozen += fresh
            fresh = []
        }
    }

    subscript(number: Int32) -> NameProfile {
        let index = Int(number)
        return index < frozen.count ? frozen[index] : fresh[index - frozen.count]
    }

    /// How alike two words are, by their numbers.
    func likeness(_ a: Int32, _ b: Int32) -> Likeness { likenessAtSight(a, b) ?? likenessBySpelling(a, b) }

    /// The same where it takes no look at the letters; nil else.
    func likenessAtSight(_ a: Int32, _ b: Int32) -> Likeness? {
        if a == b { return .same }
        let (one, other) = (self[a], self[b])
        if one.sharesGroup(with: other) { return .variant }
        return one.cannotBeAlike(other) ? .different : nil
    }

    /// How alike two words are that are not variants of each other.
    func likenessBySpelling(_ a: Int32, _ b: Int32) -> Likeness {
        let (one, other) = (self[a], self[b])
        return words.withBytes(of: a, and: b) { Likeness(spelling: $0, one, $1, other) }
    }
}

/// What comparison needs of a word in a name.
struct NameProfile: Sendable {
    /// See `Skeleton`.
    let skeleton: UInt32
    /// The first letter, 1 to 26, or 0 where the word begins with a digit.
    let initial: UInt8
    let length: UInt8
    /// The letters that occur, one bit each.
    let letters: UInt32
    /// The first groups of variants the word belongs to, plus one; 0 where there are no more.
    let groups: Codes

    init(_ word: [UInt8]) {
        skeleton = Skeleton.code(word.span)
        initial = word.first.map { $0 >= 97 ? $0 - 96 : 0 } ?? 0
        length = UInt8(clamping: word.count)
        letters = word.reduce(0) { $0 | 1 << UInt32($1 & 31) }
        var groups = Codes()
        for (lane, group) in (NameVariants.groups[word] ?? []).prefix(8).enumerated() { groups[lane] = group + 1 }
        self.groups = groups
    }

    /// Whether the letters alone rule out every likeness but that of an initial: a bound on Jaro's similarity from the
    /// letters that only one of the words has. Most pairs of words end here.
    func cannotBeAlike(_ other: NameProfile) -> Bool {
        let (n, m) = (Int(length), Int(other.length))
        let common = min(
            n - (letters & ~other.letters).nonzeroBitCount,
            m - (other.letters & ~letters).nonzeroBitCount
        )
        if common >= max(n, m) - 1 { return false }
        if common <= 0 { return true }
        if common == min(n, m), initial == other.initial { return false }
        let least = skeleton == other.skeleton ? 0.4 : initial == other.initial ? 0.733 : 0.84
        // Jaro's (common / n + common / m + 1) / 3, without divisions.
        return Double(common * (n + m)) < (3 * least - 1) * Double(n * m)
    }

    func sharesGroup(with other: NameProfile) -> Bool {
        if groups[0] == 0 || other.groups[0] == 0 { return false }
        for lane in 0..<8 where groups[lane] != 0 { if other.groups.has(groups[lane]) { return true } }
        return false
    }
}

/// How alike two words of a name are, from the same to different.
enum Likeness: UInt8, Comparable, Sendable {
    /// Letter for letter, diacritics aside.
    case same
    /// Listed as short forms or spellings of one name.
    case variant
    /// One slip apart, or alike in sound and nearly so in spelling.
    case close
    /// More apart, but too alike for most pairs of names.
    case similar
    /// One is the other's initial or beginning.
    case beginning
    case different

    static func < (left: Likeness, right: Likeness) -> Bool { left.rawValue < right.rawValue }

    /// Judges by spelling and sound alone.
    init(spelling a: Span<UInt8>, _ one: NameProfile, _ b: Span<UInt8>, _ other: NameProfile) {
        let shorter = min(a.count, b.count)
        let (long, short) = a.count >= b.count ? (a, b) : (b, a)
        if shorter >= 4 || (shorter == 3 && one.initial == other.initial), Spelling.isOneSlip(a, b) {
            self = .close
            return
        }
        let similarity = Spelling.jaroWinkler(a, b)
        let soundAlike = one.skeleton == other.skeleton && one.skeleton > 1024
        if similarity >= 0.92 || (soundAlike && similarity >= 0.75) {
            self = shorter <= 3 ? .similar : .close
        } else if shorter == 1 ? one.initial == other.initial : shorter >= 2 && Spelling.begins(long, with: short) {
            self = .beginning
        } else if similarity >= 0.84 || (soundAlike && similarity >= 0.65)
            || (shorter <= 3 && Spelling.isOneSlip(a, b) && shorter > 1)
        {
            self = .similar
        } else {
            self = .different
        }
    }
}
