import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Circulated notes by the link in a mail, for those without an account: what their marking allows, and nothing else.
///
/// Looking shows a door and uses nothing up, for mail scanners look; a button opens it.
enum LinkedNotes {
    static func door(_ visit: Visit) async throws -> Response {
        guard try await guest(visit) != nil else { return .html(document(ended(visit)), status: .notFound) }
        let token = try visit.parameter("token")
        let sheet = Sheet(
            title: "Notes of a meeting",
            heading: "Notes of a meeting were sent to you",
            lead: "They are for you alone. Please do not pass this link on.",
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) {
            postForm(to: "/notes/\(token)", csrf: visit.csrf) {
                acts { submit("Open the notes") }
            }
        }
        return .html(document(sheet))
    }

    static func open(_ visit: Visit) async throws -> Response {
        guard let (guest, notes) = try await notes(visit) else {
            return .html(document(ended(visit)), status: .notFound)
        }
        if let mail = guest.mail {
            try await visit.site.office.perform(OpenMail(mail), as: .guest(guest), form: FormID(job: "open", mail))
        }
        return .html(document(page(visit, notes, token: try visit.parameter("token"))))
    }

    static func paper(_ visit: Visit) async throws -> Response {
        let id: ID<Paper> = try visit.id("paper")
        guard let (_, notes) = try await notes(visit), let paper = notes.sheet.papers.first(where: { $0.id == id })
        else {
            throw Refusal.notFound
        }
        return try await visit.file(paper, opener: notes.sheet.opener)
    }

    // MARK: Who holds it

    private static func guest(_ visit: Visit) async throws -> Actor.Guest? {
        guard let token = Token(try visit.parameter("token")),
            let bytes = try await visit.site.desk.value(DeskKey(kind: "notes", id: "\(token.digest)"), at: visit.now),
            let mail = ID<Mail>(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return Actor.Guest(link: "mail/\(mail)/\("\(token.digest)".prefix(16))", member: nil)
    }

    /// The notes as their mail would have them now. Nil for whoever is to get nothing any more.
    private static func notes(_ visit: Visit) async throws -> (Actor.Guest, CirculatedNotes)? {
        guard let guest = try await guest(visit), let id = guest.mail else { return nil }
        try visit.site.office.gate.check(.openMail, .guest(guest), [.guest])
        let writer = MailWriter(site: visit.site, actor: .system("notes-link"))
        guard let mail = try await visit.readings.mail(id, as: .guest(guest)), let meeting = mail.why.meeting,
            let recipient = try await writer.recipient(mail.to, at: meeting, instead: mail.address)
        else { return nil }
        return (guest, try await writer.notes(meeting, for: recipient))
    }

    private static func ended(_ visit: Visit) -> Sheet {
        Sheet(
            title: "This link has ended",
            heading: "This link has ended",
            lead: "It is older than three months, or you are no longer on the list. Ask whoever sent it to you.",
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) { Markup() }
    }

    // MARK: What it shows

    private static func page(_ visit: Visit, _ notes: CirculatedNotes, token: String) -> Sheet {
        let sheet = notes.sheet
        return Sheet(
            title: "Notes, \(sheet.heading)",
            eyebrow: sheet.meeting.groupName,
            heading: sheet.heading,
            lead: "\(sheet.meeting.status.title). For: \(notes.marking.title.lowercased()).",
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) {
            if !notes.mine.isEmpty || !notes.hidden.isEmpty {
                sec("mine", "Your actions") {
                    ul {
                        for row in notes.mine { li { "\(notes.actions.text(row)) (\(notes.actions.meta(row)))" } }
                        for _ in notes.hidden {
                            li { "One that is for named people only. Its link is in your mail; if not, ask the clerk." }
                        }
                    }
                }
            }
            if sheet.meeting.attendanceKnown, !sheet.view.attendance.isEmpty {
                sec("att", "Present") {
                    p { notes.names { $0.presence.isThere } }
                    let apologies = notes.names { $0.presence == .apologies }
                    if !apologies.isEmpty { p { "Apologies: \(apologies)" } }
                }
            }
            for part in sheet.view.items {
                sec("item-\(part.item.id)", "\(part.item.number ?? ""). \(sheet.title(part.item))") {
                    if part.item.marking != .members { p(.class("meta")) { part.item.marking.title } }
                    paragraphs(sheet.text(part.notes?.text))
                    for decision in part.decisions { agreed(sheet.text(decision.text)) }
                    lines(notes, notes.actions.rows.filter { $0.item == part.item.id })
                    papers(visit, sheet, part.papers, token)
                }
            }
            let loose = notes.actions.rows.filter { $0.item == nil }
            if !sheet.view.decisions.isEmpty || !loose.isEmpty || !sheet.view.papers.isEmpty {
                sec("also", "Also") {
                    for decision in sheet.view.decisions { agreed(sheet.text(decision.text)) }
                    lines(notes, loose)
                    papers(visit, sheet, sheet.view.papers, token)
                }
            }
            if let next = notes.next { p(.class("mt-4")) { "Next meeting: \(Words.fullDay(next.sitting.day))." } }
        }
    }

    private static func lines(_ notes: CirculatedNotes, _ rows: [MatterRow]) -> Markup {
        Markup {
            if !rows.isEmpty {
                ul { for row in rows { li { "Action: \(notes.actions.text(row)) (\(notes.actions.meta(row)))" } } }
            }
        }
    }

    private static func papers(_ visit: Visit, _ sheet: MeetingSheet, _ papers: [PaperRow], _ token: String) -> Markup {
        Markup {
            for paper in papers {
                p(.class("meta mb-1")) {
                    "\(sheet.text(paper.title)). \(paper.marking.title), \(Words.size(paper.bytes))"
                }
                pressForm(
                    "Download",
                    to: "/notes/\(token)/papers/\(paper.id)",
                    csrf: visit.csrf,
                    about: sheet.text(paper.title)
                )
            }
        }
    }
}
