/// What the column of a table holds, told by its heading.
enum Column: Equatable, Sendable {
    case number, title, notes, decision
    /// The number of an action, where it is not that of an item.
    case reference
    /// What is to be done, or who does it: notes use "Action" for both.
    case action
    case owner, due, state
    /// What is said of an action besides its state.
    case remark
    /// The words of an item or of an action, as the columns beside it tell.
    case detail
    case name, organisation, role, initials
    case attendance, apology
    case other

    private static let names: [Column: Set<String>] = [
        .number: [
            "item", "item no", "item number", "agenda no", "minute no", "minute ref", "agenda item no", "agenda number",
            "para", "min no", "item ref", "agenda ref",
        ],
        .reference: [
            "no", "number", "ref", "action no", "action ref", "reference", "action number", "action id", "id", "ref no",
            "action point no",
        ],
        .title: ["agenda item", "topic", "subject", "agenda", "heading", "item title", "title", "item topic"],
        .notes: [
            "notes", "note", "discussion", "minutes", "minute", "discussion points",
            "key points", "notes and actions", "item under discussion", "discussion and decisions", "notes discussion",
            "discussion notes", "item discussion", "main points", "points discussed", "key discussion points",
            "discussion action", "discussion and action", "discussion summary", "summary of discussion",
            "matters discussed", "notes of discussion", "discussion outcome", "discussion decision",
        ],
        .detail: ["details", "detail", "summary", "description", "issue"],
        .decision: ["decision", "decisions", "resolution", "agreed", "decision made", "decisions made"],
        .action: [
            "action", "actions", "action point", "action points", "action required", "actions agreed", "agreed action",
            "agreed actions", "task", "tasks", "action agreed", "actions required", "action to be taken", "what",
            "action description", "description of action", "action owner", "action item", "action items",
        ],
        .owner: [
            "owner", "lead", "who", "by whom", "responsible", "responsibility", "person responsible", "assigned to",
            "action by", "lead officer", "name initials", "responsible person", "action lead", "owners", "lead person",
            "action for", "allocated to", "by who", "lead s", "owner s", "to be completed by", "action by whom",
            "responsible officer", "lead owner", "assignee", "lead member", "whom", "person",
        ],
        .due: [
            "due", "by when", "when", "deadline", "due date", "target date", "timescale", "timeframe", "date due",
            "completion date", "target", "timescales", "date for completion", "complete by", "due by", "deadline date",
            "target completion date", "by",
        ],
        .state: [
            "status", "complete", "completed", "rag", "status update",
            "rag status", "progress status", "done", "action status",
        ],
        .remark: [
            "progress", "update", "outcome", "position", "progress update", "comments", "comment", "latest update",
        ],
        .name: [
            "name", "attendee", "attendees", "member", "members", "name of member", "names", "board member",
            "members attending", "member name",
        ],
        .organisation: [
            "organisation", "organization", "agency", "representing", "borough", "authority", "org", "company",
            "service",
            "school", "department", "role organisation", "title organisation", "organisation role",
            "agency organisation",
            "job title and organisation", "organisation agency", "team", "title and organisation",
            "role and organisation",
            "agency representing", "job title organisation", "role agency", "local authority", "organisation and role",
            "body",
        ],
        .role: ["role", "job title", "position held", "post", "designation", "title role", "capacity", "job role"],
        .initials: ["initials", "initial", "abbreviation", "abbrev"],
        .attendance: [
            "present", "attendance", "attended", "present apologies", "attending", "in attendance", "attendance status",
            "present y n", "attended y n", "present absent", "attendance apologies",
        ],
        .apology: ["apologies", "apology", "apols", "absent"],
        .other: [
            "date raised", "date of meeting", "meeting date", "priority", "time", "timing", "venue", "date",
            "minute page",
            "page no", "paper", "enclosure", "e mail", "email", "telephone", "phone", "contact",
        ],
    ]

    private static let byName: [String: Column] = {
        var table: [String: Column] = [:]
        for (column, names) in names { for name in names { table[name] = column } }
        return table
    }()

