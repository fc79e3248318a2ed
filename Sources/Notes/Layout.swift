/// Tells the tables of a text from its plain lines.
///
/// A table is known by its heading row; its cells are parted by tabs, by strokes, by two or more spaces, or each
/// cell begins a line with a tab, as tables come out of Word. Rows without a heading stay lines.
struct Layout {
    private var lines: [Line]
    private var pieces: [Piece] = []
    private var index = 0

    static func pieces(of lines: [Line]) -> [Piece] {
        var layout = Layout(lines: lines)
        layout.walk()
        return layout.pieces
    }

    private init(lines: [Line]) {
        self.lines = lines
    }

    private mutating func walk() {
        while index < lines.count {
            if readCellsOnLines() || readRows() || readUnheadedRows() { continue }
            pieces.append(.line(lines[index]))
            index += 1
        }
    }

    // MARK: Rows on lines

    private enum Separator { case stroke, tab, spaces }

    private mutating func readRows() -> Bool {
        let line = lines[index]
        // A heading row is short.
        guard line.raw.utf8.count < 240 else { return false }
        for separator in [Separator.stroke, .tab, .spaces] {
            var cells = Layout.cells(of: line, at: separator)
            // "Present:   Name   Organisation"
            if cells.count > 2, let label = cells[0].line.label, label.isOfPeople,
                cells[0].line.text.hasSuffix(":")
            {
                pieces.append(.line(cells.removeFirst().line))
            }
            guard let columns = Column.heading(cells.map(\.line.text)) else { continue }
            pieces.append(.columns(line))
            index += 1
            switch separator {
            case .spaces: readAlignedRows(columns, Edges(cells))
            default: readSeparatedRows(columns, at: separator)
            }
            return true
        }
        return false
    }

    /// Reads rows that no heading stands above: what their columns hold shows in the cells, or each cell is read by itself.
    private mutating func readUnheadedRows() -> Bool {
        let start = index
        let line = lines[index]
        if Layout.isRule(line.raw) {
            pieces.append(.columns(line))
            index += 1
            guard Layout.isGridRule(line.raw), start == 0 || !Layout.isGridRule(lines[start - 1].raw) else {
                return true
            }
            // The heading, if there is one, follows the first rule.
            if index < lines.count, readRows() { return true }
            let before = pieces.count
            readSeparatedRows([], at: .stroke)
            let rows = pieces[before...].compactMap { if case .row(let row) = $0 { row } else { nil } }
            guard let columns = Column.guess(rows) else {
                pieces.replaceSubrange(before..., with: pieces[before...].flatMap(Layout.unfolded))
                return true
            }
            for place in before..<pieces.count {
                if case .row(var row) = pieces[place] {
                    row.columns = columns
                    pieces[place] = .row(row)
                }
            }
            return true
        }
        return readGuessedRows(at: line.raw.holds("|") ? .stroke : .tab)
    }

    private mutating func readGuessedRows(at separator: Separator) -> Bool {
        guard Layout.cells(of: lines[index], at: separator).count >= 3 else { return false }
        var end = index
        var rows: [Row] = []
        while end < lines.count, rows.count < 200 {
            let cells = Layout.cells(of: lines[end], at: separator).map(\.line)
            if cells.count < 3 { break }
            rows.append(Row(columns: [], cells: cells.map { [$0] }))
            end += 1
        }
        guard rows.count >= 2, let columns = Column.guess(rows) else { return false }
        readSeparatedRows(columns, at: separator)
        return true
    }

    /// The cells of a row one after the other, or a label with what belongs to it.
    private static func unfolded(_ piece: Piece) -> [Piece] {
        guard case .row(let row) = piece else { return [piece] }
        let cells = row.cells.map { $0.filter { !$0.isBlank } }
        if cells.count == 2, cells[0].count == 1, let label = cells[0][0].label, label.rest.isEmpty {
            let name = cells[0][0].text.trimmed(of: ":")
            guard cells[1].count == 1 else { return (cells[0] + cells[1]).map(Piece.line) }
            return [.line(cells[1][0].with(text: name + ": " + cells[1][0].text))]
        }
        return cells.flatMap(\.self).map(Piece.line)
    }

    private mutating func readSeparatedRows(_ columns: [Column], at separator: Separator) {
        // In a grid the rules part the rows, and a row may take several lines.
        var isGrid = index < lines.count && Layout.isGridRule(lines[index].raw)
        var open: Row?
        while index < lines.count {
            let line = lines[index]
            if Layout.isRule(line.raw) {
                isGrid = isGrid || Layout.isGridRule(line.raw)
                if let row = open { pieces.append(.row(row)) }
                open = nil
                pieces.append(.columns(line))
            } else if case let cells = Layout.cells(of: line, at: separator).map(\.line), cells.count >= 2 {
                if isGrid, var row = open {
                    row.append(cells)
                    open = row
                } else if separator == .tab, var row = open, Layout.lacksNumber(cells, columns) {
                    // A paragraph of the row above, which the table's first cell does not number.
                    row.append([[]] + cells.map { [$0] })
                    open = row
                } else {
                    if let row = open { pieces.append(.row(row)) }
                    open = Row(columns: columns, cells: cells.map { [$0] })
                }
            } else if !line.isBlank, !line.opensParagraph, separator == .tab, var row = open {
                // A cell of several lines.
                row.cells[row.cells.count - 1].append(line)
                open = row
            } else if line.isBlank, separator == .tab, nextRowFollows(columns, at: separator) {
                pieces.append(.line(line))
            } else {
                break
            }
            index += 1
        }
        if let row = open { pieces.append(.row(row)) }
    }

