import Almanac
package import Ledger
import Procedures

/// By what the school days of a step were counted. Kept with it: dates that are said later move nothing.
package enum SchoolDays: Hashable, Codable, Sendable {
    case terms(of: ID<Organisation>, edition: Int)
    /// As far as the dates reach; from there on each working day counted.
    case beyondTerms(of: ID<Organisation>, edition: Int)
    /// Nobody who has a part has said any: each working day counted.
    case workingDays
}

extension SchoolDays {
    var column: String {
        get throws { String(decoding: try Coding.encode(self), as: UTF8.self) }
    }

    init(column: String) throws {
        self = try Coding.decode(SchoolDays.self, from: Array(column.utf8))
    }
}

/// The clocks by which what is owed on a matter is counted: of whoever owes it, where their schools have term dates, or
/// else of whoever holds it, raised it or was joined to it, the first that has some.
struct SchoolClocks {
    private let past: Past

    init(_ past: Past) { self.past = past }

    /// What has to be read so that the clocks of a matter are known.
    static func streams(of state: LoopState, in past: Past) -> [StreamID] {
        let organisations = organisations(of: state) + [state.offer?.to.organisation].compactMap(\.self)
        return organisations.map(Organisation.stream) + streams(followedBy: organisations, in: past)
    }

    /// The authorities whose dates are kept by schools that were read.
    static func streams(followedBy organisations: [ID<Organisation>], in past: Past) -> [StreamID] {
        organisations.compactMap { past.state(OrganisationState.self, Organisation.stream($0))?.dates.follows }
            .map(Organisation.stream)
    }

    private static func organisations(of state: LoopState) -> [ID<Organisation>] {
        let parties = [state.holder.organisation, state.raiser?.organisation]
        return (parties + state.parties.map { $0.party?.organisation }).compactMap(\.self)
    }

    func clock(for party: Party, _ state: LoopState) -> Clock {
        let isRaiser = party.member != nil && party.member == state.raiser?.member
        let own = isRaiser ? state.raiser?.organisation : party.organisation
        for organisation in [own].compactMap(\.self) + Self.organisations(of: state) {
            if let clock = clock(of: organisation) { return clock }
        }
        return Clock(calendar: SchoolCalendar(), source: nil)
    }

    private func clock(of organisation: ID<Organisation>) -> Clock? {
        let keeper = self.organisation(organisation)?.dates.follows ?? organisation
        guard let state = self.organisation(keeper), !state.dates.terms.isEmpty else { return nil }
        return Clock(calendar: state.dates.calendar, source: (keeper, state.datesEdition))
    }

    private func organisation(_ id: ID<Organisation>) -> OrganisationState? {
        past.state(OrganisationState.self, Organisation.stream(id))
    }

    struct Counted {
        let due: Instant
        let schoolDays: SchoolDays?
    }

    struct Clock {
        fileprivate let calendar: SchoolCalendar
        fileprivate let source: (organisation: ID<Organisation>, edition: Int)?

        func count(_ length: Term.Length, after start: Instant) -> Counted? {
            DutyClock(school: calendar).due(length, after: start).map {
                Counted(due: $0, schoolDays: schoolDays(length, from: London.day(start), to: London.day($0)))
            }
        }

        func count(_ length: Term.Length, before day: Day) -> Counted? {
            DutyClock(school: calendar).due(length, before: day).map {
                Counted(due: $0, schoolDays: schoolDays(length, from: London.day($0), to: day))
            }
        }

        private func schoolDays(_ length: Term.Length, from first: Day, to last: Day) -> SchoolDays? {
            guard length.isOfSchoolDays else { return nil }
            guard let source, let known = calendar.known else { return .workingDays }
            let isKnown = first >= known.lowerBound && last <= known.upperBound
            return isKnown
                ? .terms(of: source.organisation, edition: source.edition)
                : .beyondTerms(of: source.organisation, edition: source.edition)
        }
    }
}
