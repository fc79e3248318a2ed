extension ProcedureDefinition {
    package enum About: String, CaseIterable, Hashable, Sendable, Decodable {
        case child, adult, school, topic
        /// Several children or adults at once.
        case people

        /// Whether an answer on it may identify somebody.
        package var isPersonal: Bool { self != .topic && self != .school }
    }

    package enum Kind: String, CaseIterable, Hashable, Sendable, Decodable {
        case authority, school, police, health, immigration, department, board, charity
    }

    package enum Raisers: Hashable, Sendable, Decodable {
        case anyone
        case of([Kind])

        package init(from decoder: any Decoder) throws {
            let kinds = try? [Kind](from: decoder)
            self = kinds.map(Self.of) ?? .anyone
        }
    }

    /// How it is known who holds a matter, or who is joined to it. Ownership moves by acceptance only; a route says who is
    /// asked first.
    package enum Route: String, CaseIterable, Hashable, Sendable, Decodable {
        case authorityOfResidence = "authority of residence"
        case authorityOfSchool = "authority of the school"
        case placingAuthority = "placing authority"
        case receivingAuthority = "authority of the placement"
        case authorityOfIncident = "authority where it happened"
        case school = "school of the child"
        case newSchool = "new school of the child"
        case police, health, immigration
        case coordinator
        case network = "all members"
        /// Whom the form names, in the field `to`.
        case named = "whom the form names"
    }

    /// Somebody besides raiser and holder who has a part in it.
    package struct Invited: Hashable, Sendable, Decodable {
        package let id: String
        package let title: String
        package let goesTo: Route
        /// On which answers they are joined; always where there is none.
        package let when: Condition

        private enum CodingKeys: String, CodingKey {
            case id, title, when
            case goesTo = "goes to"
        }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(String.self, forKey: .id)
            title = try values.decode(String.self, forKey: .title)
            goesTo = try values.decode(Route.self, forKey: .goesTo)
            when = try values.decodeIfPresent(Condition.self, forKey: .when) ?? Condition()
        }
    }

    /// Answers that make something apply: each field has one of the answers beside it. Without any, it always does.
    package struct Condition: Hashable, Sendable, Decodable {
        package let terms: [String: [String]]

        package init(_ terms: [String: [String]] = [:]) { self.terms = terms }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.singleValueContainer().decode([String: OneOrMore].self)
            terms = values.mapValues(\.all)
        }

        /// - Parameter answers: What was answered, by field: one word, or several for a checklist.
        package func holds(_ answers: [String: [String]]) -> Bool {
            terms.allSatisfy { field, wanted in answers[field, default: []].contains(where: wanted.contains) }
        }

        /// What it names of what a matter may come to.
        var outcomes: [String] { terms["outcome"] ?? [] }
        /// What it says of the form.
        var form: Condition { Condition(terms.filter { $0.key != "outcome" }) }
    }

    /// What somebody sees of a matter.
    package enum Shown: Hashable, Sendable, Decodable {
        case all, nothing
        /// Fields by id, and `outcome`, `note`, `loop`, `satisfied`.
        case only([String])

        package init(from decoder: any Decoder) throws {
            if let list = try? [String](from: decoder) {
                self = .only(list)
            } else {
                self = try decoder.singleValueContainer().decode(String.self) == "all" ? .all : .nothing
            }
        }
    }

    package struct Share: Hashable, Sendable, Decodable {
        package enum Network: String, CaseIterable, Hashable, Sendable, Decodable {
            case anonymised, nothing
        }

        package let raiser: Shown
        package let network: Network
        package let parties: [String: Shown]

        private enum CodingKeys: String, CodingKey { case raiser, network, parties }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            raiser = try values.decode(Shown.self, forKey: .raiser)
            network = try values.decode(Network.self, forKey: .network)
            parties = try values.decodeIfPresent([String: Shown].self, forKey: .parties) ?? [:]
        }
    }
}

/// One word, or a list of them.
struct OneOrMore: Hashable, Sendable, Decodable {
    let all: [String]

    init(from decoder: any Decoder) throws {
        if let list = try? [String](from: decoder) {
            all = list
        } else {
            all = [try decoder.singleValueContainer().decode(String.self)]
        }
    }
}
