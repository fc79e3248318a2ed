import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// One meeting: its agenda before, its notes after. On paper too.
enum MeetingPage {
    static func page(_ visit: Visit) async throws -> Response {
        let actor = try visit.actor
        if let gone = try await TakeOutPages.gone(visit) { return gone }
        let sheet = try await visit.meetingSheet()
        let rows = try await visit.readings.matters(MatterFilter(meeting: sheet.meeting.id), as: actor).rows
        let arising = try await arising(visit, sheet)
        let actions = try await ActionLines(visit, rows + arising)
        let next = try await visit.readings.nextMeeting(
            of: sheet.ref.group,
            from: sheet.meeting.sitting.day.adding(days: 1),
            as: actor
        )
        let nextSheet: MeetingSheet? = if let next { try await visit.meetingSheet(next.id) } else { nil }
        let isMine = visit.query("mine") == "yes"
        try await visit.openedNotes(sheet.meeting.id)
        let went = try await visit.whatWent(sheet)
        let takenOut = try await visit.readings.takenOut(sheet.meeting.id, as: actor)
        let record: TakenOutRecord? = takenOut.isEmpty ? nil : try await TakenOutRecord(visit, takenOut)
        let mine = rows.filter { $0.relations.contains(.holder) }
        return try await visit.page(
            Page(
                title: sheet.hasBegun ? "Notes, \(sheet.heading)" : "Meeting, \(sheet.heading)",
                current: "/meetings",
                eyebrow: sheet.eyebrow,
                heading: sheet.heading,
                lead: lead(sheet, rows.count),
                underLead: Markup {
                    printLine(printed(visit, sheet))
                    p(.class("print-only print-marking meta")) {
                        "\(sheet.paperMarking.title). \(sheet.meeting.groupName), \(sheet.heading)."
                    }
                    buttons(visit, sheet, isMine)
                }
            ) {
                state(visit, sheet)
                if isMine {
                    onlyMine(actions, mine)
                } else {
                    whole(visit, sheet, actions, rows, arising)
                    if let nextSheet { nextAgenda(visit, nextSheet) }
                    self.record(visit, sheet)
                    if let record { sec("out", "Taken back out") { record.markup } }
                    went
                }
            }
        )
    }

    /// Open actions of earlier meetings of the group: they come by themselves, until the notes have gone out.
    static func arising(_ visit: Visit, _ sheet: MeetingSheet) async throws -> [MatterRow] {
        guard !sheet.meeting.isCancelled, sheet.meeting.status == .draft else { return [] }
        let open = try await visit.readings.matters(
            MatterFilter(state: .open, group: sheet.ref.group),
            as: try visit.actor
        )
        let day = sheet.meeting.sitting.day
        return open.rows.filter { $0.meeting != sheet.meeting.id && ($0.meetingDay ?? $0.raisedOn) < day }
    }

    private static func lead(_ sheet: MeetingSheet, _ actions: Int) -> String {
        var sentences = sheet.whenAndWhere.isEmpty ? [] : [sheet.whenAndWhere + "."]
        if sheet.meeting.attendanceKnown {
            sentences.append(
                "\(sheet.meeting.present) present, \(Words.count(sheet.meeting.apologies, "apology", plural: "apologies")), "
                    + "\(Words.count(actions, "action"))."
            )
        } else if sheet.hasBegun {
            sentences.append("Attendance not recorded, \(Words.count(actions, "action")).")
        }
        return sentences.joined(separator: " ")
    }

    private static func printed(_ visit: Visit, _ sheet: MeetingSheet) -> String {
        let name = sheet.directory.name(visit.signedIn?.person.id)
        return "Printed by \(name), \(Words.stamp(visit.now)). For: \(sheet.paperMarking.title.lowercased()). "
            + "Do not leave on a shared printer."
    }

