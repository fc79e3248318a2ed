import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// The notes while a meeting goes on: one form an item, saved as it is typed where there is a script.
enum LiveNotes {
    static func page(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        return try await visit.page(try await page(visit, sheet, nil, []))
    }

    // MARK: Saving

    static func save(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        let typed = try TypedNotes(visit)
        do {
            try await visit.perform(try await typed.command(visit, sheet))
        } catch let refusal as Refusal where refusal == .newerNotes {
            return try await conflict(visit, try await visit.meetingSheet(), typed)
        } catch Refusal.invalid(let problems) {
            let errors = problems.map { typed.error($0) }
            return try await visit.refusedPage(try await page(visit, sheet, typed, errors))
        }
        return try await visit.done("\(sheet.link)/notes?saved=\(visit.formID.text)", "Saved.")
    }

    /// What a script sends as somebody types: 204 when it is written down, 409 where somebody else has written.
    static func keep(_ visit: Visit) async throws -> Response {
        let typed = try TypedNotes(visit)
        let sheet = try await visit.meetingSheet()
        if let answer = try keptAlready(typed, sheet) { return answer }
        do {
            let save = SaveNotes(sheet.ref, item: typed.item, text: typed.text, fromRevision: typed.version)
            try await visit.perform(save, form: FormID())
        } catch let refusal as Refusal where refusal == .newerNotes {
            // The same words may have come at the same moment from the page that was here before this one.
            return try keptAlready(typed, try await visit.meetingSheet()) ?? Response(status: .conflict)
        }
        return kept(typed.version + 1)
    }

    /// The answer where there is nothing to write: the words are there, or somebody else's are.
    private static func keptAlready(_ typed: TypedNotes, _ sheet: MeetingSheet) throws(Refusal) -> Response? {
        try sheet.requireRunning()
        let now = sheet.notes(of: typed.item)
        if sheet.text(now?.text) == typed.text { return kept(now?.revision ?? 0) }
        let isNewest = typed.version == now?.revision ?? 0
        return sheet.meeting.status == .draft && isNewest ? nil : Response(status: .conflict)
    }

    private static func kept(_ version: Int) -> Response {
        var headers = HTTPFields()
        if let name = HTTPField.Name("Safeloop-Version") { headers[name] = "\(version)" }
        return Response(status: .noContent, headers: headers)
    }

    static func correctDecision(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        let decision: ID<Decision> = try visit.id("decision")
        let item = sheet.view.items.first { $0.decisions.contains { $0.id == decision } }?.item.id
        let isStruck = visit.form["strike"] == "yes"
        try await visit.perform(
            CorrectDecision(
                sheet.ref,
                decision,
                item: item,
                text: isStruck ? nil : visit.form["decision"],
                correction: visit.form["correction"]
            )
        )
        return try await visit.done("\(sheet.link)/notes", isStruck ? "It is struck out." : "Saved.")
    }

    // MARK: Pages

    private static func page(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ typed: TypedNotes?,
        _ errors: [FieldError]
    ) async throws -> Page {
        let matters = try await visit.readings.matters(MatterFilter(meeting: sheet.meeting.id), as: try visit.actor)
            .rows
        let actions = try await ActionLines(visit, matters)
        let unlinked = try await visit.readings.linkedHolders(of: matters, as: try visit.actor)
        return sheet.page(
            title: "Notes",
            heading: "Write the notes",
            lead: "A line that begins \u{201C}Action:\u{201D} becomes an action when you save: "
                + "Action: initials - what - by when.",
            underLead: acts {
                linkButton("Read them as they stand", sheet.link)
                linkButton("Attendance", "\(sheet.link)/attendance")
                linkButton("Add an item", "\(sheet.link)/items/new")
            },
            errors: errors,
            scripts: [.pressOnceScript, .keepScript]
        ) {
            if let saved = visit.query("saved").flatMap({ FormID($0) }) { Web.kept(saved.text) }
            links(visit, sheet, matters, unlinked, actions)
            suggestions("people", ["All members"] + sheet.directory.present.map(\.nameAndOrganisation))
            div(.class("sec")) {
                notesHead
                for part in sheet.view.items where part.item.isOpen {
                    notesItem(
                        part.item.number ?? "",
                        sheet.title(part.item),
                        duties: actions.lines(matters.filter { $0.item == part.item.id }),
                        side: Markup()
                    ) {
                        form(visit, sheet, part, typed?.item == part.item.id ? typed : nil, errors)
                        for decision in part.decisions { decisionForm(visit, sheet, decision) }
                    }
                }
            }
            if sheet.view.items.isEmpty {
                empty {
                    "Nothing is on the agenda yet. "
                    a(.href("\(sheet.link)/items/new")) { "Add the first item" }
                }
            }
        }
    }

