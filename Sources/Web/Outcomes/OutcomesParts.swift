import HTML
import Safeguarding

/// The charts and tables of one procedure.
struct OutcomesParts {
    private typealias Line = (name: String, numbers: OutcomeNumbers)

    private let asked: OutcomesAsked
    private let outcomes: ProcedureOutcomes

    init(_ asked: OutcomesAsked, _ outcomes: ProcedureOutcomes) {
        (self.asked, self.outcomes) = (asked, outcomes)
    }

    static func cell(_ number: Int?) -> Markup { cell(number.map { Words.number($0) }) }

    static func cell(_ text: String?) -> Markup {
        guard let text else { return span(.class("meta")) { "Not shown" } }
        return Markup(text: text)
    }

    private var organisations: [Line] {
        outcomes.organisations.map { (asked.name(of: $0.organisation), $0.numbers) }
    }

    private var months: [Line] { outcomes.months.map { ($0.month.name, $0.numbers) } }

    private var showsMonths: Bool { months.contains { $0.numbers.raised != nil } }

    var markup: Markup {
        Markup {
            if outcomes.network.raised != nil {
                summary
                div(.class("pair")) {
                    raisedChart
                    daysChart
                }
                tables("organisations", "By organisation", "Organisation", organisations)
                if outcomes.leavesOut {
                    p(.class("meta")) { "Organisations with too few to show are left out, here and in the files." }
                }
                tables("months", "By month raised", "Month", showsMonths ? months : [])
                decided
            }
        }
    }

    // MARK: The network

    private var summary: Markup {
        sec("network", "The network", meta: "Days of the clock since it was raised") {
            figures(
                [
                    (outcomes.network.raised, "raised"), (outcomes.network[.open], "open now"),
                    (outcomes.network[.overdue], "overdue now"), (outcomes.network[.satisfied], "raisers satisfied"),
                ].compactMap { number, words in number.map { (Words.number($0), words) } }
            )
            dataTable(
                "How long each step takes",
                [
                    Column("Step"), Column("Median", right: true), Column("Nine in ten within", right: true),
                    Column("In time", right: true),
                ],
                rows: OutcomeStep.allCases.map { step in
                    let time = outcomes.network[step]
                    return [
                        Markup(text: step.title), days(time?.median, step), days(time?.ninetieth, step),
                        percent(outcomes.network, step),
                    ]
                },
                empty: ""
            )
        }
    }

    /// Nothing to say where none was done, unless it may not be said.
    private func days(_ seconds: Int64?, _ step: OutcomeStep) -> Markup {
        guard let seconds else {
            return outcomes.network[step.done] == 0 ? Markup(text: "None yet") : Self.cell(nil as String?)
        }
        return Markup(text: "\(OutcomesAsked.days(seconds)) days")
    }

    private func percent(_ numbers: OutcomeNumbers, _ step: OutcomeStep) -> Markup {
        if numbers[step.due] == 0 { return Markup(text: "None due") }
        return Self.cell(numbers.percentInTime(step).map { "\($0)%" })
    }

    // MARK: Charts

    private var raisedChart: Markup {
        guard showsMonths else {
            return figure(.class("chart")) {
                figcaption(.class("sec-head")) { h2(.id("raised")) { "Raised each month" } }
                empty("Too few were raised in each month to show how many.")
            }
        }
        return chart(
            "raised",
            "Raised each month",
            .stack,
            meta: OutcomesAsked.name(asked.year),
            [Column("Month"), Column("Raised", right: true)],
            rows: months.map { [Markup(text: $0.name), Self.cell($0.numbers.raised)] }
        )
    }

    private var daysChart: Markup {
        let timed = organisations.filter { line in OutcomeStep.allCases.contains { line.numbers[$0] != nil } }
        guard !timed.isEmpty else {
            return figure(.class("chart")) {
                figcaption(.class("sec-head")) { h2(.id("days")) { "How long it takes" } }
                empty("Too few were acknowledged anywhere to say how long it takes.")
            }
        }
        return chart(
            "days",
            "How long it takes",
            .bars,
            meta: "Median days since raised, by organisation",
            [Column("Organisation")] + OutcomeStep.allCases.map { Column($0.title, right: true) },
            rows: timed.map { line in
                [Markup(text: line.name)]
                    + OutcomeStep.allCases.map { step in
                        Self.cell(line.numbers[step].map { OutcomesAsked.days($0.median) })
                    }
            }
        )
    }

    // MARK: Tables

    private func tables(_ id: String, _ title: String, _ first: String, _ lines: [Line]) -> Markup {
        Markup {
            sec(id, title, meta: "Where they stand") {
                dataTable(
                    "\(title): where they stand",
                    [Column(first)]
                        + ["Raised", "Received", "Decided", "Told", "Closed", "Open", "Overdue"].map {
                            Column($0, right: true)
                        },
                    rows: lines.map { line in
                        let numbers = line.numbers
                        let counts = [
                            numbers.raised, numbers[.received], numbers[.decided], numbers[.told], numbers.closed,
                            numbers[.open], numbers[.overdue],
                        ]
                        return [Markup(text: line.name)] + counts.map { Self.cell($0) }
                    },
                    empty: "None has enough to be shown.",
                    isDense: true
                )
            }
            if !lines.isEmpty {
                sec(
                    "\(id)-times",
                    "\(title): how long, in time, satisfied",
                    meta: "Median days, and nine in ten within"
                ) {
                    dataTable(
                        "\(title): how long, in time, satisfied",
                        [Column(first)] + OutcomeStep.allCases.map { Column($0.title, right: true) }
                            + ["Satisfied", "Not satisfied", "Not said"].map { Column($0, right: true) },
                        rows: lines.map { line in
                            [Markup(text: line.name)] + OutcomeStep.allCases.map { time(line.numbers, $0) }
                                + [
                                    line.numbers[.satisfied], line.numbers[.notSatisfied], line.numbers[.notSaid],
                                ].map { Self.cell($0) }
                        },
                        empty: "",
                        isDense: true
                    )
                }
            }
        }
    }

    private func time(_ numbers: OutcomeNumbers, _ step: OutcomeStep) -> Markup {
        guard let time = numbers[step] else {
            return numbers.raised == 0 || numbers[step.done] == 0
                ? Markup(text: "\u{2013}") : Self.cell(nil as String?)
        }
        return Markup {
            "\(OutcomesAsked.days(time.median)) (\(OutcomesAsked.days(time.ninetieth)))"
            if let percent = numbers.percentInTime(step) {
                br()
                span(.class("meta")) { "\(percent)% in time" }
            }
        }
    }

    private var decided: Markup {
        sec("decided", "What was decided") {
            dataTable(
                "What was decided",
                [Column("Outcome"), Column("Matters", right: true)],
                rows: outcomes.outcomes.map { outcome in
                    [Markup(text: asked.title(of: outcome, in: outcomes)), Self.cell(outcome.count)]
                },
                empty: outcomes.leavesOutOutcomes ? "Too few to show." : "Nothing is decided yet."
            )
            if outcomes.leavesOutOutcomes, !outcomes.outcomes.isEmpty {
                p(.class("meta")) { "Outcomes with too few to show are left out." }
            }
        }
    }
}