    private static func buttons(_ visit: Visit, _ sheet: MeetingSheet, _ isMine: Bool) -> Markup {
        let runs = sheet.view.isRunByActor && !sheet.meeting.isCancelled
        let isOpen = sheet.meeting.status != .agreed
        return acts {
            if runs, isOpen, sheet.hasBegun { linkButton("Write the notes", "\(sheet.link)/notes", .primary) }
            if runs, isOpen, sheet.hasBegun { linkButton("Attendance", "\(sheet.link)/attendance") }
            if !sheet.meeting.isCancelled, !sheet.hasBegun {
                linkButton("Say whether you come", "\(sheet.link)/answer", .primary)
            }
            if isOpen, !sheet.meeting.isCancelled { linkButton("Agenda", "\(sheet.link)/agenda") }
            if runs { linkButton("Papers", "\(sheet.link)/papers") }
            if runs, isOpen { linkButton("Note sheet", "\(sheet.link)/sheet") }
            if runs, isOpen, sheet.hasBegun { linkButton("Circulate", "\(sheet.link)/circulate") }
            if runs, sheet.meeting.status == .circulated { linkButton("Agree these notes", "\(sheet.link)/agree") }
            if runs, !sheet.hasBegun { linkButton("Invitations", "\(sheet.link)/invitations") }
            if runs, !sheet.hasBegun { linkButton("Move or call off", "\(sheet.link)/move") }
            if sheet.hasBegun {
                if isMine {
                    linkButton("All of the notes", sheet.link)
                } else {
                    linkButton("Only my actions", "\(sheet.link)?mine=yes")
                }
            }
            linkButton("Print", "\(sheet.link)/print", .plain)
            if TakeOutPages.isOffered(visit, sheet) {
                linkButton("Take these notes back out", "\(sheet.link)/out", .plain)
            }
            if visit.allows(.erase), sheet.hasBegun || sheet.meeting.isCancelled {
                linkButton("Erase the words", "\(sheet.link)/erase", .plain)
            }
            if !sheet.meeting.isCancelled { linkButton("Add to my calendar", "\(sheet.link)/calendar", .plain) }
        }
    }

    private static func state(_ visit: Visit, _ sheet: MeetingSheet) -> Markup {
        Markup {
            if sheet.meeting.isCancelled { warn("This meeting was called off.", sheet.text(sheet.meeting.cancelled)) }
            if sheet.meeting.wasImported { p(.class("meta")) { "Brought in from earlier notes." } }
        }
    }

    // MARK: The parts

    private static func onlyMine(_ actions: ActionLines, _ mine: [MatterRow]) -> Markup {
        sec("mine", "Your actions from this meeting") {
            if mine.isEmpty { empty("You have no action from this meeting.") } else { duties(actions.lines(mine)) }
        }
    }

    private static func whole(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ actions: ActionLines,
        _ rows: [MatterRow],
        _ arising: [MatterRow]
    ) -> Markup {
        Markup {
            if sheet.hasBegun { MeetingPage.attendance(sheet) }
            if !arising.isEmpty {
                sec("arising", "Matters arising", meta: "Open actions of earlier meetings") {
                    duties(actions.lines(arising))
                }
            }
            if sheet.hasBegun { notes(sheet, actions, rows) } else { agendaSection(sheet) }
            loose(sheet, actions, rows)
            PaperPages.withdrawn(visit, sheet)
        }
    }

    static func attendance(_ sheet: MeetingSheet) -> Markup {
        let there = sheet.view.attendance.filter(\.presence.isThere)
        let apologies = sheet.view.attendance.filter { $0.presence == .apologies }
        return Markup {
            sec(
                "att",
                "Present",
                meta: sheet.meeting.attendanceKnown ? Words.count(there.count, "person", plural: "people") : nil
            ) {
                if sheet.meeting.attendanceKnown {
                    Web.attendance(there.map { (sheet.organisation($0), sheet.name($0)) })
                } else {
                    empty("Nobody wrote down who was there, so nobody counts as absent.")
                }
            }
            if !apologies.isEmpty {
                section(.class("mt-4"), .aria("labelledby", "apo")) {
                    h3(.id("apo")) { "Apologies" }
                    Web.attendance(apologies.map { (sheet.organisation($0), sheet.name($0)) })
                }
            }
        }
    }

    private static func notes(_ sheet: MeetingSheet, _ actions: ActionLines, _ rows: [MatterRow]) -> Markup {
        div(.class("sec")) {
            notesHead
            for part in sheet.view.items {
                let lines = actions.lines(rows.filter { $0.item == part.item.id })
                if part.isForPaper {
                    noted(sheet, part, lines)
                } else {
                    div(.class("no-print")) { noted(sheet, part, lines) }
                    p(.class("print-only")) { "\(part.item.number ?? ""). \(MeetingSheet.hiddenTitle)" }
                }
            }
        }
    }

    private static func noted(_ sheet: MeetingSheet, _ part: MeetingView.ItemPart, _ lines: [DutyLine]) -> Markup {
        notesItem(part.item.number ?? "", sheet.title(part.item), duties: lines) {
            if part.item.marking != .members { p(.class("meta")) { part.item.marking.title } }
            if sheet.view.isRunByActor, part.item.isOpen {
                p(.class("meta no-print")) {
                    a(.href("/items/\(part.item.id)/marking")) { "Who may see this" }
                }
            }
            paragraphs(sheet.text(part.notes?.text))
            for decision in part.decisions { agreed(sheet.text(decision.text), number: decision.number) }
            papers(sheet, part.papers)
        }
    }

