import HTML
import Procedures

/// Fields with a part for each entry: of a checklist, of a group that repeats, of what several sources say.
extension AnswerFields {
    // MARK: Checklists with an answer for each entry

    func marks(_ field: ProcedureDefinition.Field, _ named: Field) -> Markup {
        let parts = field.parts(lists)
        return answerGroup(named) {
            if parts.count > 1 {
                p(.class("hint")) { "Open each part that may fit. What you leave out counts as not answered." }
            }
            for (index, part) in parts.enumerated() {
                if parts.count > 1 {
                    details(.class("answer-part"), .open(index == 0 || isBegun(part.options, named.name))) {
                        summary { "\(part.title) (\(Words.count(part.options.count, "question")))" }
                        for option in part.options { mark(option, field, named.name) }
                    }
                } else {
                    if !part.title.isEmpty { h3 { part.title } }
                    for option in part.options { mark(option, field, named.name) }
                }
            }
        }
    }

    /// Whether something was answered there, or is wrong: then it is not folded away.
    private func isBegun(_ options: [ProcedureDefinition.Option], _ list: String) -> Bool {
        options.contains { option in
            let name = "\(list)-\(option.id)"
            return typed.hasAny([name, name + "-seen"]) || errors.contains { $0.field.hasPrefix(name) }
        }
    }

    private func mark(_ option: ProcedureDefinition.Option, _ field: ProcedureDefinition.Field, _ list: String)
        -> Markup
    {
        let name = "\(list)-\(option.id)"
        return div(.class("answer-mark")) {
            if field.marks.count == 1 {
                tick(option, name)
            } else {
                radioField(
                    Field(name, option.label, hint: option.hint, errors: errors),
                    field.marks.map { Choice($0, $0.prefix(1).uppercased() + $0.dropFirst()) }
                        + [Choice("", "Skip")],
                    selected: typed[name]
                )
            }
            if field.asksEvidence { evidence(option, name) }
        }
    }

    private func tick(_ option: ProcedureDefinition.Option, _ name: String) -> Markup {
        let error = Field(name, option.label, errors: errors).error
        return Markup {
            if let error {
                p(.class("error")) {
                    span(.class("visually-hidden")) { "Error: " }
                    error
                }
            }
            checkbox(name, option.label, hint: option.hint, checked: !typed[name].isEmpty)
        }
    }

    private func evidence(_ option: ProcedureDefinition.Option, _ mark: String) -> Markup {
        let field = Field(mark + "-seen", "What was seen or said, by whom and when", errors: errors)
        return details(.open(field.error != nil || !typed[field.name].isEmpty)) {
            summary {
                "What was seen"
                span(.class("visually-hidden")) { ": " + option.label }
            }
            textArea(field, value: typed[field.name], rows: 2)
        }
    }

    // MARK: Groups that repeat

    /// How many rows are shown: what there is, and one more where more may be said.
    private func rowCount(_ name: String, least: Int, most: Int) -> Int {
        let filled = typed.rows(of: name)
        return max(filled, min(max(filled + 1, least), most))
    }

    func entries(_ field: ProcedureDefinition.Field, _ name: String) -> Markup {
        let count = rowCount(name, least: field.least ?? 0, most: field.most ?? AnswerCheck.mostEntries)
        let isFolded = (field.least ?? 0) == 0 && !isStarted(name)
        let named = Field(name, field.label + field.maybe, hint: field.hint, errors: errors)
        return answerGroup(named) {
            folded(if: isFolded, field.label) {
                for row in 0..<count {
                    self.row("\(field.label) \(row + 1)") {
                        for inner in field.fields { block(inner, at: "\(name)-\(row)-", in: field) }
                    }
                }
                p(.class("hint")) { Self.leaveEmpty }
                moreRows(named)
            }
        }
    }

    /// What nobody has to fill in stays out of the way until somebody wants it.
    private func folded(if isFolded: Bool, _ what: String, @Contents _ contents: () -> Markup) -> Markup {
        guard isFolded else { return contents() }
        return details {
            summary {
                "Add this"
                span(.class("visually-hidden")) { ": " + what }
            }
            contents()
        }
    }

    private func isStarted(_ name: String) -> Bool {
        typed.rows(of: name) > 0 || errors.contains { $0.field.hasPrefix(name) }
    }

    private static let leaveEmpty = "Leave empty what you do not need."

    // MARK: What several sources say

    func rivals(_ field: ProcedureDefinition.Field, _ name: String) -> Markup {
        let count = rowCount(name, least: 1, most: AnswerCheck.mostRivals)
        let named = Field(name, field.label + field.maybe, hint: field.hint, errors: errors)
        return answerGroup(named) {
            folded(if: !field.isNeeded && !isStarted(name), field.label) {
                for row in 0..<count {
                    self.row("\(field.label), source \(row + 1)") { rival(field, "\(name)-\(row)") }
                }
                p(.class("hint")) { "What each source says is kept beside the others. \(Self.leaveEmpty)" }
                moreRows(named)
            }
        }
    }

    private func rival(_ field: ProcedureDefinition.Field, _ row: String) -> Markup {
        Markup {
            value(field, row + "-value", label: field.label, hint: nil, isInRow: true)
            textField(
                Field(row + "-source", "Who says so", hint: "A person, a paper, an assessment.", errors: errors),
                value: typed[row + "-source"],
                width: .long
            )
            dateField(Field(row + "-on", "When they said it", errors: errors), value: typed[row + "-on"])
            selectField(
                Field(row + "-weight", "How much it weighs", errors: errors),
                [
                    Choice("", "Not said"), Choice("certain", "Certain"), Choice("likely", "Likely"),
                    Choice("doubted", "Doubted"),
                ],
                selected: typed[row + "-weight"],
                width: .medium
            )
        }
    }

    private func row(_ title: String, @Contents _ contents: () -> Markup) -> Markup {
        fieldset(.class("answer-row")) {
            legend(.class("legend")) { title }
            contents()
        }
    }
}

extension ProcedureDefinition.Field {
    /// What is added to the label of a field that can be left empty.
    var maybe: String { isNeeded ? "" : " (optional)" }
}
