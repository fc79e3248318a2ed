import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// What one authority uses of one procedure: its own text and what differs in it, its pilot, and what it decided.
enum AdoptionPage {
    static func page(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace(visit)
        let entries = try await visit.readings.adoptionEntries(of: place.procedure, at: place.authority.id)
        let directory = try await visit.directory()
        let pilot = try await pilotSection(place)
        let reader = try await AdoptionPlace.own(visit).flatMap { $0.authority.id == place.authority.id ? nil : $0 }
        return try await visit.page(
            Page(
                title: "\(place.network.title) at \(place.name)",
                current: "/procedures",
                eyebrow: a(.href("/procedures/\(place.procedure)")) { place.network.title },
                heading: "\(place.network.title) at \(place.name)",
                lead: place.sentence,
                underLead: buttons(place, for: reader)
            ) {
                waits(place)
                pilot
                differences(place)
                besides(place, reader)
                sec("decided", "What was decided here") {
                    rows(
                        entries.map { entry($0, visit, directory) },
                        empty: "Nothing yet: the network’s text is used as it is."
                    )
                }
            }
        )
    }

    /// - Parameter reader: The authority of somebody from another.
    private static func buttons(_ place: AdoptionPlace, for reader: AdoptionPlace?) -> Markup {
        acts {
            if place.mayDecide {
                if place.row?.pilot != nil {
                    linkButton("Say what came of the pilot", "\(place.link)/pilot", .primary)
                } else {
                    if place.base != nil {
                        let look = place.row?.waiting == nil ? ButtonLook.primary : .quiet
                        linkButton("Change it here, or try a change", "\(place.link)/write", look)
                    }
                    if place.own != nil { linkButton("Use the network’s text", "\(place.link)/network") }
                }
            }
            if place.inUse != nil {
                if place.visit.allows(.publishProcedure), place.mayDecide {
                    linkButton(
                        "Publish it to the network",
                        "/procedures/new?of=\(place.procedure)&at=\(place.authority.id)"
                    )
                }
                if let reader, reader.mayDecide, reader.row?.pilot == nil, reader.base?.version == place.inUse?.upstream
                {
                    linkButton(
                        "Use or try it at \(reader.name)",
                        "\(reader.link)/write?from=\(place.authority.id)",
                        .primary
                    )
                }
                linkButton("Download the file", "\(place.link)/file")
            }
        }
    }

    // MARK: What waits

    private static func waits(_ place: AdoptionPlace) -> Markup? {
        guard let row = place.row else { return nil }
        if let waiting = row.waiting {
            let told =
                waiting.isWithdrawn
                ? "Until it is decided here what to do, it is used as before."
                : "Until somebody here takes or declines it, their own text is used."
            return Markup {
                warn(
                    waiting.isWithdrawn
                        ? "The network withdrew this procedure." : "Version \(waiting.version) of the network waits.",
                    told
                )
                if place.mayDecide {
                    acts { linkButton("Look at it and decide", "\(place.link)/take", .primary) }
                }
            }
        }
        guard let kept = row.keptAgainst else { return nil }
        let what =
            kept.isWithdrawn ? "The network withdrew it." : "Version \(kept.version) of the network is not taken."
        return panel {
            p { "\(what) Why: \(ProcedureWords.sentence(row.declinedReason ?? ""))" }
            if place.mayDecide {
                acts { linkButton("Look at it again", "\(place.link)/take") }
            }
        }
    }

    // MARK: What differs

    private static func differences(_ place: AdoptionPlace) -> Markup? {
        guard let text = place.inUse else { return nil }
        let base = place.version(text.upstream)
        return Markup {
            if let changed = ProcedureDifferences(base, text) {
                ProcedurePages.differences(
                    changed,
                    "What differs from version \(text.upstream) of the network",
                    before: "Version \(text.upstream)",
                    after: place.name
                )
            } else {
                warn("This Safeloop cannot read the text that is used here.", "Download the file to see it.")
            }
            if place.network.isCurrent, place.network.version != text.upstream,
                let newer = ProcedureDifferences(place.network, text)
            {
                ProcedurePages.differences(
                    newer,
                    "What differs from version \(place.network.version), which the network uses",
                    before: "Version \(place.network.version)",
                    after: place.name,
                    id: "newer"
                )
            }
        }
    }

    /// Beside what is used where the reader is, where that is not the version that was compared with already.
    private static func besides(_ place: AdoptionPlace, _ reader: AdoptionPlace?) -> Markup? {
        guard let reader, let own = reader.inUse, let text = place.inUse,
            let differences = ProcedureDifferences(own, text)
        else { return nil }
        return ProcedurePages.differences(
            differences,
            "What differs from what \(reader.name) uses",
            before: reader.name,
            after: place.name,
            id: "besides"
        )
    }

