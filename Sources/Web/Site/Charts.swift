package import HTML

/// A chart, drawn by `charts.js` from the table that it folds away. Without the script there is the table.
///
/// ```swift
/// chart("months", "Raised each month", .stack, "Matters raised, by month",
///     [Column("Month"), Column("Raised", right: true)], rows: months)
/// ```
package enum ChartKind: String, Sendable {
    /// One bar lying for each series of a row: up to three.
    case bars
    /// Series on top of one another, a column for each row.
    case stack
}

package func chart(
    _ id: String,
    _ title: String,
    _ kind: ChartKind,
    meta: String,
    _ columns: [Column],
    rows: [[Markup]]
) -> Markup {
    figure(.class("chart"), .data("chart", kind.rawValue)) {
        figcaption(.class("sec-head")) {
            h2(.id(id)) { title }
            p(.class("meta")) { meta }
        }
        div(.class("plot"), .hidden()) {
            canvas(.role("img"), .aria("label", "\(title). The same figures are in the table below."))
        }
        details(.open()) {
            summary { "See the figures" }
            dataTable(title, columns, rows: rows, empty: "")
        }
    }
}
