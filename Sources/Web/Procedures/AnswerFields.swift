import Almanac
import HTML
import Procedures
import Safeguarding

/// The fields of a procedure's form, section by section, with what was typed or kept in them.
///
/// ```swift
/// postForm(to: address, csrf: visit.csrf) {
///     AnswerFields(procedure, lists: lists, form: visit.form, organisations: organisations, errors: errors).markup
///     acts { submit("Raise this") }
/// }
/// ```
///
/// The page needs `scripts: [.pressOnceScript, .askIfScript]`. ``ProcedureForm`` reads what they post.
struct AnswerFields {
    let definition: ProcedureDefinition
    let lists: [String: OptionList]
    let typed: TypedAnswers
    let errors: [FieldError]
    private let organisations: [Choice]
    private let people: [Choice]
    /// Files that were sent before.
    private let kept: [DraftFile]
    /// Where the form goes, to come back with more rows.
    private let more: Link?

    /// - Parameters:
    ///   - form: What was typed; where there is none, the answers that are kept are shown.
    ///   - people: Whom a field for a person offers, as `member/ID`. A name can be written instead.
    init(
        _ definition: ProcedureDefinition,
        lists: [String: OptionList],
        answers: Answers = Answers(),
        form: Form? = nil,
        organisations: [OrganisationRow] = [],
        people: [Choice] = [],
        kept: [DraftFile] = [],
        errors: [FieldError] = [],
        more: Link? = nil
    ) {
        self.more = more
        self.definition = definition
        self.lists = lists
        self.errors = errors
        (self.people, self.kept) = (people, kept)
        self.organisations = organisations.map { Choice("organisation/\($0.id)", $0.name) }
        typed =
            form.map { TypedAnswers($0, to: definition, lists) } ?? TypedAnswers(answers, to: definition, lists)
    }

    var markup: Markup {
        Markup {
            for (index, section) in definition.form.enumerated() {
                sec("form-\(index + 1)", section.title) {
                    if let hint = section.hint { p(.class("hint")) { hint } }
                    for field in section.fields { block(field, at: TypedAnswers.prefix) }
                }
            }
        }
    }

    /// Brings another row, and comes back to where it stands.
    func moreRows(_ field: Field) -> Markup {
        guard let more, let link = Link(local: "\(more.text)#\(field.id)") else { return Markup() }
        return acts { submit("More rows", .quiet, name: "do", value: "more", about: "for: \(field.label)", to: link) }
    }

    /// An error as the list on top of the page says it, where no field stands beside it: with the question.
    func named(_ error: FieldError) -> FieldError {
        let asked = definition.askedOnce.filter { field in
            let name = TypedAnswers.prefix + field.id
            return error.field == name || error.field.hasPrefix(name + "-")
        }
        guard let field = asked.max(by: { $0.id.count < $1.id.count }) else { return error }
        let list = TypedAnswers.prefix + field.id + "-"
        let entry = field.isMarked ? field.choices(lists).first { error.field == list + $0.id } : nil
        let label = entry?.label ?? field.label
        return FieldError(
            error.field,
            label.last == "?" ? "\(label) \(error.message)" : "\(label): \(error.message.lowercasedStart)"
        )
    }

    // MARK: Asked or not

    /// A field with the line that says when it is asked.
    ///
    /// - Parameter group: The group in whose row it stands; nil outside of groups.
    func block(_ field: ProcedureDefinition.Field, at path: String, in group: ProcedureDefinition.Field? = nil)
        -> Markup
    {
        let fields = control(field, path + field.id, isInRow: group != nil)
        guard !field.askIf.terms.isEmpty else { return fields }
        let terms = field.askIf.terms.sorted { $0.key < $1.key }.map { name, values in
            let inner = group?.fields.first { $0.id == name }
            return (
                place: (inner == nil ? TypedAnswers.prefix : path) + name, field: inner ?? definition.field(name),
                values
            )
        }
        return div(
            .data("ask-if", terms.map { "\($0.place)=\($0.2.joined(separator: ","))" }.joined(separator: " "))
        ) {
            p(.class("hint ask-if-when")) {
                "Only if "
                    + terms.map { term in
                        let labels = term.2.map { value in term.field?.label(of: value, lists) ?? value }
                        return "“\(term.field?.label ?? "")” is \(labels.joined(separator: " or "))"
                    }.joined(separator: " and ") + ":"
            }
            fields
        }
    }

