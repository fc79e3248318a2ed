import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// What can be done about one absence: another covers, the cover declines, it ends.
enum AbsenceSteps {
    private static func row(_ visit: Visit) async throws -> (AbsenceRow, Directory.Entry) {
        guard let row = try await visit.readings.absence(try visit.id("absence"), at: visit.now),
            let entry = try await visit.directory()[row.member]
        else { throw Refusal.notFound }
        return (row, entry)
    }

    /// One of somebody whose absences are the reader's to arrange.
    private static func theirs(_ visit: Visit) async throws -> (AbsenceRow, Directory.Entry) {
        let (row, entry) = try await row(visit)
        try visit.check(.arrangeAbsence, AbsencePages.relations(entry, visit))
        return (row, entry)
    }

    /// The same, where it is not over.
    private static func arranged(_ visit: Visit) async throws -> (AbsenceRow, Directory.Entry) {
        let (row, entry) = try await theirs(visit)
        guard !row.isOver(at: visit.now) else { throw Refusal.outOfTurn("This absence is over.") }
        return (row, entry)
    }

    private static func back(_ entry: Directory.Entry, _ visit: Visit) -> Link {
        entry.id == visit.signedIn?.person.id ? "/account/absence" : "/members/\(entry.id)/absence"
    }

    // MARK: Another covers

    static func coverPage(_ visit: Visit) async throws -> Response {
        let (row, entry) = try await arranged(visit)
        return try await visit.page(try await coverPage(visit, row, entry, "", []))
    }

    static func askCover(_ visit: Visit) async throws -> Response {
        let (row, entry) = try await arranged(visit)
        do {
            guard let cover = ID<Member>(visit.form["cover"]) else {
                throw Refusal.invalid("cover", "Choose who covers.")
            }
            try await visit.perform(AskCover(row.id, of: row.member, cover))
        } catch Refusal.invalid(let problems) {
            let page = try await coverPage(visit, row, entry, visit.form["cover"], problems.fieldErrors)
            return try await visit.refusedPage(page)
        }
        return try await visit.done(back(entry, visit), "Saved. Whoever covers is told.")
    }

    private static func coverPage(
        _ visit: Visit,
        _ row: AbsenceRow,
        _ entry: Directory.Entry,
        _ chosen: String,
        _ errors: [FieldError]
    ) async throws -> Page {
        let choices = try await AbsencePages.choices(entry, visit).filter { $0.value != row.cover.map { "\($0)" } }
        let isNobody = choices.isEmpty
        return Page(
            title: "Who covers",
            eyebrow: a(.href(back(entry, visit))) { "Away" },
            heading: entry.id == visit.signedIn?.person.id ? "Who covers for you?" : "Who covers for \(entry.name)?",
            lead: "From \(visit.words.longDay(row.first)) to \(visit.words.longDay(row.last)).",
            errors: errors
        ) {
            if isNobody {
                empty("Nobody else there has an account. The coordinator is told that nobody covers.")
                acts { linkButton("Back", back(entry, visit), .plain) }
            } else {
                form(row, entry, choices, chosen, errors, visit)
            }
        }
    }

    private static func form(
        _ row: AbsenceRow,
        _ entry: Directory.Entry,
        _ choices: [Choice],
        _ chosen: String,
        _ errors: [FieldError],
        _ visit: Visit
    ) -> Markup {
        postForm(to: "/absences/\(row.id)/cover", csrf: visit.csrf, command: visit.newCommand) {
            selectField(
                Field("cover", "Who covers?", hint: "They are told, and may decline.", errors: errors),
                [Choice("", "Choose")] + choices,
                selected: chosen
            )
            acts {
                submit("Ask them")
                linkButton("Cancel", back(entry, visit), .plain)
            }
        }
    }

    // MARK: The cover declines

    private static func covered(_ visit: Visit) async throws -> (AbsenceRow, Directory.Entry) {
        let (row, entry) = try await row(visit)
        try visit.check(.declineCover, row.cover == (try visit.person.id) ? [.own] : [])
        guard !row.isOver(at: visit.now) else { throw Refusal.outOfTurn("This absence is over.") }
        return (row, entry)
    }

    static func declinePage(_ visit: Visit) async throws -> Response {
        let (row, entry) = try await covered(visit)
        return try await visit.page(declinePage(visit, row, entry, []))
    }

    static func decline(_ visit: Visit) async throws -> Response {
        // The rule asks whose cover it is: after the first of two clicks it is nobody's any more.
        let absence = try await row(visit).0
        do {
            try await visit.perform(DeclineCover(absence.id, of: absence.member, reason: visit.form["reason"]))
        } catch Refusal.invalid(let problems) {
            let (row, entry) = try await covered(visit)
            return try await visit.refusedPage(declinePage(visit, row, entry, problems.fieldErrors))
        }
        return try await visit.done("/account/absence", "Declined. Whoever asked is told, and chooses another.")
    }

    private static func declinePage(
        _ visit: Visit,
        _ row: AbsenceRow,
        _ entry: Directory.Entry,
        _ errors: [FieldError]
    ) -> Page {
        Page(
            title: "You cannot cover",
            eyebrow: a(.href("/account/absence")) { "Away" },
            heading: "You cannot cover for \(entry.name)",
            lead: "It goes back to whoever asked you. From then on nothing of theirs is shown to you.",
            errors: errors
        ) {
            postForm(to: "/absences/\(row.id)/decline", csrf: visit.csrf, command: visit.newCommand) {
                textArea(
                    Field("reason", "Why can you not?", hint: "They and whoever asked read it.", errors: errors),
                    value: visit.form["reason"],
                    rows: 3
                )
                acts {
                    submit("Decline")
                    linkButton("Cancel", "/account/absence", .plain)
                }
            }
        }
    }

    // MARK: It ends

    static func end(_ visit: Visit) async throws -> Response {
        let (row, entry) = try await theirs(visit)
        try await visit.perform(EndAbsence(row.id, of: row.member))
        return try await visit.done(
            back(entry, visit),
            row.isRunning(at: visit.now) ? "It is over. Whoever covered sees nothing of it any more." : "Taken back."
        )
    }
}
