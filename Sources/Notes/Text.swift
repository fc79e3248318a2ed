extension StringProtocol {
    /// The words alone, in lower case with one space between: the form in which phrases are compared.
    var folded: String { foldedBytes ?? foldedScalars }

    /// Most lines are plain ASCII, which needs no tables of characters.
    private var foldedBytes: String? {
        utf8.withContiguousStorageIfAvailable { bytes -> String? in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            return String(unsafeUninitializedCapacity: bytes.count) { output in
                var count = 0
                var pendingSpace = false
                for byte in bytes where byte != UInt8(ascii: "'") {
                    let lower = byte >= 65 && byte <= 90 ? byte + 32 : byte
                    guard lower >= 97 && lower <= 122 || lower >= 48 && lower <= 57 else {
                        pendingSpace = count > 0
                        continue
                    }
                    // A space takes the place of at least one byte that was left out.
                    if pendingSpace {
                        output[count] = 32
                        count += 1
                        pendingSpace = false
                    }
                    output[count] = lower
                    count += 1
                }
                return count
            }
        } ?? nil
    }

    private var foldedScalars: String {
        var result = ""
        var pendingSpace = false
        for scalar in unicodeScalars {
            if scalar.isApostrophe { continue }
            guard scalar.isWordPart else {
                pendingSpace = !result.isEmpty
                continue
            }
            if pendingSpace { result.append(" ") }
            pendingSpace = false
            result.append(contentsOf: scalar.isASCII ? scalar.asciiLowercased : scalar.properties.lowercaseMapping)
        }
        return result
    }

    /// Whether some ASCII text stands in this one, compared byte by byte.
    func hasASCII(_ needle: String) -> Bool {
        let needle = Array(needle.utf8)
        return utf8.withContiguousStorageIfAvailable { bytes in
            var index = 0
            while index + needle.count <= bytes.count {
                var offset = 0
                while offset < needle.count, bytes[index + offset] == needle[offset] { offset += 1 }
                if offset == needle.count { return true }
                index += 1
            }
            return false
        } ?? contains(String(decoding: needle, as: UTF8.self))
    }

    var trimmed: String {
        if hasPlainEnds { return String(self) }
        return String(self.drop { $0.isWhitespace }.reversedDrop { $0.isWhitespace })
    }

    /// Whether a letter or digit stands at both ends, so that nothing can be trimmed.
    private var hasPlainEnds: Bool {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return true }
        func isPlain(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && scalar.isWordPart }
        return isPlain(first) && isPlain(last)
    }

    func trimmed(of characters: String) -> String {
        if hasPlainEnds { return String(self) }
        return String(
            self.drop { $0.isWhitespace || characters.contains($0) }
                .reversedDrop { $0.isWhitespace || characters.contains($0) }
        )
    }

    func reversedDrop(while predicate: (Character) -> Bool) -> SubSequence {
        var end = endIndex
        while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
        return self[startIndex..<end]
    }

    var isAllCapitals: Bool {
        var sawCapital = false
        for character in self where character.isLetter {
            if character.isLowercase { return false }
            sawCapital = true
        }
        return sawCapital
    }

    var startsWithCapital: Bool { first.map { $0.isUppercase } ?? false }
    var startsWithLowercase: Bool { first.map { $0.isLowercase } ?? false }
    var hasDigit: Bool { unicodeScalars.contains { $0.isDigit } }
    var hasLetter: Bool { contains { $0.isLetter } }

    /// The words between spaces, punctuation and all.
    var words: [SubSequence] {
        var words: [SubSequence] = []
        var start: Index?
        var index = startIndex
        // Odd kinds of space are ordinary ones by now.
        while index < endIndex {
            let byte = utf8[index]
            let isSpace = byte == 32 || byte >= 9 && byte <= 13
            if isSpace, let open = start {
                words.append(self[open..<index])
                start = nil
            } else if !isSpace, start == nil {
                start = index
            }
            index = utf8.index(after: index)
        }
        if let open = start { words.append(self[open..<endIndex]) }
        return words
    }

    /// The parts between characters that stand outside brackets.
    func splitOutsideBrackets(where isSeparator: (Character) -> Bool) -> [SubSequence] {
        var parts: [SubSequence] = []
        var depth = 0
        var start = startIndex
        for index in indices {
            switch self[index] {
            case "(", "[": depth += 1
            case ")", "]": depth = Swift.max(0, depth - 1)
            case let character where depth == 0 && isSeparator(character):
                parts.append(self[start..<index])
                start = self.index(after: index)
            default: break
            }
        }
        parts.append(self[start...])
        return parts
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { ("0"..."9").contains(self) }
    var isApostrophe: Bool { self == "'" || self == "\u{2019}" || self == "\u{2018}" }
    var isWordPart: Bool {
        isASCII
            ? isDigit || ("a"..."z").contains(self) || ("A"..."Z").contains(self)
            : properties.isAlphabetic || properties.numericType != nil
    }
    fileprivate var asciiLowercased: String {
        String(Character(("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) + 32) : self))
    }
}

extension Character {
    /// The marks that stand between a term and what is said of it.
    var isDash: Bool { self == "-" || self == "\u{2013}" || self == "\u{2014}" || self == "\u{2212}" }
}

/// Cuts prose into sentences, knowing the full stops of titles, initials and times.
enum Sentences {
    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "cllr", "rev", "st", "no", "nos", "eg", "ie", "e.g", "i.e", "etc", "cf", "ref",
        "p.m", "a.m", "approx", "dept", "vs", "para", "fr", "sgt", "insp", "ft", "tel", "ext", "re", "hon", "jan",
        "feb",
        "aug", "sept", "oct", "nov", "dec", "yr", "gov", "min", "c",
    ]

    static func split(_ text: String) -> [Substring] {
        var sentences: [Substring] = []
        var start = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if ".!?".contains(text[index]), next < text.endIndex, text[next].isWhitespace,
                let following = text[next...].first(where: { !$0.isWhitespace }), !following.isLowercase,
                !endsWithAbbreviation(text[start..<index])
            {
                append(text[start..<next], to: &sentences)
                start = next
            }
            index = next
        }
        append(text[start...], to: &sentences)
        return sentences
    }

    private static func append(_ part: Substring, to sentences: inout [Substring]) {
        let part = part.drop { $0.isWhitespace }.reversedDrop { $0.isWhitespace }
        if !part.isEmpty { sentences.append(part) }
    }

    private static func endsWithAbbreviation(_ text: Substring) -> Bool {
        var start = text.endIndex
        var length = 0
        while start > text.startIndex, !text[text.index(before: start)].isWhitespace, length < 8 {
            start = text.index(before: start)
            length += 1
        }
        let word = text[start...].drop { "([\"'".contains($0) }
        return abbreviations.contains(word.lowercased()) || word.count == 1 && word.allSatisfy(\.isUppercase)
    }
}
