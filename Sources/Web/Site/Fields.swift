package import HTML

/// What every field has: a name, a label that stays visible, and perhaps a hint and an error.
///
/// ```swift
/// textField(Field("email", "Work email", errors: form.errors), value: form.email, kind: .email, width: .long)
/// ```
package struct Field: Sendable {
    /// The name that is posted; the element's id too unless `id` says otherwise.
    package var name: String
    package var id: String
    package var label: String
    package var hint: String?
    package var error: String?

    /// - Parameter errors: The form's errors; the one for this field is shown with it.
    package init(_ name: String, _ label: String, hint: String? = nil, id: String? = nil, errors: [FieldError] = []) {
        self.name = name
        self.id = id ?? name
        self.label = label
        self.hint = hint
        self.error = errors.first { $0.field == self.id || $0.field == name }?.message
    }

    fileprivate var descriptions: String? {
        let ids = [hint.map { _ in id + "-h" }, error.map { _ in id + "-e" }].compactMap(\.self)
        return ids.isEmpty ? nil : ids.joined(separator: " ")
    }
}

/// What is wrong with an answer, in words that say what to do: "Give a date that is not in the future".
package struct FieldError: Sendable, Equatable {
    /// The field's name, or the id of the element to go to.
    package var field: String
    package var message: String

    package init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}

extension [FieldError] {
    func tabTitle(_ title: String) -> String {
        isEmpty ? title : "Error: " + title
    }
}

/// The errors of a form, above everything else, each linked to its field. `Page(errors:)` shows it by itself.
package func errorSummary(_ errors: [FieldError]) -> Markup {
    guard !errors.isEmpty else { return Markup() }
    let heading =
        errors.count == 1
        ? "One answer needs another look"
        : "\(Words.capitalised(Words.spelled(errors.count))) answers need another look"
    return div(
        .class("error-summary"),
        .role("alert"),
        .aria("labelledby", "error-summary"),
        .tabindex(-1),
        .autofocus()
    ) {
        h2(.id("error-summary")) { heading }
        p { "Nothing you typed has been lost." }
        ul {
            for error in errors { li { a(.href("#\(error.field)")) { error.message } } }
        }
    }
}

package enum TextKind: String, Sendable {
    case text, email, password, search, tel, date, time
    /// Digits on a phone's keyboard.
    case digits = "numeric"
}

package enum FieldWidth: String, Sendable {
    /// 6, 16, 28 rem.
    case short = "w-s"
    case medium = "w-m"
    case long = "w-l"
    case full = ""
}

/// One line of text.
package func textField(
    _ field: Field,
    value: String = "",
    kind: TextKind = .text,
    width: FieldWidth = .full,
    autocomplete: String? = "off",
    suggestions list: String? = nil
) -> Markup {
    wrap(field) {
        input(
            .class("form-control", width == .full ? nil : width.rawValue),
            .type(kind == .digits ? "text" : kind.rawValue),
            .id(field.id),
            .name(field.name),
            .value(value.isEmpty || kind == .password ? nil : value),
            .inputmode(kind == .digits ? "numeric" : nil),
            .autocomplete(autocomplete),
            .list(list),
            .aria("describedby", field.descriptions),
            .aria("invalid", field.error == nil ? nil : "true")
        )
    }
}

/// What `textField(suggestions:)` offers while someone types: `suggestions("people", names)`.
package func suggestions(_ id: String, _ values: [String]) -> Markup {
    datalist(.id(id)) {
        for value in values { option(.value(value)) {} }
    }
}

/// Several lines of text.
package func textArea(_ field: Field, value: String = "", rows: Int = 6) -> Markup {
    wrap(field) {
        textarea(
            .class("form-control"),
            .id(field.id),
            .name(field.name),
            .rows(rows),
            .autocomplete("off"),
            .aria("describedby", field.descriptions),
            .aria("invalid", field.error == nil ? nil : "true"),
            text: value
        )
    }
}

/// A day from the browser's own picker; posts `2026-02-18`, which is how `value` is given.
package func dateField(_ field: Field, value: String = "") -> Markup {
    textField(field, value: value, kind: .date, width: .medium)
}

/// A time from the browser's own picker; posts `09:30`.
package func timeField(_ field: Field, value: String = "") -> Markup {
    textField(field, value: value, kind: .time, width: .medium)
}

/// A day as three boxes, for dates that people know by heart. Posts `NAME-day`, `NAME-month` and `NAME-year`.
package func datePartsField(_ field: Field, day: String = "", month: String = "", year: String = "") -> Markup {
    group(field) {
        div(.class("d-flex gap-3")) {
            // An error leads to the first box, which therefore has the field's own id.
            datePart(field, "day", "Day", day, id: field.id)
            datePart(field, "month", "Month", month, id: field.id + "-month")
            datePart(field, "year", "Year", year, id: field.id + "-year")
        }
    }
}

