import Almanac
import HTML
import Hummingbird
import Safeguarding

/// When a member is told by mail that something waits: at once, or once a working day.
enum NoticesChoicePage {
    private static let usual = "08:00"

    static func page(_ visit: Visit) async throws -> Response {
        let daily = try await visit.readings.notices(of: try visit.person.id)
        return try await visit.page(page(visit, when: daily == nil ? "once" : "daily", at: daily?.iso ?? usual, []))
    }

    static func choose(_ visit: Visit) async throws -> Response {
        let form = visit.form
        let time = ClockTime(iso: form["at"])
        let problems =
            ["once", "daily"].contains(form["when"])
            ? form["when"] == "daily" && time == nil ? [FieldError("at", "Give a time, as 08:00.")] : []
            : [FieldError("when", "Choose when you are told.")]
        guard problems.isEmpty else {
            return try await visit.refusedPage(page(visit, when: form["when"], at: form["at"], problems))
        }
        try await visit.perform(
            ChooseNotices(try visit.person.id, daily: form["when"] == "daily" ? time : nil)
        )
        return try await visit.done("/account/notices", "It is so from now on.")
    }

    private static func page(_ visit: Visit, when: String, at time: String, _ errors: [FieldError]) -> Page {
        Page(
            title: "Notices",
            eyebrow: a(.href("/account")) { "Your account" },
            heading: "When you are told by mail",
            lead: "A mail never says what it is about: only that something waits, and where.",
            errors: errors
        ) {
            postForm(to: "/account/notices", csrf: visit.csrf, command: visit.newCommand) {
                radioField(
                    Field("when", "Answers, messages, mail in your tray, and what is asked of you", errors: errors),
                    [
                        Choice("once", "At once, each in a mail of its own"),
                        Choice("daily", "Once a working day, all in one mail", hint: "With how many there are."),
                    ],
                    selected: when
                )
                timeField(
                    Field("at", "If once a day: at what time?", errors: errors),
                    value: time
                )
                p(.class("meta measure")) {
                    "Whatever is late, and whatever is due before your next mail, is told at once all the same."
                }
                p(.class("meta measure")) {
                    "However you are told by mail, all of it is listed in your "
                    a(.href("/notices")) { "notices" }
                    " too."
                }
                acts { submit("Save this") }
            }
        }
    }
}
