package import Ledger
package import Vault

/// Makes people known to the network, all or none of them. No invitation goes out yet.
package struct RegisterMembers: Command {
    package struct Entry: Codable, Hashable, Sendable {
        package let member: ID<Member>
        package let details: MemberDetails

        package init(member: ID<Member> = ID(), details: MemberDetails) {
            self.member = member
            self.details = details
        }
    }

    package let entries: [Entry]

    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    package var action: Action { .manageMembers }
    package var subjects: Set<Subject> { Set(entries.map { Member.subject($0.member) }) }

    package var reads: [StreamID] {
        entries.map { Member.stream($0.member) } + entries.compactMap(\.details.claim)
            + Set(entries.map(\.details.organisation)).map { Organisation.stream($0) }
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        try decide(past, context, made: [])
    }

    /// - Parameter made: Organisations that the same command makes.
    func decide(_ past: Past, _ context: RuleContext, made: Set<ID<Organisation>>) throws(Refusal) -> [Change] {
        var changes: [Change] = []
        var claimed: Set<StreamID> = []
        for entry in entries {
            let (member, details) = (entry.member, entry.details)
            guard !past.has(Member.stream(member)) else { throw .outOfTurn("This person is a member already.") }
            let isPlaced = made.contains(details.organisation) || past.has(Organisation.stream(details.organisation))
            let checked = try CheckedDetails(details, isPlaced: isPlaced)
            if let claim = details.claim {
                guard claimed.insert(claim).inserted, !(past.state(ClaimState.self, claim)?.isHeld ?? false) else {
                    throw .invalid("email", "Someone with this e-mail address is a member already.")
                }
                changes.append(Change(claim, [ClaimMade(by: "\(member)")]))
            }
            let subject = Member.subject(member)
            let event = MemberRegistered(
                member: member,
                organisation: details.organisation,
                name: try context.seal(checked.name, under: subject),
                email: try checked.email.map { (email) throws(Refusal) in try context.seal(email, under: subject) },
                emailKey: details.emailKey,
                post: checked.post,
                roles: details.roles.sorted { $0.rawValue < $1.rawValue }
            )
            changes.append(Change(Member.stream(member), [event], mustBeNew: true))
        }
        return changes
    }
}

/// A member's details after the rules for them.
struct CheckedDetails {
    let name: String
    let email: String?
    let post: String?

    /// - Parameter isPlaced: Whether there is such an organisation.
    /// - Throws: ``Refusal/invalid(_:)`` with every field that will not do, in the order of the page.
    init(_ details: MemberDetails, isPlaced: Bool) throws(Refusal) {
        var problems: [Refusal.Problem] = []
        func attempt<Value>(_ rule: () throws(Refusal) -> Value) -> Value? {
            do { return try rule() } catch {
                if case .invalid(let found) = error { problems += found }
                return nil
            }
        }
        let name = attempt { () throws(Refusal) in
            try Text.line(details.name, field: "name", what: "the person's name", limit: 120)
        }
        email = attempt { () throws(Refusal) in try Self.address(details) } ?? nil
        if !isPlaced {
            problems.append(Refusal.Problem("organisation", "Choose the organisation that this person belongs to."))
        }
        post =
            attempt { () throws(Refusal) in
                try Text.optionalLine(details.post, field: "post", what: "the post", limit: 120)
            } ?? nil
        guard let name, problems.isEmpty else { throw .invalid(problems) }
        self.name = name
    }

    private static func address(_ details: MemberDetails) throws(Refusal) -> String? {
        let email = try Text.optionalLine(details.email, field: "email", what: "the e-mail address", limit: 254)
        if let email, !Members.isAddress(email) {
            throw .invalid("email", "Give an e-mail address like name@school.example.")
        }
        guard (email == nil) == (details.emailKey == nil) else {
            throw .invalid("email", "The e-mail address could not be used. Type it again.")
        }
        return email
    }
}

