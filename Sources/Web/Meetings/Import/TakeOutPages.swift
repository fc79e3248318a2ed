import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Notes that were brought in by mistake go back out. Says beforehand what goes, and what stands in the way.
enum TakeOutPages {
    static let routes: [Route] = [
        .get("/meetings/:meeting/out", .signedIn(.importNotes), page),
        .post("/meetings/:meeting/out", .signedIn(.importNotes), takeOut),
    ]

    static func isOffered(_ visit: Visit, _ sheet: MeetingSheet) -> Bool {
        sheet.meeting.wasImported && visit.allows(.importNotes, sheet.relations)
    }

    private static func page(_ visit: Visit) async throws -> Response {
        if let gone = try await gone(visit) { return gone }
        return try await visit.page(try await page(visit, try await Brought(visit), []))
    }

    private static func takeOut(_ visit: Visit) async throws -> Response {
        let brought = try await Brought(visit)
        do {
            try await visit.perform(brought.command(because: visit.form["reason"]))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, brought, problems.fieldErrors))
        }
        return try await visit.done("/meetings/import", "The notes are taken back out. They can be brought in again.")
    }

    // MARK: Before

    /// What came in with the notes of the meeting of the address.
    private struct Brought {
        let sheet: MeetingSheet
        private let what: BroughtIn
        private let sourceKeys: [String]

        init(_ visit: Visit) async throws {
            let sheet = try await visit.meetingSheet()
            try visit.check(.importNotes, sheet.relations)
            guard let what = try await visit.readings.broughtIn(with: sheet.meeting.id, as: try visit.actor) else {
                throw Refusal.outOfTurn("This meeting does not come from notes that were brought in.")
            }
            (self.sheet, self.what) = (sheet, what)
            if let known = what.sourceKey {
                sourceKeys = [known]
            } else {
                sourceKeys = try await Self.likelyKeys(visit, sheet)
            }
        }

        /// Older ledgers kept the source without the white space at its ends, and not what it was known by.
        private static func likelyKeys(_ visit: Visit, _ sheet: MeetingSheet) async throws -> [String] {
            let id = sheet.meeting.id
            guard let sealed = try await visit.readings.importedSource(of: id, as: try visit.actor) else { return [] }
            let opener = try await visit.opener(.importNotes, sheet.relations, .these([Meeting.source(id)]))
            guard let source = opener.text(sealed) else { return [] }
            var keys: [String] = []
            for text in [source, source + "\n", source + "\n\n"] {
                keys.append(try await NotesImporter.key(of: text, visit.site.office))
            }
            return keys
        }

        func command(because reason: String) -> TakeNotesOut {
            TakeNotesOut(sheet.ref, what, sourceKeys: sourceKeys, reason: reason)
        }
    }

    private static func page(_ visit: Visit, _ brought: Brought, _ errors: [FieldError]) async throws -> Page {
        let sheet = brought.sheet
        do throws(Refusal) {
            let events = try await visit.site.office.foresee(brought.command(because: "…"), as: try visit.actor)
            return sheet.page(
                title: "Take a meeting back out",
                heading: "Take these notes back out?",
                lead: "For notes that were brought in by mistake. Then they can be brought in again.",
                errors: errors
            ) {
                whatGoes(visit, sheet, events)
                postForm(to: "\(sheet.link)/out", csrf: visit.csrf, command: visit.newCommand) {
                    textField(
                        Field(
                            "reason",
                            "Why, in a sentence",
                            hint:
                                "It stays on the record, for everyone who could see this meeting or held an action from it.",
                            errors: errors
                        ),
                        value: visit.form["reason"],
                        width: .long
                    )
                    acts {
                        submit("Take them back out")
                        linkButton("Keep them", sheet.link, .plain)
                    }
                }
            }
        } catch .outOfTurn(let sentence) {
            return blocked(sheet, sentence)
        }
    }

    private static func blocked(_ sheet: MeetingSheet, _ sentence: String) -> Page {
        sheet.page(title: "Take a meeting back out", heading: "These notes cannot be taken back out") {
            warn("Something has come of them.", sentence)
            acts {
                linkButton("Go to the meeting", sheet.link, .primary)
                linkButton("Their actions", "/matters?state=all&meeting=\(sheet.meeting.id)")
            }
        }
    }

    private static func whatGoes(_ visit: Visit, _ sheet: MeetingSheet, _ events: [any DomainEvent]) -> Markup {
        let out = events.compactMap { $0 as? NotesTakenOut }
        let others = out.count { $0.meeting != sheet.meeting.id }
        let isMeetingToo = out.contains { $0.meeting == sheet.meeting.id && $0.isMeetingToo }
        let matters = events.count { $0 is MatterTakenOut }
        let items = events.compactMap { $0 as? ItemTakenOff }
        let own = items.count { $0.meeting == sheet.meeting.id }
        let decisions = sheet.view.decisions.count + sheet.view.items.reduce(0) { $0 + $1.decisions.count }
        return sec("goes", "What goes") {
            ul {
                li {
                    isMeetingToo
                        ? "The meeting of \(sheet.heading), with its attendance."
                        : "The notes and the attendance of \(sheet.heading). The meeting itself was called before, and stays."
                }
                li {
                    Words.capitalised(
                        "\(Words.count(own, "item")), \(Words.count(decisions, "decision")) and "
                            + "\(Words.count(matters, "action"))."
                    )
                }
                if items.count > own {
                    li {
                        "\(Words.capitalised(Words.count(items.count - own, "item"))) put forward for a later meeting."
                    }
                }
                if others > 0 {
                    li {
                        "\(Words.capitalised(Words.count(others, "meeting"))) that these notes called, of which nothing has come. Tell whoever you passed an invitation to."
                    }
                }
                li { "People who became members by these notes stay members." }
                li { "That they were brought in and taken out, by whom and why, stays on the record." }
            }
        }
    }

    // MARK: After

    /// What stands at the address of a meeting that was taken out. Nil where it was not.
    static func gone(_ visit: Visit) async throws -> Response? {
        let id: ID<Meeting> = try visit.id("meeting")
        guard let row = try await visit.readings.takenOut(id, as: try visit.actor).first(where: \.isMeetingToo) else {
            return nil
        }
        let record = try await TakenOutRecord(visit, [row])
        return try await visit.page(
            Page(
                title: "Taken back out",
                current: "/meetings",
                eyebrow: a(.href("/meetings")) { row.groupName },
                heading: "This meeting was taken back out",
                lead: row.notes == row.ref.meeting
                    ? "The notes of \(Words.fullDay(row.day)) were brought in by mistake. Nothing of them is in any list."
                    : "It was called for \(Words.fullDay(row.day)) by notes that were brought in by mistake."
            ) {
                record.markup
                acts {
                    linkButton("Meetings", "/meetings")
                    if visit.allows(.erase) {
                        linkButton("Erase the words", "/meetings/\(id)/erase", .plain)
                    }
                }
            },
            status: .gone
        )
    }
}

