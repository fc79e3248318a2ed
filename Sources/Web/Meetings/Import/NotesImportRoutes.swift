import Almanac
import Channels
import HTML
import HTTPTypes
import Hummingbird
package import Ledger
import Notes
package import Safeguarding
import Vault

/// Bringing in the notes of past meetings: read, looked through beside the source, and brought in whole.
enum NotesImportRoutes {
    static let all: [Route] =
        [
            .get("/meetings/import", .signedIn(.importNotes), page),
            .post("/meetings/import", .signedIn(.importNotes), limit: 21_000_000, read),
            .get("/meetings/import/review", .signedIn(.importNotes), reviewPage),
            .post("/meetings/import/review", .signedIn(.importNotes), limit: 4_000_000, review),
            .post("/meetings/import/drop", .signedIn(.importNotes), drop),
        ] + NotesPeople.routes

    /// What was read and is being looked through.
    struct Draft: Codable, Sendable {
        var group: ID<Group>
        var fileName: String
        var source: String
        var choices: NotesChoices
    }

    private static let draftName: StaticString = "notes"
    private static let draftLasts: Int64 = 14 * 24 * 60 * 60

    // MARK: The file comes in

    private static func page(_ visit: Visit) async throws -> Response {
        try await visit.page(try await reading(visit, errors: []))
    }

    /// The groups whose notes this person may bring in.
    private static func groups(_ visit: Visit) async throws -> [GroupRow] {
        var allowed: [GroupRow] = []
        for group in try await visit.readings.groups() where !group.hasEnded {
            let relations = try await visit.readings.relations(of: try visit.actor, to: group.id)
            if visit.allows(.importNotes, relations) { allowed.append(group) }
        }
        guard !allowed.isEmpty else { throw Refusal.notAllowed }
        return allowed
    }

    private static func reading(_ visit: Visit, errors: [FieldError]) async throws -> Page {
        let groups = try await groups(visit)
        let allowed = Set(groups.map(\.id))
        let out = try await visit.readings.takenOut(as: try visit.actor)
            .filter { allowed.contains($0.ref.group) && $0.notes == $0.ref.meeting }
        let record: TakenOutRecord? = out.isEmpty ? nil : try await TakenOutRecord(visit, out)
        let begun = try await visit.draft(Draft.self, draftName)
        return Page(
            title: "Bring in notes",
            current: "/meetings",
            eyebrow: a(.href("/meetings")) { "Meetings" },
            heading: "Bring in the notes of a past meeting",
            lead:
                "Safeloop finds who was there, what was agreed and who was to do what. Nothing is saved until you have looked at it.",
            errors: errors
        ) {
            if let begun {
                panel {
                    p {
                        b { "You have begun one. " }
                        begun.fileName
                    }
                    acts {
                        linkButton("Go on with it", "/meetings/import/review", .primary)
                        pressForm("Throw it away", to: "/meetings/import/drop", csrf: visit.csrf, .plain)
                    }
                }
            }
            postForm(to: "/meetings/import", csrf: visit.csrf, uploads: true) {
                selectField(
                    Field("group", "Whose meeting was it?", errors: errors),
                    groups.map { Choice("\($0.id)", $0.name) },
                    selected: visit.form["group"]
                )
                fileField(
                    Field(
                        "file",
                        "The notes",
                        hint: "Word, OpenDocument, PDF, rich text, a web page, a mail or plain text, up to 20 MB.",
                        errors: errors
                    ),
                    accept: ".txt,.doc,.docx,.odt,.pdf,.rtf,.html,.htm,.eml,.md"
                )
                textArea(
                    Field("pasted", "Or the text of the notes", hint: "Copied from wherever it is.", errors: errors),
                    value: visit.form["pasted"],
                    rows: 8
                )
                acts {
                    submit("Show what is in them")
                    linkButton("Cancel", "/meetings", .plain)
                }
            }
            if let record {
                sec("out", "Taken back out", meta: "Notes that were brought in by mistake") { record.markup }
            }
        }
    }

