import Ledger
import Testing
import Vault

@testable import Safeguarding

@Suite("Rules for members")
struct MemberRulesTests {
    private let rules = Rules()
    private let merton = ID<Organisation>()
    private let priya = ID<Member>()
    private let ruth = ID<Member>()

    private var coordinator: Actor { .member(.init(id: ruth, organisation: merton, roles: [.coordinator])) }
    private var lead: Actor { .member(.init(id: priya, organisation: merton, roles: [.boroughLead])) }

    private func details(
        _ name: String = "Priya Raman",
        email: String? = "priya@merton.example",
        in organisation: ID<Organisation>? = nil,
        roles: Set<Role> = [.boroughLead]
    ) -> MemberDetails {
        MemberDetails(
            name: name,
            email: email,
            emailKey: email.map { "key of \($0.lowercased())" },
            organisation: organisation ?? merton,
            roles: roles
        )
    }

    private func organisation() async throws -> [Change] {
        try await rules.when(RegisterOrganisation(organisation: merton, name: "Merton", kind: .authority), by: .scene)
    }

    /// Merton, and Priya who is registered there.
    private func registered() async throws -> [Change] {
        try await rules.then(
            organisation(),
            RegisterMembers([.init(member: priya, details: details())]),
            by: coordinator
        )
    }

    private func joined() async throws -> [Change] {
        try await rules.then(registered(), JoinNetwork(member: priya), by: lead)
    }

    // MARK: Registering

    @Test("given an organisation, when people are registered in it, then each holds their address")
    func register() async throws {
        let changes = try await rules.when(
            RegisterMembers([
                .init(member: priya, details: details()),
                .init(details: details("Owen Castellane", email: nil)),
            ]),
            by: coordinator,
            given: organisation()
        )
        #expect(changes.types == ["claim.made", "member.registered", "member.registered"])
        let event = try #require(changes.all(MemberRegistered.self).first)
        #expect(event.roles == [.boroughLead])
        #expect(event.name.subject == Member.subject(priya))
        #expect(!changes.contains { "\($0.events)".contains("Priya") })
    }

