/// How people's names are written in address books.
enum PersonName {
    /// One line, single spaces, no blanks at the ends.
    static func tidied(_ text: String) -> String {
        text.unicodeScalars
            .split { $0.isBlank || $0.isControl }
            .map { String(String.UnicodeScalarView($0)) }
            .joined(separator: " ")
    }

    /// "Bell, Ann" as "Ann Bell"; `nil` where the words after the comma are not forenames.
    static func turned(_ name: String) -> String? {
        let parts = name.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        guard parts.count == 2, let surname = parts.first, let forenames = parts.last, !surname.isEmpty,
            !forenames.isEmpty, forenames.split(separator: " ").count <= 3, surname.split(separator: " ").count <= 4,
            !suffixes.contains(firstWord(of: forenames))
        else { return nil }
        return "\(forenames) \(surname)"
    }

    private static func firstWord(of text: String) -> String {
        text.split(separator: " ").first?.lowercased().replacing(".", with: "") ?? ""
    }

    /// Whether a "title" is one of address, such as Dr, rather than what the person does.
    static func isFormOfAddress(_ text: String) -> Bool {
        forms.contains(text.trimmed.lowercased().replacing(".", with: ""))
    }

    private static let suffixes: Set<String> = [
        "jr", "sr", "ii", "iii", "mbe", "obe", "cbe", "qpm", "kpm", "phd", "ba", "ma", "bsc", "msc", "md", "esq",
    ]

    private static let forms: Set<String> = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "revd",
        "reverend", "cllr", "councillor", "sgt", "pc", "dc", "ds", "di", "dci", "supt", "insp",
    ]
}
