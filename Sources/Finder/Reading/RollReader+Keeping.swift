extension RollReader {
    /// What the fields of one row come to; kept from row to row for its memory.
    struct Scratch {
        /// The numbers of the field in hand.
        var numbers: [Int32] = []
        var words: [Int32] = []
        /// The given names as one word.
        var joined: [Int32] = []
        var family: [Int32] = []
    }

    /// Adds the person of a row to the roll, field by field; only fields never seen before are made into texts.
    mutating func keep(_ row: CSVRow, _ columns: RollColumns, _ maker: inout RollMaker) throws(RollError) {
        guard !taker.roll.isFull, maker.terms.hasRoom else { throw .tooLarge }
        var entry = Entry()
        var label = 0..<0
        scratch.words.removeAll(keepingCapacity: true)
        scratch.joined.removeAll(keepingCapacity: true)
        scratch.family.removeAll(keepingCapacity: true)
        for (column, places) in columns.inOrder {
            if column == .id {
                label = row.range(places[0])
            } else if column == .address, places.count > 1 {
                address(row, places, &maker, &entry)
            } else {
                read(column, row, places, &maker)
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

    /// Reads a field into `scratch.numbers`.
    private mutating func read(_ column: RollColumn, _ row: CSVRow, _ places: [Int], _ maker: inout RollMaker) {
        if places.count == 1 {
            read(column, row.bytes.span.extracting(row.range(places[0])), &maker)
            return
        }
        var joined: [UInt8] = []
        for place in places {
            let range = row.range(place)
            if range.isEmpty { continue }
            if !joined.isEmpty { joined.append(32) }
            joined += row.bytes[range]
        }
        read(column, joined.span, &maker)
    }

    private mutating func read(_ column: RollColumn, _ text: Span<UInt8>, _ maker: inout RollMaker) {
        scratch.numbers.removeAll(keepingCapacity: true)
        if text.isEmpty { return }
        let isRepeated = column != .upn && column != .nhsNumber
        let hash = TermPage.hash(text)
        if isRepeated, memories[column.place].find(text, hash: hash, into: &scratch.numbers) { return }
        let problems = taker.problemCount
        var texts = RowTexts()
        texts.add(text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }, to: column)
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
            memories[column.place].keep(text, hash: hash, numbers: scratch.numbers)
        }
    }

    /// An address of several columns, of which mostly one has the numbers and one the street.
    private mutating func address(_ row: CSVRow, _ places: [Int], _ maker: inout RollMaker, _ entry: inout Entry) {
        for place in places {
            read(.address, row.bytes.span.extracting(row.range(place)), &maker)
            if scratch.numbers.isEmpty { continue }
            let (house, street) = (scratch.numbers[0], scratch.numbers[1])
            if house >= 0 && entry.house >= 0 || street >= 0 && entry.street >= 0 {
                read(.address, row, places, &maker)
                return take(.address, &entry)
            }
            if house >= 0 { entry.house = house }
            if street >= 0 { entry.street = street }
        }
    }
}
