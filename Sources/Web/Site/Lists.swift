package import HTML

/// A state as a shape and a word: `tag("3 days overdue", .late)`, `tag("Draft", boxed: true)`.
package func tag(_ text: String, _ turn: Turn? = nil, boxed: Bool = false) -> Markup {
    span(.class("tag", boxed ? "tag-boxed" : nil, turn?.tagClass)) { text }
}

// MARK: - Rows

/// One line of a list: ring, what, when.
///
/// ```swift
/// Row("Decide on a trafficking referral", "/m/2417", meta: "Thornbeck Academy, Tower Hamlets. Matter 2417",
///     ring: Ring(.due, reached: .received, used: 0.9, text: "5h"), tag: tag("Today by 4pm", .due))
/// ```
package struct Row: Sendable {
    package var title: String
    package var link: Link?
    package var meta: String
    /// Left out in lists of things that are no loop (members, documents).
    package var ring: Ring?
    package var tag: Markup?
    /// Buttons under the row.
    package var acts: Markup?

    package init(
        _ title: String,
        _ link: Link? = nil,
        meta: String = "",
        ring: Ring? = nil,
        tag: Markup? = nil,
        acts: Markup? = nil
    ) {
        self.title = title
        self.link = link
        self.meta = meta
        self.ring = ring
        self.tag = tag
        self.acts = acts
    }
}

/// A list of rows, or the sentence that says there are none.
package func rows(_ rows: [Row], empty sentence: String) -> Markup {
    guard !rows.isEmpty else { return empty(sentence) }
    return ul(.class("rows", rows.contains { $0.ring != nil } ? nil : "rows-plain")) {
        for row in rows { item(row) }
    }
}

private func item(_ row: Row) -> Markup {
    li {
        if let loop = row.ring { ring(loop) }
        div {
            h3 {
                if let link = row.link { a(.href(link)) { row.title } } else { row.title }
            }
            if !row.meta.isEmpty { p(.class("meta")) { row.meta } }
        }
        if let tag = row.tag { span(.class("when")) { tag } }
        if let buttons = row.acts { acts { buttons } }
    }
}

// MARK: - Duties

/// One thing that one party owes, in a margin or beside a meeting's item.
///
/// ```swift
/// DutyLine("Collate the replies", meta: "Ruth Adeyemi, by 20 February", ring: …, tag: tag("6 days left", .due))
/// ```
package struct DutyLine: Sendable {
    package var title: String
    package var link: Link?
    package var meta: String
    package var ring: Ring
    package var tag: Markup?

    package init(_ title: String, _ link: Link? = nil, meta: String, ring: Ring, tag: Markup? = nil) {
        self.title = title
        self.link = link
        self.meta = meta
        self.ring = ring
        self.tag = tag
    }
}

/// - Parameter label: What the list is, where no heading says so: "Actions from item 3".
package func duties(_ lines: [DutyLine], label: String? = nil) -> Markup {
    ul(.class("duties"), .aria("label", label)) {
        for line in lines {
            li {
                ring(line.ring)
                div {
                    b {
                        if let link = line.link { a(.href(link)) { line.title } } else { line.title }
                    }
                    span(.class("meta")) { line.meta }
                    line.tag
                }
            }
        }
    }
}

// MARK: - Facts, timeline, line, marks, figures

/// A label and its value: `facts([Fact("Due", "Tue 17 Feb"), Fact("Papers") { a(…) { … } }])`.
package struct Fact: Sendable {
    package var label: String
    package var value: Markup

    package init(_ label: String, _ value: String) {
        self.init(label) { value }
    }

    package init(_ label: String, @Contents value: () -> Markup) {
        self.label = label
        self.value = value()
    }
}

package func facts(_ facts: [Fact]) -> Markup {
    dl(.class("facts")) {
        for fact in facts {
            div {
                dt { fact.label }
                dd { fact.value }
            }
        }
    }
}

