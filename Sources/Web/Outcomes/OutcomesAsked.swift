import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// Which procedure and which school year the address asks for, and what was found.
struct OutcomesAsked: Sendable {
    /// Nil for all.
    let procedure: ProcedureRow?
    let year: SchoolYear
    /// Those that something was raised in, and this one.
    let years: [SchoolYear]
    /// The last version of each that is or was in use.
    let procedures: [ProcedureRow]
    let found: [ProcedureOutcomes]
    private let outcomeTitles: [String: [String: String]]
    private let organisations: [ID<Organisation>: String]

    init(_ visit: Visit) async throws {
        let (readings, actor) = (visit.readings, try visit.actor)
        let (inUse, withdrawn) = (try await readings.procedures(), try await readings.withdrawnProcedures())
        procedures = inUse + withdrawn.filter { row in !inUse.contains { $0.id == row.id } }
        let current = SchoolYear(of: visit.today)
        years = Set(try await readings.outcomeYears(as: actor) + [current]).sorted(by: >)
        let asked = visit.query("year").flatMap(Int.init).flatMap(SchoolYear.init)
        year = asked ?? current
        let id = visit.query("procedure").flatMap { $0.isEmpty ? nil : $0 }
        procedure = procedures.first { $0.id == id }
        if id != nil, procedure == nil { throw Refusal.notFound }
        found = try await readings.outcomes(of: id, in: year, at: visit.now, as: actor)
        organisations = Dictionary(
            uniqueKeysWithValues: try await readings.organisations().map { ($0.id, $0.name) }
        )
        var titles: [String: [String: String]] = [:]
        for outcomes in found {
            // What only an authority has is said as it says it.
            let own = try await readings.localTexts(of: outcomes.procedure)
            let texts = own + (try await readings.procedureVersions(of: outcomes.procedure))
            for version in texts.reversed() {
                for outcome in version.procedure?.definition.outcomes ?? [] {
                    titles[outcomes.procedure, default: [:]][outcome.id] = outcome.title
                }
            }
        }
        outcomeTitles = titles
    }

    /// `September 2025 to August 2026`.
    static func name(_ year: SchoolYear) -> String { "September \(year.start) to August \(year.start + 1)" }

    func title(of outcomes: ProcedureOutcomes) -> String {
        procedures.first { $0.id == outcomes.procedure }?.title ?? outcomes.procedure
    }

    func title(of outcome: ProcedureOutcomes.Outcome, in outcomes: ProcedureOutcomes) -> String {
        outcomeTitles[outcomes.procedure]?[outcome.id] ?? outcome.id
    }

    func name(of organisation: ID<Organisation>?) -> String {
        guard let organisation else { return "No organisation: with the coordinator" }
        return organisations[organisation] ?? "An organisation that is not here any more"
    }

    func link(_ path: Link) -> Link { "\(path)?procedure=\(procedure?.id ?? "")&year=\(year.start)" }

    /// `2.4` days of the clock.
    static func days(_ seconds: Int64) -> String {
        let tenths = (seconds * 10 + 43_200) / 86_400
        return "\(Words.number(Int(tenths / 10))).\(tenths % 10)"
    }
}

extension OutcomeStep {
    var title: String {
        switch self {
        case .acknowledge: "To acknowledge"
        case .decide: "To decide"
        case .feedBack: "To feed back"
        }
    }
}

extension CalendarMonth {
    /// `February 2026`.
    var name: String {
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return "\(names[month - 1]) \(year)"
    }
}
