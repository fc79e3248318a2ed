import Foundation

extension PersonIndex {
    /// Stores the index at `path`, sealed by `sealer`: readable by this user alone, whole on the disk before this returns,
    /// and never half there. A file that is there already is replaced.
    ///
    /// - throws: `SnapshotError.unwritable`.
    public func save(to path: String, sealer: some SnapshotSealer) async throws(SnapshotError) {
        try await save(to: path, sealer: sealer, pieceSize: SnapshotFormat.pieceSize)
    }

    func save(to path: String, sealer: some SnapshotSealer, pieceSize: Int) async throws(SnapshotError) {
        try await Self.aside { () throws(SnapshotError) in
            var writer = try SnapshotWriter(path: path, sealer: sealer, pieceSize: pieceSize)
            try write(to: &writer)
            try writer.finish()
        }
    }

    /// The index that `save` stored at `path`. How rare names are is counted anew.
    ///
    /// - throws: `SnapshotError.missing`; `SnapshotError.refused` for a file that is torn, cut short, altered, sealed with
    ///   another key, or written by another version.
    public init(savedAt path: String, sealer: some SnapshotSealer) async throws(SnapshotError) {
        self = try await Self.aside { () throws(SnapshotError) in
            var reader = try SnapshotReader(path: path, sealer: sealer)
            guard let index = try Self.read(from: &reader) else { throw .refused(path) }
            try reader.end()
            return index
        }
    }

    /// Runs work that waits for the disk where it holds up nothing else.
    private static func aside<Value: Sendable>(
        _ work: @escaping @Sendable () throws(SnapshotError) -> Value
    ) async throws(SnapshotError) -> Value {
        let result: Result<Value, SnapshotError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(SnapshotError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    private func write<Sealer>(to writer: inout SnapshotWriter<Sealer>) throws(SnapshotError) {
        for field in Field.allCases {
            try writer.put(model.person[field.rawValue])
            try writer.put(model.strangers[field.rawValue])
            try writer.put(model.household[field.rawValue])
        }
        for table in core.maker.terms.tables {
            let slab = table.whole
            try writer.put(slab.bytes)
            try writer.put(slab.ends)
            try writer.put(slab.bases)
        }
        try writer.put(core.index.roll.entries)
        try writer.put(core.index.roll.words)
        try writer.put([core.index.roll.unused])
        try writer.put(free)
        try writer.put(core.index.common.counts)
        let table = core.index.table
        try writer.put([table.bucketBits, table.numberBits])
        for part in table.parts {
            try writer.put(part.starts)
            try writer.put(part.members)
        }
        var buckets: [UInt64] = []
        var members: [UInt32] = []
        for (bucket, late) in table.late {
            buckets += late.map { _ in bucket }
            members += late
        }
        try writer.put(buckets)
        try writer.put(members)
    }

    /// Nil where what is stored does not fit together.
    private static func read<Sealer>(from reader: inout SnapshotReader<Sealer>) throws(SnapshotError) -> PersonIndex? {
        var model = Model.standard
        for field in Field.allCases {
            model.person[field.rawValue] = try reader.take(Double.self)
            model.strangers[field.rawValue] = try reader.take(Double.self)
            model.household[field.rawValue] = try reader.take(Double.self)
            let levels = field.levels.count
            for levelsOfOne in [model.person, model.strangers, model.household]
            where levelsOfOne[field.rawValue].count != levels { return nil }
        }
        var tables: [TermTable] = []
        for _ in 0..<Terms().tables.count {
            let bytes = try reader.take(UInt8.self)
            let ends = try reader.take(UInt32.self)
            guard let slab = ByteSlab(bytes: bytes, ends: ends, bases: try reader.take(Int.self)) else { return nil }
            tables.append(TermTable(slab))
        }
        guard let terms = Terms(tables) else { return nil }
        let entries = try reader.take(Entry.self)
        let words = try reader.take(Int32.self)
        let unused = try reader.take(Int.self)
        let free = try reader.take(Int32.self)
        let counts = try reader.take(UInt8.self)
        guard unused.count == 1, free.allSatisfy({ entries.indices.contains(Int($0)) }),
            let roll = Roll(entries: entries, words: words, unused: unused[0], labels: ByteSlab()),
            terms.cover(roll), let common = CommonNames(counts)
        else { return nil }
        let bits = try reader.take(UInt32.self)
        var parts: [KeyTable.Part] = []
        for _ in 0..<1 << KeyTable.partBits {
            let starts = try reader.take(UInt32.self)
            parts.append(KeyTable.Part(starts: starts, members: try reader.take(UInt32.self)))
        }
        let buckets = try reader.take(UInt64.self)
        let members = try reader.take(UInt32.self)
        guard bits.count == 2, buckets.count == members.count,
            let table = KeyTable(
                parts: parts,
                late: zip(buckets, members).map { ($0, $1) },
                bits: (bits[0], bits[1]),
                people: roll.count
            )
        else { return nil }
        var maker = RollMaker()
        maker.terms = terms
        return PersonIndex(
            Index(roll, terms: terms, table: table, common: common),
            maker: maker,
            rarity: Rarity(of: [roll], terms: terms),
            model: model,
            free: free
        )
    }
}

extension Terms {
    /// All tables, always in this order.
    var tables: [TermTable] {
        [names.words, postcodes, houses, streets, localities, schools, upns, nhsNumbers]
    }

    /// The terms of tables in that order; nil for another number of them.
    init?(_ tables: [TermTable]) {
        guard tables.count == 8 else { return nil }
        names = NameTerms(tables[0])
        (postcodes, houses, streets, localities) = (tables[1], tables[2], tables[3], tables[4])
        (schools, upns, nhsNumbers) = (tables[5], tables[6], tables[7])
        packPostcodes()
    }

    /// Whether every number in `roll` is of a term.
    func cover(_ roll: Roll) -> Bool {
        func fits(_ number: Int32, _ table: TermTable) -> Bool { number >= -1 && number < table.count }
        func unmarked(_ number: Int32) -> Int32 { number < 0 ? number : number & ~Slip.marks }
        return roll.words.allSatisfy { $0 >= 0 && $0 < names.count }
            && roll.entries.allSatisfy { entry in
                fits(entry.postcode, postcodes) && fits(entry.house, houses) && fits(entry.street, streets)
                    && fits(entry.locality, localities) && fits(entry.school, schools)
                    && fits(unmarked(entry.upn), upns) && fits(unmarked(entry.nhsNumber), nhsNumbers)
            }
    }
}