    /// The columns of a heading row, or `nil` if the row is no heading.
    ///
    /// Every cell must be the name of a column, and two at least.
    static func heading(_ cells: [String]) -> [Column]? {
        guard cells.count >= 2, cells.contains(where: { !$0.isEmpty }) else { return nil }
        var columns: [Column] = []
        var known = 0
        for cell in cells {
            let name = cell.beforeBracket.folded
            if cell.trimmed == "#" {
                columns.append(.reference)
                known += 1
            } else if name.isEmpty {
                columns.append(.other)
            } else if name.utf8.count < 40, let column = byName[name] {
                columns.append(column)
                known += 1
            } else {
                return nil
            }
        }
        return known >= 2 ? settled(columns) : nil
    }

    /// What the columns of rows without a heading hold: a number, what was said, and who is to act.
    static func guess(_ rows: [Row]) -> [Column]? {
        guard let count = rows.first?.cells.count, count == 3, rows.allSatisfy({ $0.cells.count == count }) else {
            return nil
        }
        let texts = rows.map { $0.cells.map { $0.map(\.text).filter { !$0.isEmpty }.joined(separator: " / ") } }
        let numbers = texts.map { $0[0] }.filter { !$0.isEmpty }
        let owners = texts.map { $0[2] }.filter { !$0.isEmpty }
        let areNumbers = !numbers.isEmpty && numbers.allSatisfy { Enumerator($0)?.rest.isEmpty ?? false }
        let areOwners = owners.allSatisfy { Owners.list($0) != nil || Owners.lead(of: $0) != nil }
        return areNumbers && areOwners ? [.number, .notes, .action] : nil
    }

    /// What a name means depends on the columns beside it.
    private static func settled(_ columns: [Column]) -> [Column] {
        // "No. | Item | Action": the item's words, numbered.
        let areItems =
            columns.contains(.reference) && columns.contains(.number)
            && !columns.contains { [.title, .notes, .detail, .owner, .due, .state, .remark].contains($0) }
        let isRegister =
            (columns.contains(.action)
                && (!columns.contains(.title) || columns.contains { [.owner, .due, .state].contains($0) })
                || columns.contains(.detail) && columns.contains(.owner) && !columns.contains(.title))
            && !columns.contains(.notes)
        let isPeople = columns.contains(.name) && !columns.contains(.action)
        return columns.enumerated().map { index, column in
            switch column {
            case .reference where areItems: .number
            case .number where areItems: .title
            case .reference where !isRegister && !columns.contains(.number): .number
            case .name where isRegister || columns.contains(.notes): .owner
            case .title where isPeople: .role
            case .state where isPeople: .attendance
            case .organisation, .role: isPeople ? column : .other
            case .detail:
                columns.contains(.owner) && !columns.contains(.action) && !columns.contains(.title) ? .action : .notes
            case .remark where !columns.contains(.state): .state
            case .number where isRegister && columns.contains(.title): .reference
            // "Item | Discussion | Action | Action owner"
            case .action where columns[..<index].contains(.action): .owner
            default: column
            }
        }
    }
}

/// One row of a table whose columns are known. A cell may run over several lines.
struct Row: Sendable {
    var columns: [Column]
    var cells: [[Line]]

    subscript(column: Column) -> [Line] {
        columns.firstIndex(of: column).flatMap { $0 < cells.count ? cells[$0] : nil }?.filter { !$0.isBlank } ?? []
    }

    /// Cells beyond the heading, or under a heading that says nothing of use.
    var others: [Line] {
        zip(cells.indices, cells).flatMap { index, cell in
            index >= columns.count || columns[index] == .other ? cell.filter { !$0.isBlank } : []
        }
    }

    var lines: [Line] { cells.flatMap(\.self) }
    func text(_ column: Column) -> String { self[column].map(\.text).joined(separator: " ") }

    var isOfPeople: Bool {
        columns.contains(.name) || columns.contains(.attendance) && columns.contains(.organisation)
    }
    /// A list of actions, not of items with their notes.
    var isOfActions: Bool {
        columns.contains(.action) && !columns.contains(.notes)
            && (columns.contains(.owner) || columns.contains(.due) || columns.contains(.state))
    }
}

/// What the reader walks over.
enum Piece: Sendable {
    case line(Line)
    case row(Row)
    /// The heading of a table.
    case columns(Line)
}
