/// The tables of a document, taken apart into the passages their cells belong to.
extension Outline {
    mutating func read(_ row: Row) {
        if row.isOfPeople {
            if section != .people { openPeople(.attendance, item: items.indices.last) }
            people[people.count - 1].rows.append(row)
        } else if row.isOfActions {
            if section == .people || section == .header || section == .annex {
                passages.append(Passage(item: nil, kind: .actions(arePrevious: false)))
                section = .passage
            }
            add(.actionRow(row))
        } else {
            readItem(row)
        }
    }

    private mutating func readItem(_ row: Row) {
        var notes = row[.title] + row[.notes]
        let number = row.text(.number)
        let enumerator = Enumerator(number)
        if let enumerator, !enumerator.rest.isEmpty, let line = row[.number].first {
            notes.insert(line.with(text: enumerator.rest), at: 0)
        } else if enumerator == nil, let line = row[.number].first {
            notes.insert(line, at: 0)
        }
        let all = notes
        let opens = !number.isEmpty || !row[.title].isEmpty
        if opens, let title = notes.first {
            for line in row[.number] { roles[line.number] = .item(items.count) }
            let own = Enumerator(title.text)
            open(number: enumerator?.number ?? own?.number ?? "", title: own?.rest ?? title.text, at: title)
            notes.removeFirst()
        }
        if section == .header || section == .people { openPassage(.discussion) }
        let itemOfRow = items.indices.last
        for line in notes { place(line) }
        let cells = row[.action] + row[.owner]
        for line in row.others where roles[line.number] == nil { place(line) }
        guard !cells.isEmpty || !row[.decision].isEmpty else { return }
        passages.append(Passage(item: itemOfRow, kind: .discussion))
        if section != .annex { section = .passage }
        if !row[.decision].isEmpty { add(.decisions(row[.decision])) }
        if !cells.isEmpty { add(.owners(row, beside: all)) }
    }
}
