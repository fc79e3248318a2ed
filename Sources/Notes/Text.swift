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
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count)
        var pendingSpace = false
        for scalar in unicodeScalars {
            if scalar.isApostrophe { continue }
            guard scalar.isWordPart else {
                pendingSpace = !result.isEmpty
                continue
            }
            if pendingSpace { result.append(32) }
            pendingSpace = false
            if scalar.isASCII {
                result.append(scalar.asciiLowercased)
            } else {
                result.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    var trimmed: String { trimmed(of: "") }

    /// Whether a letter or digit stands at both ends, so that nothing can be trimmed.
    private var hasPlainEnds: Bool {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return true }
        func isPlain(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && scalar.isWordPart }
        return isPlain(first) && isPlain(last)
    }

    func trimmed(of characters: String) -> String {
        if hasPlainEnds { return String(self) }
        let plain = trimmedOfPlain(characters)
        if plain.hasPlainEnds { return String(plain) }
        return String(
            plain.drop { $0.isWhitespace || characters.contains($0) }
                .reversedDrop { $0.isWhitespace || characters.contains($0) }
        )
    }

    /// Without spaces and the plain marks among some characters at its ends, as far as they are plain.
    private func trimmedOfPlain(_ characters: String) -> SubSequence {
        let bounds = withBytes { bytes in
            func isDropped(_ byte: UInt8) -> Bool {
                byte < 0x80 && (byte == 32 || byte >= 9 && byte <= 13 || characters.utf8.contains(byte))
            }
            var bounds = 0..<bytes.count
            // What follows a plain byte may belong to its character, unless it is plain too.
            while let first = bounds.first, isDropped(bytes[first]), bounds.count == 1 || bytes[first + 1] < 0x80 {
                bounds.removeFirst()
            }
            while let last = bounds.last, isDropped(bytes[last]), bounds.count == 1 || bytes[last - 1] < 0x80 {
                bounds.removeLast()
            }
            return bounds
        }
        return self[bytes: bounds]
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

    var startsWithCapital: Bool { plainFirst.map { $0 >= 65 && $0 <= 90 } ?? first.map { $0.isUppercase } ?? false }
    var startsWithLowercase: Bool { plainFirst.map { $0 >= 97 && $0 <= 122 } ?? first.map { $0.isLowercase } ?? false }

    /// The first character, where it is plain for certain.
    private var plainFirst: UInt8? {
        var bytes = utf8.makeIterator()
        guard let first = bytes.next(), first < 0x80, bytes.next() ?? 0 < 0x80 else { return nil }
        return first
    }
    var hasDigit: Bool { utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
    /// Whether a plain letter or digit stands in it.
    var hasWordByte: Bool { utf8.contains { $0 < 0x80 && Unicode.Scalar($0).isWordPart } }
    var hasLetter: Bool { contains { $0.isLetter } }

    /// The words between spaces, punctuation and all.
    var words: [SubSequence] {
        // Odd kinds of space are ordinary ones by now.
        let bounds = withBytes { bytes in
            var bounds: [Range<Int>] = []
            var start: Int?
            for (index, byte) in bytes.enumerated() {
                let isSpace = byte == 32 || byte >= 9 && byte <= 13
                if isSpace, let open = start {
                    bounds.append(open..<index)
                    start = nil
                } else if !isSpace, start == nil {
                    start = index
                }
            }
            if let open = start { bounds.append(open..<bytes.count) }
            return bounds
        }
        return bounds.map { self[bytes: $0] }
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
    fileprivate var asciiLowercased: UInt8 {
        let byte = UInt8(truncatingIfNeeded: value)
        return ("A"..."Z").contains(self) ? byte + 32 : byte
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
        for index in stops(in: text) {
            let next = text.index(after: index)
            if ".!?".contains(text[index]), next < text.endIndex, text[next].isWhitespace,
                let following = text[next...].first(where: { !$0.isWhitespace }), !following.isLowercase,
                !endsWithAbbreviation(text[start..<index])
            {
                append(text[start..<next], to: &sentences)
                start = next
            }
        }
        append(text[start...], to: &sentences)
        return sentences
    }

    /// Where a mark stands that may end a sentence: before a space, or before what is not plain.
    private static func stops(in text: String) -> [String.Index] {
        let offsets = text.withBytes { bytes in
            bytes.indices.dropLast().filter { index in
                let (byte, next) = (bytes[index], bytes[index + 1])
                return (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?"))
                    && (next == 32 || next >= 9 && next <= 13 || next >= 0x80)
            }
        }
        return offsets.map { text.utf8.index(text.startIndex, offsetBy: $0) }
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
