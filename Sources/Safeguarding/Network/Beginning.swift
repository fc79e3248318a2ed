import Almanac
package import Ledger
package import Vault

/// A new network with its first coordinator and its first group.
package struct Beginning: Sendable {
    package let network: String
    package let organisation: String
    package let kind: Organisation.Kind
    package let name: String
    package let email: String
    package let password: String
    package let again: String

    package init(
        network: String,
        organisation: String,
        kind: Organisation.Kind,
        name: String,
        email: String,
        password: String,
        again: String
    ) {
        self.network = network
        self.organisation = organisation
        self.kind = kind
        self.name = name
        self.email = email
        self.password = password
        self.again = again
    }

    /// - Returns: The coordinator, who has joined.
    /// - Throws: ``Refusal/invalid(_:)`` naming the fields of the page, before anything is written.
    package func carryOut(_ office: Office, _ accounts: Accounts) async throws -> ID<Member> {
        let organisationID = ID<Organisation>()
        let member = ID<Member>()
        let group = ID<Group>()
        let details = try await office.details(
            name: name,
            email: email,
            organisation: organisationID,
            roles: [.coordinator]
        )
        try check()
        let shipped = try PublishShipped()
        let beginner = Actor.system("beginning")
        // The founding comes first: of two people with the link at once, one founds and the other is told.
        try await office.perform(
            FoundNetwork(name: network, demonstration: false),
            as: beginner,
            form: FormID(job: "found", member)
        )
        try await office.perform(shipped, as: beginner, form: FormID(job: "procedures", member))
        try await office.perform(
            RegisterOrganisation(organisation: organisationID, name: organisation, kind: kind),
            as: beginner,
            form: FormID(job: "organisation", organisationID)
        )
        try await office.perform(
            RegisterMembers([.init(member: member, details: details)]),
            as: beginner,
            form: FormID(job: "member", member)
        )
        try await accounts.setPassword(password, of: member)
        let person = Actor.member(Actor.Person(id: member, organisation: organisationID, roles: [.coordinator]))
        try await office.perform(JoinNetwork(member: member), as: person, form: FormID(job: "join", member))
        try await office.perform(FormGroup(group: group, name: network), as: person, form: FormID(job: "group", group))
        try await office.perform(
            JoinGroup(group: group, members: [member], office: .chair),
            as: person,
            form: FormID(job: "chair", group)
        )
        return member
    }

    private func check() throws(Refusal) {
        var problems: [Refusal.Problem] = []
        func attempt(_ rule: () throws(Refusal) -> Void) {
            do { try rule() } catch {
                if case .invalid(let found) = error { problems += found }
            }
        }
        attempt { () throws(Refusal) in
            _ = try Text.line(network, field: "network", what: "the network's name", limit: 150)
        }
        attempt { () throws(Refusal) in
            _ = try Text.line(organisation, field: "organisation", what: "your organisation's name")
        }
        attempt { () throws(Refusal) in _ = try Text.line(name, field: "name", what: "your name", limit: 120) }
        if !Members.isAddress(Text.tidy(email)) {
            problems.append(Refusal.Problem("email", "Give an e-mail address like name@school.example."))
        }
        attempt { () throws(Refusal) in try Accounts.check(password) }
        if password != again {
            problems.append(Refusal.Problem("again", "The two passwords differ. Type the same one twice."))
        }
        guard problems.isEmpty else { throw .invalid(problems) }
    }
}

extension Accounts {
    private static var beginningKey: DeskKey { DeskKey(kind: "link", id: "beginning") }

    /// A link that begins a network whose ledger is empty. Each call makes a new one, and the earlier one ends.
    package func makeBeginning() async throws -> Token {
        let token = Token()
        try await desk.put(
            Self.beginningKey,
            token.digest.bytes,
            until: office.clock().adding(seconds: limits.link)
        )
        return token
    }

    package func isBeginning(_ token: Token) async throws -> Bool {
        guard let digest = try await desk.value(Self.beginningKey, at: office.clock()).flatMap({ Hash($0) }) else {
            return false
        }
        return token.fits(digest)
    }

    package func endBeginning() async throws {
        try await desk.remove(Self.beginningKey)
    }
}