    private func control(_ field: ProcedureDefinition.Field, _ name: String, isInRow: Bool) -> Markup {
        if field.type == .file { return files(field, name) }
        if field.type == .group { return entries(field, name) }
        if field.holdsRivals { return rivals(field, name) }
        let label = field.label + (isInRow ? "" : field.maybe)
        return value(field, name, label: label, hint: field.hint, isInRow: isInRow)
    }

    private func files(_ field: ProcedureDefinition.Field, _ name: String) -> Markup {
        let sent = kept.filter {
            name == TypedAnswers.prefix + $0.field || name.hasPrefix("\(TypedAnswers.prefix)\($0.field)-0-")
        }
        return Markup {
            fileField(
                Field(
                    name,
                    field.label + (field.isRequired ? "" : " (optional)"),
                    hint: [field.hint, "25 MB or less each. They are sealed before they are stored."].compactMap(\.self)
                        .joined(separator: " "),
                    errors: errors
                ),
                multiple: field.mostFiles > 1
            )
            if !sent.isEmpty {
                checkField(
                    Field(DraftFiles.drop, "Kept for you. Tick what is to be left out", id: name + "-kept"),
                    sent.map { Choice("\($0.id)", "\($0.name), \(Words.size($0.bytes))") }
                )
            }
        }
    }

    // MARK: One value

    func value(
        _ field: ProcedureDefinition.Field,
        _ name: String,
        label: String,
        hint: String?,
        isInRow: Bool
    ) -> Markup {
        let named = Field(name, label, hint: hint, errors: errors)
        return switch field.type {
        case .text: textField(named, value: typed[name])
        case .longText: textArea(named, value: typed[name])
        case .choice, .yesNo: choice(field, named, isInRow: isInRow)
        case .checklist: field.isMarked ? marks(field, named) : ticks(field, named)
        case .date: dateField(named, value: typed[name])
        case .time: timeField(named, value: typed[name])
        case .number: textField(named, value: typed[name], kind: .digits, width: .short)
        case .money: textField(pounds(named), value: typed[name], width: .short)
        case .child, .adult: person(field, named)
        case .person: party(named, people, what: "Somebody else, by name", first: "Choose somebody")
        case .organisation: party(named, organisations, what: "Another organisation, by name", first: "Choose one")
        case .file, .group: Markup()
        }
    }

    private func pounds(_ field: Field) -> Field {
        var field = field
        field.label += ", in pounds"
        return field
    }

    private func choice(_ field: ProcedureDefinition.Field, _ named: Field, isInRow: Bool) -> Markup {
        let choices = field.choices(lists).map { Choice($0.id, $0.label, hint: $0.hint) }
        guard choices.count <= 8 else {
            return selectField(named, [Choice("", "Choose one")] + choices, selected: typed[named.name], width: .full)
        }
        // What was chosen by mistake can be taken back: in a row it would make the row count.
        let isLeft = isInRow || field.type == .choice && !field.isNeeded
        let selected = typed.all(named.name).first
        let radios = radioField(
            named,
            choices + (isLeft ? [Choice("", "No answer")] : []),
            selected: selected ?? (isLeft ? "" : nil)
        )
        return field.type == .yesNo ? div(.class("answer-short")) { radios } : radios
    }

