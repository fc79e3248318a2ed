import Channels
import Foundation
import Hummingbird
import Safeguarding

/// The numbers as files: those of the page, and no more.
enum OutcomesExport {
    static func csv(_ visit: Visit) async throws -> Response {
        let asked = try await OutcomesAsked(visit)
        return .file(
            CSVWriter.bytes(headings: Line.headings, rows: lines(asked).map(\.cells)),
            type: "text/csv; charset=utf-8",
            name: name(asked) + ".csv"
        )
    }

    static func json(_ visit: Visit) async throws -> Response {
        let asked = try await OutcomesAsked(visit)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return .file(Array(try encoder.encode(lines(asked))), type: "application/json", name: name(asked) + ".json")
    }

    private static func name(_ asked: OutcomesAsked) -> String {
        "outcomes \(asked.procedure.map { $0.id + " " } ?? "")\(asked.year.start)-\(asked.year.start + 1)"
    }

    private static func lines(_ asked: OutcomesAsked) -> [Line] {
        asked.found.flatMap { outcomes -> [Line] in
            func line(_ of: String, _ numbers: OutcomeNumbers, _ organisation: String? = nil, _ month: String? = nil)
                -> Line
            {
                Line(asked, outcomes, of: of, organisation, month, numbers: numbers)
            }
            return [line("network", outcomes.network)]
                + outcomes.organisations.map { line("organisation", $0.numbers, asked.name(of: $0.organisation)) }
                + outcomes.months.map { line("month", $0.numbers, nil, "\($0.month)") }
                + outcomes.cells.map {
                    line("organisation and month", $0.numbers, asked.name(of: $0.organisation), "\($0.month)")
                }
                + outcomes.outcomes.map { outcome in
                    Line(asked, outcomes, of: "outcome", outcome: outcome)
                }
        }
    }

    /// A number that may not be shown is missing in JSON, and "not shown" in CSV.
    private struct Line: Encodable {
        let procedure, title, schoolYear, of: String
        let organisation, month, outcome: String?
        let raised: Int?
        let counts: [String: Int]
        let days: [String: String]
        let percentInTime: [String: Int]

        init(
            _ asked: OutcomesAsked,
            _ outcomes: ProcedureOutcomes,
            of what: String,
            _ organisation: String? = nil,
            _ month: String? = nil,
            numbers: OutcomeNumbers
        ) {
            (procedure, title) = (outcomes.procedure, asked.title(of: outcomes))
            schoolYear = "\(asked.year.start)-\(asked.year.start + 1)"
            (of, self.organisation, self.month, outcome) = (what, organisation, month, nil)
            raised = numbers.raised
            var (counts, days, percents) = ([String: Int](), [String: String](), [String: Int]())
            for measure in OutcomeMeasure.allCases { counts[measure.rawValue] = numbers[measure] }
            counts["closed"] = numbers.closed
            for step in OutcomeStep.allCases {
                let time = numbers[step]
                days["\(step.rawValue)-median"] = time.map { OutcomesAsked.days($0.median) }
                days["\(step.rawValue)-ninetieth"] = time.map { OutcomesAsked.days($0.ninetieth) }
                percents[step.rawValue] = numbers.percentInTime(step)
            }
            (self.counts, self.days, percentInTime) = (counts, days, percents)
        }

        init(
            _ asked: OutcomesAsked,
            _ outcomes: ProcedureOutcomes,
            of what: String,
            outcome: ProcedureOutcomes.Outcome
        ) {
            (procedure, title) = (outcomes.procedure, asked.title(of: outcomes))
            schoolYear = "\(asked.year.start)-\(asked.year.start + 1)"
            (of, organisation, month) = (what, nil, nil)
            self.outcome = asked.title(of: outcome, in: outcomes)
            (raised, counts) = (nil, ["decided": outcome.count])
            (days, percentInTime) = ([:], [:])
        }

        private static let counted = OutcomeMeasure.allCases.map(\.rawValue) + ["closed"]
        private static let timed = OutcomeStep.allCases.flatMap {
            ["\($0.rawValue)-median", "\($0.rawValue)-ninetieth"]
        }
        private static let shares = OutcomeStep.allCases.map(\.rawValue)

        static let headings =
            ["procedure", "title", "school year", "of", "organisation", "month", "outcome", "raised"] + counted
            + timed.map { $0 + " days" } + shares.map { $0 + " in time percent" }

        var cells: [String] {
            let unknown = outcome == nil ? "not shown" : ""
            return [procedure, title, schoolYear, of, organisation ?? "", month ?? "", outcome ?? ""]
                + [raised.map(String.init) ?? unknown] + Self.counted.map { counts[$0].map(String.init) ?? unknown }
                + Self.timed.map { days[$0] ?? unknown }
                + Self.shares.map { percentInTime[$0].map(String.init) ?? unknown }
        }
    }
}
