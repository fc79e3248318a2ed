/// Which names stand for each other: short forms, and the spellings that one name takes in other languages.
///
/// A word may belong to several groups (`alex` to those of Alexander and Alexandra); two words are variants where they
/// share a group. The lists are `NameLists`, written for this library from general knowledge of names used in England.
enum NameVariants {
    /// The lists, each of a kind of its own: the numbers of groups and their heads both come from here.
    static let lists: [(kind: String, names: String)] = [
        ("short", NameLists.shortForms), ("spelling", NameLists.spellings), ("east asia", NameLists.eastAsia),
        ("south asia", NameLists.southAsia), ("west africa", NameLists.westAfrica),
        ("horn and arabic", NameLists.hornAndArabic), ("turkish", NameLists.turkish), ("slavic", NameLists.slavic),
    ]

    /// The groups of each word that has any, ascending.
    static let groups: [[UInt8]: [UInt16]] = {
        var table: [[UInt8]: [UInt16]] = [:]
        for (number, line) in lists.flatMap({ $0.1.split(separator: "\n") }).enumerated() {
            for word in line.split(separator: " ") {
                table[Array(word.utf8), default: []].append(UInt16(number))
            }
        }
        return table.mapValues { Array(Set($0)).sorted() }
    }()

    /// The first word of each group, by its number, and which list it is of: what names a group in encodings, which
    /// outlives changes of the lists around it.
    static let heads: [[UInt8]] = lists.flatMap { kind, list in
        list.split(separator: "\n").map { line in
            Array((line.split(separator: " ").first.map { $0 + " " + kind } ?? kind[...]).utf8)
        }
    }

    /// Words that belong to the name beside them and are dropped or joined in one country and kept in the next.
    static let particles: Set<[UInt8]> = Set(
        """
        a al el ul ur ud ad as ash at bin ben ibn bint binti binte de da do dos das del della di du des der den dem \
        la le las los van von vander ter ten zu zum zur af av ap ab ould walad bte bt ibnu oglu ogli qizi gizi kyzy e y i \
        mr mrs ms miss master
        """.split(separator: " ").map { Array($0.utf8) }
    )

    /// Particles of surnames that are names or initials by themselves: kept among first and further names.
    static let particlesThatAreNames: Set<[UInt8]> = Set(
        "a e i y al ash ben bin den des del della da du van".split(separator: " ").map { Array($0.utf8) }
    )

    /// Beginnings that make one name with the word after them, however the two are written.
    static let joiners: Set<[UInt8]> = Set(
        "o mc mac fitz st saint san abu abo umm nic ni".split(separator: " ").map { Array($0.utf8) }
    )
}
