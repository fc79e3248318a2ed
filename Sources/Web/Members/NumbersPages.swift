import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Whom to ring at an authority about a child, kept by its own people.
enum NumbersPages {
    static func facts(_ row: OrganisationRow) -> [Fact] {
        guard row.kind == .authority else { return [] }
        return [
            Fact("Front door", row.numbers.frontDoor ?? "Not given yet"),
            Fact("At night and weekends", row.numbers.outOfHours ?? "Not given yet"),
        ]
    }

    static func mayKeep(_ row: OrganisationRow, _ visit: Visit) -> Bool {
        row.kind == .authority && visit.allows(.keepNumbers, relations(row, visit))
    }

    private static func relations(_ row: OrganisationRow, _ visit: Visit) -> Set<Relation> {
        visit.signedIn?.person.organisation == row.id ? [.sameOrganisation] : []
    }

    static func page(_ visit: Visit) async throws -> Response {
        let row = try await row(visit)
        let (door, night) = (row.numbers.frontDoor ?? "", row.numbers.outOfHours ?? "")
        return try await visit.page(form(visit, row, door, night, errors: []))
    }

    static func set(_ visit: Visit) async throws -> Response {
        let row = try await row(visit)
        let (door, night) = (visit.form["front-door"], visit.form["out-of-hours"])
        do {
            try await visit.perform(SetEmergencyNumbers(organisation: row.id, frontDoor: door, outOfHours: night))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(form(visit, row, door, night, errors: problems.fieldErrors))
        }
        return try await visit.done("/organisations/\(row.id)", "Whoever raises something can see whom to ring.")
    }

    private static func row(_ visit: Visit) async throws -> OrganisationRow {
        let row = try await OrganisationPages.row(visit)
        guard row.kind == .authority else { throw Refusal.notFound }
        try visit.check(.keepNumbers, relations(row, visit))
        return row
    }

    private static func form(
        _ visit: Visit,
        _ row: OrganisationRow,
        _ door: String,
        _ night: String,
        errors: [FieldError]
    ) -> Page {
        let back: Link = "/organisations/\(row.id)"
        return Page(
            title: "Whom to ring",
            current: "/members",
            eyebrow: a(.href(back)) { row.name },
            heading: "Whom to ring at \(row.name)",
            lead: "Shown to everybody who raises something, before they raise it.",
            errors: errors
        ) {
            postForm(to: "\(back)/numbers", csrf: visit.csrf, command: visit.newCommand) {
                textField(
                    Field(
                        "front-door",
                        "Front door of children’s social care",
                        hint: "In office hours.",
                        errors: errors
                    ),
                    value: door,
                    kind: .tel,
                    width: .medium
                )
                textField(
                    Field(
                        "out-of-hours",
                        "Emergency duty team",
                        hint: "At night, at weekends and on bank holidays.",
                        errors: errors
                    ),
                    value: night,
                    kind: .tel,
                    width: .medium
                )
                acts {
                    submit("Save these numbers")
                    linkButton("Cancel", back, .plain)
                }
            }
        }
    }
}
