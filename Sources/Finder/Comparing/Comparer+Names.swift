/// Compares names by how alike their words are, however that is told.
protocol NameComparing {
    /// How alike two words of names are.
    mutating func likeness(_ a: Int32, _ b: Int32) -> Likeness
    /// Whether they are a variant of each other at least.
    mutating func standForOne(_ a: Int32, _ b: Int32) -> Bool
}

extension Comparer: NameComparing {}

extension NameComparing {
    mutating func standForOne(_ a: Int32, _ b: Int32) -> Bool { likeness(a, b) <= .variant }

    /// Compares the names as written; where neither agrees, first name with surname and surname with first name.
    mutating func compareNames(
        _ a: Entry,
        _ aWords: Span<Int32>,
        _ b: Entry,
        _ bWords: Span<Int32>,
        into result: inout Comparison
    ) {
        let (given, givenWord) = given(a, aWords, b, bWords)
        let (family, familyWord) = family(a, aWords, b, bWords)
        let bothKnown = given != .missing && family != .missing
        if bothKnown, !given.agrees, !family.agrees, let swap = swapped(a, aWords, b, bWords) {
            result.pattern.set(.givenName, swap.given.level)
            result.pattern.set(.familyName, FamilyLevel(swap.family.level))
            result.pattern.set(.nameOrder, OrderLevel.swapped)
            (result.given, result.family) = (swap.given.word, swap.family.word)
        } else {
            result.pattern.set(.givenName, given)
            result.pattern.set(.familyName, family)
            result.pattern.set(.nameOrder, bothKnown ? OrderLevel.asWritten : .missing)
            (result.given, result.family) = (givenWord, familyWord)
        }
        let usedUp = given == .exchanged || given == .amongOthers
        if !usedUp {
            let (level, word) = others(a, aWords, b, bWords)
            result.pattern.set(.otherNames, level)
            result.other = word
        }
    }

    private mutating func given(
        _ a: Entry,
        _ aWords: Span<Int32>,
        _ b: Entry,
        _ bWords: Span<Int32>
    ) -> (GivenLevel, Int32) {
        if a.givenCount == 0 || b.givenCount == 0 { return (.missing, -1) }
        let (first, second) = (aWords[a.given.lowerBound], bWords[b.given.lowerBound])
        var best = likeness(first, second)
        var word = first
        func improve(_ other: Likeness, _ agreed: Int32) {
            if other < best { (best, word) = (other, agreed) }
        }
        if best > .variant {
            if let joined = a.joinedGiven { improve(likeness(aWords[joined], second), second) }
            if let joined = b.joinedGiven { improve(likeness(first, bWords[joined]), first) }
            if let one = a.joinedGiven, let other = b.joinedGiven {
                improve(likeness(aWords[one], bWords[other]), first)
            }
        }
        switch best {
        case .same: return (.same, word)
        case .variant: return (.variant, word)
        case .close: return (.close, word)
        case .similar, .beginning, .different: break
        }
        let there = has(first, in: b.others, of: bWords)
        let here = has(second, in: a.others, of: aWords)
        if there && here { return (.exchanged, first) }
        if there || here { return (.amongOthers, there ? first : second) }
        return (best == .similar ? .similar : best == .beginning ? .beginning : .different, word)
    }

    /// Whether the word, or a variant of it, is among these words.
    private mutating func has(_ word: Int32, in range: Range<Int>, of words: Span<Int32>) -> Bool {
        for index in range where standForOne(word, words[index]) { return true }
        return false
    }

    private mutating func family(
        _ a: Entry,
        _ aWords: Span<Int32>,
        _ b: Entry,
        _ bWords: Span<Int32>
    ) -> (FamilyLevel, Int32) {
        if a.familyCount == 0 || b.familyCount == 0 { return (.missing, -1) }
        if a.familyCount == 1, b.familyCount == 1 {
            let (one, other) = (aWords[a.family.lowerBound], bWords[b.family.lowerBound])
            let level = FamilyLevel(likeness(one, other))
            if level == .different {
                if has(one, in: b.others, of: bWords) { return (.amongOthers, one) }
                if has(other, in: a.others, of: aWords) { return (.amongOthers, other) }
            }
            return (level, one)
        }
        return parts(a, aWords, b, bWords)
    }

