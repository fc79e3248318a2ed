import Almanac
package import Ledger

/// Whom to ring at an authority about a child, kept by the authority itself.
package struct EmergencyNumbers: Hashable, Codable, Sendable {
    /// Its front door, in office hours.
    package let frontDoor: String?
    /// Its emergency duty team, at night and at weekends.
    package let outOfHours: String?

    package init(frontDoor: String?, outOfHours: String?) {
        (self.frontDoor, self.outOfHours) = (frontDoor, outOfHours)
    }

    package var isEmpty: Bool { frontDoor == nil && outOfHours == nil }

    /// Digits as people write them: `020 7946 0123, option 2`, `+44 20 7946 0123 ext. 4`.
    static func number(_ text: String, field: String) throws(Refusal) -> String? {
        guard let line = try Text.optionalLine(text, field: field, what: "the number", limit: 60) else { return nil }
        let digits = line.prefix { !$0.isLetter || $0 == "o" }.filter(\.isNumber).count
        guard (3...20).contains(digits) else {
            throw .invalid(field, "Give a telephone number, such as 020 7946 0123.")
        }
        return line
    }
}

package struct EmergencyNumbersSet: DomainEvent {
    package static let type = "organisation.numbers"
    package let organisation: ID<Organisation>
    package let numbers: EmergencyNumbers
    package let by: ID<Member>?
}

/// Says whom to ring at an authority.
package struct SetEmergencyNumbers: Command {
    package let organisation: ID<Organisation>
    package let frontDoor: String
    package let outOfHours: String

    package init(organisation: ID<Organisation>, frontDoor: String, outOfHours: String) {
        (self.organisation, self.frontDoor, self.outOfHours) = (organisation, frontDoor, outOfHours)
    }

    package var action: Action { .keepNumbers }
    package var reads: [StreamID] { [Organisation.stream(organisation)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        actor.organisation == organisation ? [.sameOrganisation] : []
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(OrganisationState.self, Organisation.stream(organisation)) else { throw .notFound }
        guard state.kind == .authority else {
            throw .outOfTurn("Only a local authority has a front door and an emergency duty team.")
        }
        let numbers = EmergencyNumbers(
            frontDoor: try EmergencyNumbers.number(frontDoor, field: "front-door"),
            outOfHours: try EmergencyNumbers.number(outOfHours, field: "out-of-hours")
        )
        guard numbers != state.numbers else { return [] }
        let event = EmergencyNumbersSet(organisation: organisation, numbers: numbers, by: context.actor.member)
        return [Change(Organisation.stream(organisation), [event])]
    }
}