/// One thing that happened, newest first in `timeline`.
///
/// ```swift
/// TimelineEntry(words.moment(at), machine: at.iso, kind: .station, "Received", "by Ruth Adeyemi.", said: nil)
/// ```
package struct TimelineEntry: Sendable {
    package enum Kind: String, Sendable {
        /// Anything else.
        case event = ""
        /// A station of the loop was reached.
        case station
        /// An answer went back to the person who raised it.
        case back
    }

    package var time: String
    /// The same moment as ISO 8601.
    package var machine: String
    package var kind: Kind
    /// In heavy type, and the rest of the sentence.
    package var what: String
    package var more: String
    /// Words that were sent with it.
    package var said: String?

    package init(
        _ time: String,
        machine: String,
        kind: Kind = .event,
        _ what: String,
        _ more: String = "",
        said: String? = nil
    ) {
        self.time = time
        self.machine = machine
        self.kind = kind
        self.what = what
        self.more = more
        self.said = said
    }
}

package func timeline(_ entries: [TimelineEntry]) -> Markup {
    ol(.class("timeline")) {
        for entry in entries {
            li(entry.kind == .event ? .none : .class(entry.kind.rawValue)) {
                time(.datetime(entry.machine)) { entry.time }
                div {
                    p {
                        b { entry.what }
                        if !entry.more.isEmpty { " " + entry.more }
                    }
                    if let words = entry.said { said(words) }
                }
            }
        }
    }
}

/// The loop as a line of steps: before sending, in confirmations, on public pages.
///
/// ```swift
/// line([Step("Raised", "By you, today", .next), Step("Received", "Ruth takes it by 4pm tomorrow")], upright: true)
/// ```
package struct Step: Sendable {
    package enum Progress: String, Sendable {
        case done, next
        /// The last one reached.
        case here = "done here"
        case ahead = ""
    }

    package var name: String
    package var text: String
    package var progress: Progress

    package init(_ name: String, _ text: String = "", _ progress: Progress = .ahead) {
        self.name = name
        self.text = text
        self.progress = progress
    }
}

package func line(_ steps: [Step], upright: Bool = false) -> Markup {
    ol(.class("line", upright ? "line-v" : nil)) {
        for step in steps {
            li(step.progress == .ahead ? .none : .class(step.progress.rawValue)) {
                b { step.name }
                step.text
            }
        }
    }
}

/// Things that were marked, and with `on: false` those that were not: `marks([Mark("Papers look unusual.", "…")])`.
package struct Mark: Sendable {
    package var title: String
    package var text: String
    package var isOn: Bool

    package init(_ title: String, _ text: String = "", on isOn: Bool = true) {
        self.title = title
        self.text = text
        self.isOn = isOn
    }
}

package func marks(_ marks: [Mark]) -> Markup {
    ul(.class("marks")) {
        for mark in marks {
            li(mark.isOn ? .none : .class("off")) {
                div {
                    if mark.isOn { b { mark.title } } else { mark.title }
                    if !mark.text.isEmpty { " " + mark.text }
                }
            }
        }
    }
}

/// Large numbers with their words: `figures([("31", "open actions"), ("2", "overdue today")])`.
package func figures(_ figures: [(number: String, words: String)]) -> Markup {
    ul(.class("figures")) {
        for figure in figures {
            li {
                b { figure.number }
                " " + figure.words
            }
        }
    }
}

/// How actions stand, as a bar and in words: `splitBar(closed: 3, onTime: 4, overdue: 2)`.
package func splitBar(closed: Int, onTime: Int, overdue: Int) -> Markup {
    let parts: [(name: String, count: Int)] = [("a", closed), ("b", onTime), ("c", overdue)].filter { $0.1 > 0 }
    let total = max(1, parts.reduce(0) { $0 + $1.count })
    let room = 280 - 2 * max(0, parts.count - 1)
    var x = 0
    var rects: [Markup] = []
    for part in parts {
        let width = part.count * room / total
        rects.append(
            rect(.class(part.name), .svg(.x, "\(x)"), .svg(.width, "\(width)"), .svg(.height, "12"))
        )
        x += width + 2
    }
    return Markup {
        svg(
            .class("split-bar"),
            .svg(.viewBox, "0 0 280 12"),
            .svg(.preserveAspectRatio, "none"),
            .aria("hidden", "true"),
            .svg(.focusable, "false")
        ) { rects }
        ul(.class("plain mt-2 mb-2")) {
            li { tag("\(closed) closed", .shut) }
            li { tag("\(onTime) on time", .wait) }
            li { tag("\(overdue) overdue", .late) }
        }
    }
}
