import Foundation

/// Encodes a roll of CSV as its bytes come, into clkhash's JSON.
///
/// The n-th encoding is that of the n-th row. A row that cannot be read is reported and has an empty encoding, which is
/// like no other. Memory is bounded by a part of the file and the tokens remembered, whatever the file holds: some
/// 4 MiB of encodings are made at a time.
public struct RollEncoder {
    /// How many rows were read so far.
    public private(set) var rows = 0
    /// The first thousand of the problems.
    public private(set) var problems: [RowProblem] = []
    /// How many problems there are in all.
    public private(set) var problemCount = 0
    /// How many rows have an empty encoding.
    public private(set) var rowsLeftOut = 0

    private let schema: LinkageSchema
    private let encoder: ParallelEncoder
    private let mapping: [String: RollColumn]
    private let about: EncodingHeader
    private var parser = CSVParser()
    private var columns: FeatureColumns?
    private var batch: RecordBatch
    private var isBegun = false
    private var isFirst = true
    /// The first bytes, held until they tell CSV from XML; nil then.
    private var beginning: [UInt8]? = []
    /// How many rows are encoded at a time.
    var rowsAtOnce: Int

    /// How many bytes are read before the rows in them are encoded.
    private static let piece = 1 << 18
    /// How many bytes of encodings are made at a time.
    private static let textAtOnce = 4 << 20

    /// - parameter tasks: how many work side by side; as many as there are processors for nil.
    /// - parameter mapping: what headers mean beyond their spelling, by header.
    /// - throws: `EncodingError.refused` where the hardening and the schema do not go together.
    public init(
        _ schema: LinkageSchema,
        secret: LinkageSecret,
        hardening: Hardening = .none,
        mapping: [String: RollColumn] = [:],
        tasks: Int? = nil
    ) throws(EncodingError) {
        self.schema = schema
        self.mapping = mapping
        encoder = try ParallelEncoder(
            schema,
            secret,
            hardening,
            tasks: tasks ?? ProcessInfo.processInfo.activeProcessorCount
        )
        batch = RecordBatch(features: schema.features.count, firstRow: 1)
        rowsAtOnce = max(1, Self.textAtOnce / Base64.length(of: encoder.layout.bytes))
        about = EncodingHeader(
            version: EncodingHeader.version,
            tidying: ValueWriter.version,
            hardening: hardening.name,
            schema: schema.name,
            secret: secret.name,
            bits: encoder.layout.bits
        )
    }

    /// Takes the next bytes of the roll, and hands the next bytes of the JSON to `write`, a part at a time.
    ///
    /// - throws: `EncodingError` or `RollError` where the roll cannot be encoded at all; and what `write` throws.
    public mutating func push(_ bytes: [UInt8], to write: ([UInt8]) throws -> Void) async throws {
        guard let held = beginning else { return try await read(bytes, to: write) }
        beginning = held + bytes
        if held.count + bytes.count >= CommonTransferFile.telling { try await settle(to: write) }
    }

    /// Ends the roll, and hands the end of the JSON to `write`.
    ///
    /// - throws: `RollError.empty` where it had no header; and as `push`.
    public mutating func end(to write: ([UInt8]) throws -> Void) async throws {
        try await settle(to: write)
        var parser = self.parser
        self.parser = CSVParser()
        try parser.end { row in try take(row) }
        guard columns != nil else { throw RollError.empty }
        try await encode(to: write)
        try write(Array("]}\n".utf8))
    }

    /// Refuses XML, and reads the beginning of anything else.
    private mutating func settle(to write: ([UInt8]) throws -> Void) async throws {
        guard let held = beginning else { return }
        beginning = nil
        guard !CommonTransferFile.begins(held) else {
            throw EncodingError.unreadable(
                "The roll is XML, and records are encoded from CSV alone: use --mode field, or save the roll as CSV."
            )
        }
        try await read(held, to: write)
    }

    private mutating func read(_ bytes: [UInt8], to write: ([UInt8]) throws -> Void) async throws {
        for start in stride(from: 0, to: bytes.count, by: Self.piece) {
            var parser = self.parser
            self.parser = CSVParser()
            try parser.push(bytes.span.extracting(start..<min(bytes.count, start + Self.piece))) { row in
                try take(row)
            }
            self.parser = parser
            try await encode(to: write)
        }
    }

