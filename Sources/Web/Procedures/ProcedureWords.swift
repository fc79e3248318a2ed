import Procedures
import Safeguarding

/// How a procedure's terms, conditions and parties are said in whole sentences.
struct ProcedureWords: Sendable {
    let definition: ProcedureDefinition
    let lists: [String: OptionList]

    init(_ version: ProcedureVersion) {
        (definition, lists) = (version.definition, version.lists)
    }

    /// With its full stop, where it has none.
    static func sentence(_ text: String) -> String {
        let text = Words.capitalised(text)
        return text.last.map { ".?!".contains($0) } ?? true ? text : text + "."
    }

    static func quoted(_ text: String) -> String { "“\(text)”" }

    /// `a`, `a or b`, `a, b or c`.
    static func either(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) or \(last)"
    }

    // MARK: People

    func debtor(_ debtor: ProcedureDefinition.Debtor) -> String {
        switch debtor {
        case .holder: "Whoever holds it"
        case .raiser: "Whoever raised it"
        case .coordinator: "The coordinator"
        case .everyParty: "Each party"
        case .party(let id): definition.parties.first { $0.id == id }?.title ?? id
        }
    }

    /// What somebody owes, after their name.
    func owes(_ duty: ProcedureDefinition.Duty) -> String {
        let who = debtor(duty.of)
        let isParty = if case .party = duty.of { true } else { false }
        return switch duty.to {
        case .acknowledge: isParty ? "\(who): acknowledge it" : "\(who) acknowledges it"
        case .decide: isParty ? "\(who): decide what it comes to" : "\(who) decides what it comes to"
        case .tellRaiser: isParty ? "\(who): tell whoever raised it" : "\(who) tells whoever raised it"
        case .saySatisfied: "\(who) says whether the answer satisfies them"
        case .review, .act: "\(who): \(Self.lowerFirst(duty.what ?? "look at it again"))"
        }
    }

    private static func lowerFirst(_ text: String) -> String {
        // An abbreviation keeps its letters.
        let second = text.dropFirst().first
        return second.map(\.isUppercase) ?? false ? text : text.prefix(1).lowercased() + text.dropFirst()
    }

    static func raisers(_ raisers: ProcedureDefinition.Raisers) -> String {
        switch raisers {
        case .anyone: "Anybody in the network"
        case .of(let kinds): Words.capitalised(Words.list(kinds.map(\.plural)))
        }
    }

    static func route(_ route: ProcedureDefinition.Route) -> String {
        switch route {
        case .health, .named, .network: Words.capitalised(route.rawValue)
        case .immigration: "The immigration service"
        default: "The \(route.rawValue)"
        }
    }

    // MARK: Time

    func within(_ term: Term) -> String {
        switch (term.length, term.start) {
        case (.asGiven, _): "by the date that whoever raises it gives"
        case (.atOnce, _): "at once"
        case (.calendarDays(0), .date(let field, _)): "on the day of \(label(field))"
        case (let length, .raised): "\(length) after it was raised"
        case (let length, .step(let duty)): "\(length) after \(step(duty))"
        case (let length, .date(let field, let isBefore)):
            "\(length) \(isBefore ? "before" : "after") \(label(field))"
        }
    }

    func byWhen(_ duty: ProcedureDefinition.Duty) -> String {
        let again = duty.every.map { ", and again every \(Self.withoutOne("\($0)")) until it is closed" } ?? ""
        let term = within(duty.within)
        return Self.sentence(term + again)
    }

    private static func withoutOne(_ text: String) -> String {
        text.hasPrefix("1 ") ? String(text.dropFirst(2)) : text
    }

    /// What an earlier duty is, as the start of another's time.
    private func step(_ id: String) -> String {
        guard let duty = definition.duties.first(where: { $0.id == id }) else { return id }
        return switch duty.to {
        case .acknowledge: "it was acknowledged"
        case .decide: "it was decided"
        case .tellRaiser: "whoever raised it was told"
        case .saySatisfied: "whoever raised it said whether they are satisfied"
        case .review, .act: Self.quoted(Self.short(duty.what ?? id))
        }
    }

    /// The first words of what is owed.
    private static func short(_ text: String) -> String {
        let words = text.prefix { !".:;".contains($0) }
        return words.count <= 80 ? String(words) : words.prefix(79) + "…"
    }

    static func late(_ rung: ProcedureDefinition.Rung) -> String {
        let step =
            switch rung.step {
            case .remind: "Who owes it is reminded"
            case .tellRaiser: "Whoever raised it is told"
            case .copyDeputy: "A copy goes to their deputy"
            case .toLead: "It goes to the authority’s lead"
            case .toCoordinator: "It goes to the coordinator"
            }
        return switch rung.moment {
        case .halfTime: "\(step) at half time."
        case .due: "\(step) when it is due."
        case .after(let length): "\(step) \(length) after it was due."
        }
    }

    // MARK: Fields and answers

    func label(_ field: String) -> String {
        Self.quoted(definition.fields.first { $0.id == field }?.label ?? field)
    }

    func outcome(_ id: String) -> String {
        Self.quoted(definition.outcomes.first { $0.id == id }?.title ?? id)
    }

    func options(_ field: ProcedureDefinition.Field) -> [ProcedureDefinition.Option] {
        field.optionsFrom.flatMap { lists[$0]?.options } ?? field.options
    }

    private func answer(_ value: String, to field: String) -> String {
        guard let asked = definition.fields.first(where: { $0.id == field }), asked.type != .yesNo else { return value }
        return Self.quoted(options(asked).first { $0.id == value }?.label ?? value)
    }

    /// `Only where “…” is answered yes or unknown.` Nothing where it always applies.
    func condition(_ condition: ProcedureDefinition.Condition, _ verb: String = "Only") -> String? {
        guard !condition.terms.isEmpty else { return nil }
        let terms = condition.terms.sorted { $0.key < $1.key }.map { field, values in
            field == "outcome"
                ? "it has come to \(Self.either(values.map(outcome)))"
                : "\(label(field)) is answered \(Self.either(values.map { answer($0, to: field) }))"
        }
        return "\(verb) where \(terms.joined(separator: ", and "))."
    }

    /// What of a matter somebody sees.
    func shown(_ shown: ProcedureDefinition.Shown) -> String {
        switch shown {
        case .all: "Everything."
        case .nothing: "Nothing."
        case .only(let words):
            Self.sentence(
                Words.list(
                    words.map { word in
                        switch word {
                        case "outcome": "what it came to"
                        case "note": "the notes written for whoever raised it"
                        case "loop": "where it stands"
                        case "satisfied": "whether the answer satisfied"
                        case "times": "how long each step took"
                        default: label(word)
                        }
                    }
                )
            )
        }
    }
}

extension ProcedureDefinition.Kind {
    var plural: String {
        switch self {
        case .authority: "local authorities"
        case .school: "schools"
        case .police: "the police"
        case .health: "health bodies"
        case .immigration: "the immigration service"
        case .department: "government departments"
        case .board: "boards"
        case .charity: "charities"
        }
    }
}

extension ProcedureDefinition.Field.Kind {
    /// What is to be given.
    var asks: String {
        switch self {
        case .text: "A line of text."
        case .longText: "Some lines of text."
        case .choice: "One of these."
        case .checklist: "Any of these."
        case .date: "A date."
        case .time: "A time."
        case .person: "A person of the network."
        case .organisation: "An organisation."
        case .child: "A child."
        case .adult: "An adult."
        case .file: "Files."
        case .number: "A number."
        case .money: "An amount of money."
        case .yesNo: "Yes, no or unknown."
        case .group: "Asked as often as there is something to say."
        }
    }
}