    private func nextRowFollows(_ columns: [Column], at separator: Separator) -> Bool {
        guard let next = lines[index...].prefix(4).first(where: { !$0.isBlank }) else { return false }
        return Layout.cells(of: next, at: separator).count >= 2
    }

    /// Where the names of the columns stand, to tell below which of them a cell does.
    private struct Edges {
        private let spans: [Range<Int>]
        private let heading: String

        init(_ cells: [(line: Line, start: Int)]) {
            spans = cells.map { $0.start..<($0.start + $0.line.raw.count) }
            heading = cells.map(\.line.text.folded).joined(separator: " ")
        }

        /// The heading again, as on each page of a table.
        func isHeading(_ line: Line) -> Bool { line.text.folded == heading }

        /// Parts cells that stand so close together that no gap is seen between them.
        func parted(_ cells: [(line: Line, start: Int)]) -> [(line: Line, start: Int)] {
            guard cells.count < spans.count else { return cells }
            return cells.flatMap { cell in
                let text = Array(cell.line.raw)
                let others = Set(cells.filter { $0.start != cell.start }.map(column))
                let cuts = spans.indices.filter { $0 > 0 && !others.contains($0) }.compactMap { index in
                    // Names are often set in the middle of their column.
                    [0, -1, 1, -2, 2, -3, 3].lazy.map { spans[index].lowerBound - cell.start + $0 }.first { cut in
                        cut > 1 && cut < text.count && text[cut - 1] == " " && text[cut] != " "
                    }
                }
                let bounds = [0] + cuts + [text.count]
                return zip(bounds, bounds.dropFirst()).map { start, end in
                    (cell.line.with(text: String(text[start..<end])), cell.start + start)
                }
            }
        }

        subscript(column: Int) -> Int { spans[column].lowerBound }

        /// A cell begins where its column does; else it stands below the name that it overlaps most, or the nearest.
        func column(of cell: (line: Line, start: Int)) -> Int {
            let span = cell.start..<(cell.start + cell.line.raw.count)
            if let same = spans.lastIndex(where: { abs($0.lowerBound - span.lowerBound) <= 1 }) { return same }
            let distances = spans.map { max($0.lowerBound, span.lowerBound) - min($0.upperBound, span.upperBound) }
            return distances.indices.min { distances[$0] < distances[$1] } ?? 0
        }
    }

    private mutating func readAlignedRows(_ columns: [Column], _ first: Edges) {
        var edges = first
        var open: Row?
        while index < lines.count {
            let line = lines[index]
            if line.isBlank {
                if lines[index...].prefix(3).allSatisfy(\.isBlank) { break }
            } else {
                if edges.isHeading(line) {
                    let heading = Layout.cells(of: line, at: .spaces)
                    if heading.count == columns.count { edges = Edges(heading) }
                    pieces.append(.columns(line))
                    index += 1
                    continue
                }
                var cells = Layout.cells(of: line, at: .spaces)
                // Another table begins.
                if Column.heading(cells.map(\.line.text)) != nil { break }
                // Prose runs over the gaps between the columns.
                let isProse = cells.count == 1 && cells[0].start + 4 < edges[1] && line.raw.count > edges[1] + 8
                let standsAlone = line.opensParagraph && cells.count == 1 && cells[0].start < edges[1] - 3
                if isProse || standsAlone || cells.count > columns.count || Layout.opensItem(line)
                    || line.label?.isOfPeople ?? false
                {
                    break
                }
                // Words may run on into a free column, but not those of a register.
                if cells.count > 1, !columns.contains(.notes), !columns.contains(.title) { cells = edges.parted(cells) }
                let places = cells.map(edges.column)
                let empty = Row(columns: columns, cells: Array(repeating: [], count: columns.count))
                var row = open ?? empty
                // A cell that is set in the middle of its row may begin on a line above it.
                if !row.cells[0].isEmpty, places.first == 0, !Layout.goesOn(cells[0].line.text) {
                    pieces.append(.row(row))
                    row = empty
                }
                for (cell, place) in zip(cells, places) { row.cells[place].append(cell.line) }
                open = row
            }
            index += 1
        }
        if let row = open { pieces.append(.row(row)) }
    }

    /// "(Chair)" below a name, or the rest of a sentence.
    private static func goesOn(_ cell: String) -> Bool {
        cell.hasPrefix("(") && Enumerator(cell) == nil || cell.startsWithLowercase
    }

    private static func opensItem(_ line: Line) -> Bool {
        line.opensParagraph && line.enumerator?.style == .item
    }

    // MARK: A cell a line

