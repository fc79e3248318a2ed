import Ledger
import Safeguarding

/// Who takes part in the walks, or must not: somebody of every kind of body, two authorities and two schools.
enum Walker: String, CaseIterable, Sendable {
    case thornbeck, larkhill, merton, camden, police, health, homeOffice, charity, auditor, coordinator
    /// Another member of staff of Thornbeck, and a welfare officer of Camden.
    case teacher, officer
}

/// The people of a walk: some of the cast, and those whom it lacks.
struct WalkPeople: Sendable {
    private let people: [Walker: Cast.Someone]

    subscript(walker: Walker) -> Cast.Someone {
        // Every walker has somebody: `join` is read beside `Walker`.
        people[walker] ?? Cast.Someone(id: ID(), name: "", email: "", organisation: ID(), roles: [])
    }

    /// As a form posts the organisation of somebody.
    func organisation(_ walker: Walker) -> String { "organisation/\(self[walker].organisation)" }

    /// Makes the organisations and members that the cast lacks.
    static func join(_ site: SiteHarness) async throws -> WalkPeople {
        let cast = site.cast
        var people: [Walker: Cast.Someone] = [
            .thornbeck: cast[.schoolLead], .merton: cast[.boroughLead], .camden: cast[.clerk],
            .charity: cast[.liaison], .auditor: cast[.auditor], .coordinator: cast[.coordinator],
            .officer: cast[.welfareOfficer],
        ]
        let bodies: [(Walker, String, Organisation.Kind, person: String, post: String, Role)] = [
            (.larkhill, "Larkhill School", .school, "Nuala Sparrowhawk", "Safeguarding lead", .schoolLead),
            (.police, "Child Exploitation Unit", .police, "Morag Lindqvist", "Detective sergeant", .liaison),
            (.health, "Southfield Community Health", .health, "Anwen Pryce", "Named nurse", .liaison),
            (.homeOffice, "Home Office", .department, "Piers Haldane", "Returns desk", .liaison),
        ]
        for (walker, name, kind, person, post, role) in bodies {
            let organisation = ID<Organisation>()
            try await site.perform(RegisterOrganisation(organisation: organisation, name: name, kind: kind))
            people[walker] = try await join(site, walker, person, organisation, post, role)
        }
        people[.teacher] = try await join(
            site,
            .teacher,
            "Gethin Marlowe",
            site.cast.thornbeck,
            "Class teacher",
            .welfareOfficer
        )
        let walkers = WalkPeople(people: people)
        try await walkers.sayTerms(site)
        return walkers
    }

    // MARK: When the schools are open

    /// Of Merton, whose dates Thornbeck keeps. Nobody else has entered any.
    private static let terms: [SetTermDates.Typed] = [
        .init("2026-01-05", "2026-04-02"), .init("2026-04-20", "2026-07-22"), .init("2026-09-02", "2026-12-18"),
        .init("2027-01-04", "2027-03-25"), .init("2027-04-12", "2027-07-22"),
    ]
    private static let closed: [SetTermDates.Typed] = [
        .init("2026-02-16", "2026-02-20"), .init("2026-05-25", "2026-05-29"), .init("2026-10-26", "2026-10-30"),
        .init("2027-01-04", ""), .init("2027-02-15", "2027-02-19"), .init("2027-05-31", "2027-06-04"),
    ]

    private func sayTerms(_ site: SiteHarness) async throws {
        let merton = self[.merton].organisation
        try await site.perform(
            SetTermDates(organisation: merton, terms: Self.terms, closed: Self.closed),
            as: .boroughLead
        )
        try await site.perform(
            SetTermDates(organisation: self[.thornbeck].organisation, follows: merton),
            as: .schoolLead
        )
    }

    private static func join(
        _ site: SiteHarness,
        _ walker: Walker,
        _ name: String,
        _ organisation: ID<Organisation>,
        _ post: String,
        _ role: Role
    ) async throws -> Cast.Someone {
        let someone = Cast.Someone(
            id: ID(),
            name: name,
            email: "\(walker)@network.example".lowercased(),
            organisation: organisation,
            roles: [role]
        )
        let details = try await site.office.details(
            name: name,
            email: someone.email,
            organisation: someone.organisation,
            post: post,
            roles: someone.roles
        )
        try await site.perform(RegisterMembers([.init(member: someone.id, details: details)]))
        try await site.accounts.setPassword(Cast.password, of: someone.id)
        try await site.office.perform(JoinNetwork(member: someone.id), as: someone.actor, form: FormID())
        return someone
    }
}

extension Cast.Someone {
    func isMeant(by party: Party) -> Bool {
        switch party {
        case .member(let id): id == self.id
        case .organisation(let id): id == organisation
        case .coordinators: roles.contains(.coordinator)
        default: false
        }
    }

    /// Whether it is held by, or was sent to, where they work: then all who work there read it.
    func sharesPart(in detail: LoopDetail) -> Bool {
        ([detail.matter.holder] + detail.joined.compactMap(\.party)).contains { $0.organisation == organisation }
    }
}
