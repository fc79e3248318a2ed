/// The parts of a written name that are compared.
enum NameParts {
    /// The words of a name, particles dropped (`van der Berg` is `berg`) and beginnings joined (`O Neill` is `oneill`),
    /// unless nothing else would be left. Ben and Van are particles of surnames alone.
    static func split(_ name: String, isSurname: Bool = true) -> [[UInt8]] {
        let words = Folding.words(name)
        if words.count < 2 { return words }
        var parts: [[UInt8]] = []
        var beginning: [UInt8] = []
        for word in words {
            if NameVariants.joiners.contains(word) {
                beginning += word
            } else if beginning.isEmpty, NameVariants.particles.contains(word),
                isSurname || !NameVariants.particlesThatAreNames.contains(word)
            {
                continue
            } else {
                parts.append(joined([beginning, word]))
                beginning = []
            }
        }
        if !beginning.isEmpty { parts.append(beginning) }
        return parts.isEmpty ? words : parts
    }

    /// The words as one, no longer than any word may be.
    static func joined(_ words: some Sequence<[UInt8]>) -> [UInt8] { Array(words.joined().prefix(Folding.longestWord)) }
}
