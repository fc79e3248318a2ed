import Almanac
import Channels
import HTML
import Hummingbird
import Ledger
import Notes
import Safeguarding
import Vault

/// A meeting room without a network: the sheet goes out as a file, and comes back through a person's eyes.
enum SheetRoutes {
    static let all: [Route] = [
        .get("/meetings/:meeting/sheet", .signedIn(.runMeeting), page),
        .post("/meetings/:meeting/sheet", .signedIn(.runMeeting), limit: 21_000_000, bringBack),
        .get("/meetings/:meeting/sheet/text", .signedIn(.runMeeting), text),
        .get("/meetings/:meeting/sheet/word", .signedIn(.runMeeting), word),
        .get("/meetings/:meeting/sheet/review", .signedIn(.runMeeting), reviewPage),
        .post("/meetings/:meeting/sheet/review", .signedIn(.runMeeting), review),
        .post("/meetings/:meeting/sheet/drop", .signedIn(.runMeeting), drop),
    ]

    /// A sheet that came back and is being looked through.
    struct Draft: Codable, Sendable {
        let meeting: ID<Meeting>
        let fileName: String
        let source: String
        /// What the person has made of it so far, by field.
        var fields: [String: String] = [:]
    }

    private static let draftName: StaticString = "sheet"
    private static let draftLasts: Int64 = 14 * 24 * 60 * 60

    // MARK: Out

    private static func text(_ visit: Visit) async throws -> Response {
        let sheet = try await running(visit)
        let text = try await sheet.noteSheet(visit).text()
        // Notepad of old needs both characters of a line's end.
        let bytes = [0xEF, 0xBB, 0xBF] + Array(text.replacing("\n", with: "\r\n").utf8)
        return .file(bytes, type: "text/plain; charset=utf-8", name: "\(fileName(sheet)).txt")
    }

    private static func word(_ visit: Visit) async throws -> Response {
        let sheet = try await running(visit)
        do {
            let bytes = try await DocumentWriter().word(fromMarkdown: try await sheet.noteSheet(visit).markdown())
            let type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            return .file(bytes, type: type, name: "\(fileName(sheet)).docx")
        } catch is DocumentError {
            throw Refusal.unavailable("Word sheets need the program pandoc here. Take the plain text instead.")
        }
    }

    private static func fileName(_ sheet: MeetingSheet) -> String { "notes-\(sheet.meeting.sitting.day.iso)" }

    private static func running(_ visit: Visit) async throws -> MeetingSheet {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        return sheet
    }

    private static func page(_ visit: Visit) async throws -> Response {
        try await visit.page(try await page(visit, try await running(visit), []))
    }

