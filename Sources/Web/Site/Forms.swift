package import HTML

/// A form that changes something. The token is always in it.
///
/// ```swift
/// postForm(to: "/meetings/\(id)/agenda", csrf: frame.csrf, command: CommandID.fresh) {
///     textField(Field("title", "Item", errors: errors), value: form.title)
///     acts { submit("Propose this item"); linkButton("Cancel", "/meetings/\(id)", .plain) }
/// }
/// ```
///
/// - Parameters:
///   - command: The command's id, made when the page was, so that a button pressed twice is harmless. Posted as
///     `command`.
///   - uploads: Whether files are sent.
///   - keep: Keeps what is typed when the connection is lost; see `Keep`. The page needs `scripts: [.keepScript]`.
package func postForm(
    to action: Link,
    csrf: String,
    command: String? = nil,
    uploads: Bool = false,
    keep: Keep? = nil,
    classes: String? = nil,
    id: String? = nil,
    @Contents contents: () -> Markup
) -> Markup {
    form(
        classes.map { .class($0) } ?? .none,
        .id(id),
        .method("post"),
        .action(action),
        uploads ? .enctype("multipart/form-data") : .none,
        .novalidate(),
        .data("keep", keep?.key),
        .data("keep-to", keep?.saveTo.text),
        .data("keep-fields", keep?.saves.joined(separator: " "))
    ) {
        csrfField(csrf)
        if let command { hiddenField("command", command) }
        if keep != nil { p(.class("keep-status meta no-print"), .role("status"), .data("keep-status", "")) {} }
        contents()
    }
}

/// Typed lines that must survive a lost connection.
///
/// The script posts the whole form to `saveTo` a few seconds after a change. The server answers 204 when it has them
/// (with `Safeloop-Version` if the form has a `version` field), 409 if someone else changed them; anything else, a
/// redirect to signing in too, counts as not saved, and the form's token is fetched anew. Until saved, and for the fields
/// that only the form's button saves until it is pressed, they are kept in the tab's session storage under `key`. When
/// the form is next opened there they are put back, or offered where somebody else has written meanwhile. The page that
/// follows the button needs `kept`, so that what arrived is not offered again. Signing out forgets them.
package struct Keep: Sendable {
    /// Names the form and the member, so that nobody is offered another's words: "notes-MEETING-ITEM-MEMBER".
    package var key: String
    package var saveTo: Link
    /// The fields that are saved on the way.
    package var saves: [String]

    package init(key: String, saveTo: Link, saves: [String]) {
        self.key = key
        self.saveTo = saveTo
        self.saves = saves
    }
}

/// Says that the words of a form have arrived, so that they are not offered back. Its page needs `scripts: [.keepScript]`.
///
/// - Parameter command: The form's `command`, which no later form has.
package func kept(_ command: String) -> Markup {
    span(.hidden(), .data("kept", command)) {}
}

/// A form that is one button: "Send a reminder".
package func pressForm(
    _ label: String,
    to action: Link,
    csrf: String,
    command: String? = nil,
    _ look: ButtonLook = .quiet,
    about: String? = nil,
    hidden: [(name: String, value: String)] = []
) -> Markup {
    postForm(to: action, csrf: csrf, command: command) {
        for field in hidden { hiddenField(field.name, field.value) }
        submit(label, look, about: about)
    }
}

/// The panel above a list that narrows it. Posted, so that no name lands in an address or a log.
///
/// ```swift
/// searchPanel(to: "/members", csrf: frame.csrf, button: "Find") { textField(Field("q", "Name or organisation")) }
/// ```
package func searchPanel(
    to action: Link,
    csrf: String,
    button label: String = "Show these",
    @Contents fields: () -> Markup
) -> Markup {
    form(.class("panel search"), .role("search"), .method("post"), .action(action)) {
        csrfField(csrf)
        div(.class("search-fields")) {
            fields()
            div(.class("search-go")) { submit(label) }
        }
    }
}

/// As `searchPanel`, for choices that name nobody (a state, a year): asked for by link, so it can be bookmarked.
package func filterPanel(to action: Link, button label: String = "Show these", @Contents fields: () -> Markup) -> Markup
{
    form(.class("panel search"), .method("get"), .action(action)) {
        div(.class("search-fields")) {
            fields()
            div(.class("search-go")) { submit(label) }
        }
    }
}

package func hiddenField(_ name: String, _ value: String) -> Markup {
    input(.type("hidden"), .name(name), .value(value))
}

/// Already in `postForm`.
package func csrfField(_ token: String) -> Markup {
    hiddenField("csrf", token)
}
