package import Almanac
package import Ledger

/// When the schools of an authority are open, or one school that keeps dates of its own.
package struct TermDates: Hashable, Codable, Sendable {
    package struct Span: Hashable, Codable, Sendable {
        package let first: Day
        package let last: Day

        package init(_ first: Day, _ last: Day) {
            (self.first, self.last) = (first, last)
        }
    }

    /// In order.
    package let terms: [Span]
    /// Within a term: half-terms and training days. In order.
    package let closed: [Span]
    /// Of a school: the authority whose dates it keeps.
    package let follows: ID<Organisation>?

    package init(terms: [Span] = [], closed: [Span] = [], follows: ID<Organisation>? = nil) {
        (self.terms, self.closed, self.follows) = (terms, closed, follows)
    }

    package var calendar: SchoolCalendar {
        SchoolCalendar(
            terms: terms.map { $0.first...$0.last },
            closed: Set(closed.flatMap { span in (span.first.number...span.last.number).map(Day.init(number:)) })
        )
    }
}

package struct TermDatesSet: DomainEvent {
    package static let type = "organisation.terms"
    package let organisation: ID<Organisation>
    package let dates: TermDates
    package let by: ID<Member>?
}

/// Says when the schools of an authority are open, or one school. What was counted before stays as it was.
package struct SetTermDates: Command {
    /// Two days as somebody typed them.
    package struct Typed: Hashable, Codable, Sendable {
        package let first: String
        package let last: String

        package init(_ first: String, _ last: String) {
            (self.first, self.last) = (first, last)
        }

        package var isEmpty: Bool { first.isEmpty && last.isEmpty }
    }

    /// Six half-terms a year, for as many years as anybody knows.
    package static let mostTerms = 30
    package static let mostClosed = 60
    /// No term is longer; a year is typed wrong, or two terms as one.
    private static let longestTerm = 130

    package let organisation: ID<Organisation>
    package let terms: [Typed]
    package let closed: [Typed]
    package let follows: ID<Organisation>?

    package init(
        organisation: ID<Organisation>,
        terms: [Typed] = [],
        closed: [Typed] = [],
        follows: ID<Organisation>? = nil
    ) {
        (self.organisation, self.terms, self.closed, self.follows) = (organisation, terms, closed, follows)
    }

    package var action: Action { .keepTerms }
    package var reads: [StreamID] {
        [Organisation.stream(organisation)] + (follows.map { [Organisation.stream($0)] } ?? [])
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        actor.organisation == organisation ? [.sameOrganisation] : []
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(OrganisationState.self, Organisation.stream(organisation)) else { throw .notFound }
        guard state.kind == .authority || state.kind == .school else {
            throw .outOfTurn("Only a local authority or a school has term dates.")
        }
        let dates = if let follows { try following(follows, state, past) } else { try typed() }
        guard dates != state.dates else { return [] }
        let event = TermDatesSet(organisation: organisation, dates: dates, by: context.actor.member)
        return [Change(Organisation.stream(organisation), [event])]
    }

    private func following(
        _ authority: ID<Organisation>,
        _ state: OrganisationState,
        _ past: Past
    ) throws(Refusal) -> TermDates {
        let kind = past.state(OrganisationState.self, Organisation.stream(authority))?.kind
        guard state.kind == .school, kind == .authority else {
            throw .invalid("follows", "Choose a local authority of the network.")
        }
        guard (terms + closed).allSatisfy(\.isEmpty) else {
            throw .invalid("follows", "Keep the dates of an authority, or give your own: not both.")
        }
        return TermDates(follows: authority)
    }

    private func typed() throws(Refusal) -> TermDates {
        guard terms.count <= Self.mostTerms, closed.count <= Self.mostClosed else {
            throw .invalid(
                "term-1-first",
                "Give \(Self.mostTerms) terms and \(Self.mostClosed) closures at most: leave out what is long past."
            )
        }
        var problems: [Refusal.Problem] = []
        let (terms, closed) = (spans(terms, "term", &problems), spans(closed, "closed", &problems))
        for (field, term) in terms where term.last.number - term.first.number > Self.longestTerm {
            problems.append(.init("\(field)-last", "This term would have more than \(Self.longestTerm) days."))
        }
        for (field, span) in closed where !terms.contains(where: { $0.1.first <= span.first && span.last <= $0.1.last })
        {
            problems.append(.init("\(field)-first", "Give days within one term. Between terms the schools are closed."))
        }
        guard problems.isEmpty else { throw .invalid(problems) }
        return TermDates(terms: terms.map(\.1), closed: closed.map(\.1))
    }

    /// What was typed, with the name of each row's fields; what is wrong is added to the problems.
    private func spans(
        _ typed: [Typed],
        _ name: String,
        _ problems: inout [Refusal.Problem]
    ) -> [(field: String, TermDates.Span)] {
        var spans: [(field: String, TermDates.Span)] = []
        for (index, row) in typed.enumerated() where !row.isEmpty {
            let field = "\(name)-\(index + 1)"
            // One day is closed, where no last is given.
            let last = name == "closed" && row.last.isEmpty ? row.first : row.last
            guard let first = Day(iso: row.first) else {
                problems.append(.init("\(field)-first", "Give the first day, such as 2026-09-01."))
                continue
            }
            guard let last = Day(iso: last) else {
                problems.append(.init("\(field)-last", "Give the last day, such as 2026-12-18."))
                continue
            }
            guard first <= last else {
                problems.append(.init("\(field)-last", "Give a last day that is not before the first."))
                continue
            }
            if let before = spans.last?.1, first <= before.last {
                problems.append(
                    .init("\(field)-first", "Give them in order, none before the end of the one above it.")
                )
                continue
            }
            spans.append((field, TermDates.Span(first, last)))
        }
        return spans
    }
}
