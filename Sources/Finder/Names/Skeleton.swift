/// The consonants of a name that survive another spelling or transliteration of it.
///
/// `Mohammed`, `Muhamad` and `Mohamed` share the skeleton `mhmd`; `Catherine` and `Kathryn` share `ktrn`. Letters that
/// sound alike become one, doubled letters one, vowels vanish (a first vowel stays as `a`), and an `h` that is not
/// heard is dropped. Coarser than Soundex in its vowels and finer in its consonants (six of them are kept).
enum Skeleton {
    /// How many letters a skeleton keeps.
    static let length = 6

    /// The skeleton, five bits a letter, first letter highest; 0 for a word without letters.
    static func code(_ word: Span<UInt8>) -> UInt32 {
        var code: UInt32 = 0
        var kept = 0
        var last: UInt8 = 0
        let count = word.count
        func at(_ index: Int) -> UInt8 { index >= 0 && index < count ? word[index] : 0 }
        var index = 0
        if count > 4, at(0) == 109, at(1) == 97, at(2) == 99 {
            // Mac and Mc.
            (code, kept, last, index) = (UInt32(13) << 5 | 11, 2, 107, 3)
        } else if count > 3, at(1) == 110, at(0) == 107 || at(0) == 103 {
            index = 1
        } else if count > 3, at(0) == 119, at(1) == 114 {
            index = 1
        }
        while index < count, kept < length {
            let (sound, taken) = sound(at(index), at(index - 1), at(index + 1), at(index + 2), first: kept == 0)
            index += taken
            if sound == 0 { continue }
            if sound == last, sound != vowel { continue }
            last = sound
            if sound == vowel, kept > 0 { continue }
            code = code << 5 | UInt32(sound - 96)
            kept += 1
        }
        return code
    }

    private static let vowel = UInt8(ascii: "a")

    /// The sound of the letter `c` between `before` and `next`, and how many letters it takes; 0 is silent.
    private static func sound(
        _ c: UInt8,
        _ before: UInt8,
        _ next: UInt8,
        _ afterNext: UInt8,
        first: Bool
    ) -> (sound: UInt8, taken: Int) {
        let h = UInt8(ascii: "h")
        switch c {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
            return (vowel, 1)
        case UInt8(ascii: "y"), UInt8(ascii: "j"):
            return first || c == UInt8(ascii: "j") ? (UInt8(ascii: "j"), 1) : (vowel, 1)
        case h:
            return first ? (h, 1) : isVowel(before) && isVowel(next) ? (h, 1) : (0, 1)
        case UInt8(ascii: "p"):
            return next == h ? (UInt8(ascii: "f"), 2) : (c, 1)
        case UInt8(ascii: "c"):
            if next == h { return (UInt8(ascii: "c"), 2) }
            if next == UInt8(ascii: "k") { return (UInt8(ascii: "k"), 2) }
            let soft = next == UInt8(ascii: "e") || next == UInt8(ascii: "i") || next == UInt8(ascii: "y")
            return (UInt8(ascii: soft ? "s" : "k"), 1)
        case UInt8(ascii: "q"): return (UInt8(ascii: "k"), next == UInt8(ascii: "u") ? 2 : 1)
        case UInt8(ascii: "x"): return (UInt8(ascii: "k"), 1)
        case UInt8(ascii: "z"): return (UInt8(ascii: "s"), 1)
        case UInt8(ascii: "w"): return (UInt8(ascii: "v"), 1)
        case UInt8(ascii: "k"), UInt8(ascii: "g"), UInt8(ascii: "d"), UInt8(ascii: "t"):
            return (c, next == h ? 2 : 1)
        case UInt8(ascii: "s"):
            if next == UInt8(ascii: "c"), afterNext == h { return (UInt8(ascii: "c"), 3) }
            return next == h ? (UInt8(ascii: "c"), 2) : (c, 1)
        case UInt8(ascii: "b")...UInt8(ascii: "v"): return (c, 1)
        default: return (0, 1)
        }
    }

    private static func isVowel(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
            UInt8(ascii: "y"):
            true
        default: false
        }
    }
}
