import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Who was there, written down in one form.
enum AttendancePage {
    /// Empty lines for people who were not invited.
    private static let spare = 3

    static func page(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        return try await visit.page(try await page(visit, sheet, []))
    }

    static func record(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        do {
            try await visit.perform(
                RecordAttendance(sheet.ref, try entries(visit.form), correction: visit.form["correction"])
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, sheet, problems.fieldErrors))
        }
        return try await visit.done(sheet.link, "The attendance is recorded.")
    }

    /// Fields: `p-MEMBER`, `g-GUEST` for those that are written down already, `new-N-…` for others.
    private static func entries(_ form: Form) throws(Refusal) -> [AttendanceEntry] {
        var entries: [AttendanceEntry] = []
        for name in form.names(beginning: "p-") {
            guard let id = ID<Member>(name.dropFirst(2)) else { continue }
            entries.append(.member(id, AttendanceRecorded.Presence(rawValue: form[name])))
        }
        for name in form.names(beginning: "g-") {
            guard let id = ID<Attendee>(name.dropFirst(2)) else { continue }
            entries.append(
                .guest(
                    id,
                    nil,
                    AttendanceRecorded.Presence(rawValue: form[name]),
                    standingInFor: ID(form["for-\(id)"])
                )
            )
        }
        for name in form.names(beginning: "new-name-") {
            let number = name.dropFirst("new-name-".count)
            guard let id = ID<Attendee>(form["new-id-\(number)"]), !form[name].isEmpty else { continue }
            let organisation = ID<Organisation>(form["new-organisation-\(number)"])
            entries.append(
                .guest(
                    id,
                    .init(name: form[name], organisation: organisation),
                    AttendanceRecorded.Presence(rawValue: form["new-presence-\(number)"]) ?? .present,
                    standingInFor: ID(form["new-for-\(number)"])
                )
            )
        }
        return entries
    }

    private static func page(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError]) async throws -> Page {
        let invited = try await visit.readings.invitations(to: sheet.meeting.id, as: try visit.actor)
        let organisations = try await visit.organisationChoices(first: "Choose")
        let recorded = sheet.view.attendance.reduce(into: [Attendee: AttendanceRow]()) { $0[$1.attendee] = $1 }
        let others = sheet.view.attendance.filter { row in
            guard let member = row.attendee.member else { return false }
            return !invited.contains { $0.member == member }
        }
        let guests = sheet.view.attendance.filter { $0.attendee.member == nil }
        return sheet.page(
            title: "Attendance",
            heading: "Who was there",
            lead: "Filled in with what people answered. Correct it to what happened.",
            errors: errors
        ) {
            postForm(to: "\(sheet.link)/attendance", csrf: visit.csrf, command: visit.newCommand) {
                correctionField(visit, sheet, errors)
                dataTable(
                    "Who was there",
                    [Column("Organisation"), Column("Name"), Column("Was there")],
                    rows: invited.map { row in
                        line(
                            visit,
                            sheet,
                            row.member,
                            row.organisationName,
                            recorded[.member(row.member)]?.presence ?? row.likely
                        )
                    }
                        + others.compactMap { row in
                            row.attendee.member.map { line(visit, sheet, $0, sheet.organisation(row), row.presence) }
                        }
                        + guests.map { guestLine(visit, sheet, $0) },
                    empty: "Nobody is in this group yet."
                )
                spareLines(visit, sheet, substitutes(invited, guests), organisations, errors)
                acts {
                    submit("Record the attendance")
                    linkButton("Cancel", sheet.link, .plain)
                }
            }
        }
    }

    private static let presences =
        [Choice("", "Not written down")] + AttendanceRecorded.Presence.allCases.map { Choice($0.rawValue, $0.title) }

    private static func line(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ member: ID<Member>,
        _ organisation: String,
        _ presence: AttendanceRecorded.Presence?
    ) -> [Markup] {
        let name = sheet.directory.name(member)
        let field = "p-\(member)"
        return [
            Markup { organisation }, Markup { name },
            bareSelect(field, name, presences, selected: visit.typed(field) ?? presence?.rawValue ?? ""),
        ]
    }

    private static func guestLine(_ visit: Visit, _ sheet: MeetingSheet, _ row: AttendanceRow) -> [Markup] {
        guard case .guest(let id) = row.attendee else { return [] }
        let name = sheet.name(row)
        return [
            Markup { sheet.organisation(row) }, Markup { name },
            Markup {
                bareSelect("g-\(id)", name, presences, selected: visit.typed("g-\(id)") ?? row.presence.rawValue)
                if let other = row.standingInFor { hiddenField("for-\(id)", "\(other)") }
            },
        ]
    }

    /// Those who said they send someone, and whose substitute is not written down yet.
    private static func substitutes(_ invited: [InvitationRow], _ guests: [AttendanceRow]) -> [InvitationRow] {
        invited.filter { row in
            row.answer == .substitute && row.substituteAnswer != .apologies
                && !guests.contains { $0.standingInFor == row.member }
        }
    }

    private static func spareLines(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ substitutes: [InvitationRow],
        _ organisations: [Choice],
        _ errors: [FieldError]
    ) -> Markup {
        Markup {
            sec("others", "Anyone else", meta: "Guests, and people who came in someone's place") {
                for number in 1...(substitutes.count + spare) {
                    let known = number <= substitutes.count ? substitutes[number - 1] : nil
                    fieldset(.class("field")) {
                        legend(.class("visually-hidden")) { "Person \(number)" }
                        hiddenField("new-id-\(number)", visit.typed("new-id-\(number)") ?? "\(ID<Attendee>())")
                        hiddenField(
                            "new-for-\(number)",
                            visit.typed("new-for-\(number)") ?? known.map { "\($0.member)" } ?? ""
                        )
                        textField(
                            Field(
                                "new-name-\(number)",
                                known.map { "Came for \(sheet.directory.name($0.member))" } ?? "Name",
                                errors: number == 1
                                    ? errors.map { $0.field == "guest" ? FieldError("new-name-1", $0.message) : $0 }
                                    : []
                            ),
                            value: visit.typed("new-name-\(number)") ?? sheet.text(known?.substitute),
                            width: .long
                        )
                        selectField(
                            Field("new-organisation-\(number)", "Organisation"),
                            organisations,
                            selected: visit.typed("new-organisation-\(number)") ?? known.map { "\($0.organisation)" }
                        )
                        selectField(
                            Field("new-presence-\(number)", "Was there"),
                            Array(presences.dropFirst()),
                            selected: visit.typed("new-presence-\(number)")
                        )
                    }
                }
            }
        }
    }
}

