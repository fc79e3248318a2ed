import Crypto

/// Sets the bits of one feature's values in filters. One for each task: it remembers values and tokens.
struct FeatureEncoder {
    enum Outcome { case encoded, missing, unfit }

    private let hashing: Feature.Hashing
    private var writer: ValueWriter
    private var setter: TokenSetter
    /// Most names and dates of birth come again and again.
    private var values: ValueMemory
    /// The values of some rows, nil for a long one, and their numbers.
    private var keys: [ShortKey?] = []
    private var numbers: [Int32] = []
    /// The value as it is hashed, with blanks around it where tokens need them.
    private var value: [UInt8] = []
    /// Where each character of `value` begins, and where the last ends.
    private var starts: [Int] = []

    init(_ hashing: Feature.Hashing, keys: (first: SymmetricKey, second: SymmetricKey), bits: Int) {
        self.hashing = hashing
        writer = ValueWriter(hashing.format)
        setter = TokenSetter(TokenHasher(hashing.hash, keys: keys, bits: bits), hashing.encoding, bits: bits)
        values = ValueMemory(width: FilterLayout(bits: bits).usedWords)
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
        lookUp(batch, rows, feature)
        values.merge(numbers, into: &filters)
        var unfit: [Int] = []
        for (index, row) in rows.enumerated() where numbers[index] < 0 {
            guard hash(batch.value(row, feature), salt: []) != .unfit else {
                unfit.append(row)
                continue
            }
            if let key = keys[index] { values.remember(key, setter.filter) }
            set(in: &filters, index)
        }
        return unfit
    }

    /// Finds the numbers of the values of rows.
    private mutating func lookUp(_ batch: RecordBatch, _ rows: Range<Int>, _ feature: Int) {
        keys.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        guard values.isOfUse else {
            keys += repeatElement(nil, count: rows.count)
            numbers += repeatElement(-1, count: rows.count)
            return
        }
        let bytes = batch.bytes.span.bytes
        for row in rows {
            let key = ShortKey(value: batch.place(row, feature), in: bytes)
            if let key { values.expect(key) }
            keys.append(key)
        }
        for key in keys { numbers.append(key.map { values.number(of: $0) } ?? -1) }
    }

    /// Sets the bits of the value of one row, with `salt` behind every token.
    mutating func encode(
        _ raw: ArraySlice<UInt8>,
        salt: [UInt8],
        into filters: inout [UInt64],
        at index: Int
    ) -> Outcome {
        let outcome = hash(raw, salt: salt)
        if outcome == .encoded { set(in: &filters, index) }
        return outcome
    }

    private func set(in filters: inout [UInt64], _ index: Int) {
        let made = setter.filter.span
        var rows = filters.mutableSpan
        for word in made.indices { rows[index * made.count + word] |= made[word] }
    }

    /// Makes the filter of one value alone.
    private mutating func hash(_ raw: ArraySlice<UInt8>, salt: [UInt8]) -> Outcome {
        setter.clear()
        switch hashing.comparison {
        case .ngram(let length, let positional):
            let outcome = write(raw, padding: length - 1)
            guard outcome == .encoded else { return outcome }
            findCharacters()
            let count = max(0, starts.count - length)
            let shares = hashing.insertions.shares(of: count)
            for place in 0..<count {
                let token = starts[place]..<starts[place + length]
                setter.set(shares.count(at: place), of: value, token, place: positional ? place + 1 : 0, salt: salt)
            }
        case .exact:
            let outcome = write(raw, padding: 0)
            guard outcome == .encoded else { return outcome }
            setter.set(hashing.insertions.shares(of: 1).each, of: value, value.indices, place: 0, salt: salt)
        case .numeric(let neighbourhood):
            let outcome = write(raw, padding: 0)
            guard outcome == .encoded else { return outcome }
            guard let tokens = neighbourhood.tokens(of: value) else { return .unfit }
            let shares = hashing.insertions.shares(of: tokens.count)
            for (place, token) in tokens.enumerated() {
                let token = Array(token.utf8)
                setter.set(shares.count(at: place), of: token, token.indices, place: 0, salt: salt)
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
}
