import Procedures

/// Finds the procedures that people mean who say in a few words what happened.
struct RaiseSearch {
    private let texts: [Text]

    private struct Text {
        let words: Set<String>
        let stems: Set<String>

        init(_ definition: ProcedureDefinition) {
            words = Set(RaiseSearch.words([definition.title, definition.says].joined(separator: " ")))
                .union(definition.happened.flatMap(RaiseSearch.words))
            stems = Set(words.map(RaiseSearch.stem))
        }

        /// "traffick" is the beginning of "trafficking".
        func means(_ word: String) -> Bool {
            stems.contains(RaiseSearch.stem(word)) || (word.count > 3 && words.contains { $0.hasPrefix(word) })
        }
    }

    init(_ definitions: [ProcedureDefinition]) { texts = definitions.map(Text.init) }

    /// Where the words stand, in order of how well they fit: all of them where nothing was asked.
    ///
    /// A word that few of them have says more than one that many have, and the word itself more than one like it.
    func nearest(to asked: String) -> [Int] {
        let all = Self.words(asked)
        guard !all.isEmpty else { return Array(texts.indices) }
        let telling = all.filter { $0.count > 2 && !Self.small.contains($0) }
        var scores = texts.map { _ in 0.0 }
        for word in Set(telling.isEmpty ? all : telling) {
            for found in [
                texts.indices.filter { texts[$0].words.contains(word) }, texts.indices.filter { texts[$0].means(word) },
            ] {
                for index in found { scores[index] += 1 / Double(found.count) }
            }
        }
        guard let best = scores.max(), best > 0 else { return [] }
        return texts.indices.filter { scores[$0] * 2 >= best }.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().replacing("’", with: "'").replacing("'s", with: "")
            .split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// Roughly what is left of a word in its other forms.
    private static func stem(_ word: String) -> String {
        let ending = ["ing", "ed", "es", "s", "e"].first { word.hasSuffix($0) && word.count - $0.count > 2 }
        return String(word.dropLast(ending?.count ?? 0))
    }

    /// They stand everywhere, and tell nothing.
    private static let small = Set(
        """
        the and for was has are who our not his her she you they with that from this have their them him its but can \
        will what when which does did had been how there about into onto any all one child children
        """.split(separator: " ").map(String.init)
    )
}
