import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// A meeting as a paper that can be sent to a director: the group's letterhead, the marking on each page, the ledger's
/// checkpoint at the end, and nothing of the site around it.
enum PrintPage {
    static func page(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let actor = try visit.actor
        let rows = try await visit.readings.matters(MatterFilter(meeting: sheet.meeting.id), as: actor).rows
        let hidden = Set(sheet.view.items.filter { !$0.isForPaper }.map(\.item.id))
        let next = try await visit.readings.nextMeeting(
            of: sheet.ref.group,
            from: sheet.meeting.sitting.day.adding(days: 1),
            as: actor
        )
        let paper = MeetingPaper(
            sheet: sheet,
            actions: try await ActionLines(visit, rows.filter { $0.item.map { !hidden.contains($0) } ?? true }),
            network: try await visit.readings.network()?.name ?? "",
            next: next,
            checkpoint: try await checkpoint(visit, sheet),
            printed: "Printed by \(sheet.directory.name(visit.signedIn?.person.id)), \(Words.stamp(visit.now)).",
            origin: visit.site.configuration.origin
        )
        return .html(paper.document(visit.site.assets.address))
    }

    private static func checkpoint(_ visit: Visit, _ sheet: MeetingSheet) async throws -> String {
        if let checkpoint = sheet.meeting.checkpoint { return checkpoint }
        return try await visit.site.checkpoint()
    }
}

struct MeetingPaper {
    let sheet: MeetingSheet
    let actions: ActionLines
    let network: String
    let next: MeetingRow?
    let checkpoint: String
    let printed: String
    /// How the site is reached, since a link cannot be pressed on paper.
    let origin: String

    private var meeting: MeetingRow { sheet.meeting }
    private var marking: Marking { sheet.paperMarking }

    /// A table, because browsers repeat the head of a table on each page, and nothing else.
    func document(_ assets: AssetAddress) -> Markup {
        HTML.document(.lang("en-GB")) {
            documentHead(title: "\(kind), \(sheet.heading)", assets: assets, scripts: [.printScript])
            body(.class("paper", "paper-\(marking.rawValue)")) {
                header(.class("paper-bar no-print")) {
                    button(.class("btn btn-primary"), .type("button"), .data("print", ""), .hidden()) { "Print" }
                    linkButton("Back to the meeting", sheet.link)
                    p(.class("meta mb-0")) { "What is for named people only is not on this paper." }
                }
                main(.id("main")) {
                    table(.class("paper-sheet"), .role("presentation")) {
                        thead { tr { td { runningHead } } }
                        tbody { tr { td(.class("paper-text")) { contents } } }
                    }
                }
            }
        }
    }

    private var kind: String { sheet.hasBegun ? meeting.status.title : "Agenda" }

    private var runningHead: Markup {
        div(.class("paper-head")) {
            b { marking.title }
            span { "\(meeting.groupName), \(sheet.heading)" }
        }
    }

    private var contents: Markup {
        Markup {
            div(.class("letterhead")) {
                if network != meeting.groupName { p(.class("eyebrow")) { network } }
                p(.class("letterhead-name")) { meeting.groupName }
            }
            h1 { sheet.hasBegun ? "Notes of the meeting of \(sheet.heading)" : "Meeting of \(sheet.heading)" }
            p(.class("lead")) { [kind, sheet.whenAndWhere].filter { !$0.isEmpty }.joined(separator: ". ") + "." }
            if meeting.isCancelled { p { "This meeting was called off. \(sheet.text(meeting.cancelled))" } }
            if sheet.hasBegun { attendance }
            for part in sheet.view.items { item(part) }
            alsoAgreed
            list("Other actions", actions.rows.filter { $0.item == nil })
            papers(sheet.view.papers)
            if let next { nextMeeting(next) }
            corrections
            foot
        }
    }

