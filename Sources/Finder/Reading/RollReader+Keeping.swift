extension RollReader {
    /// What the fields of one row come to; kept from row to row for its memory.
    struct Scratch {
        /// Where the fields that are read lie in the row, and their hashes, in the order of `RollColumns.places`.
        var fields: [(range: Range<Int>, hash: UInt64)] = []
        /// The numbers of the field in hand.
        var numbers: [Int32] = []
        var words: [Int32] = []
        /// The given names as one word.
        var joined: [Int32] = []
        var family: [Int32] = []
        /// What lay in the memories' slots: looked at for all fields before any is waited for.
        var seen: UInt64 = 0
    }

    /// Adds the person of a row to the roll, field by field; only fields never seen before are made into texts.
    mutating func keep(_ row: CSVRow, _ columns: RollColumns, _ maker: inout RollMaker) throws(RollError) {
        guard !taker.roll.isFull, maker.terms.hasRoom else { throw .tooLarge }
        let bytes = row.bytes.span
        look(row, columns)
        var entry = Entry()
        var label = 0..<0
        scratch.words.removeAll(keepingCapacity: true)
        scratch.joined.removeAll(keepingCapacity: true)
        scratch.family.removeAll(keepingCapacity: true)
        for (column, fields) in columns.groups {
            if column == .id {
                label = scratch.fields[fields.lowerBound].range
            } else if column == .address, fields.count > 1 {
                address(bytes, fields, &maker, &entry)
            } else {
                read(column, bytes, fields, &maker)
                // So many further names may have lost some that count, were others left out as said already.
                if column == .otherNames, scratch.numbers.count >= RollMaker.mostOthers {
                    return try takeTexts(row, columns, &maker)
                }
                if !scratch.numbers.isEmpty { take(column, &entry) }
            }
        }
        let parts = Int(entry.familyCount)
        scratch.words += scratch.family.prefix(parts)
        scratch.words += scratch.joined
        scratch.words += scratch.family.dropFirst(parts)
        entry.row = UInt32(clamping: taker.rows)
        taker.add(entry, scratch.words, label: row.bytes.span.extracting(label))
    }

    /// Finds where the fields lie and where the memories have them.
    private mutating func look(_ row: CSVRow, _ columns: RollColumns) {
        let bytes = row.bytes.span
        scratch.fields.removeAll(keepingCapacity: true)
        for (place, column) in columns.places {
            let range = row.range(place)
            let hash = TermPage.seeded(bytes, range)
            scratch.fields.append((range, hash))
            scratch.seen |= memories[column.place].slot(hash)
        }
    }

    /// Puts the numbers of the field in hand where they belong.
    private mutating func take(_ column: RollColumn, _ entry: inout Entry) {
        let count = scratch.numbers.count
        // Names of several parts have one word more: the parts written as one.
        let parts = count > 1 ? count - 1 : count
        switch column {
        case .id: break
        case .givenName:
            entry.givenCount = UInt8(parts)
            scratch.words += scratch.numbers.prefix(parts)
            scratch.joined += scratch.numbers.dropFirst(parts)
        case .otherNames:
            let (given, family) = (scratch.words.count, scratch.family.prefix(Int(entry.familyCount)))
            for number in scratch.numbers where !scratch.words[..<given].contains(number) && !family.contains(number) {
                scratch.words.append(number)
            }
            entry.otherCount = UInt8(scratch.words.count - given)
        case .familyName:
            entry.familyCount = UInt8(parts)
            swap(&scratch.family, &scratch.numbers)
        case .dateOfBirth: entry.birth = scratch.numbers[0]
        case .sex: entry.sex = UInt8(truncatingIfNeeded: scratch.numbers[0])
        case .address: (entry.house, entry.street) = (scratch.numbers[0], scratch.numbers[1])
        case .locality: entry.locality = scratch.numbers[0]
        case .postcode:
            (entry.postcode, entry.district) = (scratch.numbers[0], UInt32(bitPattern: scratch.numbers[1]))
        case .upn: entry.upn = scratch.numbers[0]
        case .nhsNumber: entry.nhsNumber = scratch.numbers[0]
        case .school: entry.school = scratch.numbers[0]
        }
    }

    /// Reads what the fields of one column hold together into `scratch.numbers`.
    private mutating func read(_ column: RollColumn, _ row: Span<UInt8>, _ fields: Range<Int>, _ maker: inout RollMaker) {
        var only = fields.lowerBound
        var joined: [UInt8] = []
        for field in fields.dropFirst() where !scratch.fields[field].range.isEmpty {
            if scratch.fields[only].range.isEmpty {
                only = field
                continue
            }
            if joined.isEmpty { append(only) }
            joined.append(32)
            append(field)
        }
        if joined.isEmpty { return read(column, row, scratch.fields[only].range, scratch.fields[only].hash, &maker) }
        let all = joined.indices
        read(column, joined.span, all, TermPage.seeded(joined.span, all), &maker)

        func append(_ field: Int) { for place in scratch.fields[field].range { joined.append(row[place]) } }
    }

    private mutating func read(
        _ column: RollColumn,
        _ row: Span<UInt8>,
        _ field: Range<Int>,
        _ hash: UInt64,
        _ maker: inout RollMaker
    ) {
        scratch.numbers.removeAll(keepingCapacity: true)
        if field.isEmpty { return }
        let isRepeated = column != .upn && column != .nhsNumber
        if isRepeated, memories[column.place].find(row, field, hash: hash, into: &scratch.numbers) { return }
        let problems = taker.problemCount
        var texts = RowTexts()
        texts.add(String(decoding: field.map { row[$0] }, as: UTF8.self), to: column)
        let person = taker.person(texts)
        var words: [Int32] = []
        let entry = maker.entry(of: person, words: &words)
        switch column {
        case .id: break
        case .givenName, .familyName, .otherNames: scratch.numbers += words
        case .dateOfBirth: scratch.numbers.append(entry.birth)
        case .sex: scratch.numbers.append(Int32(entry.sex))
        case .address: scratch.numbers += [entry.house, entry.street]
        case .locality: scratch.numbers.append(entry.locality)
        case .postcode: scratch.numbers += [entry.postcode, Int32(bitPattern: entry.district)]
        case .upn: scratch.numbers.append(entry.upn)
        case .nhsNumber: scratch.numbers.append(entry.nhsNumber)
        case .school: scratch.numbers.append(entry.school)
        }
        // What was reported must be reported again for the next row that has it.
        if isRepeated, problems == taker.problemCount {
            memories[column.place].keep(row, field, hash: hash, numbers: scratch.numbers)
        }
    }

    /// An address of several columns, of which mostly one has the numbers and one the street.
    private mutating func address(
        _ row: Span<UInt8>,
        _ fields: Range<Int>,
        _ maker: inout RollMaker,
        _ entry: inout Entry
    ) {
        for field in fields {
            read(.address, row, scratch.fields[field].range, scratch.fields[field].hash, &maker)
            if scratch.numbers.isEmpty { continue }
            let (house, street) = (scratch.numbers[0], scratch.numbers[1])
            if house >= 0 && entry.house >= 0 || street >= 0 && entry.street >= 0 {
                read(.address, row, fields, &maker)
                return take(.address, &entry)
            }
            if house >= 0 { entry.house = house }
            if street >= 0 { entry.street = street }
        }
    }
}
