package import HTML

/// A column: `Column("Raised", right: true)` for numbers.
package struct Column: Sendable {
    package var label: String
    package var isRight: Bool

    package init(_ label: String, right isRight: Bool = false) {
        self.label = label
        self.isRight = isRight
    }
}

/// A table that becomes blocks on a phone. The first cell of a row is its heading.
///
/// ```swift
/// dataTable("Attendance by borough", [Column("Borough"), Column("Meetings", right: true)],
///     rows: boroughs.map { [Markup(text: $0.name), Markup(text: $0.meetings)] }, empty: "No meetings yet.")
/// ```
///
/// - Parameters:
///   - captionShown: Where a heading above says the same, the caption is kept for those who hear the table.
///   - isDense: Many short cells a row: two stand side by side on a phone.
package func dataTable(
    _ caption: String,
    _ columns: [Column],
    rows: [[Markup]],
    empty sentence: String,
    captionShown: Bool = false,
    isDense: Bool = false
) -> Markup {
    guard !rows.isEmpty else { return empty(sentence) }
    return table(.class(isDense ? "table stack-table stack-dense" : "table stack-table")) {
        HTML.caption(captionShown ? .none : .class("visually-hidden")) { caption }
        thead {
            tr {
                for column in columns { th(.scope("col"), column.alignment) { column.label } }
            }
        }
        tbody {
            for row in rows {
                tr {
                    for (column, cell) in zip(columns, row).prefix(1) { th(.scope("row"), column.alignment) { cell } }
                    for (column, cell) in zip(columns, row).dropFirst() {
                        td(column.alignment, .data("l", column.label)) { cell }
                    }
                }
            }
        }
    }
}

extension Column {
    fileprivate var alignment: Attribute { isRight ? .class("r") : .none }
}

/// Where a long list goes on: "Page 2 of 7".
///
/// ```swift
/// pager(page: 2, of: 7) { "/actions?page=\($0)" }
/// ```
package func pager(page: Int, of pages: Int, link: (Int) -> Link) -> Markup {
    guard pages > 1 else { return Markup() }
    return nav(.class("pager"), .aria("label", "Pages")) {
        if page > 1 { a(.class("btn btn-quiet"), .href(link(page - 1)), .rel("prev")) { "Previous" } }
        span(.class("meta")) { "Page \(page) of \(pages)" }
        if page < pages { a(.class("btn btn-quiet"), .href(link(page + 1)), .rel("next")) { "Next" } }
    }
}
