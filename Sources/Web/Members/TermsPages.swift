import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// When the schools of an authority are open, kept by its own people; or one school, which keeps those of an authority or
/// dates of its own.
enum TermsPages {
    static func mayKeep(_ row: OrganisationRow, _ visit: Visit) -> Bool {
        hasTerms(row) && visit.allows(.keepTerms, relations(row, visit))
    }

    private static func hasTerms(_ row: OrganisationRow) -> Bool { row.kind == .authority || row.kind == .school }

    private static func relations(_ row: OrganisationRow, _ visit: Visit) -> Set<Relation> {
        visit.signedIn?.person.organisation == row.id ? [.sameOrganisation] : []
    }

    // MARK: Shown

    /// Empty where an organisation has none and never will.
    static func section(_ row: OrganisationRow, _ visit: Visit) async throws -> Markup {
        guard hasTerms(row) else { return Markup {} }
        let followed = try await authority(row.dates.follows, visit)
        return sec("terms", "Term dates", meta: row.dates.terms.isEmpty ? nil : reach(row.dates)) {
            if let followed {
                p {
                    "Those of "
                    a(.href("/organisations/\(followed.id)")) { followed.name }
                    "."
                }
            } else if row.dates.terms.isEmpty {
                p { "None entered. What is due in school days is counted in working days." }
            } else {
                ul(.class("plain stack-s")) { for term in row.dates.terms { li { line(term, row.dates) } } }
            }
        }
    }

    private static func reach(_ dates: TermDates) -> String? {
        dates.calendar.known.map { "Entered up to \(Words.fullDay($0.upperBound))" }
    }

    private static func line(_ term: TermDates.Span, _ dates: TermDates) -> String {
        let closed = dates.closed.filter { term.first <= $0.first && $0.last <= term.last }.map(days)
        return days(term) + (closed.isEmpty ? "" : "; closed \(closed.joined(separator: ", "))")
    }

    private static func days(_ span: TermDates.Span) -> String {
        span.first == span.last
            ? Words.fullDay(span.first) : "\(Words.fullDay(span.first)) to \(Words.fullDay(span.last))"
    }

    private static func authority(_ id: ID<Organisation>?, _ visit: Visit) async throws -> OrganisationRow? {
        guard let id else { return nil }
        return try await visit.readings.organisations().first { $0.id == id }
    }

    // MARK: Changed

    private struct Values {
        var follows = ""
        var terms: [SetTermDates.Typed]
        var closed: [SetTermDates.Typed]

        init(_ dates: TermDates) {
            follows = dates.follows.map { "\($0)" } ?? ""
            (terms, closed) = (dates.terms.map(Self.typed), dates.closed.map(Self.typed))
        }

        init(_ form: Form) {
            follows = form["follows"]
            terms = Self.typed(form, "term", most: SetTermDates.mostTerms)
            closed = Self.typed(form, "closed", most: SetTermDates.mostClosed)
        }

        private static func typed(_ span: TermDates.Span) -> SetTermDates.Typed { .init(span.first.iso, span.last.iso) }

        private static func typed(_ form: Form, _ name: String, most: Int) -> [SetTermDates.Typed] {
            var rows = (1...most).map { SetTermDates.Typed(form["\(name)-\($0)-first"], form["\(name)-\($0)-last"]) }
            while rows.last?.isEmpty == true { rows.removeLast() }
            return rows
        }
    }

    static func page(_ visit: Visit) async throws -> Response {
        let row = try await row(visit)
        return try await visit.page(form(visit, row, Values(row.dates), errors: []))
    }

    static func set(_ visit: Visit) async throws -> Response {
        let row = try await row(visit)
        let values = Values(visit.form)
        do {
            let follows: ID<Organisation>? = values.follows.isEmpty ? nil : ID(values.follows)
            guard values.follows.isEmpty || follows != nil else {
                throw Refusal.invalid("follows", "Choose a local authority of the network.")
            }
            try await visit.perform(
                SetTermDates(organisation: row.id, terms: values.terms, closed: values.closed, follows: follows)
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(form(visit, row, values, errors: problems.fieldErrors))
        }
        return try await visit.done(
            "/organisations/\(row.id)",
            "School days are counted by these dates from now on. What is owed already stays due as it was."
        )
    }

    private static func row(_ visit: Visit) async throws -> OrganisationRow {
        let row = try await OrganisationPages.row(visit)
        guard hasTerms(row) else { throw Refusal.notFound }
        try visit.check(.keepTerms, relations(row, visit))
        return row
    }

    private static func form(
        _ visit: Visit,
        _ row: OrganisationRow,
        _ values: Values,
        errors: [FieldError]
    ) async throws -> Page {
        let back: Link = "/organisations/\(row.id)"
        let isSchool = row.kind == .school
        let authorities = try await visit.readings.organisations().filter { $0.kind == .authority }
        return Page(
            title: "Term dates",
            current: "/members",
            eyebrow: a(.href(back)) { row.name },
            heading: isSchool ? "When \(row.name) is open" : "When the schools of \(row.name) are open",
            lead: "What is due in school days, or before the next school day, is counted by these dates.",
            errors: errors
        ) {
            postForm(to: "\(back)/terms", csrf: visit.csrf, command: visit.newCommand) {
                if isSchool {
                    selectField(
                        Field(
                            "follows",
                            "Whose dates it keeps",
                            hint: "Academies and independent schools may have dates of their own: give them below.",
                            errors: errors
                        ),
                        [Choice("", "Dates of its own")]
                            + authorities.map { Choice("\($0.id)", "Those of \($0.name)") },
                        selected: values.follows
                    )
                }
                sec("terms", "Terms") {
                    p(.class("hint")) {
                        "In order, from the first day to the last. Days after the last term count as working days."
                    }
                    spans("term", "Term", values.terms, most: SetTermDates.mostTerms, errors)
                }
                sec("closed", "Closed within a term") {
                    p(.class("hint")) { "Half-terms and training days, in order. Without a last day it is one day." }
                    spans("closed", "Closed", values.closed, most: SetTermDates.mostClosed, errors)
                }
                acts {
                    submit("Save these dates")
                    linkButton("Cancel", back, .plain)
                }
            }
        }
    }

    /// As many rows as there are, and a few more.
    private static func spans(
        _ name: String,
        _ label: String,
        _ typed: [SetTermDates.Typed],
        most: Int,
        _ errors: [FieldError]
    ) -> Markup {
        Markup {
            for number in 1...min(most, max(6, typed.count + 3)) {
                let row = number <= typed.count ? typed[number - 1] : SetTermDates.Typed("", "")
                fieldset(.class("field")) {
                    legend(.class("legend")) { "\(label) \(number)" }
                    div(.class("d-flex gap-3 flex-wrap")) {
                        dateField(Field("\(name)-\(number)-first", "First day", errors: errors), value: row.first)
                        dateField(Field("\(name)-\(number)-last", "Last day", errors: errors), value: row.last)
                    }
                }
            }
        }
    }
}
