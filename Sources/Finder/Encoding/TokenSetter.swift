import CDice

/// Makes the filter of one value after the other, and remembers where the hashes of short tokens fall: two mebibytes of
/// them at most.
///
/// The more tokens a value has, the fewer hashes of each are set: the first of the same ones. So a token is hashed once,
/// however long the values are that it comes in.
struct TokenSetter {
    /// The filter of a value.
    private(set) var filter: [UInt64]

    private let hasher: TokenHasher
    private let encoding: TokenEncoding
    private var keys = ShortKeyTable(most: 1 << 15)
    /// `TokenHasher.atOnce` of each key.
    private var places: [UInt16] = []

    init(_ hasher: TokenHasher, _ encoding: TokenEncoding, bits: Int) {
        self.hasher = hasher
        self.encoding = encoding
        filter = [UInt64](repeating: 0, count: FilterLayout(bits: bits).usedWords)
    }

    /// Begins the filter of another value.
    mutating func clear() { filter.withUnsafeMutableBufferPointer { $0.update(repeating: 0) } }

    /// Sets the bits of the first `count` hashes of the token that lies at `range` in `text`.
    ///
    /// - parameter place: where the token is in its value, from 1; 0 where places do not count.
    /// - parameter salt: goes behind the token.
    mutating func set(_ count: Int, of text: [UInt8], _ range: Range<Int>, place: Int, salt: [UInt8]) {
        let token = text.span.extracting(range)
        var done = 0
        while done < count, salt.isEmpty,
            let key = ShortKey(token: token, place: place, number: done / TokenHasher.atOnce)
        {
            var number = keys.number(of: key)
            if number < 0 {
                guard !keys.isFull else { break }
                let hashes = done..<done + TokenHasher.atOnce
                places += hasher.places(hashes, of: bytes(token, place, []))
                number = keys.add(key)
            }
            let next = min(count, done + TokenHasher.atOnce)
            Self.set(&filter, places, from: Int(number) * TokenHasher.atOnce, next - done)
            done = next
        }
        if done < count { setAnew(done..<count, of: token, place: place, salt: salt) }
    }

    /// Sets what is not remembered.
    private mutating func setAnew(_ hashes: Range<Int>, of token: Span<UInt8>, place: Int, salt: [UInt8]) {
        Self.set(&filter, hasher.places(hashes, of: bytes(token, place, salt)), from: 0, hashes.count)
    }

    private static func set(_ filter: inout [UInt64], _ places: [UInt16], from first: Int, _ count: Int) {
        places.withUnsafeBufferPointer { places in
            if let base = places.baseAddress { dice_set(&filter, base + first, count) }
        }
    }

    /// A token as it is hashed: its place in the value and a blank before it, where places count.
    private func bytes(_ token: Span<UInt8>, _ place: Int, _ salt: [UInt8]) -> [UInt8] {
        let numbered = (place > 0 ? Array("\(place) ".utf8) : []) + token.withUnsafeBufferPointer { Array($0) }
        // No value holds this byte behind a token of its own: the salt is never taken for a part of the token.
        return encoding.bytes(numbered) + (salt.isEmpty ? [] : [0xFF] + salt)
    }
}

extension TokenEncoding {
    /// The UTF-8 in `text` as this encoding writes it.
    fileprivate func bytes(_ text: [UInt8]) -> [UInt8] {
        switch self {
        case .ascii, .utf8: return text
        case .utf16:
            let units = [0xFEFF] + Array(String(decoding: text, as: UTF8.self).utf16)
            return units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf32:
            let scalars = [0xFEFF] + String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
            return scalars.flatMap { scalar in (0..<4).map { UInt8(truncatingIfNeeded: scalar >> (8 * $0)) } }
        }
    }
}