    @Test("given no such organisation, when someone is registered in it, then it is refused")
    func noOrganisation() async throws {
        await #expect(
            throws: Refusal.invalid("organisation", "Choose the organisation that this person belongs to.")
        ) {
            try await rules.when(RegisterMembers([.init(details: details())]), by: coordinator)
        }
    }

    @Test("given two people with one address, when they are registered together, then neither is")
    func sameAddress() async throws {
        let both = RegisterMembers([
            .init(details: details()), .init(details: details("Another", email: "PRIYA@merton.example")),
        ])
        await #expect(throws: Refusal.invalid("email", "Someone with this e-mail address is a member already.")) {
            try await rules.when(both, by: coordinator, given: organisation())
        }
    }

    @Test("given someone with an address, when another claims it, then it is refused until they leave")
    func claimed() async throws {
        let other = RegisterMembers([.init(details: details("Another"))])
        let before = try await registered()
        await #expect(throws: Refusal.invalid("email", "Someone with this e-mail address is a member already.")) {
            try await rules.when(other, by: coordinator, given: before)
        }
        let after = try await rules.then(before, RemoveMember(member: priya), by: coordinator)
        #expect(try await rules.when(other, by: coordinator, given: after).types.contains("member.registered"))
    }

    @Test("when several fields will not do, then all of them are said at once")
    func allProblems() async throws {
        let bad = details(" ", email: "nowhere", roles: [])
        do {
            _ = try await rules.when(RegisterMembers([.init(details: bad)]), by: coordinator, given: organisation())
            Issue.record("was taken")
        } catch Refusal.invalid(let problems) {
            #expect(problems.map(\.field) == ["name", "email"])
        }
    }

    @Test("when organisations and their people are brought in, then one command makes both, each name once")
    func bringIn() async throws {
        let larkfield = RegisterOrganisation(name: "Larkfield School", kind: .school)
        let people = [
            RegisterMembers.Entry(
                details: details("Odile", email: "odile@larkfield.example", in: larkfield.organisation)
            )
        ]
        let changes = try await rules.when(BringIn(organisations: [larkfield], members: people), by: coordinator)
        #expect(
            changes.types == ["organisation.registered", "claim.made", "claim.made", "member.registered"]
        )
        let twice = BringIn(
            organisations: [larkfield, RegisterOrganisation(name: "LARKFIELD school", kind: .school)],
            members: []
        )
        await #expect(throws: Refusal.self) { try await rules.when(twice, by: coordinator) }
    }

    @Test("a form that is sent twice is the same bytes twice, however its roles are ordered")
    func sameBytes() throws {
        let all = Set(Role.allCases)
        let first = try Coding.encode(details(roles: all))
        for _ in 1...20 {
            var roles: Set<Role> = []
            for role in Role.allCases.shuffled() { roles.insert(role) }
            #expect(try Coding.encode(details(roles: roles)) == first)
        }
        #expect(try Coding.decode(MemberDetails.self, from: Array(first)) == details(roles: all))
    }

    // MARK: Changing

    @Test("when an address changes, then the new one is claimed and the old one is free again")
    func changeAddress() async throws {
        let changes = try await rules.when(
            ChangeMember(
                member: priya,
                details: details(email: "priya@new.example"),
                earlierEmailKey: details().emailKey
            ),
            by: coordinator,
            given: joined()
        )
        #expect(changes.types == ["claim.made", "claim.released", "member.changed"])
    }

    @Test("given someone who signs in, when their address is taken away, then it is refused")
    func noAddress() async throws {
        let change = ChangeMember(member: priya, details: details(email: nil), earlierEmailKey: details().emailKey)
        await #expect(throws: Refusal.invalid("email", "Someone who signs in needs an e-mail address.")) {
            try await rules.when(change, by: coordinator, given: joined())
        }
        // Someone who only gets the papers needs none.
        #expect(try await rules.when(change, by: coordinator, given: registered()).types.last == "member.changed")
    }

    @Test("when someone else changed the address meanwhile, then nothing is saved")
    func meanwhile() async throws {
        let stale = ChangeMember(member: priya, details: details(), earlierEmailKey: "key of an older address")
        await #expect(throws: Refusal.outOfTurn("Someone else changed this person's details. Look at them again.")) {
            try await rules.when(stale, by: coordinator, given: registered())
        }
    }

    @Test("a coordinator can neither take away their own role nor remove themselves")
    func own() async throws {
        let mine = details("Ruth Adeyemi", email: "ruth@merton.example", roles: [.coordinator])
        let history = try await rules.then(
            organisation(),
            RegisterMembers([.init(member: ruth, details: mine)]),
            by: .scene
        )
        var less = mine
        less.roles = [.boroughLead]
        let change = ChangeMember(member: ruth, details: less, earlierEmailKey: mine.emailKey)
        await #expect(throws: Refusal.self) { try await rules.when(change, by: coordinator, given: history) }
        await #expect(throws: Refusal.outOfTurn("You cannot remove yourself. Ask another coordinator to.")) {
            try await rules.when(RemoveMember(member: ruth), by: coordinator, given: history)
        }
    }

    // MARK: Inviting, joining, leaving

    @Test("someone without an address cannot be invited")
    func inviteWithout() async throws {
        let history = try await rules.then(
            organisation(),
            RegisterMembers([.init(member: priya, details: details(email: nil))]),
            by: coordinator
        )
        await #expect(throws: Refusal.self) {
            try await rules.when(InviteMember(member: priya, way: .link), by: coordinator, given: history)
        }
    }

    @Test("an invited person joins once; the next time it is a new password")
    func join() async throws {
        let invited = try await rules.then(registered(), InviteMember(member: priya, way: .link), by: coordinator)
        let joined = try await rules.then(invited, JoinNetwork(member: priya), by: lead)
        #expect(joined.types.suffix(2) == ["member.invited", "member.joined"])
        #expect(
            try await rules.when(JoinNetwork(member: priya), by: lead, given: joined).types == [
                "member.password.changed"
            ]
        )
    }

    @Test("nobody joins as someone else")
    func joinAsOther() async throws {
        await #expect(throws: Refusal.notAllowed) {
            try await rules.when(JoinNetwork(member: priya), by: coordinator, given: registered())
        }
    }

    @Test("whoever left neither joins, nor is invited, nor is changed; leaving twice is leaving once")
    func left() async throws {
        let history = try await rules.then(joined(), RemoveMember(member: priya), by: coordinator)
        #expect(history.types.suffix(2) == ["member.left", "claim.released"])
        #expect(try await rules.when(RemoveMember(member: priya), by: coordinator, given: history).isEmpty)
        await #expect(throws: Refusal.notAllowed) {
            try await rules.when(JoinNetwork(member: priya), by: lead, given: history)
        }
        await #expect(throws: Refusal.outOfTurn("This person has left the network.")) {
            try await rules.when(InviteMember(member: priya, way: .link), by: coordinator, given: history)
        }
        await #expect(throws: Refusal.outOfTurn("This person has left the network.")) {
            try await rules.when(
                ChangeMember(member: priya, details: details(), earlierEmailKey: nil),
                by: coordinator,
                given: history
            )
        }
    }

    @Test("only a coordinator registers, changes, invites and removes", arguments: Role.allCases)
    func onlyCoordinators(_ role: Role) async throws {
        let someone = Actor.member(.init(id: ID(), organisation: merton, roles: [role]))
        let history = try await registered()
        func isRefused(_ command: some Command) async throws -> Bool {
            do {
                _ = try await rules.when(command, by: someone, given: history)
                return false
            } catch Refusal.notAllowed {
                return true
            }
        }
        let expected = role != .coordinator
        let change = ChangeMember(member: priya, details: details(), earlierEmailKey: details().emailKey)
        #expect(try await isRefused(RegisterMembers([.init(details: details("New", email: nil))])) == expected)
        #expect(try await isRefused(change) == expected)
        #expect(try await isRefused(InviteMember(member: priya, way: .link)) == expected)
        #expect(try await isRefused(RemoveMember(member: priya)) == expected)
        #expect(try await isRefused(FormGroup(name: "A group")) == expected)
        #expect(try await isRefused(RegisterOrganisation(name: "New", kind: .school)) == expected)
    }
}
