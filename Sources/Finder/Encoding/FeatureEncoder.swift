import CDice
import Crypto

/// Sets the bits of one feature's values in filters. One for each task: it remembers values and tokens.
struct FeatureEncoder {
    enum Outcome { case encoded, missing, unfit }

    private let hashing: Feature.Hashing
    private let hasher: TokenHasher
    private var writer: ValueWriter
    private var tokens = TokenMemory()
    /// Most names and dates of birth come again and again.
    private var values: ValueMemory
    /// The values of some rows, nil for a long one, and their numbers.
    private var keys: [ShortKey?] = []
    private var numbers: [Int32] = []
    /// The filter of one value alone.
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
        values = ValueMemory(width: width)
        alone = [UInt64](repeating: 0, count: width)
    }

    /// The value as it would be hashed, for salts; empty where it is missing or does not fit.
    mutating func written(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        write(raw, padding: 0) == .encoded ? value : []
    }

    /// Sets the bits of this feature in the filters of `rows` of a batch; answers with the rows whose value does not fit.
    ///
    /// All values are looked up before anything is made of them, so that the waits for memory fall together.
    mutating func encode(
        _ batch: RecordBatch,
        rows: Range<Int>,
        feature: Int,
        into filters: inout [UInt64]
    ) -> [Int] {
        keys.removeAll(keepingCapacity: true)
        let bytes = batch.bytes.span.bytes
        for row in rows {
            let key = ShortKey(value: batch.place(row, feature), in: bytes)
            if let key { values.expect(key) }
            keys.append(key)
        }
        numbers.removeAll(keepingCapacity: true)
        for key in keys { numbers.append(key.map { values.number(of: $0) } ?? -1) }
        values.merge(numbers, into: &filters)
        var unfit: [Int] = []
        for (index, row) in rows.enumerated() where numbers[index] < 0 {
            guard hash(batch.value(row, feature), salt: []) != .unfit else {
                unfit.append(row)
                continue
            }
            if let key = keys[index] { values.remember(key, alone) }
            set(in: &filters, index)
        }
        return unfit
    }

    /// Sets the bits of the value of one row, with `salt` behind every token.
    mutating func encode(_ raw: ArraySlice<UInt8>, salt: [UInt8], into filters: inout [UInt64], at index: Int) -> Outcome {
        let outcome = hash(raw, salt: salt)
        if outcome == .encoded { set(in: &filters, index) }
        return outcome
    }

    private func set(in filters: inout [UInt64], _ index: Int) {
        for word in alone.indices { filters[index * alone.count + word] |= alone[word] }
    }

    /// Makes the filter of one value alone.
    private mutating func hash(_ raw: ArraySlice<UInt8>, salt: [UInt8]) -> Outcome {
        for word in alone.indices { alone[word] = 0 }
        switch hashing.comparison {
        case .ngram(let length, let positional):
            let outcome = write(raw, padding: length - 1)
            guard outcome == .encoded else { return outcome }
            findCharacters()
            let count = max(0, starts.count - length)
            let shares = hashing.insertions.shares(of: count)
            for place in 0..<count {
                let token = value[starts[place]..<starts[place + length]]
                add(token, place: positional ? place + 1 : 0, shares.count(at: place), salt)
            }
        case .exact:
            let outcome = write(raw, padding: 0)
            guard outcome == .encoded else { return outcome }
            add(value[...], place: 0, hashing.insertions.shares(of: 1).count(at: 0), salt)
        case .numeric(let neighbourhood):
            let outcome = write(raw, padding: 0)
            guard outcome == .encoded else { return outcome }
            guard let tokens = neighbourhood.tokens(of: value) else { return .unfit }
            let shares = hashing.insertions.shares(of: tokens.count)
            for (place, token) in tokens.enumerated() {
                add(Array(token.utf8)[...], place: 0, shares.count(at: place), salt)
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

    /// Sets the bits of the first `count` hashes of a token.
    private mutating func add(_ token: ArraySlice<UInt8>, place: Int, _ count: Int, _ salt: [UInt8]) {
        var done = 0
        while done < count, salt.isEmpty,
            let key = ShortKey(token: token, place: place, number: done / TokenHasher.atOnce)
        {
            var number = tokens.number(of: key)
            if number < 0 {
                let hashes = done..<done + TokenHasher.atOnce
                guard !tokens.isFull else { break }
                number = tokens.add(key, hasher.places(hashes, of: Self.bytes(token, place, [], hashing.encoding)))
            }
            let next = min(count, done + TokenHasher.atOnce)
            tokens.set(next - done, of: number, in: &alone)
            done = next
        }
        guard done < count else { return }
        let places = hasher.places(done..<count, of: Self.bytes(token, place, salt, hashing.encoding))
        dice_set(&alone, places, places.count)
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
