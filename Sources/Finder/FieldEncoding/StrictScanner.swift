/// Reads the few forms of JSON (RFC 8259) that documents of encodings are made of, as they come: punctuation, whole
/// numbers from 0, null, and texts of plain ASCII without escapes. Anything else is damage, told by its place.
struct StrictScanner {
    /// No text is longer.
    static let longestText = 256

    private let more: () throws -> [UInt8]?
    private var bytes: [UInt8] = []
    private var at = 0
    /// How many bytes came before `bytes`.
    private var before = 0

    /// - parameter more: the next bytes; nil at the end.
    init(_ more: @escaping () throws -> [UInt8]?) { self.more = more }

    /// That the document is not as it should be, here.
    var damage: EncodingError { .damagedFieldEncodings(at: before + at) }

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

    /// The bytes between quotes.
    mutating func text() throws -> [UInt8] {
        try take("\"")
        var text: [UInt8] = []
        while let byte = try next(), byte != UInt8(ascii: "\"") {
            guard byte >= 32, byte < 127, byte != UInt8(ascii: "\\"), text.count < Self.longestText else {
                throw damage
            }
            text.append(byte)
            at += 1
        }
        try take("\"")
        return text
    }

    /// Nothing but blanks may follow.
    mutating func end() throws {
        guard try skipBlanks() == nil else { throw damage }
    }

    /// The next byte, which stays; nil at the end.
    private mutating func next() throws -> UInt8? {
        while at == bytes.count {
            guard let part = try more() else { return nil }
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