    private static func agendaSection(_ sheet: MeetingSheet) -> Markup {
        sec("agenda", "Agenda") {
            if sheet.view.items.isEmpty { empty("Nothing is on the agenda yet.") } else { agenda(lines(sheet)) }
            for part in sheet.view.items where !part.papers.isEmpty {
                div(part.isForPaper ? .none : .class("no-print")) {
                    p(.class("meta")) { "Papers for \(sheet.title(part.item))" }
                    papers(sheet, part.papers)
                }
            }
        }
    }

    static func lines(_ sheet: MeetingSheet) -> [AgendaLine] {
        sheet.view.items.map { part in
            let minutes = part.item.minutes.map { "\($0) min" }
            return AgendaLine(
                sheet.title(part.item),
                onPaper: part.isForPaper ? nil : MeetingSheet.hiddenTitle,
                who: part.item.presenter.map { sheet.directory.name($0) } ?? "",
                time: part.time.map { Words.time($0.from) } ?? minutes ?? ""
            )
        }
    }

    static func papers(_ sheet: MeetingSheet, _ papers: [PaperRow]) -> Markup {
        Markup {
            if !papers.isEmpty {
                ul(.class("plain")) {
                    for paper in papers {
                        li(paper.marking == .named ? .class("no-print") : .none) {
                            a(.href("/papers/\(paper.id)")) { sheet.text(paper.title) }
                            span(.class("meta")) { " \(paper.marking.title), \(Words.size(paper.bytes))" }
                        }
                    }
                }
            }
        }
    }

    /// What is about no item.
    private static func loose(_ sheet: MeetingSheet, _ actions: ActionLines, _ rows: [MatterRow]) -> Markup {
        let shown = Set(sheet.view.items.map(\.item.id))
        let others = rows.filter { $0.item.map { !shown.contains($0) } ?? true }
        return Markup {
            if !sheet.view.decisions.isEmpty {
                sec("decisions", "Also agreed") {
                    for decision in sheet.view.decisions { agreed(sheet.text(decision.text), number: decision.number) }
                }
            }
            if !others.isEmpty { sec("actions", "Other actions") { duties(actions.lines(others)) } }
            if !sheet.view.papers.isEmpty { sec("papers", "Papers and annexes") { papers(sheet, sheet.view.papers) } }
            if let unplaced = sheet.view.unplaced {
                sec("unplaced", "Lines nobody found a place for", meta: "From the notes that were brought in") {
                    paragraphs(sheet.text(unplaced))
                }
            }
        }
    }

    private static func nextAgenda(_ visit: Visit, _ next: MeetingSheet) -> Markup {
        section(.class("sec keep"), .id("next"), .aria("labelledby", "next-h")) {
            div(.class("sec-head")) {
                h2(.id("next-h")) { "Agenda for the next meeting" }
                p(.class("meta")) {
                    a(.href(next.link)) { next.words.longDay(next.meeting.sitting.day) }
                    next.meeting.sitting.from.map { ", " + Words.times($0, to: next.meeting.sitting.to) } ?? ""
                }
            }
            if next.view.items.isEmpty { empty("Nothing is on it yet.") } else { agenda(lines(next)) }
            if !next.meeting.isCancelled, !next.hasBegun {
                acts { linkButton("Add an item", "\(next.link)/items/new") }
            }
        }
    }

    /// What is on the record about the notes themselves.
    private static func record(_ visit: Visit, _ sheet: MeetingSheet) -> Markup {
        let meeting = sheet.meeting
        return Markup {
            if meeting.circulatedAt != nil || meeting.agreedAt != nil || !sheet.view.corrections.isEmpty {
                sec("record", "About these notes") {
                    ul(.class("plain")) {
                        if let at = meeting.circulatedAt {
                            li {
                                "Circulated \(visit.words.at(at)) to "
                                    + Words.count(
                                        Set(sheet.view.circulation.map(\.member)).count,
                                        "person",
                                        plural: "people"
                                    ) + "."
                            }
                        }
                        for correction in sheet.view.corrections {
                            li { "Corrected \(visit.words.at(correction.at)): \(sheet.text(correction.what))" }
                        }
                        if let at = meeting.agreedAt {
                            li { "Agreed, recorded \(visit.words.at(at)). They no longer change." }
                        }
                    }
                    if let checkpoint = meeting.checkpoint {
                        p(.class("meta mt-3")) { "The ledger's signed checkpoint when they were circulated:" }
                        pre(.class("panel checkpoint"), .tabindex(0), .aria("label", "The signed checkpoint")) {
                            checkpoint
                        }
                    }
                }
            }
        }
    }
}
