// Looking for plain text byte by byte. To compare characters takes many times as long, and finds the same: what is looked
// for begins and ends with a letter, a space or a mark, and never inside a character.

extension StringProtocol {
    /// Whether some text stands in this one.
    func holds(_ needle: String) -> Bool {
        offset(of: needle, from: 0) != nil
    }

    /// Where some text stands in this one first.
    func place(of needle: String) -> Range<Index>? {
        places(of: needle, atMost: 1).first
    }

    /// Wherever some text stands in this one, none over another.
    func places(of needle: String, atMost most: Int = .max) -> [Range<Index>] {
        var places: [Range<Index>] = []
        var start = 0
        while places.count < most, let offset = offset(of: needle, from: start) {
            start = offset + needle.utf8.count
            let place = self[bytes: offset..<start]
            places.append(place.startIndex..<place.endIndex)
        }
        return places
    }

    private func offset(of needle: String, from start: Int) -> Int? {
        var needle = needle
        return needle.withUTF8 { needle in
            withBytes { bytes in
                guard let first = needle.first else { return nil }
                var index = start
                while index + needle.count <= bytes.count {
                    if bytes[index] == first {
                        var length = 1
                        while length < needle.count, bytes[index + length] == needle[length] { length += 1 }
                        if length == needle.count { return index }
                    }
                    index += 1
                }
                return nil
            }
        }
    }

    /// The part between two bytes.
    subscript(bytes bounds: Range<Int>) -> SubSequence {
        let start = utf8.index(startIndex, offsetBy: bounds.lowerBound)
        return self[start..<utf8.index(start, offsetBy: bounds.count)]
    }

    /// The parts between some plain marks, empty ones left out.
    func parts(at marks: StaticString) -> [SubSequence] {
        let isMark = { (byte: UInt8) in byte < 0x80 && marks.withUTF8Buffer { $0.contains(byte) } }
        return withBytes { bytes in bytes.indices.split(whereSeparator: { isMark(bytes[$0]) }) }.map { self[bytes: $0] }
    }

    /// What stands before the first bracket, or behind it where it opens the text.
    var beforeBracket: SubSequence {
        let isBracket = { (byte: UInt8) in byte == UInt8(ascii: "(") }
        let start = utf8.firstIndex { !isBracket($0) } ?? endIndex
        return self[start..<(utf8[start...].firstIndex(where: isBracket) ?? endIndex)]
    }

    /// Whether one of some plain marks stands in this text, or anything that is not plain.
    func mayHold(_ marks: StaticString) -> Bool {
        marks.withUTF8Buffer { marks in utf8.contains { $0 >= 0x80 || marks.contains($0) } }
    }

    /// Whether the first letter, large or small, is one of some, or is not plain.
    func mayBegin(with letters: StaticString) -> Bool {
        guard let first = utf8.first else { return false }
        return first >= 0x80 || letters.withUTF8Buffer { $0.contains(first | 32) }
    }

    /// Whether no more than some plain letters stand in it, with full stops, hyphens and what is not plain between them.
    func mayBeLetters(atMost most: Int) -> Bool {
        var letters = 0
        for byte in utf8 where byte < 0x80 && byte != UInt8(ascii: ".") && byte != UInt8(ascii: "-") {
            letters += 1
            guard letters <= most, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32) else { return false }
        }
        return true
    }

    func withBytes<Result>(_ read: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(read) { return result }
        var whole = String(self)
        return whole.withUTF8(read)
    }
}
