import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Forgetting for good: what a coordinator does when somebody asks to be forgotten, or a meeting's words must go. Each
/// says beforehand what will be lost and what stays.
enum ErasureRoutes {
    static let all: [Route] = [
        .get("/members/:member/erase", .role(.erase), MemberErasure.page),
        .post("/members/:member/erase", .role(.erase), MemberErasure.erase),
        .get("/meetings/:meeting/erase", .role(.erase), MeetingErasure.page),
        .post("/meetings/:meeting/erase", .role(.erase), MeetingErasure.erase),
    ]
}

/// Why, and that it was understood.
struct ErasureForm {
    let reason: String
    let isConfirmed: Bool

    init(_ form: Form) {
        reason = form["reason"]
        isConfirmed = !form["confirmed"].isEmpty
    }

    func checked() throws(Refusal) -> Erasure.Reason {
        var problems: [Refusal.Problem] = []
        let reason = Erasure.Reason(rawValue: reason)
        if reason == nil { problems.append(.init("reason", "Choose why this is erased.")) }
        if !isConfirmed { problems.append(.init("confirmed", "Tick that you know it cannot be undone.")) }
        guard let reason, problems.isEmpty else { throw .invalid(problems) }
        return reason
    }

    @Contents
    func fields(_ errors: [FieldError]) -> Markup {
        radioField(
            Field("reason", "Why", errors: errors),
            Erasure.Reason.allCases.map { Choice($0.rawValue, $0.title) },
            selected: reason
        )
        checkField(
            Field("confirmed", "This cannot be undone", errors: errors),
            [Choice("yes", "I know that nobody can bring it back")],
            selected: isConfirmed ? ["yes"] : []
        )
    }
}

enum MemberErasure {
    private static func left(_ visit: Visit) async throws -> Directory.Entry {
        guard let entry = try await visit.directory()[try visit.id("member")] else { throw Refusal.notFound }
        guard entry.standing == .left else {
            throw Refusal.outOfTurn("This person is still in the network. Remove them first, then erase their details.")
        }
        return entry
    }

    static func page(_ visit: Visit) async throws -> Response {
        let entry = try await left(visit)
        if let row = try await visit.readings.erasure(of: Member.subject(entry.id)) {
            return try await visit.page(erased(visit, MemberPages.crumb(entry), row.at, current: "/members"))
        }
        return try await visit.page(form(visit, entry, []))
    }

    private static func form(_ visit: Visit, _ entry: Directory.Entry, _ errors: [FieldError]) -> Page {
        Page(
            title: "Erase a member's details",
            current: "/members",
            eyebrow: MemberPages.crumb(entry),
            heading: "Erase the details of \(entry.name)?",
            lead: "Their name and e-mail address are erased for good, here and wherever they are shown.",
            errors: errors
        ) {
            ul {
                li { "Lists, notes, actions and exports say “\(Opener.erasedName)” in place of the name." }
                li { "What they did stays in the record, under a number that leads to nobody." }
                li { "Words that others typed stay as they were typed, with a name if they hold one." }
                li { "Copies that were circulated, printed or saved are not ours to erase." }
            }
            postForm(to: "/members/\(entry.id)/erase", csrf: visit.csrf, command: visit.newCommand) {
                ErasureForm(visit.form).fields(errors)
                acts {
                    submit("Erase for good")
                    linkButton("Keep them", "/members/\(entry.id)", .plain)
                }
            }
        }
    }

    static func erase(_ visit: Visit) async throws -> Response {
        let entry = try await left(visit)
        do {
            try await visit.perform(EraseMember(entry.id, because: try ErasureForm(visit.form).checked()))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(form(visit, entry, problems.fieldErrors))
        }
        return try await visit.done("/members/\(entry.id)", "Their name and address are erased. \(backupAdvice)")
    }
}

enum MeetingErasure {
    /// A meeting that is over, called off, or taken back out with its notes.
    private struct Over {
        let ref: MeetingRef
        let eyebrow: Markup
        let items: Int
        let matters: [ID<Matter>]
        /// What was taken off its agenda for good, and is not erased yet.
        let dropped: [ID<Item>]

