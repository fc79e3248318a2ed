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
        let way = visit.site.configuration.mailWay
        do {
            try await visit.perform(
                Circulate(
                    sheet.ref,
                    to: visit.form.all("to").compactMap { ID<Member>($0) },
                    also: visit.form.all("also").compactMap { Addressee($0) },
                    checkpoint: try await visit.site.checkpoint(),
                    way: way
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, sheet, problems.fieldErrors))
        }
        if way == .file {
            let to = visit.form.all("to").compactMap { ID<Member>($0) }
            try await MailWriter(site: visit.site, actor: try visit.actor).giveLinks(to: to, of: sheet.meeting.id)
        }
        return try await visit.done(
            "\(sheet.link)/circulate",
            way == .mail ? "The notes are on their way." : "Recorded. Here is a message for each person."
        )
    }

    private static func page(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError]) async throws -> Page {
        let readers = try await NotesReaders(visit, sheet)
        let went = try await WhatWent(visit, sheet, readers)
        let isFirst = sheet.meeting.circulatedAt == nil
        return sheet.page(
            title: "Circulate",
            heading: isFirst ? "Circulate these notes" : "Circulated",
            lead: "Each person's own actions come first in their message. What is for named people only is not in it.",
            underLead: acts {
                linkButton("Read the notes as they stand", sheet.link)
                linkButton("The circulation list", "/groups/\(sheet.ref.group)/circulation", .plain)
            },
            errors: errors
        ) {
            if !isFirst { went.sections }
            if sheet.meeting.status != .agreed {
                sec("to", isFirst ? "Who gets them" : "Circulate again") {
                    form(visit, sheet, readers, isFirst, errors)
                }
                sec("previews", "What each person gets") { previews(sheet, readers) }
            }
        }
    }

    private static func form(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ readers: NotesReaders,
        _ isFirst: Bool,
        _ errors: [FieldError]
    ) -> Markup {
        let isTyped = visit.form.has("command")
        let to = isTyped ? Set(visit.form.all("to")) : Set(readers.usual.map { "\($0)" })
        let also = isTyped ? Set(visit.form.all("also")) : Set(readers.besides.map { "\($0.addressee)" })
        return postForm(to: "\(sheet.link)/circulate", csrf: visit.csrf, command: visit.newCommand) {
            checkField(
                Field("to", "The group, and whoever attended or apologised", errors: errors),
                readers.group.map(choice),
                selected: to,
                columns: true
            )
            if !readers.besides.isEmpty {
                checkField(
                    Field(
                        "also",
                        "People without an account",
                        hint: "Substitutes, and the group's circulation list. Each gets a link of their own."
                    ),
                    readers.besides.map { Choice("\($0.addressee)", $0.name, hint: $0.hint) },
                    selected: also,
                    columns: true
                )
            }
            if !readers.others.isEmpty {
                details {
                    summary { "Others in the network" }
                    checkField(
                        Field("to", "For information", id: "to-others"),
                        readers.others.map(choice),
                        selected: to,
                        columns: true
                    )
                }
            }
            if !readers.unreachable.isEmpty {
                p(.class("meta")) {
                    "Nobody knows where to send them to \(Words.list(readers.unreachable)). "
                    a(.href("/groups/\(sheet.ref.group)/circulation")) { "Put them on the circulation list" }
                    " with an address, or add it to their details."
                }
            }
            acts {
                submit(isFirst ? "Circulate these notes" : "Circulate them again")
                linkButton("Cancel", sheet.link, .plain)
            }
        }
    }

    private static func choice(_ entry: Directory.Entry) -> Choice {
        Choice(
            "\(entry.id)",
            entry.name,
            hint: entry.organisationName + (entry.email == nil ? ", has no e-mail address" : "")
        )
    }

    private static func previews(_ sheet: MeetingSheet, _ readers: NotesReaders) -> Markup {
        let people =
            readers.group.map { (Addressee.member($0.id), $0.name) } + readers.besides.map { ($0.addressee, $0.name) }
        return details {
            summary { "Choose a person, and see their message before it goes" }
            ul(.class("cols")) {
                for (addressee, name) in people {
                    li { a(.href("\(sheet.link)/preview/\(addressee.path)")) { name } }
                }
            }
        }
    }

    /// What one person would get, word for word.
    static func preview(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        guard let addressee = Addressee(path: try visit.parameter("addressee")) else { throw Refusal.notFound }
        let writer = MailWriter(site: visit.site, actor: try visit.actor)
        guard let recipient = try await writer.recipient(addressee, at: sheet.meeting.id) else {
            throw Refusal.notFound
        }
        let link =
            recipient.signsIn ? writer.origin(sheet.link.text) : writer.origin("/notes/…") + " (a link of their own)"
        let notes = try await writer.notes(sheet.meeting.id, for: recipient)
        let own = try await writer.ownLinksUnseen(notes, recipient)
        let letter = try await writer.letter(notes, link: link, own: own)
        return try await visit.page(
            sheet.page(
                title: "A message",
                heading: "What \(recipient.name) gets",
                lead: "If the notes went out now. Nobody else is named in it as a recipient.",
                underLead: acts { linkButton("Back to circulating", "\(sheet.link)/circulate") }
            ) {
                facts([
                    Fact("To", recipient.address?.text ?? "No e-mail address is known"),
                    Fact("Subject", letter.subject),
                    Fact("May receive", recipient.receives.title),
                    Fact(
                        "Attached",
                        letter.attachments.isEmpty ? "Nothing" : Words.list(letter.attachments.map(\.fileName))
                    ),
                ])
                p(.class("meta mt-3")) {
                    "If they hold an action that is for named people only, a link to it is added, and no word of it."
                }
                pre(.class("panel letter"), .tabindex(0), .aria("label", "The message")) { letter.body }
            }
        )
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

extension Addressee {
    /// As it stands in an address: `member-6f1c…`.
    var path: String { description.replacing("/", with: "-") }

    init?(path: String) {
        guard let dash = path.firstIndex(of: "-") else { return nil }
        self.init("\(path[..<dash])/\(path[path.index(after: dash)...])")
    }
}