    private var attendance: Markup {
        let there = sheet.view.attendance.filter(\.presence.isThere)
        let apologies = sheet.view.attendance.filter { $0.presence == .apologies }
        return Markup {
            h2 { "Present" }
            if meeting.attendanceKnown {
                Web.attendance(there.map { (sheet.organisation($0), sheet.name($0)) })
            } else {
                p { "Nobody wrote down who was there." }
            }
            if !apologies.isEmpty {
                h2 { "Apologies" }
                Web.attendance(apologies.map { (sheet.organisation($0), sheet.name($0)) })
            }
        }
    }

    private func item(_ part: MeetingView.ItemPart) -> Markup {
        section(.class("paper-item")) {
            h2 { "\(part.item.number ?? ""). \(sheet.paperTitle(part.item))" }
            if part.isForPaper {
                if !sheet.hasBegun { line([part.time.map { Words.times($0.from, to: $0.to) }, presenter(part.item)]) }
                if part.item.marking != marking { p(.class("meta")) { part.item.marking.title } }
                paragraphs(sheet.hasBegun ? sheet.text(part.notes?.text) : sheet.text(part.item.about))
                for decision in part.decisions { agreed(sheet.text(decision.text), number: decision.number) }
                papers(part.papers)
                list(nil, actions.rows.filter { $0.item == part.item.id })
            } else {
                p(.class("meta")) { "Those it is for find it at \(origin)\(sheet.link.text)" }
            }
        }
    }

    private func presenter(_ item: ItemRow) -> String? { item.presenter.map { sheet.directory.name($0) } }

    private func line(_ parts: [String?]) -> Markup {
        let text = parts.compactMap(\.self).joined(separator: ". ")
        return Markup { if !text.isEmpty { p(.class("meta")) { text } } }
    }

    private var alsoAgreed: Markup {
        Markup {
            if !sheet.view.decisions.isEmpty {
                h2 { "Also agreed" }
                for decision in sheet.view.decisions { agreed(sheet.text(decision.text), number: decision.number) }
            }
        }
    }

    private func list(_ title: String?, _ rows: [MatterRow]) -> Markup {
        Markup {
            if !rows.isEmpty {
                if let title { h2 { title } }
                ul(.class("paper-actions")) {
                    for row in rows {
                        li {
                            b { "Action \(row.number). " }
                            actions.text(row)
                            span(.class("meta")) { " \(actions.meta(row))" }
                        }
                    }
                }
            }
        }
    }

    /// Papers are pointed to. Not even the title of one for named people only stands here.
    private func papers(_ papers: [PaperRow]) -> Markup {
        let shown = papers.filter { $0.marking != .named }
        return Markup {
            if !shown.isEmpty {
                ul(.class("plain meta")) {
                    for paper in shown {
                        li {
                            "Paper: \(sheet.text(paper.title)) (\(paper.marking.title)). \(origin)/papers/\(paper.id)"
                        }
                    }
                }
            }
        }
    }

    private func nextMeeting(_ next: MeetingRow) -> Markup {
        let sitting = next.sitting
        let parts = [
            Words.fullDay(sitting.day), sitting.from.map { Words.times($0, to: sitting.to) }, sitting.place,
        ]
        return Markup {
            h2 { "Next meeting" }
            p { parts.compactMap(\.self).joined(separator: ", ") + "." }
        }
    }

    private var corrections: Markup {
        Markup {
            if !sheet.view.corrections.isEmpty {
                h2 { "Corrected since these notes were circulated" }
                ul { for correction in sheet.view.corrections { li { sheet.text(correction.what) } } }
            }
        }
    }

    private var foot: Markup {
        footer(.class("paper-foot")) {
            p { "\(printed) For: \(marking.title.lowercased()). Do not leave on a shared printer." }
            p {
                meeting.checkpoint == nil
                    ? "The ledger's signed checkpoint when this was printed:"
                    : "The ledger's signed checkpoint when these notes were circulated:"
            }
            pre(.class("checkpoint")) { checkpoint }
            p { "How to check it: \(origin)/checkpoint" }
        }
    }
}