    private static func read(_ visit: Visit) async throws -> Response {
        let groups = try await groups(visit)
        do {
            guard let group = groups.first(where: { "\($0.id)" == visit.form["group"] }) else {
                throw Refusal.invalid("group", "Choose the group whose meeting it was.")
            }
            let (name, source) = try await text(visit)
            if let review = try await SheetRoutes.take(source, named: name, visit) { return review }
            try await reading(of: source).checkSize()
            let draft = Draft(group: group.id, fileName: name, source: source, choices: NotesChoices())
            try await visit.keepDraft(draft, as: draftName, seconds: draftLasts)
            return .redirect(to: "/meetings/import/review", type: .normal)
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await reading(visit, errors: problems.fieldErrors))
        }
    }

    private static func text(_ visit: Visit) async throws -> (name: String, text: String) {
        if let file = visit.form.files("file").first {
            do {
                return (file.name, try await DocumentReader().text(of: file.bytes, named: file.name))
            } catch {
                throw Refusal.invalid("file", "\(error)")
            }
        }
        guard visit.form["pasted"].contains(where: { !$0.isWhitespace }) else {
            throw Refusal.invalid("file", "Choose the file of the notes, or paste their text.")
        }
        do {
            try DocumentReader.checkSize(of: visit.form["pasted"])
        } catch {
            throw Refusal.invalid("pasted", "\(error)")
        }
        return ("Pasted text", visit.form["pasted"])
    }

    private static func drop(_ visit: Visit) async throws -> Response {
        _ = try await groups(visit)
        try await visit.dropDraft(draftName)
        return try await visit.done("/meetings/import", "Those notes were thrown away. Nothing was saved.")
    }

    // MARK: Looking through

    /// A long file takes a while to read: not on the tasks that answer other people.
    private static func reading(of source: String) async -> NotesReading {
        await Task.detached(priority: .utility) { NotesReader().read(source) }.value
    }

    private static func plan(_ visit: Visit) async throws -> (Draft, NotesPlan) {
        guard let draft = try await visit.draft(Draft.self, draftName) else { throw Refusal.notFound }
        let relations = try await visit.readings.relations(of: try visit.actor, to: draft.group)
        try visit.check(.importNotes, relations)
        let reading = await reading(of: draft.source)
        let directory = try await visit.site.office.names(for: try visit.actor, .importNotes, relations)
        let plan = NotesPlan(
            reading: reading,
            source: draft.source,
            group: draft.group,
            members: directory.present,
            organisations: try await visit.readings.organisations(),
            choices: draft.choices
        )
        return (draft, plan)
    }

    private static func reviewPage(_ visit: Visit) async throws -> Response {
        _ = try await groups(visit)
        guard try await visit.draft(Draft.self, draftName) != nil else {
            return .redirect(to: "/meetings/import", type: .normal)
        }
        let (draft, plan) = try await plan(visit)
        let part = visit.query("part").flatMap(Int.init) ?? 1
        return try await visit.page(NotesReviewPage(plan: plan, fileName: draft.fileName, part: part).page(visit))
    }

    private static func review(_ visit: Visit) async throws -> Response {
        var (draft, plan) = try await plan(visit)
        let part = Int(visit.form["part"]) ?? 1
        do {
            let answers = try NotesAnswers(visit.form, plan)
            // Kept before anything is tried: a mistake costs no work.
            plan.choices = answers.choices
            draft.choices = answers.choices
            try await visit.keepDraft(draft, as: draftName, seconds: draftLasts)
            guard answers.problems.isEmpty else { throw Refusal.invalid(answers.problems) }
            if visit.form.has("keep") {
                return try await visit.done(
                    "/meetings/import/review?part=\(part)",
                    "Kept. You can go on with it later."
                )
            }
            if let next = Int(visit.form["to"]) {
                return .redirect(to: "/meetings/import/review?part=\(next)", type: .normal)
            }
            let meeting = try await NotesImporter(office: visit.site.office, actor: try visit.actor).bringIn(
                plan,
                form: visit.formID
            )
            try await visit.dropDraft(draftName)
            return try await broughtIn(visit, meeting)
        } catch Refusal.invalid(let problems) {
            return try await refused(visit, plan, draft.fileName, part, problems.fieldErrors)
        } catch Refusal.outOfTurn(let sentence) {
            return try await refused(visit, plan, draft.fileName, 1, [FieldError("day", sentence)])
        }
    }

    private static func refused(
        _ visit: Visit,
        _ plan: NotesPlan,
        _ fileName: String,
        _ part: Int,
        _ errors: [FieldError]
    ) async throws -> Response {
        // The day is asked for on the first page, whichever was sent.
        let part = !visit.form.has("day") && errors.contains { $0.field == "day" } ? 1 : part
        let page = NotesReviewPage(plan: plan, fileName: fileName, part: part, form: visit.form, errors: errors)
        return try await visit.refusedPage(page.page(visit))
    }
}

