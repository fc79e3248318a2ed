import HTML
import Hummingbird
import Ledger
import Notes
import Safeguarding

/// The people whom the notes of a meeting name and who are no members yet: offered to the list that makes them members.
enum NotesPeople {
    static let routes: [Route] = [
        .get("/meetings/:meeting/people", .role(.manageMembers), page),
        .post("/meetings/:meeting/people", .role(.manageMembers), offer),
    ]

    struct Found {
        var name: String
        var organisation: String
        var candidates: [String]
    }

    static func found(at sheet: MeetingSheet) -> [Found] {
        let known = AlikeNames(among: sheet.directory.present.map(\.name))
        var seen: Set<String> = []
        return sheet.view.attendance.compactMap { row in
            guard row.attendee.member == nil else { return nil }
            let name = sheet.text(row.guest)
            let organisation = row.organisationName ?? sheet.text(row.organisationAsWritten)
            guard !name.isEmpty, !known.isKnown(name), seen.insert("\(name) \(organisation)").inserted else {
                return nil
            }
            return Found(name: name, organisation: organisation, candidates: known.candidates(for: name))
        }
    }

    static func sentence(_ count: Int) -> String {
        count == 1
            ? "One person in these notes is not a member yet"
            : "\(Words.capitalised(Words.spelled(count))) people in these notes are not members yet"
    }

    private static func page(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let people = found(at: sheet)
        let begun = try await visit.draft(MemberImport.self, MemberImport.name)
        return try await visit.page(
            sheet.page(
                title: "People in the notes",
                heading: people.isEmpty ? "Everyone in these notes is a member" : sentence(people.count),
                lead: people.isEmpty ? nil : "They can become members now. Nobody is told until you invite them."
            ) {
                if !people.isEmpty {
                    table(people)
                    if let begun {
                        p(.class("meta")) {
                            "You have begun another list, from \(begun.source). These people are added to it."
                        }
                    }
                }
                acts {
                    if !people.isEmpty {
                        pressForm("Look through these people", to: "\(sheet.link)/people", csrf: visit.csrf, .primary)
                    }
                    linkButton(people.isEmpty ? "Go to the meeting" : "Not now", sheet.link, .plain)
                    if TakeOutPages.isOffered(visit, sheet) {
                        linkButton("Take these notes back out", "\(sheet.link)/out", .plain)
                    }
                }
            }
        )
    }

    private static func table(_ people: [Found]) -> Markup {
        dataTable(
            "People who are not members yet",
            [Column("Name in the notes"), Column("Organisation in the notes"), Column("May be")],
            rows: people.map { person in
                [
                    Markup(text: person.name), Markup(text: person.organisation),
                    Markup(text: person.candidates.isEmpty ? "" : Words.list(person.candidates) + ", a member"),
                ]
            },
            empty: "Nobody."
        )
    }

    /// Puts the people on the list of those to become members, behind whoever is on it already.
    private static func offer(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        var list =
            try await visit.draft(MemberImport.self, MemberImport.name)
            ?? MemberImport(source: "the notes of \(Words.fullDay(sheet.meeting.sitting.day))", people: [])
        let listed = AlikeNames(among: list.people.map(\.name))
        var line = list.people.map(\.line).max() ?? 0
        for person in found(at: sheet) where !listed.isKnown(person.name) {
            line += 1
            list.people.append(
                MemberImport.Person(
                    line: line,
                    name: person.name,
                    organisation: person.organisation,
                    candidates: person.candidates
                )
            )
        }
        guard !list.people.isEmpty else { return .redirect(to: "\(sheet.link)/people", type: .normal) }
        try await visit.keepDraft(list, as: MemberImport.name, seconds: MemberImport.kept)
        return .redirect(to: "/members/import/review", type: .normal)
    }
}