    /// Encodes the rows that were read, no more at a time than memory is meant for.
    private mutating func encode(to write: ([UInt8]) throws -> Void) async throws {
        guard columns != nil else { return }
        if !isBegun { try write(Array("{\"safeloop\":\(about.json),\"clks\":[".utf8)) }
        isBegun = true
        let batch = batch
        self.batch = RecordBatch(features: schema.features.count, firstRow: rows + 1)
        for start in stride(from: 0, to: batch.count, by: rowsAtOnce) {
            let some = start..<min(batch.count, start + rowsAtOnce)
            for part in await encoder.encode(batch, rows: some) {
                for value in part.unfit {
                    let identifier = schema.features[value.feature].identifier
                    report(value.row, "the \(identifier) does not fit the schema", .valueLeftOut)
                }
                // The first has no comma before it.
                try write(isFirst ? Array(part.text.dropFirst()) : part.text)
                isFirst = false
            }
        }
    }

    private mutating func take(_ row: CSVRow) throws {
        guard let columns else {
            guard row.problem == nil else { throw RollError.brokenHeader }
            var header: [String] = []
            for index in 0..<row.count {
                guard let text = row.text(index) else { throw RollError.headerNotUTF8 }
                header.append(text)
            }
            self.columns = try FeatureColumns(schema, header: header, mapping: mapping)
            return
        }
        rows += 1
        switch row.problem {
        case .tooLong: return leaveOut("longer than \(CSVParser.longestRow / 1024) KiB")
        case .unclosedQuote: return leaveOut("a quote is opened and never closed")
        case .restUnread:
            return leaveOut("a quote is never closed, after many others; the rest of the file is not read")
        case nil: break
        }
        guard row.count == columns.count else {
            return leaveOut("\(row.count) fields where the first line has \(columns.count)")
        }
        guard batch.add(row, columns: columns.places) else {
            return report(rows, "not UTF-8, read as Windows-1252", .valueDoubted)
        }
    }

    /// The row keeps its number: its values count as missing.
    private mutating func leaveOut(_ message: String) {
        rowsLeftOut += 1
        batch.addEmptyRow()
        report(rows, message, .rowLeftOut)
    }

    private mutating func report(_ row: Int, _ message: String, _ outcome: RowProblem.Outcome) {
        problemCount += 1
        if problems.count < RollReader.mostProblems {
            problems.append(RowProblem(row: row, message: message, outcome: outcome, unit: .row))
        }
    }
}

/// Which columns of a roll hold the features of a schema.
struct FeatureColumns: Sendable {
    /// For each feature, the places of its columns, from 0; none where it is ignored.
    let places: [[Int]]
    /// How many columns the roll has.
    let count: Int

    init(_ schema: LinkageSchema, header: [String], mapping: [String: RollColumn]) throws {
        if let missing = Set(mapping.keys).subtracting(header).min() { throw RollError.noSuchColumn(missing) }
        let known = try Self.known(header, mapping)
        let mapped = Set(mapping.values)
        var places: [[Int]] = []
        for feature in schema.features {
            guard feature.hashing != nil else {
                places.append([])
                continue
            }
            let column = RollColumn.named(feature.identifier)
            let isMapped = column.map(mapped.contains) ?? false
            let same = header.indices.filter { header[$0] == feature.identifier }
            if same.count == 1, !isMapped {
                places.append(same)
            } else if let column, let found = known[column] {
                places.append(found)
            } else {
                throw EncodingError.refused(
                    "The roll has no column for the schema's \(feature.identifier): name it so, or use --columns."
                )
            }
        }
        self.places = places
        count = header.count
    }

    /// The columns whose headers say what they hold; none where the features have names of their own.
    private static func known(_ header: [String], _ mapping: [String: RollColumn]) throws -> [RollColumn: [Int]] {
        do throws(RollError) {
            let places = try RollColumns(header: header, mapping: mapping).places
            return Dictionary(grouping: places, by: \.column).mapValues { $0.map(\.place) }
        } catch {
            guard error == .noKnownColumn else { throw error }
            return [:]
        }
    }
}
