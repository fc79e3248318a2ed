/// Encodes people, one filter each. One for each task.
struct RecordEncoder {
    private let schemaWidth: Int
    private var features: [FeatureEncoder?]
    private var finisher: FilterFinisher
    /// The feature that salts, and how many of its characters do.
    private let salting: (feature: Int, length: Int)?
    /// The filters of some rows.
    private var filters: [UInt64] = []

    /// Filters of so many words are made at a time: they stay in the processor's nearest memory while all features are set.
    private static let wordsAtOnce = 1 << 13

    /// - throws: `EncodingError.refused` where the hardening and the schema do not go together.
    init(_ schema: LinkageSchema, _ secret: LinkageSecret, _ hardening: Hardening) throws(EncodingError) {
        let bits = schema.bits << schema.folds
        let keys = schema.derivation.keys(from: secret, features: schema.features.count)
        features = zip(schema.features, keys).map { feature, keys in
            feature.hashing.map { FeatureEncoder($0, keys: keys, bits: bits) }
        }
        finisher = try FilterFinisher(schema, hardening, secret)
        schemaWidth = FilterLayout(bits: bits).usedWords
        guard case .salt(let name, let length) = hardening else {
            salting = nil
            return
        }
        guard let place = schema.features.firstIndex(where: { $0.identifier == name && $0.hashing != nil }) else {
            throw .refused("The schema hashes no feature \(name) to salt with; name one of its identifiers.")
        }
        salting = (place, length ?? .max)
    }

    /// The filters of `rows` of a batch in base64, each quoted and with a comma before it, and what did not fit.
    mutating func encode(_ batch: RecordBatch, rows: Range<Int>) -> (text: [UInt8], unfit: [UnfitValue]) {
        var text = [UInt8](repeating: UInt8(ascii: "\""), count: rows.count * finisher.layout.textBytes)
        var unfit: [UnfitValue] = []
        let size = max(1, Self.wordsAtOnce / schemaWidth)
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
            let some = start..<min(rows.upperBound, start + size)
            filters.removeAll(keepingCapacity: true)
            filters += repeatElement(0, count: some.count * schemaWidth)
            unfit += salting == nil ? setFeatures(batch, some) : setSalted(batch, some)
            finisher.layout.write(finisher.finish(filters), into: &text, at: start - rows.lowerBound)
        }
        return (text, unfit)
    }

    private mutating func setFeatures(_ batch: RecordBatch, _ rows: Range<Int>) -> [UnfitValue] {
        var unfit: [UnfitValue] = []
        for feature in features.indices {
            let rows = features[feature]?.encode(batch, rows: rows, feature: feature, into: &filters) ?? []
            unfit += rows.map { UnfitValue(row: batch.firstRow + $0, feature: feature) }
        }
        unfit.sort { ($0.row, $0.feature) < ($1.row, $1.feature) }
        return unfit
    }

    private mutating func setSalted(_ batch: RecordBatch, _ rows: Range<Int>) -> [UnfitValue] {
        guard let salting else { return [] }
        var unfit: [UnfitValue] = []
        for (index, row) in rows.enumerated() {
            let whole = features[salting.feature]?.written(batch.value(row, salting.feature)) ?? []
            let salt = Array(String(decoding: whole, as: UTF8.self).prefix(salting.length).utf8)
            for feature in features.indices {
                let value = batch.value(row, feature)
                if features[feature]?.encode(value, salt: salt, into: &filters, at: index) == .unfit {
                    unfit.append(UnfitValue(row: batch.firstRow + row, feature: feature))
                }
            }
        }
        return unfit
    }
}

extension FilterLayout {
    /// Bytes of a filter in a file: a comma, a line end, and base64 in quotes.
    fileprivate var textBytes: Int { Base64.length(of: bytes) + 4 }

    /// Writes filters of `usedWords` into a text of quotes, from the row `first` on.
    fileprivate func write(_ filters: [UInt64], into text: inout [UInt8], at first: Int) {
        let filters = filters.span.bytes
        var output = text.mutableSpan
        var text = output.mutableBytes
        for row in 0..<filters.byteCount / (8 * usedWords) {
            let start = (first + row) * textBytes
            text.storeBytes(of: UInt8(ascii: ","), toByteOffset: start, as: UInt8.self)
            text.storeBytes(of: UInt8(ascii: "\n"), toByteOffset: start + 1, as: UInt8.self)
            let filter = filters.extracting(row * 8 * usedWords..<row * 8 * usedWords + bytes)
            Base64.write(filter, into: &text, at: start + 3)
        }
    }
}
