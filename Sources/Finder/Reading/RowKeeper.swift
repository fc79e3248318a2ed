/// Makes entries of rows field by field; only fields never seen before are made into texts.
///
/// Rows wait until there are several, so that what the memories hold of one column is asked for all of them at once:
/// the processor waits for its own memory once then, and not for each field.
struct RowKeeper {
    private static let most = 32

    var columns: RollColumns? {
        didSet { questions = Array(repeating: .init(), count: Self.most * (columns?.places.count ?? 0)) }
    }
    private var waiting = 0
    /// The bytes of the rows that wait, end to end.
    private var text: [UInt8] = []
    /// The fields of the rows that wait: `most` of each of `RollColumns.places`.
    private var questions: [FieldMemory.Question] = []
    /// The numbers of the fields that are known.
    private var found: [Int32] = []
    /// By `RollColumn.place`.
    private var memories = [FieldMemory](repeating: FieldMemory(), count: RollColumn.allCases.count)
    private var draft = EntryDraft()

    var isFull: Bool { waiting == Self.most }

    /// Whether all that is read of a row is UTF-8.
    func isUTF8(_ row: CSVRow) -> Bool {
        guard let columns, !row.isASCII else { return true }
        return columns.places.allSatisfy { row.isUTF8($0.place) }
    }

    mutating func wait(_ row: CSVRow) {
        guard let columns else { return }
        let start = text.count
        text += row.bytes
        for index in columns.places.indices {
            let field = row.range(columns.places[index].place)
            let hash = TermPage.seeded(row.bytes.span, field)
            let place = index * Self.most + waiting
            questions[place].field = start + field.lowerBound..<start + field.upperBound
            questions[place].hash = hash
        }
        waiting += 1
    }

    /// Adds the people of all rows that wait.
    mutating func keep(_ taker: inout RowTaker, _ maker: inout RollMaker) throws(RollError) {
        guard let columns, waiting > 0 else { return }
        for index in columns.places.indices {
            let asked = index * Self.most..<index * Self.most + waiting
            memories[columns.places[index].column.place].answer(&questions, asked, text, &found)
        }
        for row in 0..<waiting {
            taker.next()
            try keep(row, columns, &taker, &maker)
        }
        waiting = 0
        text.removeAll(keepingCapacity: true)
        found.removeAll(keepingCapacity: true)
    }

    private mutating func keep(
        _ row: Int,
        _ columns: RollColumns,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) {
        guard !taker.roll.isFull else { throw .tooLarge }
        var label = 0..<0
        draft.clear()
        for (column, places) in columns.groups {
            if column == .id {
                label = questions[places.lowerBound * Self.most + row].field
            } else if column == .address, places.count > 1 {
                try address(row, places, &taker, &maker)
            } else {
                let numbers = try read(column, row, places, &taker, &maker)
                draft.take(column, found, numbers)
            }
        }
        draft.entry.row = UInt32(clamping: taker.rows)
        draft.finish()
        taker.add(draft.entry, draft.words, labelAt: label, of: text)
    }

    /// An address of several columns, of which mostly one has the numbers and one the street.
    private mutating func address(
        _ row: Int,
        _ places: Range<Int>,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) {
        for place in places {
            let numbers = try read(.address, row, place..<place + 1, &taker, &maker)
            if numbers.isEmpty { continue }
            let (house, street) = (found[numbers.lowerBound], found[numbers.lowerBound + 1])
            if house >= 0 && draft.entry.house >= 0 || street >= 0 && draft.entry.street >= 0 {
                let all = try read(.address, row, places, &taker, &maker)
                return draft.take(.address, found, all)
            }
            if house >= 0 { draft.entry.house = house }
            if street >= 0 { draft.entry.street = street }
        }
    }

    /// Where the numbers of what the places of one column hold together are in `found`.
    private mutating func read(
        _ column: RollColumn,
        _ row: Int,
        _ places: Range<Int>,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) -> Range<Int> {
        var only = places.lowerBound * Self.most + row
        for place in places.dropFirst() {
            let next = place * Self.most + row
            if questions[next].field.isEmpty { continue }
            if !questions[only].field.isEmpty {
                let joined = join(row, places)
                return try read(column, joined, TermPage.seeded(text.span, joined), &taker, &maker)
            }
            only = next
        }
        if let answer = questions[only].answer { return answer }
        return try read(column, questions[only].field, questions[only].hash, &taker, &maker)
    }

    /// Writes what several places hold behind the rows, with blanks between.
    private mutating func join(_ row: Int, _ places: Range<Int>) -> Range<Int> {
        let start = text.count
        for place in places {
            let field = questions[place * Self.most + row].field
            if field.isEmpty { continue }
            if text.count > start { text.append(32) }
            text += text[field]
        }
        return start..<text.count
    }

    private mutating func read(
        _ column: RollColumn,
        _ field: Range<Int>,
        _ hash: UInt64,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) throws(RollError) -> Range<Int> {
        let start = found.count
        if memories[column.place].find(text, field, hash: hash, into: &found) { return start..<found.count }
        guard maker.terms.hasRoom else { throw .tooLarge }
        let problems = taker.problemCount
        number(column, String(decoding: text[field], as: UTF8.self), &taker, &maker)
        // Numbers of people are hardly ever met again, and what was reported must be reported again.
        if column != .upn, column != .nhsNumber, problems == taker.problemCount {
            memories[column.place].keep(text, field, hash: hash, found[start...])
        }
        return start..<found.count
    }

    /// Reads a field that is not known.
    private mutating func number(
        _ column: RollColumn,
        _ text: String,
        _ taker: inout RowTaker,
        _ maker: inout RollMaker
    ) {
        switch column {
        case .dateOfBirth: found.append(taker.dateOfBirth(text)?.packed ?? 0)
        case .sex: found.append(Int32(Sex(text)?.rawValue ?? 0))
        case .postcode: if let postcode = taker.postcode(text) { maker.number(postcode, into: &found) }
        case .upn: if let upn = taker.upn(text) { found.append(maker.terms.upns.number(of: upn)) }
        case .nhsNumber: if let nhs = taker.nhsNumber(text) { found.append(maker.terms.nhsNumbers.number(of: nhs)) }
        default: maker.number(column, text, into: &found)
        }
    }
}
