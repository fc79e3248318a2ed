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
    private var words: [Int32] = []
    /// The given names as one word.
    private var joined: [Int32] = []
    private var family: [Int32] = []
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
        var entry = Entry()
        var label = 0..<0
        words.removeAll(keepingCapacity: true)
        joined.removeAll(keepingCapacity: true)
        family.removeAll(keepingCapacity: true)
        for (column, places) in columns.groups {
            if column == .id {
                label = ranges[places.lowerBound * Self.most + row]
            } else if column == .address, places.count > 1 {
                try address(row, places, &taker, &maker, &entry)
            } else {
                try read(column, row, places, &taker, &maker)
                // So many further names may have lost some that count, were others left out as said already.
                if column == .otherNames, numbers.count >= RollMaker.mostOthers {
                    return try taker.take(rows[row], columns, &maker)
                }
                if !numbers.isEmpty { take(column, &entry) }
            }
        }
        let parts = Int(entry.familyCount)
        words += family.prefix(parts)
        words += joined
        words += family.dropFirst(parts)
        entry.row = UInt32(clamping: taker.rows)
        let bytes = rows[row].bytes
        taker.add(entry, words, label: bytes.span.extracting(label))
    }

    /// Puts the numbers of the field in hand where they belong.
    private mutating func take(_ column: RollColumn, _ entry: inout Entry) {
        let count = numbers.count
        // Names of several parts have one word more: the parts written as one.
        let parts = count > 1 ? count - 1 : count
        switch column {
        case .id: break
        case .givenName:
            entry.givenCount = UInt8(parts)
            words += numbers.prefix(parts)
            joined += numbers.dropFirst(parts)
        case .otherNames:
            let (given, family) = (words.count, family.prefix(Int(entry.familyCount)))
            for number in numbers where !words[..<given].contains(number) && !family.contains(number) {
                words.append(number)
            }
            entry.otherCount = UInt8(words.count - given)
        case .familyName:
            entry.familyCount = UInt8(parts)
            swap(&family, &numbers)
        case .dateOfBirth: entry.birth = numbers[0]
        case .sex: entry.sex = UInt8(truncatingIfNeeded: numbers[0])
        case .address: (entry.house, entry.street) = (numbers[0], numbers[1])
        case .locality: entry.locality = numbers[0]
        case .postcode: (entry.postcode, entry.district) = (numbers[0], UInt32(bitPattern: numbers[1]))
        case .upn: entry.upn = numbers[0]
        case .nhsNumber: entry.nhsNumber = numbers[0]
        case .school: entry.school = numbers[0]
        }
    }

    /// An address of several columns, of which mostly one has the numbers and one the street.
    private mutating func address(
        _ row: Int,
        _ places: Range<Int>,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker,
        _ entry: inout Entry
    ) throws(RollError) {
        for place in places {
            try read(.address, row, place..<place + 1, &taker, &maker)
            if numbers.isEmpty { continue }
            let (house, street) = (numbers[0], numbers[1])
            if house >= 0 && entry.house >= 0 || street >= 0 && entry.street >= 0 {
                try read(.address, row, places, &taker, &maker)
                return take(.address, &entry)
            }
            if house >= 0 { entry.house = house }
            if street >= 0 { entry.street = street }
        }
    }

    /// Reads what the places of one column hold together into `numbers`.
    private mutating func read(
        _ column: RollColumn,
        _ row: Int,
        _ places: Range<Int>,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) {
        numbers.removeAll(keepingCapacity: true)
        var only = places.lowerBound * Self.most + row
        if places.count > 1 {
            let held = places.map { $0 * Self.most + row }.filter { !ranges[$0].isEmpty }
            if held.count > 1 {
                let text = Array(held.map { rows[row].bytes[ranges[$0]] }.joined(separator: [32]))
                return try read(column, text, text.indices, TermPage.seeded(text.span), &taker, &maker)
            }
            only = held.first ?? only
        }
        try read(column, rows[row].bytes, ranges[only], hashes[only], &taker, &maker)
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
        var texts = RowTexts()
        texts.add(String(decoding: bytes[field], as: UTF8.self), to: column)
        let person = taker.person(texts)
        var words: [Int32] = []
        let entry = maker.entry(of: person, words: &words)
        switch column {
        case .id: break
        case .givenName, .familyName, .otherNames: numbers += words
        case .dateOfBirth: numbers.append(entry.birth)
        case .sex: numbers.append(Int32(entry.sex))
        case .address: numbers += [entry.house, entry.street]
        case .locality: numbers.append(entry.locality)
        case .postcode: numbers += [entry.postcode, Int32(bitPattern: entry.district)]
        case .upn: numbers.append(entry.upn)
        case .nhsNumber: numbers.append(entry.nhsNumber)
        case .school: numbers.append(entry.school)
        }
        // What was reported must be reported again for the next row that has it.
        if isRepeated, problems == taker.problemCount {
            memories[column.place].keep(bytes.span, field, hash: hash, numbers: numbers)
        }
    }
}
