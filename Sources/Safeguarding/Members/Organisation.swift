import Almanac
import Foundation
package import Ledger

/// An authority, school, police unit, health body, department, board or charity.
package enum Organisation {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case authority, school, police, health, department, board, charity, other

        package var title: String {
            switch self {
            case .authority: "Local authority"
            case .school: "School or college"
            case .police: "Police"
            case .health: "Health"
            case .department: "Government department or agency"
            case .board: "Partnership or board"
            case .charity: "Charity or voluntary body"
            case .other: "Other"
            }
        }
    }

    package static func stream(_ id: ID<Organisation>) -> StreamID { StreamID("organisation", id) }

    /// How two ways of writing one name are told to be the same: letters and digits only, `&` as `and`.
    package static func key(of name: String) -> String {
        let folded = name.replacing("&", with: " and ").folding(
            options: [.diacriticInsensitive, .caseInsensitive],
            locale: nil
        )
        var words = folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let empty: Set<String> = [
            "the", "london", "borough", "royal", "of", "council", "city", "lb", "rb", "lbc", "mbc",
        ]
        let telling = words.filter { !empty.contains($0) }
        // "The City of London" is made of nothing else, and keeps all but the article.
        words = telling.isEmpty ? words.filter { $0 != "the" } : telling
        return words.joined(separator: " ")
    }
}

package struct OrganisationRegistered: DomainEvent {
    package static let type = "organisation.registered"
    package let organisation: ID<Organisation>
    package let name: String
    package let kind: Organisation.Kind
    /// The authority's GSS code or the school's URN.
    package let code: String?
    /// Old, short and other names.
    package let aliases: [String]
}

package struct OrganisationRenamed: DomainEvent {
    package static let type = "organisation.renamed"
    package let organisation: ID<Organisation>
    package let name: String
    package let aliases: [String]
}

struct OrganisationState: Foldable {
    var name = ""
    var aliases: [String] = []
    var kind: Organisation.Kind?
    var numbers = EmergencyNumbers(frontDoor: nil, outOfHours: nil)
    var dates = TermDates()
    /// How often its dates were said: names those by which something was counted.
    var datesEdition = 0

    mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as OrganisationRegistered: (name, aliases, kind) = (event.name, event.aliases, event.kind)
        case let event as OrganisationRenamed: (name, aliases) = (event.name, event.aliases)
        case let event as EmergencyNumbersSet: numbers = event.numbers
        case let event as TermDatesSet: (dates, datesEdition) = (event.dates, datesEdition + 1)
        default: break
        }
    }
}

package struct RegisterOrganisation: Command {
    package let organisation: ID<Organisation>
    package let name: String
    package let kind: Organisation.Kind
    package let code: String?
    package let aliases: [String]

    package init(
        organisation: ID<Organisation> = ID(),
        name: String,
        kind: Organisation.Kind,
        code: String? = nil,
        aliases: [String] = []
    ) {
        self.organisation = organisation
        self.name = name
        self.kind = kind
        self.code = code
        self.aliases = aliases
    }

    package var action: Action { .manageMembers }
    package var reads: [StreamID] { [Organisation.stream(organisation), nameClaim] }

    private var nameClaim: StreamID { Claim.stream("organisation", Organisation.key(of: name)) }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let name = try Text.line(name, field: "name", what: "the organisation's name")
        guard !(past.state(ClaimState.self, nameClaim)?.isHeld ?? false) else {
            throw .invalid("name", "There is already an organisation called \(name).")
        }
        guard !past.has(Organisation.stream(organisation)) else {
            throw .outOfTurn("This organisation is there already.")
        }
        return [
            Change(
                Organisation.stream(organisation),
                [
                    OrganisationRegistered(
                        organisation: organisation,
                        name: name,
                        kind: kind,
                        code: try Text.optionalLine(code, field: "code", what: "the code", limit: 40),
                        aliases: try Self.tidy(aliases)
                    )
                ]
            ),
            Change(nameClaim, [ClaimMade(by: "\(organisation)")]),
        ]
    }

    static func tidy(_ aliases: [String]) throws(Refusal) -> [String] {
        var clean: [String] = []
        for alias in aliases {
            if let line = try Text.optionalLine(alias, field: "aliases", what: "each other name"), !clean.contains(line)
            {
                clean.append(line)
            }
        }
        return clean
    }
}

/// Changes an organisation's name. Its old one goes on being understood.
package struct RenameOrganisation: Command {
    package let organisation: ID<Organisation>
    package let name: String
    package let aliases: [String]

    package init(organisation: ID<Organisation>, name: String, aliases: [String]) {
        self.organisation = organisation
        self.name = name
        self.aliases = aliases
    }

    package var action: Action { .manageMembers }
    package var reads: [StreamID] {
        [Organisation.stream(organisation), Claim.stream("organisation", Organisation.key(of: name))]
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(OrganisationState.self, Organisation.stream(organisation)) else { throw .notFound }
        let name = try Text.line(name, field: "name", what: "the organisation's name")
        var aliases = try RegisterOrganisation.tidy(aliases)
        var changes: [Change] = []
        let claim = Claim.stream("organisation", Organisation.key(of: name))
        // A name that this organisation has had it still holds, and may take again.
        switch past.state(ClaimState.self, claim)?.holder {
        case nil: changes.append(Change(claim, [ClaimMade(by: "\(organisation)")]))
        case "\(organisation)": break
        default: throw .invalid("name", "There is already an organisation called \(name).")
        }
        if state.name != name, !aliases.contains(state.name) { aliases.append(state.name) }
        aliases.removeAll { $0 == name }
        guard name != state.name || aliases != state.aliases else { return [] }
        let event = OrganisationRenamed(organisation: organisation, name: name, aliases: aliases)
        return changes + [Change(Organisation.stream(organisation), [event])]
    }
}
