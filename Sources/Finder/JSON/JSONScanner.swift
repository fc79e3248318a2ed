/// Reads the few forms of JSON (RFC 8259) that files of encodings are made of, as they come: punctuation, whole numbers
/// from 0, null, and texts. Anything else is damage, told by its place.
struct JSONScanner {
    /// Something is not as it was asked for, at this byte, counted from 0.
    struct Damage: Error {
        let place: Int
        /// Whether the document ended there.
        let isEnd: Bool
    }

    /// How texts may be written.
    enum Texts {
        /// In plain ASCII without escapes, as there is no need for any.
        case plain
        /// As other programs do: with letters beyond ASCII, and with `\/` for a slash.
        case foreign
    }

    private let texts: Texts
    private let more: () throws -> [UInt8]?
    private var bytes: [UInt8] = []
    private var at = 0
    /// How many bytes came before `bytes`.
    private var before = 0
    private var isEnd = false

    /// - parameter more: the next bytes; nil at the end.
    init(_ texts: Texts, _ more: @escaping () throws -> [UInt8]?) {
        self.texts = texts
        self.more = more
    }

    /// That the document is not as it should be, here.
    var damage: Damage { Damage(place: before + at, isEnd: isEnd) }

    /// Takes one punctuation mark.
    mutating func take(_ mark: Unicode.Scalar) throws {
        guard try takes(mark) else { throw damage }
    }

    /// Takes one punctuation mark if it is next.
    mutating func takes(_ mark: Unicode.Scalar) throws -> Bool {
        guard let byte = try skipBlanks(), UInt32(byte) == mark.value else { return false }
        at += 1
        return true
    }

    mutating func takesNull() throws -> Bool {
        guard try skipBlanks() == UInt8(ascii: "n") else { return false }
        for letter in "null".utf8 {
            guard try next() == letter else { throw damage }
            at += 1
        }
        return true
    }

    /// A whole number from 0 below 2³¹.
    mutating func number() throws -> Int {
        var value = 0
        var digits = 0
        _ = try skipBlanks()
        while let byte = try next(), byte >= 48, byte <= 57 {
            guard digits == 0 || value > 0, value <= Int32.max else { throw damage }
            value = value * 10 + Int(byte - 48)
            digits += 1
            at += 1
        }
        guard digits > 0, value <= Int32.max else { throw damage }
        return value
    }

    /// The bytes between quotes, in the place of what `text` holds.
    ///
    /// - parameter longest: how many bytes there may be.
    mutating func text(into text: inout [UInt8], longest: Int) throws {
        try take("\"")
        text.removeAll(keepingCapacity: true)
        while let byte = try next(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\"), texts == .foreign {
                at += 1
                guard try next() == UInt8(ascii: "/") else { throw damage }
                text.append(UInt8(ascii: "/"))
                at += 1
            } else {
                let end = endOfLetters()
                guard at < end, text.count + end - at <= longest else { throw damage }
                text += bytes[at..<end]
                at = end
            }
        }
        try take("\"")
    }

    /// Any value as it is written, cut where it is longer than `longest`. Its end is found by counting brackets, so it need
    /// not be JSON.
    mutating func value(longest: Int) throws -> [UInt8] {
        var (value, depth): ([UInt8], Int) = ([], 0)
        var (isText, isEscaped) = (false, false)
        while let byte = try next() {
            if isText {
                isText = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","):
                    if depth == 0 { return value }
                    if byte != UInt8(ascii: ",") { depth -= 1 }
                default: break
                }
            }
            if value.count <= longest { value.append(byte) }
            at += 1
        }
        throw damage
    }

    /// Nothing but blanks may follow.
    mutating func end() throws {
        guard try skipBlanks() == nil else { throw damage }
    }

    /// Where the letters end that are next and mean nothing but themselves.
    private func endOfLetters() -> Int {
        let most: UInt8 = texts == .plain ? 126 : 255
        let bytes = bytes.span
        var end = at
        while end < bytes.count, bytes[end] >= 32, bytes[end] <= most, bytes[end] != UInt8(ascii: "\""),
            bytes[end] != UInt8(ascii: "\\")
        { end += 1 }
        return end
    }

    /// The next byte, which stays; nil at the end.
    private mutating func next() throws -> UInt8? {
        while at == bytes.count {
            guard !isEnd, let part = try more() else {
                isEnd = true
                return nil
            }
            before += bytes.count
            (bytes, at) = (part, 0)
        }
        return bytes[at]
    }

    private mutating func skipBlanks() throws -> UInt8? {
        while let byte = try next() {
            guard byte == 32 || byte == 9 || byte == 10 || byte == 13 else { return byte }
            at += 1
        }
        return nil
    }
}