    /// Compares surnames of which one at least has several parts.
    private mutating func parts(
        _ a: Entry,
        _ aWords: Span<Int32>,
        _ b: Entry,
        _ bWords: Span<Int32>
    ) -> (FamilyLevel, Int32) {
        var used: UInt8 = 0
        var matched = 0
        var worst = Likeness.same
        var word: Int32 = -1
        var best = Likeness.different
        for i in a.family {
            var likest = (likeness: Likeness.different, at: -1)
            for j in b.family where used >> UInt8(j - b.family.lowerBound) & 1 == 0 {
                let found = likeness(aWords[i], bWords[j])
                if found < likest.likeness { likest = (found, j) }
            }
            if likest.likeness < best { (best, word) = (likest.likeness, aWords[i]) }
            guard likest.likeness <= .close else { continue }
            used |= 1 << UInt8(likest.at - b.family.lowerBound)
            matched += 1
            worst = max(worst, likest.likeness)
        }
        if matched == a.family.count, matched == b.family.count { return (FamilyLevel(worst), word) }
        let whole = likeness(
            aWords[a.joinedFamily ?? a.family.lowerBound],
            bWords[b.joinedFamily ?? b.family.lowerBound]
        )
        if whole <= .close { return (FamilyLevel(whole), aWords[a.family.lowerBound]) }
        if matched > 0 { return (.part, word) }
        return (best == .similar ? .similar : .different, word)
    }

    /// First name with surname and surname with first name, if both then agree.
    private mutating func swapped(
        _ a: Entry,
        _ aWords: Span<Int32>,
        _ b: Entry,
        _ bWords: Span<Int32>
    ) -> (given: (level: GivenLevel, word: Int32), family: (level: Likeness, word: Int32))? {
        let (first, second) = (aWords[a.given.lowerBound], bWords[b.given.lowerBound])
        var there = Likeness.different
        for index in b.family { there = min(there, likeness(first, bWords[index])) }
        if let joined = b.joinedFamily { there = min(there, likeness(first, bWords[joined])) }
        guard there <= .close else { return nil }
        var here = Likeness.different
        for index in a.family { here = min(here, likeness(second, aWords[index])) }
        if let joined = a.joinedFamily { here = min(here, likeness(second, aWords[joined])) }
        guard here <= .close else { return nil }
        // Both fields by the lesser of the two agreements: which is first name and which surname depends on the list.
        let lesser = max(there, here)
        let level: GivenLevel = lesser == .same ? .same : lesser == .variant ? .variant : .close
        return ((level, first), (lesser, second))
    }

    private mutating func others(
        _ a: Entry,
        _ aWords: Span<Int32>,
        _ b: Entry,
        _ bWords: Span<Int32>
    ) -> (OtherLevel, Int32) {
        if a.others.isEmpty || b.others.isEmpty { return (.missing, -1) }
        var best = Likeness.different
        var word: Int32 = -1
        for i in a.others {
            for j in b.others {
                let found = likeness(aWords[i], bWords[j])
                if found < best { (best, word) = (found, aWords[i]) }
            }
        }
        return best <= .close ? (.same, word) : (best == .beginning ? .beginning : .different, -1)
    }
}

extension GivenLevel {
    /// Whether the first names speak for one person as they are written.
    var agrees: Bool { self != .similar && self != .beginning && self != .different && self != .missing }
}

extension FamilyLevel {
    init(_ likeness: Likeness) {
        switch likeness {
        case .same: self = .same
        case .variant: self = .variant
        case .close: self = .close
        case .similar: self = .similar
        case .beginning, .different: self = .different
        }
    }

    /// Whether the surnames speak for one person as they are written.
    var agrees: Bool { self != .similar && self != .different && self != .missing }
}