extension InvitationRow {
    /// What their answer lets one expect, for a form that a person then corrects.
    var likely: AttendanceRecorded.Presence? {
        switch answer {
        case .coming: .present
        case .remotely: .remotely
        case .apologies: .apologies
        case .substitute where substituteAnswer == .apologies: .apologies
        case .substitute, nil: nil
        }
    }
}

extension Visit {
    /// What was typed into a field of the form that came back.
    func typed(_ name: String) -> String? { form.has(name) ? form[name] : nil }
}

/// Asked for once the notes have gone out.
func correctionField(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError], id: String = "correction") -> Markup
{
    Markup {
        if sheet.meeting.status == .circulated {
            textField(
                Field(
                    "correction",
                    "What you correct",
                    hint: "These notes have been circulated, so this is kept with them.",
                    id: id,
                    errors: errors
                ),
                value: visit.form["correction"],
                width: .long
            )
        }
    }
}

/// A drop-down in a table, whose label is heard and not seen.
func bareSelect(_ name: String, _ label: String, _ choices: [Choice], selected: String) -> Markup {
    Markup {
        HTML.label(.class("visually-hidden"), .for(name)) { label }
        select(.class("form-control"), .id(name), .name(name)) {
            for choice in choices { option(.value(choice.value), .selected(choice.value == selected)) { choice.label } }
        }
    }
}