    // MARK: The pilot

    private static func pilotSection(_ place: AdoptionPlace) async throws -> Markup? {
        guard let row = place.row, let pilot = row.pilot else { return nil }
        let visit = place.visit
        let found = try await visit.readings.pilotOutcomes(row, at: visit.now, as: try visit.actor)
        return sec("pilot", "The pilot", meta: "Since \(visit.words.moment(pilot.from))") {
            if row.isPilotOver(on: visit.today) {
                warn(
                    "It was to end by \(visit.words.longDay(pilot.until)).",
                    "It goes on until somebody at \(place.name) says what came of it."
                )
            }
            facts([
                Fact("What it is to find out", pilot.aim),
                Fact("To be decided by", visit.words.longDay(pilot.until)),
                Fact("Looked at", Words.capitalised(Words.list(pilot.measures.map(\.words)))),
            ])
            if let found { PilotNumbers(pilot, found).markup }
        }
    }

    // MARK: What was decided

    private static func entry(_ entry: AdoptionEntry, _ visit: Visit, _ directory: Directory) -> Row {
        let version = entry.version.map { "version \($0)" } ?? "the network’s text"
        let title =
            switch entry.what {
            case .adopted: "Uses its own text, a change to \(version)"
            case .declined: "Did not take \(version)"
            case .withdrawalDeclined: "Keeps it, though the network withdrew it"
            case .pilotBegun: "Began a pilot of a change to \(version)"
            case .pilotAdopted: "Uses what the pilot tried"
            case .pilotEnded: "Ended the pilot, and uses what it used before"
            case .networkTaken: "Uses the network’s text"
            }
        let by = entry.by.map { directory.name($0) } ?? "Safeloop"
        return Row(
            title,
            meta: "\(visit.words.moment(entry.at)), by \(by). Why: \(ProcedureWords.sentence(entry.reason))"
        )
    }

    // MARK: Its file

    static func file(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace(visit)
        guard let text = place.inUse else { throw Refusal.notFound }
        return .file(Array(text.text.utf8), type: "application/yaml; charset=utf-8", name: "\(place.procedure).yaml")
    }
}

extension PilotMeasure {
    /// In the middle of a sentence.
    var words: String {
        switch self {
        case .acknowledge: "time to acknowledge"
        case .decide: "time to decide"
        case .feedBack: "time to feed back"
        case .satisfied: "raisers who are satisfied"
        }
    }

    fileprivate var step: OutcomeStep? {
        switch self {
        case .acknowledge: .acknowledge
        case .decide: .decide
        case .feedBack: .feedBack
        case .satisfied: nil
        }
    }
}

/// What a pilot measures, beside the same before it.
struct PilotNumbers {
    private let pilot: AdoptionRow.Pilot
    private let found: PilotOutcomes

    init(_ pilot: AdoptionRow.Pilot, _ found: PilotOutcomes) { (self.pilot, self.found) = (pilot, found) }

    var markup: Markup {
        Markup {
            dataTable(
                "What the pilot measures",
                [Column("Measure"), Column("Before", right: true), Column("In the pilot", right: true)],
                rows: [row("Raised") { $0.raised.map { Words.number($0) } }] + pilot.measures.flatMap(rows),
                empty: ""
            )
            p(.class("meta")) {
                "Before is as long a time as the pilot is to run, and nothing raised after its end is counted. Days of the clock, since it was raised."
                    + (found.isPersonal
                        ? " Numbers of people below five are not shown, nor any from which one could be worked out."
                        : "")
            }
        }
    }

    private func row(_ name: String, _ number: (OutcomeNumbers) -> String?) -> [Markup] {
        [
            Markup(text: name), OutcomesParts.cell(number(found.before)), OutcomesParts.cell(number(found.during)),
        ]
    }

    private func rows(_ measure: PilotMeasure) -> [[Markup]] {
        guard let step = measure.step else {
            return [
                row("Raisers satisfied") { $0[.satisfied].map { Words.number($0) } },
                row("Raisers not satisfied") { $0[.notSatisfied].map { Words.number($0) } },
            ]
        }
        return [
            row("\(step.title): median days") { numbers in
                numbers[step].map { OutcomesAsked.days($0.median) } ?? (numbers[step.done] == 0 ? "None yet" : nil)
            },
            row("\(step.title): in time") { numbers in
                numbers[step.due] == 0 ? "None due" : numbers.percentInTime(step).map { "\($0)%" }
            },
        ]
    }
}
