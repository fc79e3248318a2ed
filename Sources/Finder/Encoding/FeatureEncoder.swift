import Crypto

/// Sets the bits of one feature's values in filters. One for each task: it remembers tokens.
struct FeatureEncoder {
    enum Outcome { case encoded, missing, unfit }

    private let hashing: Feature.Hashing
    private let hasher: TokenHasher
    private let writer: ValueWriter
    private var tokens: FilterTable
    /// Values that came before: most names and dates of birth come again and again.
    private var values: FilterTable
    /// The filter of one token alone.
    private var alone: [UInt64]
    /// The value as it is hashed, with blanks around it where tokens need them.
    private var value: [UInt8] = []
    /// Where each character of `value` begins, and where the last ends.
    private var starts: [Int] = []

    init(_ hashing: Feature.Hashing, keys: (first: SymmetricKey, second: SymmetricKey), bits: Int) {
        self.hashing = hashing
        hasher = TokenHasher(hashing.hash, keys: keys, bits: bits)
        writer = ValueWriter(hashing.format)
        let width = FilterLayout(bits: bits).usedWords
        tokens = FilterTable(width: width)
        values = FilterTable(width: width)
        alone = [UInt64](repeating: 0, count: width)
    }

    /// The value as it would be hashed, for salts; empty where it is missing or does not fit.
    mutating func written(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        write(raw, padding: 0) == .encoded ? value : []
    }

    /// Sets the bits of a value; `salt` goes behind every token.
    mutating func encode(_ raw: ArraySlice<UInt8>, salt: [UInt8], into filter: inout [UInt64]) -> Outcome {
        guard salt.isEmpty, let key = FilterTable.Key(value: raw) else { return hash(raw, salt: salt, into: &filter) }
        if values.add(key, to: &filter) { return .encoded }
        guard !values.isFull else { return hash(raw, salt: salt, into: &filter) }
        var alone = [UInt64](repeating: 0, count: filter.count)
        let outcome = hash(raw, salt: salt, into: &alone)
        guard outcome == .encoded else { return outcome }
        values.remember(key, alone)
        for word in filter.indices { filter[word] |= alone[word] }
        return .encoded
    }

    private mutating func hash(_ raw: ArraySlice<UInt8>, salt: [UInt8], into filter: inout [UInt64]) -> Outcome {
        switch hashing.comparison {
        case .ngram(let length, let positional):
            let outcome = write(raw, padding: length - 1)
            guard outcome == .encoded else { return outcome }
            findCharacters()
            let count = starts.count - length
            for place in 0..<max(0, count) {
                let token = value[starts[place]..<starts[place + length]]
                add(
                    token,
                    place: positional ? place + 1 : 0,
                    hashing.insertions.count(at: place, of: count),
                    salt,
                    &filter
                )
            }
        case .exact:
            let outcome = write(raw, padding: 0)
            guard outcome == .encoded else { return outcome }
            add(value[...], place: 0, hashing.insertions.count(at: 0, of: 1), salt, &filter)
        case .numeric(let neighbourhood):
            let outcome = write(raw, padding: 0)
            guard outcome == .encoded else { return outcome }
            guard let tokens = neighbourhood.tokens(of: value) else { return .unfit }
            for (place, token) in tokens.enumerated() {
                let times = hashing.insertions.count(at: place, of: tokens.count)
                add(Array(token.utf8)[...], place: 0, times, salt, &filter)
            }
        }
        return .encoded
    }

    /// Writes the value between `padding` blanks.
    private mutating func write(_ raw: ArraySlice<UInt8>, padding: Int) -> Outcome {
        value.removeAll(keepingCapacity: true)
        value += repeatElement(32, count: padding)
        if let missing = hashing.missing, raw.elementsEqual(missing.sentinel) {
            guard !missing.replacement.isEmpty else { return .missing }
            value += missing.replacement
        } else if raw.isEmpty {
            return .missing
        } else if !writer.write(raw, into: &value) {
            return .unfit
        }
        if hashing.encoding == .ascii, value.contains(where: { $0 > 127 }) { return .unfit }
        // What the format makes of a value may be nothing.
        guard value.count > padding else { return .missing }
        value += repeatElement(32, count: padding)
        return .encoded
    }

    private mutating func findCharacters() {
        starts.removeAll(keepingCapacity: true)
        for index in value.indices where value[index] & 0xC0 != 0x80 { starts.append(index) }
        starts.append(value.count)
    }

    private mutating func add(
        _ token: ArraySlice<UInt8>,
        place: Int,
        _ times: Int,
        _ salt: [UInt8],
        _ filter: inout [UInt64]
    ) {
        guard times > 0 else { return }
        guard salt.isEmpty, let key = FilterTable.Key(token: token, place: place, count: times) else {
            hasher.set(Self.bytes(token, place, salt, hashing.encoding), count: times, in: &filter)
            return
        }
        if tokens.add(key, to: &filter) { return }
        for word in alone.indices { alone[word] = 0 }
        hasher.set(Self.bytes(token, place, [], hashing.encoding), count: times, in: &alone)
        tokens.remember(key, alone)
        for word in filter.indices { filter[word] |= alone[word] }
    }

    /// A token as it is hashed: its place in the value and a blank before it, where places count.
    private static func bytes(_ token: ArraySlice<UInt8>, _ place: Int, _ salt: [UInt8], _ encoding: TokenEncoding)
        -> [UInt8]
    {
        let numbered = (place > 0 ? Array("\(place) ".utf8) : []) + token
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
