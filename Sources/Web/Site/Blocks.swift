package import HTML

// The pieces that pages are laid out with.

/// A section with its heavy rule: heading left, one quiet line right.
///
/// ```swift
/// sec("you", "Waiting for you", meta: "Soonest first") { rows(waiting, empty: "Nothing is waiting for you.") }
/// sec("others", "Waiting for others", more: ("All 11", "/actions")) { … }
/// ```
package func sec(
    _ id: String,
    _ title: String,
    meta: String? = nil,
    more: (label: String, link: Link)? = nil,
    @Contents contents: () -> Markup
) -> Markup {
    section(.class("sec"), .aria("labelledby", id)) {
        div(.class("sec-head")) {
            h2(.id(id)) { title }
            if let more {
                p(.class("meta")) { a(.href(more.link)) { more.label } }
            } else if let meta {
                p(.class("meta")) { meta }
            }
        }
        contents()
    }
}

/// Text on the left, owners, clocks and access on the right: `split { … } margin: { marginSection(…) { … } }`.
package func split(@Contents _ text: () -> Markup, @Contents margin: () -> Markup) -> Markup {
    div(.class("split")) {
        div { text() }
        div(.class("margin")) { margin() }
    }
}

/// One section of the margin: `marginSection("next", "Next meeting") { p { … } }`.
package func marginSection(_ id: String, _ title: String, @Contents contents: () -> Markup) -> Markup {
    section(.aria("labelledby", id)) {
        h2(.id(id)) { title }
        contents()
    }
}

/// A quiet box: `panel { p { … } }`.
package func panel(@Contents _ contents: () -> Markup) -> Markup {
    div(.class("panel")) { contents() }
}

/// Where a matter is now: the large ring and the next step.
///
/// ```swift
/// now(pageRing(loop), "Waiting for your decision") { p { … }; acts { submit("Record a decision") } }
/// ```
package func now(_ ring: Markup, _ title: String, @Contents contents: () -> Markup) -> Markup {
    section(.class("now"), .aria("labelledby", "now")) {
        ring
        div {
            h2(.id("now")) { title }
            contents()
        }
    }
}

/// Something was done: `notice("Sent to Thornbeck Academy.", "They will see it now.")`.
package func notice(_ done: String, _ more: String = "") -> Markup {
    div(.class("notice"), .role("status")) {
        p {
            b { done }
            if !more.isEmpty { " " + more }
        }
    }
}

/// Read this first: `warn("If a child is in danger now, call 999 first.", "Then come back and fill this in.")`.
package func warn(_ first: String, _ more: String = "", isProblem: Bool = false) -> Markup {
    warn(first, isProblem: isProblem) { if !more.isEmpty { more } }
}

/// As above with links: `warn("This was not saved.", isProblem: true) { "Someone else … "; a(…) { … } }`.
package func warn(_ first: String, isProblem: Bool = false, @Contents more: () -> Markup) -> Markup {
    p(.class("warn", isProblem ? "warn-late" : nil)) {
        b { first }
        " "
        more()
    }
}

/// Nothing is here: one sentence of fact and the next useful thing.
package func empty(_ sentence: String) -> Markup {
    p(.class("empty")) { sentence }
}

/// As above with a link: `empty { "No meetings yet. "; a(.href("/meetings/new")) { "Set the first date" } }`.
package func empty(@Contents _ contents: () -> Markup) -> Markup {
    p(.class("empty")) { contents() }
}

/// A decision of a meeting: `agreed("The network will follow every referral to its outcome.")`.
///
/// - Parameter number: Its number among the decisions of the meeting.
package func agreed(_ text: String, number: Int? = nil) -> Markup {
    p(.class("agreed")) {
        b { number.map { "Decision \($0)." } ?? "Agreed." }
        " " + text
    }
}

/// Words that someone sent, as they sent them.
package func said(_ text: String) -> Markup {
    p(.class("said")) { text }
}

/// Seen on paper only: "Printed by Ruth Adeyemi, 12 February 2026, 10:20am. For network members."
package func printLine(_ text: String) -> Markup {
    p(.class("print-only meta")) { text }
}

/// A paragraph for each blank-line-parted piece of typed text, with its line breaks kept.
package func paragraphs(_ text: String) -> Markup {
    let pieces = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).split { line in
        line.allSatisfy(\.isWhitespace)
    }
    return Markup {
        for piece in pieces {
            p {
                for (index, line) in piece.enumerated() {
                    if index > 0 { br() }
                    String(line)
                }
            }
        }
    }
}

// MARK: - Buttons

/// How loud a button is: `primary` once a task, `quiet` for a second choice, `plain` for ways out.
package enum ButtonLook: String, Sendable {
    case primary, quiet, plain

    var classes: String { "btn btn-" + rawValue }
}

/// A line of buttons: `acts { submit("Save"); linkButton("Cancel", "/meetings", .plain) }`.
package func acts(@Contents _ contents: () -> Markup) -> Markup {
    div(.class("acts")) { contents() }
}

/// A link that looks like a button. `about` is added for those who hear buttons without the row around them.
package func linkButton(_ label: String, _ link: Link, _ look: ButtonLook = .quiet, about: String? = nil) -> Markup {
    a(.class(look.classes), .href(link)) {
        label
        if let about { span(.class("visually-hidden")) { " " + about } }
    }
}

/// A form's button. It says what it does ("Record a decision"), never "Submit".
package func submit(
    _ label: String,
    _ look: ButtonLook = .primary,
    name: String? = nil,
    value: String? = nil,
    about: String? = nil,
    to link: Link? = nil
) -> Markup {
    button(.class(look.classes), .type("submit"), .name(name), .value(value), link.map { .formaction($0) } ?? .none) {
        label
        if let about { span(.class("visually-hidden")) { " " + about } }
    }
}
