internal import Crypto

/// The rules by which values become what is hashed. Two documents can be compared only where these are the same: with
/// another list of names one name falls into other groups, and nothing would tell that pairs are missed.
enum FieldRules {
    /// To be raised whenever `Folding`, `Skeleton`, `PlaceWords`, `Postcode`, `RollMaker` or `ValueCoder` make anything
    /// else of a value than before. Changes of the lists and tables are noticed by themselves.
    static let number = 1

    /// How many bytes a document takes for them.
    static let bytes = 16

    /// The beginning of SHA-256 of the number, the lists of names, the particles and the folding table.
    static let digest = digest(number: number, texts: texts)

    static func digest(number: Int, texts: [[[UInt8]]]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("\(number)".utf8))
        for list in texts {
            hash.update(data: Array(" \(list.count)".utf8))
            for text in list { hash.update(data: Array(" \(text.count) ".utf8) + text) }
        }
        return Array(hash.finalize().prefix(bytes))
    }

    /// What the rules look up, each in an order of its own.
    static var texts: [[[UInt8]]] {
        let words = [NameVariants.particles, NameVariants.particlesThatAreNames, NameVariants.joiners]
        let letters = FoldingTable.letters.sorted { $0.key < $1.key }
        return [NameVariants.lists.flatMap { [Array($0.kind.utf8), Array($0.names.utf8)] }]
            + words.map { $0.sorted { $0.lexicographicallyPrecedes($1) } }
            + [letters.flatMap { [Array(String($0.key).utf8), $0.value] }]
    }
}
