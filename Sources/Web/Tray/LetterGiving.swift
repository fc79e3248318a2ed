import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Puts a letter from a stranger, or of somebody who has left, into a member's tray.
enum LetterGiving {
    static func page(_ visit: Visit) async throws -> Response {
        let late = try await late(visit)
        return try await visit.page(try await page(visit, late.id, hasOwnerLeft: true, errors: []))
    }

    static func give(_ visit: Visit) async throws -> Response {
        let id: ID<Letter> = try visit.id("letter")
        let row = try await visit.readings.letter(id, as: try visit.actor)
        let from = row == nil ? try await late(visit).owner : row?.owner
        do {
            try await visit.perform(
                AssignLetter(id, from: from, to: ID(visit.form["to"]), reason: visit.form["reason"])
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(
                try await page(visit, id, hasOwnerLeft: row == nil, errors: problems.fieldErrors)
            )
        }
        return try await visit.done("/tray", "It waits in their tray now.")
    }

    private static func late(_ visit: Visit) async throws -> LateLetterRow {
        let id: ID<Letter> = try visit.id("letter")
        let late = try await visit.readings.lateLetters(as: try visit.actor).first { $0.id == id && $0.hasOwnerLeft }
        guard let late else { throw Refusal.notFound }
        return late
    }

    private static func page(
        _ visit: Visit,
        _ letter: ID<Letter>,
        hasOwnerLeft: Bool,
        errors: [FieldError]
    ) async throws -> Page {
        let fields = try await fields(visit, letter, errors)
        return Page(
            title: "A letter",
            current: "/tray",
            eyebrow: a(.href("/tray")) { "Tray" },
            heading: "Give it to somebody",
            lead: hasOwnerLeft ? "Its owner has left. You do not see what it says." : nil,
            errors: errors
        ) { fields }
    }

    /// On the page of a letter that came from a stranger.
    static func form(_ visit: Visit, _ letter: LetterRow) async throws -> Markup {
        let fields = try await fields(visit, letter.id, [])
        return sec("give", "Whose is it?") {
            p(.class("meta measure")) { "From then on they read it, and nobody else. They decide where it belongs." }
            fields
        }
    }

    private static func fields(_ visit: Visit, _ letter: ID<Letter>, _ errors: [FieldError]) async throws -> Markup {
        let people = try await visit.directory().present.filter { $0.standing == .joined }
        return postForm(to: "/tray/\(letter)/give", csrf: visit.csrf, command: visit.newCommand) {
            selectField(
                Field("to", "Who is to file it?", errors: errors),
                [Choice("", "Choose")] + people.map { Choice("\($0.id)", $0.nameAndOrganisation) },
                selected: visit.form["to"]
            )
            textField(
                Field("reason", "Why is it for them?", id: "give-reason", errors: errors),
                value: visit.form["to"].isEmpty ? "" : visit.form["reason"],
                width: .long
            )
            acts { submit("Put it into their tray") }
        }
    }
}
