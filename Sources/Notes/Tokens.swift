/// Words, numbers and marks of a text, for finding dates and times.
struct Token {
    enum Kind: Equatable {
        case number(Int, digits: Int)
        case word(String)
        case mark(Character)
    }
    var kind: Kind
    var range: Range<String.Index>
    /// Whether white space stands before it.
    var isSpaced: Bool

    var number: Int? { if case .number(let value, _) = kind { value } else { nil } }
    var digits: Int { if case .number(_, let digits) = kind { digits } else { 0 } }
    var word: String? { if case .word(let word) = kind { word } else { nil } }
    var mark: Character? { if case .mark(let mark) = kind { mark } else { nil } }

    static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var index = text.startIndex
        var isSpaced = true
        while index < text.endIndex {
            let character = text[index]
            let start = index
            if character.isWhitespace {
                isSpaced = true
                index = text.index(after: index)
                continue
            }
            if isDigit(character) {
                index = text[index...].prefix(while: isDigit).endIndex
                let digits = text[start..<index]
                // Longer numbers are telephone numbers and the like.
                let value = digits.count <= 6 ? Int(digits) ?? 0 : Int.max
                tokens.append(
                    Token(kind: .number(value, digits: digits.count), range: start..<index, isSpaced: isSpaced)
                )
            } else if character.isLetter {
                index = text[index...].prefix { $0.isLetter }.endIndex
                let word = text[start..<index].lowercased()
                tokens.append(Token(kind: .word(word), range: start..<index, isSpaced: isSpaced))
            } else {
                index = text.index(after: index)
                tokens.append(Token(kind: .mark(character), range: start..<index, isSpaced: isSpaced))
            }
            isSpaced = false
        }
        return tokens
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.unicodeScalars.count == 1 && character.unicodeScalars.allSatisfy(\.isDigit)
    }
}