    private static func page(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError]) async throws -> Page {
        let begun = try await draft(visit, sheet)
        let isOpen = sheet.meeting.status != .agreed && !sheet.meeting.isCancelled
        return sheet.page(
            title: "Note sheet",
            heading: "Notes without a network",
            lead: "Take the sheet to the meeting, write on it, and bring it back here.",
            errors: errors
        ) {
            if let begun {
                panel {
                    p {
                        b { "You have brought one back. " }
                        begun.fileName
                    }
                    acts {
                        linkButton("Go on looking through it", "\(sheet.link)/sheet/review", .primary)
                        pressForm("Throw it away", to: "\(sheet.link)/sheet/drop", csrf: visit.csrf, .plain)
                    }
                }
            }
            sec("out", "Take it with you") {
                p { "It has the agenda, the names and the open actions. What is for named people only is not on it." }
                acts {
                    linkButton("Word", "\(sheet.link)/sheet/word", about: "sheet")
                    linkButton("Plain text", "\(sheet.link)/sheet/text", about: "sheet")
                }
            }
            if isOpen { sec("back", "Bring it back") { form(visit, sheet, errors) } }
        }
    }

    private static func form(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError]) -> Markup {
        postForm(to: "\(sheet.link)/sheet", csrf: visit.csrf, uploads: true) {
            fileField(
                Field(
                    "file",
                    "The filled-in sheet",
                    hint:
                        "Word, OpenDocument, PDF or plain text, up to 20 MB. You look through it before anything is saved.",
                    errors: errors
                ),
                accept: ".txt,.docx,.doc,.odt,.pdf,.rtf,.md"
            )
            acts {
                submit("Look through it")
                linkButton("Cancel", sheet.link, .plain)
            }
        }
    }

    // MARK: Back

    private static func bringBack(_ visit: Visit) async throws -> Response {
        let sheet = try await running(visit)
        do {
            guard let file = visit.form.files("file").first else {
                throw Refusal.invalid("file", "Choose the file of the filled-in sheet.")
            }
            let source = try await Self.source(file)
            if let of = NoteSheet.meeting(in: source), of != "\(sheet.meeting.id)" {
                guard let review = try await take(source, named: file.name, visit) else {
                    throw Refusal.invalid("file", "That is the sheet of a meeting that you do not run. Choose another.")
                }
                return review
            }
            // Without its mark it is still the sheet that somebody brings to this meeting.
            return try await keep(Draft(meeting: sheet.meeting.id, fileName: file.name, source: source), visit)
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, sheet, problems.fieldErrors))
        }
    }

    private static func source(_ file: Form.File) async throws -> String {
        do {
            return try await DocumentReader().text(of: file.bytes, named: file.name)
        } catch {
            throw Refusal.invalid("file", "\(error)")
        }
    }

    /// Takes a text in as the sheet of the meeting it names. Nil where it names none that this person runs.
    static func take(_ source: String, named name: String, _ visit: Visit) async throws -> Response? {
        guard let meeting = NoteSheet.meeting(in: source).flatMap({ ID<Meeting>($0) }),
            let view = try await visit.readings.meetingView(meeting, as: try visit.actor), view.isRunByActor
        else { return nil }
        return try await keep(Draft(meeting: meeting, fileName: name, source: source), visit)
    }

    private static func keep(_ draft: Draft, _ visit: Visit) async throws -> Response {
        guard draft.source.count(where: \.isNewline) < 5_000 else {
            throw Refusal.invalid("file", "The sheet has more than 5,000 lines. Bring back the sheet of one meeting.")
        }
        try await visit.keepDraft(draft, as: draftName, seconds: draftLasts)
        return try await visit.done("/meetings/\(draft.meeting)/sheet/review")
    }

    private static func drop(_ visit: Visit) async throws -> Response {
        let sheet = try await running(visit)
        try await visit.dropDraft(draftName)
        return try await visit.done("\(sheet.link)/sheet", "That sheet was thrown away. Nothing was saved.")
    }

    private static func draft(_ visit: Visit, _ sheet: MeetingSheet) async throws -> Draft? {
        let draft = try await visit.draft(Draft.self, draftName)
        return draft?.meeting == sheet.meeting.id ? draft : nil
    }

    // MARK: Looking through

    private static func reviewPage(_ visit: Visit) async throws -> Response {
        let sheet = try await running(visit)
        guard let draft = try await draft(visit, sheet) else {
            return .redirect(to: "\(sheet.link.text)/sheet", type: .normal)
        }
        return try await visit.page(try await review(visit, sheet, draft).page(visit, []))
    }

    private static func review(_ visit: Visit, _ sheet: MeetingSheet, _ draft: Draft) async throws -> SheetReviewPage {
        let actor = try visit.actor
        let printed = try await sheet.noteSheet(visit)
        let opener = try await visit.opener(.runMeeting, sheet.relations, .these([Meeting.source(sheet.meeting.id)]))
        let earlier = try await visit.readings.broughtSheets(of: sheet.meeting.id, as: actor)
            .compactMap { opener.text($0) }.map { SheetReading($0, of: printed) }
        let rows = try await visit.readings.matters(MatterFilter(meeting: sheet.meeting.id), as: actor).rows
        let actions = try await ActionLines(visit, rows)
        let meetings = try await visit.readings.meetings(of: sheet.ref.group, as: actor).filter { !$0.isCancelled }
        let plan = SheetPlan(
            SheetReading(draft.source, of: printed).without(earlier),
            sheet,
            actions: Set(rows.map { actions.text($0).tidied }),
            called: Set(meetings.map(\.sitting.day))
        )
        let later = meetings.filter { $0.sitting.day > sheet.meeting.sitting.day && $0.status == .draft }
        return SheetReviewPage(
            sheet: sheet,
            plan: plan,
            draft: draft,
            next: later.min { $0.sitting.day < $1.sitting.day }
        )
    }

    private static func review(_ visit: Visit) async throws -> Response {
        let sheet = try await running(visit)
        guard var draft = try await draft(visit, sheet) else {
            throw Refusal.outOfTurn("This sheet has been brought in, or was thrown away. Look at the meeting.")
        }
        draft.fields = visit.form.names(beginning: "").filter { $0 != "csrf" && $0 != "command" }
            .reduce(into: [:]) { $0[$1] = visit.form[$1] }
        // Kept before anything is tried: a mistake costs no work.
        try await visit.keepDraft(draft, as: draftName, seconds: draftLasts)
        if visit.form.has("keep") {
            return try await visit.done("\(sheet.link)/sheet", "Kept. You can go on with it later.")
        }
        let review = try await review(visit, sheet, draft)
        do {
            try await visit.perform(try await SheetForm(review).command(visit))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(review.page(visit, problems.fieldErrors))
        } catch let refusal as Refusal where refusal == .newerNotes {
            let now = try await self.review(visit, try await visit.meetingSheet(), draft)
            return try await visit.page(now.page(visit, [], isConflict: true), status: .conflict)
        }
        try await visit.dropDraft(draftName)
        return try await visit.done(sheet.link, "The sheet is brought in. Its actions are now followed.")
    }
}
