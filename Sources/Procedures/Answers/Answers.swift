import Almanac

/// What was answered on a procedure's form, by the ids of its fields.
package struct Answers: Hashable, Codable, Sendable {
    package var values: [String: Answer]

    package init(_ values: [String: Answer] = [:]) { self.values = values }

    package subscript(_ field: String) -> Answer? {
        get { values[field] }
        set { values[field] = newValue }
    }

    /// The answers that conditions and clocks stand on, by field, as ``ProcedureDefinition/Condition/holds(_:)`` takes
    /// them. A date is as `2026-02-18`.
    package func words(for fields: some Sequence<String>) -> [String: [String]] {
        var words: [String: [String]] = [:]
        for field in fields {
            guard let known = values[field]?.words, !known.isEmpty else { continue }
            words[field] = known
        }
        return words
    }
}

extension Answer {
    /// Few known words, or a date; empty where it is neither. What is only suspected of an entry counts as said of it, so
    /// that nothing waits for certainty.
    package var words: [String] {
        switch self {
        case .chosen(let options): options
        case .marked(let marks): marks.filter { $0.answer != "no" }.map(\.option)
        case .day(let day): [day.iso]
        case .rivals(let rivals): rivals.flatMap(\.value.words)
        case .text, .time, .number, .money, .person, .named, .entries: []
        }
    }
}

extension ProcedureDefinition {
    /// The fields on whose answers something depends: whether another is asked, who is joined, what is owed and from
    /// when, who is told, and whether it may be raised at all. No other answer is needed outside the matter's seal.
    package var conditionFields: Set<String> {
        let conditions = fields.map(\.askIf) + parties.map(\.when) + duties.map(\.when)
        let dates = duties.compactMap { duty -> String? in
            if case .date(let field, _) = duty.within.start { field } else { nil }
        }
        let named = conditions.flatMap(\.terms.keys) + dates + [telling.implicated, consent.field].compactMap(\.self)
        return Set(named).subtracting(["outcome"])
    }
}

extension ProcedureDefinition.Field {
    /// What there is to choose, part by part; a part without a title where the field has options of its own.
    package func parts(_ lists: [String: OptionList]) -> [OptionList.Part] {
        switch type {
        case .yesNo:
            [
                OptionList.Part(
                    title: "",
                    options: [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")].map {
                        ProcedureDefinition.Option(id: $0.0, label: $0.1, hint: nil)
                    }
                )
            ]
        case .choice, .checklist:
            optionsFrom.flatMap { lists[$0]?.parts } ?? [OptionList.Part(title: "", options: options)]
        default: []
        }
    }

    package func choices(_ lists: [String: OptionList]) -> [ProcedureDefinition.Option] {
        parts(lists).flatMap(\.options)
    }

    /// An answer as people see it. What is on no list any more is shown as it was stored.
    package func label(of option: String, _ lists: [String: OptionList]) -> String {
        choices(lists).first { $0.id == option }?.label ?? option
    }

    /// Whether more is said of each entry than that it is ticked.
    package var isMarked: Bool { type == .checklist && (answers != .tick || asksEvidence) }

    /// What may be said of each entry of a checklist.
    package var marks: [String] {
        switch answers {
        case .tick: ["yes"]
        case .yesNo: ["yes", "no"]
        case .yesSuspected: ["yes", "suspected", "no"]
        }
    }

    /// Whether a part of its answer has this name on a form and in what is wrong with it, as `child-born` has, so that no
    /// other field can.
    func hasPart(_ name: String) -> Bool {
        guard name.hasPrefix(id + "-") else { return false }
        let part = String(name.dropFirst(id.count + 1))
        if type == .group || holdsRivals { return part.prefix { $0 != "-" }.allSatisfy(\.isNumber) }
        return switch type {
        case .child, .adult: Answer.Person.parts.contains(part)
        case .person, .organisation: part == "other"
        case .checklist where isMarked: options.contains { part == $0.id || part == $0.id + "-seen" }
        default: false
        }
    }
}
