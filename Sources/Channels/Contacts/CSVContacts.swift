/// A table of people, one a row, under headings.
struct CSVContacts {
    private let columns: ContactColumns
    private let headings: CSVRecords.Record
    private let above: [CSVRecords.Record]
    private let rows: ArraySlice<CSVRecords.Record>
    private let unclosedLine: Int?

    /// How many lines may stand above the headings, such as the title of a sheet.
    private static let searchDepth = 10

    /// `nil` where no line near the top names an e-mail column, under any delimiter.
    init?(_ text: String) {
        let candidates = [",", ";", "\t"].compactMap {
            mark -> (delimiter: UInt8, index: Int, columns: ContactColumns)? in
            guard let delimiter = mark.utf8.first else { return nil }
            let top = CSVRecords(text, delimiter: delimiter, limit: Self.searchDepth).records
            return top.indices.lazy
                .compactMap { index in ContactColumns(top[index].cells).map { (delimiter, index, $0) } }
                .first
        }
        guard let best = candidates.max(by: { $0.columns.known < $1.columns.known }) else { return nil }
        let table = CSVRecords(text, delimiter: best.delimiter)
        guard table.records.indices.contains(best.index) else { return nil }
        columns = best.columns
        headings = table.records[best.index]
        above = table.records[..<best.index].filter { !$0.isBlank && !Self.isDelimiterHint($0) }
        rows = table.records[(best.index + 1)...]
        unclosedLine = table.unclosedLine
    }

    /// `sep=;`, which Excel writes for itself.
    private static func isDelimiterHint(_ record: CSVRecords.Record) -> Bool {
        record.cells.first?.lowercased().hasPrefix("sep=") == true
    }

    func read() -> ContactsReading {
        var reading = ContactsReading(source: .csv)
        reading.unusedColumns = columns.unused
        for record in above {
            let kind = ContactProblem.Kind.notRead("this line stands above the headings and was not read.")
            reading.problems.append(ContactProblem(line: record.line, kind: kind))
        }
        for row in rows where !row.isBlank {
            read(row, into: &reading)
        }
        if let unclosedLine {
            reading.problems.append(ContactProblem(line: unclosedLine, kind: .unclosed("a quotation mark")))
        }
        return reading
    }

    private func read(_ row: CSVRecords.Record, into reading: inout ContactsReading) {
        func cell(_ index: Int?) -> String {
            guard let index, row.cells.indices.contains(index) else { return "" }
            return row.cells[index].trimmed
        }
        let extra = row.cells.dropFirst(headings.cells.count)
        if extra.contains(where: { !$0.trimmed.isEmpty }) {
            reading.problems.append(ContactProblem(line: row.line, kind: .tooManyCells))
        }
        let parts = [columns.forename, columns.middleName, columns.surname].map(cell).filter { !$0.isEmpty }
        let name = cell(columns.name)
        let role = cell(columns.role)
        reading.add(
            line: row.line,
            name: name.isEmpty ? parts.joined(separator: " ") : name,
            // Google puts several values into one cell.
            addresses: columns.emails.flatMap { cell($0).split(separator: " ::: ").map(String.init) },
            organisation: cell(columns.organisation),
            role: PersonName.isFormOfAddress(role) ? "" : role,
            phone: columns.phones.map(cell).first { !$0.isEmpty } ?? ""
        )
    }
}
