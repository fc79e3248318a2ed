import Foundation

/// Text made comparable: small letters `a` to `z` and digits, without diacritics, in words.
enum Folding {
    /// No word is longer than this many letters; what follows is dropped, so that a hostile text costs no more than a name.
    static let longestWord = 40
    /// No more words than this are taken from one text.
    static let mostWords = 12

    /// The words of `text`, each folded: `Łukasz O’Neill-Şen` gives `lukasz`, `oneill`, `sen`.
    ///
    /// Apostrophes and full stops vanish within a word; every other mark, control character or direction override parts
    /// words. Letters of Latin, Greek and Cyrillic script are written in Latin letters; Arabic by its consonants; every
    /// other script as ICU transliterates it: Han by its Mandarin reading.
    static func words(_ text: String) -> [[UInt8]] { words(text, isTransliterated: false) }

    private static func words(_ text: String, isTransliterated: Bool) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        func close() {
            if !word.isEmpty { words.append(word) }
            word.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            if words.count == mostWords { return words }
            let value = scalar.value
            switch value {
            case 97...122, 48...57: add(UInt8(value))
            case 65...90: add(UInt8(value) + 32)
            case 39, 46, 96, 0x2B9...0x2BF, 0x2018, 0x2019, 0xB4: continue
            case 0...127: close()
            case 0x300...0x36F, 0x44A, 0x44C, 0x42A, 0x42C: continue
            // Marks of Arabic vowels, hamza by itself, and the stroke that stretches a word.
            case 0x610...0x61A, 0x621, 0x640, 0x64B...0x65F, 0x670: continue
            default:
                if let letters = letters(of: scalar) {
                    for letter in letters { add(letter) }
                } else if !isTransliterated, scalar.properties.isAlphabetic {
                    return Self.words(inLatin(text), isTransliterated: true)
                } else {
                    close()
                }
            }
        }
        close()
        return Array(words.prefix(mostWords))

        func add(_ letter: UInt8) {
            if word.count < longestWord { word.append(letter) }
        }
    }

    /// The text in Latin letters, as much of it as a name may have.
    private static func inLatin(_ text: String) -> String {
        let beginning = String(text.unicodeScalars.prefix(longestWord * mostWords))
        return beginning.applyingTransform(.toLatin, reverse: false) ?? ""
    }

    private static func letters(of scalar: Unicode.Scalar) -> [UInt8]? {
        if let found = FoldingTable.letters[scalar] { return found }
        let small = scalar.properties.lowercaseMapping.unicodeScalars
        guard let first = small.first, first != scalar else { return nil }
        return FoldingTable.letters[first] ?? (first.value < 128 ? [UInt8(first.value)] : nil)
    }
}
