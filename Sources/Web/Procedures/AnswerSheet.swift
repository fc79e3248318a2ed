import HTML
import Procedures

/// What was answered, to be read. What is not answered, or not shown to the reader, is left out.
struct AnswerSheet {
    private let definition: ProcedureDefinition
    private let lists: [String: OptionList]
    private let answers: Answers
    private let shown: Set<String>?
    private let named: (String) -> String?
    private let beside: [String: [Beside]]

    /// What another source says, added when the form had been sent.
    struct Beside {
        let said: Answer.Rival
        /// Who added it, and when.
        let by: String
    }

    /// - Parameters:
    ///   - shown: The fields that the reader may see; nil for all. A group is shown whole, or only those of its fields.
    ///   - named: The name behind `member/ID` or `organisation/ID`.
    init(
        _ definition: ProcedureDefinition,
        lists: [String: OptionList],
        answers: Answers,
        shown: Set<String>? = nil,
        named: @escaping (String) -> String? = { _ in nil },
        beside: [String: [Beside]] = [:]
    ) {
        (self.definition, self.lists, self.answers) = (definition, lists, answers)
        (self.shown, self.named, self.beside) = (shown, named, beside)
    }

    var markup: Markup {
        let sections = definition.form.map { ($0.title, lines(of: $0.fields, answers.values, isShown, beside)) }
            .filter { !$0.1.isEmpty }
        guard !sections.isEmpty else { return empty("Nothing of the form is here to read.") }
        return Markup {
            for (title, lines) in sections {
                h3 { title }
                facts(lines)
            }
        }
    }

    private func isShown(_ field: ProcedureDefinition.Field) -> Bool {
        shown.map { $0.contains(field.id) || field.fields.contains { shown?.contains($0.id) == true } } ?? true
    }

    private func lines(
        of fields: [ProcedureDefinition.Field],
        _ answers: [String: Answer],
        _ isShown: (ProcedureDefinition.Field) -> Bool,
        _ beside: [String: [Beside]] = [:]
    ) -> [Fact] {
        fields.filter(isShown).compactMap { field in
            if let more = beside[field.id] { return Fact(field.label) { disputed(answers[field.id], more, field) } }
            guard let answer = answers[field.id] else { return nil }
            let value = value(answer, field)
            return value.isEmpty ? nil : Fact(field.label) { value }
        }
    }

    // MARK: One answer

    private func value(_ answer: Answer, _ field: ProcedureDefinition.Field) -> Markup {
        switch answer {
        case .text(let text): paragraphs(text)
        case .chosen(let ids) where field.type == .checklist: ticked(ids, field)
        case .marked(let marks): marked(marks, field)
        case .person(let person): self.person(person)
        case .entries(let entries): self.entries(entries, field)
        case .rivals(let rivals): self.rivals(rivals, field)
        case .time(let time): Markup(text: Words.time(time))
        default: Markup(text: answer.lines(of: field, lists, named: named).joined(separator: ", "))
        }
    }

    private func ticked(_ ids: [String], _ field: ProcedureDefinition.Field) -> Markup {
        Markup {
            p { "\(ids.count) of \(field.choices(lists).count) ticked:" }
            marks(ids.map { Mark(field.label(of: $0, lists)) })
        }
    }

    /// They are counted and shown. They never decide.
    private func marked(_ said: [Answer.Mark], _ field: ProcedureDefinition.Field) -> Markup {
        let counts = field.marks.map { answer in (answer, said.count { $0.answer == answer }) }.filter { $0.1 > 0 }
        let total = field.choices(lists).count
        let words =
            field.marks.count == 1
            ? "\(said.count) of \(total) ticked:"
            : "\(said.count) of \(total) answered: "
                + counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ") + "."
        return Markup {
            p { words }
            marks(
                field.marks.flatMap { answer in
                    said.filter { $0.answer == answer }.map { mark in
                        let said = answer == "yes" ? "" : ": \(answer)"
                        return Mark(field.label(of: mark.option, lists) + said, mark.evidence ?? "", on: answer != "no")
                    }
                }
            )
        }
    }

    private func person(_ person: Answer.Person) -> Markup {
        Markup {
            for (index, line) in person.lines.enumerated() {
                if index == 0 { p { b { line } } } else { paragraphs(line) }
            }
        }
    }

    private func entries(_ entries: [[String: Answer]], _ field: ProcedureDefinition.Field) -> Markup {
        let isWhole = shown.map { $0.contains(field.id) } ?? true
        let rows = entries.map { entry in
            lines(of: field.fields, entry) { isWhole || shown?.contains($0.id) == true }
        }.filter { !$0.isEmpty }
        guard !rows.isEmpty else { return Markup() }
        return ol {
            for row in rows { li { facts(row) } }
        }
    }

    /// The form's answer first, and what was added beside it.
    private func disputed(_ answer: Answer?, _ more: [Beside], _ field: ProcedureDefinition.Field) -> Markup {
        let first: [Answer.Rival] =
            if case .rivals(let rivals) = answer { rivals } else {
                answer.map { [Answer.Rival($0, source: "Whoever raised it")] } ?? []
            }
        return Markup {
            rivals(first + more.map(\.said), field)
            for added in more { p(.class("meta mb-0")) { "\(added.said.source): added by \(added.by)." } }
        }
    }

    /// Side by side, because none of them overwrites another.
    private func rivals(_ rivals: [Answer.Rival], _ field: ProcedureDefinition.Field) -> Markup {
        dataTable(
            "\(field.label), by source",
            [Column(field.label), Column("Who says so"), Column("When"), Column("Weight")],
            rows: rivals.map { rival in
                [
                    Markup(text: rival.value.lines(of: field, lists, named: named).joined(separator: ", ")),
                    Markup(text: rival.source),
                    Markup(text: rival.on.map(Words.fullDay) ?? "Not said"),
                    Markup(text: rival.weight.map { Words.capitalised($0.rawValue) } ?? "Not said"),
                ]
            },
            empty: "No source says anything."
        )
    }
}
