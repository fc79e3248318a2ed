import HTML
import Ledger
import Safeguarding

/// What a list of people comes to, beside who is in the network already.
struct ImportReview: Sendable {
    enum Verdict: Sendable {
        case joins(Destination)
        /// Left out, and why.
        case out(String)
        /// Has to be changed or left out first: the field, and what to do.
        case problem(String, String)
    }

    enum Destination: Hashable, Sendable {
        case existing(ID<Organisation>)
        case new(ID<Organisation>)

        var organisation: ID<Organisation> {
            switch self {
            case .existing(let id), .new(let id): id
            }
        }
    }

    /// An organisation of the list that has to be chosen, with how many belong to it.
    struct Unmatched: Sendable {
        let key: String
        /// As first written; empty for people without one.
        let name: String
        let people: Int
    }

    let draft: ImportDraft
    let organisations: [OrganisationRow]
    /// One for each person of the draft.
    let verdicts: [Verdict]
    let unmatched: [Unmatched]

    init(_ begun: ImportDraft, _ visit: Visit) async throws {
        organisations = try await visit.readings.organisations()
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
            let key = Self.tidy(person.email).isEmpty ? nil : try await visit.site.office.vault.emailKey(person.email)
            var isMember = false
            if let key { isMember = try await visit.readings.member(emailKey: key) != nil }
            let verdict = Self.verdict(person, match, draft, isMember: isMember, sameAs: key.flatMap { lines[$0] })
            if case .joins = verdict, let key { lines[key] = person.line }
            verdicts.append(verdict)
        }
        self.verdicts = verdicts
    }

    private static func verdict(
        _ person: ImportDraft.Person,
        _ match: [ID<Organisation>],
        _ draft: ImportDraft,
        isMember: Bool,
        sameAs line: Int?
    ) -> Verdict {
        if !person.isTaken { return .out("Left out") }
        if isMember { return .out("Is a member already") }
        if let line { return .out("The same address as line \(line)") }
        if tidy(person.name).isEmpty { return .problem("name", "Give a name on line \(person.line), or untick it.") }
        if !tidy(person.email).isEmpty, !Members.isAddress(tidy(person.email)) {
            return .problem("email", "Correct the e-mail address on line \(person.line), or untick it.")
        }
        if match.count == 1 { return .joins(.existing(match[0])) }
        switch draft.choices[Organisation.key(of: person.organisation)] {
        case .existing(let id): return .joins(.existing(id))
        case .new(let id, _) where !tidy(person.organisation).isEmpty: return .joins(.new(id))
        case .leftOut: return .out("Their organisation is left out")
        default: return .problem("organisation", "Say where line \(person.line) belongs, or untick it.")
        }
    }

    /// The organisations that each person's may be, by its names.
    private static func match(_ draft: ImportDraft, _ organisations: [OrganisationRow]) -> [[ID<Organisation>]] {
        var byKey: [String: Set<ID<Organisation>>] = [:]
        for row in organisations {
            for name in [row.name] + row.aliases { byKey[Organisation.key(of: name), default: []].insert(row.id) }
        }
        return draft.people.map { person in
            tidy(person.organisation).isEmpty ? [] : Array(byKey[Organisation.key(of: person.organisation)] ?? [])
        }
    }

    private static func unmatched(_ draft: ImportDraft, _ found: [[ID<Organisation>]]) -> [Unmatched] {
        var order: [String] = []
        var people: [String: [String]] = [:]
        for (person, match) in zip(draft.people, found) where match.count != 1 && person.isTaken {
            let key = Organisation.key(of: person.organisation)
            if people[key] == nil { order.append(key) }
            people[key, default: []].append(tidy(person.organisation))
        }
        return order.map { Unmatched(key: $0, name: people[$0]?.first ?? "", people: people[$0]?.count ?? 0) }
    }

    private static func tidy(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    // MARK: What it comes to

    var joining: Int {
        verdicts.count { if case .joins = $0 { true } else { false } }
    }

    /// The first person with a problem, by index.
    var firstProblem: Int? {
        verdicts.firstIndex { if case .problem = $0 { true } else { false } }
    }

    func errors(in range: Range<Int>) -> [FieldError] {
        range.compactMap { index in
            guard case .problem(let field, let sentence) = verdicts[index] else { return nil }
            return FieldError("\(field)-\(index)", sentence)
        }
    }

    /// Everything that is to be made, in one command.
    func command(_ office: Office) async throws -> BringIn {
        let kinds = Dictionary(uniqueKeysWithValues: organisations.map { ($0.id, $0.kind) })
        var made: [ID<Organisation>: RegisterOrganisation] = [:]
        var order: [ID<Organisation>] = []
        var entries: [RegisterMembers.Entry] = []
        for (person, verdict) in zip(draft.people, verdicts) {
            guard case .joins(let destination) = verdict else { continue }
            var kind = kinds[destination.organisation] ?? .other
            if case .new(let id, let chosen) = draft.choices[Organisation.key(of: person.organisation)],
                destination == .new(id)
            {
                kind = chosen
                if made[id] == nil {
                    order.append(id)
                    made[id] = RegisterOrganisation(organisation: id, name: person.organisation, kind: kind)
                }
            }
            let role = person.role.isEmpty ? draft.roleForAll : person.role
            let details = try await office.details(
                name: person.name,
                email: person.email,
                organisation: destination.organisation,
                post: person.post,
                roles: ImportRoles.roles(role, in: kind)
            )
            entries.append(RegisterMembers.Entry(member: person.member, details: details))
        }
        return BringIn(organisations: order.compactMap { made[$0] }, members: entries)
    }
}

extension Organisation.Kind {
    /// What a name sounds like, to be offered first; nil where it says nothing.
    static func likely(_ name: String) -> Organisation.Kind? {
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
