import Almanac
import Channels
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Sending the notes out, and agreeing them at a later meeting.
enum CirculatePages {
    // MARK: Circulating

    static func page(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        return try await visit.page(try await page(visit, sheet, []))
    }

    static func circulate(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        do {
            let to = visit.form.all("to").compactMap { ID<Member>($0) }
            try await visit.perform(Circulate(sheet.ref, to: to, checkpoint: try await visit.site.checkpoint()))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, sheet, problems.fieldErrors))
        }
        return try await visit.done("\(sheet.link)/circulate", "Recorded. Here is a message for each person.")
    }

    private static func page(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError]) async throws -> Page {
        let sent = Set(sheet.view.circulation.map(\.member))
        let heard = Set(sheet.view.attendance.compactMap(\.attendee.member))
        let group = Set(try await visit.readings.offices(in: sheet.ref.group).keys)
        let chosen =
            visit.form.has("to") ? Set(visit.form.all("to")) : Set((sent.isEmpty ? heard : sent).map { "\($0)" })
        let first = sheet.directory.present.filter { heard.contains($0.id) || group.contains($0.id) }
        let others = sheet.directory.present.filter { !heard.contains($0.id) && !group.contains($0.id) }
        return sheet.page(
            title: "Circulate",
            heading: sent.isEmpty ? "Circulate these notes" : "Circulated",
            lead: "Each person's own actions come first in their message. What is for named people only is not in it.",
            underLead: acts { linkButton("Read the notes as they stand", sheet.link) },
            errors: errors
        ) {
            if !sent.isEmpty { messages(visit, sheet) }
            if sheet.meeting.status != .agreed {
                sec("to", sent.isEmpty ? "Who gets them" : "Circulate again") {
                    postForm(to: "\(sheet.link)/circulate", csrf: visit.csrf, command: visit.newCommand) {
                        checkField(
                            Field("to", "The group, and whoever attended or apologised", errors: errors),
                            first.map { Choice("\($0.id)", $0.name, hint: $0.organisationName) },
                            selected: chosen,
                            columns: true
                        )
                        if !others.isEmpty {
                            details {
                                summary { "Others in the network" }
                                checkField(
                                    Field("to", "For information", id: "to-others"),
                                    others.map { Choice("\($0.id)", $0.name, hint: $0.organisationName) },
                                    selected: chosen,
                                    columns: true
                                )
                            }
                        }
                        acts {
                            submit(sent.isEmpty ? "Circulate these notes" : "Circulate them again")
                            linkButton("Cancel", sheet.link, .plain)
                        }
                    }
                }
            }
        }
    }

    private static func messages(_ visit: Visit, _ sheet: MeetingSheet) -> Markup {
        let last = sheet.view.circulation.reduce(into: [ID<Member>: Instant]()) { $0[$1.member] = $1.at }
        return sec("messages", "Messages", meta: "Open each in your mail program and send it") {
            rows(
                sheet.directory.sorted.filter { last[$0.id] != nil }.map { entry in
                    Row(
                        entry.nameAndOrganisation,
                        meta: last[entry.id].map { "Circulated \(visit.words.at($0))" } ?? "",
                        tag: entry.email == nil ? tag("Has no e-mail address") : nil,
                        acts: entry.email == nil
                            ? nil : linkButton("Message", "\(sheet.link)/mail/\(entry.id)", about: "for \(entry.name)")
                    )
                },
                empty: ""
            )
        }
    }

    /// The message for one person, ready to be sent.
    static func mail(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        let member: ID<Member> = try visit.id("member")
        guard sheet.view.circulation.contains(where: { $0.member == member }), let entry = sheet.directory[member],
            let sender = sheet.directory[try visit.person.id]
        else { throw Refusal.notFound }
        let matters = try await visit.readings.matters(MatterFilter(meeting: sheet.meeting.id), as: try visit.actor)
            .rows
        let actions = try await ActionLines(visit, matters)
        let theirs = MatterFilter(meeting: sheet.meeting.id, holder: member)
        let mine = try await visit.readings.matters(theirs, as: try visit.actor).rows
        let link = "\(visit.site.configuration.origin)\(sheet.link.text)"
        let text = NotesText(sheet, actions, link: link).text(mine: mine)
        let file = EMLFile(
            try visit.message(
                from: sender,
                to: entry,
                subject: "Notes of \(sheet.meeting.groupName), \(sheet.heading)",
                text
            )
        )
        return .file(file.bytes, type: "message/rfc822", name: file.name)
    }

    // MARK: Agreeing

    static func agreePage(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        return try await visit.page(try await agreePage(visit, sheet, []))
    }

    static func agree(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        do {
            guard let at = ID<Meeting>(visit.form["at"]) else {
                throw Refusal.invalid("at", "Choose the meeting at which they are agreed.")
            }
            try await visit.perform(AgreeNotes(sheet.ref, at: at))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await agreePage(visit, sheet, problems.fieldErrors))
        }
        return try await visit.done(sheet.link, "The notes are agreed. They no longer change.")
    }

    private static func agreePage(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError]) async throws -> Page {
        let meetings = try await visit.readings.meetings(of: sheet.ref.group, as: try visit.actor).filter {
            !$0.isCancelled && $0.sitting.day > sheet.meeting.sitting.day && $0.sitting.day <= visit.today
        }
        return sheet.page(
            title: "Agree the notes",
            heading: "Agree these notes",
            lead: "From then on nothing in them changes, whoever asks.",
            errors: errors
        ) {
            if meetings.isEmpty {
                empty("Notes are agreed at a later meeting. None has been held since.")
            } else {
                postForm(to: "\(sheet.link)/agree", csrf: visit.csrf, command: visit.newCommand) {
                    radioField(
                        Field("at", "At which meeting?", errors: errors),
                        meetings.map { Choice("\($0.id)", Words.fullDay($0.sitting.day)) },
                        selected: visit.typed("at") ?? meetings.first.map { "\($0.id)" }
                    )
                    acts {
                        submit("Agree these notes")
                        linkButton("Not yet", sheet.link, .plain)
                    }
                }
            }
        }
    }
}

extension Visit {
    /// A mail from one member to another.
    func message(
        from sender: Directory.Entry,
        to entry: Directory.Entry,
        subject: String,
        _ text: String,
        calendar: CalendarFile? = nil
    ) throws -> MailMessage {
        guard let to = entry.email.flatMap({ EmailAddress($0) }), let from = sender.email.flatMap({ EmailAddress($0) }),
            let id = MessageID(unique: "\(ID<Visit>())", domain: from.domain)
        else { throw Refusal.outOfTurn("There is no e-mail address for \(entry.name), or none for you.") }
        return try MailMessage(
            id: id,
            date: now,
            from: try Mailbox(name: sender.name, address: from),
            to: try Mailbox(name: entry.name, address: to),
            subject: subject,
            body: text,
            calendar: calendar,
            isAutomatic: false
        )
    }
}
