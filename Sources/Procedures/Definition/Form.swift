extension ProcedureDefinition {
    package struct Section: Hashable, Sendable, Decodable {
        package let title: String
        package let hint: String?
        package let fields: [Field]

        private enum CodingKeys: String, CodingKey {
            case title = "section"
            case hint, fields
        }
    }

    /// One question of a form.
    package struct Field: Hashable, Sendable, Decodable {
        package enum Kind: String, CaseIterable, Hashable, Sendable, Decodable {
            case text
            case longText = "long text"
            case choice, checklist, date, time, person, organisation, child, adult, file, number, money
            case yesNo = "yes, no or unknown"
            /// Several fields, asked as often as there is something to say.
            case group = "repeated group"

            /// Whether its answers are a few known words, so that conditions and counts can stand on them.
            package var isClosed: Bool { self == .choice || self == .checklist || self == .yesNo }

        }

        /// What is said of each entry of a checklist.
        package enum Answers: String, CaseIterable, Hashable, Sendable, Decodable {
            case tick
            case yesNo = "yes or no"
            case yesSuspected = "yes, suspected or no"
        }

        package let id: String
        package let label: String
        package let type: Kind
        package let hint: String?
        package private(set) var isRequired: Bool
        package let options: [Option]
        /// A list shared by several procedures, in a file of its own.
        package let optionsFrom: String?
        package let answers: Answers
        /// Whether each entry of a checklist takes what was seen, by whom and when.
        package let asksEvidence: Bool
        package private(set) var askIf: Condition
        /// Entries of a group, length of a list, or size of a number.
        package let least: Int?
        package let most: Int?
        /// Whether values from several sources stand side by side, each with its source, date and weight.
        package private(set) var holdsRivals: Bool
        /// Inside a repeated group.
        package let fields: [Field]

        private enum CodingKeys: String, CodingKey {
            case id, label, type, hint, required, options
            case optionsFrom = "options from"
            case answers, evidence
            case askIf = "ask if"
            case least = "at least"
            case most = "at most"
            case rivals = "rival values"
            case fields
        }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(String.self, forKey: .id)
            label = try values.decode(String.self, forKey: .label)
            type = try values.decode(Kind.self, forKey: .type)
            hint = try values.decodeIfPresent(String.self, forKey: .hint)
            isRequired = try values.decodeIfPresent(Flag.self, forKey: .required)?.isYes ?? false
            options = try values.decodeIfPresent([Option].self, forKey: .options) ?? []
            optionsFrom = try values.decodeIfPresent(String.self, forKey: .optionsFrom)
            answers = try values.decodeIfPresent(Answers.self, forKey: .answers) ?? .tick
            asksEvidence = try values.decodeIfPresent(Flag.self, forKey: .evidence)?.isYes ?? false
            askIf = try values.decodeIfPresent(Condition.self, forKey: .askIf) ?? Condition()
            least = try values.decodeIfPresent(Int.self, forKey: .least)
            most = try values.decodeIfPresent(Int.self, forKey: .most)
            holdsRivals = try values.decodeIfPresent(Flag.self, forKey: .rivals)?.isYes ?? false
            fields = try values.decodeIfPresent([Field].self, forKey: .fields) ?? []
        }

        var forOneSource: Field {
            var field = self
            (field.isRequired, field.holdsRivals, field.askIf) = (true, true, Condition())
            return field
        }
    }
}

extension ProcedureDefinition.Field {
    /// Whether an answer cannot say who somebody is: few known words, or a number too small to be a reference.
    package var isAnonymous: Bool {
        guard !holdsRivals else { return false }
        return type.isClosed || (type == .number || type == .money) && (most ?? .max) <= 100_000
    }

    /// Whether it says whom something goes to.
    package var names: Bool { type == .organisation || type == .person }

    /// Everything that may be answered, where that is a few known words; empty where it is not.
    package func answers(_ lists: [String: OptionList]) -> [String] {
        switch type {
        case .yesNo: ["yes", "no", "unknown"]
        case .choice, .checklist: (optionsFrom.flatMap { lists[$0]?.options } ?? options).map(\.id)
        default: []
        }
    }
}

extension ProcedureDefinition {
    /// One thing to choose or to tick.
    package struct Option: Hashable, Sendable, Decodable {
        package let id: String
        package let label: String
        package let hint: String?
    }
}

/// Options that several procedures share, such as the indicators of trafficking. They are counted and shown; they never
/// decide.
package struct OptionList: Hashable, Sendable, Decodable {
    package struct Part: Hashable, Sendable, Decodable {
        package let title: String
        package let options: [ProcedureDefinition.Option]

        private enum CodingKeys: String, CodingKey {
            case title = "part"
            case options
        }
    }

    package let id: String
    package let version: Int
    package let title: String
    package let sources: [String]
    package let parts: [Part]

    private enum CodingKeys: String, CodingKey {
        case id = "list"
        case version, title, sources, parts
    }

    package var options: [ProcedureDefinition.Option] { parts.flatMap(\.options) }
}
