package import Ledger
import Vault

/// What a list of people comes to, beside who is in the network already.
package struct MemberImportPlan: Sendable {
    package enum Verdict: Sendable {
        case joins(Destination)
        /// Left out, and why.
        case out(String)
        /// Has to be changed or left out first: the field, and what to do.
        case problem(String, String)
    }

    package enum Destination: Hashable, Sendable {
        case existing(ID<Organisation>)
        case new(ID<Organisation>)

        package var organisation: ID<Organisation> {
            switch self {
            case .existing(let id), .new(let id): id
            }
        }
    }

    /// An organisation of the list that has to be chosen, with how many belong to it.
    package struct Unmatched: Sendable {
        package let key: String
        /// As first written; empty for people without one.
        package let name: String
        package let people: Int
    }

    package let draft: MemberImport
    package let organisations: [OrganisationRow]
    /// One for each person of the draft.
    package let verdicts: [Verdict]
    package let unmatched: [Unmatched]

    /// - Parameter progress: Is told how many of the people have been looked at.
    package init(_ begun: MemberImport, _ office: Office, progress: (Int) -> Void = { _ in }) async throws {
        let readings = office.projector.readings
        organisations = try await readings.organisations()
        let found = Self.match(begun, organisations)
        unmatched = Self.unmatched(begun, found)
        var draft = begun
        for organisation in unmatched where draft.choices[organisation.key] == nil {
            draft.choices[organisation.key] = Organisation.Kind.likely(organisation.name).map { .new(ID(), $0) }
        }
        self.draft = draft
        var verdicts: [Verdict] = []
        var lines: [String: Int] = [:]
        for (person, match) in zip(draft.people, found) {
            let key = Self.tidy(person.email).isEmpty ? nil : try await office.vault.emailKey(person.email)
            var isMember = false
            if let key { isMember = try await readings.member(emailKey: key) != nil }
            let verdict = Self.verdict(person, match, draft, isMember: isMember, sameAs: key.flatMap { lines[$0] })
            if case .joins = verdict, let key { lines[key] = person.line }
            verdicts.append(verdict)
            progress(verdicts.count)
        }
        self.verdicts = verdicts
    }

    private static func verdict(
        _ person: MemberImport.Person,
        _ match: [ID<Organisation>],
        _ draft: MemberImport,
        isMember: Bool,
        sameAs line: Int?
    ) -> Verdict {
        if !person.isTaken { return .out(person.candidates == nil ? "Left out" : "May be a member already") }
        if isMember { return .out("Is a member already") }
        if let line { return .out("The same address as line \(line)") }
        if tidy(person.name).isEmpty { return .problem("name", "Give a name on line \(person.line), or leave it out.") }
        if !tidy(person.email).isEmpty, !Members.isAddress(tidy(person.email)) {
            return .problem("email", "Correct the e-mail address on line \(person.line), or leave it out.")
        }
        if match.count == 1 { return .joins(.existing(match[0])) }
        switch draft.choices[Organisation.key(of: person.organisation)] {
        case .existing(let id): return .joins(.existing(id))
        case .new(let id, _) where !tidy(person.organisation).isEmpty: return .joins(.new(id))
        case .leftOut: return .out("Their organisation is left out")
        default: return .problem("organisation", "Say where line \(person.line) belongs, or leave it out.")
        }
    }

    /// The organisations that each person's may be, by its names.
    private static func match(_ draft: MemberImport, _ organisations: [OrganisationRow]) -> [[ID<Organisation>]] {
        var byKey: [String: Set<ID<Organisation>>] = [:]
        for row in organisations {
            for name in [row.name] + row.aliases { byKey[Organisation.key(of: name), default: []].insert(row.id) }
        }
        return draft.people.map { person in
            tidy(person.organisation).isEmpty ? [] : Array(byKey[Organisation.key(of: person.organisation)] ?? [])
        }
    }

    private static func unmatched(_ draft: MemberImport, _ found: [[ID<Organisation>]]) -> [Unmatched] {
        var order: [String] = []
        var people: [String: [String]] = [:]
        for (person, match) in zip(draft.people, found) where match.count != 1 && person.isTaken {
            let key = Organisation.key(of: person.organisation)
            if people[key] == nil { order.append(key) }
            people[key, default: []].append(tidy(person.organisation))
        }
        return order.map { Unmatched(key: $0, name: people[$0]?.first ?? "", people: people[$0]?.count ?? 0) }
    }

    /// The name of the organisation that someone would join, and whether it would be made.
    package func place(of destination: Destination, for person: MemberImport.Person) -> (name: String, isNew: Bool) {
        switch destination {
        case .existing(let id): (organisations.first { $0.id == id }?.name ?? "", false)
        case .new: (Self.tidy(person.organisation), true)
        }
    }

    private static func tidy(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    // MARK: What it comes to

    package var joining: Int {
        verdicts.count { if case .joins = $0 { true } else { false } }
    }

    /// What has to be said or corrected first, person by person.
    package var problems: [String] {
        verdicts.compactMap { if case .problem(_, let sentence) = $0 { sentence } else { nil } }
    }

    /// The names of the organisations that would be made.
    package var made: [String] {
        unmatched.filter { organisation in
            zip(draft.people, verdicts).contains { person, verdict in
                guard case .joins(.new) = verdict else { return false }
                return Organisation.key(of: person.organisation) == organisation.key
            }
        }.map(\.name)
    }

    /// The roles that someone would get.
    package func roles(of person: MemberImport.Person, in destination: Destination) -> Set<Role> {
        ImportRoles.roles(person.role.isEmpty ? draft.roleForAll : person.role, in: kind(of: destination))
    }

    private func kind(of destination: Destination) -> Organisation.Kind {
        switch destination {
        case .existing(let id): organisations.first { $0.id == id }?.kind ?? .other
        case .new(let id):
            draft.choices.values.lazy.compactMap { choice in
                if case .new(id, let kind) = choice { kind } else { nil }
            }.first ?? .other
        }
    }

    /// The first person with a problem, by index.
    package var firstProblem: Int? {
        verdicts.firstIndex { if case .problem = $0 { true } else { false } }
    }

    /// Everything that is to be made, in one command.
    package func command(_ office: Office) async throws -> BringIn {
        var made: [ID<Organisation>: RegisterOrganisation] = [:]
        var order: [ID<Organisation>] = []
        var entries: [RegisterMembers.Entry] = []
        for (person, verdict) in zip(draft.people, verdicts) {
            guard case .joins(let destination) = verdict else { continue }
            if case .new(let id) = destination, made[id] == nil {
                order.append(id)
                made[id] = RegisterOrganisation(
                    organisation: id,
                    name: person.organisation,
                    kind: kind(of: destination)
                )
            }
            let details = try await office.details(
                name: person.name,
                email: person.email,
                organisation: destination.organisation,
                post: person.post,
                roles: roles(of: person, in: destination)
            )
            entries.append(RegisterMembers.Entry(member: person.member, details: details))
        }
        return BringIn(organisations: order.compactMap { made[$0] }, members: entries)
    }
}

extension Organisation.Kind {
    /// What a name sounds like, to be offered first; nil where it says nothing.
    package static func likely(_ name: String) -> Organisation.Kind? {
        let words = Set(name.lowercased().split { !$0.isLetter }.map(String.init))
        let signs: [(Organisation.Kind, Set<String>)] = [
            (.health, ["nhs", "hospital", "health", "camhs", "clinic"]),
            (.police, ["police", "constabulary"]),
            (
                .school,
                ["school", "academy", "college", "primary", "infant", "infants", "junior", "nursery", "grammar"]
            ),
            (.authority, ["council", "borough", "authority", "lb", "lbc"]),
            (.department, ["department", "office", "agency", "ofsted", "dfe"]),
            (.board, ["board", "partnership", "lscb", "lscp"]),
            (.charity, ["charity", "trust", "foundation", "society", "charitable"]),
        ]
        return signs.first { !$0.1.isDisjoint(with: words) }?.0
    }
}