/// What is on the record of notes that went back out.
struct TakenOutRecord {
    private let rows: [TakenOutRow]
    private let words: Words
    private let opener: Opener
    private let directory: Directory

    /// - Parameter rows: As this person may see them.
    init(_ visit: Visit, _ rows: [TakenOutRow]) async throws {
        self.rows = rows
        words = visit.words
        let membership = try await visit.readings.membership()
        let actor = try visit.actor
        let relations = rows.reduce(into: Set<Relation>()) {
            $0.formUnion(membership.relations(of: actor, to: $1.ref.group))
        }
        let subjects = Set(rows.map { Meeting.subject($0.ref.meeting) })
        opener = try await visit.opener(.seeMeetings, relations, .these(subjects))
        directory = try await visit.site.office.names(for: actor, .seeMeetings, relations)
    }

    var markup: Markup { Markup { for row in rows { entry(row) } } }

    private func entry(_ row: TakenOutRow) -> Markup {
        div(.class("panel mb-3")) {
            p { b { "Notes of \(Words.fullDay(row.day)), \(row.groupName)" } }
            ul(.class("plain")) {
                if let at = row.importedAt { li { "Brought in \(words.at(at)) by \(name(row.importedBy))." } }
                li {
                    "Taken back out \(words.at(row.at)) by \(name(row.actor)), with \(Words.count(row.items, "item")), "
                        + "\(Words.count(row.decisions, "decision")) and \(Words.count(row.matters, "action"))."
                }
                li { "Why: \(opener.words(row.reason))" }
            }
        }
    }

    private func name(_ actor: String?) -> String {
        guard let actor, actor.hasPrefix("member/"), let id = ID<Member>(actor.dropFirst("member/".count)) else {
            return "the system"
        }
        return directory.name(id)
    }
}
