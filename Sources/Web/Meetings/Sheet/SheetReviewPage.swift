import Almanac
import HTML
import Ledger
import Notes
import Safeguarding

/// A note sheet beside the meeting it is of, item by item: what is new on it, what is written down already, and what the
/// two become.
struct SheetReviewPage {
    static let otherTitle = "Other notes of the meeting"

    let sheet: MeetingSheet
    let plan: SheetPlan
    let draft: SheetRoutes.Draft
    /// The next meeting that has been called.
    let next: MeetingRow?

    private func value(_ name: String, _ otherwise: String) -> String { draft.fields[name] ?? otherwise }

    func page(_ visit: Visit, _ errors: [FieldError], isConflict: Bool = false) -> Page {
        sheet.page(
            title: "Look through the sheet",
            heading: plan.isEmpty ? "Nothing on this sheet is new" : "Look through the sheet",
            lead: plan.isEmpty ? "Everything on it is in the meeting already." : counts,
            underLead: p(.class("meta")) { "From \(draft.fileName). Nothing is saved yet." },
            errors: errors
        ) {
            if isConflict {
                warn(
                    "Someone else saved notes while you were looking.",
                    "What they wrote is now in the text below. Look at it, then bring the sheet in.",
                    isProblem: true
                )
            }
            if plan.isEmpty {
                acts {
                    linkButton("Go to the meeting", sheet.link, .primary)
                    pressForm("Throw the sheet away", to: "\(sheet.link)/sheet/drop", csrf: visit.csrf, .plain)
                }
            } else {
                form(visit, errors)
                sec("stop", "Not this sheet after all") {
                    pressForm("Throw it away", to: "\(sheet.link)/sheet/drop", csrf: visit.csrf, .plain)
                }
            }
        }
    }

    private var counts: String {
        let lines = plan.blocks.reduce(0) { $0 + $1.lines.count }
        let decisions = plan.blocks.reduce(0) { $0 + $1.decisions.count }
        let actions = plan.blocks.reduce(0) { $0 + $1.actions.count }
        return Words.capitalised(
            "\(Words.count(lines, "new line")), \(Words.count(decisions, "decision")), \(Words.count(actions, "action"))."
        )
    }

    private func form(_ visit: Visit, _ errors: [FieldError]) -> Markup {
        postForm(to: "\(sheet.link)/sheet/review", csrf: visit.csrf, command: visit.newCommand) {
            correctionField(visit, sheet, errors)
            suggestions("people", ["All members"] + sheet.directory.present.map(\.nameAndOrganisation))
            peopleSection(errors)
            for block in plan.blocks { section(block, errors) }
            nextSection(errors)
            acts {
                submit("Bring this sheet in")
                submit("Keep for later", .quiet, name: "keep", value: "yes")
            }
        }
    }

    // MARK: Items

    private func section(_ block: SheetPlan.Block, _ errors: [FieldError]) -> Markup {
        let title = block.part.map { "\($0.item.number ?? ""). \(sheet.title($0.item))" } ?? "Lines of no item"
        return sec("b-\(block.key)", title) {
            if !block.online.isEmpty, !block.lines.isEmpty { sideBySide(block) }
            if let part = block.part {
                hiddenField("version-\(block.key)", "\(part.notes?.revision ?? 0)")
            } else {
                target
            }
            textArea(
                Field(
                    "text-\(block.key)",
                    block.part == nil ? "The lines" : "The notes as they will read",
                    errors: errors
                ),
                value: text(block),
                rows: min(16, max(3, block.proposed.split(whereSeparator: \.isNewline).count + 1))
            )
            for (index, decision) in block.decisions.enumerated() {
                let name = "decision-\(block.key)-\(index)"
                textField(
                    Field(name, "Agreed", hint: "Empty this if it was no decision.", errors: errors),
                    value: value(name, decision)
                )
            }
            for (index, action) in block.actions.enumerated() { fields(action, "\(block.key)-\(index)", errors) }
        }
    }

    /// What somebody typed here before, with whatever was saved since by others added to it.
    private func text(_ block: SheetPlan.Block) -> String {
        guard let typed = draft.fields["text-\(block.key)"] else { return block.proposed }
        guard let version = draft.fields["version-\(block.key)"].flatMap(Int.init), version != block.revision else {
            return typed
        }
        let kept = Set(typed.split(whereSeparator: \.isNewline).map(\.tidied))
        let missing = block.online.split(whereSeparator: \.isNewline).filter { !kept.contains($0.tidied) }
        return (missing.map(String.init) + [typed]).joined(separator: "\n")
    }