        var link: Link { "/meetings/\(ref.meeting)" }

        init(_ visit: Visit) async throws {
            let actor = try visit.actor
            let id: ID<Meeting> = try visit.id("meeting")
            dropped = try await visit.readings.droppedItems(of: id, as: actor)
            if let row = try await visit.readings.takenOut(id, as: actor).first(where: \.isMeetingToo) {
                (ref, items) = (row.ref, row.items)
                eyebrow = a(.href("/meetings/\(id)")) { "Taken back out" }
                matters = try await visit.readings.mattersTakenOut(with: id, as: actor)
                return
            }
            let sheet = try await visit.meetingSheet()
            guard sheet.hasBegun || sheet.meeting.isCancelled else {
                throw Refusal.outOfTurn("This meeting is still to come. Call it off first, or wait until it was held.")
            }
            (ref, items) = (sheet.ref, sheet.view.items.count)
            eyebrow = Markup {
                a(.href(sheet.link)) { sheet.words.longDay(sheet.meeting.sitting.day) }
                ". " + sheet.meeting.groupName
            }
            matters =
                try await visit.readings.matters(MatterFilter(meeting: id), as: actor).rows.map(\.id)
                + visit.readings.mattersTakenOut(with: id, as: actor)
        }
    }

    static func page(_ visit: Visit) async throws -> Response {
        let over = try await Over(visit)
        if over.dropped.isEmpty, let row = try await visit.readings.erasure(of: Meeting.subject(over.ref.meeting)) {
            return try await visit.page(erased(visit, over.eyebrow, row.at, current: "/meetings"))
        }
        return try await visit.page(form(visit, over, []))
    }

    private static func form(_ visit: Visit, _ over: Over, _ errors: [FieldError]) -> Page {
        Page(
            title: "Erase the words of a meeting",
            current: "/meetings",
            eyebrow: over.eyebrow,
            heading: "Erase the words of this meeting?",
            lead: "What was written about it is erased for good. That it was held, when, and who of the members was "
                + "there stays.",
            errors: errors,
            scripts: [.pressOnceScript]
        ) {
            ul {
                li {
                    "The titles and texts of \(Words.count(over.items, "item")), with their notes, and of what was taken off "
                    "its agenda for good."
                }
                li { "Decisions, corrections, papers and annexes, and the notes it was brought in from." }
                li { "The names of guests, and how to join." }
                li { "Copies that were circulated, printed or saved are not ours to erase." }
            }
            postForm(to: "\(over.link)/erase", csrf: visit.csrf, command: visit.newCommand) {
                if !over.matters.isEmpty {
                    checkbox(
                        "matters",
                        "Erase the words of the actions raised here too",
                        hint: "\(Words.capitalised(Words.count(over.matters.count, "action"))), with all that was said "
                            + "about them. They stay with their dates and holders.",
                        checked: visit.form.has("matters")
                    )
                }
                ErasureForm(visit.form).fields(errors)
                acts {
                    submit("Erase for good")
                    linkButton("Keep them", over.link, .plain)
                }
            }
        }
    }

    static func erase(_ visit: Visit) async throws -> Response {
        let over = try await Over(visit)
        do {
            let reason = try ErasureForm(visit.form).checked()
            let matters = visit.form.has("matters") ? over.matters : []
            try await visit.perform(EraseMeeting(over.ref, with: matters, dropped: over.dropped, because: reason))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(form(visit, over, problems.fieldErrors))
        }
        return try await visit.done(over.link, "The words of this meeting are erased. \(backupAdvice)")
    }
}

private let backupAdvice = "Ask whoever makes the backups to make a new one of the keys, and to destroy the older ones."

private func erased(_ visit: Visit, _ eyebrow: Markup, _ at: Instant, current: Link) -> Page {
    Page(title: "Erased", current: current, eyebrow: eyebrow, heading: "This is erased already") {
        p { "It was erased for good, \(visit.words.at(at)). Nobody can bring it back." }
        acts { linkButton("Go back", current) }
    }
}