    /// Who holds an action of this meeting, cannot sign in, and has no link yet.
    private static func links(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ matters: [MatterRow],
        _ linked: [ID<Matter>: [LinkedHolder]],
        _ actions: ActionLines
    ) -> Markup? {
        let without = matters.filter { $0.ending == nil }.compactMap { matter in
            linked[matter.id]?.first { !$0.works(on: visit.today) }.map { (matter, $0.member) }
        }
        guard !without.isEmpty else { return nil }
        return sec("links", "Links to pass on", meta: "These people have no account") {
            rows(
                without.map { matter, member in
                    let name = sheet.directory.name(member)
                    return Row(
                        actions.text(matter),
                        "/m/\(matter.number)",
                        meta: "Held by \(name), who sees it by a link",
                        acts: linkButton("Make the link", "/m/\(matter.number)/links", about: "for \(name)")
                    )
                },
                empty: ""
            )
        }
    }

    private static func form(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ part: MeetingView.ItemPart,
        _ typed: TypedNotes?,
        _ errors: [FieldError]
    ) -> Markup {
        let item = part.item.id
        let to: Link = "\(sheet.link)/notes/\(item)"
        let key = "notes-\(sheet.meeting.id)-\(item)-\(visit.signedIn.map { "\($0.person.id)" } ?? "")"
        let errors = typed == nil ? [] : errors
        return postForm(
            to: to,
            csrf: visit.csrf,
            command: visit.newCommand,
            keep: sheet.meeting.status == .draft ? Keep(key: key, saveTo: "\(to)/keep", saves: ["text"]) : nil
        ) {
            hiddenField("version", "\(typed?.version ?? part.notes?.revision ?? 0)")
            if typed != nil {
                correctionField(visit, sheet, errors, id: "correction-\(item)")
            } else {
                correctionField(visit, sheet, [], id: "correction-\(item)")
            }
            textArea(
                Field("text", "Notes", id: "text-\(item)", errors: errors),
                value: typed?.text ?? sheet.text(part.notes?.text),
                rows: 6
            )
            textField(
                Field(
                    "decision",
                    "Agreed",
                    hint: "Leave empty if nothing was.",
                    id: "decision-\(item)",
                    errors: errors
                ),
                value: typed?.decision ?? ""
            )
            details(.open(typed?.hasActionRow ?? false)) {
                summary { "Add an action" }
                ActionRow(who: typed?.who ?? "", what: typed?.what ?? "", when: typed?.when ?? "")
                    .fields(item: item, errors)
            }
            acts { submit("Save", about: "item \(part.item.number ?? "")") }
        }
    }

    private static func decisionForm(_ visit: Visit, _ sheet: MeetingSheet, _ decision: DecisionRow) -> Markup {
        let to: Link = "\(sheet.link)/decisions/\(decision.id)"
        return Markup {
            agreed(sheet.text(decision.text))
            details {
                summary { "Correct this" }
                postForm(to: to, csrf: visit.csrf, command: visit.newCommand) {
                    correctionField(visit, sheet, [], id: "correction-\(decision.id)")
                    textField(
                        Field("decision", "Agreed", id: "decision-\(decision.id)"),
                        value: sheet.text(decision.text)
                    )
                    checkbox("strike", "It was no decision: strike it out", id: "strike-\(decision.id)")
                    acts { submit("Save", .quiet) }
                }
            }
        }
    }

    /// Both versions: what is written down now, and what this person typed.
    private static func conflict(_ visit: Visit, _ sheet: MeetingSheet, _ typed: TypedNotes) async throws -> Response {
        guard let part = sheet.view.items.first(where: { $0.item.id == typed.item }) else { throw Refusal.notFound }
        var mine = typed
        mine.version = part.notes?.revision ?? 0
        return try await visit.page(
            sheet.page(
                title: "Two versions",
                heading: "Someone else saved these notes while you were writing",
                lead: "Nothing is lost. Put into your version what you want to keep of theirs, then save.",
                scripts: [.pressOnceScript, .keepScript]
            ) {
                sec("theirs", "What is written down now", meta: sheet.title(part.item)) {
                    panel { paragraphs(sheet.text(part.notes?.text)) }
                }
                sec("mine", "Your version") { form(visit, sheet, part, mine, []) }
            },
            status: .conflict
        )
    }
}