    private func sideBySide(_ block: SheetPlan.Block) -> Markup {
        div(.class("beside")) {
            div {
                h3 { "Written down here" }
                panel { paragraphs(block.online) }
            }
            div {
                h3 { "New on the sheet" }
                panel { paragraphs(block.lines.joined(separator: "\n")) }
            }
        }
    }

    private var target: Markup {
        let isOpen = sheet.meeting.status == .draft
        let items = sheet.view.items.map(\.item).filter(\.isOpen)
        let choices = items.map { Choice("\($0.id)", "\($0.number ?? ""). \(sheet.title($0))") }
        return selectField(
            Field("to", "Where do they belong?"),
            (isOpen ? [Choice("", "A new item: \(Self.otherTitle)")] : []) + choices,
            selected: value("to", "")
        )
    }

    private func fields(_ action: SheetPlan.Action, _ key: String, _ errors: [FieldError]) -> Markup {
        fieldset(.class("field sheet-action")) {
            legend(.class("legend")) { action.isKnown ? "An action that is here already" : "An action" }
            textField(
                Field("who-\(key)", "Who does it", errors: errors),
                value: value("who-\(key)", action.line.who),
                suggestions: "people"
            )
            textField(Field("what-\(key)", "What", errors: errors), value: value("what-\(key)", action.line.what))
            textField(Field("when-\(key)", "By when", errors: errors), value: value("when-\(key)", action.line.when))
            selectField(
                Field("do-\(key)", "What becomes of it"),
                [
                    Choice("raise", "Raise it"), Choice(SheetForm.line, "Keep it as a line of the notes"),
                    Choice("leave", "Leave it out: it is here already"),
                ],
                selected: value("do-\(key)", action.isKnown ? "leave" : "raise")
            )
        }
    }

    // MARK: People and what comes next

    private func peopleSection(_ errors: [FieldError]) -> Markup {
        Markup {
            if !plan.people.isEmpty {
                sec("people", "Who was there") {
                    dataTable(
                        "Who was there",
                        [Column("Name"), Column("Organisation"), Column("Was there")],
                        rows: plan.people.enumerated().map { row($0.offset, $0.element, errors) },
                        empty: ""
                    )
                }
            }
        }
    }

    private func row(_ index: Int, _ person: SheetPlan.Person, _ errors: [FieldError]) -> [Markup] {
        let choices =
            [Choice("", "Not written down")]
            + AttendanceRecorded.Presence.allCases.map { Choice($0.rawValue, $0.title) }
            + (person.member == nil ? [Choice(SheetForm.line, "It is no name: keep it in the notes")] : [])
        let name = person.member?.name ?? person.name
        let presence = bareSelect(
            "presence-\(index)",
            "Was \(name) there?",
            choices,
            selected: value("presence-\(index)", person.presence?.rawValue ?? "")
        )
        if let member = person.member {
            return [Markup(text: member.name), Markup(text: member.organisationName), presence]
        }
        return [
            textField(
                Field("name-\(index)", "A guest", errors: errors),
                value: value("name-\(index)", person.name)
            ),
            textField(
                Field("organisation-\(index)", "From", errors: errors),
                value: value("organisation-\(index)", person.organisation)
            ),
            presence,
        ]
    }

    private func nextSection(_ errors: [FieldError]) -> Markup {
        Markup {
            if !plan.nextAgenda.isEmpty || !plan.nextMeetings.isEmpty {
                sec("next", "What comes next") {
                    if let first = plan.nextMeetings.first {
                        let hours = first.sitting.from.map { ", " + Words.times($0, to: first.sitting.to) } ?? ""
                        checkbox(
                            "call",
                            "Call a meeting on \(Words.fullDay(first.sitting.day))\(hours)",
                            hint: "The sheet says: \(first.text)",
                            checked: value("call", draft.fields.isEmpty ? "yes" : "") == "yes"
                        )
                    }
                    for (index, title) in plan.nextAgenda.enumerated() {
                        textField(
                            Field("next-\(index)", "For its agenda", hint: agendaHint, errors: errors),
                            value: value("next-\(index)", title)
                        )
                    }
                }
            }
        }
    }

    private var agendaHint: String {
        if plan.nextMeetings.isEmpty, next == nil {
            return "It waits, and you find a date for it. Empty this to leave it out."
        }
        return "Empty this to leave it out."
    }
}
