import Testing

@testable import Finder

@Suite struct NameTests {
    private func words(_ text: String, isSurname: Bool = true) -> [String] {
        NameParts.split(text, isSurname: isSurname).map { String(decoding: $0, as: UTF8.self) }
    }

    private func likeness(_ a: String, _ b: String) -> Likeness {
        var terms = NameTerms()
        let one = terms.number(of: Array(a.utf8))
        let other = terms.number(of: Array(b.utf8))
        return terms.likeness(one, other)
    }

    @Test func foldsLettersAndPartsWords() {
        #expect(words("Łukasz") == ["lukasz"])
        #expect(words("O’Neill-Şen") == ["oneill", "sen"])
        #expect(words("O Neill") == ["oneill"])
        #expect(words("de la Cruz") == ["cruz"])
        #expect(words("Mc Donald") == ["mcdonald"])
        #expect(words("Al") == ["al"])
        #expect(words("Наталья") == ["natalya"])
        #expect(words("José") == words("Jose\u{301}"))
        #expect(words("Ben Thomas", isSurname: false) == ["ben", "thomas"])
        #expect(words("Ben Ali") == ["ali"])
    }

    @Test func otherScriptsAreWrittenInLatinLetters() {
        #expect(words("张 伟") == ["zhang", "wei"])
        #expect(words("김 민준").first == "gim")
        #expect(words("ਸਿੰਘ").first?.hasPrefix("si") == true)
        #expect(words("محمد") == ["mhmd"])
        #expect(words("იოსებ") == ["ioseb"])
        #expect(words(String(repeating: "伟", count: 100_000), isSurname: false).count <= Folding.mostWords)
    }

    @Test func hostileNamesCostNoMoreThanNames() {
        let long = Folding.words(String(repeating: "a", count: 100_000))
        #expect(long.map(\.count) == [Folding.longestWord])
        #expect(Folding.words(String(repeating: "a ", count: 100_000)).count == Folding.mostWords)
        #expect(words("\u{202E}Ali\u{0000}Khan\u{7}") == ["ali", "khan"])
    }

    @Test(arguments: [
        ("mohammed", "muhammad"), ("william", "bill"), ("katarzyna", "kasia"), ("yusuf", "joseph"), ("aisha", "ayesha"),
        ("zhang", "cheung"), ("park", "bak"), ("nguyen", "nguyn"), ("chatterjee", "chattopadhyay"), ("sesay", "cisse"),
        ("funmi", "oluwafunmilayo"), ("sacdiyo", "sadia"), ("mourad", "murad"), ("ayse", "aisha"), ("yuliia", "julia"),
    ])
    func knowsVariants(a: String, b: String) { #expect(likeness(a, b) == .variant) }

    @Test(arguments: [("robinson", "robnison"), ("harrington", "harington"), ("pickering", "pikering")])
    func seesSlips(a: String, b: String) { #expect(likeness(a, b) == .close) }

    @Test(arguments: [("ali", "ella"), ("mohammed", "khadija"), ("smith", "jones"), ("oliver", "harriet")])
    func tellsNamesApart(a: String, b: String) { #expect(likeness(a, b) > .close) }

    @Test func skeletonsSurviveSpelling() {
        func code(_ word: String) -> UInt32 { Skeleton.code(Array(word.utf8).span) }
        #expect(code("mohammed") == code("muhamad"))
        #expect(code("catherine") == code("kathryn"))
        #expect(code("macdonald") == code("mcdonald"))
        #expect(code("siddiqui") == code("siddique"))
        #expect(code("mohammed") != code("mahmood"))
    }

    @Test func eachGroupOfVariantsHasAHeadOfItsOwn() {
        #expect(Set(NameVariants.heads).count == NameVariants.heads.count)
        #expect(NameVariants.groups.values.joined().max().map(Int.init) == NameVariants.heads.count - 1)
    }

    @Test func likenessIsSymmetricAndTheBoundHidesNothing() {
        var random = SplitMix(11)
        let syllables = ["ma", "ha", "li", "jo", "an", "ke", "sh", "ri", "bo", "t", "el", "son"]
        func word() -> String { (0..<(1 + random.below(4))).map { _ in syllables[random.below(12)] }.joined() }
        for _ in 0..<3000 {
            let (a, b) = (word(), word())
            #expect(likeness(a, b) == likeness(b, a))
            let (one, other) = (NameProfile(Array(a.utf8)), NameProfile(Array(b.utf8)))
            if one.cannotBeAlike(other), a != b {
                let full = Likeness(spelling: Array(a.utf8).span, one, Array(b.utf8).span, other)
                #expect(full == .different || full == .beginning, "\(a) \(b)")
            }
        }
    }

    /// Winkler's own examples, from the table of his paper of 1990.
    @Test func jaroWinklerIsWinklers() {
        func value(_ a: String, _ b: String) -> Double { Spelling.jaroWinkler(Array(a.utf8).span, Array(b.utf8).span) }
        #expect(abs(value("martha", "marhta") - 0.9611) < 0.0001)
        #expect(abs(value("dwayne", "duane") - 0.84) < 0.0001)
        #expect(abs(value("dixon", "dicksonx") - 0.8133) < 0.0001)
        #expect(value("", "") == 1)
        #expect(value("a", "") == 0)
    }
}