/// Corrects a person's name, address, organisation, post or roles.
package struct ChangeMember: Command {
    package let member: ID<Member>
    package let details: MemberDetails
    /// The address the member has had, so that its claim is let go.
    package let earlierEmailKey: String?

    package init(member: ID<Member>, details: MemberDetails, earlierEmailKey: String?) {
        self.member = member
        self.details = details
        self.earlierEmailKey = earlierEmailKey
    }

    package var action: Action { .manageMembers }
    package var subjects: Set<Subject> { [Member.subject(member)] }

    package var reads: [StreamID] {
        var streams = [Member.stream(member), Organisation.stream(details.organisation)]
        for key in Set([details.emailKey, earlierEmailKey].compactMap(\.self)) {
            streams.append(Claim.stream("email", key))
        }
        return streams
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(MemberState.self, Member.stream(member)) else { throw .notFound }
        guard state.standing != .left else { throw .outOfTurn("This person has left the network.") }
        guard state.emailKey == earlierEmailKey else {
            throw .outOfTurn("Someone else changed this person's details. Look at them again.")
        }
        if context.actor.member == member, state.roles.contains(.coordinator), !details.roles.contains(.coordinator) {
            throw .invalid("roles", "You cannot take away your own role as coordinator. Ask another coordinator to.")
        }
        if state.standing == .joined, details.email == nil {
            throw .invalid("email", "Someone who signs in needs an e-mail address.")
        }
        let checked = try CheckedDetails(details, isPlaced: past.has(Organisation.stream(details.organisation)))
        var changes: [Change] = []
        if details.emailKey != earlierEmailKey {
            if let claim = details.claim {
                guard !(past.state(ClaimState.self, claim)?.isHeld ?? false) else {
                    throw .invalid("email", "Someone with this e-mail address is a member already.")
                }
                changes.append(Change(claim, [ClaimMade(by: "\(member)")]))
            }
            if let earlierEmailKey {
                changes.append(Change(Claim.stream("email", earlierEmailKey), [ClaimReleased(by: "\(member)")]))
            }
        }
        let subject = Member.subject(member)
        let event = MemberChanged(
            member: member,
            organisation: details.organisation,
            name: try context.seal(checked.name, under: subject),
            email: try checked.email.map { (email) throws(Refusal) in try context.seal(email, under: subject) },
            emailKey: details.emailKey,
            post: checked.post,
            roles: details.roles.sorted { $0.rawValue < $1.rawValue }
        )
        return changes + [Change(Member.stream(member), [event])]
    }
}

/// Says that an invitation has gone out, by mail or as a link to pass on.
package struct InviteMember: Command {
    package let member: ID<Member>
    package let way: MemberInvited.Way

    package init(member: ID<Member>, way: MemberInvited.Way) {
        self.member = member
        self.way = way
    }

    package var action: Action { .manageMembers }
    package var reads: [StreamID] { [Member.stream(member)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(MemberState.self, Member.stream(member)) else { throw .notFound }
        guard state.standing != .left else { throw .outOfTurn("This person has left the network.") }
        guard state.emailKey != nil else {
            throw .invalid("email", "Give this person an e-mail address first: it is what they sign in with.")
        }
        let invited = Change(Member.stream(member), [MemberInvited(member: member, way: way)])
        guard way == .mail else { return [invited] }
        let mail = Mail.id("account", member, state.invitations + 1)
        return [invited, Mail.queued(mail, .account, to: .member(member), by: context.actor.member)]
    }
}

/// The invited person has chosen a password.
package struct JoinNetwork: Command {
    package let member: ID<Member>

    package init(member: ID<Member>) {
        self.member = member
    }

    package var action: Action { .join }
    package var reads: [StreamID] { [Member.stream(member)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        actor.member == member ? [.own] : []
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(MemberState.self, Member.stream(member)) else { throw .notFound }
        switch state.standing {
        case .left: throw .notAllowed
        case .joined: return [Change(Member.stream(member), [PasswordChanged(member: member)])]
        case .registered, .invited: return [Change(Member.stream(member), [MemberJoined(member: member)])]
        }
    }
}

/// The person leaves the network: they can no longer sign in, and what they did stays.
package struct RemoveMember: Command {
    package let member: ID<Member>

    package init(member: ID<Member>) {
        self.member = member
    }

    package var action: Action { .manageMembers }
    package var reads: [StreamID] { [Member.stream(member)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(MemberState.self, Member.stream(member)) else { throw .notFound }
        guard context.actor.member != member else {
            throw .outOfTurn("You cannot remove yourself. Ask another coordinator to.")
        }
        guard state.standing != .left else { return [] }
        var changes = [Change(Member.stream(member), [MemberLeft(member: member)])]
        if let key = state.emailKey {
            changes.append(Change(Claim.stream("email", key), [ClaimReleased(by: "\(member)")]))
        }
        return changes
    }
}