private func datePart(_ field: Field, _ part: String, _ label: String, _ value: String, id: String) -> Markup {
    div {
        fieldLabel(for: id, label)
        input(
            .class("form-control w-s"),
            .type("text"),
            .id(id),
            .name("\(field.name)-\(part)"),
            .inputmode("numeric"),
            .value(value.isEmpty ? nil : value),
            .autocomplete("off"),
            .aria("invalid", field.error == nil ? nil : "true")
        )
    }
}

/// Files to send. Its form needs `uploads: true`.
package func fileField(_ field: Field, accept: String? = nil, multiple: Bool = false) -> Markup {
    wrap(field) {
        input(
            .class("form-control w-l"),
            .type("file"),
            .id(field.id),
            .name(field.name),
            .accept(accept),
            .multiple(multiple),
            .aria("describedby", field.descriptions),
            .aria("invalid", field.error == nil ? nil : "true")
        )
    }
}

// MARK: - Choices

/// One thing to choose: `Choice("yes", "Yes, I think so")`.
package struct Choice: Sendable {
    package var value: String
    package var label: String
    package var hint: String?

    package init(_ value: String, _ label: String, hint: String? = nil) {
        self.value = value
        self.label = label
        self.hint = hint
    }
}

/// A drop-down list.
package func selectField(_ field: Field, _ choices: [Choice], selected: String? = nil, width: FieldWidth = .long)
    -> Markup
{
    wrap(field) {
        select(
            .class("form-control", width == .full ? nil : width.rawValue),
            .id(field.id),
            .name(field.name),
            .aria("describedby", field.descriptions),
            .aria("invalid", field.error == nil ? nil : "true")
        ) {
            for choice in choices {
                option(.value(choice.value), .selected(choice.value == selected)) { choice.label }
            }
        }
    }
}

/// One of several, all in view. The first has the field's id, so that an error leads there.
package func radioField(_ field: Field, _ choices: [Choice], selected: String? = nil, columns: Bool = false) -> Markup {
    picks(field, choices, type: "radio", selected: selected.map { [$0] } ?? [], columns: columns)
}

/// Any of several. Each ticked one posts the same name.
package func checkField(_ field: Field, _ choices: [Choice], selected: Set<String> = [], columns: Bool = false)
    -> Markup
{
    picks(field, choices, type: "checkbox", selected: selected, columns: columns)
}

/// One box alone; posts `yes`.
package func checkbox(_ name: String, _ label: String, hint: String? = nil, checked: Bool = false, id: String? = nil)
    -> Markup
{
    div(.class("field")) {
        pick(Choice("yes", label, hint: hint), name: name, id: id ?? name, type: "checkbox", isChecked: checked)
    }
}

private func picks(_ field: Field, _ choices: [Choice], type: String, selected: Set<String>, columns: Bool) -> Markup {
    let boxes = choices.enumerated().map { index, choice in
        pick(
            choice,
            name: field.name,
            id: index == 0 ? field.id : "\(field.id)-\(index + 1)",
            type: type,
            isChecked: selected.contains(choice.value)
        )
    }
    return group(field) {
        if columns { div(.class("pick-2")) { boxes } } else { boxes }
    }
}

private func pick(_ choice: Choice, name: String, id: String, type: String, isChecked: Bool) -> Markup {
    label(.class("pick"), .for(id)) {
        input(.type(type), .name(name), .id(id), .value(choice.value), .checked(isChecked))
        span {
            choice.label
            if let hint = choice.hint { small { hint } }
        }
    }
}

// MARK: - Around a field

private func fieldLabel(for id: String, _ text: String) -> Markup {
    label(.class("form-label"), .for(id)) { text }
}

private func wrap(_ field: Field, @Contents control: () -> Markup) -> Markup {
    div(.class("field", field.error == nil ? nil : "has-error")) {
        fieldLabel(for: field.id, field.label)
        hintAndError(field)
        control()
    }
}

private func group(_ field: Field, @Contents controls: () -> Markup) -> Markup {
    fieldset(.class("field", field.error == nil ? nil : "has-error"), .aria("describedby", field.descriptions)) {
        legend(.class("legend")) { field.label }
        hintAndError(field)
        controls()
    }
}

private func hintAndError(_ field: Field) -> Markup {
    Markup {
        if let hint = field.hint { p(.class("hint"), .id(field.id + "-h")) { hint } }
        if let error = field.error {
            p(.class("error"), .id(field.id + "-e")) {
                span(.class("visually-hidden")) { "Error: " }
                error
            }
        }
    }
}