    /// Reads a table of which every cell begins a line with a tab.
    private mutating func readCellsOnLines() -> Bool {
        guard Layout.opensCell(lines[index]), !lines[index].isBlank else { return false }
        var heading: [Line] = []
        for line in lines[index...] {
            guard Layout.opensCell(line), !line.isBlank, heading.count < 8 else { break }
            heading.append(line)
        }
        guard let columns = Column.heading(heading.map(\.text)) else { return false }
        pieces += heading.map(Piece.columns)
        index += heading.count
        readCells(columns)
        return true
    }

    private mutating func readCells(_ columns: [Column]) {
        var row = Row(columns: columns, cells: [])
        var blanks = 0
        while index < lines.count {
            let line = lines[index]
            let follows = row.cells.count == columns.count && Layout.standsBelow(line, columns, blanks: blanks)
            blanks = line.isBlank ? blanks + 1 : 0
            if follows, !Layout.opensCell(line) {
                pieces += [.row(row), .line(line)]
                row.cells = []
            } else if Layout.opensCell(line) {
                // A number begins a row even where the row before lacks its last cells.
                if row.cells.count == columns.count || columns.first == .number && Layout.isNumber(line.text) {
                    if !row.cells.isEmpty { pieces.append(.row(row)) }
                    row = Row(columns: columns, cells: [])
                }
                row.cells.append([line])
            } else if row.cells.isEmpty {
                pieces.append(.line(line))
            } else {
                row.cells[row.cells.count - 1].append(line)
            }
            index += 1
        }
        if !row.cells.isEmpty { pieces.append(.row(row)) }
    }

    /// Whether a line is text below the table and no more of its last cell, which only says who and when.
    private static func standsBelow(_ line: Line, _ columns: [Column], blanks: Int) -> Bool {
        guard !line.isBlank, let last = columns.last, [.action, .owner, .due, .state].contains(last) else {
            return false
        }
        return blanks >= 2 || line.text.words.count > 12 || line.label != nil
    }

    private static func opensCell(_ line: Line) -> Bool {
        line.raw.drop { $0 == " " }.first == "\t"
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 6 && text.allSatisfy { $0.isASCII && $0.isNumber || $0 == "." }
    }

    // MARK: Cells

    /// `|---|---|` or `+----+----+`.
    private static func isRule(_ raw: String) -> Bool {
        guard !raw.hasWordByte else { return false }
        let text = raw.trimmed
        return text.utf8.count >= 3 && (text.holds("|") || text.holds("+"))
            && text.allSatisfy { "|+-=: ".contains($0) } && (text.holds("-") || text.holds("="))
    }

    /// Whether cells begin with prose where the table begins with a number.
    private static func lacksNumber(_ cells: [Line], _ columns: [Column]) -> Bool {
        columns.first == .number && cells.count < columns.count && cells[0].text.words.count > 1
            && Enumerator(cells[0].text)?.style != .bare && !isNumber(cells[0].text)
    }

    private static func isGridRule(_ raw: String) -> Bool {
        raw.trimmed.hasPrefix("+")
    }

    private static func cells(of line: Line, at separator: Separator) -> [(line: Line, start: Int)] {
        switch separator {
        case .stroke:
            guard line.raw.holds("|") else { return [] }
            return strokes(line.raw).map { (line.with(text: String($0)), 0) }
        case .tab:
            guard line.raw.holds("\t") else { return [] }
            return line.raw.split(separator: "\t", omittingEmptySubsequences: false).map {
                (line.with(text: String($0)), 0)
            }
        case .spaces:
            guard line.raw.holds("  ") || line.raw.holds("\t") else { return [(line, 0)] }
            return gaps(line.raw).map { (line.with(text: String($0.text)), $0.start) }
        }
    }

    private static func strokes(_ raw: String) -> [Substring] {
        var text = raw[...].drop { $0.isWhitespace }.reversedDrop { $0.isWhitespace }
        if text.first == "|" { text = text.dropFirst() }
        if text.last == "|" { text = text.dropLast() }
        return text.split(separator: "|", omittingEmptySubsequences: false)
    }

    /// The parts of a line between two or more spaces, each with the column it starts in.
    static func gaps(_ raw: String) -> [(text: Substring, start: Int)] {
        var parts: [(Substring, Int)] = []
        var start: String.Index?
        var startColumn = 0
        var end = raw.startIndex
        var spaces = 0
        for (column, index) in raw.indices.enumerated() {
            if raw[index] == " " || raw[index] == "\t" {
                spaces += raw[index] == "\t" ? 2 : 1
                continue
            }
            if let open = start, spaces >= 2 {
                parts.append((raw[open..<end], startColumn))
                start = nil
            }
            if start == nil { (start, startColumn) = (index, column) }
            spaces = 0
            end = raw.index(after: index)
        }
        if let open = start { parts.append((raw[open..<end], startColumn)) }
        return parts
    }
}

extension Row {
    fileprivate mutating func append(_ more: [Line]) { append(more.map { [$0] }) }

    fileprivate mutating func append(_ more: [[Line]]) {
        for (index, lines) in more.enumerated() {
            if index < cells.count { cells[index] += lines } else { cells.append(lines) }
        }
    }
}
