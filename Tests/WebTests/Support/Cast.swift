import Ledger
import Safeguarding

/// Fictional members of every role, in fictional bodies beside real boroughs. All of one group, except the auditor and
/// the liaison.
struct Cast: Sendable {
    enum Part: String, CaseIterable, Sendable {
        case coordinator, clerk, boroughLead, schoolLead, welfareOfficer, liaison, auditor
    }

    struct Someone: Sendable {
        let id: ID<Member>
        let name: String
        let email: String
        let organisation: ID<Organisation>
        let roles: Set<Role>

        var actor: Actor { .member(Actor.Person(id: id, organisation: organisation, roles: roles)) }
    }

    static let password = "three marrows sing"

    let board = ID<Organisation>()
    let camden = ID<Organisation>()
    let merton = ID<Organisation>()
    let thornbeck = ID<Organisation>()
    let kestrel = ID<Organisation>()
    /// The group of the whole network. Its chair is the coordinator, its clerk the clerk.
    let network = ID<Group>()
    private let people: [Part: Someone]

    init() {
        func someone(_ name: String, _ organisation: ID<Organisation>, _ roles: Role...) -> Someone {
            let address = name.lowercased().split(separator: " ").joined(separator: ".") + "@network.example"
            return Someone(id: ID(), name: name, email: address, organisation: organisation, roles: Set(roles))
        }
        people = [
            .coordinator: someone("Ruth Adeyemi", board, .coordinator),
            .clerk: someone("Hana Whitlock", camden, .boroughLead),
            .boroughLead: someone("Priya Raman", merton, .boroughLead),
            .schoolLead: someone("Owen Castellane", thornbeck, .schoolLead),
            .welfareOfficer: someone("Dilys Okafor", camden, .welfareOfficer),
            .liaison: someone("Tomasz Wrenfield", kestrel, .liaison),
            .auditor: someone("Ines Halloran", board, .auditor),
        ]
    }

    subscript(part: Part) -> Someone {
        // Every part has someone: `init` is read beside `Part`.
        people[part] ?? Someone(id: ID(), name: "", email: "", organisation: board, roles: [])
    }

    var names: [String] { people.values.map(\.name).sorted() }
    var emails: [String] { people.values.map(\.email).sorted() }

    /// Makes the network, its organisations, its members (who have joined) and its first group.
    static func take(to office: Office, _ accounts: Accounts) async throws -> Cast {
        let cast = Cast()
        func perform(_ command: some Command, as actor: Actor = .system("scene")) async throws {
            try await office.perform(command, as: actor, form: FormID())
        }
        try await perform(FoundNetwork(name: "Riverside Safeguarding Network", demonstration: false))
        let organisations: [(ID<Organisation>, String, Organisation.Kind)] = [
            (cast.board, "Riverside Partnership", .board), (cast.camden, "Camden", .authority),
            (cast.merton, "Merton", .authority), (cast.thornbeck, "Thornbeck Academy", .school),
            (cast.kestrel, "Kestrel Trust", .charity),
        ]
        for (id, name, kind) in organisations {
            try await perform(RegisterOrganisation(organisation: id, name: name, kind: kind))
        }
        var entries: [RegisterMembers.Entry] = []
        for part in Part.allCases {
            let someone = cast[part]
            let details = try await office.details(
                name: someone.name,
                email: someone.email,
                organisation: someone.organisation,
                roles: someone.roles
            )
            entries.append(.init(member: someone.id, details: details))
        }
        try await perform(RegisterMembers(entries))
        for part in Part.allCases {
            try await accounts.setPassword(password, of: cast[part].id)
            try await perform(JoinNetwork(member: cast[part].id), as: cast[part].actor)
        }
        try await perform(FormGroup(group: cast.network, name: "The network"))
        let members: [Part] = [.boroughLead, .schoolLead, .welfareOfficer]
        try await perform(JoinGroup(group: cast.network, members: members.map { cast[$0].id }, office: .member))
        try await perform(JoinGroup(group: cast.network, members: [cast[.coordinator].id], office: .chair))
        try await perform(JoinGroup(group: cast.network, members: [cast[.clerk].id], office: .clerk))
        return cast
    }
}
