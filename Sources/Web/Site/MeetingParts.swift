package import HTML

/// The head over `notesItem`s: "Notes" and "Who does what, by when".
package let notesHead = Markup {
    div(.class("item item-head"), .aria("hidden", "true")) {
        span {}
        span { "Notes" }
        span { "Who does what, by when" }
    }
}

/// One item of a meeting: number, notes, actions.
///
/// ```swift
/// notesItem("3", "Child trafficking: what schools see", duties: lines) { paragraphs(text); agreed("…") }
/// ```
///
/// - Parameters:
///   - side: Stands in the right column in place of duties, such as a form.
package func notesItem(
    _ number: String,
    _ title: String,
    duties lines: [DutyLine] = [],
    side: Markup? = nil,
    @Contents notes: () -> Markup
) -> Markup {
    section(.class("item"), .id("item-" + number), .aria("labelledby", "i" + number)) {
        span(.class("no"), .aria("hidden", "true")) { number }
        h2(.id("i" + number)) {
            span(.class("visually-hidden")) { "Item \(number): " }
            title
        }
        div(.class("notes")) { notes() }
        if let side {
            div(.class("to-do")) {
                if !lines.isEmpty { duties(lines, label: "Actions from item \(number)") }
                side
            }
        } else if lines.isEmpty {
            p(.class("to-do meta")) { "No action" }
        } else {
            duties(lines, label: "Actions from item \(number)")
        }
    }
}

/// One line of an agenda: `AgendaLine("Time to talk", who: "Everyone", time: "30 min")`.
package struct AgendaLine: Sendable {
    package var title: String
    /// What stands in place of the title when the page is printed.
    package var onPaper: String?
    package var link: Link?
    package var who: String
    /// "20 min" or "10:20am".
    package var time: String

    package init(
        _ title: String,
        _ link: Link? = nil,
        onPaper: String? = nil,
        who: String = "",
        time: String = ""
    ) {
        self.title = title
        self.onPaper = onPaper
        self.link = link
        self.who = who
        self.time = time
    }
}

package func agenda(_ lines: [AgendaLine]) -> Markup {
    ol(.class("agenda")) {
        for line in lines {
            li {
                b(line.onPaper == nil ? .none : .class("no-print")) {
                    if let link = line.link { a(.href(link)) { line.title } } else { line.title }
                }
                if let title = line.onPaper { b(.class("print-only")) { title } }
                span { line.who }
                span(.class("num")) { line.time }
            }
        }
    }
}

/// Who was there, by organisation: `attendance([("Brent", "Anjali Mistry")])`.
package func attendance(_ people: [(organisation: String, name: String)]) -> Markup {
    ul(.class("cols")) {
        for person in people {
            li {
                b { person.organisation }
                " "
                span { person.name }
            }
        }
    }
}
