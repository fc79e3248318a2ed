/// A procedure as its file says it: what is asked, who may raise it, where it goes, who owes what by when, what may come
/// of it, who sees what, and how long it is kept.
///
/// It is only ever made from a text that was checked, see ``ProcedureFile``.
package struct ProcedureDefinition: Hashable, Sendable, Decodable {
    package let id: String
    package let version: Int
    package let title: String
    /// What it is for, in one sentence.
    package let says: String
    /// What people say happened when they need it, in their words.
    package let happened: [String]
    /// Where it comes from: notes, statute, guidance.
    package let sources: [String]

    package let purpose: String
    package let lawfulBasis: LawfulBasis
    package let controllers: [String]
    package let consent: Consent
    package let family: Family

    package let about: About
    package let raisedBy: Raisers
    package let goesTo: Route
    package let parties: [Invited]

    package private(set) var form: [Section]
    package let duties: [Duty]
    package let outcomes: [Outcome]
    package let overdue: [Rung]
    package let telling: Telling

    package let share: Share
    package let summary: Shown
    package let keep: Keep

    private enum CodingKeys: String, CodingKey {
        case id = "procedure"
        case version, title, says, happened, sources, purpose
        case lawfulBasis = "lawful basis"
        case controllers, consent, family, about
        case raisedBy = "raised by"
        case goesTo = "goes to"
        case parties, form, duties, outcomes, overdue, telling, share, summary, keep
    }

    package init(from decoder: any Decoder) throws {
        let file = try decoder.container(keyedBy: CodingKeys.self)
        id = try file.decode(String.self, forKey: .id)
        version = try file.decode(Int.self, forKey: .version)
        title = try file.decode(String.self, forKey: .title)
        says = try file.decode(String.self, forKey: .says)
        happened = try file.decode([String].self, forKey: .happened)
        sources = try file.decode([String].self, forKey: .sources)
        purpose = try file.decode(String.self, forKey: .purpose)
        lawfulBasis = try file.decode(LawfulBasis.self, forKey: .lawfulBasis)
        controllers = try file.decode([String].self, forKey: .controllers)
        consent = try file.decode(Consent.self, forKey: .consent)
        family = try file.decode(Family.self, forKey: .family)
        about = try file.decode(About.self, forKey: .about)
        raisedBy = try file.decode(Raisers.self, forKey: .raisedBy)
        goesTo = try file.decode(Route.self, forKey: .goesTo)
        parties = try file.decodeIfPresent([Invited].self, forKey: .parties) ?? []
        form = try file.decode([Section].self, forKey: .form)
        let dates = Set(form.flatMap(\.fields).filter { $0.type == .date }.map(\.id))
        duties = try file.decode([Duty].self, forKey: .duties).map { $0.from(dates: dates) }
        outcomes = try file.decode([Outcome].self, forKey: .outcomes)
        overdue = try file.decode([Rung].self, forKey: .overdue)
        telling = try file.decodeIfPresent(Telling.self, forKey: .telling) ?? Telling()
        share = try file.decode(Share.self, forKey: .share)
        summary = try file.decode(Shown.self, forKey: .summary)
        keep = try file.decode(Keep.self, forKey: .keep)
    }

    /// The step of the coordinator where whoever raised it never says whether it is enough. No duty has its name.
    package static let silence = "review-silence"

    /// The fields outside repeated groups: each has one answer.
    /// The same procedure with a form that asks what one source says of one field, and nothing else.
    package func asking(again field: Field) -> ProcedureDefinition {
        var asking = self
        asking.form = [Section(title: field.label, hint: nil, fields: [field.forOneSource])]
        return asking
    }

    package var askedOnce: [Field] { form.flatMap(\.fields) }

    package func field(_ id: String) -> Field? { askedOnce.first { $0.id == id } }

    /// Whether somebody can be known by it.
    package var isPersonal: Bool {
        about.isPersonal || fields.contains { $0.type == .child || $0.type == .adult }
    }

    /// Every field with what is asked inside repeated groups, in order.
    package var fields: [Field] { form.flatMap(\.fields).flatMap { [$0] + $0.fields } }
}

// MARK: Law

extension ProcedureDefinition {
    /// UK GDPR article 6, and article 9 where the data are of a special category.
    package struct LawfulBasis: Hashable, Sendable, Decodable {
        package enum Basis: String, CaseIterable, Hashable, Sendable, Decodable {
            case publicTask = "public task"
            case legalObligation = "legal obligation"
            case vitalInterests = "vital interests"
            case legitimateInterests = "legitimate interests"
            case consent
        }

        /// Of article 9, with schedule 1 of the Data Protection Act 2018.
        package enum Condition: String, CaseIterable, Hashable, Sendable, Decodable {
            case safeguarding = "safeguarding of children and of individuals at risk"
            case statutory = "statutory purposes"
            case socialCare = "health or social care"
            case vitalInterests = "vital interests"
            case explicitConsent = "explicit consent"
            case notNeeded = "no special category data"
        }

        package let basis: Basis
        package let condition: Condition
        package let law: [String]
    }

    /// Whether somebody has to agree before it is raised. Sharing to safeguard a child seldom rests on consent.
    package struct Consent: Hashable, Sendable, Decodable {
        package enum Giver: String, CaseIterable, Hashable, Sendable, Decodable {
            case parent, child, adult
            case parentOrChild = "parent or child"
        }

        package let needed: Flag
        package let from: Giver?
        /// The yes/no field of the form in which it is recorded.
        package let field: String?
        package let because: String
    }

    package struct Family: Hashable, Sendable, Decodable {
        package enum When: String, CaseIterable, Hashable, Sendable, Decodable {
            case before, after
            case unlessRisk = "unless it adds risk"
            case not
        }

        package let told: When
        package let how: String
    }

    package struct Keep: Hashable, Sendable, Decodable {
        package enum Length: Hashable, Sendable {
            case untilAge(Int)
            case yearsAfterClosing(Int)
            case monthsAfterClosing(Int)
        }

        package let length: Length
        package let source: String

        private enum CodingKeys: String, CodingKey { case length = "for", source }
    }
}

extension ProcedureDefinition {
    /// `yes` or `no`, as words: YAML's own booleans come in too many spellings.
    package struct Flag: Hashable, Sendable, Decodable {
        package let isYes: Bool

        package init(_ isYes: Bool) { self.isYes = isYes }

        package init(from decoder: any Decoder) throws {
            isYes = try decoder.singleValueContainer().decode(String.self) == "yes"
        }
    }
}

extension ProcedureDefinition.Keep.Length: Decodable {
    static let sentence = Shape.Sentence(
        "(until the child is [1-9][0-9]?|[1-9][0-9]? years? after closing|[1-9][0-9]? months? after closing)",
        expected: "until the child is 25, 6 years after closing, or 12 months after closing"
    )

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let number = text.split(separator: " ").lazy.compactMap { Int($0) }.first ?? 0
        self =
            if text.hasPrefix("until") { .untilAge(number) } else if text.contains("year") {
                .yearsAfterClosing(number)
            } else {
                .monthsAfterClosing(number)
            }
    }
}

extension ProcedureDefinition.Keep.Length: CustomStringConvertible {
    package var description: String {
        switch self {
        case .untilAge(let age): "until the child is \(age)"
        case .yearsAfterClosing(let years): "\(years) year\(years == 1 ? "" : "s") after closing"
        case .monthsAfterClosing(let months): "\(months) month\(months == 1 ? "" : "s") after closing"
        }
    }
}
