/// How letters beyond `a` to `z` are written with them.
///
/// Latin letters by Unicode's compatibility decomposition without its marks (and a few that have none, such as ł);
/// Cyrillic and Greek by the usual English transliteration of names; Arabic and Persian letter by letter.
enum FoldingTable {
    static let letters: [Unicode.Scalar: [UInt8]] = {
        var table: [Unicode.Scalar: [UInt8]] = [:]
        for (latin, others) in written {
            for scalar in others.unicodeScalars { table[scalar] = Array(latin.utf8) }
        }
        return table
    }()

    private static let written: [(latin: String, others: String)] = [
        ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặаαάاأآىعة"),
        ("ae", "æ"),
        ("b", "ḃḅḇɓбب"),
        ("c", "çćĉċčḉћ"),
        ("ch", "чχچ"),
        ("d", "ðďđḋḍḏḑḓɗдδدض"),
        ("dh", "ذ"),
        ("dj", "ђ"),
        ("dz", "ǆǳџ"),
        ("e", "èéêëēĕėęěǝȅȇȩḕḗḙḛḝẹẻẽếềểễệəɛеэεέ"),
        ("f", "ƒḟфφف"),
        ("g", "ĝğġģǧǵḡгґγگ"),
        ("gh", "غ"),
        ("h", "ĥħȟḣḥḧḩḫẖحهہ"),
        ("i", "ìíîïĩīĭįıǐȉȋḭḯỉịийіηήιίϊإ"),
        ("ij", "ĳ"),
        ("j", "ĵǰјج"),
        ("k", "ķĸƙǩḱḳḵкκكک"),
        ("kh", "хخ"),
        ("l", "ĺļľłḷḹḻḽлλل"),
        ("lj", "ǉљ"),
        ("m", "ḿṁṃмμم"),
        ("n", "ñńņňǹṅṇṉṋнνن"),
        ("ng", "ŋ"),
        ("nj", "ǌњ"),
        ("o", "òóôõöøōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợɔоοόωώ"),
        ("oe", "œ"),
        ("p", "ṕṗпπپ"),
        ("ps", "ψ"),
        ("q", "ق"),
        ("r", "ŕŗřȑȓṙṛṝṟрρر"),
        ("s", "śŝşšſșṡṣṥṧṩẛсσςسص"),
        ("sh", "шش"),
        ("shch", "щ"),
        ("ss", "ß"),
        ("t", "ţťŧțṫṭṯṱẗтτتط"),
        ("th", "þθث"),
        ("ts", "ц"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữựуў"),
        ("v", "ṽṿвβ"),
        ("w", "ŵẁẃẅẇẉẘو"),
        ("x", "ẋẍξ"),
        ("y", "ýÿŷƴȳẏẙỳỵỷỹыυύيئی"),
        ("ya", "я"),
        ("ye", "є"),
        ("yi", "ї"),
        ("yo", "ё"),
        ("yu", "ю"),
        ("z", "źżžẑẓẕзζزظ"),
        ("zh", "ж"),
    ]
}