    private func ticks(_ field: ProcedureDefinition.Field, _ named: Field) -> Markup {
        let parts = field.parts(lists)
        let selected = Set(typed.all(named.name))
        guard parts.count > 1 else {
            return checkField(
                named,
                field.choices(lists).map { Choice($0.id, $0.label, hint: $0.hint) },
                selected: selected
            )
        }
        return answerGroup(named) {
            for (index, part) in parts.enumerated() {
                checkField(
                    Field(named.name, part.title, id: "\(named.id)-part-\(index + 1)"),
                    part.options.map { Choice($0.id, $0.label, hint: $0.hint) },
                    selected: selected
                )
            }
        }
    }

    private func party(_ field: Field, _ choices: [Choice], what: String, first: String) -> Markup {
        let other = typed[field.name + "-other"]
        guard !choices.isEmpty || !typed[field.name].isEmpty else {
            return textField(
                Field(field.name + "-other", field.label, hint: field.hint, id: field.id, errors: errors),
                value: other,
                width: .long
            )
        }
        let chosen = typed[field.name]
        let isListed = chosen.isEmpty || choices.contains { $0.value == chosen }
        return Markup {
            selectField(
                field,
                [Choice("", first)] + (isListed ? [] : [Choice(chosen, "As it was chosen before")]) + choices,
                selected: chosen
            )
            textField(
                Field(field.name + "-other", "\(field.label): \(what)", errors: errors),
                value: other,
                width: .long
            )
        }
    }

    // MARK: A person

    private func person(_ field: ProcedureDefinition.Field, _ named: Field) -> Markup {
        let less: [PersonPart] = [.other, .sex, .address, .phone]
        let names = less.map { named.name + $0.suffix }
        let isOpen = typed.hasAny(names) || errors.contains { names.contains($0.field) }
        return answerGroup(named) {
            for part in [PersonPart.given, .family, .born, .about] { self.part(part, named.name) }
            details(.open(isOpen)) {
                summary { "Other names, sex, address, telephone" }
                for part in less { self.part(part, named.name) }
            }
        }
    }

    private func part(_ part: PersonPart, _ person: String) -> Markup {
        let name = person + part.suffix
        let value = typed[name]
        func field(_ label: String, hint: String? = nil) -> Field { Field(name, label, hint: hint, errors: errors) }
        return switch part {
        case .given: textField(field("Given names"), value: value, width: .long)
        case .family: textField(field("Family name"), value: value, width: .long)
        case .other: textField(field("Other names they are or were known by"), value: value, width: .long)
        case .born: dateField(field("Date of birth"), value: value)
        case .sex:
            selectField(
                field("Sex"),
                [
                    Choice("", "No answer"), Choice("female", "Female"), Choice("male", "Male"),
                    Choice("unknown", "Not known"),
                ],
                selected: value,
                width: .medium
            )
        case .address: textField(field("Address"), value: value)
        case .phone: textField(field("Telephone"), value: value, kind: .tel, width: .medium)
        case .about:
            textArea(
                field("What else tells who it is", hint: "Where no name is known: “unknown boy, about 12”."),
                value: value,
                rows: 2
            )
        }
    }
}

/// Several inputs that are one answer. An error leads to all of them.
func answerGroup(_ field: Field, @Contents _ contents: () -> Markup) -> Markup {
    let (hint, error) = (field.id + "-h", field.id + "-e")
    let described = [field.hint.map { _ in hint }, field.error.map { _ in error }].compactMap(\.self)
    return fieldset(
        .class("answer-group", field.error == nil ? nil : "has-error"),
        .id(field.id),
        .tabindex(-1),
        .aria("describedby", described.isEmpty ? nil : described.joined(separator: " "))
    ) {
        legend(.class("legend")) { field.label }
        if let text = field.hint { p(.class("hint"), .id(hint)) { text } }
        if let text = field.error {
            p(.class("error"), .id(error)) {
                span(.class("visually-hidden")) { "Error: " }
                text
            }
        }
        contents()
    }
}
