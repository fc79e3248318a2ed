package import Almanac

/// A walk through a procedure with made-up answers, so that its author sees the loop before anybody depends on it:
/// each duty is met at the last moment.
package struct Trial: Sendable {
    package struct Step: Hashable, Sendable {
        package let duty: String
        package let of: String
        package let to: String
        package let station: Station?
        /// Nil where whoever raises it gives the date, or where no calendar reaches so far.
        package let due: Instant?
        package let term: String
        package let outcomes: [String]
        package let law: String?
        /// What happens where it is not done: each rung with its moment.
        package let overdue: [Rung]
    }

    package struct Rung: Hashable, Sendable {
        package let step: String
        package let at: Instant
    }

    package let definition: ProcedureDefinition
    package let raised: Instant
    /// By field, in the words of the answers themselves.
    package let answers: [String: [String]]
    package let parties: [String]
    package let outcome: String?
    package private(set) var steps: [Step] = []

    /// - Parameters:
    ///   - answers: To use instead of made-up ones.
    ///   - outcome: What the first decision or review that can come to it comes to; the first of the first decision where
    ///     it is left out.
    package init(
        _ definition: ProcedureDefinition,
        lists: [String: OptionList] = [:],
        raised: Instant,
        answers given: [String: [String]] = [:],
        outcome: String? = nil,
        clock: DutyClock = DutyClock()
    ) {
        self.definition = definition
        self.raised = raised
        var answers: [String: [String]] = [:]
        for field in definition.fields where field.askIf.holds(answers) {
            answers[field.id] = given[field.id] ?? Self.madeUp(field, of: definition, lists, London.day(raised))
        }
        self.answers = answers
        parties = definition.parties.filter { $0.when.holds(answers) }.map(\.title)
        let outcome = outcome ?? definition.duties.first { $0.to == .decide }?.outcomes.first
        self.outcome = outcome
        walk(answers, outcome, clock)
    }

    private mutating func walk(_ answers: [String: [String]], _ outcome: String?, _ clock: DutyClock) {
        var known = answers
        var met: [String: Instant] = [:]
        for duty in definition.duties {
            guard duty.when.holds(known) else { continue }
            let start: Instant? =
                switch duty.within.start {
                case .raised: raised
                case .step(let step): met[step]
                case .date(let field, _):
                    answers[field]?.first.flatMap { Day(iso: $0) }.map { London.instant($0, .midnight) }
                }
            // What waits for a step that does not happen here is not owed.
            guard let start else { continue }
            let due =
                if case .date(_, isBefore: true) = duty.within.start {
                    clock.due(duty.within.length, before: London.day(start))
                } else {
                    clock.due(duty.within.length, after: start)
                }
            met[duty.id] = max(due ?? start, raised)
            if let outcome, duty.outcomes.contains(outcome) {
                known["outcome"] = [outcome]
            } else if duty.to == .decide, known["outcome"] == nil {
                known["outcome"] = duty.outcomes.first.map { [$0] }
            }
            steps.append(
                Step(
                    duty: duty.id,
                    of: definition.title(of: duty.of),
                    to: duty.what ?? duty.to.rawValue,
                    station: duty.to.station,
                    due: due,
                    term: "\(duty.within)" + (duty.every.map { ", then every \($0)" } ?? ""),
                    outcomes: duty.outcomes,
                    law: duty.law,
                    overdue: due.map { rungs(of: duty, from: start, to: $0, clock) } ?? []
                )
            )
        }
    }

    private func rungs(of duty: ProcedureDefinition.Duty, from start: Instant, to due: Instant, _ clock: DutyClock)
        -> [Rung]
    {
        definition.overdue.compactMap { rung in
            let at: Instant? =
                switch rung.moment {
                case .halfTime: Instant(milliseconds: start.milliseconds + (due.milliseconds - start.milliseconds) / 2)
                case .due: due
                case .after(let length): clock.due(length, after: due)
                }
            return at.map { Rung(step: rung.step.rawValue, at: $0) }
        }
    }

    /// An answer that could be given, and that nobody takes for a real one.
    private static func madeUp(
        _ field: ProcedureDefinition.Field,
        of definition: ProcedureDefinition,
        _ lists: [String: OptionList],
        _ today: Day
    ) -> [String] {
        // What something is to be done before lies ahead; everything else happened today.
        let liesAhead = definition.duties.contains { $0.within.start == .date(field.id, isBefore: true) }
        let options = field.optionsFrom.flatMap { lists[$0]?.options } ?? field.options
        return switch field.type {
        case .choice: options.first.map { [$0.id] } ?? []
        case .checklist: options.prefix(2).map(\.id)
        case .yesNo: ["yes"]
        case .date: [today.adding(days: liesAhead ? 90 : 0).iso]
        case .time: ["10:00"]
        case .number, .money: ["\(field.least ?? 3)"]
        case .child: ["Child Example"]
        case .adult, .person: ["Adult Example"]
        case .organisation: ["Example Organisation"]
        case .file: ["example.pdf"]
        case .text, .longText: ["Made up for this walk"]
        case .group: ["1 entry"]
        }
    }
}

extension ProcedureDefinition {
    /// Who owes something, in words.
    package func title(of debtor: Debtor) -> String {
        switch debtor {
        case .holder: "holder"
        case .raiser: "raiser"
        case .coordinator: "coordinator"
        case .everyParty: "every party"
        case .party(let id): parties.first { $0.id == id }?.title ?? id
        }
    }
}
