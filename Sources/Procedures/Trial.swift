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
        package let isAsGiven: Bool
        package let term: String
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
    package let parties: [ProcedureDefinition.Invited]
    /// What it came to last; nil where nobody decides.
    package private(set) var outcome: String?
    package private(set) var steps: [Step] = []
    private let clock: DutyClock

    /// - Parameters:
    ///   - answers: To use instead of made-up ones.
    ///   - outcome: What it comes to, at the first duty that can come to it. The other decisions come to what leads there,
    ///     or to their first outcome.
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
        self.clock = clock
        var answers: [String: [String]] = [:]
        for field in definition.askedOnce where field.askIf.holds(answers) {
            for asked in [field] + field.fields where asked.askIf.holds(answers) {
                answers[asked.id] = given[asked.id] ?? Self.madeUp(asked, of: definition, lists, London.day(raised))
            }
        }
        self.answers = answers
        parties = definition.parties.filter { $0.when.holds(answers) }
        let first = definition.duties.first { $0.to == .decide }?.outcomes ?? []
        for start in first.isEmpty ? [nil] : first.map(Optional.some) {
            walk([start, outcome].compactMap(\.self))
            if outcome == nil || self.outcome == outcome { return }
        }
    }

    /// Whether what was asked for can be come to with these answers.
    package func came(to wanted: String) -> Bool { outcome == wanted }

    /// - Parameter wanted: Outcomes to come to wherever that is possible, the later ones rather.
    private mutating func walk(_ wanted: [String]) {
        steps = []
        var came: [ProcedureDefinition.Came] = []
        defer { outcome = came.last?.outcome }
        var met: [String: Instant] = [:]
        for duty in definition.duties where isThere(duty.of) {
            guard definition.isOwed(duty, answers: answers, came: came), let start = start(of: duty, met) else {
                continue
            }
            // Nothing falls due before it was raised.
            let due = due(duty, from: start).map { max($0, raised) }
            met[duty.id] = due ?? max(start, raised)
            if let chosen = wanted.last(where: duty.outcomes.contains)
                ?? (duty.to == .decide ? duty.outcomes.first : nil)
            {
                came.append(.init(duty.id, to: chosen))
            }
            steps.append(
                Step(
                    duty: duty.id,
                    of: definition.title(of: duty.of),
                    to: (duty.what ?? duty.to.rawValue) + (duty.file == .required ? ", with a file" : ""),
                    station: duty.to.station,
                    due: due,
                    isAsGiven: duty.within.length == .asGiven,
                    term: "\(duty.within)" + (duty.every.map { ", then every \($0)" } ?? ""),
                    law: duty.law,
                    overdue: due.map { rungs(of: duty, from: min(max(start, raised), $0), to: $0) } ?? []
                )
            )
        }
        // What an outcome takes off may stand before the decision that comes to it.
        let dropped = definition.duties.filter { duty in
            !duty.unless.isEmpty && !definition.isOwed(duty, answers: answers, came: came)
        }
        steps.removeAll { step in dropped.contains { $0.id == step.duty } }
    }

    private func isThere(_ debtor: ProcedureDefinition.Debtor) -> Bool {
        switch debtor {
        case .holder, .raiser, .coordinator: true
        case .everyParty: !parties.isEmpty
        case .party(let id): parties.contains { $0.id == id }
        }
    }

    /// Nil where it waits for a step that does not happen here, or for a date that nobody gave.
    private func start(of duty: ProcedureDefinition.Duty, _ met: [String: Instant]) -> Instant? {
        switch duty.within.start {
        case .raised: raised
        case .step(let step): met[step]
        case .date(let field, let isBefore):
            answers[field]?.first.flatMap { Day(iso: $0) }.map { isBefore ? raised : London.instant($0, .midnight) }
        }
    }

    private func due(_ duty: ProcedureDefinition.Duty, from start: Instant) -> Instant? {
        guard case .date(let field, isBefore: true) = duty.within.start else {
            return clock.due(duty.within.length, after: start)
        }
        return answers[field]?.first.flatMap { Day(iso: $0) }.flatMap { clock.due(duty.within.length, before: $0) }
    }

    /// All members are reminded before the day, and waited for no longer after it.
    private func rungs(of duty: ProcedureDefinition.Duty, from start: Instant, to due: Instant) -> [Rung] {
        let whole = rungs(from: start, to: due)
        guard case .party(let id) = duty.of, parties.contains(where: { $0.id == id && $0.goesTo == .network }) else {
            return whole
        }
        return whole.filter { $0.step == "remind" && $0.at < due } + [Rung(step: "over", at: due)]
    }

    private func rungs(from start: Instant, to due: Instant) -> [Rung] {
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
