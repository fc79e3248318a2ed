import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Calling a meeting, moving it, calling it off.
enum CallingPages {
    // MARK: Calling

    static func newPage(_ visit: Visit) async throws -> Response {
        var typed = SittingForm()
        typed.group = visit.query("group") ?? ""
        return try await visit.page(try await callPage(visit, typed, []))
    }

    static func call(_ visit: Visit) async throws -> Response {
        let typed = SittingForm(visit.form)
        let meeting: ID<Meeting> = visit.newID()
        do {
            guard let group = ID<Group>(typed.group) else {
                throw Refusal.invalid("group", "Choose the group that meets.")
            }
            try await visit.perform(CallMeeting(MeetingRef(meeting, of: group), try typed.sitting()))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await callPage(visit, typed, problems.fieldErrors))
        }
        return try await visit.done("/meetings/\(meeting)/agenda", "The meeting is called. Now its agenda.")
    }

    private static func callPage(_ visit: Visit, _ typed: SittingForm, _ errors: [FieldError]) async throws -> Page {
        let groups = try await visit.meetingGroups().filter {
            visit.allows(.runMeeting, $0.relations) && !$0.group.hasEnded
        }
        guard !groups.isEmpty else { throw Refusal.notAllowed }
        let choices =
            (groups.count > 1 ? [Choice("", "Choose")] : []) + groups.map { Choice("\($0.group.id)", $0.group.name) }
        return Page(
            title: "Call a meeting",
            current: "/meetings",
            eyebrow: a(.href("/meetings")) { "Meetings" },
            heading: "Call a meeting",
            lead: "Everyone in the group is invited by it.",
            errors: errors
        ) {
            postForm(to: "/meetings/new", csrf: visit.csrf, command: visit.newCommand) {
                selectField(Field("group", "Group", errors: errors), choices, selected: typed.group)
                typed.fields(errors)
                acts {
                    submit("Call this meeting")
                    linkButton("Cancel", "/meetings", .plain)
                }
            }
        }
    }

    // MARK: Moving

    static func movePage(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        return try await visit.page(movePage(visit, sheet, SittingForm(sheet), []))
    }

    static func move(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        let typed = SittingForm(visit.form)
        do {
            let way = visit.site.configuration.mailWay
            try await visit.perform(MoveMeeting(sheet.ref, try typed.sitting(), way: way))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(movePage(visit, sheet, typed, problems.fieldErrors))
        }
        return try await visit.done(sheet.link, "Saved.")
    }

    private static func movePage(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ typed: SittingForm,
        _ errors: [FieldError]
    ) -> Page {
        sheet.page(
            title: "Change a meeting",
            heading: "Change day, time or place",
            lead: "If you choose another day, everyone is asked again whether they come.",
            errors: errors
        ) {
            postForm(to: "\(sheet.link)/move", csrf: visit.csrf, command: visit.newCommand) {
                typed.fields(errors)
                acts {
                    submit("Save")
                    linkButton("Call the meeting off", "\(sheet.link)/cancel")
                    linkButton("Cancel", sheet.link, .plain)
                }
            }
        }
    }

    // MARK: Calling off

    static func cancelPage(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        return try await visit.page(cancelPage(visit, sheet, []))
    }

    static func cancel(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        do {
            try await visit.perform(
                CancelMeeting(sheet.ref, agenda: sheet.view.agenda, reason: visit.form["reason"])
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(cancelPage(visit, sheet, problems.fieldErrors))
        }
        return try await visit.done("/meetings", "The meeting is called off. What was on its agenda waits for another.")
    }

    private static func cancelPage(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError]) -> Page {
        sheet.page(title: "Call a meeting off", heading: "Call this meeting off?", errors: errors) {
            ul {
                li { "What is on its agenda waits for another meeting, with you to find a date." }
                li { "Those who were invited see that it is off, and why." }
            }
            postForm(to: "\(sheet.link)/cancel", csrf: visit.csrf, command: visit.newCommand) {
                textField(Field("reason", "Why", errors: errors), value: visit.form["reason"], width: .long)
                acts {
                    submit("Call it off")
                    linkButton("Keep it", sheet.link, .plain)
                }
            }
        }
    }
}

/// When and where, as somebody typed it.
struct SittingForm {
    var group = ""
    var day = ""
    var from = ""
    var to = ""
    var place = ""
    var online = ""

    init() {}

    init(_ form: Form) {
        (group, day, from) = (form["group"], form["day"], form["from"])
        (to, place, online) = (form["to"], form["place"], form["online"])
    }

    init(_ sheet: MeetingSheet) {
        let sitting = sheet.meeting.sitting
        day = sitting.day.iso
        from = sitting.from?.iso ?? ""
        to = sitting.to?.iso ?? ""
        place = sitting.place ?? ""
        online = sheet.text(sheet.meeting.online)
    }

    func sitting() throws(Refusal) -> Sitting {
        guard let day = Day(iso: day) else { throw .invalid("day", "Give the day of the meeting.") }
        return Sitting(day, from: try time(from, "from"), to: try time(to, "to"), place: place, online: online)
    }

    private func time(_ text: String, _ field: String) throws(Refusal) -> ClockTime? {
        guard !text.isEmpty else { return nil }
        guard let time = ClockTime(iso: text.prefix(5)) else {
            throw .invalid(field, "Give the time as hours and minutes, like 10:00.")
        }
        return time
    }

    func fields(_ errors: [FieldError]) -> Markup {
        Markup {
            dateField(Field("day", "Day", errors: errors), value: day)
            timeField(Field("from", "Begins", errors: errors), value: from)
            timeField(Field("to", "Ends", errors: errors), value: to)
            textField(Field("place", "Place", errors: errors), value: place, width: .long)
            textField(
                Field(
                    "online",
                    "How to join by phone or video",
                    hint: "A link or a number. Only those invited see it.",
                    errors: errors
                ),
                value: online,
                width: .long
            )
        }
    }
}
