/// Makes entries of rows field by field; only fields never seen before are made into texts.
///
/// Rows wait until there are several, so that what the memories hold of one column is asked for all of them at once:
/// the processor waits for its own memory once then, and not for each field.
struct RowKeeper {
    private static let most = 32

    var columns: RollColumns? {
        didSet {
            let fields = Self.most * (columns?.places.count ?? 0)
            ranges = Array(repeating: 0..<0, count: fields)
            hashes = Array(repeating: 0, count: fields)
        }
    }
    private var rows = [CSVRow](repeating: CSVRow(), count: most)
    private var waiting = 0
    /// Where the fields of the rows that wait lie in them, and their hashes: `most` of each of `RollColumns.places`.
    private var ranges: [Range<Int>] = []
    private var hashes: [UInt64] = []
    /// By `RollColumn.place`.
    private var memories = [FieldMemory](repeating: FieldMemory(), count: RollColumn.allCases.count)

    /// The numbers of the field in hand.
    private var numbers: [Int32] = []
    private var draft = EntryDraft()
    private var seen: UInt64 = 0

    var isFull: Bool { waiting == Self.most }

    /// Whether all that is read of a row is UTF-8.
    func isUTF8(_ row: CSVRow) -> Bool {
        guard let columns, !row.isASCII else { return true }
        return columns.places.allSatisfy { row.isUTF8($0.place) }
    }

    /// Takes a row, and leaves another for its memory.
    mutating func wait(_ row: inout CSVRow) {
        guard let columns else { return }
        for index in columns.places.indices {
            let range = row.range(columns.places[index].place)
            ranges[index * Self.most + waiting] = range
            hashes[index * Self.most + waiting] = TermPage.seeded(row.bytes.span, range)
        }
        swap(&rows[waiting], &row)
        waiting += 1
    }

    /// Adds the people of all rows that wait.
    mutating func keep(_ taker: inout RowTaker, _ maker: inout RollMaker) throws(RollError) {
        guard let columns else { return }
        for index in columns.places.indices {
            let start = index * Self.most
            seen |= memories[columns.places[index].column.place].touch(hashes.span.extracting(start..<start + waiting))
        }
        let count = waiting
        waiting = 0
        for row in 0..<count {
            taker.next()
            try keep(row, columns, &taker, &maker)
        }
    }

    private mutating func keep(
        _ row: Int,
        _ columns: RollColumns,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) {
        guard !taker.roll.isFull else { throw .tooLarge }
        let bytes = rows[row].bytes
        var label = 0..<0
        draft.clear()
        for (column, places) in columns.groups {
            if column == .id {
                label = ranges[places.lowerBound * Self.most + row]
            } else if column == .address, places.count > 1 {
                try address(bytes, row, places, &taker, &maker)
            } else {
                try read(column, bytes, row, places, &taker, &maker)
                draft.take(column, numbers)
            }
        }
        draft.entry.row = UInt32(clamping: taker.rows)
        draft.finish()
        taker.add(draft.entry, draft.words, label: bytes.span.extracting(label))
    }

    /// An address of several columns, of which mostly one has the numbers and one the street.
    private mutating func address(
        _ bytes: [UInt8],
        _ row: Int,
        _ places: Range<Int>,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) {
        for place in places {
            try read(.address, bytes, row, place..<place + 1, &taker, &maker)
            if numbers.isEmpty { continue }
            let (house, street) = (numbers[0], numbers[1])
            if house >= 0 && draft.entry.house >= 0 || street >= 0 && draft.entry.street >= 0 {
                try read(.address, bytes, row, places, &taker, &maker)
                return draft.take(.address, numbers)
            }
            if house >= 0 { draft.entry.house = house }
            if street >= 0 { draft.entry.street = street }
        }
    }

    /// Reads what the places of one column hold together into `numbers`.
    private mutating func read(
        _ column: RollColumn,
        _ bytes: [UInt8],
        _ row: Int,
        _ places: Range<Int>,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) {
        numbers.removeAll(keepingCapacity: true)
        var only = places.lowerBound * Self.most + row
        for place in places.dropFirst() {
            let next = place * Self.most + row
            if ranges[next].isEmpty { continue }
            if !ranges[only].isEmpty { return try readJoined(column, bytes, row, places, &taker, &maker) }
            only = next
        }
        try read(column, bytes, ranges[only], hashes[only], &taker, &maker)
    }

    private mutating func readJoined(
        _ column: RollColumn,
        _ bytes: [UInt8],
        _ row: Int,
        _ places: Range<Int>,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) {
        var text: [UInt8] = []
        for place in places where !ranges[place * Self.most + row].isEmpty {
            if !text.isEmpty { text.append(32) }
            text += bytes[ranges[place * Self.most + row]]
        }
        try read(column, text, text.indices, TermPage.seeded(text.span), &taker, &maker)
    }

    private mutating func read(
        _ column: RollColumn,
        _ bytes: [UInt8],
        _ field: Range<Int>,
        _ hash: UInt64,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) {
        if field.isEmpty { return }
        let isRepeated = column != .upn && column != .nhsNumber
        if isRepeated, memories[column.place].find(bytes.span, field, hash: hash, into: &numbers) { return }
        guard maker.terms.hasRoom else { throw .tooLarge }
        let problems = taker.problemCount
        number(column, String(decoding: bytes[field], as: UTF8.self), &taker, &maker)
        // What was reported must be reported again for the next row that has it.
        if isRepeated, problems == taker.problemCount {
            memories[column.place].keep(bytes.span, field, hash: hash, numbers: numbers)
        }
    }

    /// Reads a field that is not known.
    private mutating func number(
        _ column: RollColumn,
        _ text: String,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) {
        switch column {
        case .dateOfBirth: numbers.append(taker.dateOfBirth(text)?.packed ?? 0)
        case .sex: numbers.append(Int32(Sex(text)?.rawValue ?? 0))
        case .postcode: if let postcode = taker.postcode(text) { maker.number(postcode, into: &numbers) }
        case .upn: if let upn = taker.upn(text) { numbers.append(maker.terms.upns.number(of: upn)) }
        case .nhsNumber: if let number = taker.nhsNumber(text) { numbers.append(maker.terms.nhsNumbers.number(of: number)) }
        default: maker.number(column, text, into: &numbers)
        }
    }
}
