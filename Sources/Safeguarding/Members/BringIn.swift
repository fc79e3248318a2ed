package import Ledger
package import Vault

/// Makes organisations and the people in them known to the network, all or none.
///
/// The people may belong to the organisations that come with them. No invitation goes out yet.
package struct BringIn: Command {
    package let organisations: [RegisterOrganisation]
    package let members: [RegisterMembers.Entry]

    package init(organisations: [RegisterOrganisation], members: [RegisterMembers.Entry] = []) {
        self.organisations = organisations
        self.members = members
    }

    package var action: Action { .manageMembers }
    package var subjects: Set<Subject> { registration.subjects }

    package var reads: [StreamID] {
        Array(Set(organisations.flatMap(\.reads) + registration.reads))
    }

    private var registration: RegisterMembers { RegisterMembers(members) }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        var names: Set<String> = []
        var changes: [Change] = []
        for organisation in organisations {
            guard names.insert(Organisation.key(of: organisation.name)).inserted else {
                throw .invalid("name", "\(organisation.name) is in this list twice. Make it once.")
            }
            changes += try organisation.decide(past, context)
        }
        let made = Set(organisations.map(\.organisation))
        return changes + (try registration.decide(past, context, made: made))
    }
}
