/// A task's encoder, which keeps what it remembers from one part of a roll to the next.
private actor EncodingWorker {
    private var encoder: RecordEncoder

    init(_ encoder: sending RecordEncoder) { self.encoder = encoder }

    func encode(_ batch: RecordBatch, rows: Range<Int>) -> EncodedPart {
        let (text, unfit) = encoder.encode(batch, rows: rows)
        return EncodedPart(firstRow: rows.lowerBound, text: text, unfit: unfit)
    }
}

/// The filters of some rows in base64, each quoted and with a comma before it, and what did not fit.
struct EncodedPart: Sendable {
    fileprivate let firstRow: Int
    let text: [UInt8]
    let unfit: [UnfitValue]
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

    /// The encodings of `rows` of a batch, in parts that follow each other.
    func encode(_ batch: RecordBatch, rows: Range<Int>) async -> [EncodedPart] {
        let size = max(1, (rows.count + workers.count - 1) / workers.count)
        return await withTaskGroup(of: EncodedPart.self) { group in
            for (index, worker) in workers.enumerated() where index * size < rows.count {
                let start = rows.lowerBound + index * size
                group.addTask { await worker.encode(batch, rows: start..<min(rows.upperBound, start + size)) }
            }
            var parts: [EncodedPart] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.firstRow < $1.firstRow }
        }
    }
}
