/// The rows of a part of a roll: the values of the schema's features.
struct RecordBatch: Sendable {
    /// The values one after the other, in UTF-8.
    var bytes: [UInt8] = []
    /// Where each value ends: so many of them for a row as the schema has features.
    var ends: [Int] = []
    /// The number of the first row, from 1.
    var firstRow: Int

    func rows(features: Int) -> Int { ends.count / features }

    func value(_ index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}

/// A value that could not be encoded.
struct UnfitValue: Sendable, Hashable {
    let row: Int
    let feature: Int
}

/// Encodes people, one filter each. One for each task.
struct RecordEncoder {
    let layout: FilterLayout
    private var features: [FeatureEncoder?]
    private var finisher: FilterFinisher
    /// The feature that salts, and how many of its characters do.
    private let salting: (feature: Int, length: Int)?
    private var filter: [UInt64]

    /// - throws: `EncodingError.refused` where the hardening and the schema do not go together.
    init(_ schema: LinkageSchema, _ secret: LinkageSecret, _ hardening: Hardening) throws(EncodingError) {
        let bits = schema.bits << schema.folds
        let keys = schema.derivation.keys(from: secret, features: schema.features.count)
        features = zip(schema.features, keys).map { feature, keys in
            feature.hashing.map { FeatureEncoder($0, keys: keys, bits: bits) }
        }
        finisher = try FilterFinisher(schema, hardening, secret)
        layout = finisher.layout
        filter = [UInt64](repeating: 0, count: FilterLayout(bits: bits).usedWords)
        guard case .salt(let name, let length) = hardening else {
            salting = nil
            return
        }
        guard let place = schema.features.firstIndex(where: { $0.identifier == name && $0.hashing != nil }) else {
            throw .refused("The schema hashes no feature \(name) to salt with; name one of its identifiers.")
        }
        salting = (place, length ?? .max)
    }

    /// Appends the filters of `rows` of a batch.
    mutating func encode(_ batch: RecordBatch, rows: Range<Int>, into filters: inout [UInt64]) -> [UnfitValue] {
        var unfit: [UnfitValue] = []
        var salt: [UInt8] = []
        for row in rows {
            for word in filter.indices { filter[word] = 0 }
            let first = row * features.count
            if let salting {
                salt = features[salting.feature]?.written(batch.value(first + salting.feature)) ?? []
                salt = Array(String(decoding: salt, as: UTF8.self).prefix(salting.length).utf8)
            }
            for place in features.indices {
                let value = batch.value(first + place)
                if features[place]?.encode(value, salt: salt, into: &filter) == .unfit {
                    unfit.append(UnfitValue(row: batch.firstRow + row, feature: place))
                }
            }
            finisher.append(filter, to: &filters)
        }
        return unfit
    }
}

/// A task's encoder, which keeps what it remembers from one part of a roll to the next.
private actor EncodingWorker {
    private var encoder: RecordEncoder

    init(_ encoder: sending RecordEncoder) { self.encoder = encoder }

    /// The filters in base64, each quoted and with a comma before it, and what did not fit.
    func encode(_ batch: RecordBatch, rows: Range<Int>) -> (text: [UInt8], unfit: [UnfitValue]) {
        var filters: [UInt64] = []
        filters.reserveCapacity(rows.count * encoder.layout.rowWords)
        let unfit = encoder.encode(batch, rows: rows, into: &filters)
        var text: [UInt8] = []
        text.reserveCapacity(rows.count * (encoder.layout.bytes * 4 / 3 + 8))
        for row in rows.indices {
            let start = (row - rows.lowerBound) * encoder.layout.rowWords
            text += [UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\"")]
            Base64.append(
                filters[start..<start + encoder.layout.usedWords],
                bytes: encoder.layout.bytes,
                to: &text
            )
            text.append(UInt8(ascii: "\""))
        }
        return (text, unfit)
    }
}

/// Encodes the parts of a roll with several tasks, in their order.
struct ParallelEncoder: Sendable {
    private let workers: [EncodingWorker]
    let layout: FilterLayout

    init(_ schema: LinkageSchema, _ secret: LinkageSecret, _ hardening: Hardening, tasks: Int) throws(EncodingError) {
        var workers: [EncodingWorker] = []
        for _ in 0..<max(1, tasks) {
            workers.append(EncodingWorker(try RecordEncoder(schema, secret, hardening)))
        }
        self.workers = workers
        layout = try FilterFinisher(schema, hardening, secret).layout
    }

    /// The filters of `rows` of a batch in base64, each quoted and with a comma before it, and what did not fit.
    func encode(_ batch: RecordBatch, rows: Range<Int>) async -> (text: [UInt8], unfit: [UnfitValue]) {
        let size = max(1, (rows.count + workers.count - 1) / workers.count)
        return await withTaskGroup(of: (Int, text: [UInt8], unfit: [UnfitValue]).self) { group in
            for (index, worker) in workers.enumerated() where index * size < rows.count {
                let start = rows.lowerBound + index * size
                let part = start..<min(rows.upperBound, start + size)
                group.addTask {
                    let (text, unfit) = await worker.encode(batch, rows: part)
                    return (index, text, unfit)
                }
            }
            var parts: [(Int, text: [UInt8], unfit: [UnfitValue])] = []
            for await part in group { parts.append(part) }
            parts.sort { $0.0 < $1.0 }
            var text: [UInt8] = []
            text.reserveCapacity(parts.reduce(0) { $0 + $1.text.count })
            for part in parts { text += part.text }
            return (text, parts.flatMap(\.unfit))
        }
    }
}
