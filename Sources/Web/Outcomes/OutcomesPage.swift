import Almanac
import HTML
import Hummingbird
import Safeguarding

/// How procedures go, in numbers: one procedure with its charts and tables, or all in one table.
enum OutcomesPage {
    static func page(_ visit: Visit) async throws -> Response {
        let asked = try await OutcomesAsked(visit)
        let one = asked.procedure == nil ? nil : asked.found.first
        return try await visit.page(
            Page(
                title: "How procedures go",
                current: "/procedures",
                eyebrow: asked.procedure.map { row in a(.href("/procedures/\(row.id)")) { row.title } }
                    ?? a(.href("/procedures")) { "Procedures" },
                heading: heading(asked, one),
                lead: lead(asked, one),
                underLead: printLine(
                    "How procedures go, \(OutcomesAsked.name(asked.year)), as it stood \(visit.words.at(visit.now))."
                ),
                scripts: [.pressOnceScript, .chartLibrary, .chartsScript]
            ) {
                choices(asked)
                if asked.procedure == nil {
                    all(asked)
                } else if let one {
                    OutcomesParts(asked, one).markup
                } else {
                    empty("Nothing was raised under it in that year.")
                }
                if !asked.found.isEmpty { notes(asked) }
            }
        )
    }

    private static func heading(_ asked: OutcomesAsked, _ one: ProcedureOutcomes?) -> String {
        guard asked.procedure != nil else { return "How procedures go" }
        guard let numbers = one?.network else { return "How it goes" }
        guard let time = numbers[.feedBack] else {
            return numbers.raised.map { "\(Words.number($0)) raised" } ?? "Too few to show"
        }
        return "\(Words.capitalised(OutcomesAsked.days(time.median))) days until the raiser is told"
    }

    private static func lead(_ asked: OutcomesAsked, _ one: ProcedureOutcomes?) -> String {
        let span = OutcomesAsked.name(asked.year)
        guard asked.procedure != nil else {
            return "From raised to acknowledged, decided and fed back. \(span)."
        }
        guard let numbers = one?.network else { return "\(span)." }
        guard let raised = numbers.raised else {
            return "Fewer than five were raised under it, \(span). Their numbers are not shown."
        }
        let open = numbers[.open].map { ", \($0 == 0 ? "none" : Words.number($0)) still open" } ?? ""
        return "\(Words.number(raised)) raised\(open). \(span)."
    }

    private static func choices(_ asked: OutcomesAsked) -> Markup {
        filterPanel(to: "/outcomes") {
            selectField(
                Field("procedure", "Procedure"),
                [Choice("", "All")] + asked.procedures.map { Choice($0.id, $0.title) },
                selected: asked.procedure?.id ?? ""
            )
            selectField(
                Field("year", "School year"),
                Set(asked.years + [asked.year]).sorted(by: >).map { Choice("\($0.start)", OutcomesAsked.name($0)) },
                selected: "\(asked.year.start)"
            )
        }
    }

    // MARK: All

    private static func all(_ asked: OutcomesAsked) -> Markup {
        sec("all", "By procedure", meta: "Median days of the clock") {
            dataTable(
                "By procedure",
                [Column("Procedure"), Column("Raised", right: true)]
                    + OutcomeStep.allCases.map { Column($0.title, right: true) }
                    + [Column("Open", right: true), Column("Overdue", right: true)],
                rows: asked.found.sorted { asked.title(of: $0) < asked.title(of: $1) }.map { outcomes in
                    let numbers = outcomes.network
                    return [
                        a(.href("/outcomes?procedure=\(outcomes.procedure)&year=\(asked.year.start)")) {
                            asked.title(of: outcomes)
                        }, OutcomesParts.cell(numbers.raised),
                    ]
                        + OutcomeStep.allCases.map { step in
                            OutcomesParts.cell(numbers[step].map { OutcomesAsked.days($0.median) })
                        } + [OutcomesParts.cell(numbers[.open]), OutcomesParts.cell(numbers[.overdue])]
                },
                empty: "Nothing was raised under a procedure in that year.",
                isDense: true
            )
        }
    }

    // MARK: What it means

    private static func notes(_ asked: OutcomesAsked) -> Markup {
        sec("means", "What is counted") {
            ul {
                li { "What was raised in the school year, by who has it now. What was withdrawn is not counted." }
                li {
                    "Times run from when it was raised, in days of the clock: nights, weekends and holidays count. Nine in ten took no longer than the second number."
                }
                li {
                    "In time: of what was done or should have been by now, how much was done by when the procedure asks for it."
                }
                if asked.found.contains(where: \.isPersonal) {
                    li {
                        "Numbers of people below five are not shown, nor any from which one could be worked out. A number can be missing though it is larger, because another would follow from it. That is so for everybody, and in the files too. Spans other than school years are not offered for the same reason."
                    }
                }
            }
            p(.class("meta")) {
                "Save the numbers as "
                a(.href(asked.link("/outcomes.csv"))) { "CSV" }
                " or "
                a(.href(asked.link("/outcomes.json"))) { "JSON" }
                "."
            }
        }
    }
}