extension NotesImportRoutes {
    /// To the meeting; by way of the people of its notes, where whoever brings them in can make them members.
    private static func broughtIn(_ visit: Visit, _ meeting: ID<Meeting>) async throws -> Response {
        let people = NotesPeople.found(at: try await visit.meetingSheet(meeting)).count
        let done = "The notes are brought in. Their open actions are now followed."
        guard people > 0 else { return try await visit.done("/meetings/\(meeting)", done) }
        guard visit.allows(.manageMembers, []) else {
            let rest = " \(NotesPeople.sentence(people)): a coordinator can bring them in."
            return try await visit.done("/meetings/\(meeting)", done + rest)
        }
        return try await visit.done("/meetings/\(meeting)/people", done)
    }
}

/// Carries a plan out, for the page and for the command line.
package struct NotesImporter: Sendable {
    let office: Office
    let actor: Actor

    package init(office: Office, actor: Actor) {
        self.office = office
        self.actor = actor
    }

    /// - Returns: The meeting that the notes are now of.
    @discardableResult
    package func bringIn(_ plan: NotesPlan, form: FormID) async throws -> ID<Meeting> {
        try plan.reading.checkSize()
        var plan = plan
        try await registerNewMembers(&plan, form)
        let meetings = try await office.projector.readings.meetings(of: plan.group, as: actor)
        let called = Dictionary(meetings.map { ($0.sitting.day, $0.id) }, uniquingKeysWith: { first, _ in first })
        let key = try await Self.key(of: plan.source, office)
        let notes = try plan.meeting(sourceKey: key, called: called)
        let meeting = called[notes.sitting.day] ?? ID(form.text) ?? ID()
        try await office.perform(ImportMeeting(MeetingRef(meeting, of: plan.group), notes), as: actor, form: form)
        return meeting
    }

    /// By which the same notes are known again.
    static func key(of source: String, _ office: Office) async throws -> String {
        Hash(try await office.vault.blindIndex(source, purpose: "notes"))?.description ?? ""
    }

    private func registerNewMembers(_ plan: inout NotesPlan, _ form: FormID) async throws {
        var entries: [RegisterMembers.Entry] = []
        for (index, choice) in plan.choices.people.sorted(by: { $0.key < $1.key }) {
            guard case .newMember(let organisation) = choice, plan.people.indices.contains(index) else { continue }
            let details = try await office.details(
                name: plan.people[index].name,
                email: nil,
                organisation: organisation,
                post: plan.people[index].role
            )
            let member = ID<Member>()
            entries.append(.init(member: member, details: details))
            plan.choices.people[index] = .member(member)
        }
        guard !entries.isEmpty else { return }
        try await office.perform(RegisterMembers(entries), as: actor, form: FormID())
        let joining = JoinGroup(group: plan.group, members: entries.map(\.member), office: .member)
        try await office.perform(joining, as: actor, form: FormID())
    }
}
